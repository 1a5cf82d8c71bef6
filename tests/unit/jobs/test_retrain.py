"""Following a training process, naming and keeping its model, comparing old and new, installing training."""

import json
import os
import shutil
import sys
import zipfile
from pathlib import Path

import numpy as np
import pytest

from geodesk.collection import Collection, write_csv
from geodesk.jobs import trainingplace
from geodesk.jobs.compare import NothingHeldOut, compare
from geodesk.jobs.lines import Following
from geodesk.jobs.retrain import Order, Training, TrainingFailed, counts, last_run, new_run
from geodesk.jobs.retrainable import NETWORKS, bases, card_of, cards, keep_model, next_name, suited
from geodesk.jobs.trainingplace import NoTraining, install, interpreter, requirement
from geodesk.models import find


def test_a_program_is_followed_line_by_line_and_told_to_stop():
    code = "import sys\nprint('ready', flush=True)\nprint(sys.stdin.readline().strip() + '!')\nsys.exit(3)"
    with Following([sys.executable, "-c", code]) as process:
        said = []
        for line in process.lines():
            said.append(line)
            if line == "ready":
                process.stop()
        assert [line for line in said if line is not None] == ["ready", "stop!"] and process.code() == 3


def test_a_program_that_is_left_has_ended():
    code = "import time\nprint('here', flush=True)\ntime.sleep(600)"
    with Following([sys.executable, "-c", code]) as process:
        assert next(line for line in process.lines() if line is not None) == "here"
        pid = process.pid
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


def test_the_networks_are_offered_with_their_studies_values():
    from training.catalogue import NAMES
    from training.classifier.settings import solved, study
    from training.retraining import preclassifier

    for one in NETWORKS:
        assert one.network in NAMES
        assert one.suits.en and one.suits.es
        told = preclassifier.study() if one.goes_on else study(one.network, one.backbone)
        if one.head == "solved":  # neither epochs nor rates: the head is solved for at once
            assert (one.epochs, solved(told).solver, solved(told).fine_epochs) == (0, "exact", 0)
            continue
        assert (one.epochs, one.fine_epochs, one.batch) == (told.epochs, told.fine_epochs, told.batch)
        assert (one.rate, one.patience) == (told.rate, told.patience)
        assert one.fine_rate == told.fine_rate


@pytest.fixture
def sem(data, tmp_path):
    """Copies of six real pictures, labelled by hand; one unsure."""
    folder = tmp_path / "sem"
    folder.mkdir()
    for file in sorted((data / "sem" / "fibres" / "NonDefective").iterdir())[:7]:
        shutil.copyfile(file, folder / file.name)
    collection = Collection.open(folder, annotator="maria")
    pictures = collection.pictures()
    collection.labels.set_many([(p, "YES" if at % 3 else "NO") for at, p in enumerate(pictures[:6])])
    collection.labels.set(pictures[6], "UNSURE")
    return folder


def test_labels_are_counted_by_class_without_the_unsure_ones(sem):
    assert [(one.label, one.samples) for one in counts(Collection.open(sem))] == [("YES", 4), ("NO", 2)]


def test_the_next_version_takes_no_name_that_is_there(tmp_path):
    card = card_of(find("sem-usable"))
    assert next_name(card, "x") == ("sem-usable-1.2", "1.2")
    kept = keep_model(find("sem-usable"))
    assert kept.name == "sem-usable.onnx" and kept.parent.name == "models"
    with pytest.raises(TrainingFailed, match="cannot be kept"):
        keep_model(find("sandstone-grains").parent / "sem-usable.onnx")
    shutil.copyfile(kept, kept.with_name("sem-usable-1.2.onnx"))
    assert next_name(card, "x") == ("sem-usable-1.3", "1.3")
    assert next_name(None, "mine") == ("mine-1.0", "1.0")
    assert next_name(None, "–") == ("model-1.0", "1.0")


def test_a_model_named_after_a_folder_of_any_name_is_kept_under_that_name():
    folder = "Cliente Peña – Minerales (nov 2026)"
    assert next_name(None, folder) == ("cliente-peña-minerales-nov-2026-1.0", "1.0")
    kept = keep_model(find("sem-usable"))
    shutil.copyfile(kept, kept.with_name("cliente-peña-minerales-nov-2026-1.0.onnx"))
    assert next_name(None, folder)[0] == "cliente-peña-minerales-nov-2026-1.1"


def test_only_models_that_fit_are_offered(sem):
    known = cards()
    by_name = {network.network: network for network in NETWORKS}
    assert [p.stem for p in bases(by_name["preclassifier"], ["A", "B"], known)] == ["sem-usable"]
    assert bases(by_name["mindat-3"], ["pyrite"], known) == []
    grains = bases(by_name["thin-section"], ["feldspar", "quartz"], known)
    assert [path.stem for path in grains] == ["sandstone-grains"]


def test_the_first_choice_follows_the_labels():
    known = cards()
    assert suited(["NO", "YES"], known).goes_on and suited([], known).goes_on
    assert suited(["feldspar", "quartz"], known).head == suited(["A", "B", "C"], known).head == "solved"


def held_out(run, folder, rows):
    columns = ("path", "label", "group", "split", "fold", "sample", "face", "sha256")
    write_csv(run / "split.csv", columns, [(p, label, p, split, "", p, "", "") for p, label, split in rows])


def test_old_and_new_are_compared_on_the_held_out_samples_alone(sem, tmp_path):
    run = tmp_path / "run"
    run.mkdir()
    pictures = Collection.open(sem).pictures()
    rows = [
        (p.path, "NO" if at == 0 else "YES", "test" if at < 5 else "train") for at, p in enumerate(pictures)
    ]
    held_out(run, sem, [*rows, ("gone.png", "YES", "test")])
    *_, last = compare(run, sem, find("sem-usable"), find("sem-usable"), "cpu")
    (found,) = last.rows
    assert len(found.held) == 5 and found.labels == ("NO", "YES") and found.differing == []
    assert found.difference == (0.0, 0.0, 0.0)
    assert found.new.confusion.sum() == 5 and found.new.confusion.sum(axis=1).tolist() == [1, 4]
    assert found.new.accuracy == np.mean(found.new.right) and found.new.interval[0] < found.new.accuracy
    assert (last.done, last.total) == (10, 10)
    *_, last = compare(run, sem, find("sem-usable"), find("sandstone-grains"), "cpu")
    assert last.rows[0].old is None and last.rows[0].difference is None  # it knows other classes
    held_out(run, sem, [("gone.png", "YES", "test")])
    with pytest.raises(NothingHeldOut):
        list(compare(run, sem, find("sem-usable"), None))


def python_that(tmp_path, code):
    """A program in the place of Python, which does this instead of training."""
    file = tmp_path / "python"
    file.write_text(f"#!{sys.executable}\n{code}", encoding="utf-8")
    file.chmod(0o755)
    return file


def events(training):
    return [event for step in training.steps() for event in step.rows]


def test_without_training_it_is_said(sem, monkeypatch, tmp_path):
    monkeypatch.setenv("GEODESK_TRAINING_PYTHON", str(tmp_path / "none"))
    assert interpreter() is None
    with pytest.raises(NoTraining, match="Training is not installed"):
        events(Training(new_run(sem), Order(sem, "preclassifier")))


@pytest.mark.skipif(os.name == "nt", reason="a script stands in the place of Python")
@pytest.mark.parametrize(
    ("ends", "says"),
    [
        ("sys.exit(1)", "The training failed .ValueError: no such thing."),
        ("os.kill(os.getpid(), 9)", "ended by the system, most likely for lack of memory"),
    ],
)
def test_a_crash_is_one_sentence_and_its_lines_are_kept(sem, monkeypatch, tmp_path, ends, says):
    code = (
        "import json, os, sys\nprint(json.dumps({'event': 'epoch', 'epoch': 1, 'of': 4, 'loss': 0.5}))\n"
        "print('{not an event')\nprint('ValueError: no such thing', file=sys.stderr, flush=True)\n"
        f"sys.stdout.flush()\n{ends}\n"
    )
    monkeypatch.setenv("GEODESK_TRAINING_PYTHON", str(python_that(tmp_path, code)))
    run = new_run(sem)
    training, seen = Training(run, Order(sem, "preclassifier")), []
    with pytest.raises(TrainingFailed, match=says) as fault:
        for step in training.steps():
            seen += [(step.done, step.total, event.kind, event.number("loss")) for event in step.rows]
    assert seen == [(1, 4, "epoch", 0.5)]
    assert str(run / "training.log") in str(fault.value) and "continued" not in str(fault.value)
    log = (run / "training.log").read_text(encoding="utf-8")
    assert "ValueError: no such thing" in log and "{not an event" in log


def test_what_was_asked_for_is_kept_and_the_newest_run_found(sem, tmp_path):
    run = new_run(sem)
    order = Order(sem, "thin-section", "MobileNetV2", tmp_path / "m.onnx", "", {"epochs": "3"}, {"name": "ñ"})
    order.save(run)
    assert Order.load(run) == order and last_run(sem) is None  # not an epoch yet
    (run / "state.json").write_text("{}", encoding="utf-8")
    assert last_run(sem) == run and last_run(tmp_path) is None
    (run / "wanted.json").write_text("[]", encoding="utf-8")
    assert last_run(sem) is None


# Installing


def wheel(folder: Path) -> Path:
    """A package named geodesk that is nothing but importable, as pip takes it."""
    file = folder / "geodesk-0.0-py3-none-any.whl"
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("geodesk/__init__.py", "__version__ = '0.0'\n")
        archive.writestr("training/__init__.py", "")
        info = "geodesk-0.0.dist-info"
        archive.writestr(f"{info}/METADATA", "Metadata-Version: 2.1\nName: geodesk\nVersion: 0.0\n")
        archive.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        archive.writestr(f"{info}/RECORD", "")
    return file


def test_training_is_installed_in_an_environment_of_its_own(monkeypatch, tmp_path):
    monkeypatch.delenv("GEODESK_TRAINING_PYTHON", raising=False)
    steps = list(install(str(wheel(tmp_path)), ["--no-index", "--no-deps"]))
    assert steps[-1].done == steps[-1].total == 4
    said = [line for step in steps for line in step.rows]
    assert any(line.startswith("Successfully installed geodesk") for line in said)
    python = interpreter()
    assert python is not None and python.is_relative_to(trainingplace.environment())
    ready = trainingplace.environment() / "geodesk-training.json"
    document = json.loads(ready.read_text(encoding="utf-8"))
    there = trainingplace.place()
    assert there.python == python and there.version == document["geodesk"] and there.size > 1e6
    ready.write_text(json.dumps(document | {"geodesk": "0.0.1"}), encoding="utf-8")
    assert interpreter() != python  # of another version: to be made anew
    assert trainingplace.remove() > 1e6 and not trainingplace.environment().exists()
    assert trainingplace.remove() == 0


def test_a_cancelled_installation_leaves_nothing_of_the_download(monkeypatch, tmp_path):
    monkeypatch.delenv("GEODESK_TRAINING_PYTHON", raising=False)
    steps = install(str(wheel(tmp_path)), ["--no-index", "--no-deps"])
    downloaded = trainingplace.environment().parent / "training-download"
    assert any(step.done == 2 and step.rows for step in steps)  # pip is at work
    assert any(part.name.startswith("pip-") for part in downloaded.iterdir())
    steps.close()
    assert not downloaded.exists() and interpreter() == Path(sys.executable)
    downloaded.mkdir()  # the computer went off in the middle of it
    (downloaded / "tensorflow.whl").write_bytes(bytes(5000))
    assert trainingplace.remove() > 5000 and not downloaded.exists()


def test_the_terminal_installs_tells_and_removes(monkeypatch, tmp_path, capsys):
    from geodesk.cli import main

    monkeypatch.setenv("GEODESK_TRAINING_PYTHON", str(tmp_path / "none"))
    assert main(["training", "--json"]) == 1
    assert json.loads(capsys.readouterr().out)["python"] is None
    assert main(["training", "--install", "--python", str(tmp_path / "none")]) == 2
    assert "is no Python 3.11" in capsys.readouterr().err
    trainingplace.environment().mkdir(parents=True)
    (trainingplace.environment() / "half").write_bytes(bytes(10_000_000))
    assert main(["training", "--lang", "es"]) == 1
    assert "es de otra versión o quedó incompleto (0,01 GB)" in capsys.readouterr().out
    assert main(["training", "--remove", "--lang", "en"]) == 0
    assert "0.01 GB freed." in capsys.readouterr().err and not trainingplace.environment().exists()


def test_the_pythons_to_choose_from_are_real_and_each_is_named_once():
    found = trainingplace.pythons()
    assert found and all(one.version.startswith(("3.11.", "3.12.", "3.13.")) for one in found)
    assert len({one.path.resolve() for one in found}) == len(found)
    assert trainingplace.base_python() == found[0].path
    assert trainingplace.base_python(found[-1].path) == found[-1].path


def test_without_a_python_it_is_said_what_to_install(monkeypatch, tmp_path):
    monkeypatch.setenv("GEODESK_BASE_PYTHON", str(tmp_path / "none"))
    with pytest.raises(NoTraining, match="3.11, 3.12 or 3.13"):
        list(install())


def test_what_pip_is_told_to_install(monkeypatch, tmp_path):
    assert requirement().startswith("geodesk[training] @ file:")
    wheels = tmp_path / "wheels"
    wheels.mkdir()
    bundled = wheel(wheels)
    monkeypatch.setenv("GEODESK_RESOURCES", str(tmp_path))
    assert requirement() == f"geodesk[training] @ {bundled.resolve().as_uri()}"
