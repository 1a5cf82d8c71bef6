"""The potential over the picture: colours, scale, legend."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QLinearGradient, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from geodesk.desktop.translation import Translated, number

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

VIRIDIS = ("#440154", "#3b528b", "#21918c", "#5ec962", "#fde725")
"""From 0 to 1: brighter means higher to every kind of colour vision."""
_NOTHING = 255


def bytes_of(potential: "NDArray[np.float32]") -> "NDArray[np.uint8]":
    """A potential from 0 to 1 in 255 steps; 255 where nothing flows."""
    import numpy as np

    steps = np.full(potential.shape, _NOTHING, np.uint8)
    flows = np.isfinite(potential)
    steps[flows] = np.rint(np.clip(potential[flows], 0, 1) * (_NOTHING - 1))
    return steps


def table() -> "NDArray[np.uint32]":
    """The colours of those bytes; clear where nothing flows."""
    import numpy as np

    stops = [QColor(name) for name in VIRIDIS]
    places = np.linspace(0, _NOTHING - 1, len(stops))
    channels = [
        np.rint(np.interp(np.arange(_NOTHING), places, [getattr(one, name)() for one in stops]))
        for name in ("red", "green", "blue")
    ]
    red, green, blue = (channel.astype(np.uint32) for channel in channels)
    colours = np.zeros(256, np.uint32)
    colours[:_NOTHING] = np.uint32(0xFF000000) | red << 16 | green << 8 | blue
    return colours


class Legend(Translated, QWidget):
    """The colour scale: from the inlet, 1, to the outlet, 0."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("structure.legend")
        self._texts = ["", "", ""]
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMinimumHeight(2 * self.fontMetrics().height() + 16)
        self.retranslate()

    def retranslate(self) -> None:
        """Set every text."""
        self.setAccessibleName(self.tr("Scale of the potential"))
        one, half, zero = number(1), number(0.5, 1), number(0)
        self._texts = [
            self.tr("inlet {one}").format(one=one),
            half,
            self.tr("outlet {zero}").format(zero=zero),
        ]
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Draw the scale."""
        painter = QPainter(self)
        bar = QRectF(0, 4, self.width(), self.fontMetrics().height())
        gradient = QLinearGradient(QPointF(bar.left(), 0), QPointF(bar.right(), 0))
        for at, colour in enumerate(reversed(VIRIDIS)):
            gradient.setColorAt(at / (len(VIRIDIS) - 1), QColor(colour))
        painter.fillRect(bar, gradient)
        painter.setPen(self.palette().windowText().color())
        below = QRectF(0, bar.bottom() + 2, self.width(), self.fontMetrics().height() + 4)
        sides = Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignHCenter, Qt.AlignmentFlag.AlignRight
        for side, text in zip(sides, self._texts, strict=True):
            painter.drawText(below, side | Qt.AlignmentFlag.AlignTop, text)
