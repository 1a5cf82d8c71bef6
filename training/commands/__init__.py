"""The commands of ``python -m training``: each module adds its own to the parser.

Nothing heavy is imported before a command runs, so that ``--help`` and ``list`` answer at once.
"""

from training.commands import (
    adding,
    comparing,
    fitting,
    generating,
    listing,
    preclassifying,
    preparing,
    results,
    retraining,
    searching,
)

MODULES = (
    listing,
    preparing,
    fitting,
    preclassifying,
    results,
    comparing,
    searching,
    adding,
    generating,
    retraining,
)

__all__ = ["MODULES"]
