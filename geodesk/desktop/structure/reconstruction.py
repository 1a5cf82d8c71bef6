"""Reconstruir…: ask, watch the energy fall and the picture form, stop and go on, open the result."""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QImage, QPixmap, QResizeEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from geodesk.desktop.jobs import Job, Outcome
from geodesk.desktop.room import GrowingDialog, breakable
from geodesk.desktop.structure.wanting import Origin, WantedForm
from geodesk.desktop.translation import Translated, number

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from geodesk.collection import Picture
    from geodesk.desktop.structure.lines import EnergyPlot, FunctionsPlot
    from geodesk.desktop.window import Window
    from geodesk.jobs.reconstruct import Snapshot, Wanted

KIND = "reconstruct"
_RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


class ReconstructionDialog(Translated, GrowingDialog):
    """Stays open beside the window while its job works; closed, the strip of jobs goes on telling of it.

    Attributes
    ----------
    job
        The last one begun.
    """

    def __init__(self, window: "Window") -> None:
        super().__init__(window)
        self.setObjectName("structure.reconstruction")
        self._window, self._session = window, window.session
        self.job: Job | None = None
        self._out = Path()
        self._source = ""
        self._phase = 1
        self._summary: dict[str, Any] | None = None
        self._energy: float | None = None
        self._energy_plot: EnergyPlot | None = None
        self._functions: FunctionsPlot | None = None
        self._curves: tuple[NDArray[np.float64], NDArray[np.float64]] | None = None
        self._ready = False
        self._of, self._state = QLabel(wordWrap=True), QLabel(wordWrap=True)
        self._of.setObjectName("structure.source")
        self._of.setProperty("role", "title")
        self._of.setTextFormat(Qt.TextFormat.PlainText)
        self._state.setObjectName("structure.state")
        self._hint = QLabel(wordWrap=True)
        self._hint.setProperty("role", "hint")
        self.form: WantedForm = WantedForm()
        self.start_button, self.stop_button = QPushButton(), QPushButton()
        self.continue_button, self.open_button = QPushButton(), QPushButton()
        self.preview: Preview = Preview()
        self._plots = QStackedWidget()
        self._plots.addWidget(QLabel())
        self._arrange()
        self.form.changed.connect(self._show_state)
        self.start_button.clicked.connect(self._start)
        self.stop_button.clicked.connect(self._stop)
        self.continue_button.clicked.connect(self._continue)
        self.open_button.clicked.connect(self._open)
        self._ready = True
        self.retranslate()
        self.resize(900, 600)
        self._session.tasks.run(_import_plots, self._make_plots)

    def _arrange(self) -> None:
        for name in ("start", "stop", "continue", "open"):
            getattr(self, f"{name}_button").setObjectName(f"structure.{name}")
            getattr(self, f"{name}_button").setAutoDefault(False)
        buttons = QHBoxLayout()
        for button in (self.start_button, self.stop_button, self.continue_button, self.open_button):
            buttons.addWidget(button)
        buttons.addStretch(1)
        left = QVBoxLayout()
        left.setSpacing(8)
        left.addWidget(self._of)
        left.addWidget(self.form)
        left.addWidget(self._hint)
        left.addStretch(1)
        left.addWidget(self._state)
        left.addLayout(buttons)
        holder = QWidget()
        holder.setLayout(left)
        holder.setFixedWidth(380)
        left.setContentsMargins(0, 0, 8, 0)
        right = QVBoxLayout()
        right.addWidget(self.preview, 3)
        right.addWidget(self._plots, 2)
        layout = QHBoxLayout(self)
        layout.addWidget(holder)
        layout.addLayout(right, 1)

    def _make_plots(self, _: None) -> None:
        from geodesk.desktop.structure.lines import EnergyPlot, FunctionsPlot

        self._energy_plot, self._functions = EnergyPlot(), FunctionsPlot()
        self._plots.addWidget(self._energy_plot)
        self._plots.addWidget(self._functions)
        self._name_plots()
        self._show_plots()

    @property
    def energy_plot(self) -> "EnergyPlot | None":
        """None until it could be made."""
        return self._energy_plot

    @property
    def functions_plot(self) -> "FunctionsPlot | None":
        """None until it could be made."""
        return self._functions

    def ask(self, origin: Origin) -> None:
        """Ask about a page; while one is being reconstructed that stays in sight."""
        if self.job is None or not self.job.running:
            self.form.set_origin(origin)
            self.retranslate()

    # The job

    @property
    def running(self) -> bool:
        """Whether the job works."""
        return self.job is not None and self.job.running

    def _start(self) -> None:
        assert self.form.origin is not None
        self._begin(self.form.origin.picture, self.form.out, self.form.wanted())

    def _begin(self, item: "Picture", out: Path, wanted: "Wanted") -> None:
        from geodesk.jobs.reconstruct import STATE, reconstruct

        self._out, self._source, self._phase = out, item.file.name, wanted.phase
        self._summary = self._energy = self._curves = None
        resume = (out / STATE).exists()
        if self._energy_plot is not None:
            self._energy_plot.start(wanted.swaps or self.form.usual_swaps)
        name = item.file.name
        title = partial(_title, self, name)
        job = self._session.jobs.start(KIND, title, lambda: reconstruct(item, out, wanted, resume=resume))
        job.paced, job.goes_on = False, resume
        job.resume = partial(self._begin, item, out, wanted)
        job.rows.connect(self._arrived)
        job.progressed.connect(self._show_state)
        job.finished.connect(self._finished)
        self.job = job
        self._show_plots()
        self._show_state()

    def title_of(self, name: str) -> str:
        """What the strip of jobs says."""
        return self.tr("Reconstructing {name}").format(name=name)

    def _stop(self) -> None:
        if self.job is not None:
            self.job.cancel()

    def _continue(self) -> None:
        if self.job is not None and self.job.resume is not None:
            self.job.resume()

    def _arrived(self, rows: "tuple[Snapshot, ...]") -> None:
        if self.sender() is not self.job:
            return
        points = [(float(point[0]), float(point[2])) for row in rows for point in row.points]
        self._energy = rows[-1].energy
        if self._energy_plot is not None:
            self._energy_plot.add(points)
        previews = [row.preview for row in rows if row.preview is not None]
        if previews:
            self.preview.show_phases(previews[-1])
        self._summary = rows[-1].summary

    def _finished(self) -> None:
        if self.sender() is not self.job:
            return
        if self._summary is not None:
            read = partial(_curves_of, self._out, self._phase)
            self._session.tasks.run(read, self._read, channel="structure.curves")
        self._show_state()

    def _read(self, curves: "tuple[NDArray[np.float64], NDArray[np.float64]]") -> None:
        self._curves = curves
        self._show_plots()

    def _open(self) -> None:
        from geodesk.jobs.reconstructed import PICTURE

        self._session.open(self._out / PICTURE)

    # What is shown

    def _show_plots(self) -> None:
        if self._energy_plot is None or self._functions is None:
            return
        if self._curves is not None:
            self._functions.show_curves(*self._curves)
            self._plots.setCurrentWidget(self._functions)
        else:
            self._plots.setCurrentWidget(self._energy_plot)

    def _show_state(self) -> None:
        job, running = self.job, self.running
        occupied = (self.form.out / "reconstruction.tif").exists()
        kept = not running and job is not None and job.outcome in (Outcome.CANCELLED, Outcome.FAILED)
        self.form.setEnabled(not running)
        self.start_button.setEnabled(not running and not occupied and bool(self.form.folder.text().strip()))
        self.stop_button.setEnabled(job is not None and running and not job.cancelling)
        self.continue_button.setEnabled(kept)
        self.open_button.setEnabled(self._summary is not None and not running)
        self._state.setText(self._text(occupied))

    def _text(self, occupied: bool) -> str:
        job, counts = self.job, None if self.job is None else self.job.counts
        if job is None or counts is None:
            return self._occupied() if occupied else ""
        done = self.tr("{done} of {total} swaps").format(done=number(counts.done), total=number(counts.total))
        energy = "" if self._energy is None else self.tr("energy {e}").format(e=_scientific(self._energy))
        told = " · ".join(part for part in (done, energy) if part)
        if job.outcome is Outcome.FAILED:
            return str(job.error)
        if job.outcome is Outcome.CANCELLED:
            return told + ". " + self.tr("Stopped; what is done is kept and can be gone on with.")
        if job.outcome is Outcome.DONE and self._summary is not None:
            made = self.tr("Done in {s} s: {n} of {total} swaps kept, energy from {first} to {last}.").format(
                s=number(float(self._summary["seconds"]), 1),
                n=number(int(self._summary["accepted"])),
                total=number(int(self._summary["swaps"])),
                first=_scientific(float(self._summary["energy_start"])),
                last=_scientific(float(self._summary["energy_end"])),
            )
            return made + " " + self.tr("Saved in {folder}").format(folder=breakable(str(self._out)))
        return told

    def _occupied(self) -> str:
        return self.tr("That folder holds a reconstruction already; choose another one.")

    def retranslate(self) -> None:
        """Set every text."""
        self.setWindowTitle(self.tr("Reconstruct a picture"))
        origin = self.form.origin
        page = ""
        if origin is not None and origin.page is not None:
            page = " · " + self.tr("page") + " " + number(origin.page)
        self._of.setText("" if origin is None else breakable(origin.picture.file.name) + page)
        self._hint.setText(
            self.tr(
                "Swaps pixels of the two phases until S2(r), and L(r) if asked for, are those of the picture."
                " The result is synthetic and says so in its file."
            )
        )
        self.start_button.setText(self.tr("Reconstruct"))
        self.stop_button.setText(self.tr("Stop"))
        self.continue_button.setText(self.tr("Continue"))
        self.open_button.setText(self.tr("Open the result"))
        self.preview.setAccessibleName(self.tr("Preview"))
        self._name_plots()
        self._show_state()

    def _name_plots(self) -> None:
        if self._energy_plot is not None and self._functions is not None:
            self._energy_plot.setAccessibleName(self.tr("Energy"))
            self._functions.setAccessibleName(self.tr("Functions of target and result"))
            self._energy_plot.retranslate()
            self._functions.retranslate()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        """The theme has changed."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and self._ready:
            self._name_plots()


class Preview(QLabel):
    """Two phases in blue and orange, as large as there is room."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("structure.preview")
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Ignored)
        self.setMinimumSize(120, 120)
        self.phases: NDArray[np.bool_] | None = None
        self._pixmap = QPixmap()

    def show_phases(self, phases: "NDArray[np.bool_]") -> None:
        """Show other pixels, True in phase 1."""
        import numpy as np
        from PySide6.QtGui import QColor

        from geodesk.desktop.theme import PHASE_COLOURS

        self.phases = phases
        blue, orange = (np.uint32(QColor(colour).rgb()) for colour in PHASE_COLOURS)
        colours = np.where(phases, orange, blue)
        height, width = colours.shape
        image = QImage(colours.data, width, height, 4 * width, QImage.Format.Format_RGB32)
        self._pixmap = QPixmap.fromImage(image)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Fill the room."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        if not self._pixmap.isNull():
            kept = Qt.AspectRatioMode.KeepAspectRatio
            self.setPixmap(self._pixmap.scaled(self.size(), kept, Qt.TransformationMode.FastTransformation))


def _title(dialog: ReconstructionDialog, name: str) -> str:
    return dialog.title_of(name)


def _scientific(value: float) -> str:
    mantissa, _, exponent = f"{value:.2e}".partition("e")
    raised = str(int(exponent)).translate(_RAISED)
    return f"{number(float(mantissa), 2)}·10{raised}" if value else number(0)


def _curves_of(folder: Path, phase: int) -> "tuple[NDArray[np.float64], NDArray[np.float64]]":
    """S2 and L of target and result, the mean of their directions, at the lags that all of them have."""
    import csv

    import numpy as np

    from geodesk.jobs.reconstructed import CURVES

    found: dict[tuple[str, str], list[tuple[float, float]]] = {}
    with (folder / CURVES).open(encoding="utf-8-sig", newline="") as stream:
        for row in csv.DictReader(stream):
            if int(row["phase"]) == phase:
                both = float(row["s2"]), float(row["lineal_path"])
                found.setdefault((row["id"], row["direction"]), []).append(both)
    lags = min(len(rows) for rows in found.values())
    target, result = (
        np.mean([rows[:lags] for (which, _), rows in found.items() if which == name], axis=0)
        for name in ("target", "result")
    )
    return target, result


def _import_plots() -> None:
    """Import pyqtgraph, on a thread."""
    import geodesk.desktop.structure.lines  # noqa: F401


def ask(window: "Window") -> None:
    """Ask what to reconstruct of the picture in view."""
    dialog = window.findChild(ReconstructionDialog) or ReconstructionDialog(window)
    session, document = window.session, window.session.document
    if document is None or session.picture is None:
        return
    page = min(session.page, document.pages - 1)
    content = document.content_of(page)
    level = None
    panel = window.panel_if_built("plots")
    if panel is not None and window.panel_shown("plots"):
        measuring = panel.measuring  # type: ignore[attr-defined]
        if measuring.pixels is not None and measuring.pixels.document is document:
            level = measuring.level
    many = page + 1 if document.pages > 1 else None
    dialog.ask(Origin(session.picture, content.w, content.h, many, level))
    dialog.show()
    dialog.raise_()
    dialog.activateWindow()
