"""Transporte…: what to solve, watched while it is, its numbers, and the potential over the picture."""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFormLayout, QLabel, QVBoxLayout

from geodesk.desktop.room import breakable
from geodesk.desktop.structure.flowform import FlowForm
from geodesk.desktop.structure.flowview import Legend, bytes_of, table
from geodesk.desktop.structure.laid import LaidDialog
from geodesk.desktop.structure.overlay import ColoursItem
from geodesk.desktop.translation import number, percent, sides, source_name
from geodesk.language import Sentence

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from geodesk.desktop.document import Document
    from geodesk.desktop.window import Window
    from geodesk.jobs.transport import Transported
    from geodesk.morphology.transport import Transport

KIND = "transport"
_ROWS = ("phi", "carrying", "k_eff", "tau", "percolates", "wiener", "hs", "mismatch", "seconds")


class TransportDialog(LaidDialog):
    """Stays open beside the window; the potential lies over the picture while it is in sight.

    Attributes
    ----------
    flow
        The last result.
    """

    def __init__(self, window: "Window") -> None:
        super().__init__(window, "structure.flow", 75)
        self.setObjectName("structure.transport_dialog")
        self.flow: Transported | None = None
        self.form: FlowForm = FlowForm(window)
        self._state, self._note, self._meaning = (QLabel(wordWrap=True) for _ in range(3))
        self._state.setObjectName("structure.flow_state")
        self._note.setObjectName("structure.flow_note")
        self._meaning.setProperty("role", "hint")
        self._values = {name: (QLabel(), QLabel()) for name in _ROWS}
        self.legend: Legend = Legend()
        self._arrange()
        self.form.changed.connect(self.show_state)
        self.start_button.clicked.connect(self._start)
        self.save_button.clicked.connect(self._choose)
        self.retranslate()
        self.setMinimumWidth(440)

    def _arrange(self) -> None:
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
        layout.addLayout(self.buttons)
        layout.addWidget(self._state)
        layout.addLayout(values)
        for part in (self._note, self._meaning):
            layout.addWidget(part)
        layout.addLayout(self.seen)
        layout.addWidget(self.legend)

    # The job

    def _start(self) -> None:
        asked = self.form.wanted()
        if asked is None:
            return
        picture, wanted, images = asked

        collection = self._session.collection

        def steps():  # type: ignore[no-untyped-def]  # noqa: ANN202 - imported on the job's thread
            from geodesk.jobs.recipes.done import transport_step
            from geodesk.jobs.recipes.recording import recorded
            from geodesk.jobs.transport import transport

            step = transport_step(wanted, images is not None)
            return recorded(collection, step, transport([picture], wanted, images), [picture.path])

        self.begin(KIND, partial(self.title_of, picture.file.name), steps)

    def title_of(self, name: str) -> str:
        """What the strip of jobs says."""
        return self.tr("Transport through {name}").format(name=name)

    def take(self, rows: "tuple[Transported, ...]") -> None:
        """The last row is the result."""
        self.flow = rows[-1]

    # The potential

    @property
    def outcome(self) -> "Transported | None":
        """The last result."""
        return self.flow

    def look(self) -> None:
        """Another page may be in view."""
        self.form.look()
        super().look()

    def shown(self, document: "Document", page: int) -> ColoursItem | None:
        """The potential of the page, if it was solved for."""
        flow = self.flow
        if flow is None or flow.area is None or document.picture.path != flow.item.path:
            return None
        potential = _slice(flow, page)
        if potential is None:
            return None
        at = flow.area.x, flow.area.y
        return ColoursItem(bytes_of(potential), table(), self.opacity.value() / 100, at)

    def _choose(self) -> None:
        flow = self.flow
        if flow is None:
            return
        name = f"{flow.item.file.stem}_{flow.wanted.axis}_potential"
        self.ask_where(
            self.tr("Save the potential"), {"TIFF (*.tif)": "tif"}, name, partial(self._save, flow)
        )

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
        super().retranslate()
        self.setWindowTitle(self.tr("Transport through a phase"))
        self.save_button.setText(self.tr("Save the potential…"))
        self.overlay.setText(self.tr("Potential over the picture"))
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
        self.show_state()

    def show_state(self) -> None:
        """Show where the job stands and the numbers of the last result."""
        flow = self.flow
        self.form.setEnabled(not self.running)
        found = None if flow is None else flow.found
        kept = found is not None and found.potential is not None and found.percolates
        self.show_buttons(ready=self.form.ready, kept=kept)
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
        flow = self.flow
        if self.running:
            return self.tr("Working…")
        if (badly := self.ended_badly()) is not None:
            return badly
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
            said += f" · {sides(flow.pixel_size)}/px ({source_name(flow.pixel_size.source)})"
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


def ask(window: "Window") -> None:
    """Ask about transport through the picture in view."""
    dialog = window.findChild(TransportDialog) or TransportDialog(window)
    dialog.form.look(anew=True)
    dialog.show()
    dialog.raise_()
    dialog.activateWindow()
