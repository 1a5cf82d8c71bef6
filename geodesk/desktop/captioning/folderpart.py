"""Leyenda of a whole folder: its run, its inventory, its corrections."""

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from geodesk.desktop.buttons import action_button, push_button
from geodesk.desktop.room import WrappedLabel
from geodesk.desktop.translation import Translated, number

if TYPE_CHECKING:
    from geodesk.desktop.window import Window


class FolderPart(Translated, QWidget):
    """The folder's buttons and counts."""

    def __init__(self, window: "Window") -> None:
        super().__init__()
        self.setObjectName("captioning.of_folder")
        self._window, self._desk = window, window.classifying.captions
        self.title = QLabel()
        self.title.setProperty("role", "title")
        self.folder_button = action_button(window, "captioning.folder", "caption.folder")
        self.resume_button = push_button("captioning.resume")
        self.anew_button = push_button("captioning.anew")
        self.counts = WrappedLabel()
        self.counts.setObjectName("captioning.counts")
        self.inventory_button = action_button(window, "captioning.inventory", "caption.inventory")
        self.map_button = action_button(window, "captioning.map", "caption.geojson")
        self.corrections_button = action_button(window, "captioning.corrections", "caption.corrections")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        for widget in (
            self.title,
            self.folder_button,
            self.resume_button,
            self.anew_button,
            self.counts,
            self.inventory_button,
            self.map_button,
            self.corrections_button,
        ):
            layout.addWidget(widget)
        self.resume_button.clicked.connect(partial(self._folder, True))
        self.anew_button.clicked.connect(partial(self._folder, False))
        self._desk.result_changed.connect(self._show_folder)
        self._desk.model_changed.connect(self._show_folder)
        self._desk.runs_changed.connect(self._show_folder)
        self.retranslate()

    def retranslate(self) -> None:
        """Set every text."""
        self.title.setText(self.tr("Folder"))
        self.folder_button.setText(self.tr("Captions of the folder"))
        self.folder_button.setToolTip(self.tr("Captions of all pictures of the folder (Ctrl+Shift+R)"))
        self.anew_button.setText(self.tr("Start anew"))
        self.inventory_button.setText(self.tr("Inventory as a table…"))
        self.map_button.setText(self.tr("Inventory as a map…"))
        self.map_button.setToolTip(self.tr("GeoJSON, of the pictures that are GeoTIFFs"))
        self.corrections_button.setText(self.tr("Corrections for training…"))
        self.corrections_button.setToolTip(
            self.tr("The table of kept captions that “prepare captions” takes")
        )
        self._show_folder()

    def _folder(self, resume: bool, _checked: bool = False) -> None:
        self._desk.caption_folder(resume)

    def _show_folder(self) -> None:
        desk, found = self._desk, self._desk.resumable
        self.folder_button.setVisible(found is None)
        self.resume_button.setVisible(found is not None)
        self.anew_button.setVisible(found is not None)
        if found is not None:
            again = self.tr("Continue ({done} of {total})")
            self.resume_button.setText(again.format(done=number(found.done), total=number(found.total)))
        captioned = desk.countable
        failed = sum(row.error is not None for row in desk.said.values())
        parts = [
            self.tr("1 picture with a caption")
            if captioned == 1
            else self.tr("{n} pictures with a caption").format(n=number(captioned))
        ]
        if desk.kept:
            n = len(desk.kept)
            parts.append(
                self.tr("1 kept by a person") if n == 1 else self.tr("{n} kept by people").format(n=number(n))
            )
        if failed:
            parts.append(
                self.tr("1 error") if failed == 1 else self.tr("{n} errors").format(n=number(failed))
            )
        self.counts.setText(" · ".join(parts) if captioned or failed else self.tr("No captions yet."))
        for button in (self.inventory_button, self.map_button):
            button.setVisible(captioned > 0)
        self.corrections_button.setVisible(bool(desk.kept))
        self._window.actions_.refresh_soon()
