"""The pixel sizes of training pictures in a card: read from the files, corrected as people did."""

import pytest

from geodesk.cli import main
from tests.unit.jobs import pictures
from training.data.index import DataIndex, Row
from training.data.pixelsize import learnt_sizes


@pytest.fixture
def index(tmp_path):
    for at, name in enumerate("abcd"):
        pictures.grey(tmp_path, f"{name}.png", 50 * at)
    rows = [Row(f"{name}.png", "YES", name, split) for name, split in zip("abc", ("train",) * 3, strict=True)]
    return DataIndex(tmp_path, (*rows, Row("d.png", "YES", "d", "test")))


def calibrate(folder, name, length):
    assert main(["calibrate", str(folder), name, "--pixel-size", length, "--quiet"]) == 0


def test_the_range_is_that_of_what_was_learnt_from(index):
    calibrate(index.folder, "a.png", "20 nm")
    calibrate(index.folder, "b.png", "50 nm")
    assert learnt_sizes(index) is None, "one is unknown"
    calibrate(index.folder, "c.png", "30 nm")
    calibrate(index.folder, "d.png", "5 um")
    assert learnt_sizes(index) == {"min": pytest.approx(20e-9), "max": pytest.approx(50e-9)}


def test_a_picture_that_is_gone_makes_it_unknown(index):
    for name in "abc":
        calibrate(index.folder, f"{name}.png", "20 nm")
    (index.folder / "b.png").unlink()
    assert learnt_sizes(index) is None


def test_samples_of_the_program_state_theirs(samples):
    rows = tuple(Row(f"{name}.tif", "YES", name) for name in ("discos_solapados", "fibras_malla"))
    assert learnt_sizes(DataIndex(samples, rows)) == {
        "min": pytest.approx(20e-9, rel=1e-3),
        "max": pytest.approx(50e-9, rel=1e-3),
    }
