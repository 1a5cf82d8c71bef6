"""Caption pictures with one model: decoding ahead of inference, rows as they come, resumable."""

from collections.abc import Generator, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from geodesk.collection import (
    CaptionRow,
    CaptionRun,
    Collection,
    KeptCaption,
    Picture,
    fixed,
    open_corrected,
    write_csv,
)
from geodesk.jobs.ahead import ahead, one_large_at_a_time
from geodesk.jobs.inputs import Inputs
from geodesk.jobs.progress import Progress, unexpected
from geodesk.jobs.runs import bars_of
from geodesk.jobs.scale import Scales
from geodesk.language import GeoDeskError, Sentence
from geodesk.micrograph import PixelSize
from geodesk.models import Captioner, ModelFailed, PictureTiles
from geodesk.models.captioner import ALTERNATIVES, WIDTH

BATCH = 8
"""Pictures a captioner sees at once."""


@dataclass(slots=True)
class _Decoded:
    """One picture on its way to the model: its input, or why there is none."""

    item: Picture
    batch: NDArray[np.generic] | None = None
    size: PixelSize | None = None
    error: Sentence | None = None


def caption(
    items: Sequence[Picture],
    model: Captioner,
    *,
    batch: int = BATCH,
    width: int = WIDTH,
    run: CaptionRun | None = None,
    executor: Executor | None = None,
) -> Generator[Progress[CaptionRow], None, None]:
    """Caption `items` in order; each yields exactly one row.

    Parameters
    ----------
    batch
        Pictures a model sees at once, by their place in `items`, so that an interrupted run gives the same.
    width
        Sentences that the search keeps at once.
    run
        Keeps the rows. Those it already holds are yielded first and their pictures not run again.
    executor
        Decodes pictures; None: one thread a core.

    Yields
    ------
    Progress
        With new rows, or without as a sign of life. Closing the generator cancels the job.
    """
    known = dict(run.done) if run is not None else {}
    groups = [items[start : start + batch] for start in range(0, len(items), max(1, batch))]
    ready = [group for group in groups if all(item.path in known for item in group)]
    waiting = [group for group in groups if any(item.path not in known for item in group)]
    rows = tuple(known[item.path] for group in ready for item in group)
    done, failed, told = len(rows), sum(row.error is not None for row in rows), len(model.notices)
    scales = Scales(model.card)
    yield Progress(done, len(items), failed, rows, tuple(model.notices))
    for result in ahead(lambda group: [_decode(item, model) for item in group], waiting, executor):
        if result is None:
            yield Progress(done, len(items), failed)
            continue
        decoded = result[1].result()
        found = _captioned(decoded, model, width)
        if run is not None:
            for row in found:
                run.add(row)
        done += len(found)
        failed += sum(row.error is not None for row in found)
        notices = [n for one in decoded if one.error is None for n in scales.see(one.item.path, one.size)]
        notices += model.notices[told:]
        told = len(model.notices)
        yield Progress(done, len(items), failed, tuple(found), tuple(notices))
    if rest := scales.rest():
        yield Progress(done, len(items), failed, notices=rest)


def _decode(item: Picture, model: Captioner) -> _Decoded:
    """Read one picture; runs on a decoding thread, so it never raises."""
    try:
        with open_corrected(None, item) as picture, one_large_at_a_time(picture):
            return _Decoded(item, PictureTiles(picture, model.spec).batch(0, 1), picture.pixel_size)
    except GeoDeskError as error:
        return _Decoded(item, error=error.sentence)
    except MemoryError:
        return _Decoded(
            item,
            error=Sentence(
                en="Not enough memory for this picture.", es="No hay memoria suficiente para esta imagen."
            ),
        )
    except Exception as error:  # noqa: BLE001 - a fault of ours in one picture must not end the batch
        return _Decoded(item, error=unexpected(error))


def _captioned(decoded: Sequence[_Decoded], model: Captioner, width: int) -> list[CaptionRow]:
    good = [one for one in decoded if one.batch is not None]
    said: dict[str, tuple[tuple[str, float], ...]] = {}
    if good:
        stacked = np.concatenate([one.batch for one in good if one.batch is not None])
        try:
            for one, some in zip(good, model.captions(stacked, width, ALTERNATIVES), strict=True):
                said[one.item.path] = tuple((found.text, found.probability) for found in some)
        except ModelFailed as error:
            for one in good:
                one.error = error.sentence
    return [
        CaptionRow(
            id=one.item.id,
            path=one.item.path,
            size=one.item.size,
            mtime_ns=one.item.mtime_ns,
            captions=said.get(one.item.path, ()),
            model=model.name,
            sha256=model.sha256,
            provider="" if one.error is not None else model.provider,
            error=one.error,
        )
        for one in decoded
    ]


def settings_of(model: Captioner, items: Sequence[Picture], batch: int, width: int) -> dict[str, Any]:
    """What the rows of a run depend on besides the model's file."""
    settings = {
        "batch": batch,
        "width": width,
        "provider": model.provider,
        "input": model.spec.to_dict(),
    }
    bars = bars_of(items)
    return settings if bars is None else {**settings, "bars": bars}


def open_run(
    inputs: Inputs, model: Captioner, *, resume: bool, batch: int = BATCH, width: int = WIDTH
) -> tuple[CaptionRun | None, bool]:
    """The run that keeps the rows of a collection, and whether it goes on with an interrupted one.

    A list of files belongs to no collection and is kept nowhere (None). Raises `CollectionError`.
    """
    if inputs.collection is None:
        return None, False
    runs = inputs.collection.captioned
    settings = settings_of(model, inputs.items, batch, width)
    if resume and (run := runs.resume(model.sha256, settings)) is not None:
        return run, True
    return runs.begin(model.name, model.sha256, model.template.ids, settings), False


def write_captions(out: Path, rows: Sequence[CaptionRow], model: Captioner) -> None:
    """Write ``id,caption,path,probability,<attributes>,model,provider,error``, sorted by path.

    Raises
    ------
    CollectionError
        The file cannot be written; what stood there before still does.
    """
    template = model.template
    columns = ["id", "caption", "path", "probability", *template.ids, "model", "provider", "error"]
    body = (
        [
            row.id,
            row.caption,
            row.path,
            None if row.probability is None else fixed(row.probability, 6),
            *template.parse(row.caption).values(),
            model.identity,
            row.provider,
            str(row.error) if row.error else None,
        ]
        for row in sorted(rows, key=lambda row: row.path)
    )
    write_csv(out, columns, body)


def inventory_rows(
    collection: Collection, rows: Mapping[str, CaptionRow] | None = None
) -> list[tuple[Picture, CaptionRow | None, KeptCaption | None]]:
    """Every picture with a caption: what the last run said of it, and what a person did, which counts."""
    said = collection.captioned.last() if rows is None else rows
    kept = collection.captions.current()
    found = []
    for picture in collection.pictures():
        row, own = said.get(picture.path), kept.get(picture.path)
        if own is not None or (row is not None and row.error is None):
            found.append((picture, row, own))
    return found
