"""``geodesk columns``: metadata of real instruments' files, read once, filtered, sorted, exported."""

import csv
import json
import shutil
from pathlib import Path

import numpy as np
import pytest
import tifffile

from geodesk.cli import main
from geodesk.collection import Collection, CollectionError, Picture
from geodesk.collection import facts as facts_module
from geodesk.collection.columns import ColumnWhere, PictureRow, mixed_sizes, sorted_rows
from geodesk.collection.facts import PictureFacts
from geodesk.jobs.columns import picture_rows

FEI, JEOL, GELATIN = "FEI-Helios-Ebeam-8bits.tif", "JEOL-SightX-TEM-mag-dummy.tif", "fei_gelatin_31.0nm.tif"
MERLIN, FIBRES = "test_tiff_Zeiss_SEM_1k.tif", "zeiss_55.82nm.tif"


def run(*arguments):
    return main([str(a) for a in arguments])


def table(path):
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


@pytest.fixture
def folder(data, tmp_path):
    target = tmp_path / "set"
    target.mkdir()
    for name in (FEI, JEOL, GELATIN, MERLIN, FIBRES):
        shutil.copy(data / "sem" / "vendor" / name, target)
    return target


def rows_of(collection):
    return [row for step in picture_rows(collection) for row in step.rows]


def test_what_the_instruments_wrote(folder, tmp_path):
    assert run("columns", folder, tmp_path / "c.csv", "--quiet") == 0
    rows = {row["id"]: row for row in table(tmp_path / "c.csv")}
    assert list(rows) == [FEI, JEOL, GELATIN, MERLIN, FIBRES]
    one = rows[FIBRES]
    assert (one["kv"], one["detector"], one["magnification"]) == ("8", "SE2", "2000")
    assert (one["working_distance_m"], one["pixel_size_m"]) == ("0.0077", "5.582e-08")
    assert (one["width_px"], one["height_px"], one["dtype"]) == ("1024", "768", "uint8")
    assert one["date"] == "2018-08-10T11:41:13" and one["instrument"] == "Zeiss Merlin-61-56"
    assert rows[JEOL]["pixel_size_m"] == "" and rows[JEOL]["kv"] == "200"


@pytest.mark.parametrize(
    ("where", "found"),
    [
        ("kV >= 10", [JEOL, GELATIN, MERLIN]),
        ("10 <= kv and not kv > 100", [GELATIN, MERLIN]),
        ("detector == SE2 or detector == ETD", [FEI, GELATIN, FIBRES]),
        ("pixel_size < 50nm", [GELATIN]),
        ('pixel_size <= "55,82 nm"', [GELATIN, FIBRES]),
        ("wd > 10mm", [GELATIN, MERLIN]),
        ("working_distance_m > 0.01", [GELATIN, MERLIN]),
        ("instrument ~ Zeiss*", [MERLIN, FIBRES]),
        ("date ~ 2016-*", [FEI]),
        ("kv == 8..25", [GELATIN, MERLIN, FIBRES]),
        ("kv != 8..25 and kv > 0", [FEI, JEOL]),
        ("25..200 == kV", [JEOL, MERLIN]),
        ("pixel_size == 31..56nm", [GELATIN, FIBRES]),
        ('pixel_size == "55,82 nm..3 µm"', [MERLIN, FIBRES]),
        ("pixel_size > 0", [FEI, GELATIN, MERLIN, FIBRES]),
        ("pixel_size != 1nm and kv == 200", [JEOL]),
        ('source == ""', [JEOL]),
        ("width > height and mag >= 2000", [GELATIN, FIBRES]),
    ],
)
def test_filters(folder, tmp_path, where, found):
    assert run("columns", folder, tmp_path / "c.csv", "--where", where, "--quiet") == 0
    assert [row["id"] for row in table(tmp_path / "c.csv")] == found


TAKEN = {
    "a.tif": "2024-02-29T23:59:59",
    "b.tif": "2024-03-01",
    "c.tif": "2024-03-31T08:00:00",
    "d.tif": "2024-06-30T12:30:00",
    "e.tif": "2025-01-01T00:00:00",
    "f.tif": None,
}


@pytest.mark.parametrize(
    ("where", "found"),
    [
        ("date >= 2024-03", "bcde"),
        ("date > 2024-03", "de"),
        ("date <= 2024-03", "abc"),
        ("date < 2024-03", "a"),
        ("2024-03 <= date", "bcde"),
        ("2024-03 > date", "a"),
        ("date == 2024", "abcd"),
        ("date != 2024", "ef"),
        ("date == 2024-3-31", "c"),
        ("date == 2024-03..2024-06", "bcd"),
        ("not date == 2024-03..2024-06", "aef"),
        ("date != 2024-03-01..2024-06-29", "adef"),
        ("date == 2024-02-29..2024-03", "abc"),
        ("date >= 2024-06-30T12:30 and date < 2025", "d"),
        ('date > "2024-06-30 12:29:59"', "de"),
        ('date == "2024-03-31T08:00:00"', "c"),
        ('date == ""', "f"),
        ("date ~ 2024-0[36]-*", "bcd"),
    ],
)
def test_dates_as_far_as_they_are_written(where, found):
    rows = [
        PictureRow(Picture(name, name, Path(name), 1, 1), PictureFacts(date=date))
        for name, date in TAKEN.items()
    ]
    test = ColumnWhere(where)
    assert "".join(row.picture.id[0] for row in rows if test.matches(row)) == found


def test_dates_of_the_instruments_in_a_range(folder, tmp_path):
    run("columns", folder, tmp_path / "all.csv", "--columns", "id,date", "--quiet")
    dates = {row["id"]: row["date"] for row in table(tmp_path / "all.csv")}
    assert dates[FIBRES].startswith("2018-08") and dates[FEI].startswith("2016")
    where = "date == 2016..2018-08"
    assert run("columns", folder, tmp_path / "c.csv", "--where", where, "--quiet") == 0
    expected = [name for name, date in dates.items() if "2016" <= date <= "2018-08-31T23:59:59"]
    assert {FEI, FIBRES} <= set(expected) < set(dates)
    assert [row["id"] for row in table(tmp_path / "c.csv")] == expected


@pytest.mark.parametrize(
    "wrong",
    [
        "volts > 3",
        "kv >",
        "kv > SE2",
        "detector < SE2",
        "kv >= 10 kv",
        "(kv > 1",
        "date > 10/08/2018",
        "date == 2018-13",
        "date == 2018-02-30",
        "date > 2018..2019",
        "date == 2018..2019..2020",
        "kv > 5..20",
        "kv == 5..",
        "kv == 5..viel",
    ],
)
def test_a_wrong_filter_is_told_and_nothing_written(folder, tmp_path, wrong, capsys):
    assert run("columns", folder, tmp_path / "c.csv", "--where", wrong) == 2
    assert not (tmp_path / "c.csv").exists() and "character" in capsys.readouterr().err


def test_sorting_puts_what_is_unknown_last(folder, tmp_path):
    args = ("columns", folder, tmp_path / "c.csv", "--columns", "ID,pixel_size", "--quiet", "--sort")
    assert run(*args, "pixel_size") == 0
    ascending = table(tmp_path / "c.csv")
    assert [row["id"] for row in ascending] == [GELATIN, FIBRES, MERLIN, FEI, JEOL]
    assert list(ascending[0]) == ["id", "pixel_size_m"]
    assert run(*args, "pixel_size:desc") == 0
    assert [row["id"] for row in table(tmp_path / "c.csv")] == [FEI, MERLIN, FIBRES, GELATIN, JEOL]
    assert run(*args, "colour") == 2


def test_files_are_opened_once_and_corrections_stand_over_them(folder, monkeypatch):
    collection = Collection.open(folder)
    first = rows_of(collection)
    (folder / MERLIN).touch()
    shutil.copy(folder / FIBRES, folder / FEI)
    opened = []
    real = facts_module.read_facts
    monkeypatch.setattr("geodesk.jobs.columns.read_facts", lambda one: opened.append(one.id) or real(one))
    collection = Collection.open(folder)
    collection.corrections.set_pixel_size(JEOL, 1e-9)
    again = {row.picture.id: row for row in rows_of(collection)}
    assert sorted(opened) == [FEI, MERLIN], "only those that changed"
    assert again[FEI].value("detector") == "SE2" and first[0].value("detector") == "ETD"
    assert (again[JEOL].value("pixel_size_m"), again[JEOL].value("pixel_size_source")) == (1e-9, "manual")
    assert again[JEOL].facts.pixel_size_m is None


def test_a_file_that_cannot_be_read_is_a_row_and_read_again(folder, tmp_path, capsys):
    (folder / "roto.tif").write_bytes(b"II*\0nothing")
    assert run("columns", folder, tmp_path / "c.csv", "--quiet") == 1
    row = next(row for row in table(tmp_path / "c.csv") if row["id"] == "roto.tif")
    assert row["error"] and row["kv"] == "" and "roto.tif" in capsys.readouterr().err
    collection = Collection.open(folder)
    assert "roto.tif" not in collection.index.facts(collection.pictures())
    last = sorted_rows(rows_of(collection), "kv")[-1]
    assert last.picture.id == "roto.tif" and not ColumnWhere("kv < 1000").matches(last)
    assert ColumnWhere("id ~ rot* and error != ''").matches(last)
    with pytest.raises(CollectionError, match="no such column"):
        ColumnWhere("kilovolts > 3")


def test_curves_of_mixed_pixel_sizes_are_told(folder, tmp_path, capsys):
    args = ("--out", tmp_path / "curves.csv", "--rmax", "2")
    assert run("characterise", folder / FIBRES, folder / MERLIN, *args) == 0
    assert "mixed, from 55.82 to 2615 nm" in capsys.readouterr().err
    assert run("characterise", folder / FIBRES, folder / MERLIN, folder / JEOL, *args) == 0
    said = capsys.readouterr().err
    assert "mixed, from 55.82 to 2615 nm" in said and "of 1 of 3 pictures is unknown." in said
    assert run("characterise", folder / FIBRES, *args) == 0
    assert "mixed" not in capsys.readouterr().err


def test_mixed_pixel_sizes_are_told(folder, tmp_path, capsys):
    assert run("columns", folder, tmp_path / "c.csv", "--where", "instrument ~ Zeiss*") == 0
    assert "mixed, from 55.82 to 2615 nm" in capsys.readouterr().err
    assert run("columns", folder, tmp_path / "c.csv", "--where", "kv >= 100 or detector == SE2") == 0
    said = capsys.readouterr().err
    assert "1 of 2 pictures is unknown, that of the others is not." in said and "mixed" not in said
    assert run("columns", folder, tmp_path / "c.csv") == 0
    said = capsys.readouterr().err
    assert "mixed, from 31.01 to 3372 nm" in said and "The pixel size of 1 of 5 pictures is unknown." in said
    assert run("columns", folder, tmp_path / "c.csv", "--lang", "es") == 0
    said = capsys.readouterr().err
    assert "mezclados, de 31,01 a 3372 nm" in said and "tamaño de píxel de 1 de 5 imágenes." in said
    assert run("columns", folder, tmp_path / "c.csv", "--where", "detector == SE2", "--lang", "es") == 0
    assert "píxel" not in capsys.readouterr().err


def test_pixels_that_are_not_square_tell_their_height_too(tmp_path, capsys):
    grey = np.zeros((30, 40), np.uint8)
    for name, high in (("oblong.tif", 10_000), ("square.tif", 20_000)):
        tifffile.imwrite(tmp_path / name, grey, resolution=(20_000, high), resolutionunit=3, metadata=None)
    assert run("columns", tmp_path, tmp_path / "c.csv", "--quiet") == 0
    told = [row["pixel_size_source"] for row in table(tmp_path / "c.csv")]
    assert told == ["TIFF resolution; y = 1e-06 m", "TIFF resolution"]
    capsys.readouterr()
    assert run("info", tmp_path / "oblong.tif", tmp_path / "square.tif", "--lang", "en") == 0
    said = capsys.readouterr().out
    assert "pixel size: 500 nm × 1 µm (TIFF" in said and "pixel size: 500 nm (TIFF" in said
    assert run("info", tmp_path / "oblong.tif", "--json") == 0
    record = json.loads(capsys.readouterr().out)
    assert (record["pixel_size_m"], record["pixel_size_y_m"]) == (5e-7, 1e-6)


@pytest.mark.parametrize(
    ("sizes", "told"),
    [
        ((5e-8, 2.6e-6), "from 50 to 2600 nm:"),
        ((5e-11, 5e-4), "from 0.05 nm to 500 µm:"),
        ((2e-6, 30.0), "from 2000 nm to 30 m:"),
    ],
)
def test_mixed_sizes_are_told_without_exponents(sizes, told):
    assert told in mixed_sizes(sizes).en
