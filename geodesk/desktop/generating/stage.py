"""The middle of the window in Generar: the contact sheet beside the picture in view."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSplitter, QVBoxLayout, QWidget

from geodesk.desktop.generating.sheet import SheetView
from geodesk.desktop.generating.viewer import Viewer
from geodesk.desktop.translation import Translated, number

if TYPE_CHECKING:
    from geodesk.desktop.generating.desk import GenerateDesk
    from geodesk.desktop.window import Window


class GenerateStage(Translated, QWidget):
    """Sheet and viewer, and the line above that says that all of it is synthetic.

    Attributes
    ----------
    desk
        What is made.
    sheet, viewer
        The two halves.
    """

    def __init__(self, window: "Window", desk: "GenerateDesk") -> None:
        super().__init__()
        self.setObjectName("generating.stage")
        self.desk: GenerateDesk = desk
        self.sheet: SheetView = SheetView(desk.sheet)
        self.viewer: Viewer = Viewer(window, desk)
        self._mark, self._told = QLabel(), QLabel()
        self._mark.setObjectName("generating.mark")
        self._mark.setStyleSheet("background: #d55e00; color: white; padding: 1px 6px; font-weight: 600;")
        self._told.setObjectName("generating.told")
        self._told.setWordWrap(True)
        bar = QHBoxLayout()
        bar.setContentsMargins(10, 6, 10, 6)
        bar.setSpacing(10)
        bar.addWidget(self._mark, 0, Qt.AlignmentFlag.AlignTop)
        bar.addWidget(self._told, 1)
        split = QSplitter(Qt.Orientation.Horizontal, childrenCollapsible=False)
        split.addWidget(self.sheet)
        split.addWidget(self.viewer)
        split.setSizes([450, 410])
        split.setStretchFactor(0, 1)
        split.setStretchFactor(1, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(bar)
        layout.addWidget(split, 1)
        self.setFocusProxy(self.sheet)
        self.sheet.opened.connect(desk.opening.show)
        self.sheet.chosen.connect(desk.tell)
        desk.changed.connect(self._tell)
        self.retranslate()

    def retranslate(self) -> None:
        """Set every text."""
        self._mark.setText(self.tr("SYNTHETIC"))
        self._tell()

    def close_pictures(self) -> None:
        """Let go of what is in view."""
        self.viewer.canvas.show_document(None, 0, None)
        self.viewer.canvas.tiles.stop()
        self.desk.close()

    def _tell(self) -> None:
        desk = self.desk
        series, maker, count = desk.series, desk.maker, desk.made
        self.sheet.set_empty(self._why_empty())
        if series is None or maker is None:
            self._told.setText(self.tr("Pictures of a trained network: none was recorded by an instrument."))
            return
        if series.reference is not None:
            text = self.tr("the {n} nearest to {reference} of {done} by {model}, seed {seed}")
            told = text.format(
                n=number(count),
                reference=series.reference.file.name,
                done=number(len(desk.rows)),
                model=maker.name,
                seed=series.seed,
            )
        else:
            text = self.tr("{n} of {total} by {model}, seed {seed}")
            total = number(series.count)
            told = text.format(n=number(count), total=total, model=maker.name, seed=series.seed)
        chosen = len(self.sheet.selectedIndexes())
        if chosen:
            told += " · " + self.tr("selected: {n}").format(n=number(chosen))
        self._told.setText(told)

    def _why_empty(self) -> str:
        desk = self.desk
        if desk.running:
            return self.tr("The first picture is being made…")
        if desk.models.loading:
            return self.tr("Opening the model…")
        if desk.models.model is None:
            return self.tr("Open a generator: a model (.onnx) trained to make micrographs.")
        return self.tr("“Generate” fills this sheet.")
