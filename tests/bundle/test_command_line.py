"""The built program's command line gives the same files as this checkout, byte for byte."""

import re
import shutil

import numpy as np
import pytest
import tifffile

from geodesk import __version__
from geodesk.collection import Phase, Stroke, Strokes, write_strokes

COMPRESSIONS = (
    *(
        "lzw",
        "adobe_deflate",
        "packbits",
        "zstd",
        "lzma",
        "jpeg",
        "webp",
        "jpeg2000",
        "jpegxl",
        "jpegxr",
        "lerc",
    ),
    "png",
)


@pytest.fixture
def folder(samples, tmp_path):
    # Whoever ran the program on them has left its folder there.
    shutil.copytree(samples, tmp_path / "muestras añejas", ignore=shutil.ignore_patterns(".geodesk"))
    return tmp_path / "muestras añejas"


def test_it_says_its_version(built):
    said = built("--version")
    assert (said.returncode, said.stdout.strip()) == (0, f"GeoDesk {__version__}")


@pytest.mark.parametrize(
    ("words", "files"),
    [
        (["classify", "{in}", "--model", "sem-usable", "--out", "{out}/p.csv"], ["p.csv"]),
        (
            [
                "characterise",
                "{in}",
                "--out",
                "{out}/c.csv",
                "--summary",
                "{out}/s.csv",
                "--details",
                "{out}/d",
            ],
            ["c.csv", "s.csv"],
        ),
        (["reconstruct", "{in}/discos_binarios.tif", "--out", "{out}/r", "--seed", "1", "--size", "32"], []),
        (["transport", "{in}/discos_binarios.tif", "--phase", "0", "--axis", "x", "--json"], []),
        (["figures", "{in}/fibras_malla.tif", "--letters", "a", "--out", "{out}/f"], ["f/fibras_malla.png"]),
        (
            ["report", "{in}/fibras_malla.tif", "--format", "pdf,html", "--lang", "es", "--out", "{out}/r"],
            ["r/fibras_malla-es.pdf", "r/fibras_malla-es.html"],
        ),
        (["models"], []),
        (["info", "{in}"], []),
    ],
    ids=lambda words: words[0] if words and isinstance(words, list) else "",
)
def test_same_as_source(built, source, folder, tmp_path, words, files):
    said = {}
    for who, run in (("built", built), ("source", source)):
        out = tmp_path / who
        out.mkdir()
        # Each has the samples at the same place: paths are part of what is written.
        here = [word.replace("{in}", str(folder)).replace("{out}", str(out)) for word in words]
        done = run(*here)
        assert done.returncode == 0, done.stderr
        said[who] = re.sub(r'"seconds": [\d.]+', "", done.stdout.replace(str(out), "OUT"))
        shutil.rmtree(folder / ".geodesk", ignore_errors=True)
    if words[0] != "models":
        assert said["built"] == said["source"]
    else:
        names = [[line.split()[0] for line in text.splitlines()] for text in said.values()]
        assert names[0] == names[1]
    for file in files:
        assert (tmp_path / "built" / file).read_bytes() == (tmp_path / "source" / file).read_bytes()
    made = sorted(p.relative_to(tmp_path / "built") for p in (tmp_path / "built").rglob("*.csv"))
    assert len(made) >= sum(name.endswith(".csv") for name in files)
    for file in made:
        assert (tmp_path / "built" / file).read_bytes() == (tmp_path / "source" / file).read_bytes(), file


def test_every_compression_is_read(built, source, tmp_path):
    folder = tmp_path / "tiff"
    folder.mkdir()
    picture = np.random.default_rng(0).integers(0, 255, (64, 96, 3), np.uint8)
    for name in COMPRESSIONS:
        tifffile.imwrite(folder / f"{name}.tif", picture, compression=name, photometric="rgb")
    done = built("characterise", folder, "--out", tmp_path / "built.csv")
    again = source("characterise", folder, "--out", tmp_path / "source.csv")
    assert done.returncode == again.returncode, done.stderr
    assert (tmp_path / "built.csv").read_bytes() == (tmp_path / "source.csv").read_bytes()
    # Where the checkout reads a compression, so does the built program: the same lines of complaint.
    complaints = [[x for x in run.stderr.splitlines() if ".tif:" in x] for run in (done, again)]
    assert complaints[0] == complaints[1]


def test_phases_learnt_from_strokes_are_the_same(built, source, tmp_path):
    """What scikit-learn learns, and the label image it makes."""
    picture = np.random.default_rng(1).normal(90, 20, (96, 96)).clip(0, 255).astype(np.uint8)
    picture[:, 48:] += 60
    places = ((0, 12.0), (0, 30.0), (1, 60.0), (1, 84.0))
    strokes = tuple(Stroke("frame.tif", label, ((x, 12.0), (x, 84.0)), 5.0) for label, x in places)
    said = {}
    for who, run in (("built", built), ("source", source)):
        folder = tmp_path / who
        folder.mkdir()
        tifffile.imwrite(folder / "frame.tif", picture)
        write_strokes(tmp_path / "s.json", Strokes((Phase(0), Phase(1)), strokes))
        done = run("phases", folder, "--strokes", tmp_path / "s.json", "--out", folder / "out")
        assert done.returncode == 0, done.stderr
        (made,) = (folder / "out").rglob("*.tif")
        said[who] = tifffile.imread(made)
    assert set(np.unique(said["built"])) == {0, 1}
    assert np.array_equal(said["built"], said["source"])


def test_what_to_label_next_is_the_same(built, source, folder):
    """Features by the bundled network, spread by k-means, then learnt from labels."""
    for label, name in (("YES", "sem_barra_buena.tif"), ("NO", "sem_barra_cargada.tif")):
        assert source("labels", "set", folder, name, label).returncode == 0
    said = [run("labels", "queue", folder, "--json") for run in (built, source)]
    assert [one.returncode for one in said] == [0, 0], said[0].stderr
    assert said[0].stdout == said[1].stdout and "sem_barra_desenfocada.tif" in said[0].stdout
