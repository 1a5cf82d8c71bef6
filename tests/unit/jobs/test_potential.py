"""Transport of label images that stand in for pictures, and the file of the potential."""

import json

import numpy as np
import pytest
import tifffile

from geodesk.collection import OUTSIDE, Collection, CollectionError, Phase, provenance
from geodesk.jobs.labelled import kept_images
from geodesk.jobs.potential import write_potential
from geodesk.jobs.transport import Wanted, transport
from geodesk.morphology.transport import effective_transport


@pytest.fixture
def kept(tmp_path):
    """A picture, and a label image of three phases beside it."""
    rng = np.random.default_rng(2)
    tifffile.imwrite(tmp_path / "a.tif", rng.integers(0, 255, (30, 40)).astype(np.uint8))
    collection = Collection.open(tmp_path)
    (item,) = collection.samples()[0].pictures

    def keep(labels):
        made = provenance(item, "", {"kind": "test"}, tuple(Phase(n) for n in range(3)))
        collection.phases.save(item, labels, made | {"source": {}})
        return item, kept_images(collection, [item])

    yield keep
    collection.index.close()


def only(steps):
    (row,) = [row for step in steps for row in step.rows]
    return row


def test_the_label_image_stands_in_for_the_picture(kept):
    labels = np.random.default_rng(4).integers(0, 3, (30, 40)).astype(np.uint8)
    item, images = kept(labels)
    row = only(transport([item], Wanted("y", 2, k1=1.0, k2=0.2, threshold="otsu"), images))
    theirs = effective_transport(labels, 0, 2, k1=1.0, k2=0.2)
    assert (row.error, row.found.k_eff, row.found.phi) == (None, theirs.k_eff, theirs.phi)
    record = row.record()
    assert (record["phase_image"], record["phases"], record["threshold"]) == ("a.tif.tif", "labels", None)


def test_pixels_without_a_phase_and_missing_images_are_told(kept):
    labels = np.zeros((30, 40), np.uint8)
    labels[3, 4] = OUTSIDE
    item, images = kept(labels)
    assert "without a phase" in str(only(transport([item], Wanted("x", 0), images)).error)
    assert "No phases are kept" in str(only(transport([item], Wanted("x", 0), {})).error)
    assert only(transport([item], Wanted("x", 1))).error is None, "the picture itself has a threshold"


def test_the_potential_is_written_with_its_record(kept, tmp_path):
    labels = np.ones((30, 40), np.uint8)
    labels[10:12] = 0
    item, images = kept(labels)
    row = only(transport([item], Wanted("x", 1), images))
    beside = write_potential(row, tmp_path / "u.tif")
    with tifffile.TiffFile(tmp_path / "u.tif") as file:
        field, told = file.asarray(), json.loads(file.pages[0].description)
    assert field.dtype == np.float32 and np.isnan(field[10:12]).all()
    assert np.allclose(field[0], 1 - (np.arange(40) + 0.5) / 40, atol=1e-6)
    assert told == json.loads(beside.read_text()) == row.record() | {"potential": "u.tif"}
    with pytest.raises(CollectionError):
        write_potential(row, tmp_path / "no" / "u.tif")
    failed = only(transport([item], Wanted("z", 1), images))
    with pytest.raises(ValueError, match="no potential"):
        write_potential(failed, tmp_path / "v.tif")
