"""The captioner in use: opening it, leaving it, following the device."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from geodesk.language import Sentence

# This module is part of the first paint: models and onnxruntime are imported on the threads that work.
if TYPE_CHECKING:
    from geodesk.desktop.classifying.models import ModelDesk
    from geodesk.desktop.window import Window
    from geodesk.jobs.captioned import OpenedCaptioner
    from geodesk.models import Captioner

_REMEMBERED = 8


class CaptionModelDesk(QObject):
    """The captioner in use.

    Attributes
    ----------
    opened
        The captioner in use; None: a classifier is.
    loading, refused
        Whether one is being opened; why the last one chosen cannot be used.
    """

    model_changed = Signal()
    begun = Signal()
    """A captioner is in use from now on."""
    left = Signal()
    """A classifier is in use again."""

    def __init__(self, window: "Window", models: "ModelDesk") -> None:
        super().__init__(window)
        self._window, self._session, self._settings = window, window.session, window.settings
        self.opened: OpenedCaptioner | None = None
        self.loading = False
        self.refused: Sentence | None = None
        self._told: set[Sentence] = set()
        models.captioner_chosen.connect(self.use)
        models.picked.connect(self.leave)
        window.settings.watchers.append(self._settings_changed)

    @property
    def model(self) -> "Captioner | None":
        """The captioner in use."""
        return None if self.opened is None else self.opened.model

    @property
    def active(self) -> bool:
        """Whether Clasificar writes captions."""
        return self.opened is not None

    @property
    def usable(self) -> bool:
        """Whether captions can be asked for: the model is what its card says."""
        return self.opened is not None and self.opened.model.badge.state != "failed"

    def use(self, path: Path) -> None:
        """Open a captioner on a thread; one that cannot be used is told of, and the model in use stays."""
        device = self._settings.values.device
        self.loading, self.refused = True, None
        self.model_changed.emit()

        def work() -> "tuple[OpenedCaptioner, bool]":
            from geodesk.jobs.captioned import open_captioner
            from geodesk.models import installed

            return open_captioner(path, device), path in installed()

        def done(found: "tuple[OpenedCaptioner, bool]") -> None:
            self.loading, (self.opened, bundled) = False, found
            if not bundled:
                others = [str(path), *(one for one in self._settings.values.models if one != str(path))]
                self._settings.set(models=others[:_REMEMBERED])
                self._window.classifying.list_models()
            self.tell_device()
            self._changed()
            self.begun.emit()

        self._session.tasks.run(work, done, self._not_opened, channel="caption.model")

    def leave(self) -> None:
        """A classifier is in use again."""
        if self.opened is not None or self.loading:
            self._session.tasks.drop("caption.model")
            self.opened, self.loading = None, False
            self.left.emit()
            self._window.classifying.tell_device()
            self._changed()

    def tell_device(self) -> None:
        """Tell on the status bar what runs the captioner, and why; what is new about it in a toast."""
        model = self.model
        if model is not None:
            for notice in model.notices:
                if notice not in self._told:
                    self._told.add(notice)
                    self._session.notice(notice)
            self._window.status.set_device(
                str(model.runner.why).rstrip("."), f"{model.name} · {model.provider}"
            )

    def _not_opened(self, sentence: Sentence) -> None:
        self.loading, self.refused = False, sentence
        self._session.error(sentence)
        self._changed()

    def _changed(self) -> None:
        self.model_changed.emit()
        self._window.actions_.refresh_soon()

    def _settings_changed(self, names: frozenset[str]) -> None:
        if "device" in names and self.opened is not None:
            self.use(self.opened.path)
