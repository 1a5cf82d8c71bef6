"""Mapa de clases…: a classifier swept over the picture in view, laid over it, and each class's share."""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QLocale, QRectF, Qt, QTimer
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import (
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QSpinBox,
    QStyleOptionGraphicsItem,
    QVBoxLayout,
    QWidget,
)

from geodesk.desktop.counting.mapfiles import Legend, save_map
from geodesk.desktop.fields import DecimalBox
from geodesk.desktop.room import WrappedLabel
from geodesk.desktop.samples.marks import Look, mark_icon
from geodesk.desktop.scalewarning import ScaleWarning
from geodesk.desktop.structure.laid import LaidDialog
from geodesk.desktop.structure.overlay import ColoursItem, table_of
from geodesk.desktop.theme import class_colour, class_shape
from geodesk.desktop.translation import number, percent
from geodesk.language import t

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from geodesk.desktop.document import Document
    from geodesk.desktop.window import Window
    from geodesk.jobs.classmap import ClassMap, Fraction
    from geodesk.models import Card

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


class ClassMapDialog(LaidDialog):
    """Stays open beside the window; the map lies over the picture while it is in sight.

    Attributes
    ----------
    found
        The last map.
    fractions
        Its shares at the threshold in force.
    """

    def __init__(self, window: "Window") -> None:
        super().__init__(window, "counting.map", 50)
        self.setObjectName("counting.map_dialog")
        self.found: ClassMap | None = None
        self.fractions: list[Fraction] = []
        self._model, self._state, self._meaning = (WrappedLabel() for _ in range(3))
        self._warning = ScaleWarning(self._session, "counting.map_warning", self._card)
        self._meaning.setProperty("role", "hint")
        self.tile, self.stride, self.threshold = QSpinBox(), QSpinBox(), DecimalBox()
        for spin in (self.tile, self.stride):
            spin.setRange(0, 4096)
            spin.setSingleStep(16)
            spin.setSuffix(" px")
        self.threshold.setRange(0, 1)
        self.threshold.setDecimals(2)
        self.threshold.setSingleStep(0.05)
        self.threshold.setValue(0.5)
        for name, part in (
            ("model", self._model),
            ("state", self._state),
            ("tile", self.tile),
            ("stride", self.stride),
            ("threshold", self.threshold),
        ):
            part.setObjectName(f"counting.map_{name}")
        self._titles = [QLabel() for _ in range(4)]
        self._rows = QVBoxLayout()
        self._rows.setSpacing(3)
        self._legend: list[tuple[QWidget, QLabel, QLabel]] = []
        self._soon = QTimer(self, singleShot=True, interval=_SOON_MS)
        self._soon.timeout.connect(self._recount)
        self._arrange()
        self.start_button.clicked.connect(self._start)
        self.save_button.clicked.connect(self._choose)
        self.threshold.valueChanged.connect(self._moved)
        window.classifying.model_changed.connect(self.show_state)
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
        layout = QVBoxLayout(self)
        layout.setSpacing(8)
        layout.addLayout(form)
        layout.addWidget(self._warning)
        layout.addLayout(self.buttons)
        layout.addWidget(self._state)
        layout.addLayout(self._rows)
        layout.addWidget(self._meaning)
        layout.addLayout(self.seen)

    def retranslate(self) -> None:
        """Set every text."""
        super().retranslate()
        self.setWindowTitle(self.tr("Class map"))
        texts = self.tr("Model"), self.tr("Tile"), self.tr("Stride"), self.tr("Unknown below")
        for title, text in zip(self._titles, texts, strict=True):
            title.setText(text)
        self.tile.setToolTip(self.tr("Side of the square that the model sees at each place"))
        self.stride.setSpecialValueText(self.tr("half a tile"))
        self.stride.setToolTip(self.tr("Distance of two places"))
        self.threshold.setLocale(QLocale())
        self.threshold.setToolTip(self.tr("Where no class has this probability, the place is unknown"))
        self.save_button.setText(self.tr("Save…"))
        self.overlay.setText(self.tr("Map over the picture"))
        self._meaning.setText(
            self.tr(
                "95 % interval from drawing blocks of the map again: what another place of the rock might "
                "give, not how often the model errs."
            )
        )
        self.show_state()

    def _card(self) -> "Card | None":
        model = self._window.classifying.model
        return None if model is None else model.card

    # The job

    def _start(self) -> None:
        collection, picture = self._session.collection, self._session.picture
        model, page = self._window.classifying.model, self._session.page
        if collection is None or picture is None or model is None:
            return
        tile, stride = self.tile.value() or None, self.stride.value() or None

        def steps():  # type: ignore[no-untyped-def]  # noqa: ANN202 - imported on the job's thread
            from geodesk.jobs.faces import Pairs
            from geodesk.jobs.recipes.done import sweep_step
            from geodesk.jobs.recipes.recording import recorded
            from geodesk.jobs.sweep import sweep
            from geodesk.models import refuse_failed

            refuse_failed(model)
            pairs = Pairs(collection.pictures(), collection.patterns())
            made = sweep(picture, model, tile=tile, stride=stride, page=page, pairs=pairs)
            return recorded(
                collection, sweep_step(model, tile, stride, page), made, [picture.path], pictures=1
            )

        job = self.begin(KIND, partial(self.title_of, picture.file.name, model.name), steps)
        job.progressed.connect(self._show_standing)

    def title_of(self, name: str, model: str) -> str:
        """What the strip of jobs says."""
        return self.tr("Class map of {name} · {model}").format(name=name, model=model)

    def take(self, rows: "tuple[ClassMap, ...]") -> None:
        """The last row is the map; its shares are counted on a thread."""
        self.found, self.fractions = rows[-1], []
        self._count()

    # What is unknown

    def _moved(self) -> None:
        self._soon.start()

    def _recount(self) -> None:
        """The shares at another threshold; the map follows at once."""
        self.lay_over()
        self._count()

    def _count(self) -> None:
        """The shares, on a thread."""
        found, threshold = self.found, self.threshold.value()
        if found is None:
            return
        self._session.tasks.run(
            partial(found.fractions, threshold), partial(self._counted, found), channel="map.shares"
        )

    def _counted(self, found: "ClassMap", fractions: "list[Fraction]") -> None:
        if found is self.found:
            self.fractions = fractions
            self.show_state()

    # The map over the picture

    @property
    def outcome(self) -> "ClassMap | None":
        """The last map."""
        return self.found

    def shown(self, document: "Document", page: int) -> CellsItem | None:
        """The cells, over the picture that was swept or over one of its faces."""
        found = self.found
        if found is None or page != found.page:
            return None
        paths = {found.item.path}
        sample = self._session.current
        if found.faces and sample is not None and sample.kind == "pair":
            paths |= {p.path for p in sample.pictures if any(q.path in paths for q in sample.pictures)}
        if document.picture.path not in paths:
            return None
        table = table_of({at: look.colour for at, look in enumerate(self.looks())})
        return CellsItem(found.labels(self.threshold.value()), table, self.opacity.value() / 100, found)

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

    def show_state(self) -> None:
        """Show the model, where the job stands and the shares."""
        running, desk = self.running, self._window.classifying
        model = desk.model
        opening = self.tr("Opening…") if desk.loading else "–"
        said = opening if model is None else model.name
        if model is not None and model.card is not None:
            said = model.card.title
        self._model.setText(said)
        self._warning.refresh()
        asked = self.tr("as the card says")
        if model is not None:
            from geodesk.models.windows import usual_side

            side = number(usual_side(model.spec))
            asked = self.tr("{n} px, as the card says").format(n=side)
        self.tile.setSpecialValueText(asked)
        for field in (self.tile, self.stride):
            field.setEnabled(not running)
        self.show_buttons(ready=model is not None and desk.usable, kept=bool(self.fractions))
        self._show_standing()
        self._show_legend()

    def _show_standing(self) -> None:
        job, found = self.job, self.found
        text = self.ended_badly() or ""
        if job is not None and job.running:
            done, total = number(job.counts.done), number(job.counts.total)
            text = self.tr("{done} of {total} places").format(done=done, total=total)
        elif not text and found is not None:
            text = self.tr("{name}: {n} places of {tile} px every {stride} px").format(
                name=found.item.file.name,
                n=number(found.best.size),
                tile=number(found.tile),
                stride=number(found.stride),
            )
        self._state.setText(text)
        self._state.setToolTip("" if found is None else found.model)
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
        name = found.item.file.stem + "_" + self.tr("classes")
        save = partial(self._save, found, self.threshold.value())
        self.ask_where(self.tr("Save class map"), filters, name, save)

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
