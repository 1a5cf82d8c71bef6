"""The generator in use: finding and opening it, and the device it runs on."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from geodesk.language import Sentence

if TYPE_CHECKING:
    from geodesk.desktop.window import Window
    from geodesk.jobs.catalogue import Entry
    from geodesk.models import Generator

_REMEMBERED = 8


class GeneratorDesk(QObject):
    """The generators there are, and the one in use.

    Attributes
    ----------
    entries
        Those to choose from.
    model
        None until one is open.
    loading
        Whether one is being opened.
    refused
        Why the last one chosen cannot be used.
    """

    models_changed = Signal()
    model_changed = Signal()

    def __init__(self, window: "Window", parent: QObject) -> None:
        super().__init__(parent)
        self._window, self._session, self._settings = window, window.session, window.settings
        self.entries: list[Entry] = []
        self.model: Generator | None = None
        self.loading = False
        self.refused: Sentence | None = None
        self._told: set[Sentence] = set()
        window.settings.watchers.append(self._settings_changed)

    @property
    def usable(self) -> bool:
        """Whether there is a model that is what its card says."""
        return not self.loading and self.model is not None and self.model.badge.state != "failed"

    def list_models(self) -> None:
        """Look for generators; the first one is opened where none is in use. `models_changed` follows."""
        others = [Path(other) for other in self._settings.values.generators]

        def work() -> "list[Entry]":
            from geodesk.jobs.catalogue import listed
            from geodesk.models import installed

            known = installed()
            entries = listed([*known, *(path for path in others if path.is_file() and path not in known)])
            return [one for one in entries if one.card is not None and one.card.task == "generate"]

        def done(entries: "list[Entry]") -> None:
            self.entries = entries
            self.models_changed.emit()
            if self.model is None and not self.loading and entries:
                last = self._settings.values.generator
                self.use(next((one.path for one in entries if str(one.path) == last), entries[0].path))

        self._session.tasks.run(work, done, channel="generate.models")

    def use(self, path: str | Path) -> None:
        """Open a generator on a thread; one that cannot be used is told of, and the one in use stays."""
        device = self._settings.values.device
        self.loading, self.refused = True, None
        self.model_changed.emit()

        def work() -> "tuple[Generator, bool]":
            from geodesk.models import installed, load

            model = load(path, device, task="generate")
            return model, model.path in installed()

        self._session.tasks.run(work, self._use, self._not_opened, channel="generate.model")

    def _use(self, opened: "tuple[Generator, bool]") -> None:
        self.model, here = opened
        self.loading = False
        path = str(self.model.path)
        known = any(str(entry.path) == path for entry in self.entries)
        self._settings.set(generator=path)
        if not here:
            others = [other for other in self._settings.values.generators if other != path]
            self._settings.set(generators=[path, *others][:_REMEMBERED])
        if not known:
            self.list_models()
        self._told = set()
        self.tell_device()
        self._changed()

    def _not_opened(self, sentence: Sentence) -> None:
        self.loading, self.refused = False, sentence
        self._session.error(sentence)
        self._changed()

    def _changed(self) -> None:
        self.model_changed.emit()
        self._window.actions_.refresh_soon()

    def tell_device(self) -> None:
        """Tell on the status bar what runs the model, and why; what is new about it in a toast."""
        if self.model is None:
            return
        for notice in self.model.notices:
            if notice not in self._told:
                self._told.add(notice)
                self._session.notice(notice)
        line = f"{self.model.name} · {self.model.provider}"
        self._window.status.set_device(str(self.model.runner.why).rstrip("."), line)

    def _settings_changed(self, names: frozenset[str]) -> None:
        if "device" in names and self.model is not None:
            self.use(self.model.path)
