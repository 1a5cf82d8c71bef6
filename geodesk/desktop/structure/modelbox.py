"""The part of the panel for a model: which one, how far it can be trusted, and retouching its answer."""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QSignalBlocker, QSize, Qt
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import (
    QComboBox,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSlider,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from geodesk.desktop.badges import badge_sheet, badge_text
from geodesk.desktop.room import ElidedComboBox, WrappedLabel
from geodesk.desktop.samples.marks import mark_icon
from geodesk.desktop.scalewarning import ScaleWarning
from geodesk.desktop.structure.phasing import PhaseDesk
from geodesk.desktop.translation import Translated, number

if TYPE_CHECKING:
    from geodesk.desktop.window import Window
    from geodesk.jobs.catalogue import Entry
    from geodesk.models import Card, Score

_TOOLS = ("structure.brush", "structure.eraser", "structure.fill", "structure.undo", "structure.redo")
_WIDEST = 100
_KEYS = 9


class ModelBox(Translated, QWidget):
    """Choose a model; paint over what it got wrong."""

    def __init__(self, window: "Window", desk: PhaseDesk) -> None:
        super().__init__()
        self._desk, self._models = desk, desk.segmenters
        self.chooser, self.open_button = ElidedComboBox(), QPushButton()
        self.chooser.setObjectName("structure.model")
        self.chooser.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.chooser.setMinimumContentsLength(10)
        self.open_button.setObjectName("structure.open_model")
        self.badge, self.about = WrappedLabel(), WrappedLabel()
        self.warning = ScaleWarning(window.session, "structure.model_warning", self._card)
        self.badge.setObjectName("structure.model_badge")
        self.about.setObjectName("structure.model_about")
        self.about.setProperty("role", "hint")
        self.classes, self.slider = QComboBox(), QSlider(Qt.Orientation.Horizontal)
        self.classes.setObjectName("structure.class")
        self.classes.setIconSize(QSize(14, 14))
        self.classes.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.slider.setObjectName("structure.retouch_width")
        self.slider.setRange(1, _WIDEST)
        for part in (self.chooser, self.open_button, self.classes, self.slider):
            part.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._retouch, self._class_name, self._size_name = QLabel(), QLabel(), QLabel()
        self._retouch.setProperty("role", "title")
        self._class_name.setBuddy(self.classes)
        self._size_name.setBuddy(self.slider)
        self._said = QLabel()
        self._said.setMinimumWidth(self._said.fontMetrics().horizontalAdvance("888 px"))
        self._said.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._count = WrappedLabel()
        self._count.setObjectName("structure.retouches")
        self._count.setProperty("role", "hint")
        self._tools: list[QToolButton] = []
        self._lay_out(window)
        self._listed: object = None
        self.chooser.activated.connect(self._chosen)
        self.open_button.clicked.connect(self._open)
        self.classes.activated.connect(desk.choose)
        self.slider.valueChanged.connect(desk.set_width)
        self.retranslate()

    def _lay_out(self, window: "Window") -> None:
        top, tools, size, which = QHBoxLayout(), QHBoxLayout(), QHBoxLayout(), QHBoxLayout()
        top.addWidget(self.chooser, 1)
        top.addWidget(self.open_button)
        tools.setSpacing(4)
        for key in _TOOLS:
            button = QToolButton(autoRaise=True)
            button.setObjectName(f"{key}_model_button")
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.setDefaultAction(window.action(key))
            self._tools.append(button)
            tools.addWidget(button)
        tools.addStretch(1)
        which.addWidget(self._class_name)
        which.addWidget(self.classes, 1)
        size.addWidget(self._size_name)
        size.addWidget(self.slider, 1)
        size.addWidget(self._said)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addLayout(top)
        layout.addWidget(self.badge)
        layout.addWidget(self.about)
        layout.addWidget(self.warning)
        self._correcting = QWidget()
        inside = QVBoxLayout(self._correcting)
        inside.setContentsMargins(0, 4, 0, 0)
        inside.setSpacing(6)
        inside.addWidget(self._retouch)
        for row in (which, tools, size):
            inside.addLayout(row)
        layout.addWidget(self._correcting)
        layout.addWidget(self._count)

    def retranslate(self) -> None:
        """Set every text."""
        self.chooser.setAccessibleName(self.tr("Model"))
        self.open_button.setText(self.tr("Open…"))
        self.open_button.setToolTip(self.tr("Open an ONNX file that segments pictures"))
        self._retouch.setText(self.tr("Correct the outlines"))
        self._class_name.setText(self.tr("Class"))
        self.classes.setToolTip(self.tr("What the brush and the bucket make of a place (keys 1-9)"))
        self._size_name.setText(self.tr("Size"))
        self.slider.setToolTip(self.tr("Width of the brush in pixels of the picture (keys , and .)"))
        self.slider.setAccessibleName(self.tr("Width of the brush"))
        for button in self._tools:
            button.setAccessibleName(button.defaultAction().text())
        self._listed = None
        self.refresh()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """Follow the theme."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._shade()

    def _shade(self) -> None:
        model = self._models.model
        sheet = badge_sheet(None if model is None or self._models.loading is not None else model.badge)
        if sheet != self.badge.styleSheet():
            self.badge.setStyleSheet(sheet)

    def refresh(self) -> None:
        """Show how things stand."""
        self._fill_chooser()
        self._tell_model()
        desk = self._desk
        phases = desk.model_phases if desk.rule == "model" else ()
        blocked = QSignalBlocker(self.classes), QSignalBlocker(self.slider)
        looks = desk.looks(phases)
        names = [
            f"{at + 1}  {look.name}" if at < _KEYS else look.name for at, look in enumerate(looks.values())
        ]
        if [self.classes.itemText(row) for row in range(self.classes.count())] != names:
            self.classes.clear()
            for look, name in zip(looks.values(), names, strict=True):
                self.classes.addItem(QIcon(mark_icon(look, 14, self.devicePixelRatioF())), name)
        self.classes.setCurrentIndex(next((at for at, p in enumerate(phases) if p.label == desk.label), -1))
        self.slider.setValue(round(desk.width))
        del blocked
        self._said.setText(f"{number(desk.width)} px")
        paintable = desk.rule == "model" and desk.paintable
        self._correcting.setVisible(paintable)
        self._count.setText(self._retouches(paintable))
        self._count.setVisible(bool(self._count.text()))

    def _retouches(self, paintable: bool) -> str:
        desk = self._desk
        if self._models.model is None:
            return ""
        if not paintable:
            return self.tr("Try the model on this picture; its outlines can then be corrected.")
        count = desk.retouched_here
        if count == 0:
            return self.tr("Paint over what the model got wrong; it is kept beside the folder.")
        if count == 1:
            return self.tr("1 correction on this picture")
        return self.tr("{n} corrections on this picture").format(n=number(count))

    # The model

    def _fill_chooser(self) -> None:
        models, chooser = self._models, self.chooser
        entries = models.entries or []
        blocked = QSignalBlocker(chooser)
        if self._listed is not models.entries:
            self._listed = models.entries
            chooser.clear()
            for entry in entries:
                chooser.addItem(_title(entry), entry.path)
                chooser.setItemData(chooser.count() - 1, str(entry.path), Qt.ItemDataRole.ToolTipRole)
        used = models.loading or (None if models.model is None else models.model.path)
        chooser.setCurrentIndex(next((at for at, entry in enumerate(entries) if entry.path == used), -1))
        chooser.setPlaceholderText(self.tr("Choose a model") if entries else self.tr("None installed"))
        chooser.setEnabled(bool(entries) and models.loading is None)
        del blocked

    def _tell_model(self) -> None:
        models = self._models
        self._shade()
        if models.loading is not None:
            self.badge.setText(self.tr("Opening the model…"))
            self.about.setText("")
        elif models.model is None:
            self.badge.setText(self.tr("No model in use"))
            none = self.tr(
                "None that segments is installed: open an ONNX file with a card, or train one from masks."
            )
            refused = models.refused
            self.about.setText(str(refused) if refused is not None else none if not models.entries else "")
        else:
            self.badge.setText(badge_text(models.model.badge))
            self.about.setText(self._facts(models.model.card))
        self.about.setVisible(bool(self.about.text()))
        self.warning.refresh()

    def _card(self) -> "Card | None":
        model = self._models.model
        return None if model is None or self._models.loading is not None else model.card

    def _facts(self, card: "Card") -> str:
        lines = [
            self.tr("Outside set: none stated")
            if card.outside_set is None
            else self.tr("Outside set: {score}").format(score=self._score(card.outside_set))
        ]
        if card.metrics is not None:
            lines.append(self.tr("Own set: {score}").format(score=self._score(card.metrics)))
        if card.input is not None and card.input.faces:
            lines.append(self.tr("Sees PPL and XPL of one field together"))
        if card.licence:
            lines.append(self.tr("Licence: {name}").format(name=card.licence))
        return "\n".join(lines)

    def _score(self, score: "Score") -> str:
        overlap = score.value("mean_iou")
        if overlap is None:
            return self.tr("accuracy {value}").format(value=number(score.accuracy, 3))
        text = self.tr("mean overlap (IoU; 1 is perfect) {value}").format(value=number(overlap, 3))
        spread = score.values.get("mean_iou_interval")
        if isinstance(spread, (list, tuple)) and len(spread) == 2:
            text += f" ({number(spread[0], 3)}–{number(spread[1], 3)})"
        return text

    def _chosen(self, at: int) -> None:
        path = self.chooser.itemData(at)
        if isinstance(path, Path):
            self._models.use(path)

    def _open(self) -> None:
        dialog = QFileDialog(self, self.tr("Model that segments"))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilter(self.tr("ONNX models (*.onnx)"))
        dialog.fileSelected.connect(partial(_use, self._desk))
        dialog.open()


def _use(desk: PhaseDesk, file: str) -> None:
    desk.segmenters.use(Path(file))


def _title(entry: "Entry") -> str:
    return entry.card.title if entry.card is not None else entry.path.stem
