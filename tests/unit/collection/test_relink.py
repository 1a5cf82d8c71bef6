"""Labels follow pictures that moved, and never one that may be another."""

import json

import pytest

from geodesk.collection import Collection, check_contents, orphans, proposals, relink, withheld


def shown(collection):
    return {
        proposal.path: (proposal.by, [picture.path for picture in proposal.pictures])
        for proposal in proposals(collection)
    }


def labels_of(collection):
    return {path: state.label for path, state in collection.labels.current().items() if state.label}


def move(folder, **moves):
    for old, new in moves.items():
        target = folder / new
        target.parent.mkdir(parents=True, exist_ok=True)
        (folder / f"{old}.tif").rename(target)


def without_hashes(collection):
    """As if the labels were from before their events said which content they were about."""
    lines = [json.loads(line) for line in collection.labels.log.read_text(encoding="utf-8").splitlines()]
    for line in lines:
        line.pop("sha256", None)
    collection.labels.log.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    collection.index.close()
    collection.index.file.unlink()


def test_a_moved_picture_is_found_by_its_unique_name_and_takes_its_history_along(collection, folder):
    collection.labels.set("a.tif", "YES")
    collection.labels.set("a.tif", "NO")
    move(folder, a="sub/a.tif")
    opened = Collection.open(folder, annotator="ana", machine="scope")
    assert list(orphans(opened)) == ["a.tif"]
    assert shown(opened) == {"a.tif": ("name", ["sub/a.tif"])}
    assert opened.labels.label_of("sub/a.tif") is None  # proposed, not done
    relink(opened, proposals(opened))
    again = Collection.open(folder, annotator="ana", machine="scope")
    assert again.labels.label_of("sub/a.tif") == "NO"
    assert orphans(again) == {} and proposals(again) == []
    history = again.labels.history("a.tif")
    assert [(e.path, e.label, e.how, e.moved_from) for e in history] == [
        ("a.tif", "YES", "hand", None),
        ("a.tif", "NO", "hand", None),
        ("sub/a.tif", "NO", "import", "a.tif"),
    ]
    again.labels.undo()
    assert list(orphans(again)) == ["a.tif"] and again.labels.label_of("sub/a.tif") is None
    again.labels.redo()
    assert orphans(again) == {} and again.labels.label_of("sub/a.tif") == "NO"
    # Relinked labels are changed like any other.
    again.labels.set("sub/a.tif", "MAYBE")
    assert orphans(Collection.open(folder)) == {}


def test_a_renamed_picture_is_found_by_its_content(collection, folder):
    list(collection.index.hash_pictures())
    collection.labels.set("a.tif", "YES")
    collection.labels.set("b.tif", "NO")
    collection.index.close()
    collection.index.file.unlink()  # the hash stands in the event as well
    move(folder, a="other name.tif", b="sub/another.tif")
    opened = Collection.open(folder)
    assert shown(opened) == {"a.tif": ("none", []), "b.tif": ("none", [])}
    list(opened.index.hash_pictures())
    assert shown(opened) == {
        "a.tif": ("sha256", ["other name.tif"]),
        "b.tif": ("sha256", ["sub/another.tif"]),
    }
    relink(opened, proposals(opened))
    assert labels_of(opened) == {
        "a.tif": "YES",
        "b.tif": "NO",
        "other name.tif": "YES",
        "sub/another.tif": "NO",
    }


def test_a_hash_that_came_after_the_label_is_in_the_index(collection, folder):
    collection.labels.set("a.tif", "YES")
    list(collection.index.hash_pictures())
    move(folder, a="renamed.tif")
    opened = Collection.open(folder)
    list(opened.index.hash_pictures())
    assert shown(opened) == {"a.tif": ("sha256", ["renamed.tif"])}


def test_a_picture_of_the_same_name_and_another_content_is_not_taken(collection, folder):
    list(collection.index.hash_pictures())
    collection.labels.set("a.tif", "YES")
    (folder / "a.tif").unlink()
    (folder / "sub").mkdir()
    (folder / "sub" / "a.tif").write_bytes(b"another picture")
    assert shown(Collection.open(folder)) == {"a.tif": ("none", [])}


def test_several_pictures_of_the_name_are_only_shown(collection, folder, fill):
    collection.labels.set("a.tif", "YES")
    without_hashes(collection)
    (folder / "a.tif").unlink()
    fill("one/a.tif", "two/a.tif")
    opened = Collection.open(folder)
    assert shown(opened) == {"a.tif": ("ambiguous", ["one/a.tif", "two/a.tif"])}
    with pytest.raises(ValueError, match="2 possible pictures"):
        relink(opened, proposals(opened))
    assert opened.labels.label_of("one/a.tif") is None
    opened.labels.set("one/a.tif", "NO")  # now two/a.tif alone is free, but one/a.tif may be the one
    assert shown(opened) == {"a.tif": ("none", [])}


def test_several_lost_labels_of_one_name_are_only_shown(fill):
    folder = fill("one/a.tif", "two/a.tif")
    opened = Collection.open(folder)
    opened.labels.set_many([("one/a.tif", "1"), ("two/a.tif", "2")])
    without_hashes(opened)
    move(folder, **{"one/a": "three/a.tif"})
    (folder / "two" / "a.tif").unlink()
    again = Collection.open(folder)
    assert shown(again) == {
        "one/a.tif": ("ambiguous", ["three/a.tif"]),
        "two/a.tif": ("ambiguous", ["three/a.tif"]),
    }


def test_the_content_decides_between_pictures_of_one_name(fill):
    folder = fill("one/a.tif", "two/a.tif")
    opened = Collection.open(folder)
    list(opened.index.hash_pictures())
    opened.labels.set_many([("one/a.tif", "1"), ("two/a.tif", "2")])
    move(folder, **{"one/a": "x/a.tif", "two/a": "y/a.tif"})
    again = Collection.open(folder)
    assert shown(again) == {"one/a.tif": ("name", ["x/a.tif"]), "two/a.tif": ("name", ["y/a.tif"])}


def test_two_copies_of_a_lost_picture_are_only_shown(collection, folder):
    list(collection.index.hash_pictures())
    collection.labels.set("a.tif", "YES")
    content = (folder / "a.tif").read_bytes()
    (folder / "a.tif").unlink()
    for name in ("copy 1.tif", "copy 2.tif"):
        (folder / name).write_bytes(content)
    opened = Collection.open(folder)
    list(opened.index.hash_pictures())
    assert shown(opened) == {"a.tif": ("ambiguous", ["copy 1.tif", "copy 2.tif"])}


def test_a_copy_that_has_a_label_already_leaves_the_other_in_doubt(collection, folder):
    collection.labels.set("a.tif", "YES")
    content = (folder / "a.tif").read_bytes()
    (folder / "a.tif").unlink()
    for name in ("copy 1.tif", "copy 2.tif"):
        (folder / name).write_bytes(content)
    opened = Collection.open(folder)
    list(opened.index.hash_pictures())
    opened.labels.set("copy 1.tif", "NO")
    assert shown(opened) == {"a.tif": ("ambiguous", ["copy 2.tif"])}


def test_swapped_names_are_told_by_their_content_and_a_changed_file_is_nobody_s(collection, folder):
    collection.labels.set_many([("a.tif", "YES"), ("b.tif", "NO"), ("c.tif", "YES")])
    (folder / "a.tif").rename(folder / "x")
    (folder / "b.tif").rename(folder / "a.tif")
    (folder / "x").rename(folder / "b.tif")
    (folder / "c.tif").write_bytes(b"another picture")
    opened = Collection.open(folder)
    list(check_contents(opened))
    assert labels_of(opened) == {}
    assert shown(opened) == {
        "a.tif": ("sha256", ["b.tif"]),
        "b.tif": ("sha256", ["a.tif"]),
        "c.tif": ("changed", ["c.tif"]),
    }
    relink(opened, [one for one in proposals(opened) if one.by == "sha256"])
    assert labels_of(opened) == {"a.tif": "NO", "b.tif": "YES"}
    assert shown(opened) == {"c.tif": ("changed", ["c.tif"])}
    relink(opened, proposals(opened))  # a person says that it is the same picture, edited
    assert labels_of(opened)["c.tif"] == "YES" and proposals(opened) == []


def test_labels_that_were_taken_away_are_not_orphans(collection, folder):
    collection.labels.set("a.tif", "YES")
    collection.labels.set("a.tif", None)
    (folder / "a.tif").unlink()
    assert orphans(Collection.open(folder)) == {}


def test_what_was_settled_stays_settled_when_it_is_given_back(folder):
    def by(name):
        return Collection.open(folder, annotator=name, machine="scope").labels

    by("ana").set("a.tif", "YES")
    by("ben").set("a.tif", "NO")
    by("carla").set("a.tif", "NO", how="adjudicated")
    move(folder, a="one.tif")
    eva = Collection.open(folder, annotator="eva", machine="scope")
    list(eva.index.hash_pictures())
    relink(eva, proposals(eva))
    labels = by("zoe")
    state = labels.state_of("one.tif")
    assert (state.label, state.annotator, state.how, state.returned_by) == (
        "NO",
        "carla",
        "adjudicated",
        "eva",
    )
    assert state.disputed == 0 and labels.decision("one.tif").annotator == "carla"
    assert labels.opinions("one.tif").keys() == {"ana", "ben"}
    labels.set("one.tif", None, how="adjudicated")  # withdrawn: open again
    state = labels.state_of("one.tif")
    assert labels.decision("one.tif") is None and state.disputed == 1
    assert (state.label, state.annotator, state.how) == ("NO", "carla", "import")


def test_who_labelled_stays_the_author_however_often_it_is_given_back(fill, folder):
    def by(name):
        opened = Collection.open(folder, annotator=name, machine="scope")
        list(opened.index.hash_pictures())
        return opened

    def who(path):
        state = by("zoe").labels.state_of(path)
        return (state.label, state.annotator, state.how, state.returned_by)

    ana = by("ana")
    ana.labels.set("a.tif", "NO")
    ana.labels.set("a.tif", "YES", how="accepted")
    move(folder, a="one.tif")
    eva = by("eva")
    relink(eva, proposals(eva))
    move(folder, one="two.tif")
    luis = by("luis")
    relink(luis, proposals(luis))
    assert who("two.tif") == ("YES", "ana", "accepted", "luis")
    luis.labels.undo()
    assert {path: s.annotator for path, s in orphans(by("zoe")).items()} == {"one.tif": "ana"}
    luis.labels.redo()
    assert who("two.tif") == ("YES", "ana", "accepted", "luis")
    # Giving it back was no opinion: the same label by one's own word is a confirmation, and is written.
    luis.labels.set("two.tif", "YES")
    assert who("two.tif") == ("YES", "luis", "hand", "")
    luis.labels.set("two.tif", "NO")
    luis.labels.undo()
    assert who("two.tif") == ("YES", "luis", "hand", "")
    luis.labels.undo()
    assert who("two.tif") == ("YES", "ana", "accepted", "luis")
    fill("two.tif", folder=folder)  # other content under the name: withheld, and still Ana's
    opened = by("zoe")
    list(check_contents(opened))
    assert {path: s.annotator for path, s in withheld(opened).items()} == {"two.tif": "ana"}
