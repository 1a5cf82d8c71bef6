"""Generated pictures ranked against a reference: the distances by hand, the nearest, the files."""

import csv
import json
import math
from contextlib import closing

import numpy as np
import pytest
import tifffile

from geodesk import models
from geodesk.jobs.generate import file_name, generate
from geodesk.jobs.inputs import gather
from geodesk.jobs.rank import Likeness, Nearest, Reference, rank
from geodesk.jobs.ranked import keep_nearest
from geodesk.language import GeoDeskError
from geodesk.morphology import lineal_path, otsu, two_point
from tests.unit.models.generators import blobs

SEED = 21


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    return blobs(tmp_path_factory.mktemp("generator") / "blobs.onnx")


@pytest.fixture
def model(path):
    return models.load(path, "cpu", task="generate")


@pytest.fixture
def picture(model, tmp_path):
    """Picture 4 of the series as a reference."""
    list(generate(model, SEED, 5, tmp_path / "reference"))
    return gather([tmp_path / "reference" / file_name(model, SEED, 4)]).items[0]


def rows_of(steps):
    return [row for step in steps for row in step.rows]


def curves(pixels, function, r_max, phase):
    flags = pixels > otsu(pixels)
    return np.concatenate([function(flags, axis, r_max, phase=phase).probability for axis in (1, 0)])


@pytest.mark.parametrize("phase", [0, 1, "both"])
def test_a_distance_is_the_weighted_mean_of_both_functions(model, picture, phase):
    reference = Reference(picture, model, Likeness(3, 1, phase, r_max=20))
    one, other = model.picture(SEED, 0), model.picture(SEED, 4)
    row = reference.measure(0, one)

    def apart(function):
        phases = (0, 1) if phase == "both" else (phase,)
        squares = [(curves(one, function, 20, p) - curves(other, function, 20, p)) ** 2 for p in phases]
        return math.sqrt(np.mean(squares))

    s2, path = apart(two_point), apart(lineal_path)
    assert row.s2 == pytest.approx(s2, rel=1e-9) and row.lineal_path == pytest.approx(path, rel=1e-9)
    assert row.distance == pytest.approx((3 * s2 + path) / 4, rel=1e-9)
    assert row.phi == pytest.approx((one > otsu(one)).mean())


def test_the_picture_itself_is_the_nearest(model, picture):
    rows = rows_of(rank(model, Reference(picture, model, Likeness()), SEED, 12, 3))
    assert len(rows) == 12 and rows[4].distance == 0
    best = sorted(rows, key=lambda row: row.distance)[:3]
    kept = {row.index for row in rows if row.pixels is not None} - {row.dropped for row in rows}
    assert kept == {row.index for row in best}
    assert np.array_equal(rows[4].pixels, model.picture(SEED, 4))


def test_lags_are_lengths_where_both_pixel_sizes_are_known(model, tmp_path, path):
    """The same picture at half the pixel size is as near as the picture itself."""
    pixels = model.picture(SEED, 4, 128)
    fine = np.repeat(np.repeat(pixels, 2, 0), 2, 1)
    resolution = dict(resolution=(1, 1), metadata={"unit": "um"}, imagej=True)
    tifffile.imwrite(tmp_path / "fine.tif", fine, **resolution)  # 1 um a pixel; the model's are 2 um
    reference = Reference(gather([tmp_path / "fine.tif"]).items[0], model, Likeness())
    assert reference.lags == "length" and reference.notice is None
    same = reference.measure(0, pixels)
    others = [reference.measure(i, model.picture(SEED, i, 128)).distance for i in (0, 1, 2)]
    assert same.distance < 0.01 < min(others)
    unknown = models.load(blobs(tmp_path / "m.onnx", pixel_size_m=None), "cpu", task="generate")
    reference = Reference(gather([tmp_path / "fine.tif"]).items[0], unknown, Likeness())
    assert reference.lags == "pixel" and "states no pixel size" in reference.notice.en
    assert reference.measure(0, pixels).distance > 0.01


def test_a_picture_of_one_grey_level_is_a_row_with_its_error(model, picture):
    row = Reference(picture, model, Likeness()).measure(3, np.full((64, 64), 9, np.uint8))
    assert math.isnan(row.distance) and "single grey level" in row.error.en


def test_a_reference_without_two_phases_and_weights_without_a_function_are_refused(model, tmp_path):
    tifffile.imwrite(tmp_path / "flat.tif", np.full((64, 64), 9, np.uint8))
    with pytest.raises(GeoDeskError, match="single grey level"):
        Reference(gather([tmp_path / "flat.tif"]).items[0], model, Likeness())
    with pytest.raises(GeoDeskError, match="absent.tif"):
        Reference(gather([tmp_path / "absent.tif"]).items[0], model, Likeness())
    for weights in ((0, 0), (-1, 2), (math.nan, 1)):
        with pytest.raises(GeoDeskError, match="weight"):
            Likeness(*weights)


def test_the_nearest_keep_the_earlier_of_two_alike():
    nearest = Nearest(2)
    offers = [(0.5, 0), (0.5, 1), (0.5, 2), (math.nan, 3), (0.1, 4), (0.2, 5)]
    assert [nearest.offer(*one) for one in offers] == [
        (True, None),
        (True, None),
        (False, None),
        (False, None),
        (True, 1),
        (True, 0),
    ]
    assert nearest.order == [4, 5]


def table(folder):
    with (folder / "distances.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def test_the_folder_holds_the_nearest_and_the_table_all(model, picture, tmp_path):
    out = tmp_path / "near"
    reference = Reference(picture, model, Likeness())
    rows = rows_of(keep_nearest(model, reference, SEED, 20, 4, out))
    best = sorted(rows, key=lambda row: row.distance)[:4]
    names = {file_name(model, SEED, row.index) for row in best}
    assert {file.name for file in out.glob("*.tif")} == names
    found = table(out)
    assert [row["path"] for row in found] == [file_name(model, SEED, i) for i in range(20)]
    assert {row["path"] for row in found if row["kept"] == "1"} == names
    assert [int(row["rank"]) for row in found if int(row["index"]) == best[0].index] == [1]
    assert float(found[4]["distance"]) == 0
    assert json.loads((out / "distances.json").read_text())["reference_sha256"] == reference.sha256
    # A kept picture is the very file of a plain series.
    list(generate(model, SEED, 5, tmp_path / "plain"))
    name = file_name(model, SEED, 4)
    assert (out / name).read_bytes() == (tmp_path / "plain" / name).read_bytes()


def test_a_ranking_that_is_stopped_leaves_the_best_so_far(model, picture, tmp_path):
    out = tmp_path / "near"
    seen = []
    with closing(keep_nearest(model, Reference(picture, model, Likeness()), SEED, 100_000, 2, out)) as steps:
        for step in steps:
            seen += step.rows
            if len(seen) == 7:
                break
    best = sorted(seen, key=lambda row: row.distance)[:2]
    assert {file.name for file in out.glob("*.tif")} == {file_name(model, SEED, row.index) for row in best}
    assert len(table(out)) == 7
    assert json.loads((out / "distances.json").read_text())["finished"] is False


def test_what_was_there_before_stays(model, picture, tmp_path):
    out = tmp_path / "near"
    list(generate(model, SEED, 3, out))
    rows_of(keep_nearest(model, Reference(picture, model, Likeness()), SEED, 10, 1, out))
    assert {file_name(model, SEED, i) for i in (0, 1, 2, 4)} == {file.name for file in out.glob("*.tif")}
    (out / file_name(model, SEED, 0)).write_text("notes")
    with pytest.raises(GeoDeskError, match="another picture"):
        rows_of(keep_nearest(model, Reference(picture, model, Likeness()), SEED, 10, 1, out))
    assert (out / file_name(model, SEED, 0)).read_text() == "notes"
