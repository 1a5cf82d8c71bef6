"""Phases by a model: pairs, retouches that are laid over again, what label images say, the terminal."""

import csv
import json

import numpy as np
import pytest
from PIL import Image

from geodesk.cli import main
from geodesk.collection import OUTSIDE, Collection, CollectionError, Phase, Stroke, Strokes, open_phases
from geodesk.jobs.modelled import Modelled, open_segmenter
from geodesk.jobs.phases import make_phases
from geodesk.jobs.tryphases import retouch, try_phases
from geodesk.morphology.phases import retouched
from tests.unit.models.segmenters import by_brightness

PHASES = (Phase(0, "oscuro", "dark"), Phase(1, "medio", "middle"), Phase(2, "claro", "bright"))


def run(*arguments):
    return main([str(a) for a in arguments])


def last(steps):
    return [row for step in steps for row in step.rows]


@pytest.fixture
def model(tmp_path):
    return by_brightness(tmp_path / "claridad.onnx")


@pytest.fixture
def folder(tmp_path):
    """A pair, left half dark and right half bright, in a folder inside the folder, and a picture alone."""
    place = tmp_path / "f" / "campo"
    place.mkdir(parents=True)
    grey = np.full((96, 128, 3), 20, np.uint8)
    grey[:, 64:] = 230
    for name in ("a_ppl.png", "a_xpl.png", "sola.png"):
        Image.fromarray(grey).save(place / name)
    return tmp_path / "f"


def test_a_pair_is_segmented_once_and_both_faces_keep_it(folder, model, tmp_path, capsys):
    table = tmp_path / "t.csv"
    assert run("phases", folder, "--model", model, "--table", table, "--quiet") == 1
    assert "grain_ppl" in capsys.readouterr().err  # the picture alone: what to do
    rows = list(csv.DictReader(table.read_text(encoding="utf-8").splitlines()))
    assert [row["rule"] for row in rows] == ["model"] * len(rows) and rows[-1]["error"]
    assert {"dark", "bright"} <= {row["name"] for row in rows}
    collection = Collection.open(folder)
    first, second, alone = collection.pictures()
    kept = [collection.phases.of(one) for one in (first, second)]
    assert collection.phases.of(alone) is None
    labels = kept[0].labels()
    assert np.array_equal(labels, kept[1].labels()) and labels.shape == (96, 128)
    assert (labels[:, :52] == 0).all() and (labels[:, 76:] == 2).all()
    made = kept[1].made["rule"]
    assert made["kind"] == "model" and made["sha256"] == open_segmenter(model).sha256
    assert made["faces"] == ["a_ppl.png", "a_xpl.png"] and made["classes"] == ["dark", "middle", "bright"]
    assert made["retouches"] == []
    assert [phase.es for phase in kept[0].phases] == ["oscuro", "medio", "claro"]
    assert kept[0].phases[0].colour == "#0072b2"
    # And they are what characterise measures.
    assert run("characterise", folder, "--phases", "auto", "--out", tmp_path / "c.csv", "--quiet") == 1
    collection.index.close()


def test_retouches_are_kept_and_laid_over_again_and_told(folder, model, tmp_path):
    collection = Collection.open(folder)
    first, second, _ = collection.pictures()
    painted = Strokes(
        PHASES,
        (
            Stroke(first.path, 1, ((20.0, 20.0), (40.0, 20.0)), 10.0),
            Stroke(first.path, 0, ((100.0, 50.0),), 1.0, fill=True),
        ),
    )
    collection.set_retouches(painted)
    assert collection.retouches() == painted and collection.strokes() is None
    collection.index.close()
    assert run("phases", folder, "--model", model, "--quiet") == 1
    collection = Collection.open(folder)
    for face in (first, second):
        image = collection.phases.of(face)
        labels = image.labels()
        assert labels[20, 30] == 1 and labels[40, 30] == 0
        assert (labels[:, 76:] == 0).all(), "the bright half was filled"
        assert [one["label"] for one in image.made["rule"]["retouches"]] == [1, 0]
    collection.index.close()


def test_retouches_follow_their_class_by_name_to_another_model(model, tmp_path):
    order = [
        {"id": "b", "es": "claro", "en": "bright"},
        {"id": "x", "es": "otro", "en": "other"},
        {"id": "d", "es": "oscuro", "en": "dark"},
    ]
    other = open_segmenter(by_brightness(tmp_path / "other.onnx", labels=order))
    painted = Strokes(
        PHASES, (Stroke("a", 2, ((1.0, 1.0),)), Stroke("a", 1, ((5.0, 5.0),)), Stroke("a", 0, ((9.0, 9.0),)))
    )
    rule = Modelled(other, (), None, painted)
    assert [one.label for one in rule.retouches.strokes] == [0, 254, 2]
    assert [one.label for one in rule.retouches.of_phases("a", 0, rule.phases)] == [0, 2]
    back = rule.retouches.renamed(PHASES)
    assert back == painted, "what another model does not know is not lost"


def test_a_trial_is_retouched_without_the_model(folder, model):
    collection = Collection.open(folder)
    first, second, alone = collection.pictures()
    rule = Modelled(open_segmenter(model), [first, second], collection)
    (tried,) = last(try_phases(second, 0, rule, collection))
    assert tried.paths == ("campo/a_ppl.png", "campo/a_xpl.png")
    assert tried.fractions[2] == pytest.approx(0.5, abs=0.05)
    stroke = Stroke(first.path, 1, ((90.0, 10.0), (90.0, 80.0)), 20.0)
    changed = retouch(tried, Strokes(PHASES, (stroke,)))
    assert changed.labels[40, 90] == 1 and tried.labels[40, 90] == 2
    assert changed.fractions[1] > tried.fractions.get(1, 0)
    assert np.array_equal(retouch(changed, None).labels, tried.labels), "taken back"
    # What was tried is kept without a second run of the model.
    changed.rule.model.runner.run = None
    (kept,) = last(make_phases([first], changed.rule, collection.phases))
    assert kept.error is None and np.array_equal(collection.phases.of(first).labels(), changed.labels)
    collection.index.close()


def test_strokes_do_not_reach_the_bar_and_fill_stays_in_its_region():
    labels = np.zeros((20, 30), np.uint8)
    labels[5:15, 5:10] = labels[5:15, 20:25] = 1
    labels[18:] = OUTSIDE
    over = Stroke("a", 2, ((15.0, 0.0), (15.0, 20.0)), 4.0)
    found = retouched(labels, [over, Stroke("a", 3, ((6.0, 6.0),), fill=True)])
    assert (found[18:] == OUTSIDE).all() and (found[:18, 14:16] == 2).all()
    assert (found[5:15, 5:10] == 3).all() and (found[5:15, 20:25] == 1).all()
    assert (labels[:18, 14:16] == 0).all(), "the label image that was given stays"
    outside = Stroke("a", 3, ((6.0, 19.0),), fill=True)
    assert np.array_equal(retouched(labels, [outside]), labels)
    assert np.array_equal(retouched(labels, [Stroke("a", 3, ((-4.0, 90.0),), fill=True)]), labels)


def test_a_model_of_single_pictures_needs_no_partner(folder, tmp_path):
    single = by_brightness(tmp_path / "single.onnx", faces=False)
    out = tmp_path / "out"
    assert run("phases", folder / "campo" / "sola.png", "--model", single, "--out", out, "--quiet") == 0
    image = open_phases(out / "sola.png.tif")
    assert set(np.unique(image.labels())) >= {0, 2} and image.made["rule"]["faces"] == ["sola.png"]


def test_what_does_not_go_together_is_said(folder, model, tmp_path, capsys):
    assert run("phases", folder, "--rule", "model") == 2
    assert "--model" in capsys.readouterr().err
    assert run("phases", folder, "--model", model, "--threshold", 5) == 2
    assert run("phases", folder, "--model", model, "--rule", "otsu") == 2
    assert run("phases", folder, "--model", "sem-usable") == 2
    assert "segment" in capsys.readouterr().err
    changed = model.with_name("changed.onnx")
    changed.write_bytes(model.read_bytes().replace(b'"claro"', b'"clara"'))
    assert run("phases", folder, "--model", changed) == 2
    assert "--allow-failed" in capsys.readouterr().err
    assert run("phases", folder, "--model", changed, "--allow-failed", "--quiet") == 1


def test_damaged_retouches_are_a_sentence_and_stay(folder, model, capsys):
    store = folder / ".geodesk"
    store.mkdir()
    (store / "retouches.json").write_text(json.dumps({"schema": "1", "phases": [], "strokes": [{}]}))
    collection = Collection.open(folder)
    with pytest.raises(CollectionError, match="brush strokes"):
        collection.retouches()
    collection.index.close()
    assert run("phases", folder, "--model", model) == 2
    assert "retouches.json" in capsys.readouterr().err
    assert (store / "retouches.json").exists()


def test_closing_the_job_in_the_middle_of_a_picture_keeps_nothing_of_it(folder, model):
    collection = Collection.open(folder)
    first, *_ = collection.pictures()
    rule = Modelled(open_segmenter(model), [first], collection)
    steps = make_phases([first], rule, collection.phases)
    for _ in range(3):  # of eight tiles
        assert next(steps).rows == ()
    steps.close()
    assert collection.phases.of(first) is None
    collection.index.close()
