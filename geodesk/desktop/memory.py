"""When Python looks for garbage: on the interface thread, in small pieces, between two events.

Left to itself the collector runs wherever the allocation that tips the scale happens: in the middle of a
stroke of a key, or on a worker's thread, where it stops the window for 50 to 180 ms and may even destroy
Qt objects that belong to the interface thread.
"""

import gc

from PySide6.QtCore import QObject, QTimer

_EVERY_MS = 1000
_YOUNG = 1000
"""Objects made since the last look that are worth a look."""
_MIDDLE_EVERY, _FULL_EVERY = 10, 90


class Collector(QObject):
    """Takes the collector over for as long as it lives."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        gc.disable()
        self._ticks = 0
        self._timer = QTimer(self)
        self._timer.setInterval(_EVERY_MS)
        self._timer.timeout.connect(self._look)
        self._timer.start()

    def settle(self) -> None:
        """What lives now (modules, widgets) stays till the end: leave it out of every later look."""
        gc.collect(1)
        gc.freeze()

    def stop(self) -> None:
        """Give the collector back."""
        self._timer.stop()
        gc.unfreeze()
        gc.enable()

    def _look(self) -> None:
        self._ticks += 1
        if self._ticks % _FULL_EVERY == 0:
            gc.collect()
        elif self._ticks % _MIDDLE_EVERY == 0:
            gc.collect(1)
        elif gc.get_count()[0] > _YOUNG:
            gc.collect(0)
