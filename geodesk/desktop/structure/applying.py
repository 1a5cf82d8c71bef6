"""Aplicar a la carpeta…: to which pictures, and that what is kept of them is replaced."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QDialogButtonBox, QLabel, QVBoxLayout

from geodesk.desktop.room import GrowingDialog
from geodesk.desktop.translation import Translated, number

if TYPE_CHECKING:
    from geodesk.collection import Picture, Sample
    from geodesk.desktop.structure.phasing import PhaseDesk
    from geodesk.desktop.window import Window


class Applying(Translated, GrowingDialog):
    """Asks which pictures get phases by the rule that is set."""

    def __init__(self, window: "Window", desk: "PhaseDesk") -> None:
        super().__init__(window)
        self.setObjectName("structure.applying")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._session, self._desk = window.session, desk
        self._said, self._warned = QLabel(wordWrap=True), QLabel(wordWrap=True)
        self._warned.setProperty("role", "hint")
        self.which = QComboBox()
        self.which.setObjectName("structure.which")
        session = window.session
        self._choices: list[tuple[str, list[Picture]]] = [("all", _pictures(session.samples))]
        if len(session.visible) < len(session.samples):
            self._choices.append(("listed", _pictures(session.visible)))
        if len(session.selected) > 1:
            self._choices.append(("selected", _pictures(session.selected)))
        for _ in self._choices:
            self.which.addItem("")
        buttons = QDialogButtonBox.StandardButton
        self.buttons = QDialogButtonBox(buttons.Ok | buttons.Cancel)
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        for part in (self._said, self.which, self._warned, self.buttons):
            layout.addWidget(part)
        self.setMinimumWidth(380)
        self.retranslate()

    def retranslate(self) -> None:
        """Set every text."""
        self.setWindowTitle(self.tr("Phases of the folder"))
        self._said.setText(self.tr("Make and keep the phases of:"))
        self.which.setAccessibleName(self._said.text())
        names = {
            "all": self.tr("all pictures ({n})"),
            "listed": self.tr("the pictures listed ({n})"),
            "selected": self.tr("the pictures selected ({n})"),
        }
        for row, (which, pictures) in enumerate(self._choices):
            self.which.setItemText(row, names[which].format(n=number(len(pictures))))
        self._warned.setText(self.tr("Label images that these pictures have already are replaced."))
        self.buttons.button(QDialogButtonBox.StandardButton.Ok).setText(self.tr("Apply"))

    def accept(self) -> None:
        """Begin."""
        self._desk.apply(self._choices[self.which.currentIndex()][1])
        super().accept()


def _pictures(samples: "list[Sample]") -> "list[Picture]":
    return [picture for sample in samples for picture in sample.pictures]
