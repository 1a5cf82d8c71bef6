"""Pictures as a network takes them, read as classification reads them (`geodesk.models.preprocess`)."""

import hashlib
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

import geodesk.micrograph as gm
from geodesk.language import GeoDeskError
from geodesk.models import InputSpec, PictureTiles, prepare_faces
from training.data.index import DataSample

FACES = ("ppl", "xpl")


class NoFace(GeoDeskError):
    """Pairs were asked for and a sample has none."""


def grey(path: Path) -> NDArray[np.uint8]:
    """A picture's content without the information bar, (H, W) uint8; raises `UnreadablePicture`."""
    with gm.open(path) as micrograph:
        x, y, width, height = micrograph.content
        pixels = gm.to_grey(micrograph.pixels()[y : y + height, x : x + width])
    if pixels.dtype != np.uint8:
        pixels = np.clip(np.rint(gm.to_range(pixels, "dtype-full")), 0, 255).astype(np.uint8)
    return np.ascontiguousarray(pixels)


def files_of(sample: DataSample, use: str) -> list[str]:
    """The pictures of a sample that a network is shown, as paths of the index.

    Parameters
    ----------
    sample
        A picture or a pair.
    use
        ``"picture"`` its only picture, ``"ppl"`` or ``"xpl"`` one face, ``"both"`` the two.

    Raises
    ------
    NoFace
        The sample has no such face, or is a pair where a picture is asked for.
    """
    if use == "picture":
        if len(sample.rows) == 1:
            return [sample.rows[0].path]
        raise NoFace(
            en=f"{sample.id} is a PPL/XPL pair: say --input ppl, xpl, both or each.",
            es=f"{sample.id} es un par PPL/XPL: indique --input ppl, xpl, both o each.",
        )
    faces = [sample.face(name) for name in (FACES if use == "both" else (use,))]
    if None in faces:
        raise NoFace(
            en=f"{sample.id} is no PPL/XPL pair: use --input picture.",
            es=f"{sample.id} no es un par PPL/XPL: use --input picture.",
        )
    return [face.path for face in faces if face is not None]


def one(files: Sequence[Path], spec: InputSpec) -> NDArray[np.uint8]:
    """The input that the faces of one sample give, (H, W, 3·faces) uint8; raises `UnreadablePicture`."""
    with ExitStack() as stack:
        pictures = [stack.enter_context(gm.open(file)) for file in files]
        many = len(files) > 1
        shown = replace(spec, channels=spec.channels * len(files), faces=FACES) if many else spec
        whole = prepare_faces(pictures, shown) if many else PictureTiles(pictures[0], shown).batch(0, 1)
    return np.asarray(whole[0], dtype=np.uint8)


def load(folder: Path, samples: Sequence[Sequence[str]], spec: InputSpec, cache: Path) -> NDArray[np.uint8]:
    """The inputs of many samples, (n, H, W, 3·faces) uint8, on the disk until they are used.

    Parameters
    ----------
    folder
        What the paths are relative to.
    samples
        Paths of the faces of each.
    spec
        Of one face, dtype uint8.
    cache
        Folder that keeps the decoded pictures; what was read once is not read again.
    """
    cache.mkdir(parents=True, exist_ok=True)
    key = hashlib.sha256(repr((str(folder), list(map(list, samples)), spec)).encode()).hexdigest()[:16]
    path = cache / f"pixels-{key}.npy"
    if not path.exists():
        part = path.with_suffix(".part")
        shape = (len(samples), spec.height, spec.width, spec.channels * len(samples[0]))
        target = np.lib.format.open_memmap(part, mode="w+", dtype=np.uint8, shape=shape)
        with ThreadPoolExecutor(4) as pool:
            made = pool.map(lambda faces: one([folder / face for face in faces], spec), samples)
            for i, picture in enumerate(made):
                target[i] = picture
        target.flush()
        del target
        part.replace(path)
    return np.asarray(np.load(path, mmap_mode="r"))
