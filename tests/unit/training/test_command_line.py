"""`python -m training`: what it lists, refuses and prints."""

import json
import subprocess
import sys
import time

from training.__main__ import main


def test_list_names_the_preclassifier_and_starts_without_tensorflow():
    begun = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "training", "list"],
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 0 and "preclassifier" in done.stdout and "23,608,202" in done.stdout
    assert "tensorflow" not in done.stderr and "onnxruntime" not in done.stderr
    assert time.monotonic() - begun < 20


def test_fit_without_data_says_what_is_missing(tmp_path, capsys):
    assert main(["fit", "preclassifier", "--out", str(tmp_path / "run")]) == 2
    assert "--data" in capsys.readouterr().err


def test_evaluating_an_empty_run_is_refused_in_one_sentence(tmp_path, capsys):
    assert main(["evaluate", str(tmp_path)]) == 2
    error = capsys.readouterr().err
    assert "fit" in error and "Traceback" not in error and error.count("\n") == 1


def test_samples_are_written_and_listed(tmp_path, capsys):
    assert main(["samples", "--out", str(tmp_path / "s")]) == 0
    listed = capsys.readouterr().out.split()
    assert len(listed) == len(list((tmp_path / "s").iterdir())) >= 13


def test_progress_lines_are_json(capsys):
    from training.progress import Progress

    Progress(as_json=True).event("epoch", epoch=3, of=50, loss=0.25, val_loss=0.5, eta_s=7)
    line = json.loads(capsys.readouterr().out)
    assert line == {"event": "epoch", "epoch": 3, "of": 50, "loss": 0.25, "val_loss": 0.5, "eta_s": 7}
