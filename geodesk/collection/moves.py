"""Where what was kept of a picture belongs now: read through the moves that people accepted (ADR 21)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import cached_property

MOVED = "moved"
"""How a picture is moved whose label, or want of one, stays as it is."""

LONG_AGO = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Move:
    """A picture that became another path, as a person said.

    Attributes
    ----------
    time : datetime
        When: only what was kept before goes along.
    source, target : str
        The paths, which are the same where a file of other content is said to be the same picture.
    sha256 : str or None
        Content of the target.
    stays : str or None
        Content that the source's file had at that time: what was kept of that stays there.
    """

    time: datetime
    source: str
    target: str
    sha256: str | None = None
    stays: str | None = None

    def made_here(self, contents: Mapping[str, str]) -> bool:
        """Whether it may have been made in this copy of the folder, by the known contents of its files.

        It was not where the old path has the very content that the new one is said to have, and the new one
        has not: somebody renamed a copy elsewhere, and their log was taken in.
        """
        if self.sha256 is None or contents.get(self.source) != self.sha256:
            return True
        return contents.get(self.target) == self.sha256


@dataclass(frozen=True, slots=True)
class Place:
    """Where a thing belongs.

    Attributes
    ----------
    path : str
    time : datetime
        Since when it belongs there.
    sha256 : str or None
        The content it is about, where that is known.
    other : bool
        The file of that path is known to have another content now.
    """

    path: str
    time: datetime
    sha256: str | None = None
    other: bool = False


@dataclass(frozen=True)
class Moves:
    """The moves in force, in the order of time."""

    moves: tuple[Move, ...] = ()

    @cached_property
    def _from(self) -> dict[str, list[Move]]:
        found: dict[str, list[Move]] = {}
        for move in sorted(self.moves, key=lambda one: one.time):
            found.setdefault(move.source, []).append(move)
        return found

    def place(self, path: str, time: datetime, sha256: str | None = None) -> Place:
        """Where something belongs that was kept at a path, at a time, of a content if that is known."""
        here = Place(path, time, sha256)
        if not self.moves:
            return here
        while True:
            later = (move for move in self._from.get(here.path, ()) if move.time > here.time)
            move = next((one for one in later if one.stays is None or one.stays != here.sha256), None)
            if move is None:
                return here
            here = Place(move.target, move.time, move.sha256)

    def latest(self, path: str) -> datetime | None:
        """When something was moved from a path last: what is kept there from now on must be later."""
        found = self._from.get(path)
        return found[-1].time if found else None

    def sources(self, path: str) -> list[str]:
        """The paths from which moves lead to a path, in one step or several; not itself."""
        found = [path]
        for known in found:  # grows while it is walked
            found += sorted({m.source for m in self.moves if m.target == known} - {*found})
        return found[1:]

    def along(self, path: str) -> list[str]:
        """The paths to which moves lead from a path."""
        return sorted({move.target for move in self.moves if path in self.sources(move.target)})


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """What a log asks to know where its events belong.

    Attributes
    ----------
    moves : callable
        The moves in force.
    contents : callable
        The known hashes of the files as they are now, by path.
    sha256_of : callable
        The hash of the file of a path, or None where it is not known; a small file is read for it.
    """

    moves: Callable[[], Moves] = Moves
    contents: Callable[[], Mapping[str, str]] = dict
    sha256_of: Callable[[str], str | None] = lambda path: None


@dataclass(slots=True)
class Contents:
    """What the events of one kind say of the content of paths, and when they said it last."""

    said: dict[str, dict[str, datetime]] = field(default_factory=dict)

    def hear(self, path: str, time: datetime, sha256: str | None) -> None:
        """Take in that an event named a content, if it did."""
        if sha256 is not None:
            known = self.said.setdefault(path, {})
            known[sha256] = max(time, known.get(sha256, time))

    def judged(self, place: Place, now: str | None) -> Place:
        """The same, knowing whether the file, of the content `now`, is another one than it is about.

        Something that names no content is not about this one if another one was named after it.
        """
        if now is None:
            return place
        if place.sha256 is not None:
            return place if place.sha256 == now else replace(place, other=True)
        later = list(self.said.get(place.path, {}).items())  # another thread may be reading the log
        other = any(sha256 != now and time > place.time for sha256, time in later)
        return replace(place, other=True) if other else place
