"""Captioning a folder as one job, and going on with it: what the window composes."""

from collections.abc import Generator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from geodesk.collection import CaptionRow, Collection
from geodesk.jobs.caption import BATCH, caption, open_run, settings_of
from geodesk.jobs.kept import kept, pictures_of
from geodesk.jobs.progress import Progress
from geodesk.jobs.recipes.recording import of_model, recorded
from geodesk.models import Captioner, OnnxFile, load
from geodesk.models.captioner import WIDTH


@dataclass(frozen=True, slots=True)
class OpenedCaptioner:
    """A captioner and its file."""

    model: Captioner
    path: Path


def open_captioner(path: Path, device: str = "auto") -> OpenedCaptioner:
    """Open a captioner; raises what `geodesk.models.load` does."""
    return OpenedCaptioner(load(path, device, task="caption"), path)


def caption_folder(
    folder: Path, model: Captioner, *, resume: bool
) -> Generator[Progress[CaptionRow], None, None]:
    """Caption all pictures of a folder; the rows are kept beside it as they come.

    Parameters
    ----------
    resume
        Go on with an interrupted run of the same model and device, if there is one.

    Raises
    ------
    GeoDeskError
        The folder is gone or empty, or the disk takes no more.
    """
    inputs = pictures_of(folder)
    run, resumed = open_run(inputs, model, resume=resume)
    assert run is not None  # a collection's run is kept, or it raises
    steps = kept(run, caption(inputs.items, model, run=run), len(inputs.items), anew=resume and not resumed)
    step = of_model("caption", model, {"batch": BATCH, "beam": WIDTH})
    yield from recorded(inputs.collection, step, steps)


@dataclass(frozen=True, slots=True)
class InterruptedCaptions:
    """A captioning run that did not come to its end."""

    folder: Path
    model: str
    sha256: str
    done: int
    total: int
    settings: dict[str, Any]

    def goes_on(self, model: Captioner, collection: Collection) -> bool:
        """Whether captioning the folder with this model, as it is loaded now, would go on with the run."""
        now = settings_of(model, collection.pictures(), BATCH, WIDTH)
        return model.sha256 == self.sha256 and now == self.settings


def interrupted_captions(collection: Collection) -> InterruptedCaptions | None:
    """The collection's newest captioning run, if it was interrupted and holds anything."""
    run = collection.captioned.interrupted()
    if run is None or not run.done:
        return None
    header = run.journal.header
    settings = header.get("settings")
    return InterruptedCaptions(
        collection.folder,
        str(header["model"]),
        str(header["sha256"]),
        len(run.done),
        len(collection.pictures()),
        settings if isinstance(settings, dict) else {},
    )


def which_task(path: Path) -> str:
    """The task that a model file's card states; "classify" without a card. Raises `RefusedModel`."""
    from geodesk.models import read_card

    card = read_card(OnnxFile.read(path))
    return "classify" if card is None else card.task
