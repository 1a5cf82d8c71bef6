"""Keeping what was done in the history of a collection, by whoever runs a job."""

import time
from collections.abc import Generator, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from geodesk.collection import Collection
from geodesk.jobs.progress import Progress
from geodesk.jobs.recipes.deeds import model_record
from geodesk.jobs.recipes.steps import ModelRef, Step
from geodesk.language import GeoDeskError, Sentence
from geodesk.models import Answers
from geodesk.models.opened import OpenedModel

if TYPE_CHECKING:
    from geodesk.collection.history import State, Where

Row = TypeVar("Row")


def of_model(job: str, model: OpenedModel, options: Mapping[str, Any]) -> Step:
    """The step of a job that an opened model does, on the device that it is really on."""
    device = {"device": model.runner.device.key}
    return Step(job, {**options, **device}, ref_of(model.name, model.sha256, model.path))


def ref_of(name: str, sha256: str, path: Path) -> ModelRef:
    """A model file as a step names it."""
    return ModelRef(name, sha256, path.name, str(path.absolute()))


def answers_of(said: Answers | None) -> dict[str, Any]:
    """What was said of a model without a card, as options of ``geodesk classify``."""
    if said is None:
        return {}
    found: dict[str, Any] = {"labels": ",".join(said.labels), "input-range": said.range}
    if said.size is not None:
        found["input-size"] = list(said.size)
    return found | {"input-resize": said.resize}


def keep_deed(
    collection: Collection,
    step: Step,
    *,
    pictures: int,
    failed: int,
    only: Sequence[str] = (),
    state: "State" = "done",
    error: Sentence | None = None,
    seconds: float = 0.0,
    where: "Where" = "window",
    recipe: str = "",
) -> Sentence | None:
    """Keep a step that was done; a history that cannot be written never fails the work.

    Returns
    -------
    Sentence or None
        Why it could not be kept.
    """
    if not collection.folder.is_dir():  # gone meanwhile: writing would make it anew
        return Sentence(
            en="The history does not tell of this job: its folder is gone.",
            es="El historial no recoge este trabajo: su carpeta ya no está.",
        )
    try:
        collection.history.add(
            step.job,
            step.options,
            model=model_record(step.model),
            outputs=step.outputs,
            pictures=pictures,
            failed=failed,
            only=only,
            state=state,
            error=error,
            seconds=seconds,
            where=where,
            recipe=recipe,
        )
    except (GeoDeskError, OSError) as fault:
        why = Sentence(fault.sentence.en, fault.sentence.es) if isinstance(fault, GeoDeskError) else None
        reason = why or Sentence(str(fault), str(fault))
        return Sentence(
            en=f"The history does not tell of this job: {reason.en}",
            es=f"El historial no recoge este trabajo: {reason.es}",
        )
    return None


def recorded(
    collection: Collection | None,
    step: Step,
    steps: Generator[Progress[Row], None, None],
    only: Sequence[str] = (),
    pictures: int | None = None,
) -> Generator[Progress[Row], None, None]:
    """The steps of a job, whose end goes into the history of a collection.

    Parameters
    ----------
    collection
        None: nothing is kept.
    only
        Paths of its pictures that the job runs on, if not on all.
    pictures
        How many they are, where the job counts something else.

    Yields
    ------
    Progress
        Of the job; one more if the history cannot be written.
    """
    began = time.monotonic()
    last: Progress[Any] = Progress(0, 0, 0)
    state: State = "stopped"
    error: Sentence | None = None
    try:
        with closing(steps):
            for last in steps:
                yield last
        state = "done"
    except GeoDeskError as fault:
        state, error = "failed", fault.sentence
        raise
    finally:
        why = None
        if collection is not None and (last.total or error is not None):
            why = keep_deed(
                collection,
                step,
                pictures=last.done if pictures is None else pictures,
                failed=last.failed,
                only=only,
                state=state,
                error=error,
                seconds=time.monotonic() - began,
            )
    if why is not None:
        yield Progress(last.done, last.total, last.failed, notices=(why,))
