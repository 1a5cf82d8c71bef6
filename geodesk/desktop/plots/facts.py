"""What the curves rest on, in words: for the panel and for the pictures that are saved."""

from typing import TYPE_CHECKING

from geodesk.desktop.theme import PHASE_COLOURS
from geodesk.desktop.translation import length, number, percent, source_name, translate

if TYPE_CHECKING:
    from geodesk.desktop.documents import Document
    from geodesk.desktop.plots.measuring import Measuring, Pixels
    from geodesk.jobs.characterise import Characterised


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
    facts += _about(document, pixels.page)
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


def _about(document: "Document", page: int) -> list[str]:
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
    across = length(size.x_m)
    if abs(size.x_m - size.y_m) > 1e-3 * size.x_m:
        across += f" × {length(size.y_m)}"
    text = translate("Facts", "{length}/px ({source})")
    return text.format(length=across, source=source_name(size.source))


def level_text(level: float) -> str:
    """A grey level for the screen."""
    return number(level) if level == round(level) else number(level, 4)


def caption_of(measuring: "Measuring", found: "Characterised", direction: str) -> list[str]:
    """The lines over a saved plot."""
    assert measuring.pixels is not None and found.area is not None
    pixels = measuring.pixels
    document = pixels.document
    rule = translate("Facts", "Otsu's rule") if found.rule == "otsu" else translate("Facts", "set by hand")
    text = translate("Facts", "threshold t = {level} ({rule}); phase 1 is I > t; φ₀ = {phi0}, φ₁ = {phi1}")
    phases = text.format(
        level=level_text(found.threshold),
        rule=rule,
        phi0=percent(1 - found.phi, 2),
        phi1=percent(found.phi, 2),
    )
    directions = {
        "mean": translate("Facts", "mean of the directions x and y"),
        "x": translate("Facts", "direction x"),
        "y": translate("Facts", "direction y"),
    }
    page = (found.page or 1) - 1
    first = [document.picture.path, *_about(document, page)]
    basis = [area_of(pixels), pixel_size_of(pixels), directions[direction]]
    if measuring.provisional:
        said = translate("Facts", "provisional: only the central {width} × {height} px were measured")
        basis.append(said.format(width=number(found.area.w), height=number(found.area.h)))
    return ["  ·  ".join(first), phases, "  ·  ".join(basis)]
