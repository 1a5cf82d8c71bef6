"""Commands of `geodesk.cli` in modules of their own: each declares its arguments (`add`) and runs them.

A module here is imported to build the parser, so it imports its jobs inside its functions.
"""

import argparse
from collections.abc import Callable
from typing import Protocol


class NewCommand(Protocol):
    """Makes the parser of one command."""

    def __call__(
        self, name: str, handler: str | Callable[[argparse.Namespace], int], text: str, /
    ) -> argparse.ArgumentParser:
        """Return the parser of `name`, with the options all commands have.

        `handler` runs it; a text is the name of a function of `geodesk.commands`.
        """
