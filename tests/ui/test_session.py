"""What the session keeps through closing, and through looking at the folder again."""

import shutil
import threading

import pytest

from geodesk.collection import Collection


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
