"""Reentrenar…: a window of its own, so that labelling goes on while a model is trained."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

from geodesk.desktop.retraining.desk import Stage
from geodesk.desktop.room import WrappedLabel
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
            return Missing(self._window)
        from geodesk.desktop.retraining.setup import Setup

        page = Setup(self._window)
        page.begun.connect(self._desk.begin)
        page.taken_up.connect(self._desk.take_up)
        return page


class Missing(Translated, QWidget):
    """Training is not installed: says so and offers to install it."""

    def __init__(self, window: "Window") -> None:
        super().__init__()
        from geodesk.jobs.trainingplace import MISSING

        self._why, self._desk = MISSING, window.retraining
        self.said, self.fault = WrappedLabel(), WrappedLabel()
        self.said.setObjectName("retrain.missing")
        self.fault.setObjectName("retrain.install_fault")
        self.log = QPlainTextEdit()
        self.log.setObjectName("retrain.install_log")
        self.log.setReadOnly(True)
        self.install, self.cancel = QPushButton(), QPushButton()
        self.install.setObjectName("retrain.install")
        self.cancel.setObjectName("retrain.install_cancel")
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self.cancel)
        row.addWidget(self.install)
        layout = QVBoxLayout(self)
        for part in (self.said, self.fault):
            layout.addWidget(part)
        layout.addWidget(self.log, 1)
        layout.addLayout(row)
        self.install.clicked.connect(self._desk.install)
        self.cancel.clicked.connect(self._desk.cancel)
        self._desk.changed.connect(self.refresh)
        self.retranslate()

    def retranslate(self) -> None:
        """Set every text."""
        self.said.setText(str(self._why))
        self.install.setText(self.tr("Install training"))
        self.cancel.setText(self.tr("Cancel"))
        self.log.setAccessibleName(self.tr("Progress of the installation"))
        self.refresh()

    def refresh(self) -> None:
        """Show how the installation stands."""
        desk = self._desk
        self.install.setEnabled(not desk.installing)
        self.cancel.setVisible(desk.installing)
        self.fault.setText("" if desk.error is None else str(desk.error))
        self.fault.setVisible(desk.error is not None)
        lines = "\n".join(desk.log)
        if lines != self.log.toPlainText():
            self.log.setPlainText(lines)
            bar = self.log.verticalScrollBar()
            bar.setValue(bar.maximum())


def show(window: "Window") -> RetrainDialog:
    """Bring the dialog to the front, made if it is not there."""
    found = next((one for one in window.findChildren(RetrainDialog) if one.isVisible()), None)
    dialog = found or RetrainDialog(window)
    dialog.show()
    dialog.raise_()
    return dialog
