"""Other flavours of onnxruntime, each in an environment of its own: choice, agreement, and what falls back.

``GEODESK_WHEELS`` names the Pythons, separated as in PATH; docs/devices.md says how to make them. Which
devices are there and which of them start differs from machine to machine, so each test says what must hold
of either.
"""

import csv
import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent.parent
WHEELS = [name for name in os.environ.get("GEODESK_WHEELS", "").split(os.pathsep) if name]
PATIENCE_S = 900  # a card played by the processor takes its time

pytestmark = pytest.mark.skipif(not WHEELS, reason="GEODESK_WHEELS names no Python with another onnxruntime")

BREAKS = """
import json, sys
import numpy as np
from geodesk.models import load
model = load("landslide-captioner", sys.argv[1], task="caption")
shape = (model.spec.height, model.spec.width, model.spec.channels)
began, result = model.provider, None
one = model.features(np.zeros((1, *shape), model.spec.dtype))
none = model.features(np.zeros((0, *shape), model.spec.dtype))  # some devices take no batch of none
again = model.features(np.zeros((1, *shape), model.spec.dtype))
differs = float(abs(one - again).max() / abs(one).max())
notices = [str(one) for one in model.notices]
print(json.dumps([began, model.provider, len(none), differs, str(model.runner.why), notices]))
"""


@pytest.fixture(params=WHEELS, ids=lambda name: Path(name).parent.parent.name)
def python(request, tmp_path, monkeypatch):
    monkeypatch.setenv("GEODESK_CONFIG", str(tmp_path / "config"))
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    return request.param


def ask(python, *words, code=(0,)):
    done = subprocess.run(
        [python, *map(str, words)], capture_output=True, text=True, cwd=ROOT, timeout=PATIENCE_S
    )
    assert done.returncode in code, done.stderr
    return done


def devices(python):
    """The devices that this wheel has code for beside the CPU, and whether each passed its test."""
    said = ask(python, "-m", "geodesk.cli", "devices", "--test", "--json", "--quiet", code=(0, 1)).stdout
    records = [json.loads(line) for line in said.splitlines()]
    return {one["device"]: one["tested"] for one in records if one["offered"]}


def classified(python, folder, out, device):
    words = ("classify", folder, "--model", "sem-usable", "--device", device, "--out", out)
    done = ask(python, "-m", "geodesk.cli", *words)
    with out.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream)), done.stderr


def test_each_device_agrees_with_the_cpu_or_says_why_not(python, tmp_path, samples):
    folder = tmp_path / "folder"
    folder.mkdir()
    for name in ("sem_barra_buena.tif", "sem_barra_desenfocada.tif"):
        shutil.copy(samples / name, folder)
    found = devices(python)
    assert "cpu" in found and len(found) > 1, "this wheel has no device of its own"
    right, _ = classified(python, folder, tmp_path / "cpu.csv", "cpu")
    for device, test in found.items():
        if device == "cpu":
            continue
        rows, said = classified(python, folder, tmp_path / f"{device}.csv", device)
        assert [row["label"] for row in rows] == [row["label"] for row in right]
        for row, other in zip(rows, right, strict=True):
            assert float(row["probability"]) == pytest.approx(float(other["probability"]), abs=1e-4)
        if test["works"]:
            assert test["error"] is None and test["difference"] < 1e-4 and test["same"]
            assert {row["provider"] for row in rows} != {"CPUExecutionProvider"}
            assert sum(test["nodes"].values()) > test["nodes"].get("CPUExecutionProvider", 0)
        else:
            assert {row["provider"] for row in rows} == {"CPUExecutionProvider"}
            assert test["error"]["en"] in said, "the fall-back says why"


def test_a_batch_that_a_device_refuses_is_repeated_on_the_cpu(python):
    listed = ask(python, "-m", "geodesk.cli", "devices", "--json").stdout
    for device in (json.loads(line) for line in listed.splitlines()):
        if not device["offered"] or device["device"] in ("cpu", "webgpu"):  # WebGPU takes a batch of none
            continue
        began, now, none, differs, why, notices = json.loads(
            ask(python, "-c", BREAKS, device["device"]).stdout
        )
        assert none == 0 and differs < 1e-4
        if began != "CPUExecutionProvider":
            assert now == "CPUExecutionProvider", "no batch was refused: this test proves nothing any more"
            assert device["name"] in why and "failed" in why
        assert notices == [why]


def test_nothing_but_results_is_on_standard_output(python, tmp_path, samples):
    said = ask(python, "-m", "geodesk.cli", "models", "--json").stdout
    assert all(line.startswith("{") for line in said.splitlines())
