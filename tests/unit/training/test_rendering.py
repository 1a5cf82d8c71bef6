"""Rendered micrographs: seeds, geometry, optics, and the bundled samples."""

import numpy as np
import pytest
import tifffile

import geodesk.micrograph as gm
from training.rendering import (
    Bar,
    Detector,
    FibreMat,
    Mineral,
    ThinSection,
    binary_discs,
    expose,
    fibre_mat,
    generator,
    with_information_bar,
)
from training.samples import samples as rendered_samples
from training.scenes import random_scene


@pytest.fixture(scope="module")
def rendered():
    return list(rendered_samples())


def test_equal_seeds_give_equal_pictures_and_others_differ():
    one, two, other = (random_scene((1, n), 200)[1] for n in (5, 5, 6))
    np.testing.assert_array_equal(one, two)
    assert (one != other).mean() > 0.5


def test_fibres_have_the_diameter_asked_for():
    pixel = 50e-9
    mat = FibreMat(
        diameter_m=1e-6, diameter_spread=0, coverage=0.05, curl=0, edge=0, asymmetry=0, background=0
    )
    pixels = fibre_mat((400, 400), pixel, 3, mat).pixels
    share = np.mean(pixels > 0.1)
    # Three fibres at least cross the field, 20 px wide; each covers at most 20·√2·400 pixels.
    assert 0.02 < share < 3 * 20 * np.sqrt(2) * 400 / 400**2
    runs = np.diff(np.flatnonzero(np.diff(np.r_[0, pixels[200] > 0.1, 0].astype(int))))[::2]
    assert runs.min(initial=99) >= 18


def test_the_boolean_model_has_the_porosity_asked_for():
    shares = [1 - binary_discs((400, 400), 1.0, seed, 30.0, 0.5).mean() for seed in range(8)]
    assert np.mean(shares) == pytest.approx(0.5, abs=0.04)
    with pytest.raises(ValueError, match="porosity"):
        binary_discs((10, 10), 1.0, 1, 3.0, 1.0)


def test_grains_go_extinct_every_ninety_degrees():
    quartz = Mineral(0.009, (1.0, 1.0, 1.0), 0.0, 1.0)
    section = ThinSection((120, 120), 4e-6, 200e-6, 5, (quartz,))
    centre = [section.cross_polarised(angle).pixels[58:62, 58:62].mean() for angle in range(0, 181, 5)]
    # I = sin²(2θ): the mean over a half turn is half of the largest, and the period is 90°.
    assert np.allclose(centre[:19], centre[18:], atol=0.08)
    assert min(centre) < 0.25 * max(centre)


def test_the_detector_adds_the_noise_it_states():
    flat = fibre_mat((300, 300), 1e-7, 1, FibreMat(coverage=0.0, background=0.4))
    still = expose(flat, Detector(0, electrons=1e9, readout=0), generator(1)).astype(float)
    noisy = expose(flat, Detector(0, electrons=1e9, readout=9), generator(1)).astype(float)
    assert np.std(noisy - still) == pytest.approx(9, rel=0.05)


def test_the_information_bar_states_the_scale_that_it_draws():
    frame = np.full((400, 640), 120, np.uint8)
    framed = with_information_bar(frame, 40e-9, Bar(height=48))
    assert framed.shape == (448, 640)
    np.testing.assert_array_equal(framed[:400], frame)
    # 22 % of 25.6 µm is 5.6 µm: the bar is 5 µm, 125 pixels and the two end marks.
    line = np.flatnonzero(framed[400 + 24 + 10, :150] == 255)
    assert line.max() - line.min() == pytest.approx(125, abs=2)


def test_the_bundled_samples_are_those_the_code_renders(samples, rendered):
    known = {path.stem for path in samples.glob("*.tif")}
    assert {sample.name for sample in rendered} == known
    for sample in rendered:
        stored = tifffile.imread(samples / f"{sample.name}.tif")
        assert stored.shape == sample.pixels.shape and stored.dtype == sample.pixels.dtype
        # Another processor may round a sine the other way: a level of difference in few pixels.
        top = np.iinfo(stored.dtype).max
        apart = np.abs(stored.astype(int) - sample.pixels.astype(int)) / top
        assert np.mean(apart > 1.5 / 255) < 1e-3, sample.name


def test_samples_carry_their_pixel_size_and_say_that_they_are_synthetic(samples, rendered):
    by_name = {sample.name: sample for sample in rendered}
    files = sorted(samples.glob("*.tif"))
    assert len(files) >= 12
    for path in files:
        with gm.open(path) as micrograph:
            assert micrograph.pixel_size is not None, path.name
            assert micrograph.pixel_size.x_m == pytest.approx(by_name[path.stem].pixel_size_m, rel=1e-3)
        with tifffile.TiffFile(path) as tif:
            assert "synthetic" in tif.pages[0].tags["Software"].value
    assert sum(path.stat().st_size for path in samples.iterdir()) < 6e6


def test_framed_samples_have_their_information_bar_found(samples):
    for path in samples.glob("sem_barra_*.tif"):
        with gm.open(path) as micrograph:
            assert micrograph.bar is not None, path.name
            assert abs(micrograph.bar.y - 480) <= 1 and micrograph.bar.w == 640, path.name
