"""Asks for the folder with another person's labels."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFileDialog

from geodesk.desktop.choosing import folder_dialog
from geodesk.desktop.translation import translate

if TYPE_CHECKING:
    from geodesk.desktop.window import Window


def choose_place(window: "Window") -> None:
    """Ask for a folder, and take in the label logs in it."""
    title = translate(
        "Agreement", "The other person's folder of the same pictures, or of labels-….jsonl files"
    )
    last = window.settings.values.last_folder
    dialog = folder_dialog(window, title, last, lambda chosen: window.agreement.merge(Path(chosen)))
    dialog.setObjectName("agreement.place")
    dialog.setOption(QFileDialog.Option.DontUseNativeDialog)
    window.session.collection_changed.connect(dialog.reject)  # it was asked for another folder
    dialog.open()
