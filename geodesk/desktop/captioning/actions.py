"""The actions of Leyenda."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QMessageBox

from geodesk.desktop.actions import Action
from geodesk.desktop.session import Mode
from geodesk.desktop.translation import QT_TRANSLATE_NOOP, number, translate

if TYPE_CHECKING:
    from geodesk.desktop.captioning.desk import CaptionDesk
    from geodesk.desktop.window import Window


def _desk(window: "Window") -> "CaptionDesk":
    return window.classifying.captions


def caption_picture(window: "Window") -> None:
    """Caption the picture in view."""
    window.session.set_mode(Mode.CLASSIFY)
    _desk(window).caption_picture()


def caption_folder(window: "Window") -> None:
    """Caption the folder; ask where a run was interrupted."""
    desk = _desk(window)
    found = desk.resumable
    if found is None:
        desk.caption_folder(resume=False)
        return
    box = QMessageBox(window)
    box.setObjectName("captioning.resume_or_anew")
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    box.setIcon(QMessageBox.Icon.Question)
    box.setText(
        translate("Captioning", "The captions of this folder were interrupted: {done} of {total}.").format(
            done=number(found.done), total=number(found.total)
        )
    )
    anew = box.addButton(translate("Captioning", "Start anew"), QMessageBox.ButtonRole.DestructiveRole)
    box.addButton(translate("Captioning", "Cancel"), QMessageBox.ButtonRole.RejectRole)
    resume = box.addButton(translate("Captioning", "Continue"), QMessageBox.ButtonRole.AcceptRole)
    box.setDefaultButton(resume)
    anew.clicked.connect(lambda: desk.caption_folder(resume=False))
    resume.clicked.connect(lambda: desk.caption_folder(resume=True))
    box.open()


def _ask(window: "Window", what: str, title: str, kinds: str, suffix: str, name: str) -> None:
    """Ask for a file's name, then write it."""
    collection = window.session.collection
    if collection is None:
        return
    dialog = QFileDialog(window, title)
    dialog.setObjectName(f"captioning.{what}")
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setDefaultSuffix(suffix)
    dialog.setNameFilters([f"{kinds} (*.{suffix})"])
    dialog.setDirectory(str(collection.folder.parent))
    dialog.selectFile(f"{collection.folder.name}-{name}.{suffix}")
    dialog.fileSelected.connect(lambda chosen: _desk(window).write(what, Path(chosen)))
    dialog.open()


def _inventory(window: "Window") -> None:
    title, kinds = translate("Captioning", "Save the inventory"), translate("Captioning", "CSV tables")
    _ask(window, "inventory", title, kinds, "csv", translate("Captioning", "inventory"))


def _geojson(window: "Window") -> None:
    title, kinds = translate("Captioning", "Save the map"), translate("Captioning", "GeoJSON maps")
    _ask(window, "geojson", title, kinds, "geojson", translate("Captioning", "inventory"))


def _corrections(window: "Window") -> None:
    title = translate("Captioning", "Save the table for training")
    kinds = translate("Captioning", "CSV tables")
    _ask(window, "corrections", title, kinds, "csv", translate("Captioning", "captions"))


ACTIONS: tuple[Action, ...] = (
    Action(
        "caption.picture",
        QT_TRANSLATE_NOOP("Actions", "Caption of this picture"),
        caption_picture,
        enabled=lambda w: w.session.picture is not None and _desk(w).usable,
    ),
    Action(
        "caption.folder",
        QT_TRANSLATE_NOOP("Actions", "Captions of the folder"),
        caption_folder,
        enabled=lambda w: bool(w.session.samples) and _desk(w).usable and _desk(w).running is None,
    ),
    Action(
        "caption.outline",
        QT_TRANSLATE_NOOP("Actions", "Outline the landslide"),
        lambda w: _desk(w).toggle_outline(),
        enabled=lambda w: _desk(w).active and w.session.document is not None,
        checked=lambda w: _desk(w).outlining,
    ),
    Action(
        "caption.inventory",
        QT_TRANSLATE_NOOP("Actions", "Save the inventory of landslides…"),
        _inventory,
        enabled=lambda w: _desk(w).countable > 0,
    ),
    Action(
        "caption.geojson",
        QT_TRANSLATE_NOOP("Actions", "Save the inventory as a map…"),
        _geojson,
        enabled=lambda w: _desk(w).countable > 0,
    ),
    Action(
        "caption.corrections",
        QT_TRANSLATE_NOOP("Actions", "Save the corrected captions for training…"),
        _corrections,
        enabled=lambda w: bool(_desk(w).kept),
    ),
)

MENU: tuple[str | None, ...] = (
    None,
    "caption.picture",
    "caption.folder",
    "caption.outline",
    "caption.inventory",
    "caption.geojson",
    "caption.corrections",
)
