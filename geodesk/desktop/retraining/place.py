"""Where training runs: what is installed, by which Python, installed and taken away again."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import (
    QComboBox,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)
from shiboken6 import isValid

from geodesk.desktop.buttons import push_button
from geodesk.desktop.room import WrappedLabel
from geodesk.desktop.translation import Translated, number

if TYPE_CHECKING:
    from geodesk.desktop.window import Window
    from geodesk.jobs.trainingplace import Place, Python

_GB, _SMALLEST = 1e9, 0.1


def _read() -> "tuple[Place | None, list[Python]]":
    from geodesk.jobs.trainingplace import place, pythons

    return place(), pythons()


class TrainingPage(Translated, QWidget):
    """The environment of training; a page of the preferences, and what *Retrain…* shows without one.

    Attributes
    ----------
    place
        What there is; None: nothing, or not known yet.
    """

    def __init__(self, window: "Window", removing: bool = True) -> None:
        super().__init__()
        self.setObjectName("training")
        self._session, self._desk, self._removing = window.session, window.retraining, removing
        self.place: Place | None = None
        self._read = False
        self.said, self.fault = WrappedLabel(), WrappedLabel()
        self.said.setObjectName("training.said")
        self.fault.setObjectName("training.fault")
        self._title = QLabel()
        self.python = QComboBox()
        self.python.setObjectName("training.python")
        self.python.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.python.setMinimumContentsLength(24)
        self._title.setBuddy(self.python)
        self.file = push_button("training.python_file")
        self.log = QPlainTextEdit()
        self.log.setObjectName("training.log")
        self.log.setReadOnly(True)
        self.remove, self.cancel = push_button("training.remove"), push_button("training.cancel")
        self.install = push_button("training.install")
        choice = QHBoxLayout()
        choice.addWidget(self._title)
        choice.addWidget(self.python, 1)
        choice.addWidget(self.file)
        row = QHBoxLayout()
        row.addWidget(self.remove)
        row.addStretch(1)
        row.addWidget(self.cancel)
        row.addWidget(self.install)
        layout = QVBoxLayout(self)
        layout.addWidget(self.said)
        layout.addLayout(choice)
        layout.addWidget(self.fault)
        layout.addWidget(self.log, 1)
        layout.addStretch(0)
        layout.addLayout(row)
        self.install.clicked.connect(self._install)
        self.cancel.clicked.connect(self._desk.cancel)
        self.remove.clicked.connect(self._desk.remove)
        self.file.clicked.connect(self._choose)
        self._desk.changed.connect(self.refresh)
        self._desk.placed.connect(self.read)
        self.retranslate()

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802
        """In sight: look what there is."""
        super().showEvent(event)
        self.read()

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802
        """Out of sight: what is still being looked for is no longer wanted."""
        self._session.tasks.drop("training.place")
        super().hideEvent(event)

    def retranslate(self) -> None:
        """Set every text."""
        self._title.setText(self.tr("Python"))
        self.python.setPlaceholderText(self.tr("none found"))
        self.file.setText(self.tr("File…"))
        self.file.setToolTip(self.tr("Another Python 3.11, 3.12 or 3.13 of this computer"))
        self.install.setToolTip(self.tr("Downloads TensorFlow and what it needs from the internet, once"))
        self.cancel.setText(self.tr("Cancel"))
        self.remove.setText(self.tr("Remove training"))
        self.remove.setToolTip(self.tr("Models and trainings stay; it can be installed again"))
        self.log.setAccessibleName(self.tr("Progress of the installation"))
        self.refresh()

    def read(self) -> None:
        """Look, on a thread, what there is and by which Pythons it could be made."""
        if self.isVisible():
            self._session.tasks.run(_read, self._arrived, channel="training.place")

    def _arrived(self, found: "tuple[Place | None, list[Python]]") -> None:
        if not isValid(self):  # the dialog has been closed meanwhile
            return
        self.place, pythons = found
        self._read = True
        chosen = self.python.currentData()
        self.python.clear()
        for one in pythons:
            self.python.addItem(f"Python {one.version} · {one.path}", str(one.path))
        if chosen is not None and self.python.findData(chosen) < 0:
            self.python.addItem(chosen, chosen)
        self.python.setCurrentIndex(max(0, self.python.findData(chosen)))
        self.refresh()

    def refresh(self) -> None:
        """Show how it stands."""
        from geodesk.jobs.trainingplace import NO_PYTHON

        desk = self._desk
        foreign = self.place is not None and self.place.folder is None
        idle = self._read and not (desk.installing or desk.removing)
        again = self.place is not None and self.place.python is not None
        self.install.setText(self.tr("Install again") if again else self.tr("Install training"))
        self.said.setText(self._text())
        self.install.setVisible(not foreign)
        self.install.setEnabled(idle and not desk.running)
        for part in (self._title, self.python, self.file):
            part.setVisible(not foreign)
            part.setEnabled(idle)
        self.cancel.setVisible(desk.installing)
        self.remove.setVisible(self._removing and self.place is not None and not foreign)
        self.remove.setEnabled(idle and not desk.running)
        fault = desk.error or (NO_PYTHON if idle and not foreign and not self.python.count() else None)
        self.fault.setText("" if fault is None else str(fault))
        self.fault.setVisible(fault is not None)
        lines = "\n".join(desk.log)
        self.log.setVisible(bool(lines))
        if lines != self.log.toPlainText():
            self.log.setPlainText(lines)
            bar = self.log.verticalScrollBar()
            bar.setValue(bar.maximum())

    def _text(self) -> str:
        from geodesk.jobs.trainingplace import MISSING

        place = self.place
        if self._desk.installing:
            return self.tr("Training is being installed. It takes some minutes, and can be cancelled.")
        if self._desk.removing:
            return self.tr("Training is being removed…")
        if not self._read:
            return self.tr("Looking for what training needs…")
        if place is None:
            return str(MISSING)
        if place.folder is None:
            return self.tr("Training runs by {python}, which GeoDesk did not install.").format(
                python=place.python
            )
        size = number(place.size / _GB, 1 if place.size >= _SMALLEST * _GB else 3)
        if place.python is None:
            text = self.tr(
                "The environment in {folder} ({size} GB) is of another version of GeoDesk or was not "
                "finished; install it again."
            )
        else:
            text = self.tr("Training is installed in {folder} ({size} GB).")
        return text.format(folder=place.folder, size=size)

    def _install(self) -> None:
        chosen = self.python.currentData()
        self._desk.install(None if chosen is None else Path(chosen))

    def _choose(self) -> None:
        dialog = QFileDialog(self, self.tr("A Python 3.11, 3.12 or 3.13"))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(self._chosen)
        dialog.open()

    def _chosen(self, name: str) -> None:
        if self.python.findData(name) < 0:
            self.python.addItem(name, name)
        self.python.setCurrentIndex(self.python.findData(name))
