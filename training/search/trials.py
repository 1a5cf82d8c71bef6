"""A search as trials, each a training run in its own folder; what was tried stands in a SQLite file.

A stopped search goes on by the same call and ends as if it had not been stopped: the sampler is seeded by
the number of finished trials, and a trial that was cut off is gone on with, not begun again.
"""

import json
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from geodesk.collection import write_csv
from geodesk.language import GeoDeskError
from training.classifier.evaluate import evaluate
from training.classifier.fit import fit
from training.classifier.loop import history, read_state
from training.classifier.settings import Settings
from training.data.index import DataIndex
from training.data.prepare import REPORT, Options, load_index, prepare
from training.progress import Progress
from training.search.space import Dimension

if TYPE_CHECKING:
    import optuna

DATABASE, TABLE = "search.db", "trials.csv"
_NAME = "search"
# Trials that run to their end before any is cut short.
_FIRST = 4


class OtherSearch(GeoDeskError):
    """The folder holds a search for something else."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is searched for.

    Attributes
    ----------
    space
        What varies.
    trials
        How many in all, those of earlier starts included.
    sampler
        ``tpe`` (tree of Parzen estimators) or ``random``.
    prune
        Cut trials short whose validation loss is above the median of the others' at the same epoch.
    """

    space: tuple[Dimension, ...]
    trials: int
    sampler: str = "tpe"
    prune: bool = True


@dataclass(frozen=True, slots=True)
class Tried:
    """One trial: its folder, ``complete`` or ``pruned``, lowest validation loss, epochs, what was drawn."""

    folder: str
    state: str
    loss: float
    epochs: int
    values: dict[str, Any]


def search(
    out: Path,
    settings: Settings,
    wanted: Wanted,
    progress: Progress,
    cache: Path | None = None,
    options: Options | None = None,
) -> list[Tried]:
    """Try settings, and score the network with the lowest validation loss once on the test samples.

    Parameters
    ----------
    out
        Gets ``search.db``, ``trials.csv`` and a run ``trial-000``, … for each trial.
    settings
        Of every trial, but for what varies.
    wanted
        What varies, and how it is searched.
    progress
        Told of every epoch and trial.
    cache
        Pictures and features, ``out/cache`` by default; the trials share them.
    options
        How to prepare the data if `settings.data` holds pictures.

    Returns
    -------
    list of Tried
        The lowest validation loss first.

    Raises
    ------
    OtherSearch
        The folder holds a search with other settings, pictures or space.
    KeyboardInterrupt
        After Ctrl+C; the same call goes on.
    """
    import optuna

    optuna.logging.set_verbosity(optuna.logging.WARNING)
    out.mkdir(parents=True, exist_ok=True)
    index = _ready(out, Path(settings.data), options, progress)
    settings = replace(settings, data=str(_prepared(out, Path(settings.data))))
    pruner = optuna.pruners.MedianPruner(_FIRST, 2) if wanted.prune else optuna.pruners.NopPruner()
    storage = optuna.storages.RDBStorage(f"sqlite:///{(out / DATABASE).resolve().as_posix()}")
    try:
        study = optuna.create_study(
            storage=storage, study_name=_NAME, direction="minimize", pruner=pruner, load_if_exists=True
        )
        _same(out, study, _asked(settings, wanted, index))
        _take_up(study)
        while (number := len(_finished(study))) < wanted.trials:
            study.sampler = _sampler(wanted.sampler, settings.seed * 100_003 + number)
            _try(out, study, number, settings, wanted, progress, cache or out / "cache")
        tried = _tried(study)
    finally:
        storage.engine.dispose()
    names = [dimension.name for dimension in wanted.space]
    rows = [(t.folder, t.state, t.loss, t.epochs, *(t.values[name] for name in names)) for t in tried]
    write_csv(out / TABLE, ("run", "state", "val_loss", "epochs", *names), rows)
    best = next(one for one in tried if one.state == "complete")
    scores = evaluate(out / best.folder, [], progress)["test"]
    told = {"accuracy": scores["accuracy"], "interval": scores["interval"]} if scores else {}
    progress.event("best", run=best.folder, val_loss=best.loss, **best.values, **told)
    return tried


def _prepared(out: Path, data: Path) -> Path:
    return data if (data / REPORT).is_file() else out / "data"


def _ready(out: Path, data: Path, options: Options | None, progress: Progress) -> DataIndex:
    """The index of the data; pictures are made ready once, not in every trial."""
    place = _prepared(out, data)
    if not (place / REPORT).is_file():
        return prepare(data, place, options or Options(), progress)
    return load_index(place)


def _asked(settings: Settings, wanted: Wanted, index: DataIndex) -> dict[str, Any]:
    """What must be the same when a search goes on; the number of trials may grow."""
    same = json.loads(json.dumps(asdict(replace(settings, data="", labels=[]))))
    return {
        "settings": same,
        "data_sha256": index.sha256,
        "space": [str(one) for one in wanted.space],
        "sampler": wanted.sampler,
        "prune": wanted.prune,
    }


def _same(out: Path, study: "optuna.Study", asked: dict[str, Any]) -> None:
    before = study.user_attrs.get("asked")
    if before is None:
        study.set_user_attr("asked", asked)
        return
    wrong = [name for name in asked if asked[name] != before.get(name)]
    if wrong:
        raise OtherSearch(
            en=f"{out} holds a search with other {', '.join(wrong)}: choose another folder with --out.",
            es=f"{out} contiene una búsqueda con otros datos ({', '.join(wrong)}): elija otra carpeta con"
            " --out.",
        )


def _take_up(study: "optuna.Study") -> None:
    """Trials that were cut off come first, with what was drawn for them and their folder."""
    import optuna

    for cut in study.get_trials(deepcopy=False, states=(optuna.trial.TrialState.RUNNING,)):
        study.tell(cut.number, state=optuna.trial.TrialState.FAIL)
        study.enqueue_trial(cut.params)


def _finished(study: "optuna.Study") -> list["optuna.trial.FrozenTrial"]:
    import optuna

    states = (optuna.trial.TrialState.COMPLETE, optuna.trial.TrialState.PRUNED)
    return study.get_trials(deepcopy=False, states=states)


def _sampler(name: str, seed: int) -> "optuna.samplers.BaseSampler":
    import optuna

    if name == "random":
        return optuna.samplers.RandomSampler(seed=seed)
    return optuna.samplers.TPESampler(seed=seed)


def _try(
    out: Path,
    study: "optuna.Study",
    number: int,
    settings: Settings,
    wanted: Wanted,
    progress: Progress,
    cache: Path,
) -> None:
    import optuna

    trial = study.ask()
    folder = f"trial-{number:03d}"
    values: dict[str, Any] = {one.name: one.suggest(trial) for one in wanted.space}
    trial.set_user_attr("folder", folder)
    progress.event("trial", run=folder, number=number + 1, of=wanted.trials, **values)
    run = out / folder
    watched = _Watched(progress, trial, run)
    try:
        state = fit(
            run, replace(settings, **values), watched, resume=bool(read_state(run).total), cache=cache
        )
    except optuna.TrialPruned:
        study.tell(trial, state=optuna.trial.TrialState.PRUNED)
        progress.event("pruned", run=folder, epochs=read_state(run).total)
        return
    except GeoDeskError:
        study.tell(trial, state=optuna.trial.TrialState.FAIL)
        raise
    study.tell(trial, state.best_loss)


class _Watched(Progress):
    """Passes on what a run says, and ends it when it is hopeless."""

    def __init__(self, inner: Progress, trial: "optuna.Trial", run: Path) -> None:
        super().__init__()
        self._inner, self._trial = inner, trial
        # A run that goes on says nothing of its earlier epochs.
        for row in history(run) if read_state(run).total else []:
            self._report(int(row["epoch"]), float(row["val_loss"]))

    def _report(self, epoch: int, loss: float) -> None:
        self._trial.report(loss, epoch)

    def event(self, event: str, **values: Any) -> None:
        self._inner.event(event, **values)
        if event == "epoch":
            import optuna

            self._report(int(values["epoch"]), float(values["val_loss"]))
            if self._trial.should_prune():
                raise optuna.TrialPruned


def _tried(study: "optuna.Study") -> list[Tried]:
    found = []
    for trial in _finished(study):
        state = trial.state.name.lower()
        losses = trial.intermediate_values
        loss = min(losses.values()) if losses else float(trial.value or 0.0)
        values = dict(trial.params)
        found.append(Tried(str(trial.user_attrs["folder"]), state, round(loss, 6), len(losses), values))
    return sorted(found, key=lambda one: (one.loss, one.folder))
