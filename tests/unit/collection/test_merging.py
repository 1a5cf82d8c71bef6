"""Other people's logs: taken in without overwriting, without counting twice, without the wrong picture."""

import shutil

import pytest

from geodesk.collection import Collection, CollectionError, logs_of, merge_logs


@pytest.fixture
def two(fill, tmp_path):
    """The same pictures in two folders: Ana labels in the one, Ben in the other."""
    folders = [fill("a.tif", "b.tif", "c.tif", folder=tmp_path / name) for name in ("here", "there")]
    return [
        Collection.open(folder, annotator=name, machine="scope")
        for folder, name in zip(folders, ("ana", "ben"), strict=True)
    ]


def said(collection, path):
    return {name: one.label for name, one in collection.labels.opinions(path).items()}


def became(done):
    return [(one.source.name, one.became, one.events) for one in done]


def test_the_labels_of_another_folder_come_in_and_a_second_time_nothing(two):
    here, there = two
    here.labels.set("a.tif", "YES")
    there.labels.set_many([("a.tif", "NO"), ("b.tif", "NO")])
    dry = merge_logs(here, [there.folder], dry=True)
    assert became(dry) == [("labels-ben@scope.jsonl", "new", 2)] and said(here, "b.tif") == {}
    assert became(merge_logs(here, [there.folder])) == became(dry)
    assert said(here, "a.tif") == {"ana": "YES", "ben": "NO"} and here.labels.label_of("b.tif") == "NO"
    before = {log.name: log.read_bytes() for log in logs_of(here.folder)}
    assert became(merge_logs(here, [there.store])) == [("labels-ben@scope.jsonl", "same", 0)]
    assert {log.name: log.read_bytes() for log in logs_of(here.folder)} == before


def test_a_longer_log_of_the_same_name_is_completed_and_an_older_changes_nothing(two):
    here, there = two
    there.labels.set("a.tif", "NO")
    merge_logs(here, [there.folder])
    there.labels.set("a.tif", "MAYBE")
    assert became(merge_logs(here, [there.labels.log])) == [("labels-ben@scope.jsonl", "longer", 1)]
    assert said(here, "a.tif") == {"ben": "MAYBE"}
    old = there.labels.log.read_bytes().splitlines(keepends=True)[0]
    there.labels.log.write_bytes(old)
    assert became(merge_logs(here, [there.folder])) == [("labels-ben@scope.jsonl", "same", 0)]
    assert said(here, "a.tif") == {"ben": "MAYBE"}


def test_a_log_that_went_another_way_is_kept_beside_and_shared_events_count_once(two):
    here, there = two
    there.labels.set("a.tif", "NO")
    merge_logs(here, [there.folder])
    ben = Collection.open(here.folder, annotator="ben", machine="scope")
    ben.labels.set("b.tif", "HERE")
    there.labels.set("c.tif", "THERE")
    assert became(merge_logs(here, [there.folder])) == [("labels-ben@scope.jsonl", "beside", 2)]
    assert [log.name for log in logs_of(here.folder)] == [
        "labels-ben@scope.jsonl",
        "labels-ben@scope~2.jsonl",
    ]
    assert {path: said(here, path) for path in ("a.tif", "b.tif", "c.tif")} == {
        "a.tif": {"ben": "NO"},
        "b.tif": {"ben": "HERE"},
        "c.tif": {"ben": "THERE"},
    }
    assert len(here.labels.history("a.tif")) == 1 and here.problems == []
    assert became(merge_logs(here, [there.folder])) == [("labels-ben@scope.jsonl", "same", 0)]
    ben.labels.reload()
    ben.labels.undo()
    assert said(ben, "b.tif") == {} and said(ben, "c.tif") == {"ben": "THERE"}


def test_a_torn_log_gives_its_whole_lines_and_is_completed_later(two):
    here, there = two
    there.labels.set("a.tif", "NO")
    there.labels.set("b.tif", "NO")
    whole = there.labels.log.read_bytes()
    there.labels.log.write_bytes(whole[:-20])
    assert became(merge_logs(here, [there.folder])) == [("labels-ben@scope.jsonl", "new", 1)]
    there.labels.log.write_bytes(whole)
    assert became(merge_logs(here, [there.folder])) == [("labels-ben@scope.jsonl", "longer", 1)]
    assert here.labels.log.with_name("labels-ben@scope.jsonl").read_bytes() == whole


def test_a_damaged_log_is_refused_and_the_others_come_in(two, tmp_path):
    here, there = two
    there.labels.set("a.tif", "NO")
    bad = there.store / "labels-eva@scope.jsonl"
    bad.write_text('{"time": 3}\nnothing\n', encoding="utf-8")
    done = merge_logs(here, [there.folder])
    assert [(one.source.name, one.became) for one in done] == [
        ("labels-ben@scope.jsonl", "new"),
        ("labels-eva@scope.jsonl", "refused"),
    ]
    assert "labels-eva" in done[1].error.en and not (here.store / bad.name).exists()
    with pytest.raises(CollectionError, match="no label logs"):
        merge_logs(here, [tmp_path])
    with pytest.raises(CollectionError, match="not called like a label log"):
        merge_logs(here, [there.folder / "a.tif"])


def test_a_label_of_another_picture_of_the_same_name_is_withheld(two):
    here, there = two
    (there.folder / "a.tif").write_bytes(b"another picture")
    there = Collection.open(there.folder, annotator="ben", machine="scope")
    there.labels.set_many([("a.tif", "NO"), ("b.tif", "NO")])  # few and small: their hashes are known
    merge_logs(here, [there.folder])
    assert said(here, "a.tif") == {} and here.labels.label_of("a.tif") is None
    assert said(here, "b.tif") == {"ben": "NO"} and list(here.labels.withheld()) == ["a.tif"]


def test_without_hashes_a_folder_with_another_picture_of_the_name_is_refused(two):
    here, there = two
    (there.folder / "a.tif").write_bytes(b"picture 'X.tif'")  # as long as the one here
    line = b'{"time":"2026-01-02T03:04:05Z","id":"a.tif","path":"a.tif","label":"NO"}\n'
    there.store.mkdir()
    there.labels.log.write_bytes(line)
    (done,) = merge_logs(here, [there.folder])
    assert done.became == "refused" and "a.tif is another picture" in done.error.en
    assert said(here, "a.tif") == {}
    assert became(merge_logs(here, [there.labels.log])) == [("labels-ben@scope.jsonl", "new", 1)]


def test_ones_own_logs_are_left_alone(two):
    here, _ = two
    here.labels.set("a.tif", "YES")
    assert merge_logs(here, [here.folder]) == []


def test_a_log_that_is_copied_into_the_store_by_hand_counts_at_the_next_look(two):
    here, there = two
    here.labels.set("a.tif", "YES")
    there.labels.set("a.tif", "NO")
    shutil.copy(there.labels.log, here.store)
    assert here.labels.news().keys() == {"a.tif"} and said(here, "a.tif") == {"ana": "YES", "ben": "NO"}
