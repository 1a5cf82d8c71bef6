"""An SEM frame's information bar: instrument values in plain letters and a scale bar of the right length."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont


@dataclass(frozen=True, slots=True)
class Bar:
    """What the information bar states.

    Attributes
    ----------
    kv
        Accelerating voltage, kilovolts.
    working_distance_m
        Working distance, metres.
    detector
        Its name, such as "SE2".
    polaroid_m
        Width of the print that the magnification refers to, metres (the usual 5-inch print).
    height
        Of the bar, pixels.
    dark
        White letters on black if true, else black on white.
    """

    kv: float = 5.0
    working_distance_m: float = 8.2e-3
    detector: str = "SE2"
    polaroid_m: float = 0.127
    height: int = 48
    dark: bool = True


def with_information_bar(
    pixels: NDArray[np.uint8], pixel_size_m: float, bar: Bar | None = None
) -> NDArray[np.uint8]:
    """The frame with an information bar below it.

    Parameters
    ----------
    pixels
        (H, W) uint8.
    pixel_size_m
        Side of a pixel in metres; gives the scale bar's length and the magnification.
    bar
        What it states; None for the defaults.

    Returns
    -------
    ndarray
        (H + bar.height, W) uint8.
    """
    bar = bar or Bar()
    height, width = pixels.shape
    ink, paper = (255, 0) if bar.dark else (0, 255)
    image = Image.new("L", (width, bar.height), paper)
    length_m = _round_length(0.22 * width * pixel_size_m)
    length_px = round(length_m / pixel_size_m)
    draw = ImageDraw.Draw(image)
    left, middle = 12, bar.height // 2
    draw.line((left, middle + 10, left + length_px, middle + 10), fill=ink, width=3)
    for x in (left, left + length_px):
        draw.line((x, middle + 5, x, middle + 15), fill=ink, width=2)
    _write(image, (left, middle - 18), _length_text(length_m), ink)
    magnification = bar.polaroid_m / (width * pixel_size_m)
    column = left + max(length_px, 70) + 30
    texts = (
        f"EHT = {bar.kv:.2f} kV",
        f"WD = {bar.working_distance_m * 1e3:.1f} mm",
        f"Mag = {_magnification_text(magnification)}",
        f"Signal A = {bar.detector}",
        "GeoDesk SYNTHETIC",
    )
    for i, text in enumerate(texts):
        _write(image, (column + 150 * (i // 2), middle - 18 + 18 * (i % 2)), text, ink)
    return np.vstack([pixels, np.asarray(image)])


def _write(image: Image.Image, place: tuple[int, int], text: str, ink: int) -> None:
    """Draw with Pillow's own bitmap font, the same on every machine."""
    font = ImageFont.load_default_imagefont()
    mask = Image.new("1", (8 * len(text) + 8, 14), 0)
    ImageDraw.Draw(mask).text((0, 0), text, fill=1, font=font)
    image.paste(ink, place, mask.convert("L"))


def _round_length(wanted_m: float) -> float:
    """The largest 1, 2 or 5 times a power of ten not above `wanted_m`."""
    power = 10.0 ** math.floor(math.log10(wanted_m))
    return max(step * power for step in (1, 2, 5) if step * power <= wanted_m * (1 + 1e-9))


def _length_text(length_m: float) -> str:
    for unit, size in (("mm", 1e-3), ("um", 1e-6), ("nm", 1e-9)):
        if length_m >= size * (1 - 1e-9):
            return f"{length_m / size:.0f} {unit}"
    return f"{length_m / 1e-9:.2g} nm"


def _magnification_text(magnification: float) -> str:
    if magnification >= 1000:
        return f"{magnification / 1000:.2f} K X"
    return f"{magnification:.0f} X"
