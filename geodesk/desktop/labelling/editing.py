"""Which classes there are, what they are called, and which key each has."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QIcon, QKeyEvent, QKeySequence, QPainter, QPixmap, QShortcut
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
)

from geodesk.desktop.samples.marks import look_of
from geodesk.desktop.theme import class_colour, class_shape
from geodesk.desktop.translation import number

if TYPE_CHECKING:
    from geodesk.collection import LabelClass
    from geodesk.desktop.window import Window

_CLASS = Qt.ItemDataRole.UserRole


class ClassEditor(QDialog):
    """Add classes, take unused ones out, and put them in the order of their keys."""

    def __init__(self, window: "Window") -> None:
        super().__init__(window)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setObjectName("labelling.editor")
        self.setWindowTitle(self.tr("Classes and keys"))
        self._window = window
        self._counts = window.session.listing.labels()
        last = next(iter(window.session.predictions.values()), None)
        self._of_model = frozenset(() if last is None else last.labels)
        self._hint = QLabel(self.tr("The first nine have the keys 1 to 9. Drag to change the order."))
        self._hint.setWordWrap(True)
        self.list = QListWidget()
        self.list.setObjectName("labelling.editor_list")
        self.list.setAccessibleName(self.tr("Classes"))
        self.list.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        self.field = QLineEdit()
        self.field.setObjectName("labelling.editor_name")
        self.field.setMaxLength(200)
        self.field.setPlaceholderText(self.tr("Name of a new class"))
        self.field.setAccessibleName(self.tr("Name of a new class"))
        self.add = QPushButton(self.tr("Add"))
        self.up, self.down = QPushButton(self.tr("Up")), QPushButton(self.tr("Down"))
        self.remove = QPushButton(self.tr("Remove"))
        for button, name in (
            (self.add, "add"),
            (self.up, "up"),
            (self.down, "down"),
            (self.remove, "remove"),
        ):
            button.setObjectName(f"labelling.editor_{name}")
            button.setAutoDefault(False)
        self._why = QLabel()
        self._why.setWordWrap(True)
        self._why.setProperty("role", "hint")
        self.buttons = QDialogButtonBox()
        save = self.buttons.addButton(self.tr("Save"), QDialogButtonBox.ButtonRole.AcceptRole)
        cancel = self.buttons.addButton(self.tr("Cancel"), QDialogButtonBox.ButtonRole.RejectRole)
        save.setAutoDefault(False)
        cancel.setAutoDefault(False)
        new = QHBoxLayout()
        new.addWidget(self.field, 1)
        new.addWidget(self.add)
        side = QVBoxLayout()
        for button in (self.up, self.down, self.remove):
            side.addWidget(button)
        side.addStretch(1)
        middle = QHBoxLayout()
        middle.addWidget(self.list, 1)
        middle.addLayout(side)
        layout = QVBoxLayout(self)
        for part in (self._hint, middle, self._why, new):
            layout.addWidget(part) if isinstance(part, QLabel) else layout.addLayout(part)
        layout.addWidget(self.buttons)
        self.resize(420, 420)
        for one in window.session.classes:
            self._append(one)
        self.list.setCurrentRow(0)
        self._number()
        self.list.currentRowChanged.connect(self._follow)
        self.list.model().rowsMoved.connect(self._number)
        self.field.textChanged.connect(self._follow)
        self.add.clicked.connect(self._add)
        self.up.clicked.connect(self._up)
        self.down.clicked.connect(self._down)
        self.remove.clicked.connect(self._remove)
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        window.session.collection_changed.connect(self.reject)  # these classes are of another folder
        for keys, slot in (("Alt+Up", self._up), ("Alt+Down", self._down)):
            QShortcut(QKeySequence(keys), self).activated.connect(slot)
        self.field.setFocus()
        self._follow()

    def classes(self) -> "list[LabelClass]":
        """The classes as they stand in the list."""
        return [self.list.item(row).data(_CLASS) for row in range(self.list.count())]

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Enter adds what stands in the field; with nothing there it saves."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.field.text().strip():
            self._add()
        else:
            super().keyPressEvent(event)

    def accept(self) -> None:
        """Put them in force and keep them; a name still being typed is added first."""
        if self.field.text().strip() and not self._add():
            return
        if self.classes() != self._window.session.classes:
            self._window.desk.keep_classes(self.classes())
        super().accept()

    def _append(self, one: "LabelClass") -> None:
        item = QListWidgetItem(self.list)
        item.setData(_CLASS, one)

    def _add(self) -> bool:
        from geodesk.collection import CollectionError, LabelClass
        from geodesk.collection.classes import tidied

        try:
            tidy = tidied([*self.classes(), LabelClass(self.field.text())])
        except CollectionError as error:
            self._why.setText(str(error))
            return False
        self._append(tidy[-1])
        self.field.clear()
        self.list.setCurrentRow(self.list.count() - 1)
        self._number()
        return True

    def _up(self) -> None:
        self._move(-1)

    def _down(self) -> None:
        self._move(1)

    def _move(self, by: int) -> None:
        row = self.list.currentRow()
        if 0 <= row and 0 <= row + by < self.list.count():
            self.list.insertItem(row + by, self.list.takeItem(row))
            self.list.setCurrentRow(row + by)
            self._number()

    def _remove(self) -> None:
        self.list.takeItem(self.list.currentRow())
        self._number()
        self._follow()

    def _number(self) -> None:
        """Texts and marks by place: it decides key, colour and shape."""
        for row in range(self.list.count()):
            item = self.list.item(row)
            one: LabelClass = item.data(_CLASS)
            look = look_of(self._window.session, one.id)
            name = look.name if look.name == one.id else f"{look.name} · {one.id}"
            item.setText(f"{row + 1}   {name}" if row < 9 else f"     {name}")
            item.setIcon(_mark(one, row))

    def _follow(self) -> None:
        row = self.list.currentRow()
        self.up.setEnabled(row > 0)
        self.down.setEnabled(0 <= row < self.list.count() - 1)
        self.add.setEnabled(bool(self.field.text().strip()))
        one = self.list.item(row).data(_CLASS) if row >= 0 else None
        count = 0 if one is None else self._counts.get(one.id, 0)
        why = ""
        if count:
            text = self.tr("In use for 1 sample, so it stays.") if count == 1 else self.tr(
                "In use for {n} samples, so it stays."
            )  # fmt: skip
            why = text.format(n=number(count))
        elif one is not None and one.id in self._of_model:
            why = self.tr("The model of the last run suggests it, so it stays.")
        self._why.setText(why)
        self.remove.setEnabled(one is not None and not why)


def _mark(one: "LabelClass", row: int) -> QIcon:
    from PySide6.QtCore import QRectF

    from geodesk.desktop.samples.marks import Look, draw_mark

    pixmap = QPixmap(32, 32)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QGuiApplication.palette().base())  # told apart on a selected row too
    painter.drawRoundedRect(0, 0, 32, 32, 6, 6)
    look = Look(one.id, one.colour or class_colour(row).name(), class_shape(row))
    draw_mark(painter, QRectF(4, 4, 24, 24), look)
    painter.end()
    return QIcon(pixmap)
