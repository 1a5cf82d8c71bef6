"""Plots as pictures and curves as CSV, each with all that the numbers rest on."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QImage, QPainter
from PySide6.QtWidgets import QApplication, QGraphicsItem

from geodesk.desktop.plots.looks import PAPER, Curve
from geodesk.language import GeoDeskError

if TYPE_CHECKING:
    from geodesk.collection import Picture
    from geodesk.jobs.characterise import Characterised

SIZE = QSize(960, 400)
_MARGIN = 14
_BETWEEN = "  ·  "
_RATIO = 2.0


class Sheet:
    """A plot on paper: a copy of it that no screen shows, under lines that say what it shows.

    Parameters
    ----------
    plot
        A view of pyqtgraph made for this; the sheet closes it.
    lines
        What was measured and how, one line each.
    """

    def __init__(self, plot: Any, lines: Sequence[str]) -> None:
        self._plot = plot
        plot.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen)
        plot.resize(SIZE)
        plot.show()
        for item in plot.scene().items():
            item.setCacheMode(QGraphicsItem.CacheMode.NoCache)  # a cache holds pixels, not lines
            if isinstance(item, Curve):
                item.whole = True
        plot.restyle(PAPER)
        QApplication.sendPostedEvents(plot)
        self._font = QFont(QApplication.font())
        self._font.setPixelSize(13)
        metrics = QFontMetricsF(self._font)
        self._line_height = metrics.height() * 1.15
        self.lines = tuple(part for line in lines for part in _broken(line, metrics))
        # Axes find their width when they are painted; the second time it is right.
        self._paint(QImage(self.size, QImage.Format.Format_RGB32))
        plot.ci.layout.activate()

    @property
    def size(self) -> QSize:
        """Of the whole sheet, in logical pixels."""
        top = 2 * _MARGIN + len(self.lines) * self._line_height
        return QSize(SIZE.width() + 2 * _MARGIN, round(top + SIZE.height() + _MARGIN))

    def image(self) -> QImage:
        """The sheet as pixels, two for each logical one."""
        image = QImage(self.size * _RATIO, QImage.Format.Format_RGB32)
        image.setDevicePixelRatio(_RATIO)
        image.setText("Title", self.lines[0])
        image.setText("Description", "\n".join(self.lines))
        image.setText("Software", "GeoDesk")
        self._plot.restyle(replace(PAPER, ratio=_RATIO))
        self._paint(image)
        self._plot.restyle(PAPER)
        return image

    def svg(self) -> bytes:
        """The sheet as lines and words."""
        from PySide6.QtSvg import QSvgGenerator

        buffer = QBuffer()
        buffer.open(QIODevice.OpenModeFlag.WriteOnly)
        generator = QSvgGenerator()
        generator.setOutputDevice(buffer)
        generator.setSize(self.size)
        generator.setViewBox(QRect(0, 0, self.size.width(), self.size.height()))
        generator.setResolution(self._plot.logicalDpiX())
        generator.setTitle(self.lines[0])
        generator.setDescription("\n".join(self.lines))
        self._paint(generator)
        return bytes(buffer.data().data())

    def close(self) -> None:
        """Done with it."""
        self._plot.close()
        self._plot.deleteLater()

    def _paint(self, device: Any) -> None:
        painter = QPainter(device)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(QRect(0, 0, self.size.width(), self.size.height()), PAPER.ground)
        painter.setFont(self._font)
        painter.setPen(PAPER.text)
        y = float(_MARGIN)
        for line in self.lines:
            box = QRectF(_MARGIN, y, SIZE.width(), self._line_height)
            painter.drawText(box, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, line)
            y += self._line_height
        target = QRectF(_MARGIN, y + _MARGIN, SIZE.width(), SIZE.height())
        self._plot.render(painter, target, QRect(0, 0, SIZE.width(), SIZE.height()))
        painter.end()


def _broken(line: str, metrics: QFontMetricsF) -> Iterator[str]:
    """The parts of a line that has no room, broken between its facts."""
    facts = line.split(_BETWEEN)
    while facts:
        n = len(facts)
        while n > 1 and metrics.horizontalAdvance(_BETWEEN.join(facts[:n])) > SIZE.width():
            n -= 1
        yield _BETWEEN.join(facts[:n])
        facts = facts[n:]


def png(image: QImage) -> bytes:
    """An image as a PNG file; for a worker's thread."""
    held = QByteArray()
    buffer = QBuffer(held)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload]  # the stub wants bytes, the call a str
    return bytes(held.data())


def save_bytes(target: Path, content: bytes) -> None:
    """Write a picture's file whole or not at all; on a thread. Raises `GeoDeskError`."""
    from geodesk.collection import replacing

    if target.suffix.lower() not in (".png", ".svg"):
        raise GeoDeskError(
            en=f"Plots are saved as PNG or SVG; give {target.name} a name that ends in .png or .svg.",
            es=f"Las gráficas se guardan en PNG o SVG; dé a {target.name} un nombre que termine en .png"
            " o .svg.",
        )

    with replacing(target) as stream:
        stream.write(content)


def save_csv(target: Path, found: "Characterised") -> Path:
    """Write the curves of a threshold as ``geodesk characterise`` does; see `write_csv`."""
    from geodesk.jobs.characterise import completed

    return write_csv(target, partial(completed, found))


def write_csv(target: Path, measure: "Callable[[], Characterised]") -> Path:
    """Write what is measured as curves, and its summary beside them; on a thread.

    Returns
    -------
    Path
        The summary.

    Raises
    ------
    GeoDeskError
        A file of the summary's name is something else or belongs to curves that are not replaced, or the disk
        takes no more.
    """
    from geodesk.jobs.curvetable import SUMMARY_COLUMNS, write_curves

    summary = summary_of(target)
    head = ",".join(SUMMARY_COLUMNS).encode()
    if summary.exists() and not summary.read_bytes()[: len(head)] == head:
        raise GeoDeskError(
            en=f"{summary.name} would hold the summary but is something else already; choose another name.",
            es=f"{summary.name} contendría el resumen, pero ya es otra cosa; elija otro nombre.",
        )
    if summary.exists() and not target.exists():  # only the curves' own name was asked about
        raise GeoDeskError(
            en=f"{summary.name} exists already and would be replaced; choose another name.",
            es=f"{summary.name} ya existe y se reemplazaría; elija otro nombre.",
        )
    write_curves(iter([measure()]), target, summary)
    return summary


def summary_of(target: Path) -> Path:
    """The summary that belongs to a file of curves."""
    return target.with_name(f"{target.stem}_summary.csv")


def check_target(target: Path, pictures: "Sequence[Picture]") -> None:
    """Refuse to write over a micrograph of the open folder."""
    place = target.resolve()
    if any(picture.file.name == target.name and picture.file.resolve() == place for picture in pictures):
        raise GeoDeskError(
            en=f"{target.name} is a picture of the open folder; choose another name.",
            es=f"{target.name} es una imagen de la carpeta abierta; elija otro nombre.",
        )
