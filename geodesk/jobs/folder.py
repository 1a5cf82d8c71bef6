"""Classifying a folder as one job, going on with it, and writing its result: what the window composes.

``geodesk classify FOLDER`` does the same with a terminal in between; both give the same bytes.
"""

from collections.abc import Generator, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from geodesk.collection import Collection, Prediction
from geodesk.jobs.classify import classify, write_predictions
from geodesk.jobs.inputs import inputs_of
from geodesk.jobs.kept import kept, pictures_of
from geodesk.jobs.progress import Progress
from geodesk.jobs.recipes.recording import answers_of, of_model, recorded
from geodesk.jobs.runs import bars_of, open_run, recalled, remember, settings_of
from geodesk.language import GeoDeskError, Sentence
from geodesk.models import CARD_KEY, DEVICES, Answers, Classifier, OnnxFile, from_file, refuse_failed

BATCH = 32
"""Pictures (or tiles of one) a model sees at once; as on the command line."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A classifier, and what was said of it if it has no card."""

    model: Classifier
    file: OnnxFile
    answers: Answers | None

    def remember(self, collection: Collection | None) -> None:
        """Keep the answers beside a collection, so that nobody is asked again there."""
        if self.answers is not None:
            remember(self.file, collection, self.answers)


def open_model(
    path: Path, device: str = "auto", collection: Collection | None = None, answers: Answers | None = None
) -> Opened:
    """Open a classifier; one without a card by `answers`, or by those remembered beside the collection.

    Raises
    ------
    RefusedModel, BadCard
        It cannot be used.
    NeedsAnswers
        It has no card and nothing that fits was said of it.
    """
    file = OnnxFile.read(path)
    if CARD_KEY in file.properties:
        return Opened(from_file(file, device), file, None)
    said = answers or recalled(file, collection)
    opened = Opened(from_file(file, device, said), file, said)
    if answers is not None:
        opened.remember(collection)
    return opened


def classify_folder(
    folder: Path, opened: Opened, *, resume: bool, batch: int = BATCH
) -> Generator[Progress[Prediction], None, None]:
    """Classify all pictures of a folder; the rows are kept beside it as they come.

    Parameters
    ----------
    resume
        Go on with an interrupted run of the same model, device and batch, if there is one.

    Yields
    ------
    Progress
        As `classify` does. Closing the generator cancels; the rows so far are on the disk.

    Raises
    ------
    GeoDeskError
        The model is not what its card says, the folder is gone or empty, or the disk takes no more.
    """
    model = opened.model
    refuse_failed(model)
    inputs = pictures_of(folder)
    opened.remember(inputs.collection)
    run, resumed = open_run(inputs, model, folder, resume=resume, batch=batch)
    assert run is not None  # a collection's run is kept, or it raises
    steps = classify(inputs.items, model, batch=batch, run=run)
    steps = kept(run, steps, len(inputs.items), anew=resume and not resumed)
    step = of_model("classify", model, {"batch": batch, **answers_of(opened.answers)})
    yield from recorded(inputs.collection, step, steps)


@dataclass(frozen=True, slots=True)
class Interrupted:
    """A run that did not come to its end.

    Attributes
    ----------
    model, sha256
        Which model.
    done, total
        Pictures with a result that still holds, and pictures of the folder.
    settings
        What the result depends on: batch, provider, input, and the corrected bars if there were any.
    bars
        The bars of the folder's pictures as they are corrected now (see `bars_of`).
    """

    folder: Path
    model: str
    sha256: str
    done: int
    total: int
    settings: dict[str, Any]

    bars: str | None

    @property
    def batch(self) -> int:
        """The batch it was begun with."""
        batch = self.settings.get("batch")
        return batch if isinstance(batch, int) else BATCH

    def obstacle(self, model: Classifier) -> Sentence | None:
        """Why a run of this model, as it is loaded now, would not go on with it; None: it would."""
        if model.sha256 != self.sha256:
            return Sentence(
                en=f"it was begun with the model {self.model}.", es=f"se empezó con el modelo {self.model}."
            )
        now = settings_of(model, self.batch, self.bars)
        before, here = self.settings.get("provider"), model.provider
        if before != here:
            was, now_on = _device(before), _device(here)
            return Sentence(
                en=f"it was begun on {was}, and the model now runs on {now_on}.",
                es=f"se empezó en {was} y ahora el modelo corre en {now_on}.",
            )
        if self.settings.get("bars") != self.bars:
            return Sentence(
                en="an information bar of its pictures has been corrected since.",
                es="desde entonces se corrigió la barra de información de alguna imagen.",
            )
        if self.settings != now:
            return Sentence(
                en="it was begun with other settings of the model.",
                es="se empezó con otros ajustes del modelo.",
            )
        return None


def _device(provider: object) -> str:
    return next((device.name for device in DEVICES if device.provider == provider), str(provider))


def interrupted(collection: Collection) -> Interrupted | None:
    """The collection's newest run, if it was interrupted and holds anything worth going on with."""
    run = collection.predictions.interrupted()
    if run is None or not run.done:
        return None
    header = run.journal.header
    settings = header.get("settings")
    if isinstance(settings, dict) and "watch" in settings:  # a folder that is watched has no end
        return None
    return Interrupted(
        collection.folder,
        str(header["model"]),
        str(header["sha256"]),
        len(run.done),
        len(collection.pictures()),
        settings if isinstance(settings, dict) else {},
        bars_of(inputs_of(collection).items),
    )


def model_of(sha256: str, paths: Iterable[Path]) -> Path | None:
    """Which of some model files has this hash."""
    for path in paths:
        try:
            if OnnxFile.read(path).sha256 == sha256:
                return path
        except GeoDeskError:
            continue
    return None


def export_last(collection: Collection, out: Path) -> int:
    """Write the predictions of the newest run, as ``geodesk classify --out`` does; returns how many rows.

    Raises
    ------
    GeoDeskError
        There are none, or the file cannot be written.
    """
    run = collection.predictions.newest()
    if run is None or not run.done:
        raise GeoDeskError(
            en="There are no predictions to export; classify the folder first.",
            es="No hay predicciones que exportar; clasifique primero la carpeta.",
        )
    if out.suffix.lower() != ".csv":
        raise GeoDeskError(
            en=f"{out.name} does not end in .csv; give another name.",
            es=f"{out.name} no termina en .csv; indique otro nombre.",
        )
    header = run.journal.header
    identity = f"{header['model']} {header['sha256'][:12]}"
    write_predictions(out, list(run.done.values()), run.labels, identity)
    return len(run.done)
