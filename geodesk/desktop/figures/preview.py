"""A figure on the screen: the real one, made smaller where there is no room."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

_GROUND = QColor(128, 128, 132)
_MARGIN = 12


class FigurePreview(QWidget):
    """Shows an image in the middle of grey, never larger than it is.

    Attributes
    ----------
    image
        None while there is nothing to show.
    said
        A sentence in place of the image.
    """

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("figures.preview")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(320, 240)
        self.image: QImage | None = None
        self.said = ""

    def show_image(self, image: QImage) -> None:
        """Show a figure."""
        self.image, self.said = image, ""
        self.update()

    def say(self, text: str) -> None:
        """Show a sentence instead."""
        self.image, self.said = None, text
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802
        """Large enough to see something."""
        return QSize(640, 480)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """The figure, or the sentence."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), _GROUND)
        room = QRectF(self.rect()).adjusted(_MARGIN, _MARGIN, -_MARGIN, -_MARGIN)
        if self.image is None:
            painter.setPen(QColor(255, 255, 255))
            flags = int(Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap)
            painter.drawText(room, flags, self.said)
            return
        own = self.image.size() / self.devicePixelRatioF()
        shown = own if own.width() <= room.width() and own.height() <= room.height() else None
        size = shown or own.scaled(room.size().toSize(), Qt.AspectRatioMode.KeepAspectRatio)
        place = QRectF(0, 0, size.width(), size.height())
        place.moveCenter(room.center())
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(place, self.image)
