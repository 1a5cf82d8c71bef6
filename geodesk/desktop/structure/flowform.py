"""The form that asks which phase conducts, in what, and along which axis."""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QLocale, QSignalBlocker, Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QFormLayout, QLabel, QWidget

from geodesk.desktop.fields import DecimalBox
from geodesk.desktop.room import breakable
from geodesk.desktop.structure.phaseview import name_of
from geodesk.desktop.translation import Translated, length, number

if TYPE_CHECKING:
    from geodesk.collection import Collection, PhaseImage, Picture
    from geodesk.desktop.document import Document
    from geodesk.desktop.window import Window
    from geodesk.jobs.transport import Wanted

_LARGE_BYTES, _LONG_S = 1e9, 20.0
_BYTES_A_CELL, _CELLS_A_SECOND = 120, 7e5
"""To warn of what is large: roughly, where every cell conducts."""
_DECIMALS = 6


class FlowForm(Translated, QWidget):
    """Source of the phases, extent, direction, distance of the pages, conductivities."""

    changed = Signal()

    def __init__(self, window: "Window") -> None:
        super().__init__()
        self._window, self._session = window, window.session
        self._seen: tuple[Document | None, int] = (None, 0)
        self._kept: PhaseImage | None = None
        self._level: float | None = None
        self.source, self.extent, self.direction = QComboBox(), QComboBox(), QComboBox()
        self.phase, self.rest = QComboBox(), QCheckBox()
        self.k1, self.k2 = DecimalBox(), DecimalBox()
        self._of, self._warning = QLabel(wordWrap=True), QLabel(wordWrap=True)
        self._of.setProperty("role", "title")
        for name in ("source", "extent", "direction", "phase", "rest", "k1", "k2"):
            getattr(self, name).setObjectName(f"structure.flow_{name}")
        self._warning.setObjectName("structure.flow_warning")
        for spin, value in ((self.k1, 1.0), (self.k2, 0.1)):
            spin.setDecimals(_DECIMALS)
            spin.setRange(0, 1e9)
            spin.setValue(value)
        self.distance = DecimalBox()
        self.distance.setObjectName("structure.flow_distance")
        self.distance.setDecimals(_DECIMALS - 2)
        self.distance.setRange(0, 1e6)
        self.distance.setSuffix(" µm")
        self._distance_name = QLabel()
        self._distance_name.setBuddy(self.distance)
        self._names = [QLabel() for _ in range(6)]
        form = QFormLayout(self)
        form.setContentsMargins(0, 0, 0, 0)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        form.addRow(self._of)
        for title, field in zip(
            self._names[:4], (self.source, self.phase, self.extent, self.direction), strict=True
        ):
            title.setBuddy(field)
            form.addRow(title, field)
        form.addRow(self._distance_name, self.distance)
        form.addRow(self.rest)
        for title, spin in zip(self._names[4:], (self.k1, self.k2), strict=True):
            title.setBuddy(spin)
            form.addRow(title, spin)
        form.addRow(self._warning)
        self.source.currentIndexChanged.connect(self._source_chosen)
        self.extent.currentIndexChanged.connect(self._extent_chosen)
        self.rest.toggled.connect(self.refresh)
        for signal in (self.phase.currentIndexChanged, self.direction.currentIndexChanged):
            signal.connect(self.changed)
        self.retranslate()

    # What is in view

    def look(self, anew: bool = False) -> None:
        """Another page may be in view."""
        canvas = self._window.stage.canvas
        seen = canvas.document, canvas.page
        level = _plots_level(self._window)
        if not anew and seen == self._seen and level == self._level:
            return
        another = seen != self._seen
        self._seen, self._level = seen, level
        if another or anew:
            self._kept = None
            collection, document = self._session.collection, canvas.document
            if collection is not None and document is not None:
                work = partial(_kept_of, collection, document.picture)
                self._session.tasks.run(work, self._found, self._session.error, channel="structure.kept")
        self._fill()

    def _found(self, kept: "PhaseImage | None") -> None:
        self._kept = kept
        self._fill()

    @property
    def document(self) -> "Document | None":
        """The picture in view."""
        return self._seen[0]

    @property
    def ready(self) -> bool:
        """Whether it can be computed."""
        return self.document is not None and self.phase.count() > 0

    def _fill(self) -> None:
        """Offer what there is for the page in view; what was chosen stays if it still can."""
        document = self.document
        chosen = self.source.currentData()
        blocked = QSignalBlocker(self.source), QSignalBlocker(self.extent)
        self.source.clear()
        for name in ("plots", "otsu", "kept"):
            here = {"plots": self._level, "otsu": True, "kept": self._kept}[name]
            if here is not None:
                self.source.addItem("", name)
        self.source.setCurrentIndex(max(0, self.source.findData(chosen)))
        extent = self.extent.currentData()
        self.extent.clear()
        self.extent.addItem("", False)
        if document is not None and document.pages > 1:
            self.extent.addItem("", True)
        self.extent.setCurrentIndex(max(0, self.extent.findData(extent)))
        several = self.extent.count() > 1
        self.extent.setVisible(several)
        self._names[2].setVisible(several)
        del blocked
        self._fill_phases()
        self._fill_directions()
        self.retranslate()

    def _source_chosen(self, _row: int) -> None:
        self._fill_phases()
        self.retranslate()

    def _extent_chosen(self, _row: int) -> None:
        self._fill_directions()
        self.retranslate()

    def _fill_phases(self) -> None:
        blocked = QSignalBlocker(self.phase)
        chosen = self.phase.currentData()
        self.phase.clear()
        if self.source.currentData() == "kept" and self._kept is not None:
            for one in self._kept.phases:
                self.phase.addItem("", one.label)
        else:
            for label in (1, 0):
                self.phase.addItem("", label)
        self.phase.setCurrentIndex(max(0, self.phase.findData(chosen)))
        del blocked

    def _fill_directions(self) -> None:
        blocked = QSignalBlocker(self.direction)
        chosen = self.direction.currentData()
        self.direction.clear()
        for axis in ("x", "y", "z") if self.extent.currentData() else ("x", "y"):
            self.direction.addItem("", axis)
        self.direction.setCurrentIndex(max(0, self.direction.findData(chosen)))
        del blocked

    # What is shown

    def retranslate(self) -> None:
        """Set every text."""
        names = (
            self.tr("Phases from"),
            self.tr("Conducting phase"),
            self.tr("Of the file"),
            self.tr("Along"),
            self.tr("k of the phase"),
            self.tr("k of the rest"),
        )
        for label, text in zip(self._names, names, strict=True):
            label.setText(text)
        level = "" if self._level is None else _grey(self._level)
        sources = {
            "plots": self.tr("the threshold of the plots, t = {level}").format(level=level),
            "otsu": self.tr("Otsu's rule"),
            "kept": self.tr("the phases kept for this picture"),
        }
        for row in range(self.source.count()):
            self.source.setItemText(row, sources[self.source.itemData(row)])
        kept = self._kept.phases if self.source.currentData() == "kept" and self._kept is not None else ()
        for row in range(self.phase.count()):
            bright = self.tr("1: bright, I > t") if self.phase.itemData(row) else self.tr("0: dark, I ≤ t")
            self.phase.setItemText(row, name_of(kept[row]) if row < len(kept) else bright)
        pages = 0 if self.document is None else self.document.pages
        extents = self.tr("this page"), self.tr("all {n} pages as a volume").format(n=number(pages))
        for row in range(self.extent.count()):
            self.extent.setItemText(row, extents[row])
        axes = {
            "x": self.tr("x: from left to right"),
            "y": self.tr("y: from top to bottom"),
            "z": self.tr("z: from the first page to the last"),
        }
        for row in range(self.direction.count()):
            self.direction.setItemText(row, axes[self.direction.itemData(row)])
        self._distance_name.setText(self.tr("Between pages"))
        self.distance.setToolTip(
            self.tr("The distance of the pages of the volume; 0: as the file says, else that of the pixels")
        )
        self.distance.setLocale(QLocale())
        self.distance.setDecimals(_DECIMALS - 2)
        self.rest.setText(self.tr("The rest conducts too"))
        for spin in (self.k1, self.k2):
            spin.setLocale(QLocale())
            spin.setDecimals(_DECIMALS)  # else the number stays as the old language writes it
        self.refresh()

    def refresh(self) -> None:
        """Show what goes with what is chosen."""
        document = self.document
        self._of.setText("" if document is None else breakable(document.picture.file.name))
        for widget in (self.k1, self.k2, *self._names[4:]):
            widget.setVisible(self.rest.isChecked())
        for widget in (self.distance, self._distance_name):
            widget.setVisible(self._deep)
        stated = None if document is None else document.page_distance_m
        self.distance.setSpecialValueText(
            self.tr("as the pixels")
            if stated is None
            else self.tr("{distance} (file)").format(distance=length(stated))
        )
        self.distance.updateGeometry()  # a longer text alone does not widen it
        self._warning.setText(self._warned())
        self._warning.setVisible(bool(self._warning.text()))
        self.changed.emit()

    @property
    def _deep(self) -> bool:
        """Whether a distance of the pages says something: in a volume whose pixels have a size."""
        document = self.document
        return bool(self.extent.currentData()) and document is not None and document.pixel_size is not None

    def _warned(self) -> str:
        """What a large one will take."""
        if self.document is None:
            return ""
        content = self.document.content_of(self._seen[1])
        cells = content.w * content.h * (self.document.pages if self.extent.currentData() else 1)
        if cells * _BYTES_A_CELL < _LARGE_BYTES and cells / _CELLS_A_SECOND < _LONG_S:
            return ""
        text = self.tr("This is large: about {gb} GB of memory and {s} s are needed at most.")
        return text.format(
            gb=number(cells * _BYTES_A_CELL / 1e9, 1), s=number(max(1, round(cells / _CELLS_A_SECOND)))
        )

    def wanted(self) -> "tuple[Picture, Wanted, dict[str, Path] | None] | None":
        """What was asked for: of which picture, and label images to take in its place."""
        from geodesk.jobs.transport import Wanted
        from geodesk.micrograph.pixelsize import to_metres

        document, source = self.document, self.source.currentData()
        if document is None or not self.ready:
            return None
        k1, k2 = (self.k1.value(), self.k2.value()) if self.rest.isChecked() else (None, None)
        single = document.pages > 1 and not self.extent.currentData()
        deep = self._deep and self.distance.value() > 0
        wanted = Wanted(
            self.direction.currentData(),
            self.phase.currentData(),
            k1=k1,
            k2=k2,
            threshold=self._level if source == "plots" else "otsu",
            page=self._seen[1] + 1 if single else None,
            page_distance_m=to_metres(self.distance.value(), "um") if deep else None,
        )
        image = self._kept if source == "kept" else None
        path = document.picture.path
        return document.picture, wanted, None if image is None else {path: image.file}


def _kept_of(collection: "Collection", picture: "Picture") -> "PhaseImage | None":
    """The label image of a picture, if it still fits and names its phases."""
    image = collection.phases.of(picture)
    return image if image is not None and image.phases and image.fits(picture) else None


def _plots_level(window: "Window") -> float | None:
    """The threshold of the plots, while they show the picture in view."""
    panel = window.panel_if_built("plots")
    if panel is None or not window.panel_shown("plots"):
        return None
    measuring = panel.measuring  # type: ignore[attr-defined]
    pixels = measuring.pixels
    here = pixels is not None and pixels.document is window.stage.canvas.document
    return float(measuring.level) if here and measuring.level is not None else None


def _grey(level: float) -> str:
    return number(level, 0 if level == round(level) else 4)
