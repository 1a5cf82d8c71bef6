"""Which classes points are counted into, in the order of their keys, and each one's pole in the triangle."""

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QLineEdit,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
)

from geodesk.desktop.samples.marks import Look, mark_icon
from geodesk.desktop.theme import class_colour, class_shape
from geodesk.language import language

if TYPE_CHECKING:
    from geodesk.collection import LabelClass, Pole, Scheme
    from geodesk.desktop.counting.desk import CountDesk
    from geodesk.desktop.window import Window

_ORDER: "tuple[Pole, ...]" = ("", "Q", "F", "L")


class SchemeEditor(QDialog):
    """Add, take out and order classes; choose the pole of each. It is kept beside the folder."""

    def __init__(self, window: "Window", desk: "CountDesk", scheme: "Scheme") -> None:
        super().__init__(window)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setObjectName("counting.editor")
        self.setWindowTitle(self.tr("Classes and poles"))
        self._desk, self._scheme = desk, scheme
        self._classes: list[LabelClass] = list(scheme.classes)
        self._poles: dict[str, Pole] = dict(scheme.poles)
        self._used = {state.label for state in desk.states.values()}
        hint = QLabel(
            self.tr(
                "The first nine have the keys 1 to 9. The pole says where a class counts in the QFL "
                "triangle; classes without one, such as cement or pores, do not count there."
            ),
            wordWrap=True,
        )
        hint.setProperty("role", "hint")
        self.table = QTableWidget(0, 3)
        self.table.setObjectName("counting.editor_table")
        self.table.setAccessibleName(self.tr("Classes and poles"))
        self.table.setHorizontalHeaderLabels([self.tr("Key"), self.tr("Class"), self.tr("Pole")])
        self.table.verticalHeader().hide()
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setIconSize(QSize(14, 14))
        header = self.table.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        self.field = QLineEdit()
        self.field.setObjectName("counting.editor_name")
        self.field.setMaxLength(200)
        self.field.setPlaceholderText(self.tr("Name of a new class"))
        self.field.setAccessibleName(self.tr("Name of a new class"))
        self.add, self.up = QPushButton(self.tr("Add")), QPushButton(self.tr("Up"))
        self.down, self.remove = QPushButton(self.tr("Down")), QPushButton(self.tr("Remove"))
        side = QVBoxLayout()
        for name in ("add", "up", "down", "remove"):
            button = getattr(self, name)
            button.setObjectName(f"counting.editor_{name}")
            button.setAutoDefault(False)
            if name != "add":
                side.addWidget(button)
        side.addStretch(1)
        self._why = QLabel(wordWrap=True)
        self._why.setProperty("role", "hint")
        self.buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Save | QDialogButtonBox.StandardButton.Cancel
        )
        for button in self.buttons.buttons():
            if isinstance(button, QPushButton):
                button.setAutoDefault(False)
        new, middle = QHBoxLayout(), QHBoxLayout()
        new.addWidget(self.field, 1)
        new.addWidget(self.add)
        middle.addWidget(self.table, 1)
        middle.addLayout(side)
        layout = QVBoxLayout(self)
        layout.addWidget(hint)
        layout.addLayout(middle, 1)
        layout.addWidget(self._why)
        layout.addLayout(new)
        layout.addWidget(self.buttons)
        self.resize(480, 480)
        self.table.currentCellChanged.connect(lambda *_: self._follow())
        self.field.textChanged.connect(lambda _: self._follow())
        self.field.returnPressed.connect(self._add)
        self.add.clicked.connect(self._add)
        self.up.clicked.connect(lambda: self._move(-1))
        self.down.clicked.connect(lambda: self._move(1))
        self.remove.clicked.connect(self._remove)
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        window.session.collection_changed.connect(self.reject)  # these classes are of another folder
        self._fill(0)

    def scheme(self) -> "Scheme":
        """As it stands in the table."""
        known = {one.id for one in self._classes}
        poles = {id_: pole for id_, pole in self._poles.items() if id_ in known and pole}
        return replace(self._scheme, classes=tuple(self._classes), poles=poles)

    def accept(self) -> None:
        """Put it in force and keep it; a name still being typed is added first."""
        if self.field.text().strip() and not self._add():
            return
        if self.scheme() != self._scheme:
            self._desk.keep_scheme(self.scheme())
        super().accept()

    def _fill(self, row: int) -> None:
        self.table.setRowCount(len(self._classes))
        for at, one in enumerate(self._classes):
            key = QTableWidgetItem(str(at + 1) if at < 9 else "")
            key.setTextAlignment(Qt.AlignmentFlag.AlignCenter)
            look = Look(one.name(language()), one.colour or class_colour(at).name(), class_shape(at))
            name = QTableWidgetItem(mark_icon(look, 14, self.devicePixelRatioF()), look.name)
            self.table.setItem(at, 0, key)
            self.table.setItem(at, 1, name)
            box = QComboBox()
            box.setObjectName(f"counting.pole_{at + 1}")
            box.setAccessibleName(self.tr("Pole of {name}").format(name=look.name))
            for pole in _ORDER:
                box.addItem(pole or "–", pole)
            box.setCurrentIndex(_ORDER.index(self._poles.get(one.id, "")))
            box.currentIndexChanged.connect(lambda index, id_=one.id: self._pole(id_, index))
            self.table.setCellWidget(at, 2, box)
        self.table.setCurrentCell(max(0, min(row, len(self._classes) - 1)), 1)
        self._follow()

    def _pole(self, id_: str, index: int) -> None:
        self._poles[id_] = _ORDER[index]

    def _add(self) -> bool:
        from geodesk.collection import CollectionError, LabelClass, pole_of
        from geodesk.collection.classes import tidied

        if not self.field.text().strip():
            return False
        try:
            tidy = tidied([*self._classes, LabelClass(self.field.text())])
        except CollectionError as error:
            self._why.setText(str(error))
            return False
        self._classes.append(tidy[-1])
        self._poles[tidy[-1].id] = pole_of(tidy[-1])
        self.field.clear()
        self._fill(len(self._classes) - 1)
        return True

    def _move(self, by: int) -> None:
        row = self.table.currentRow()
        if 0 <= row and 0 <= row + by < len(self._classes):
            self._classes.insert(row + by, self._classes.pop(row))
            self._fill(row + by)

    def _remove(self) -> None:
        row = self.table.currentRow()
        if 0 <= row:
            del self._classes[row]
            self._fill(row)

    def _follow(self) -> None:
        row, count = self.table.currentRow(), len(self._classes)
        self.up.setEnabled(row > 0)
        self.down.setEnabled(0 <= row < count - 1)
        self.add.setEnabled(bool(self.field.text().strip()))
        used = 0 <= row < count and self._classes[row].id in self._used
        self._why.setText(self.tr("Points of this picture are of this class, so it stays.") if used else "")
        self.remove.setEnabled(0 <= row < count and count > 1 and not used)
