"""The plots below the picture: histogram and threshold, S2(r) and L(r) of both phases, counts per class."""

import math
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt, QTimer
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QHideEvent, QShowEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from geodesk.desktop.plots import facts
from geodesk.desktop.plots.controls import Controls
from geodesk.desktop.plots.ensemblepage import EnsemblePage
from geodesk.desktop.plots.ensembles import Ensembles
from geodesk.desktop.plots.header import Header
from geodesk.desktop.plots.keptphases import KeptPhases
from geodesk.desktop.plots.making import Making
from geodesk.desktop.plots.measuring import Measuring, State
from geodesk.desktop.plots.numbers import NumbersPage
from geodesk.desktop.plots.reading import CLASSES, CURVES, ENSEMBLES, NUMBERS, Function, Show, step_of
from geodesk.desktop.plots.saving import Saving
from geodesk.desktop.translation import Translated

if TYPE_CHECKING:
    from geodesk.desktop.plots.classes import ClassesPlot
    from geodesk.desktop.plots.curves import CurvePlots, Drawing
    from geodesk.desktop.plots.traces import Trace
    from geodesk.desktop.window import Window

_PATIENCE_MS = 150
"""So long the curves of the picture before stay in sight while those of the next are being counted."""


class PlotsPanel(Translated, QWidget):
    """The plots of the picture in view and of the folder.

    Attributes
    ----------
    measuring
        What is measured; it rests while the panel is out of sight.
    overlay
        Whether the phases lie over the picture.
    show_
        What is shown of the curves.
    log
        The histogram's scale.
    """

    def __init__(self, window: "Window") -> None:
        super().__init__()
        self.setObjectName("plots.panel")
        self._window, self._session = window, window.session
        self.overlay: bool = False
        self.log: bool = False
        self.show_: Show = Show()
        self._laid: float | None = None
        self.curves: CurvePlots | None = None
        self.classes: ClassesPlot | None = None
        self._ready = False
        self._state: tuple[bool, ...] = ()
        self._making = Making(self._session.tasks, self)
        self._patience = QTimer(self, singleShot=True, interval=_PATIENCE_MS)
        self._patience.timeout.connect(self._show_page)
        self.measuring: Measuring = Measuring(self._session, window.stage.documents, self)
        self.controls = Controls(window, self.measuring)
        self.header: Header = Header(window, self.measuring)
        self.ensembles: Ensembles = Ensembles(self._session, self)
        self.kept: KeptPhases = KeptPhases(self._session, self.measuring, self)
        self.saving: Saving = Saving(window, self)
        self.numbers: NumbersPage = NumbersPage(self.measuring)
        self.ensemble_page: EnsemblePage = EnsemblePage(window, self.ensembles, self.measuring)
        self._message = QLabel()
        self._message.setObjectName("plots.message")
        self._message.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._message.setWordWrap(True)
        self._message.setProperty("role", "hint")
        self._pages = QStackedWidget()
        for page in (self._message, self.numbers, self.ensemble_page):
            self._pages.addWidget(page)
        right = QWidget()
        layout = QVBoxLayout(right)
        layout.setContentsMargins(6, 6, 10, 6)
        layout.setSpacing(2)
        layout.addWidget(self.header)
        layout.addWidget(self._pages, 1)
        split = self._split = QSplitter(Qt.Orientation.Horizontal, childrenCollapsible=False)
        split.addWidget(self.controls)
        split.addWidget(right)
        split.setSizes([300, 500])
        split.setStretchFactor(1, 1)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(split)
        self._making.histogram.connect(self.controls.add_histogram)
        self._making.curves.connect(self._take_curves)
        self.header.tab_changed.connect(self._show_page)
        self.header.legend.changed.connect(self.set_show)
        self.header.r_max_changed.connect(self.measuring.set_r_max)
        self.header.finished.connect(self._give_focus_back)
        self.controls.finished.connect(self._give_focus_back)
        self.measuring.picture_changed.connect(self._picture_changed)
        self.measuring.level_changed.connect(self._lay_over)
        self.measuring.curves_changed.connect(self._curves_changed)
        self._session.collection_changed.connect(self._show_page)
        self.ensembles.changed.connect(self._sources_changed)
        self.kept.changed.connect(self._sources_changed)
        self.setAcceptDrops(True)
        self.header.legend.set_show(self.show_)
        self.header.legend.set_sources({})
        self._ready = True
        self.retranslate()

    def take_sign(self, button: QWidget) -> None:
        """Hold the sign of the help."""
        self.header.take_sign(button)

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802
        """In sight: measure."""
        super().showEvent(event)
        if event.spontaneous():
            return
        self._making.start()
        self.measuring.set_active(True)
        self._lay_over()

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802
        """Out of sight: rest, and leave the picture as it is."""
        super().hideEvent(event)
        if not event.spontaneous():
            self.measuring.set_active(False)
            self._lay_over()

    def _take_curves(self, plots: "CurvePlots") -> None:
        self._pages.addWidget(plots)
        plots.follow(self.measuring)
        plots.setAccessibleName(self.tr("Correlation functions"))
        self.curves = plots
        self._curves_changed()

    def _make_classes(self) -> None:
        from geodesk.desktop.plots.classes import ClassesPlot

        self.classes = ClassesPlot(self._session)
        self.classes.setAccessibleName(self.tr("Samples per class"))
        self._pages.addWidget(self.classes)

    # What is shown

    def _picture_changed(self) -> None:
        if self._counting:
            self._patience.start()
        self._show_page()
        self._window.actions_.refresh_soon()

    def _curves_changed(self) -> None:
        if self.curves is not None:
            self.curves.draw(self.drawing(), self.show_)
        if (self.ensembles.groups or self.kept.image) and not self.measuring.provisional:
            self.header.legend.set_sources(self._sources(), self.kept.colours)
        self._show_page()

    def drawing(self) -> "Drawing":
        """What is in sight, as lines."""
        from geodesk.desktop.plots.curves import Drawing

        found = self.measuring.found
        far = [
            self.measuring.last_lag(axis) * (math.sqrt(2) if name.startswith("diag") else 1.0)
            for name in self.show_.directions
            for axis in (("x", "y") if name == "mean" else (name,))
        ]
        end = min(far) if self.show_.directions == ("mean",) else max(far)
        names = {key: name for key, (name, _) in self._sources().items()}
        said = "\n".join(filter(None, (facts.left_out(self.measuring), self.kept.said)))
        return Drawing(tuple(self._traces()), found, said, end, names)

    def _traces(self) -> "Iterator[Trace]":
        from geodesk.desktop.plots.traces import of_picture

        counted, show = self.measuring.counted, self.show_
        if counted is not None and "picture" not in show.hidden:
            yield from of_picture(counted, show)
        yield from self.kept.traces(show)
        for source in self.ensembles.groups:
            if source not in show.hidden:
                yield from self.ensembles.traces(source, show)

    def _sources(self) -> dict[str, tuple[str, str]]:
        """Source → its name and all that it rests on."""
        groups, kept = self.ensembles.groups, self.kept.image is not None
        sources = {}
        if groups or kept or "picture" in self.show_.hidden:  # what is hidden can be had back
            sources["picture"] = self.tr("picture"), "\n".join(facts.basis_of(self.measuring))
        if kept:
            sources["phases"] = self.tr("phases kept"), "\n".join(self.kept.about())
        for key, group in groups.items():
            sources[key] = f"{key.upper()}: {group.name}", "\n".join(self.ensembles.about(key))
        return sources

    def _sources_changed(self) -> None:
        self.header.legend.set_sources(self._sources(), self.kept.colours)
        self._curves_changed()
        self._window.actions_.refresh_soon()

    def set_show(self, show: Show) -> None:
        """Show other lines, or the same otherwise."""
        physical = show.physical and self._has_lengths(show)
        self.show_ = show if physical == show.physical else replace(show, physical=physical)
        self.header.legend.set_show(self.show_)
        self.measuring.set_directions(self.show_.measured)
        self.measuring.set_clusters(self.show_.function == "clusters")
        self.kept.set_show(self.show_)
        self._curves_changed()
        self._window.actions_.refresh_soon()

    def set_function(self, function: Function) -> None:
        """Have the left plot show S2, its autocovariance or C2."""
        self.set_show(replace(self.show_, function=function))

    def _show_page(self) -> None:
        tab = self.header.tab
        self.header.set_curves_shown(tab == CURVES and self._session.collection is not None)
        self.measuring.set_numbers(tab == NUMBERS)
        if tab == CLASSES and self.curves is not None and self.classes is None:
            self._make_classes()
        pages: dict[int, QWidget | None] = {
            CURVES: self.curves,
            NUMBERS: self.numbers,
            ENSEMBLES: self.ensemble_page,
            CLASSES: self.classes,
        }
        page = pages[tab]
        sentence = self._why_nothing()
        if self._patience.isActive() and self._counting and self._pages.currentWidget() is page:
            pass  # a sentence for a few milliseconds would only flicker
        elif page is None or sentence:
            self._message.setText(sentence or self.tr("Preparing the plots…"))
            self._pages.setCurrentWidget(self._message)
        else:
            self._pages.setCurrentWidget(page)
        state = self.drawn, self.complete, self.has_lengths, self.can_measure_whole
        if state != self._state:  # not at every step of the threshold
            self._state = state
            self._window.actions_.refresh_soon()

    @property
    def _counting(self) -> bool:
        """Whether the first curves of a picture are on their way."""
        showing = self.header.tab in (CURVES, NUMBERS) and not self._lines_without_picture
        return showing and self.measuring.measurable and self.measuring.found is None

    @property
    def _lines_without_picture(self) -> bool:
        """Whether there are ensembles to show, whatever the picture in view."""
        return self.header.tab == CURVES and bool(self.ensembles.groups)

    def _why_nothing(self) -> str:
        """Why there is no plot; empty where there is one."""
        session, measuring = self._session, self.measuring
        if session.collection is None:
            return self.tr("Open a folder to see plots.")
        if self.header.tab == CLASSES:
            return "" if session.samples else self.tr("There are no pictures here.")
        if self.header.tab == ENSEMBLES or self._lines_without_picture:
            return ""
        if measuring.state is State.FAILED:
            return str(measuring.problem)
        if not session.samples or session.picture is None:
            return self.tr("There is no picture in view.")
        if measuring.pixels is None:
            return self.tr("Reading the picture…")
        if measuring.pixels.levels.flat:
            text = self.tr("All pixels have the grey level {level}: no threshold parts two phases.")
            return text.format(level=facts.level_text(measuring.pixels.levels.low))
        if measuring.found is None:
            return self.tr("Measuring…")
        return ""

    def retranslate(self) -> None:
        """Set every text."""
        for plot in (self.curves, self.classes):
            if plot is not None:
                plot.retranslate()
        if self.curves is not None:
            self.curves.setAccessibleName(self.tr("Correlation functions"))
        if self.classes is not None:
            self.classes.setAccessibleName(self.tr("Samples per class"))
        self._restyle()
        self.header.legend.set_sources(self._sources(), self.kept.colours)
        self._curves_changed()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        """The theme has changed."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and self._ready:
            self._restyle()

    def _restyle(self) -> None:
        self.header.repaint_icons()
        for plot in (self.controls.histogram, self.curves, self.classes):
            if plot is not None:
                from geodesk.desktop.plots.looks import look

                plot.restyle(look())

    def _give_focus_back(self) -> None:
        self._window.stage.setFocus()

    # Actions

    @property
    def drawn(self) -> bool:
        """Whether there is a plot to copy."""
        if self.header.tab not in (CURVES, CLASSES) or self.curves is None or self._why_nothing():
            return False
        return self.header.tab == CLASSES or self._lines_without_picture or self.measuring.here

    @property
    def complete(self) -> bool:
        """Whether there are curves in sight, and those of the whole picture."""
        measuring = self.measuring
        whole = measuring.found is not None and not measuring.provisional
        return self.header.tab in (CURVES, NUMBERS) and whole and measuring.here

    @property
    def can_measure_whole(self) -> bool:
        """Whether only the middle of a large picture has been measured."""
        measuring = self.measuring
        return measuring.large and measuring.measurable and measuring.provisional

    @property
    def has_lengths(self) -> bool:
        """Whether lags have a length in metres."""
        return self._has_lengths(self.show_)

    def _has_lengths(self, show: Show) -> bool:
        found = self.measuring.found
        if found is not None and "picture" not in show.hidden:
            return any(step_of(found.pixel_size, name) is not None for name in show.directions)
        others = bool(self.ensembles.groups or self.kept.found)  # else the lines are not even imported
        return others and any(trace.step_m is not None for trace in self._traces())

    def set_overlay(self, overlay: bool) -> None:
        """Lay the phases over the picture, or take them off."""
        self.overlay = overlay
        self._lay_over()

    def _lay_over(self) -> None:
        wanted = self.overlay and not self.isHidden() and self.measuring.pixels is not None
        level = self.measuring.level if wanted else None
        if level != self._laid:
            self._laid = level
            self._window.stage.set_threshold(level)

    def toggle_lock(self) -> None:
        """Keep the threshold from picture to picture, or take each one's own."""
        self.measuring.set_locked(not self.measuring.locked)

    def toggle_log(self) -> None:
        """The histogram's scale."""
        self.log = not self.log
        if self.controls.histogram is not None:
            self.controls.histogram.set_log(self.log)

    def toggle_units(self) -> None:
        """Lags in pixels or as lengths."""
        self.set_show(replace(self.show_, physical=not self.show_.physical))

    def toggle_axis(self, which: str) -> None:
        """The scale of the axis of ``"log_lag"`` or ``"log_value"``."""
        show = self.show_
        if which == "log_lag":
            self.set_show(replace(show, log_lag=not show.log_lag))
        else:
            self.set_show(replace(show, log_value=not show.log_value))

    # A file of curves dropped here

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802
        """Files of curves; anything else is for the window."""
        if self.ensembles.files_of(event.mimeData()):
            event.acceptProposedAction()
        else:
            event.ignore()

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802
        """Compare with what was dropped."""
        for file in self.ensembles.files_of(event.mimeData())[:2]:
            self.ensembles.read(file)
        event.acceptProposedAction()
