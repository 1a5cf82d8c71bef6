"""What a report of samples shall hold: the fields of its dialog, remembered as they were left."""

from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QHBoxLayout, QSpinBox, QWidget

from geodesk.desktop.figures.fields import FieldForm, Number
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


class ReportForm(FieldForm):
    """All fields of a report but its samples and its place."""

    def __init__(self) -> None:
        super().__init__("reports", _CHOICES, _CHECKS)
        self.level = Number(decimals=3, minimum=-_LARGEST, maximum=_LARGEST, value=128)
        self.level.setObjectName("reports.level")
        self.page = QSpinBox(minimum=1, maximum=100_000)
        self.page.setObjectName("reports.page")
        self.phase = QSpinBox(minimum=0, maximum=255, value=1)
        self.phase.setObjectName("reports.phase")
        for name in ("pdf", language()):
            self.checks[name].setChecked(True)
        self._arrange()
        self._listen()
        for spin in (self.level, self.page, self.phase):
            spin.setKeyboardTracking(False)
            spin.valueChanged.connect(self._change)
        self.retranslate()
        self._show()

    def _arrange(self) -> None:
        c = self.choices
        self._row("formats", self._ticks("formats"))
        self._row("languages", self._ticks("languages"))
        self._row("paper", c["paper"])
        self._row("contrast", c["contrast"])
        self._row("phases", c["phases"])
        self._row("threshold", c["threshold"])
        self._row("level", self.level)
        self._row("stack", c["stack"])
        self._row("page", self.page)
        self._row("transport", self._ticks("transport"))
        self._row("phase", self.phase)

    def _ticks(self, group: str) -> QHBoxLayout:
        return self._line(12, *(self.checks[name] for name in _GROUPS[group]))

    # What was chosen

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
        return {name: value for name, value in super().kept().items() if name not in ("threshold", "stack")}

    def _rows_shown(self) -> dict[str, bool]:
        return {
            "paper": self.checks["pdf"].isChecked(),
            "level": self.chosen("threshold") == "given",
            "page": self.chosen("stack") == "one",
            "phase": bool(self.ticked("transport")),
        }

    # Texts

    def retranslate(self) -> None:
        """Set every text."""
        super().retranslate()
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
