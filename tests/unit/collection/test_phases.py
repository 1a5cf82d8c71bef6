"""Strokes and label images beside a collection."""

import json
import os

import numpy as np
import pytest
import tifffile
from PIL import Image

from geodesk.collection import (
    OUTSIDE,
    Collection,
    CollectionError,
    Phase,
    Stroke,
    Strokes,
    open_phases,
    provenance,
    read_strokes,
    write_strokes,
)

PAINTED = Strokes(
    (Phase(0, "poro", "pore", "#000000"), Phase(7, en="quartz")),
    (
        Stroke("a.tif", 0, ((1.5, 2.0), (30.25, 4.0)), 5.0),
        Stroke("sub/b.tif", 7, ((8.0, 9.0),), 3.0, page=2),
        Stroke("a.tif", 7, ((3.0, 3.0),)),
    ),
)


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "f" / "sub").mkdir(parents=True)
    for index, name in enumerate(("a.tif", "sub/a.tif", "sub/b.tif")):
        Image.fromarray(np.full((20, 30), 40 * index, np.uint8)).save(tmp_path / "f" / name)
    return tmp_path / "f"


def test_strokes_come_back_as_they_were(folder, tmp_path):
    collection = Collection.open(folder)
    assert collection.strokes() is None
    collection.set_strokes(PAINTED)
    assert Collection.open(folder).strokes() == PAINTED
    write_strokes(tmp_path / "s.json", PAINTED)
    assert read_strokes(tmp_path / "s.json") == PAINTED
    collection.set_strokes(None)
    assert Collection.open(folder).strokes() is None
    assert [s.label for s in PAINTED.of("a.tif")] == [0, 7]
    assert PAINTED.pages == (("a.tif", 0), ("sub/b.tif", 2))
    assert PAINTED.phases[1].name("es") == "7" and PAINTED.phases[1].name("en") == "quartz"


def test_the_hash_is_of_what_is_learnt_from():
    renamed = Strokes((Phase(0, "hueco"), Phase(7)), PAINTED.strokes)
    assert renamed.sha256 == PAINTED.sha256
    assert Strokes(PAINTED.phases, PAINTED.strokes[:2]).sha256 != PAINTED.sha256


@pytest.mark.parametrize(
    "change",
    [
        {"schema": "9"},
        {"phases": [{"label": 0}, {"label": 0}]},
        {"phases": [{"label": 255}]},
        {"strokes": [{"path": "a.tif", "label": 3, "points": [[1, 1]]}]},
        {"strokes": [{"path": "a.tif", "label": 0, "points": []}]},
        {"strokes": [{"path": "a.tif", "label": 0, "points": [[1, float("nan")]]}]},
        {"strokes": [{"path": "a.tif", "label": 0, "points": [[1, 1]], "width": 0}]},
        {"strokes": [{"path": "a.tif", "label": 0, "points": [[1, 10**400]]}]},
        {"strokes": 5},
    ],
)
def test_a_file_of_something_else_is_told_of_by_its_name(tmp_path, change):
    file = tmp_path / "strokes.json"
    file.write_text(json.dumps({**PAINTED.document(), **change}))
    with pytest.raises(CollectionError, match=r"strokes\.json does not hold brush strokes"):
        read_strokes(file)


def test_a_label_image_and_its_provenance_come_back(folder):
    collection = Collection.open(folder)
    picture = collection.resolve("sub/a.tif")
    assert collection.phases.of(picture) is None
    labels = np.random.default_rng(1).integers(0, 5, (20, 30)).astype(np.uint8)
    labels[15:] = OUTSIDE
    made = provenance(picture, "ab" * 32, {"kind": "otsu", "ñ": 1}, PAINTED.phases)
    collection.phases.save(picture, labels, made)
    assert (folder / ".geodesk" / "phases" / "sub" / "a.tif.tif").is_file()
    kept = Collection.open(folder).phases.of(picture)
    assert np.array_equal(kept.labels(), labels) and kept.labels().dtype == np.uint8
    assert kept.made == made and kept.outside == OUTSIDE and kept.phases == PAINTED.phases
    assert kept.fits(picture)
    # It is no picture of the collection, and the one of the same name has none.
    assert len(Collection.open(folder).pictures()) == 3
    assert collection.phases.of(collection.resolve("a.tif")) is None
    collection.phases.remove(picture)
    assert collection.phases.of(picture) is None


def test_a_stack_has_as_many_pages(folder):
    collection = Collection.open(folder)
    picture = collection.resolve("b.tif")
    labels = np.arange(3 * 20 * 30).reshape(3, 20, 30).astype(np.uint8)
    collection.phases.save(picture, labels, {"rule": {}})
    assert np.array_equal(collection.phases.of(picture).labels(), labels)
    assert collection.phases.of(picture).outside is None


def test_a_picture_that_changed_is_noticed(folder):
    from geodesk import micrograph

    collection = Collection.open(folder)
    picture = collection.resolve("b.tif")
    with micrograph.open(picture.file) as opened:
        made = provenance(picture, opened.sha256, {}, ())
    kept = collection.phases.save(picture, np.zeros((20, 30), np.uint8), made)
    os.utime(picture.file, ns=(1, 1))
    collection.refresh()
    assert kept.fits(collection.resolve("b.tif"))  # the same bytes, copied
    Image.fromarray(np.full((20, 30), 99, np.uint8)).save(picture.file)
    collection.refresh()
    assert not kept.fits(collection.resolve("b.tif"))


def test_a_read_only_folder_keeps_them_elsewhere(folder, monkeypatch):
    monkeypatch.setattr("geodesk.collection.store.is_writable", lambda _: False)
    collection = Collection.open(folder)
    picture = collection.resolve("b.tif")
    collection.phases.save(picture, np.ones((20, 30), np.uint8), {"rule": {}})
    collection.set_strokes(PAINTED)
    assert not (folder / ".geodesk").exists()
    again = Collection.open(folder)
    assert (again.phases.of(picture).labels() == 1).all() and again.strokes() == PAINTED


def test_label_images_of_other_programs_are_read_as_they_are(tmp_path):
    labels = np.array([[0, 85], [170, 85]], np.uint8)
    tifffile.imwrite(tmp_path / "nmc.tif", labels, description='{"spacing": 1}')
    Image.fromarray(labels).save(tmp_path / "nmc.png")
    for name in ("nmc.tif", "nmc.png"):
        found = open_phases(tmp_path / name)
        assert found.made == {} and found.outside is None and found.phases == ()
        assert np.array_equal(found.labels(), labels)
    Image.fromarray(np.zeros((4, 4, 3), np.uint8)).save(tmp_path / "colour.png")
    tifffile.imwrite(tmp_path / "half.tif", np.zeros((4, 4), np.float32))
    for name in ("colour.png", "half.tif"):
        with pytest.raises(CollectionError, match="not a label image"):
            open_phases(tmp_path / name).labels()
    with pytest.raises(CollectionError, match="could not be read"):
        open_phases(tmp_path / "none.tif")


def test_a_name_that_leaves_no_room_for_an_ending(tmp_path):
    name = "a" * 250 + ".tif"
    Image.fromarray(np.zeros((4, 4), np.uint8)).save(tmp_path / name)
    collection = Collection.open(tmp_path)
    (picture,) = collection.pictures()
    collection.phases.save(picture, np.ones((4, 4), np.uint8), {"rule": {}})
    assert collection.phases.of(picture).labels().all()
