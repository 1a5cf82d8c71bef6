"""Medir: what is drawn on the pictures, each drawing on the disk at once, with undo over all."""

import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from geodesk.desktop.canvas.canvas import Canvas
from geodesk.desktop.measuring.tool import MeasureTool
from geodesk.desktop.session import Mode
from geodesk.language import Sentence
from geodesk.micrograph.measure import Values, measure

if TYPE_CHECKING:
    from geodesk.collection import Collection, Measurement
    from geodesk.desktop.window import Window
    from geodesk.micrograph import PixelSize

SELECT = "select"
TOOLS = (
    SELECT,
    "length",
    "angle",
    "polygon",
    "freehand",
    "rectangle",
    "ellipse",
    "profile",
    "diameter",
)
"""In the order of their keys, 0 to 8."""
KIND_OF = {"polygon": "outline", "freehand": "outline"}

Place = tuple[str, int]
"""Path of a picture and page from 0."""


@dataclass(frozen=True, slots=True)
class _Read:
    found: "list[Measurement]"
    can_undo: bool
    can_redo: bool


class MeasureDesk(QObject):
    """What panel, canvas and keys share.

    Attributes
    ----------
    tool
        One of `TOOLS`.
    name, width
        Of what is drawn next: its name, and for profiles how many pixels are averaged across.
    selected
        Id of the selected measurement of the picture in view; empty: none.
    unsaved
        Steps that are on their way to the disk.
    drawing
        Whether something is half drawn.
    """

    changed = Signal()
    """Measurements, tool, name or undo."""
    selection_changed = Signal()

    def __init__(self, window: "Window", parent: QObject) -> None:
        super().__init__(parent)
        self._window, self._session = window, window.session
        self.tool, self.name, self.width = "length", "", 1
        self.selected = ""
        self.unsaved = 0
        self.drawing = False
        self.reading = False
        self.can_undo = self.can_redo = False
        self._places: dict[Place, dict[str, Measurement]] = {}
        self._collection: Collection | None = None
        session = self._session
        session.mode_changed.connect(self._look)
        session.view_changed.connect(self._look)
        session.collection_changed.connect(self._look)
        session.kept_changed.connect(self._read_again)
        session.current_changed.connect(self._moved)
        session.document_changed.connect(self.changed)
        window.stage.tools.left.connect(self._look)
        self._look()

    # What is in view

    @property
    def active(self) -> bool:
        """Whether the window is at measuring."""
        return self._session.mode is Mode.MEASURE

    @property
    def place(self) -> Place | None:
        """Picture and page in view."""
        picture = self._session.picture
        return None if picture is None else (picture.path, self._session.page)

    @property
    def size(self) -> "PixelSize | None":
        """The pixel size of the page in view."""
        document, picture = self._session.document, self._session.picture
        if document is None or picture is None or document.picture.path != picture.path:
            return None
        return document.pixel_size_of(self._session.page)

    def at(self, place: Place | None) -> "list[Measurement]":
        """Those of a page, in the order in which they were drawn."""
        return [] if place is None else list(self._places.get(place, {}).values())

    @property
    def here(self) -> "list[Measurement]":
        """Those of the page in view."""
        return self.at(self.place)

    @property
    def total(self) -> int:
        """How many there are in the folder."""
        return sum(len(some) for some in self._places.values())

    @property
    def chosen(self) -> "Measurement | None":
        """The selected one."""
        found = (some[self.selected] for some in self._places.values() if self.selected in some)
        return next(found, None) if self.selected else None

    def values(self, one: "Measurement") -> Values:
        """What a measurement of the picture in view comes to."""
        return measure(one.kind, one.points, self.size)

    def names(self) -> list[str]:
        """The names in use in the folder, by alphabet."""
        return sorted({one.name for some in self._places.values() for one in some.values() if one.name})

    def _look(self) -> None:
        """Mode, view or folder may have changed, or another tool was put away."""
        collection, tools = self._session.collection, self._window.stage.tools
        if collection is not self._collection:
            self._places, self.selected, self._collection = {}, "", None
        if self.active and collection is not None and self._collection is None:
            self._collection = collection
            self.read()
        if self.active and tools.current == "":
            tools.take(partial(_tool, self))
        elif not self.active and tools.current == MeasureTool.name:
            self.drawing = False
            tools.leave()
        self.changed.emit()

    def _moved(self) -> None:
        self.drawing = False
        self.select("")
        self.changed.emit()

    def _read_again(self) -> None:
        if self._collection is not None:
            self.read()

    def read(self) -> None:
        """Read what lies on the disk."""
        collection = self._session.collection
        if collection is None:
            return
        self.reading = True
        work, done = partial(_read, collection), partial(self._arrived, collection)
        self._session.writer.run(work, done, self._unread, channel="measure.read")

    def _arrived(self, collection: "Collection", found: _Read) -> None:
        self.reading = False
        if collection is not self._session.collection:
            return
        self.can_undo, self.can_redo = found.can_undo, found.can_redo
        if not self.unsaved:
            self._places = {}
            for one in found.found:
                self._places.setdefault((one.path, one.page), {})[one.id] = one
        if self.chosen is None:
            self.select("")
        self._tell()

    def _unread(self, sentence: Sentence) -> None:
        self.reading = False
        self._session.error(sentence)
        self._tell()

    def _tell(self) -> None:
        for canvas in self._window.stage.canvases:
            canvas.viewport().update()
        self._window.actions_.refresh_soon()
        self.changed.emit()

    # What the user does

    def take(self, tool: str) -> None:
        """Draw with another tool."""
        self.tool, self.drawing = tool, False
        tools = self._window.stage.tools
        tools.take(partial(_tool, self))
        self._window.stage.canvas.setFocus()
        self._tell()

    def set_drawing(self, drawing: bool) -> None:
        """Something is half drawn, or no longer."""
        if drawing != self.drawing:
            self.drawing = drawing
            self._window.actions_.refresh()

    def finish(self) -> None:
        """Close the outline that is being drawn."""
        for canvas in self._window.stage.canvases:
            if isinstance(canvas.tool, MeasureTool):
                canvas.tool.finish(canvas)

    def back(self) -> None:
        """While something is drawn take its last point back; else delete what is selected."""
        if not self.drawing:
            self.delete()
            return
        for canvas in self._window.stage.canvases:
            if isinstance(canvas.tool, MeasureTool):
                canvas.tool.back(canvas)

    def select(self, name: str) -> None:
        """Select a measurement of the picture in view; empty: none."""
        if name != self.selected:
            self.selected = name
            self._tell()
            self.selection_changed.emit()

    def add(self, place: Place, points: Iterable[tuple[float, float]]) -> None:
        """Keep what was drawn with the tool in hand, and select it."""
        from geodesk.collection import Measurement

        kind = KIND_OF.get(self.tool, self.tool)
        width = float(self.width) if kind == "profile" else 1.0
        path, page = place
        one = Measurement(os.urandom(6).hex(), path, kind, tuple(points), page, width, self.name)
        self.put([one])
        self.select(one.id)

    def put(self, some: "list[Measurement]") -> None:
        """Keep new or changed measurements; on the screen at once."""
        collection = self._session.collection
        if collection is None or not some:
            return
        from geodesk.collection.measurements import cleaned

        some = [cleaned(one) for one in some]  # so that what is seen is what is kept
        for one in some:
            self._places.setdefault((one.path, one.page), {})[one.id] = one
        self._write(lambda: collection.measurements.put(some))

    def delete(self) -> None:
        """Delete the selected measurement and select the one before it."""
        collection, one = self._session.collection, self.chosen
        if collection is None or one is None:
            return
        place = one.path, one.page
        ids = list(self._places[place])
        at = ids.index(one.id)
        del self._places[place][one.id]
        rest = ids[:at] + ids[at + 1 :]
        self.select(rest[max(0, at - 1)] if rest else "")
        self._write(lambda: collection.measurements.remove([one.id]))

    def rename(self, name: str) -> None:
        """Give the selected measurement, and what is drawn next, a name."""
        from geodesk.collection import CollectionError
        from geodesk.collection.measurements import clean_name

        try:
            self.name = clean_name(name)
        except CollectionError as error:
            self._session.error(error.sentence)
            return
        if (one := self.chosen) is not None and one.name != self.name:
            self.put([replace(one, name=self.name)])
        self._tell()

    def set_width(self, width: int) -> None:
        """Average profiles over so many pixels: the selected one, and those drawn next."""
        self.width = width
        if (one := self.chosen) is not None and one.kind == "profile" and one.width != width:
            self.put([replace(one, width=float(width))])
        self._tell()

    def undo(self) -> None:
        """Take back this annotator's last step."""
        self._turn("undo")

    def redo(self) -> None:
        """Do it again."""
        self._turn("redo")

    def _turn(self, word: str) -> None:
        collection = self._session.collection
        if collection is not None:
            # The log is touched on the writer's thread alone: it may have to be read, and may be damaged.
            undone = word == "undo"
            self._session.writer.run(
                lambda: collection.measurements.undo() if undone else collection.measurements.redo(),
                self._turned,
            )

    def _turned(self, about: "list[Measurement]") -> None:
        self.read()
        if about and (about[0].path, about[0].page) != self.place:
            path, page = about[0].path, about[0].page
            self._session.notice(
                Sentence(
                    en=f"Changed back in another picture: {path}{f', page {page + 1}' if page else ''}.",
                    es=f"Se deshizo en otra imagen: {path}{f', página {page + 1}' if page else ''}.",
                )
            )

    def _write(self, work: Callable[[], object]) -> None:
        self.unsaved += 1
        self.can_undo, self.can_redo = True, False
        self._session.writer.run(work, self._saved, self._unsaved)
        self._tell()

    def _saved(self, _result: object) -> None:
        self.unsaved = max(0, self.unsaved - 1)
        if not self.unsaved:
            self._tell()

    def _unsaved(self, sentence: Sentence) -> None:
        """The disk took it not: what stands there is shown again, so that nothing seems to be kept."""
        self.unsaved = max(0, self.unsaved - 1)
        self._session.error(sentence)
        self.read()


def _tool(desk: MeasureDesk, canvas: Canvas) -> MeasureTool:
    return MeasureTool(desk)


def _read(collection: "Collection") -> _Read:
    """What lies on the disk; on the writer's thread."""
    measurements = collection.measurements
    measurements.reload()
    return _Read(measurements.all(), measurements.can_undo, measurements.can_redo)
