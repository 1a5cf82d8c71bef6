"""What the tests of the canvas share."""

import numpy as np
import pytest
import tifffile
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication


@pytest.fixture
def settled(qtbot):
    """Waits until nothing of the canvas is still being read or painted."""

    def wait(window, timeout=10_000):
        def still():
            QApplication.processEvents()
            stage = window.stage
            return not stage.documents.busy and not any(c.tiles.waiting for c in stage.canvases)

        def done():
            # A result is on its way for a moment after its thread has become idle.
            return all(still() for _ in range(3))

        qtbot.waitUntil(done, timeout=timeout)

    return wait


@pytest.fixture
def key(qtbot):
    """Presses a key in the window's focus widget, as a user does."""

    def press(window, key_, modifiers=Qt.KeyboardModifier.NoModifier):
        # Without a window manager nobody gives the focus back after a dialog.
        window.activateWindow()
        qtbot.waitUntil(window.isActiveWindow)
        window.actions_.refresh()
        qtbot.keyClick(window.focusWidget() or window, key_, modifiers)
        QApplication.processEvents()

    return press


@pytest.fixture
def drag(qtbot):
    """Drags the mouse over a widget."""

    def move(widget, start, end, button=Qt.MouseButton.LeftButton, modifiers=Qt.KeyboardModifier.NoModifier):
        start, end = QPoint(*start), QPoint(*end)
        qtbot.mousePress(widget, button, modifiers, start)
        for step in range(1, 6):
            _move(widget, start + (end - start) * step / 5, button, modifiers)
        qtbot.mouseRelease(widget, button, modifiers, end)

    return move


def _move(widget, at, button, modifiers):
    from PySide6.QtCore import QEvent, QPointF
    from PySide6.QtGui import QMouseEvent

    event = QMouseEvent(
        QEvent.Type.MouseMove, QPointF(at), QPointF(widget.mapToGlobal(at)), button, button, modifiers
    )
    QApplication.sendEvent(widget, event)


@pytest.fixture
def colours():
    """The canvas as an array (h, w, 3) of what is on the screen."""

    def grab(canvas):
        image = canvas.viewport().grab().toImage().convertToFormat(QImage.Format.Format_RGB888)
        lines = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.bytesPerLine())
        return lines[:, : 3 * image.width()].reshape(image.height(), image.width(), 3).copy()

    return grab


@pytest.fixture
def at(colours):
    """The colour on the screen of a pixel of the picture."""

    def look(canvas, x, y):
        from PySide6.QtCore import QPointF

        place = canvas.to_view(QPointF(x + 0.5, y + 0.5))
        return tuple(int(v) for v in colours(canvas)[int(place.y()), int(place.x())])

    return look


@pytest.fixture
def tiff(tmp_path):
    """Writes a TIFF into a folder of the test."""

    def write(name, pixels, **options):
        folder = tmp_path / "made"
        folder.mkdir(exist_ok=True)
        tifffile.imwrite(folder / name, pixels, **options)
        return folder / name

    return write
