"""Old and new on the same held-out samples, before anything is replaced."""

import math
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QHideEvent, QIcon, QImage, QPixmap
from PySide6.QtWidgets import (
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QListView,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)
from shiboken6 import isValid

from geodesk.desktop.room import WrappedLabel
from geodesk.desktop.samples.marks import look_of
from geodesk.desktop.samples.thumbs import small
from geodesk.desktop.translation import Translated, number, percent
from geodesk.language import Sentence

if TYPE_CHECKING:
    from geodesk.desktop.window import Window
    from geodesk.jobs.compare import Comparison, Verdict

_SIDE, _MOST = 96, 60


class Result(Translated, QWidget):
    """The last page of the dialog."""

    def __init__(self, window: "Window") -> None:
        super().__init__()
        self._window, self._session, self._desk = window, window.session, window.retraining
        self._shown: Comparison | None = None
        self._pictures: dict[str, QIcon] = {}
        self.said, self.differ, self.state = WrappedLabel(), WrappedLabel(), WrappedLabel()
        self.said.setObjectName("retrain.compared")
        self.differ.setObjectName("retrain.differ")
        self.state.setObjectName("retrain.state")
        self._titles = QLabel(), QLabel()
        self.tables = QTableWidget(), QTableWidget()
        tables = QHBoxLayout()
        self._sides = QWidget(), QWidget()
        for side, title, table, name in zip(
            self._sides, self._titles, self.tables, ("old", "new"), strict=True
        ):
            title.setProperty("role", "title")
            table.setObjectName(f"retrain.confusion_{name}")
            table.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
            table.setSelectionMode(QTableWidget.SelectionMode.NoSelection)
            table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
            table.setFrameShape(QTableWidget.Shape.NoFrame)
            table.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            table.viewport().setAutoFillBackground(False)
            column = QVBoxLayout(side)
            column.setContentsMargins(0, 0, 0, 0)
            column.addWidget(title)
            column.addWidget(table)
            tables.addWidget(side, 1)
        self.list = QListWidget()
        self.list.setObjectName("retrain.differing")
        self.list.setViewMode(QListView.ViewMode.IconMode)
        self.list.setIconSize(QSize(_SIDE, _SIDE))
        self.list.setGridSize(QSize(_SIDE + 56, _SIDE + 4 * self.fontMetrics().height()))
        self.list.setMovement(QListView.Movement.Static)
        self.list.setResizeMode(QListView.ResizeMode.Adjust)
        self.list.setWordWrap(True)
        self.use, self.go_on, self.another = QPushButton(), QPushButton(), QPushButton()
        self.close_ = QPushButton()
        self.close_.setObjectName("retrain.close")
        self.use.setObjectName("retrain.use")
        self.go_on.setObjectName("retrain.continue")
        self.another.setObjectName("retrain.another")
        row = QHBoxLayout()
        row.addWidget(self.another)
        row.addStretch(1)
        row.addWidget(self.close_)
        row.addWidget(self.go_on)
        row.addWidget(self.use)
        layout = QVBoxLayout(self)
        layout.addWidget(self.said)
        layout.addLayout(tables)
        layout.addWidget(self.differ)
        layout.addWidget(self.list, 8)
        layout.addStretch(1)
        layout.addWidget(self.state)
        layout.addLayout(row)
        self.use.clicked.connect(self._desk.use_new)
        self.go_on.clicked.connect(self._desk.go_on)
        self.another.clicked.connect(self._desk.forget)
        self.close_.clicked.connect(self._leave)
        self.list.itemClicked.connect(self._clicked)
        self._desk.changed.connect(self.refresh)
        self.retranslate()

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802
        """Out of sight: pictures that are still being read are no longer wanted."""
        self._session.tasks.drop("retrain.pictures")
        super().hideEvent(event)

    def _leave(self) -> None:
        self.window().close()

    def retranslate(self) -> None:
        """Set every text."""
        self.close_.setText(self.tr("Close"))
        self.use.setText(self.tr("Use the new one"))
        self.use.setToolTip(self.tr("Add it to your models and classify with it; the old one stays"))
        self.go_on.setText(self.tr("Continue training"))
        self.another.setText(self.tr("Another training"))
        self.list.setAccessibleName(self.tr("Samples that the two tell differently"))
        self._shown = None
        self.refresh()

    def refresh(self) -> None:
        """Show what came of it."""
        desk, found = self._desk, self._desk.comparison
        self.use.setEnabled(desk.kept is None and desk.training is not None and desk.training.model.is_file())
        self.go_on.setVisible(not desk.whole and desk.kept is None)
        self.state.setText(self._state())
        self.state.setVisible(bool(self.state.text()))
        if found is self._shown:
            return
        self._shown = found
        for part in (*self._sides, self.differ, self.list):
            part.setVisible(found is not None)
        if found is None:
            self.said.setText("" if desk.error is None else str(desk.error))
            return
        self.said.setText(self._text(found))
        for at, verdict in enumerate((found.old, found.new)):
            self._sides[at].setVisible(verdict is not None)
            if verdict is not None:
                self._fill(at, verdict, found.labels)
        self._list(found)

    def _state(self) -> str:
        desk = self._desk
        if desk.kept is not None:
            text = self.tr("In use, and kept as {name}.").format(name=desk.kept.stem)
            if desk.training is not None and desk.training.order.base is not None:
                text += " " + self.tr("The old one is still in the list of models.")
            return text
        return "" if desk.whole else self.tr("The training was stopped; this is the best network so far.")

    def _text(self, found: "Comparison") -> str:
        n = len(found.held)
        lines = [
            self.tr("On 1 held-out sample that the training never saw:")
            if n == 1
            else self.tr("On {n} held-out samples that the training never saw:").format(n=number(n))
        ]
        for name, verdict in ((self.tr("Old"), found.old), (self.tr("New"), found.new)):
            if verdict is None:
                lines.append(self.tr("There is no old model of these classes to compare with."))
                continue
            low, high = verdict.interval
            line = self.tr("{which}, {model}: {share} right ({low} to {high})")
            lines.append(
                line.format(
                    which=name,
                    model=verdict.name,
                    share=percent(verdict.accuracy),
                    low=percent(low),
                    high=percent(high),
                )
            )
        if found.difference is not None:
            mean, low, high = found.difference
            if math.isnan(low):
                line = self.tr("Difference: {mean} points, without an interval: all belong to one group.")
                return "\n".join([*lines, line.format(mean=_points(mean))])
            line = self.tr("Difference: {mean} points (95 % from {low} to {high}). {verdict}")
            verdict_ = (
                self.tr("The new one is better.")
                if low > 0
                else self.tr("The new one is worse.")
                if high < 0
                else self.tr("So few samples do not tell them apart.")
            )
            lines.append(
                line.format(mean=_points(mean), low=_points(low), high=_points(high), verdict=verdict_)
            )
        return "\n".join(lines)

    def _fill(self, at: int, verdict: "Verdict", labels: tuple[str, ...]) -> None:
        which = self.tr("Old: rows are labels, columns answers") if at == 0 else self.tr(
            "New: rows are labels, columns answers"
        )  # fmt: skip
        self._titles[at].setText(which)
        names = [look_of(self._session, label).name for label in labels]
        table = self.tables[at]
        table.setAccessibleName(which)
        table.setRowCount(len(labels))
        table.setColumnCount(len(labels))
        table.setHorizontalHeaderLabels(names)
        table.setVerticalHeaderLabels(names)
        for row in range(len(labels)):
            for column in range(len(labels)):
                item = QTableWidgetItem(number(int(verdict.confusion[row, column])))
                item.setTextAlignment(Qt.AlignmentFlag.AlignCenter)
                font = item.font()
                font.setBold(row == column)
                item.setFont(font)
                table.setItem(row, column, item)
        table.resizeRowsToContents()
        header, bar = (
            table.horizontalHeader().sizeHint().height(),
            table.horizontalScrollBar().sizeHint().height(),
        )
        rows = sum(table.rowHeight(row) for row in range(min(len(labels), 8)))
        table.setFixedHeight(header + rows + bar)

    def _list(self, found: "Comparison") -> None:
        self.list.clear()
        differing = found.differing[:_MOST]
        self.list.setVisible(bool(differing))
        many = len(found.differing)
        if found.old is None:
            self.differ.setText("")
        elif not many:
            self.differ.setText(self.tr("Both say the same of every held-out sample."))
        else:
            one = self.tr("They differ in 1 sample; click it to see it:")
            text = self.tr("They differ in {n} samples; click one to see it:")
            self.differ.setText(one if many == 1 else text.format(n=number(many)))
        files = {}
        for at in differing:
            held = found.held[at]
            assert found.old is not None
            item = QListWidgetItem(self.list)
            names = [
                look_of(self._session, label).name if label else "–"
                for label in (held.label, found.old.said[at], found.new.said[at])
            ]
            sign = "✓" if found.new.right[at] else "✗"
            item.setText(f"{names[1]} → {names[2]} {sign}")
            said = self.tr("{id}: label {label}, old {old}, new {new}")
            picture = held.pictures[0]
            item.setToolTip(said.format(id=picture.id, label=names[0], old=names[1], new=names[2]))
            item.setData(Qt.ItemDataRole.UserRole, picture.path)
            files[picture.path] = picture.file

        def load() -> dict[str, QImage | Sentence]:
            return {path: small(file, 2 * _SIDE) for path, file in files.items()}

        if files:
            self._session.tasks.run(load, self._got, channel="retrain.pictures")

    def _got(self, images: dict[str, QImage | Sentence]) -> None:
        if not isValid(self):  # the dialog has gone on meanwhile
            return
        for row in range(self.list.count()):
            item = self.list.item(row)
            image = images.get(item.data(Qt.ItemDataRole.UserRole))
            if isinstance(image, QImage):
                item.setIcon(QIcon(QPixmap.fromImage(image)))

    def _clicked(self, item: QListWidgetItem) -> None:
        sample = self._session.sample_of(item.data(Qt.ItemDataRole.UserRole))
        if sample is not None:
            self._session.show(sample)


def _points(share: float) -> str:
    sign = "+" if share > 0 else "−" if share < 0 else ""
    return f"{sign}{number(abs(100 * share), 1)}"
