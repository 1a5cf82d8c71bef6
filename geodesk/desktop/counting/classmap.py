"""Mapa de clases…: a classifier swept over the picture in view, laid over it, and each class's share."""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QLocale, QRectF, Qt, QTimer
from PySide6.QtGui import QHideEvent, QPainter, QShowEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QDoubleSpinBox,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSlider,
    QSpinBox,
    QStyleOptionGraphicsItem,
    QVBoxLayout,
    QWidget,
)

from geodesk.desktop.counting.mapfiles import Legend, save_map
from geodesk.desktop.jobs import Job, Outcome
from geodesk.desktop.room import GrowingDialog, WrappedLabel
from geodesk.desktop.samples.marks import Look, mark_icon
from geodesk.desktop.structure.overlay import ColoursItem, table_of
from geodesk.desktop.theme import class_colour, class_shape
from geodesk.desktop.translation import Translated, number, percent
from geodesk.language import t

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from geodesk.desktop.window import Window
    from geodesk.jobs.classmap import ClassMap, Fraction

KIND = "map"
_SOON_MS = 120
_UNKNOWN = "#808890"


class CellsItem(ColoursItem):
    """The cells of a class map over the picture, cut at the edge of what was swept."""

    def __init__(
        self, cells: "NDArray[np.uint8]", table: "NDArray[np.uint32]", opacity: float, found: "ClassMap"
    ) -> None:
        super().__init__(cells, table, opacity, (found.area.x, found.area.y))
        self.setScale(found.stride)
        self._area = QRectF(0, 0, found.area.w / found.stride, found.area.h / found.stride)

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        """Draw the exposed part."""
        painter.setClipRect(self._area, Qt.ClipOperation.IntersectClip)
        super().paint(painter, option, widget)


class ClassMapDialog(Translated, GrowingDialog):
    """Stays open beside the window; the map lies over the picture while it is in sight.

    Attributes
    ----------
    found
        The last map.
    fractions
        Its shares at the threshold in force.
    """

    def __init__(self, window: "Window") -> None:
        super().__init__(window)
        self.setObjectName("counting.map_dialog")
        self._window, self._session = window, window.session
        self._canvas = window.stage.canvas
        self.found: ClassMap | None = None
        self.fractions: list[Fraction] = []
        self.job: Job | None = None
        self._item: CellsItem | None = None
        self._laid: object = None
        self._model, self._state, self._meaning = (WrappedLabel() for _ in range(3))
        self._meaning.setProperty("role", "hint")
        self.tile, self.stride, self.threshold = QSpinBox(), QSpinBox(), QDoubleSpinBox()
        for spin in (self.tile, self.stride):
            spin.setRange(0, 4096)
            spin.setSingleStep(16)
            spin.setSuffix(" px")
        self.threshold.setRange(0, 1)
        self.threshold.setDecimals(2)
        self.threshold.setSingleStep(0.05)
        self.threshold.setValue(0.5)
        self.start_button, self.stop_button, self.save_button = QPushButton(), QPushButton(), QPushButton()
        self.overlay, self.opacity = QCheckBox(), QSlider(Qt.Orientation.Horizontal)
        self.overlay.setChecked(True)
        self.opacity.setRange(5, 100)
        self.opacity.setValue(50)
        for name, part in (
            ("model", self._model),
            ("state", self._state),
            ("tile", self.tile),
            ("stride", self.stride),
            ("threshold", self.threshold),
            ("start", self.start_button),
            ("stop", self.stop_button),
            ("save", self.save_button),
            ("shown", self.overlay),
            ("opacity", self.opacity),
        ):
            part.setObjectName(f"counting.map_{name}")
            if isinstance(part, QPushButton):
                part.setAutoDefault(False)
        self._titles = [QLabel() for _ in range(4)]
        self._rows = QVBoxLayout()
        self._rows.setSpacing(3)
        self._legend: list[tuple[QWidget, QLabel, QLabel]] = []
        self._soon = QTimer(self, singleShot=True, interval=_SOON_MS)
        self._soon.timeout.connect(self._count)
        self._arrange()
        self.start_button.clicked.connect(self._start)
        self.stop_button.clicked.connect(self._stop)
        self.save_button.clicked.connect(self._choose)
        self.threshold.valueChanged.connect(self._moved)
        self.overlay.toggled.connect(self._lay_over)
        self.opacity.valueChanged.connect(self._lay_over)
        window.stage.view_changed.connect(self._look)
        window.classifying.model_changed.connect(self._show)
        if window.classifying.opened is None and window.classifying.loading is None:
            window.classifying.use()
        self.setMinimumWidth(430)
        self.retranslate()

    def _arrange(self) -> None:
        form = QFormLayout()
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        fields = (self._model, self.tile, self.stride, self.threshold)
        for title, field in zip(self._titles, fields, strict=True):
            title.setBuddy(field)
            form.addRow(title, field)
        buttons, seen = QHBoxLayout(), QHBoxLayout()
        buttons.addWidget(self.start_button)
        buttons.addWidget(self.stop_button)
        buttons.addStretch(1)
        buttons.addWidget(self.save_button)
        seen.addWidget(self.overlay)
        seen.addWidget(self.opacity, 1)
        layout = QVBoxLayout(self)
        layout.setSpacing(8)
        layout.addLayout(form)
        layout.addLayout(buttons)
        layout.addWidget(self._state)
        layout.addLayout(self._rows)
        layout.addWidget(self._meaning)
        layout.addLayout(seen)

    def retranslate(self) -> None:
        """Set every text."""
        self.setWindowTitle(self.tr("Class map"))
        texts = self.tr("Model"), self.tr("Tile"), self.tr("Stride"), self.tr("Unknown below")
        for title, text in zip(self._titles, texts, strict=True):
            title.setText(text)
        self.tile.setSpecialValueText(self.tr("as the model's card says"))
        self.tile.setToolTip(self.tr("Side of the square that the model sees at each place"))
        self.stride.setSpecialValueText(self.tr("half a tile"))
        self.stride.setToolTip(self.tr("Distance of two places"))
        self.threshold.setLocale(QLocale())
        self.threshold.setToolTip(self.tr("Where no class has this probability, the place is unknown"))
        self.start_button.setText(self.tr("Compute"))
        self.stop_button.setText(self.tr("Stop"))
        self.save_button.setText(self.tr("Save…"))
        self.overlay.setText(self.tr("Map over the picture"))
        self.opacity.setAccessibleName(self.tr("Opacity"))
        self._meaning.setText(
            self.tr(
                "95 % interval from drawing blocks of the map again: what another place of the rock might "
                "give, not how often the model errs."
            )
        )
        self._show()

    # The job

    @property
    def running(self) -> bool:
        """Whether the model is being swept."""
        return self.job is not None and self.job.running

    def _start(self) -> None:
        collection, picture = self._session.collection, self._session.picture
        model, page = self._window.classifying.model, self._session.page
        if collection is None or picture is None or model is None:
            return
        tile, stride = self.tile.value() or None, self.stride.value() or None

        def steps():  # type: ignore[no-untyped-def]  # noqa: ANN202 - imported on the job's thread
            from geodesk.jobs.faces import Pairs
            from geodesk.jobs.sweep import sweep
            from geodesk.models import refuse_failed

            refuse_failed(model)
            pairs = Pairs(collection.pictures(), collection.patterns())
            return sweep(picture, model, tile=tile, stride=stride, page=page, pairs=pairs)

        job = self._session.jobs.start(KIND, partial(self.title_of, picture.file.name, model.name), steps)
        job.paced = False
        job.rows.connect(partial(self._arrived, job))
        job.progressed.connect(self._show_state)
        job.finished.connect(partial(self._finished, job))
        self.job = job
        self._show()

    def title_of(self, name: str, model: str) -> str:
        """What the strip of jobs says."""
        return self.tr("Class map of {name} · {model}").format(name=name, model=model)

    def _stop(self) -> None:
        if self.job is not None:
            self.job.cancel()
            self._show()

    def _arrived(self, job: Job, rows: "tuple[ClassMap, ...]") -> None:
        if job is self.job:
            self.found, self.fractions, self._laid = rows[-1], [], None
            self._count()
            self._look()
            self._show()

    def _finished(self, job: Job) -> None:
        if job is self.job:
            self._show()

    # What is unknown

    def _moved(self) -> None:
        self._soon.start()

    def _count(self) -> None:
        """The shares at another threshold, on a thread; the map follows at once."""
        found, threshold = self.found, self.threshold.value()
        if found is None:
            return
        self._lay_over()
        self._session.tasks.run(
            partial(found.fractions, threshold), partial(self._counted, found), channel="map.shares"
        )

    def _counted(self, found: "ClassMap", fractions: "list[Fraction]") -> None:
        if found is self.found:
            self.fractions = fractions
            self._show()

    # The map over the picture

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802
        """In sight: so is the map."""
        super().showEvent(event)
        self._look()

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802
        """Out of sight: the picture is as it was."""
        super().hideEvent(event)
        self._look()

    def _look(self) -> None:
        """Another page may be in view."""
        document, page = self._canvas.document, self._canvas.page
        laid = self.found, None if document is None else document.picture.path, page, self.isHidden()
        if laid != self._laid:
            self._laid = laid
            self._lay_over()
            self._show()

    def _lay_over(self) -> None:
        if self._item is not None:
            self._canvas.scene().removeItem(self._item)
            self._item = None
        found, document = self.found, self._canvas.document
        if found is None or document is None or self.isHidden() or not self.overlay.isChecked():
            return
        paths = {found.item.path}
        sample = self._session.current
        if found.faces and sample is not None and sample.kind == "pair":
            paths |= {p.path for p in sample.pictures if any(q.path in paths for q in sample.pictures)}
        if document.picture.path in paths and self._canvas.page == found.page:
            table = table_of({at: look.colour for at, look in enumerate(self.looks())})
            cells = found.labels(self.threshold.value())
            self._item = CellsItem(cells, table, self.opacity.value() / 100, found)
            self._canvas.scene().addItem(self._item)

    @property
    def laid(self) -> bool:
        """Whether the map lies over the picture."""
        return self._item is not None

    def looks(self) -> list[Look]:
        """How the labels are shown: unknown first, then the model's classes."""
        if self.found is None:
            return []
        named = [
            Look(t(one.en, one.es) or one.id, one.colour or class_colour(at).name(), class_shape(at))
            for at, one in enumerate(self.found.classes)
        ]
        return [Look(self.tr("unknown"), _UNKNOWN, "ring"), *named]

    # What is shown

    def _show(self) -> None:
        running, desk = self.running, self._window.classifying
        model = desk.model
        opening = self.tr("Opening…") if desk.loading else "–"
        self._model.setText(opening if model is None else model.name)
        for field in (self.tile, self.stride):
            field.setEnabled(not running)
        self.start_button.setEnabled(not running and model is not None and desk.usable)
        self.stop_button.setEnabled(running and self.job is not None and not self.job.cancelling)
        self.save_button.setEnabled(self.found is not None and bool(self.fractions) and not running)
        self._show_state()
        self._show_legend()

    def _show_state(self) -> None:
        job, found = self.job, self.found
        text = ""
        if job is not None and job.running:
            done, total = number(job.counts.done), number(job.counts.total)
            text = self.tr("{done} of {total} places").format(done=done, total=total)
        elif job is not None and job.outcome is Outcome.FAILED:
            text = str(job.error)
        elif job is not None and job.outcome is Outcome.CANCELLED:
            text = self.tr("Stopped.")
        elif found is not None:
            text = self.tr("{name}: {n} places of {tile} px every {stride} px · {model}").format(
                name=found.item.file.name,
                n=number(found.best.size),
                tile=number(found.tile),
                stride=number(found.stride),
                model=found.model,
            )
        self._state.setText(text)
        self._state.setVisible(bool(text))

    def _show_legend(self) -> None:
        lines = self.legend()
        while len(self._legend) < len(lines):
            self._add_row()
        for at, (holder, mark, said) in enumerate(self._legend):
            holder.setVisible(at < len(lines))
            if at < len(lines):
                look, text = lines[at]
                mark.setPixmap(mark_icon(look, 14, self.devicePixelRatioF()).pixmap(14, 14))
                said.setText(text)
        self._meaning.setVisible(any(one.low is not None for one in self.fractions))

    def legend(self) -> Legend:
        """Each class with its look and share ± interval, unknown last."""
        if self.found is None or not self.fractions:
            return []
        looks = self.looks()
        of = {None: looks[0]} | {
            one.id: look for one, look in zip(self.found.classes, looks[1:], strict=True)
        }
        return [(of[one.label], _share(of[one.label], one)) for one in self.fractions]

    def _add_row(self) -> None:
        holder, mark, said = QWidget(), QLabel(), QLabel()
        said.setObjectName(f"counting.map_share_{len(self._legend) + 1}")
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(mark)
        row.addWidget(said, 1)
        self._rows.addWidget(holder)
        self._legend.append((holder, mark, said))

    # Files

    def _choose(self) -> None:
        found = self.found
        if found is None:
            return
        filters = {
            self.tr("Map: label image (*.tif)"): "tif",
            self.tr("Shares: table (*.csv)"): "csv",
            self.tr("Picture with legend (*.png)"): "png",
        }
        dialog = QFileDialog(self, self.tr("Save class map"), self._session.settings.values.last_folder)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilters(list(filters))
        dialog.setDefaultSuffix("tif")
        dialog.filterSelected.connect(lambda chosen: dialog.setDefaultSuffix(filters[chosen]))
        dialog.selectFile(f"{found.item.file.stem}_{self.tr('classes')}.tif")
        dialog.fileSelected.connect(partial(self._save, found, self.threshold.value()))
        dialog.open()

    def _save(self, found: "ClassMap", threshold: float, chosen: str) -> None:
        save_map(self._window, found, threshold, self.legend(), self.opacity.value() / 100, Path(chosen))


def _share(look: Look, one: "Fraction") -> str:
    text = f"{look.name}: {percent(one.share, 1)}"
    if one.low is not None and one.high is not None:
        text += f"  ({number(100 * one.low, 1)} – {percent(one.high, 1)})"
    return text


def ask(window: "Window") -> None:
    """Show the dialog of class maps."""
    dialog = window.findChild(ClassMapDialog) or ClassMapDialog(window)
    dialog.show()
    dialog.raise_()
    dialog.activateWindow()
