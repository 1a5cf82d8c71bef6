"""Phases by a model: the model in use, and its answer retouched as people paint over it."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from geodesk.desktop.structure.phaseview import PhaseView
from geodesk.desktop.structure.retouching import Retouching
from geodesk.desktop.structure.segmenters import SegmenterDesk

if TYPE_CHECKING:
    from geodesk.collection import Collection, Phase, Picture
    from geodesk.desktop.window import Window
    from geodesk.jobs.modelled import Modelled
    from geodesk.jobs.tryphases import Tried


class ModelPhases(PhaseView):
    """The model that makes phases and what is painted over it.

    Attributes
    ----------
    segmenters
        The models to choose from.
    retouching
        What was painted over.
    """

    def __init__(self, window: "Window", parent: QObject) -> None:
        super().__init__(window, parent)
        self.segmenters = SegmenterDesk(window, self)
        self.retouching: Retouching = Retouching(window.session, self)
        self.segmenters.changed.connect(self._model_changed)
        self.segmenters.opened.connect(self._model_opened)
        self.retouching.changed.connect(self._retouched)

    @property
    def model_trial(self) -> "Tried | None":
        """The trial of the page in view, if the model in use made it."""
        trial, model = self.trial, self.segmenters.model
        if trial is None or trial.raw is None or model is None:
            return None
        return trial if trial.rule.model is model else None  # type: ignore[union-attr]

    @property
    def model_phases(self) -> "tuple[Phase, ...]":
        """The classes of the model in use."""
        return self.retouching.phases

    @property
    def retouched_here(self) -> int:
        """How many retouches lie on the page in view."""
        trial = self.model_trial
        return 0 if trial is None else self.retouching.count(trial.paths[0], trial.page)

    def faces_in_view(self) -> "list[Picture]":
        """The pictures that have the phases of the trial: both of a pair that the model sees together."""
        trial, picture = self.model_trial, self.picture
        if trial is None or picture is None:
            return [] if picture is None else [picture]
        known = {one.path: one for sample in self._session.samples for one in sample.pictures}
        return [known[path] for path in trial.paths if path in known] or [picture]

    def model_rule(self, collection: "Collection") -> "Callable[[], Modelled]":
        """Makes the rule, on the thread of a job; what was segmented last is not segmented again."""
        model, trial, retouches = self.segmenters.model, self.model_trial, self.retouching.strokes
        assert model is not None
        rule: Modelled | None = None if trial is None else trial.rule  # type: ignore[assignment]
        items = [] if rule is not None else [one for s in self._session.samples for one in s.pictures]

        def make() -> "Modelled":
            from geodesk.jobs.modelled import Modelled

            made = rule if rule is not None else Modelled(model, items, collection, retouches)
            return made.with_retouches(retouches)

        return make

    def _model_changed(self) -> None:
        self._window.actions_.refresh_soon()
        self.changed.emit()

    def _model_opened(self) -> None:
        from geodesk.jobs.modelled import phases_of

        model = self.segmenters.model
        if model is not None:
            self.retouching.name_by(phases_of(model))
        self._lay_over()

    def _retouched(self) -> None:
        """Lay the retouches as they are now over what the model said of the page in view."""
        tried, strokes = self.model_trial, self.retouching.strokes
        if tried is not None and tried.rule.retouches != strokes:  # type: ignore[union-attr]

            def work() -> "Tried":
                from geodesk.jobs.tryphases import retouch

                return retouch(tried, strokes)

            self._session.tasks.run(work, self._laid_over, self._session.error, channel="phases.retouch")
        self._window.actions_.refresh_soon()
        self.changed.emit()

    def _laid_over(self, tried: "Tried") -> None:
        if self.tried is not None and self.tried.raw is tried.raw:
            self.tried = tried
            self._lay_over()
