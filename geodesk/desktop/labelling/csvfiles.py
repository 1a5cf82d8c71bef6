"""Labels in from a CSV file and out to one."""

import os
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QFileDialog, QMessageBox

from geodesk.desktop.translation import number, translate
from geodesk.language import GeoDeskError, Sentence

if TYPE_CHECKING:
    from geodesk.collection import Exported, Imported
    from geodesk.desktop.window import Window

_SHOWN = 500


def choose_import(window: "Window") -> None:
    """Ask for a CSV file and take its labels in."""
    dialog = _dialog(window, translate("Labelling", "Import labels from CSV"))
    dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
    dialog.fileSelected.connect(lambda chosen: import_file(window, Path(chosen)))
    dialog.open()


def choose_export(window: "Window") -> None:
    """Ask where to, and write the labels as CSV."""
    collection = window.session.collection
    if collection is None:
        return
    dialog = _dialog(window, translate("Labelling", "Export labels to CSV"))
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setFileMode(QFileDialog.FileMode.AnyFile)
    dialog.setDefaultSuffix("csv")
    more = QCheckBox(translate("Labelling", "Also who labelled and when"))
    more.setObjectName("labelling.export_all")
    if (layout := dialog.layout()) is not None:
        layout.addWidget(more)
    name = os.path.basename(os.path.abspath(collection.folder))  # by its text: a share may be slow to ask
    labels = translate("Labelling", "labels")
    dialog.selectFile(f"{name}-{labels}.csv")
    dialog.fileSelected.connect(lambda chosen: export_file(window, Path(chosen), more.isChecked()))
    dialog.open()


def _dialog(window: "Window", title: str) -> QFileDialog:
    # The desktop's own dialog has no room for the check box, and differs from desktop to desktop.
    dialog = QFileDialog(window, title, window.settings.values.last_folder)
    dialog.setObjectName("labelling.file")
    dialog.setOption(QFileDialog.Option.DontUseNativeDialog)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    window.session.collection_changed.connect(dialog.reject)  # it was asked of another folder
    dialog.setNameFilters(["CSV (*.csv)", translate("Labelling", "All files") + " (*)"])
    return dialog


def import_file(window: "Window", file: Path) -> None:
    """Take in a CSV file of labels, whole or not at all."""

    def done(found: "Imported") -> None:
        rows, changed, skipped = found.rows, len(found.changes), found.skipped
        window.session.notice(
            Sentence(
                en=f"{file.name}: labels read {rows}, changed {changed}, empty rows {skipped}.",
                es=f"{file.name}: etiquetas leídas {rows}, cambiadas {changed}, filas vacías {skipped}.",
            )
        )

    def failed(error: GeoDeskError) -> None:
        from geodesk.collection import UnknownPictures

        if isinstance(error, UnknownPictures):
            Unknown(window, file, error.ids).open()
        else:
            window.session.error(error.sentence)

    window.desk.import_csv(file, done, failed)


def export_file(window: "Window", file: Path, all_columns: bool) -> None:
    """Write the labels that are on the disk, exactly as ``geodesk labels export`` does."""
    collection = window.session.collection
    if collection is None:
        return

    def write() -> "Exported":
        from geodesk.collection import export_labels

        return export_labels(collection, file, all=all_columns)

    def done(found: "Exported") -> None:
        left, one = len(found.left_out), found.rows == 1
        en = "1 label written" if one else f"{found.rows} labels written"
        es = "1 etiqueta escrita" if one else f"{found.rows} etiquetas escritas"
        window.session.notice(
            Sentence(
                en=f"{file.name}: {en}; pictures gone: {left}.",
                es=f"{file.name}: {es}; imágenes que ya no están: {left}.",
            )
            if left
            else Sentence(en=f"{file.name}: {en}.", es=f"{file.name}: {es}.")
        )

    window.session.writer.run(write, done)


class Unknown(QMessageBox):
    """The names in a CSV file that no picture of the folder answers to."""

    def __init__(self, window: "Window", file: Path, ids: tuple[str, ...]) -> None:
        super().__init__(window)
        from geodesk.collection import printable

        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setObjectName("labelling.unknown")
        self.setIcon(QMessageBox.Icon.Warning)
        self.setWindowTitle(self.tr("Nothing was imported"))
        text = self.tr("1 name of {file} is no picture of this folder; no label was changed.")
        if len(ids) != 1:
            text = self.tr("{n} names of {file} are no pictures of this folder; no label was changed.")
        self.setText(text.format(n=number(len(ids)), file=file.name))
        names = [printable(name) for name in ids[:10]]
        if len(ids) > 10:
            names.append(self.tr("… and {n} more").format(n=number(len(ids) - 10)))
        self.setInformativeText("\n".join(names))
        if len(ids) > 10:
            self.setDetailedText("\n".join(printable(name) for name in ids[:_SHOWN]))
        self.close_button = self.addButton(self.tr("Close"), QMessageBox.ButtonRole.RejectRole)
