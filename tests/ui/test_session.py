"""What the session keeps through closing, and through looking at the folder again."""

import gc
import shutil
import threading
import weakref

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from geodesk.collection import Collection
from geodesk.desktop.preferences import Preferences


@pytest.fixture
def folder(data, tmp_path):
    """Three real pictures, one of them in a subfolder, and a pair."""
    source = sorted((data / "sem" / "fibres").rglob("*.png"))[0]
    folder = tmp_path / "muestras"
    for name in ("a.png", "b.png", "sub/c.png", "sub/d_ppl.png", "sub/d_xpl.png"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, folder / name)
    return folder


def test_a_table_asked_for_just_before_closing_is_written(make_window, qtbot, folder, tmp_path):
    collection = Collection.open(folder)
    with collection.predictions.begin("m", "0" * 64, ("NO", "YES"), {}) as run:
        for picture in collection.pictures():
            run.add(picture, [0.25, 0.75])
        run.finish()
    window = make_window(folder)
    qtbot.waitUntil(lambda: not window.session.tasks.busy)
    decoding = threading.Event()
    for _ in range(4):  # every thread that reads pictures has its hands full
        window.session.tasks.run(lambda: decoding.wait(10))
    end = threading.Timer(0.3, decoding.set)
    end.start()
    window.classifying.export(tmp_path / "tabla.csv")
    assert window.close()
    end.join()
    assert len((tmp_path / "tabla.csv").read_text(encoding="utf-8").splitlines()) == 6


def in_subfolder(window, qtbot, face):
    """Bring the pair of the subfolder into view."""
    session = window.session
    session.show(session.sample_of("sub/d_ppl.png"), face)
    qtbot.waitUntil(lambda: session.document is not None and session.document.picture == session.picture)


def again(window, qtbot, before):
    session = window.session
    qtbot.waitUntil(lambda: session.collection is not before and session.opening is None)


def test_looking_again_keeps_folder_sample_and_face(make_window, qtbot, folder):
    window = make_window(folder)
    session = window.session
    in_subfolder(window, qtbot, 1)
    before = session.collection
    qtbot.keyClick(QApplication.focusWidget() or window, Qt.Key.Key_F5)
    again(window, qtbot, before)
    assert session.collection.folder == folder and len(session.listed) == 4
    assert session.picture.path == "sub/d_xpl.png"


def test_another_annotator_labels_the_same_folder(make_window, qtbot, folder):
    window = make_window(folder)
    in_subfolder(window, qtbot, 0)
    before = window.session.collection
    window.action("file.preferences").trigger()
    dialog = window.findChild(Preferences)
    dialog.annotator.setFocus()
    dialog.annotator.clear()
    qtbot.keyClicks(dialog.annotator, "Ana")
    qtbot.keyClick(dialog.annotator, Qt.Key.Key_Return)
    again(window, qtbot, before)
    assert window.session.collection.folder == folder
    assert window.session.collection.labels.annotator == "Ana"
    assert window.session.picture.path == "sub/d_ppl.png"


def test_looking_again_where_the_picture_in_view_is_gone(make_window, qtbot, folder):
    window = make_window(folder)
    in_subfolder(window, qtbot, 0)
    before = window.session.collection
    shutil.rmtree(folder / "sub")
    window.session.reload()
    again(window, qtbot, before)
    assert window.session.collection.folder == folder and window.session.picture.path == "a.png"


class Rows(list):
    """A list that can be referred to weakly."""


def test_a_finished_job_keeps_its_results_only_until_the_next_of_its_kind(window, qtbot):
    jobs, known = window.session.jobs, []

    def run(*held):
        job = jobs.start("probe", lambda: "Prueba", lambda: (step for step in ()))
        job.finished.connect(lambda: held or job)  # as the parts do: what they refer to hangs on the job
        qtbot.waitUntil(lambda: not job.running)
        job.cancel()
        return job

    for _ in range(4):
        rows = Rows()
        known.append(weakref.ref(rows))
        job = run(rows)
        del rows
    assert not job.cancelling and job.outcome.value == "done"
    del job
    qtbot.waitUntil(lambda: (gc.collect(), sum(one() is not None for one in known))[1] == 1)
    assert known[-1]() is not None
