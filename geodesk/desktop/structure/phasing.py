"""Fases: strokes and rules of the open folder, what they make of the page in view, and keeping it."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import QObject, QPointF, QRectF

from geodesk.desktop.jobs import Job, Outcome
from geodesk.desktop.samples.marks import Look
from geodesk.desktop.session import Mode
from geodesk.desktop.structure.brush import BrushTool, EraserTool
from geodesk.desktop.structure.overlay import StrokesItem
from geodesk.desktop.structure.painting import FEWEST, MOST, Painting
from geodesk.desktop.structure.phaseview import PhaseView, name_of
from geodesk.desktop.theme import class_colour, class_shape
from geodesk.desktop.translation import translate
from geodesk.language import Sentence, language

if TYPE_CHECKING:
    from geodesk.collection import Picture, Strokes
    from geodesk.desktop.documents import Document
    from geodesk.desktop.window import Window
    from geodesk.jobs.phases import Rule
    from geodesk.jobs.tryphases import Tried
    from geodesk.micrograph import Rect

RuleName = Literal["strokes", "otsu", "threshold", "mean", "niblack", "sauvola"]
KIND, TRYING = "phases", "phases.try"
_WHOLE = 4 << 20
"""Pixels up to which a learnt rule is tried on all of the page, not on what is in sight alone."""
_USUAL_K = {"mean": 0.0, "niblack": -0.2, "sauvola": 0.2}


class PhaseDesk(PhaseView):
    """What the panel, the actions and the brush share.

    Attributes
    ----------
    painting
        The strokes.
    rule
        How phases are made.
    label
        The phase that the brush shows.
    width
        The brush, in pixels of the picture.
    classes, level, side, k
        Of Otsu's rule, the threshold, and a local threshold.
    """

    def __init__(self, window: "Window", parent: QObject) -> None:
        super().__init__(window, parent)
        self.painting: Painting = Painting(window.session, self)
        self.rule: RuleName = "strokes"
        self.label = 1
        self.width = 8.0
        self.classes, self.level, self.side = 2, 128.0, 51
        self.k: float | None = None
        self._job: Job | None = None
        self._seen: tuple[Document | None, int] = (None, 0)
        self._strokes = StrokesItem()
        self._canvas.scene().addItem(self._strokes)
        session = self._session
        self.painting.changed.connect(self._painted)
        session.mode_changed.connect(self._mode_changed)
        session.collection_changed.connect(self._mode_changed)
        session.jobs.changed.connect(self.changed)
        window.stage.view_changed.connect(self._look)
        self._mode_changed()

    # What is in view

    def _mode_changed(self) -> None:
        if self._session.mode is Mode.PHASES:
            self.painting.read()
            if self.rule == "strokes" and self._session.collection is not None:
                self.take_brush()
        elif self.tool:
            self._window.stage.tools.leave()
        self._seen = (None, 0)
        self._look()
        self._lay_over()

    def _look(self) -> None:
        """Another page may be in view."""
        seen = (self._canvas.document, self._canvas.page)
        if not self.active or seen == self._seen:
            return
        self._seen = seen
        self.kept = None
        self._show_strokes()
        self.read_kept()
        self._lay_over()

    @property
    def look(self) -> Look:
        """That of the phase of the brush."""
        strokes = self.painting.strokes
        looks = {} if strokes is None else self.looks(strokes.phases)
        return looks.get(self.label, Look("", class_colour(0).name(), class_shape(0)))

    def _lay_over(self) -> None:
        super()._lay_over()
        self._strokes.setVisible(self.active and self.rule == "strokes")

    def _show_strokes(self) -> None:
        strokes, picture = self.painting.strokes, self.picture
        shown = []
        if strokes is not None and picture is not None:
            looks = self.looks(strokes.phases)
            shown = [(one, looks[one.label]) for one in strokes.of(picture.path, self._canvas.page)]
        self._strokes.show_strokes(self._canvas.tiles.boundingRect(), shown)

    # Painting

    @property
    def tool(self) -> str:
        """``"brush"``, ``"eraser"`` or empty."""
        tool = self._canvas.tool
        return tool.name if isinstance(tool, BrushTool) else ""

    def take_brush(self, eraser: bool = False) -> None:
        """Paint, or erase."""
        if self.painting.problem is None:
            self._canvas.set_tool(EraserTool(self) if eraser else BrushTool(self))
            self._window.actions_.refresh_soon()
            self.changed.emit()

    def toggle(self, eraser: bool) -> None:
        """Take brush or eraser, or put it away."""
        if self.tool == ("eraser" if eraser else "brush"):
            self._window.stage.tools.leave()
            self.changed.emit()
        else:
            self.take_brush(eraser)

    def choose(self, index: int) -> None:
        """Paint the phase of a key, 0 for the first."""
        strokes = self.painting.strokes
        if strokes is not None and index < len(strokes.phases):
            self.label = strokes.phases[index].label
            self.take_brush()

    def set_width(self, width: float) -> None:
        """Another brush."""
        self.width = min(max(width, 1.0), 200.0)
        self._canvas.viewport().update()
        self.changed.emit()

    def paint(self, path: str, page: int, points: tuple[tuple[float, float], ...]) -> None:
        """A stroke has been painted; one that lies beside the picture counts for nothing."""
        from geodesk.collection import Stroke

        reach = self.width / 2
        page_rect = self._canvas.tiles.boundingRect().adjusted(-reach, -reach, reach, reach)
        if any(page_rect.contains(QPointF(*point)) for point in points):
            self.painting.add(Stroke(path, self.label, points, self.width, page))

    def erase(self, path: str, page: int, x: float, y: float) -> None:
        """The eraser is at a point."""
        self.painting.erase(path, page, x, y, self.width / 2)

    @property
    def painted_phases(self) -> int:
        """How many phases have a stroke."""
        strokes = self.painting.strokes
        return 0 if strokes is None else len({one.label for one in strokes.strokes})

    def set_count(self, count: int) -> None:
        """So many phases, 2 to 4; the last ones go with their strokes."""
        strokes = self.painting.strokes
        if strokes is None:
            return
        from geodesk.collection import Phase

        phases = strokes.phases[: max(count, FEWEST)]
        while len(phases) < min(count, MOST):
            used = {phase.label for phase in phases}
            phases += (Phase(next(n for n in range(1, 255) if n not in used)),)
        self.painting.set_phases(phases)

    def rename(self, index: int, name: str) -> None:
        """Name a phase, in the language in force; in the other one too where it has no name yet."""
        strokes = self.painting.strokes
        if strokes is None or index >= len(strokes.phases):
            return
        old = strokes.phases[index]
        es, en = (name, old.en or name) if language() == "es" else (old.es or name, name)
        if name_of(old) != name and (name or old.es or old.en):
            new = replace(old, es=es, en=en)
            self.painting.set_phases(tuple(new if one is old else one for one in strokes.phases))

    def _painted(self) -> None:
        strokes = self.painting.strokes
        if strokes is not None and self.label not in {phase.label for phase in strokes.phases}:
            self.label = strokes.phases[0].label
        self._show_strokes()
        self._window.actions_.refresh_soon()
        self.changed.emit()

    # Trying and keeping

    def set_rule(self, rule: RuleName) -> None:
        """Make phases otherwise."""
        self.rule = rule
        if rule == "strokes":
            self.take_brush()
        elif self.tool:
            self._window.stage.tools.leave()
        self._lay_over()

    @property
    def busy(self) -> bool:
        """Whether a trial is under way."""
        return bool(self._session.jobs.running(TRYING))

    @property
    def ready(self) -> bool:
        """Whether there is a rule to try."""
        if self.picture is None or self._session.collection is None:
            return False
        return self.rule != "strokes" or self.painted_phases >= 2

    def how(self) -> "Rule | Strokes":
        """The rule as it is set, or the strokes to learn it from."""
        from geodesk.jobs.phases import Threshold
        from geodesk.morphology.phases import LocalRule

        if self.rule == "strokes":
            assert self.painting.strokes is not None
            return self.painting.strokes
        if self.rule == "otsu":
            return Threshold("otsu", self.classes)
        if self.rule == "threshold":
            return Threshold(self.level)
        return LocalRule(self.rule, self.side, self.factor)

    @property
    def factor(self) -> float:
        """Of the local threshold that is chosen."""
        return _USUAL_K.get(self.rule, 0.0) if self.k is None else self.k

    @property
    def current(self) -> bool:
        """Whether the trial is of the rule and the strokes as they are now."""
        trial = self.trial
        if trial is None or not self.ready:
            return False
        from geodesk.jobs.tryphases import learnt_from

        strokes = self.painting.strokes
        if self.rule == "strokes" and strokes is not None:
            return learnt_from(trial.rule, strokes)
        return trial.rule == self.how()

    def try_(self) -> None:
        """Learn, and show what comes of it on the page in view."""
        collection, document = self._session.collection, self._canvas.document
        if not self.ready or document is None or collection is None:
            return
        item, page, part = document.picture, self._canvas.page, self._part(document)
        rule, how = self.rule, self.how()

        def title() -> str:
            if rule == "strokes":
                return translate("PhaseDesk", "Learning the phases from the strokes")
            return translate("PhaseDesk", "Making the phases")

        def steps():  # type: ignore[no-untyped-def]  # noqa: ANN202 - imported on the job's thread
            from geodesk.jobs.tryphases import try_phases

            return try_phases(item, page, how, collection, part)

        job = self._session.jobs.start(TRYING, title, steps)
        job.paced = False
        job.rows.connect(self._tried)
        job.finished.connect(partial(self._ended, job))
        self.changed.emit()

    def _part(self, document: "Document") -> "Rect | None":
        """What is in sight of a large page, for a rule that is learnt."""
        from geodesk.micrograph import Rect

        content = document.content_of(self._canvas.page)
        if self.rule != "strokes" or content.w * content.h <= _WHOLE:
            return None
        view = self._canvas.viewport().rect()
        first = self._canvas.to_picture(QPointF(view.topLeft()))
        last = self._canvas.to_picture(QPointF(view.bottomRight()))
        seen = QRectF(first, last).intersected(QRectF(*content)).toAlignedRect()
        return None if seen.isEmpty() else Rect(seen.x(), seen.y(), seen.width(), seen.height())

    def _tried(self, rows: "tuple[Tried, ...]") -> None:
        self.tried = rows[-1]
        self._lay_over()

    def apply(self, items: "Sequence[Picture]") -> None:
        """Make and keep the label images of these pictures."""
        collection = self._session.collection
        if collection is None or not self.ready:
            return
        how, tried = self.how(), self.tried

        def steps():  # type: ignore[no-untyped-def]  # noqa: ANN202 - imported on the job's thread
            from geodesk.collection import Strokes
            from geodesk.jobs.tryphases import keep_phases, learnt_from

            learnt = tried is not None and isinstance(how, Strokes) and learnt_from(tried.rule, how)
            return keep_phases(items, tried.rule if learnt and tried is not None else how, collection)

        job = self._session.jobs.start(KIND, lambda: translate("PhaseDesk", "Keeping the phases"), steps)
        job.finished.connect(partial(self._ended, job))

    def _ended(self, job: Job) -> None:
        if job.outcome is Outcome.FAILED and job.error is not None:
            self._session.error(job.error)
        if job.kind == KIND:
            if job.errors:
                count = len(job.errors)
                self._session.error(
                    Sentence(
                        en=f"Phases could not be made of {count} pictures; the strip below lists them.",
                        es=f"Hay {count} imágenes sin fases por un error; la franja inferior las lista.",
                    )
                )
            elif job.outcome is Outcome.DONE:
                self.tried = None  # what is kept now says the same
            self.read_kept()
        self.changed.emit()
