"""Hundreds of damaged files of every format: one row each, no traceback, no hang, bounded memory."""

import csv
import json
import random
import subprocess
import sys

import pytest

from tests.endurance.damage import damaged
from tests.unit.jobs import pictures

COUNT = 520
SEED = 20261121
MEMORY_MB = 1500
TIME_S = 300


def _seeds(data):
    """Whole files of every format: made here in all variants, and real instrument files."""
    yield from pictures.every_format()
    for file in sorted((data / "sem" / "vendor").iterdir()):
        yield file.name, file.read_bytes()


@pytest.fixture(scope="module")
def folder(data, tmp_path_factory):
    folder = tmp_path_factory.mktemp("mutated") / "set"
    folder.mkdir()
    rng = random.Random(SEED)
    seeds = list(_seeds(data))
    for n in range(COUNT):
        name, whole = seeds[n % len(seeds)]
        (folder / f"{n:04d}_{name}").write_bytes(damaged(whole, rng))
    return folder


def _run(*arguments):
    """The command in its own process with its memory limited; its output and its peak in MB."""
    code = (
        "import pathlib, re, sys\nfrom geodesk.cli import main\n"
        "code = main(sys.argv[1:])\n"
        # getrusage would tell of the parent's memory too: the kernel carries it over the start of a child.
        "peak = int(re.search(r'VmHWM:\\s*(\\d+)', pathlib.Path('/proc/self/status').read_text())[1])\n"
        "print('peak', peak // 1024, file=sys.stderr)\n"
        "sys.exit(code)"
    )
    command = [sys.executable, "-W", "error", "-c", code, *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=TIME_S)
    assert done.returncode in (0, 1), done.stderr[-2000:]
    assert "Traceback" not in done.stderr and "Warning" not in done.stderr, done.stderr[-2000:]
    assert int(done.stderr.split("peak")[-1]) < MEMORY_MB
    return done.stdout


def test_info(folder):
    records = [json.loads(line) for line in _run("info", folder, "--json").splitlines()]
    assert len(records) == COUNT
    errors = [r["error"] for r in records if "error" in r]
    assert not [e for e in errors if "Unexpected" in e or "\n" in e]
    assert COUNT * 0.05 < len(errors) < COUNT  # the damage is real, and not everything is refused


def test_classify(folder, tmp_path):
    model = pictures.model(tmp_path / "m.onnx")
    _run("classify", folder, "--model", model, "--out", tmp_path / "o.csv", "--quiet")
    with (tmp_path / "o.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert len({row["path"] for row in rows}) == len(rows) == COUNT
    assert all(bool(row["label"]) != bool(row["error"]) for row in rows)
    assert not [row["error"] for row in rows if "Unexpected" in row["error"]]


def test_characterise(folder, tmp_path):
    out, summary = tmp_path / "c.csv", tmp_path / "s.csv"
    _run("characterise", folder, "--out", out, "--summary", summary, "--rmax", 8, "--quiet")
    with summary.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert len(rows) == COUNT
    assert not [row["error"] for row in rows if "Unexpected" in row["error"]]
