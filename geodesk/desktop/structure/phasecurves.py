"""Curvas de las fases…: S2 and L of each phase kept for the picture in view, as the command line has them."""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QCheckBox, QDialog, QFileDialog, QHBoxLayout, QLabel, QPushButton, QVBoxLayout

from geodesk.desktop.room import breakable
from geodesk.desktop.samples.marks import Look
from geodesk.desktop.structure.phaseview import name_of
from geodesk.desktop.theme import class_colour, class_shape
from geodesk.desktop.translation import Translated, number, percent, sides, source_name
from geodesk.language import Sentence

if TYPE_CHECKING:
    from geodesk.collection import Collection, Phase, PhaseImage, Picture
    from geodesk.desktop.structure.phaseplot import PhasePlot
    from geodesk.desktop.window import Window
    from geodesk.jobs.characterise import Characterised


class PhaseCurves(Translated, QDialog):
    """The curves of one picture.

    Attributes
    ----------
    found
        The measurement; None until it is there.
    plot
        None until it could be made.
    """

    def __init__(
        self, window: "Window", collection: "Collection", picture: "Picture", page: int | None
    ) -> None:
        super().__init__(window)
        self.setObjectName("structure.phase_curves_dialog")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._session, self._picture, self._page = window.session, picture, page
        self.found: Characterised | None = None
        self.plot: PhasePlot | None = None
        self._phases: tuple[Phase, ...] = ()
        self._problem: Sentence | None = None
        self._of, self._said = QLabel(), QLabel(wordWrap=True)
        self._of.setProperty("role", "title")
        self._said.setObjectName("structure.phase_curves_said")
        self.units, self.save_button = QCheckBox(), QPushButton()
        self.units.setObjectName("structure.phase_units")
        self.save_button.setObjectName("structure.phase_save")
        row = QHBoxLayout()
        row.addWidget(self.units)
        row.addStretch(1)
        row.addWidget(self.save_button)
        self._layout = QVBoxLayout(self)
        for part in (self._of, self._said):
            self._layout.addWidget(part)
        self._layout.addStretch(1)
        self._layout.addLayout(row)
        self.units.toggled.connect(self._units_chosen)
        self.save_button.clicked.connect(self._choose)
        self.resize(820, 420)
        self.retranslate()
        work = partial(_measured, collection, picture, page)
        self._session.tasks.run(work, self._arrived, self._failed, channel="structure.phase_curves")

    def done(self, code: int) -> None:
        """Closed: curves that are still being measured are no longer wanted."""
        self._session.tasks.drop("structure.phase_curves")
        super().done(code)

    def _arrived(self, both: "tuple[Characterised, PhaseImage]") -> None:
        from geodesk.desktop.structure.phaseplot import PhasePlot

        found, image = both
        if found.error is not None:
            self._failed(found.error)
            return
        self.found, self._phases = found, image.phases
        self.plot = PhasePlot()
        self._layout.takeAt(2)
        self._layout.insertWidget(2, self.plot, 1)
        self.plot.show_found(found, self._looks())
        self.retranslate()

    def _failed(self, sentence: Sentence) -> None:
        self._problem = sentence
        self.retranslate()

    def _looks(self) -> dict[int, Look]:
        assert self.found is not None
        names = {phase.label: phase for phase in self._phases}
        looks = {}
        for at, label in enumerate(self.found.labelled):
            phase = names.get(label)
            place = at if phase is None else self._phases.index(phase)
            colour = (phase.colour if phase is not None else "") or class_colour(place).name()
            looks[label] = Look(str(label) if phase is None else name_of(phase), colour, class_shape(place))
        return looks

    def _units_chosen(self, physical: bool) -> None:
        if self.plot is not None:
            self.plot.set_physical(physical)

    def retranslate(self) -> None:
        """Set every text."""
        self.setWindowTitle(self.tr("Curves of the phases"))
        page = "" if self._page is None else " · " + self.tr("page {n}").format(n=number(self._page))
        self._of.setText(breakable(self._picture.file.name) + page)
        self.units.setText(self.tr("Lags as lengths"))
        self.save_button.setText(self.tr("Save as CSV…"))
        self.save_button.setEnabled(self.found is not None)
        self.units.setEnabled(self.plot is not None and self.plot.has_lengths)
        self._said.setText(self._text())
        if self.plot is not None and self.found is not None:
            self.plot.setAccessibleName(self.tr("Curves of the phases"))
            self.plot.show_found(self.found, self._looks())

    def _text(self) -> str:
        if self._problem is not None:
            return str(self._problem)
        if self.found is None:
            return self.tr("Measuring…")
        looks = self._looks()
        shares = []
        for label, curves in self.found.labelled.items():
            first = next(iter(curves.values())).two_point[1]
            shares.append(f"{looks[label].name}: {percent(float(first.probability[0]), 2)}")
        area = self.found.area
        assert area is not None
        used = self.tr("{w} × {h} px measured").format(w=number(area.w), h=number(area.h))
        parts = [*shares, used, self.tr("mean of x and y")]
        if self.found.pixel_size is not None:
            size = self.found.pixel_size
            parts.append(f"{sides(size)}/px ({source_name(size.source)})")
        return "  ·  ".join(parts)

    def _choose(self) -> None:
        dialog = QFileDialog(self, self.tr("Save curves"), self._session.settings.values.last_folder)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilters(["CSV (*.csv)"])
        dialog.setDefaultSuffix("csv")
        dialog.selectFile(f"{self._picture.file.stem}_phases_S2_L.csv")
        dialog.fileSelected.connect(self._save)
        dialog.open()

    def _save(self, chosen: str) -> None:
        found, target = self.found, Path(chosen)
        assert found is not None
        self._session.saver.run(partial(_write, found, target), partial(self._saved, target))

    def _saved(self, target: Path, _: None) -> None:
        self._session.notice(Sentence(en=f"Saved: {target.name}.", es=f"Se guardó {target.name}."))

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        """The theme has changed."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and getattr(self, "plot", None) is not None:
            self.retranslate()


def _measured(
    collection: "Collection", picture: "Picture", page: int | None
) -> "tuple[Characterised, PhaseImage]":
    """Measure the label image that is kept; on a thread, which also imports pyqtgraph."""
    import geodesk.desktop.structure.phaseplot  # noqa: F401
    from geodesk.jobs.characterise import characterise_one
    from geodesk.jobs.labelled import kept_images
    from geodesk.language import GeoDeskError

    image = collection.phases.of(picture)
    if image is None:
        raise GeoDeskError(
            en="No phases are kept for this picture; keep them first.",
            es="No hay fases guardadas de esta imagen; guárdelas antes.",
        )
    found = characterise_one(
        picture,
        threshold="otsu",
        r_max=None,
        page=page,
        threads=None,
        phase_images=kept_images(collection, [picture]),
    )
    return found, image


def _write(found: "Characterised", target: Path) -> None:
    from geodesk.jobs.curvetable import write_curves

    write_curves(iter([found]), target, None)


def show(window: "Window") -> None:
    """Show the curves of the phases kept for the picture in view."""
    session, document = window.session, window.session.document
    if session.collection is None or document is None or session.picture is None:
        return
    page = min(session.page, document.pages - 1) + 1 if document.pages > 1 else None
    PhaseCurves(window, session.collection, session.picture, page).open()
