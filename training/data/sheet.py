"""A sheet of samples of every class, for a person to look at."""

from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from geodesk.models import InputSpec
from training.data.index import DataIndex
from training.data.pixels import one
from training.data.split import drawn_order

CELL = 112
ACROSS = 8
_MARGIN, _TITLE = 4, 18


def write_sheet(index: DataIndex, path: Path, seed: int = 1) -> None:
    """Write a PNG with up to `ACROSS` samples of each label; of a pair both faces, PPL above XPL."""
    spec = InputSpec("image", CELL, CELL, 3, "uint8", resize="fit-pad")
    by_label = {
        label: [sample for sample in index.samples if sample.label == label] for label in index.labels
    }
    faces = max(len(sample.rows) for samples in by_label.values() for sample in samples)
    row_height = _TITLE + faces * (CELL + _MARGIN) + _MARGIN
    size = (_MARGIN + ACROSS * (CELL + _MARGIN), row_height * len(by_label))
    sheet = Image.new("RGB", size, "white")
    draw, font = ImageDraw.Draw(sheet), ImageFont.load_default(13)
    for i, (label, samples) in enumerate(by_label.items()):
        top = i * row_height
        draw.text((_MARGIN, top + 2), f"{label} ({len(samples)})", fill="black", font=font)
        for column, j in enumerate(drawn_order(len(samples), (seed, 43, i))[:ACROSS]):
            for k, row in enumerate(samples[j].rows):
                picture = Image.fromarray(one([index.folder / row.path], spec))
                place = (_MARGIN + column * (CELL + _MARGIN), top + _TITLE + k * (CELL + _MARGIN))
                sheet.paste(picture, place)
    sheet.save(path)
