"""Class maps as files: a label image, a table of shares, or a picture with its legend."""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QImage, QPainter
from PySide6.QtWidgets import QApplication

from geodesk.desktop.plots.looks import PAPER
from geodesk.desktop.samples.marks import Look, draw_mark
from geodesk.language import Sentence

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from geodesk.desktop.window import Window
    from geodesk.jobs.classmap import ClassMap

Legend = list[tuple[Look, str]]
_LONGEST = 1600
_ENDINGS = (".tif", ".tiff", ".csv", ".png")


def save_map(
    window: "Window", found: "ClassMap", threshold: float, legend: Legend, opacity: float, target: Path
) -> None:
    """Write a map on a thread, in the format that the name ends in."""
    ending = target.suffix.lower()
    if ending not in _ENDINGS:
        window.session.error(
            Sentence(
                en=f"{target.name} must end in .tif, .csv or .png; give another name.",
                es=f"{target.name} debe terminar en .tif, .csv o .png; indique otro nombre.",
            )
        )
        return

    pictures = [picture for sample in window.session.samples for picture in sample.pictures]

    def checked() -> None:
        from geodesk.desktop.plots.export import check_target

        check_target(target, pictures)

    def work() -> None:
        from geodesk.jobs.classmap import write_fractions, write_map

        checked()
        if ending == ".csv":
            write_fractions(target, [found], threshold)
        else:
            write_map(target, found, threshold)

    done = partial(_saved, window, target)
    if ending != ".png":
        window.session.saver.run(work, done)
        return
    colours = [(QColor(look.colour).red(), QColor(look.colour).green(), QColor(look.colour).blue())
               for look, _ in [legend[-1], *legend[:-1]]]  # fmt: skip

    def blend() -> "NDArray[np.uint8]":
        checked()
        return blended(found, threshold, colours, opacity)

    def paint(pixels: "NDArray[np.uint8]") -> None:
        from geodesk.desktop.plots.export import png, save_bytes

        sheet = _sheet(pixels, found, legend)
        window.session.saver.run(lambda: save_bytes(target, png(sheet)), done)

    window.session.tasks.run(blend, paint)


def blended(
    found: "ClassMap", threshold: float, colours: "list[tuple[int, int, int]]", opacity: float
) -> "NDArray[np.uint8]":
    """The picture, at most 1600 pixels long, under its class map.

    Parameters
    ----------
    colours
        By label: unknown first.

    Returns
    -------
    ndarray
        (H, W, 3) uint8.
    """
    import numpy as np

    from geodesk.collection import open_corrected
    from geodesk.micrograph import to_display

    step = max(1, -(-max(found.size) // _LONGEST))
    with open_corrected(None, found.item) as picture:
        grey = to_display(picture.decimated(step, found.page))
    rgb = np.repeat(grey[:, :, None], 3, axis=2) if grey.ndim == 2 else grey[:, :, :3]
    rows, columns = np.arange(rgb.shape[0]) * step, np.arange(rgb.shape[1]) * step
    area = found.area
    inside = np.outer(
        (rows >= area.y) & (rows < area.y + area.h), (columns >= area.x) & (columns < area.x + area.w)
    )
    cells = found.labels(threshold)
    at_rows = np.clip((rows - area.y) // found.stride, 0, cells.shape[0] - 1)
    at_columns = np.clip((columns - area.x) // found.stride, 0, cells.shape[1] - 1)
    over = np.array(colours, np.float32)[cells[at_rows][:, at_columns]]
    mixed = rgb.astype(np.float32) * (1 - opacity) + over * opacity
    return np.where(inside[:, :, None], np.rint(mixed), rgb).astype(np.uint8)


def _sheet(pixels: "NDArray[np.uint8]", found: "ClassMap", legend: Legend) -> QImage:
    """Picture and legend on paper."""
    height, width = pixels.shape[:2]
    data = pixels.tobytes()
    picture = QImage(data, width, height, 3 * width, QImage.Format.Format_RGB888)
    font = QFont(QApplication.font())
    font.setPixelSize(max(14, width // 60))
    metrics = QFontMetricsF(font)
    line, margin = metrics.height() * 1.3, metrics.height()
    words = [found.item.id, f"{found.model}  ·  {found.tile} / {found.stride} px"]
    needed = max(
        [width, *(metrics.horizontalAdvance(text) + 2 * margin for text in words)]
        + [metrics.horizontalAdvance(text) + 2 * margin + line for _, text in legend]
    )
    top = line * len(words) + margin
    size = (round(needed), round(top + height + margin + line * len(legend) + margin / 2))
    made = QImage(*size, QImage.Format.Format_RGB32)
    made.setText("Description", "\n".join([*words, *(text for _, text in legend)]))
    made.setText("Software", "GeoDesk")
    painter = QPainter(made)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.fillRect(made.rect(), PAPER.ground)
    painter.setFont(font)
    painter.setPen(PAPER.text)
    flags = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    for at, text in enumerate(words):
        painter.drawText(QRectF(margin / 2, margin / 2 + at * line, needed, line), flags, text)
    painter.drawImage(QPointF(0, top), picture)
    for at, (look, text) in enumerate(legend):
        y = top + height + margin / 2 + at * line
        side = line * 0.62
        draw_mark(painter, QRectF(margin / 2, y + (line - side) / 2, side, side), look)
        painter.setPen(PAPER.text)
        painter.drawText(QRectF(margin / 2 + line, y, needed, line), flags, text)
    painter.end()
    return made


def _saved(window: "Window", target: Path, _result: object) -> None:
    window.session.notice(Sentence(en=f"Saved: {target}", es=f"Guardado: {target}"))
