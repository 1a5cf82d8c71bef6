"""Transporte…: what to solve, watched while it is, its numbers, and the potential over the picture."""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSlider,
    QVBoxLayout,
)

from geodesk.desktop.jobs import Job, Outcome
from geodesk.desktop.room import GrowingDialog, breakable
from geodesk.desktop.structure.flowform import FlowForm
from geodesk.desktop.structure.flowview import Legend, bytes_of, table
from geodesk.desktop.structure.overlay import ColoursItem
from geodesk.desktop.translation import Translated, length, number, percent, source_name
from geodesk.language import Sentence

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from geodesk.desktop.window import Window
    from geodesk.jobs.transport import Transported
    from geodesk.morphology.transport import Transport

KIND = "transport"
_ROWS = ("phi", "carrying", "k_eff", "tau", "percolates", "wiener", "hs", "mismatch", "seconds")


class TransportDialog(Translated, GrowingDialog):
    """Stays open beside the window; the potential lies over the picture while it is in sight.

    Attributes
    ----------
    flow
        The last result.
    job
        The last job begun.
    """

    def __init__(self, window: "Window") -> None:
        super().__init__(window)
        self.setObjectName("structure.transport_dialog")
        self._window, self._session = window, window.session
        self._canvas = window.stage.canvas
        self.flow: Transported | None = None
        self.job: Job | None = None
        self._item: ColoursItem | None = None
        self._laid: object = None
        self.form: FlowForm = FlowForm(window)
        self.start_button, self.stop_button, self.save_button = QPushButton(), QPushButton(), QPushButton()
        for name in ("start", "stop", "save"):
            getattr(self, f"{name}_button").setObjectName(f"structure.flow_{name}")
            getattr(self, f"{name}_button").setAutoDefault(False)
        self._state, self._note, self._meaning = (QLabel(wordWrap=True) for _ in range(3))
        self._state.setObjectName("structure.flow_state")
        self._note.setObjectName("structure.flow_note")
        self._meaning.setProperty("role", "hint")
        self._values = {name: (QLabel(), QLabel()) for name in _ROWS}
        self.overlay, self.opacity = QCheckBox(), QSlider(Qt.Orientation.Horizontal)
        self.overlay.setObjectName("structure.flow_shown")
        self.opacity.setObjectName("structure.flow_opacity")
        self.overlay.setChecked(True)
        self.opacity.setRange(5, 100)
        self.opacity.setValue(75)
        self.legend: Legend = Legend()
        self._arrange()
        self.form.changed.connect(self._show)
        self.start_button.clicked.connect(self._start)
        self.stop_button.clicked.connect(self._stop)
        self.save_button.clicked.connect(self._choose)
        self.overlay.toggled.connect(self._lay_over)
        self.opacity.valueChanged.connect(self._lay_over)
        window.stage.view_changed.connect(self._look)
        self.retranslate()
        self.setMinimumWidth(440)

    def _arrange(self) -> None:
        buttons, seen = QHBoxLayout(), QHBoxLayout()
        buttons.addWidget(self.start_button)
        buttons.addWidget(self.stop_button)
        buttons.addStretch(1)
        buttons.addWidget(self.save_button)
        seen.addWidget(self.overlay)
        seen.addWidget(self.opacity, 1)
        values = QFormLayout()
        values.setVerticalSpacing(3)
        for name, (title, value) in self._values.items():
            title.setProperty("role", "hint")
            value.setObjectName(f"structure.flow_{name}")
            value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            values.addRow(title, value)
        layout = QVBoxLayout(self)
        layout.setSpacing(8)
        layout.addWidget(self.form)
        layout.addLayout(buttons)
        layout.addWidget(self._state)
        layout.addLayout(values)
        for part in (self._note, self._meaning):
            layout.addWidget(part)
        layout.addLayout(seen)
        layout.addWidget(self.legend)

    # The job

    @property
    def running(self) -> bool:
        """Whether the job works."""
        return self.job is not None and self.job.running

    def _start(self) -> None:
        asked = self.form.wanted()
        if asked is None:
            return
        picture, wanted, images = asked

        def steps():  # type: ignore[no-untyped-def]  # noqa: ANN202 - imported on the job's thread
            from geodesk.jobs.transport import transport

            return transport([picture], wanted, images)

        job = self._session.jobs.start(KIND, partial(_title, self, picture.file.name), steps)
        job.paced = False
        job.rows.connect(partial(self._arrived, job))
        job.finished.connect(partial(self._finished, job))
        self.job = job
        self._show()

    def title_of(self, name: str) -> str:
        """What the strip of jobs says."""
        return self.tr("Transport through {name}").format(name=name)

    def _stop(self) -> None:
        if self.job is not None:
            self.job.cancel()
            self._show()

    def _arrived(self, job: Job, rows: "tuple[Transported, ...]") -> None:
        if job is self.job:
            self.flow, self._laid = rows[-1], None
            self._look()
            self._show()

    def _finished(self, job: Job) -> None:
        if job is self.job:
            self._show()

    # The potential

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802
        """In sight: so is the potential."""
        super().showEvent(event)
        self._look()

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802
        """Out of sight: the picture is as it was."""
        super().hideEvent(event)
        self._look()

    def _look(self) -> None:
        """Another page may be in view."""
        document, page = self._canvas.document, self._canvas.page
        self.form.look()
        laid = self.flow, None if document is None else document.picture.path, page, self.isHidden()
        if laid != self._laid:
            self._laid = laid
            self._lay_over()

    def _lay_over(self) -> None:
        if self._item is not None:
            self._canvas.scene().removeItem(self._item)
            self._item = None
        flow, document = self.flow, self._canvas.document
        if flow is None or document is None or self.isHidden() or not self.overlay.isChecked():
            return
        here = document.picture.path == flow.item.path and flow.area is not None
        potential = _slice(flow, self._canvas.page) if here else None
        if potential is not None and flow.area is not None:
            at = flow.area.x, flow.area.y
            self._item = ColoursItem(bytes_of(potential), table(), self.opacity.value() / 100, at)
            self._canvas.scene().addItem(self._item)

    @property
    def laid(self) -> bool:
        """Whether the potential lies over the picture."""
        return self._item is not None

    def _choose(self) -> None:
        flow = self.flow
        if flow is None:
            return
        dialog = QFileDialog(self, self.tr("Save the potential"), self._session.settings.values.last_folder)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilters(["TIFF (*.tif)"])
        dialog.setDefaultSuffix("tif")
        dialog.selectFile(f"{flow.item.file.stem}_{flow.wanted.axis}_potential.tif")
        dialog.fileSelected.connect(partial(self._save, flow))
        dialog.open()

    def _save(self, flow: "Transported", chosen: str) -> None:
        from geodesk.jobs.potential import write_potential

        target = Path(chosen)
        self._session.saver.run(partial(write_potential, flow, target), partial(self._saved, target))

    def _saved(self, target: Path, beside: Path) -> None:
        self._session.notice(
            Sentence(
                en=f"Saved: {target.name} and {beside.name}.",
                es=f"Se guardaron {target.name} y {beside.name}.",
            )
        )

    # What is shown

    def retranslate(self) -> None:
        """Set every text."""
        self.setWindowTitle(self.tr("Transport through a phase"))
        self.start_button.setText(self.tr("Compute"))
        self.stop_button.setText(self.tr("Stop"))
        self.save_button.setText(self.tr("Save the potential…"))
        self.overlay.setText(self.tr("Potential over the picture"))
        self.opacity.setAccessibleName(self.tr("Opacity"))
        titles = {
            "phi": self.tr("Phase fraction φ"),
            "carrying": self.tr("Share that carries"),
            "k_eff": self.tr("Effective coefficient"),
            "tau": self.tr("Tortuosity factor τ"),
            "percolates": self.tr("Percolates"),
            "wiener": self.tr("Wiener's bounds"),
            "hs": self.tr("Hashin-Shtrikman bounds"),
            "mismatch": self.tr("Flux mismatch"),
            "seconds": self.tr("Time"),
        }
        for name, (title, _) in self._values.items():
            title.setText(titles[name])
        self._meaning.setText(
            self.tr(
                "τ is the arithmetic mean of the conductivities over the effective one: for one phase "
                "φ D / D_eff, without a unit. "
                "The Hashin-Shtrikman bounds hold where the material is isotropic."
            )
        )
        self._show()

    def _show(self) -> None:
        running, flow = self.running, self.flow
        self.form.setEnabled(not running)
        self.start_button.setEnabled(not running and self.form.ready)
        self.stop_button.setEnabled(running and self.job is not None and not self.job.cancelling)
        found = None if flow is None else flow.found
        kept = found is not None and found.potential is not None and found.percolates
        self.save_button.setEnabled(kept and not running)
        self._state.setText(self._standing())
        notes = () if flow is None else flow.notes
        self._note.setText(" ".join(map(str, notes)))
        self._note.setVisible(bool(notes))
        texts: dict[str, str] = {}
        if flow is not None and found is not None:
            texts = _texts(found, flow.wanted.one_phase, self.tr("yes"), self.tr("no"))
        for name, (_, value) in self._values.items():
            value.setText(texts.get(name, "—"))

    def _standing(self) -> str:
        job, flow = self.job, self.flow
        if job is not None and job.running:
            return self.tr("Working…")
        if job is not None and job.outcome is Outcome.FAILED:
            return str(job.error)
        if job is not None and job.outcome is Outcome.CANCELLED:
            return self.tr("Stopped.")
        if flow is None:
            return ""
        if flow.error is not None:
            return str(flow.error)
        what = breakable(flow.item.file.name)
        if flow.phases is not None and flow.phases.threshold is not None:
            level = flow.phases.threshold
            what += f" · t = {number(level, 0 if level == round(level) else 3)}"
        said = self.tr("{what} · phase {p} · along {axis}").format(
            what=what, p=flow.wanted.phase, axis=flow.wanted.axis
        )
        if flow.area is not None:
            pages = f" × {number(flow.pages)}" if flow.pages > 1 else ""
            said += f" · {number(flow.area.w)} × {number(flow.area.h)}{pages} px"
        if flow.pixel_size is not None:
            said += f" · {length(flow.pixel_size.x_m)}/px ({source_name(flow.pixel_size.source)})"
        return said


def _slice(flow: "Transported", page: int) -> "NDArray[np.float32] | None":
    """The potential of a page (from 0), if it was solved for."""
    potential = None if flow.found is None else flow.found.potential
    if potential is None or potential.ndim == 3:
        return None if potential is None else potential[page]
    return potential if page == (flow.wanted.page or 1) - 1 else None


def _texts(found: "Transport", one_phase: bool, yes: str, no: str) -> dict[str, str]:
    limits, name = found.bounds, "D_eff / D" if one_phase else "k_eff"
    return {
        "phi": percent(found.phi, 2),
        "carrying": percent(found.carrying, 2),
        "k_eff": f"{name} = {_precise(found.k_eff)}",
        "tau": _precise(found.tau) if found.percolates else "∞",
        "percolates": yes if found.percolates else no,
        "wiener": f"{_precise(limits.wiener_lower)} … {_precise(limits.wiener_upper)}",
        "hs": f"{_precise(limits.hs_lower)} … {_precise(limits.hs_upper)}",
        "mismatch": _precise(found.flux_mismatch),
        "seconds": f"{number(found.seconds, 2)} s",
    }


def _precise(value: float) -> str:
    """A number to five digits, as the language writes it."""
    if value == 0:
        return number(0)
    if 1e-3 <= abs(value) < 1e5:
        digits = len(str(int(abs(value)))) if abs(value) >= 1 else 0
        return number(value, max(0, 5 - digits))
    mantissa, _, exponent = f"{value:.2e}".partition("e")
    raised = str(int(exponent)).translate(str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"))
    return f"{number(float(mantissa), 2)}·10{raised}"


def _title(dialog: TransportDialog, name: str) -> str:
    return dialog.title_of(name)


def ask(window: "Window") -> None:
    """Ask about transport through the picture in view."""
    dialog = window.findChild(TransportDialog) or TransportDialog(window)
    dialog.form.look(anew=True)
    dialog.show()
    dialog.raise_()
    dialog.activateWindow()
