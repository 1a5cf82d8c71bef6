"""A full disk and a folder that cannot be written."""

import subprocess
import sys
from pathlib import Path

import pytest

from geodesk.collection import (
    Collection,
    CollectionError,
    export_labels,
    import_labels,
    write_csv,
)
from geodesk.places import user_data

ROOT = Path(__file__).resolve().parents[3]


def test_a_full_disk_refuses_the_label_and_keeps_all_others(small_disk, fill):
    folder = fill("a.tif", "b.tif", folder=small_disk("96k"))
    collection = Collection.open(folder, annotator="ana", machine="scope")
    collection.labels.set("b.tif", "first")
    acknowledged = "first"
    ballast = folder / "ballast"
    for number in range(2000):
        try:
            collection.labels.set("a.tif", f"{number} {'x' * 100}")
        except CollectionError as error:
            assert str(error).startswith("Disk full")
            break
        acknowledged = f"{number} {'x' * 100}"
        if number == 20:
            ballast.write_bytes(b"x" * 20_000)
    else:
        pytest.fail("the disk was never full")
    log = collection.labels.log
    size = log.stat().st_size
    assert collection.labels.label_of("a.tif") == acknowledged
    opened = Collection.open(folder, annotator="ana", machine="scope")
    assert opened.labels.label_of("a.tif") == acknowledged
    assert opened.labels.label_of("b.tif") == "first"

    # Whole or not at all: nothing of a bulk action stays either.
    with pytest.raises(CollectionError, match="Disk full"):
        opened.labels.set_many([("a.tif", "y" * 200), ("b.tif", "z" * 200)])
    with pytest.raises(CollectionError, match="Disk full"):
        opened.labels.undo()
    assert log.stat().st_size == size
    assert opened.labels.label_of("a.tif") == acknowledged
    assert Collection.open(folder).problems == []

    ballast.unlink()
    opened.labels.set("a.tif", "room again")
    assert Collection.open(folder).labels.label_of("a.tif") == "room again"


def test_a_full_disk_leaves_an_old_csv_file_whole(small_disk, fill):
    folder = fill("a.tif", folder=small_disk("64k"))
    out = folder / "out.csv"
    write_csv(out, ["id"], [["old"]])
    old = out.read_bytes()
    with pytest.raises(CollectionError, match="Disk full"):
        write_csv(out, ["id"], ([f"row {i}"] for i in range(100_000)))
    assert out.read_bytes() == old
    assert sorted(path.name for path in folder.iterdir()) == ["a.tif", "out.csv"]


LIMITED = """
import resource, signal, sys
sys.path.insert(0, {root!r})
from geodesk.collection import Collection, CollectionError, Picture, write_csv
from geodesk.language import set_language
set_language("en")
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
collection = Collection.open({folder!r}, annotator="ana", machine="scope")
pictures = [Picture(name, name, collection.folder / name, 0, 0) for name in ("a.tif", "b.tif", "c.tif")]
resource.setrlimit(resource.RLIMIT_FSIZE, ({limit}, resource.RLIM_INFINITY))
done = []
for number in range(1000):
    try:
        collection.labels.set_many([(picture, str(number)) for picture in pictures])
    except CollectionError as error:
        assert str(error).startswith("Disk full"), error
        break
    done.append(number)
assert {{collection.labels.label_of(picture) for picture in pictures}} == {{str(done[-1])}}
try:
    write_csv({folder!r} + "/out.csv", ["x"], (["x" * 100] for _ in range(10_000)))
except CollectionError as error:
    assert str(error).startswith("Disk full"), error
else:
    sys.exit("no error")
print(done[-1])
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no limit on file size")
@pytest.mark.parametrize("limit", range(3000, 3700, 71))
def test_a_write_that_is_cut_in_the_middle_is_taken_back(fill, limit):
    # A limit on file size cuts a write anywhere, needs no privilege and is refused like a full disk.
    folder = fill("a.tif", "b.tif", "c.tif")
    program = LIMITED.format(root=str(ROOT), folder=str(folder), limit=limit)
    child = subprocess.run([sys.executable, "-S", "-c", program], capture_output=True, text=True)
    assert child.returncode == 0, child.stderr
    last = child.stdout.strip()
    opened = Collection.open(folder, annotator="ana", machine="scope")
    assert {opened.labels.label_of(picture) for picture in opened.pictures()} == {last}
    assert opened.problems == []
    assert opened.labels.log.read_bytes().endswith(b"}\n")
    assert sorted(path.name for path in folder.iterdir()) == [".geodesk", "a.tif", "b.tif", "c.tif"]
    opened.labels.set("a.tif", "after")
    assert Collection.open(folder).labels.label_of("a.tif") == "after"


def test_opening_and_looking_writes_nothing_into_a_folder(folder):
    collection = Collection.open(folder)
    collection.samples()
    collection.index.counts()
    collection.predictions.last()
    collection.labels.undo()
    assert not (folder / ".geodesk").exists()
    assert len(list(folder.iterdir())) == 4


def test_a_read_only_folder_keeps_its_labels_in_the_users_data(read_only_folder, tmp_path):
    folder = read_only_folder("a.tif", "b.tif", "sub/a.tif")
    collection = Collection.open(folder, annotator="ana", machine="scope")
    assert collection.read_only
    assert collection.store.parent == user_data() / "collections"
    collection.labels.set("sub/a.tif", "YES")
    with collection.predictions.begin("model", "0" * 64, ["NO", "YES"], {}) as run:
        run.add(collection.pictures()[0], [0.25, 0.75])
        run.finish()
    again = Collection.open(folder, annotator="ana", machine="scope")
    assert again.store == collection.store
    assert again.labels.label_of("sub/a.tif") == "YES"
    assert again.predictions.last()["a.tif"].label == "YES"
    assert export_labels(again, tmp_path / "out.csv").rows == 1
    assert import_labels(again, tmp_path / "out.csv").changes.events == ()
    again.labels.undo()
    assert Collection.open(folder).labels.label_of("sub/a.tif") is None


def test_labels_already_in_a_folder_are_read_when_it_is_read_only(read_only_folder):
    event = b'{"time":"2026-01-01T00:00:00Z","id":"a.tif","label":"NO","previous":null,"how":"hand"}\n'
    collection = Collection.open(read_only_folder("a.tif", "b.tif", log=event))
    assert collection.read_only
    assert collection.labels.state_of("a.tif").annotator == "eva"
    collection.labels.set("a.tif", "YES")
    history = Collection.open(collection.folder).labels.history("a.tif")
    assert [(event.label, event.previous) for event in history] == [("NO", None), ("YES", "NO")]


def test_a_read_only_folder_that_gained_a_picture_or_moved_keeps_its_labels(tmp_path, fill, monkeypatch):
    import geodesk.collection.store as store

    # Whether the folder can be written is the only thing pretended here; a mount cannot gain files.
    monkeypatch.setattr(store, "is_writable", lambda place: False)
    folder = fill("a.tif", "b.tif")
    Collection.open(folder).labels.set("a.tif", "YES")
    fill("c.tif")
    grown = Collection.open(folder)
    assert grown.labels.label_of("a.tif") == "YES"
    grown.labels.set("b.tif", "NO")
    moved = folder.rename(tmp_path / "elsewhere")
    (moved / "c.tif").unlink()
    same_content = Collection.open(moved)
    assert {p: s.label for p, s in same_content.labels.current().items()} == {"a.tif": "YES", "b.tif": "NO"}
    other = fill("x.tif", "y.tif")  # another collection under the first one's path
    assert Collection.open(other).labels.current() == {}


def test_labels_given_while_a_folder_was_read_only_are_read_when_it_is_writable(fill, monkeypatch):
    import geodesk.collection.store as store

    folder = fill("a.tif", "b.tif")
    with monkeypatch.context() as patched:
        patched.setattr(store, "is_writable", lambda place: False)
        outside = Collection.open(folder)
        outside.labels.set("a.tif", "YES")
    inside = Collection.open(folder)
    assert not inside.read_only and inside.store == folder / ".geodesk"
    assert inside.labels.label_of("a.tif") == "YES"
    inside.labels.set("a.tif", "NO")
    assert Collection.open(folder).labels.label_of("a.tif") == "NO"


def test_labels_given_while_a_folder_was_read_only_are_undone_when_it_is_writable_and_the_other_way_round(
    fill, monkeypatch
):
    import geodesk.collection.store as store

    folder = fill("a.tif", "b.tif", "c.tif")
    writable = True
    monkeypatch.setattr(store, "is_writable", lambda place: writable)

    def labels():
        return {path: state.label for path, state in Collection.open(folder).labels.current().items()}

    Collection.open(folder).labels.set("a.tif", "first")
    writable = False
    Collection.open(folder).labels.set_many([("a.tif", "second"), ("b.tif", "second")])
    Collection.open(folder).labels.set("c.tif", "third")
    writable = True
    inside = Collection.open(folder).labels
    inside.set("a.tif", "fourth")
    before = {log: log.read_bytes() for log in store.user_data().rglob("labels-*.jsonl")}
    assert before
    assert [event.label for event in inside.undo()] == ["second"]
    assert [event.label for event in inside.undo()] == [None]  # the third, said in the other log
    again = Collection.open(folder).labels  # the next day
    assert {event.path: event.label for event in again.undo()} == {"a.tif": "first", "b.tif": None}
    assert labels() == {"a.tif": "first", "b.tif": None, "c.tif": None}
    assert {event.path: event.label for event in again.redo()} == {"a.tif": "second", "b.tif": "second"}
    assert all(log.read_bytes() == kept for log, kept in before.items()), "only the folder's own log grows"
    writable = False
    outside = Collection.open(folder).labels
    assert [event.label for event in outside.redo()] == ["third"]
    assert [event.label for event in outside.redo()] == ["fourth"] and not outside.can_redo
    for _ in range(4):
        outside.undo()
    assert not outside.can_undo and set(labels().values()) == {None}


def test_a_label_that_another_window_gives_outside_meanwhile_is_undone_in_its_turn(fill, monkeypatch):
    import geodesk.collection.store as store

    folder = fill("a.tif", "b.tif")
    with monkeypatch.context() as patched:
        patched.setattr(store, "is_writable", lambda place: False)
        outside = Collection.open(folder).labels  # opened before the folder could be written
        outside.set("a.tif", "first")
    inside = Collection.open(folder).labels
    outside.set("b.tif", "second")
    inside.set("a.tif", "third")
    assert [[(e.path, e.label) for e in inside.undo()] for _ in range(3)] == [
        [("a.tif", "first")],
        [("b.tif", None)],
        [("a.tif", None)],
    ]
    assert len(inside.undo()) == 0


@pytest.mark.parametrize("missing", ["nowhere", "nowhere/below"])
def test_a_folder_that_is_missing_is_one_clear_error(tmp_path, missing):
    with pytest.raises(CollectionError, match="There is no folder"):
        Collection.open(tmp_path / missing)


def test_a_file_given_as_folder_and_a_file_in_the_stores_place_are_clear_errors(folder):
    with pytest.raises(CollectionError, match="is a file, not a folder"):
        Collection.open(folder / "a.tif")
    (folder / ".geodesk").write_bytes(b"")
    with pytest.raises(CollectionError, match="is not a folder"):
        Collection.open(folder)
    with pytest.raises(CollectionError):
        Collection.open("nul\0byte")
