"""Rendered terrain, and captions made of tables; no network is needed."""

import csv
import io
import json

import numpy as np
import pytest
from PIL import Image

from geodesk import micrograph
from geodesk.models import LANDSLIDE
from training.__main__ import main
from training.captioner.light import relit
from training.captioner.mirrors import MIRRORS
from training.captioner.prepare import Captioned, NoCaptions, load_captions, prepare, size_class
from training.captioner.scores import bleu, caption_scores
from training.captioner.table import BadTable, read_table
from training.progress import Progress
from training.rendering import generator
from training.terrain import (
    DIRECTIONS,
    HELD_KINDS,
    KINDS,
    TEST_TEXTURES,
    TRAIN_TEXTURES,
    Slide,
    random_ground,
    render,
)
from training.terrain.dataset import write_terrain
from training.terrain.landslide import lay_out, perimeter

QUIET = Progress(True, io.StringIO())
HEADER = "id,type,activity,direction,area,perimeter"


def table(path, *rows, header=HEADER):
    path.write_text("\n".join((header, *rows)) + "\n", encoding="utf-8")
    return path


@pytest.fixture
def pictures(tmp_path):
    """Twelve small different pictures."""
    folder = tmp_path / "pictures"
    folder.mkdir()
    for n in range(12):
        Image.new("RGB", (20, 16), (20 * n, 7, 200 - 9 * n)).save(folder / f"p{n:02d}.png")
    return folder


# Terrain


def test_a_scene_is_its_seed_and_says_what_is_in_it():
    one, again, other = render((3, 1, 0)), render((3, 1, 0)), render((3, 1, 1))
    assert one.pixels.shape == (300, 400, 3) and one.pixels.dtype == np.uint8
    assert np.array_equal(one.pixels, again.pixels) and not np.array_equal(one.pixels, other.pixels)
    assert one.area_m2 == pytest.approx(one.inside.sum() * 1.25**2)
    assert not (one.inside[:2].any() or one.inside[-2:].any() or one.inside[:, :2].any())
    assert one.texture in TRAIN_TEXTURES and render((3, 3, 0), "test", 1.0).texture in TEST_TEXTURES
    assert not set(TRAIN_TEXTURES) & set(TEST_TEXTURES)


def test_random_grounds_of_validation_are_of_kinds_that_training_has_not():
    assert not set(KINDS) & set(HELD_KINDS)
    for split, kinds in (("train", KINDS), ("validation", HELD_KINDS)):
        scene = render((3, 4, 0), split, 1.0)
        words = scene.texture.split()
        assert words[0] == "random" and set(words[1:]) <= set(kinds) and scene.inside.any()
        assert np.array_equal(scene.pixels, render((3, 4, 0), split, 1.0).pixels)


@pytest.mark.parametrize("kind", [*KINDS, *HELD_KINDS])
def test_patterns_are_shares_that_differ_from_place_to_place(kind):
    pattern = {**KINDS, **HELD_KINDS}[kind]
    some = [pattern(generator((seed, 5)), (60, 80)) for seed in range(3)]
    for one in some:
        assert one.shape == (60, 80) and one.dtype == np.float32 and 0 <= one.min() and one.max() <= 1
    assert max(one.std() for one in some) > 0.05 and not np.array_equal(some[0], some[1])


def test_grounds_differ_in_colour_and_are_no_blacker_or_whiter_than_ground():
    some = [random_ground(generator((seed, 6)), (60, 80))[0] for seed in range(12)]
    assert all(0.02 <= one.min() and one.max() <= 0.95 for one in some)
    assert np.ptp([one.mean(axis=(0, 1)) for one in some], axis=0).min() > 0.15


def test_another_light_changes_colours_and_not_places():
    picture = render((3, 1, 0)).pixels
    some = [relit(picture, generator((seed, 7))) for seed in range(8)]
    assert all(one.dtype == np.float32 and 0 <= one.min() and one.max() <= 255 for one in some)
    assert np.ptp([one.mean(axis=(0, 1)) for one in some], axis=0).min() > 5
    grey = picture.mean(axis=-1).ravel()
    assert min(np.corrcoef(grey, one.mean(axis=-1).ravel())[0, 1] for one in some) > 0.6
    assert np.array_equal(relit(picture, generator((2, 7))), relit(picture, generator((2, 7))))


@pytest.mark.parametrize("direction", DIRECTIONS)
def test_cones_of_fallen_rock_widen_downhill(direction):
    slide = Slide("caida", "activo", direction)
    some = [lay_out(slide, 9000, (300, 400), generator((seed, 1))) for seed in range(8)]
    angle = np.deg2rad(45 * DIRECTIONS.index(direction))
    below = above = 0
    for laid in some:
        assert laid is not None
        rows, columns = np.nonzero(laid.inside)
        downhill = columns * np.sin(angle) - rows * np.cos(angle)
        middle = (downhill.max() + downhill.min()) / 2
        below += (downhill > middle).sum()
        above += (downhill < middle).sum()
    assert below > 1.2 * above
    assert np.mean([laid.inside.sum() for laid in some if laid]) == pytest.approx(9000, rel=0.15)


def test_the_perimeter_of_a_disc():
    rows, columns = np.mgrid[:200, :200]
    for radius in (20, 60):
        disc = np.hypot(rows - 100, columns - 100) < radius
        assert perimeter(disc) == pytest.approx(2 * np.pi * radius, rel=0.03)


def test_a_rendered_set_is_marked_and_goes_on_where_it_was(tmp_path):
    counts = {"train": 2, "validation": 1, "test": 1}
    path = write_terrain(tmp_path, counts, 5, QUIET)
    with path.open(newline="", encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream))
    assert [row["split"] for row in rows] == ["train", "train", "validation", "test"]
    assert all(row["synthetic"] == "yes" and "synthetic" in row["id"] for row in rows)
    files = sorted((tmp_path / "pictures").iterdir())
    with Image.open(files[0]) as image:
        assert json.loads(image.info["comment"])["synthetic"] == "yes"
    with micrograph.open(files[0]) as picture:
        assert picture.metadata["synthetic"] == "yes"
    assert "SYNTHETIC" in (tmp_path / "README.txt").read_text(encoding="utf-8")
    before = {file: file.stat().st_mtime_ns for file in files}
    first = path.read_bytes()
    files[1].unlink()
    write_terrain(tmp_path, counts, 5, QUIET)
    assert path.read_bytes() == first and files[1].exists()
    assert all(file.stat().st_mtime_ns == before[file] for file in files if file != files[1])
    write_terrain(tmp_path, {"train": 1}, 6, QUIET, random=1.0)  # of another call: added to the table
    with path.open(newline="", encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream))
    assert len(rows) == 5 and rows[2]["texture"].startswith("random ")


# Tables


def test_letters_spanish_headers_commas_and_accents(tmp_path):
    path = tmp_path / "t.csv"
    path.write_text(
        "ID;Tipo;Actividad;Dirección;Área;Perímetro\n"
        "a;Reptación;ACTIVO;NO;1234,5;300\n"
        "b;Caída de rocas;inactiva;O;Pequeña;muy grande\n",
        encoding="utf-8",
    )
    entries, problems = read_table(path)
    assert not problems
    assert entries[0].words == {"tipo": "reptacion", "actividad": "activo", "direccion": "nw"}
    assert entries[0].numbers == {"area": 1234.5, "perimetro": 300}
    assert entries[1].words == {
        "tipo": "caida",
        "actividad": "inactivo",
        "direccion": "oeste",
        "area": "pequeña",
        "perimetro": "muy grande",
    }


def test_a_spreadsheet_is_read_as_a_table_is(tmp_path):
    openpyxl = pytest.importorskip("openpyxl", reason="the training extra is not installed")
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["id", "type", "activity", "direction", "area", "perimeter"])
    sheet.append(["a.png", "flujos", "activo", "SW", 1200.5, 400])
    sheet.append([None] * 6)
    sheet.append(["b.png", "lodo", "activo", "SW", 1200, 400])
    book.save(tmp_path / "t.xlsx")
    entries, problems = read_table(tmp_path / "t.xlsx")
    assert entries[0].numbers == {"area": 1200.5, "perimetro": 400} and entries[0].words["direccion"] == "sw"
    assert [problem.line for problem in problems] == [4] and "lodo" in problems[0].why.en
    (tmp_path / "bad.xlsx").write_text("not a workbook")
    with pytest.raises(BadTable, match="spreadsheet|hoja de cálculo"):
        read_table(tmp_path / "bad.xlsx")


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("a,lodo,activo,n,1,2", "“lodo” is not known; write rotacional, reptacion, flujos, caida"),
        ("a,flujos,quizás,n,1,2", "“quizás” is not known; write activo, inactivo"),
        ("a,flujos,activo,arriba,1,2", "“arriba”"),
        ("a,flujos,activo,n,-3,2", "a number above 0"),
        ("a,flujos,activo,n,1,", "a number above 0"),
        (",flujos,activo,n,1,2", "no id"),
    ],
)
def test_what_is_not_known_is_said_in_one_sentence(tmp_path, row, said):
    entries, problems = read_table(table(tmp_path / "t.csv", row, "b,flujos,activo,n,1,2"))
    assert [entry.id for entry in entries] == ["b"]
    assert [problem.line for problem in problems] == [2] and said in problems[0].why.en


def test_columns_kinds_and_empty_tables(tmp_path):
    with pytest.raises(BadTable, match="direction, perimeter|direccion, perimetro"):
        read_table(table(tmp_path / "t.csv", "a,b,c,d", header="id,type,activity,area"))
    with pytest.raises(BadTable, match="no rows|no tiene filas"):
        read_table(table(tmp_path / "e.csv"))
    with pytest.raises(BadTable, match="xlsx"):
        read_table(table(tmp_path / "t.ods", "a"))


# Prepared captions


def rows_for(count, split=False):
    sides = ["train"] * (count - 4) + ["validation"] * 2 + ["test"] * 2
    return [
        f"p{n:02d},{('flujos', 'caida')[n % 2]},activo,n,{100 + 100 * n},{50 + n}"
        + (f",{sides[n]}" if split else "")
        for n in range(count)
    ]


def test_sizes_have_four_equal_classes_fitted_on_training_alone(tmp_path, pictures):
    path = table(tmp_path / "t.csv", *rows_for(12, True), header=HEADER + ",split")
    captions, problems = prepare(path, pictures, tmp_path / "data", QUIET)
    assert not problems and captions.edges["area"] == [100, 275, 450, 625, 800]  # rows 0 to 7 train
    by_path = {row.path: row for row in captions.rows}
    assert [by_path[f"p{n:02d}.png"].attributes["area"] for n in (0, 1, 2, 4, 7, 11)] == (
        ["pequeña", "pequeña", "mediana", "grande", "muy grande", "muy grande"]
    )
    assert by_path["p00.png"].caption == "flujos activo direccion norte area pequeña perimetro pequeño"
    assert [len(captions.of(side)) for side in ("train", "validation", "test")] == [8, 2, 2]
    assert load_captions(tmp_path / "data") == captions
    assert [size_class(v, captions.edges["area"]) for v in (-1, 274.9, 275, 1e9)] == [0, 0, 1, 3]


def test_rows_that_cannot_be_used_are_left_out_and_told(tmp_path, pictures, capsys):
    (pictures / "broken.png").write_bytes(b"\x89PNG\r\n\x1a\n nothing")
    rows = [
        *rows_for(12),
        "none,flujos,activo,n,1,2",
        "p03.png,flujos,activo,n,1,2",
        "broken,caida,activo,n,1,2",
    ]
    path = table(tmp_path / "t.csv", *rows)
    words = ["prepare", "captions", str(path), "--pictures", str(pictures), "--out", str(tmp_path / "data")]
    assert main(words) == 1
    told = capsys.readouterr().err
    assert "none" in told and "p03.png" in told and "broken" in told
    captions = load_captions(tmp_path / "data")
    assert len(captions.rows) == 12 and not captions.synthetic
    assert {row.split for row in captions.rows} == {"train", "validation", "test"}
    with (tmp_path / "data" / "left-out.csv").open(newline="", encoding="utf-8") as stream:
        assert [row["id"] for row in csv.DictReader(stream)] == ["none", "p03.png", "broken"]


def test_nothing_left_is_one_sentence(tmp_path, pictures):
    path = table(tmp_path / "t.csv", "none,flujos,activo,n,1,2")
    with pytest.raises(NoCaptions, match=r"none"):
        prepare(path, pictures, tmp_path / "data", QUIET)
    with pytest.raises(NoCaptions):
        load_captions(tmp_path / "data")


def test_classes_named_in_words_need_no_numbers(tmp_path, pictures):
    rows = [f"p{n:02d},caida,activo,s,grande,muy grande" for n in range(6)]
    captions, problems = prepare(table(tmp_path / "t.csv", *rows), pictures, tmp_path / "d", QUIET)
    assert not problems and captions.edges == {"area": [], "perimetro": []}
    assert {row.caption for row in captions.rows} == (
        {"caida activo direccion sur area grande perimetro muy grande"}
    )


# Mirrors


@pytest.mark.parametrize("mirror", MIRRORS, ids=lambda mirror: mirror.name or "none")
def test_in_a_mirror_slides_move_the_mirrored_way(mirror):
    for place, word in enumerate(DIRECTIONS):
        values = dict(zip(LANDSLIDE.ids, ("flujos", "activo", word, "grande", "mediano"), strict=True))
        row = Captioned("a", LANDSLIDE.compose(values), values, "train", "g", "h")
        angle = np.deg2rad(45 * place)
        east, north = np.sin(angle), np.cos(angle)
        east, north = (-east if mirror.across else east), (-north if mirror.down else north)
        wanted = DIRECTIONS[round(np.rad2deg(np.arctan2(east, north)) / 45) % 8]
        found = mirror.row(row)
        assert found.attributes["direccion"] == wanted
        assert LANDSLIDE.parse(found.caption) == dict(found.attributes)
        assert mirror.row(found) == row
    picture = np.arange(24).reshape(1, 2, 4, 3)
    assert np.array_equal(mirror.of(mirror.of(picture)), picture)
    assert mirror.of(picture)[0, -1 if mirror.down else 0, -1 if mirror.across else 0, 0] == 0


# Scores


def test_scores_count_attributes_and_stand_beside_the_majority(tmp_path, pictures):
    pytest.importorskip("sacrebleu", reason="the training extra is not installed")
    path = table(tmp_path / "t.csv", *rows_for(12, True), header=HEADER + ",split")
    captions, _ = prepare(path, pictures, tmp_path / "data", QUIET)
    rows = captions.of("train")
    said = [row.caption for row in rows]
    said[0] = said[0].replace("flujos", "caida")
    said[1] = "nada"
    scores = caption_scores(rows, said, rows, "some")
    assert (scores["n"], scores["exact"]) == (8, 0.75)
    assert (
        scores["attributes"]["tipo"]["accuracy"] == 0.75
        and scores["attributes"]["direccion"]["accuracy"] == 0.875
    )
    assert (
        scores["attributes"]["tipo"]["majority"] == 0.5 and scores["attributes"]["actividad"]["majority"] == 1
    )
    confusion = np.array(scores["attributes"]["tipo"]["confusion"])
    assert confusion.shape == (4, 5) and confusion.sum() == 8 and confusion[:, 4].sum() == 1
    assert confusion[2, 3] == 1  # the flow that was called a fall


def test_bleu_of_the_right_words_is_100_and_of_others_0():
    pytest.importorskip("sacrebleu", reason="the training extra is not installed")
    truth = ["caida activo direccion sur area grande"]
    assert set(bleu(truth, truth).values()) == {100.0}
    assert set(bleu(truth, ["nada"]).values()) == {0.0}
    half = bleu(truth, ["caida activo direccion norte area grande"])
    assert half["1"] == pytest.approx(100 * 5 / 6, abs=0.01) and half["1"] > half["2"] > half["4"]
