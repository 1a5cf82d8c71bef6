"""Which page belongs to where the user is."""

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QApplication, QDialog, QFileDialog, QWidget

from geodesk.desktop.help.pages import page_of
from geodesk.desktop.panels import PANELS

if TYPE_CHECKING:
    from geodesk.desktop.window import Window


def page_here(window: "Window") -> str:
    """The page of the widget that has the focus: its dialog's or panel's, else that of the mode."""
    focus = QApplication.focusWidget()
    active = QApplication.activeModalWidget() or QApplication.activeWindow()
    if isinstance(active, QDialog) and not (focus is not None and active.isAncestorOf(focus)):
        focus = active
    return page_for(window, focus)


def page_for(window: "Window", widget: QWidget | None) -> str:
    """The page of a widget, by the names of itself and what it stands in."""
    keys = {window.panel_if_built(panel.key): panel.key for panel in PANELS}
    while widget is not None and widget is not window:
        if isinstance(widget, QFileDialog) and page_of(widget.objectName()) is None:
            return "files"
        # The picture is that of whatever mode one is in.
        if widget is window.stage or widget.objectName().startswith("canvas.view"):
            break
        page = page_of(keys.get(widget, widget.objectName()))
        if page is not None:
            return page
        widget = widget.parentWidget()
    return page_of(window.session.mode.value) or "start"
