"""How the C library shares memory out among threads."""

import os
import sys

_M_ARENA_MAX = -8
"""Of glibc's ``malloc.h``."""
ARENAS = 2


def few_arenas() -> None:
    """Let all threads take their memory from two of glibc's arenas; call it before threads are begun.

    By default each thread gets one of its own, up to eight a processor, and what is free in one is of no use
    to the others: in a day of work the window held more than twice what it had asked for
    (docs/reliability.md). Does nothing with another C library, nor where the environment says how many
    (``MALLOC_ARENA_MAX``).
    """
    if sys.platform != "linux" or "MALLOC_ARENA_MAX" in os.environ:
        return
    import ctypes

    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is not None:
        mallopt(_M_ARENA_MAX, ARENAS)
