"""The installed program: one executable that is the window and the command line.

``geodesk`` and ``geodesk FILE|FOLDER`` open the window, ``geodesk classify …`` is the command line.
"""

import os
import sys
from collections.abc import Sequence
from pathlib import Path


def main(arguments: Sequence[str] | None = None) -> int:
    """Open the window or run one command; returns the exit code of either."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    if getattr(sys, "frozen", False):
        give_back_environment()
    if opens_window(words):
        from geodesk.desktop.app import main as window

        return window(words)
    from geodesk.cli import main as command

    return command(words)


def opens_window(words: Sequence[str]) -> bool:
    """Whether these arguments are nothing, or one path that is no command's name."""
    if len(words) != 1:
        return not words
    word = words[0]
    if word.startswith("-"):
        return False
    if os.path.dirname(word):
        return True
    if not Path(word).exists():
        return False
    from geodesk.cli import verbs

    return word not in verbs()


def give_back_environment() -> None:
    """Let what the program starts (a browser, a training) see the user's libraries, not the bundle's.

    The bundle's loader sets these for this process alone, which has read them by now.
    """
    for name in ("LD_LIBRARY_PATH", "LIBPATH", "SHLIB_PATH"):
        before = os.environ.pop(f"{name}_ORIG", None)
        if before is not None:
            os.environ[name] = before
        elif os.environ.get(name, "").startswith(str(getattr(sys, "_MEIPASS", "\0"))):
            del os.environ[name]


if __name__ == "__main__":
    sys.exit(main())
