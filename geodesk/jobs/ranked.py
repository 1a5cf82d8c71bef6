"""What a ranking leaves in a folder: the nearest pictures so far, and the distances of all."""

import json
from collections.abc import Generator as Steps
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, suppress
from dataclasses import asdict, replace
from pathlib import Path

from geodesk.collection import replacing, write_csv
from geodesk.jobs.curvetable import Cell, number
from geodesk.jobs.generate import Made, file_name, make_folder, refuse_other, write
from geodesk.jobs.progress import Progress
from geodesk.jobs.rank import Nearest, Ranked, Reference, rank
from geodesk.models import Generator

TABLE, SETTINGS = "distances.csv", "distances.json"
DISTANCE_COLUMNS = (
    "id",
    "path",
    "rank",
    "kept",
    "distance",
    "s2",
    "lineal_path",
    "threshold",
    "phi",
    "seed",
    "index",
    "error",
)


def keep_nearest(
    model: Generator,
    reference: Reference,
    seed: int,
    count: int,
    keep: int,
    out: Path,
    *,
    size: int | Sequence[int] | None = None,
) -> Steps[Progress[Ranked], None, None]:
    """Rank as `geodesk.jobs.rank.rank` does, with the nearest as files in `out`.

    At any time the folder holds the nearest so far; one that is pushed out goes again, unless it was there
    before. ``distances.csv`` (all pictures, nearest and not) and ``distances.json`` (what was compared) are
    written at the end, and also where the work is stopped.

    Raises
    ------
    GeoDeskError
        The folder cannot be made or written, the disk is full, a file of another picture has a name that is
        needed, or the model failed. What is written by then stays.
    """
    make_folder(out)
    whole = model.spec.sized(size)
    rows: list[Ranked] = []
    earlier: set[int] = set()
    finished = False
    try:
        with closing(rank(model, reference, seed, count, keep, size=size)) as steps:
            for step in steps:
                for row in step.rows:
                    if row.pixels is not None:
                        file = out / file_name(model, seed, row.index)
                        if file.exists():
                            refuse_other(model, seed, row.index, file, whole)
                            earlier.add(row.index)
                        write(model, seed, Made(row.index, row.pixels), out)
                    if row.dropped is not None and row.dropped not in earlier:
                        with suppress(OSError):
                            (out / file_name(model, seed, row.dropped)).unlink()
                    rows.append(_light(row))
                yield step
        finished = True
    finally:
        try:
            write_distances(out / TABLE, model, seed, rows, keep)
            _write_settings(out / SETTINGS, model, reference, seed, len(rows), keep, finished)
        except Exception:
            if finished:  # else what stopped the work is what the user has to hear of
                raise


def write_distances(path: Path, model: Generator, seed: int, rows: Iterable[Ranked], keep: int) -> None:
    """Write the distances as CSV, rows in order of the paths; raises `CollectionError`."""
    some = list(rows)
    best = Nearest(max(len(some), 1))
    for row in some:
        best.offer(row.distance, row.index)
    ranks = {index: place for place, index in enumerate(best.order, 1)}

    def cells() -> Iterator[list[Cell]]:
        for name, row in sorted(
            ((file_name(model, seed, row.index), row) for row in some), key=lambda named: named[0]
        ):
            place = ranks.get(row.index)
            numbers = [row.distance, row.s2, row.lineal_path, row.threshold, row.phi]
            yield [
                name,
                name,
                place,
                int(place is not None and place <= keep),
                *map(number, numbers),
                seed,
                row.index,
                "" if row.error is None else str(row.error),
            ]

    write_csv(path, DISTANCE_COLUMNS, cells())


def _light(row: Ranked) -> Ranked:
    """The row without its pixels, so that memory does not grow with the pictures."""
    return row if row.pixels is None else replace(row, pixels=None)


def _write_settings(
    path: Path, model: Generator, reference: Reference, seed: int, done: int, keep: int, finished: bool
) -> None:
    settings = {
        "model": model.identity,
        "reference": reference.item.path,
        "reference_sha256": reference.sha256,
        "likeness": asdict(reference.likeness),
        "lags": reference.lags,
        "seed": seed,
        "made": done,
        "keep": keep,
        "finished": finished,
    }
    with replacing(path) as stream:
        stream.write(json.dumps(settings, ensure_ascii=False, indent=1).encode("utf-8", "backslashreplace"))
