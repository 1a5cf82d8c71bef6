"""The row below the picture: zoom, contrast, tools; faces of the sample and pages of the file."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QSlider, QToolButton, QWidget

from geodesk.desktop.translation import Translated, number, percent

if TYPE_CHECKING:
    from geodesk.desktop.window import Window

_BUTTONS: tuple[str | None, ...] = (
    "canvas.fit",
    "canvas.one_to_one",
    None,
    "canvas.contrast",
    "canvas.contrast_auto",
    "canvas.contrast_lock",
    None,
    "canvas.ruler",
    "canvas.calibrate",
    "canvas.bar_toggle",
    None,
    "canvas.split",
    "canvas.blink",
)


class CanvasStrip(Translated, QFrame):
    """Buttons and sliders of the canvas."""

    def __init__(self, window: "Window") -> None:
        super().__init__()
        self.setObjectName("canvas.strip")
        self._window = window
        layout = QHBoxLayout(self)
        layout.setContentsMargins(8, 2, 10, 2)
        layout.setSpacing(2)
        self._buttons: list[QToolButton] = []
        self._keys = [key for key in _BUTTONS if key is not None]
        for key in _BUTTONS:
            if key is None:
                line = QFrame()
                line.setFrameShape(QFrame.Shape.VLine)
                line.setFrameShadow(QFrame.Shadow.Sunken)
                layout.addSpacing(3)
                layout.addWidget(line)
                layout.addSpacing(3)
                continue
            button = QToolButton(autoRaise=True)
            button.setObjectName(f"{key}_button")
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            self._buttons.append(button)
            layout.addWidget(button)
        self.zoom: QLabel = QLabel()
        self.zoom.setObjectName("canvas.zoom")
        self.zoom.setMinimumWidth(self.zoom.fontMetrics().horizontalAdvance("8.888,8 %"))
        layout.insertWidget(2, self.zoom)
        layout.addStretch(1)
        self.face: _Slider = _Slider("canvas.face_slider")
        self.pages: _Slider = _Slider("canvas.page_slider")
        layout.addWidget(self.face)
        layout.addWidget(self.pages)
        session = window.session
        self.face.slider.valueChanged.connect(self._face_chosen)
        self.pages.slider.valueChanged.connect(self._page_chosen)
        session.current_changed.connect(self.refresh)
        session.document_changed.connect(self.refresh)
        self.retranslate()

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802
        """Give the buttons their actions: the registry is made after this row."""
        for button, key in zip(self._buttons, self._keys, strict=True):
            button.setDefaultAction(self._window.action(key))
        super().showEvent(event)

    def set_zoom(self, zoom: float | None) -> None:
        """Tell the magnification on the screen."""
        if zoom is None:
            self.zoom.setText("")
        else:
            self.zoom.setText(percent(zoom, 0 if zoom >= 0.095 else 1))

    def retranslate(self) -> None:
        """Set every text."""
        self.zoom.setAccessibleName(self.tr("Zoom"))
        self.zoom.setToolTip(self.tr("Screen pixels per pixel of the picture"))
        self.face.slider.setAccessibleName(self.tr("Picture of the sample"))
        self.pages.slider.setAccessibleName(self.tr("Page"))
        self.face.slider.setToolTip(self.tr("Picture of the sample (Up, Down)"))
        self.pages.slider.setToolTip(self.tr("Page of the file (Ctrl+PgUp, Ctrl+PgDown)"))
        self.refresh()

    def refresh(self) -> None:
        """Bring the sliders up to date."""
        session = self._window.session
        sample, document = session.current, session.document
        faces = 0 if sample is None else len(sample.pictures)
        text = ""
        if sample is not None and faces > 1:
            text = face_name(sample.roles, sample.angles, session.face)
            if not sample.roles:
                at = self.tr("{place} of {total}").format(place=number(session.face + 1), total=number(faces))
                text = f"{text}  ({at})" if text else at
        self.face.show_value(session.face, faces, text)
        pages = 0 if document is None or document.picture != session.picture else document.pages
        page = min(session.page, max(0, pages - 1))
        text = self.tr("Page {page} of {total}").format(page=number(page + 1), total=number(pages))
        self.pages.show_value(page, pages, text)

    def _face_chosen(self, face: int) -> None:
        session = self._window.session
        session.show(session.current, face)

    def _page_chosen(self, page: int) -> None:
        session = self._window.session
        session.show(session.current, session.face, page)


class _Slider(QWidget):
    """A slider with what it stands at beside it."""

    def __init__(self, name: str) -> None:
        super().__init__()
        layout = QHBoxLayout(self)
        layout.setContentsMargins(8, 0, 0, 0)
        self.slider: QSlider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setObjectName(name)
        self.slider.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.slider.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.slider.setMinimumWidth(90)
        self.slider.setMaximumWidth(220)
        self.label: QLabel = QLabel()
        layout.addWidget(self.label)
        layout.addWidget(self.slider)

    def show_value(self, value: int, count: int, text: str) -> None:
        """Stand there without telling anybody; hidden where there is nothing to choose."""
        self.setVisible(count > 1)
        self.slider.blockSignals(True)
        self.slider.setRange(0, max(0, count - 1))
        self.slider.setPageStep(max(1, count // 10))
        self.slider.setValue(value)
        self.slider.blockSignals(False)
        self.label.setText(text)


def face_name(roles: tuple[str, ...], angles: tuple[float, ...], face: int) -> str:
    """What tells a picture from the others of its sample: PPL, XPL, or the angle of the stage."""
    if roles:
        return roles[face].upper()
    if angles:
        angle = angles[face]
        return f"{number(angle, 0 if angle == round(angle) else 1)}°"
    return ""
