import csv

import numpy as np
import pytest
import tifffile
from PIL import Image

from geodesk.jobs.characterise import characterise
from geodesk.jobs.curvetable import SUMMARY_COLUMNS, summary_row, write_curves
from geodesk.jobs.inputs import gather
from geodesk.jobs.structure import quantities
from geodesk.morphology import DIRECTIONS, lineal_path, two_point


def run(paths, tmp_path, **options):
    """Curves and summary as dictionaries, through the files."""
    steps = characterise(gather(paths).items, **options)
    failed = write_curves((row for s in steps for row in s.rows), tmp_path / "c.csv", tmp_path / "s.csv")
    with (tmp_path / "c.csv").open(newline="") as c, (tmp_path / "s.csv").open(newline="") as s:
        return list(csv.DictReader(c)), list(csv.DictReader(s)), failed


@pytest.fixture
def noise(tmp_path):
    pixels = np.random.default_rng(8).integers(0, 4000, (60, 81), dtype=np.uint16)
    tifffile.imwrite(tmp_path / "n.tif", pixels, imagej=True, resolution=(20, 20), metadata={"unit": "um"})
    return tmp_path / "n.tif", pixels


def test_curves_are_those_of_the_library(noise, tmp_path):
    file, pixels = noise
    curves, summary, failed = run([file], tmp_path, threshold=1700.0)
    assert not failed
    for phase in (0, 1):
        for direction, axis in (("x", 1), ("y", 0)):
            rows = [r for r in curves if r["phase"] == str(phase) and r["direction"] == direction]
            r_max = pixels.shape[axis] // 2
            wanted = (pixels > 1700).astype(int)
            s2 = two_point(wanted, axis, r_max, phase=phase).probability
            path = lineal_path(wanted, axis, r_max, phase=phase).probability
            assert [float(r["s2"]) for r in rows] == pytest.approx(s2.tolist(), abs=1e-12)
            assert [float(r["lineal_path"]) for r in rows] == pytest.approx(path.tolist(), abs=1e-12)
            assert [int(r["lag_px"]) for r in rows] == list(range(r_max + 1))
            assert float(rows[3]["lag_m"]) == pytest.approx(3 * 50e-9)
    assert summary[0]["threshold"] == "1700" and summary[0]["threshold_rule"] == "given"
    assert float(summary[0]["phi"]) == pytest.approx((pixels > 1700).mean())
    assert summary[0]["pixels_used"] == str(pixels.size)
    assert float(summary[0]["pixel_size_m"]) == pytest.approx(50e-9)
    assert "ImageJ" in summary[0]["pixel_size_source"]


def test_r_max_is_cut_to_each_axis(noise, tmp_path):
    curves, _, _ = run([noise[0]], tmp_path, r_max=70)
    assert max(int(r["lag_px"]) for r in curves if r["direction"] == "x") == 70
    assert max(int(r["lag_px"]) for r in curves if r["direction"] == "y") == 59


def test_a_real_frame_is_measured_without_its_bar(data, tmp_path):
    file = data / "sem" / "vendor" / "fei_gelatin_31.0nm.tif"
    _, summary, failed = run([file], tmp_path)
    row = summary[0]
    assert not failed and row["area_height"] == "884" and row["bar"] == "0 884 1024 59"
    inside = tifffile.imread(file)[:884]
    assert float(row["phi"]) == pytest.approx((inside > float(row["threshold"])).mean(), abs=1e-12)
    assert float(row["pixel_size_m"]) == pytest.approx(31.0059e-9, rel=1e-4)


def test_a_volume_has_three_directions_and_agrees_with_the_published_curves(data, tmp_path):
    import json

    folder = data / "microstructures"
    published = json.loads((folder / "berea_reference.json").read_text())["S2_pore"]["berea"]
    curves, summary, _ = run([folder / "berea_400.tiff"], tmp_path, threshold=0.0)
    found = {(r["direction"], r["lag_px"]): float(r["s2"]) for r in curves if r["phase"] == "0"}
    names = {"axis0": "z", "axis1": "y", "axis2": "x"}
    checked = 0
    for lag, axes in published.items():
        if not lag.isdigit():
            continue
        for axis, value in axes.items():
            if (names[axis], lag) in found:
                assert found[names[axis], lag] == pytest.approx(value, abs=1e-9)
                checked += 1
    assert checked >= 9 and summary[0]["pages"] == "400"


@pytest.mark.parametrize("level", [0, 128, 255])
def test_an_empty_phase_is_defined(tmp_path, level):
    Image.fromarray(np.full((20, 20), level, np.uint8)).save(tmp_path / "flat.png")
    curves, summary, failed = run([tmp_path / "flat.png"], tmp_path)
    assert not failed and summary[0]["phi"] == "0" and summary[0]["threshold"] == str(level)
    assert all(r["s2"] == ("1" if r["phase"] == "0" else "0") for r in curves)


def test_not_a_number_is_left_out_and_said(tmp_path):
    pixels = np.random.default_rng(1).normal(size=(40, 40)).astype(np.float32)
    pixels[:10] = np.nan
    tifffile.imwrite(tmp_path / "nan.tif", pixels)
    tifffile.imwrite(tmp_path / "none.tif", np.full((8, 8), np.nan, np.float32))
    _, summary, failed = run([tmp_path / "nan.tif", tmp_path / "none.tif"], tmp_path, threshold=0.0)
    assert summary[0]["pixels_used"] == "1200"
    assert float(summary[0]["phi"]) == pytest.approx((pixels[10:] > 0).mean())
    assert len(failed) == 1 and "finite" in summary[1]["error"]


def test_a_one_pixel_picture_has_one_lag(tmp_path):
    Image.fromarray(np.full((1, 1), 9, np.uint8)).save(tmp_path / "dot.png")
    curves, _, failed = run([tmp_path / "dot.png"], tmp_path, threshold=3.0)
    assert not failed and {r["lag_px"] for r in curves} == {"0"}


def test_one_page_of_a_stack_is_measured_as_a_picture(tmp_path):
    pages = np.random.default_rng(2).integers(0, 255, (3, 30, 40), dtype=np.uint8)
    tifffile.imwrite(tmp_path / "stack.tif", pages, photometric="minisblack")
    tifffile.imwrite(tmp_path / "second.tif", pages[1])
    curves, summary, failed = run([tmp_path / "stack.tif"], tmp_path, page=2)
    alone, _, _ = run([tmp_path / "second.tif"], tmp_path)
    assert not failed and summary[0]["page"] == "2" and summary[0]["pages"] == "1"
    assert [{**row, "id": ""} for row in curves] == [{**row, "id": ""} for row in alone]
    _, _, failed = run([tmp_path / "stack.tif"], tmp_path, page=4)
    assert "no page 4" in str(failed[0].error)


def test_a_page_of_another_size_is_measured_whole(tmp_path):
    rng = np.random.default_rng(3)
    pages = [rng.integers(0, 255, (side, side), dtype=np.uint8) for side in (128, 64, 256)]
    with tifffile.TiffWriter(tmp_path / "sizes.tif") as writer:
        for page in pages:
            cm = {} if len(page) == 256 else {"resolution": (len(page) * 100,) * 2, "resolutionunit": 3}
            writer.write(page, photometric="minisblack", **cm)
    for number, page in enumerate(pages, 1):
        _, (row,), failed = run([tmp_path / "sizes.tif"], tmp_path, page=number, threshold=100.0)
        assert not failed
        assert (row["area_width"], row["area_height"]) == (str(len(page)), str(len(page)))
        assert row["pixels_used"] == str(page.size)
        assert float(row["phi"]) == pytest.approx((page > 100).mean())
        told = {128: 1e-2 / 12_800, 64: 1e-2 / 6_400}.get(len(page))
        assert (
            row["pixel_size_m"] == "" if told is None else float(row["pixel_size_m"]) == pytest.approx(told)
        )


def test_directions_are_compared_as_lengths_where_pixels_are_not_square(tmp_path):
    rng = np.random.default_rng(1)
    y, x = np.mgrid[:400, :400]
    discs = np.zeros((400, 400), bool)
    for across, down in rng.uniform(0, 400, (160, 2)):
        discs |= (x - across) ** 2 + (y - down) ** 2 < 15**2
    square = {"unit": "um"}
    tifffile.imwrite(
        tmp_path / "a.tif", discs * np.uint8(200), imagej=True, resolution=(2, 2), metadata=square
    )
    # The same field by pixels twice as high.
    low = discs[::2] * np.uint8(200)
    tifffile.imwrite(tmp_path / "b.tif", low, imagej=True, resolution=(2, 1), metadata={"unit": "um"})
    steps = characterise(gather([tmp_path / "a.tif", tmp_path / "b.tif"]).items, depth="details")
    found = [row for step in steps for row in step.rows]
    for name in ("anisotropy_of_intercepts", "anisotropy_of_ranges"):
        one, other = (
            next(q.value for q in quantities(row.structure[1], row.pixel_size) if q.name == name)
            for row in found
        )
        assert one < 1.2 and other == pytest.approx(one, rel=0.05)
    table = [dict(zip(SUMMARY_COLUMNS, summary_row(row), strict=True)) for row in found]
    assert float(table[1]["anisotropy"]) == pytest.approx(float(table[0]["anisotropy"]), rel=0.05)


def test_of_a_volume_only_directions_within_a_page_have_a_length(tmp_path):
    volume = np.random.default_rng(5).integers(0, 255, (6, 8, 9), dtype=np.uint8)
    file = tmp_path / "volume.tif"
    tifffile.imwrite(file, volume, imagej=True, resolution=(2, 2), metadata={"unit": "um", "axes": "ZYX"})
    curves, _, _ = run([file], tmp_path, directions=DIRECTIONS)
    told = {name: {bool(r["lag_m"]) for r in curves if r["direction"] == name} for name in DIRECTIONS}
    assert told == {name: {name not in ("z", "radial")} for name in DIRECTIONS}


def test_a_pixel_that_is_not_square_says_so(tmp_path):
    pixels = np.random.default_rng(4).integers(0, 255, (20, 30), dtype=np.uint8)
    file = tmp_path / "oblong.tif"
    tifffile.imwrite(file, pixels, imagej=True, resolution=(20, 10), metadata={"unit": "um"})
    curves, (row,), _ = run([file], tmp_path)
    assert float(row["pixel_size_m"]) == pytest.approx(50e-9)
    assert row["pixel_size_source"].endswith("; y = 1e-07 m")
    (third,) = [r for r in curves if (r["phase"], r["direction"], r["lag_px"]) == ("0", "y", "3")]
    assert float(third["lag_m"]) == pytest.approx(300e-9)
