"""Asked once before a pixel size for several samples replaces sizes that were given by hand."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QMessageBox, QWidget

from geodesk.desktop.translation import number

if TYPE_CHECKING:
    from geodesk.collection import Picture


class ReplacingSizes(QMessageBox):
    """Replace them, write only those of the other pictures, or leave all as it is.

    Parameters
    ----------
    pictures
        All that are to get the size.
    by_hand
        Those of them that have another one by hand.
    write
        Called with the pictures that get it.
    """

    def __init__(
        self,
        parent: QWidget,
        pictures: "Sequence[Picture]",
        by_hand: "Sequence[Picture]",
        write: "Callable[[list[Picture]], None]",
    ) -> None:
        super().__init__(parent)
        self.setObjectName("canvas.replacing")
        self.setIcon(QMessageBox.Icon.Question)
        self.setWindowTitle(self.tr("Replace pixel sizes"))
        self._pictures, self._write = list(pictures), write
        kept = {picture.path for picture in by_hand}
        self._others = [picture for picture in pictures if picture.path not in kept]
        text = self.tr("1 of {n} pictures already has a pixel size given by hand. Replace it?")
        if len(kept) != 1:
            text = self.tr("{k} of {n} pictures already have a pixel size given by hand. Replace them?")
        self.setText(text.format(k=number(len(kept)), n=number(len(self._pictures))))
        self.replace = self.addButton(self.tr("Replace"), QMessageBox.ButtonRole.DestructiveRole)
        self.rest = self.addButton(self.tr("Only the others"), QMessageBox.ButtonRole.AcceptRole)
        self.cancel = self.addButton(self.tr("Cancel"), QMessageBox.ButtonRole.RejectRole)
        self.setDefaultButton(self.rest)
        self.setEscapeButton(self.cancel)
        self.buttonClicked.connect(self._chosen)

    def _chosen(self) -> None:
        if self.clickedButton() is self.replace:
            self._write(self._pictures)
        elif self.clickedButton() is self.rest:
            self._write(self._others)
