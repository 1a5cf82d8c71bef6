"""What finds texts that are cut off (`tests.ui.fitting`) finds them, and nothing else."""

import pytest
from PySide6.QtCore import QRect
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QLabel,
    QLineEdit,
    QListWidget,
    QPlainTextEdit,
    QPushButton,
    QScrollArea,
    QSpinBox,
    QTabBar,
    QTableWidget,
    QToolButton,
    QWidget,
)

from tests.ui.fitting import Painted, cut_off

LONG = "Etiqueta y modelo difieren"


def label(text, **settings):
    return QLabel(text, **settings)


def combo():
    box = QComboBox()
    box.addItems(["ab", LONG])
    return box


def spin():
    box = QSpinBox(maximum=1_000_000, suffix=" píxeles")
    return box


def tabs():
    bar = QTabBar()
    bar.addTab(LONG)
    bar.addTab("ab")
    return bar


def table():
    grid = QTableWidget(1, 1)
    grid.setHorizontalHeaderLabels([LONG])
    grid.verticalHeader().hide()
    return grid


def items():
    view = QListWidget()
    view.addItem(LONG)
    return view


@pytest.mark.parametrize(
    "make",
    [
        lambda: label(LONG),
        lambda: label(f"<b>{LONG}</b>"),
        lambda: label(LONG, wordWrap=True),
        lambda: QPushButton(LONG),
        lambda: QCheckBox(LONG),
        lambda: QToolButton(text=LONG),
        lambda: QLineEdit(placeholderText=LONG),
        lambda: QPlainTextEdit(placeholderText=LONG),
        combo,
        spin,
        tabs,
        table,
        items,
    ],
)
def test_what_is_too_narrow_is_found_and_what_has_room_is_not(qtbot, make):
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(400, 300)
    widget = make()
    widget.setParent(window)
    widget.setGeometry(10, 10, 320, 120)
    if isinstance(widget, QTableWidget):
        widget.setColumnWidth(0, 300)
    window.show()
    assert cut_off(window) == []
    widget.setGeometry(10, 10, 60, 24)
    if isinstance(widget, QTableWidget):
        widget.setColumnWidth(0, 50)
    (fault, *_) = cut_off(window)
    assert "needs" in fault and "has" in fault
    widget.setObjectName("on.purpose")
    assert cut_off(window, frozenset({"on.purpose"})) == [] or isinstance(widget, QTableWidget)
    widget.hide()
    assert cut_off(window) == []


def test_what_lies_outside_is_found_unless_it_can_be_scrolled_to(qtbot):
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(200, 200)
    widget = QLabel(LONG, window)
    widget.setGeometry(100, 10, 190, 20)
    window.show()
    (fault,) = cut_off(window)
    assert "outside" in fault
    area = QScrollArea(window)
    area.setGeometry(0, 50, 150, 60)
    area.setWidget(QLabel(LONG))
    area.show()
    widget.hide()
    assert cut_off(window) == []
    area.setHorizontalScrollBarPolicy(area.horizontalScrollBarPolicy().ScrollBarAlwaysOff)
    (fault,) = cut_off(window)
    assert "outside" in fault


class Sign(QWidget):
    """Paints by itself."""

    def paintEvent(self, event):  # noqa: N802
        painter = QPainter(self)
        painter.drawText(QRect(0, 0, self.width(), 20), 0, LONG)
        shown = self.fontMetrics().elidedText(LONG, painter_elide(), self.width())
        painter.drawText(QRect(0, 30, self.width(), 20), 0, shown)
        painter.end()


def painter_elide():
    from PySide6.QtCore import Qt

    return Qt.TextElideMode.ElideRight


def test_what_is_painted_is_heard(qtbot):
    sign = Sign()
    qtbot.addWidget(sign)
    sign.resize(300, 60)
    sign.show()
    with Painted() as painted:
        sign.grab()
        assert painted.faults() == []
        sign.resize(80, 60)
        sign.grab()
        found = painted.faults()
        assert [("shortened" in fault, "needs" in fault) for fault in found] == [(True, False), (False, True)]
        sign.grab()
        allowed = frozenset({f"{__name__}.Sign.paintEvent"})
        assert ["needs" in fault for fault in painted.faults(allowed)] == [True]
    assert QPainter.drawText.__name__ == "drawText"
