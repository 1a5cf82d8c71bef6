"""What one phase of a measured picture looks like beyond its curves: chords, surface, clusters, profiles.

Lengths come in pixels, and in metres where the pixel size is known. The distance of the pages of a volume is
not the pixel size of a page, so nothing along z is told in metres.
"""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from geodesk.micrograph import PixelSize
from geodesk.morphology import (
    AxisCorrelations,
    ChordLengths,
    Correlation,
    Percolation,
    Profile,
    anisotropy,
    chord_lengths,
    clusters_of,
    directional_surface,
    fibre_diameter,
    grain_size_number,
    integral_range,
    mean_intercept,
    phase_profile,
    specific_surface,
)

Depth = Literal["curves", "summary", "details"]
"""What is measured: the curves; what a summary tells as well; everything."""


@dataclass(frozen=True, eq=False)
class PhaseStructure:
    """One phase against all the rest.

    Attributes
    ----------
    phase
        Its label.
    fraction
        Of the pixels measured.
    curves
        Direction → both functions; index 1 is the phase.
    clusters
        How many there are, over faces.
    percolation
        Axis → whether the phase hangs together from side to side.
    chords, two_point_cluster, profiles
        Direction → the like; only in full detail.
    """

    phase: int
    fraction: float
    curves: Mapping[str, AxisCorrelations]
    clusters: int
    percolation: Mapping[str, Percolation]
    chords: Mapping[str, ChordLengths] = field(default_factory=dict)
    two_point_cluster: Mapping[str, Correlation] = field(default_factory=dict)
    profiles: Mapping[str, Profile] = field(default_factory=dict)

    @property
    def dimensions(self) -> int:
        """2 of a picture, 3 of a volume."""
        return 3 if "z" in self.percolation else 2


@dataclass(frozen=True, slots=True)
class Quantity:
    """One number of a phase, with its unit and where there is one its 95 % interval."""

    name: str
    direction: str
    value: float
    unit: str
    low: float = math.nan
    high: float = math.nan


def structure_of(
    labels: NDArray[Any],
    phase: int,
    curves: Mapping[str, AxisCorrelations],
    mask: NDArray[np.bool_] | None,
    depth: Depth,
) -> PhaseStructure:
    """Measure one phase of a label image.

    Parameters
    ----------
    labels : ndarray of bool or integer, shape (H, W) or (pages, H, W)
    phase
        May be a label that does not occur.
    curves
        Those of the phase, index 1.
    """
    axes = ("x", "y") if labels.ndim == 2 else ("x", "y", "z")
    inside = labels == phase
    parts = clusters_of(inside, mask=mask)
    brief = PhaseStructure(
        phase,
        float(curves["x"].two_point[1].probability[0]),
        curves,
        parts.count,
        {name: parts.percolation(name) for name in axes},
    )
    if depth != "details":
        return brief
    return replace(
        brief,
        chords={name: chord_lengths(inside, name, mask=mask) for name in curves if name != "radial"},
        two_point_cluster={
            name: parts.two_point_cluster(
                labels.ndim - 1 - "xyz".index(name), len(curves[name].two_point[1].counts) - 1
            )
            for name in axes
        },
        profiles={name: phase_profile(inside, name, mask=mask) for name in axes},
    )


def flipped(curves: Mapping[str, AxisCorrelations]) -> dict[str, AxisCorrelations]:
    """The same curves with both phases exchanged, so that index 1 is what index 0 was."""
    return {
        name: replace(both, two_point=both.two_point[::-1], lineal_path=both.lineal_path[::-1])
        for name, both in curves.items()
    }


def steps_px(names: Mapping[str, Any]) -> dict[str, float]:
    """Length of one step along each direction, in pixels."""
    return {name: math.sqrt(2) if name.startswith("diag") else 1.0 for name in names if name != "radial"}


def steps_alike(names: Mapping[str, Any], size: PixelSize | None) -> dict[str, float]:
    """Length of one step along each direction in widths of a pixel, for comparing directions.

    Those of `steps_px`, unless the pixel is known not to be square. The pages of a volume count as a width of
    a pixel apart.
    """
    if size is None or size.square:
        return steps_px(names)
    width = size.x_m
    return {**steps_px(names), **{name: step / width for name, step in steps_m(names, size).items()}}


def steps_m(names: Mapping[str, Any], size: PixelSize | None) -> dict[str, float]:
    """Length of one step along each direction, in metres; only those that are known."""
    if size is None:
        return {}
    lengths = {"x": size.x_m, "y": size.y_m}
    lengths |= dict.fromkeys(("diag1", "diag2"), math.hypot(size.x_m, size.y_m))
    return {name: lengths[name] for name in names if name in lengths}


def intercept(found: PhaseStructure, steps: Mapping[str, float]) -> float:
    """Mean intercept over all directions, from the specific surface s: pi phi / s, in a volume 4 phi / s."""
    surface = specific_surface(found.curves, steps)
    if not found.fraction > 0 or math.isnan(surface):
        return math.nan
    factor = math.pi if found.dimensions == 2 else 4.0
    return factor * found.fraction / surface if surface else math.inf


def quantities(found: PhaseStructure, size: PixelSize | None) -> Iterator[Quantity]:
    """Everything that is known of one phase, as numbers with units."""
    yield Quantity("phase_fraction", "", found.fraction, "1")
    yield Quantity("clusters", "", found.clusters, "1")
    for name, crossing in found.percolation.items():
        yield Quantity("percolates", name, float(crossing.percolates), "1")
        yield Quantity("percolating_fraction", name, crossing.fraction, "1")
    px = steps_px(found.curves)
    yield from _lengths(found, px, "px")
    metres = steps_m(found.curves, size)
    if metres:
        yield from _lengths(found, metres, "m")
        whole = intercept(found, metres)
        yield Quantity("grain_size_number", "", grain_size_number(whole), "ASTM E112 G")
        void = _of_rest(found)
        for model in ("apart", "overlapping"):
            diameter = fibre_diameter(whole, intercept(void, metres), void.fraction, found.dimensions, model)
            yield Quantity(f"fibre_diameter_{model}", "", diameter, "m")
    alike = steps_alike(found.curves, size)
    for name, lengths in (
        ("anisotropy_of_intercepts", _intercepts(found, alike)),
        ("anisotropy_of_ranges", _ranges(found, alike)),
    ):
        ratio = anisotropy(lengths)
        yield Quantity(name, f"{ratio.longest}/{ratio.shortest}".strip("/"), ratio.ratio, "1")


def _of_rest(found: PhaseStructure) -> PhaseStructure:
    return PhaseStructure(found.phase, 1 - found.fraction, flipped(found.curves), 0, found.percolation)


def _lengths(found: PhaseStructure, steps: Mapping[str, float], unit: str) -> Iterator[Quantity]:
    """The quantities that have a length in them."""
    yield Quantity("specific_surface", "", specific_surface(found.curves, steps), f"1/{unit}")
    for name, step in steps.items():
        surface = directional_surface(found.curves[name], step, found.dimensions)
        yield Quantity("specific_surface", name, surface, f"1/{unit}")
    yield Quantity("mean_intercept", "", intercept(found, steps), unit)
    for name, step in steps.items():
        if name in found.chords:
            chords = found.chords[name]
            mean = chords.mean_intercept.times(step)
            yield Quantity("mean_intercept", name, mean.mean, unit, mean.low, mean.high)
            yield Quantity("mean_chord", name, chords.mean * step, unit)
            yield Quantity("mean_chord_by_length", name, chords.length_weighted_mean * step, unit)
            if unit == "px":
                yield Quantity("chords", name, chords.chords, "1")
                yield Quantity("cut_chords", name, chords.cut, "1")
    for name, length in _ranges(found, steps).items():
        yield Quantity("integral_range", name, length, unit)


def _intercepts(found: PhaseStructure, steps: Mapping[str, float]) -> dict[str, float]:
    return {name: mean_intercept(found.curves[name], 1) * step for name, step in steps.items()}


def _ranges(found: PhaseStructure, steps: Mapping[str, float]) -> dict[str, float]:
    return {name: integral_range(found.curves[name].two_point[1]) * step for name, step in steps.items()}
