"""Asks for the folder with another person's labels."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog

from geodesk.desktop.translation import translate

if TYPE_CHECKING:
    from geodesk.desktop.window import Window


def choose_place(window: "Window") -> None:
    """Ask for a folder, and take in the label logs in it."""
    title = translate(
        "Agreement", "The other person's folder of the same pictures, or of labels-….jsonl files"
    )
    dialog = QFileDialog(window, title, window.settings.values.last_folder)
    dialog.setObjectName("agreement.place")
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.setOption(QFileDialog.Option.DontUseNativeDialog)
    dialog.setFileMode(QFileDialog.FileMode.Directory)
    dialog.setOption(QFileDialog.Option.ShowDirsOnly)
    window.session.collection_changed.connect(dialog.reject)  # it was asked for another folder
    dialog.fileSelected.connect(lambda chosen: window.agreement.merge(Path(chosen)))
    dialog.open()
