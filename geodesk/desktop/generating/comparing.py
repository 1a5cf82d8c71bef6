"""Comparar: S2 and L of the generated pictures against those of the open folder, in the plots."""

from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from geodesk.desktop.jobs import Job, Outcome
from geodesk.desktop.plots.reading import CURVES
from geodesk.language import Sentence

if TYPE_CHECKING:
    from pathlib import Path

    from geodesk.desktop.generating.desk import GenerateDesk
    from geodesk.desktop.plots.ensembles import Ensembles
    from geodesk.desktop.plots.panel import PlotsPanel
    from geodesk.desktop.window import Window
    from geodesk.jobs.characterise import Characterised

KIND = "generate.compare"


class Comparing(QObject):
    """Measures the folder as ensemble A and shows it beside the generated pictures as ensemble B."""

    changed = Signal()

    def __init__(self, window: "Window", desk: "GenerateDesk") -> None:
        super().__init__(desk)
        self._window, self._session, self._desk = window, window.session, desk
        self._compared = self._follows = False
        self._session.collection_changed.connect(self.forget)

    @property
    def rows(self) -> "list[Characterised]":
        """The pictures of the sheet, measured as they came; those of walks are not among them."""
        measured = (cell.contact.measured for cell in self._desk.sheet.cells)
        return [one for one in measured if one is not None]

    def forget(self) -> None:
        """Other pictures are being made, or another folder is open."""
        self._compared = False
        self.changed.emit()

    @property
    def possible(self) -> bool:
        """Whether there is something on both sides."""
        return self._desk.made > 0 and bool(self._session.samples) and not self.running

    @property
    def running(self) -> bool:
        """Whether the folder is being measured."""
        return bool(self._session.jobs.running(KIND))

    @property
    def ensembles(self) -> "Ensembles | None":
        """Both, once they were compared."""
        return self._plots().ensembles if self._compared else None

    def _plots(self) -> "PlotsPanel":
        from geodesk.desktop.plots.panel import PlotsPanel

        panel = self._window.panel("plots")
        assert isinstance(panel, PlotsPanel)
        return panel

    def compare(self) -> None:
        """Measure the folder's pictures; then both stand in the plots."""
        session, collection = self._session, self._session.collection
        if collection is None:
            return
        pictures = [picture for sample in session.samples for picture in sample.pictures]
        items = tuple(collection.corrections.applied(pictures))

        def steps() -> Any:
            from geodesk.jobs.contact import AXES
            from geodesk.jobs.ensemble import measure

            return measure(items, directions=AXES, lags="pixel")

        job = session.jobs.start(KIND, partial(_title, self, collection.folder.name), steps)
        found: list[Characterised] = []
        job.rows.connect(found.extend)
        job.finished.connect(partial(self._measured, job, collection.folder, found))
        self.changed.emit()

    def title_of(self, name: str) -> str:
        """What the strip of jobs says."""
        return self.tr("Compare with {folder}").format(folder=name)

    def _measured(self, job: Job, folder: "Path", found: "list[Characterised]") -> None:
        rows = self.rows
        if job.outcome is not Outcome.DONE or not rows:
            if job.error is not None:
                self._session.error(job.error)
            self.changed.emit()
            return
        model, plots = self._desk.maker, self._plots()
        assert model is not None  # it made the rows
        known = model.pixel_size_m is not None and all(row.pixel_size for row in found if row.error is None)
        plots.ensembles.put(
            {"a": (folder.name, folder, found), "b": (model.name, model.path, rows)},
            "length" if known else "pixel",
        )
        if not self._follows:
            plots.ensembles.changed.connect(self.changed)
        self._compared = self._follows = True
        if not known:
            self._session.notice(
                Sentence(
                    en="The pixel sizes are not all known, so the lags are compared pixel by pixel.",
                    es="No se conocen todos los tamaños de píxel, así que los desfases se comparan píxel a "
                    "píxel.",
                )
            )
        if not self._window.panel_shown("plots"):
            self._window.toggle_panel("plots")
        plots.header.show_tab(CURVES)
        self.changed.emit()


def _title(comparing: Comparing, name: str) -> str:
    return comparing.title_of(name)
