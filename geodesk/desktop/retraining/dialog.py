"""Reentrenar…: a window of its own, so that labelling goes on while a model is trained."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from geodesk.desktop.retraining.desk import Stage
from geodesk.desktop.translation import Translated

if TYPE_CHECKING:
    from geodesk.desktop.window import Window


class RetrainDialog(Translated, QDialog):
    """One page at a time: what to train, the training, what came of it; or how to install training.

    Attributes
    ----------
    page
        The page in sight.
    """

    def __init__(self, window: "Window") -> None:
        super().__init__(window)
        self.setObjectName("retrain")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._window, self._desk = window, window.retraining
        self._layout = QVBoxLayout(self)
        self.page: QWidget | None = None
        self._kind = ""
        self._desk.changed.connect(self.follow)
        window.session.collection_changed.connect(self._other_folder)
        self.resize(720, 480)
        self.retranslate()

    def retranslate(self) -> None:
        """Set every text."""
        self.setWindowTitle(self.tr("Retrain a model"))
        self.follow()

    def _other_folder(self) -> None:
        if self._desk.stage is Stage.SETUP:
            self.close()

    def follow(self) -> None:
        """Show the page of the stage."""
        kind = self._wanted()
        if kind == self._kind:
            return
        self._kind = kind
        if self.page is not None:
            self._layout.removeWidget(self.page)
            self.page.hide()
            self.page.deleteLater()
        self.page = self._made(kind)
        self._layout.addWidget(self.page)

    def _wanted(self) -> str:
        from geodesk.jobs.trainingplace import interpreter

        stage = self._desk.stage
        if stage in (Stage.TRAINING, Stage.COMPARING, Stage.STOPPED):
            return "running"
        if stage is Stage.DONE:
            return "result"
        return "setup" if self._kind == "setup" or interpreter() is not None else "missing"

    def _made(self, kind: str) -> QWidget:
        if kind == "running":
            from geodesk.desktop.retraining.running import Running

            return Running(self._window)
        if kind == "result":
            from geodesk.desktop.retraining.result import Result

            return Result(self._window)
        if kind == "missing":
            from geodesk.desktop.retraining.place import TrainingPage

            return TrainingPage(self._window, removing=False)
        from geodesk.desktop.retraining.setup import Setup

        page = Setup(self._window)
        page.begun.connect(self._desk.begin)
        page.taken_up.connect(self._desk.take_up)
        return page


def show(window: "Window") -> RetrainDialog:
    """Bring the dialog to the front, made if it is not there."""
    found = next((one for one in window.findChildren(RetrainDialog) if one.isVisible()), None)
    dialog = found or RetrainDialog(window)
    dialog.show()
    dialog.raise_()
    return dialog
