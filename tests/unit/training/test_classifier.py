"""Classifiers trained a step or two on a few real pictures: checkpoints, resuming, export, report."""

import csv
import json
import shutil

import numpy as np
import pytest

from geodesk import micrograph as gm
from geodesk import models
from training.__main__ import main
from training.classifier.settings import read_settings, study
from training.data.index import read_index, write_index
from training.data.prepare import Options, load_index, prepare
from training.progress import Progress

pytestmark = pytest.mark.slow
keras = pytest.importorskip("keras", reason="the training extra is not installed")


class Quiet(Progress):
    """Keeps what it is told; pulls the plug after as many epochs as it is told to."""

    def __init__(self, stop_after=0):
        self.events, self._stop = [], stop_after
        super().__init__()

    def event(self, event, **values):
        self.events.append((event, values))
        if event == "epoch" and values["epoch"] == self._stop:
            raise KeyboardInterrupt


def few(source, target, per_class, pattern="*"):
    """Some pictures of every class, copied."""
    for folder in sorted(path for path in source.iterdir() if path.is_dir()):
        (target / folder.name).mkdir(parents=True)
        for file in sorted(folder.glob(pattern))[:per_class]:
            shutil.copy(file, target / folder.name / file.name)
    return target


@pytest.fixture(scope="module")
def minerals(data, tmp_path_factory):
    folder = few(data / "minerals", tmp_path_factory.mktemp("some") / "minerals", 8)
    shutil.rmtree(folder / "biotite")
    out = tmp_path_factory.mktemp("prepared") / "minerals"
    prepare(folder, out, Options(validation=0.25, test=0.25, folds=2), Quiet())
    return out


@pytest.fixture(scope="module")
def grains(data, tmp_path_factory):
    folder = few(data / "thin-section" / "grains", tmp_path_factory.mktemp("some") / "grains", 16)
    out = tmp_path_factory.mktemp("prepared") / "grains"
    prepare(folder, out, Options(validation=0.25, test=0.25, folds=2), Quiet())
    return out


@pytest.fixture(scope="module")
def weights(tmp_path_factory):
    """Weights of a backbone as they lie on a disk: random ones whose normalisation fits what they give."""
    keras.utils.set_random_seed(3)
    model = keras.applications.MobileNetV2(include_top=False, weights=None, input_shape=(64, 64, 3))
    for layer in model.layers:
        if isinstance(layer, keras.layers.BatchNormalization):
            layer.momentum = 0.0
    model(np.random.default_rng(1).uniform(-1, 1, (8, 64, 64, 3)).astype(np.float32), training=True)
    path = tmp_path_factory.mktemp("weights") / "mobilenet.weights.h5"
    model.save_weights(path)
    return str(path)


def thin(data, weights, **changes):
    settings = study("thin-section", "MobileNetV2")
    settings.data, settings.weights, settings.side = str(data), weights, 64
    settings.epochs, settings.fine_epochs, settings.fine_blocks = 3, 2, 1
    settings.views, settings.batch, settings.seed = 2, 16, 5
    for name, value in changes.items():
        setattr(settings, name, value)
    return settings


def weights_of(path):
    return keras.models.load_model(path, compile=False).get_weights()


@pytest.fixture(scope="module")
def run(grains, weights, tmp_path_factory):
    """A two-phase run on pairs."""
    from training.classifier.evaluate import evaluate
    from training.classifier.fit import fit

    folder = tmp_path_factory.mktemp("runs") / "pairs"
    fit(folder, thin(grains, weights), Quiet())
    evaluate(folder, [], Quiet())
    return folder


def test_a_run_leaves_its_settings_split_history_and_best_network(run, grains):
    settings = read_settings(run)
    assert settings.labels == ["feldspar", "quartz", "rock-fragment"] and settings.input == "both"
    assert len(settings.data_sha256) == len(settings.weights_sha256) == 64
    with (run / "history.csv").open(newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert [row["phase"] for row in rows] == ["frozen"] * 3 + ["fine"] * 2
    assert all(0 <= float(row["val_accuracy"]) <= 1 and float(row["loss"]) > 0 for row in rows)
    split = read_index(run / "split.csv", load_index(grains).folder)
    assert split.rows == load_index(grains).rows
    state = json.loads((run / "state.json").read_text())
    lowest = min(rows, key=lambda row: float(row["val_loss"]))
    assert state["best_epoch"] == int(lowest["epoch"]) and state["finished"]
    assert not list(run.glob("last-*.keras"))


def test_the_second_phase_moves_only_the_last_block_and_no_normalisation(run):
    before = keras.models.load_model(run / "backbone.keras", compile=False).get_layer("MobileNetV2")
    state = json.loads((run / "state.json").read_text())
    if state["best_phase"] != "fine":
        pytest.skip("the first phase was the best of this run")
    after = keras.models.load_model(run / "best.keras", compile=False)
    after = after.get_layer("backbone").get_layer("MobileNetV2")
    moved = [
        layer.name
        for layer in before.layers
        if any(
            (a != b).any()
            for a, b in zip(layer.get_weights(), after.get_layer(layer.name).get_weights(), strict=True)
        )
    ]
    assert moved == ["Conv_1"]


def test_a_run_interrupted_in_its_second_phase_ends_where_the_uninterrupted_one_does(
    run, grains, weights, tmp_path
):
    from training.classifier.fit import fit
    from training.classifier.predict import network

    with pytest.raises(KeyboardInterrupt):
        fit(tmp_path, thin(grains, weights), Quiet(stop_after=4))
    usable = np.asarray(network(tmp_path)(np.zeros((1, 64, 64, 6), np.float32)))
    np.testing.assert_allclose(usable.sum(), 1, atol=1e-5)
    assert (tmp_path / "best.keras").is_file(), "an interrupted run is usable"
    fit(tmp_path, thin(grains, weights), Quiet(), resume=True)
    for one, two in zip(weights_of(run / "best.keras"), weights_of(tmp_path / "best.keras"), strict=True):
        np.testing.assert_allclose(one, two, atol=2e-5)
    columns = [
        [line.split(",")[:7] for line in (path / "history.csv").read_text().splitlines()]
        for path in (run, tmp_path)
    ]
    assert columns[0] == columns[1]


def test_a_head_interrupted_at_any_epoch_ends_where_the_uninterrupted_one_does(tmp_path):
    from training.classifier.loop import Loop, Phase, history
    from training.classifier.sources import FeatureSource, Targets
    from training.networks.heads import Head, head_model

    rng = np.random.default_rng(1)
    truth = rng.integers(0, 3, 40)
    views = (rng.normal(size=(3, 40, 10)) + np.eye(3, 10)[truth]).astype(np.float32)
    settings = study("thin-section", "MobileNetV2")
    settings.rate_patience, settings.patience, settings.batch = 1, 9, 8

    def go(folder, stop_after):
        folder.mkdir(exist_ok=True)
        source = FeatureSource(views, views[0], Targets(truth, 3, balanced=True), 8, seed=3)
        head = Head(hidden=(6,), dropout=0.3, l2=1e-3)
        phase = Phase("frozen", 6, 0.5, lambda: head_model(10, 3, head), lambda: source, "best-head.keras")
        Loop(folder, settings, [phase], lambda rows: rows, truth, Quiet(stop_after)).go()

    go(tmp_path / "whole", 0)
    for epoch in (1, 3, 5):
        with pytest.raises(KeyboardInterrupt):
            go(tmp_path / "torn", epoch)
    go(tmp_path / "torn", 0)
    one, two = (weights_of(tmp_path / name / "best-head.keras") for name in ("whole", "torn"))
    for left, right in zip(one, two, strict=True):
        np.testing.assert_allclose(left, right, atol=1e-6)
    rows = [[{**row, "seconds": 0} for row in history(tmp_path / name)] for name in ("whole", "torn")]
    assert rows[0] == rows[1] and len({row["rate"] for row in rows[0]}) > 1, "the rate has fallen on the way"


def test_a_run_is_trained_in_mixed_precision_and_used_in_full(minerals, tmp_path):
    from training.classifier.predict import network

    arguments = ["fit", "mindat-2", "--data", str(minerals), "--out", str(tmp_path), "--epochs", "1"]
    assert main([*arguments, "--side", "16", "--mixed-precision", "--json"]) == 0
    assert keras.config.dtype_policy().name == "float32"
    trained, used = keras.models.load_model(tmp_path / "best.keras", compile=False), network(tmp_path)
    assert trained.get_layer("conv1").compute_dtype == "float16"
    assert {layer.compute_dtype for layer in used.layers} == {"float32"}
    for one, two in zip(trained.get_weights(), used.get_weights(), strict=True):
        np.testing.assert_array_equal(one, two)


def test_resuming_by_command_keeps_what_is_not_said_again(run, tmp_path):
    shutil.copytree(run, tmp_path / "run")
    before = read_settings(run)
    assert main(["fit", "thin-section", "--out", str(tmp_path / "run"), "--resume", "--json"]) == 0
    assert read_settings(tmp_path / "run") == before
    assert (
        weights_of(run / "best.keras")[0].tolist() == weights_of(tmp_path / "run" / "best.keras")[0].tolist()
    )


def test_resuming_another_network_or_nothing_is_refused(run, tmp_path, capsys):
    assert main(["fit", "mindat-1", "--out", str(run), "--resume"]) == 2
    assert "thin-section" in capsys.readouterr().err
    assert main(["fit", "mindat-1", "--out", str(tmp_path), "--resume"]) == 2
    assert "--resume" in capsys.readouterr().err


def test_scores_cover_every_class_with_intervals(run):
    metrics = json.loads((run / "metrics.json").read_text())
    test = metrics["test"]
    assert set(test["per_class"]) == {"feldspar", "quartz", "rock-fragment"}
    assert test["interval"][0] <= test["accuracy"] <= test["interval"][1]
    assert np.array(test["confusion"]).sum() == test["n"] == sum(c["n"] for c in test["per_class"].values())
    with (run / "predictions-test.csv").open(newline="", encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream))
    assert len(rows) == test["n"]
    right = sum(row["label"] == row["predicted"] for row in rows)
    assert round(right / len(rows), 4) == test["accuracy"]


@pytest.fixture(scope="module")
def exported(run, tmp_path_factory):
    path = tmp_path_factory.mktemp("exports") / "pairs.onnx"
    words = path.with_suffix(".json")
    words.write_text(
        json.dumps({"name": "grains", "names": {"quartz": ["cuarzo", "quartz"]}, "licence": "MIT"})
    )
    assert main(["export", str(run), "--out", str(path), "--card", str(words), "--json"]) == 0
    return path


def test_an_exported_pair_model_is_verified_and_sees_what_training_saw(run, grains, exported):
    from training.classifier.predict import network
    from training.data.pixels import FACES

    model = models.load(exported, device="cpu")
    assert model.badge.state == "verified", str(model.badge.reason)
    assert model.labels == ("feldspar", "quartz", "rock-fragment") and model.spec.faces == FACES
    assert model.card.labels[1].es == "cuarzo" and model.card.licence == "MIT"
    sample = next(sample for sample in load_index(grains).samples if sample.split == "validation")
    folder = load_index(grains).folder
    with gm.open(folder / sample.rows[0].path) as ppl, gm.open(folder / sample.rows[1].path) as xpl:
        batch = models.prepare_faces([ppl, xpl], model.spec)
        with pytest.raises(models.NeedsFaces, match="PPL"):
            models.PictureTiles(ppl, model.spec)
    wanted = np.asarray(network(run)(batch.astype(np.float32)))
    np.testing.assert_allclose(model.probabilities(batch), wanted, atol=1e-4)


def test_the_card_holds_no_picture_but_data_hash_seed_and_scores(exported, run):
    card = models.read_card(models.OnnxFile.read(exported))
    document = card.document
    assert isinstance(document["test"]["input"], int)
    assert document["data"]["sha256"] == read_settings(run).data_sha256 and document["seed"] == 5
    assert card.metrics.n > 0 and document["parity"]["largest_difference"] <= 1e-4
    assert document["parity"]["inputs"] == json.loads((run / "metrics.json").read_text())["validation"]["n"]


@pytest.mark.parametrize(("precision", "size", "difference"), [("float16", 0.6, 0.05), ("int8", 0.4, 0.5)])
def test_smaller_weights_make_a_smaller_file_that_still_computes(
    run, exported, tmp_path, precision, size, difference
):
    from training.classifier.graph import agreement, onnx_probabilities, shrink

    small = tmp_path / "small.onnx"
    shrink(exported, small, precision)
    assert small.stat().st_size < size * exported.stat().st_size
    pixels = np.random.default_rng(2).integers(0, 256, (4, 64, 64, 6), dtype=np.uint8)
    found = agreement(*(onnx_probabilities(path, pixels) for path in (exported, small)))
    assert 0 < found.largest < difference


def test_a_graph_that_differs_or_wants_more_inputs_is_refused(exported):
    import onnx

    from training.classifier.graph import ExportDiffers, agreement, check_inputs, check_parity

    rows = np.array([[0.2, 0.8], [0.6, 0.4]])
    check_parity(agreement(rows, rows + 5e-5))
    for other in (rows[:, ::-1], rows + [[2e-4, 0], [0, 0]], rows * np.nan):
        with pytest.raises(ExportDiffers):
            check_parity(agreement(rows, other))
    proto = onnx.load(exported)
    check_inputs(proto)
    proto.graph.input.append(proto.graph.input[0])
    with pytest.raises(ExportDiffers, match="inputs"):
        check_inputs(proto)


def test_the_report_is_one_file_with_both_phases_classes_and_mistakes(run, exported, capsys):
    assert main(["report", str(run)]) == 0
    page = (run / "report.html").read_text(encoding="utf-8")
    assert 'class="phase"' in page and "Wilson" in page and "confusion" in page
    assert "data:image/jpeg" in page and read_settings(run).data_sha256 in page and "tensorflow" in page
    assert 'src="http' not in page and "href" not in page


@pytest.fixture(scope="module")
def hand_specimens(minerals, tmp_path_factory):
    """A run from scratch."""
    folder = tmp_path_factory.mktemp("runs") / "stones"
    arguments = ["fit", "mindat-2", "--data", str(minerals), "--out", str(folder), "--epochs", "1"]
    assert main([*arguments, "--side", "32", "--batch", "12", "--json"]) == 0
    return folder


def test_a_network_from_scratch_is_exported_with_smaller_weights(hand_specimens, tmp_path):
    out = tmp_path / "m.onnx"
    assert main(["export", str(hand_specimens), "--out", str(out), "--precision", "float16"]) == 0
    model = models.load(out, device="cpu")
    assert model.badge.state == "verified" and model.spec.width == 32 and model.spec.faces == ()
    assert model.labels == ("bornite", "chrysocolla", "malachite", "muscovite", "pyrite", "quartz")
    said = model.card.document["precision"]
    assert said["weights"] == "float16" and said["largest_difference"] < 0.02 and said["other_labels"] == 0


def test_the_studys_values_are_the_defaults():
    mindat, thin_section = study("mindat-selected"), study("thin-section")
    assert (mindat.batch, mindat.epochs, mindat.rate, mindat.patience) == (64, 90, 1e-3, 9)
    assert (mindat.rate_factor, mindat.rate_patience, mindat.least_rate) == (0.8, 3, 5e-6)
    change = mindat.augmentation
    assert (change.rotation, change.shift, change.shear, change.zoom) == (30, 0.3, 0.3, 0.3)
    assert (change.flip, change.flip_vertical, change.fill) == (True, False, "nearest")
    assert (thin_section.backbone, thin_section.fine_rate, thin_section.fine_blocks) == (
        "ResNet50",
        5e-5,
        None,
    )


@pytest.mark.parametrize(
    ("network", "backbone"),
    [
        ("mindat-1", ""),
        ("mindat-3", ""),
        ("mindat-selected", ""),
        ("thin-section", "ResNet50"),
        ("thin-section", "VGG16"),
        ("compare", "EfficientNetB0"),
    ],
)
def test_every_network_takes_a_step_and_is_the_same_in_onnx(network, backbone, minerals, tmp_path):
    from training.classifier.examples import read_examples
    from training.classifier.graph import agreement, check_parity, convert, onnx_probabilities
    from training.classifier.sources import Predictor
    from training.networks.build import Architecture, build

    keras.utils.set_random_seed(4)
    settings = study("mindat-1")
    settings.input, settings.side, settings.labels = "picture", 32, load_index(minerals).labels
    held = read_examples(load_index(minerals), settings, "validation", tmp_path)
    model = build(Architecture(network, backbone, side=32), len(settings.labels))
    x, y = held.pixels.astype(np.float32), np.eye(6, dtype=np.float32)[held.truth]
    before = model.get_weights()
    if backbone:
        from training.networks.heads import parts

        base, head = parts(model)
        head.compile("adam", "categorical_crossentropy", jit_compile=False)
        head.train_on_batch(np.asarray(base(x)), y)
    else:
        model.compile("adam", "categorical_crossentropy", jit_compile=False)
        model.train_on_batch(x, y)
    assert any((one != two).any() for one, two in zip(before, model.get_weights(), strict=True))
    convert(model, tmp_path / "m.onnx")
    check_parity(
        agreement(Predictor(model)(held.pixels), onnx_probabilities(tmp_path / "m.onnx", held.pixels))
    )


def test_every_fold_is_judged_by_a_network_that_never_saw_it(minerals, tmp_path):
    arguments = ["fit", "mindat-2", "--data", str(minerals), "--out", str(tmp_path), "--fold", "all"]
    assert main([*arguments, "--epochs", "1", "--side", "16", "--json"]) == 0
    scores = json.loads((tmp_path / "metrics.json").read_text())["cross_validation"]
    index = load_index(minerals)
    assert scores["n"] == len(index.samples) and len(scores["folds"]) == 2
    for fold in (0, 1):
        sides = {s.fold: set() for s in index.samples}
        for sample in read_index(tmp_path / f"fold-{fold}" / "split.csv", index.folder).samples:
            sides[sample.fold].add(sample.split)
        assert sides[fold] == {"test"} and sides[1 - fold] == {"train", "validation"}


def test_each_face_by_itself_is_averaged_over_the_pair(grains, tmp_path):
    from training.classifier.examples import read_examples

    settings = study("mindat-1")
    settings.input, settings.side, settings.labels = "each", 16, load_index(grains).labels
    held = read_examples(load_index(grains), settings, "test", tmp_path)
    assert len(held) == 2 * len(held.samples) and held.pixels.shape[1:] == (16, 16, 3)
    rows = np.random.default_rng(1).dirichlet(np.ones(3), len(held))
    np.testing.assert_allclose(held.by_sample(rows), (rows[::2] + rows[1::2]) / 2)
    assert (held.pixels[0] != held.pixels[1]).any()


def test_a_set_from_elsewhere_is_the_cards_outside_set(hand_specimens, data, tmp_path):
    folder = few(data / "minerals", tmp_path / "elsewhere", 3)
    assert (
        main(["evaluate", str(hand_specimens), "--data", str(folder), "--looks-before", "2", "--json"]) == 0
    )
    outside = json.loads((hand_specimens / "metrics.json").read_text())["outside"]
    assert outside["set"] == "elsewhere" and outside["n"] == 18, "biotite is not one of its labels"
    assert outside["looks"] == 3 and len(outside["data_sha256"]) == 64


def test_the_command_asks_for_data_and_refuses_unknown_weights(tmp_path, minerals, capsys):
    assert main(["fit", "thin-section", "--out", str(tmp_path)]) == 2
    assert "--data" in capsys.readouterr().err
    wrong = ["fit", "thin-section", "--out", str(tmp_path), "--data", str(minerals), "--weights", "gone.h5"]
    assert main(wrong) == 2
    assert "gone.h5" in capsys.readouterr().err
    assert main(["fit", "mindat-1", "--data", str(minerals), "--out", str(tmp_path), "--fold", "9"]) == 2
    assert "--folds" in capsys.readouterr().err


def test_a_split_of_ones_own_is_obeyed(minerals, tmp_path):
    from training.classifier.fit import fit, run_index

    shutil.copytree(minerals, tmp_path / "mine")
    index = load_index(tmp_path / "mine")
    test = {row.group for row in index.rows[::5]}
    rows = [
        row.__class__(
            **{f: getattr(row, f) for f in row.__slots__}
            | {"split": "test" if row.group in test else ("validation" if i % 3 else "train")}
        )
        for i, row in enumerate(index.rows)
    ]
    write_index(tmp_path / "mine" / "index.csv", rows)
    settings = study("mindat-2")
    settings.data, settings.epochs, settings.side = str(tmp_path / "mine"), 1, 16
    fit(tmp_path / "run", settings, Quiet())
    assert list(run_index(tmp_path / "run").rows) == rows
