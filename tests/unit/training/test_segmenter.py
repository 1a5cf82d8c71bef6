"""Segmenters: fields and folds by section, masks that move with their pictures, resuming, scores, export."""

import json

import numpy as np
import pytest
from PIL import Image

from geodesk import micrograph, models
from training.__main__ import main
from training.segmenter.evaluate import table_of
from training.segmenter.fields import NoFields, classes, find, load, truth
from training.segmenter.fit import fields_of
from training.segmenter.scores import overlap, segmentation_scores
from training.segmenter.settings import Settings, read_settings
from training.segmenter.views import changed

HIGH, WIDE = 128, 160
GREYS = {0: 40, 3: 130, 7: 220}
"""Grey level of each value of the masks below."""
FEW = ("--scale", "1", "--side", "128", "--views", "2", "--crops", "1", "--batch", "4", "--width", "8")


@pytest.fixture(autouse=True)
def eager():
    """Steps without their compilation, which takes longer than all that is tested of them."""
    import tensorflow as tf

    tf.config.run_functions_eagerly(True)
    yield
    tf.config.run_functions_eagerly(False)


@pytest.fixture(scope="module")
def cache(tmp_path_factory):
    """Features, for all runs alike."""
    return tmp_path_factory.mktemp("features")


def write_field(folder, name, seed):
    """A field of two discs on ground: PPL and XPL show the class by their grey level."""
    rng = np.random.default_rng(seed)
    y, x = np.mgrid[:HIGH, :WIDE]
    mask = np.zeros((HIGH, WIDE), np.uint8)
    for value in (3, 7):
        cy, cx = rng.integers(30, HIGH - 30, 2)
        mask[(y - cy) ** 2 + (x - cx) ** 2 < 26**2] = value
    grey = np.vectorize(GREYS.get)(mask).astype(np.uint8)
    for face in ("ppl", "xpl"):
        noisy = np.clip(grey + rng.normal(0, 6, grey.shape), 0, 255).astype(np.uint8)
        Image.fromarray(np.repeat(noisy[..., None], 3, axis=2)).save(folder / f"{name}_{face}.png")
    Image.fromarray(mask).save(folder / f"{name}_mask.png")


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    """Three fields of two sections; 1 twice."""
    folder = tmp_path_factory.mktemp("campos")
    for seed, name in enumerate(("1a", "1b", "imagen9")):
        write_field(folder, name, seed)
    return folder


def fit(data, run, *more):
    arguments = ["fit", "segmenter", "--data", data, "--out", run, "--group-regex", r"^(\d+)", *FEW, *more]
    return main([str(one) for one in arguments])


def test_fields_of_a_section_stay_in_one_fold(data):
    fields = find(data, "_mask", r"^(\d+)", 2, 1)
    assert [one.name for one in fields] == ["1a", "1b", "imagen9"]
    assert [one.section for one in fields] == ["1", "1", "imagen9"]
    folds = {}
    for one in fields:
        folds.setdefault(one.section, set()).add(one.fold)
    assert all(len(found) == 1 for found in folds.values())
    assert sorted(fold for found in folds.values() for fold in found) == [0, 1]
    assert {one.name: one.fold for one in find(data, "_mask", r"^(\d+)", 2, 1)} == {
        one.name: one.fold for one in fields
    }


def test_what_is_wrong_with_the_data_is_said(data, tmp_path):
    with pytest.raises(NoFields, match="3 folds"):
        find(data, "_mask", r"^(\d+)", 3, 1)
    with pytest.raises(NoFields, match="NAME_maske"):
        find(data, "_maske", "", 2, 1)
    with pytest.raises(NoFields, match="regular expression"):
        find(data, "_mask", "(", 2, 1)
    fields = find(data, "_mask", "", 2, 1)
    for wrong in (["0=a"], ["0=a", "x=b"], ["0=a", "0=b"], ["0=a", "1=a"], ["0=a", "1"]):
        with pytest.raises(NoFields, match="--classes"):
            classes(data, wrong, fields)
    with pytest.raises(NoFields, match="smaller than a crop"):
        load(fields[0], Settings(values=[0, 3], labels=["a", "b"], scale=0.5, side=96))


def test_classes_come_from_the_command_the_folder_or_the_masks(data, tmp_path):
    fields = find(data, "_mask", "", 2, 1)
    assert classes(data, [], fields) == ([0, 3, 7], ["0", "3", "7"])
    assert classes(data, ["7=poro", "0=cuarzo"], fields) == ([0, 7], ["cuarzo", "poro"])
    (tmp_path / "classes.json").write_text(json.dumps({"3": "mica", "0": "cuarzo"}))
    assert classes(tmp_path, [], fields) == ([0, 3], ["cuarzo", "mica"])
    settings = Settings(values=[0, 7], labels=["a", "b"], scale=1, side=64)
    marked = truth(fields[0], settings)
    assert set(np.unique(marked)) == {0, 1, 255}, "a value without a class counts for nothing"
    _, target = load(fields[0], settings)
    assert (target.sum(axis=-1)[marked == 255] == 0).all() and (target[marked == 1] == (0, 255)).all()


@pytest.mark.parametrize("number", range(1, 5))
def test_faces_and_mask_move_alike(data, number):
    settings = Settings(values=[0, 3, 7], labels=["a", "b", "c"], scale=1, side=64)
    field = find(data, "_mask", "", 2, 1)[0]
    picture, target = load(field, settings)
    still = settings.augmentation.lit(0)
    shown, marked = changed(picture, target, still, (1, number))
    assert shown.shape == picture.shape and marked.shape == target.shape
    assert np.abs(shown - picture).mean() > 3, "it was moved"
    sure = marked.max(axis=-1) > 0.99
    for face in (slice(0, 3), slice(3, 6)):
        levels = np.array([GREYS[value] for value in settings.values])
        nearest = np.abs(shown[..., face].mean(axis=-1)[..., None] - levels).argmin(axis=-1)
        assert (nearest == marked.argmax(axis=-1))[sure].mean() > 0.99
    lit, again = changed(picture, target, settings.augmentation, (1, number))
    assert np.array_equal(again, marked) and np.abs(lit - shown).mean() > 1, "the light leaves the mask alone"


def test_scores_are_those_of_a_small_example():
    found = np.array([[0, 0, 1, 1], [2, 2, 1, 0]], np.uint8)
    right = np.array([[0, 0, 1, 0], [2, 1, 1, 255]], np.uint8)
    table = table_of(found, right, 3)
    assert table.tolist() == [[2, 1, 0], [0, 2, 1], [0, 0, 1]]
    assert overlap(table) == pytest.approx([2 / 3, 2 / 4, 1 / 2])
    assert np.isnan(overlap(np.array([[5, 0], [0, 0]]))[1]), "a class that is nowhere has no score"
    scores = segmentation_scores(np.stack([table, table]), ("a", "b", "c"), ("1", "1"))
    assert scores["mean_iou"] == pytest.approx((2 / 3 + 1 / 2 + 1 / 2) / 3, abs=1e-4)
    assert scores["accuracy"] == pytest.approx(5 / 7, abs=1e-4) and scores["sections"] == 1
    # 3 of 7 pixels are of a and 2 were called so.
    assert scores["per_class"]["a"]["share_error"] == pytest.approx(1 / 7, abs=1e-4)
    low, high = scores["per_class"]["a"]["interval"]
    assert low == high == scores["per_class"]["a"]["iou"], "one section alone does not spread"
    other = np.array([[9, 0, 0], [0, 9, 0], [0, 0, 9]])
    spread = segmentation_scores(np.stack([table, other]), ("a", "b", "c"), ("1", "2"))
    low, high = spread["mean_iou_interval"]
    assert low == pytest.approx(scores["mean_iou"], abs=1e-3) and high == 1


def test_intervals_of_few_sections_hold_the_truth():
    # Sections that differ in their share of pixels told rightly, as those of a rock do.
    rng = np.random.default_rng(2)
    held, runs = 0, 300
    for _ in range(runs):
        right = np.clip(rng.normal(600, 120, 5), 0, 1000).astype(int)
        tables = np.array([[[hits, 1000 - hits], [0, 0]] for hits in right])
        low, high = segmentation_scores(tables, ("a", "b"), list("12345"), draws=500)["interval"]
        held += low <= 0.6 <= high
    assert held >= 0.89 * runs


def test_a_resumed_run_equals_one_that_was_never_stopped(data, cache, tmp_path, monkeypatch, capsys):
    from training.segmenter import fit as fitting

    assert fit(data, tmp_path / "whole", "--epochs", 2, "--folds", 2, "--cache", cache) == 0
    rows = (tmp_path / "whole" / "history.csv").read_text().splitlines()
    assert len(rows) == 3
    # Stopped by Ctrl+C in the second epoch: the first stays and can be used.
    usual, calls = fitting._Loop._epoch, []

    def stopped(self, model):
        calls.append(1)
        if len(calls) == 2:
            raise KeyboardInterrupt
        usual(self, model)

    monkeypatch.setattr(fitting._Loop, "_epoch", stopped)
    part = tmp_path / "part"
    assert fit(data, part, "--epochs", 2, "--folds", 2, "--cache", cache, "--json") == 130
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines() if line.startswith("{")]
    assert [line["epoch"] for line in lines if line["event"] == "epoch"] == [1]
    assert fitting.network(part).output_shape == (None, 32, 32, 3)
    monkeypatch.setattr(fitting._Loop, "_epoch", usual)
    assert fit(data, part, "--resume", "--epochs", 2, "--folds", 2, "--cache", cache) == 0
    for one, other in zip(rows[1:], (part / "history.csv").read_text().splitlines()[1:], strict=True):
        first, second = one.split(","), other.split(",")
        assert first[:2] == second[:2] and float(first[2]) == pytest.approx(float(second[2]), rel=1e-4)
    theirs = fitting.network(tmp_path / "whole").get_weights()
    for one, other in zip(theirs, fitting.network(part).get_weights(), strict=True):
        assert np.allclose(one, other, atol=1e-5)
    # Other data are another run.
    assert fit(data, part, "--resume", "--classes", "0=x", "3=y") == 2
    assert "start another run" in capsys.readouterr().err


def test_folds_are_scored_together_exported_and_reported(data, cache, tmp_path):
    run, out = tmp_path / "cv", tmp_path / "m.onnx"
    assert fit(data, run, "--epochs", 1, "--fold", "all", "--folds", 2, "--cache", cache) == 0
    metrics = json.loads((run / "metrics.json").read_text())
    scores = metrics["cross_validation"]
    assert scores["fields"] == 3 and scores["sections"] == 2 and scores["n"] == 3 * HIGH * WIDE
    assert sorted(row["field"] for row in metrics["by_field"]) == ["1a", "1b", "imagen9"]
    rows = [line.split(",") for line in (run / "fold-0" / "split.csv").read_text().splitlines()[1:]]
    held = {row[1] for row in rows if row[3] == "test"}
    assert held and not held & {row[1] for row in rows if row[3] == "train"}
    assert main(["report", str(run)]) == 0
    page = (run / "report.html").read_text()
    assert page.count("<figure>") == 3 and "bootstrap over sections" in page and 'src="data:' in page
    words = tmp_path / "words.json"
    words.write_text(
        json.dumps({"name": "discos", "names": {"3": ["gris", "grey"]}, "licence": "BSD-3-Clause"})
    )
    command = ["export", run / "fold-0", "--out", out, "--cross-validation", run, "--card", words]
    assert main([str(one) for one in (*command, "--precision", "float16")]) == 0
    model = models.load(out, task="segment")
    assert model.badge.state == "verified" and model.side == 128
    assert [one.es for one in model.labels] == ["0", "gris", "7"]
    assert model.card.metrics.value("mean_iou") == scores["mean_iou"]
    assert model.card.document["parity"]["largest_difference"] <= 1e-4
    settings = read_settings(run / "fold-0")
    (field, *_) = fields_of(settings)
    faces = [micrograph.open(file) for file in field.faces]
    steps = model.segmenting(faces)
    with pytest.raises(StopIteration) as end:
        while True:
            next(steps)
    found, area = end.value.value
    assert found.labels.shape == (HIGH, WIDE) == (area.h, area.w)
    for face in faces:
        face.close()


def test_options_that_do_not_fit_are_a_sentence(data, tmp_path, capsys):
    assert main(["fit", "segmenter", "--out", str(tmp_path / "r")]) == 2
    assert "--data" in capsys.readouterr().err
    assert fit(data, tmp_path / "r", "--side", 50) == 2
    assert "multiple of 32" in capsys.readouterr().err
    assert fit(data, tmp_path / "r", "--fold", 9, "--folds", 2) == 2
    assert "no fold" in capsys.readouterr().err
    assert fit(data, tmp_path / "r", "--weights", "nowhere.h5") == 2
    assert main(["evaluate", str(tmp_path / "r")]) == 2
