"""Labels: who said what, undo and redo against a simple model, several annotators."""

import shutil
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from geodesk.collection import Collection, CollectionError, UnknownPictures
from geodesk.collection.events import clean_label, time_text
from geodesk.collection.jsonlines import to_line


def labels_of(collection):
    return {path: state.label for path, state in collection.labels.current().items() if state.label}


def test_the_newest_label_of_all_annotators_counts_and_history_keeps_the_rest(collection, folder):
    luis = Collection.open(folder, annotator="luis", machine="office")
    collection.labels.set("a.tif", "YES")
    luis.labels.set("a.tif", "NO")
    collection.labels.set("a.tif", "MAYBE", how="accepted")
    events = Collection.open(folder).labels.history("a.tif")
    assert [(e.label, e.previous, e.annotator, e.machine, e.how) for e in events] == [
        ("YES", None, "ana", "scope", "hand"),
        ("NO", "YES", "luis", "office", "hand"),
        ("MAYBE", "NO", "ana", "scope", "accepted"),
    ]
    assert events[0].time < events[1].time < events[2].time
    assert sorted(path.name for path in (folder / ".geodesk").iterdir()) == [
        "labels-ana@scope.jsonl",
        "labels-luis@office.jsonl",
    ]


def test_annotators_merge_by_copying_files(collection, folder, tmp_path):
    elsewhere = tmp_path / "copy"
    shutil.copytree(folder, elsewhere)
    collection.labels.set("a.tif", "YES")
    luis = Collection.open(elsewhere, annotator="luis", machine="home")
    luis.labels.set("a.tif", "NO")
    luis.labels.set("b.tif", "NO")
    shutil.copy(luis.labels.log, collection.store)
    collection.labels.reload()
    assert labels_of(collection) == {"a.tif": "NO", "b.tif": "NO"}
    assert [event.annotator for event in collection.labels.history("a.tif")] == ["ana", "luis"]


def test_a_clock_that_runs_ahead_does_not_win_over_later_labels(collection, folder):
    future = datetime.now(UTC) + timedelta(days=400)
    event = {"time": time_text(future), "id": "a.tif", "path": "a.tif", "label": "NO", "how": "hand"}
    (folder / ".geodesk").mkdir()
    (folder / ".geodesk" / "labels-eva@wrong-clock.jsonl").write_bytes(to_line(event))
    collection.labels.set("a.tif", "YES")
    assert collection.labels.label_of("a.tif") == "YES"
    assert collection.labels.history("a.tif")[-1].time == future + timedelta(microseconds=1)
    collection.labels.undo()
    assert Collection.open(folder).labels.label_of("a.tif") == "NO"


def test_events_of_one_time_go_by_the_name_of_the_log_and_then_by_the_line(folder):
    store = folder / ".geodesk"
    store.mkdir()
    for name, labels in {"labels-b@m.jsonl": "12", "labels-a@m.jsonl": "34"}.items():
        events = [{"time": "2026-01-01T00:00:00Z", "id": "a.tif", "label": label} for label in labels]
        (store / name).write_bytes(b"".join(map(to_line, events)))
    opened = Collection.open(folder)
    assert [event.label for event in opened.labels.history("a.tif")] == ["3", "4", "1", "2"]
    assert opened.labels.label_of("a.tif") == "2"


def test_the_same_label_again_is_nothing_but_another_annotator_confirms_it(collection, folder):
    assert len(collection.labels.set("a.tif", "YES")) == 1
    assert len(collection.labels.set("a.tif", "YES")) == 0
    assert len(collection.labels.set("b.tif", None)) == 0
    luis = Collection.open(folder, annotator="luis", machine="scope")
    assert len(luis.labels.set("a.tif", "YES")) == 1
    assert len(luis.labels.set("a.tif", "YES")) == 0
    assert len(collection.labels.set("a.tif", "YES")) == 0
    assert len(Collection.open(folder).labels.history("a.tif")) == 2


def test_a_label_can_be_taken_away(collection, folder):
    collection.labels.set("a.tif", "YES")
    collection.labels.set("a.tif", None)
    assert labels_of(Collection.open(folder)) == {}
    assert Collection.open(folder).labels.state_of("a.tif").label is None
    assert Collection.open(folder).labels.state_of("b.tif") is None


def test_many_labels_are_one_step_of_undo_and_an_unknown_name_stops_them_all(collection, folder):
    with pytest.raises(UnknownPictures, match="x.tif"):
        collection.labels.set_many([("a.tif", "YES"), ("x.tif", "NO")])
    assert not (folder / ".geodesk").exists()
    changes = collection.labels.set_many([("a.tif", "YES"), ("b.tif", "NO"), ("a.tif", "NO")])
    assert [(event.path, event.label) for event in changes] == [("a.tif", "NO"), ("b.tif", "NO")]
    assert len({event.step for event in changes}) == len({event.time for event in changes}) == 1
    assert [event.path for event in collection.labels.undo()] == ["a.tif", "b.tif"]
    assert labels_of(Collection.open(folder)) == {}


def test_undo_and_redo_reach_over_restarts_and_end_with_nothing_to_do(folder):
    def opened():
        return Collection.open(folder, annotator="ana", machine="scope")

    opened().labels.set("a.tif", "1")
    opened().labels.set("a.tif", "2", how="accepted")
    assert [(e.label, e.how) for e in opened().labels.undo()] == [("1", "undo")]
    assert [(e.label, e.how) for e in opened().labels.undo()] == [(None, "undo")]
    assert not opened().labels.undo()
    assert [e.label for e in opened().labels.redo()] == ["1"]
    assert [(e.label, e.how) for e in opened().labels.redo()] == [("2", "accepted")]
    assert not opened().labels.redo()
    opened().labels.undo()
    opened().labels.set("b.tif", "new")
    assert not opened().labels.redo()  # a new label ends what can be redone
    assert labels_of(opened()) == {"a.tif": "1", "b.tif": "new"}


def test_undo_leaves_what_somebody_else_has_labelled_since(collection, folder):
    collection.labels.set("c.tif", "before")
    collection.labels.set_many([("a.tif", "YES"), ("b.tif", "YES")])
    luis = Collection.open(folder, annotator="luis", machine="scope")
    luis.labels.set("a.tif", "NO")
    changes = collection.labels.undo()
    assert [event.path for event in changes] == ["b.tif"]
    assert [(event.path, event.label, event.annotator) for event in changes.kept] == [("a.tif", "NO", "luis")]
    assert [event.path for event in collection.labels.redo()] == ["b.tif"]
    luis.labels.set("b.tif", "NO")
    nothing = collection.labels.undo()
    assert not nothing and {event.path for event in nothing.kept} == {"b.tif"}
    assert labels_of(collection) == {"a.tif": "NO", "b.tif": "NO", "c.tif": "before"}
    assert [event.path for event in collection.labels.undo()] == ["c.tif"]
    assert [event.path for event in luis.labels.undo()] == ["b.tif"]
    assert luis.labels.label_of("b.tif") == "YES"


def test_two_windows_of_one_annotator_share_undo(folder):
    one, two = (Collection.open(folder, annotator="ana", machine="scope") for _ in range(2))
    one.labels.set("a.tif", "YES")
    assert [event.path for event in two.labels.undo()] == ["a.tif"]
    assert not one.labels.undo()
    assert [event.label for event in one.labels.redo()] == ["YES"]
    assert two.labels.reload() and two.labels.label_of("a.tif") == "YES"


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("  YES ", "YES"),
        ("cafe\u0301", "café"),
        ("石英", "石英"),
        ("=1+1", "=1+1"),
        ("'", "'"),
        ("x" * 200, "x" * 200),
        ("👩‍🔬", "👩‍🔬"),
    ],
)
def test_labels_may_be_any_text(collection, folder, text, clean):
    collection.labels.set("a.tif", text)
    assert Collection.open(folder).labels.label_of("a.tif") == clean == clean_label(clean)


@pytest.mark.parametrize(
    "text", ["", "   ", "a\nb", "a\tb", "\x00", "x" * 201, "a\u2028b", "\udcff", "x\x85x"]
)
def test_labels_may_not_be_empty_long_or_hold_control_characters(collection, text):
    with pytest.raises(CollectionError):
        collection.labels.set("a.tif", text)
    assert not collection.store.exists()


@pytest.mark.parametrize(
    ("annotator", "file"),
    [
        ("María José", "labels-María José@scope.jsonl"),
        ("a/b\\c:d@e", "labels-a_b_c_d_e@scope.jsonl"),
        ("../..", "labels-_@scope.jsonl"),
        (" . ", "labels-annotator@scope.jsonl"),
        ("\udcff", "labels-_@scope.jsonl"),
        ("岩" * 90, f"labels-{'岩' * 33}@scope.jsonl"),
    ],
)
def test_any_annotator_name_gives_a_log_in_the_store(folder, annotator, file):
    opened = Collection.open(folder, annotator=annotator, machine="scope")
    opened.labels.set("a.tif", "YES")
    assert [path.name for path in (folder / ".geodesk").iterdir()] == [file]
    again = Collection.open(folder, annotator=annotator, machine="scope")
    assert again.labels.state_of("a.tif").annotator == opened.labels.annotator
    assert len(again.labels.undo()) == 1


def test_the_login_name_is_the_annotator_by_default(folder, monkeypatch):
    monkeypatch.setenv("LOGNAME", "petra")
    monkeypatch.setenv("USERNAME", "petra")
    assert Collection.open(folder).labels.annotator == "petra"


def test_only_known_ways_of_labelling_are_written(collection):
    for how in ("undo", "guess"):
        with pytest.raises(ValueError, match="how"):
            collection.labels.set("a.tif", "YES", how=how)


NAMES = ["a.tif", "b.tif", "c.tif"]


class Model:
    """The plainest thing that should behave alike: each picture has a pile of (step, label)."""

    def __init__(self) -> None:
        self.piles = {name: [(None, None)] for name in NAMES}
        self.said = {}
        self.done = {"ana": [], "luis": []}
        self.undone = {"ana": [], "luis": []}
        self.passed = set()
        self.steps = 0

    def set_many(self, who, wanted):
        changed = {}
        for path, label in wanted.items():
            there = self.piles[path][-1][1]
            if there != label or (label is not None and self.said.get((who, path)) != label):
                changed[path] = label
        if changed:
            self.steps += 1
            for path, label in changed.items():
                self.piles[path].append((self.steps, label))
                self.said[who, path] = label
            self.done[who].append((self.steps, changed))
            self.undone[who].clear()

    def next_of(self, steps):
        return next((one for one in reversed(steps) if one[0] not in self.passed), None)

    def undo(self, who):
        if (found := self.next_of(self.done[who])) is None:
            return
        step, labels = found
        turned = {}
        for path, label in labels.items():
            if self.piles[path][-1][0] == step:
                self.piles[path].pop()
                turned[path] = (label, self.piles[path][-1][0])
                self.said[who, path] = "(undone)"
        if turned:
            self.done[who].remove(found)
            self.undone[who].append((step, turned))
        else:
            self.passed.add(step)

    def redo(self, who):
        if (found := self.next_of(self.undone[who])) is None:
            return
        step, labels = found
        turned = {}
        for path, (label, below) in labels.items():
            if self.piles[path][-1][0] == below:
                self.piles[path].append((step, label))
                turned[path] = label
                self.said[who, path] = label
        if turned:
            self.undone[who].remove(found)
            self.done[who].append((step, turned))
        else:
            self.passed.add(step)


WHO = st.sampled_from(["ana", "luis"])
LABEL = st.sampled_from(["YES", "NO", None])


class UndoMachine(RuleBasedStateMachine):
    @initialize()
    def begin(self):
        self.place = tempfile.TemporaryDirectory()
        for name in NAMES:
            Path(self.place.name, name).write_bytes(b"x")
        self.model = Model()
        self.windows = {}
        for who in ("ana", "luis"):
            self.reopen(who)

    @rule(who=WHO)
    def reopen(self, who):
        self.windows[who] = Collection.open(self.place.name, annotator=who, machine="scope")
        own = {step for step, _ in self.model.done[who] + self.model.undone[who]}
        self.model.passed -= own

    @rule(who=WHO, wanted=st.dictionaries(st.sampled_from(NAMES), LABEL, min_size=1))
    def label(self, who, wanted):
        self.model.set_many(who, wanted)
        self.windows[who].labels.set_many(wanted.items())

    @rule(who=WHO)
    def undo(self, who):
        self.model.undo(who)
        self.windows[who].labels.undo()

    @rule(who=WHO)
    def redo(self, who):
        self.model.redo(who)
        self.windows[who].labels.redo()

    @invariant()
    def labels_agree(self):
        if hasattr(self, "model"):
            expected = {path: pile[-1][1] for path, pile in self.model.piles.items() if pile[-1][1]}
            assert labels_of(Collection.open(self.place.name)) == expected
            for window in self.windows.values():
                window.labels.reload()
                assert labels_of(window) == expected

    def teardown(self):
        if hasattr(self, "place"):
            self.place.cleanup()


UndoMachine.TestCase.settings = settings(max_examples=60, stateful_step_count=25, deadline=None)
TestUndoAgainstAModel = UndoMachine.TestCase
