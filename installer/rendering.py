"""Renders an SVG in several sizes: ``python installer/rendering.py IN.svg FOLDER SIZE…``."""

import os
import sys
from pathlib import Path

os.environ["QT_QPA_PLATFORM"] = "offscreen"

from PIL import Image
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtSvg import QSvgRenderer


def render(svg: Path, size: int, out: Path) -> None:
    """One square PNG."""
    image = QImage(size, size, QImage.Format.Format_ARGB32)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    QSvgRenderer(str(svg)).render(painter, QRectF(0, 0, size, size))
    painter.end()
    if not image.save(str(out)):
        sys.exit(f"cannot write {out}")


def main(svg: Path, folder: Path, sizes: list[int]) -> None:
    """Every size as PNG, and the icon files of Windows and macOS."""
    folder.mkdir(parents=True, exist_ok=True)
    for size in sizes:
        render(svg, size, folder / f"{size}.png")
    with Image.open(folder / "256.png") as largest:
        largest.save(folder / "geodesk.ico", sizes=[(n, n) for n in (16, 24, 32, 48, 64, 128, 256)])
    with Image.open(folder / "512.png") as largest:
        largest.save(folder / "geodesk.icns")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), [int(size) for size in sys.argv[3:]])
