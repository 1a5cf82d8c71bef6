"""The tiles of a picture on a scene: coarse ones at once, fine ones as they arrive."""

import math
import time
from collections import OrderedDict
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QTimer
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from geodesk.desktop.canvas.shading import Painter, Shading
from geodesk.desktop.tasks import Tasks
from geodesk.language import Sentence

if TYPE_CHECKING:
    from geodesk.micrograph.pyramid import Key, Planes, Pyramid

_IMAGE_BYTES = 96 * 2**20
_AT_ONCE = 2
_BUDGET_S = 0.010
"""Longest that one paint spends on colouring tiles; what is left over follows in the next one."""


class TilesItem(QGraphicsItem):
    """Draws one pyramid, of which it colours the visible tiles only.

    Parameters
    ----------
    tasks
        Threads that read tiles.
    failed
        Told once per picture if a part of it cannot be read.
    """

    def __init__(self, tasks: Tasks, failed: Callable[[Sentence], None]) -> None:
        super().__init__()
        self.setFlag(QGraphicsItem.GraphicsItemFlag.ItemUsesExtendedStyleOption)
        self.pyramid: Pyramid | None = None
        self._tasks, self._tell = tasks, failed
        self._painter: Painter | None = None
        self._images: OrderedDict[Key, tuple[QImage, Painter]] = OrderedDict()
        self._bytes = 0
        self._wanted: list[Key] = []
        self._bad: set[Key] = set()
        self._busy = 0
        self._again = QTimer()
        self._again.setSingleShot(True)
        self._again.timeout.connect(self.update)

    def show_pyramid(self, pyramid: "Pyramid | None", shading: Shading | None) -> None:
        """Draw another page from now on."""
        if pyramid is not self.pyramid:
            self.prepareGeometryChange()
            self.pyramid = pyramid
            self._wanted, self._bad = [], set()
            self._forget()
        self._painter = None if shading is None else Painter(shading)
        self.update()

    def set_shading(self, shading: Shading) -> None:
        """Colour otherwise from now on."""
        if self._painter is None or self._painter.shading != shading:
            self._painter = Painter(shading)
            self.update()

    @property
    def shading(self) -> Shading | None:
        """The shading in force."""
        return None if self._painter is None else self._painter.shading

    def refresh(self) -> None:
        """The coarse levels have become exact."""
        self._forget()
        self.update()

    @property
    def waiting(self) -> bool:
        """Whether tiles of the view are still being read or coloured."""
        return bool(self._wanted or self._busy) or self._again.isActive()

    def stop(self) -> None:
        """Ask for nothing more, for good."""
        self._again.stop()
        # The connection holds this item, which is no QObject, and would keep the whole window alive.
        self._again.timeout.disconnect()
        self.pyramid, self._painter, self._wanted = None, None, []
        self._forget()

    def boundingRect(self) -> QRectF:  # noqa: N802
        """The whole picture; one unit is one pixel."""
        if self.pyramid is None:
            return QRectF()
        return QRectF(0, 0, self.pyramid.width, self.pyramid.height)

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        """Draw the exposed tiles at the level that suits the zoom."""
        pyramid = self.pyramid
        if pyramid is None or self._painter is None:
            return
        device = painter.device()
        scale = painter.worldTransform().m11() * (device.devicePixelRatioF() if device else 1.0)
        level = min(max(0, round(-math.log2(scale))), pyramid.levels - 1)
        # Pixels of the file keep their edges: what is on the screen is what was recorded.
        whole = level == 0 and scale > 0.999
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, not whole)
        until = time.perf_counter() + _BUDGET_S
        exposed: QRectF = option.exposedRect
        keys = self._keys(level, exposed)
        ready: list[tuple[Key, QImage]] = []
        missing: list[Key] = []
        for key in keys:
            image = self._image(key, until)
            if image is None:
                missing.append(key)
            else:
                ready.append((key, image))
        for key in missing:
            self._draw_coarser(painter, key)
        for key, image in ready:
            self._draw(painter, key, image)
        self._wanted = [key for key in missing if key not in self._bad and pyramid.peek(key) is None]
        self._load()

    # Inside

    def _keys(self, level: int, exposed: QRectF) -> "list[Key]":
        """The tiles of a level that an area needs, those in its middle first."""
        from geodesk.micrograph.pyramid import TILE, Key

        assert self.pyramid is not None
        size = TILE << level
        columns, rows = self.pyramid.tiles(level)
        left, right = int(exposed.left() // size), int(exposed.right() // size)
        top, bottom = int(exposed.top() // size), int(exposed.bottom() // size)
        x, y = exposed.center().x() / size - 0.5, exposed.center().y() / size - 0.5
        keys = [
            Key(level, column, row)
            for row in range(max(0, top), min(rows - 1, bottom) + 1)
            for column in range(max(0, left), min(columns - 1, right) + 1)
        ]
        keys.sort(key=lambda key: (key.column - x) ** 2 + (key.row - y) ** 2)
        return keys

    def _image(self, key: "Key", until: float = math.inf) -> QImage | None:
        """A tile in colours, if its values are at hand."""
        assert self.pyramid is not None and self._painter is not None
        found = self._images.get(key)
        if found is not None and found[1] is self._painter:
            self._images.move_to_end(key)
            return found[0]
        if time.perf_counter() > until:
            # Never later than the next round of the event loop: a drag of the contrast stays smooth.
            self._again.start(0)
            return None if found is None else found[0]
        planes = self.pyramid.peek(key)
        if planes is None:
            return None
        image = self._painter.image(planes)
        self._images[key] = (image, self._painter)
        self._bytes += image.sizeInBytes() - (found[0].sizeInBytes() if found else 0)
        while self._bytes > _IMAGE_BYTES and len(self._images) > 1:
            self._bytes -= self._images.popitem(last=False)[1][0].sizeInBytes()
        return image

    def _draw_coarser(self, painter: QPainter, key: "Key") -> None:
        """The tile's part of the next coarser one that is there."""
        from geodesk.micrograph.pyramid import Key

        assert self.pyramid is not None
        for level in range(key.level + 1, self.pyramid.levels):
            up = level - key.level
            coarse = Key(level, key.column >> up, key.row >> up)
            image = self._image(coarse)
            if image is None:
                continue
            area = self._area(key)
            whole = self._area(coarse)
            part = QRectF(
                (area.x() - whole.x()) / (1 << level),
                (area.y() - whole.y()) / (1 << level),
                area.width() / (1 << level),
                area.height() / (1 << level),
            )
            painter.drawImage(area, image, part)
            return

    def _draw(self, painter: QPainter, key: "Key", image: QImage) -> None:
        painter.drawImage(self._area(key), image, QRectF(0, 0, image.width(), image.height()))

    def _area(self, key: "Key") -> QRectF:
        from geodesk.micrograph.pyramid import TILE

        assert self.pyramid is not None
        size = TILE << key.level
        x, y = key.column * size, key.row * size
        return QRectF(x, y, min(size, self.pyramid.width - x), min(size, self.pyramid.height - y))

    def _load(self) -> None:
        pyramid = self.pyramid
        while pyramid is not None and self._wanted and self._busy < _AT_ONCE:
            key = self._wanted.pop(0)
            self._busy += 1
            self._tasks.run(
                partial(pyramid.load, key),
                partial(self._loaded, pyramid, key),
                partial(self._not_loaded, pyramid, key),
            )

    def _loaded(self, pyramid: "Pyramid", key: "Key", _planes: "Planes") -> None:
        self._busy -= 1
        if pyramid is self.pyramid:
            self.update(self._area(key))
        self._load()

    def _not_loaded(self, pyramid: "Pyramid", key: "Key", sentence: Sentence) -> None:
        self._busy -= 1
        if pyramid is self.pyramid:
            if not self._bad:
                self._tell(sentence)
            self._bad.add(key)
        self._load()

    def _forget(self) -> None:
        self._images.clear()
        self._bytes = 0
