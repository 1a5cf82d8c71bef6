"""The panel of Generar: the model, what to make, comparing and saving."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QLocale, QSignalBlocker, QStandardPaths, Qt, QTimer
from PySide6.QtWidgets import (
    QComboBox,
    QFileDialog,
    QFormLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from geodesk.desktop.buttons import action_button
from geodesk.desktop.choosing import folder_dialog
from geodesk.desktop.generating.desk import GenerateDesk, Size
from geodesk.desktop.generating.modelcard import GeneratorCard
from geodesk.desktop.room import ElidedComboBox, SidePanel, WrappedLabel
from geodesk.desktop.theme import PHASE_COLOURS
from geodesk.desktop.translation import Translated, number

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geodesk.desktop.window import Window
    from geodesk.models.origins import Origin

_MOST = 5000
"""Pictures of a sheet: more are made by ``geodesk generate``."""
_BUTTONS = ("make", "like", "stop", "compare", "save", "save_all")


class GeneratePanel(Translated, SidePanel):
    """What Generar needs beside the sheet.

    Attributes
    ----------
    desk
        What is made.
    seed, count, side
        The fields; a side of 0 is the model's own.
    """

    def __init__(self, window: "Window") -> None:
        super().__init__()
        self.setObjectName("generating")
        self._window, self._session = window, window.session
        self.desk: GenerateDesk = GenerateDesk(window, self)
        self._models = self.desk.models
        self.chooser = ElidedComboBox()
        self.chooser.setObjectName("generating.model")
        self.chooser.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.chooser.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.chooser.setMinimumContentsLength(12)
        self.open_button = QPushButton()
        self.open_button.setObjectName("generating.open")
        self.open_button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.open_button.clicked.connect(window.action("generate.model").trigger)
        self.card: GeneratorCard = GeneratorCard(self._models)
        self.seed, self.count, self.side = QSpinBox(), QSpinBox(), QSpinBox()
        self.seed.setRange(0, 2**31 - 1)
        self.count.setRange(1, _MOST)
        self.count.setValue(100)
        self.side.setSuffix(" px")
        for spin, name in ((self.seed, "seed"), (self.count, "count"), (self.side, "side")):
            spin.setObjectName(f"generating.{name}")
        self.buttons = {
            key: action_button(window, f"generating.{key}", f"generate.{key}") for key in _BUTTONS
        }
        self.state, self.compared = WrappedLabel(), QLabel(wordWrap=True)
        self.state.setObjectName("generating.state")
        self.state.setProperty("role", "hint")
        self.compared.setObjectName("generating.compared")
        self.compared.setTextFormat(Qt.TextFormat.RichText)
        self._reference = WrappedLabel()
        self._reference.setProperty("role", "hint")
        self._hint = QLabel(wordWrap=True)
        self._hint.setProperty("role", "hint")
        self._titles = [QLabel() for _ in range(4)]
        self._names = [QLabel() for _ in range(3)]
        self._lay_out()
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self._show)
        self.chooser.activated.connect(self._chosen)
        self._models.models_changed.connect(self._fill)
        self._models.model_changed.connect(self._model_changed)
        self.desk.changed.connect(self._soon.start)
        self.desk.comparing.changed.connect(self._soon.start)
        self._session.collection_changed.connect(self._soon.start)
        self.side.editingFinished.connect(self._round)
        self.retranslate()
        self._models.list_models()

    def _lay_out(self) -> None:
        inside = QWidget()
        layout = QVBoxLayout(inside)
        layout.setContentsMargins(14, 12, 14, 12)
        layout.setSpacing(8)
        for title in self._titles:
            title.setProperty("role", "title")
        models = QHBoxLayout()
        models.addWidget(self.chooser, 1)
        models.addWidget(self.open_button)
        layout.addWidget(self._titles[0])
        layout.addLayout(models)
        layout.addWidget(self.card)
        layout.addWidget(_rule())
        layout.addWidget(self._titles[1])
        form = QFormLayout()
        for label, spin in zip(self._names, (self.seed, self.count, self.side), strict=True):
            label.setBuddy(spin)
            form.addRow(label, spin)
        layout.addLayout(form)
        for part in (self.buttons["make"], self.buttons["like"], self._reference, self.buttons["stop"]):
            layout.addWidget(part)
        layout.addWidget(self.state)
        layout.addWidget(_rule())
        layout.addWidget(self._titles[2])
        layout.addWidget(self.buttons["compare"])
        layout.addWidget(self.compared)
        layout.addWidget(_rule())
        layout.addWidget(self._titles[3])
        layout.addWidget(self.buttons["save"])
        layout.addWidget(self.buttons["save_all"])
        layout.addWidget(self._hint)
        layout.addStretch(1)
        self.setWidget(inside)

    def retranslate(self) -> None:
        """Set every text."""
        titles = self.tr("Generator"), self.tr("Pictures"), self.tr("Compare"), self.tr("Save")
        for title, text in zip(self._titles, titles, strict=True):
            title.setText(text)
        names = self.tr("Seed"), self.tr("Number"), self.tr("Side")
        for label, text in zip(self._names, names, strict=True):
            label.setText(text)
        self.chooser.setAccessibleName(self.tr("Generator"))
        self.open_button.setText(self.tr("Open…"))
        self.open_button.setToolTip(self.tr("Open an ONNX file; it can also be dropped here"))
        self.side.setSpecialValueText(self.tr("the model's own"))
        texts = {
            "make": (self.tr("Generate"), self.tr("Fill the sheet with synthetic pictures (Ctrl+Enter)")),
            "like": (self.tr("Like this one…"), self.tr("Search for pictures like the sample in the list")),
            "stop": (self.tr("Stop"), self.tr("Make no more; what there is stays")),
            "compare": (
                self.tr("Compare with the folder"),
                self.tr("S2 and L of the sheet against those of the open folder, in the plots"),
            ),
            "save": (self.tr("Save the selected ones…"), self.tr("Write them as TIFF, marked synthetic")),
            "save_all": (self.tr("Save all…"), self.tr("Write the sheet as TIFF, marked synthetic")),
        }
        for key, (text, tip) in texts.items():
            self.buttons[key].setText(text)
            self.buttons[key].setToolTip(tip)
        self._hint.setText(
            self.tr("Saved pictures say in their file that they are synthetic, of which model and seed.")
        )
        for spin in (self.seed, self.count, self.side):
            spin.setLocale(QLocale())
        self._fill()
        self._model_changed()

    # The model

    def _fill(self) -> None:
        quiet = QSignalBlocker(self.chooser)
        self.chooser.clear()
        for entry in self._models.entries:
            assert entry.card is not None  # only generators are listed
            self.chooser.addItem(entry.card.title, str(entry.path))
        model = self._models.model
        row = -1 if model is None else self.chooser.findData(str(model.path))
        self.chooser.setCurrentIndex(row)
        self.chooser.setEnabled(self.chooser.count() > 0)
        del quiet

    def _chosen(self, row: int) -> None:
        self._models.use(self.chooser.itemData(row))

    def choose_file(self) -> None:
        """Ask for a model's file."""
        dialog = QFileDialog(self._window, self.tr("Open a generator"))
        dialog.setObjectName("generating.file")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilters(["ONNX (*.onnx)"])
        dialog.fileSelected.connect(self._models.use)
        dialog.open()

    def _model_changed(self) -> None:
        model = self._models.model
        if model is not None:
            spec = model.spec
            fixed = spec.smallest == spec.largest
            quiet = QSignalBlocker(self.side)
            least = -(-spec.smallest // spec.step) * spec.step
            self.side.setRange(least - spec.step, spec.largest)
            self.side.setSingleStep(spec.step)
            self.side.setValue(min(spec.size))
            self.side.setEnabled(not fixed)
            del quiet
            quiet = QSignalBlocker(self.chooser)
            self.chooser.setToolTip(model.name)
            self.chooser.setCurrentIndex(self.chooser.findData(str(model.path)))
            del quiet
        self._soon.start()

    def _round(self) -> None:
        """A side that the model can make."""
        model = self._models.model
        if model is not None and self.side.value() > self.side.minimum():
            step = model.spec.step
            self.side.setValue(round(self.side.value() / step) * step)

    @property
    def wanted_size(self) -> Size:
        """The size asked for; None: the model's own."""
        model = self._models.model
        value = self.side.value()
        if model is None or value == self.side.minimum() or not model.spec.makes(value):
            return None
        return (value,) * len(model.spec.axes)

    # What the actions do

    def make(self) -> None:
        """Fill the sheet."""
        self._round()
        self.desk.generate(self.seed.value(), self.count.value(), self.wanted_size)

    def ask_likeness(self) -> None:
        """Ask what counts as alike to the sample in the list."""
        from geodesk.desktop.generating.likeness import LikenessDialog

        picture = self._session.picture
        if picture is not None:
            self._round()
            LikenessDialog(self._window, self.desk, picture, self.seed.value(), self.wanted_size).open()

    def save(self, origins: "Sequence[Origin]") -> None:
        """Ask for a folder and save there."""
        documents = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        title, some = self.tr("Folder of the synthetic pictures"), list(origins)
        dialog = folder_dialog(
            self._window, title, documents, lambda chosen: self.desk.save(some, Path(chosen))
        )
        dialog.setObjectName("generating.folder")
        dialog.open()

    # What is shown

    def _show(self) -> None:
        desk = self.desk
        picture = self._session.picture
        self._reference.setVisible(picture is not None)
        if picture is not None:
            self._reference.setText(self.tr("Reference: {name}").format(name=picture.file.name))
        self.buttons["stop"].setVisible(desk.running)
        self.state.setText(self._state())
        self.state.setVisible(bool(self.state.text()))
        self.compared.setText(self._distances())
        self.compared.setVisible(bool(self.compared.text()))

    def _state(self) -> str:
        desk, job = self.desk, self.desk.job
        if job is None or desk.series is None:
            return ""
        counts = job.counts
        text = self.tr("{done} of {total}").format(done=number(counts.done), total=number(desk.series.count))
        if desk.running and counts.rate is not None:
            text += " · " + self.tr("{rate} per second").format(rate=number(counts.rate, 1))
        if desk.series.reference is not None and desk.sheet.cells:
            best = desk.sheet.cells[0].distance
            if best is not None:
                text += " · " + self.tr("nearest: {distance}").format(distance=number(best, 4))
        if job.error is not None:
            text += "\n" + str(job.error)
        return text

    def _distances(self) -> str:
        """RMS over all lags of both axes, with its interval."""
        comparing = self.desk.comparing
        if comparing.running:
            return self.tr("Measuring the folder…")
        ensembles = comparing.ensembles
        if ensembles is None:
            return ""
        if ensembles.problem is not None:
            return str(ensembles.problem)
        lines = [self.tr("RMS between folder (A) and sheet (B):")]
        for one in ensembles.distances:
            if one.direction == "all":
                name = {"two_point": "S₂", "lineal_path": "L"}[one.function]
                mark = f'<span style="color:{PHASE_COLOURS[one.phase]}">■</span>'
                line = f"{mark} {name} {one.phase}: {number(one.rms, 4)}"
                low, high = one.rms_interval
                if low == low:
                    line += f" ({number(low, 4)} – {number(high, 4)})"
                lines.append(line)
        return "<br>".join(lines) if len(lines) > 1 else ""


def _rule() -> QFrame:
    line = QFrame()
    line.setFrameShape(QFrame.Shape.HLine)
    line.setFrameShadow(QFrame.Shadow.Sunken)
    return line
