"""The captioner's networks, its training and resuming; what is exported says what Keras says."""

import csv
import json

import numpy as np
import pytest

from geodesk import models
from geodesk.language import GeoDeskError
from geodesk.models.captions import LANDSLIDE, START
from tests.unit.training.tiny import Quiet, eagerly
from training.__main__ import main
from training.captioner.prepare import prepare
from training.captioner.settings import Settings, read_settings, study
from training.terrain.dataset import write_terrain

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("eager")]


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    """Eight scenes, prepared."""
    folder = tmp_path_factory.mktemp("terrain")
    table = write_terrain(folder, {"train": 4, "validation": 2, "test": 2}, 11, Quiet())
    prepare(table, folder / "pictures", folder / "data", Quiet())
    return folder / "data"


def thin(data, name="captioner", **changes):
    settings = study(name)
    settings.backbone, settings.weights, settings.data, settings.side = "MobileNetV2", "none", str(data), 128
    settings.batch, settings.encoder_epochs, settings.epochs, settings.views = 2, 2, 1, 1
    settings.masks = str(data.parent / "masks")
    for key, value in changes.items():
        setattr(settings, key, value)
    return settings


@pytest.fixture(scope="module")
def run(data, tmp_path_factory):
    """A run through both stages, scored and reported."""
    pytest.importorskip("keras", reason="the training extra is not installed")
    from training.captioner.fit import fit

    folder = tmp_path_factory.mktemp("runs") / "captioner"
    with eagerly():
        fit(folder, thin(data), Quiet())
        assert main(["evaluate", str(folder), "--json"]) == 0
    return folder


def test_the_decoder_has_the_studys_parameters_row_by_row():
    from training.captioner import networks

    rows = {
        "picture": 262_272,
        "embedding": 3_456,
        "words": 394_240,
        "said": 32_896,
        "joined": 197_120,
        "sentence": 1_312_768,
        "next": 13_851,
    }
    for model in (networks.decoder_thesis(), networks.decoder()):
        assert model.count_params() == networks.STUDY_TOTAL == 2_216_603 == sum(rows.values())
        found = {layer.name: layer.count_params() for layer in model.layers if layer.count_params()}
        assert found == rows
    assert networks.decoder_thesis().inputs[1].shape == (None, 11)
    assert networks.decoder().inputs[1].shape == (None, 13)
    assert networks.decoder(words=networks.Words(30, 13)).count_params() > networks.STUDY_TOTAL


def test_the_catalogue_states_what_is_built():
    from training.catalogue import CAPTIONERS, measured

    assert [tuple(measured(entry)) for entry in CAPTIONERS] == [
        (23_587_712, 0, 23_587_712),
        (2_216_603, 2_216_603, 0),
    ]
    assert [(entry.total, entry.trainable) for entry in CAPTIONERS] == [
        (23_587_712, 0),
        (2_216_603, 2_216_603),
    ]


def test_words_behind_and_padding_change_nothing_that_was_said_before():
    from training.captioner.networks import Words, decoder

    model = decoder(6, Words(9, 5))
    model.set_weights([4 * weight for weight in model.get_weights()])  # or words hardly matter
    features = np.random.default_rng(1).random((2, 6)).astype(np.float32)
    short = np.array([[2, 4, 0, 0, 0], [2, 5, 6, 0, 0]], np.int32)
    longer = np.array([[2, 4, 7, 8, 3], [2, 5, 6, 4, 4]], np.int32)
    one, other = (np.asarray(model([features, tokens])) for tokens in (short, longer))
    assert np.allclose(one[0, :2], other[0, :2], atol=1e-6)
    assert np.allclose(one[1, :3], other[1, :3], atol=1e-6)
    assert np.abs(one[0, 2] - other[0, 2]).max() > 1e-4


def test_both_ways_of_building_the_decoder_are_one_network():
    from training.captioner.networks import Words, decoder, decoder_thesis

    size = Words(9, 4)
    ours, theirs = decoder(6, size), decoder_thesis(6, size)
    ours.set_weights(theirs.get_weights())
    features = np.ones((1, 6), np.float32)
    whole = np.array([[2, 5, 6, 7]], np.int32)
    assert np.allclose(
        np.asarray(ours([features, whole]))[:, -1], np.asarray(theirs([features, whole])), atol=1e-6
    )


def test_the_grid_tells_where_things_are_and_the_average_does_not():
    import keras

    from training.captioner.head import TooSmall, features_of, grid_head

    keras.utils.set_random_seed(4)
    sizes = {"one": 3, "other": 2}
    grid = np.zeros((2, 8, 8, 5 + 4 * 2), np.float32)
    grid[0, 2, 3], grid[1, 5, 4] = 3, 3
    head = grid_head(8, 13, 2, sizes)
    answers, found = head(grid, training=False), np.asarray(features_of(head, sizes)(grid, training=False))
    cover = np.asarray(answers["cover"])
    assert found.shape == (2, 2048) and cover.shape == (2, 16, 16, 1)
    assert np.abs(found[0] - found[1]).max() > 1e-3 and 0 < cover.min() and cover.max() < 1
    assert np.allclose(grid[0].mean(axis=(0, 1)), grid[1].mean(axis=(0, 1)))
    rows = np.concatenate([np.asarray(answers[name]) for name in sizes], axis=1)
    assert np.allclose(found[:, -5:], 3 * rows, atol=1e-5)
    with pytest.raises(TooSmall, match="--side"):
        grid_head(6, 13, 2, sizes)


def test_a_finer_level_is_packed_behind_a_coarser_one_and_taken_out_again():
    from training.captioner.head import Packed, Unpacked

    rng = np.random.default_rng(3)
    far, near = rng.random((2, 3, 4, 5)).astype(np.float32), rng.random((2, 6, 8, 2)).astype(np.float32)
    packed = np.asarray(Packed()(near))
    assert packed.shape == (2, 3, 4, 8) and np.array_equal(packed[1, 2, 1, :2], near[1, 4, 2])
    out = Unpacked(2)(np.concatenate([far, packed], axis=-1))
    assert np.array_equal(np.asarray(out[0]), far) and np.array_equal(np.asarray(out[1]), near)


def rectangle(top, bottom, left, right, side=9):
    cover = np.zeros((1, side, side, 1), np.float32)
    cover[0, top:bottom, left:right] = 1
    return cover


def test_what_is_seen_is_what_is_covered():
    from training.captioner.head import Seen

    parts = np.random.default_rng(2).random((1, 9, 9, 3)).astype(np.float32)
    found = np.asarray(Seen()([parts, rectangle(1, 4, 5, 7)]))[0]
    covered = parts[0, 1:4, 5:7]
    assert found[:3] == pytest.approx(covered.mean(axis=(0, 1)), rel=1e-2)
    assert found[3:] == pytest.approx(covered.max(axis=(0, 1)))


def test_the_frame_of_a_cover_moves_and_grows_with_it():
    from training.captioner.head import Framed

    grid = np.zeros((1, 9, 9, 1), np.float32)
    found = np.asarray(Framed()([grid, rectangle(1, 4, 5, 7)]))[0]
    assert found.shape == (9, 9, 5) and found[0, 0, 1:3] == pytest.approx([-1, -1])
    own = found[1:4, 5:7, 3:]  # of the covered places, in their own frame
    assert own.mean(axis=(0, 1)) == pytest.approx([0, 0], abs=1e-2)
    other = np.asarray(Framed()([grid, rectangle(5, 8, 1, 3)]))[0]
    assert other[5:8, 1:3, 3:] == pytest.approx(own, abs=1e-2)


def test_a_cover_is_measured():
    from training.captioner.head import Measured

    share, x, y, xx, yy, xy, *_ = np.asarray(Measured()(rectangle(1, 4, 5, 7)))[0]
    assert share == pytest.approx(6 / 81, abs=2e-4)
    assert [x, y] == pytest.approx([(5.5 - 4) / 4, (2 - 4) / 4], rel=1e-2)
    assert yy > xx > 0 and xy == pytest.approx(0, abs=1e-2)  # higher than wide
    small, large = (np.asarray(Measured()(rectangle(1, n, 1, n)))[0] for n in (3, 8))
    assert (large[12:] >= small[12:] - 1e-6).all() and large[12:44].sum() > small[12:44].sum() + 5
    # Wider below than above: the third moments say so.
    wedge = rectangle(1, 3, 4, 5) + rectangle(3, 8, 2, 7)
    assert np.asarray(Measured()(wedge))[0, 9] != pytest.approx(0, abs=0.01)


def test_a_cover_is_the_worse_the_more_it_is_off():
    from training.captioner.head import covering

    truth = rectangle(2, 6, 2, 6)
    right, moved, large, nothing = (
        float(np.asarray(covering(truth, 0.98 * cover + 0.01))[0])
        for cover in (truth, rectangle(3, 7, 2, 6), rectangle(1, 8, 1, 8), 0 * truth)
    )
    assert right < moved < large < nothing


def test_a_picture_without_a_mask_is_told(data, tmp_path):
    from training.captioner.masks import NoMask, covers
    from training.captioner.prepare import load_captions

    rows = load_captions(data).of("train")
    found = covers(data.parent / "masks", rows, 14)
    assert found.shape == (4, 14, 14, 1) and 0 < found.mean() < 0.3 and found.max() == 1
    with pytest.raises(NoMask, match="png"):
        covers(tmp_path, rows, 14)


def test_padding_and_the_unknown_word_weigh_nothing(data):
    from training.captioner.examples import Examples
    from training.captioner.prepare import load_captions

    rows = load_captions(data).of("train")
    ours = Examples(rows, Settings())
    lengths = [len(row.caption.split()) + 1 for row in rows]
    assert ours.tokens.shape == (4, 13) and list(ours.weights.sum(axis=1)) == lengths
    assert (ours.tokens[:, 0] == START).all() and not ours.tokens[ours.weights == 0].any()
    theirs = Examples(rows, study("captioner-thesis"))
    assert theirs.tokens.shape == (sum(lengths), 11) and (theirs.tokens[:, -1] != 0).all()


def test_a_run_keeps_what_it_was_made_of_and_its_scores(run):
    metrics = json.loads((run / "metrics.json").read_text(encoding="utf-8"))
    assert metrics["synthetic"] and set(metrics) >= {"validation", "test"}
    assert metrics["test"]["n"] == 2 and set(metrics["test"]["attributes"]) == set(LANDSLIDE.ids)
    with (run / "history.csv").open(newline="", encoding="utf-8") as stream:
        assert [row["phase"] for row in csv.DictReader(stream)] == ["encoder", "encoder", "decoder"]
    settings = read_settings(run)
    assert settings.data_sha256 and settings.weights_sha256 and settings.synthetic
    assert not list(run.glob("last-*.keras"))
    assert main(["report", str(run)]) == 0
    page = (run / "report.html").read_text(encoding="utf-8")
    assert "synthetic" in page and "majority" in page and "data:image/jpeg" in page


def test_an_interrupted_run_goes_on_to_where_an_uninterrupted_one_ends(run, data, tmp_path):
    from training.captioner.fit import fit
    from training.captioner.loop import read_state

    folder = tmp_path / "cut"
    folder.mkdir()
    (folder / "cache").symlink_to(run / "cache", target_is_directory=True)
    with pytest.raises(KeyboardInterrupt):
        fit(folder, thin(data, epochs=0), Quiet(1))
    assert read_state(folder).total == 1
    fit(folder, thin(data, epochs=0), Quiet(), resume=True)
    assert read_state(folder).finished and read_state(folder).total == 2
    ends = []
    for one in (run, folder):
        with (one / "history.csv").open(newline="", encoding="utf-8") as stream:
            ends.append([(row["loss"], row["val_loss"]) for row in list(csv.DictReader(stream))[:2]])
    assert np.array(ends[0], float) == pytest.approx(np.array(ends[1], float), rel=1e-3)


def test_the_exported_file_says_what_keras_says(run, tmp_path):
    out, words = tmp_path / "m.onnx", tmp_path / "card.json"
    words.write_text(json.dumps({"name": "slides", "title": ["Título", "Title"], "licence": "MIT"}))
    told = ["export", str(run), "--out", str(out), "--precision", "float16", "--card", str(words), "--json"]
    assert main(told) == 0
    model = models.load(out, task="caption")
    assert model.badge.state == "verified" and model.badge.demonstration
    card = model.card.document
    assert card["parity"]["captions"] == 2 and card["parity"]["other_captions"] == 0
    assert card["data"]["synthetic"] and len(card["caption"]["vocabulary"]) == 27
    assert card["metrics"]["majority"] and model.size_borders["area"]
    assert card["precision"]["weights"] == "float16" and card["precision"]["captions"] == 2


def test_the_studys_network_is_trained_and_exported_too(data, tmp_path):
    folder, out = tmp_path / "run", tmp_path / "m.onnx"
    words = ["fit", "captioner-thesis", "--backbone", "MobileNetV2", "--weights", "none", "--side", "64"]
    assert main([*words, "--data", str(data), "--out", str(folder), "--epochs", "1", "--json"]) == 0
    assert main(["export", str(folder), "--out", str(out), "--json"]) == 0
    model = models.load(out, task="caption")
    assert model.sentences.in_front and model.sentences.length == 11 and model.badge.state == "verified"


def test_what_is_missing_is_said(data, tmp_path, capsys):
    from training.captioner.fit import TooLong, fit

    assert main(["fit", "captioner", "--out", str(tmp_path / "r")]) == 2
    assert main(["fit", "captioner", "--data", str(tmp_path), "--out", str(tmp_path / "r")]) == 2
    assert main(["fit", "captioner", "--resume", "--out", str(tmp_path / "r")]) == 2
    assert "prepare captions" in capsys.readouterr().err
    with pytest.raises(TooLong, match="--length"):
        fit(tmp_path / "s", thin(data, length=9), Quiet())
    with pytest.raises(GeoDeskError, match="fit"):
        read_settings(tmp_path)
