"""What a watch is to do, and how it stands."""

from dataclasses import dataclass
from pathlib import Path

from geodesk.language import Sentence

EVERY_S, SETTLE_S, PATIENCE_S = 2.0, 2.0, 60.0


@dataclass(frozen=True, slots=True)
class Watch:
    """What a watch is to do.

    Attributes
    ----------
    table
        The CSV.
    every_s
        How often the folder is looked at.
    settle_s
        A file is left alone until its size and time have not changed for so long.
    patience_s
        A file that cannot be decoded is tried again for so long before it counts as failed.
    new_only
        Leave out what was there before the first time that this folder is watched with this model.
    once
        End when all that is there has been done.
    """

    table: Path
    every_s: float = EVERY_S
    settle_s: float = SETTLE_S
    patience_s: float = PATIENCE_S
    new_only: bool = False
    once: bool = False


@dataclass(frozen=True, slots=True)
class State:
    """How a watch stands; told whenever it changes.

    Attributes
    ----------
    waiting
        Files that are there and not done yet.
    troubled
        Of them the first that could not be read, by path, with the reason.
    away
        Why the folder cannot be looked at now.
    behind
        Why the table cannot be written now.
    known
        Files done in all, from the first day on.
    """

    waiting: int = 0
    troubled: tuple[tuple[str, Sentence], ...] = ()
    away: Sentence | None = None
    behind: Sentence | None = None
    known: int = 0
