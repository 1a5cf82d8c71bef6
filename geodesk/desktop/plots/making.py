"""Making the plots: pyqtgraph takes a second to import, so a thread does that; then one piece a turn."""

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

if TYPE_CHECKING:
    from geodesk.desktop.plots.curves import CurvePlots
    from geodesk.desktop.tasks import Tasks

_TURN_MS = 1
"""Enough for the event loop to paint between two pieces of work."""


class Making(QObject):
    """Makes the histogram and the curves, each in a turn of the event loop so that none holds it up."""

    histogram = Signal(object)
    """A `HistogramPlot`."""
    curves = Signal(object)
    """A `CurvePlots`, in place and not filled yet."""

    def __init__(self, tasks: "Tasks", parent: QObject) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._asked = False

    def start(self) -> None:
        """Begin after this turn; once."""
        if not self._asked:
            self._asked = True
            QTimer.singleShot(0, self, self._import)

    def _import(self) -> None:
        self._tasks.run(_import_plots, self._imported)

    def _imported(self, _: None) -> None:
        QTimer.singleShot(_TURN_MS, self, self._make_histogram)

    def _make_histogram(self) -> None:
        from geodesk.desktop.plots.histogram import HistogramPlot

        self.histogram.emit(HistogramPlot())
        QTimer.singleShot(_TURN_MS, self, self._make_curves)

    def _make_curves(self) -> None:
        from geodesk.desktop.plots.curves import CurvePlots

        QTimer.singleShot(_TURN_MS, self, partial(self._tell, CurvePlots()))

    def _tell(self, curves: "CurvePlots") -> None:
        self.curves.emit(curves)


def _import_plots() -> None:
    """Import pyqtgraph and the plots, on a thread."""
    import geodesk.desktop.plots.classes
    import geodesk.desktop.plots.curves
    import geodesk.desktop.plots.export
    import geodesk.desktop.plots.histogram  # noqa: F401
