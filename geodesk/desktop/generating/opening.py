"""The synthetic picture in view, made once more from its numbers; and the walk between two."""

import shutil
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from geodesk.language import Sentence

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from geodesk.desktop.document import Document
    from geodesk.desktop.generating.desk import GenerateDesk
    from geodesk.desktop.window import Window
    from geodesk.models.origins import Origin


@dataclass(frozen=True, eq=False, slots=True)
class Shown:
    """A picture that has been made and opened.

    Attributes
    ----------
    name
        Of its file, were it saved.
    small
        For the sheet.
    """

    origin: "Origin"
    name: str
    document: "Document"
    small: "NDArray[np.uint8]"


class Opening(QObject):
    """Makes one picture at a time: what is asked for meanwhile waits, and only the newest of it is made.

    Attributes
    ----------
    shown
        The picture in view; None: none yet.
    page
        Of a volume.
    pins
        The two ends of the walk, A and B.
    share
        How far from A to B.
    spherical
        Whether the walk goes along the arc.
    """

    changed = Signal()
    """Another picture, or another page of it, is in view."""
    walk_changed = Signal()

    def __init__(self, window: "Window", desk: "GenerateDesk") -> None:
        super().__init__(desk)
        self._session, self._desk = window.session, desk
        self.shown: Shown | None = None
        self.page = 0
        self.pins: list[Origin | None] = [None, None]
        self.share = 0.5
        self.spherical = True
        self._busy = False
        self._wanted: Origin | None = None
        self._series = 0
        self._number = 0
        self._folder: Path | None = None
        self._written: list[Path] = []

    @property
    def busy(self) -> bool:
        """Whether a picture is being made."""
        return self._busy

    def show(self, origin: "Origin") -> None:
        """Bring a picture into view."""
        self._wanted = origin
        if not self._busy:
            self._next()

    def show_page(self, page: int) -> None:
        """Show another page of the volume in view."""
        shown = self.shown
        if shown is None or page == self.page:
            return
        self.page = page

        def done(_: object) -> None:
            if self.shown is shown:
                self.changed.emit()

        self._session.tasks.run(lambda: shown.document.pyramid(page), done, channel="generate.page")

    def forget(self) -> None:
        """Other pictures are being made: neither the one in view nor the pins belong to them."""
        self._series += 1
        self._wanted = None
        self.pins = [None, None]
        self._take(None)
        self.walk_changed.emit()

    # The walk

    @property
    def can_walk(self) -> bool:
        """Whether both ends are pinned."""
        return None not in self.pins

    @property
    def between(self) -> bool:
        """Whether a picture of the way is in view."""
        from geodesk.models.origins import Between

        return self.shown is not None and isinstance(self.shown.origin, Between)

    def set_pin(self, end: int) -> None:
        """Pin the picture in view as A (0) or B (1)."""
        if self.shown is not None:
            self.pins[end], self.share = self.shown.origin, float(end)  # where the slider stands is in view
            self.walk_changed.emit()

    def walk(self, share: float | None = None, spherical: bool | None = None) -> None:
        """Go to a place on the way from A to B."""
        from geodesk.models.origins import Between

        self.share = self.share if share is None else share
        self.spherical = self.spherical if spherical is None else spherical
        a, b = self.pins
        if a is not None and b is not None:
            self.show(Between(a, b, self.share, self.spherical))

    # Making

    def _next(self) -> None:
        origin, model, series = self._wanted, self._desk.maker, self._desk.series
        self._wanted = None
        if origin is None or model is None or series is None:
            return
        self._busy = True
        number, size = self._series, model.spec.sized(series.size)
        file = self._file()

        def work() -> Shown:
            from geodesk.collection import Picture
            from geodesk.desktop.document import open_document
            from geodesk.desktop.generating.sheet import SIDE
            from geodesk.jobs.contact import picture_name, smaller
            from geodesk.jobs.generate import write_picture

            pixels = model.from_latent(origin.latent(model.spec, size), size)
            write_picture(file, pixels, model, origin.record())
            name = picture_name(model, origin)
            document = open_document(Picture(name, name, file, file.stat().st_size, 0))
            document.pyramid(len(pixels) // 2 if pixels.ndim == 3 else 0)
            return Shown(origin, name, document, smaller(pixels, SIDE))

        def done(shown: Shown) -> None:
            self._busy = False
            if number == self._series:
                self._take(shown)
            else:
                shown.document.stop()
            self._next()

        def failed(sentence: Sentence) -> None:
            self._busy = False
            self._session.error(sentence)
            self._next()

        self._session.tasks.run(work, done, failed)

    def _take(self, shown: Shown | None) -> None:
        before, self.shown = self.shown, shown
        if before is not None:
            before.document.stop()
        if shown is not None:
            same = before is not None and before.document.pages == shown.document.pages
            page = shown.document.pages // 2
            if same and shown.document.ready(self.page) is not None:
                page = self.page
            self.page = page if shown.document.pages > 1 else 0
        self.changed.emit()

    def _file(self) -> Path:
        """A file for the next picture; those before the last two are gone."""
        if self._folder is None:
            self._folder = Path(tempfile.mkdtemp(prefix="geodesk-"))
        self._number += 1
        file = self._folder / f"{self._number}.tif"
        self._written.append(file)
        for old in self._written[:-3]:
            with suppress(OSError):  # where it is still open it goes with the folder
                old.unlink()
                self._written.remove(old)
        return file

    def close(self) -> None:
        """Let go of the files."""
        self._wanted = None
        shown, self.shown = self.shown, None
        if shown is not None:
            shown.document.close()
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)
