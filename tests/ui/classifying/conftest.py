"""Folders to classify, models fast and slow, and waiting for jobs."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton

from geodesk.desktop.classifying.strip import JobLine
from geodesk.desktop.session import Mode
from tests.ui.conftest import widget_of
from tests.unit.jobs import pictures

WAIT_MS = 30_000


@pytest.fixture
def fibres(data, folder_of):
    """Sixteen real pictures, a truncated one and one that is no picture."""
    source = data / "sem" / "fibres" / "Defective"
    folder = folder_of(source, [file.name for file in sorted(source.iterdir())[:16]])
    whole = (source / "ppc10_1.png").read_bytes()
    (folder / "truncada.png").write_bytes(whole[: len(whole) // 3])
    (folder / "renombrada.tif").write_text("not a picture")
    return folder


@pytest.fixture
def many(tmp_path):
    """Pictures enough that a job of the small model is still under way when it is cancelled."""
    for n in range(150):
        pictures.grey(tmp_path / "many", f"p{n:03d}.png", n, (160, 120))
    return tmp_path / "many"


@pytest.fixture
def classifying(make_window, qtbot):
    """A window in Clasificar with its model open."""

    def start(folder, model=None):
        window = make_window(folder)
        if model is not None:
            window.settings.set(model=str(model))
        window.session.set_mode(Mode.CLASSIFY)
        until(qtbot, lambda: window.classifying.opened is not None)
        return window

    return start


@pytest.fixture
def slow(tmp_path):
    """A model of many small tiles, so that each picture takes a while."""
    from tests.unit.models.graphs import card_document

    tile = {"size": 8, "reduce": "median", "pad": "reflect"}
    return pictures.model(tmp_path / "slow.onnx", input=card_document()["input"] | {"tile": tile})


def until(qtbot, condition):
    """Wait for what must come; the limit is only for what never does, however busy the machine is."""
    qtbot.waitUntil(condition, timeout=WAIT_MS)


def starts(window):
    """How far each job is when it is first heard of: 0 begun anew, else the rows it goes on from."""
    first: dict[object, int] = {}
    window.session.jobs.started.connect(
        lambda job: job.progressed.connect(lambda: first.setdefault(job, job.counts.done))
    )
    return first


def press(qtbot, window, name):
    button = widget_of(window, QPushButton, name)
    until(qtbot, lambda: button.isEnabled() and button.isVisible())
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def line(window):
    return next(line for line in window.strip.lines if isinstance(line, JobLine))


def ended(qtbot, window):
    until(qtbot, lambda: window.classifying.running is None and bool(window.strip.lines))
    return line(window).job


def begun(qtbot, window, done):
    until(
        qtbot,
        lambda: window.classifying.running is not None and line(window).job.counts.done >= done,
    )
