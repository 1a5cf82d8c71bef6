"""The panel of Medir: tools, name, the table, and what its values come to."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker, QSize, Qt, QTimer
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QComboBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QSizePolicy,
    QSpinBox,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from geodesk.desktop.buttons import action_button
from geodesk.desktop.measuring.charts import Chart
from geodesk.desktop.measuring.desk import TOOLS, MeasureDesk
from geodesk.desktop.measuring.statistics import Statistics
from geodesk.desktop.measuring.table import MeasureTable
from geodesk.desktop.measuring.words import all_texts, angle_text, common_texts, kind_name, length_text
from geodesk.desktop.room import SidePanel, WrappedLabel
from geodesk.desktop.translation import Translated, number

if TYPE_CHECKING:
    from geodesk.desktop.window import Window

_ACROSS = 3
_LONGEST = 200


class MeasurePanel(Translated, SidePanel):
    """What measuring needs beside the picture."""

    def __init__(self, window: "Window") -> None:
        super().__init__()
        self.setObjectName("measuring")
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._window = window
        self.desk: MeasureDesk = MeasureDesk(window, self)
        self.statistics: Statistics = Statistics(window, self.desk)
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self.refresh)
        self._tools = [self._tool(name) for name in TOOLS]
        self._name_label, self._width_label = QLabel(), QLabel()
        self.name, self.width_box, self.scope = QComboBox(editable=True), QSpinBox(), QComboBox()
        self.name.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.name.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.name.setMinimumContentsLength(8)
        edit = self.name.lineEdit()
        assert edit is not None
        edit.setMaxLength(_LONGEST)
        self.width_box.setRange(1, 999)
        self.width_box.setSuffix(" px")
        self.width_box.setKeyboardTracking(False)
        self.table: MeasureTable = MeasureTable(self.desk)
        self.chart: Chart = Chart()
        self._warning, self._detail, self._spread, self._hint = (WrappedLabel() for _ in range(4))
        self._hint.setProperty("role", "hint")
        self._detail.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        for box in (self.scope, self.width_box):
            box.setFocusPolicy(
                Qt.FocusPolicy.StrongFocus if box is self.width_box else Qt.FocusPolicy.TabFocus
            )
        for _ in range(2):
            self.scope.addItem("")
        self.delete_button = action_button(window, "measuring.delete", "measure.delete")
        self.undo_button = action_button(window, "measuring.undo", "measure.undo")
        self.copy_button = action_button(window, "measuring.copy", "measure.copy")
        self.export_button = action_button(window, "measuring.export", "measure.export")
        for name, part in (
            ("name", self.name),
            ("width", self.width_box),
            ("scope", self.scope),
            ("warning", self._warning),
            ("detail", self._detail),
            ("spread", self._spread),
        ):
            part.setObjectName(f"measuring.{name}")
        self._arrange()
        edit.editingFinished.connect(self._named)
        self.name.activated.connect(self._named)
        self.width_box.valueChanged.connect(self.desk.set_width)
        self.scope.activated.connect(lambda row: self.statistics.set_folder(row == 1))
        self.desk.changed.connect(self._soon.start)
        self.desk.selection_changed.connect(self._soon.start)
        self.statistics.changed.connect(self._soon.start)
        self.retranslate()

    def _tool(self, name: str) -> QToolButton:
        button = QToolButton(autoRaise=True)
        button.setObjectName(f"measuring.tool_{name}")
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextUnderIcon)
        button.setIconSize(QSize(20, 20))
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        button.setDefaultAction(self._window.action(f"measure.{name}"))
        return button

    def _arrange(self) -> None:
        inside = QWidget()
        layout = QVBoxLayout(inside)
        layout.setContentsMargins(14, 12, 14, 12)
        layout.setSpacing(8)
        grid = QGridLayout()
        grid.setSpacing(2)
        for place, button in enumerate(self._tools):
            grid.addWidget(button, place // _ACROSS, place % _ACROSS)
        fields = QGridLayout()
        fields.addWidget(self._name_label, 0, 0)
        fields.addWidget(self.name, 0, 1)
        fields.addWidget(self._width_label, 1, 0)
        fields.addWidget(self.width_box, 1, 1)
        fields.setColumnStretch(1, 1)
        first, second = QHBoxLayout(), QHBoxLayout()
        for row, pair in (
            (first, (self.delete_button, self.undo_button)),
            (second, (self.copy_button, self.export_button)),
        ):
            for push in pair:
                row.addWidget(push)
        layout.addLayout(grid)
        layout.addWidget(self._warning)
        layout.addLayout(fields)
        layout.addWidget(self.table, 1)
        layout.addWidget(self._detail)
        layout.addLayout(first)
        layout.addSpacing(4)
        layout.addWidget(self.scope)
        layout.addWidget(self._spread)
        layout.addWidget(self.chart)
        layout.addLayout(second)
        layout.addWidget(self._hint)
        self.setWidget(inside)

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        """The canvas draws, so it has the keys."""
        super().showEvent(event)
        self._soon.start()

    def _named(self) -> None:
        self.desk.rename(self.name.currentText())

    def retranslate(self) -> None:
        """Set every text."""
        short = (
            self.tr("Select"),
            self.tr("Length"),
            self.tr("Angle"),
            self.tr("Polygon"),
            self.tr("Freehand"),
            self.tr("Rectangle"),
            self.tr("Ellipse"),
            self.tr("Profile"),
            self.tr("Diameter"),
        )
        for name, text in zip(TOOLS, short, strict=True):
            self._window.action(f"measure.{name}").setIconText(text)  # what a button shows of it
        self._name_label.setText(self.tr("Name"))
        self.name.setAccessibleName(self.tr("Name of the measurement"))
        self.name.setToolTip(
            self.tr("What you measure, such as fibre or pore: of the selected one and of those to come")
        )
        edit = self.name.lineEdit()
        assert edit is not None
        edit.setPlaceholderText(self.tr("such as fibre"))
        self._width_label.setText(self.tr("Line width"))
        self.width_box.setAccessibleName(self.tr("Width of the profile's line"))
        self.width_box.setToolTip(self.tr("Grey levels are averaged across so many pixels"))
        self.scope.setItemText(0, self.tr("This picture"))
        self.scope.setItemText(1, self.tr("The whole folder"))
        self.scope.setAccessibleName(self.tr("Of what"))
        self.delete_button.setText(self.tr("Delete"))
        self.undo_button.setText(self.tr("Undo"))
        self.copy_button.setText(self.tr("Copy"))
        self.export_button.setText(self.tr("Save CSV…"))
        self._hint.setText(
            self.tr("Keys: 1-8 tools, 0 or Esc selects, Del deletes. All is kept beside the folder at once.")
        )
        self._warning.setText(
            self.tr("The pixel size of this picture is unknown, so values are in pixels. Press P to give it.")
        )
        self.refresh()

    def refresh(self) -> None:
        """Show how things stand."""
        desk, document = self.desk, self._window.session.document
        self._warning.setVisible(document is not None and desk.size is None)
        self._show_fields()
        self.table.refresh()
        one = desk.chosen
        if one is not None and (one.path, one.page) == desk.place:
            lines = [f"{what}: {value}" for what, value in all_texts(one, desk.values(one))]
            self._detail.setText("\n".join(lines))
        else:
            self._detail.setText("")
        self._detail.setVisible(bool(self._detail.text()))
        self._show_statistics()

    def _show_fields(self) -> None:
        desk = self.desk
        one = desk.chosen
        name = desk.name if one is None else one.name
        names = desk.names()
        blocked = QSignalBlocker(self.name)
        edit = self.name.lineEdit()
        if [self.name.itemText(row) for row in range(self.name.count())] != names:
            self.name.clear()
            self.name.addItems(names)
        if edit is not None and not edit.hasFocus():
            self.name.setCurrentIndex(names.index(name) if name in names else -1)
            self.name.setEditText(name)
            edit.setCursorPosition(0)
        del blocked
        shown = desk.tool == "profile" if one is None else one.kind == "profile"
        blocked = QSignalBlocker(self.width_box)
        self.width_box.setValue(round(one.width) if one is not None and shown else desk.width)
        del blocked
        for part in (self._width_label, self.width_box):
            part.setVisible(shown)

    def _show_statistics(self) -> None:
        found, one = self.statistics, self.desk.chosen
        if one is not None and one.kind == "profile":
            self._show_profile()
            return
        spread = found.spread
        self.chart.setVisible(spread is not None and spread.n > 1)
        self.scope.setVisible(self.desk.total > 0)
        if spread is None:
            self._spread.setText(self._nothing())
            return
        said = f"{kind_name(found.kind)}{f' · {found.name}' if found.name else ''}: n = {number(spread.n)}"
        five = (spread.mean, spread.sd or 0.0, spread.median, spread.least, spread.most)
        mean, sd, median, least, most = self._texts(five)
        lines = [said, self.tr("mean {mean}").format(mean=mean)]
        if spread.sd is not None:
            lines.append(self.tr("standard deviation {sd}").format(sd=sd))
            words = self.tr("median {median}, from {least} to {most}")
            lines.append(words.format(median=median, least=least, most=most))
        if found.kind in ("outline", "rectangle", "ellipse"):
            lines[0] += " · " + self.tr("equivalent diameter")
        if found.left_out:
            words = self.tr("{n} in pixels left out: their pixel size is unknown")
            lines.append(words.format(n=number(found.left_out)))
        self._spread.setText("\n".join(lines))
        edges, counts = found.histogram()
        if edges:
            self.chart.show_histogram(counts, (least, most), "\n".join(lines))

    def _nothing(self) -> str:
        if self.desk.here or self.desk.reading:
            return ""
        return self.tr("Nothing is measured in this picture yet: take a tool and draw.")

    def _show_profile(self) -> None:
        found = self.statistics
        profile = found.profile
        self.scope.setVisible(False)
        self.chart.setVisible(profile is not None)
        if profile is None:
            self._spread.setText("" if found.problem is None else str(found.problem))
            return
        low, high = float(profile.grey.min()), float(profile.grey.max())
        decimals = 0 if high - low > 10 else 2
        words = self.tr("Grey levels from {low} to {high}")
        lines = [words.format(low=number(low, decimals), high=number(high, decimals))]
        if profile.fwhm is None:
            lines.append(self.tr("No single peak: no width at half height"))
        else:
            width = length_text(profile.fwhm, profile.metric)
            lines.append(self.tr("Width at half height (FWHM): {width}").format(width=width))
        self._spread.setText("\n".join(lines))
        last = length_text(float(profile.distance[-1]), profile.metric)
        self.chart.show_profile(profile, last, "\n".join(lines))

    def _texts(self, values: Sequence[float]) -> list[str]:
        if self.statistics.kind == "angle":
            return [angle_text(value) for value in values]
        return common_texts(values, self.statistics.metric)
