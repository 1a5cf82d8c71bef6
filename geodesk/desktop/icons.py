"""The program's own line icons, drawn in the theme's text colour."""

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QColor, QGuiApplication, QIcon, QPainter, QPalette, QPixmap

from geodesk.places import resources

_cache: dict[tuple[str, str], QIcon] = {}


def icon(name: str) -> QIcon:
    """The icon `name` of resources/icons for the palette in force, normal and disabled."""
    palette = QGuiApplication.palette()
    normal = palette.color(QPalette.ColorGroup.Active, QPalette.ColorRole.WindowText)
    dimmed = palette.color(QPalette.ColorGroup.Disabled, QPalette.ColorRole.WindowText)
    key = (name, normal.name() + dimmed.name())
    if key not in _cache:
        svg = (resources() / "icons" / f"{name}.svg").read_text(encoding="utf-8")
        drawn = QIcon()
        for size in (16, 20, 24, 32, 48):
            drawn.addPixmap(_drawn(svg, normal, size), QIcon.Mode.Normal)
            drawn.addPixmap(_drawn(svg, dimmed, size), QIcon.Mode.Disabled)
        _cache[key] = drawn
    return _cache[key]


def _drawn(svg: str, colour: QColor, size: int) -> QPixmap:
    from PySide6.QtSvg import QSvgRenderer

    pixmap = QPixmap(size, size)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    renderer = QSvgRenderer(QByteArray(svg.replace("currentColor", colour.name()).encode()))
    renderer.render(painter, QRectF(0, 0, size, size))
    painter.end()
    return pixmap
