"""Where a classification keeps its rows: the collection's own run, or one for a list of files."""

import hashlib
import json
import shutil
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any

from geodesk.collection import UNSET, Collection, CollectionError, Picture, PredictionRun, Predictions
from geodesk.collection.runs import Journals
from geodesk.collection.store import Store
from geodesk.jobs.inputs import Inputs
from geodesk.language import Sentence
from geodesk.models import Answers, Classifier, OnnxFile
from geodesk.places import user_data


def open_run(
    inputs: Inputs, model: Classifier, out: Path, *, resume: bool, batch: int
) -> tuple[PredictionRun | None, bool]:
    """The run that keeps a classification's rows, and whether it goes on with an interrupted one.

    Parameters
    ----------
    out
        Of a list of files, which belong to no collection, the run is found again by the file it writes.
    resume
        Go on with an interrupted run of the same model, device and batch, if there is one.

    Returns
    -------
    run
        None for a list of files where the user's data folder cannot be written: the work needs no journal.
    resumed

    Raises
    ------
    CollectionError
        The run of a collection cannot be written.
    """
    settings = settings_of(model, batch, bars_of(inputs.items))
    if inputs.collection is not None:
        predictions = inputs.collection.predictions
    else:
        store = _store_of_files(out)
        predictions = Predictions(Journals(store, "predictions", _unheard), lambda: inputs.items)
    if resume and (run := predictions.resume(model.sha256, settings)) is not None:
        return run, True
    try:
        return predictions.begin(model.name, model.sha256, model.labels, settings), False
    except CollectionError:
        if inputs.collection is not None:
            raise
        return None, False


def settings_of(model: Classifier, batch: int, bars: str | None) -> dict[str, Any]:
    """What the rows of a run depend on besides the model's file: rows of other settings are not taken over.

    Parameters
    ----------
    bars
        Of `bars_of` the run's pictures.
    """
    settings = {"batch": batch, "provider": model.provider, "input": model.spec.to_dict()}
    return settings if bars is None else {**settings, "bars": bars}


def bars_of(items: Iterable[Picture]) -> str | None:
    """A short hash of the information bars that people corrected: another bar is another content."""
    bars = {one.path: one.correction.bar for one in items if one.correction.bar != UNSET}
    return hashlib.sha256(json.dumps(bars, sort_keys=True).encode()).hexdigest()[:16] if bars else None


def forget_files(out: Path) -> None:
    """Remove the journals of a list of files whose result is written."""
    shutil.rmtree(_store_of_files(out).home, ignore_errors=True)


def _store_of_files(out: Path) -> Store:
    key = hashlib.sha256(str(out.absolute()).encode("utf-8", "surrogateescape")).hexdigest()[:16]
    home = user_data() / "runs" / key
    return Store(home, (home,), read_only=False)


def _unheard(_: Sentence) -> None:
    """A damaged journal of a list of files costs only the work it held."""


def recalled(file: OnnxFile, collection: Collection | None) -> Answers | None:
    """What was once said of a model without a card, beside the collection or in the user's data folder."""
    return Answers.read(_memory(file, collection))


def remember(file: OnnxFile, collection: Collection | None, said: Answers) -> None:
    """Keep what was said of a model without a card, once it has proved to fit."""
    with suppress(OSError):  # then it is asked again next time; the run itself needs no memory
        said.write(_memory(file, collection))


def _memory(file: OnnxFile, collection: Collection | None) -> Path:
    home = collection.store if collection is not None else user_data()
    return home / "models" / f"{file.sha256[:12]}.json"
