"""Captions that people keep: on the disk at once, the newest counts, nothing is lost."""

import json

import pytest

from geodesk.collection import Collection, CollectionError, KeptCaption
from tests.unit.jobs import pictures

KEPT = KeptCaption(
    "flujos activo",
    {"tipo": "flujos", "actividad": "activo"},
    ((1.0, 2.0), (3.5, 4.0), (0.0, 9.0)),
    12.5,
    20.25,
    "caida activo",
    "chain 0123",
)


@pytest.fixture
def folder(tmp_path):
    for n in range(3):
        pictures.grey(tmp_path, f"p{n}.png", 40 * n)
    return tmp_path


def test_what_is_kept_is_on_the_disk_and_read_back(folder):
    collection = Collection.open(folder, "ana", "uno")
    collection.captions.keep(collection.pictures()[1], KEPT)
    again = Collection.open(folder).captions
    found = again.of("p1.png")
    assert found is not None and again.current() == {"p1.png": found}
    assert (found.caption, found.attributes, found.outline) == (KEPT.caption, KEPT.attributes, KEPT.outline)
    assert (found.area_m2, found.perimeter_m, found.annotator) == (12.5, 20.25, "ana")
    lines = (folder / ".geodesk" / "captions-ana@uno.jsonl").read_text(encoding="utf-8").splitlines()
    assert len(lines) == 1 and json.loads(lines[0])["said"] == "caida activo"


def test_the_newest_counts_whoever_kept_it_and_none_takes_it_back(folder):
    ana = Collection.open(folder, "ana", "uno")
    eva = Collection.open(folder, "eva", "dos")
    picture = ana.pictures()[0]
    ana.captions.keep(picture, KEPT)
    eva.captions.keep(picture, KeptCaption("caida inactivo", {"tipo": "caida"}))
    ana.captions.reload()
    assert ana.captions.of("p0.png").annotator == "eva"
    ana.captions.keep(picture, None)
    assert Collection.open(folder).captions.current() == {}


def test_a_torn_last_line_is_ignored_and_damage_stops_reading(folder):
    collection = Collection.open(folder, "ana", "uno")
    collection.captions.keep(collection.pictures()[0], KEPT)
    log = collection.captions.log
    whole = log.read_bytes()
    log.write_bytes(whole + whole[: len(whole) // 2])
    assert list(Collection.open(folder).captions.current()) == ["p0.png"]
    collection.captions.keep(collection.pictures()[2], KEPT)
    assert sorted(Collection.open(folder).captions.current()) == ["p0.png", "p2.png"]
    log.write_bytes(whole.replace(b'"attributes":{', b'"attributes":[{').replace(b"},", b"}],", 1))
    with pytest.raises(CollectionError, match="leyenda|caption"):
        Collection.open(folder).captions.current()


def test_numbers_that_cannot_be_are_refused_and_nothing_changes(folder):
    collection = Collection.open(folder, "ana", "uno")
    wrong = KeptCaption("x", {}, area_m2=float("nan"))
    with pytest.raises(ValueError):
        collection.captions.keep(collection.pictures()[0], wrong)
    assert Collection.open(folder).captions.current() == {}
