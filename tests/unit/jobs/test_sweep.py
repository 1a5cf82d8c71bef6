"""Class maps: what is where, shares with intervals, files that other commands read, memory and cancelling."""

import csv
import json
import time
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest
import tifffile
from PIL import Image

from geodesk import micrograph, models
from geodesk.cli import main
from geodesk.collection import OUTSIDE, Collection, Pattern, open_phases
from geodesk.jobs.classmap import UNKNOWN, pixels_of, write_fractions, write_map
from geodesk.jobs.inputs import gather
from geodesk.jobs.pace import Pace
from geodesk.jobs.sweep import sweep
from geodesk.language import GeoDeskError
from geodesk.models import windows
from tests.unit.models.graphs import brightness, card_document, with_card


@pytest.fixture
def model_file(tmp_path):
    path = tmp_path / "brightness.onnx"
    return with_card(path, brightness(path), card_document())


@pytest.fixture
def pair_file(tmp_path):
    spec = card_document()["input"] | {"channels": 6, "faces": ["ppl", "xpl"]}
    path = tmp_path / "pairs.onnx"
    return with_card(path, brightness(path, channels=6), card_document(input=spec))


@pytest.fixture
def picture(tmp_path):
    """Dark on the left, bright from x = 60 on; 100 × 50."""
    grey = np.full((50, 100), 20, np.uint8)
    grey[:, 60:] = 230
    Image.fromarray(grey).save(tmp_path / "halves.png")
    return tmp_path / "halves.png"


def item_of(file):
    return gather([file]).items[0]


def read(file):
    with open(file, encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def map_of(file, model, **how):
    steps = list(sweep(item_of(file), models.load(model, device="cpu"), **how))
    assert all(not step.rows for step in steps[:-1])
    return steps[-1].rows[0]


def test_each_place_gets_the_class_of_the_tile_around_it(picture, model_file):
    found = map_of(picture, model_file, tile=10, stride=10)
    assert found.best.shape == (5, 10)
    assert (found.best[:, :6] == 0).all() and (found.best[:, 6:] == 1).all()
    assert found.probability[0, 0] == pytest.approx(1 - 20 / 255, abs=1e-4)
    shares = {one.label: one for one in found.fractions()}
    assert shares["DARK"].share == pytest.approx(0.6) and shares["BRIGHT"].share == pytest.approx(0.4)
    assert shares[None].share == 0 and shares["DARK"].low < 0.6 < shares["DARK"].high
    assert [one.label for one in found.fractions()] == ["DARK", "BRIGHT", None]


def test_below_the_threshold_a_place_is_unknown(picture, model_file):
    found = map_of(picture, model_file, tile=20, stride=20)
    middle = found.labels(0.8)
    assert (middle[:, 3] == 2).all() and (found.labels(0.95) == UNKNOWN).all()
    assert (found.labels(0.5) != UNKNOWN).all()
    assert found.fractions(0.95)[-1].share == 1


def test_a_cut_cell_weighs_what_it_covers(model_file, tmp_path):
    grey = np.full((30, 25), 20, np.uint8)
    grey[:, 20:] = 230
    Image.fromarray(grey).save(tmp_path / "narrow.png")
    found = map_of(tmp_path / "narrow.png", model_file, tile=8, stride=10)
    assert found.best.shape == (3, 3)
    assert {one.label: one.share for one in found.fractions()}["BRIGHT"] == pytest.approx(0.2)
    assert found.fractions()[0].low is not None and found.blocks == 9
    assert map_of(tmp_path / "narrow.png", model_file, tile=20, stride=10).fractions()[0].low is None


def test_the_bar_is_left_out_and_nothing_of_it_seen(samples, model_file):
    file = samples / "sem_barra_buena.tif"
    found = map_of(file, model_file, tile=100, stride=100)
    with micrograph.open(file) as opened:
        assert found.area == opened.content and opened.bar is not None
        pixels = opened.pixels()
        bar = opened.bar
    labels = pixels_of(found, 0.5)
    assert labels.shape == pixels.shape[:2]
    assert (labels[bar.y : bar.y + bar.h] == OUTSIDE).all()
    assert (labels[found.area.y : found.area.y + found.area.h] != OUTSIDE).all()


def test_the_map_is_a_label_image_that_says_what_it_is(picture, model_file, tmp_path):
    found = map_of(picture, model_file, tile=10, stride=7)
    write_map(tmp_path / "map.tif", found, 0.6)
    image = open_phases(tmp_path / "map.tif")
    assert (image.labels() == pixels_of(found, 0.6)).all() and image.outside == OUTSIDE
    assert [(one.label, one.en, one.es) for one in image.phases] == [
        (0, "unknown", "desconocida"),
        (1, "dark", "oscura"),
        (2, "bright", "clara"),
    ]
    rule = image.made["rule"]
    assert (rule["kind"], rule["tile_px"], rule["stride_px"], rule["threshold"]) == ("class map", 10, 7, 0.6)
    assert rule["model"].startswith("brightness ") and image.fits(item_of(picture))
    with tifffile.TiffFile(tmp_path / "map.tif") as raw:
        assert json.loads(raw.pages[0].description)["source"]["sha256"] == found.sha256


def test_a_pair_is_swept_together(pair_file, tmp_path):
    for name, levels in (("f_ppl.png", (0, 255)), ("f_xpl.png", (120, 255))):
        grey = np.repeat(np.uint8(levels), 40)[None].repeat(40, axis=0)
        Image.fromarray(np.stack([grey] * 3, axis=2)).save(tmp_path / name)
    found = map_of(tmp_path / "f_xpl.png", pair_file, tile=10, stride=20)
    assert [path.rpartition("/")[2] for path in found.faces] == ["f_ppl.png", "f_xpl.png"]
    assert found.probability[0, 0] == pytest.approx(1 - 60 / 255, abs=1e-4)  # the mean of both faces
    Image.fromarray(np.zeros((40, 50, 3), np.uint8)).save(tmp_path / "f_xpl.png")
    with pytest.raises(GeoDeskError, match="differ in size"):
        map_of(tmp_path / "f_ppl.png", pair_file, tile=10)
    (tmp_path / "f_xpl.png").unlink()
    with pytest.raises(GeoDeskError, match="together"):
        map_of(tmp_path / "f_ppl.png", pair_file, tile=10)


def test_a_folders_own_patterns_say_what_a_pair_is(pair_file, tmp_path):
    folder = tmp_path / "own"
    folder.mkdir()
    for name, level in (("luz=ppl f.png", 0), ("luz=xpl f.png", 120)):
        Image.fromarray(np.full((40, 40, 3), level, np.uint8)).save(folder / name)
    given = ["sweep", str(folder), "--model", str(pair_file), "--tile", "40", "--quiet"]
    assert main([*given, "--out", str(tmp_path / "a.csv")]) == 2
    own = Pattern("own", "pair", "luz={light}{sep}{sample}")
    Collection.open(folder).set_patterns([own])
    assert main([*given, "--out", str(tmp_path / "b.csv")]) == 0
    assert len(read(tmp_path / "b.csv")) == 3, "one map for the pair"


def test_a_large_picture_is_read_strip_by_strip_with_the_same_result(model_file, tmp_path, monkeypatch):
    grey = np.random.default_rng(0).integers(0, 255, (220, 180), dtype=np.uint8)
    tifffile.imwrite(tmp_path / "large.tif", grey, rowsperstrip=4)
    whole = map_of(tmp_path / "large.tif", model_file, tile=30, stride=13)
    read = []
    monkeypatch.setattr(windows, "_WHOLE_PIXELS", 1000)
    monkeypatch.setattr(
        micrograph.Micrograph,
        "pixels",
        lambda self, page=0: pytest.fail("the whole picture was decoded"),
    )
    region = micrograph.Micrograph.region
    monkeypatch.setattr(
        micrograph.Micrograph,
        "region",
        lambda self, x, y, w, h, page=0: (read.append((x, y, w, h)), region(self, x, y, w, h, page))[1],
    )
    monkeypatch.setattr(
        micrograph.Micrograph, "content", property(lambda self: micrograph.Rect(0, 0, 180, 220))
    )
    lazy = map_of(tmp_path / "large.tif", model_file, tile=30, stride=13)
    assert (lazy.best == whole.best).all() and lazy.probability == pytest.approx(whole.probability)
    assert len(read) == whole.best.shape[0], "windows side by side share one strip"
    assert max(h for *_, h in read) <= 30


@pytest.mark.parametrize("rule", ["dtype-full", {"percentile": [1, 99]}])
def test_a_model_of_tiles_ranges_over_the_whole_picture(tmp_path, rule):
    """A window in the middle of a tiled model's picture is what classifying that picture shows it."""
    spec = models.InputSpec.from_dict(
        card_document()["input"] | {"range": rule, "tile": {"size": 16, "reduce": "median", "pad": "reflect"}}
    )
    grey = np.random.default_rng(1).integers(0, 4000, (64, 64)).astype(np.uint16)
    tifffile.imwrite(tmp_path / "t.tif", grey)
    with micrograph.open(tmp_path / "t.tif") as picture:
        tiles = models.PictureTiles(picture, spec).batch(0, None)
        made = models.Windows([picture], spec).batch(
            [(x, y, 16, 16) for y in (0, 16) for x in (0, 16, 32, 48)]
        )
    assert (made == tiles[:8]).all()


def test_a_window_over_the_edge_is_filled_by_reflection(tmp_path):
    spec = models.InputSpec.from_dict(card_document()["input"])
    grey = np.arange(64, dtype=np.uint8).reshape(8, 8)
    Image.fromarray(grey).save(tmp_path / "e.png")
    with micrograph.open(tmp_path / "e.png") as picture:
        made = models.Windows([picture], spec).batch([(-4, -4, 8, 8)])[0, :, :, 0]
        assert (made == np.pad(grey[:4, :4], ((4, 0), (4, 0)), mode="reflect")).all()
        with pytest.raises(ValueError, match="outside"):
            models.Windows([picture], spec).batch([(8, 0, 4, 4)])


def test_closing_cancels_between_two_batches(picture, model_file):
    model = models.load(model_file, device="cpu")
    with closing(sweep(item_of(picture), model, tile=8, stride=1)) as steps:
        seen = [step.done for step, _ in zip(steps, range(4), strict=False)]
    assert seen[0] == 0 and 0 < seen[-1] < 5000


def test_batches_grow_while_they_are_quick_and_shrink_where_they_are_not(monkeypatch):
    now = [0.0]
    monkeypatch.setattr(time, "perf_counter", lambda: now[0])
    pace = Pace()
    sizes = []
    for seconds in (0.01, 0.01, 0.3, 0.9, 0.9, 0.9):
        with pace:
            now[0] += seconds
        sizes.append(pace.size)
    assert sizes == [2, 4, 4, 2, 1, 1]


def test_what_does_not_suit_is_a_sentence(picture, model_file):
    for how, words in (({"tile": 5}, "does not suit"), ({"page": 3}, "no page 4")):
        with pytest.raises(GeoDeskError, match=words):
            map_of(picture, model_file, **how)


def test_the_command(picture, model_file, tmp_path, capsys):
    out = [str(tmp_path / "map.tif"), str(tmp_path / "shares.csv")]
    given = ["sweep", str(picture), "--model", str(model_file), "--tile", "10", "--stride", "10"]
    assert main([*given, "--threshold", "0.6", "--out", *out, "--quiet"]) == 0
    said = capsys.readouterr().out
    assert "50 places of 10 px every 10 px; unknown below 0.6" in said and "dark: 60.0 %" in said
    rows = read(out[1])
    assert [row["label"] for row in rows] == ["DARK", "BRIGHT", "unknown"]
    assert rows[0]["fraction"] == "0.600000" and rows[0]["threshold"] == "0.6" and rows[0]["cells"] == "30"
    assert open_phases(tmp_path / "map.tif").labels().shape == (50, 100)
    # the map is measured as any label image is
    curves = str(tmp_path / "c.csv")
    assert main(["characterise", str(picture), "--phases", out[0], "--out", curves, "--quiet"]) == 0
    assert main([*given, "--out", str(tmp_path / "x.png"), "--quiet"]) == 2
    assert main([*given, "--out", out[0], "--quiet"]) == 2  # nothing is written over
    assert "name another output" in capsys.readouterr().err


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
def test_a_full_disk_leaves_neither_map_nor_table_and_the_next_run_is_free(
    picture, model_file, tmp_path, capsys
):
    place, table = tmp_path / "map.tif", tmp_path / "shares.csv"
    table.symlink_to("/dev/full")
    given = ["sweep", str(picture), "--model", str(model_file), "--tile", "10", "--stride", "10"]
    given += ["--out", str(place), str(table), "--lang"]
    before = set(tmp_path.iterdir())
    assert main([*given, "en"]) == 2
    said = capsys.readouterr().err
    assert "Disk full" in said and "shares.csv was not written" in said
    assert "Neither the map nor the table was written." in said
    assert set(tmp_path.iterdir()) == before and not place.exists()
    assert main([*given, "es"]) == 2
    assert "No se escribió ni el mapa ni la tabla." in capsys.readouterr().err
    table.unlink()
    assert main([*given, "en", "--quiet"]) == 0, "nothing has to be taken away by hand"
    assert open_phases(place).labels().shape == (50, 100) and len(read(table)) == 3


def test_the_bundled_grain_model_on_a_real_field(data, tmp_path):
    folder = data / "thin-section" / "sandstone"
    found = map_of(folder / "10a_ppl.jpg", models.find("sandstone-grains"), stride=500)
    assert found.best.shape == (3, 4) and found.tile == 224 and len(found.faces) == 2
    write_fractions(tmp_path / "f.csv", [found], 0.4)
    rows = read(tmp_path / "f.csv")
    assert {row["label"] for row in rows} == {"feldspar", "quartz", "rock-fragment", "unknown"}
    assert sum(float(row["fraction"]) for row in rows) == pytest.approx(1, abs=1e-5)
