"""What was counted: modal composition with errors, the QFL triangle, and both as files."""

from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QCheckBox,
    QComboBox,
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QSplitter,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from geodesk.desktop.counting.triangle import Plotted, Triangle, image, place_of, svg
from geodesk.desktop.translation import Translated, number, percent
from geodesk.language import Sentence, language

if TYPE_CHECKING:
    from geodesk.collection import Scheme
    from geodesk.desktop.counting.desk import CountDesk
    from geodesk.desktop.window import Window
    from geodesk.jobs.pointcount import Counted


@dataclass(frozen=True, eq=False, slots=True)
class Found:
    """What this annotator counted in the open folder."""

    rows: "tuple[Counted, ...]"
    annotator: str


def show(window: "Window") -> None:
    """Read what was counted on a thread, then show it."""
    from geodesk.desktop.counting.actions import desk_of

    collection, desk = window.session.collection, desk_of(window)
    if collection is None or desk is None:
        return

    def work() -> Found:
        # The triangle's module is imported here too, so that the window does not wait for numpy.
        from geodesk.jobs.pointcount import counted_by_people
        from geodesk.morphology import ternary  # noqa: F401

        collection.points.reload()  # others may have counted meanwhile
        name = collection.points.annotator
        return Found(tuple(counted_by_people(collection, name)), name)

    def done(found: Found) -> None:
        if window.session.collection is collection:
            Results(window, desk, found).show()

    # On the writer's thread: after every point that is on its way to the disk.
    window.session.writer.run(work, done, channel="count.results")


class Results(Translated, QDialog):
    """The composition of the picture in view or of all that were counted, and its place in the triangle."""

    def __init__(self, window: "Window", desk: "CountDesk", found: Found) -> None:
        super().__init__(window)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setObjectName("counting.results_dialog")
        self._window, self._desk, self._found = window, desk, found
        assert desk.scheme is not None
        self._scheme: Scheme = desk.scheme
        self._place = None if desk.grid is None else (desk.grid.path, desk.grid.page)
        self.scope, self.diagram = QComboBox(), QComboBox()
        self.gazzi = QCheckBox()
        self.table = QTableWidget(0, 5)
        self.triangle: Triangle = Triangle()
        self.copy_button, self.save_button = QPushButton(), QPushButton()
        self.csv_button, self.points_button, self.close_button = QPushButton(), QPushButton(), QPushButton()
        self._said, self._meaning = QLabel(wordWrap=True), QLabel(wordWrap=True)
        self._meaning.setProperty("role", "hint")
        self._said.setProperty("role", "title")
        for name, part in (
            ("scope", self.scope),
            ("diagram", self.diagram),
            ("gazzi", self.gazzi),
            ("table", self.table),
            ("place", self._said),
            ("copy", self.copy_button),
            ("save_picture", self.save_button),
            ("save_table", self.csv_button),
            ("save_points", self.points_button),
            ("close", self.close_button),
        ):
            part.setObjectName(f"counting.result_{name}")
        for box, names in ((self.scope, ("here", "selected", "all")), (self.diagram, ("folk", "dickinson"))):
            for one in names:
                box.addItem("", one)
        self._arrange()
        here = any((row.item.path, row.laid.page) == self._place for row in found.rows)
        self.scope.setCurrentIndex(0 if here else 2)
        window.session.selection_changed.connect(self.refresh)
        self.diagram.setCurrentIndex(self.diagram.findData(self._scheme.diagram))
        self.gazzi.setChecked(self._scheme.gazzi)
        self.scope.currentIndexChanged.connect(self.refresh)
        self.diagram.currentIndexChanged.connect(self._chosen)
        self.gazzi.toggled.connect(self._chosen)
        self.copy_button.clicked.connect(self._copy)
        self.save_button.clicked.connect(self._choose_picture)
        self.csv_button.clicked.connect(partial(self._choose_csv, False))
        self.points_button.clicked.connect(partial(self._choose_csv, True))
        self.close_button.clicked.connect(self.close)
        window.session.collection_changed.connect(self.reject)  # these points are of another folder
        self.resize(980, 600)
        self.retranslate()

    def _arrange(self) -> None:
        self.table.verticalHeader().hide()
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.table.horizontalHeader().setMinimumSectionSize(48)
        self.table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        self.table.horizontalHeader().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 6, 0)
        column.addWidget(self.scope)
        column.addWidget(self.gazzi)
        column.addWidget(self.table, 1)
        column.addWidget(self._meaning)
        right = QWidget()
        other = QVBoxLayout(right)
        other.setContentsMargins(6, 0, 0, 0)
        other.addWidget(self.diagram)
        other.addWidget(self.triangle, 1)
        other.addWidget(self._said)
        halves = QSplitter(Qt.Orientation.Horizontal, childrenCollapsible=False)
        halves.addWidget(left)
        halves.addWidget(right)
        halves.setSizes([470, 510])
        buttons = QHBoxLayout()
        for button in (self.copy_button, self.save_button, self.csv_button, self.points_button):
            button.setAutoDefault(False)
            buttons.addWidget(button)
        buttons.addStretch(1)
        buttons.addWidget(self.close_button)
        layout = QVBoxLayout(self)
        layout.addWidget(halves, 1)
        layout.addLayout(buttons)

    def retranslate(self) -> None:
        """Set every text."""
        self.setWindowTitle(self.tr("Modal composition and QFL"))
        self.scope.setItemText(0, self.tr("This picture"))
        self.scope.setItemText(1, self.tr("The selected samples"))
        self.scope.setItemText(2, self.tr("All counted pictures of the folder"))
        self.scope.setAccessibleName(self.tr("Of what"))
        self.diagram.setItemText(0, self.tr("Fields of Folk (1980): names of sandstones"))
        self.diagram.setItemText(1, self.tr("Fields of Dickinson et al. (1983): provenance"))
        self.diagram.setAccessibleName(self.tr("Fields"))
        self.gazzi.setText(self.tr("Gazzi-Dickinson"))
        self.gazzi.setToolTip(
            self.tr(
                "Crystals of sand size within rock fragments count as their mineral; else as rock fragment"
            )
        )
        self.table.setAccessibleName(self.tr("Modal composition"))
        self.table.setHorizontalHeaderLabels(
            [self.tr("Class"), self.tr("Points"), "%", self.tr("± SE"), self.tr("95 % interval")]
        )
        self.copy_button.setText(self.tr("Copy"))
        self.save_button.setText(self.tr("Save triangle…"))
        self.csv_button.setText(self.tr("Save table…"))
        self.points_button.setText(self.tr("Save points…"))
        self.close_button.setText(self.tr("Close"))
        self._meaning.setText(
            self.tr(
                "SE: standard error √(p(1 − p)/n) of independent points (Chayes; van der Plas and Tobi). "
                "Interval: Wilson's. It says how well the points stand for the area counted, not the area "
                "for the rock. Unsure points are left out."
            )
        )
        self.refresh()

    def _chosen(self) -> None:
        """Another method or other fields: kept beside the folder."""
        scheme = replace(self._scheme, gazzi=self.gazzi.isChecked(), diagram=self.diagram.currentData())
        if scheme != self._scheme:
            self._scheme = scheme
            self._desk.keep_scheme(scheme)
        self.refresh()

    @property
    def rows(self) -> "list[Counted]":
        """What is shown."""
        if self.scope.currentData() == "all":
            return list(self._found.rows)
        if self.scope.currentData() == "selected":
            paths = {picture.path for one in self._window.session.selected for picture in one.pictures}
            return [row for row in self._found.rows if row.item.path in paths]
        return [row for row in self._found.rows if (row.item.path, row.laid.page) == self._place]

    def refresh(self) -> None:
        """Show what is chosen."""
        from geodesk.jobs.pointtable import poles_of, pooled
        from geodesk.shares import modal

        rows, scheme = self.rows, self._scheme
        counts = pooled(rows, scheme)
        names = {one.id: one.name(language()) for one in scheme.classes}
        self.table.setRowCount(0)
        for at, (label, share) in enumerate(modal(counts).items()):
            self.table.insertRow(at)
            cells = (
                names.get(label, label),
                number(share.count),
                number(100 * share.share, 1),
                number(100 * share.error, 1),
                f"{number(100 * share.low, 1)} – {number(100 * share.high, 1)}",
            )
            for column, text in enumerate(cells):
                item = QTableWidgetItem(text)
                if column:
                    item.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
                self.table.setItem(at, column, item)
        single = tuple(poles_of(row.counts(scheme), scheme) for row in rows)
        plotted = Plotted(poles_of(counts, scheme), single, scheme.diagram)
        plotted = replace(plotted, lines=tuple(self._lines(rows, counts, plotted)))
        self.triangle.show_counts(plotted)
        self._said.setText(place_of(plotted) or self.tr("No point of a class with a pole has been counted."))
        some = bool(counts)
        for button in (self.copy_button, self.save_button, self.csv_button, self.points_button):
            button.setEnabled(some)

    def _lines(self, rows: "list[Counted]", counts: dict[str, int], plotted: Plotted) -> list[str]:
        """What the triangle rests on, for paper."""
        collection = self._window.session.collection
        if self.scope.currentData() == "here" and rows:
            what = rows[0].item.id
        elif collection is not None:
            folder = collection.folder.name
            what = self.tr("{folder}: {n} pictures").format(folder=folder, n=number(len(rows)))
            if len(rows) == 1:
                what = self.tr("{folder}: 1 picture").format(folder=folder)
        else:
            what = ""
        total, poles = sum(counts.values()), sum(plotted.poles)
        method = self.tr("Gazzi-Dickinson") if self._scheme.gazzi else self.tr("traditional (QFR)")
        fields = self.diagram.currentText()
        facts = [
            self.tr("{n} points, {m} at Q, F or L").format(n=number(total), m=number(poles)),
            method,
            fields,
            self._found.annotator,
        ]
        names = {one.id: one.name(language()) for one in self._scheme.classes}
        shares = [f"{names.get(k, k)} {percent(v / total, 1)}" for k, v in counts.items()] if total else []
        return [what, "  ·  ".join(facts), "  ·  ".join(shares), place_of(plotted)]

    # Files

    def _copy(self) -> None:
        QApplication.clipboard().setImage(image(self.triangle.plotted))
        self._window.session.notice(
            Sentence(en="The triangle is on the clipboard.", es="El triángulo está en el portapapeles.")
        )

    def _choose_picture(self) -> None:
        dialog = self._dialog(self.tr("Save triangle"), ["PNG (*.png)", "SVG (*.svg)"], "png", "QFL")
        dialog.filterSelected.connect(lambda chosen: dialog.setDefaultSuffix(chosen[-4:-1]))
        dialog.fileSelected.connect(partial(self._save_picture, self.triangle.plotted))
        dialog.open()

    def _choose_csv(self, points: bool) -> None:
        title = self.tr("Save points") if points else self.tr("Save table")
        dialog = self._dialog(
            title, ["CSV (*.csv)"], "csv", self.tr("points") if points else self.tr("modal")
        )
        dialog.fileSelected.connect(partial(self._save_csv, points, self.rows, self._scheme))
        dialog.open()

    def _dialog(self, title: str, filters: list[str], suffix: str, what: str) -> QFileDialog:
        rows, collection = self.rows, self._window.session.collection
        stem = rows[0].item.file.stem if self.scope.currentData() == "here" and rows else ""
        stem = stem or ("" if collection is None else collection.folder.name)
        dialog = QFileDialog(self, title, self._window.settings.values.last_folder)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilters(filters)
        dialog.setDefaultSuffix(suffix)
        dialog.selectFile(f"{stem}_{what}.{suffix}")
        return dialog

    def _save_picture(self, plotted: Plotted, chosen: str) -> None:
        # Made in one turn of the event loop and written in another.
        QTimer.singleShot(0, self._window, partial(save_picture, self._window, plotted, Path(chosen)))

    def _save_csv(self, points: bool, rows: "list[Counted]", scheme: "Scheme", chosen: str) -> None:
        target = Path(chosen)

        def work() -> None:
            from geodesk.desktop.plots.export import check_target
            from geodesk.jobs.pointtable import write_points, write_shares

            check_target(target, pictures_of(self._window))
            if points:
                write_points(target, rows)
            else:
                write_shares(target, rows, scheme)

        self._window.session.saver.run(work, partial(_saved, self._window, target))


def save_picture(window: "Window", plotted: Plotted, target: Path) -> None:
    """Write the triangle as PNG or SVG."""
    from geodesk.desktop.plots import export

    make = partial(bytes, svg(plotted)) if target.suffix.lower() == ".svg" else None
    pixels = None if make is not None else image(plotted)

    def work() -> None:
        export.check_target(target, pictures_of(window))
        export.save_bytes(target, make() if make is not None else export.png(pixels))  # type: ignore[arg-type]

    window.session.saver.run(work, partial(_saved, window, target))


def pictures_of(window: "Window") -> "list":  # type: ignore[type-arg]
    """The pictures of the open folder, which nothing may write over."""
    return [picture for sample in window.session.samples for picture in sample.pictures]


def _saved(window: "Window", target: Path, _result: None) -> None:
    window.session.notice(Sentence(en=f"Saved: {target}", es=f"Guardado: {target}"))
