"""Masks that show where the landslides of training pictures are."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from geodesk.language import GeoDeskError
from training.captioner.prepare import Captioned


class NoMask(GeoDeskError):
    """A picture has no mask where masks were asked for."""


def covers(folder: Path, rows: Sequence[Captioned], side: int) -> NDArray[np.float32]:
    """How far the landslide covers each place, (n, side, side, 1) from 0 to 1.

    Read from the masks of a folder: pictures of the same names that end in ``.png``, above 0 on the slide.

    Raises
    ------
    NoMask
        A picture has none.
    """
    from PIL import Image

    found = np.empty((len(rows), side, side, 1), np.float32)
    for i, row in enumerate(rows):
        path = folder / Path(row.path).with_suffix(".png")
        try:
            with Image.open(path) as image:
                mask = np.asarray(image.convert("L")) > 0
        except OSError as error:
            raise NoMask(
                en=f"{row.path} has no mask {path.name} in {folder}.",
                es=f"{row.path} no tiene la máscara {path.name} en {folder}.",
            ) from error
        small = Image.fromarray(mask.astype(np.float32)).resize((side, side), Image.Resampling.BOX)
        found[i, :, :, 0] = np.asarray(small)
    return found
