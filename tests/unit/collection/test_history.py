"""The history of a collection: what was done stands in append-only logs, whoever did it."""

import os

import pytest

from geodesk.collection import Collection, CollectionError
from geodesk.language import Sentence
from tests.unit.jobs import pictures


@pytest.fixture
def folder(tmp_path):
    pictures.grey(tmp_path / "set", "a.png", 20)
    return tmp_path / "set"


def test_a_deed_comes_back_as_it_was_kept(folder):
    why = Sentence("The disk was full.", "El disco estaba lleno.")
    model = {"name": "m", "sha256": "0" * 64, "file": "m.onnx", "path": "/x/m.onnx"}
    Collection.open(folder, "ana", "uno").history.add(
        "classify",
        {"batch": 32},
        model=model,
        outputs={"out": "/x/p.csv"},
        pictures=4,
        failed=1,
        only=["a.png"],
        state="failed",
        error=why,
        seconds=1.25,
        where="command",
        recipe="r",
    )
    (found,) = Collection.open(folder).history.deeds()
    assert (found.annotator, found.machine, found.job) == ("ana", "uno", "classify")
    assert (dict(found.options), found.model, found.outputs) == ({"batch": 32}, model, {"out": "/x/p.csv"})
    assert (found.pictures, found.failed, found.only, found.seconds) == (4, 1, ("a.png",), 1.25)
    assert (found.state, found.error, found.where, found.recipe) == ("failed", why, "command", "r")


def test_logs_of_two_people_are_one_history_and_a_copied_one_counts_once(folder):
    for name, job in (("ana", "classify"), ("luis", "caption"), ("ana", "transport")):
        Collection.open(folder, name, "uno").history.add(job, {})
    home = folder / ".geodesk"
    copy = home / "history-ana@otra.jsonl"
    copy.write_bytes((home / "history-ana@uno.jsonl").read_bytes())
    found = Collection.open(folder).history.deeds()
    assert [deed.job for deed in found] == ["classify", "caption", "transport"]
    assert len({deed.time for deed in found}) == 3


def test_a_torn_last_line_costs_nothing_and_damage_is_said(folder):
    history = Collection.open(folder, "ana", "uno").history
    history.add("classify", {})
    whole = history.log.read_bytes()
    history.log.write_bytes(whole + whole[: len(whole) // 2])
    again = Collection.open(folder, "ana", "uno").history
    assert [deed.job for deed in again.deeds()] == ["classify"]
    again.add("caption", {})
    assert [deed.job for deed in Collection.open(folder).history.deeds()] == ["classify", "caption"]
    history.log.write_bytes(b'{"time": "2026-01-01T00:00:00Z", "job": 3}\n' + whole)
    with pytest.raises(CollectionError, match="Line 1 of history-ana@uno.jsonl is no event of the history"):
        Collection.open(folder).history.deeds()


@pytest.mark.skipif(os.name != "posix", reason="permission bits")
def test_of_a_read_only_folder_it_lies_in_the_users_data_folder(folder):
    folder.chmod(0o555)
    try:
        Collection.open(folder).history.add("classify", {})
        assert [one.name for one in folder.iterdir()] == ["a.png"]
        assert len(Collection.open(folder).history.deeds()) == 1
    finally:
        folder.chmod(0o755)
