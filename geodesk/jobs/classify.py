"""Classify pictures with one model: decoding ahead of inference, rows as they come, resumable."""

from collections.abc import Generator, Iterator, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from geodesk import micrograph
from geodesk.collection import (
    Number,
    Picture,
    Prediction,
    PredictionRun,
    fixed,
    open_corrected,
    write_csv,
)
from geodesk.jobs.ahead import ahead, one_large_at_a_time
from geodesk.jobs.faces import Pairs
from geodesk.jobs.progress import Progress, unexpected
from geodesk.jobs.scale import Scales
from geodesk.language import GeoDeskError, Sentence
from geodesk.models import Classifier, ModelFailed, PictureTiles

# A picture of more tiles than this is read and run piece by piece, so that memory stays flat.
_TILES_AT_ONCE = 64


@dataclass(slots=True)
class _Decoded:
    """One picture on its way to the model: its tiles, or why there are none."""

    item: Picture
    tiles: PictureTiles | None = None
    batch: NDArray[np.generic] | None = None
    picture: micrograph.Micrograph | None = None
    size: micrograph.PixelSize | None = None
    error: Sentence | None = None

    def close(self) -> None:
        if self.picture is not None:
            self.picture.close()
        self.tiles = self.batch = self.picture = None


def classify(
    items: Sequence[Picture],
    model: Classifier,
    *,
    batch: int = 32,
    run: PredictionRun | None = None,
    executor: Executor | None = None,
    scales: Scales | None = None,
) -> Generator[Progress[Prediction], None, None]:
    """Classify `items` in order; each yields exactly one row.

    Parameters
    ----------
    items
        In the order of the result. A model of PPL and XPL together is shown both faces of each picture's
        pair, so that both get the same row.
    batch
        Inputs read at once, at most as many as pass through the model. Pictures are grouped by their place
        in `items`, so the same list gives the same numbers however often the run is interrupted.
    run
        Keeps the rows. Those it already holds are yielded first and their pictures not run again.
    executor
        Decodes pictures; None: one thread a core.
    scales
        Counts pixel sizes over several calls, and its owner tells the sum; None: of this call alone.

    Yields
    ------
    Progress
        With new rows, or without as a sign of life. Closing the generator cancels the job.
    """
    known = dict(run.done) if run is not None else {}
    step = 1 if model.spec.tile is not None else max(1, min(batch, model.at_once(model.spec)))
    groups = [items[start : start + step] for start in range(0, len(items), step)]
    ready: list[Sequence[Picture]] = []
    waiting: list[Sequence[Picture]] = []
    for group in groups:
        (ready if all(item.path in known for item in group) else waiting).append(group)
    pairs = Pairs(items) if model.spec.faces else None
    told, sizes = len(model.notices), scales or Scales(model.card)
    rows = tuple(known[item.path] for group in ready for item in group)
    done, failed = len(rows), sum(row.error is not None for row in rows)
    yield Progress(done, len(items), failed, rows, tuple(model.notices))
    for result in ahead(lambda group: [_decode(item, model, pairs) for item in group], waiting, executor):
        if result is None:
            yield Progress(done, len(items), failed)
            continue
        decoded = result[1].result()
        try:
            for results in _results(decoded, model, batch):
                if results is None:
                    yield Progress(done, len(items), failed)
                    continue
                found = [_row(one, results.get(one.item.path), model, run) for one in decoded]
                done += len(found)
                failed += sum(row.error is not None for row in found)
                notices = [
                    n for one in decoded if one.error is None for n in sizes.see(one.item.path, one.size)
                ]
                notices += model.notices[told:]
                told = len(model.notices)
                yield Progress(done, len(items), failed, tuple(found), tuple(notices))
        finally:
            for one in decoded:
                one.close()
    if scales is None and (rest := sizes.rest()):
        yield Progress(done, len(items), failed, notices=rest)


def _decode(item: Picture, model: Classifier, pairs: Pairs | None) -> _Decoded:
    """Read one picture; runs on a decoding thread, so it never raises."""
    decoded = _Decoded(item)
    try:
        picture = decoded.picture = open_corrected(None, item)
        decoded.size = picture.pixel_size
        if pairs is not None:
            decoded.batch = pairs.input(item, model.spec)
            picture.close()
            decoded.picture = None
            return decoded
        with one_large_at_a_time(picture):
            decoded.tiles = PictureTiles(picture, model.spec)
            if len(decoded.tiles) <= _TILES_AT_ONCE:
                decoded.batch = decoded.tiles.batch(0, None)
                picture.close()
                decoded.tiles = decoded.picture = None
    except GeoDeskError as error:
        decoded.error = error.sentence
    except MemoryError:
        decoded.error = Sentence(
            en="Not enough memory for this picture.", es="No hay memoria suficiente para esta imagen."
        )
    except Exception as error:  # noqa: BLE001 - a fault of ours in one picture must not end the batch
        decoded.error = unexpected(error)
    if decoded.error is not None:
        decoded.close()
    return decoded


def _results(
    decoded: Sequence[_Decoded], model: Classifier, batch: int
) -> Iterator[dict[str, NDArray[np.float64]] | None]:
    """Probabilities of one group by path: None between two pieces of a large picture, then all at once."""
    whole = [one for one in decoded if one.error is None]
    results: dict[str, NDArray[np.float64]] = {}
    try:
        if model.spec.tile is not None or len(decoded) == 1:
            for one in whole:
                pieces = []
                for piece in _pieces(one, batch):
                    pieces.append(model.probabilities(piece))
                    yield None
                results[one.item.path] = model.reduce(np.concatenate(pieces))
        elif whole:
            stacked = np.concatenate([one.batch for one in whole if one.batch is not None])
            try:
                results = dict(zip((o.item.path for o in whole), model.probabilities(stacked), strict=True))
            except ModelFailed:
                if len(whole) == 1:
                    raise
                for one in whole:  # that one picture is too much for the model is no fault of the others
                    _alone(one, model, results)
                    yield None
    except ModelFailed as error:
        for one in whole:
            one.error = one.error or error.sentence
    except GeoDeskError as error:  # a tile of a large picture that cannot be read
        whole[0].error = error.sentence
    yield results


def _alone(one: _Decoded, model: Classifier, results: dict[str, NDArray[np.float64]]) -> None:
    assert one.batch is not None
    try:
        results[one.item.path] = model.reduce(model.probabilities(one.batch))
    except ModelFailed as error:
        one.error = error.sentence


def _pieces(one: _Decoded, batch: int) -> Iterator[NDArray[np.generic]]:
    if one.batch is not None:
        for start in range(0, len(one.batch), batch):
            yield one.batch[start : start + batch]
        return
    assert one.tiles is not None
    for start in range(0, len(one.tiles), batch):
        yield one.tiles.batch(start, start + batch)


def _row(
    one: _Decoded, p: NDArray[np.float64] | None, model: Classifier, run: PredictionRun | None
) -> Prediction:
    if run is not None:
        if p is None:
            assert one.error is not None
            return run.add_error(one.item, one.error, provider="")
        return run.add(one.item, p.tolist(), provider=model.provider)
    return Prediction(
        id=one.item.id,
        path=one.item.path,
        size=one.item.size,
        mtime_ns=one.item.mtime_ns,
        label=None if p is None else model.labels[int(np.argmax(p))],
        p=() if p is None else tuple(p.tolist()),
        labels=model.labels,
        model=model.name,
        sha256=model.sha256,
        provider="" if p is None else model.provider,
        error=one.error,
    )


def write_predictions(out: Path, rows: Sequence[Prediction], labels: Sequence[str], identity: str) -> None:
    """Write ``id,label,path,probability,p_<LABEL>…,model,provider,error``, sorted by path.

    Parameters
    ----------
    identity
        The model's name and the first 12 characters of its SHA-256.

    Raises
    ------
    CollectionError
        The file cannot be written; what stood there before still does.
    """
    columns = ["id", "label", "path", "probability", *(f"p_{label}" for label in labels)]
    columns += ["model", "provider", "error"]
    body = (
        [
            row.id,
            row.label,
            row.path,
            None if row.probability is None else _six(row.probability),
            *(map(_six, row.p) if row.p else [None] * len(labels)),
            identity,
            row.provider,
            str(row.error) if row.error else None,
        ]
        for row in sorted(rows, key=lambda row: row.path)
    )
    write_csv(out, columns, body)


def _six(value: float) -> Number:
    return fixed(value, 6)
