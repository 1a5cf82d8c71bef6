"""Fases: rules, strokes and models of the open folder, what they make of the page in view, keeping it."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import QObject, QPointF, QRectF

from geodesk.desktop.jobs import Job, Outcome
from geodesk.desktop.samples.marks import Look
from geodesk.desktop.session import Mode
from geodesk.desktop.structure.brush import BrushTool, EraserTool, FillTool
from geodesk.desktop.structure.modelling import ModelPhases
from geodesk.desktop.structure.overlay import StrokesItem
from geodesk.desktop.structure.painting import FEWEST, MOST, Painting
from geodesk.desktop.structure.phaseview import name_of
from geodesk.desktop.theme import class_colour, class_shape
from geodesk.desktop.translation import translate
from geodesk.language import Sentence, language

if TYPE_CHECKING:
    from geodesk.collection import Collection, Phase, Picture, Strokes
    from geodesk.desktop.documents import Document
    from geodesk.desktop.window import Window
    from geodesk.jobs.phases import Rule
    from geodesk.jobs.tryphases import Tried
    from geodesk.micrograph import Rect

RuleName = Literal["strokes", "otsu", "threshold", "mean", "niblack", "sauvola", "model"]
KIND, TRYING = "phases", "phases.try"
_WHOLE = 4 << 20
"""Pixels up to which a learnt rule is tried on all of the page, not on what is in sight alone."""
_LEARNT = ("strokes", "model")
_TOOLS = {"brush": BrushTool, "eraser": EraserTool, "fill": FillTool}
_USUAL_K = {"mean": 0.0, "niblack": -0.2, "sauvola": 0.2}


class PhaseDesk(ModelPhases):
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
        self.retouching.changed.connect(self._painted)
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
            self.retouching.read()
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
    def book(self) -> Painting:
        """What the brush writes to: the strokes to learn from, or the retouches of a model."""
        return self.retouching if self.rule == "model" else self.painting

    @property
    def brushed(self) -> "tuple[Phase, ...]":
        """The phases that the brush can paint."""
        if self.rule == "model":
            return self.model_phases
        return () if self.painting.strokes is None else self.painting.strokes.phases

    @property
    def paintable(self) -> bool:
        """Whether the brush has something to paint on: of a model, only over its answer."""
        if self.rule == "model":
            return self.model_trial is not None and self.retouching.strokes is not None
        return self.rule == "strokes" and self.picture is not None

    @property
    def look(self) -> Look:
        """That of the phase of the brush."""
        looks = self.looks(self.brushed)
        return looks.get(self.label, Look("", class_colour(0).name(), class_shape(0)))

    def _lay_over(self) -> None:
        super()._lay_over()
        # Retouches are seen in the phases themselves, but the eraser needs to see where they are.
        retouching = self.rule == "model" and self.tool == "eraser"
        self._strokes.setVisible(self.active and (self.rule == "strokes" or retouching))

    def _show_strokes(self) -> None:
        strokes, picture = self.book.strokes, self.picture
        shown = []
        if strokes is not None and picture is not None:
            looks = self.looks(strokes.phases)
            page = strokes.of(self._painted_path(picture.path), self._canvas.page)
            shown = [(one, looks[one.label]) for one in page]
        self._strokes.show_strokes(self._canvas.tiles.boundingRect(), shown)

    # Painting

    @property
    def tool(self) -> str:
        """``"brush"``, ``"eraser"``, ``"fill"`` or empty."""
        tool = self._canvas.tool
        return tool.name if isinstance(tool, BrushTool) else ""

    def take_brush(self, name: str = "brush") -> None:
        """Take ``"brush"``, ``"eraser"`` or ``"fill"`` in hand."""
        if self.book.problem is None:
            self._canvas.set_tool(_TOOLS[name](self))
            self._show_strokes()
            self._lay_over()

    def toggle(self, name: str) -> None:
        """Take a tool, or put it away."""
        if self.tool == name:
            self._window.stage.tools.leave()
            self._lay_over()
        else:
            self.take_brush(name)

    def choose(self, index: int) -> None:
        """Paint the phase of a key, 0 for the first; the bucket stays in hand."""
        if index < len(self.brushed):
            self.label = self.brushed[index].label
            if self.paintable:
                self.take_brush("fill" if self.tool == "fill" else "brush")
            self.changed.emit()

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
        if self.paintable and any(page_rect.contains(QPointF(*point)) for point in points):
            self.book.add(Stroke(self._painted_path(path), self.label, points, self.width, page))

    def erase(self, path: str, page: int, x: float, y: float) -> None:
        """The eraser is at a point."""
        self.book.erase(self._painted_path(path), page, x, y, self.width / 2)

    def fill(self, path: str, page: int, x: float, y: float) -> None:
        """The region at a point gets the phase chosen."""
        from geodesk.collection import Stroke

        if self.paintable and self.rule == "model" and self._canvas.tiles.boundingRect().contains(x, y):
            self.book.add(Stroke(self._painted_path(path), self.label, ((x, y),), 1.0, page, fill=True))

    def _painted_path(self, path: str) -> str:
        """Under which path strokes stand: of a model of pairs, under that of the first face."""
        trial = self.model_trial if self.rule == "model" else None
        return path if trial is None else trial.paths[0]

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
        labels = [phase.label for phase in self.brushed]
        if labels and self.label not in labels:
            self.label = labels[0]
        self._show_strokes()
        self._window.actions_.refresh_soon()
        self.changed.emit()

    # Trying and keeping

    def set_rule(self, rule: RuleName) -> None:
        """Make phases otherwise."""
        self.rule = rule
        if self.tool:
            self._window.stage.tools.leave()
        if rule == "strokes":
            self.take_brush()
        if rule == "model" and self.segmenters.entries is None:
            self.segmenters.list_models()
        self._painted()
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
        if self.rule == "model":
            return self.segmenters.model is not None and self.retouching.strokes is not None
        return self.rule != "strokes" or self.painted_phases >= 2

    def how(self) -> "Rule | Strokes":
        """The rule as it is set, or the strokes to learn it from; not a model's, see `model_rule`."""
        from geodesk.jobs.phases import Threshold
        from geodesk.morphology.phases import LocalRule

        if self.rule == "strokes":
            assert self.painting.strokes is not None
            return self.painting.strokes
        assert self.rule != "model"
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
        if self.rule == "model":
            return self.model_trial is not None
        if trial.raw is not None:
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
        rule, make = self.rule, self._making(collection)

        def title() -> str:
            if rule == "strokes":
                return translate("PhaseDesk", "Learning the phases from the strokes")
            if rule == "model":
                return translate("PhaseDesk", "Segmenting by the model")
            return translate("PhaseDesk", "Making the phases")

        def steps():  # type: ignore[no-untyped-def]  # noqa: ANN202 - imported on the job's thread
            from geodesk.jobs.tryphases import try_phases

            return try_phases(item, page, make(), collection, part)

        job = self._session.jobs.start(TRYING, title, steps)
        job.paced = False
        job.rows.connect(self._tried)
        job.finished.connect(partial(self._ended, job))
        self.changed.emit()

    def _making(self, collection: "Collection") -> "Callable[[], Rule | Strokes]":
        """Gives the rule on the thread of a job: that of a model takes time to make."""
        if self.rule == "model":
            return self.model_rule(collection)
        how = self.how()
        return lambda: how

    def _part(self, document: "Document") -> "Rect | None":
        """What is in sight of a large page, for a rule that is learnt."""
        from geodesk.micrograph import Rect

        content = document.content_of(self._canvas.page)
        if self.rule not in _LEARNT or content.w * content.h <= _WHOLE:
            return None
        view = self._canvas.viewport().rect()
        first = self._canvas.to_picture(QPointF(view.topLeft()))
        last = self._canvas.to_picture(QPointF(view.bottomRight()))
        seen = QRectF(first, last).intersected(QRectF(*content)).toAlignedRect()
        return None if seen.isEmpty() else Rect(seen.x(), seen.y(), seen.width(), seen.height())

    def _tried(self, rows: "tuple[Tried, ...]") -> None:
        self.tried = rows[-1]
        self._lay_over()
        self._painted()
        self._retouched()  # strokes may have been painted meanwhile

    def apply(self, items: "Sequence[Picture]") -> None:
        """Make and keep the label images of these pictures."""
        collection = self._session.collection
        if collection is None or not self.ready:
            return
        make, tried = self._making(collection), self.tried

        def steps():  # type: ignore[no-untyped-def]  # noqa: ANN202 - imported on the job's thread
            from geodesk.collection import Strokes
            from geodesk.jobs.tryphases import keep_phases, learnt_from

            how = make()
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
