"""What a figure shall look like: the fields of the dialog, remembered as they were left."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDoubleSpinBox, QLabel, QSpinBox

from geodesk.desktop.figures.fields import FieldForm, Number
from geodesk.language import language

if TYPE_CHECKING:
    from geodesk.jobs.figures.style import Style

_UNITS = {"nm": 1e-9, "um": 1e-6, "mm": 1e-3}
_CHOICES: dict[str, tuple[str, ...]] = {
    "layout": ("single", "plate"),
    "pair": ("none", "faces", "phases", "file", "folder"),
    "size": ("native", "print"),
    "scale": ("auto", "given", "none"),
    "unit": tuple(_UNITS),
    "corner": ("bottom-right", "bottom-left", "top-right", "top-left"),
    "colour": ("white", "black"),
    "letters": ("none", "a", "A", "(a)", "(A)", "a)", "A)"),
    "contrast": ("window", "auto", "raw"),
    "language": ("es", "en"),
    "format": ("png", "tiff", "svg"),
}
_NUMBERS: dict[str, tuple[float, float, float, int]] = {
    # Least, most, at first, decimals.
    "rows": (1, 12, 2, 0),
    "columns": (1, 12, 3, 0),
    "gap": (0, 20, 2, 1),
    "width": (5, 2000, 85, 1),
    "dpi": (50, 2400, 300, 0),
    "length": (0.001, 9999, 10, 3),
    "font": (1, 25, 5, 1),
}
_CHECKS = ("common_scale", "keep_bar")


class FigureForm(FieldForm):
    """All fields of a figure but its pictures and its place."""

    beside_wanted = Signal(str)
    """The user chose to put a ``"file"`` or the pictures of a ``"folder"`` beside each."""

    def __init__(self) -> None:
        super().__init__("figures", _CHOICES, _CHECKS)
        self.numbers: dict[str, QDoubleSpinBox | QSpinBox] = {}
        self._make_numbers()
        self._times = QLabel("×")
        self._arrange()
        self.choose("language", language())
        self.choose("unit", "um")
        self._listen()
        for spin in self.numbers.values():
            spin.valueChanged.connect(self._change)
        self.choices["pair"].activated.connect(self._paired)
        self.retranslate()
        self._show()

    def _make_numbers(self) -> None:
        for name, (least, most, first, decimals) in _NUMBERS.items():
            spin: QDoubleSpinBox | QSpinBox
            if decimals:
                spin = Number(decimals=decimals)
            else:
                spin = QSpinBox()
            spin.setRange(least, most)  # type: ignore[arg-type]  # whole where it is a QSpinBox
            spin.setValue(first)  # type: ignore[arg-type]
            spin.setObjectName(f"figures.{name}")
            spin.setKeyboardTracking(False)
            self.numbers[name] = spin

    def _arrange(self) -> None:
        c, n = self.choices, self.numbers
        self._row("layout", c["layout"])
        self._row("grid", self._line(6, n["rows"], self._times, n["columns"]))
        self._row("gap", n["gap"])
        self._form.addRow(self.checks["common_scale"])
        self._row("pair", c["pair"])
        self._row("size", c["size"])
        self._row("width", n["width"])
        self._row("dpi", n["dpi"])
        self._row("scale", c["scale"])
        self._row("length", self._line(6, n["length"], c["unit"]))
        self._row("corner", c["corner"])
        self._row("colour", c["colour"])
        self._row("font", n["font"])
        self._row("letters", c["letters"])
        self._row("contrast", c["contrast"])
        self._form.addRow(self.checks["keep_bar"])
        self._row("language", c["language"])
        self._row("format", c["format"])

    # What was chosen

    def look(self, contrast: Any, page: int) -> "Style":
        """The style that the fields say.

        Parameters
        ----------
        contrast
            Of `Style`: what "as in the window" means just now.
        page
            Of a stack, counted from 1.
        """
        from geodesk.jobs.figures.style import Style

        numbers = {name: spin.value() for name, spin in self.numbers.items()}
        plate = self.chosen("layout") == "plate"
        pair = self.chosen("pair")
        scale: Any = self.chosen("scale")
        if scale == "given":
            scale = numbers["length"] * _UNITS[self.chosen("unit")]
        return Style(
            format=self.chosen("format"),  # type: ignore[arg-type]  # one of _CHOICES
            width_mm=float(numbers["width"]) if self.chosen("size") == "print" else None,
            dpi=int(numbers["dpi"]),
            contrast=contrast if self.chosen("contrast") == "window" else self.chosen("contrast"),  # type: ignore[arg-type]
            keep_bar=self.checks["keep_bar"].isChecked(),
            scale=scale,
            corner=self.chosen("corner"),  # type: ignore[arg-type]
            colour=self.chosen("colour"),  # type: ignore[arg-type]
            font=float(numbers["font"]),
            letters=self.chosen("letters"),
            rows=int(numbers["rows"]) if plate else 1,
            columns=int(numbers["columns"]) if plate else 1,
            gap=float(numbers["gap"]),
            common_scale=plate and self.checks["common_scale"].isChecked(),
            pair=pair if pair in ("faces", "phases") else "none",  # type: ignore[arg-type]
            page=page,
            language=self.chosen("language"),  # type: ignore[arg-type]
        )

    def kept(self) -> dict[str, str]:
        """The fields as they are to be remembered."""
        found = super().kept()
        if found["pair"] in ("file", "folder"):
            found["pair"] = "none"
        return found | {name: repr(spin.value()) for name, spin in self.numbers.items()}

    def restore(self, kept: Mapping[str, str]) -> None:
        """Set the fields as they were remembered; what makes no sense any more is left at its default."""
        super().restore(kept)
        for name, spin in self.numbers.items():
            try:
                value = float(kept.get(name, ""))
            except ValueError:
                continue
            spin.setValue(value if isinstance(spin, QDoubleSpinBox) else round(value))  # type: ignore[arg-type]

    def _paired(self) -> None:
        if (pair := self.chosen("pair")) in ("file", "folder"):
            self.beside_wanted.emit(pair)

    def _show(self) -> None:
        self._keep_pairs_together()
        super()._show()
        self._form.setRowVisible(self.checks["common_scale"], self.chosen("layout") == "plate")

    def _rows_shown(self) -> dict[str, bool]:
        plate = self.chosen("layout") == "plate"
        return {
            "grid": plate,
            "gap": plate or self.chosen("pair") != "none",
            "width": self.chosen("size") == "print",
            "length": self.chosen("scale") == "given",
            "corner": self.chosen("scale") != "none",
        }

    def _keep_pairs_together(self) -> None:
        """Two that belong together stand in one row, so a plate of them has an even number of columns."""
        step = 1 if self.chosen("pair") == "none" else 2
        columns = self.numbers["columns"]
        columns.setMinimum(step)
        columns.setSingleStep(step)
        columns.setValue(columns.value() + columns.value() % step)  # type: ignore[arg-type]

    # Texts

    def retranslate(self) -> None:
        """Set every text."""
        super().retranslate()
        for name, field in (*self.choices.items(), *self.numbers.items()):
            own = {"unit": "length", "rows": "grid", "columns": "grid"}.get(name, name)
            field.setAccessibleName(self._titles[own].text())
        self.numbers["rows"].setAccessibleName(self.tr("Rows"))
        self.numbers["columns"].setAccessibleName(self.tr("Columns"))
        self.numbers["width"].setSuffix(" mm")
        for name in ("font", "gap"):
            self.numbers[name].setSuffix(self.tr(" % of the width"))
        self.checks["common_scale"].setText(self.tr("All in one scale"))
        self.checks["common_scale"].setToolTip(
            self.tr("Cuts each picture around its middle to the length that the smallest shows")
        )
        self.checks["keep_bar"].setText(self.tr("Keep the information bar"))

    def _names(self) -> dict[str, str]:
        return {
            "layout": self.tr("Files"),
            "grid": self.tr("Rows × columns"),
            "gap": self.tr("Gap"),
            "pair": self.tr("Beside each"),
            "size": self.tr("Size"),
            "width": self.tr("Width in print"),
            "dpi": self.tr("Dots per inch"),
            "scale": self.tr("Scale bar"),
            "length": self.tr("Length"),
            "corner": self.tr("Corner"),
            "colour": self.tr("Colour"),
            "font": self.tr("Text height"),
            "letters": self.tr("Letters"),
            "contrast": self.tr("Contrast"),
            "language": self.tr("Language"),
            "format": self.tr("Format"),
        }

    def _words(self) -> dict[str, tuple[str, ...]]:
        return {
            "layout": (self.tr("One for each picture"), self.tr("Plates of several")),
            "pair": (
                self.tr("Nothing"),
                self.tr("XPL beside PPL"),
                self.tr("Its kept phases"),
                self.tr("A picture…"),
                self.tr("Same name in a folder…"),
            ),
            "size": (self.tr("Pixels of the picture"), self.tr("Width in mm")),
            "scale": (self.tr("A round length"), self.tr("Of this length"), self.tr("None")),
            "unit": ("nm", "µm", "mm"),
            "corner": (
                self.tr("Lower right"),
                self.tr("Lower left"),
                self.tr("Upper right"),
                self.tr("Upper left"),
            ),
            "colour": (self.tr("White, black outline"), self.tr("Black, white outline")),
            "letters": (self.tr("None"), "a, b, c", "A, B, C", "(a), (b)", "(A), (B)", "a), b)", "A), B)"),
            "contrast": (self.tr("As in the window"), self.tr("Automatic"), self.tr("Full range")),
            "language": ("Español", "English"),
            "format": ("PNG", "TIFF", "SVG"),
        }
