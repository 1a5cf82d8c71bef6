"""What the command line shows while a job runs: a bar on a terminal, plain lines elsewhere."""

import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from typing import TypeVar

from geodesk.jobs.progress import Progress
from geodesk.language import Sentence, t

Row = TypeVar("Row")
# Exit codes of every command.
OK, SOME_FAILED, NOT_RUN, INTERRUPTED = 0, 1, 2, 130

_PLAIN_LINE_EVERY_S = 5.0
_SHOWN_NOTICES = 5


def say(text: object) -> None:
    """One line for the user on standard error (standard output is for results)."""
    with suppress(OSError, ValueError):  # nobody may be listening
        print(str(text).encode("utf-8", "backslashreplace").decode(), file=sys.stderr, flush=True)


def watch(steps: Iterator[Progress[Row]], quiet: bool) -> Iterator[Row]:
    """Run a job to its end, show how far it is, and hand on its rows as they come."""
    bar = None
    if not quiet and sys.stderr.isatty():
        from tqdm import tqdm

        bar = tqdm(unit=t(" files", " archivos"), dynamic_ncols=True, leave=False)
    began = spoken = time.monotonic()
    notices: list[Sentence] = []
    last: Progress[Row] | None = None
    try:
        for last in steps:
            yield from last.rows
            notices += last.notices
            if bar is not None:
                bar.total, bar.n = last.total, last.done
                if last.failed:
                    bar.set_postfix_str(t(f"{last.failed} errors", f"{last.failed} errores"))
                bar.refresh()
            elif not quiet and time.monotonic() - spoken > _PLAIN_LINE_EVERY_S:
                spoken = time.monotonic()
                say(_line(last, spoken - began))
    finally:
        if bar is not None:
            bar.close()
    if not quiet:
        for notice in notices[:_SHOWN_NOTICES]:
            say(notice)
        if len(notices) > _SHOWN_NOTICES:
            more = len(notices) - _SHOWN_NOTICES
            say(t(f"… and {more} more notices.", f"… y {more} avisos más."))
        if last is not None:
            say(_line(last, time.monotonic() - began))


def _line(step: Progress[Row], seconds: float) -> str:
    rate = step.done / seconds if seconds > 0 else 0.0
    text = t(
        f"{step.done} of {step.total}, {rate:.1f} a second",
        f"{step.done} de {step.total}, {rate:.1f} por segundo",
    )
    if step.failed:
        text += t(f", {step.failed} failed", f", {step.failed} con error")
    return text
