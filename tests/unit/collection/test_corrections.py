"""Corrections of pixel size and information bar: kept like labels, and applied by every job."""

import csv
import errno
import json
import os
import shutil

import numpy as np
import pytest
from PIL import Image

from geodesk.cli import main
from geodesk.collection import NOTHING, UNSET, Collection, CollectionError, Correction, open_corrected
from geodesk.jobs.characterise import characterise
from geodesk.jobs.describe import describe
from geodesk.jobs.inputs import gather, inputs_of


@pytest.fixture
def zeiss(data, tmp_path):
    """A folder with one real picture that states its pixel size, and one that states none."""
    folder = tmp_path / "folder"
    folder.mkdir()
    shutil.copy(data / "sem" / "vendor" / "zeiss_55.82nm.tif", folder)
    pixels = np.random.default_rng(3).integers(0, 255, (60, 80), dtype=np.uint8)
    Image.fromarray(pixels).save(folder / "plain.png")
    return folder


def test_a_correction_holds_for_the_library_and_for_later_openings(zeiss):
    collection = Collection.open(zeiss, annotator="ana", machine="scope")
    picture = collection.resolve("plain.png")
    assert collection.corrections.of(picture) == NOTHING == picture.correction
    collection.corrections.set_pixel_size(picture, 12.4e-9)
    collection.corrections.set_bar(picture, (0, 50, 80, 10))
    for opened in (collection, Collection.open(zeiss)):
        assert opened.corrections.current() == {"plain.png": Correction(12.4e-9, (0, 50, 80, 10))}
        with open_corrected(opened, picture) as micrograph:  # `picture` itself was listed before
            assert micrograph.pixel_size == (12.4e-9, 12.4e-9, "manual")
            assert micrograph.bar == (0, 50, 80, 10) and micrograph.bar_source == "manual"
            assert micrograph.content == (0, 0, 80, 50)
        again = opened.resolve("plain.png")
        assert again == picture and again.correction.pixel_size_m == 12.4e-9
        with open_corrected(None, again) as micrograph:
            assert micrograph.pixel_size.x_m == 12.4e-9
    assert [event.name for event in collection.store.iterdir()] == ["corrections-ana@scope.jsonl"]


def test_the_file_holds_again_when_a_correction_is_taken_back(zeiss):
    collection = Collection.open(zeiss)
    picture = collection.resolve("zeiss_55.82nm.tif")
    with open_corrected(collection, picture) as micrograph:
        said, bar = micrograph.pixel_size, micrograph.bar
    collection.corrections.set_pixel_size([picture], 1e-9)
    collection.corrections.set_bar(picture, None)
    with open_corrected(collection, picture) as micrograph:
        assert micrograph.pixel_size.x_m == 1e-9 and micrograph.bar is None
    collection.corrections.set_pixel_size(picture, None)
    collection.corrections.clear_bar(picture)
    with open_corrected(collection, picture) as micrograph:
        assert micrograph.pixel_size == said and micrograph.bar == bar
    assert collection.corrections.current() == {}


def test_pixel_size_and_bar_go_each_by_their_newest_event_over_all_logs(folder):
    ana = Collection.open(folder, annotator="ana", machine="one")
    luis = Collection.open(folder, annotator="luis", machine="two")
    ana.corrections.set_pixel_size("a.tif", 1e-9)
    luis.corrections.set_pixel_size("a.tif", 2e-9)
    luis.corrections.set_bar("a.tif", (0, 1, 2, 3))
    ana.corrections.set_bar("a.tif", None)
    ana.corrections.set_pixel_size(["a.tif", "b.tif"], 3e-9)
    luis.corrections.reload()
    wanted = {"a.tif": Correction(3e-9, None), "b.tif": Correction(3e-9, UNSET)}
    assert ana.corrections.current() == luis.corrections.current() == wanted
    # Merging is copying files, in any order.
    other = folder.parent / "other"
    shutil.copytree(folder, other, ignore=shutil.ignore_patterns(".geodesk"))
    (other / ".geodesk").mkdir()
    for log in sorted((folder / ".geodesk").iterdir(), reverse=True):
        shutil.copy(log, other / ".geodesk")
    assert Collection.open(other).corrections.current() == wanted


def test_a_correction_is_synced_before_it_is_acknowledged(collection, monkeypatch):
    calls = []
    real = os.fsync
    monkeypatch.setattr(os, "fsync", lambda fd: (real(fd), calls.append(os.fstat(fd).st_ino))[0])
    collection.corrections.set_pixel_size(collection.pictures(), 1e-9)
    assert calls.count(collection.corrections.log.stat().st_ino) == 1


def test_a_full_disk_changes_nothing_and_says_so(collection, monkeypatch):
    collection.corrections.set_pixel_size("a.tif", 1e-9)
    before = collection.corrections.log.read_bytes()
    real = os.write

    def full(descriptor, data):
        if len(data) > 10:
            real(descriptor, data[:10])
            raise OSError(errno.ENOSPC, "No space left on device")
        return real(descriptor, data)

    with monkeypatch.context() as patch:
        patch.setattr(os, "write", full)
        with pytest.raises(CollectionError, match="Disk full"):
            collection.corrections.set_pixel_size("b.tif", 2e-9)
    assert collection.corrections.log.read_bytes().startswith(before)
    assert collection.corrections.current() == {"a.tif": Correction(1e-9)}
    collection.corrections.set_pixel_size("b.tif", 2e-9)
    assert Collection.open(collection.folder).corrections.of("b.tif") == Correction(2e-9)


def test_a_torn_line_is_ignored_and_a_damaged_one_stops_opening(collection, folder):
    collection.corrections.set_pixel_size(["a.tif", "b.tif"], 1e-9)
    log = collection.corrections.log
    whole = log.read_bytes()
    log.write_bytes(whole[:-30])
    opened = Collection.open(folder, annotator="ana", machine="scope")
    assert opened.corrections.current() == {"a.tif": Correction(1e-9)}
    opened.corrections.set_pixel_size("c.tif", 2e-9)
    again = Collection.open(folder)
    assert set(again.corrections.current()) == {"a.tif", "c.tif"}
    assert "cut short" in str(again.problems[0])
    for damage in (b'{"time":"2026-01-01T00:00:00Z","path":"a.tif","bar":[1,2]}\n', b"rubbish\n"):
        log.write_bytes(whole + damage)
        with pytest.raises(CollectionError, match="Line 3 of .*corrections-ana@scope"):
            Collection.open(folder)
    log.write_bytes(whole)


def test_impossible_values_are_refused(collection):
    for metres in (0, -1e-9, 2e3, float("nan")):
        with pytest.raises(CollectionError, match="size of a pixel"):
            collection.corrections.set_pixel_size("a.tif", metres)
    for bar in ((0, 0, 0, 5), (-1, 0, 5, 5), (1, 2, 3)):
        with pytest.raises(CollectionError, match="information bar"):
            collection.corrections.set_bar("a.tif", bar)
    with pytest.raises(CollectionError):
        collection.corrections.set_bar("none.tif", None)
    assert not collection.corrections.log.exists()


def test_a_bar_outside_its_picture_is_left_out(zeiss):
    collection = Collection.open(zeiss)
    collection.corrections.set_bar("plain.png", (0, 500, 80, 100))
    with open_corrected(collection, collection.resolve("plain.png")) as micrograph:
        assert micrograph.bar is None and micrograph.content == (0, 0, 80, 60)


def test_a_read_only_folder_keeps_its_corrections_outside(read_only_folder):
    folder = read_only_folder("a.tif", "b.tif")
    Collection.open(folder).corrections.set_pixel_size("a.tif", 1e-9)
    assert Collection.open(folder).corrections.of("a.tif") == Correction(1e-9)


def test_every_job_applies_them(zeiss):
    collection = Collection.open(zeiss)
    listed = collection.pictures()
    collection.corrections.set_pixel_size(collection.pictures(), 7e-9)
    collection.corrections.set_bar("plain.png", (0, 40, 80, 20))
    for inputs in (gather([zeiss]), inputs_of(collection), inputs_of(collection, listed)):
        records = {record["path"]: record for record in map(describe, inputs.items)}
        assert [records[path]["pixel_size_m"] for path in sorted(records)] == [7e-9, 7e-9]
        assert records["plain.png"]["pixel_size_source"] == "manual"
        assert records["plain.png"]["bar"] == [0, 40, 80, 20]
        rows = [row for step in characterise(inputs.items) for row in step.rows]
        assert rows[0].pixels_used == 80 * 40 and rows[0].pixel_size.x_m == 7e-9


def test_the_command_line_corrects(zeiss, tmp_path, capsys):
    def run(*words):
        return main([str(word) for word in words])

    assert run("calibrate", zeiss, "plain.png", "--pixel-size", "12,4nm", "--bar", "0,50,80,10") == 0
    assert "1 picture corrected" in capsys.readouterr().out
    assert run("info", zeiss, "--json") == 0
    plain, named = map(json.loads, capsys.readouterr().out.splitlines())
    assert (plain["pixel_size_m"], plain["pixel_size_source"]) == (1.24e-08, "manual")
    assert plain["bar"] == [0, 50, 80, 10]
    assert named["pixel_size_m"] == 5.582e-08
    assert run("characterise", zeiss, "--out", tmp_path / "c.csv", "--summary", tmp_path / "s.csv") == 0
    with (tmp_path / "s.csv").open(newline="") as stream:
        row = next(csv.DictReader(stream))
    assert (row["pixel_size_m"], row["area_height"], row["bar"]) == ("1.24e-08", "50", "0 50 80 10")
    assert run("calibrate", zeiss, "--all", "--pixel-size", "1um", "--bar", "none") == 0
    assert set(Collection.open(zeiss).corrections.current().values()) == {Correction(1e-6, None)}
    assert run("calibrate", zeiss, "--all", "--pixel-size", "none", "--bar", "auto", "--lang", "es") == 0
    assert "2 imágenes corregidas" in capsys.readouterr().out
    assert Collection.open(zeiss).corrections.current() == {}
    for words in (
        [],
        ["plain.png"],
        ["plain.png", "--all", "--bar", "none"],
        ["--bar", "none"],
        ["none.png", "--bar", "none"],
        ["plain.png", "--pixel-size", "5000m"],
    ):
        assert run("calibrate", zeiss, *words) == 2
    for words in (["--pixel-size", "12"], ["--bar", "1,2,3"], ["--bar", "x"]):
        with pytest.raises(SystemExit) as ended:
            run("calibrate", zeiss, "--all", *words)
        assert ended.value.code == 2
    assert Collection.open(zeiss).corrections.current() == {}
