"""The index is a cache: lost, damaged, locked or old, the lists and hashes come back from the files."""

import hashlib
import os
import sqlite3
import sys

import pytest

from geodesk.collection import Collection
from geodesk.language import Sentence
from geodesk.places import user_cache


@pytest.fixture
def labelled(collection):
    collection.labels.set("a.tif", "YES")
    collection.labels.set("b.tif", "YES")
    collection.labels.set("c.tif", "NO")
    a, b, c, d = collection.pictures()
    with collection.predictions.begin("m", "0" * 64, ["NO", "YES"], {}) as run:
        run.add(a, [0.1, 0.9])
        run.add(b, [0.7, 0.3])
        run.add(c, [0.45, 0.55])
        run.add_error(d, Sentence("broken", "rota"))
    return collection


def check(index):
    assert index.counts() == {"YES": 2, None: 1, "NO": 1}
    assert index.unlabelled() == ["d.tif"]
    assert index.with_label("YES") == ["a.tif", "b.tif"]
    assert index.unsure(0.8) == ["c.tif", "b.tif"]
    assert index.disagreeing() == ["b.tif", "c.tif"]
    assert index.failed() == ["d.tif"]


def hashes(index, collection):
    return {picture.path: index.sha256_of(picture) for picture in collection.pictures()}


def true_hashes(collection):
    return {p.path: hashlib.sha256(p.file.read_bytes()).hexdigest() for p in collection.pictures()}


def test_lists_filters_and_counts_are_those_of_the_files(labelled):
    check(labelled.index)
    assert labelled.index.file.is_relative_to(user_cache())


def test_lists_follow_an_update(labelled, folder):
    check(labelled.index)
    Collection.open(folder, annotator="luis").labels.set("d.tif", "NO")
    (folder / "a.tif").unlink()
    labelled.refresh()
    labelled.index.update()
    assert labelled.index.counts() == {"NO": 2, "YES": 1}


def test_hashes_are_computed_once_and_again_when_a_file_changes(collection, folder):
    index = collection.index
    assert set(hashes(index, collection).values()) == {None}
    assert len(list(index.hash_pictures())) == 4
    assert hashes(index, collection) == true_hashes(collection)
    assert list(index.hash_pictures()) == []
    (folder / "a.tif").write_bytes(b"changed")
    again = Collection.open(folder)
    assert [done.picture.path for done in again.index.hash_pictures()] == ["a.tif"]
    assert hashes(again.index, again) == true_hashes(again)


def test_hashing_gives_signs_of_life_and_remembers_nothing_of_an_unfinished_or_lost_file(fill):
    folder = fill("a.tif", "gone.tif", "grows.tif")
    with open(folder / "large.tif", "wb") as stream:
        stream.truncate((130 << 20) + 1)
    collection = Collection.open(folder)
    assert len(collection.pictures()) == 4
    (folder / "gone.tif").unlink()
    with open(folder / "grows.tif", "ab") as stream:
        stream.write(b"more")
    steps = list(collection.index.hash_pictures())
    assert [(s.picture.path, s.read, s.sha256 is not None, s.error is not None) for s in steps] == [
        ("a.tif", (folder / "a.tif").stat().st_size, True, False),
        ("gone.tif", 0, False, True),
        ("grows.tif", (folder / "grows.tif").stat().st_size, False, False),
        ("large.tif", 64 << 20, False, False),
        ("large.tif", 128 << 20, False, False),
        ("large.tif", (130 << 20) + 1, True, False),
    ]


def test_a_known_hash_is_in_the_events_of_its_picture(collection, folder, fill):
    collection.labels.set("a.tif", "YES")  # small: read before the label is written
    assert [event.sha256 for event in collection.labels.history("a.tif")] == [
        true_hashes(collection)["a.tif"]
    ]
    fill(*(f"{number}.tif" for number in range(20)))
    with open(folder / "large.tif", "wb") as stream:
        stream.truncate((4 << 20) + 1)
    opened = Collection.open(folder)
    opened.labels.set("large.tif", "YES")  # neither a large file is read for its label nor very many
    opened.labels.set_many([(f"{number}.tif", "YES") for number in range(20)])
    assert not any(opened.labels.history(name)[0].sha256 for name in ("large.tif", "0.tif", "19.tif"))
    list(opened.index.hash_pictures())
    opened.labels.set("large.tif", "NO")
    (before, after) = opened.labels.history("large.tif")
    assert (before.sha256, after.sha256) == (None, true_hashes(opened)["large.tif"])


def damages():
    def delete(file):
        file.unlink()

    def rubbish(file):
        file.write_bytes(b"this is no database, but it is long enough to look like one " * 100)

    def empty(file):
        file.write_bytes(b"")

    def cut(file):
        file.write_bytes(file.read_bytes()[:5000])

    def pages(file):
        data = bytearray(file.read_bytes())
        data[4096:] = bytes(byte ^ 0x5A for byte in data[4096:])
        file.write_bytes(data)

    def other_version(file):
        connection = sqlite3.connect(file)
        connection.execute("PRAGMA user_version = 99")
        connection.execute("DROP TABLE labels")
        connection.commit()
        connection.close()

    def folder(file):
        file.unlink()
        file.mkdir()

    return [delete, rubbish, empty, cut, pages, other_version, folder]


@pytest.mark.parametrize("damage", damages(), ids=lambda damage: damage.__name__)
def test_a_lost_or_damaged_index_is_rebuilt_without_a_word(labelled, folder, damage):
    check(labelled.index)
    list(labelled.index.hash_pictures())
    labelled.index.close()
    damage(labelled.index.file)
    again = Collection.open(folder)
    check(again.index)
    list(again.index.hash_pictures())
    assert hashes(again.index, again) == true_hashes(again)
    again.labels.set("d.tif", "NO")
    again.index.close()
    if damage.__name__ != "folder":  # which cannot be replaced: that index lives in memory
        third = Collection.open(folder)
        assert hashes(third.index, third) == true_hashes(third)
        third.index.close()


def test_an_index_damaged_while_it_is_open_is_rebuilt(labelled):
    check(labelled.index)
    if sys.platform != "win32":  # where an open file cannot be damaged so
        size = labelled.index.file.stat().st_size
        labelled.index.file.write_bytes(os.urandom(size))
    check(labelled.index)
    labelled.index.update()
    check(labelled.index)
    labelled.index.close()


def test_an_index_that_another_program_locks_is_done_without(labelled, folder, monkeypatch):
    check(labelled.index)
    labelled.index.close()
    real = sqlite3.connect
    monkeypatch.setattr(sqlite3, "connect", lambda file, timeout, **kw: real(file, timeout=0.05, **kw))
    blocker = real(labelled.index.file)
    blocker.execute("BEGIN EXCLUSIVE")
    again = Collection.open(folder)
    check(again.index)
    again.labels.set("d.tif", "NO")
    blocker.rollback()
    blocker.close()
    assert Collection.open(folder).labels.label_of("d.tif") == "NO"


def test_a_cache_folder_that_cannot_be_made_is_done_without(labelled, folder, tmp_path, monkeypatch):
    (tmp_path / "file").write_bytes(b"")
    monkeypatch.setenv("GEODESK_CACHE", str(tmp_path / "file" / "below"))
    check(Collection.open(folder).index)
