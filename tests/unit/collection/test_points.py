"""Point counts: append-only, resumed, undone, of several annotators; and what points are counted into."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from geodesk.collection import (
    UNSURE,
    Collection,
    CollectionError,
    LabelClass,
    Scheme,
    Suggested,
    pole_of,
    usual_scheme,
)

ROOT = Path(__file__).resolve().parents[3]
GRID = [(5, 5), (15, 5), (25, 5), (5, 15)]


@pytest.fixture
def grid(collection):
    return collection.points.begin("a.tif", GRID, (0, 0, 30, 20), seed=7)


def said(collection, grid, annotator=None):
    states = collection.points.states(grid, annotator)
    return {at: (one.label, one.in_fragment, one.how) for at, one in states.items()}


def again(collection, annotator="ana"):
    return Collection.open(collection.folder, annotator=annotator, machine="scope")


def test_a_count_goes_on_where_it_was(collection, grid):
    points = collection.points
    points.set(grid, {0: "quartz"})
    points.set(grid, {1: "feldspar"}, in_fragment=True)
    points.set(grid, {2: UNSURE}, how="hand")
    points.suggest(grid, Suggested("model", "m 12", ("a", None, "b", "b"), (0.5, 0.25, 1.0, 0.9)))
    opened = again(collection)
    assert opened.points.grid_of("a.tif") == points.grid_of("a.tif")
    assert opened.points.grid_of("a.tif").points == tuple(GRID)
    assert said(opened, grid) == {
        0: ("quartz", False, "hand"),
        1: ("feldspar", True, "hand"),
        2: (UNSURE, False, "hand"),
    }
    assert opened.points.suggested(grid).classes == ("a", None, "b", "b")
    assert opened.points.grid_of("b.tif") is None and opened.points.grid_of("a.tif", page=1) is None


def test_undo_and_redo_also_after_a_restart(collection, grid):
    points = collection.points
    points.set(grid, {0: "quartz"}, how="accepted")
    points.set(grid, {0: "feldspar"}, in_fragment=True)
    points.set(grid, {1: "quartz", 2: "quartz"}, how="bulk")
    points = again(collection).points
    assert points.undo() == (grid.id, 1)
    assert set(points.states(grid)) == {0}
    assert points.undo() == (grid.id, 0)
    assert said(again(collection), grid)[0] == ("quartz", False, "undo")
    assert points.redo() == (grid.id, 0)
    state = points.states(grid)[0]
    assert (state.label, state.in_fragment, state.how) == ("feldspar", True, "hand")
    assert points.redo() == (grid.id, 1) and points.redo() is None
    assert points.states(grid)[2].how == "bulk"
    for _ in range(3):
        points.undo()
    assert points.states(grid) == {} and points.undo() is None and not points.can_undo
    assert points.can_redo
    points.set(grid, {3: "pore"})
    assert not points.can_redo and points.redo() is None


def test_two_annotators_count_the_same_points_each_for_himself(collection, grid):
    collection.points.set(grid, {0: "quartz", 1: "quartz"})
    other = again(collection, "luis")
    assert other.points.grid_of("a.tif").id == grid.id  # the same points, nothing said yet
    assert other.points.states(grid) == {}
    other.points.set(grid, {0: "feldspar"})
    collection.points.reload()
    assert collection.points.annotators(grid) == ["ana", "luis"]
    assert said(collection, grid)[0][0] == "quartz"
    assert said(collection, grid, "luis") == {0: ("feldspar", False, "hand")}


def test_a_new_grid_of_another_does_not_take_away_a_count_under_way(collection, grid):
    collection.points.set(grid, {0: "quartz"})
    other = again(collection, "luis")
    newer = other.points.begin("a.tif", GRID[:2], (0, 0, 30, 20))
    collection.points.reload()
    assert collection.points.grid_of("a.tif").id == grid.id
    assert other.points.grid_of("a.tif").id == newer.id
    assert [one.id for one in again(collection, "eva").points.grids()] == [newer.id]


def test_a_torn_last_line_loses_nothing_else(collection, grid):
    collection.points.set(grid, {0: "quartz"})
    log = collection.points.log
    with open(log, "ab") as stream:
        stream.write(b'{"time":"2026-01-01T00:00:00Z","event":"point","gri')
    opened = again(collection)
    assert said(opened, grid) == {0: ("quartz", False, "hand")}
    opened.points.set(grid, {1: "pore"})
    assert set(said(again(collection), grid)) == {0, 1}
    assert len(again(collection).points.problems()) == 1


@pytest.mark.parametrize("line", ['{"event":"point","time":"2026-01-01T00:00:00Z"}', '{"a":1}'])
def test_a_line_that_is_no_event_is_told(collection, grid, line):
    with open(collection.points.log, "a", encoding="utf-8") as stream:
        stream.write(line + "\n")
    with pytest.raises(CollectionError, match="no event of a point count") as told:
        again(collection).points  # noqa: B018 - reading is what fails
    assert "conteo de puntos" in told.value.sentence.es


def test_an_event_of_a_newer_program_is_passed_over(collection, grid):
    with open(collection.points.log, "a", encoding="utf-8") as stream:
        stream.write(json.dumps({"event": "grain", "time": "2026-01-01T00:00:00Z", "grid": grid.id}) + "\n")
    assert again(collection).points.grid_of("a.tif").id == grid.id


def test_a_disk_that_takes_no_more_changes_nothing(collection, grid, monkeypatch):
    collection.points.set(grid, {0: "quartz"})

    def full(path, lines):
        raise CollectionError(en="The disk is full.", es="El disco está lleno.")

    monkeypatch.setattr("geodesk.collection.eventlogs.append", full)
    with pytest.raises(CollectionError, match="full"):
        collection.points.set(grid, {1: "pore"})
    assert set(collection.points.states(grid)) == {0}


def test_what_cannot_be_said_is_refused(collection, grid):
    for wrong in ("", "two\nlines"):
        with pytest.raises(CollectionError):
            collection.points.set(grid, {0: wrong})
    with pytest.raises(ValueError, match="points"):
        collection.points.set(grid, {4: "quartz"})
    with pytest.raises(ValueError, match="suggestions"):
        collection.points.suggest(grid, Suggested("model", "m", ("a",)))
    assert collection.points.states(grid) == {}


def test_the_scheme_is_kept_and_a_damaged_one_told(collection):
    assert collection.counting() is None
    classes = (LabelClass("qz", "cuarzo", "quartz", "#112233"), LabelClass("lv", "lítico", "lithic"))
    scheme = Scheme(classes, {"qz": "Q", "lv": "L"}, gazzi=False, diagram="dickinson")
    collection.set_counting(scheme)
    assert again(collection).counting() == scheme
    file = collection.store / "counting.json"
    document = json.loads(file.read_text(encoding="utf-8"))
    document["classes"][0]["pole"] = "X"
    file.write_text(json.dumps(document), encoding="utf-8")
    with pytest.raises(CollectionError, match="classes of a point count"):
        collection.counting()


@pytest.mark.parametrize(
    ("name", "pole"),
    [("cuarzo policristalino", "Q"), ("Plagioclasa", "F"), ("feldespato K", "F"), ("lítico volcánico", "L"),
     ("quartzose rock fragment", "L"), ("cemento", ""), ("poro", ""), ("chert", "Q")],
)  # fmt: skip
def test_names_suggest_poles(name, pole):
    assert pole_of(LabelClass(name)) == pole


def test_gazzi_dickinson_or_traditional():
    scheme = usual_scheme()
    assert scheme.counted_as("quartz", in_fragment=True) == "quartz"
    from dataclasses import replace

    traditional = replace(scheme, gazzi=False)
    assert traditional.counted_as("quartz", in_fragment=True) == "rock-fragment"
    assert traditional.counted_as("quartz", in_fragment=False) == "quartz"
    grown = scheme.with_classes([LabelClass("plagioclase", "plagioclasa", "plagioclase"), scheme.classes[0]])
    assert grown.classes[-1].id == "plagioclase" and grown.poles["plagioclase"] == "F"
    assert len(grown.classes) == len(scheme.classes) + 1


CHILD = """
import sys
from geodesk.collection import Collection
points = Collection.open(sys.argv[1], annotator="ana", machine="scope").points
grid = points.grid_of("a.tif")
print("ready", flush=True)
for n in range(100_000):
    points.set(grid, {n % 4: f"class {n}"})
    print(n, flush=True)
"""


def test_every_acknowledged_point_survives_a_kill(collection, grid):
    told = 0
    for _ in range(5):
        command = [sys.executable, "-c", f"import sys; sys.path.insert(0, {str(ROOT)!r})\n{CHILD}"]
        with subprocess.Popen([*command, str(collection.folder)], stdout=subprocess.PIPE) as child:
            assert child.stdout is not None and child.stdout.readline() == b"ready\n"
            lines = [child.stdout.readline() for _ in range(25)]
            child.kill()
            rest = child.stdout.read()
        last = [int(line) for line in (*lines, *rest.splitlines(keepends=True)) if line.endswith(b"\n")][-1]
        told += last + 1
        states = again(collection).points.states(grid)
        numbers = sorted(int(one.label.split()[1]) for one in states.values())
        # The one being written when it was killed may be there as well.
        assert numbers[-1] in (last, last + 1) and numbers == list(range(numbers[-1] - 3, numbers[-1] + 1))
    assert told >= 125
