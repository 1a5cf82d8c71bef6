"""A contact sheet: the pictures of a series small, and measured, as they come."""

from collections.abc import Callable, Sequence
from collections.abc import Generator as Steps
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from geodesk.collection import Picture, printable
from geodesk.jobs.ahead import ahead
from geodesk.jobs.characterise import Characterised, measured
from geodesk.jobs.ensemble import parted
from geodesk.jobs.generate import DEPTH, file_name, make, one_thread, write_picture
from geodesk.jobs.progress import Progress
from geodesk.jobs.rank import Ranked, Reference, rank
from geodesk.jobs.synthetic import provenance_of
from geodesk.language import Sentence
from geodesk.micrograph import PixelSize, Rect
from geodesk.models import Generator
from geodesk.models.origins import Drawn, Origin

AXES = ("x", "y")


@dataclass(frozen=True, eq=False, slots=True)
class Contact:
    """One picture of a sheet.

    Attributes
    ----------
    origin : Origin
    small : ndarray of uint8, shape (h, w), or None
        Not larger than was asked for; of a volume its middle page. None of a picture that is not shown.
    measured : Characterised or None
        S2 and L along both axes, of one that is shown.
    ranked : Ranked or None
        How near it is, in a ranking.
    """

    origin: Origin
    small: NDArray[np.uint8] | None
    measured: Characterised | None = None
    ranked: Ranked | None = None

    @property
    def path(self) -> str:
        """What it is called in a list of failures."""
        return self.origin.name

    @property
    def error(self) -> Sentence | None:
        """Why it has no place in a ranking."""
        return None if self.ranked is None else self.ranked.error


def contact(
    model: Generator, seed: int, count: int, *, size: int | Sequence[int] | None = None, side: int = 128
) -> Steps[Progress[Contact], None, None]:
    """Make the first `count` pictures of a series, each small and measured; none is kept whole.

    Parameters
    ----------
    side
        Of the small pictures, in pixels.

    Raises
    ------
    BadSize, ModelFailed
        As of `geodesk.jobs.generate.make`.
    """
    with closing(make(model, seed, range(count), size)) as steps:
        for step in steps:
            rows = []
            for made in step.rows:
                assert made.pixels is not None  # `make` gives every picture
                rows.append(
                    Contact(
                        Drawn(seed, made.index),
                        smaller(made.pixels, side),
                        measure(model, file_name(model, seed, made.index), made.pixels),
                    )
                )
            yield Progress(step.done, step.total, 0, tuple(rows), step.notices)


def nearest(
    model: Generator,
    measured_reference: Callable[[], Reference],
    seed: int,
    count: int,
    keep: int,
    *,
    size: int | Sequence[int] | None = None,
    side: int = 128,
) -> Steps[Progress[Contact], None, None]:
    """Rank as `geodesk.jobs.rank.rank` does; those among the nearest so far come small.

    Parameters
    ----------
    measured_reference
        Measures the reference, on the job's own thread.
    """
    reference = measured_reference()
    with closing(rank(model, reference, seed, count, keep, size=size)) as steps:
        for step in steps:
            rows = tuple(_ranked(model, Drawn(seed, row.index), row, side) for row in step.rows)
            yield Progress(step.done, step.total, step.failed, rows, step.notices)


def _ranked(model: Generator, origin: Drawn, row: Ranked, side: int) -> Contact:
    if row.pixels is None:
        return Contact(origin, None, ranked=row)
    found = measure(model, file_name(model, origin.seed, origin.index), row.pixels)
    return Contact(origin, smaller(row.pixels, side), found, replace(row, pixels=None))


def smaller(pixels: NDArray[np.uint8], side: int) -> NDArray[np.uint8]:
    """A picture, or the middle page of a volume, reduced to at most `side` pixels."""
    page = pixels if pixels.ndim == 2 else pixels[len(pixels) // 2]
    height, width = page.shape
    share = side / max(height, width)
    if share >= 1:
        return np.ascontiguousarray(page)
    to = max(1, round(width * share)), max(1, round(height * share))
    return np.asarray(Image.fromarray(np.ascontiguousarray(page)).resize(to, Image.Resampling.BOX))


def measure(model: Generator, name: str, pixels: NDArray[np.uint8]) -> Characterised:
    """S2 and L of a generated picture along both axes, by its own Otsu threshold.

    One of a single grey level becomes a result with its error, as in `geodesk.jobs.ensemble.measure`.
    """
    side = model.pixel_size_m
    item = Picture(name, name, Path(name), pixels.nbytes, 0)
    return parted(
        measured(
            item,
            pixels,
            "otsu",
            None,
            area=Rect(0, 0, pixels.shape[-1], pixels.shape[-2]),
            page=None,
            pixel_size=None if side is None else PixelSize(side, side, f"model {model.name}"),
            bar=None,
            threads=1,
            directions=AXES,
        )
    )


def picture_name(model: Generator, origin: Origin) -> str:
    """The name of a picture's file; of one of a series as ``geodesk generate`` gives it."""
    if isinstance(origin, Drawn):
        return file_name(model, origin.seed, origin.index)
    head = file_name(model, 0, 0).removesuffix("-0-000000.tif")
    return f"{head}-{origin.name}.tif"


@dataclass(frozen=True, slots=True)
class Saved:
    """One picture that was to be written; `error` says why it was not."""

    path: str
    error: Sentence | None = None


def save(
    model: Generator, origins: Sequence[Origin], out: Path, *, size: int | Sequence[int] | None = None
) -> Steps[Progress[Saved], None, None]:
    """Make pictures once more and write them into a folder, marked synthetic.

    A file that is there already is kept: the same picture counts as saved, any other is a failure.

    Yields
    ------
    Progress
        With one picture, or without as a sign of life.

    Raises
    ------
    GeoDeskError
        The disk is full, the folder cannot be written, or the model failed. What is written by then stays.
    """
    whole = model.spec.sized(size)
    done = failed = 0
    with (
        one_thread() as pool,
        closing(
            ahead(lambda one: model.from_latent(one.latent(model.spec, whole), whole), origins, pool, DEPTH)
        ) as results,
    ):
        for result in results:
            rows: tuple[Saved, ...] = ()
            if result is not None:
                origin, future = result
                rows = (_saved(model, origin, future.result(), out),)
                done += 1
                failed += rows[0].error is not None
            yield Progress(done, len(origins), failed, rows)


def _saved(model: Generator, origin: Origin, pixels: NDArray[np.uint8], out: Path) -> Saved:
    file = out / picture_name(model, origin)
    if file.exists():
        found = provenance_of(file) or {}
        wanted = origin.record() | {"model_sha256": model.sha256}
        same = all(found.get(key) == value for key, value in wanted.items())
        if same and list((found.get("shape") or {}).values()) == list(pixels.shape):
            return Saved(file.name)
        name = printable(file.name)
        return Saved(
            file.name,
            Sentence(
                en=f"{name} exists and is another picture; it is not written over.",
                es=f"{name} ya existe y es otra imagen; no se sobrescribe.",
            ),
        )
    write_picture(file, pixels, model, origin.record())
    return Saved(file.name)
