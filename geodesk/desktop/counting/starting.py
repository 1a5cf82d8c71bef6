"""What a new point count, or new suggestions, need to be told."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QComboBox, QDialogButtonBox, QFormLayout, QLabel, QSpinBox, QVBoxLayout

from geodesk.desktop.counting.suggesting import PHASES, Wanted
from geodesk.desktop.room import GrowingDialog
from geodesk.desktop.scalewarning import ScaleWarning
from geodesk.desktop.translation import number

if TYPE_CHECKING:
    from geodesk.desktop.counting.desk import CountDesk
    from geodesk.desktop.window import Window
    from geodesk.models import Card

_MOST = 20_000


class Starting(GrowingDialog):
    """Number of points, where they lie, and who suggests classes.

    Parameters
    ----------
    anew
        Lay points; otherwise only suggestions are asked for.
    """

    def __init__(self, window: "Window", desk: "CountDesk", anew: bool) -> None:
        super().__init__(window)
        self.setObjectName("counting.starting" if anew else "counting.suggesting")
        self.setWindowTitle(self.tr("New point count") if anew else self.tr("Suggestions"))
        self._window, self._desk, self._anew = window, desk, anew
        self.points, self.seed, self.tile = QSpinBox(), QSpinBox(), QSpinBox()
        self.offset, self.source = QComboBox(), QComboBox()
        self.points.setRange(1, _MOST)
        self.points.setValue(len(desk.grid.points) if desk.grid is not None else 300)
        self.points.setSingleStep(50)
        self.seed.setRange(0, 2**31 - 1)
        self.offset.addItem(self.tr("Shifted at random"), "random")
        self.offset.addItem(self.tr("Centred"), "centred")
        self.offset.setToolTip(
            self.tr("A grid shifted at random has no bias; the seed says which shift, and is kept")
        )
        self.tile.setRange(0, 4096)
        self.tile.setSingleStep(16)
        self.tile.setSpecialValueText(self.tr("as its card says"))
        self.tile.setSuffix(" px")
        self.tile.setToolTip(self.tr("Side of the square around each point that the model sees"))
        for name in ("points", "seed", "tile", "offset", "source"):
            getattr(self, name).setObjectName(f"counting.{name}")
        self._note = QLabel(wordWrap=True)
        self._note.setProperty("role", "hint")
        self._warning = ScaleWarning(window.session, "counting.scale_warning", self._card)
        self._fill()
        form = QFormLayout()
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        if anew:
            form.addRow(self.tr("Points"), self.points)
            form.addRow(self.tr("Grid"), self.offset)
            form.addRow(self.tr("Seed"), self.seed)
        form.addRow(self.tr("Suggestions"), self.source)
        form.addRow(self.tr("Tile"), self.tile)
        self.buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel
        )
        self.buttons.button(QDialogButtonBox.StandardButton.Ok).setText(
            self.tr("Begin") if anew else self.tr("Suggest")
        )
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addLayout(form)
        layout.addWidget(self._note)
        layout.addWidget(self._warning)
        layout.addWidget(self.buttons)
        self.setMinimumWidth(400)
        self.source.currentIndexChanged.connect(self._follow)
        window.classifying.models_changed.connect(self._fill)
        window.session.collection_changed.connect(self.reject)  # its picture is of another folder
        window.classifying.list_models()
        self._follow()

    def wanted(self) -> Wanted:
        """What was asked for."""
        return Wanted(
            self.points.value(),
            self.offset.currentData(),
            self.seed.value(),
            self.source.currentData(),
            self.tile.value() or None,
        )

    def accept(self) -> None:
        """Begin, or ask."""
        wanted = self.wanted()
        super().accept()
        if self._anew:
            self._desk.suggesting.begin(wanted)
        else:
            self._desk.suggesting.suggest(wanted)

    def _fill(self) -> None:
        """By hand, the phases kept, and the models there are; what was chosen stays."""
        before = self.source.currentData()
        self.source.blockSignals(True)
        self.source.clear()
        if self._anew:
            self.source.addItem(self.tr("None: by hand"), None)
        self.source.addItem(self.tr("The phases kept for this picture"), PHASES)
        for entry in self._window.classifying.entries:
            if entry.error is None and entry.card is not None and entry.card.task == "classify":
                self.source.addItem(entry.card.title, entry.path)
        self.source.setCurrentIndex(max(0, self.source.findData(before)))
        self.source.blockSignals(False)
        self._follow()

    def _follow(self) -> None:
        model = isinstance(self.source.currentData(), Path)
        self.tile.setEnabled(model)
        note = ""
        counted = len(self._desk.states)
        if self._anew and counted:
            note = self.tr(
                "This picture has a count already ({n} points). It stays in the file, and the new one takes "
                "its place on the screen and in the sums."
            ).format(n=number(counted))
        elif model:
            note = self.tr("Each suggestion is yours to confirm or correct: only what you say is counted.")
        self._note.setText(note)
        self._note.setVisible(bool(note))
        self._warning.refresh()

    def _card(self) -> "Card | None":
        chosen = self.source.currentData()
        entries = self._window.classifying.entries
        return next((one.card for one in entries if one.path == chosen), None)
