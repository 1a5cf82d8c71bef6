"""Which files of a watched folder are still to be read, and when: no disk and no clock in here."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol

from geodesk.language import Sentence

FIRST_WAIT_S, LONGEST_WAIT_S = 1.0, 30.0
"""A file that cannot be read yet is tried again after a wait that doubles between these."""
_UNFINISHED = (".tmp", ".part", ".partial", ".crdownload", ".download", ".filepart")


class Known(Protocol):
    """What is remembered of a file that was read."""

    @property
    def size(self) -> int:
        """Bytes."""
        ...

    @property
    def mtime_ns(self) -> int:
        """Time of its last change."""
        ...


@dataclass(slots=True)
class Arrival:
    """A file that is still to be read.

    Attributes
    ----------
    path, name
        In the folder; of the file alone.
    size, mtime_ns
        As last seen.
    since
        When these were first seen, in seconds of a clock that only runs forward.
    next_try
        Not to be read before this.
    tries
        How often it was read in vain since it last changed.
    first_try
        When it was first read in vain since it last changed.
    why
        Why it could not be read the last time.
    again
        Whether it failed before, so that only success is news.
    """

    path: str
    name: str
    size: int
    mtime_ns: int
    since: float
    next_try: float
    tries: int = 0
    first_try: float = 0.0
    why: Sentence | None = None
    again: bool = False


class Arrivals:
    """What is waiting.

    Parameters
    ----------
    known
        By path: what was read; a file of another size or time is to be read anew. Looked into at each scan.
    failed
        Paths among them that gave an error: tried once more.
    settle_s
        A file is left alone until it has not changed for so long.
    """

    def __init__(self, known: Mapping[str, Known], failed: Iterable[str], settle_s: float) -> None:
        self._known, self._failed = known, set(failed)
        self._settle = settle_s
        self._waiting: dict[str, Arrival] = {}

    def __len__(self) -> int:
        return len(self._waiting)

    def scanned(self, files: Iterable[tuple[str, str, int, int]], now: float) -> None:
        """Take in what lies in the folder (path, name, bytes, time of the last change)."""
        before, self._waiting = self._waiting, {}
        for path, name, size, mtime_ns in files:
            known = self._known.get(path)
            same = known is not None and (known.size, known.mtime_ns) == (size, mtime_ns)
            if (same and path not in self._failed) or is_unfinished(name):
                continue
            one = before.get(path)
            if one is None or (one.size, one.mtime_ns) != (size, mtime_ns):
                one = Arrival(path, name, size, mtime_ns, now, now + self._settle, again=same)
            self._waiting[path] = one

    def ready(self, now: float) -> list[Arrival]:
        """Those that may be read now, in the order in which they were written."""
        found = [one for one in self._waiting.values() if one.next_try <= now]
        return sorted(found, key=lambda one: (one.mtime_ns, one.path))

    def next_at(self) -> float | None:
        """When the next one may be read; None: nothing is waiting."""
        return min((one.next_try for one in self._waiting.values()), default=None)

    def put_off(self, one: Arrival, why: Sentence, now: float) -> float:
        """It could not be read; returns for how many seconds now that has been so."""
        if one.tries == 0:
            one.first_try = now
        wait = min(FIRST_WAIT_S * 2**one.tries, LONGEST_WAIT_S)
        one.tries += 1
        one.next_try, one.why = now + wait, why
        return now - one.first_try

    def changed(self, one: Arrival, now: float) -> None:
        """It changed while it was read: let it settle once more."""
        one.since, one.next_try, one.tries = now, now + self._settle, 0

    def finished(self, path: str) -> None:
        """It has been dealt with."""
        self._waiting.pop(path, None)
        self._failed.discard(path)

    def troubled(self) -> list[Arrival]:
        """Those that were read in vain at least twice, the longest first: worth telling."""
        found = [one for one in self._waiting.values() if one.tries > 1 and not one.again]
        return sorted(found, key=lambda one: (one.first_try, one.path))


def is_unfinished(name: str) -> bool:
    """Whether a file is named as programs name what they have not finished writing."""
    stem = name.rpartition(".")[0].lower()
    return name.startswith(("~", ".")) or stem.endswith(_UNFINISHED) or stem in ("tmp", "part")
