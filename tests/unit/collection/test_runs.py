"""Prediction runs and the journals of other jobs: interrupted, resumed, read back."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from geodesk.collection import CaptionRow, Collection, CollectionError, Picture
from geodesk.language import Sentence

SHA = "ab" * 32
ROOT = Path(__file__).resolve().parents[3]


def begin(collection, **settings):
    return collection.predictions.begin("model", SHA, ["NO", "YES"], settings)


def test_a_run_comes_back_at_full_precision(collection, folder):
    p = np.random.Generator(np.random.Philox(1)).random(2)
    with begin(collection) as run:
        for picture in collection.pictures()[:3]:
            run.add(picture, p, provider="CPUExecutionProvider")
        run.add_error(collection.pictures()[3], Sentence("broken", "rota"), provider="cpu")
        run.finish()
    last = Collection.open(folder).predictions.last()
    assert list(last) == ["a.tif", "b.tif", "c.tif", "d.tif"]
    row = last["b.tif"]
    assert row.p == tuple(p) and row.labels == ("NO", "YES") and row.probability == max(p)
    assert row.label == ("NO", "YES")[int(np.argmax(p))]
    assert (row.model, row.sha256, row.provider, row.error) == ("model", SHA, "CPUExecutionProvider", None)
    failed = last["d.tif"]
    assert (failed.label, failed.p, failed.probability) == (None, (), None)
    assert failed.error == Sentence("broken", "rota")


def test_a_run_is_one_file_with_a_header_a_row_a_picture_and_an_end(collection):
    with begin(collection, batch=4) as run:
        for picture in collection.pictures():
            run.add(picture, [0.25, 0.75])
        run.finish()
    (file,) = collection.store.iterdir()
    assert file.name.startswith("predictions-20") and f"-{SHA[:12]}-" in file.name
    lines = file.read_text().splitlines()
    assert len(lines) == 6
    assert '"settings":{"batch":4}' in lines[0] and '"p":[0.25,0.75]' in lines[1]
    assert lines[-1].startswith('{"finished":')


def test_a_folder_that_went_away_while_a_run_writes_is_named_and_the_run_goes_on_where_it_ended(
    collection, folder
):
    pictures = collection.pictures()
    run = begin(collection)
    run.add(pictures[0], [0.25, 0.75])
    run.journal.flush()
    away = folder.rename(folder.with_name("away"))
    run.add(pictures[1], [0.25, 0.75])
    with pytest.raises(CollectionError) as told:
        run.journal.flush()
    assert f"La carpeta {folder} ya no está; vuelva a ponerla" in told.value.sentence.es
    assert ".jsonl" not in told.value.sentence.en and not folder.exists()
    away.rename(folder)
    run.journal.flush()
    assert set(Collection.open(folder).predictions.last()) == {"a.tif", "b.tif"}


def test_ties_go_to_the_first_label_and_wrong_probabilities_are_refused(collection):
    picture = collection.pictures()[0]
    with begin(collection) as run:
        assert run.add(picture, [0.5, 0.5]).label == "NO"
        assert run.add(picture, [0.6, 0.4], label="YES").label == "YES"
        for wrong in ([0.5], [0.2, 0.3, 0.5], [float("nan"), 1.0], [float("inf"), 0.0]):
            with pytest.raises(ValueError):
                run.add(picture, wrong)
    assert collection.predictions.last()["a.tif"].p == (0.6, 0.4)


def test_an_interrupted_run_goes_on_with_what_still_holds(collection, folder):
    pictures = collection.pictures()
    with begin(collection, tile=350) as run:
        for picture in pictures[:3]:
            run.add(picture, [0.25, 0.75])
        run.add_error(pictures[3], Sentence("no memory", "sin memoria"))
    (folder / "b.tif").write_bytes(b"changed and longer than before")
    os.utime(folder / "c.tif", ns=(1, 1))
    again = Collection.open(folder)
    assert again.predictions.resume(SHA, {"tile": 320}) is None
    assert again.predictions.resume("cd" * 32, {"tile": 350}) is None
    resumed = again.predictions.resume(SHA, {"tile": 350})
    # Changed in size, changed in time, and failed: all to be done again.
    assert list(resumed.done) == ["a.tif"]
    with resumed:
        for picture in again.pictures()[1:]:
            resumed.add(picture, [0.75, 0.25])
        resumed.finish()
    assert [row.label for row in again.predictions.last().values()] == ["YES", "NO", "NO", "NO"]
    assert len(list(again.store.iterdir())) == 1
    assert again.predictions.resume(SHA, {"tile": 350}) is None  # it is finished


def test_a_finished_run_is_not_resumed_for_an_older_interrupted_one(collection):
    with begin(collection) as old:
        old.add(collection.pictures()[0], [0.5, 0.5])
    with begin(collection) as new:
        new.finish()
    assert collection.predictions.resume(SHA, {}) is None
    with begin(collection) as newest:
        newest.add(collection.pictures()[1], [0.5, 0.5])
    assert list(collection.predictions.resume(SHA, {}).done) == ["b.tif"]


def test_the_last_run_counts_and_leaves_out_what_changed_or_went(collection, folder):
    assert collection.predictions.last() == {}
    for p in ([0.25, 0.75], [0.75, 0.25]):
        with begin(collection) as run:
            for picture in collection.pictures():
                run.add(picture, p)
    begin(collection)  # begun, and not one row yet
    (folder / "a.tif").unlink()
    (folder / "b.tif").write_bytes(b"other")
    last = Collection.open(folder).predictions.last()
    assert {path: row.label for path, row in last.items()} == {"c.tif": "NO", "d.tif": "NO"}


def test_a_run_torn_at_any_byte_can_be_resumed_and_finished(collection, folder):
    with begin(collection) as run:
        for picture in collection.pictures():
            run.add(picture, [0.25, 0.75], provider="ñ")
    file = run.journal.file
    whole = file.read_bytes()
    start = whole.rindex(b"\n", 0, -1) + 1
    for end in range(start, len(whole) + 1):
        file.write_bytes(whole[:end])
        resumed = Collection.open(folder).predictions.resume(SHA, {})
        assert len(resumed.done) == (4 if end >= len(whole) - 1 else 3), end
        with resumed:
            resumed.add(collection.pictures()[3], [0.75, 0.25])
            resumed.finish()
        last = Collection.open(folder).predictions.last()
        assert [row.label for row in last.values()] == ["YES", "YES", "YES", "NO"], end


def test_a_damaged_run_is_named_and_left_out_and_blocks_nothing(collection, folder):
    with begin(collection) as run:
        run.add(collection.pictures()[0], [0.25, 0.75])
    run.journal.file.write_bytes(b"rubbish\n" + run.journal.file.read_bytes())
    opened = Collection.open(folder)
    assert opened.predictions.last() == {} and opened.predictions.resume(SHA, {}) is None
    assert [run.journal.file.name in sentence.en for sentence in opened.problems] == [True]
    opened.labels.set("a.tif", "YES")


@pytest.mark.parametrize(
    "change",
    [
        ('"label":"YES"', '"label":["YES"]'),
        ('"label":"YES"', '"label":null'),
        ('"p":[0.25,0.75]', '"p":[0.25,' + "9" * 400 + "]"),
        ('"p":[0.25,0.75]', '"p":5'),
        ('"path":"b.tif"', '"path":"b.tif","error":7'),
        ('"path":"b.tif"', '"path":"b.tif","error":{"en":1}'),
    ],
)
def test_a_damaged_row_is_left_out_and_the_others_hold(collection, folder, change):
    with begin(collection) as run:
        for picture in collection.pictures()[:3]:
            run.add(picture, [0.25, 0.75])
        run.finish()
    lines = run.journal.file.read_text().splitlines()
    assert change[0] in lines[2]
    lines[2] = lines[2].replace(*change)
    run.journal.file.write_text("\n".join(lines) + "\n")
    opened = Collection.open(folder)
    assert list(opened.predictions.last()) == ["a.tif", "c.tif"]
    opened.index.update()
    assert sum(opened.index.counts().values()) == len(opened.pictures())
    opened.index.close()


def test_a_damaged_row_of_captions_is_left_out(collection, folder):
    one, other = collection.pictures()[:2]
    with collection.captioned.begin("captioner", SHA, ["tipo"], {}) as run:
        for picture in (one, other):
            said = (("caída", 0.5),)
            run.add(
                CaptionRow(picture.id, picture.path, picture.size, picture.mtime_ns, said, "captioner", SHA)
            )
        run.finish()
    lines = run.journal.file.read_text().splitlines()
    # The first row, not the first 0.5: the head's time of day may hold one.
    assert "0.5" in lines[1]
    lines[1] = lines[1].replace("0.5", "9" * 400)
    run.journal.file.write_text("\n".join(lines) + "\n")
    assert list(Collection.open(folder).captioned.last()) == [other.path]


KILLED = """
import sys, time
sys.path.insert(0, {root!r})
from geodesk.collection import Collection, Picture
collection = Collection.open({folder!r})
run = collection.predictions.begin("model", "ab" * 32, ["NO", "YES"], {{}})
with run:
    for number in range(300):
        run.add(Picture(f"{{number}}.tif", f"{{number}}.tif", None, 1, 1), [0.25, 0.75])
    print("added", flush=True)
    time.sleep(1.1)
    run.add(Picture("300.tif", "300.tif", None, 1, 1), [0.25, 0.75])
    print("slept", flush=True)
    time.sleep(60)
"""


def test_rows_are_on_the_disk_within_a_second_or_256_rows(folder):
    program = KILLED.format(root=str(ROOT), folder=str(folder))
    child = subprocess.Popen([sys.executable, "-S", "-c", program], stdout=subprocess.PIPE)
    try:
        assert child.stdout.readline() == b"added\n"
        (file,) = (folder / ".geodesk").iterdir()
        assert len(file.read_bytes().splitlines()) >= 1 + 300 - 255
        assert child.stdout.readline() == b"slept\n"
    finally:
        child.kill()
        child.wait()
        child.stdout.close()
    assert child.returncode == (1 if sys.platform == "win32" else -signal.SIGKILL)
    assert len(file.read_bytes().splitlines()) == 1 + 301
    assert Collection.open(folder).problems == []


def test_a_full_disk_keeps_the_rows_of_a_run_for_the_next_attempt(small_disk, fill):
    folder = fill("a.tif", folder=small_disk("64k"))
    collection = Collection.open(folder)
    run = begin(collection)
    ballast = folder / "ballast"
    with pytest.raises(OSError), open(ballast, "wb", buffering=0) as stream:
        while stream.write(b"x" * 4096):
            pass
    rows = [Picture(f"{i}.tif", f"{i}.tif", folder / "a.tif", 1, 1) for i in range(100)]
    for row in rows:
        run.add(row, [0.25, 0.75])
    with pytest.raises(CollectionError, match="Disk full"):
        run.journal.flush()
    ballast.unlink()
    run.finish()
    assert len(run.journal.file.read_bytes().splitlines()) == 102


def test_any_job_has_a_journal_of_its_own_to_go_on_with(collection, folder):
    with collection.journal("caption", "key one", model="m") as journal:
        journal.append({"path": "a.tif", "caption": "flujos activo"})
    with Collection.open(folder).journal("caption", "key two", model="m") as other:
        assert other.rows == {}
    with Collection.open(folder).journal("caption", "key one", model="m") as again:
        assert again.file == journal.file
        assert again.rows == {"a.tif": {"path": "a.tif", "caption": "flujos activo"}}
        again.finish()
    assert Collection.open(folder).journal("caption", "key one", model="m").rows == {}
    for kind in ("labels", "Upper", "a-b", "../x", ""):
        with pytest.raises(ValueError):
            collection.journal(kind, "key")
    assert Collection.open(folder).labels.current() == {}
