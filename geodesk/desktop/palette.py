"""The command palette: every action, found by typing a part of its name."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QDialog, QLineEdit, QListWidget, QListWidgetItem, QVBoxLayout

if TYPE_CHECKING:
    from geodesk.desktop.window import Window

_KEY = Qt.ItemDataRole.UserRole
_SIGNS = str.maketrans("", "", "&…")


def plain(text: str) -> str:
    """Lower case without accents, "&" and "…", so that "pagina" finds "Página"."""
    from geodesk.collection.sieve import folded

    return folded(text.translate(_SIGNS))


class Palette(QDialog):
    """Type, arrow keys, Enter."""

    def __init__(self, window: "Window") -> None:
        super().__init__(window, Qt.WindowType.Popup)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setObjectName("palette")
        self._window = window
        self.field = QLineEdit(placeholderText=self.tr("Find a command"), clearButtonEnabled=True)
        self.field.setAccessibleName(self.tr("Find a command"))
        self.list = QListWidget()
        self.list.setAccessibleName(self.tr("Commands"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 8, 8, 8)
        layout.addWidget(self.field)
        layout.addWidget(self.list)
        self.resize(560, 380)
        self.move(window.mapToGlobal(window.rect().center()) - self.rect().center())
        self.field.textChanged.connect(self._fill)
        self.field.installEventFilter(self)
        self.list.itemActivated.connect(self._take)
        self.list.itemClicked.connect(self._take)
        self._fill("")
        self.field.setFocus()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """Arrow keys and Enter in the field work the list."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown):
                self.list.event(event)
                return True
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                if (item := self.list.currentItem()) is not None:
                    self._take(item)
                return True
        return super().eventFilter(watched, event)

    def _fill(self, typed: str) -> None:
        words = plain(typed).split()
        self.list.clear()
        registry = self._window.actions_
        for key, spec in registry.specs.items():
            action = registry[key]
            name = spec.label.rstrip("…").replace("&", "")
            if not all(word in plain(name) for word in words):
                continue
            keys = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
            item = QListWidgetItem(action.icon(), f"{name}    {keys}" if keys else name)
            item.setData(_KEY, key)
            if not action.isEnabled():
                item.setFlags(Qt.ItemFlag.NoItemFlags)
            self.list.addItem(item)
        rows = (row for row in range(self.list.count()) if self.list.item(row).flags())
        self.list.setCurrentRow(next(rows, -1))

    def _take(self, item: QListWidgetItem) -> None:
        action = self._window.actions_[item.data(_KEY)]
        if action.isEnabled():
            self.accept()
            action.trigger()
