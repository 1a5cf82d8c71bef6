"""The rows over the plots: which of them, largest lag, units, view, saving, and the legend."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QLocale, QSignalBlocker, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QHBoxLayout,
    QLabel,
    QMenu,
    QSpinBox,
    QTabBar,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from geodesk.desktop.icons import icon
from geodesk.desktop.plots.legend import Legend
from geodesk.desktop.room import HighEnough
from geodesk.desktop.translation import Translated, number

if TYPE_CHECKING:
    from geodesk.desktop.plots.measuring import Measuring
    from geodesk.desktop.window import Window

_NARROWEST = 280
_VIEW = (
    "plots.two_point",
    "plots.autocovariance",
    "plots.clusters",
    None,
    "plots.log_lag",
    "plots.log_value",
)


class _Lag(QSpinBox):
    """A number that is typed over, wherever the click into it fell: half in words takes no digits."""

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        """Select all, after the click has placed the cursor."""
        super().focusInEvent(event)
        QTimer.singleShot(0, self, self.selectAll)


class Header(Translated, HighEnough):
    """What is shown, and how."""

    tab_changed = Signal()
    r_max_changed = Signal(object)
    """Pixels; None: half of each axis."""
    finished = Signal()
    """The keys belong to the picture again."""

    def __init__(self, window: "Window", measuring: "Measuring") -> None:
        super().__init__()
        self._measuring = measuring
        self.tabs = QTabBar()
        self.tabs.setObjectName("plots.tabs")
        self.tabs.setDrawBase(False)
        self.tabs.setExpanding(False)
        self.tabs.setUsesScrollButtons(False)
        self.tabs.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        for _ in range(4):
            self.tabs.addTab("")
        self.legend = Legend()
        self.r_max = _Lag()
        self.r_max.setObjectName("plots.r_max")
        self.r_max.setKeyboardTracking(False)
        self.r_max.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.units = QToolButton()
        self.units.setObjectName("plots.units.button")
        self.units.setDefaultAction(window.action("plots.units"))
        self.whole = QToolButton()
        self.whole.setObjectName("plots.measure.button")
        self.whole.setDefaultAction(window.action("plots.measure"))
        self.save = QToolButton()
        self.save.setObjectName("plots.save")
        self.save.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(self.save)
        for key in ("plots.copy", "plots.save_picture", "plots.save_csv"):
            menu.addAction(window.action(key))
        self.save.setMenu(menu)
        self.view = QToolButton()
        self.view.setObjectName("plots.view")
        self.view.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        views = QMenu(self.view)
        for one in _VIEW:
            if one is None:
                views.addSeparator()
            else:
                views.addAction(window.action(one))
        self.view.setMenu(views)
        self.transport = QToolButton()
        self.transport.setObjectName("plots.transport")
        self.transport.setDefaultAction(window.action("structure.transport"))
        for button in (self.units, self.view, self.save, self.whole, self.transport):
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        for button in (self.units, self.view, self.whole, self.transport):
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextOnly)
        for button in (self.units, self.view, self.save, self.transport):
            button.setAutoRaise(True)
        self._note = QLabel()
        self._note.setObjectName("plots.note")
        self._note.setProperty("role", "hint")
        self._note.setWordWrap(True)
        self._of_curves = (self.r_max, self.view)
        self._rows = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._rows.setSpacing(2)
        for widgets, before in (((self.tabs,), False), ((*self._of_curves, self.save), True)):
            row = QHBoxLayout()
            row.setSpacing(4)
            if before:
                row.addStretch(1)
            for widget in widgets:
                row.addWidget(widget)
            if not before:
                row.addStretch(1)
            self._rows.addLayout(row)
        self._last_row = row
        self._sign: QWidget | None = None
        large = QHBoxLayout()
        large.addWidget(self._note, 1)
        large.addWidget(self.whole)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        layout.addLayout(self._rows)
        layout.addLayout(large)
        for button in (self.units, self.transport):
            self.legend.add(button)
        layout.addWidget(self.legend)
        self.setMinimumWidth(_NARROWEST)
        self.tabs.currentChanged.connect(self.tab_changed)
        self.r_max.valueChanged.connect(self._lag_changed)
        self.r_max.editingFinished.connect(self._done_typing)
        measuring.picture_changed.connect(self._picture_changed)
        measuring.curves_changed.connect(self._say)
        self.repaint_icons()
        self.retranslate()
        self._picture_changed()

    @property
    def tab(self) -> int:
        """`CURVES`, `NUMBERS`, `ENSEMBLES` or `CLASSES`."""
        return self.tabs.currentIndex()

    def show_tab(self, tab: int) -> None:
        """Go to `CURVES`, `NUMBERS`, `ENSEMBLES` or `CLASSES`."""
        self.tabs.setCurrentIndex(tab)

    def set_curves_shown(self, shown: bool) -> None:
        """Leave out what is of no use to the classes."""
        for widget in self._of_curves:
            widget.setVisible(shown)
        self.legend.setVisible(shown)
        large = shown and self._measuring.large
        self._note.setVisible(large)
        self.whole.setVisible(large)
        self._fit()

    def take_sign(self, button: QWidget) -> None:
        """Hold the sign of the help, which has no room beside the plots of a small window."""
        self._sign = button
        self._last_row.addWidget(button)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Another width."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Two rows where one has no room."""
        self.setMinimumWidth(max(_NARROWEST, self.tabs.sizeHint().width()))
        needed = self.tabs.sizeHint().width() + 8
        shown = [one for one in (*self._of_curves, self.save, self._sign) if one and not one.isHidden()]
        needed += sum(one.sizeHint().width() + 4 for one in shown)
        fits = self.width() >= needed
        directions = QBoxLayout.Direction
        self._rows.setDirection(directions.LeftToRight if fits else directions.TopToBottom)

    def repaint_icons(self) -> None:
        """Draw the icons in the theme's colours."""
        self.save.setIcon(icon("export"))
        self.legend.repaint_icons()

    def retranslate(self) -> None:
        """Set every text."""
        texts = self.tr("Curves"), self.tr("Numbers"), self.tr("Ensemble"), self.tr("Classes")
        for at, text in enumerate(texts):
            self.tabs.setTabText(at, text)
        self.tabs.setAccessibleName(self.tr("Plots"))
        self.r_max.setPrefix("r ≤ ")
        self.r_max.setSpecialValueText(self.tr("r ≤ half"))
        self.r_max.setLocale(QLocale())
        self.r_max.setAccessibleName(self.tr("Largest lag"))
        self.r_max.setToolTip(self.tr("Largest lag in pixels; “half” is half of each axis"))
        self.units.defaultAction().setIconText(self.tr("nm/µm"))
        self.whole.defaultAction().setIconText(self.tr("Measure it all"))
        self.view.setText(self.tr("View"))
        self.view.setAccessibleName(self.tr("View"))
        self.view.setToolTip(self.tr("Which function, and logarithmic axes"))
        self.transport.setAccessibleName(self.transport.defaultAction().text())
        self.save.setAccessibleName(self.tr("Save"))
        self.save.setToolTip(self.tr("Copy the plot, save it as a picture or save the curves as CSV"))
        self._say()

    def _say(self) -> None:
        pixels = self._measuring.pixels
        if pixels is not None and self._measuring.large:
            text = self.tr("{size} megapixels: the whole picture is measured only when asked for.")
            if self._measuring.found is not None and not self._measuring.provisional:
                text = self.tr("{size} megapixels, all of them measured.")
            self._note.setText(text.format(size=number(pixels.size / 1e6)))

    def _picture_changed(self) -> None:
        last = self._measuring.longest_axis - 1
        blocked = QSignalBlocker(self.r_max)
        self.r_max.setRange(0, max(last, self.r_max.value(), 1))
        del blocked
        self._say()

    def _lag_changed(self, lag: int) -> None:
        self.r_max_changed.emit(lag or None)

    def _done_typing(self) -> None:
        if self.r_max.hasFocus():
            self.finished.emit()
