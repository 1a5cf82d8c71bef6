"""Contact sheets: small pictures and their curves as they come; saving what was chosen."""

import numpy as np
import pytest

from geodesk import micrograph, models
from geodesk.jobs.characterise import characterise
from geodesk.jobs.contact import contact, measure, nearest, picture_name, save, smaller
from geodesk.jobs.generate import generate
from geodesk.jobs.inputs import gather
from geodesk.jobs.rank import Likeness, Reference
from geodesk.jobs.synthetic import provenance_of
from geodesk.models.origins import Between, Drawn
from tests.unit.models.generators import blobs


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    return blobs(tmp_path_factory.mktemp("generator") / "blobs.onnx")


@pytest.fixture
def model(path):
    return models.load(path, "cpu", task="generate")


def rows_of(steps):
    return [row for step in steps for row in step.rows]


def test_a_sheet_has_each_picture_small_and_measured_as_its_file_is(model, tmp_path):
    rows = rows_of(contact(model, 5, 3, size=96, side=40))
    assert [row.origin for row in rows] == [Drawn(5, i) for i in range(3)]
    assert all(row.small.shape == (40, 40) and row.small.dtype == np.uint8 for row in rows)
    files = [row.file for row in rows_of(generate(model, 5, 3, tmp_path, size=96))]
    found = rows_of(characterise(gather(files).items, directions=("x", "y")))
    for row, other in zip(rows, found, strict=True):
        assert row.measured.threshold == other.threshold and row.measured.phi == other.phi
        assert row.measured.pixel_size.x_m == pytest.approx(other.pixel_size.x_m)
        for name in ("x", "y"):
            for function in ("two_point", "lineal_path"):
                mine, theirs = (getattr(one.curves[name], function)[1] for one in (row.measured, other))
                assert np.array_equal(mine.counts, theirs.counts)


def test_a_small_picture_keeps_its_shape_and_a_volume_shows_its_middle():
    pixels = np.arange(60 * 120, dtype=np.uint32).reshape(60, 120).astype(np.uint8)
    assert smaller(pixels, 40).shape == (20, 40)
    assert np.array_equal(smaller(pixels, 500), pixels)
    volume = np.stack([np.full((8, 8), page, np.uint8) for page in range(6)])
    assert (smaller(volume, 128) == 3).all()


def test_a_picture_of_one_grey_level_is_told_and_does_not_count(model):
    assert "single grey level" in measure(model, "flat", np.full((64, 64), 7, np.uint8)).error.en


def test_of_a_ranking_the_nearest_so_far_come_small(model, tmp_path):
    generate_one = rows_of(generate(model, 5, 1, tmp_path))
    item = gather([generate_one[0].file]).items[0]
    rows = rows_of(nearest(model, lambda: Reference(item, model, Likeness()), 5, 10, 2))
    assert rows[0].ranked.distance == 0 and rows[0].small is not None
    shown = {row.ranked.index for row in rows if row.small is not None} - {row.ranked.dropped for row in rows}
    assert shown == {row.ranked.index for row in sorted(rows, key=lambda row: row.ranked.distance)[:2]}


def test_what_is_saved_says_how_it_was_made_and_is_not_written_twice(model, tmp_path):
    place = Between(Drawn(5, 0), Drawn(6, 1), 0.25)
    origins = [Drawn(5, 2), place]
    names = [row.path for row in rows_of(save(model, origins, tmp_path, size=96))]
    assert names == ["blobs-5-000002.tif", "blobs-(5-000000_6-000001_s0.250).tif"]
    assert names == [picture_name(model, origin) for origin in origins]
    made = provenance_of(tmp_path / names[1])
    assert made["between"] == [{"seed": 5, "index": 0}, {"seed": 6, "index": 1}] and made["synthetic"]
    with micrograph.open(tmp_path / names[1]) as picture:
        latent = place.latent(model.spec, (96, 96))
        assert np.array_equal(picture.pixels(0), model.from_latent(latent, (96, 96)))
    times = [(tmp_path / name).stat().st_mtime_ns for name in names]
    again = list(save(model, origins, tmp_path, size=96))
    assert again[-1].failed == 0 and times == [(tmp_path / name).stat().st_mtime_ns for name in names]
    other = list(save(model, origins, tmp_path, size=64))[-1]  # the same names, another size
    assert other.failed == 2
    assert times == [(tmp_path / name).stat().st_mtime_ns for name in names]
