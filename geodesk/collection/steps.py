"""What undo and redo would do next, followed from an annotator's own log."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import overload

from geodesk.collection.events import Event


@dataclass(frozen=True, slots=True)
class Changes(Sequence[Event]):
    """What an action changed: a sequence of the events it wrote.

    Attributes
    ----------
    events : tuple of Event
        Written and on the disk.
    kept : tuple of Event
        For undo and redo: the newer events that were left standing, because a label given since, by
        someone else or from another window, is not this action's to take back.
    """

    events: tuple[Event, ...] = ()
    kept: tuple[Event, ...] = ()

    def __len__(self) -> int:
        return len(self.events)

    def __iter__(self) -> Iterator[Event]:
        return iter(self.events)

    @overload
    def __getitem__(self, index: int) -> Event: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[Event, ...]: ...
    def __getitem__(self, index: int | slice) -> Event | tuple[Event, ...]:
        return self.events[index]


@dataclass(slots=True)
class Step:
    """One action of the annotator, as large as one undo takes back.

    Attributes
    ----------
    id, how : str
        As its first events say.
    latest : dict of str to Event
        By path: its own events, or those of the undo or redo of it that came last.
    moved_from : dict of str to str
        By path: where a relinked label came from.
    """

    id: str
    how: str
    latest: dict[str, Event] = field(default_factory=dict)
    moved_from: dict[str, str] = field(default_factory=dict)


class Steps:
    """The two stacks of undo and redo. Feeding it the events of a log in their order rebuilds them."""

    def __init__(self) -> None:
        self._done: dict[str, Step] = {}
        self._undone: dict[str, Step] = {}
        self._turning: str | None = None

    def follow(self, event: Event) -> None:
        """Take in the next event of the log."""
        if event.undoes is not None:
            self._turn(event, event.undoes, self._done, self._undone)
        elif event.redoes is not None:
            self._turn(event, event.redoes, self._undone, self._done)
        else:
            step = self._done.get(event.step)
            if step is None:
                step = self._done[event.step] = Step(event.step, event.how)
                self._undone.clear()
            step.latest[event.path] = event
            if event.moved_from is not None:
                step.moved_from[event.path] = event.moved_from

    def _turn(self, event: Event, target: str, source: dict[str, Step], goal: dict[str, Step]) -> None:
        if self._turning != event.step:
            self._turning = event.step
            if (step := source.pop(target, None)) is not None:
                goal[target] = Step(step.id, step.how, {}, step.moved_from)
        if target in goal:
            goal[target].latest[event.path] = event

    def to_undo(self, passed: Mapping[str, object] | set[str]) -> Step | None:
        """The step that undo takes back next, leaving out those passed over."""
        return next((step for key, step in reversed(self._done.items()) if key not in passed), None)

    def to_redo(self, passed: Mapping[str, object] | set[str]) -> Step | None:
        """The step that redo does again next, leaving out those passed over."""
        return next((step for key, step in reversed(self._undone.items()) if key not in passed), None)
