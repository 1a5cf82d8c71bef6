"""What the events of one path add up to: the label in force, each annotator's own opinion, the dispute.

The rules, in the order in which they apply:

1. An event that names the content (SHA-256) it was about says nothing of a file with another content, and
   neither do the events before it that name none.
2. The newest adjudication that was not undone or withdrawn stands, whatever plain labels come later.
3. Otherwise the newest event holds.

See docs/adr/0019.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from geodesk.collection.classes import UNSURE
from geodesk.collection.events import Event

ADJUDICATED = "adjudicated"
Layer = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Opinion:
    """What one annotator said last of a picture, undone labels aside.

    Attributes
    ----------
    label : str
        A class, or ``UNSURE``.
    how : str
        As in the event: ``accepted`` was suggested by a model.
    time : datetime
        When, UTC.
    """

    label: str
    how: str
    time: datetime


def layer_of(event: Event, step: str | None = None) -> Layer:
    """What names a step over all logs: its id, which is random; that of foreign lines only within its log."""
    step = step or event.redoes or event.step
    return (event.log if step.startswith("line ") else "", step)


class Layers:
    """The labels of one path as layers: a step lays one on, its undo takes it off, its redo lays it on again.

    So the label under an undone step is again the step's that gave it, and can be undone in its turn.
    Adjudications are layers of their own above all plain labels.

    Attributes
    ----------
    plain : Event or None
        The newest event that is no adjudication nor the undoing of one.
    """

    def __init__(self, events: Iterable[Event]) -> None:
        self.plain: Event | None = None
        self._decisions: list[tuple[Layer, Event]] = []
        self._top: dict[bool, Layer | None] = {False: None, True: None}
        self._after: dict[tuple[datetime, str, int], tuple[bool, Layer | None]] = {}
        decided: set[Layer] = set()
        below: dict[Layer, Layer | None] = {}
        for event in events:
            layer = layer_of(event, event.undoes)
            if event.how == ADJUDICATED and event.undoes is None:
                decided.add(layer)
                self._decisions.append((layer, event))
            elif layer in decided:
                self._decisions = [one for one in self._decisions if one[0] != layer]
            else:
                self.plain, top = event, self._top[False]
                if event.undoes is None:
                    below[layer], self._top[False] = top, layer
                elif top == layer:
                    self._top[False] = below[layer]
                else:  # logs merged later show that another label came in between: a label of its own
                    self._top[False] = layer_of(event)
            self._top[True] = self._decisions[-1][0] if self._decisions else None
            kind = layer in decided
            self._after[event.order] = kind, self._top[kind]

    @property
    def decision(self) -> Event | None:
        """The adjudication that stands; None without one, and where it was withdrawn."""
        event = self._decisions[-1][1] if self._decisions else None
        return None if event is None or event.label is None else event

    @property
    def decided(self) -> bool:
        """Whether there is an adjudication, also one to no label."""
        return bool(self._decisions)

    def uppermost(self, event: Event) -> bool:
        """Whether nothing was laid over an event since, of its kind: plain labels or adjudications."""
        kind, top = self._after[event.order]
        return self._top[kind] == top

    def beneath(self) -> str | None:
        """The label in force once the newest adjudication is taken off."""
        left = self._decisions[:-1]
        if left and left[-1][1].label is not None:
            return left[-1][1].label
        return None if self.plain is None else self.plain.label


def about(events: Sequence[Event], content: str | None) -> Sequence[Event]:
    """Those of the events that may be about a file of this content, by rule 1; all if it is not known."""
    last = _last_of_another(events, content)
    if last < 0:
        return events
    undone: set[Layer] = set()
    for event in events:
        if event.undoes is not None:
            undone.add(layer_of(event, event.undoes))
        elif event.redoes is not None:
            undone.discard(layer_of(event))
    kept = [e for at, e in enumerate(events) if e.sha256 == content or (e.sha256 is None and at > last)]
    return [e for e in kept if e.undoes is not None or layer_of(e) not in undone]


def beneath(events: Sequence[Event], undo: Event) -> Event | None:
    """The event whose plain label an undo has uncovered; None if none is known to have given it."""
    found: list[Event] = []
    for event in events:
        if event.order >= undo.order:
            break
        if event.undoes is not None:
            found = [one for one in found if layer_of(one) != layer_of(event, event.undoes)]
        elif event.how != ADJUDICATED:
            found.append(event)
    taken = layer_of(undo, undo.undoes)
    return next((e for e in reversed(found) if e.label == undo.label and layer_of(e) != taken), None)


def is_about(event: Event, events: Sequence[Event], content: str | None) -> bool:
    """Whether one of the events may be about a file of this content, by rule 1, undone or not."""
    if event.sha256 is not None:
        return content in (None, event.sha256)
    last = _last_of_another(events, content)
    return last < 0 or event.order > events[last].order


def _last_of_another(events: Sequence[Event], content: str | None) -> int:
    """Where the last event stands that names another content; -1 without one, or where it is not known."""
    if content is None:
        return -1
    return max((at for at, e in enumerate(events) if e.sha256 not in (None, content)), default=-1)


def holding(events: Sequence[Event]) -> Event | None:
    """The event whose label is in force, by rules 2 and 3."""
    if not any(event.how == ADJUDICATED for event in events):
        return events[-1] if events else None
    layers = Layers(events)
    return layers.decision or layers.plain or events[-1]


def opinions(
    events: Mapping[str, Sequence[Event]], path: str, content: str | None, before: datetime | None = None
) -> dict[str, Opinion]:
    """What each annotator says of the picture of a path.

    A label that was relinked brings along what everybody had said of the picture where it was; relinking and
    adjudicating are no opinions of whoever does it.

    Parameters
    ----------
    events
        By path, oldest first.
    content
        The known SHA-256 of the file.
    before
        Only what was said before that time.
    """
    known = events.get(path, ())
    if before is not None:
        known = [event for event in known if event.time < before]
        # What moved away was the label of the content that was named last.
        content = next((event.sha256 for event in reversed(known) if event.sha256), None)
    stacks: dict[str, list[tuple[Layer, Event]]] = {}
    brought: dict[str, Opinion] = {}
    set_aside: dict[Layer, tuple[dict[str, list[tuple[Layer, Event]]], dict[str, Opinion]]] = {}
    decisions: set[Layer] = set()
    for event in about(known, content):
        layer = layer_of(event, event.undoes)
        if event.how == ADJUDICATED:
            decisions.add(layer)
        elif event.undoes is not None and layer in set_aside:
            stacks, brought = set_aside.pop(layer)
        elif event.undoes is not None:
            if layer not in decisions and (own := stacks.get(event.annotator)):
                stacks[event.annotator] = [one for one in own if one[0] != layer]
        elif event.moved_from is not None:
            set_aside[layer] = stacks, brought
            stacks, brought = {}, opinions(events, event.moved_from, None, event.time)
        else:
            stacks.setdefault(event.annotator, []).append((layer, event))
    said = dict(brought)
    for annotator, own in stacks.items():
        if own:
            event = own[-1][1]
            said.pop(annotator, None)
            if event.label is not None:
                said[annotator] = Opinion(event.label, event.how, event.time)
    return said


def dispute(said: Mapping[str, Opinion], decision: Event | None) -> float:
    """The share of the pairs of annotators that differ, 0 to 1; ``UNSURE`` takes no side.

    0 where an adjudication has settled it: until somebody says something else after it.
    """
    sides = [one for one in said.values() if one.label != UNSURE]
    if decision is not None and not any(
        one.time > decision.time and one.label != decision.label for one in sides
    ):
        return 0.0
    counts: dict[str, int] = {}
    for one in sides:
        counts[one.label] = counts.get(one.label, 0) + 1
    pairs = len(sides) * (len(sides) - 1)
    share = 1 - sum(n * (n - 1) for n in counts.values()) / pairs if pairs else 0.0
    # Where all agree by now, but against what was decided, that is in dispute too.
    return share or (0.0 if decision is None else 1.0)
