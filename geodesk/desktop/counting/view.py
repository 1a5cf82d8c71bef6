"""The points of the picture in view: read from the disk, drawn, and walked from one to the next."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPointF, Signal

from geodesk.desktop.canvas.canvas import Canvas
from geodesk.desktop.counting.overlay import Mark, PointsItem
from geodesk.desktop.samples.marks import UNSURE, Look
from geodesk.desktop.session import Mode, View
from geodesk.desktop.theme import class_colour, class_shape
from geodesk.desktop.translation import translate
from geodesk.language import Sentence, language

if TYPE_CHECKING:
    from geodesk.collection import Collection, Picture, PointGrid, PointState, Scheme, Suggested
    from geodesk.desktop.window import Window

_ACROSS = 3.0
"""Distances of two points that the view shows at first when it goes to one."""
_NEAREST = 2.0
"""Screen pixels to a pixel at most: nearer shows no more of a grain, and less of what lies about it."""


@dataclass(frozen=True, eq=False, slots=True)
class Read:
    """What lies on the disk of a picture's count; `others` is what each other annotator said."""

    scheme: "Scheme"
    grid: "PointGrid | None"
    states: "dict[int, PointState]" = field(default_factory=dict)
    suggested: "Suggested | None" = None
    others: "dict[str, dict[int, PointState]]" = field(default_factory=dict)
    can_undo: bool = False
    can_redo: bool = False


class CountView(QObject):
    """What stands for the picture in view.

    Attributes
    ----------
    scheme
        Classes, poles and method of the open folder; None until they have been read.
    grid, states, suggested
        Of the picture in view. A state that is on its way to the disk is in it already.
    others
        By name: what other annotators said of the same points.
    current
        Number of the point in hand, from 0.
    flag
        Whether the next class is that of a crystal of sand size within a rock fragment.
    follow
        Whether the picture goes to each point.
    unsaved
        Points that the disk has not taken.
    """

    changed = Signal()

    def __init__(self, window: "Window", parent: QObject) -> None:
        super().__init__(parent)
        self._window, self._session = window, window.session
        self._canvas = window.stage.canvas
        self.scheme: Scheme | None = None
        self.grid: PointGrid | None = None
        self.states: dict[int, PointState] = {}
        self.suggested: Suggested | None = None
        self.others: dict[str, dict[int, PointState]] = {}
        self.current: int | None = None
        self.flag, self.follow = False, True
        self.unsaved = 0
        self.can_undo = self.can_redo = False
        self.reading = False
        self._collection: Collection | None = None
        self._target: tuple[str, int] | None = None
        self._items: dict[Canvas, PointsItem] = {}
        for canvas in window.stage.findChildren(Canvas):
            item = self._items[canvas] = PointsItem()
            canvas.scene().addItem(item)
        session = self._session
        session.mode_changed.connect(self._look)
        session.current_changed.connect(self._look)
        session.collection_changed.connect(self._look)
        session.kept_changed.connect(self._read_again)
        session.document_changed.connect(self._look)
        window.stage.view_changed.connect(self.draw)
        self._look()

    # What is in view

    @property
    def active(self) -> bool:
        """Whether the window is at counting, with a picture in sight."""
        return self._session.mode is Mode.COUNT and self._session.view is View.CANVAS

    @property
    def counting(self) -> bool:
        """Whether the keys count."""
        return self.active and self.grid is not None and self.current is not None

    @property
    def picture(self) -> "Picture | None":
        """The picture whose points these are: of a pair the first, since both show the same field."""
        session = self._session
        if session.current is None or session.picture is None:
            return None
        if session.current.kind != "pair":
            return session.picture
        first = session.current.pictures[0]
        collection = session.collection
        return first if collection is None else collection.corrections.applied([first])[0]

    def _look(self) -> None:
        """Another picture or folder may be in view."""
        collection, picture = self._session.collection, self.picture
        target = None if picture is None else (picture.path, self._session.page)
        if self._session.mode is Mode.COUNT and (collection, target) != (self._collection, self._target):
            self._collection, self._target = collection, target
            self.grid, self.current, self.flag, self.unsaved = None, None, False, 0
            self.states, self.others, self.suggested = {}, {}, None
            self.read(go=True)
        self.draw()

    def _read_again(self) -> None:
        if self._collection is not None:
            self.read(go=True)

    def read(self, go: bool = False) -> None:
        """Read what lies on the disk; `go`: then to the first point that is not counted."""
        collection, target = self._session.collection, self._target
        if collection is None or target is None:
            self.changed.emit()
            return
        self.reading = True
        work = partial(_read, collection, *target)
        done = partial(self._arrived, target, go)
        self._session.writer.run(work, done, self._unread, channel="count.read")

    def _arrived(self, target: tuple[str, int], go: bool, found: Read) -> None:
        self.reading = False
        if target != self._target:
            return
        self.scheme, self.grid, self.suggested, self.others = (
            found.scheme,
            found.grid,
            found.suggested,
            found.others,
        )
        if not self.unsaved:
            self.states = found.states
        self.can_undo, self.can_redo = found.can_undo, found.can_redo
        if self.grid is not None and (self.current is None or self.current >= len(self.grid.points)):
            self.current = 0
        if go and self.grid is not None:
            self.current = self.next_open(0, here=True) or 0
            self.show_point()
        self._tell()

    def _unread(self, sentence: Sentence) -> None:
        self.reading = False
        self._session.error(sentence)
        self._tell()

    def _tell(self) -> None:
        self.draw()
        self._window.actions_.refresh_soon()
        self.changed.emit()

    # Walking

    def go(self, point: int) -> None:
        """Take a point in hand; beyond the ends nothing happens."""
        if self.grid is not None and 0 <= point < len(self.grid.points):
            self.current, self.flag = point, False
            self.show_point()
            self._tell()

    def step(self, by: int) -> None:
        """The next or previous point."""
        if self.current is not None:
            self.go(self.current + by)

    def has(self, by: int) -> bool:
        """Whether there is a point so many places on."""
        if self.grid is None or self.current is None:
            return False
        return 0 <= self.current + by < len(self.grid.points)

    def next_open(self, start: int, here: bool = False) -> int | None:
        """The first point without a class after `start` (or `here`), round the end; None: all are counted."""
        if self.grid is None:
            return None
        n = len(self.grid.points)
        first = start if here else start + 1
        return next((at % n for at in range(first, first + n) if at % n not in self.states), None)

    def go_open(self) -> None:
        """To the next point without a class; says so where there is none."""
        found = None if self.current is None else self.next_open(self.current)
        if found is None:
            self._session.notice(
                Sentence(en="Every point of this picture is counted.", es="Todos los puntos están contados.")
            )
        else:
            self.go(found)

    def set_follow(self, follow: bool) -> None:
        """Have the picture go to each point, or stand still."""
        self.follow = follow
        self.show_point()
        self.changed.emit()

    def show_point(self) -> None:
        """Bring the point in hand into the middle, near enough to see its grain."""
        canvas, grid = self._canvas, self.grid
        if not self.follow or not self.active or grid is None or self.current is None:
            return
        if canvas.document is None or canvas.tiles.boundingRect().isEmpty():
            return
        scale = canvas.scale_now
        if canvas.fitted:
            x, y, w, h = grid.area
            apart = (w * h / len(grid.points)) ** 0.5
            view = canvas.viewport()
            scale = max(scale, min(min(view.width(), view.height()) / (_ACROSS * apart), _NEAREST))
        px, py = grid.points[self.current]
        canvas.set_view(scale, QPointF(px + 0.5, py + 0.5))
        canvas.moved_by_user.emit()

    # What is counted into

    def keep_scheme(self, scheme: "Scheme") -> None:
        """Other classes, poles or method, kept beside the folder."""
        collection = self._session.collection
        self.scheme = scheme
        if collection is not None:
            self._session.writer.run(partial(collection.set_counting, scheme))
        self._tell()

    def looks(self) -> dict[str, Look]:
        """Class → name, colour and shape, by the place among the classes."""
        if self.scheme is None:
            return {}
        found = {
            one.id: Look(one.name(language()), one.colour or class_colour(at).name(), class_shape(at))
            for at, one in enumerate(self.scheme.classes)
        }
        found[UNSURE] = Look(translate("CountDesk", "unsure"), "#808890", "question")
        return found

    def suggestion(self, point: int) -> str | None:
        """What is suggested for a point."""
        return None if self.suggested is None else self.suggested.classes[point]

    # The canvas

    def draw(self) -> None:
        """Bring the overlay up to date on every canvas."""
        sample, grid = self._session.current, self.grid
        paths = set() if sample is None else {picture.path for picture in sample.pictures}
        if sample is not None and sample.kind != "pair" and self.picture is not None:
            paths = {self.picture.path}
        looks = self.looks()
        marks = [] if grid is None or not self.active else list(self._marks(grid, looks))
        for canvas, item in self._items.items():
            document = canvas.document
            shown = bool(marks) and document is not None and document.picture.path in paths
            item.setVisible(shown)
            if shown and document is not None:
                size = document.pixel_size_of(canvas.page)
                metres = None if size is None else size.x_m
                item.show_points(canvas.tiles.boundingRect(), marks, self.current, metres)

    def _marks(self, grid: "PointGrid", looks: Mapping[str, Look]):  # type: ignore[no-untyped-def]  # noqa: ANN202
        for at, (x, y) in enumerate(grid.points):
            state = self.states.get(at)
            if state is not None and state.label is not None:
                yield Mark(x, y, looks.get(state.label) or Look(state.label, "#808890", "ring"))
            elif (label := self.suggestion(at)) is not None:
                yield Mark(x, y, looks.get(label) or Look(label, "#808890", "ring"), hollow=True)
            else:
                yield Mark(x, y)

    @property
    def drawn(self) -> int:
        """How many points lie over the picture in view."""
        return self._items[self._canvas].count


def _read(collection: "Collection", path: str, page: int) -> Read:
    """What lies on the disk; on the writer's thread."""
    from geodesk.collection import usual_scheme

    points = collection.points
    points.reload()
    scheme = collection.counting() or usual_scheme()
    grid = points.grid_of(path, page)
    if grid is None:
        return Read(scheme, None, can_undo=points.can_undo, can_redo=points.can_redo)
    others = {name: points.states(grid, name) for name in points.annotators(grid) if name != points.annotator}
    return Read(
        scheme,
        grid,
        points.states(grid),
        points.suggested(grid),
        others,
        points.can_undo,
        points.can_redo,
    )
