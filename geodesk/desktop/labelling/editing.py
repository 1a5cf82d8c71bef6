"""Which classes there are, what they are called, and which key each has."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QPersistentModelIndex, Qt, QTimer
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
    QStyledItemDelegate,
    QVBoxLayout,
    QWidget,
)

from geodesk.desktop.samples.marks import look_of
from geodesk.desktop.theme import class_colour, class_shape
from geodesk.desktop.translation import number

if TYPE_CHECKING:
    from geodesk.collection import LabelClass
    from geodesk.desktop.window import Window

_CLASS = Qt.ItemDataRole.UserRole
_WAS = Qt.ItemDataRole.UserRole + 1
"""The classes in force that this one takes the place of: its own old name, and those merged into it."""


class ClassEditor(QDialog):
    """Add classes, take unused ones out, rename and merge them, and put them in the order of their keys.

    Nothing is done before it is saved; then the samples of a renamed class get the new name in one step.
    """

    def __init__(self, window: "Window") -> None:
        super().__init__(window)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setObjectName("labelling.editor")
        self.setWindowTitle(self.tr("Classes and keys"))
        self._window = window
        self._counts = window.session.listing.labels()
        last = next(iter(window.session.predictions.values()), None)
        # What active training suggests follows the labels: it learns the new name at once.
        self._of_model = frozenset(() if last is None or window.active.on else last.labels)
        self._hint = QLabel(
            self.tr(
                "The first nine have the keys 1 to 9. Drag to change the order. A double click changes a"
                " name; the name of another class merges the two."
            )
        )
        self._hint.setWordWrap(True)
        self.list = QListWidget()
        self.list.setObjectName("labelling.editor_list")
        self.list.setAccessibleName(self.tr("Classes"))
        self.list.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        self.list.setItemDelegate(_Naming(self))
        self.field = QLineEdit()
        self.field.setObjectName("labelling.editor_name")
        self.field.setMaxLength(200)
        self.field.setPlaceholderText(self.tr("Name of a new class"))
        self.field.setAccessibleName(self.tr("Name of a new class"))
        self.add = QPushButton(self.tr("Add"))
        self.up, self.down = QPushButton(self.tr("Up")), QPushButton(self.tr("Down"))
        self.rename = QPushButton(self.tr("Rename"))
        self.remove = QPushButton(self.tr("Remove"))
        for button, name in (
            (self.add, "add"),
            (self.up, "up"),
            (self.down, "down"),
            (self.rename, "rename"),
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
        for button in (self.up, self.down, self.rename, self.remove):
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
        self._typed: list[tuple[QPersistentModelIndex, str]] = []
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self._take_names)
        for one in window.session.classes:
            self._append(one, (one.id,))
        self.list.setCurrentRow(0)
        self._number()
        self.list.currentRowChanged.connect(self._follow)
        self.list.model().rowsMoved.connect(self._number)
        self.field.textChanged.connect(self._follow)
        self.add.clicked.connect(self._add)
        self.up.clicked.connect(self._up)
        self.down.clicked.connect(self._down)
        self.rename.clicked.connect(lambda: self.list.editItem(self.list.currentItem()))
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

    def renamed(self) -> dict[str, str]:
        """The new name of each class in force that gets one."""
        items = [self.list.item(row) for row in range(self.list.count())]
        found = {was: item.data(_CLASS).id for item in items for was in item.data(_WAS)}
        return {was: now for was, now in found.items() if was != now}

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Enter adds what stands in the field; with nothing there it saves."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.field.text().strip():
            self._add()
        else:
            super().keyPressEvent(event)

    def accept(self) -> None:
        """Put them in force and keep them; a name still being typed is added first."""
        for field in self.list.findChildren(QLineEdit):  # a name still being changed counts as well
            self.list.itemDelegate().commitData.emit(field)
        if not self._take_names() or (self.field.text().strip() and not self._add()):
            return
        if names := self.renamed():
            self._window.desk.rename_classes(names)
        if self.classes() != self._window.session.classes:
            self._window.desk.keep_classes(self.classes())
        super().accept()

    def _append(self, one: "LabelClass", was: tuple[str, ...] = ()) -> None:
        item = QListWidgetItem(self.list)
        item.setFlags(item.flags() | Qt.ItemFlag.ItemIsEditable)
        item.setData(_CLASS, one)
        item.setData(_WAS, was)

    def name(self, index: QModelIndex | QPersistentModelIndex, text: str) -> None:
        """Take in what was typed over a name, once the field that it was typed into is gone."""
        self._typed.append((QPersistentModelIndex(index), text))
        self._soon.start()

    def _take_names(self) -> bool:
        """Rename what was typed over; whether all those names can be."""
        typed, self._typed = self._typed, []
        return all([self._rename(index.row(), text) for index, text in typed if index.isValid()])

    def _rename(self, row: int, text: str) -> bool:
        from geodesk.collection import CollectionError, LabelClass
        from geodesk.collection.classes import tidied

        item = self.list.item(row)
        one: LabelClass = item.data(_CLASS)
        try:
            (new,) = tidied([LabelClass(text, colour=one.colour)])
        except CollectionError as error:
            self._why.setText(str(error))
            return False
        if new.id == one.id:
            return True
        ids, stays = [known.id for known in self.classes()], one.id in self._of_model
        if new.id in ids:
            other = self.list.item(ids.index(new.id))
            other.setData(_WAS, (*other.data(_WAS), *item.data(_WAS)))
            item.setData(_WAS, ())
            if not stays:
                self.list.takeItem(row)
        else:
            item.setData(_CLASS, new)
            if stays:  # the model goes on suggesting it: the new name has its key, and it goes to the end
                self._append(one)
        self.list.setCurrentRow([known.id for known in self.classes()].index(new.id))
        self._number()
        self._follow()
        return True

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
        self.rename.setEnabled(row >= 0)
        item = self.list.item(row) if row >= 0 else None
        one = None if item is None else item.data(_CLASS)
        counts = {was: self._counts.get(was, 0) for was in (() if item is None else item.data(_WAS))}
        count = sum(counts.values())
        moved = 0 if one is None else count - counts.get(one.id, 0)
        why = ""
        if moved:
            text = self.tr("On saving, 1 sample gets this class.") if moved == 1 else self.tr(
                "On saving, {n} samples get this class."
            )  # fmt: skip
            why = text.format(n=number(moved))
        elif count:
            text = self.tr("In use for 1 sample, so it stays.") if count == 1 else self.tr(
                "In use for {n} samples, so it stays."
            )  # fmt: skip
            why = text.format(n=number(count))
        elif one is not None and one.id in self._of_model:
            why = self.tr("The model of the last run suggests it, so it stays.")
        self._why.setText(why)
        self.remove.setEnabled(one is not None and not why)


class _Naming(QStyledItemDelegate):
    """Changes the name of a class where it stands; its key beside it is no part of it."""

    def __init__(self, editor: ClassEditor) -> None:
        super().__init__(editor)
        self._editor = editor

    def setEditorData(self, field: QWidget, index: QModelIndex | QPersistentModelIndex) -> None:  # noqa: N802
        """Begin with the name as it is."""
        assert isinstance(field, QLineEdit)
        field.setObjectName("labelling.editor_field")
        field.setMaxLength(200)
        field.setText(index.data(_CLASS).id)
        field.selectAll()

    def setModelData(  # noqa: N802
        self, field: QWidget, model: QAbstractItemModel, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Hand over what was typed."""
        assert isinstance(field, QLineEdit)
        self._editor.name(index, field.text())


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
