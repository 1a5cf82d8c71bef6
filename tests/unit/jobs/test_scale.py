"""Pixels of another size than a model learnt from, told by every command that runs a model on pictures."""

import shutil

import pytest

from geodesk.cli import main
from geodesk.collection import Collection
from geodesk.jobs.scale import Scales, doubt, doubts_of_labels, is_far
from geodesk.micrograph import PixelSize
from geodesk.models import load
from tests.unit.jobs import pictures
from tests.unit.models.captioners import captioner
from tests.unit.models.segmenters import by_brightness

UNKNOWN = "unknown.png: unknown pixel size; the model learnt from 20 nm to 50 nm per pixel."
FAR = "far.png: 500 nm per pixel is far from what the model learnt from (20 nm to 50 nm)."


def size(metres):
    return PixelSize(metres, metres, "manual")


@pytest.fixture
def folder(tmp_path):
    return pictures.of_three_sizes(tmp_path / "folder")


@pytest.fixture
def models(tmp_path):
    return {
        "classifier": pictures.model(tmp_path / "c.onnx", pixel_size_m=pictures.LEARNT),
        "segmenter": by_brightness(tmp_path / "s.onnx", faces=False, pixel_size_m=pictures.LEARNT),
        "captioner": captioner(tmp_path / "l.onnx", pixel_size_m=pictures.LEARNT),
    }


@pytest.mark.parametrize(
    ("words", "task"),
    [
        ("classify {f} --out {o}.csv", "classifier"),
        ("sweep {f} --out {o}.csv --tile 16 --stride 32", "classifier"),
        ("count {f} --out {o}.csv --points 9 --tile 16", "classifier"),
        ("watch {f} --once --settle 0.1 --out {o}.csv", "classifier"),
        ("overview {f} --out {o}", "classifier"),
        ("report {f} --out {o}", "classifier"),
        ("phases {f} --rule model --out {o}", "segmenter"),
        ("caption {f} --out {o}.csv", "captioner"),
    ],
)
def test_every_command_that_runs_a_model_says_it(folder, models, words, task, tmp_path, capsys):
    given = [word.format(f=folder, o=tmp_path / "out") for word in words.split()]
    assert main([*given, "--model", str(models[task])]) == 0
    said = capsys.readouterr().err
    assert UNKNOWN in said and FAR in said and "near.png:" not in said


def test_a_card_without_pixel_sizes_says_nothing(folder, tmp_path, capsys):
    model = pictures.model(tmp_path / "m.onnx")
    assert main(["classify", str(folder), "--model", str(model), "--out", str(tmp_path / "o.csv")]) == 0
    assert "per pixel" not in capsys.readouterr().err


def test_the_check_of_counts_says_it(folder, models, tmp_path, capsys):
    for name in ("far", "near", "unknown"):
        shutil.copy(folder / "near.png", folder / f"{name}_truth.png")
    given = ["count-check", str(folder), "--truth", "{sample}_truth.png", "--repeats", "1", "--sizes", "9"]
    names = ",".join(f"{level}=DARK" for level in range(256))
    given += ["--names", names, "--tile", "16", "--model", str(models["classifier"])]
    assert main([*given, "--out", str(tmp_path / "o.csv")]) == 0
    said = capsys.readouterr().err
    assert UNKNOWN in said and FAR in said


def test_the_queue_of_labels_says_it(folder, capsys):
    collection = Collection.open(folder, annotator="ana")
    collection.labels.set(next(one for one in collection.pictures() if one.path == "near.png"), "YES")
    assert main(["labels", "queue", str(folder)]) == 0
    said = capsys.readouterr().err
    assert "far in size from the labelled ones' (30 nm): 1." in said
    assert "of unknown pixel size: 1; the labelled ones have 30 nm." in said


@pytest.mark.parametrize(
    ("metres", "far"),
    [(9e-9, True), (10e-9, True), (11e-9, False), (35e-9, False), (99e-9, False), (100e-9, True)],
)
def test_far_is_twice_or_half(metres, far):
    assert is_far((20e-9, 50e-9), metres) is far
    assert (doubt((20e-9, 50e-9), size(metres)) is not None) is far


def test_one_picture_is_told_in_both_languages():
    found = doubt((2.5e-6, 2.5e-6), size(1.05e-5))
    assert found.en == "10.5 µm per pixel is far from what the model learnt from (2.5 µm)."
    assert found.es == "10,5 µm por píxel está lejos de lo que vio el modelo al aprender (2,5 µm)."
    assert doubt((2.5e-6, 2.5e-6), None).es.startswith("Esta imagen: tamaño de píxel desconocido")


def test_of_many_the_first_is_named_and_the_others_counted(models):
    scales = Scales(load(models["classifier"], "cpu").card)
    told = [scales.see(f"{n}.png", size(1e-6)) for n in range(4)] + [scales.see("x.png", None)]
    assert [len(one) for one in told] == [1, 0, 0, 0, 1]
    assert scales.see("0.png", size(1e-6)) == (), "a picture counts once"
    assert [one.en for one in scales.rest()] == [
        "4 pictures have pixels of a size far from what the model learnt from."
    ]


def test_labels_of_pictures_of_unknown_size_teach_nothing_of_sizes():
    assert doubts_of_labels({"a": None, "b": 1e-6}, {"a"}) == ()
    assert doubts_of_labels({"a": 1e-6, "b": 1.5e-6}, {"a"}) == ()
