"""The synthetic picture in view on a canvas of its own, and the walk from one pinned picture to another."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QSlider,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from geodesk.desktop.canvas.canvas import Canvas
from geodesk.desktop.canvas.shading import Shading
from geodesk.desktop.generating.sheet import name_of
from geodesk.desktop.room import ElidedLabel
from geodesk.desktop.samples.flow import FlowLayout
from geodesk.desktop.translation import Translated, number

if TYPE_CHECKING:
    from geodesk.desktop.generating.desk import GenerateDesk
    from geodesk.desktop.window import Window

_STEPS = 200


class Viewer(Translated, QWidget):
    """Canvas, pages of a volume, and the walk.

    Attributes
    ----------
    canvas
        Shows the picture, marked synthetic.
    slider
        From A to B.
    """

    def __init__(self, window: "Window", desk: "GenerateDesk") -> None:
        super().__init__()
        self.setObjectName("generating.viewer")
        self._desk, self._opening = desk, desk.opening
        self.canvas: Canvas = Canvas(window.stage.documents)
        self.canvas.setObjectName("generating.canvas")
        self._nothing = QLabel()
        self._nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._nothing.setWordWrap(True)
        self._nothing.setProperty("role", "hint")
        self._nothing.setMargin(24)
        self._middle = QStackedWidget()
        self._middle.addWidget(self._nothing)
        self._middle.addWidget(self.canvas)
        self.pages: QSlider = QSlider(Qt.Orientation.Horizontal)
        self.pages.setObjectName("generating.pages")
        self._page = QLabel()
        self.fit_button, self.one_button = self._tool("fit"), self._tool("one")
        self._ends = [ElidedLabel(50), ElidedLabel(50)]
        self.pins = [self._tool("pin_a"), self._tool("pin_b")]
        self.slider: QSlider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setObjectName("generating.walk")
        self.slider.setRange(0, _STEPS)
        self.slider.setSingleStep(2)
        self.slider.setPageStep(20)
        self._share = QLabel()
        self.way: QComboBox = QComboBox()
        self.way.setObjectName("generating.way")
        self.way.addItem("", True)
        self.way.addItem("", False)
        self.way.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self._tools = QWidget()
        self.keep: QToolButton = self._tool("pin")
        for widget in (self.pages, self.slider, self.way):
            widget.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._arrange()
        self.fit_button.clicked.connect(self.canvas.fit)
        self.one_button.clicked.connect(self.canvas.one_to_one)
        for button, key in zip((*self.pins, self.keep), ("pin_a", "pin_b", "pin"), strict=True):
            action = window.action(f"generate.{key}")
            button.clicked.connect(action.trigger)
            button.setEnabled(action.isEnabled())
            action.enabledChanged.connect(button.setEnabled)
        self.slider.valueChanged.connect(self._walk)
        self.way.activated.connect(self._other_way)
        self.pages.valueChanged.connect(self._opening.show_page)
        self._opening.changed.connect(self._show)
        self._opening.walk_changed.connect(self._show_walk)
        self.retranslate()

    def _tool(self, name: str) -> QToolButton:
        button = QToolButton()
        button.setObjectName(f"generating.{name}")
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        return button

    def _arrange(self) -> None:
        view = QHBoxLayout()
        view.setContentsMargins(8, 2, 8, 2)
        view.addWidget(self.fit_button)
        view.addWidget(self.one_button)
        view.addWidget(self.pages, 1)
        view.addWidget(self._page)
        view.addStretch(0)
        pins = FlowLayout(6)
        for widget in (*self.pins, self.way):
            pins.addWidget(widget)
        ends = QWidget()
        ends.setLayout(pins)
        walk = QHBoxLayout()
        walk.addWidget(self._ends[0])
        walk.addWidget(self.slider, 1)
        walk.addWidget(self._ends[1])
        walk.addSpacing(10)
        walk.addWidget(self._share)
        tools = QVBoxLayout(self._tools)
        tools.setContentsMargins(8, 2, 8, 6)
        tools.setSpacing(4)
        tools.addWidget(ends)  # two ends first, then the way between them, then what is kept of it
        tools.addLayout(walk)
        tools.addWidget(self.keep, 0, Qt.AlignmentFlag.AlignLeft)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        layout.addWidget(self._middle, 1)
        layout.addLayout(view)
        layout.addWidget(self._tools)

    def retranslate(self) -> None:
        """Set every text."""
        self.canvas.setAccessibleName(self.tr("Synthetic picture"))
        self._nothing.setText(self.tr("A click on a picture of the sheet shows it here."))
        self.fit_button.setText(self.tr("Fit"))
        self.fit_button.setToolTip(self.tr("Fit to window"))
        self.one_button.setText("1:1")
        self.one_button.setToolTip(self.tr("One pixel of the picture on one of the screen"))
        self.pages.setAccessibleName(self.tr("Page of the volume"))
        self.pins[0].setText(self.tr("Pin as A"))
        self.pins[1].setText(self.tr("Pin as B"))
        for button, key in zip(self.pins, ("Ctrl+Shift+A", "Ctrl+Shift+B"), strict=True):
            button.setToolTip(self.tr("The picture in view is this end of the walk ({key})").format(key=key))
        self.slider.setAccessibleName(self.tr("Walk from A to B"))
        self.slider.setToolTip(self.tr("Walk from A to B"))
        self.way.setAccessibleName(self.tr("Interpolation"))
        self.way.setToolTip(
            self.tr(
                "Along the arc the pictures of the way are as varied as the others; on the line, more even"
            )
        )
        self.way.setItemText(0, self.tr("spherical"))
        self.way.setItemText(1, self.tr("linear"))
        self.keep.setText(self.tr("Keep in the sheet"))
        self.keep.setToolTip(self.tr("The picture of the walk joins the sheet (Ctrl+D)"))
        self._show()
        self._show_walk()

    # What is shown

    def _show(self) -> None:
        opening = self._opening
        shown, page = opening.shown, opening.page
        document = None if shown is None else shown.document
        if document is not None and document.ready(page) is None:
            return  # the page is on its way; the one before stays in sight
        self._middle.setCurrentWidget(self._nothing if document is None else self.canvas)
        shading = None
        if document is not None and (pyramid := document.ready(page)) is not None:
            shading = Shading(0.0, 255.0, None, pyramid.origin, pyramid.span)
        self.canvas.show_document(document, page, shading)
        badges = [] if shown is None else [(self.tr("SYNTHETIC"), True), (name_of(shown.origin), False)]
        self.canvas.set_badges(badges)
        for button in (self.fit_button, self.one_button):
            button.setVisible(document is not None)
        self._tools.setVisible(document is not None)
        several = document is not None and document.pages > 1
        for widget in (self.pages, self._page):
            widget.setVisible(several)
        if document is not None and several:
            quiet = QSignalBlocker(self.pages)
            self.pages.setRange(0, document.pages - 1)
            self.pages.setValue(page)
            del quiet
            text = self.tr("page {page} of {pages}")
            self._page.setText(text.format(page=number(page + 1), pages=number(document.pages)))

    def _show_walk(self) -> None:
        opening = self._opening
        for label, letter, pin in zip(self._ends, "AB", opening.pins, strict=True):
            label.setText(letter if pin is None else f"{letter}: {name_of(pin)}")
        for widget in (self.slider, self.way):
            widget.setEnabled(opening.can_walk)
        quiet = QSignalBlocker(self.slider)
        self.slider.setValue(round(opening.share * _STEPS))
        del quiet
        self.way.setCurrentIndex(0 if opening.spherical else 1)
        self._share.setText(number(opening.share, 2))

    def _walk(self, value: int) -> None:
        self._opening.walk(share=value / _STEPS)
        self._share.setText(number(self._opening.share, 2))

    def _other_way(self, row: int) -> None:
        self._opening.walk(spherical=row == 0)
