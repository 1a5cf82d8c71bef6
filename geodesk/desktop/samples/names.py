"""Names of samples in little room: what tells one from those beside it stays in sight."""

from collections.abc import Iterable
from os.path import commonprefix

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics


def fitting(name: str, beside: Iterable[str], metrics: QFontMetrics, room: int) -> str:
    """A name in so many pixels: shortened in the middle, or where it is as those beside it.

    Parameters
    ----------
    beside
        The names above and below it.
    room
        In pixels.
    """
    plain = metrics.elidedText(name, Qt.TextElideMode.ElideMiddle, room)
    if plain == name:
        return name
    alike = [
        other
        for other in beside
        if other != name and metrics.elidedText(other, Qt.TextElideMode.ElideMiddle, room) == plain
    ]
    if not alike:
        return plain
    start = min(len(commonprefix((name, other))) for other in alike)
    while start and name[start - 1].isdigit():  # a number stays whole
        start -= 1
    tail = f"…{name[start:]}"
    left = room - metrics.horizontalAdvance(tail)
    if left <= 0:
        return metrics.elidedText(tail, Qt.TextElideMode.ElideRight, room)
    head = metrics.elidedText(
        name[:start], Qt.TextElideMode.ElideRight, left + metrics.horizontalAdvance("…")
    )
    return f"{head.removesuffix('…')}{tail}"
