"""What the captioner in use says of pictures and folders, and what people make of it."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal

from geodesk.desktop.captioning.models import CaptionModelDesk
from geodesk.desktop.captioning.outline import OutlineTool
from geodesk.desktop.jobs import Job
from geodesk.desktop.session import Mode
from geodesk.desktop.translation import number
from geodesk.language import Sentence

# This module is part of the first paint: models, jobs and onnxruntime are imported on the threads that work.
if TYPE_CHECKING:
    from geodesk.collection import CaptionRow, Collection, KeptCaption
    from geodesk.desktop.classifying.models import ModelDesk
    from geodesk.desktop.window import Window
    from geodesk.jobs.captioned import InterruptedCaptions
    from geodesk.jobs.inventory import Written
    from geodesk.models import Captioner

KIND = "caption"
_DEBOUNCE_MS = 150


class CaptionDesk(CaptionModelDesk):
    """What Leyenda's part of the panel and its actions share.

    Attributes
    ----------
    said, kept
        By path: what a model said, and what people kept over it.
    working
        Whether the picture in view is being captioned.
    outline
        Of the picture in view, drawn or kept; empty: none.
    size
        Width and height of a pixel of the picture in view on the ground, in metres; None if unknown.
    interrupted
        The open folder's newest captioning run, if it did not come to its end.
    """

    result_changed = Signal()
    """What is known of the picture in view, or of which folder."""
    outline_changed = Signal()
    runs_changed = Signal()

    def __init__(self, window: "Window", models: "ModelDesk") -> None:
        super().__init__(window, models)
        self.said: dict[str, CaptionRow] = {}
        self.kept: dict[str, KeptCaption] = {}
        self.working = False
        self.outline: tuple[tuple[float, float], ...] = ()
        self.size: tuple[float, float] | None = None
        self.interrupted: InterruptedCaptions | None = None
        self._soon = QTimer(self, singleShot=True, interval=_DEBOUNCE_MS)
        self._soon.timeout.connect(self._in_passing)
        self.begun.connect(self._begun)
        self.left.connect(self._left)
        session = window.session
        session.collection_changed.connect(self._collection_changed)
        session.kept_changed.connect(self._read_kept)
        session.current_changed.connect(self._picture_changed)
        session.mode_changed.connect(self._mode_changed)
        session.document_changed.connect(self._measure)
        session.jobs.changed.connect(self.runs_changed)

    def _begun(self) -> None:
        self._picture_changed()
        self.look_for_interrupted(offer=True)

    def _left(self) -> None:
        self._put_away()
        self._window.strip.withdraw(KIND)

    # One picture

    @property
    def row(self) -> "CaptionRow | None":
        """What a model said of the picture in view."""
        picture = self._session.picture
        return None if picture is None else self.said.get(picture.path)

    @property
    def own(self) -> "KeptCaption | None":
        """What a person kept of the picture in view."""
        picture = self._session.picture
        return None if picture is None else self.kept.get(picture.path)

    def caption_picture(self) -> None:
        """Caption the picture in view; `result_changed` follows."""
        picture, collection, model = self._session.picture, self._session.collection, self.model
        if picture is None or collection is None or model is None or not self.usable:
            return
        self.working = True
        self.result_changed.emit()

        def work() -> "CaptionRow":
            from geodesk.jobs.caption import caption

            items = collection.corrections.applied([picture])
            return [row for step in caption(items, model) for row in step.rows][0]

        def done(row: "CaptionRow") -> None:
            self.working = False
            self.tell_device()
            if self._session.collection is collection:
                self.said[row.path] = row
            self.result_changed.emit()

        self._session.tasks.run(work, done, self._failed, channel="caption.picture")

    def _failed(self, sentence: Sentence) -> None:
        self.working = False
        self._session.error(sentence)
        self.result_changed.emit()

    def _picture_changed(self) -> None:
        self._session.tasks.drop("caption.picture")
        self.working = False
        own = self.own
        self.outline, self.size = (() if own is None else own.outline), None
        self.result_changed.emit()
        if self.active and self._settings.values.classify_on_view and self._session.mode is Mode.CLASSIFY:
            self._soon.start()
        self._measure()

    def _in_passing(self) -> None:
        if self.active and self.row is None:
            self.caption_picture()

    def _mode_changed(self) -> None:
        if self._session.mode is not Mode.CLASSIFY:
            self._put_away()

    # Its outline

    @property
    def outlining(self) -> bool:
        """Whether the outline's tool is in hand."""
        return self._window.stage.tools.current == OutlineTool.name

    def toggle_outline(self) -> None:
        """Take the outline's tool, or put it away."""
        if self.outlining:
            self._put_away()
            return
        tools = self._window.stage.tools
        tools.take(lambda _canvas: OutlineTool(self))
        self.outline_changed.emit()

    def _put_away(self) -> None:
        if self.outlining:
            self._window.stage.tools.leave()
            self.outline_changed.emit()

    def set_outline(self, points: tuple[tuple[float, float], ...]) -> None:
        """The user has drawn around the landslide of the picture in view."""
        self.outline = points
        self.outline_changed.emit()

    @property
    def measured(self) -> tuple[float, float] | None:
        """Area in m² and perimeter in m of the outline; None without one or without a pixel size."""
        if self.size is None or not self.outline:
            return None
        from geodesk.jobs.inventory import outline_size

        return outline_size(self.outline, self.size)

    def _measure(self) -> None:
        """Ask how large a pixel of the picture in view is on the ground."""
        picture, collection = self._session.picture, self._session.collection
        if not self.active or picture is None or collection is None:
            return

        def work() -> "tuple[float, float] | None":
            from geodesk.jobs.inventory import ground_size

            return ground_size(collection, picture)

        def done(size: "tuple[float, float] | None") -> None:
            self.size = size
            self.outline_changed.emit()

        self._session.tasks.run(work, done, lambda _why: None, channel="caption.size")

    # Keeping

    def keep(self, kept: "KeptCaption | None") -> None:
        """Keep a caption of the picture in view beside its folder; None takes it back."""
        picture, collection = self._session.picture, self._session.collection
        if picture is None or collection is None:
            return

        def work() -> None:
            collection.captions.keep(picture, kept)

        def done(_none: None) -> None:
            if self._session.collection is not collection:
                return
            found = collection.captions.of(picture.path)
            if found is None:
                self.kept.pop(picture.path, None)
            else:
                self.kept[picture.path] = found
            if self._session.picture is not None and self._session.picture.path == picture.path:
                self.outline = () if found is None else found.outline
                self.outline_changed.emit()
            self.result_changed.emit()
            self._window.actions_.refresh_soon()

        self._session.writer.run(work, done)

    # The folder

    @property
    def running(self) -> Job | None:
        """The captioning under way."""
        return next(iter(self._session.jobs.running(KIND)), None)

    @property
    def resumable(self) -> "InterruptedCaptions | None":
        """The interrupted run that captioning the folder with the model in use would go on with."""
        found, model, collection = self.interrupted, self.model, self._session.collection
        if found is None or model is None or collection is None or self.running is not None:
            return None
        return found if found.goes_on(model, collection) else None

    def caption_folder(self, resume: bool) -> None:
        """Caption the open folder; with `resume` go on with its interrupted run."""
        collection, model = self._session.collection, self.model
        if collection is not None and model is not None and self.usable:
            self._start(collection, model, resume)

    def _start(self, collection: "Collection", model: "Captioner", resume: bool) -> None:
        from geodesk.jobs.captioned import caption_folder

        folder, session = collection.folder, self._session
        self.interrupted = None
        self._window.strip.withdraw(KIND)
        job = session.jobs.start(
            KIND,
            lambda: self.tr("Captions of {folder} · {model}").format(folder=folder.name, model=model.name),
            lambda: caption_folder(folder, model, resume=resume),
        )
        job.goes_on = resume
        job.resume = lambda: self._start(collection, model, True)

        def rows(found: "tuple[CaptionRow, ...]") -> None:
            if session.collection is not None and session.collection.folder == folder:
                self.said.update((row.path, row) for row in found)
                self.result_changed.emit()

        job.rows.connect(rows)
        job.noticed.connect(self.tell_device)
        job.finished.connect(lambda: self._ended(job))
        self.runs_changed.emit()

    def _ended(self, job: Job) -> None:
        if job.error is not None:
            self._session.error(job.error)
        self.look_for_interrupted()

    def look_for_interrupted(self, offer: bool = False) -> None:
        """See whether the open folder holds a run to go on with; with `offer`, say so on the strip."""
        collection = self._session.collection
        if collection is None or not self.active:
            return

        def work() -> "InterruptedCaptions | None":
            from geodesk.jobs.captioned import interrupted_captions

            return interrupted_captions(collection)

        def done(found: "InterruptedCaptions | None") -> None:
            if self._session.collection is not collection or self.running is not None:
                return
            self.interrupted = found
            if found is not None and offer and self.resumable is found:
                self._window.strip.offer(
                    KIND,
                    lambda: self.tr("Interrupted captions: {done} of {total}").format(
                        done=number(found.done), total=number(found.total)
                    ),
                    (found.done, found.total),
                    lambda: self.caption_folder(resume=True),
                )
            self.runs_changed.emit()
            self._window.actions_.refresh_soon()

        self._session.tasks.run(work, done, channel="caption.interrupted")

    # Tables and maps

    @property
    def countable(self) -> int:
        """How many pictures have a caption."""
        good = {path for path, row in self.said.items() if row.error is None}
        return len(good | set(self.kept))

    def write(self, what: str, out: Path) -> None:
        """Write the ``"inventory"``, the ``"geojson"`` map or the ``"corrections"``, on a thread."""
        collection, said = self._session.collection, dict(self.said)
        if collection is None:
            return

        def work() -> "Written":
            from geodesk.jobs import inventory

            if what == "inventory":
                return inventory.write_inventory(collection, out, said)
            if what == "geojson":
                return inventory.write_geojson(collection, out, said)
            return inventory.write_corrections(collection, out)

        def done(written: "Written") -> None:
            n, missing = written.entries, len(written.left_out)
            en, es = (f"{n} entry", f"{n} entrada") if n == 1 else (f"{n} entries", f"{n} entradas")
            if missing:
                path, why = written.left_out[0]
                en += f"; {missing} left out: {path}: {why.en}"
                es += f"; {missing} sin incluir: {path}: {why.es}"
            self._session.notice(
                Sentence(en=f"{out.name} is written: {en}", es=f"Se escribió {out.name}: {es}")
            )

        self._session.saver.run(work, done)

    # What else changes

    def _collection_changed(self) -> None:
        self.said, self.kept, self.interrupted = {}, {}, None
        self.outline, self.size = (), None
        self._window.strip.withdraw(KIND)
        self.runs_changed.emit()
        self.result_changed.emit()
        if self._session.collection is not None:
            self._read_kept()
            self.look_for_interrupted(offer=True)

    def _read_kept(self) -> None:
        collection = self._session.collection
        if collection is None:
            return

        def work() -> "tuple[dict[str, CaptionRow], dict[str, KeptCaption]]":
            collection.captions.reload()
            return collection.captioned.last(), collection.captions.current()

        def done(found: "tuple[dict[str, CaptionRow], dict[str, KeptCaption]]") -> None:
            if self._session.collection is collection:
                had = self.own is not None
                self.said, self.kept = found[0] | self.said, found[1]
                own = self.own
                if own is not None and not self.outline:
                    self.outline = own.outline
                elif own is None and had:
                    self.outline = ()
                    self.outline_changed.emit()
                self.result_changed.emit()
                self._window.actions_.refresh_soon()

        self._session.writer.run(work, done, channel="captions")
