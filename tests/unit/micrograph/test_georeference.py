"""GeoTIFF tags: places on WGS 84, and clear sentences where there are none."""

import numpy as np
import pytest
import tifffile

from geodesk.micrograph.georeference import NoGeoreference, georeference

PIXELS = np.zeros((20, 30, 3), np.uint8)


def geotiff(path, scale, tie, keys, matrix=None):
    """A TIFF with model tags; `keys` as (key, value) shorts."""
    directory = [1, 1, 0, len(keys)]
    for key, value in keys:
        directory += [key, 0, 1, value]
    tags = [(34735, "H", len(directory), directory, True)]
    if matrix is not None:
        tags.append((34264, "d", 16, matrix, True))
    else:
        tags += [(33550, "d", 3, scale, True), (33922, "d", 6, tie, True)]
    tifffile.imwrite(path, PIXELS, photometric="rgb", extratags=tags)
    return path


def projected(code):
    return [(1024, 1), (1025, 1), (3072, code)]


def test_utm_gives_the_place_of_a_known_building(tmp_path):
    # CN Tower, Toronto: 17N 630084 E, 4833438 N is 43.642562 N, 79.387143 W (Wikipedia, "Universal
    # Transverse Mercator coordinate system").
    path = geotiff(tmp_path / "a.tif", [2, 2, 0], [0, 0, 0, 630084, 4833438, 0], projected(32617))
    longitude, latitude = georeference(path).place(0, 0)
    assert (longitude, latitude) == pytest.approx((-79.387139, 43.642567), abs=1e-5)
    assert georeference(path).metres(15, 10) == pytest.approx((2, 2), rel=1e-3)


def test_utm_on_its_meridian_and_south_of_the_equator(tmp_path):
    north = geotiff(tmp_path / "n.tif", [1, 1, 0], [0, 0, 0, 500000, 0, 0], projected(32616))
    assert georeference(north).place(0, 0) == pytest.approx((-87, 0), abs=1e-9)
    south = geotiff(tmp_path / "s.tif", [1, 1, 0], [0, 0, 0, 500000, 10_000_000, 0], projected(32716))
    assert georeference(south).place(0, 0) == pytest.approx((-87, 0), abs=1e-9)
    assert georeference(south).place(0, 100)[1] < 0


def test_degrees_points_and_a_whole_matrix(tmp_path):
    keys = [(1024, 2), (1025, 2), (2048, 4326)]
    path = geotiff(tmp_path / "d.tif", [0.1, 0.2, 0], [0, 0, 0, -89.0, 14.0, 0], keys)
    found = georeference(path)
    assert found.place(0.5, 0.5) == pytest.approx((-89.0, 14.0))  # the tie point is a pixel's middle
    matrix = [0.1, 0, 0, -89.0, 0, -0.2, 0, 14.0, 0, 0, 0, 0, 0, 0, 0, 1]
    path = geotiff(tmp_path / "m.tif", None, None, [(1024, 2), (1025, 1), (2048, 4326)], matrix)
    assert georeference(path).place(10, 5) == pytest.approx((-88.0, 13.0))


def test_web_mercator(tmp_path):
    path = geotiff(tmp_path / "w.tif", [1, 1, 0], [0, 0, 0, -9907500, 1542000, 0], projected(3857))
    longitude, latitude = georeference(path).place(0, 0)
    assert (longitude, latitude) == pytest.approx((-89.0005, 13.7199), abs=2e-3)


@pytest.mark.parametrize("code", [5460, 32661, 32767])
def test_other_coordinates_are_named(tmp_path, code):
    path = geotiff(tmp_path / "x.tif", [1, 1, 0], [0, 0, 0, 5, 5, 0], projected(code))
    with pytest.raises(NoGeoreference, match="no admitidas|not supported"):
        georeference(path)


def test_no_georeference_is_one_sentence(tmp_path):
    tifffile.imwrite(tmp_path / "plain.tif", PIXELS)
    (tmp_path / "text.tif").write_text("nothing")
    for name in ("plain.tif", "text.tif", "missing.tif"):
        with pytest.raises(NoGeoreference, match="georreferencia|georeference"):
            georeference(tmp_path / name)
