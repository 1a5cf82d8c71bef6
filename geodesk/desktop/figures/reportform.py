"""What a report of samples shall hold: the fields of its dialog, remembered as they were left."""

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLayout,
    QSpinBox,
    QWidget,
)

from geodesk.desktop.figures.form import Number
from geodesk.desktop.translation import Translated
from geodesk.language import language

if TYPE_CHECKING:
    from geodesk.jobs.samplereport.request import Request

_CHOICES: dict[str, tuple[str, ...]] = {
    "paper": ("a4", "letter"),
    "phases": ("auto", "threshold"),
    "threshold": ("otsu", "given"),
    "stack": ("all", "one"),
    "contrast": ("window", "auto", "raw"),
}
_CHECKS = ("pdf", "html", "es", "en", "x", "y", "z")
_GROUPS = {"formats": ("pdf", "html"), "languages": ("es", "en"), "transport": ("x", "y", "z")}
_LARGEST = 1e9


class ReportForm(Translated, QWidget):
    """All fields of a report but its samples and its place."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.choices: dict[str, QComboBox] = {}
        self.checks: dict[str, QCheckBox] = {}
        self.level = Number(decimals=3, minimum=-_LARGEST, maximum=_LARGEST, value=128)
        self.level.setObjectName("reports.level")
        self.page = QSpinBox(minimum=1, maximum=100_000)
        self.page.setObjectName("reports.page")
        self.phase = QSpinBox(minimum=0, maximum=255, value=1)
        self.phase.setObjectName("reports.phase")
        for name, keys in _CHOICES.items():
            box = self.choices[name] = QComboBox()
            box.setObjectName(f"reports.{name}")
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
            for key in keys:
                box.addItem(key, key)
        for name in _CHECKS:
            check = self.checks[name] = QCheckBox()
            check.setObjectName(f"reports.{name}")
        for name in ("pdf", language()):
            self.checks[name].setChecked(True)
        self._titles: dict[str, QLabel] = {}
        self._fields: dict[str, QWidget | QLayout] = {}
        self._form = QFormLayout(self)
        self._form.setContentsMargins(0, 0, 6, 0)
        self._form.setVerticalSpacing(7)
        self._form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        self._arrange()
        self._connect()
        self.retranslate()
        self._show()

    def _arrange(self) -> None:
        c = self.choices
        self._row("formats", self._line(*_GROUPS["formats"]))
        self._row("languages", self._line(*_GROUPS["languages"]))
        self._row("paper", c["paper"])
        self._row("contrast", c["contrast"])
        self._row("phases", c["phases"])
        self._row("threshold", c["threshold"])
        self._row("level", self.level)
        self._row("stack", c["stack"])
        self._row("page", self.page)
        self._row("transport", self._line(*_GROUPS["transport"]))
        self._row("phase", self.phase)

    def _connect(self) -> None:
        for box in self.choices.values():
            box.currentIndexChanged.connect(self._change)
        for check in self.checks.values():
            check.toggled.connect(self._change)
        for spin in (self.level, self.page, self.phase):
            spin.setKeyboardTracking(False)
            spin.valueChanged.connect(self._change)

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

    def _line(self, *names: str) -> QHBoxLayout:
        line = QHBoxLayout()
        line.setSpacing(12)
        for name in names:
            line.addWidget(self.checks[name])
        line.addStretch(1)
        return line

    # What was chosen

    def chosen(self, name: str) -> str:
        """The key of what a list stands at."""
        return str(self.choices[name].currentData())

    def ticked(self, group: str) -> tuple[str, ...]:
        """Of ``"formats"``, ``"languages"`` or ``"transport"``, those that are ticked."""
        return tuple(name for name in _GROUPS[group] if self.checks[name].isChecked())

    def request(self, contrast: Any) -> "Request":
        """What the fields ask for.

        Parameters
        ----------
        contrast
            What "as in the window" means just now.
        """
        from geodesk.jobs.samplereport.request import Request

        given = self.chosen("threshold") == "given"
        return Request(
            formats=self.ticked("formats"),
            languages=self.ticked("languages"),
            paper=self.chosen("paper"),  # type: ignore[arg-type]  # one of _CHOICES
            phases=self.chosen("phases"),  # type: ignore[arg-type]
            threshold=float(self.level.value()) if given else "otsu",
            page=self.page.value() if self.chosen("stack") == "one" else None,
            transport=self.ticked("transport"),
            phase=self.phase.value(),
            contrast=contrast if self.chosen("contrast") == "window" else self.chosen("contrast"),  # type: ignore[arg-type]
        )

    def kept(self) -> dict[str, str]:
        """The fields as they are to be remembered; page and threshold belong to their pictures."""
        found = {name: self.chosen(name) for name in ("paper", "phases", "contrast")}
        return found | {name: "yes" if check.isChecked() else "" for name, check in self.checks.items()}

    def restore(self, kept: dict[str, str]) -> None:
        """Set the fields as they were remembered; what makes no sense any more is left at its default."""
        for name, box in self.choices.items():
            at = box.findData(kept.get(name, ""))
            if at >= 0:
                box.setCurrentIndex(at)
        for name, check in self.checks.items():
            if name in kept:
                check.setChecked(kept[name] == "yes")

    def _change(self) -> None:
        self._show()
        self.changed.emit()

    def _show(self) -> None:
        """Only those fields that say something just now."""
        rows = {
            "paper": self.checks["pdf"].isChecked(),
            "level": self.chosen("threshold") == "given",
            "page": self.chosen("stack") == "one",
            "phase": bool(self.ticked("transport")),
        }
        for name, shown in rows.items():
            self._form.setRowVisible(self._fields[name], shown)

    # Texts

    def retranslate(self) -> None:
        """Set every text."""
        for name, texts in self._words().items():
            for at, text in enumerate(texts):
                self.choices[name].setItemText(at, text)
        for name, title in self._names().items():
            self._titles[name].setText(title)
        for name, field in self._fields.items():
            if isinstance(field, QWidget):
                field.setAccessibleName(self._titles[name].text())
        names = {"pdf": "PDF", "html": "HTML", "es": "Español", "en": "English"}
        for name, check in self.checks.items():
            check.setText(names.get(name, name))
        for name in _GROUPS["transport"]:
            self.checks[name].setAccessibleName(self.tr("Transport along {axis}").format(axis=name))

    def _names(self) -> dict[str, str]:
        return {
            "formats": self.tr("Format"),
            "languages": self.tr("Language"),
            "paper": self.tr("Paper"),
            "contrast": self.tr("Contrast"),
            "phases": self.tr("Phases"),
            "threshold": self.tr("Threshold"),
            "level": self.tr("Grey level"),
            "stack": self.tr("Stacks"),
            "page": self.tr("Page"),
            "transport": self.tr("Transport along"),
            "phase": self.tr("Conducting phase"),
        }

    def _words(self) -> dict[str, tuple[str, ...]]:
        return {
            "paper": ("A4", self.tr("Letter")),
            "phases": (self.tr("Those kept, else by threshold"), self.tr("Always by threshold")),
            "threshold": ("Otsu", self.tr("This grey level")),
            "stack": (self.tr("All pages, as a volume"), self.tr("One page")),
            "contrast": (self.tr("As in the window"), self.tr("Automatic"), self.tr("Full range")),
        }
