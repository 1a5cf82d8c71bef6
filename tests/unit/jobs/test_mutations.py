"""Hundreds of damaged files of every format: one row each, no traceback, no hang, bounded memory."""

import csv
import io
import json
import random
import subprocess
import sys

import numpy as np
import pytest
import tifffile
from PIL import Image

from tests.unit.jobs import pictures

COUNT = 520
SEED = 20261121
MEMORY_MB = 1500
TIME_S = 300


def _seeds(data):
    """Whole files of every format: made here in all variants, and real instrument files."""
    rng = np.random.default_rng(4)
    grey = rng.integers(0, 256, (48, 64), dtype=np.uint8)
    colour = rng.integers(0, 256, (48, 64, 3), dtype=np.uint8)
    for name, options in {
        "plain": {},
        "lzw": {"compression": "lzw"},
        "deflate": {"compression": "zlib", "predictor": True},
        "zstd": {"compression": "zstd"},
        "jpeg": {"compression": "jpeg"},
        "tiled": {"tile": (16, 16), "compression": "zlib"},
        "big": {"bigtiff": True},
        "imagej": {"imagej": True, "resolution": (10, 10), "metadata": {"unit": "um"}},
        "ome": {"ome": True, "metadata": {"PhysicalSizeX": 0.1, "PhysicalSizeXUnit": "µm", "axes": "YX"}},
    }.items():
        stream = io.BytesIO()
        tifffile.imwrite(stream, grey, **options)
        yield f"{name}.tif", stream.getvalue()
    for name, pixels in {
        "float": grey.astype(np.float32),
        "wide": grey.astype(np.uint16) * 257,
        "pages": np.stack([grey] * 3),
        "rgb": colour,
    }.items():
        stream = io.BytesIO()
        photometric = "rgb" if name == "rgb" else "minisblack"
        tifffile.imwrite(stream, pixels, photometric=photometric)
        yield f"{name}.tif", stream.getvalue()
    for suffix, kind in (("png", "PNG"), ("jpg", "JPEG"), ("bmp", "BMP")):
        for name, pixels in (("grey", grey), ("colour", colour)):
            stream = io.BytesIO()
            Image.fromarray(pixels).save(stream, kind)
            yield f"{name}.{suffix}", stream.getvalue()
    for file in sorted((data / "sem" / "vendor").iterdir()):
        yield file.name, file.read_bytes()


def _mutated(whole, rng):
    """Damage of the kinds that happen: flipped bits, wild numbers, cuts, holes, swapped and doubled parts."""
    raw = bytearray(whole)
    # Most faults that matter are in headers and directories, not in the pixels.
    reach = len(raw) if rng.random() < 0.4 else min(len(raw), 2048)
    for _ in range(rng.choice((1, 1, 2, 8, 64))):
        at = rng.randrange(max(1, min(reach, len(raw) - 1)))
        kind = rng.randrange(7)
        if kind == 0:
            raw[at] ^= 1 << rng.randrange(8)
        elif kind == 1:
            raw[at] = rng.randrange(256)
        elif kind == 2:
            wild = rng.choice((0, 1, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF, 0xFFFF, 60_000))
            raw[at : at + 4] = wild.to_bytes(4, rng.choice(("little", "big")))
        elif kind == 3:
            raw[at : at + 8] = b"\xff" * 8
        elif kind == 4:
            if len(raw) < 100 or rng.random() < 0.7:
                continue
            del raw[rng.randrange(32, len(raw)) :]
        elif kind == 5:
            del raw[at : min(at + rng.randrange(1, 64), len(raw) - 1)]
        else:
            raw[at:at] = raw[at : at + rng.randrange(1, 64)]
    return bytes(raw)


@pytest.fixture(scope="module")
def folder(data, tmp_path_factory):
    folder = tmp_path_factory.mktemp("mutated") / "set"
    folder.mkdir()
    rng = random.Random(SEED)
    seeds = list(_seeds(data))
    for n in range(COUNT):
        name, whole = seeds[n % len(seeds)]
        (folder / f"{n:04d}_{name}").write_bytes(_mutated(whole, rng))
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
