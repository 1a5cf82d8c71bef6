"""What the curves rest on, in words: for the panel and for the pictures that are saved."""

from typing import TYPE_CHECKING

from geodesk.desktop.theme import PHASE_COLOURS
from geodesk.desktop.translation import number, percent, sides, source_name, translate

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from geodesk.desktop.documents import Document
    from geodesk.desktop.plots.measuring import Measuring
    from geodesk.desktop.plots.pixels import Pixels
    from geodesk.jobs.characterise import Characterised
    from geodesk.morphology import Ensemble


def phases_of(measuring: "Measuring") -> str:
    """Which phase is which, with its fraction, as rich text; empty without a picture."""
    phi, pixels = measuring.phi, measuring.pixels
    if phi is None or pixels is None or pixels.levels.flat:
        return ""
    equals = "=" if pixels.levels.exact and not only_crop(measuring) else "≈"
    marks = [f'<span style="color:{colour}">■</span>' for colour in PHASE_COLOURS]
    parts = [
        f"{mark}\u00a0φ{index}\u00a0(I\u00a0{sign}\u00a0t)\u00a0{equals}\u00a0{percent(share, 2)}"
        for mark, index, sign, share in zip(marks, "₀₁", ("≤", "&gt;"), (1 - phi, phi), strict=True)
    ]
    return " \u00a0 ".join(parts)


def only_crop(measuring: "Measuring") -> bool:
    """Whether no more than the crop of a large picture has been read."""
    pixels = measuring.pixels
    return pixels is not None and pixels.grey is None and pixels.levels.pixels <= pixels.crop.size


def facts_of(measuring: "Measuring") -> list[str]:
    """Area, page, pixel size and what else must be known."""
    pixels = measuring.pixels
    if pixels is None:
        return []
    document = pixels.document
    facts = [area_of(pixels)]
    if only_crop(measuring):
        text = translate("Facts", "histogram of the central {width} × {height} px only")
        facts.append(text.format(width=number(pixels.crop_area.w), height=number(pixels.crop_area.h)))
    facts += about_of(document, pixels.page)
    facts.append(pixel_size_of(pixels))
    return facts


def area_of(pixels: "Pixels") -> str:
    """The part that is measured."""
    (width, height), (_x, _y, w, h) = pixels.document.page_size(pixels.page), pixels.content
    if (w, h) == (width, height):
        text = translate("Facts", "area: the whole picture, {width} × {height} px")
    else:
        text = translate(
            "Facts", "area: {width} × {height} of {whole_width} × {whole_height} px, information bar left out"
        )
    return text.format(
        width=number(w),
        height=number(h),
        whole_width=number(width),
        whole_height=number(height),
    )


def about_of(document: "Document", page: int) -> list[str]:
    """Which page it is, and what kind of picture."""
    facts = []
    if document.pages > 1:
        text = translate("Facts", "page {page} of {pages}")
        facts.append(text.format(page=number(page + 1), pages=number(document.pages)))
    if document.channels > 1:
        facts.append(translate("Facts", "colour measured as grey"))
    if document.synthetic:
        facts.append(translate("Facts", "synthetic picture"))
    return facts


def pixel_size_of(pixels: "Pixels") -> str:
    """The pixel size and where it comes from."""
    size = pixels.pixel_size
    if size is None:
        return translate("Facts", "pixel size unknown")
    text = translate("Facts", "{length}/px ({source})")
    return text.format(length=sides(size), source=source_name(size.source))


def level_text(level: float) -> str:
    """A grey level for the screen."""
    return number(level) if level == round(level) else number(level, 4)


def direction_name(name: str) -> str:
    """A direction in words."""
    return {
        "mean": translate("Facts", "mean of x and y"),
        "x": "x",
        "y": "y",
        "diag1": translate("Facts", "diagonal ↘"),
        "diag2": translate("Facts", "diagonal ↗"),
        "radial": translate("Facts", "radial average"),
        "all": translate("Facts", "all"),
    }.get(name, name)


def rule_name(rule: str) -> str:
    """How a threshold came about."""
    return translate("Facts", "Otsu's rule") if rule == "otsu" else translate("Facts", "set by hand")


def basis_of(measuring: "Measuring") -> list[str]:
    """What the picture's curves rest on: source, threshold, area and pixel size."""
    found, pixels = measuring.found, measuring.pixels
    if found is None or pixels is None:
        return []
    text = translate("Facts", "threshold t = {level} ({rule})")
    level = text.format(level=level_text(found.threshold), rule=rule_name(found.rule))
    about = about_of(pixels.document, pixels.page)
    return [pixels.document.picture.path, *about, level, area_of(pixels), pixel_size_of(pixels)]


def caption_of(measuring: "Measuring", directions: "Sequence[str]", said: str) -> list[str]:
    """The lines over a saved plot."""
    pixels, found = measuring.pixels, measuring.found
    assert pixels is not None and found is not None
    document = pixels.document
    text = translate("Facts", "threshold t = {level} ({rule}); phase 1 is I > t; φ₀ = {phi0}, φ₁ = {phi1}")
    phases = text.format(
        level=level_text(found.threshold),
        rule=rule_name(found.rule),
        phi0=percent(1 - found.phi, 2),
        phi1=percent(found.phi, 2),
    )
    page = (found.page or 1) - 1
    first = [document.picture.path, *about_of(document, page)]
    along = translate("Facts", "directions: {names}").format(names=", ".join(map(direction_name, directions)))
    basis = [area_of(pixels), pixel_size_of(pixels), along]
    if said:
        basis.append(said)
    return ["  ·  ".join(first), phases, "  ·  ".join(basis)]


def left_out(measuring: "Measuring") -> str:
    """What the curves lack for the time being; empty: nothing."""
    if measuring.clusters and measuring.counted is not None and not measuring.counted.clusters:
        return translate("Facts", "C₂ of the whole picture follows when the threshold rests")
    counted = measuring.counted
    if counted is None or counted.found.area is None:
        return ""
    if counted.extent == "crop":
        text = translate("Facts", "provisional: central crop, {width} × {height} px")
        return text.format(width=number(counted.found.area.w), height=number(counted.found.area.h))
    if counted.extent == "live":
        last = max(len(both.distance) for both in counted.found.curves.values()) - 1
        if last < max(measuring.last_lag(axis) for axis in ("x", "y")):
            return translate("Facts", "while it moves: r ≤ {lags} px").format(lags=number(last))
    return ""


def lags_in_pixels(rows: "Iterable[Characterised]") -> str:
    """Why the lags of an ensemble are no lengths: sizes are mixed, some unknown, or both."""
    sizes = {None if row.pixel_size is None else row.pixel_size.x_m for row in rows if row.error is None}
    if None not in sizes:
        return translate("Ensembles", "mixed pixel sizes: lags in pixels")
    if len(sizes) > 2:
        return translate("Ensembles", "pixel sizes mixed and partly unknown: lags in pixels")
    if len(sizes) > 1:
        return translate("Ensembles", "pixel size partly unknown: lags in pixels")
    return translate("Ensembles", "pixel size unknown: lags in pixels")


def fractions_of(ensemble: "Ensemble") -> str:
    """The fraction of each phase, which is its two-point probability at a distance of nought."""
    both = next(iter(ensemble.directions.values())).two_point
    if len(ensemble.ids) == 1:
        text = translate("Facts", "φ₀ = {phi0}, φ₁ = {phi1}")
        said = [percent(float(one.mean[0]), 2) for one in both]
    else:
        text = translate("Facts", "φ₀ = {phi0}, φ₁ = {phi1} (mean ± standard deviation)")
        said = [f"{number(100 * float(one.mean[0]), 2)} ± {percent(float(one.sd[0]), 2)}" for one in both]
    return text.format(phi0=said[0], phi1=said[1])
