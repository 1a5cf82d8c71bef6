"""``fit NETWORK``."""

from typing import TYPE_CHECKING

from geodesk.language import t
from training.commands import preclassifying

if TYPE_CHECKING:
    from training.commands.common import Commands


def add(commands: "Commands") -> None:
    """Add the command, with one sub-command a network."""
    command = commands.add_parser("fit", help=t("train a network", "entrenar una red"))
    networks = command.add_subparsers(required=True, dest="network", metavar="NETWORK")
    preclassifying.add_fit(networks)
