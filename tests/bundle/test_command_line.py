"""The built program's command line gives the same files as this checkout, byte for byte."""

import shutil

import numpy as np
import pytest
import tifffile

from geodesk import __version__

COMPRESSIONS = (
    *(
        "lzw",
        "adobe_deflate",
        "packbits",
        "zstd",
        "lzma",
        "jpeg",
        "webp",
        "jpeg_2000",
        "jpegxl",
        "jpegxr",
        "lerc",
    ),
    "png",
)


@pytest.fixture
def folder(samples, tmp_path):
    shutil.copytree(samples, tmp_path / "muestras añejas")
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
        said[who] = done.stdout.replace(str(out), "OUT")
        shutil.rmtree(folder / ".geodesk", ignore_errors=True)
    if words[0] != "models":
        assert said["built"] == said["source"]
    else:
        names = [[line.split()[0] for line in text.splitlines()] for text in said.values()]
        assert names[0] == names[1]
    for file in files:
        assert (tmp_path / "built" / file).read_bytes() == (tmp_path / "source" / file).read_bytes()
    made = sorted(p.relative_to(tmp_path / "built") for p in (tmp_path / "built").rglob("*.csv"))
    assert len(made) >= len(files)
    for file in made:
        assert (tmp_path / "built" / file).read_bytes() == (tmp_path / "source" / file).read_bytes(), file


def test_every_compression_is_read(built, source, tmp_path):
    folder = tmp_path / "tiff"
    folder.mkdir()
    picture = np.random.default_rng(0).integers(0, 255, (64, 96), np.uint8)
    for name in COMPRESSIONS:
        tifffile.imwrite(folder / f"{name}.tif", picture, compression=name, photometric="minisblack")
    done = built("characterise", folder, "--out", tmp_path / "built.csv")
    again = source("characterise", folder, "--out", tmp_path / "source.csv")
    assert done.returncode == again.returncode, done.stderr
    assert (tmp_path / "built.csv").read_bytes() == (tmp_path / "source.csv").read_bytes()
    # Where the checkout reads a compression, so does the built program: the same lines of complaint.
    complaints = [[x for x in run.stderr.splitlines() if ".tif:" in x] for run in (done, again)]
    assert complaints[0] == complaints[1]
