"""Measurements: append-only, of several annotators, undone, and only drawings: values follow later."""

import json
from dataclasses import replace

import pytest

from geodesk.collection import Collection, CollectionError, Measurement

LINE = Measurement("", "a.tif", "length", ((1.0, 2.0), (4.0, 6.0)))
ANGLE = Measurement("", "a.tif", "angle", ((0.0, 0.0), (5.0, 5.0), (9.12345, 0.0)), page=2, name="kink")


def again(collection, annotator="ana"):
    return Collection.open(collection.folder, annotator=annotator, machine="scope").measurements


def drawn(measurements):
    return [(one.kind, one.points, one.name) for one in measurements.all()]


def test_what_is_drawn_is_on_the_disk_and_in_order(collection):
    kept = collection.measurements.put([LINE])[0]
    other = collection.measurements.put([ANGLE, replace(LINE, path="b.tif", kind="profile", width=5)])
    opened = again(collection)
    assert opened.of("a.tif", 0) == [kept] and opened.of("a.tif", 2) == [other[0]]
    assert other[0].points[2] == (9.123, 0.0) and other[0].name == "kink" and other[0].annotator == "ana"
    assert [one.path for one in opened.all()] == ["a.tif", "a.tif", "b.tif"]
    assert opened.of("b.tif")[0].width == 5 and opened.names() == ["kink"]
    moved = replace(kept, points=((1.0, 2.0), (8.0, 6.0)), name="  fibra ")
    opened.put([moved])
    assert again(collection).of("a.tif", 0) == opened.of("a.tif", 0)
    assert opened.of("a.tif", 0)[0].name == "fibra" and opened.of("a.tif", 0)[0].id == kept.id


def test_undo_and_redo_also_after_a_restart(collection):
    kept = collection.measurements.put([LINE])[0]
    collection.measurements.put([replace(kept, name="fibra")])
    collection.measurements.remove([kept.id])
    measurements = again(collection)
    assert measurements.all() == [] and measurements.can_undo
    assert measurements.undo()[0].name == "fibra"
    assert drawn(measurements) == [("length", LINE.points, "fibra")]
    measurements.undo()
    assert drawn(again(collection)) == [("length", LINE.points, "")]
    measurements.undo()
    assert measurements.all() == [] and not measurements.can_undo and measurements.undo() == []
    measurements = again(collection)
    for name in ("", "fibra"):
        measurements.redo()
        assert drawn(measurements) == [("length", LINE.points, name)]
    measurements.redo()
    assert measurements.all() == [] and not measurements.can_redo
    measurements.undo()
    measurements.put([ANGLE])
    assert not measurements.can_redo, "something new was drawn"


def test_two_annotators_and_what_undo_leaves_alone(collection):
    first, second = collection.measurements.put([LINE, ANGLE])
    luis = again(collection, "luis")
    luis.put([replace(first, name="luis")])
    ana = collection.measurements
    ana.reload()
    assert {one.id: one.annotator for one in ana.all()} == {first.id: "luis", second.id: "ana"}
    assert not again(collection, "eva").can_undo
    ana.undo()
    assert [(one.name, one.annotator) for one in ana.all()] == [("luis", "luis")], "the other's stays"
    assert ana.all() == again(collection).all()
    ana.redo()
    assert {one.name for one in ana.all()} == {"luis", "kink"}


def test_a_torn_last_line_loses_nothing_else(collection):
    collection.measurements.put([LINE])
    log = collection.measurements.log
    assert log.name == "measurements-ana@scope.jsonl"
    log.write_bytes(log.read_bytes() + b'{"time":"2026-01-01T00:00:00Z","event":"measurem')
    measurements = again(collection)
    assert len(measurements.all()) == 1
    measurements.put([ANGLE])
    measurements = again(collection)
    assert len(measurements.all()) == 2 and measurements.problems()


@pytest.mark.parametrize(
    "change",
    [
        {"state": {"kind": "length", "points": [[1, 2]]}},
        {"state": {"kind": "volume", "points": [[1, 2], [3, 4]]}},
        {"state": {"kind": "length", "points": [[1, 2], [3, "x"]]}},
        {"state": {"kind": "length", "points": [[1, 2], [3, 1e999]]}},
        {"state": [], "previous": 7},
        {"time": "yesterday"},
    ],
)
def test_a_line_that_is_no_measurement_is_told(collection, change):
    collection.measurements.put([LINE])
    log = collection.measurements.log
    record = json.loads(log.read_text(encoding="utf-8"))
    log.write_text(json.dumps(record | change) + "\n", encoding="utf-8")
    with pytest.raises(CollectionError, match=r"Line 1 .*is no measurement|is damaged"):
        again(collection)


def test_an_event_of_a_newer_program_is_passed_over(collection):
    collection.measurements.put([LINE])
    log = collection.measurements.log
    log.write_bytes(log.read_bytes() + b'{"time":"2026-01-01T00:00:00Z","event":"volume"}\n')
    assert len(again(collection).all()) == 1


def test_a_disk_that_takes_no_more_changes_nothing(collection, monkeypatch):
    import os

    kept = collection.measurements.put([LINE])
    real = os.write

    def full(descriptor, data):
        if b'"measurement"' in bytes(data):
            raise OSError(28, "No space left on device")
        return real(descriptor, data)

    monkeypatch.setattr(os, "write", full)
    with pytest.raises(CollectionError):
        collection.measurements.put([ANGLE])
    with pytest.raises(CollectionError):
        collection.measurements.remove([kept[0].id])
    assert collection.measurements.all() == kept == again(collection).all()


def test_what_cannot_be_kept_is_refused(collection):
    for bad in (replace(LINE, points=((1.0, 2.0),)), replace(LINE, kind="x"), replace(LINE, width=0.0)):
        with pytest.raises(ValueError):
            collection.measurements.put([bad])
    with pytest.raises(CollectionError, match="one line"):
        collection.measurements.put([replace(LINE, name="a\nb")])
    assert not collection.measurements.log.exists()
