"""The page of ensembles: which pictures, measure or import, what there is, how far A and B are apart."""

import math
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QStandardPaths, Qt
from PySide6.QtWidgets import (
    QComboBox,
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from geodesk.desktop.plots import facts
from geodesk.desktop.plots.ensembles import Ensembles, Threshold, Wanted
from geodesk.desktop.samples.flow import FlowLayout
from geodesk.desktop.theme import PHASE_COLOURS
from geodesk.desktop.translation import Translated, number, percent, translate

if TYPE_CHECKING:
    from geodesk.collection import Picture
    from geodesk.desktop.plots.measuring import Measuring
    from geodesk.desktop.plots.traces import Spread
    from geodesk.desktop.window import Window
    from geodesk.morphology import Distance
    from geodesk.morphology.ensemble import Lags

_SLOTS = ("a", "b")
_FOLDER, _FILTER, _SELECTION, _OTHER = range(4)
_SPREADS: "tuple[Spread, ...]" = ("sd", "p05-p95", "p25-p75")
_LAGS: "tuple[Lags, ...]" = ("same", "length", "pixel")


class EnsemblePage(Translated, QScrollArea):
    """Everything about ensembles in one place; their curves stand among the others."""

    def __init__(self, window: "Window", ensembles: Ensembles, measuring: "Measuring") -> None:
        super().__init__()
        self.setObjectName("plots.ensembles")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self._window, self._session = window, window.session
        self._ensembles, self._measuring = ensembles, measuring
        self.boxes = {name: QComboBox() for name in ("pictures", "threshold", "lags", "band")}
        for (name, box), items in zip(self.boxes.items(), (4, 2, 3, 3), strict=True):
            box.setObjectName(f"plots.ensembles.{name}")
            box.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            for _ in range(items):
                box.addItem("")
        self.measure = {slot: QPushButton() for slot in _SLOTS}
        for slot, button in self.measure.items():
            button.setObjectName(f"plots.ensembles.measure_{slot}")
            button.clicked.connect(partial(self._measure, slot))
        self.boxes["pictures"].currentIndexChanged.connect(self._name_measuring)
        self.bring = QPushButton()
        self.bring.setObjectName("plots.ensembles.import")
        self.bring.clicked.connect(self.choose_file)
        self._save_distances = QToolButton()
        self._save_distances.setObjectName("plots.ensembles.save_distances")
        self._save_distances.clicked.connect(self._choose_distances)
        self._rows: dict[str, tuple[QWidget, QLabel, QToolButton, QToolButton]] = {}
        self._said = QLabel()
        self._said.setObjectName("plots.ensembles.said")
        self._said.setWordWrap(True)
        self._distances = QLabel()
        self._distances.setObjectName("plots.ensembles.distances")
        self._distances.setTextFormat(Qt.TextFormat.RichText)
        self._distances.setWordWrap(True)
        for label in (self._said, self._distances):
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._arrange()
        self.boxes["band"].activated.connect(lambda row: ensembles.set_spread(_SPREADS[row]))
        self.boxes["lags"].activated.connect(lambda row: ensembles.set_lags(_LAGS[row]))
        ensembles.changed.connect(self._show)
        self._session.jobs.changed.connect(self._show)
        measuring.level_changed.connect(self._name_choices)
        for signal in ("collection_changed", "order_changed", "selection_changed"):
            getattr(self._session, signal).connect(self._name_choices)
        self.retranslate()

    def _arrange(self) -> None:
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(2, 4, 6, 4)
        column.setSpacing(6)
        choices, buttons = FlowLayout(6), FlowLayout(6)
        for box in self.boxes.values():
            choices.addWidget(box)
        for button in (*self.measure.values(), self.bring):
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            buttons.addWidget(button)
        column.addLayout(choices)
        column.addLayout(buttons)
        for slot in _SLOTS:
            row = QWidget()
            line = QHBoxLayout(row)
            line.setContentsMargins(0, 0, 0, 0)
            about, save, remove = QLabel(), QToolButton(), QToolButton()
            about.setObjectName(f"plots.ensembles.about_{slot}")
            about.setWordWrap(True)
            save.setObjectName(f"plots.ensembles.save_{slot}")
            save.clicked.connect(partial(self._choose_target, slot))
            remove.setObjectName(f"plots.ensembles.remove_{slot}")
            remove.clicked.connect(partial(self._ensembles.remove, slot))
            line.addWidget(about, 1)
            for tool in (save, remove):
                tool.setFocusPolicy(Qt.FocusPolicy.TabFocus)
                line.addWidget(tool, 0, Qt.AlignmentFlag.AlignTop)
            self._rows[slot] = row, about, save, remove
            column.addWidget(row)
        column.addWidget(self._said)
        column.addWidget(self._distances)
        column.addWidget(self._save_distances, 0, Qt.AlignmentFlag.AlignLeft)
        column.addStretch(1)
        self.setWidget(inner)

    # Words

    def retranslate(self) -> None:
        """Set every text."""
        self.setAccessibleName(self.tr("Ensembles"))
        names = {
            "pictures": (self.tr("Pictures of the ensemble"), ()),
            "threshold": (self.tr("Threshold of the ensemble"), ()),
            "lags": (
                self.tr("What pixel sizes may differ"),
                (self.tr("one pixel size"), self.tr("lags as lengths"), self.tr("lags in pixels")),
            ),
            "band": (
                self.tr("What the band about the mean shows"),
                (
                    self.tr("± standard deviation"),
                    self.tr("5 to 95%"),
                    self.tr("25 to 75%"),
                ),
            ),
        }
        for name, (text, items) in names.items():
            self.boxes[name].setAccessibleName(text)
            self.boxes[name].setToolTip(text)
            for row, item in enumerate(items):
                self.boxes[name].setItemText(row, item)
        self._name_measuring()
        self.bring.setText(self.tr("Import CSV…"))
        self.bring.setToolTip(
            self.tr("Compare with curves that GeoDesk wrote; they can be dropped here as well")
        )
        self._save_distances.setText(self.tr("Save…"))
        self._save_distances.setToolTip(self.tr("Save the distances as CSV"))
        self._save_distances.setAccessibleName(self._save_distances.toolTip())
        for slot, (_, _, save, remove) in self._rows.items():
            save.setText(self.tr("Save…"))
            save.setToolTip(self.tr("Save the curves of {slot} as CSV").format(slot=slot.upper()))
            remove.setText("✕")
            remove.setToolTip(self.tr("Remove {slot}").format(slot=slot.upper()))
            for tool in (save, remove):
                tool.setAccessibleName(tool.toolTip())
        self._name_choices()
        self._show()

    def _name_measuring(self) -> None:
        asks = self.boxes["pictures"].currentIndex() == _OTHER  # which folder
        text = self.tr("Measure as {slot}…") if asks else self.tr("Measure as {slot}")
        for slot, button in self.measure.items():
            button.setText(text.format(slot=slot.upper()))

    def _name_choices(self) -> None:
        session, level = self._session, self._measuring.level
        box = self.boxes["pictures"]
        counts = (
            (self.tr("whole folder ({n})"), len(session.samples)),
            (self.tr("those listed ({n})"), len(session.visible)),
            (self.tr("those selected ({n})"), len(session.selected)),
        )
        for row, (text, n) in enumerate(counts):
            box.setItemText(row, text.format(n=number(n)))
        box.setItemText(_OTHER, self.tr("another folder"))
        box = self.boxes["threshold"]
        box.setItemText(0, self.tr("Otsu for each picture"))
        text = self.tr("this threshold")
        box.setItemText(1, text if level is None else f"t = {facts.level_text(level)}")
        if level is None and box.currentIndex() == 1:
            box.setCurrentIndex(0)
        self._enable()

    def _enable(self) -> None:
        running = self._ensembles.running is not None
        for button in self.measure.values():
            button.setEnabled(self._session.collection is not None and not running)

    def _show(self) -> None:
        ensembles = self._ensembles
        for slot, (row, about, save, _) in self._rows.items():
            group = ensembles.groups.get(slot)
            row.setVisible(group is not None)
            if group is not None:
                rests_on = ensembles.about(slot)
                briefly = rests_on[1:] if group.ensemble is None else rests_on[1:-2]
                about.setText(f"{slot.upper()}: {group.name}  ·  {'  ·  '.join(briefly)}")
                about.setToolTip("\n".join(rests_on))
                save.setVisible(group.ensemble is not None)
        self._said.setText(self._sentence())
        self._said.setVisible(bool(self._said.text()))
        self._distances.setText(_table(ensembles.distances, ensembles.comparison is not None))
        self._save_distances.setVisible(ensembles.comparison is not None)
        self._enable()

    def _sentence(self) -> str:
        ensembles = self._ensembles
        if ensembles.problem is not None:
            return str(ensembles.problem)
        if ensembles.running is not None:
            return self.tr("Measuring; the strip below shows how far it is.")
        if ensembles.comparing:
            return self.tr("Comparing A and B…")
        if not ensembles.groups:
            return self.tr(
                "Measure the pictures of a folder as ensemble A; a second one, or a CSV, is compared with it."
            )
        return ""

    # What the user does

    def _measure(self, slot: str) -> None:
        if self.boxes["pictures"].currentIndex() == _OTHER:
            dialog = QFileDialog(self._window, self.tr("Folder of the ensemble"))
            dialog.setObjectName("plots.ensembles.folder")
            dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            dialog.setFileMode(QFileDialog.FileMode.Directory)
            dialog.setDirectory(self._window.settings.values.last_folder)
            dialog.fileSelected.connect(lambda chosen: self.measure_folder(slot, Path(chosen)))
            dialog.open()
            return
        session = self._session
        assert session.collection is not None
        at = self.boxes["pictures"].currentIndex()
        samples = (session.samples, session.visible, session.selected)[at]
        pictures = [picture for sample in samples for picture in sample.pictures]
        folder = session.collection.folder
        name = folder.name if at == _FOLDER else self.tr("{folder}, {n} chosen").format(
            folder=_place_of(pictures) or folder.name, n=number(len(samples))
        )  # fmt: skip
        applied = tuple(session.collection.corrections.applied(pictures))
        self._start(slot, name, folder, applied)

    def measure_folder(self, slot: str, folder: Path) -> None:
        """Measure all pictures of another folder."""
        self._start(slot, folder.name, folder, None)

    def _start(self, slot: str, name: str, place: Path, pictures: tuple | None) -> None:  # type: ignore[type-arg]
        measuring = self._measuring
        threshold: Threshold = "otsu"
        if self.boxes["threshold"].currentIndex() == 1 and measuring.level is not None:
            threshold = measuring.level
        lags = _LAGS[self.boxes["lags"].currentIndex()]
        self._ensembles.measure(Wanted(slot, name, place, pictures, threshold, measuring.r_max, lags))

    def choose_file(self) -> None:
        """Ask for a file of curves."""
        dialog = self._dialog(self.tr("Import curves"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(lambda chosen: self._ensembles.read(Path(chosen)))
        dialog.open()

    def _choose_target(self, slot: str) -> None:
        name = self._ensembles.groups[slot].name
        dialog = self._dialog(self.tr("Save the ensemble"), f"{name}_S2_L.csv")
        dialog.fileSelected.connect(lambda chosen: self._ensembles.save(slot, Path(chosen)))
        dialog.open()

    def _choose_distances(self) -> None:
        dialog = self._dialog(self.tr("Save the distances"), self.tr("distances") + ".csv")
        dialog.fileSelected.connect(lambda chosen: self._ensembles.save_distances(Path(chosen)))
        dialog.open()

    def _dialog(self, title: str, name: str = "") -> QFileDialog:
        documents = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        dialog = QFileDialog(self._window, title, documents)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setNameFilters(["CSV (*.csv)"])
        if name:
            dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
            dialog.setDefaultSuffix("csv")
            dialog.selectFile(name)
        return dialog


def _place_of(pictures: "list[Picture]") -> str:
    """The folder within the open one that all the pictures lie in; empty if there is none."""
    places = {picture.path.rpartition("/")[0] for picture in pictures}
    return places.pop().rpartition("/")[2] if len(places) == 1 else ""


def _table(distances: "tuple[Distance, ...]", of_pictures: bool) -> str:
    """The distances over all lags of both axes; each direction is in the file."""
    rows = [one for one in distances if one.direction == "all"]
    if not rows:
        return ""
    interval = translate("EnsemblePage", "with {confidence} interval").format(confidence=percent(0.95))
    known = any(math.isfinite(one.rms_interval[0]) for one in rows)
    note = translate("EnsemblePage", "without an interval: a file holds no single pictures")
    if of_pictures:
        few = translate("EnsemblePage", "without an interval: it takes two pictures or more in A and in B")
        note = interval if known else few
    heads = (
        translate("EnsemblePage", "A to B") + "&nbsp;&nbsp;",
        translate("EnsemblePage", "RMS"),
        "&nbsp;&nbsp;" + translate("EnsemblePage", "maximum"),
    )
    lines = [f"<tr>{''.join(f'<td>{head}</td>' for head in heads)}</tr>"]
    for one in rows:
        name = {"two_point": "S₂", "lineal_path": "L"}[one.function]
        mark = f'<span style="color:{PHASE_COLOURS[one.phase]}">■</span>&nbsp;{name}&nbsp;{one.phase}'
        cells = [
            _value(one.rms, one.rms_interval),
            "&nbsp;&nbsp;" + _value(one.maximum, one.maximum_interval),
        ]
        lines.append(f"<tr><td>{mark}&nbsp;&nbsp;</td>{''.join(f'<td>{cell}</td>' for cell in cells)}</tr>")
    return f"<table>{''.join(lines)}</table>{note}"


def _value(value: float, interval: tuple[float, float]) -> str:
    said = number(value, 4)
    if math.isfinite(interval[0]):
        said += f" ({number(interval[0], 4)}&nbsp;–&nbsp;{number(interval[1], 4)})"
    return said
