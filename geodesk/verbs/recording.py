"""What a command did with one folder goes into that folder's history."""

import argparse
import contextlib
import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from geodesk.language import GeoDeskError, Sentence
from geodesk.terminal import overhearing, say

if TYPE_CHECKING:
    from geodesk.collection import Collection
    from geodesk.jobs.progress import Progress
    from geodesk.jobs.recipes.steps import ModelRef, Step


def recorded(options: argparse.Namespace, perform: Callable[[argparse.Namespace], int]) -> int:
    """Run a command; what it did with one folder goes into that folder's history."""
    from geodesk.jobs.recipes.deeds import step_from

    named = getattr(options, "inputs", [])
    step = step_from(options) if len(named) == 1 and os.path.isdir(named[0]) else None
    if step is None:
        return perform(options)
    last: list[Progress[Any]] = []
    began, state, error = time.monotonic(), "failed", None

    def ear(progress: "Progress[Any]") -> None:
        last[:] = [progress]

    try:
        with overhearing(ear):
            code = perform(options)
        state = "done"
        return code
    except GeoDeskError as fault:
        error = fault.sentence
        raise
    except KeyboardInterrupt:
        state = "stopped"
        raise
    finally:
        if last:  # else nothing was run
            _keep(options, step, last[0], state, error, time.monotonic() - began)


def _keep(
    options: argparse.Namespace,
    step: "Step",
    last: "Progress[Any]",
    state: Any,
    error: Sentence | None,
    seconds: float,
) -> None:
    from dataclasses import replace

    from geodesk.collection import Collection
    from geodesk.jobs.recipes.recording import keep_deed

    with contextlib.suppress(GeoDeskError, OSError):
        collection = Collection.open(Path(options.inputs[0]))
        many = len(collection.pictures()) if step.job in ("sweep", "report") else last.done
        why = keep_deed(
            collection,
            replace(step, model=_model_of(options), options=_remembered(options, step, collection)),
            pictures=many,
            failed=last.failed,
            state=state,
            error=error,
            seconds=seconds,
            where="command",
            recipe=getattr(options, "of_recipe", ""),
        )
        if why is not None and not options.quiet:
            say(why)


def _model_of(options: argparse.Namespace) -> "ModelRef | None":
    if getattr(options, "model", None) is None:
        return None
    from geodesk.jobs.recipes.recording import ref_of
    from geodesk.models import OnnxFile, find, read_card

    path = find(options.model)
    file = OnnxFile.read(path)
    card = read_card(file)
    return ref_of(path.stem if card is None else card.name, file.sha256, path)


def _remembered(options: argparse.Namespace, step: "Step", collection: "Collection") -> dict[str, Any]:
    """The options with what is remembered of a model without a card, which a recipe cannot know."""
    found = dict(step.options)
    if step.job == "classify" and "labels" not in found:
        from geodesk.jobs.recipes.recording import answers_of
        from geodesk.jobs.runs import recalled
        from geodesk.models import CARD_KEY, OnnxFile, find

        file = OnnxFile.read(find(options.model))
        if CARD_KEY not in file.properties:
            found |= answers_of(recalled(file, collection))
    return found
