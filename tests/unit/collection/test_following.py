"""All that is kept of a picture follows it when it is relinked, comes back by undo, and is on no other."""

import json
import shutil

import pytest

from geodesk.collection import (
    Collection,
    KeptCaption,
    Measurement,
    Phase,
    Stroke,
    Strokes,
    check_contents,
    holdings,
    merge_logs,
    orphans,
    proposals,
    provenance,
    relink,
)

LINE = ((1.0, 2.0), (30.0, 40.0))


def opened(folder, annotator="ana"):
    collection = Collection.open(folder, annotator=annotator, machine="scope")
    for _ in check_contents(collection):
        pass
    return collection


def work_on(collection, path, *, label=None, name="fibre"):
    """Everything a person can keep of a picture."""
    collection.measurements.put([Measurement("", path, "length", LINE, name=name)])
    grid = collection.points.begin(path, [(1, 1), (2, 2)], (0, 0, 9, 9))
    collection.points.set(grid, {0: "quartz"})
    collection.captions.keep(collection.resolve(path), KeptCaption(f"caption of {name}", {"tipo": "flujo"}))
    collection.corrections.set_pixel_size(path, 2e-6)
    stroke = Stroke(path, 1, ((3.0, 3.0),), 5.0)
    before = collection.strokes() or Strokes((Phase(1), Phase(2)), ())
    collection.set_strokes(Strokes(before.phases, (*before.strokes, stroke)))
    before = collection.retouches() or Strokes((Phase(1), Phase(2)), ())
    collection.set_retouches(Strokes(before.phases, (*before.strokes, stroke)))
    if label:
        collection.labels.set(path, label)


def kept(collection, path):
    """What the collection shows of a path."""
    grid = collection.points.grid_of(path)
    caption, strokes, retouches = collection.captions.of(path), collection.strokes(), collection.retouches()
    return {
        "measured": [one.name for one in collection.measurements.of(path)],
        "counted": None
        if grid is None
        else {
            who: {at: state.label for at, state in collection.points.states(grid, who).items()}
            for who in collection.points.annotators(grid)
        },
        "caption": None if caption is None else caption.caption,
        "size": collection.corrections.of(path).pixel_size_m,
        "strokes": 0 if strokes is None else len(strokes.of(path)),
        "retouches": 0 if retouches is None else len(retouches.of(path)),
        "label": collection.labels.label_of(path),
    }


ALL = {
    "measured": ["fibre"],
    "counted": {"ana": {0: "quartz"}},
    "caption": "caption of fibre",
    "size": 2e-6,
    "strokes": 1,
    "retouches": 1,
    "label": None,
}
NOTHING = {key: None for key in ALL} | {"measured": [], "strokes": 0, "retouches": 0}


def found(collection):
    return {one.path: (one.by, [p.path for p in one.pictures]) for one in proposals(collection)}


def renamed(folder, old, new):
    (folder / old).rename(folder / new)
    collection = opened(folder)
    list(collection.index.hash_pictures())
    return collection


def logs(folder):
    return {log.name: log.read_bytes() for log in (folder / ".geodesk").glob("*.jsonl")}


@pytest.mark.parametrize("label", [None, "YES"])
def test_all_that_is_kept_follows_a_renamed_picture_and_comes_back_by_undo(collection, folder, label):
    work_on(collection, "a.tif", label=label)
    before = logs(folder)
    moved = renamed(folder, "a.tif", "other name.tif")
    assert kept(moved, "other name.tif") == NOTHING
    (proposal,) = proposals(moved)
    assert (proposal.by, [one.path for one in proposal.pictures]) == ("sha256", ["other name.tif"])
    assert proposal.holding.said.en == (
        "1 measurement, 1 point count, 1 caption, 1 corrected scale or bar, 1 brush stroke, 1 retouch"
    )
    assert proposal.holding.said.es.startswith("1 medición, 1 conteo de puntos, 1 leyenda, 1 escala")
    relink(moved, [proposal])
    now = opened(folder)
    assert kept(now, "other name.tif") == ALL | {"label": label}
    assert kept(now, "a.tif") | {"label": None} == NOTHING  # the label's own log keeps its history
    assert found(now) == {} and orphans(now) == {}
    # Nobody's log was rewritten: what was there is still there, and one line says the move.
    after = logs(folder)
    assert all(after[name].startswith(lines) for name, lines in before.items())
    assert sum(lines.count(b"\n") for lines in after.values()) == 1 + sum(
        lines.count(b"\n") for lines in before.values()
    )
    now.labels.undo()
    again = opened(folder)
    assert kept(again, "other name.tif") == NOTHING and list(found(again)) == ["a.tif"]
    again.labels.redo()
    assert kept(opened(folder), "other name.tif") == ALL | {"label": label}


def test_work_goes_on_where_the_picture_is_now(collection, folder):
    work_on(collection, "a.tif")
    moved = renamed(folder, "a.tif", "z.tif")
    relink(moved, proposals(moved))
    (one,) = moved.measurements.of("z.tif")
    assert moved.measurements.put([one])[0].path == "z.tif"
    moved.measurements.remove([one.id])
    assert moved.measurements.undo()[0].path == "z.tif"
    grid = moved.points.grid_of("z.tif")
    moved.points.set(grid, {1: "mica"})
    assert kept(opened(folder), "z.tif")["counted"] == {"ana": {0: "quartz", 1: "mica"}}
    # What was changed under the new name is still one thing: undoing the relink gives it back changed.
    moved.labels.undo()
    assert kept(moved, "a.tif")["measured"] == ["fibre"]
    assert kept(moved, "a.tif")["counted"] == {"ana": {0: "quartz", 1: "mica"}}
    assert kept(moved, "z.tif") == NOTHING


def test_a_new_picture_under_the_old_name_keeps_what_is_its_own(collection, folder):
    work_on(collection, "a.tif")
    moved = renamed(folder, "a.tif", "z.tif")
    relink(moved, proposals(moved))
    (folder / "a.tif").write_bytes(b"another picture")
    new = opened(folder)
    work_on(new, "a.tif", name="grain")
    assert kept(new, "z.tif") == ALL
    assert kept(new, "a.tif")["measured"] == ["grain"] and kept(new, "a.tif")["strokes"] == 1
    assert new.captions.of("a.tif").caption == "caption of grain"
    assert found(opened(folder)) == {}


def test_a_moved_picture_moves_again(collection, folder):
    work_on(collection, "a.tif")
    for old, new in (("a.tif", "y.tif"), ("y.tif", "z.tif")):
        moved = renamed(folder, old, new)
        assert list(found(moved)) == [old]
        relink(moved, proposals(moved))
    assert kept(opened(folder), "z.tif") == ALL
    opened(folder).measurements.put([Measurement("", "z.tif", "length", LINE, name="on z")])
    # Back under its first name it has all that was kept under that; the rest is found like any other.
    back = renamed(folder, "z.tif", "a.tif")
    assert kept(back, "a.tif") == ALL and found(back) == {"z.tif": ("sha256", ["a.tif"])}
    relink(back, proposals(back))
    assert kept(opened(folder), "a.tif")["measured"] == ["fibre", "on z"]
    assert kept(opened(folder), "a.tif")["caption"] == "caption of fibre"


def test_swapped_names_withhold_and_swap_back(collection, folder):
    work_on(collection, "a.tif", name="of a")
    work_on(collection, "b.tif", name="of b", label="NO")
    (folder / "a.tif").rename(folder / "x")
    (folder / "b.tif").rename(folder / "a.tif")
    (folder / "x").rename(folder / "b.tif")
    swapped = opened(folder)
    for path in ("a.tif", "b.tif"):
        shown = kept(swapped, path)
        assert (shown["measured"], shown["counted"], shown["caption"]) == ([], None, None)
    assert found(swapped) == {"a.tif": ("sha256", ["b.tif"]), "b.tif": ("sha256", ["a.tif"])}
    # Drawn meanwhile on the files as they are now: that stays with them.
    swapped.measurements.put([Measurement("", "a.tif", "length", LINE, name="new on a")])
    relink(swapped, proposals(swapped))
    now = opened(folder)
    assert [one.name for one in now.measurements.of("b.tif")] == ["of a"]
    assert sorted(one.name for one in now.measurements.of("a.tif")) == ["new on a", "of b"]
    assert now.captions.of("a.tif").caption == "caption of of b"
    assert now.labels.label_of("a.tif") == "NO" and now.labels.label_of("b.tif") is None
    now.labels.undo()
    assert [one.name for one in now.measurements.of("a.tif")] == ["new on a"]
    assert now.measurements.of("b.tif") == []


def test_what_was_drawn_on_another_content_is_withheld_until_somebody_says_it_is_the_same(collection, folder):
    work_on(collection, "a.tif")
    (folder / "a.tif").write_bytes(b"edited in place")
    edited = opened(folder)
    shown = kept(edited, "a.tif")
    assert (shown["measured"], shown["counted"], shown["caption"]) == ([], None, None)
    assert shown["size"] == 2e-6  # said of the pixels, which may hold still
    assert found(edited) == {"a.tif": ("changed", ["a.tif"])}
    edited.measurements.undo()
    edited.measurements.redo()  # as it was: still of the content on which it was drawn
    relink(edited, proposals(edited))
    assert kept(opened(folder), "a.tif") == ALL
    edited.labels.undo()
    assert kept(opened(folder), "a.tif")["measured"] == []


def test_what_names_no_content_is_withheld_with_what_came_after_it(collection, folder):
    work_on(collection, "a.tif")
    log = collection.measurements.log
    first = {k: v for k, v in json.loads(log.read_text()).items() if k != "sha256"}
    log.write_text(json.dumps(first) + "\n")
    again = opened(folder)
    again.measurements.put([Measurement("", "a.tif", "length", LINE, name="later")])
    (folder / "a.tif").write_bytes(b"another picture")
    assert opened(folder).measurements.of("a.tif") == []
    assert opened(folder).measurements.all() == []


def test_logs_of_others_follow_too_whenever_they_are_copied_in(collection, folder, tmp_path):
    work_on(collection, "a.tif")
    other = tmp_path / "other"
    shutil.copytree(folder, other)
    bea = opened(other, "bea")
    bea.points.set(bea.points.grid_of("a.tif"), {0: "feldspar", 1: "mica"})
    bea.measurements.put([Measurement("", "a.tif", "length", LINE, name="hers")])
    moved = renamed(folder, "a.tif", "z.tif")
    relink(moved, proposals(moved))
    for log in (other / ".geodesk").glob("*-bea@*.jsonl"):
        shutil.copyfile(log, folder / ".geodesk" / log.name)
    now = opened(folder)
    assert kept(now, "z.tif")["measured"] == ["fibre", "hers"]
    assert kept(now, "z.tif")["counted"] == {"ana": {0: "quartz"}, "bea": {0: "feldspar", 1: "mica"}}
    # What she draws there after the move, where the picture has its old name, is lost here and relinked.
    bea.measurements.put([Measurement("", "a.tif", "length", LINE, name="later")])
    shutil.copyfile(bea.measurements.log, folder / ".geodesk" / bea.measurements.log.name)
    late = opened(folder)
    assert kept(late, "z.tif")["measured"] == ["fibre", "hers"]
    assert found(late) == {"a.tif": ("sha256", ["z.tif"])}
    relink(late, proposals(late))
    assert kept(opened(folder), "z.tif")["measured"] == ["fibre", "hers", "later"]
    # The other way round: the move itself comes with the label log.
    (other / "a.tif").rename(other / "z.tif")
    merge_logs(opened(other, "bea"), [folder])
    assert kept(opened(other, "bea"), "z.tif")["measured"] == ["fibre", "hers", "later"]


def test_a_move_in_another_copy_of_the_folder_takes_nothing_away_here(collection, folder, tmp_path):
    work_on(collection, "a.tif")
    other = tmp_path / "other"
    shutil.copytree(folder, other)
    moved = renamed(other, "a.tif", "z.tif")
    relink(moved, proposals(moved))
    shutil.copyfile(moved.labels.log, folder / ".geodesk" / "labels-bea@scope.jsonl")
    here = opened(folder)
    assert kept(here, "a.tif") == ALL and found(here) == {}
    # Once the file has the new name here too, the same word moves everything.
    (folder / "a.tif").rename(folder / "z.tif")
    here = opened(folder)
    assert kept(here, "z.tif") == ALL and found(here) == {}


def test_moving_is_no_opinion_and_takes_no_label_away(collection, folder):
    work_on(collection, "a.tif", label="NO")
    (folder / "a.tif").rename(folder / "z.tif")
    bea = opened(folder, "bea")
    bea.labels.set("z.tif", "YES")
    (proposal,) = proposals(opened(folder))
    assert proposal.state is None and [one.path for one in proposal.pictures] == ["z.tif"]
    ana = opened(folder)
    relink(ana, [proposal])
    now = opened(folder)
    assert kept(now, "z.tif") == ALL | {"label": "YES"}
    assert {name: one.label for name, one in now.labels.opinions("z.tif").items()} == {"bea": "YES"}
    assert found(now) == {"a.tif": ("none", [])}  # its own label is still without a picture
    now.labels.undo()
    assert kept(now, "z.tif") == NOTHING | {"label": "YES"}


def test_a_name_alone_proves_nothing_where_that_picture_was_worked_on(collection, folder):
    (folder / "sub").mkdir()
    (folder / "sub" / "a.tif").write_bytes(b"another picture of the name")
    for path in ("a.tif", "sub/a.tif"):
        opened(folder).corrections.set_pixel_size(path, 1e-6)
    (folder / "a.tif").unlink()
    assert found(opened(folder)) == {"a.tif": ("ambiguous", ["sub/a.tif"])}


def test_a_picture_that_is_gone_for_good_is_only_listed(collection, folder):
    work_on(collection, "a.tif")
    (folder / "a.tif").unlink()
    gone = opened(folder)
    assert found(gone) == {"a.tif": ("none", [])}
    assert list(holdings(gone).gone) == ["a.tif"] and not holdings(gone).withheld


def test_phase_images_follow_and_are_not_overwritten_by_those_of_a_new_picture(data, tmp_path):
    import numpy as np

    folder = tmp_path / "folder"
    folder.mkdir()
    source = min(data.rglob("*.tif"), key=lambda path: path.stat().st_size)
    shutil.copyfile(source, folder / "a.tif")

    def save(collection, path, value):
        picture = collection.resolve(path)
        sha256 = collection.index.fingerprint(picture, True) or ""
        labels = np.full((4, 4), value, np.uint8)
        collection.phases.save(picture, labels, provenance(picture, sha256, {"kind": "test"}, ()))

    save(opened(folder), "a.tif", 1)
    moved = renamed(folder, "a.tif", "z.tif")
    assert moved.phases.of(moved.resolve("z.tif")) is None
    assert found(moved) == {"a.tif": ("sha256", ["z.tif"])}
    assert proposals(moved)[0].holding.said.es == "1 imagen de fases"
    relink(moved, proposals(moved))
    picture = moved.resolve("z.tif")
    assert moved.phases.of(picture).labels().max() == 1 and moved.phases.of(picture).fits(picture)
    (folder / "a.tif").write_bytes(source.read_bytes() + b"\0")
    new = opened(folder)
    assert new.phases.of(new.resolve("a.tif")) is None
    save(new, "a.tif", 2)
    last = opened(folder)
    assert last.phases.of(last.resolve("a.tif")).labels().max() == 2
    assert last.phases.of(last.resolve("z.tif")).labels().max() == 1
    assert found(last) == {}
