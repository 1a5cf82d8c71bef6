"""Small real picture files for the tests."""

from pathlib import Path

import numpy as np
from PIL import Image

from tests.unit.models.graphs import brightness, card_document, npy, with_card


def grey(folder: Path, name: str, level: int, size: tuple[int, int] = (40, 30)) -> Path:
    """A picture of one grey level with a little noise, so that every file is different."""
    file = folder / name
    file.parent.mkdir(parents=True, exist_ok=True)
    rng = np.random.default_rng(level * 7919 + len(name))
    pixels = np.clip(level + rng.normal(0, 2, size[::-1]), 0, 255).astype(np.uint8)
    Image.fromarray(pixels).save(file)
    return file


def model(path: Path, **changes: object) -> Path:
    """A verified classifier DARK/BRIGHT: p_BRIGHT is the mean brightness."""
    picture = np.full((8, 8, 1), 51, np.float32)
    document = card_document(
        test={"input": npy(picture), "output": [0.8, 0.2], "atol": 1e-5, "rtol": 0}, **changes
    )
    return with_card(path, brightness(path), document)
