"""The two charts of a sample, and what they rest on in words."""

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from geodesk.collection import Phase, printable
from geodesk.jobs.characterise import Characterised
from geodesk.jobs.figures.panels import PHASE_COLOURS
from geodesk.jobs.samplereport.chart import Chart, Series, thinned
from geodesk.jobs.samplereport.marks import PALETTE
from geodesk.jobs.samplereport.words import Words, unit_above, unit_of
from geodesk.jobs.structure import PhaseStructure, intercept, steps_m, steps_px
from geodesk.morphology import specific_surface

_DASHES: Mapping[str, tuple[float, ...]] = {"x": (), "y": (4, 2), "z": (1, 1.6)}
_MOST_PHASES = 6
_SETTLED, _VANISHED = 0.05, 1e-3
"""Of the way from φ to φ², and of L, below which a curve has nothing more to tell."""


@dataclass(frozen=True, slots=True)
class Key:
    """One entry of the legend."""

    text: str
    colour: str
    dash: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class _Curve:
    label: int
    direction: str
    lags: NDArray[np.float64]
    s2: NDArray[np.float64]
    path: NDArray[np.float64]


def phase_name(label: int, found: Characterised, phases: tuple[Phase, ...], words: Words) -> str:
    """What a phase is called: as it was named, else by the threshold."""
    if not found.labelled:
        sign = ">" if label else "≤"
        return words("phase", "fase") + f" {label} (I {sign} {words.number(found.threshold, 6)})"
    name = next((one.name(words.language) for one in phases if one.label == label), "")
    plain = words("phase", "fase") + f" {label}"
    return plain if name in ("", str(label)) else f"{name} ({label})"


def charts_of(
    found: Characterised, phases: tuple[Phase, ...], words: Words
) -> tuple[tuple[Chart, ...], tuple[Key, ...]]:
    """S2 and L of each phase along the axes, and the legend; nothing where there are no curves."""
    steps = steps_m(_DASHES, found.pixel_size)
    if "z" in _directions(found):
        steps = {}  # the distance of the pages is not known, and one axis has one unit
    curves = []
    for label, direction, both, two_point, lineal in found.phases():
        if direction in _DASHES:
            step = steps.get(direction, 1.0)
            lags = both.distance * step
            curves.append(_Curve(label, direction, lags, two_point.probability, lineal.probability))
    order = list(dict.fromkeys(one.label for one in curves))[:_MOST_PHASES]
    if not found.labelled:
        order.sort(reverse=True)
    curves = [one for one in curves if one.label in order]
    if not curves:
        return (), ()
    # Phases of a threshold wear their colours of the window and of figures, whichever comes first.
    colours = {
        label: PALETTE[at] if found.labelled else PHASE_COLOURS[label] for at, label in enumerate(order)
    }
    charts = []
    for title, values, reach in (
        (words("Two-point probability S2", "Probabilidad de dos puntos S2"), "s2", _settling),
        (words("Lineal path L", "Trayectoria lineal L"), "path", _vanishing),
    ):
        longest = max(reach(one) for one in curves)
        unit, size = unit_of(longest / 2) if steps else ("px", 1.0)
        across = words("lag", "desfase") + f" ({unit})"
        series = tuple(
            Series(
                colours[one.label],
                _DASHES[one.direction],
                thinned((one.lags / size).tolist(), getattr(one, values).tolist(), longest / size),
            )
            for one in curves
        )
        highest = max((value for one in series for _, value in one.points), default=0.0)
        fractions = {one.label: float(one.s2[0]) for one in curves}
        levels = [(share**2, colours[label]) for label, share in fractions.items() if values == "s2"]
        charts.append(Chart(title, across, series, tuple(levels), longest / size, _rounded(highest)))
    keys = [Key(phase_name(label, found, phases, words), colours[label]) for label in order]
    keys += [
        Key(words("along", "en") + f" {name}", "#57606a", dash)
        for name, dash in _DASHES.items()
        if name in _directions(found)
    ]
    keys.append(Key("φ²", "#57606a", (0.8, 1.8)))
    return tuple(charts), tuple(keys)


def _directions(found: Characterised) -> set[str]:
    return {direction for _, direction, *_ in found.phases()}


def _settling(one: _Curve) -> float:
    """Four times the lag at which S2 comes near φ²: beyond it there is nothing but chance."""
    share = float(one.s2[0])
    near = np.abs(one.s2 - share**2) < _SETTLED * max(share * (1 - share), 1e-12)
    first = int(np.argmax(near)) if near.any() else len(near)
    return float(one.lags[min(max(4 * first, 16), len(one.lags) - 1)]) or 1.0


def _vanishing(one: _Curve) -> float:
    gone = ~(one.path > _VANISHED)
    first = int(np.argmax(gone)) if gone.any() else len(gone)
    return float(one.lags[min(max(first, 8), len(one.lags) - 1)]) or 1.0


def _rounded(highest: float) -> float:
    """A little more than the highest value, so that a round number stands at the top."""
    if not highest > 0:
        return 1.0
    power = 10.0 ** math.floor(math.log10(highest))
    return next(power * one for one in (1, 1.5, 2, 3, 4, 5, 6, 8, 10) if power * one >= highest)


def basis(found: Characterised, one_of_several: bool, words: Words) -> str:
    """What the curves rest on, as one sentence; of a sample of several pictures, on which of them."""
    if found.labelled:
        how = words("Phases of the label image ", "Fases de la imagen de etiquetas ") + printable(
            found.phase_image
        )
    else:
        rule = "Otsu" if found.rule == "otsu" else words("given", "indicado")
        level = words.number(found.threshold, 6)
        how = words(
            f"Threshold {level} ({rule}): phase 1 is I > {level}",
            f"Umbral {level} ({rule}): la fase 1 es I > {level}",
        )
    area = found.area
    size = "" if area is None else f"{area.w} × {area.h}"
    if found.pages > 1:
        size += f" × {found.pages}"
    size = words(f"area {size} px", f"área de {size} px")
    if found.page is not None:
        size += words(f" of page {found.page}", f" de la página {found.page}")
    if found.bar is not None:
        size += words(", without the information bar", ", sin la barra de información")
    of = printable(found.item.file.name) + ". " if one_of_several else ""
    return f"{of}{how}; {size}."


def structure_rows(
    found: Characterised, phases: tuple[Phase, ...], words: Words
) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    """A row of numbers for each phase, with its head."""
    head = (
        words("Phase", "Fase"),
        "φ",
        words("Mean intercept", "Intercepto medio"),
        words("Specific surface", "Superficie específica"),
        words("Clusters", "Cúmulos"),
        words("Percolates", "Percola"),
    )
    order = list(found.structure)
    if not found.labelled:
        order.reverse()
    rows: list[tuple[str, ...]] = [
        (
            phase_name(own.phase, found, phases, words),
            words.fixed(own.fraction, 4),
            *_sizes(own, found, words),
            words.number(own.clusters, 6),
            ", ".join(name for name, one in own.percolation.items() if one.percolates) or words("no", "no"),
        )
        for own in order
    ]
    return head, rows


def _sizes(own: PhaseStructure, found: Characterised, words: Words) -> tuple[str, str]:
    """Mean intercept and specific surface, in lengths where they are known, else in pixels."""
    px = steps_px(own.curves)
    steps = steps_m(own.curves, found.pixel_size)
    known = len(steps) == len(px)
    mean, surface = (measure(own, steps if known else px) for measure in (intercept, _surface))
    if not (math.isfinite(mean) and math.isfinite(surface) and surface > 0):
        return "–", "–"
    if not known:
        return f"{words.number(mean)} px", f"{words.number(surface)} /px"
    unit, size = unit_above(1 / surface)
    return words.length(mean), f"{words.number(surface * size)} /{unit}"


def _surface(own: PhaseStructure, steps: Mapping[str, float]) -> float:
    return specific_surface(own.curves, steps)
