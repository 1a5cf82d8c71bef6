"""Labels that the disk refuses when the window is closed: asked about, and kept elsewhere if wanted."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QStandardPaths, Qt, QTimer
from PySide6.QtWidgets import QFileDialog, QMessageBox

from geodesk.desktop.translation import number, translate
from geodesk.language import Sentence

if TYPE_CHECKING:
    from geodesk.collection import Collection
    from geodesk.desktop.window import Window

Kept = tuple["Collection", dict[str, str | None]]
"""A folder, and its labels by path that are not on its disk."""


class Unsaved(QMessageBox):
    """Labels that the disk refuses or is slow to take: try again, keep them elsewhere, close, or stay."""

    def __init__(self, window: "Window") -> None:
        super().__init__(window)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setObjectName("labelling.unsaved")
        self.setIcon(QMessageBox.Icon.Warning)
        self._window = window
        count, fault = window.desk.unsaved_count, window.desk.fault
        self.setWindowTitle(self.tr("Labels not saved"))
        text = self.tr("1 label is not on the disk.")
        if count != 1:
            text = self.tr("{count} labels are not on the disk.").format(count=number(count))
        if count == 0:  # an undo or an import
            text = self.tr("The last change of labels is not on the disk.")
        self.setText(text)
        slow = self.tr("The disk or network folder is slow and still writing.")
        more = [slow if fault is None else str(fault)]
        again = self.tr("Wait and close") if fault is None else self.tr("Save again and close")
        self.again = self.addButton(again, QMessageBox.ButtonRole.AcceptRole)
        self.elsewhere = self.addButton(self.tr("Save them elsewhere…"), QMessageBox.ButtonRole.AcceptRole)
        if count:
            more.append(self.tr("Kept elsewhere as a CSV file, they can be imported into the folder later."))
        self.elsewhere.setVisible(count > 0)
        self.discard = self.addButton(self.tr("Close without them"), QMessageBox.ButtonRole.DestructiveRole)
        self.stay = self.addButton(self.tr("Go on working"), QMessageBox.ButtonRole.RejectRole)
        self.setInformativeText("\n\n".join(more))
        self.setDefaultButton(self.again)
        self.setEscapeButton(self.stay)
        self.buttonClicked.connect(self._chosen)
        window.desk.changed.connect(self._look)

    def _look(self) -> None:
        """They have been saved meanwhile: there is nothing left to ask."""
        if self.isVisible() and not self._window.desk.saving:
            self.again.click()

    def _chosen(self) -> None:
        clicked, window = self.clickedButton(), self._window
        if clicked is self.elsewhere:
            choose_elsewhere(window)
            return
        if clicked is self.discard:
            window.desk.give_up()
        if clicked is not self.stay:
            QTimer.singleShot(0, window, window.close)


def choose_elsewhere(window: "Window") -> None:
    """Ask where the labels that the disk refuses are to be kept, keep them there and close."""
    kept = window.desk.waiting()
    if not kept:
        QTimer.singleShot(0, window, window.close)
        return
    documents = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
    dialog = QFileDialog(window, translate("Unsaved", "Save the labels elsewhere"), documents)
    dialog.setObjectName("labelling.elsewhere")
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.setOption(QFileDialog.Option.DontUseNativeDialog)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setNameFilters(["CSV (*.csv)"])
    dialog.setDefaultSuffix("csv")
    name = translate("Unsaved", "{folder}_unsaved_labels").format(folder=kept[0][0].folder.name)
    dialog.selectFile(f"{name}.csv")
    dialog.fileSelected.connect(lambda chosen: save_elsewhere(window, Path(chosen)))
    dialog.rejected.connect(lambda: Unsaved(window).open())
    dialog.open()


def save_elsewhere(window: "Window", target: Path) -> None:
    """Write the labels that the disk refuses to another place, forget them and close; else ask again."""
    kept = window.desk.waiting()

    def done(_: object) -> None:
        window.desk.give_up()
        window.close()

    def failed(sentence: Sentence) -> None:
        window.session.error(sentence)
        Unsaved(window).open()

    window.session.saver.run(partial(write_elsewhere, kept, target), done, failed)


def write_elsewhere(kept: Sequence[Kept], target: Path) -> list[Path]:
    """Write labels as CSV files that can be imported, one for each folder; on a thread.

    The first folder's has the name given, the others' carry their folder's name and replace nothing. A label
    that was taken away is a row without one.

    Raises
    ------
    CollectionError
        If a file cannot be written.
    """
    from geodesk.collection import write_csv

    written: list[Path] = []
    for collection, labels in kept:
        file, number_ = target, 1
        while written and file.exists():
            more = "" if number_ == 1 else f"-{number_}"
            file = target.with_name(f"{target.stem}-{collection.folder.name}{more}{target.suffix}")
            number_ += 1
        ids = {picture.path: picture.id for picture in collection.pictures()}
        rows = sorted((path, ids.get(path, path), label or "") for path, label in labels.items())
        write_csv(file, ("id", "label", "path"), ((name, label, path) for path, name, label in rows))
        written.append(file)
    return written
