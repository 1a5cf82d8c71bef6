"""The generators: exact totals, what they are held to, one step and its resume, what they learn from."""

import json

import numpy as np
import pytest
from PIL import Image

from geodesk import morphology
from geodesk.collection import Collection, Picture
from geodesk.models.latents import normal
from training.__main__ import main
from training.catalogue import OTHERS, measured
from training.gan import judge, latents, pixels
from training.gan.fit import fit, pair_of
from training.gan.settings import NoGenerator, NoRealPictures, Settings, chosen
from training.progress import Progress
from training.rendering import Discs, overlapping_discs


@pytest.fixture
def eager():
    """Steps without their compilation, which takes longer than all that is tested of them."""
    import tensorflow as tf

    tf.config.run_functions_eagerly(True)
    yield
    tf.config.run_functions_eagerly(False)


def discs(seed, side=192, diameter=14, coverage=0.9):
    field = overlapping_discs((side, side), 1.0, seed, Discs(diameter, 0.2, coverage, 0.0, 0.0))
    return np.clip(np.rint(field.pixels * 255), 0, 255).astype(np.uint8)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("real")
    for seed in range(4):
        Image.fromarray(discs(seed, 128)).save(folder / f"{seed}.png")
    return folder


def test_the_theses_networks_have_the_studys_parameters():
    assert [tuple(measured(entry)) for entry in OTHERS] == [(499_777, 499_137, 640), (68_086, 67_604, 482)]
    assert [(entry.total, entry.trainable) for entry in OTHERS] == [(499_777, 499_137), (68_086, 67_604)]


def test_our_generator_draws_any_size_without_a_border():
    from training.gan import networks

    generator = networks.generator((16, 12, 8, 6, 4))
    for cells in (3, 6):
        across = cells + 2 * latents.MARGIN
        z, style = latents.batch(1, [0], [(across, across, latents.DEPTH), (latents.STYLE,)])
        assert generator([z, style]).shape == (1, 16 * cells, 16 * cells, 1)
    # Nothing is padded: a smaller picture is a piece of the larger one, to its very border.
    z, style = latents.batch(1, [0], [(16, 16, latents.DEPTH), (latents.STYLE,)])
    whole = np.asarray(generator([z, style]))[0, ..., 0]
    part = np.asarray(generator([z[:, 1:-1, 1:-1], style]))[0, ..., 0]
    np.testing.assert_allclose(part, whole[16:-16, 16:-16], atol=1e-4)


def test_a_picture_depends_on_its_seed_and_index_alone():
    one = normal(7, 3, [(4, 4, 8), (16,)])
    among = latents.batch(7, [1, 3, 9], [(4, 4, 8), (16,)])
    for alone, many in zip(one, among, strict=True):
        assert np.array_equal(alone, many[1]) and not np.array_equal(alone, many[0])
    assert not np.array_equal(one[1], normal(8, 3, [(4, 4, 8), (16,)])[1])


@pytest.mark.parametrize(
    ("network", "size", "shapes"),
    [
        ("dcgan", (96, 64), [(14, 12, latents.DEPTH), (latents.STYLE,)]),
        ("dcgan-thesis", (320, 320), [(64,)]),
        ("volume", (16, 24, 32), [(6, 7, 8, latents.VOLUME_DEPTH)]),
    ],
)
def test_a_card_states_what_each_network_begins_from(network, size, shapes):
    assert latents.spec(Settings(network)).shapes(size) == shapes


def test_the_soft_structure_is_that_of_the_kernel():
    import tensorflow as tf

    from training.gan.structure import structure

    pictures = np.stack([np.where(discs(seed, 128) > 127, 230, 20).astype(np.uint8) for seed in range(3)])
    given = tf.constant(pictures[..., None] / np.float32(127.5) - 1)
    found = structure(given, 64)
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
    # Four quarters of the lines are all of them.
    quarters = [structure(given, 64, 4, first) for first in range(4)]
    for name in ("two_point", "lineal_path"):
        mean = np.mean([getattr(quarter, name) for quarter in quarters], axis=0)
        np.testing.assert_allclose(mean, getattr(found, name), atol=1e-5)


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
    picture = Picture("volume.tif", "volume.tif", tmp_path / "volume.tif", 0, 0)
    found = pixels.sources([picture], 40)
    assert [source.axis for source in found] == [0] * 40 + [1] * 48 + [2] * 56
    assert {int(value) for value in np.unique(found[50].pixels)} == {0, 255}
    for at, section in ((0, volume[0]), (45, volume[:, 5]), (90, volume[:, :, 2])):
        assert np.array_equal(found[at].pixels > 0, section > 0)
    assert found[39].group != found[40].group and found[80].group != found[40].group == found[41].group
    with pytest.raises(pixels.NoCrops):
        pixels.sources([picture], 60)


def test_pictures_come_from_a_label_and_synthetic_ones_are_refused_unless_asked(folder, tmp_path):
    from geodesk.jobs.synthetic import write_synthetic

    for seed in range(3):
        Image.fromarray(discs(seed, 64)).save(tmp_path / f"{seed}.png")
    write_synthetic(tmp_path / "made.tif", discs(9, 64), how="generated", pixel_size=None, provenance={})
    collection = Collection.open(tmp_path, annotator="ana")
    for name, label in (("0.png", "YES"), ("1.png", "NO"), ("2.png", "YES"), ("made.tif", "YES")):
        collection.labels.set(name, label)
    found = chosen(Settings("dcgan", labels=str(tmp_path)))
    assert [picture.path for picture in found.pictures] == ["0.png", "2.png"] and found.left_out == 1
    both = chosen(Settings("dcgan", [str(folder)], str(tmp_path), label="NO"))
    assert [picture.id for picture in both.pictures] == ["0.png", "1.png", "2.png", "3.png", "1.png"]
    alone = Settings("dcgan", [str(tmp_path / "made.tif")])
    with pytest.raises(NoRealPictures, match="--allow-synthetic"):
        chosen(alone)
    alone.allow_synthetic = True
    assert len(chosen(alone).pictures) == 1
    with pytest.raises(NoRealPictures, match="MAYBE"):
        chosen(Settings("dcgan", labels=str(tmp_path), label="MAYBE"))


def test_a_run_that_goes_on_ends_as_one_that_was_never_stopped(folder, tmp_path, eager, monkeypatch):
    from training.gan import steps

    monkeypatch.setattr(steps, "_TARGET_BATCHES", 1)
    settings = {"network": "dcgan", "data": [str(folder)], "side": 32, "batch": 2, "every": 1}
    fit(tmp_path / "whole", Settings(**settings, steps=2), Progress(True))
    stopped = tmp_path / "stopped"
    with monkeypatch.context() as patch:
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


def test_processor_time_ends_a_run_before_its_steps(folder, tmp_path, eager, monkeypatch):
    from training.gan import steps

    monkeypatch.setattr(steps, "_TARGET_BATCHES", 1)
    arguments = ["--data", str(folder), "--out", str(tmp_path / "run"), "--side", "32", "--batch", "2"]
    assert main(["fit", "dcgan", *arguments, "--steps", "9", "--minutes", "1e-6", "--json"]) == 0
    assert json.loads((tmp_path / "run" / "state.json").read_text())["step"] == 1


def test_nothing_to_go_on_from_and_no_data_are_said_in_one_sentence(tmp_path, capsys):
    with pytest.raises(NoGenerator):
        fit(tmp_path, Settings("dcgan"), Progress(True), resume=True)
    assert main(["fit", "dcgan", "--out", str(tmp_path)]) == 2
    assert "--labels" in capsys.readouterr().err


def test_crops_that_are_no_whole_cells_are_refused(folder, tmp_path):
    from training.gan.steps import BadSide

    with pytest.raises(BadSide, match="16"):
        fit(tmp_path, Settings("dcgan", [str(folder)], side=40), Progress(True))


def test_the_studys_defect_leaves_the_batch_statistics_untouched(eager):
    real = np.zeros((1, 320, 320, 1), np.float32)
    for defects in (True, False):
        pair = pair_of(Settings("dcgan-thesis", study_defects=defects), [])
        pair.step(real, 1, 0, 0.0)
        moved = np.abs(pair.generator.get_layer("bn1").moving_mean.numpy()).max() > 0
        assert moved != defects


def test_the_compiled_step_is_the_step(folder, monkeypatch):
    import tensorflow as tf

    from training.gan import steps

    monkeypatch.setattr(steps, "_TARGET_BATCHES", 1)
    settings = Settings("dcgan", [str(folder)], side=32, batch=2)
    found = pixels.sources(chosen(settings).pictures, 32)
    losses = []
    for eagerly in (False, True):
        tf.config.run_functions_eagerly(eagerly)
        pair = pair_of(settings, found)
        losses.append(pair.step(pair.crops(found, settings, 0), 1, 0, 0.0))
    tf.config.run_functions_eagerly(False)
    assert losses[0] == pytest.approx(losses[1], rel=1e-3)


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
