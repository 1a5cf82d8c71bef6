"""Training on a collection's labels: the index, the bundled weights, a step or two, the new model."""

import csv
import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

import geodesk
from geodesk import models
from geodesk.collection import Collection
from geodesk.language import GeoDeskError
from training import tiles
from training.__main__ import main
from training.classifier.loop import read_state
from training.data.labelled import TooFewLabels, check_counts, labelled_samples, prepare_labelled
from training.data.prepare import Options
from training.degradation import KINDS, degrade
from training.progress import Progress
from training.rendering import generator

pytestmark = pytest.mark.slow
keras = pytest.importorskip("keras", reason="the training extra is not installed")
BASE = models.find("sem-usable")


class Quiet(Progress):
    """Keeps what it is told; pulls the plug after so many epochs."""

    def __init__(self, stop_after=0):
        self.events, self._stop = [], stop_after
        super().__init__()

    def event(self, event, **values):
        self.events.append((event, values))
        if event == "epoch" and values["epoch"] == self._stop:
            raise KeyboardInterrupt


@pytest.fixture(scope="module")
def folder(data, tmp_path_factory):
    """Twenty real pictures, half of them spoilt, labelled by a technician; two more without a class."""
    folder = tmp_path_factory.mktemp("labelled") / "sem"
    folder.mkdir()
    for at, file in enumerate(tiles.pictures([data / "sem" / "nffa"])[:22]):
        pixels = tiles.grey(file)[:350, :350]
        if at % 2:
            pixels, _ = degrade(pixels, KINDS[at % len(KINDS)], "train", generator((9, at)))
        Image.fromarray(pixels).save(folder / f"{at:02d}.png")
    collection = Collection.open(folder, annotator="maria")
    collection.corrections.set_pixel_size(collection.pictures(), 25e-9)
    pictures = collection.pictures()
    collection.labels.set_many([(p, "NO" if at % 2 else "YES") for at, p in enumerate(pictures[:20])])
    collection.labels.set(pictures[20], "UNSURE")
    with collection.predictions.begin("m", "0" * 64, ("NO", "YES"), {}) as run:
        run.add(pictures[21], [0.0, 1.0])  # a suggestion is nobody's label
        run.finish()
    return folder


def test_the_index_is_made_of_peoples_labels_alone(folder, tmp_path):
    assert len(labelled_samples(Collection.open(folder))) == 20
    index = prepare_labelled(folder, tmp_path / "data", Options(validation=0.2, test=0.2), Quiet())
    assert len(index.samples) == 20 and index.labels == ["NO", "YES"]
    assert {sample.split for sample in index.samples} == {"train", "validation", "test"}
    with (tmp_path / "data" / "labels.csv").open(encoding="utf-8") as stream:
        assert len(list(csv.DictReader(stream))) == 20
    assert main(["prepare", "labels", str(folder), "--out", str(tmp_path / "other")]) == 0


@pytest.mark.parametrize("counts", [{}, {"A": 9}, {"A": 9, "B": 3}])
def test_too_few_labels_are_refused(counts):
    with pytest.raises(TooFewLabels):
        check_counts(counts)


def test_the_weights_of_a_bundled_model_give_its_probabilities(folder, tmp_path):
    from training.networks.preclassifier import preclassifier
    from training.retraining.bundled import OtherNetwork, take_weights
    from training.retraining.preclassifier import usable

    model = preclassifier()
    take_weights(model, BASE)
    held = np.concatenate(
        [tiles.prepare(tiles.grey(f), tiles.SPEC) for f in sorted(folder.glob("*.png"))[:4]]
    )
    theirs = models.load(BASE, "cpu").probabilities(held)[:, 1]
    np.testing.assert_allclose(usable(model, held[..., 0]), theirs, atol=1e-5)
    with pytest.raises(OtherNetwork):
        take_weights(model, models.find("sandstone-grains"))


@pytest.fixture(scope="module")
def stopped(folder, tmp_path_factory):
    """A training that was stopped after two epochs of the first phase, and what it exported."""
    from training.classifier.export import Wording
    from training.retraining.run import Wanted, retrain

    run = tmp_path_factory.mktemp("runs") / "one"
    wording = Wording(name="mine", version="1.2", licence="internal")
    wanted = Wanted(folder, "preclassifier", base=BASE, wording=wording)
    wanted.changes = {"epochs": 3, "fine_epochs": 1, "batch": 8}
    progress = Quiet(stop_after=2)
    assert retrain(run, wanted, run / "first.onnx", progress) is False
    return run, wanted, progress


def test_a_stopped_training_has_scored_and_exported_its_best_network(stopped):
    run, _, progress = stopped
    kinds = [kind for kind, _ in progress.events]
    assert kinds[-1] == "finished" and "interrupted" in kinds and kinds.count("epoch") == 2
    model = models.load(run / "first.onnx", "cpu")
    assert model.badge.state == "verified" and model.labels == ("NO", "YES")
    assert model.card.licence == "internal" and model.card.outside_set is None
    assert model.card.pixel_size_m == (25e-9, 25e-9)
    assert model.card.document["based_on"]["name"] == "sem-usable"
    metrics = json.loads((run / "metrics.json").read_text(encoding="utf-8"))
    assert model.card.metrics.n == metrics["test"]["n"] >= 3


def test_gone_on_it_ends_as_if_it_had_never_stopped(stopped, folder, tmp_path):
    from training.retraining.preclassifier import network
    from training.retraining.run import fit_labelled, retrain

    run, wanted, _ = stopped
    progress = Quiet()
    assert retrain(run, wanted, run / "second.onnx", progress, resume=True) is True
    epochs = [(values["epoch"], values["phase"]) for kind, values in progress.events if kind == "epoch"]
    assert epochs == [(3, "frozen"), (4, "fine")]
    whole = tmp_path / "whole"
    fit_labelled(whole, wanted, Quiet())
    ours, theirs = read_state(run), read_state(whole)
    assert ours.best_epoch == theirs.best_epoch and ours.best_loss == pytest.approx(
        theirs.best_loss, abs=1e-5
    )
    for one, other in zip(network(run).get_weights(), network(whole).get_weights(), strict=True):
        np.testing.assert_allclose(one, other, atol=1e-5)
    assert main(["evaluate", str(run)]) == 0
    assert main(["export", str(run), "--out", str(tmp_path / "again.onnx")]) == 0
    assert models.load(tmp_path / "again.onnx", "cpu").badge.state == "verified"


def test_any_network_is_trained_on_labels_as_on_a_prepared_folder(folder, tmp_path):
    from training.retraining.run import Wanted, retrain

    wanted = Wanted(folder, "mindat-2")
    wanted.changes = {"epochs": 1, "batch": 8, "side": 32}
    assert retrain(tmp_path / "run", wanted, tmp_path / "new.onnx", Quiet()) is True
    model = models.load(tmp_path / "new.onnx", "cpu")
    assert model.badge.state == "verified" and model.labels == ("NO", "YES")
    assert (tmp_path / "run" / "split.csv").is_file() and model.card.metrics.n >= 3
    assert model.card.pixel_size_m == (25e-9, 25e-9), "as the technician calibrated them"


def test_a_head_for_few_pictures_is_solved_at_once(folder, tmp_path):
    """In a process of its own that has no machine code of ours, as the installed environment has none."""
    out = tmp_path / "new.onnx"
    asked = ["retrain", str(folder), "--network", "thin-section", "--backbone", "MobileNetV2"]
    asked += ["--head", "solved", "--weights", "none", "--out", str(tmp_path / "run"), "--model", str(out)]
    built = [file.name.partition(".")[0] for file in Path(geodesk.__file__).parent.rglob("_*.pyx")]
    assert len(built) > 3
    without = f"sys.modules.update(dict.fromkeys(['geodesk.morphology.' + one for one in {built}]))"
    code = f"import sys; {without}; import training.retraining.preclassifier; "
    code += f"from training.__main__ import main; sys.exit(main({asked}))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-2000:]
    model = models.load(out, "cpu")
    assert model.badge.state == "verified" and model.labels == ("NO", "YES") and model.card.input.looks == 2
    assert model.card.input.height == model.card.input.width == 224  # the pictures have 350 pixels
    history = (tmp_path / "run" / "history.csv").read_text(encoding="utf-8").splitlines()
    assert len(history) == 2, "no epochs, no second phase"


@pytest.mark.parametrize(("side", "read_at"), [(447, 224), (448, 448)])
def test_large_pictures_are_read_larger(data, tmp_path, side, read_at):
    from training.data.prepare import prepare
    from training.retraining.run import side_for

    sizes = (side, side, side, 900, 120)  # most decide, not the largest
    for at, file in enumerate(sorted((data / "sem" / "fibres" / "Defective").iterdir())[:10]):
        label = tmp_path / "set" / "ab"[at % 2]
        label.mkdir(parents=True, exist_ok=True)
        picture = Image.open(file)
        picture.resize((sizes[at // 2] + 60, sizes[at // 2])).save(label / f"{at}.png")
    index = prepare(tmp_path / "set", tmp_path / "data", Options(), Quiet())
    assert side_for(index) == read_at


def test_a_solved_head_is_that_of_one_network(folder, tmp_path, capsys):
    asked = ["retrain", str(folder), "--network", "mindat-2", "--head", "solved"]
    assert main([*asked, "--out", str(tmp_path / "run"), "--model", str(tmp_path / "m.onnx")]) == 2
    assert "thin-section" in capsys.readouterr().err and not (tmp_path / "run").exists()


def test_which_class_is_usable_must_be_said_where_no_model_says_it(folder, tmp_path):
    from training.retraining.run import Wanted, _ordered

    assert _ordered(["NO", "YES"], Wanted(folder, "preclassifier", base=BASE)) == ["NO", "YES"]
    wanted = Wanted(folder, "preclassifier", base=BASE, usable="buena")
    assert _ordered(["buena", "mala"], wanted) == ["mala", "buena"]
    with pytest.raises(GeoDeskError, match="--usable"):
        _ordered(["buena", "mala"], Wanted(folder, "preclassifier", base=BASE))
    with pytest.raises(GeoDeskError, match="no label of this folder"):
        _ordered(["NO", "YES"], Wanted(folder, "preclassifier", usable="si"))
    with pytest.raises(SystemExit):
        main(["retrain", str(folder), "--network", "none", "--out", "x", "--model", "y"])


def test_a_backbone_gives_features_as_onnx(tmp_path):
    from training.networks.backbones import backbone

    out = tmp_path / "features.onnx"
    command = ["export-features", "--weights", "none", "--side", "224", "--out", str(out)]
    keras.utils.set_random_seed(3)
    assert main([*command, "--json"]) == 0
    from geodesk.models.features import FeatureExtractor

    extractor = FeatureExtractor(out)
    assert extractor.badge.state == "verified" and extractor.card.document["features"] == 2048
    keras.utils.set_random_seed(3)
    picture = np.random.default_rng(1).integers(0, 256, (1, 224, 224, 3)).astype(np.uint8)
    expected = np.asarray(backbone("MobileNetV2", depths=3)(picture.astype(np.float32), training=False))
    found = extractor._rows(picture)
    assert np.abs(found - expected).max() < 0.05 * max(expected.std(), 1e-6) + 1e-4
