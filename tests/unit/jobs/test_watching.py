"""Watching a folder: every file once, whatever happens to it, to the table, the folder or the program."""

import csv
import errno
import importlib
import os
import shutil
import subprocess
import sys
import time
from collections import Counter
from contextlib import closing

import numpy as np
import pytest
from PIL import Image

from geodesk import models
from geodesk.collection import Collection
from geodesk.collection.errors import unwritable
from geodesk.jobs.folder import interrupted
from geodesk.jobs.watching import Seen, State, Watch, reading, watch_folder
from geodesk.jobs.watching.arrivals import Arrivals, is_unfinished
from geodesk.language import GeoDeskError
from geodesk.micrograph import is_picture_name
from tests.unit.jobs import pictures

QUICK = {"every_s": 0.05, "settle_s": 0.1, "patience_s": 0.3}
SLOW_COPY = """
import sys, time
source, target = sys.argv[1:]
data = open(source, "rb").read()
with open(target, "wb", buffering=0) as out:
    for at in range(0, len(data), len(data) // 12 + 1):
        out.write(data[at:at + len(data) // 12 + 1])
        time.sleep(0.04)
"""


@pytest.fixture
def model(tmp_path):
    return models.load(pictures.model(tmp_path / "brightness.onnx"), "cpu")


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "set").mkdir()
    return tmp_path / "set"


@pytest.fixture
def table(tmp_path):
    return tmp_path / "results.csv"


class Driven:
    """A watch that is driven until something is so."""

    def __init__(self, folder, model, table, judge=None, **changes):
        self.rows, self.notices, self.state = [], [], State()
        self.steps = watch_folder(folder, model, judge, Watch(table, **(QUICK | changes)))

    def until(self, condition, seconds=20):
        end = time.monotonic() + seconds
        while not condition():
            assert time.monotonic() < end, (self.state, self.notices, len(self.rows))
            self.take(next(self.steps))
        return self

    def take(self, step):
        self.rows += [row for row in step.rows if isinstance(row, Seen)]
        self.notices += [notice.en for notice in step.notices]
        self.state = ([row for row in step.rows if isinstance(row, State)] or [self.state])[-1]

    def for_rows(self, count):
        return self.until(lambda: len(self.rows) >= count)

    def moment(self, seconds=0.5):
        end = time.monotonic() + seconds
        return self.until(lambda: time.monotonic() > end)

    def close(self):
        self.steps.close()


def once(folder, model, table, judge=None, **changes):
    one = Driven(folder, model, table, judge, once=True, **changes)
    for step in one.steps:
        one.take(step)
    return one


def read(table):
    with open(table, encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def paths(table):
    return Counter((row["path"], row["version"]) for row in read(table))


def test_a_file_is_left_alone_until_it_has_settled_and_tried_again_with_longer_waits():
    one = Arrivals({}, [], 2.0)
    one.scanned([("a.tif", "a.tif", 10, 1)], 100.0)
    assert one.ready(101.9) == [] and one.next_at() == 102.0
    one.scanned([("a.tif", "a.tif", 20, 1)], 101.9)
    assert one.ready(102.5) == [] and len(one.ready(103.9)) == 1
    (arrival,) = one.ready(103.9)
    at = 103.9
    waits = []
    for _ in range(7):
        one.put_off(arrival, "why", at)
        waits.append(round(arrival.next_try - at, 3))
        assert one.ready(at) == []
        at = arrival.next_try
    assert waits == [1, 2, 4, 8, 16, 30, 30] and one.troubled() == [arrival]
    one.scanned([("a.tif", "a.tif", 20, 1)], at)
    assert one.ready(at) == [arrival], "a look that finds nothing new begins nothing anew"
    one.scanned([], at)
    assert len(one) == 0


@pytest.mark.parametrize("name", ["a.tmp.tif", "~a.tif", "a.tif.part.tif", "a.crdownload.png", "tmp.tif"])
def test_names_of_what_is_not_finished(name):
    assert is_unfinished(name) and not is_unfinished("template.tif") and not is_unfinished("part_1.tif")


def test_real_files_that_are_copied_slowly_are_read_when_they_are_whole(data, folder, model, table):
    found = [file for file in sorted((data / "sem").rglob("*")) if is_picture_name(file.name)]
    sources = [min(found, key=lambda file: file.stat().st_size), found[-1]]
    watch = Driven(folder, model, table)
    copies = [
        subprocess.Popen([sys.executable, "-c", SLOW_COPY, str(source), str(folder / f"{at}{source.suffix}")])
        for at, source in enumerate(sources)
    ]
    watch.for_rows(2).moment()
    assert [copy.wait() for copy in copies] == [0, 0]
    watch.close()
    assert len(watch.rows) == 2 and not any(row.error for row in watch.rows)
    plain = table.with_name("plain.csv")
    from geodesk.cli import main

    main(["classify", str(folder), "--model", str(model.path), "--out", str(plain), "--quiet"])
    same = ("id", "label", "path", "probability", "p_DARK", "p_BRIGHT", "model", "provider", "error")
    ours = sorted(read(table), key=lambda row: row["path"])
    assert [{key: row[key] for key in same} for row in ours] == read(plain)


def test_a_burst_of_five_hundred_real_crops_is_one_row_each(data, folder, model, table):
    with Image.open(data / "microstructures" / "berea_400.tiff") as source:
        pixels = np.asarray(source.convert("L"))
    rng = np.random.default_rng(7)
    watch = Driven(folder, model, table)
    watch.until(lambda: watch.state.known == 0)
    before = len(os.listdir("/proc/self/fd")) if os.path.isdir("/proc/self/fd") else 0
    for number in range(500):
        x, y = rng.integers(0, pixels.shape[1] - 40), rng.integers(0, pixels.shape[0] - 40)
        Image.fromarray(pixels[y : y + 40, x : x + 40]).save(folder / f"crop_{number:03}.png")
    watch.until(lambda: len(watch.rows) >= 500, 60).moment(0.2)
    if before:
        assert len(os.listdir("/proc/self/fd")) <= before + 3
    watch.close()
    assert len(watch.rows) == 500 and set(paths(table).values()) == {1} and len(paths(table)) == 500
    assert [row["path"] for row in read(table)] == [row.path for row in watch.rows]
    again = once(folder, model, table)
    assert again.rows == [] and len(read(table)) == 500
    assert len(Collection.open(folder).predictions.last()) == 500
    assert interrupted(Collection.open(folder)) is None, "a watch is no run to be gone on with"


@pytest.mark.skipif(os.name == "nt", reason="POSIX signals")
@pytest.mark.parametrize("rows", [3, 40, 90])
def test_a_watch_that_is_killed_goes_on_without_a_row_lost_or_twice(folder, model, table, rows):
    for number in range(120):
        pictures.grey(folder, f"p{number:03}.png", 20 + number)
    words = ["watch", str(folder), "--model", str(model.path), "--out", str(table), "--device", "cpu"]
    begin = [sys.executable, "-m", "geodesk.cli", *words, "--settle", "0.1", "--every", "0.1"]
    running = subprocess.Popen(begin, stderr=subprocess.DEVNULL)
    end = time.monotonic() + 60
    while not (table.exists() and table.read_bytes().count(b"\n") > rows):
        assert time.monotonic() < end and running.poll() is None
        time.sleep(0.002)
    running.kill()
    running.wait()
    with open(table, "r+b") as stream:  # as a plug that was pulled would leave it
        stream.truncate(stream.seek(0, os.SEEK_END) - 7)
    done = subprocess.run([*begin, "--once"], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    assert len(paths(table)) == 120 and set(paths(table).values()) == {1}
    assert b"\r\n\r\n" not in table.read_bytes()


def test_a_file_that_is_written_anew_is_done_again_and_one_that_is_touched_is_not(folder, model, table):
    file = pictures.grey(folder, "a.png", 40)
    watch = Driven(folder, model, table).for_rows(1)
    os.utime(file, ns=(0, 10**18))
    watch.moment()
    assert len(watch.rows) == 1
    pictures.grey(folder, "a.png", 220)
    watch.for_rows(2)
    watch.close()
    assert [row.version for row in watch.rows] == [1, 2] and "done again (version 2)" in watch.notices[-1]
    assert [(row["version"], row["label"]) for row in read(table)] == [("1", "DARK"), ("2", "BRIGHT")]
    again = once(folder, model, table)
    assert again.rows == [] and Collection.open(folder).predictions.last()["a.png"].label == "BRIGHT"


def test_clocks_of_other_times_and_the_same_file_elsewhere(folder, model, table):
    for name, when in (("old.png", 1), ("new.png", 4_102_444_800 * 10**9)):
        os.utime(pictures.grey(folder, name, 90), ns=(when, when))
    (folder / "b").mkdir()
    pictures.grey(folder / "b", "old.png", 200)
    watch = once(folder, model, table)
    assert sorted(row.prediction.id for row in watch.rows) == ["b/old.png", "new.png", "old.png"]
    assert once(folder, model, table).rows == []


def test_half_written_files_are_listed_as_failed_and_done_when_they_are_completed(folder, model, table):
    whole = pictures.grey(folder.parent, "whole.png", 120, (300, 200)).read_bytes()
    (folder / "half.png").write_bytes(whole[: len(whole) // 2])
    (folder / "empty.png").write_bytes(b"")
    pictures.grey(folder, "good.png", 80)
    watch = Driven(folder, model, table, patience_s=1.5).for_rows(1)
    assert watch.rows[0].path == "good.png", "one that cannot be read holds up no other"
    watch.until(lambda: len(watch.state.troubled) == 2).for_rows(3)
    assert {row.path for row in watch.rows if row.error} == {"half.png", "empty.png"}
    watch.close()
    again = Driven(folder, model, table).moment(0.6)
    assert again.rows == [] and len(read(table)) == 3, "tried once more, and that it failed is known"
    (folder / "half.png").write_bytes(whole)
    again.for_rows(1)
    again.close()
    assert again.rows[0].version == 2 and again.rows[0].error is None
    assert [row["error"] != "" for row in read(table) if row["path"] == "half.png"] == [True, False]


def test_a_file_another_program_holds_is_waited_for(folder, model, table, monkeypatch):
    held = [True]
    really = reading._digest

    def digest(file):
        if held[0]:
            raise PermissionError(13, "held")  # what Windows says of a file that is open elsewhere
        return really(file)

    monkeypatch.setattr(reading, "_digest", digest)
    pictures.grey(folder, "a.png", 40)
    watch = Driven(folder, model, table, patience_s=0.1)
    watch.until(lambda: bool(watch.state.troubled))
    assert "another program" in watch.state.troubled[0][1].en and not watch.rows
    held[0] = False
    watch.for_rows(1)
    watch.close()
    assert watch.rows[0].error is None


def test_files_that_vanish_are_forgotten(folder, model, table):
    watch = Driven(folder, model, table, settle_s=0.4)
    file = pictures.grey(folder, "a.png", 40)
    watch.until(lambda: watch.state.waiting == 1)
    file.unlink()
    watch.until(lambda: watch.state.waiting == 0).moment(0.5)
    watch.close()
    assert watch.rows == [] and read(table) == []


def test_a_folder_that_is_unplugged_and_comes_back(folder, model, table):
    pictures.grey(folder, "a.png", 40)
    watch = Driven(folder, model, table).for_rows(1)
    away = folder.with_name("unplugged")
    folder.rename(away)
    watch.until(lambda: watch.state.away is not None)
    folder.mkdir()  # an empty mount point
    pictures.grey(folder, "stray.png", 40)
    watch.moment(0.3)
    assert watch.state.away is not None and not (folder / ".geodesk").exists() and len(watch.rows) == 1
    shutil.rmtree(folder)
    away.rename(folder)
    pictures.grey(folder, "b.png", 200)
    watch.for_rows(2)
    watch.close()
    assert [row.path for row in watch.rows] == ["a.png", "b.png"]
    assert "goes on when it is back" in watch.notices[0] and any("is back" in n for n in watch.notices)


def test_a_table_that_cannot_be_written_loses_nothing(folder, model, table):
    pictures.grey(folder, "a.png", 40)
    watch = Driven(folder, model, table).for_rows(1)
    table.unlink()
    table.mkdir()  # nothing can be written there now
    pictures.grey(folder, "b.png", 200)
    watch.for_rows(2)
    assert watch.state.behind is not None
    table.rmdir()
    watch.until(lambda: watch.state.behind is None)
    watch.close()
    assert set(paths(table)) == {("a.png", "1"), ("b.png", "1")}
    assert any("nothing is missing" in notice for notice in watch.notices)


@pytest.mark.parametrize("part", ["log", "table"])
@pytest.mark.parametrize(
    ("number", "told"), [(errno.EACCES, "held by another program (Excel?)"), (errno.ENOSPC, "Disk full")]
)
def test_a_disk_that_refuses_is_told_and_every_row_follows(
    folder, model, table, monkeypatch, part, number, told
):
    where = importlib.import_module(f"geodesk.jobs.watching.{part}")
    really, refuses = where.append, [False]

    def append(file, lines):
        if refuses[0]:
            fault = OSError(number, os.strerror(number))
            raise unwritable(str(file), fault) from fault
        return really(file, lines)

    monkeypatch.setattr(where, "append", append)
    pictures.grey(folder, "a.png", 40)
    watch = Driven(folder, model, table).for_rows(1)
    refuses[0] = True
    pictures.grey(folder, "b.png", 200)
    watch.until(lambda: watch.state.behind is not None)
    pictures.grey(folder, "c.png", 90)
    watch.moment(0.4)
    if (part, number) != ("log", errno.EACCES):
        assert told in watch.state.behind.en
    assert list(paths(table)) == [("a.png", "1")]
    refuses[0] = False
    watch.until(lambda: watch.state.behind is None).for_rows(3)
    watch.close()
    assert sorted(row.path for row in watch.rows) == ["a.png", "b.png", "c.png"]
    assert paths(table) == Counter({(f"{name}.png", "1"): 1 for name in "abc"})
    assert sum("is written again" in notice for notice in watch.notices) == 1


def test_rows_of_others_stay_and_rows_that_are_missing_come_back(folder, model, table):
    for name in ("a.png", "b.png", "=c.png"):
        pictures.grey(folder, name, 40)
    once(folder, model, table)
    lines = table.read_bytes().splitlines(keepends=True)
    mine = lines[1].replace(b".png", b".mine")
    table.write_bytes(b"\xef\xbb\xbf" + b"".join([lines[0], mine, lines[2], lines[3][:20]]))
    once(folder, model, table)
    found = [row["path"] for row in csv.DictReader(table.read_text("utf-8-sig").splitlines())]
    assert len(found) == 4 and found[0].endswith(".mine")
    table.write_bytes(table.read_bytes() + b"a note without an end")
    once(folder, model, table)
    assert table.read_bytes().endswith(b"a note without an end\r\n")


@pytest.mark.parametrize("content", [b"id;label;path\r\n", b"id,label\r\na,b\r\n", b"notes", b"\xff\xfe\0x"])
def test_another_table_is_refused_and_left_as_it_is(folder, model, table, content):
    table.write_bytes(content)
    with pytest.raises(GeoDeskError, match="another table"):
        once(folder, model, table)
    assert table.read_bytes() == content


def test_a_log_that_was_cut_short_while_it_took_over_another_is_made_whole(folder, model, table):
    from geodesk.cli import main

    for number in range(6):
        pictures.grey(folder, f"p{number}.png", 30 * number)
    once(folder, model, table)
    plain = str(table.with_name("plain.csv"))
    main(["classify", str(folder), "--model", str(model.path), "--out", plain, "--quiet"])
    assert once(folder, model, table).rows == []
    newest = next(Collection.open(folder).predictions.journals())
    assert newest.header["follows"]
    lines = newest.file.read_bytes().splitlines(keepends=True)
    assert len(lines) == 7
    newest.file.write_bytes(b"".join(lines[:3]) + lines[3][:30])  # killed in the middle of it
    assert once(folder, model, table).rows == [] and len(read(table)) == 6
    assert len(Collection.open(folder).predictions.last()) == 6


def test_a_clock_that_is_put_back_makes_nothing_twice(folder, model, table, monkeypatch):
    from geodesk.cli import main
    from geodesk.collection import runs

    class Early(runs.datetime):
        @classmethod
        def now(cls, tz=None):
            return super().now(tz) - runs.timedelta(days=400)

    pictures.grey(folder, "a.png", 40)
    once(folder, model, table)
    monkeypatch.setattr(runs, "datetime", Early)
    plain = str(table.with_name("plain.csv"))
    main(["classify", str(folder), "--model", str(model.path), "--out", plain, "--quiet"])
    settings = [one.header["settings"] for one in Collection.open(folder).predictions.journals()]
    assert ["watch" in one for one in settings] == [False, True], "the newest comes first"
    for name in ("b.png", "c.png"):
        pictures.grey(folder, name, 200)
        assert [row.path for row in once(folder, model, table).rows] == [name]
    assert set(paths(table).values()) == {1} and len(paths(table)) == 3
    assert set(Collection.open(folder).predictions.last()) == {"a.png", "b.png", "c.png"}


def test_one_folder_is_watched_once_at_a_time(folder, model, table):
    first = Driven(folder, model, table).moment(0.1)
    with pytest.raises(GeoDeskError, match="being watched"):
        next(watch_folder(folder, model, None, Watch(table)))
    first.close()
    with closing(watch_folder(folder, model, None, Watch(table))) as steps:
        next(steps)


def test_only_what_comes_from_now_on(folder, model, table):
    pictures.grey(folder, "before.png", 40)
    watch = Driven(folder, model, table, new_only=True).moment(0.4)
    watch.close()
    pictures.grey(folder, "meanwhile.png", 200)  # while nobody watches
    watch = Driven(folder, model, table, new_only=True).for_rows(1).moment(0.3)
    watch.close()
    assert [row.path for row in watch.rows] == ["meanwhile.png"]
    assert [row.path for row in once(folder, model, table).rows] == ["before.png"]


def test_what_the_model_said_of_pictures_that_are_left_out_stays_in_sight(folder, model, table):
    from geodesk.cli import main

    pictures.grey(folder, "before.png", 40)
    plain = str(table.with_name("plain.csv"))
    main(["classify", str(folder), "--model", str(model.path), "--out", plain, "--quiet"])
    pictures.grey(folder, "unseen.png", 50)
    watch = Driven(folder, model, table, new_only=True).moment(0.2)
    pictures.grey(folder, "new.png", 200)
    watch.for_rows(1)
    watch.close()
    said = Collection.open(folder).predictions.last()
    assert {path: row.label for path, row in said.items()} == {"before.png": "DARK", "new.png": "BRIGHT"}
    assert [row["path"] for row in read(table)] == ["new.png"]


def test_a_second_model_says_what_is_usable(data, folder, table, model):
    found = [file for file in sorted((data / "sem").rglob("*")) if is_picture_name(file.name)]
    for file in (found[0], found[-1]):
        shutil.copy(file, folder / file.name)
    judge = models.load("sem-usable", "cpu")
    watch = once(folder, model, table, judge)
    assert len(watch.rows) == 2
    for row in read(table):
        assert row["usable"] in judge.labels and 0.5 <= float(row["usable_probability"]) <= 1
        assert row["usable_model"] == judge.identity
    same = once(folder, judge, table.with_name("own.csv"), judge)
    assert [row.usable for row in same.rows] == [row.prediction.label for row in same.rows]


def test_a_run_in_between_does_not_make_it_forget(folder, model, table):
    from geodesk.cli import main

    pictures.grey(folder, "a.png", 40)
    once(folder, model, table)
    time.sleep(0.01)
    plain = str(table.with_name("plain.csv"))
    main(["classify", str(folder), "--model", str(model.path), "--out", plain, "--quiet"])
    pictures.grey(folder, "b.png", 200)
    assert [row.path for row in once(folder, model, table).rows] == ["b.png"]
    assert set(Collection.open(folder).predictions.last()) == {"a.png", "b.png"}
    assert once(folder, model, table).rows == [] and len(read(table)) == 2


def test_a_watch_is_a_step_of_a_recipe_and_ends_there(folder, model, table):
    from geodesk.cli import main
    from geodesk.jobs.recipes.recipe import Recipe, portable
    from geodesk.jobs.recipes.recording import of_model

    pictures.grey(folder, "a.png", 40)
    said = ["watch", str(folder), "--model", str(model.path), "--out", str(table), "--quiet", "--new-only"]
    assert main([*said, "--once", "--settle", "0.1"]) == 0
    deed = Collection.open(folder).history.deeds()[-1]
    assert (deed.job, deed.options["new-only"], deed.options["once"]) == ("watch", True, True)
    (step,) = portable([of_model("watch", model, {})])  # as the window records one that was stopped by hand
    assert step.options["once"] is True
    recipe = folder.parent / "r.geodesk-recipe.json"
    Recipe.of("vigilar", [step]).write(recipe)
    out = folder.parent / "out"
    assert main(["run", str(recipe), str(folder), "--out", str(out), "--models", str(model.path.parent)]) == 0
    assert [row["path"] for row in read(out / "results.csv")] == ["a.png"]
