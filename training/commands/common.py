"""What several commands share."""

import argparse
from typing import TYPE_CHECKING

from geodesk.language import t

if TYPE_CHECKING:
    Commands = argparse._SubParsersAction[argparse.ArgumentParser]


def json_option(command: argparse.ArgumentParser) -> None:
    """Add ``--json``."""
    command.add_argument(
        "--json", action="store_true", help=t("progress as JSON lines", "progreso en líneas JSON")
    )


def whole(text: str) -> int:
    """A whole number from 1, for argparse."""
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError(t("must be at least 1", "debe ser al menos 1"))
    return number


def share(text: str) -> float:
    """A number from 0 to below 1, for argparse."""
    number = float(text)
    if not 0 <= number < 1:
        raise argparse.ArgumentTypeError(t("must be from 0 to below 1", "debe estar entre 0 y menos de 1"))
    return number
