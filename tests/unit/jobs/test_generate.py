"""Series of generated pictures as files: alike by seed and index, marked, never in the way of others."""

import hashlib
import os
from contextlib import closing

import numpy as np
import pytest
import tifffile
from PIL import Image

from geodesk import micrograph, models
from geodesk.collection import CollectionError
from geodesk.jobs import generate as job
from geodesk.jobs.generate import file_name, generate
from geodesk.jobs.inputs import gather
from geodesk.jobs.synthetic import provenance_of
from geodesk.jobs.transport import Wanted
from geodesk.jobs.transport import transport as transport_job
from geodesk.language import GeoDeskError
from tests.unit.models.generators import blobs


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    return blobs(tmp_path_factory.mktemp("generator") / "blobs.onnx")


@pytest.fixture
def model(path):
    return models.load(path, "cpu", task="generate")


def run(*arguments, **options):
    return [row for step in generate(*arguments, **options) for row in step.rows]


def digests(folder):
    return {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in folder.glob("*.tif")}


def test_the_same_seed_gives_the_same_bytes_whatever_the_count(model, tmp_path):
    run(model, 5, 3, tmp_path / "few")
    run(model, 5, 7, tmp_path / "many")
    few, many = digests(tmp_path / "few"), digests(tmp_path / "many")
    assert sorted(few) == [f"blobs-5-{i:06d}.tif" for i in range(3)] and len(set(many.values())) == 7
    assert few.items() <= many.items()


def test_a_file_is_marked_synthetic_and_says_what_it_was_made_from(model, tmp_path):
    rows = run(model, 9, 2, tmp_path, size=(64, 96))
    assert [row.index for row in rows] == [0, 1]
    with micrograph.open(rows[1].file) as picture:
        assert picture.metadata["synthetic"] == "yes"
        assert picture.pixel_size.x_m == pytest.approx(2e-6) and picture.pixel_size.source == "model blobs"
        assert np.array_equal(picture.pixels(0), model.picture(9, 1, (64, 96)))
    made = provenance_of(rows[1].file)
    assert made["model_sha256"] == model.sha256 and made["synthetic"] is True
    assert (made["seed"], made["index"], made["shape"]) == (9, 1, {"height": 64, "width": 96})


def test_a_model_without_a_pixel_size_gives_none(tmp_path):
    model = models.load(blobs(tmp_path / "m.onnx", pixel_size_m=None), "cpu", task="generate")
    (row,) = run(model, 0, 1, tmp_path / "out")
    with micrograph.open(row.file) as picture:
        assert picture.pixel_size is None


def test_going_on_leaves_what_is_there_and_makes_the_rest(model, tmp_path):
    run(model, 5, 2, tmp_path)
    before = {file.name: file.stat().st_mtime_ns for file in tmp_path.iterdir()}
    rows = run(model, 5, 4, tmp_path, resume=True)
    assert [(row.index, row.pixels is None) for row in rows] == [(0, True), (1, True), (2, False), (3, False)]
    after = {file.name: file.stat().st_mtime_ns for file in tmp_path.iterdir()}
    assert len(after) == 4 and before.items() <= after.items()


@pytest.mark.parametrize("other", ["recorded", "another size", "another model", "text"])
@pytest.mark.parametrize("resume", [False, True])
def test_another_picture_of_that_name_is_not_written_over(model, tmp_path, other, resume):
    file = tmp_path / file_name(model, 5, 2)
    if other == "recorded":
        tifffile.imwrite(file, np.zeros((64, 64), np.uint8))
    elif other == "another size":
        run(model, 5, 3, tmp_path, size=96)
        for index in (0, 1):
            (tmp_path / file_name(model, 5, index)).unlink()
    elif other == "another model":
        changed = models.load(blobs(tmp_path / "m.onnx", version="2"), "cpu", task="generate")
        run(changed, 5, 3, tmp_path)
        for index in (0, 1):
            (tmp_path / file_name(model, 5, index)).unlink()
    else:
        file.write_text("notes")
    before = file.read_bytes()
    with pytest.raises(GeoDeskError, match="blobs-5-000002.tif exists and is another picture"):
        run(model, 5, 4, tmp_path, resume=resume)
    assert file.read_bytes() == before
    assert not (tmp_path / file_name(model, 5, 0)).exists()  # refused before the work


def test_the_same_series_again_replaces_a_picture_by_itself(model, tmp_path):
    run(model, 5, 2, tmp_path)
    before = digests(tmp_path)
    run(model, 5, 2, tmp_path)
    assert digests(tmp_path) == before


def test_a_full_disk_stops_with_what_is_written_whole(model, tmp_path, monkeypatch):
    written = []
    real = job.write_synthetic

    def full_after_two(file, *arguments, **options):
        if len(written) == 2:
            # /dev/full takes nothing, as a full disk does.
            return real(type(file)("/dev/full"), *arguments, **options)
        written.append(file)
        return real(file, *arguments, **options)

    monkeypatch.setattr(job, "write_synthetic", full_after_two)
    with pytest.raises(CollectionError, match="Disk full"):
        run(model, 5, 6, tmp_path)
    assert sorted(file.name for file in tmp_path.iterdir()) == [file_name(model, 5, i) for i in (0, 1)]
    for file in written:
        with Image.open(file) as whole:
            assert whole.size == (64, 64)


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="permissions do not bind this user")
def test_a_folder_that_may_not_be_written_is_said(model, tmp_path):
    tmp_path.chmod(0o555)
    try:
        with pytest.raises(GeoDeskError, match="cannot be made"):
            run(model, 5, 1, tmp_path / "inner")
        with pytest.raises(GeoDeskError, match="permissions"):
            run(model, 5, 1, tmp_path)
    finally:
        tmp_path.chmod(0o755)


class Lost:
    """Plays a device that is lost."""

    def run(self, *_):
        raise RuntimeError("device lost")


def test_a_device_that_fails_is_told_and_the_cpu_makes_the_rest(model, tmp_path):
    run(model, 5, 4, tmp_path / "right")
    model.runner._session, model.runner.device = Lost(), models.DEVICES[1]
    steps = list(generate(model, 5, 4, tmp_path / "out"))
    (said,) = [notice for step in steps for notice in step.notices]
    assert "device lost" in said.en and model.provider == "CPUExecutionProvider"
    assert digests(tmp_path / "out") == digests(tmp_path / "right")


def test_a_file_in_the_place_of_the_folder_is_said(model, tmp_path):
    (tmp_path / "out").write_text("a file")
    with pytest.raises(GeoDeskError, match="out cannot be made"):
        run(model, 5, 1, tmp_path / "out")


def test_closing_stops_between_pictures(model, tmp_path):
    with closing(generate(model, 5, 100_000, tmp_path)) as steps:
        for step in steps:
            if step.done == 2:
                break
    assert sorted(file.name for file in tmp_path.iterdir()) == [file_name(model, 5, i) for i in (0, 1)]


def test_a_name_that_no_file_can_have_becomes_one(tmp_path):
    model = models.load(blobs(tmp_path / "m.onnx", name="berea/ v1: ñ"), "cpu", task="generate")
    assert file_name(model, 1, 1_234_567) == "berea_v1_ñ-1-1234567.tif"


def test_a_volume_is_a_stack_that_the_other_jobs_measure(tmp_path):
    path = blobs(tmp_path / "volume.onnx", cell=8, axes=("depth", "height", "width"))
    model = models.load(path, "cpu", task="generate")
    (row,) = run(model, 2, 1, tmp_path / "out", size=(16, 24, 32))
    with micrograph.open(row.file) as picture:
        assert (picture.pages, picture.height, picture.width) == (16, 24, 32)
        assert np.array_equal(picture.pixels(7), row.pixels[7])
    items = gather([row.file]).items
    from geodesk.jobs.characterise import characterise

    found = [one for step in characterise(items) for one in step.rows]
    assert found[0].error is None and set(found[0].curves) == {"x", "y", "z"}
    assert len(found[0].curves["z"].two_point[1].counts) == 9
    done = [one for step in transport_job(items, Wanted(axis="z")) for one in step.rows]
    assert done[0].error is None and 0 < done[0].found.phi < 1
