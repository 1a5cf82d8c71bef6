"""Parecidas a…: what counts as alike, how many to make, how many of the nearest to keep."""

from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import QLocale, Qt
from PySide6.QtWidgets import (
    QComboBox,
    QDialogButtonBox,
    QFormLayout,
    QLabel,
    QSpinBox,
    QVBoxLayout,
)

from geodesk.desktop.fields import DecimalBox
from geodesk.desktop.generating.desk import Series, Size
from geodesk.desktop.room import GrowingDialog, WrappedLabel
from geodesk.desktop.translation import Translated

if TYPE_CHECKING:
    from geodesk.collection import Picture
    from geodesk.desktop.generating.desk import GenerateDesk
    from geodesk.desktop.window import Window

_PHASES: "tuple[Literal[0, 1, 'both'], ...]" = ("both", 1, 0)


class LikenessDialog(Translated, GrowingDialog):
    """Asks before the ranking begins; what was chosen last stands there again.

    Attributes
    ----------
    count, keep, s2, path, phase, r_max
        The fields.
    """

    def __init__(
        self, window: "Window", desk: "GenerateDesk", reference: "Picture", seed: int, size: Size
    ) -> None:
        super().__init__(window)
        self.setObjectName("generating.likeness")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._desk, self._reference, self._seed, self._size = desk, reference, seed, size
        self._of, self._hint = WrappedLabel(), QLabel(wordWrap=True)
        self._of.setProperty("role", "title")
        self._of.setText(reference.file.name)
        self._hint.setProperty("role", "hint")
        self.count, self.keep, self.r_max = QSpinBox(), QSpinBox(), QSpinBox()
        self.s2, self.path, self.phase = DecimalBox(), DecimalBox(), QComboBox()
        self.count.setRange(2, 100_000)
        self.count.setValue(200)
        self.keep.setRange(1, 1000)
        self.keep.setValue(12)
        self.r_max.setRange(0, 4096)
        self.r_max.setSuffix(" px")
        for spin in (self.s2, self.path):
            spin.setRange(0, 100)
            spin.setDecimals(2)
            spin.setSingleStep(0.25)
            spin.setValue(1)
        for _ in _PHASES:
            self.phase.addItem("")
        self.buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel
        )
        self._names = [QLabel() for _ in range(6)]
        fields = (self.count, self.keep, self.s2, self.path, self.phase, self.r_max)
        names = ("count", "keep", "s2", "path", "phase", "r_max")
        form = QFormLayout()
        for label, widget, name in zip(self._names, fields, names, strict=True):
            widget.setObjectName(f"generating.likeness.{name}")
            label.setBuddy(widget)
            form.addRow(label, widget)
        layout = QVBoxLayout(self)
        for part in (self._of, self._hint):
            layout.addWidget(part)
        layout.addLayout(form)
        layout.addWidget(self.buttons)
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        for spin in (self.s2, self.path):
            spin.valueChanged.connect(self._check)
        self.setMinimumWidth(420)
        self.retranslate()

    def retranslate(self) -> None:
        """Set every text."""
        self.setWindowTitle(self.tr("Pictures like this one"))
        self._hint.setText(
            self.tr(
                "Makes pictures and keeps those whose S2(r) and L(r) lie nearest to this picture's; each is"
                " parted by its own Otsu threshold."
            )
        )
        texts = (
            self.tr("Pictures to make"),
            self.tr("Nearest to keep"),
            self.tr("Weight of S2"),
            self.tr("Weight of L"),
            self.tr("Phase"),
            self.tr("Largest lag"),
        )
        for label, text in zip(self._names, texts, strict=True):
            label.setText(text)
        phases = self.tr("both"), self.tr("1, above the threshold"), self.tr("0, below the threshold")
        for row, text in enumerate(phases):
            self.phase.setItemText(row, text)
        self.r_max.setSpecialValueText(self.tr("half the side"))
        for spin in (self.count, self.keep, self.s2, self.path, self.r_max):
            spin.setLocale(QLocale())
        self.buttons.button(QDialogButtonBox.StandardButton.Ok).setText(self.tr("Search"))
        self.buttons.button(QDialogButtonBox.StandardButton.Cancel).setText(self.tr("Cancel"))

    def _check(self) -> None:
        weights = self.s2.value() + self.path.value()
        self.buttons.button(QDialogButtonBox.StandardButton.Ok).setEnabled(weights > 0)

    def accept(self) -> None:
        """Begin."""
        from geodesk.jobs.rank import Likeness

        likeness = Likeness(
            self.s2.value(), self.path.value(), _PHASES[self.phase.currentIndex()], self.r_max.value() or None
        )
        keep = min(self.keep.value(), self.count.value())
        super().accept()
        if self._desk.ready:
            self._desk.rank(
                Series(self._seed, self.count.value(), self._size, self._reference, likeness, keep)
            )
