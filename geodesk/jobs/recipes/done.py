"""The steps that the window's own ways of asking for a job are."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from geodesk.jobs.characterise import Characterised
from geodesk.jobs.figures.style import Style
from geodesk.jobs.recipes.recording import of_model
from geodesk.jobs.recipes.steps import Step
from geodesk.jobs.samplereport.request import Request
from geodesk.jobs.transport import Wanted
from geodesk.models import Classifier, Generator
from geodesk.models.origins import Drawn, Origin


def transport_step(wanted: Wanted, of_phases: bool) -> Step:
    """Transport through a picture; `of_phases`: through the label images kept, which no command does."""
    options: dict[str, Any] = {
        "axis": wanted.axis,
        "phase": wanted.phase,
        "k1": wanted.k1,
        "k2": wanted.k2,
        "threshold": wanted.threshold,
        "page": wanted.page,
        "page-distance": wanted.page_distance_m,
        "labels": True if wanted.labels else None,
    }
    if wanted.conductivity is not None:
        options["conductivities"] = {str(label): k for label, k in wanted.conductivity.items()}
    if of_phases:
        options["phases"] = "auto"
    return Step("transport", _given(options))


def sweep_step(model: Classifier, tile: int | None, stride: int | None, page: int) -> Step:
    """A class map of a page, counted from 0."""
    return of_model("sweep", model, _given({"tile": tile, "stride": stride, "page": page + 1}))


def ensemble_step(threshold: float | str, r_max: int | None, lags: str, directions: Sequence[str]) -> Step:
    """An ensemble."""
    options = {"threshold": threshold, "rmax": r_max, "lags": lags, "directions": list(directions)}
    return Step("ensemble", _given(options))


def characterise_step(found: Characterised, out: Path, summary: Path, of_phases: bool) -> Step:
    """Curves of a picture that were saved."""
    level = "otsu" if found.rule == "otsu" else found.threshold
    by = {"phases": "auto"} if of_phases else {"threshold": level}
    options = _given({**by, "rmax": found.r_max, "page": found.page})
    return Step("characterise", options, None, {"out": str(out), "summary": str(summary)})


def generate_step(
    model: Generator, origins: Sequence[Origin], size: int | Sequence[int] | None, out: Path
) -> Step:
    """Pictures of a generator that were saved: a whole series, or some that no command names."""
    options: dict[str, Any] = {"count": len(origins)}
    drawn = [one for one in origins if isinstance(one, Drawn)]
    if size is not None:
        options["size"] = [size] if isinstance(size, int) else list(size)
    if drawn:
        options["seed"] = drawn[0].seed
    if [(one.seed, one.index) for one in drawn] != [(options.get("seed"), at) for at in range(len(origins))]:
        options["chosen"] = True
    step = of_model("generate", model, options)
    return Step(step.job, step.options, step.model, {"out": str(out)})


def figures_step(style: Style, out: Path, beside: Path | None) -> Step:
    """Figures that were written; `beside`: what stands beside them."""
    scale = style.scale if isinstance(style.scale, str) else float(style.scale)
    options: dict[str, Any] = {
        "format": style.format,
        "width": style.width_mm,
        "dpi": style.dpi,
        "scale": scale,
        "corner": style.corner,
        "colour": style.colour,
        "font": style.font,
        "letters": style.letters,
        "contrast": style.contrast if isinstance(style.contrast, str) else list(style.contrast),
        "keep-bar": True if style.keep_bar else None,
        "rows": style.rows,
        "columns": style.columns,
        "gap": style.gap,
        "common-scale": True if style.common_scale else None,
        "pair": style.pair,
        "beside": None if beside is None else str(beside),
        "page": style.page,
        "language": style.language,
    }
    return Step("figures", _given(options), None, {"out": str(out)})


def report_step(request: Request, out: Path) -> Step:
    """Reports of samples that were written."""
    contrast = request.contrast
    options: dict[str, Any] = {
        "format": list(request.formats),
        "language": list(request.languages),
        "paper": request.paper,
        "device": "auto",
        "phases": request.phases,
        "threshold": request.threshold,
        "rmax": request.r_max,
        "page": request.page,
        "transport": list(request.transport) or None,
        "phase": request.phase,
        "contrast": contrast if isinstance(contrast, str) else list(contrast),
    }
    return Step("report", _given(options), None, {"out": str(out)})


def _given(options: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in options.items() if value is not None}
