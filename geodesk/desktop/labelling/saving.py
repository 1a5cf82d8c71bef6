"""Label actions on their way to the disk: in order, kept in memory until they are there."""

import threading
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from geodesk.desktop.tasks import sentence_of
from geodesk.language import GeoDeskError, Sentence

if TYPE_CHECKING:
    from pathlib import Path

    from geodesk.collection import Changes, Collection, LabelState, Sample


@dataclass(slots=True)
class Action:
    """One step on the labels of a collection.

    Attributes
    ----------
    write
        Puts it on the disk, on the writer's thread; called again after a failure.
    labels
        What it says, by path, as far as that is known before it is written.
    own
        Whether the window shows the annotator's own labels alone.
    keep
        Whether it waits in memory when the disk refuses; undo and redo do not: nothing is lost without them.
    told
        Called on the interface thread with what it changed.
    """

    collection: "Collection"
    write: "Callable[[], Changes]"
    labels: "dict[str, str | None]" = field(default_factory=dict)
    keep: bool = True
    told: "Callable[[Changes], None] | None" = None
    own: bool = False


@dataclass(slots=True)
class Outcome:
    """What became of an action: what is on the disk now, or why it is not."""

    action: Action
    changes: "Changes | None" = None
    states: "dict[str, LabelState | None]" = field(default_factory=dict)
    can_undo: bool = False
    can_redo: bool = False
    fault: Sentence | None = None


class Queue:
    """The actions that are not on the disk yet. Filled by the window's thread, emptied by the writer's.

    An action that the disk refuses stays at the head, and all after it wait: written in another order they
    would say something else.
    """

    def __init__(self) -> None:
        self._waiting: deque[Action] = deque()
        self._lock = threading.Lock()
        self._fault: Sentence | None = None
        self._writing = False

    def add(self, action: Action) -> None:
        """Put an action behind the others."""
        with self._lock:
            self._waiting.append(action)
            self._fault = None

    def forget_fault(self) -> None:
        """What was refused is to be tried again."""
        with self._lock:
            self._fault = None

    def drop_last(self) -> Action | None:
        """Take back the newest action if it is not being written."""
        with self._lock:
            if len(self._waiting) > (1 if self._writing else 0):
                dropped = self._waiting.pop()
                if not self._waiting:
                    self._fault = None
                return dropped
            return None

    def clear(self) -> None:
        """Give up what could not be written."""
        with self._lock:
            self._waiting.clear()
            self._fault = None

    @property
    def fault(self) -> Sentence | None:
        """Why the head could not be written; None while it is being tried."""
        with self._lock:
            return self._fault

    @property
    def collection(self) -> "Collection | None":
        """The folder of the actions that wait."""
        with self._lock:
            return self._waiting[0].collection if self._waiting else None

    def unsaved(self) -> dict[str, str | None]:
        """The labels that wait, by path."""
        with self._lock:
            labels: dict[str, str | None] = {}
            for action in self._waiting:
                labels.update(action.labels)
            return labels

    def __len__(self) -> int:
        with self._lock:
            return len(self._waiting)

    def drain(self) -> list[Outcome]:
        """Write what waits, in order, until all is written or one is refused; on the writer's thread."""
        outcomes: list[Outcome] = []
        while True:
            with self._lock:
                if not self._waiting:
                    self._writing, self._fault = False, None
                    return outcomes
                action = self._waiting[0]
                self._writing, self._fault = True, None
            outcome = _written(action)
            outcomes.append(outcome)
            with self._lock:
                refused = outcome.fault is not None and action.keep
                if not refused and self._waiting and self._waiting[0] is action:
                    self._waiting.popleft()
                if refused:
                    self._writing, self._fault = False, outcome.fault
                    return outcomes


def give_asked(
    collection: "Collection", chosen: "Sequence[tuple[Sample, str | None]]", how: str, asked: set[str]
) -> "Changes":
    """Label samples; of those that have another label on the disk only the ones that were asked about.

    The window knows what was on the disk when it last looked; another person's label may have come since.
    The labels that stay are in ``kept``.
    """
    labels, pairs, kept = collection.labels, [], []
    labels.reload()
    for sample, label in chosen:
        others = [p for p in sample.pictures if labels.label_of(p) not in (None, label)]
        if others and sample.id not in asked:
            kept += [labels.history(picture)[-1] for picture in others]
        else:
            pairs += [(picture, label) for picture in sample.pictures]
    return replace(labels.set_many(pairs, how=how, overwrite=bool(asked)), kept=tuple(kept))


def _still_there(folder: "Path") -> None:
    """Refuse to write where a folder was: that would make it anew, perhaps under an unplugged disk."""
    if not folder.is_dir():
        raise GeoDeskError(
            en=f"The folder {folder.name} is no longer there; put it back, and its labels are saved.",
            es=f"La carpeta {folder.name} ya no está; vuelva a ponerla y se guardarán sus etiquetas.",
        )


def _written(action: Action) -> Outcome:
    outcome, labels = Outcome(action), action.collection.labels
    try:
        _still_there(action.collection.folder)
        outcome.changes = changes = action.write()
    except Exception as error:  # noqa: BLE001 - whatever it is, the labels stay and the user is told
        outcome.fault = sentence_of(error)
    else:
        for event in (*changes.events, *changes.kept):
            state = labels.own_state_of(event.path) if action.own else labels.state_of(event.path)
            outcome.states[event.path] = None if state is None or state.label is None else state
    outcome.can_undo, outcome.can_redo = labels.can_undo, labels.can_redo
    return outcome
