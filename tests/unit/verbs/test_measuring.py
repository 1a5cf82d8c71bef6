"""``geodesk measurements export``: drawings on real pictures, as physical units or honestly as pixels."""

import csv
import math
import shutil

import numpy as np
import pytest
import tifffile
from PIL import Image

from geodesk.cli import main
from geodesk.collection import Collection, Measurement

ZEISS, NO_SIZE = "zeiss_55.82nm.tif", "JEOL-SightX-TEM-mag-dummy.tif"
SIZE_UM = 0.05582


def table(path):
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def run(*arguments):
    return main([str(a) for a in arguments])


def drawn(path, kind, *points, **more):
    return Measurement("", path, kind, tuple(points), **more)


@pytest.fixture
def folder(data, tmp_path):
    target = tmp_path / "set"
    target.mkdir()
    for name in (ZEISS, NO_SIZE):
        shutil.copy(data / "sem" / "vendor" / name, target)
    measurements = Collection.open(target, annotator="ana").measurements
    measurements.put(
        [
            drawn(ZEISS, "diameter", (10, 10), (40, 50), name="fibra"),
            drawn(ZEISS, "diameter", (10, 10), (10, 80), name="fibra"),
            drawn(ZEISS, "outline", (0, 0), (20, 0), (20, 20), (0, 20)),
            drawn(ZEISS, "angle", (9, 0), (0, 0), (0, 5)),
            drawn(ZEISS, "profile", (100.5, 300.5), (140.5, 300.5), width=3),
            drawn(NO_SIZE, "length", (0, 0), (3, 4)),
        ]
    )
    return target


def test_lengths_areas_and_angles_with_their_units(folder, tmp_path, capsys):
    out = tmp_path / "m.csv"
    assert run("measurements", "export", folder, out, "--summary", tmp_path / "s.csv", "--quiet") == 0
    rows = {(row["path"], row["kind"], n): row for n, row in enumerate(table(out))}
    tem, first, second, square, angle, profile = rows.values()
    assert (tem["length"], tem["unit"], tem["pixel_size_m"], tem["area_unit"]) == ("5", "px", "", "")
    assert first["id"] == ZEISS and first["page"] == "1" and first["name"] == "fibra"
    assert float(first["length"]) == pytest.approx(50 * SIZE_UM) and first["unit"] == "um"
    assert first["pixel_size_m"] == "5.582e-08" and "Zeiss" in first["pixel_size_source"]
    assert float(square["area"]) == pytest.approx(400 * SIZE_UM**2) and square["area_unit"] == "um2"
    assert float(square["equivalent_diameter"]) == pytest.approx(40 * SIZE_UM / math.sqrt(math.pi))
    assert angle["angle_deg"] == "90" and angle["unit"] == "" and angle["length"] == ""
    assert profile["line_width_px"] == "3" and float(profile["length"]) == pytest.approx(40 * SIZE_UM)
    assert square["points_px"] == "0,0 20,0 20,20 0,20" and second["annotator"] == "ana" and second["time"]
    said = capsys.readouterr()
    assert "n = 2" in said.out and " µm, median " in said.out and " um" not in said.out
    assert (
        " px, median 5" in said.out
        and " °, median 90" in said.out
        and "because the pixel size is unknown: 1" in said.err
    )
    fibres = next(row for row in table(tmp_path / "s.csv") if row["name"] == "fibra")
    assert (fibres["n"], fibres["unit"], fibres["quantity"]) == ("2", "um", "length")
    assert float(fibres["mean"]) == pytest.approx(60 * SIZE_UM)
    assert float(fibres["sd"]) == pytest.approx(math.sqrt(200) * SIZE_UM)


def test_each_page_is_measured_by_its_own_pixel_size(tmp_path):
    folder = tmp_path / "set"
    folder.mkdir()
    grey = np.zeros((80, 100), np.uint8)
    cm = {"photometric": "minisblack", "metadata": None, "resolutionunit": "CENTIMETER"}
    with tifffile.TiffWriter(folder / "pages.tif") as writer:
        writer.write(grey, resolution=(20_000, 20_000), **cm)
        writer.write(grey[::2, ::2], resolution=(10_000, 10_000), **cm)
        writer.write(grey[::4, ::4], photometric="minisblack", metadata=None)
    line = [drawn("pages.tif", "length", (0, 0), (8, 0), page=page) for page in range(3)]
    Collection.open(folder, annotator="ana").measurements.put(line)
    assert run("measurements", "export", folder, tmp_path / "m.csv", "--quiet") == 0
    told = [(row["length"], row["unit"], row["pixel_size_m"]) for row in table(tmp_path / "m.csv")]
    assert told == [("4", "um", "5e-07"), ("8", "um", "1e-06"), ("8", "px", "")]


def test_values_follow_a_corrected_pixel_size(folder, tmp_path):
    Collection.open(folder).corrections.set_pixel_size([ZEISS, NO_SIZE], 2e-6)
    assert run("measurements", "export", folder, tmp_path / "m.csv", "--quiet") == 0
    tem, first, *_ = table(tmp_path / "m.csv")
    assert (tem["length"], tem["unit"], tem["pixel_size_source"]) == ("10", "um", "manual")
    assert first["length"] == "100"


def test_the_grey_levels_of_a_profile_are_those_of_the_picture(folder, tmp_path):
    args = ("measurements", "export", folder, tmp_path / "m.csv", "--profiles", tmp_path / "p.csv")
    assert run(*args, "--quiet", "--annotator", "ana") == 0
    rows = table(tmp_path / "p.csv")
    with Image.open(folder / ZEISS) as image:
        expected = np.asarray(image)[299:302, 100:141].mean(axis=0)
    assert np.allclose([float(row["grey"]) for row in rows], expected)
    assert float(rows[-1]["distance"]) == pytest.approx(40 * SIZE_UM) and rows[0]["unit"] == "um"
    assert run(*args, "--quiet", "--annotator", "eva") == 2, "she measured nothing"


def test_a_picture_that_is_gone_keeps_its_row_and_fails(folder, tmp_path, capsys):
    (folder / NO_SIZE).unlink()
    (folder / "sub").mkdir()
    shutil.copy(folder / ZEISS, folder / "sub" / NO_SIZE)  # another picture of that name elsewhere
    assert run("measurements", "export", folder, tmp_path / "m.csv", "--quiet") == 1
    row = next(row for row in table(tmp_path / "m.csv") if row["path"] == NO_SIZE)
    assert row["error"] and (row["length"], row["unit"]) == ("5", "px")
    assert NO_SIZE in capsys.readouterr().err


def test_nothing_measured_and_a_picture_for_output_are_refused(data, tmp_path, folder):
    shutil.copy(data / "sem" / "vendor" / ZEISS, tmp_path / ZEISS)
    assert run("measurements", "export", tmp_path, tmp_path / "m.csv") == 2
    assert not (tmp_path / "m.csv").exists()
    before = (folder / ZEISS).read_bytes()
    assert run("measurements", "export", folder, folder / ZEISS) == 2
    assert (folder / ZEISS).read_bytes() == before


def test_a_folder_that_nobody_may_write_keeps_them_elsewhere(data, tmp_path):
    target = tmp_path / "cd"
    target.mkdir()
    shutil.copy(data / "sem" / "vendor" / ZEISS, target)
    target.chmod(0o555)
    try:
        Collection.open(target).measurements.put([drawn(ZEISS, "length", (0, 0), (3, 4))])
        assert run("measurements", "export", target, tmp_path / "m.csv", "--quiet") == 0
    finally:
        target.chmod(0o755)
    assert len(table(tmp_path / "m.csv")) == 1 and not (target / ".geodesk").exists()
