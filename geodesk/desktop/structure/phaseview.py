"""The phases of the page in view: tried or kept, with names and colours, laid over the picture."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from geodesk.desktop.samples.marks import Look
from geodesk.desktop.session import Mode
from geodesk.desktop.structure.overlay import ColoursItem, table_of
from geodesk.desktop.theme import class_colour, class_shape
from geodesk.desktop.translation import translate
from geodesk.language import language

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from geodesk.collection import Collection, Phase, PhaseImage, Picture
    from geodesk.desktop.window import Window
    from geodesk.jobs.tryphases import Tried


@dataclass(frozen=True, eq=False, slots=True)
class Kept:
    """The label image beside the collection of the page in view."""

    image: "PhaseImage"
    labels: "NDArray[np.uint8]"
    fractions: dict[int, float]
    counted: int
    fits: bool


class PhaseView(QObject):
    """What stands for the page in view.

    Attributes
    ----------
    tried, kept
        The newest trial, and what lies beside the collection for the page in view.
    opacity, shown
        Of the overlay.
    """

    changed = Signal()

    def __init__(self, window: "Window", parent: QObject) -> None:
        super().__init__(parent)
        self._window, self._session = window, window.session
        self._canvas = window.stage.canvas
        self.tried: Tried | None = None
        self.kept: Kept | None = None
        self.opacity, self.shown = 0.5, True
        self._colours: ColoursItem | None = None

    @property
    def active(self) -> bool:
        """Whether the window is at phases."""
        return self._session.mode is Mode.PHASES

    @property
    def picture(self) -> "Picture | None":
        """The picture on the canvas."""
        return None if self._canvas.document is None else self._canvas.document.picture

    def read_kept(self) -> None:
        """Read the label image of the page in view, if there is one."""
        collection, document, page = self._session.collection, self._canvas.document, self._canvas.page
        if collection is None or document is None:
            return
        work = partial(_read_kept, collection, document.picture, page, document.page_size(page))
        self._session.tasks.run(work, self._kept_read, self._session.error, channel="phases.kept")

    def _kept_read(self, kept: Kept | None) -> None:
        self.kept = kept
        self._lay_over()

    @property
    def trial(self) -> "Tried | None":
        """The newest trial, if it is of the page in view."""
        tried, picture = self.tried, self.picture
        if tried is None or picture is None or tried.page != self._canvas.page:
            return None
        # Another folder may have a picture of the same path.
        same = picture.path in tried.paths and picture.file.parent == tried.item.file.parent
        return tried if same else None

    @property
    def labels(self) -> "NDArray[np.uint8] | None":
        """The phases of the page in view: tried or kept."""
        if self.trial is not None:
            return self.trial.labels
        return None if self.kept is None else self.kept.labels

    @property
    def fractions(self) -> dict[int, float]:
        """Label → share, of the same."""
        if self.trial is not None:
            return dict(self.trial.fractions)
        return {} if self.kept is None else self.kept.fractions

    @property
    def counted(self) -> int:
        """Pixels of the page in view that have a phase."""
        if self.trial is not None:
            return self.trial.counted
        return 0 if self.kept is None else self.kept.counted

    @property
    def phases(self) -> "tuple[Phase, ...]":
        """The phases of the same, as they are named."""
        if self.trial is not None:
            from geodesk.jobs.phases import phases_of

            return phases_of(self.trial.rule)
        return () if self.kept is None else self.kept.image.phases

    def looks(self, phases: "Sequence[Phase]") -> dict[int, Look]:
        """Label → name, colour and shape; by the place among the phases."""
        return {
            phase.label: Look(name_of(phase), phase.colour or class_colour(at).name(), class_shape(at))
            for at, phase in enumerate(phases)
        }

    def _lay_over(self) -> None:
        scene = self._canvas.scene()
        if self._colours is not None:
            scene.removeItem(self._colours)
            self._colours = None
        labels = self.labels if self.active and self.shown else None
        if labels is not None:
            found = self.looks(self.phases) or {
                label: Look("", class_colour(at).name(), "") for at, label in enumerate(self.fractions)
            }
            table = table_of({label: look.colour for label, look in found.items()})
            self._colours = ColoursItem(labels, table, self.opacity)
            scene.addItem(self._colours)
        self._window.actions_.refresh_soon()
        self.changed.emit()

    def set_overlay(self, shown: bool) -> None:
        """Lay the phases over the picture, or take them off."""
        self.shown = shown
        self._lay_over()

    def set_opacity(self, opacity: float) -> None:
        """How much of the picture shines through."""
        self.opacity = opacity
        if self._colours is not None:
            self._colours.setOpacity(opacity)


def name_of(phase: "Phase") -> str:
    """A phase's name in the language in force; without one, its number."""
    if phase.es or phase.en:
        return phase.name(language())
    return translate("PhaseDesk", "Phase {n}").format(n=phase.label)


def _read_kept(collection: "Collection", picture: "Picture", page: int, size: tuple[int, int]) -> Kept | None:
    import numpy as np

    from geodesk.jobs.tryphases import counted, fractions_of

    image = collection.phases.of(picture)
    if image is None:
        return None
    labels = image.labels()
    if labels.ndim == 3:
        if page >= len(labels):
            return None
        labels = labels[page]
    if labels.shape != (size[1], size[0]) or labels.dtype != np.uint8:
        return None
    bytes_ = np.asarray(labels, np.uint8)
    return Kept(image, bytes_, fractions_of(bytes_), counted(bytes_), image.fits(picture))
