"""The generators: their exact totals, what they are held to, one step and its resume, what they are worth."""

import json

import numpy as np
import pytest
from PIL import Image

from geodesk import morphology
from geodesk.collection import Collection, Picture
from geodesk.models.latents import normal
from training.gan import judge, latents, pixels
from training.gan.fit import fit, pair_of
from training.gan.settings import NoGenerator, NoRealPictures, Settings, chosen
from training.progress import Progress
from training.rendering import Discs, overlapping_discs


def counts(model):
    trainable = sum(int(np.prod(weight.shape)) for weight in model.trainable_weights)
    return model.count_params(), trainable, model.count_params() - trainable


def discs(seed, side=192, diameter=14, coverage=0.9):
    field = overlapping_discs((side, side), 1.0, seed, Discs(diameter, 0.2, coverage, 0.0, 0.0))
    return np.clip(np.rint(field.pixels * 255), 0, 255).astype(np.uint8)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("real")
    for seed in range(4):
        Image.fromarray(discs(seed)).save(folder / f"{seed}.png")
    return folder


def test_the_theses_networks_have_the_studys_parameters():
    from training.gan import networks

    assert counts(networks.thesis_generator()) == (499_777, 499_137, 640)
    assert counts(networks.thesis_discriminator()) == (68_086, 67_604, 482)


def test_our_generator_draws_any_size_without_a_border():
    from training.gan import networks

    generator = networks.generator((16, 12, 8, 6, 4))
    for cells in (3, 6):
        z, style = latents.batch(1, [0], [(cells + 2, cells + 2, latents.DEPTH), (latents.STYLE,)])
        assert generator([z, style]).shape == (1, 16 * cells, 16 * cells, 1)
    # A cell beyond the border only reaches so far: the middle of a larger picture is the same.
    z, style = latents.batch(1, [0], [(12, 12, latents.DEPTH), (latents.STYLE,)])
    whole = np.asarray(generator([z, style]))[0, ..., 0]
    part = np.asarray(generator([z[:, 1:-1, 1:-1], style]))[0, ..., 0]
    inner = slice(40, -40)
    np.testing.assert_allclose(part[inner, inner], whole[16:-16, 16:-16][inner, inner], atol=1e-4)


def test_a_picture_depends_on_its_seed_and_index_alone():
    one = normal(7, 3, [(4, 4, 8), (16,)])
    among = latents.batch(7, [1, 3, 9], [(4, 4, 8), (16,)])
    for alone, many in zip(one, among, strict=True):
        assert np.array_equal(alone, many[1]) and not np.array_equal(alone, many[0])
    assert not np.array_equal(one[1], normal(8, 3, [(4, 4, 8), (16,)])[1])


def test_the_soft_structure_is_that_of_the_kernel():
    import tensorflow as tf

    from training.gan.structure import structure

    pictures = np.stack([np.where(discs(seed, 128) > 127, 230, 20).astype(np.uint8) for seed in range(3)])
    found = structure(tf.constant(pictures[..., None] / np.float32(127.5) - 1), 64)
    for i, picture in enumerate(pictures):
        exact = morphology.correlations(picture, threshold=127, r_max=63)
        s2 = (exact[0].two_point[1].probability + exact[1].two_point[1].probability) / 2
        np.testing.assert_allclose(found.two_point[i], s2, atol=0.01)
        for phase in (0, 1):
            path = [exact[axis].lineal_path[phase].probability for axis in (0, 1)]
            lengths = np.array([1, 2, 4, 8, 16, 32, 64])
            np.testing.assert_allclose(
                found.lineal_path[i, phase], np.mean(path, axis=0)[lengths - 1], atol=0.01
            )
    np.testing.assert_allclose(found.fraction, (pictures > 127).mean((1, 2)), atol=0.01)


def test_the_threshold_in_the_graph_is_otsus():
    import tensorflow as tf

    from training.gan.structure import otsu

    rng = np.random.default_rng(3)
    for low, high, share in ((60, 180, 0.3), (20, 120, 0.7)):
        spread = np.where(rng.uniform(size=(96, 96)) < share, high, low) + rng.normal(0, 12, (96, 96))
        picture = np.clip(spread, 0, 255).astype(np.uint8)
        found = (float(otsu(tf.constant(picture[None, ..., None] / np.float32(127.5) - 1))[0]) + 1) * 127.5
        exact = morphology.otsu(picture)
        # Between two heaps the variance is flat: the phases count, not the level.
        assert abs((picture > found).mean() - (picture > exact).mean()) < 0.01


def test_sections_of_a_volume_are_pictures_and_labels_fill_the_range(tmp_path):
    import tifffile

    rng = np.random.default_rng(0)
    volume = rng.integers(0, 2, (40, 48, 56), dtype=np.uint8) * 85
    tifffile.imwrite(tmp_path / "volume.tif", volume)
    volume_file = Picture("volume.tif", "volume.tif", tmp_path / "volume.tif", 0, 0)
    found = pixels.sources([volume_file], 40)
    assert len(found) == 40 + 48 + 56
    assert {int(value) for value in np.unique(found[50].pixels)} == {0, 255}
    assert np.array_equal(found[0].pixels > 0, volume[0] > 0)
    with pytest.raises(pixels.NoCrops):
        pixels.sources([volume_file], 60)


def test_a_run_that_goes_on_ends_as_one_that_was_never_stopped(folder, tmp_path):
    settings = {"network": "dcgan", "data": [str(folder)], "side": 96, "batch": 2, "every": 1}
    fit(tmp_path / "whole", Settings(**settings, steps=2), Progress(True))
    stopped = tmp_path / "stopped"
    with pytest.MonkeyPatch.context() as patch:
        real = pixels.batch

        def interrupted(*arguments):
            if arguments[3][1:] == (2, 1):  # the crops of the second step
                raise KeyboardInterrupt
            return real(*arguments)

        patch.setattr(pixels, "batch", interrupted)
        with pytest.raises(KeyboardInterrupt):
            fit(stopped, Settings(**settings, steps=2), Progress(True))
    assert json.loads((stopped / "state.json").read_text())["step"] == 1
    fit(stopped, Settings("dcgan", steps=2), Progress(True), resume=True)
    one, other = (np.load(run / "variables.npz") for run in (tmp_path / "whole", stopped))
    assert set(one) == set(other)
    for name in one:
        np.testing.assert_allclose(one[name], other[name], atol=2e-5, err_msg=name)
    assert (stopped / "sheets" / "000002.png").is_file()


def test_nothing_to_go_on_from_is_said_in_one_sentence(tmp_path):
    with pytest.raises(NoGenerator):
        fit(tmp_path, Settings("dcgan"), Progress(True), resume=True)


def test_the_studys_defect_leaves_the_batch_statistics_untouched():
    real = np.zeros((2, 320, 320, 1), np.float32)
    for defects in (True, False):
        pair = pair_of(Settings("dcgan-thesis", study_defects=defects), [])
        pair.step(real, 1, 0, 0.0)
        moved = np.abs(pair.generator.get_layer("bn1").moving_mean.numpy()).max() > 0
        assert moved != defects


def test_errors_are_small_between_halves_of_one_structure_and_large_between_two():
    real = np.stack([discs(seed, 160) for seed in range(12)])
    other = np.stack([discs(seed, 160, 30, 0.5) for seed in range(20, 26)])
    each = judge.curves(real)
    floor = judge.floor(each, [str(i) for i in range(12)])
    half = judge.errors(judge.mean_curves(real[:6]), judge.mean_curves(real[6:]))
    far = judge.errors(judge.mean_curves(real), judge.mean_curves(other))
    for name in judge.CURVES:
        assert len(each[name][0]) == 81
        assert floor[name] < 0.03 and half[name] < 3 * floor[name] + 0.01
    assert far["s2"] > 3 * floor["s2"]


def test_a_seam_shows_as_a_peak_of_s2_and_a_copy_as_no_distance():
    rng = np.random.default_rng(1)
    tile = rng.integers(0, 256, (32, 32), dtype=np.uint8)
    seamed = np.tile(tile, (1, 5, 5))
    plain = rng.integers(0, 256, (1, 160, 160), dtype=np.uint8)
    real = judge.mean_curves(plain)["s2"]
    assert judge.seam(judge.mean_curves(seamed)["s2"], real, 32) > 0.1
    assert abs(judge.seam(real, real, 32)) < 1e-12
    others = rng.integers(0, 256, (5, 160, 160), dtype=np.uint8)
    assert judge.nearest(plain.transpose(0, 2, 1), np.concatenate([others, plain]))[0] < 1e-3
    assert judge.nearest(plain, others)[0] > 0.8
    skipped = judge.nearest(plain, np.concatenate([others, plain]), np.eye(1, 6, 5, dtype=bool))
    assert skipped[0] > 0.8
