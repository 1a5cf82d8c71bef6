"""What every job yields, and who may run it.

A job is a plain generator: it yields `Progress` at least about once a second, closing it between two
yields cancels it, and it knows no window and no terminal.
"""

import logging
from dataclasses import dataclass
from typing import Generic, TypeVar

from geodesk.language import Sentence

Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Progress(Generic[Row]):
    """How far a job has come.

    Attributes
    ----------
    done, total, failed
        Counts of inputs; ``failed`` is part of ``done``.
    rows
        Results that are new since the last yield; empty for a sign of life.
    notices
        What the user should be told of since the last yield.
    """

    done: int
    total: int
    failed: int
    rows: tuple[Row, ...] = ()
    notices: tuple[Sentence, ...] = ()


def unexpected(error: Exception) -> Sentence:
    """The sentence for a fault nobody foresaw; the details go to the log."""
    logging.getLogger("geodesk").error("unexpected fault", exc_info=error)
    name = type(error).__name__
    return Sentence(
        en=f"Unexpected fault in GeoDesk ({name}: {error}); please report it.",
        es=f"Fallo inesperado de GeoDesk ({name}: {error}); por favor, comuníquelo.",
    )
