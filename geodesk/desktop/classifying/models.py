"""The model in use: finding, opening and asking about it, and the device it runs on."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from geodesk.desktop.translation import number
from geodesk.language import Sentence

# This module is part of the first paint: models and onnxruntime are imported on the threads that work.
if TYPE_CHECKING:
    from geodesk.desktop.window import Window
    from geodesk.jobs.catalogue import Entry
    from geodesk.jobs.folder import Opened
    from geodesk.models import Answers, Classifier, Questions

_REMEMBERED = 8


@dataclass(frozen=True, slots=True)
class Asked:
    """A model without a card, of which something must be said first."""

    path: Path
    questions: "Questions"
    said: "Answers | None" = None
    why: Sentence | None = None


class ModelDesk(QObject):
    """The models there are, and the one in use.

    Attributes
    ----------
    entries
        The models to choose from; empty until `list_models` has been answered.
    opened
        The model in use; None until one is needed.
    loading
        The path or name of a model that is being opened.
    refused
        Why the last model chosen cannot be used.
    seconds
        What the last picture took, from the file to the probabilities.
    """

    models_changed = Signal()
    model_changed = Signal()
    captioner_chosen = Signal(object)
    """The path of a model that writes captions: Leyenda's desk opens it."""
    picked = Signal()
    """A classifier was chosen and is in use."""
    replaced = Signal()
    """Another model, or the same on another device: what the old one said of a picture is gone."""

    def __init__(self, window: "Window") -> None:
        super().__init__(window)
        self._window, self._session, self._settings = window, window.session, window.settings
        self.entries: list[Entry] = []
        self.opened: Opened | None = None
        self.loading: str | None = None
        self.refused: Sentence | None = None
        self.seconds: float | None = None
        self._told: set[Sentence] = set()
        window.settings.watchers.append(self._settings_changed)

    @property
    def model(self) -> "Classifier | None":
        """The classifier in use."""
        return None if self.opened is None else self.opened.model

    @property
    def next_name(self) -> str | None:
        """The name of the model in use, else of the one that would be opened; None: not known."""
        if self.model is not None:
            return self.model.name
        wanted = self._settings.values.model
        entry = next((one for one in self.entries if wanted in (one.path.stem, str(one.path))), None)
        if entry is None or entry.error is not None:
            return None
        return entry.path.stem if entry.card is None else entry.card.name

    @property
    def usable(self) -> bool:
        """Whether classifying can be asked for: the model is what its card says, or is still to be opened."""
        model = self.model
        return self.loading is None and (model is None or model.badge.state != "failed")

    def list_models(self) -> None:
        """Look for models and read their cards; `models_changed` follows."""
        others = list(self._settings.values.models)

        def work() -> "list[Entry]":
            from geodesk.jobs.catalogue import listed
            from geodesk.models import installed

            known = installed()
            return listed([*known, *(p for p in map(Path, others) if p.is_file() and p not in known)])

        def done(entries: "list[Entry]") -> None:
            self.entries = entries
            self.models_changed.emit()

        self._session.tasks.run(work, done, channel="classify.models")

    def use(
        self,
        chosen: str | Path | None = None,
        answers: "Answers | None" = None,
        then: Callable[[], None] | None = None,
        again: bool = False,
    ) -> None:
        """Open a model (that of the settings by default) on a thread, then do `then`.

        One that cannot be used is told of, and the model in use stays; so it does with one that writes
        captions. `again`: nobody chose it anew, its device or folder is another.
        """
        name = str(chosen or self._settings.values.model)
        device, collection = self._settings.values.device, self._session.collection
        before = self.opened
        self.loading, self.refused = name, None
        self.model_changed.emit()

        def work() -> "tuple[Opened, bool] | Asked | Path":
            from geodesk.jobs.captioned import which_task
            from geodesk.jobs.folder import open_model
            from geodesk.models import NeedsAnswers, find, installed

            path = find(name)
            here = path in installed()
            if which_task(path) == "caption":
                return path
            try:
                return open_model(path, device, collection, answers), here
            except NeedsAnswers as need:
                if need.questions is None:
                    raise
                if answers is None and before is not None and before.file.path == path and before.answers:
                    return open_model(path, device, None, before.answers), here  # the same, another folder
                return Asked(path, need.questions, answers, None if answers is None else need.sentence)

        def done(found: "tuple[Opened, bool] | Asked | Path") -> None:
            if isinstance(found, Path):
                self.loading = None
                self.captioner_chosen.emit(found)
                self._changed()
                return
            if isinstance(found, Asked):
                self._ask(found, then)
                return
            self._use(*found, said_now=answers is not None)
            if not again:
                self.picked.emit()
            if then is not None and self.usable:
                then()

        self._session.tasks.run(work, done, self._not_opened, channel="classify.model")

    def _use(self, opened: "Opened", installed: bool, said_now: bool) -> None:
        self.loading, self.opened, self.seconds = None, opened, None
        path = opened.file.path
        known = any(entry.path == path for entry in self.entries)
        if installed:
            self._settings.set(model=path.stem)
        else:
            others = [str(path), *(other for other in self._settings.values.models if other != str(path))]
            self._settings.set(model=str(path), models=others[:_REMEMBERED])
        if not known:
            self.list_models()
        self._told = set()
        self.tell_device()
        if said_now:
            name, labels = opened.model.name, ", ".join(opened.model.labels)
            self._session.notice(
                Sentence(
                    en=f"{name} is ready: {labels}. Your answers are remembered.",
                    es=f"{name} está listo: {labels}. Se recordarán sus respuestas.",
                )
            )
        self.replaced.emit()
        self._changed()

    def _not_opened(self, sentence: Sentence) -> None:
        self.loading, self.refused = None, sentence
        self._session.error(sentence)
        self._changed()

    def _changed(self) -> None:
        self.model_changed.emit()
        self._window.actions_.refresh_soon()

    def _ask(self, asked: Asked, then: Callable[[], None] | None) -> None:
        from geodesk.desktop.classifying.answers import AnswersDialog

        dialog = AnswersDialog(self._window, asked)

        def answered(code: int) -> None:
            if code:
                self.use(asked.path, dialog.answers(), then)
            else:
                self.loading = None
                self._changed()

        dialog.finished.connect(answered)
        dialog.open()

    def ask_again(self) -> None:
        """Ask once more about the model without a card that is in use."""
        opened = self.opened
        if opened is None or opened.answers is None:
            return
        from geodesk.models import Questions

        questions = Questions(len(opened.answers.labels), opened.answers.size is not None)
        self._ask(Asked(opened.file.path, questions, opened.answers), None)

    def tell_device(self) -> None:
        """Tell on the status bar what runs the model, and why; what is new about it in a toast."""
        model = self.model
        if model is None:
            return
        for notice in model.notices:
            if notice not in self._told:
                self._told.add(notice)
                self._session.notice(notice)
        lines = [f"{model.name} · {model.provider}"]
        if self.seconds is not None:
            lines.append(self.tr("{ms} ms a picture").format(ms=number(1000 * self.seconds)))
        self._window.status.set_device(str(model.runner.why).rstrip("."), "\n".join(lines))

    def _settings_changed(self, names: frozenset[str]) -> None:
        if "device" in names and self.opened is not None:
            self.use(self.opened.file.path, again=True)
