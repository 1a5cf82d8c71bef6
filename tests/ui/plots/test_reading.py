"""Pictures that are damaged or slow to read: nothing of another picture stays under them."""

import threading

import numpy as np
import tifffile
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from geodesk.desktop.plots import measuring as module
from tests.ui.conftest import widget_of
from tests.ui.plots.conftest import settled


def damaged(folder, name="b_rota.tif"):
    """A picture too large to look for its bar at once, with a bad last row that the overview does without."""
    file = folder / name
    pixels = np.tile(np.arange(4000, dtype=np.uint8), (5000, 1))
    tifffile.imwrite(file, pixels, rowsperstrip=1, compression="zlib")
    with tifffile.TiffFile(file) as opened:
        offset, count = opened.pages[0].dataoffsets[-1], opened.pages[0].databytecounts[-1]
    with open(file, "r+b") as stream:
        stream.seek(offset)
        stream.write(b"\xff" * count)
    return file


def test_nothing_of_the_picture_before_stays_under_one_that_is_damaged(
    show_plots, tmp_path, qtbot, monkeypatch
):
    from geodesk.micrograph import pyramid

    monkeypatch.setattr(pyramid, "_WHOLE_BYTES", 0)
    folder = tmp_path / "rotas"
    folder.mkdir()
    Image.fromarray(np.arange(60 * 80, dtype=np.uint8).reshape(60, 80)).save(folder / "a.png")
    damaged(folder)
    window, panel = show_plots(folder)
    message = widget_of(window, QLabel, "plots.message")
    assert window.session.picture.path == "a.png" and window.action("plots.save_csv").isEnabled()
    qtbot.keyClick(window, Qt.Key.Key_Right)
    qtbot.waitUntil(lambda: message.isVisible() and "b_rota.tif" in message.text(), timeout=10_000)
    assert window.stage.canvas.document.picture.path == "b_rota.tif", "it is seen all the same"
    assert panel.measuring.found is None and panel.measuring.pixels is None
    window.actions_.refresh()
    assert not window.action("plots.save_csv").isEnabled() and not window.action("plots.copy").isEnabled()
    qtbot.keyClick(window, Qt.Key.Key_Left)
    qtbot.waitUntil(lambda: panel.measuring.found is not None)
    settled(qtbot, panel)
    qtbot.waitUntil(window.action("plots.save_csv").isEnabled)


def test_what_is_still_being_read_is_not_shown_under_the_next(show_plots, tmp_path, qtbot, monkeypatch):
    """The bar of the second picture is not known yet, and the first one's pixels arrive late."""
    from geodesk.desktop import document

    folder = tmp_path / "lentas"
    folder.mkdir()
    rng = np.random.default_rng(1)
    for name, size in (("a.tif", (60, 80)), ("b.tif", (90, 70))):
        tifffile.imwrite(folder / name, rng.integers(0, 255, size, dtype=np.uint8))
    go_a, go_b = threading.Event(), threading.Event()
    read, prepare = module.read, document.Document.prepare

    def late(of, page, large):
        if of.picture.path == "a.tif":
            go_a.wait(10)
        return read(of, page, large)

    def slow(self, opened, page):
        go_b.wait(10)
        return prepare(self, opened, page)

    window, panel = show_plots(None)
    monkeypatch.setattr(module, "read", late)
    monkeypatch.setattr(document.Document, "prepare", slow)
    window.session.open(folder)
    qtbot.waitUntil(lambda: panel.measuring.state is module.State.READING)
    monkeypatch.setattr(document, "_QUICK_BAR_BYTES", 0)
    window.stage.documents.corrected(frozenset(["b.tif"]))  # opened ahead with its bar: open it again
    try:
        qtbot.keyClick(window, Qt.Key.Key_Right)
        qtbot.waitUntil(
            lambda: window.session.document is not None and window.session.document.picture.path == "b.tif"
        )
        qtbot.wait(100)
        go_a.set()
        qtbot.wait(200)
        assert panel.measuring.pixels is None and not window.action("plots.save_csv").isEnabled()
    finally:
        go_a.set()
        go_b.set()
    settled(qtbot, panel)
    assert panel.measuring.found.item.path == "b.tif"
