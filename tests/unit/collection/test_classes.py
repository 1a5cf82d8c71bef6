"""The classes of a collection: kept beside it, in the order of their keys."""

import json

import pytest

from geodesk.collection import UNSURE, Collection, CollectionError, LabelClass, arranged

YES, NO = LabelClass("YES", "usable", "usable"), LabelClass("NO", "no usable", "not usable", "#d55e00")


def test_classes_come_back_in_their_order(collection, folder):
    assert collection.classes() is None
    collection.set_classes([NO, YES, LabelClass("  granate ")])
    assert Collection.open(folder).classes() == [NO, YES, LabelClass("granate")]
    kept = json.loads((folder / ".geodesk" / "classes.json").read_bytes())
    assert kept["classes"][2] == {"id": "granate"}
    collection.set_classes([])
    assert Collection.open(folder).classes() == []


@pytest.mark.parametrize("wrong", [[YES, YES], [LabelClass("")], [LabelClass(UNSURE)], [LabelClass("a\nb")]])
def test_what_is_no_list_of_classes_is_refused_and_the_old_one_stands(collection, wrong):
    collection.set_classes([YES])
    with pytest.raises(CollectionError):
        collection.set_classes(wrong)
    assert collection.classes() == [YES]


@pytest.mark.parametrize(
    "text", ["", "[]", '{"classes":[{}]}', '{"classes":[{"id":1}]}', '{"classes":["a"]}', '{"classes":null}']
)
def test_a_file_that_cannot_be_read_is_said(collection, folder, text):
    collection.set_classes([YES])
    (folder / ".geodesk" / "classes.json").write_text(text)
    with pytest.raises(CollectionError, match="classes.json is not a list"):
        collection.classes()


def test_a_read_only_folder_keeps_them_outside(read_only_folder):
    folder = read_only_folder("a.tif")
    Collection.open(folder).set_classes([YES])
    assert Collection.open(folder).classes() == [YES]


def test_kept_ones_come_first_then_labels_in_use_then_the_models():
    used = ["B", "A", None, "B", UNSURE, "NO", "A", "C"]
    assert [one.id for one in arranged([], used)] == ["A", "B", "C", "NO"]
    found = arranged([LabelClass("C")], used, [NO, YES])
    assert [one.id for one in found] == ["C", "A", "B", "NO", "YES"]
    assert found[3] == NO  # the model's card names a label in use
    assert arranged([], []) == []


def test_a_name_is_that_of_the_language_or_the_id():
    assert (NO.name("es"), NO.name("en"), LabelClass("x").name("es")) == ("no usable", "not usable", "x")


def test_labels_that_may_not_overwrite_leave_every_other_label(collection):
    collection.labels.set("a.tif", "YES")
    assert not collection.labels.can_redo and collection.labels.can_undo
    changes = collection.labels.set_many(
        [(picture, "NO") for picture in collection.pictures()], how="accepted", overwrite=False
    )
    assert [event.path for event in changes] == ["b.tif", "c.tif", "d.tif"]
    assert collection.labels.label_of("a.tif") == "YES"
    collection.labels.undo()
    assert collection.labels.can_redo and collection.labels.can_undo
    collection.labels.undo()
    assert not collection.labels.can_undo
