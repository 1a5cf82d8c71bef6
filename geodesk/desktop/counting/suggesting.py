"""Beginning a count, and what a model or a label image suggests for its points."""

from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from geodesk.desktop.jobs import Job, Outcome
from geodesk.desktop.translation import translate
from geodesk.language import Sentence

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geodesk.collection import Collection, LabelClass, Picture, PointGrid, Suggested
    from geodesk.desktop.counting.view import CountView
    from geodesk.desktop.window import Window
    from geodesk.jobs.pointcount import Judged, Laid
    from geodesk.models import Classifier

KIND = "count"
PHASES = "phases"
"""In place of a model: the label image kept for the picture."""

Source = Path | str | None
"""A model's file, `PHASES`, or None: by hand."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A count to begin.

    Attributes
    ----------
    offset, seed
        As in `geodesk.morphology.pointgrid.grid_points`.
    source
        What suggests classes.
    tile
        Side in pixels of what a model sees around each point; None: as its card says.
    """

    points: int = 300
    offset: str = "random"
    seed: int = 0
    source: Source = None
    tile: int | None = None


class Suggesting(QObject):
    """Lays points, and has a model or a label image say what they are."""

    def __init__(self, window: "Window", desk: "CountView") -> None:
        super().__init__(desk)
        self._window, self._session, self._desk = window, window.session, desk

    @property
    def busy(self) -> bool:
        """Whether a model is being asked."""
        return bool(self._session.jobs.running(KIND))

    def begin(self, wanted: Wanted) -> None:
        """Lay points over the picture in view, keep them, and suggest classes."""
        collection, picture, page = self._session.collection, self._desk.picture, self._session.page
        if collection is None or picture is None:
            return

        def lay() -> "Laid":
            from geodesk.jobs.pointcount import lay

            offset = "centred" if wanted.offset == "centred" else "random"
            return lay(picture, wanted.points, offset=offset, seed=wanted.seed, page=page)  # type: ignore[arg-type]

        def laid(found: "Laid") -> None:
            def keep() -> "PointGrid":
                return collection.points.begin(
                    picture.path,
                    found.points,
                    found.area,
                    offset=found.offset,
                    seed=found.seed,
                    page=page,
                )

            self._session.writer.run(keep, partial(self._begun, collection, picture, wanted))

        self._session.tasks.run(lay, laid, channel="count.lay")

    def _begun(self, collection: "Collection", picture: "Picture", wanted: Wanted, grid: "PointGrid") -> None:
        if self._session.collection is not collection:
            return
        self._desk.current = None
        self._desk.read(go=True)
        self._suggest(collection, picture, grid, wanted)

    def suggest(self, wanted: Wanted) -> None:
        """Suggest classes for the points of the picture in view."""
        collection, picture, grid = self._session.collection, self._desk.picture, self._desk.grid
        if collection is not None and picture is not None and grid is not None:
            self._suggest(collection, picture, grid, wanted)

    def _suggest(
        self, collection: "Collection", picture: "Picture", grid: "PointGrid", wanted: Wanted
    ) -> None:
        if wanted.source is None:
            return
        if wanted.source == PHASES:
            work = partial(_from_phases, collection, picture, grid)
            self._session.tasks.run(
                work, lambda found: self._keep(collection, grid, *found), channel="count.phases"
            )
            return
        classifying, path = self._window.classifying, Path(wanted.source)
        opened = classifying.opened
        if opened is not None and opened.file.path == path and classifying.usable:
            self._ask(collection, picture, grid, opened.model, wanted.tile)
            return

        def then() -> None:
            model = classifying.model
            if model is not None:
                self._ask(collection, picture, grid, model, wanted.tile)

        classifying.use(path, then=then)

    def _ask(
        self,
        collection: "Collection",
        picture: "Picture",
        grid: "PointGrid",
        model: "Classifier",
        tile: int | None,
    ) -> None:
        def steps():  # type: ignore[no-untyped-def]  # noqa: ANN202 - imported on the job's thread
            from geodesk.jobs.faces import Pairs
            from geodesk.jobs.pointcount import judge

            pairs = Pairs(collection.pictures(), collection.patterns())
            return judge(picture, grid.points, model, tile=tile, page=grid.page, pairs=pairs)

        title = partial(_title, picture.file.name, model.name)
        job = self._session.jobs.start(KIND, title, steps)
        job.paced = False
        job.rows.connect(partial(self._judged, collection, grid))
        job.finished.connect(partial(self._ended, job))
        self._desk.changed.emit()

    def _judged(self, collection: "Collection", grid: "PointGrid", rows: "Sequence[Judged]") -> None:
        self._keep(collection, grid, rows[-1].suggested(), rows[-1].classes)

    def _keep(
        self,
        collection: "Collection",
        grid: "PointGrid",
        suggested: "Suggested",
        classes: "Sequence[LabelClass]",
    ) -> None:
        """Keep suggestions beside the folder, and have their classes among those that are counted into."""
        if self._session.collection is not collection:
            return
        scheme = self._desk.scheme
        if scheme is not None and (more := scheme.with_classes(classes)) != scheme:
            self._desk.keep_scheme(more)
        work = partial(collection.points.suggest, grid, suggested)
        self._session.writer.run(work, lambda _: self._desk.read())

    def _ended(self, job: Job) -> None:
        if job.outcome is Outcome.FAILED and job.error is not None:
            self._session.error(job.error)
        self._desk.changed.emit()


def _title(name: str, model: str) -> str:
    return translate("Suggesting", "Suggestions for {name} · {model}").format(name=name, model=model)


def _from_phases(
    collection: "Collection", picture: "Picture", grid: "PointGrid"
) -> "tuple[Suggested, tuple[LabelClass, ...]]":
    """What the label image kept for a picture says; on a thread."""
    from geodesk.jobs.pointcount import read_labels
    from geodesk.language import GeoDeskError

    image = collection.phases.of(picture)
    if image is None or not image.fits(picture):
        said = Sentence(
            en="No phases are kept for this picture as it is now; make them in Phases first.",
            es="No hay fases guardadas de esta imagen como está ahora; hágalas antes en Fases.",
        )
        raise GeoDeskError(en=said.en, es=said.es)
    return read_labels(image, grid.points, grid.page)
