"""The models that segment: which there are, and the one that makes phases."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from geodesk.language import Sentence

if TYPE_CHECKING:
    from geodesk.desktop.window import Window
    from geodesk.jobs.catalogue import Entry
    from geodesk.models import Segmenter

_REMEMBERED = 8


class SegmenterDesk(QObject):
    """The models to choose from, and the one in use.

    Attributes
    ----------
    entries
        Models of the task ``segment``, installed or opened before; None until they have been looked for.
    model
        The one in use; None until one has been chosen and opened.
    loading
        Path of the one that is being opened.
    refused
        Why the last one chosen cannot be used.
    """

    changed = Signal()
    opened = Signal()
    """Another model is in use, or none any more."""

    def __init__(self, window: "Window", parent: QObject) -> None:
        super().__init__(parent)
        self._session, self._settings = window.session, window.settings
        self.entries: list[Entry] | None = None
        self.model: Segmenter | None = None
        self.loading: Path | None = None
        self.refused: Sentence | None = None
        window.settings.watchers.append(self._settings_changed)

    def list_models(self) -> None:
        """Look for models and read their cards; one used before, or the only one, is opened."""
        others = list(self._settings.values.segmenters)

        def work() -> "list[Entry]":
            from geodesk.jobs.catalogue import listed
            from geodesk.models import installed

            known = installed()
            found = listed([*known, *(p for p in map(Path, others) if p.is_file() and p not in known)])
            return [entry for entry in found if entry.card is not None and entry.card.task == "segment"]

        self._session.tasks.run(work, self._listed, channel="phases.models")

    def _listed(self, entries: "list[Entry]") -> None:
        self.entries = entries
        paths = [entry.path for entry in entries]
        last = Path(self._settings.values.segmenters[0]) if self._settings.values.segmenters else None
        wanted = last if last in paths else paths[0] if len(paths) == 1 else None
        if wanted is not None and self.model is None and self.loading is None:
            self.use(wanted)
        self.changed.emit()

    def use(self, path: Path) -> None:
        """Open a model on a thread; one that cannot be used is told of, and the one in use stays."""
        device = self._settings.values.device
        self.loading, self.refused = path, None
        self.changed.emit()

        def work() -> "Segmenter":
            from geodesk.jobs.modelled import open_segmenter

            return open_segmenter(path, device)

        self._session.tasks.run(work, self._opened, self._not_opened, channel="phases.model")

    def _opened(self, model: "Segmenter") -> None:
        self.loading, self.model = None, model
        path = str(model.path)
        others = [path, *(one for one in self._settings.values.segmenters if one != path)]
        self._settings.set(segmenters=others[:_REMEMBERED])
        if self.entries is not None and all(entry.path != model.path for entry in self.entries):
            self.list_models()
        for notice in model.notices:
            self._session.notice(notice)
        self.opened.emit()
        self.changed.emit()

    def _not_opened(self, sentence: Sentence) -> None:
        self.loading, self.refused = None, sentence
        self._session.error(sentence)
        self.changed.emit()

    def _settings_changed(self, names: frozenset[str]) -> None:
        if "device" in names and self.model is not None:
            self.use(self.model.path)
