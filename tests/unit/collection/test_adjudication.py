"""Several annotators over one folder: opinions, adjudications that stand, contents that do not match."""

import os
import shutil

import pytest

from geodesk.collection import Collection


@pytest.fixture
def people(folder):
    """Annotators of one folder, each with a log of his own."""
    opened = {}

    def person(name, machine="scope"):
        if (name, machine) not in opened:
            opened[name, machine] = Collection.open(folder, annotator=name, machine=machine)
        return opened[name, machine].labels

    return person


def said(labels, path):
    labels.reload()
    return {name: one.label for name, one in labels.opinions(path).items()}


def test_each_keeps_his_own_latest_label_whoever_labelled_last(people):
    ana, ben = people("ana"), people("ben")
    ana.set("a.tif", "YES")
    ben.set("a.tif", "NO")
    ana.set("a.tif", "MAYBE")
    assert said(ben, "a.tif") == {"ana": "MAYBE", "ben": "NO"}
    assert ben.state_of("a.tif").label == "MAYBE" and ben.own_state_of("a.tif").label == "NO"
    assert {path: state.label for path, state in ben.own().items()} == {"a.tif": "NO"}
    ana.undo()  # her YES comes back, and not what stood there before
    assert said(ben, "a.tif") == {"ana": "YES", "ben": "NO"}
    people("ana", "office").set("a.tif", None)
    assert said(ben, "a.tif") == {"ben": "NO"}


def test_an_undone_first_label_leaves_no_opinion_behind(people):
    ben, ana = people("ben"), people("ana")
    ben.set("a.tif", "NO")
    ana.set("a.tif", "YES")
    ana.undo()
    assert said(ana, "a.tif") == {"ben": "NO"} and ana.state_of("a.tif").label == "NO"
    assert ana.own() == {}
    ana.redo()
    assert said(ben, "a.tif") == {"ana": "YES", "ben": "NO"}


def test_an_adjudication_stands_and_a_later_other_label_opens_the_dispute_again(people):
    ana, ben, eva = people("ana"), people("ben"), people("eva")
    ana.set("a.tif", "YES")
    assert ana.state_of("a.tif").disputed == 0
    ben.set("a.tif", "NO")
    assert ben.state_of("a.tif").disputed == 1
    eva.set_many([("a.tif", "YES")], how="adjudicated")
    state = eva.state_of("a.tif")
    assert (state.label, state.annotator, state.how, state.disputed) == ("YES", "eva", "adjudicated", 0)
    assert said(eva, "a.tif") == {"ana": "YES", "ben": "NO"}  # deciding is no opinion of her own
    ana.set("a.tif", "YES")  # nothing new
    ben.set("a.tif", "YES")  # as it was decided
    ben.reload()
    assert ben.state_of("a.tif").disputed == 0 and ben.state_of("a.tif").how == "adjudicated"
    ben.set("a.tif", "MAYBE")
    state = ben.state_of("a.tif")
    assert (state.label, state.how) == ("YES", "adjudicated") and state.disputed == 1
    ana.set("a.tif", "MAYBE")  # all agree by now, against what was decided
    assert ana.state_of("a.tif").disputed == 1 and ana.state_of("a.tif").label == "YES"
    eva.set_many([("a.tif", "MAYBE")], how="adjudicated")
    assert eva.state_of("a.tif").disputed == 0 and eva.state_of("a.tif").label == "MAYBE"


def test_an_adjudication_is_undone_redone_and_withdrawn(people):
    ana, ben, eva = people("ana"), people("ben"), people("eva")
    ana.set("a.tif", "YES")
    ben.set("a.tif", "NO")
    eva.set_many([("a.tif", "YES"), ("b.tif", "YES")], how="adjudicated")
    ben.set("a.tif", "MAYBE")
    assert len(eva.undo()) == 2  # although somebody labelled since: that was no adjudication
    assert (eva.state_of("a.tif").label, eva.label_of("b.tif")) == ("MAYBE", None)
    assert eva.state_of("a.tif").disputed == 1
    eva.redo()
    assert (eva.state_of("a.tif").label, eva.state_of("a.tif").how) == ("YES", "adjudicated")
    eva.set_many([("a.tif", None)], how="adjudicated")
    assert eva.state_of("a.tif").label == "MAYBE" and eva.decision("a.tif") is None
    eva.undo()
    assert eva.state_of("a.tif").label == "YES"
    ben.undo()  # his own word under the adjudication
    assert said(ben, "a.tif") == {"ana": "YES", "ben": "NO"} and ben.label_of("a.tif") == "YES"


def test_the_dispute_of_several_is_the_share_of_the_pairs_that_differ(people):
    for name, label in (("ana", "YES"), ("ben", "YES"), ("eva", "NO"), ("leo", "UNSURE")):
        people(name).set("a.tif", label)
    people("ana").reload()
    assert people("ana").state_of("a.tif").disputed == pytest.approx(2 / 3)  # 2 of the 3 pairs differ


def test_the_dispute_does_not_depend_on_which_log_is_read_first(people, folder):
    people("leo").set("a.tif", "NO")
    people("ana").set("a.tif", "YES")
    people("eva").set("b.tif", "NO")
    people("ana").set("b.tif", "YES")
    opened = Collection.open(folder, annotator="zoe").labels
    assert [state.disputed for state in opened.current().values()] == [1, 1]


def test_a_copied_log_that_comes_twice_counts_once(people, folder):
    ana, ben = people("ana"), people("ben")
    ana.set_many([("a.tif", "YES"), ("b.tif", "YES")])
    ben.set("a.tif", "NO")
    shutil.copyfile(ana.log, ana.log.with_name("labels-ana@scope~2.jsonl"))
    opened = Collection.open(folder, annotator="ana", machine="scope")
    assert len(opened.labels.history("a.tif")) == 2 and opened.problems == []
    opened.labels.set("b.tif", "NO")
    opened.labels.undo()
    assert opened.labels.label_of("b.tif") == "YES"
    assert [event.label for event in opened.labels.undo()] == [None]  # a.tif is Ben's by now
    assert opened.labels.label_of("a.tif") == "NO"


def test_what_others_wrote_is_news_once_even_if_a_label_of_ones_own_read_it(people):
    ana, ben = people("ana"), people("ben")
    assert not ana.news()
    ben.set("a.tif", "NO")
    ana.set("b.tif", "YES")
    assert ana.news().keys() == {"a.tif"} and not ana.news()
    ben.set("c.tif", "NO")
    assert ana.news().keys() == {"c.tif"}


def hashed(folder, name="ana"):
    opened = Collection.open(folder, annotator=name, machine="scope")
    list(opened.index.hash_pictures())
    return opened


def test_a_label_is_withheld_from_a_file_of_another_content(folder):
    opened = hashed(folder)
    opened.labels.set_many([("a.tif", "YES"), ("b.tif", "NO")])
    (folder / "a.tif").rename(folder / "x")
    (folder / "b.tif").rename(folder / "a.tif")
    (folder / "x").rename(folder / "b.tif")
    again = hashed(folder)
    assert again.labels.current() == {}
    assert {path: event.label for path, event in again.labels.withheld().items()} == {
        "a.tif": "YES",
        "b.tif": "NO",
    }
    pictures = {picture.path: picture for picture in again.pictures()}
    again.labels.move_many([("a.tif", pictures["b.tif"]), ("b.tif", pictures["a.tif"])])
    assert {path: s.label for path, s in again.labels.current().items()} == {"a.tif": "NO", "b.tif": "YES"}
    assert said(again.labels, "a.tif") == {"ana": "NO"} and said(again.labels, "b.tif") == {"ana": "YES"}
    assert again.labels.withheld() == {}
    again.labels.undo()
    assert again.labels.current() == {} and len(again.labels.withheld()) == 2
    again.labels.redo()
    assert again.labels.label_of("b.tif") == "YES"


def test_a_changed_file_keeps_its_label_once_a_person_says_so_or_gets_a_new_one(folder):
    opened = hashed(folder)
    opened.labels.set("a.tif", "YES")
    opened.labels.set("b.tif", "YES")
    for name in ("a.tif", "b.tif"):
        (folder / name).write_bytes(b"edited " + os.urandom(4))
    again = hashed(folder, "ben")
    assert again.labels.label_of("a.tif") is None
    picture = again.resolve("a.tif")
    again.labels.move_many([("a.tif", picture)])
    assert again.labels.label_of("a.tif") == "YES"
    assert said(again.labels, "a.tif") == {"ana": "YES"}  # still hers
    again.labels.set("b.tif", "NO")
    assert again.labels.label_of("b.tif") == "NO" and again.labels.withheld() == {}
    again.labels.undo()  # what comes back was said of another content
    assert again.labels.label_of("b.tif") is None
