"""Derived numbers, label images and details of measured pictures, through the files that are written."""

import csv
import math

import numpy as np
import pytest
import tifffile
from PIL import Image

from geodesk.collection import Collection, provenance, read_csv
from geodesk.jobs.characterise import characterise, completed
from geodesk.jobs.curvetable import curve_rows, summary_row, write_curves
from geodesk.jobs.details import FILES, Details
from geodesk.jobs.inputs import gather
from geodesk.jobs.labelled import kept_images
from geodesk.morphology import (
    DIRECTIONS,
    chord_lengths,
    directional,
    otsu,
    percolation,
    phase_profile,
    two_point_cluster,
)


def table(file):
    with file.open(newline="", encoding="utf-8") as stream:
        return list(csv.DictReader(stream))


def run(paths, tmp_path, **options):
    """Curves, summary and the four files of details as dictionaries, through the files."""
    chosen = {"directions": DIRECTIONS, "depth": "details"} | options
    details = Details(tmp_path / "d")
    steps = characterise(gather(paths).items, **chosen)
    rows = details.taking(row for s in steps for row in s.rows)
    failed = write_curves(rows, tmp_path / "c.csv", tmp_path / "s.csv")
    details.write()
    files = {name.removesuffix(".csv"): table(tmp_path / "d" / name) for name in FILES}
    return table(tmp_path / "c.csv"), table(tmp_path / "s.csv"), files, failed


def numbers(rows, phase, **same):
    """(quantity, direction, unit) → value, low, high of one phase."""
    return {
        (r["quantity"], r["direction"], r["unit"]): [
            float(r[k]) if r[k] else math.nan for k in ("value", "low", "high")
        ]
        for r in rows
        if r["phase"] == str(phase) and all(r[k] == v for k, v in same.items())
    }


@pytest.fixture(scope="module")
def barred(data, tmp_path_factory):
    """A genuine frame of an instrument with its information bar, brought to 16 bits; its tags kept."""
    source = data / "sem" / "vendor" / "fei_gelatin_31.0nm.tif"
    file = tmp_path_factory.mktemp("barred") / "gelatin16.tif"
    with tifffile.TiffFile(source) as opened:
        page = opened.pages.first
        pixels = page.asarray().astype(np.uint16) * 257 + 13
        fei = page.tags[34682].value
        extra = [(34682, 2, 0, "\r\n".join(_fei_lines(fei)), True)]
    tifffile.imwrite(file, pixels, extratags=extra, metadata=None)
    return file, pixels


def _fei_lines(sections):
    for name, values in sections.items():
        yield f"[{name}]"
        yield from (f"{key}={value}" for key, value in values.items())


@pytest.mark.data
def test_threshold_area_and_units_of_every_output_of_a_barred_16_bit_frame(barred, tmp_path):
    file, pixels = barred
    curves, (summary,), details, failed = run([file], tmp_path)
    inside = pixels[:884]
    level, size = otsu(inside), 3.10059e-08
    assert not failed and level > 255
    assert (summary["threshold"], summary["threshold_rule"]) == (str(level), "otsu")
    area = [int(summary[f"area_{key}"]) for key in ("x", "y", "width", "height")]
    assert area == [0, 0, 1024, 884] and summary["bar"] == "0 884 1024 59"
    assert int(summary["pixels_used"]) == 1024 * 884
    assert float(summary["pixel_size_m"]) == pytest.approx(size, rel=1e-5)
    assert "FEI" in summary["pixel_size_source"]
    size = float(summary["pixel_size_m"])
    flags = inside > level
    phi = flags.mean()
    assert float(summary["phi"]) == pytest.approx(phi, abs=1e-12)
    fractions = dict(part.split("=") for part in summary["phase_fractions"].split())
    assert float(fractions["1"]) == pytest.approx(phi) and set(fractions) == {"0", "1"}

    # Curves: half of each side, of the content alone, each lag with its own length.
    wanted = directional(flags, ["x", "y", "diag1", "diag2", "radial"])
    lengths = {"x": size, "y": size, "diag1": size * math.sqrt(2), "diag2": size * math.sqrt(2)}
    for direction, last in (("x", 512), ("y", 442), ("diag1", 442), ("diag2", 442), ("radial", 442)):
        for phase in (0, 1):
            rows = [r for r in curves if (r["direction"], r["phase"]) == (direction, str(phase))]
            assert [int(r["lag_px"]) for r in rows] == list(range(last + 1))
            s2 = wanted[direction].two_point[phase].probability[: last + 1]
            assert [float(r["s2"]) for r in rows] == pytest.approx(s2.tolist(), abs=1e-11)
            if direction == "radial":
                assert all(r["lineal_path"] == "" for r in rows)
                metres = (wanted[direction].distance[: last + 1] * size).tolist()
            else:
                path = wanted[direction].lineal_path[phase].probability[: last + 1]
                assert [float(r["lineal_path"]) for r in rows] == pytest.approx(path.tolist(), abs=1e-11)
                metres = [r * lengths[direction] for r in range(last + 1)]
            assert [float(r["lag_m"]) for r in rows] == pytest.approx(metres, rel=1e-9, abs=1e-20)

    # Surface and intercepts, counted here by hand: unlike neighbours along four directions.
    steps = {
        "x": (flags[:, 1:] != flags[:, :-1]).mean(),
        "y": (flags[1:] != flags[:-1]).mean(),
        "diag1": (flags[1:, 1:] != flags[:-1, :-1]).mean() / math.sqrt(2),
        "diag2": (flags[1:, :-1] != flags[:-1, 1:]).mean() / math.sqrt(2),
    }
    surface = math.pi / 2 * np.mean(list(steps.values()))
    assert float(summary["specific_surface_per_px"]) == pytest.approx(surface)
    assert float(summary["specific_surface_per_m"]) == pytest.approx(surface / size)
    for phase, share in ((0, 1 - phi), (1, phi)):
        mean = math.pi * share / surface
        assert float(summary[f"mean_intercept_{phase}_px"]) == pytest.approx(mean)
        assert float(summary[f"mean_intercept_{phase}_m"]) == pytest.approx(mean * size)
        axes = " ".join(d for d in "xy" if percolation(flags, d, phase).percolates) or "none"
        assert summary[f"percolates_{phase}"] == axes
    ratios = [steps["x"] / steps["y"], steps["y"] / steps["x"]]
    ratios += [steps["diag1"] / steps["diag2"], steps["diag2"] / steps["diag1"]]
    assert float(summary["anisotropy"]) == pytest.approx(max(ratios))
    found = numbers(details["structure"], 1)
    assert found["specific_surface", "", "1/m"][0] == pytest.approx(surface / size)
    for direction, step in (("x", 1.0), ("diag2", math.sqrt(2))):
        mean, low, high = found["mean_intercept", direction, "m"]
        assert mean == pytest.approx(2 * phi / steps[direction] * size) and low < mean < high
        own = chord_lengths(flags, direction)
        assert found["mean_chord", direction, "px"][0] == pytest.approx(own.mean * step)
        assert found["chords", direction, "1"][0] == own.chords
    assert found["percolates", "x", "1"][0] == percolation(flags, "x").percolates
    whole = found["mean_intercept", "", "m"][0]
    assert found["grain_size_number", "", "ASTM E112 G"][0] == pytest.approx(
        -6.643856 * math.log10(whole * 1000) - 3.288
    )
    void = numbers(details["structure"], 0)["mean_intercept", "", "m"][0]
    assert found["fibre_diameter_overlapping", "", "m"][0] == pytest.approx(
        -2 / math.pi * void * math.log(1 - phi)
    )
    units = {row["unit"] for row in details["structure"]}
    assert units == {"1", "px", "m", "1/px", "1/m", "ASTM E112 G"}

    chords = [r for r in details["chords"] if (r["phase"], r["direction"]) == ("1", "diag1")]
    own = chord_lengths(flags, "diag1")
    assert {int(r["length_px"]): int(r["chords"]) for r in chords} == {
        n: int(c) for n, c in enumerate(own.counts) if c
    }
    assert float(chords[3]["length_m"]) == pytest.approx(
        int(chords[3]["length_px"]) * size * math.sqrt(2), rel=1e-9
    )
    assert sum(float(r["share"]) for r in chords) == pytest.approx(1)
    c2 = [
        float(r["two_point_cluster"])
        for r in details["clusters"]
        if (r["phase"], r["direction"]) == ("0", "y")
    ]
    assert c2 == pytest.approx(two_point_cluster(flags, 0, 442, phase=0).probability.tolist(), abs=1e-11)
    profile = [r for r in details["profiles"] if (r["phase"], r["direction"]) == ("1", "y")]
    assert [float(r["fraction"]) for r in profile] == pytest.approx(
        phase_profile(flags, "y").fraction.tolist()
    )
    assert float(profile[100]["position_m"]) == pytest.approx(100 * size)


def test_without_a_pixel_size_nothing_is_told_in_metres(tmp_path):
    Image.fromarray(np.random.default_rng(1).integers(0, 255, (40, 50), dtype=np.uint8)).save(
        tmp_path / "n.png"
    )
    curves, (summary,), details, _ = run([tmp_path / "n.png"], tmp_path)
    assert all(r["lag_m"] == "" for r in curves)
    assert summary["specific_surface_per_m"] == "" and summary["mean_intercept_1_m"] == ""
    assert float(summary["specific_surface_per_px"]) > 0
    assert not {"m", "1/m", "ASTM E112 G"} & {r["unit"] for r in details["structure"]}
    assert all(r["length_m"] == "" for r in details["chords"])


def test_pages_of_a_stack_have_no_distance(tmp_path):
    pages = np.random.default_rng(2).integers(0, 255, (6, 20, 24), dtype=np.uint8)
    metadata = {"unit": "um", "axes": "ZYX"}
    tifffile.imwrite(tmp_path / "v.tif", pages, imagej=True, resolution=(20, 20), metadata=metadata)
    curves, (summary,), details, _ = run([tmp_path / "v.tif"], tmp_path, threshold=100.0)
    assert {r["direction"] for r in curves} == set(DIRECTIONS)
    lengths = {r["direction"]: r["lag_m"] for r in curves if r["lag_px"] == "2"}
    assert lengths["z"] == "" and float(lengths["y"]) == pytest.approx(1e-7)
    flags = pages > 100
    # In pixels over x, y and z; in metres over x and y.
    px = np.mean([np.diff(flags, axis=axis).mean() for axis in range(3)])
    assert float(summary["specific_surface_per_px"]) == pytest.approx(2 * px)
    metres = np.mean([np.diff(flags, axis=axis).mean() for axis in (1, 2)]) / 50e-9
    assert float(summary["specific_surface_per_m"]) == pytest.approx(2 * metres)
    assert {r["direction"] for r in details["profiles"]} == {"x", "y", "z"}


def test_pixels_that_are_not_square_have_no_radial_length(tmp_path):
    pixels = np.random.default_rng(3).integers(0, 255, (30, 30), dtype=np.uint8)
    tifffile.imwrite(tmp_path / "o.tif", pixels, imagej=True, resolution=(20, 10), metadata={"unit": "um"})
    curves, _, _, _ = run([tmp_path / "o.tif"], tmp_path)
    lengths = {r["direction"]: r["lag_m"] for r in curves if r["lag_px"] == "1"}
    assert lengths["radial"] == ""
    assert float(lengths["diag1"]) == pytest.approx(math.hypot(50e-9, 100e-9))


def test_pixels_without_a_value_belong_to_no_cluster(tmp_path):
    pixels = np.ones((20, 30), np.float32)
    pixels[5:10] = 0
    pixels[:, 10:12] = np.nan
    tifffile.imwrite(tmp_path / "n.tif", pixels)
    _, (summary,), details, _ = run([tmp_path / "n.tif"], tmp_path, threshold=0.5)
    found = numbers(details["structure"], 1)
    assert found["clusters", "", "1"][0] == 4
    assert summary["percolates_1"] == "none" and summary["percolates_0"] == "none"


@pytest.fixture(scope="module")
def electrode(data):
    return data / "microstructures" / "nmc_electrode_256.tiff"


@pytest.mark.data
def test_a_label_image_is_measured_phase_by_phase(electrode, tmp_path):
    labels = tifffile.imread(electrode)[:24, :160]
    file = tmp_path / "nmc.tif"
    tifffile.imwrite(file, labels, photometric="minisblack")
    curves, (summary,), details, failed = run(
        [file], tmp_path, phase_images={str(file): file}, r_max=12, threshold="otsu"
    )
    assert not failed
    assert (summary["threshold"], summary["threshold_rule"], summary["phase_image"]) == (
        "",
        "labels",
        "nmc.tif",
    )
    shares = {int(k): float(v) for k, v in (p.split("=") for p in summary["phase_fractions"].split())}
    assert shares == pytest.approx({k: float((labels == k).mean()) for k in (0, 85, 170)})
    for phase in (0, 85, 170):
        both = directional(labels == phase, ["z", "diag2"], 12)
        for direction in ("z", "diag2"):
            rows = [r for r in curves if (r["phase"], r["direction"]) == (str(phase), direction)]
            s2 = both[direction].two_point[1].probability
            assert [float(r["s2"]) for r in rows] == pytest.approx(s2.tolist(), abs=1e-11)
    assert summary["percolates_0"] == "x y z" and summary["percolates_1"] == ""
    assert numbers(details["structure"], 170)["phase_fraction", "", "1"][0] == pytest.approx(shares[170])
    # Half of the sum over the phases: every boundary is one of two.
    each = [numbers(details["structure"], p)["specific_surface", "", "1/px"][0] for p in (0, 85, 170)]
    assert float(summary["specific_surface_per_px"]) == pytest.approx(sum(each) / 2)


def test_label_images_kept_beside_a_folder(tmp_path):
    folder = tmp_path / "f"
    folder.mkdir()
    rng = np.random.default_rng(4)
    for name in ("a.png", "b.png", "c.png"):
        Image.fromarray(rng.integers(0, 255, (30, 40), dtype=np.uint8)).save(folder / name)
    collection = Collection.open(folder)
    labels = rng.integers(0, 3, (30, 40)).astype(np.uint8)
    labels[:5] = 255
    for name in ("a.png", "c.png"):
        picture = collection.resolve(name)
        collection.phases.save(picture, labels, provenance(picture, "0" * 64, {}, ()))
    Image.fromarray(rng.integers(0, 255, (31, 40), dtype=np.uint8)).save(folder / "c.png")
    collection = Collection.open(folder)
    kept = kept_images(collection, collection.pictures())
    assert set(kept) == {"a.png", "c.png"}
    curves, summary, _, failed = run([folder], tmp_path, phase_images=kept)
    assert [row.item.id for row in failed] == ["b.png", "c.png"]
    assert "run geodesk phases" in summary[1]["error"] and "has changed" in summary[2]["error"]
    assert summary[0]["pixels_used"] == str(25 * 40)
    wanted = directional(labels, ["x"], 20, mask=labels != 255, phase=2)["x"].two_point[1].probability
    rows = [r for r in curves if (r["phase"], r["direction"]) == ("2", "x")]
    assert [float(r["s2"]) for r in rows] == pytest.approx(wanted.tolist(), abs=1e-11)
    assert {r["phase"] for r in curves} == {"0", "1", "2"}


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda rng: rng.integers(0, 200, (30, 41), dtype=np.uint8), "pixels and the picture"),
        (lambda rng: rng.integers(0, 200, (30, 40), dtype=np.uint8), "too many to be phases"),
        (lambda rng: rng.integers(0, 2, (2, 30, 40), dtype=np.uint8), "pixels and the picture"),
        (lambda rng: rng.random((30, 40), dtype=np.float32), "not a label image"),
    ],
)
def test_what_is_no_label_image_of_the_picture_is_said(tmp_path, make, words):
    rng = np.random.default_rng(5)
    file = tmp_path / "p.png"
    Image.fromarray(rng.integers(0, 255, (30, 40), dtype=np.uint8)).save(file)
    tifffile.imwrite(tmp_path / "l.tif", make(rng), photometric="minisblack")
    _, _, _, failed = run([file], tmp_path, phase_images={str(file): tmp_path / "l.tif"})
    assert words in str(failed[0].error)


@pytest.mark.data
def test_what_the_window_measured_is_completed_to_what_the_command_line_tells(barred):
    file, _ = barred
    (item,) = gather([file]).items
    for options in ({}, {"threshold": 30000.0, "r_max": 25}):
        (light,) = [row for s in characterise([item], **options) for row in s.rows]
        steps = characterise([item], directions=DIRECTIONS, depth="summary", **options)
        (full,) = [row for s in steps for row in s.rows]
        assert set(light.curves) == {"x", "y"} and not light.structure
        again = completed(light)
        assert list(curve_rows(again)) == list(curve_rows(full))
        assert summary_row(again) == summary_row(full)


@pytest.mark.data
def test_csv_files_of_details_read_back(barred, tmp_path):
    run([barred[0]], tmp_path)
    for name, columns in FILES.items():
        read = read_csv(tmp_path / "d" / name)
        assert tuple(read.columns) == columns and len(read.rows) > 10
