"""The panel of Fases: how phases are made, the brush, what came of it, and keeping it."""

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QLocale, QSignalBlocker, Qt, QTimer
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QSlider,
    QSpinBox,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from geodesk.desktop.fields import DecimalBox
from geodesk.desktop.room import SidePanel
from geodesk.desktop.samples.marks import Look, mark_icon
from geodesk.desktop.structure.applying import Applying
from geodesk.desktop.structure.brushbox import BrushBox
from geodesk.desktop.structure.modelbox import ModelBox
from geodesk.desktop.structure.phasing import PhaseDesk, RuleName
from geodesk.desktop.theme import class_colour, class_shape
from geodesk.desktop.translation import QT_TRANSLATE_NOOP, Translated, area, percent, translate

if TYPE_CHECKING:
    from geodesk.desktop.window import Window

_RULES: tuple[tuple[RuleName, str], ...] = (
    ("strokes", QT_TRANSLATE_NOOP("PhasePanel", "Brush: learn from strokes")),
    ("otsu", QT_TRANSLATE_NOOP("PhasePanel", "Otsu's rule")),
    ("threshold", QT_TRANSLATE_NOOP("PhasePanel", "Threshold")),
    ("mean", QT_TRANSLATE_NOOP("PhasePanel", "Local mean")),
    ("niblack", QT_TRANSLATE_NOOP("PhasePanel", "Niblack's local threshold")),
    ("sauvola", QT_TRANSLATE_NOOP("PhasePanel", "Sauvola's local threshold")),
    ("model", QT_TRANSLATE_NOOP("PhasePanel", "Model: learnt from masks")),
)
_PAGES = {"strokes": 0, "otsu": 1, "threshold": 2, "mean": 3, "niblack": 3, "sauvola": 3, "model": 4}
_LOCAL = ("mean", "niblack", "sauvola")


class PhasePanel(Translated, SidePanel):
    """What making phases needs beside the picture."""

    def __init__(self, window: "Window") -> None:
        super().__init__()
        self.setObjectName("structure.phases")
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._window = window
        self.desk: PhaseDesk = PhaseDesk(window, self)
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self.refresh)
        self.rule, self.brush = QComboBox(), BrushBox(window, self.desk)
        self.model = ModelBox(window, self.desk)
        self.rule.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        for name, _ in _RULES:
            self.rule.addItem("", name)
        self.classes, self.side = QSpinBox(), QSpinBox()
        self.level, self.k = DecimalBox(), DecimalBox()
        self.classes.setRange(2, 4)
        self.side.setRange(3, 999)
        self.side.setSingleStep(2)
        self.side.setSuffix(" px")
        self.level.setRange(-1e9, 1e9)
        self.level.setDecimals(2)
        self.k.setRange(-5, 5)
        self.k.setDecimals(2)
        self.k.setSingleStep(0.05)
        self.try_button, self._again = QPushButton(), QPushButton()
        self.keep_button, self.folder_button = QPushButton(), QPushButton()
        self.curves_button = QPushButton()
        self._title, self._fault, self._score, self._state, self._hint = (
            QLabel(wordWrap=True) for _ in range(5)
        )
        self.overlay, self.opacity = QCheckBox(), QSlider(Qt.Orientation.Horizontal)
        self.opacity.setRange(5, 100)
        self.opacity.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        for title in (self._title, self._state):
            title.setProperty("role", "title")
        self._hint.setProperty("role", "hint")
        for part, widget in (
            ("rule", self.rule),
            ("classes", self.classes),
            ("level", self.level),
            ("side", self.side),
            ("k", self.k),
            ("try", self.try_button),
            ("save_again", self._again),
            ("keep", self.keep_button),
            ("apply", self.folder_button),
            ("curves", self.curves_button),
            ("fault", self._fault),
            ("score", self._score),
            ("phases_state", self._state),
            ("phases_shown", self.overlay),
            ("opacity", self.opacity),
        ):
            widget.setObjectName(f"structure.{part}")
        self._names = [QLabel() for _ in range(4)]
        self._settings = QStackedWidget()
        self._pages = [
            self.brush,
            _form(((self._names[0], self.classes),)),
            _form(((self._names[1], self.level),)),
            _form(((self._names[2], self.side), (self._names[3], self.k))),
            self.model,
        ]
        for page in self._pages:
            self._settings.addWidget(page)
        self._shares = QVBoxLayout()
        self._shares.setSpacing(3)
        self._share_rows: list[tuple[QWidget, QLabel, QLabel]] = []
        self._arrange()
        self._connect()
        self.retranslate()

    def _arrange(self) -> None:
        inside = QWidget()
        layout = QVBoxLayout(inside)
        layout.setContentsMargins(14, 12, 14, 12)
        layout.setSpacing(8)
        seen = QHBoxLayout()
        seen.addWidget(self.overlay)
        seen.addWidget(self.opacity, 1)
        layout.addWidget(self._title)
        for part in (self.rule, self._settings, self._fault, self._again, self.try_button):
            layout.addWidget(part)
        layout.addSpacing(6)
        layout.addWidget(self._state)
        layout.addLayout(self._shares)
        layout.addWidget(self._score)
        layout.addLayout(seen)
        layout.addSpacing(6)
        for part in (self.keep_button, self.folder_button, self.curves_button, self._hint):
            layout.addWidget(part)
        layout.addStretch(1)
        self.setWidget(inside)

    def _connect(self) -> None:
        desk = self.desk
        self.rule.activated.connect(self._rule_chosen)
        self.classes.valueChanged.connect(partial(_set, desk, "classes"))
        self.level.valueChanged.connect(partial(_set, desk, "level"))
        self.side.valueChanged.connect(self._side_chosen)
        self.k.valueChanged.connect(partial(_set, desk, "k"))
        self.try_button.clicked.connect(desk.try_)
        self._again.clicked.connect(self._save_again)
        self.overlay.toggled.connect(desk.set_overlay)
        self.opacity.valueChanged.connect(self._opacity_chosen)
        self.keep_button.clicked.connect(self._keep)
        self.folder_button.clicked.connect(self._apply)
        self.curves_button.clicked.connect(self._window.action("structure.phase_curves").trigger)
        desk.changed.connect(self._soon.start)

    def _rule_chosen(self, row: int) -> None:
        self.desk.k = None  # each rule has a usual one
        self.desk.set_rule(_RULES[row][0])

    def _side_chosen(self, side: int) -> None:
        _set(self.desk, "side", side | 1)  # a window has a middle

    def _opacity_chosen(self, value: int) -> None:
        self.desk.set_opacity(value / 100)

    def _keep(self) -> None:
        self.desk.apply(self.desk.faces_in_view())

    def _save_again(self) -> None:
        self.desk.book.save()

    def _apply(self) -> None:
        Applying(self._window, self.desk).open()

    def retranslate(self) -> None:
        """Set every text."""
        for row, (_, text) in enumerate(_RULES):
            self.rule.setItemText(row, translate("PhasePanel", text))
        self._title.setText(self.tr("How phases are made"))
        self.rule.setAccessibleName(self._title.text())
        names = self.tr("Phases"), self.tr("Level t"), self.tr("Window"), self.tr("Factor k")
        for label, text in zip(self._names, names, strict=True):
            label.setText(text)
        self.side.setToolTip(self.tr("Side of the neighbourhood that a pixel is compared with"))
        self.overlay.setText(self.tr("Over the picture"))
        self.opacity.setAccessibleName(self.tr("Opacity"))
        self.opacity.setToolTip(self.tr("Opacity of the phases over the picture"))
        self._again.setText(self.tr("Save the strokes again"))
        self.keep_button.setText(self.tr("Keep for this picture"))
        self.folder_button.setText(self.tr("Apply to the folder…"))
        self.curves_button.setText(self.tr("Curves of the phases…"))
        self._hint.setText(
            self.tr("Phases that are kept lie beside the folder as label images, to be measured.")
        )
        for spin in (self.classes, self.level, self.side, self.k):
            spin.setLocale(QLocale())
        self.refresh()

    def refresh(self) -> None:
        """Show how things stand."""
        desk = self.desk
        row = [name for name, _ in _RULES].index(desk.rule)
        blocked = QSignalBlocker(self.overlay), QSignalBlocker(self.opacity)
        self.rule.setCurrentIndex(row)
        shown = _PAGES[desk.rule]
        self._settings.setCurrentIndex(shown)
        preferred, ignored = QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Ignored
        for at, page in enumerate(self._pages):  # else the tallest page would set the height of all
            page.setSizePolicy(preferred, preferred if at == shown else ignored)
        self.overlay.setChecked(desk.shown)
        self.opacity.setValue(round(100 * desk.opacity))
        del blocked
        for spin, value in ((self.classes, desk.classes), (self.level, desk.level), (self.side, desk.side)):
            if not spin.hasFocus():
                quiet = QSignalBlocker(spin)
                spin.setValue(value)  # type: ignore[arg-type]
                del quiet
        if desk.rule in _LOCAL and not self.k.hasFocus():
            quiet = QSignalBlocker(self.k)
            self.k.setValue(desk.factor)
            del quiet
        self.brush.refresh()
        self.model.refresh()
        strokes, painted = desk.rule == "strokes", desk.rule in ("strokes", "model")
        fault = desk.book.problem or desk.book.fault
        self._fault.setText("" if fault is None or not painted else str(fault))
        self._fault.setVisible(bool(self._fault.text()))
        self._again.setVisible(painted and desk.book.fault is not None)
        self.try_button.setText(self.tr("Learn") if strokes else self.tr("Try"))
        self.try_button.setEnabled(desk.ready and not desk.busy)
        self.keep_button.setEnabled(desk.ready and desk.current)
        self.folder_button.setEnabled(desk.ready)
        self.curves_button.setEnabled(desk.kept is not None and desk.kept.fits)
        self._show_result()

    def _show_result(self) -> None:
        desk = self.desk
        fractions = desk.fractions
        self._state.setText(self._standing())
        self._score.setText(self._scored())
        self._score.setVisible(bool(self._score.text()))
        looks = desk.looks(desk.phases)
        while len(self._share_rows) < len(fractions):
            self._add_share()
        for at, (holder, mark, said) in enumerate(self._share_rows):
            holder.setVisible(at < len(fractions))
            if at < len(fractions):
                label, share = list(fractions.items())[at]
                spare = Look(str(label), class_colour(at).name(), class_shape(at))
                look = looks.get(label, spare)
                mark.setPixmap(mark_icon(look, 12, self.devicePixelRatioF()).pixmap(12, 12))
                said.setText(f"{look.name}: {percent(share, 2)}{self._area(share)}")

    def _area(self, share: float) -> str:
        """The area that a share of the phases stands for, where the pixel size is known."""
        labels, session = self.desk.labels, self._window.session
        document = session.document
        size = None if document is None else document.pixel_size_of(session.page)
        if labels is None or size is None:
            return ""
        return f" · {area(share * self.desk.counted * size.x_m * size.y_m)}"

    def _standing(self) -> str:
        desk = self.desk
        if desk.busy:
            return self.tr("Working…")
        trial = desk.trial
        if trial is not None and not desk.current:
            again = self.tr("Tried before the last change: learn again")
            return again if desk.rule == "strokes" else self.tr("Tried by another rule: try again")
        if trial is not None:
            return self.tr("Tried on this picture, not kept yet")
        if desk.kept is None:
            return self.tr("No phases are kept for this picture")
        if not desk.kept.fits:
            return self.tr("The phases kept are of an earlier state of this picture: make them again")
        return self.tr("Kept for this picture")

    def _scored(self) -> str:
        trial = self.desk.trial
        score = None if trial is None else getattr(trial.rule, "score", None)
        if score is None:
            return ""
        share = percent(score.accuracy, 1)
        if score.how == "out of bag":
            return self.tr(
                "Apparent score: {share}; paint two strokes of each phase for one that does not flatter"
            ).format(share=share)
        return self.tr("Score on strokes kept back: {share}").format(share=share)

    def _add_share(self) -> None:
        holder, mark, said = QWidget(), QLabel(), QLabel()
        said.setObjectName(f"structure.share_{len(self._share_rows) + 1}")
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(mark)
        row.addWidget(said, 1)
        self._shares.addWidget(holder)
        self._share_rows.append((holder, mark, said))


def _form(rows: tuple[tuple[QLabel, QWidget], ...]) -> QWidget:
    page = QWidget()
    form = QFormLayout(page)
    form.setContentsMargins(0, 0, 0, 0)
    form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
    for title, field in rows:
        title.setBuddy(field)
        form.addRow(title, field)
    return page


def _set(desk: PhaseDesk, name: str, value: float) -> None:
    setattr(desk, name, value)
    desk.changed.emit()
