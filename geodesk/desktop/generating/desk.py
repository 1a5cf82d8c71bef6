"""What is generated, ranked, compared and saved; the panel and the middle of Generar show it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from geodesk.desktop.generating.comparing import Comparing
from geodesk.desktop.generating.models import GeneratorDesk
from geodesk.desktop.generating.opening import Opening
from geodesk.desktop.generating.sheet import SheetModel
from geodesk.desktop.jobs import Job, Outcome
from geodesk.desktop.translation import number
from geodesk.language import Sentence

if TYPE_CHECKING:
    from geodesk.collection import Picture
    from geodesk.desktop.window import Window
    from geodesk.jobs.contact import Contact
    from geodesk.jobs.rank import Likeness, Ranked
    from geodesk.models import Generator
    from geodesk.models.origins import Origin

KIND, SAVING = "generate", "generate.save"
Size = tuple[int, ...] | None


@dataclass(frozen=True, slots=True)
class Series:
    """What the sheet shows.

    Attributes
    ----------
    reference
        Of a ranking the picture that it is about; `likeness` and `keep` belong to it.
    """

    seed: int
    count: int
    size: Size
    reference: "Picture | None" = None
    likeness: "Likeness | None" = None
    keep: int = 0


class GenerateDesk(QObject):
    """The state of Generar.

    Attributes
    ----------
    models
        The generator in use.
    sheet
        The pictures so far.
    series
        What they are; None: nothing yet.
    maker
        The generator that made them, which may no longer be the one in use.
    rows
        Of a ranking all distances.
    opening
        The picture in view, and the walk between two.
    comparing
        The pictures beside those of the open folder.
    """

    changed = Signal()
    """What the panel tells has changed."""

    def __init__(self, window: "Window", parent: QObject) -> None:
        super().__init__(parent)
        self._window, self._session = window, window.session
        self.models: GeneratorDesk = GeneratorDesk(window, self)
        self.sheet: SheetModel = SheetModel(self)
        self.series: Series | None = None
        self.maker: Generator | None = None
        self.rows: list[Ranked] = []
        self.job: Job | None = None
        self._pinned = 0
        self.opening: Opening = Opening(window, self)
        self.comparing: Comparing = Comparing(window, self)
        self.opening.changed.connect(self.tell)
        self.models.model_changed.connect(self.tell)
        self._session.current_changed.connect(self.tell)
        self._session.jobs.changed.connect(self.tell)

    def tell(self) -> None:
        """Show anew how things stand: what the panel says, and which actions can be done."""
        self.changed.emit()
        self._window.actions_.refresh_soon()

    # Making

    @property
    def running(self) -> bool:
        """Whether pictures are being made."""
        return self.job is not None and self.job.running

    @property
    def ready(self) -> bool:
        """Whether pictures can be asked for."""
        return self.models.usable and not self.running

    def generate(self, seed: int, count: int, size: Size) -> None:
        """Fill the sheet with the first pictures of a series."""
        model = self.models.model
        assert model is not None  # or `ready` would be false

        def steps() -> Any:
            from geodesk.jobs.contact import contact

            return contact(model, seed, count, size=size)

        self._start(model, Series(seed, count, size), steps)

    def rank(self, series: Series) -> None:
        """Fill the sheet with the nearest to a reference, as they are found."""
        model, item, likeness = self.models.model, series.reference, series.likeness
        assert model is not None and item is not None and likeness is not None

        def steps() -> Any:
            from geodesk.jobs.contact import nearest
            from geodesk.jobs.rank import Reference

            return nearest(
                model,
                lambda: Reference(item, model, likeness),
                series.seed,
                series.count,
                series.keep,
                size=series.size,
            )

        self._start(model, series, steps)

    def _start(self, model: "Generator", series: Series, steps: "Callable[[], Any]") -> None:
        self.sheet.clear()
        self.series, self.maker, self.rows, self._pinned = series, model, [], 0
        self.opening.forget()
        self.comparing.forget()
        title = partial(_title, self, model.name, series)
        job = self.job = self._session.jobs.start(KIND, title, steps)
        job.rows.connect(partial(self._arrived, job))
        job.progressed.connect(self.changed)
        job.noticed.connect(self._session.notice)
        job.finished.connect(partial(self._finished, job))
        self.tell()

    def title_of(self, name: str, series: Series) -> str:
        """What the strip of jobs says."""
        if series.reference is not None:
            text = self.tr("Like {reference} · {model}")
            return text.format(reference=series.reference.file.name, model=name)
        return self.tr("Generate · {model} · seed {seed}").format(model=name, seed=series.seed)

    def _arrived(self, job: Job, rows: "tuple[Contact, ...]") -> None:
        if job is not self.job:
            return
        first = not self.sheet.cells
        self.sheet.add(rows)
        self.rows += [row.ranked for row in rows if row.ranked is not None]
        if first and self.sheet.cells:
            self.opening.show(self.sheet.cells[0].origin)

    def _finished(self, job: Job) -> None:
        if job is self.job:
            if job.outcome is Outcome.FAILED and job.error is not None:
                self._session.error(job.error)
            self.models.tell_device()
        self.tell()

    def stop(self) -> None:
        """Make no more; what there is stays."""
        if self.job is not None:
            self.job.cancel()

    @property
    def made(self) -> int:
        """How many pictures of the series the sheet shows, those of walks left out."""
        return len(self.sheet.cells) - self._pinned

    def pin(self) -> None:
        """Keep the picture between two that is in view: it joins the sheet."""
        shown = self.opening.shown
        if shown is not None and self.opening.between:
            from geodesk.jobs.contact import Contact

            self.sheet.append(Contact(shown.origin, shown.small))
            self._pinned += 1
            self.tell()

    # Saving

    def save(self, origins: "Sequence[Origin]", out: Path) -> None:
        """Write pictures into a folder, and of a ranking the table of all distances."""
        model, series, rows = self.maker, self.series, list(self.rows)
        assert model is not None and series is not None
        some = list(origins)

        collection = self._session.collection

        def steps() -> "Any":
            from geodesk.jobs.recipes.done import generate_step
            from geodesk.jobs.recipes.recording import recorded

            step = generate_step(model, some, series.size, out)
            return recorded(collection, step, _saving(model, series, rows, some, out))

        job = self._session.jobs.start(SAVING, partial(_saving_title, self, out), steps)
        job.resume = partial(self.save, some, out)
        job.finished.connect(partial(self._saved, job, out))

    def saving_title(self, out: Path) -> str:
        """What the strip of jobs says."""
        return self.tr("Save synthetic pictures in {folder}").format(folder=out.name)

    def _saved(self, job: Job, out: Path) -> None:
        if job.error is not None:
            self._session.error(job.error)
        done = job.counts.done - job.counts.failed
        if job.outcome is Outcome.DONE and done:
            en, es = ("picture", "imagen") if done == 1 else ("pictures", "imágenes")
            self._session.notice(
                Sentence(
                    en=f"Saved in {out}: {number(done)} synthetic {en}.",
                    es=f"En {out} se guardaron: {number(done)} {es} "
                    + ("sintética." if done == 1 else "sintéticas."),
                )
            )

    def close(self) -> None:
        """Let go of the files of pictures in view."""
        self.opening.close()


def _title(desk: GenerateDesk, name: str, series: Series) -> str:
    return desk.title_of(name, series)


def _saving_title(desk: GenerateDesk, out: Path) -> str:
    return desk.saving_title(out)


def _saving(
    model: "Generator", series: Series, rows: "list[Ranked]", origins: "list[Origin]", out: Path
) -> "Any":
    from geodesk.jobs.contact import save
    from geodesk.jobs.ranked import TABLE, write_distances

    yield from save(model, origins, out, size=series.size)
    if rows:
        write_distances(out / TABLE, model, series.seed, rows, series.keep)
