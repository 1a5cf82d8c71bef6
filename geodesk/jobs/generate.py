"""Synthetic pictures of a generator as a series of files; picture i depends on (model, seed, i) alone."""

import os
import re
from collections.abc import Generator as Steps
from collections.abc import Iterator, Sequence
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from geodesk import __version__
from geodesk.collection import printable
from geodesk.jobs.ahead import ahead
from geodesk.jobs.progress import Progress
from geodesk.jobs.synthetic import provenance_of, write_synthetic
from geodesk.language import GeoDeskError
from geodesk.micrograph import PixelSize
from geodesk.models import Generator

DEPTH = 3
"""Pictures made before the one before them is written; bounds memory."""


@dataclass(frozen=True, eq=False, slots=True)
class Made:
    """One picture of a series.

    Attributes
    ----------
    index
        Its number in the series.
    pixels
        uint8, (H, W) or (pages, H, W); None of one that was there already.
    file
        Where it stands; None where none was asked for.
    """

    index: int
    pixels: NDArray[np.uint8] | None
    file: Path | None = None


def file_name(model: Generator, seed: int, index: int) -> str:
    """The name of a picture's file: ``{model}-{seed}-{index:06d}.tif``."""
    name = re.sub(r"[^\w.-]+", "_", model.name).strip(".") or "model"
    return f"{name}-{seed}-{index:06d}.tif"


def make(
    model: Generator, seed: int, indices: Sequence[int], size: int | Sequence[int] | None = None
) -> Steps[Progress[Made], None, None]:
    """Make pictures `indices` of the series `seed`, on a thread of its own, a little ahead of the reader.

    Yields
    ------
    Progress
        With one picture, or without as a sign of life.

    Raises
    ------
    BadSize, ModelFailed
        As of `geodesk.models.Generator.picture`.
    """
    whole = model.spec.sized(size)
    done = told = 0
    with (
        one_thread() as pool,
        one_thread() as drawing,
        closing(ahead(_Maker(model, seed, indices, whole, drawing), indices, pool, DEPTH)) as results,
    ):
        for result in results:
            rows: tuple[Made, ...] = ()
            if result is not None:
                index, future = result
                rows = (Made(index, future.result()),)
                done += 1
            notices = tuple(model.notices[told:])
            told += len(notices)
            yield Progress(done, len(indices), 0, rows, notices)


class _Maker:
    """Makes one picture after the other while the numbers of the next one are drawn."""

    def __init__(
        self, model: Generator, seed: int, indices: Sequence[int], size: tuple[int, ...], drawing: Executor
    ) -> None:
        self._model, self._size = model, size
        self._drawing = drawing
        self._work = partial(model.spec.draw, seed, size=size)
        self._to_come = iter(indices)
        self._next = self._draw()

    def _draw(self) -> "Future[list[NDArray[np.float32]]] | None":
        index = next(self._to_come, None)
        return None if index is None else self._drawing.submit(self._work, index)

    def __call__(self, index: int) -> NDArray[np.uint8]:
        """Make the next picture; called in the order of the indices, by one thread."""
        assert self._next is not None  # it is called once for each index
        latent, self._next = self._next.result(), self._draw()
        return self._model.from_latent(latent, self._size)


@contextmanager
def one_thread() -> Iterator[Executor]:
    """The thread that a model runs on; nobody who stops waits for the picture that it is making."""
    pool = ThreadPoolExecutor(1, "geodesk-generate")
    try:
        yield pool
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


def generate(
    model: Generator,
    seed: int,
    count: int,
    out: Path,
    *,
    size: int | Sequence[int] | None = None,
    resume: bool = False,
) -> Steps[Progress[Made], None, None]:
    """Write the first `count` pictures of a series into the folder `out`, as TIFFs marked synthetic.

    The same model, seed, index and size give the same bytes on a CPU, whatever `count` is. A file that is
    already there is only ever replaced by the same picture.

    Parameters
    ----------
    size
        As of `geodesk.models.Generator.picture`.
    resume
        Leave the pictures of this series that are already there as they are.

    Yields
    ------
    Progress
        With the pictures that are new.

    Raises
    ------
    GeoDeskError
        The folder cannot be made or written, the disk is full, a file of another picture has a name that is
        needed, the model cannot make the size, or it failed. What is written by then stays.
    """
    whole = model.spec.sized(size)
    there = _already(model, seed, count, out, whole)
    if not resume:
        there = set()
    wanted = [index for index in range(count) if index not in there]
    kept = tuple(Made(index, None, out / file_name(model, seed, index)) for index in sorted(there))
    if kept:
        yield Progress(len(kept), count, 0, kept)
    with closing(make(model, seed, wanted, whole)) as steps:
        for step in steps:
            rows = tuple(write(model, seed, made, out) for made in step.rows)
            yield Progress(len(kept) + step.done, count, 0, rows, step.notices)


def write(model: Generator, seed: int, made: Made, out: Path) -> Made:
    """Write one picture into the folder `out`; the same picture with its file.

    Raises
    ------
    CollectionError
        It cannot be written.
    """
    assert made.pixels is not None  # only a picture that was made is written
    file = out / file_name(model, seed, made.index)
    write_picture(file, made.pixels, model, {"seed": seed, "index": made.index})
    return Made(made.index, made.pixels, file)


def write_picture(
    file: Path, pixels: NDArray[np.uint8], model: Generator, begun_from: dict[str, Any]
) -> None:
    """Write a generated picture with its provenance.

    Parameters
    ----------
    begun_from
        What its latent numbers are, such as seed and index.

    Raises
    ------
    CollectionError
        It cannot be written.
    """
    side = model.pixel_size_m
    size = None if side is None else PixelSize(side, side, f"model {model.name}")
    write_synthetic(
        file,
        pixels,
        how="generated",
        pixel_size=size,
        provenance=_provenance(model, pixels.shape) | begun_from,
        spacing_m=side if pixels.ndim == 3 else None,
        level=0,  # noise does not shrink, and trying takes a twentieth of the time
        source_said=True,
    )


def make_folder(out: Path) -> None:
    """Make the folder of results; raises `GeoDeskError`."""
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise GeoDeskError(
            en=f"The folder {printable(str(out))} cannot be made ({error.strerror}).",
            es=f"No se puede crear la carpeta {printable(str(out))} ({error.strerror}).",
        ) from error


def _provenance(model: Generator, shape: Sequence[int]) -> dict[str, Any]:
    """What a picture rests on, without what differs from run to run."""
    return {
        "synthetic": True,
        "method": "generated by a trained network",
        "geodesk": __version__,
        "model": model.name,
        "model_version": model.card.version,
        "model_sha256": model.sha256,
        "licence": model.card.licence,
        "shape": dict(zip(model.spec.axes, shape, strict=True)),
    }


def _already(model: Generator, seed: int, count: int, out: Path, size: tuple[int, ...]) -> set[int]:
    """The pictures of the series that the folder holds; makes the folder, refuses what is in the way."""
    make_folder(out)
    try:
        names = set(os.listdir(out))
    except OSError as error:
        raise GeoDeskError(
            en=f"The folder {printable(str(out))} cannot be read ({error.strerror}).",
            es=f"No se puede leer la carpeta {printable(str(out))} ({error.strerror}).",
        ) from error
    there = set()
    for name in names:
        found = re.search(r"-(\d{6,18})\.tif$", name)
        index = int(found[1]) if found else count
        if index < count and name == file_name(model, seed, index):
            refuse_other(model, seed, index, out / name, size)
            there.add(index)
    return there


def refuse_other(model: Generator, seed: int, index: int, file: Path, size: tuple[int, ...]) -> None:
    """Raise `GeoDeskError` where a file that exists is not this picture as the model makes it."""
    found = provenance_of(file) or {}
    wanted = _provenance(model, size) | {"seed": seed, "index": index}
    same = ("model_sha256", "seed", "index", "shape")
    if any(found.get(key) != wanted[key] for key in same):
        name = printable(str(file))
        raise GeoDeskError(
            en=f"{name} exists and is another picture; it is not written over. Choose another folder.",
            es=f"{name} ya existe y es otra imagen; no se sobrescribe. Elija otra carpeta.",
        )
