"""Small pictures for dialogs, made on a thread."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage

from geodesk.language import Sentence


def small(file: Path, side: int) -> QImage:
    """A thumbnail; of a picture that cannot be read an empty one."""
    from geodesk.micrograph.thumbnails import thumbnail

    pixels = thumbnail(file, side)
    if isinstance(pixels, Sentence):
        empty = QImage(side, side, QImage.Format.Format_ARGB32)
        empty.fill(Qt.GlobalColor.transparent)
        return empty
    height, width = pixels.shape[:2]
    kind = QImage.Format.Format_Grayscale8 if pixels.ndim == 2 else QImage.Format.Format_RGB888
    # The conversion copies, so the image does not depend on the array.
    image = QImage(pixels.tobytes(), width, height, pixels.strides[0], kind)
    return image.convertToFormat(QImage.Format.Format_RGB32)
