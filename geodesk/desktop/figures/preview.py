"""Figures and pages on the screen: the real ones, made smaller where there is no room."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QScrollArea, QSizePolicy, QWidget

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


class PagePreview(QScrollArea):
    """Shows a page as wide as there is room, so that it can be read; the rest by scrolling.

    Attributes
    ----------
    page
        What shows it.
    """

    def __init__(self) -> None:
        super().__init__()
        self.page: FigurePreview = FigurePreview()
        self.setWidget(self.page)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def show_image(self, image: QImage) -> None:
        """Show a page."""
        self.page.show_image(image)
        self._fit()

    def say(self, text: str) -> None:
        """Show a sentence instead."""
        self.page.say(text)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Make the page as wide as the room."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        image, room = self.page.image, self.viewport().width()
        high = 240
        if image is not None:
            wide = min(room - 2 * _MARGIN, image.width() / self.devicePixelRatioF())
            high = round(wide * image.height() / image.width()) + 2 * _MARGIN
        self.page.setMinimumHeight(max(240, high))
