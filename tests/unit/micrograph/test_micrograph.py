"""`Micrograph` as its users meet it: lazy facts, settable bar and pixel size, hash, closing."""

import gc
import hashlib
import subprocess
import sys

import numpy as np
import pytest
import tifffile
from PIL import Image

import geodesk.micrograph as gm

GREY = np.random.default_rng(6).integers(0, 256, (100, 120), np.uint8)


@pytest.fixture
def path(tmp_path):
    tifffile.imwrite(tmp_path / "a.tif", GREY)
    return tmp_path / "a.tif"


def test_strings_and_paths(path):
    for given in (path, str(path)):
        with gm.open(given) as m:
            assert m.path == path


def test_pixels_are_the_callers_own(path):
    with gm.open(path) as m:
        m.pixels()[:] = 0
        np.testing.assert_array_equal(m.pixels(), GREY)
        m.region(0, 0, 5, 5)[:] = 0
        np.testing.assert_array_equal(m.region(0, 0, 5, 5), GREY[:5, :5])


@pytest.mark.parametrize("kind", ["png", "tif"])
def test_pixels_decoded_for_the_bar_are_handed_over_once(tmp_path, kind):
    file = tmp_path / f"a.{kind}"
    Image.fromarray(GREY).save(file)
    with gm.open(file) as m:
        assert m.bar is None
        kept = m._kept
        np.testing.assert_array_equal(m.region(2, 3, 7, 8), GREY[3:11, 2:9])
        first = m.pixels()
        assert first is kept
        first[:] = 0
        np.testing.assert_array_equal(m.pixels(), GREY)


@pytest.mark.parametrize(
    "box", [(-1, 0, 5, 5), (0, 0, 121, 5), (0, 0, 5, 101), (3, 3, 0, 5), (119, 99, 2, 1)]
)
def test_boxes_outside_the_picture_are_refused(path, box):
    with gm.open(path) as m, pytest.raises(ValueError, match="does not lie inside"):
        m.region(*box)


def test_the_bar_may_be_set_by_hand(path):
    with gm.open(path) as m:
        m.bar = gm.Rect(0, 80, 120, 20)
        assert (m.bar, m.bar_source, m.content) == ((0, 80, 120, 20), "manual", (0, 0, 120, 80))
        m.bar = (0, 0, 120, 30)
        assert m.content == gm.Rect(0, 30, 120, 70)
        m.bar = None
        assert (m.bar_source, m.content) == ("manual", (0, 0, 120, 100))
        with pytest.raises(ValueError, match="does not lie inside"):
            m.bar = (0, 90, 120, 11)


def test_content_is_the_larger_part_beside_a_bar_in_the_middle(path):
    with gm.open(path) as m:
        m.bar = (0, 30, 120, 10)
        assert m.content == gm.Rect(0, 40, 120, 60)
        m.bar = (0, 0, 120, 100)
        assert m.content == gm.Rect(0, 0, 120, 100)


def test_the_pixel_size_may_be_set(path):
    with gm.open(path) as m:
        assert m.pixel_size is None
        m.pixel_size = gm.PixelSize(1e-6, 1e-6, "manual")
        assert m.pixel_size.source == "manual"


def test_sha256_is_of_the_files_bytes(path):
    with gm.open(path) as m:
        assert m.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()


def test_a_closed_picture_keeps_its_facts_but_gives_no_pixels(path):
    m = gm.open(path)
    m.close()
    m.close()
    assert (m.width, m.height) == (120, 100)
    with pytest.raises(gm.UnreadablePicture, match="closed"):
        m.pixels()


def test_a_forgotten_picture_leaves_no_warning_behind(path):
    # pytest turns the ResourceWarning of an unclosed file into a failure.
    m = gm.open(path)
    m.pixels()
    del m
    gc.collect()


def test_names_that_are_listed_as_pictures():
    for name in ("a.tif", "B.TIFF", "c.Png", "d.jpeg", "e.JPG", "f.bmp", "g.dm3", "h.dm4", "ñ ü.tif"):
        assert gm.is_picture_name(name)
    for name in ("a.txt", "tif", ".tif", "._a.tif", "a.tif.part", "a.hdr", "", "a.gif"):
        assert not gm.is_picture_name(name)
    assert all(e == e.lower() and e.startswith(".") for e in gm.EXTENSIONS)


def test_importing_the_package_is_light():
    code = (
        "import sys, geodesk.micrograph;"
        "print([m for m in ('PIL', 'tifffile', 'imagecodecs', 'scipy', 'onnxruntime') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_repr_names_file_and_size(path):
    with gm.open(path) as m:
        assert "a.tif" in repr(m)
        assert "120×100×1" in repr(m)
