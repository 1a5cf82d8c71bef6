"""Which file names make one sample: the patterns of the folder, seen and changed."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QDialog,
    QDialogButtonBox,
    QHeaderView,
    QLabel,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from geodesk.desktop.translation import number
from geodesk.language import GeoDeskError, Sentence

if TYPE_CHECKING:
    from geodesk.collection import Pattern, Sample
    from geodesk.desktop.session import Session


class Grouping(QDialog):
    """The patterns offered, those in force ticked; below, what they make of this folder.

    A template can be edited in its cell: ``{sample}`` is what the names share, ``{light}`` is PPL or XPL,
    ``{angle}`` degrees, ``{number}`` a running number, ``{sep}`` a hyphen, space or underscore.
    """

    def __init__(self, session: "Session", parent: QWidget) -> None:
        super().__init__(parent)
        from geodesk.collection import PRESETS

        assert session.collection is not None
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setObjectName("samples.grouping")
        self._session, self._collection = session, session.collection
        self._pictures = [p for sample in session.samples for p in sample.pictures]
        self.setWindowTitle(self.tr("Group pictures into samples"))
        said = QLabel(
            self.tr("Pictures whose names fit a ticked pattern are one sample; the first one wins.")
        )
        said.setWordWrap(True)
        self.table = QTableWidget(0, 3)
        self.table.setObjectName("samples.patterns")
        self.table.setHorizontalHeaderLabels([self.tr("In force"), self.tr("Makes"), self.tr("File names")])
        self.table.horizontalHeader().setSectionResizeMode(2, QHeaderView.ResizeMode.Stretch)
        self.table.verticalHeader().hide()
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.result_label = QLabel()
        self.result_label.setObjectName("samples.patterns_result")
        self.result_label.setWordWrap(True)
        kinds = QDialogButtonBox.StandardButton
        self.buttons = QDialogButtonBox(kinds.Save | kinds.Cancel | kinds.RestoreDefaults)
        self.buttons.accepted.connect(self._save)
        self.buttons.rejected.connect(self.reject)
        defaults = self.buttons.button(kinds.RestoreDefaults)
        defaults.clicked.connect(self._defaults)
        layout = QVBoxLayout(self)
        for part in (said, self.table, self.result_label, self.buttons):
            layout.addWidget(part)
        self.resize(620, 380)
        in_force = self._collection.patterns()
        offered = [*in_force, *(preset for preset in PRESETS if preset not in in_force)]
        for pattern in offered:
            self._add(pattern, pattern in in_force)
        self.table.itemChanged.connect(self._changed)
        session.collection_changed.connect(self.reject)
        self._changed()

    def _add(self, pattern: "Pattern", ticked: bool) -> None:
        row = self.table.rowCount()
        self.table.insertRow(row)
        box = QCheckBox()
        box.setObjectName("samples.pattern")
        box.setChecked(ticked)
        box.setAccessibleName(pattern.template)
        box.toggled.connect(self._changed)
        self.table.setCellWidget(row, 0, box)
        kind = QTableWidgetItem(self.tr("a pair") if pattern.kind == "pair" else self.tr("a series"))
        kind.setFlags(Qt.ItemFlag.ItemIsEnabled)
        kind.setData(Qt.ItemDataRole.UserRole, pattern)
        self.table.setItem(row, 1, kind)
        self.table.setItem(row, 2, QTableWidgetItem(pattern.template))

    def patterns(self) -> "list[Pattern]":
        """The ticked ones, as edited; raises `CollectionError` for one that cannot be."""
        from geodesk.collection import Pattern

        found = []
        for row in range(self.table.rowCount()):
            box, kind, cell = self.table.cellWidget(row, 0), self.table.item(row, 1), self.table.item(row, 2)
            if isinstance(box, QCheckBox) and box.isChecked() and kind is not None and cell is not None:
                known: Pattern = kind.data(Qt.ItemDataRole.UserRole)
                template = cell.text().strip()
                name = known.name if template == known.template else template
                found.append(Pattern(name, known.kind, template))
        return found

    def _defaults(self) -> None:
        from geodesk.collection import DEFAULT_PATTERNS

        for row in range(self.table.rowCount()):
            box, kind, cell = self.table.cellWidget(row, 0), self.table.item(row, 1), self.table.item(row, 2)
            if isinstance(box, QCheckBox) and kind is not None and cell is not None:
                known = kind.data(Qt.ItemDataRole.UserRole)
                cell.setText(known.template)
                box.setChecked(known in DEFAULT_PATTERNS)

    def _changed(self) -> None:
        save = self.buttons.button(QDialogButtonBox.StandardButton.Save)
        try:
            patterns = self.patterns()
        except GeoDeskError as error:
            self.result_label.setText(str(error))
            save.setEnabled(False)
            return
        save.setEnabled(True)
        pictures = self._pictures

        def make() -> "list[Sample]":
            from geodesk.collection import group

            return group(pictures, patterns)

        self._session.tasks.run(make, self._show, channel="grouping")

    def _show(self, samples: "list[Sample]") -> None:
        kinds = [sample.kind for sample in samples]
        text = self.tr(
            "{pictures} pictures: {pairs} pairs, {series} rotation series, {single} single pictures."
        )
        self.result_label.setText(
            text.format(
                pictures=number(len(self._pictures)),
                pairs=number(kinds.count("pair")),
                series=number(kinds.count("series")),
                single=number(kinds.count("picture")),
            )
        )

    def _save(self) -> None:
        session, collection, patterns = self._session, self._collection, self.patterns()

        def done(_: None) -> None:
            if session.collection is collection:
                session.reload()

        def failed(sentence: Sentence) -> None:
            session.error(sentence)

        session.writer.run(lambda: collection.set_patterns(patterns), done, failed)
        self.accept()

    def done(self, result: int) -> None:
        """Closed: what is still being grouped is no longer wanted."""
        self._session.tasks.drop("grouping")
        super().done(result)
