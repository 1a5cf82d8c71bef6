"""``geodesk run`` and ``geodesk history`` on real pictures: the same bytes as the plain commands."""

import json
import os
import shlex
import shutil
import signal
import subprocess
import sys
import time

import pytest

from geodesk.cli import main
from geodesk.collection import Collection
from geodesk.desktop.headless import headless
from geodesk.jobs.captioned import caption_folder, open_captioner
from geodesk.jobs.recipes.recipe import ENDING, Recipe
from geodesk.jobs.tryphases import keep_phases
from geodesk.morphology.phases import LocalRule
from geodesk.program import opens_window
from tests.unit.jobs import pictures
from tests.unit.models.captioners import captioner
from tests.unit.models.generators import blobs
from tests.unit.models.segmenters import by_brightness


@pytest.fixture(scope="module")
def models(tmp_path_factory):
    home = tmp_path_factory.mktemp("models")
    pictures.model(home / "brightness.onnx")
    captioner(home / "leyendas.onnx")
    blobs(home / "blobs.onnx")
    by_brightness(home / "fases.onnx")
    return home


@pytest.fixture
def folder(data, tmp_path):
    """Four real micrographs of two instruments and one damaged file."""
    fibres, nffa = data / "sem" / "fibres" / "NonDefective", data / "sem" / "nffa" / "fibres"
    some = [*sorted(fibres.iterdir())[:2], *sorted(nffa.iterdir())[:2]]
    home = tmp_path / "muestras"
    home.mkdir()
    for file in some:
        shutil.copy(file, home / file.name)
    (home / "rota.tif").write_bytes(b"II*\0nothing")
    return home


def run(*arguments):
    return main([str(one) for one in arguments])


def history(folder):
    return Collection.open(folder).history.deeds()


def saved(folder, place, *only):
    file = place / f"receta{ENDING}"
    assert (
        run("history", folder, "--save", file, *(("--only", ",".join(map(str, only))) if only else ())) == 0
    )
    return file


def forget(folder):
    shutil.rmtree(folder / ".geodesk")


COMMANDS = {
    "classify": ("--model", "brightness.onnx", "--batch", 2, "--device", "cpu"),
    "caption": ("--model", "leyendas.onnx", "--beam", 4, "--device", "cpu"),
    "characterise": ("--rmax", 12, "--threshold", 90.5),
    "ensemble": ("--rmax", 9, "--directions", "x,diag1", "--lags", "pixel"),
    "transport": ("--axis", "y", "--k1", 2, "--k2", 0.125),
    "sweep": ("--model", "brightness.onnx", "--tile", 64, "--stride", 64, "--device", "cpu"),
    "count": ("--model", "brightness.onnx", "--tile", 32, "--points", 20, "--seed", 3, "--device", "cpu"),
}


@pytest.mark.parametrize("word", COMMANDS)
def test_a_recipe_writes_the_bytes_of_the_plain_command(word, folder, models, tmp_path, capsys):
    if word == "transport":
        for large in list(folder.iterdir()):
            large.unlink()
        pictures.grey(folder, "g.png", 30)
    given = [models / one if str(one).endswith(".onnx") else one for one in COMMANDS[word]]
    summary = ("--summary", tmp_path / "s.csv") if word in ("characterise", "ensemble", "count") else ()
    code = run(word, folder, *given, "--out", tmp_path / "a.csv", *summary, "--quiet")
    assert code in (0, 1)
    recipe = saved(folder, tmp_path)
    forget(folder)
    assert run("run", recipe, folder, "--out", tmp_path / "b", "--models", models, "--quiet") == code
    written = ["a.csv", *(["s.csv"] if summary else [])]
    for name in written:
        assert (tmp_path / "b" / name).read_bytes() == (tmp_path / name).read_bytes()
    kept = json.loads((tmp_path / "b" / "run.json").read_text(encoding="utf-8"))["steps"]
    assert [(one["job"], one["state"], one["changed_model"]) for one in kept] == [(word, "done", False)]
    (deed,) = history(folder)
    assert (deed.job, deed.recipe, deed.where) == (word, "receta", "command")
    assert (tmp_path / "b" / f"receta{ENDING}").read_bytes() == recipe.read_bytes()


def test_phases_by_a_model_then_their_curves_as_one_recipe(folder, models, tmp_path):
    phases = ("phases", folder, "--model", models / "fases.onnx", "--table", tmp_path / "t.csv", "--quiet")
    run(*phases, "--device", "cpu")
    run("characterise", folder, "--phases", "auto", "--rmax", 8, "--out", tmp_path / "c.csv", "--quiet")
    recipe = saved(folder, tmp_path)
    forget(folder)
    run("run", recipe, folder, "--out", tmp_path / "b", "--models", models, "--quiet")
    for name in ("t.csv", "c.csv"):
        assert (tmp_path / "b" / name).read_bytes() == (tmp_path / name).read_bytes()


def test_folder_jobs_of_the_window_become_a_recipe(folder, models, tmp_path):
    for _ in caption_folder(folder, open_captioner(models / "leyendas.onnx", "cpu").model, resume=False):
        pass
    collection = Collection.open(folder)
    some = collection.pictures()[:2]
    list(keep_phases(some, LocalRule("sauvola", 15, 0.25), collection))
    assert [deed.only for deed in history(folder)] == [(), tuple(one.path for one in some)]
    recipe = saved(folder, tmp_path)
    steps = Recipe.read(recipe).steps
    assert [step.options for step in steps] == [
        {"batch": 8, "beam": 8, "device": "cpu"},
        {"rule": "sauvola", "window": 15, "k": 0.25},
    ]
    assert run("run", recipe, folder, "--out", tmp_path / "b", "--models", models, "--quiet") == 1
    plain = ("--model", models / "leyendas.onnx", "--device", "cpu", "--quiet")
    run("caption", folder, *plain, "--out", tmp_path / "c.csv")
    assert (tmp_path / "b" / "captions.csv").read_bytes() == (tmp_path / "c.csv").read_bytes()
    table = (tmp_path / "b" / "phases.csv").read_text(encoding="utf-8")
    assert all(one.id in table for one in collection.pictures())


def test_pictures_of_a_generator_go_beside_the_folder_and_never_into_it(folder, models, tmp_path, capsys):
    steps = json.loads(_generating(models))
    recipe = tmp_path / f"g{ENDING}"
    recipe.write_text(json.dumps(steps), encoding="utf-8")
    assert run("run", recipe, folder, "--models", models, "--out", folder / "r", "--quiet") == 2
    assert "would become part of the folder" in capsys.readouterr().err
    assert run("run", recipe, folder, "--models", models, "--quiet") == 0
    made = tmp_path / "muestras - g" / "synthetic"
    run(
        "generate",
        "--model",
        models / "blobs.onnx",
        "--count",
        2,
        "--seed",
        5,
        "--out",
        tmp_path / "p",
        "--quiet",
    )
    for file in (tmp_path / "p").glob("*.tif"):
        assert (made / file.name).read_bytes() == file.read_bytes()


def _generating(models):
    from geodesk.models import OnnxFile

    file = OnnxFile.read(models / "blobs.onnx")
    model = {"name": "blobs", "sha256": file.sha256, "file": "blobs.onnx"}
    step = {"job": "generate", "options": {"count": 2, "seed": 5, "device": "cpu"}, "model": model}
    whole = {"schema": "1", "name": "g", "created": "x", "program": "0.1.0"}
    return json.dumps(whole | {"steps": [step | {"outputs": {"out": "synthetic"}}]})


def test_a_changed_model_is_run_by_leave_alone_and_said_again(folder, models, tmp_path, capsys):
    run("classify", folder, "--model", models / "brightness.onnx", "--out", tmp_path / "a.csv", "--quiet")
    recipe = saved(folder, tmp_path)
    other = tmp_path / "otros"
    other.mkdir()
    pictures.model(other / "brightness.onnx", licence="other")
    capsys.readouterr()
    assert run("run", recipe, folder, "--out", tmp_path / "b", "--models", other, "--quiet") == 2
    said = capsys.readouterr().err
    assert "has changed" in said and "--allow-changed-model" in said and not (tmp_path / "b").exists()
    allowed = (
        "run",
        recipe,
        folder,
        "--out",
        tmp_path / "b",
        "--models",
        other,
        "--allow-changed-model",
        "--quiet",
    )
    assert run(*allowed) == 1
    assert capsys.readouterr().err.count("has changed") == 2
    assert json.loads((tmp_path / "b" / "run.json").read_text(encoding="utf-8"))["steps"][0]["changed_model"]
    # The very file beats one of the same name, wherever each lies.
    shutil.copy(models / "brightness.onnx", tmp_path / "irgendwie.onnx")
    assert run("run", recipe, folder, "--out", tmp_path / "c", "--models", other, "--quiet") == 1
    assert (tmp_path / "c" / "a.csv").read_bytes() == (tmp_path / "a.csv").read_bytes()


def test_a_model_that_is_nowhere_runs_nothing(folder, models, tmp_path, capsys):
    run("classify", folder, "--model", models / "brightness.onnx", "--out", tmp_path / "a.csv", "--quiet")
    recipe = saved(folder, tmp_path)
    assert run("run", recipe, folder, "--out", tmp_path / "b") == 2
    assert "is not here; put its file beside the recipe" in capsys.readouterr().err
    assert not (tmp_path / "b").exists()


def test_results_of_something_else_are_not_written_over(folder, tmp_path, capsys):
    run("characterise", folder, "--rmax", 3, "--out", tmp_path / "a.csv", "--quiet")
    recipe = saved(folder, tmp_path)
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "a.csv").write_text("mine")
    assert run("run", recipe, folder, "--out", tmp_path / "b", "--quiet") == 2
    assert "did not write" in capsys.readouterr().err and (tmp_path / "b" / "a.csv").read_text() == "mine"


@pytest.mark.skipif(os.name != "posix", reason="SIGKILL")
def test_a_killed_run_goes_on_and_ends_in_the_same_bytes(data, tmp_path, models):
    folder = tmp_path / "muchas"
    for n in range(80):
        pictures.grey(folder, f"p{n:03}.png", n % 250)
    pairs = (("classify", "--model", models / "brightness.onnx", "--batch", 1), ("characterise", "--rmax", 4))
    for word, *given in pairs:
        run(word, folder, *given, "--out", tmp_path / f"{word}.csv", "--quiet")
    recipe = saved(folder, tmp_path)
    forget(folder)
    words = ["run", str(recipe), str(folder), "--out", str(tmp_path / "b"), "--models", str(models), "--json"]
    child = subprocess.Popen([sys.executable, "-m", "geodesk.cli", *words], stdout=subprocess.PIPE, text=True)
    for line in child.stdout:
        event = json.loads(line)
        if event["event"] == "progress" and event["done"] >= 5:
            break
    child.send_signal(signal.SIGKILL)
    child.communicate()
    assert run(*words, "--resume") == 0
    for word, *_ in pairs:
        assert (tmp_path / "b" / f"{word}.csv").read_bytes() == (tmp_path / f"{word}.csv").read_bytes()


def test_what_was_done_is_skipped_unless_a_picture_changed(folder, tmp_path, capsys):
    run("characterise", folder, "--rmax", 3, "--out", tmp_path / "a.csv", "--quiet")
    recipe = saved(folder, tmp_path)
    again = ("run", recipe, folder, "--out", tmp_path / "b", "--resume", "--json")
    run(*again)
    capsys.readouterr()
    run(*again)
    assert json.loads(capsys.readouterr().out.splitlines()[0])["skipped"] is True
    one = next(folder.glob("*.jpg"))
    os.utime(one, (time.time(), time.time()))
    run(*again)
    assert json.loads(capsys.readouterr().out.splitlines()[0])["skipped"] is False


def test_the_history_tells_who_what_how_and_as_a_command(folder, models, tmp_path, capsys):
    run("classify", folder, "--model", models / "brightness.onnx", "--out", tmp_path / "a.csv", "--quiet")
    run("characterise", folder, "--rmax", 5, "--threshold", "12.5", "--out", tmp_path / "c.csv", "--quiet")
    capsys.readouterr()
    assert run("history", folder) == 0
    first, second = capsys.readouterr().out.splitlines()
    assert "Classify" in first and "brightness" in first and "5 pictures, 1 failed" in first
    assert "threshold 12.5" in second and "largest lag (px) 5" in second
    run("history", folder, "--json")
    records = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [one["job"] for one in records] == ["classify", "characterise"]
    run("history", folder, "--commands", "--only", "2")
    (command,) = capsys.readouterr().out.splitlines()
    before = (tmp_path / "c.csv").read_bytes()
    (tmp_path / "c.csv").unlink()
    words = shlex.split(command)
    assert words[0] == "geodesk" and run(*words[1:], "--quiet") == 1
    assert (tmp_path / "c.csv").read_bytes() == before


def test_a_recipe_alone_is_for_the_window_and_without_a_screen_says_the_command(folder, tmp_path, capsys):
    run("characterise", folder, "--rmax", 3, "--out", tmp_path / "a.csv", "--quiet")
    recipe = saved(folder, tmp_path)
    assert opens_window([str(recipe)]) and not opens_window(["run", str(recipe), str(folder)])
    assert headless(recipe) == 2
    assert f"geodesk run {recipe} FOLDER" in capsys.readouterr().err


def test_a_job_of_which_nothing_was_run_leaves_no_trace(folder, tmp_path, capsys):
    assert run("classify", folder, "--model", "nada", "--out", tmp_path / "a.csv") == 2
    assert run("history", folder) == 0
    assert "Nothing was done" in capsys.readouterr().err and not (folder / ".geodesk").exists()


def test_without_out_each_recipe_has_a_folder_of_its_own(folder, tmp_path):
    for lag, place in ((3, "muestras - receta"), (4, "muestras - receta 2"), (3, "muestras - receta")):
        run("characterise", folder, "--rmax", lag, "--out", tmp_path / "c.csv", "--quiet")
        recipe = saved(folder, tmp_path, len(history(folder)))
        assert run("run", recipe, folder, "--quiet") == 1
        assert (tmp_path / place / "c.csv").read_bytes() == (tmp_path / "c.csv").read_bytes()
    assert len(list(tmp_path.glob("muestras - *"))) == 2


def test_part_of_a_history_by_number(folder, tmp_path, capsys):
    for lag in (3, 4, 5):
        run("characterise", folder, "--rmax", lag, "--out", tmp_path / "c.csv", "--quiet")
    recipe = Recipe.read(saved(folder, tmp_path, 3, 1))
    assert [step.options["rmax"] for step in recipe.steps] == [5, 3]
    assert run("history", folder, "--save", tmp_path / f"x{ENDING}", "--only", 9) == 2
    assert run("history", folder, "--save", tmp_path / "x.json") == 2
    assert ENDING in capsys.readouterr().err
