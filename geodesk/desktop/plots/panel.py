"""The plots below the picture: histogram and threshold, S2(r) and L(r) of both phases, counts per class."""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QStandardPaths, Qt, QTimer
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import (
    QApplication,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from geodesk.desktop.plots import facts
from geodesk.desktop.plots.controls import Controls
from geodesk.desktop.plots.header import Header
from geodesk.desktop.plots.making import Making
from geodesk.desktop.plots.measuring import Measuring, State
from geodesk.desktop.plots.reading import step_of
from geodesk.desktop.translation import Translated, number
from geodesk.language import Sentence

if TYPE_CHECKING:
    from collections.abc import Callable

    from geodesk.desktop.plots.classes import ClassesPlot
    from geodesk.desktop.plots.curves import CurvePlots
    from geodesk.desktop.window import Window
    from geodesk.jobs.characterise import Characterised

CURVES, CLASSES = 0, 1
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
    physical, log
        Lags as lengths; the histogram's scale.
    """

    def __init__(self, window: "Window") -> None:
        super().__init__()
        self.setObjectName("plots.panel")
        self._window, self._session = window, window.session
        self.overlay = self.physical = self.log = False
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
        self.header = Header(window, self.measuring)
        self._message = QLabel()
        self._message.setObjectName("plots.message")
        self._message.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._message.setWordWrap(True)
        self._message.setProperty("role", "hint")
        self._pages = QStackedWidget()
        self._pages.addWidget(self._message)
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
        self.header.direction_changed.connect(self._direction_changed)
        self.header.r_max_changed.connect(self.measuring.set_r_max)
        self.header.finished.connect(self._give_focus_back)
        self.controls.finished.connect(self._give_focus_back)
        self.measuring.picture_changed.connect(self._picture_changed)
        self.measuring.level_changed.connect(self._lay_over)
        self.measuring.curves_changed.connect(self._curves_changed)
        self._session.collection_changed.connect(self._show_page)
        self._ready = True
        self.retranslate()

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
        plots.physical, plots.direction = self.physical, self.header.direction
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
            measuring = self.measuring
            ends = measuring.last_lag("x"), measuring.last_lag("y")
            self.curves.show_curves(measuring.found, measuring.provisional, ends)
        self._show_page()

    def _show_page(self) -> None:
        self.header.set_curves_shown(self.header.tab == CURVES)
        if self.header.tab == CLASSES and self.curves is not None and self.classes is None:
            self._make_classes()
        page: QWidget | None = self.classes if self.header.tab == CLASSES else self.curves
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
        return self.header.tab == CURVES and self.measuring.measurable and self.measuring.found is None

    def _why_nothing(self) -> str:
        """Why there is no plot; empty where there is one."""
        session, measuring = self._session, self.measuring
        if session.collection is None:
            return self.tr("Open a folder to see plots.")
        if self.header.tab == CLASSES:
            return "" if session.samples else self.tr("There are no pictures here.")
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
        self._show_page()

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

    def _direction_changed(self, direction: Any) -> None:
        if self.curves is not None:
            self.curves.set_direction(direction)
        self._window.actions_.refresh_soon()

    def _give_focus_back(self) -> None:
        self._window.stage.setFocus()

    # Actions

    @property
    def drawn(self) -> bool:
        """Whether there is a plot to copy."""
        here = self.header.tab == CLASSES or self.measuring.here
        return here and not self._why_nothing() and self.curves is not None

    @property
    def complete(self) -> bool:
        """Whether there are curves in sight, and those of the whole picture."""
        measuring = self.measuring
        whole = measuring.found is not None and not measuring.provisional
        return self.header.tab == CURVES and whole and measuring.here

    @property
    def can_measure_whole(self) -> bool:
        """Whether only the middle of a large picture has been measured."""
        measuring = self.measuring
        return measuring.large and measuring.measurable and measuring.provisional

    @property
    def has_lengths(self) -> bool:
        """Whether lags have a length in metres."""
        found = self.measuring.found
        return found is not None and step_of(found.pixel_size, self.header.direction) is not None

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
        self.physical = not self.physical
        if self.curves is not None:
            self.curves.set_physical(self.physical)

    # Copying and saving

    def sheet(self) -> Any:
        """The plot in sight on paper; close it after use."""
        from geodesk.desktop.plots.export import Sheet

        if self.header.tab == CLASSES:
            from geodesk.desktop.plots.classes import ClassesPlot

            bars = ClassesPlot(self._session, live=False)
            assert self.classes is not None and self._session.collection is not None
            bars.show_counts(self.classes.counts)
            count = len(self._session.samples)
            total = self.tr("1 sample") if count == 1 else self.tr("{count} samples")
            return Sheet(
                bars, [f"{self._session.collection.folder.name}  ·  {total.format(count=number(count))}"]
            )
        from geodesk.desktop.plots.curves import CurvePlots

        measuring, direction = self.measuring, self.header.direction
        assert measuring.found is not None
        plot = CurvePlots()
        plot.direction, plot.physical = direction, self.physical
        ends = measuring.last_lag("x"), measuring.last_lag("y")
        plot.show_curves(measuring.found, measuring.provisional, ends)
        return Sheet(plot, facts.caption_of(measuring, measuring.found, direction))

    def copy(self) -> None:
        """The plot to the clipboard."""
        # Made in one turn of the event loop and painted in the next, so that neither holds it up for long.
        QTimer.singleShot(0, self, partial(self._copy, self.sheet()))

    def _copy(self, sheet: Any) -> None:
        QApplication.clipboard().setImage(sheet.image())
        sheet.close()
        self._session.notice(
            Sentence(en="The plot is on the clipboard.", es="La gráfica está en el portapapeles.")
        )

    def choose_picture(self) -> None:
        """Ask where to save the plot."""
        dialog = self._dialog(self.tr("Save plot"), ["PNG (*.png)", "SVG (*.svg)"], "png")
        dialog.filterSelected.connect(lambda chosen: dialog.setDefaultSuffix(chosen[-4:-1]))
        sheet = self.sheet()
        # Qt tells the file chosen only after it has told that the dialog is finished.
        dialog.finished.connect(lambda _: QTimer.singleShot(0, sheet.close))
        dialog.fileSelected.connect(lambda chosen: self._save_picture(Path(chosen), sheet))
        dialog.open()

    def choose_csv(self) -> None:
        """Ask where to save the curves."""
        dialog = self._dialog(self.tr("Save curves"), ["CSV (*.csv)"], "csv")
        found = self.measuring.found
        assert found is not None
        dialog.fileSelected.connect(lambda chosen: self._save_csv(Path(chosen), found))
        dialog.open()

    def _dialog(self, title: str, filters: list[str], suffix: str) -> QFileDialog:
        documents = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        dialog = QFileDialog(self._window, title, documents)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilters(filters)
        dialog.setDefaultSuffix(suffix)
        dialog.selectFile(f"{self._stem()}.{suffix}")
        return dialog

    def _stem(self) -> str:
        found, collection = self.measuring.found, self._session.collection
        if self.header.tab == CLASSES or found is None:
            assert collection is not None
            return self.tr("{folder}_classes").format(folder=collection.folder.name)
        page = "" if found.page is None else f"_p{found.page}"
        return f"{found.item.file.stem}{page}_S2_L"

    def _save_picture(self, target: Path, sheet: Any) -> None:
        from geodesk.desktop.plots import export

        make: Callable[[], bytes]
        if target.suffix.lower() == ".svg":
            make = partial(bytes, sheet.svg())
        else:
            make = partial(export.png, sheet.image())
        pictures = self._pictures()

        def work() -> None:
            export.check_target(target, pictures)
            export.save_bytes(target, make())

        self._session.saver.run(work, lambda _: self._saved(target))

    def _save_csv(self, target: Path, found: "Characterised") -> None:
        from geodesk.desktop.plots import export

        pictures = self._pictures()

        def work() -> Path:
            export.check_target(target, pictures)
            return export.save_csv(target, found)

        self._session.saver.run(work, lambda summary: self._saved(target, summary))

    def _pictures(self) -> list[Any]:
        return [picture for sample in self._session.samples for picture in sample.pictures]

    def _saved(self, target: Path, summary: Path | None = None) -> None:
        also = "" if summary is None else f" + {summary.name}"
        self._session.notice(Sentence(en=f"Saved: {target}{also}", es=f"Guardado: {target}{also}"))
