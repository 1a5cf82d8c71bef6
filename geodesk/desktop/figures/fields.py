"""Fields of a form that are lists and ticks, remembered as they were left."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLayout,
    QWidget,
)

from geodesk.desktop.fields import DecimalBox
from geodesk.desktop.translation import Translated


class Number(DecimalBox):
    """A number without zeros at its end."""

    def textFromValue(self, value: float) -> str:  # noqa: N802
        """As it is shown."""
        text = super().textFromValue(value)
        point = self.locale().decimalPoint()
        return text.rstrip("0").removesuffix(point) if point in text else text


class FieldForm(Translated, QWidget):
    """Rows of fields, of which only those are in sight that say something just now.

    A subclass arranges them, connects other fields to `_change`, and calls `retranslate` and `_show`.

    Parameters
    ----------
    part
        The fields are called ``part.name``.
    choices
        By name the keys of a list.
    checks
        Names of what can be ticked.
    """

    changed = Signal()

    def __init__(self, part: str, choices: Mapping[str, Sequence[str]], checks: Sequence[str]) -> None:
        super().__init__()
        self.choices: dict[str, QComboBox] = {}
        self.checks: dict[str, QCheckBox] = {}
        for name, keys in choices.items():
            box = self.choices[name] = QComboBox()
            box.setObjectName(f"{part}.{name}")
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
            for key in keys:
                box.addItem(key, key)
        for name in checks:
            check = self.checks[name] = QCheckBox()
            check.setObjectName(f"{part}.{name}")
        self._titles: dict[str, QLabel] = {}
        self._fields: dict[str, QWidget | QLayout] = {}
        self._form = QFormLayout(self)
        self._form.setContentsMargins(0, 0, 6, 0)
        self._form.setVerticalSpacing(7)
        self._form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)

    def _listen(self) -> None:
        """Tell of what is chosen and ticked from now on."""
        for box in self.choices.values():
            box.currentIndexChanged.connect(self._change)
        for check in self.checks.values():
            check.toggled.connect(self._change)

    # Rows

    def put_first(self, title: QLabel, field: QWidget) -> None:
        """Put a field above the others."""
        title.setBuddy(field)
        self._form.insertRow(0, title, field)

    def _row(self, name: str, field: QWidget | QLayout) -> None:
        title = self._titles[name] = QLabel()
        self._fields[name] = field
        if isinstance(field, QWidget):
            title.setBuddy(field)
        self._form.addRow(title, field)

    @staticmethod
    def _line(spacing: int, *parts: QWidget) -> QHBoxLayout:
        line = QHBoxLayout()
        line.setSpacing(spacing)
        for part in parts:
            line.addWidget(part)
        line.addStretch(1)
        return line

    def _change(self) -> None:
        self._show()
        self.changed.emit()

    def _show(self) -> None:
        for name, shown in self._rows_shown().items():
            self._form.setRowVisible(self._fields[name], shown)

    def _rows_shown(self) -> dict[str, bool]:
        """By name whether a row says something just now; those that always do may be left out."""
        raise NotImplementedError

    # What was chosen

    def chosen(self, name: str) -> str:
        """The key of what a list stands at."""
        return str(self.choices[name].currentData())

    def choose(self, name: str, key: str) -> None:
        """Stand a list at a key; one that it has not is left alone."""
        at = self.choices[name].findData(key)
        if at >= 0:
            self.choices[name].setCurrentIndex(at)

    def kept(self) -> dict[str, str]:
        """The fields as they are to be remembered."""
        found = {name: self.chosen(name) for name in self.choices}
        return found | {name: "yes" if check.isChecked() else "" for name, check in self.checks.items()}

    def restore(self, kept: Mapping[str, str]) -> None:
        """Set the fields as they were remembered; what makes no sense any more is left at its default."""
        for name in self.choices:
            self.choose(name, kept.get(name, ""))
        for name, check in self.checks.items():
            if name in kept:
                check.setChecked(kept[name] == "yes")

    # Texts

    def retranslate(self) -> None:
        """Set the texts of titles and lists."""
        for name, texts in self._words().items():
            for at, text in enumerate(texts):
                self.choices[name].setItemText(at, text)
        for name, title in self._names().items():
            self._titles[name].setText(title)

    def _names(self) -> dict[str, str]:
        """The titles of the rows."""
        raise NotImplementedError

    def _words(self) -> dict[str, tuple[str, ...]]:
        """What the keys of each list are called."""
        raise NotImplementedError
