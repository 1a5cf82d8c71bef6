"""Gatan dm3 and dm4: every pixel type, both byte orders, both versions; thumbnails; the real file."""

import numpy as np
import pytest

import geodesk.micrograph as gm

rng = np.random.default_rng(3)
TYPES = ["u1", "i1", "u2", "i2", "u4", "i4", "f4", "f8", "u8", "i8"]


@pytest.mark.parametrize("version", [3, 4])
@pytest.mark.parametrize("little", [True, False], ids=["little", "big"])
@pytest.mark.parametrize("kind", TYPES)
def test_every_type_order_and_version(tmp_path, dm_bytes, dm_tree, kind, version, little):
    pixels = (rng.normal(0, 1, (37, 53)) * 50).astype(kind)
    path = tmp_path / f"a.dm{version}"
    path.write_bytes(dm_bytes(dm_tree(pixels, "nm", 0.25), version=version, little=little))
    with gm.open(path) as m:
        assert (m.width, m.height, m.pages, m.channels) == (53, 37, 1, 1)
        assert m.dtype == np.dtype(kind)
        assert m.pixels().dtype.isnative
        np.testing.assert_array_equal(m.pixels(), pixels)
        np.testing.assert_array_equal(m.region(10, 5, 20, 30), pixels[5:35, 10:30])
        assert m.pixel_size == gm.PixelSize(0.25e-9, 0.25e-9, "Gatan Calibrations.Dimension")


def test_a_volume_is_pages(tmp_path, dm_bytes, dm_tree):
    volume = rng.integers(0, 65536, (4, 20, 30), np.uint16)
    path = tmp_path / "v.dm4"
    path.write_bytes(dm_bytes(dm_tree(volume), version=4))
    with gm.open(path) as m:
        assert m.pages == 4
        np.testing.assert_array_equal(m.volume(), volume)
        np.testing.assert_array_equal(m.region(2, 3, 4, 5, page=2), volume[2, 3:8, 2:6])


def test_colour_is_stored_as_blue_green_red(tmp_path, dm_bytes, dm_tree):
    stored = rng.integers(0, 256, (10, 12, 4), np.uint8)
    path = tmp_path / "c.dm3"
    path.write_bytes(dm_bytes(dm_tree(stored)))
    with gm.open(path) as m:
        assert m.channels == 3
        np.testing.assert_array_equal(m.pixels(), stored[:, :, 2::-1])


def test_the_thumbnail_is_not_the_picture_even_where_it_is_larger(tmp_path, dm_bytes, dm_tree):
    thumbnail = rng.integers(0, 256, (64, 64, 4), np.uint8)
    pixels = rng.integers(0, 1000, (20, 20)).astype(np.uint16)
    path = tmp_path / "t.dm3"
    listed = {"Thumbnails": {"#0": {"ImageIndex": 0}}}
    path.write_bytes(dm_bytes(dm_tree(thumbnail), dm_tree(pixels), **listed))
    with gm.open(path) as m:
        np.testing.assert_array_equal(m.pixels(), pixels)


def test_without_a_list_of_thumbnails_the_largest_image_is_taken(tmp_path, dm_bytes, dm_tree):
    small, large = np.zeros((8, 8), np.uint8), rng.integers(0, 256, (40, 30), np.uint8)
    path = tmp_path / "l.dm3"
    path.write_bytes(dm_bytes(dm_tree(large), dm_tree(small)))
    with gm.open(path) as m:
        np.testing.assert_array_equal(m.pixels(), large)


@pytest.mark.parametrize(
    ("unit", "scale", "metres"),
    [
        ("nm", 0.5, 0.5e-9),
        ("µm", 2.0, 2e-6),
        ("um", 2.0, 2e-6),
        ("mm", 0.25, 0.25e-3),
        ("1/nm", 0.5, None),
        ("", 1.0, None),
        ("eV", 0.5, None),
        ("nm", 0.0, None),
        ("nm", -0.5, 0.5e-9),
    ],
)
def test_the_unit_decides_whether_there_is_a_pixel_size(tmp_path, dm_bytes, dm_tree, unit, scale, metres):
    path = tmp_path / "u.dm3"
    path.write_bytes(dm_bytes(dm_tree(np.zeros((9, 9), np.uint8), unit, scale)))
    with gm.open(path) as m:
        assert (m.pixel_size and m.pixel_size.x_m) == (metres and pytest.approx(metres))


def test_instrument_facts(tmp_path, dm_bytes, dm_tree):
    tags = {
        "Microscope Info": {"Name": "Tecnai", "Voltage": 200000.0, "Indicated Magnification": 22500.0},
        "DataBar": {
            "Acquisition Date": "8/8/2016",
            "Acquisition Time": "4:26:37 PM",
            "Device Name": "DigiScan",
        },
    }
    path = tmp_path / "f.dm3"
    path.write_bytes(dm_bytes(dm_tree(np.zeros((9, 9), np.uint8), **tags)))
    with gm.open(path) as m:
        assert m.instrument == "Tecnai"
        expected = {
            "kv": 200,
            "magnification": 22500,
            "date": "2016-08-08T16:26:37",
            "detector": "DigiScan",
        }
        assert m.metadata == expected


def test_pixels_cut_off_are_not_invented(tmp_path, dm_bytes, dm_tree):
    whole = dm_bytes(dm_tree(rng.integers(0, 256, (40, 30), np.uint8)))
    path = tmp_path / "cut.dm3"
    start = whole.index(b"Data")
    for end in (start + 200, start + 900, 40, 20):
        path.write_bytes(whole[:end])
        with pytest.raises(gm.UnreadablePicture):
            gm.open(path)


def test_complex_data_are_refused_in_words(tmp_path, dm_bytes, dm_tree):
    tree = dm_tree(np.zeros((9, 9), np.float32))
    tree["ImageData"]["DataType"] = 3
    path = tmp_path / "z.dm3"
    path.write_bytes(dm_bytes(tree))
    with pytest.raises(gm.UnreadablePicture, match="does not read"):
        gm.open(path)


def test_the_real_file(data):
    with gm.open(data / "sem" / "vendor" / "test_STEM_image.dm3") as m:
        assert (m.width, m.height, m.channels) == (68, 68, 1)
        assert m.dtype == np.uint32
        assert m.pixel_size is not None
        assert m.pixel_size.x_m == pytest.approx(0.248538e-9, rel=1e-5)
        assert m.pixel_size.y_m == m.pixel_size.x_m
        assert m.metadata["kv"] == 200
        assert m.metadata["magnification"] == 225000
        assert m.instrument == "FEI Tecnai Remote"
        pixels = m.pixels()
        # A high-angle dark-field frame: noise around a mean well above zero, nothing constant.
        assert pixels.std() > 0
        assert len(np.unique(pixels)) > 100
        assert m.bar is None
