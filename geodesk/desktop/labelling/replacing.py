"""Asked once before a key replaces or takes away labels of several samples."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox

from geodesk.desktop.samples.marks import look_of
from geodesk.desktop.translation import number

if TYPE_CHECKING:
    from geodesk.collection import Sample
    from geodesk.desktop.window import Window


class Replacing(QMessageBox):
    """Replace, label only those without a label, or leave all as it is.

    Parameters
    ----------
    label
        None: the labels are to be taken away.
    others
        The samples that have another label.
    """

    def __init__(
        self, window: "Window", samples: "list[Sample]", label: str | None, others: "list[Sample]"
    ) -> None:
        super().__init__(window)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setObjectName("labelling.replacing")
        self.setIcon(QMessageBox.Icon.Question)
        self._desk, self._samples, self._label = window.desk, samples, label
        self._others = others
        counts = {"n": number(len(samples)), "k": number(len(others))}
        if label is None:
            self.setWindowTitle(self.tr("Remove labels"))
            text = self.tr("1 of {n} selected samples has a label. Remove it?")
            if len(others) != 1:
                text = self.tr("{k} of {n} selected samples have a label. Remove them?")
            self.setText(text.format(**counts))
            self.replace = self.addButton(self.tr("Remove"), QMessageBox.ButtonRole.AcceptRole)
            self.rest = None
        else:
            self.setWindowTitle(self.tr("Replace labels"))
            text = self.tr("1 of {n} selected samples has another label. Replace it with “{label}”?")
            if len(others) != 1:
                text = self.tr("{k} of {n} selected samples have another label. Replace them with “{label}”?")
            self.setText(text.format(**counts, label=look_of(window.session, label).name))
            self.replace = self.addButton(self.tr("Replace"), QMessageBox.ButtonRole.DestructiveRole)
            self.rest = self.addButton(self.tr("Only those without label"), QMessageBox.ButtonRole.AcceptRole)
            self.setDefaultButton(self.rest)
        self.cancel = self.addButton(self.tr("Cancel"), QMessageBox.ButtonRole.RejectRole)
        self.setEscapeButton(self.cancel)
        self.buttonClicked.connect(self._chosen)
        window.session.collection_changed.connect(self.reject)  # these samples are of another folder

    def _chosen(self) -> None:
        clicked = self.clickedButton()
        if clicked is self.replace:
            self._desk.set_label(self._samples, self._label, replaced=self._others)
        elif self.rest is not None and clicked is self.rest:
            self._desk.set_label(self._samples, self._label, overwrite=False)
