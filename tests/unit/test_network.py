"""Nothing is asked of a network: every command on real pictures where there is none, and watched."""

import json
import re
import shutil

import numpy as np
import pytest
from PIL import Image

from geodesk.cli import verbs
from geodesk.collection import Collection, Measurement
from tests.offline import watched, why_not
from tests.unit.jobs import pictures

pytestmark = pytest.mark.skipif(bool(why_not()), reason=why_not() or "-")

PATIENT = (
    "import json, sys\n"
    "from geodesk.cli import main\n"
    "for words in json.loads(sys.argv[1]):\n"
    "    print('->', *words, flush=True)\n"
    "    print('<-', words[3], main(words), flush=True)\n"
)
REACHES = (
    "import socket, ctypes\n"
    "for ask in (lambda: socket.create_connection(('192.0.2.1', 80), 1),\n"
    "            lambda: socket.getaddrinfo('example.org', 80)):\n"
    "    try: ask()\n"
    "    except OSError as error: print('refused', error)\n"
    "print(ctypes.CDLL(None).socket(2, 2, 0) >= 0)\n"
)


def commands(folder, out, models):
    """Each command on real pictures, small; in an order in which each finds what it needs."""
    classifier, segmenter = models
    return [
        ["info", folder],
        ["classify", folder, "--model", "sem-usable", "--out", out / "classes.csv"],
        ["characterise", folder, "--rmax", "9", "--out", out / "curves"],
        ["ensemble", folder / "fibras_malla.tif", "--rmax", "9", "--out", out / "ensemble.csv"],
        ["distance", folder, out / "others", "--lags", "pixel", "--rmax", "9", "--resamples", "20",
         "--out", out / "distance.csv"],
        ["phases", folder, "--model", segmenter, "--out", out / "phases"],
        ["reconstruct", folder / "discos_solapados.tif", "--size", "16", "--swaps", "50",
         "--out", out / "made.png"],
        ["transport", folder / "discos_solapados.tif", "--axis", "x", "--out", out / "transport.csv"],
        ["sweep", folder / "discos_solapados.tif", "--model", classifier, "--stride", "128",
         "--out", out / "fractions.csv"],
        ["count", folder, "--model", classifier, "--points", "16", "--out", out / "counts.csv"],
        ["count-check", out / "others", "--truth", "{sample}_truth.png", "--names", "0=dark,1=bright",
         "--repeats", "2", "--out", out / "check.csv"],
        ["measurements", "export", folder, out / "measured.csv"],
        ["columns", folder, out / "columns.csv"],
        ["figures", folder / "fibras_malla.tif", "--out", out / "figures"],
        ["generate", "--model", "berea-sections", "--count", "1", "--out", out / "made"],
        ["caption", folder / "fibras_malla.tif", "--model", "landslide-captioner", "--beam", "1",
         "--out", out / "captions.csv"],
        ["watch", folder, "--model", classifier, "--once", "--settle", "0.1", "--out", out / "watched.csv"],
        ["history", folder, "--save", out / "again.geodesk-recipe.json"],
        ["run", out / "again.geodesk-recipe.json", folder, "--models", folder.parent, "--out", out / "again"],
        ["calibrate", folder, "fibras_malla.tif", "--pixel-size", "50 nm"],
        ["samples", folder],
        ["models"],
        ["about"],
        ["devices", "--test", "--model", classifier],
        ["overview", folder / "fibras_malla.tif", "--out", out / "overview"],
        ["labels", "queue", folder],
        ["training"],
        ["report", folder / "fibras_malla.tif", "--out", out / "reports", "--rmax", "9"],
    ]  # fmt: skip


def test_the_watchers_see_what_they_watch_for(tmp_path):
    found = watched(["-c", REACHES], tmp_path)
    assert found.code == 0 and found.said.count("refused") == 2 and found.said.endswith("True\n"), found.said
    assert any("192.0.2.1" in one for one in found.attempts)
    assert any(one.startswith("socket.getaddrinfo") for one in found.attempts)
    if "strace" in found.watchers:
        assert any("AF_INET" in one and "SOCK_DGRAM" in one for one in found.attempts), "of a library"


def test_no_command_asks_anything_of_a_network(samples, tmp_path):
    from tests.unit.models.segmenters import by_brightness

    folder, out = tmp_path / "folder", tmp_path / "out"
    (out / "others").mkdir(parents=True)
    folder.mkdir()
    for name in ("discos_solapados.tif", "fibras_malla.tif"):
        shutil.copy(samples / name, folder / name)
    for name in ("a", "b", "c"):
        grey = np.random.default_rng(ord(name)).integers(0, 256, (60, 90), np.uint8)
        Image.fromarray(grey).save(out / "others" / f"{name}.png")
        Image.fromarray((grey > 99).astype(np.uint8)).save(out / "others" / f"{name}_truth.png")
    measurements = Collection.open(folder, annotator="ana").measurements
    ruler = Measurement("", "fibras_malla.tif", kind="length", points=((10.0, 20.0), (110.0, 20.0)))
    measurements.put([ruler])
    models = pictures.model(tmp_path / "m.onnx"), by_brightness(tmp_path / "s.onnx", faces=False)
    asked = commands(folder, out, models)
    assert {words[0] for words in asked} == set(verbs()), "each command there is"
    words = [["--lang", "en", "--quiet", *map(str, one)] for one in asked]
    found = watched(["-c", PATIENT, json.dumps(words)], tmp_path)
    assert found.code == 0, found.said
    codes = re.findall(r"(?m)^<- (\S+) (\d+)$", found.said)
    assert [verb for verb, _ in codes] == [words[0] for words in asked], found.said
    assert all(code == "0" for _, code in codes), found.said
    assert found.attempts == ()
    left = [str(file.relative_to(tmp_path)) for file in (tmp_path / "home").rglob("*") if file.is_file()]
    assert left == [], "nothing but in GeoDesk's own places"
