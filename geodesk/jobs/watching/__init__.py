"""Watching a folder: each picture that a microscope writes there is classified once and put into a table.

`watch_folder` is the job; `arrivals` knows what is still to be read, `reading` whether a file is complete,
`log` what was done already, and `table` keeps the CSV in step with the log. Nothing here knows a window.
"""

from geodesk.jobs.watching.job import watch_folder
from geodesk.jobs.watching.log import Past, Seen, past
from geodesk.jobs.watching.plan import EVERY_S, State, Watch

__all__ = ["EVERY_S", "Past", "Seen", "State", "Watch", "past", "watch_folder"]
