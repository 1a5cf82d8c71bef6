"""Label images as a job and as ``geodesk phases``: rules, strokes, cancelling, what goes wrong."""

import csv
import json

import numpy as np
import pytest
import tifffile
from PIL import Image

from geodesk.cli import main
from geodesk.collection import (
    OUTSIDE,
    Collection,
    Phase,
    Stroke,
    Strokes,
    open_phases,
    read_strokes,
    write_strokes,
)
from geodesk.jobs.inputs import gather
from geodesk.jobs.phases import Threshold, learn, make_phases, write_table
from geodesk.morphology import otsu
from geodesk.morphology.phases import LocalRule, PixelClassifier, local_binarise, multi_otsu
from tests.unit.jobs import pictures
from tests.unit.morphology.phases.test_classifier import strokes_on, textures


def table(file):
    with file.open(newline="", encoding="utf-8") as stream:
        return list(csv.DictReader(stream))


def run(*arguments):
    return main([str(a) for a in arguments])


def last(steps):
    """All results of a job."""
    return [row for step in steps for row in step.rows]


@pytest.fixture
def folder(tmp_path):
    """Two pictures of three textures, and what was painted on the first."""
    place = tmp_path / "f"
    place.mkdir()
    for index, name in enumerate(("a.tif", "b.tif")):
        Image.fromarray(textures(seed=index)[0]).save(place / name)
    return place


PAINTED = Strokes((Phase(0, "matriz", "matrix"), Phase(1, "grano", "grain"), Phase(2)), tuple(strokes_on()))


def test_strokes_make_label_images_beside_the_folder_and_are_kept(folder, tmp_path, capsys):
    write_strokes(tmp_path / "s.json", PAINTED)
    assert run("phases", folder, "--strokes", tmp_path / "s.json", "--table", tmp_path / "t.csv") == 0
    assert "Right: " in capsys.readouterr().err
    collection = Collection.open(folder)
    assert collection.strokes() == PAINTED
    truth = textures()[1]
    for picture in collection.pictures():
        kept = collection.phases.of(picture)
        labels = kept.labels()
        assert (labels == truth).mean() > 0.93 and kept.phases == PAINTED.phases
        assert kept.made["rule"]["strokes_sha256"] == PAINTED.sha256
        assert kept.made["rule"]["score"]["how"] == "held strokes"
        rows = [r for r in table(tmp_path / "t.csv") if r["id"] == picture.id]
        assert [int(r["pixels"]) for r in rows] == np.bincount(labels.ravel()).tolist()
        assert [r["name"] for r in rows] == ["matrix", "grain", ""] and rows[0]["rule"] == "strokes"
        assert sum(float(r["fraction"]) for r in rows) == pytest.approx(1)
    # Strokes that were kept are learnt from again, to the same labels.
    before = collection.phases.of(collection.resolve("b.tif")).labels()
    assert run("phases", folder, "--quiet", "--out", tmp_path / "out") == 0
    assert np.array_equal(open_phases(tmp_path / "out" / "b.tif.tif").labels(), before)
    # And they are what characterise measures.
    curves = tmp_path / "c.csv"
    assert run("characterise", folder, "--phases", "auto", "--out", curves, "--rmax", 3, "--quiet") == 0
    assert {r["phase"] for r in table(curves)} == {"0", "1", "2"}
    first = next(r for r in table(curves) if (r["id"], r["phase"], r["lag_px"]) == ("b.tif", "1", "0"))
    assert float(first["s2"]) == pytest.approx((before == 1).mean())


def test_the_information_bar_has_no_phase(data, tmp_path):
    file = data / "sem" / "vendor" / "fei_gelatin_31.0nm.tif"
    (row,) = last(make_phases(gather([file]).items, Threshold(), tmp_path / "out"))
    pixels = tifffile.imread(file)
    labels = open_phases(row.file).labels()
    assert labels.shape == pixels.shape and (labels[884:] == OUTSIDE).all()
    assert np.array_equal(labels[:884], pixels[:884] > otsu(pixels[:884]))
    assert row.used == 884 * 1024 and row.pixels[1] == (labels == 1).sum()


@pytest.mark.parametrize(
    ("arguments", "wanted"),
    [
        (["--rule", "otsu"], lambda p: p > otsu(p)),
        (["--rule", "otsu", "--classes", "3"], lambda p: np.digitize(p, multi_otsu(p, 3), right=True)),
        (["--rule", "mean", "--window", "15"], lambda p: local_binarise(p, LocalRule("mean", 15))),
        (["--rule", "niblack"], lambda p: local_binarise(p, LocalRule("niblack", 51, -0.2))),
        (["--rule", "sauvola", "--k", "0.1"], lambda p: local_binarise(p, LocalRule("sauvola", 51, 0.1))),
    ],
)
def test_rules_of_the_command_line(folder, arguments, wanted):
    assert run("phases", folder, "--quiet", *arguments) == 0
    collection = Collection.open(folder)
    for picture in collection.pictures():
        kept = collection.phases.of(picture)
        assert np.array_equal(kept.labels(), wanted(tifffile.imread(picture.file)))
        assert kept.made["rule"]["kind"] == arguments[1]
        assert kept.fits(picture)


def test_a_stack_gets_one_threshold_and_as_many_pages(tmp_path):
    pages = np.random.default_rng(1).integers(0, 100, (3, 20, 30)).astype(np.uint8)
    pages[2] += 100
    tifffile.imwrite(tmp_path / "v.tif", pages, photometric="minisblack")
    (row,) = last(make_phases(gather([tmp_path / "v.tif"]).items, Threshold(), tmp_path / "out"))
    assert np.array_equal(open_phases(row.file).labels(), pages > otsu(pages))


def test_where_chooses_by_the_last_predictions(folder, tmp_path):
    model = pictures.model(tmp_path / "brightness.onnx")
    Image.fromarray(np.full((30, 30), 250, np.uint8)).save(folder / "z.png")
    assert run("classify", folder, "--model", model, "--out", tmp_path / "p.csv", "--quiet") == 0
    assert run("phases", folder, "--rule", "otsu", "--where", "p_BRIGHT<0.9", "--quiet") == 0
    collection = Collection.open(folder)
    assert [collection.phases.of(p) is not None for p in collection.pictures()] == [True, True, False]
    assert run("phases", folder, "--rule", "otsu", "--where", "p_BRIGHT<0", "--quiet") == 2


def test_a_threshold_of_ones_own_as_in_the_window(folder, capsys):
    assert run("phases", folder, "--threshold", "100.5") == 0
    assert "kept beside the folder" in capsys.readouterr().err
    kept = open_phases(folder / ".geodesk" / "phases" / "a.tif.tif")
    assert np.array_equal(kept.labels(), tifffile.imread(folder / "a.tif") > 100.5)
    assert kept.made["rule"]["kind"] == "threshold" and kept.made["rule"]["level"] == 100.5


def test_a_file_that_fails_is_a_row_and_the_job_goes_on(folder, tmp_path, capsys):
    (folder / "bad.tif").write_text("text")
    tifffile.imwrite(folder / "nan.tif", np.full((8, 8), np.nan, np.float32))
    assert run("phases", folder, "--rule", "otsu", "--table", tmp_path / "t.csv", "--quiet") == 1
    rows = {r["id"]: r for r in table(tmp_path / "t.csv") if r["error"]}
    assert set(rows) == {"bad.tif", "nan.tif"} and "finite" in rows["nan.tif"]["error"]
    collection = Collection.open(folder)
    assert collection.phases.of(collection.resolve("a.tif")) is not None
    assert collection.phases.of(collection.resolve("nan.tif")) is None
    assert "bad.tif" in capsys.readouterr().err


def test_a_picture_of_other_colours_than_the_painted_fails_alone(folder, tmp_path):
    Image.fromarray(np.zeros((40, 40, 3), np.uint8)).save(folder / "c.png")
    collection = Collection.open(folder)
    learnt = learn(PAINTED, collection, score=False)
    rows = last(make_phases(collection.pictures(), learnt, collection.phases))
    assert [row.error is None for row in rows] == [True, True, False]
    assert "another kind" in str(rows[2].error)
    failed = write_table(iter(rows), tmp_path / "t.csv")
    assert [row.item.id for row in failed] == ["c.png"]


def test_closing_the_job_keeps_what_was_written(folder):
    big = np.tile(textures()[0], (8, 8))
    Image.fromarray(big).save(folder / "a2.tif")
    collection = Collection.open(folder)
    learnt = learn(PAINTED, collection, score=False)
    steps = make_phases(collection.pictures(), learnt, collection.phases)
    signs = 0
    for step in steps:
        if step.done == 1 and not step.rows:
            signs += 1
            if signs == 2:  # in the middle of the large picture
                steps.close()
    assert collection.phases.of(collection.resolve("a.tif")) is not None
    assert collection.phases.of(collection.resolve("a2.tif")) is None
    assert not list((folder / ".geodesk" / "phases").glob(".geodesk-*"))


def test_strokes_on_other_pages_and_pictures_than_there_are(folder, tmp_path):
    for change, words in (({"page": 4}, "on page 5"), ({"path": "no.tif"}, "no picture")):
        document = PAINTED.document()
        document["strokes"][0].update(change)
        (tmp_path / "s.json").write_text(json.dumps(document))
        with pytest.raises(Exception, match=words):
            learn(read_strokes(tmp_path / "s.json"), Collection.open(folder))
    one = Strokes(PAINTED.phases, PAINTED.strokes[:2])
    with pytest.raises(ValueError, match="two phases"):
        learn(one, Collection.open(folder))


def test_strokes_on_loose_files(folder, tmp_path):
    file = folder / "a.tif"
    moved = [Stroke(str(file), s.label, s.points, s.width) for s in PAINTED.strokes]
    write_strokes(tmp_path / "s.json", Strokes(PAINTED.phases, tuple(moved)))
    out = tmp_path / "out"
    assert (
        run("phases", file, folder / "b.tif", "--strokes", tmp_path / "s.json", "--out", out, "--quiet") == 0
    )
    pixels = tifffile.imread(folder / "b.tif")
    wanted = PixelClassifier.fit(tifffile.imread(file), moved, score=False).predict(pixels)
    assert np.array_equal(open_phases(out / "b.tif.tif").labels(), wanted)
    assert not (folder / ".geodesk").exists()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["{f}"], "no brush strokes"),
        (["{f}", "--strokes", "{f}/a.tif"], "does not hold brush strokes"),
        (["{f}", "--rule", "mean", "--window", "8"], "odd"),
        (["{f}", "--rule", "mean", "--strokes", "s.json"], "do not go together"),
        (["{f}", "--rule", "otsu", "--classes", "40"], "--classes"),
        (["{f}", "--rule", "threshold"], "needs its grey level"),
        (["{f}", "--rule", "otsu", "--threshold", "9"], "do not go together"),
        (["{f}/a.tif", "--rule", "otsu"], "--out"),
        (["{f}", "--rule", "otsu", "--table", "{f}/a.tif"], "written over"),
    ],
)
def test_usage_that_cannot_be_is_said_before_the_work(folder, arguments, words, capsys):
    assert run("phases", *(a.format(f=folder) for a in arguments)) == 2
    assert words in capsys.readouterr().err
    assert not (folder / ".geodesk").exists()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["{f}/a.tif", "--phases", "auto"], "needs a folder"),
        (["{f}", "--phases", "x.tif"], "belongs to one picture"),
        (["{f}/a.tif", "--details", "{f}/a.tif"], "cannot be made"),
    ],
)
def test_characterise_with_options_that_do_not_fit(folder, tmp_path, arguments, words, capsys):
    arguments = [a.format(f=folder) for a in arguments]
    assert run("characterise", *arguments, "--out", tmp_path / "c.csv", "--quiet") == 2
    assert words in capsys.readouterr().err


def test_details_of_the_command_line(folder, tmp_path):
    out = ["--out", tmp_path / "c.csv", "--details", tmp_path / "d", "--summary", tmp_path / "s.csv"]
    assert run("characterise", folder, *out, "--quiet", "--rmax", 9) == 0
    assert {r["direction"] for r in table(tmp_path / "c.csv")} == {"x", "y", "diag1", "diag2", "radial"}
    structure = table(tmp_path / "d" / "structure.csv")
    assert {r["id"] for r in structure} == {"a.tif", "b.tif"}
    summary = {r["id"]: r for r in table(tmp_path / "s.csv")}
    for row in structure:
        if (row["quantity"], row["direction"], row["unit"]) == ("mean_intercept", "", "px"):
            assert row["value"] == summary[row["id"]][f"mean_intercept_{row['phase']}_px"]
