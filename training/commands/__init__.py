"""The commands of ``python -m training``: each module adds its own to the parser.

Nothing heavy is imported before a command runs, so that ``--help`` and ``list`` answer at once.
"""

from training.commands import comparing, fitting, listing, preclassifying, preparing, results

MODULES = (listing, preparing, fitting, preclassifying, results, comparing)

__all__ = ["MODULES"]
