"""Running the cells of a grid: each a training run of its own; what is finished is not done again."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from geodesk.collection import replacing
from geodesk.language import GeoDeskError
from training.classifier.crossval import cross_validate
from training.classifier.evaluate import METRICS, evaluate
from training.classifier.fit import fit
from training.classifier.loop import State, read_state
from training.classifier.settings import Settings, is_classifier, read_settings
from training.compare.grids import Cell, LeftOut, other_settings
from training.data.prepare import load_index
from training.progress import Progress

CELL = "cell.json"


class OtherRun(GeoDeskError):
    """A cell's folder holds a run that was asked for something else."""


@dataclass(frozen=True, slots=True)
class Done:
    """A cell that has been trained and scored.

    Attributes
    ----------
    cell
        What it is.
    folder
        Of its run, or of the runs of its folds.
    scores
        Of the test samples, or of all samples if every fold was the test once.
    predictions
        File with the prediction of every sample scored.
    settings, states
        Of its run, or of each fold's.
    parameters
        Total and trainable, with a backbone frozen.
    """

    cell: Cell
    folder: Path
    scores: dict[str, Any]
    predictions: Path
    settings: Settings
    states: tuple[State, ...]
    parameters: tuple[int, int]


def check(out: Path, cells: Sequence[Cell]) -> None:
    """Raise `OtherRun` if a folder of the grid holds a run with other settings or pictures."""
    if not cells:
        return
    digest = load_index(Path(cells[0].settings.data)).sha256
    for cell in cells:
        for folder in _runs(out / cell.name):
            found = read_settings(folder)
            wrong = other_settings(found, cell.settings)
            if found.data_sha256 != digest:
                raise OtherRun(
                    en=f"{folder} was trained on other pictures: choose another folder with --out.",
                    es=f"{folder} se entrenó con otras imágenes: elija otra carpeta con --out.",
                )
            if wrong:
                name, (there, here) = next(iter(wrong.items()))
                raise OtherRun(
                    en=f"{folder} was trained with {name} {there}, not {here}: choose another folder with"
                    " --out.",
                    es=f"{folder} se entrenó con {name} {there}, no {here}: elija otra carpeta con --out.",
                )


def go(
    out: Path, cells: Sequence[Cell], fold: int | str | None, cache: Path, progress: Progress
) -> tuple[list[Done], list[LeftOut]]:
    """Train and score every cell; a cell that fails does not stop the others.

    Parameters
    ----------
    out
        Folder of the grid, one folder a cell.
    cells
        What to train.
    fold
        The fold that is the test, ``"all"`` for each in turn, None for the data's own split.
    cache
        Pictures and features, shared by the cells.
    progress
        Told of every epoch.

    Returns
    -------
    list of Done
        In the order of `cells`.
    list of LeftOut
        Cells that failed, with the reason.

    Raises
    ------
    OtherRun
        See `check`.
    KeyboardInterrupt
        After Ctrl+C; the same call goes on.
    """
    check(out, cells)
    done, failed = [], []
    for number, cell in enumerate(cells, 1):
        progress.event("cell", name=cell.name, number=number, of=len(cells))
        try:
            done.append(_one(out / cell.name, cell, fold, cache, progress))
        except GeoDeskError as error:
            progress.event("left_out", name=cell.name, why=str(error))
            failed.append(LeftOut(cell.name, error.sentence))
    return done, failed


def _one(folder: Path, cell: Cell, fold: int | str | None, cache: Path, progress: Progress) -> Done:
    if not (folder / METRICS).is_file():
        if fold == "all":
            cross_validate(folder, cell.settings, progress, resume=True, cache=cache)
        else:
            settings = replace(cell.settings, fold=None if fold is None else int(fold))
            fit(folder, settings, progress, resume=bool(read_state(folder).total), cache=cache)
            evaluate(folder, [], progress)
    metrics = json.loads((folder / METRICS).read_text(encoding="utf-8"))
    together = metrics.get("cross_validation")
    scores = together or metrics.get("test") or metrics["validation"]
    name = "predictions.csv" if together else f"predictions-{scores['set']}.csv"
    runs = _runs(folder)
    settings = read_settings(runs[0])
    states = tuple(read_state(run) for run in runs)
    return Done(cell, folder, scores, folder / name, settings, states, _parameters(folder, settings))


def _runs(folder: Path) -> list[Path]:
    """The runs of a cell that have begun: itself, or its folds."""
    return [run for run in (folder, *sorted(folder.glob("fold-*"))) if is_classifier(run)]


def _parameters(folder: Path, settings: Settings) -> tuple[int, int]:
    path = folder / CELL
    if path.is_file():
        total, trainable = json.loads(path.read_text(encoding="utf-8"))["parameters"]
        return int(total), int(trainable)
    from training.networks.build import build
    from training.networks.parameters import parameters

    counts = parameters(build(settings.architecture, len(settings.labels)))
    with replacing(path) as stream:
        stream.write(json.dumps({"parameters": [counts.total, counts.trainable]}).encode())
    return counts.total, counts.trainable
