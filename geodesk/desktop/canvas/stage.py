"""The middle of the window: one canvas, or two that move together, of the sample in view."""

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, Qt, QTimer, Signal
from PySide6.QtWidgets import QSplitter, QStackedWidget, QVBoxLayout, QWidget

from geodesk.desktop.canvas.canvas import Canvas
from geodesk.desktop.canvas.contrast import Contrast
from geodesk.desktop.canvas.cursor import Cursor
from geodesk.desktop.canvas.partner import Faces
from geodesk.desktop.canvas.strip import CanvasStrip, face_name
from geodesk.desktop.canvas.toolbox import Toolbox
from geodesk.desktop.documents import Document, Documents
from geodesk.desktop.room import WrappedLabel
from geodesk.desktop.translation import Translated, number
from geodesk.language import Sentence

if TYPE_CHECKING:
    from geodesk.desktop.canvas.histogram import ContrastPanel
    from geodesk.desktop.window import Window
    from geodesk.micrograph.pyramid import Pyramid

_PATIENCE_MS = 300
"""The picture before stays in sight for so long while the next one is being read."""


class Stage(Translated, QWidget):
    """The canvases, the row below them, and what stands there while there is no picture.

    Attributes
    ----------
    documents
        Opens and keeps pictures.
    contrast
        Of all canvases.
    faces
        Which picture stands beside the one in view.
    tools
        Ruler, calibration, information bar.
    strip
        The row of buttons and sliders.
    """

    view_changed = Signal()
    """Zoom or place of the canvas, or the picture on it."""

    def __init__(self, window: "Window") -> None:
        super().__init__()
        self.setObjectName("stage")
        self._window, session = window, window.session
        self._session = session
        # Before the documents, so that it knows of another face when they show it.
        self.faces: Faces = Faces(session, self)
        self.documents = Documents(session)
        self.contrast: Contrast = Contrast(session.settings, self)
        self._split = False
        self._linking = False
        self._beside: tuple[Document, int] | None = None
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.setInterval(_PATIENCE_MS)
        self._patience.timeout.connect(self._say_reading)
        self._panel: ContrastPanel | None = None
        self._message = WrappedLabel()
        self._message.setObjectName("canvas.message")
        self._message.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._message.setMargin(40)
        self._canvases = [Canvas(self.documents), Canvas(self.documents)]
        self._sides = QSplitter(Qt.Orientation.Horizontal, childrenCollapsible=False)
        for side, canvas in enumerate(self._canvases):
            self._sides.addWidget(canvas)
            canvas.view_changed.connect(partial(self._view_changed, side))
            canvas.moved_by_user.connect(partial(self._moved, side))
        self.tools: Toolbox = Toolbox(window, self.documents, self._canvases)
        self._cursor = Cursor(window, self.documents, self._canvases)
        self._canvases[1].setObjectName("canvas.view_beside")
        self._canvases[1].hide()
        self._middle = QStackedWidget()
        self._middle.addWidget(self._message)
        self._middle.addWidget(self._sides)
        self.strip: CanvasStrip = CanvasStrip(window)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._middle, 1)
        layout.addWidget(self.strip)
        self.setFocusProxy(self.canvas)
        self.documents.shown.connect(self._show)
        self.documents.refined.connect(self._refined)
        self.documents.dropped.connect(self._show_beside)
        session.current_changed.connect(self._await)
        session.selection_changed.connect(self._show_beside)
        session.collection_changed.connect(self.contrast.forget)
        session.order_changed.connect(self._say)
        session.opening_changed.connect(self._say)
        self.contrast.changed.connect(self._shade)
        self.retranslate()

    # For others

    @property
    def canvas(self) -> Canvas:
        """The canvas of the picture in view."""
        return self._canvases[0]

    @property
    def canvases(self) -> list[Canvas]:
        """Those in sight."""
        return self._canvases if self.is_split else self._canvases[:1]

    def set_threshold(self, threshold: float | None) -> None:
        """Colour the picture in view by phase, half transparent: phase 1 is above the grey level."""
        if threshold != self.contrast.threshold:
            self.contrast.threshold = threshold
            self._shade()

    def close_documents(self) -> None:
        """Let go of every open file."""
        self._patience.stop()
        for canvas in self._canvases:
            canvas.tiles.stop()
        self.documents.close()

    @property
    def has_picture(self) -> bool:
        """Whether a picture is on the canvas."""
        return self.canvas.document is not None and self._middle.currentWidget() is self._sides

    # What the actions do

    @property
    def is_split(self) -> bool:
        """Whether two pictures stand side by side now."""
        return self._beside is not None

    @property
    def wants_split(self) -> bool:
        """Whether two stand side by side wherever there are two."""
        return self._split

    def toggle_split(self) -> None:
        """Side by side, or one alone."""
        self._split = not self._split
        self.faces.pin(self._split)
        self._show_beside()

    def fit(self) -> None:
        """The whole picture on every canvas."""
        for canvas in self.canvases:
            canvas.fit()

    @property
    def contrast_panel_shown(self) -> bool:
        """Whether the histogram is in sight."""
        return self._panel is not None and not self._panel.isHidden()

    def toggle_contrast_panel(self) -> None:
        """Show or hide the histogram."""
        if self._panel is None:
            from geodesk.desktop.canvas.histogram import ContrastPanel

            self._panel = ContrastPanel(self)
            layout = self.layout()
            assert isinstance(layout, QVBoxLayout)
            layout.insertWidget(1, self._panel)
        self._panel.setVisible(self._panel.isHidden())
        self._shade()

    def set_levels(self, low: float, high: float) -> None:
        """Contrast by hand."""
        document, page = self.canvas.document, self.canvas.page
        if document is not None:
            self.contrast.set_manual(low, high, document, page)
            self._window.actions_.refresh_soon()

    def step_page(self, by: int) -> None:
        """Another page of the file."""
        document, session = self._session.document, self._session
        if document is not None:
            session.show(session.current, session.face, min(max(0, session.page + by), document.pages - 1))

    # Showing

    def retranslate(self) -> None:
        """Set every text."""
        names = (self.tr("Picture"), self.tr("Picture beside it"))
        for canvas, name in zip(self._canvases, names, strict=True):
            canvas.setAccessibleName(name)
            canvas.bar_button.setText(self.tr("Not an information bar"))
            canvas.bar_button.setToolTip(
                self.tr("What is shaded is left out of models and statistics. Click if it is picture.")
            )
            canvas.place_bar_button()
        self._say()
        self._show_badges()

    def _say(self) -> None:
        """What stands in the middle where there is no picture."""
        session, failure = self._session, self.documents.failure
        waiting = self._patience.isActive()
        if session.document is not None or (waiting and self.canvas.document is not None):
            self._middle.setCurrentWidget(self._sides)
            self._tell_zoom()
            return
        text = ""
        if session.opening is not None:
            text = self.tr("Opening {name}…").format(name=session.opening.name)
        elif session.collection is None:
            text = self.tr("Drop a folder here or press Ctrl+O")
        elif not session.samples:
            text = self.tr("This folder holds no pictures that GeoDesk reads")
        elif session.current is None:
            text = self.tr("No sample is chosen")
        elif not session.visible:
            text = self.tr("No sample passes the filter")
        elif failure is not None:
            text = str(failure)
        elif session.picture is not None and not waiting:
            text = self.tr("Reading {name}…").format(name=session.picture.path)
        self._show_message(text)

    def _show_message(self, text: str) -> None:
        self._message.setText(text)
        self._middle.setCurrentWidget(self._message)
        self._tell_zoom()

    def _tell_zoom(self) -> None:
        self.strip.set_zoom(self.canvas.zoom if self.has_picture else None)

    def _await(self) -> None:
        document, picture = self._session.document, self._session.picture
        if picture is not None and (document is None or document.picture != picture):
            if self.documents.failure is None:
                self._patience.start()
        self._say()

    def _say_reading(self) -> None:
        picture = self._session.picture
        if picture is not None:
            self._show_message(self.tr("Reading {name}…").format(name=picture.path))
            self._window.actions_.refresh_soon()

    def _show(self) -> None:
        session, document = self._session, self._session.document
        page = 0 if document is None else min(session.page, document.pages - 1)
        if document is not None and document.ready(page) is None:
            return  # the page is on its way; the one before stays in sight
        self._patience.stop()
        shading = None if document is None else self.contrast.shading(document, page)
        self.canvas.show_document(document, page, shading)
        self._say()
        self._show_beside()
        self._shade()
        self._window.actions_.refresh_soon()
        self.view_changed.emit()

    def _show_beside(self) -> None:
        partner = self.faces.partner() if self._split and self.canvas.document is not None else None
        if partner is None:
            self.documents.tasks.drop("beside")
            self._set_beside(None)
            return
        sample, face = partner
        picture, page = sample.pictures[face], self._session.page
        self.documents.want(
            picture, page, partial(self._beside_ready, picture.path), self._beside_failed, "beside"
        )

    def _beside_ready(self, path: str, document: Document) -> None:
        partner = self.faces.partner()
        if self._split and partner is not None and partner[0].pictures[partner[1]].path == path:
            self._set_beside((document, min(self._session.page, document.pages - 1)))

    def _beside_failed(self, sentence: Sentence) -> None:
        self._set_beside(None)
        self._session.error(sentence)

    def _set_beside(self, beside: tuple[Document, int] | None) -> None:
        opened = self._beside is None and beside is not None
        closed = self._beside is not None and beside is None
        self._beside = beside
        if beside is None and not closed:
            return
        canvas = self._canvases[1]
        canvas.setVisible(beside is not None)
        if beside is None:
            canvas.show_document(None, 0, None)
        else:
            canvas.show_document(*beside, self.contrast.shading(*beside, in_view=False))
        if opened:
            self._sides.setSizes([1000, 1000])
        if opened or closed:
            self.canvas.fit() if self.canvas.fitted else None
        if beside is not None:
            self._link(0)
        self._show_badges()
        self._window.actions_.refresh_soon()

    def _shade(self) -> None:
        """Contrast or threshold have changed."""
        for side, canvas in enumerate(self.canvases):
            if canvas.document is not None:
                shading = self.contrast.shading(canvas.document, canvas.page, side == 0)
                if shading is not None:
                    canvas.set_shading(shading)
        document, page = self.canvas.document, self.canvas.page
        if self._panel is not None and not self._panel.isHidden() and document is not None:
            self._panel.show_levels(document.statistics(page), self.contrast.levels(document, page))
        self._show_badges()

    def _show_badges(self) -> None:
        shown = [self.faces.here(), self.faces.partner()]
        for canvas, which in zip(self._canvases, shown, strict=True):
            badges: list[tuple[str, bool]] = []
            document = canvas.document
            if document is not None and which is not None:
                sample, face = which
                if self.is_split and self.faces.comparing:
                    badges.append((document.picture.path, False))
                if len(sample.pictures) > 1:
                    name = face_name(sample.roles, sample.angles, face)
                    badges.append((name or number(face + 1), False))
            if document is not None and document.synthetic:
                badges.append((self.tr("SYNTHETIC"), True))
            canvas.set_badges(badges)

    def _refined(self, pyramid: "Pyramid") -> None:
        for canvas in self._canvases:
            if canvas.tiles.pyramid is pyramid:
                canvas.tiles.refresh()

    # Together

    def _view_changed(self, side: int) -> None:
        if side == 0:
            self._tell_zoom()
            self.view_changed.emit()

    def _moved(self, side: int) -> None:
        if self.is_split and not self._linking:
            self._link(side)

    def _link(self, leader: int) -> None:
        """The other canvas shows the same part, in shares of the width where the sizes differ."""
        one, other = self._canvases[leader], self._canvases[1 - leader]
        a, b = one.tiles.boundingRect(), other.tiles.boundingRect()
        if a.isEmpty() or b.isEmpty():
            return
        self._linking = True
        share = a.width() / b.width()
        centre = QPointF(one.centre.x() / share, one.centre.y() / a.height() * b.height())
        if one.fitted:
            other.fit()
        else:
            other.set_view(one.scale_now * share, centre)
        self._linking = False
