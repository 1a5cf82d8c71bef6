"""Captioning files and folders: one row each, going on, the inventory as a table and as a map."""

import csv
import json
from itertools import pairwise

import pytest

from geodesk import models
from geodesk.cli import main
from geodesk.collection import Collection, KeptCaption
from geodesk.jobs.caption import caption
from geodesk.jobs.captioned import caption_folder, interrupted_captions
from geodesk.jobs.inventory import (
    ground_size,
    outline_size,
    write_corrections,
    write_geojson,
    write_inventory,
)
from geodesk.language import GeoDeskError
from geodesk.models import LANDSLIDE
from tests.unit.jobs import pictures
from tests.unit.micrograph.test_georeference import geotiff, projected
from tests.unit.models.captioners import captioner

VALUES = dict(zip(LANDSLIDE.ids, ("rotacional", "inactivo", "norte", "grande", "grande"), strict=True))


@pytest.fixture
def model_file(tmp_path):
    return captioner(tmp_path / "chain.onnx")


@pytest.fixture
def folder(tmp_path):
    """Ten pictures, the even ones dark, and one that is none."""
    for n in range(10):
        pictures.grey(tmp_path / "f", f"p{n}.png", 230 if n % 2 else 10)
    (tmp_path / "f" / "zz.png").write_text("no picture")
    return tmp_path / "f"


def rows_of(path):
    with path.open(newline="", encoding="utf-8") as stream:
        return list(csv.DictReader(stream))


def test_the_command_writes_the_contracts_table(tmp_path, folder, model_file, capsys):
    out = tmp_path / "captions.csv"
    assert main(["caption", str(folder), "--model", str(model_file), "--out", str(out), "--lang", "en"]) == 1
    told = capsys.readouterr().err
    assert "synthetic" in told and "zz.png" in told
    rows = rows_of(out)
    assert list(rows[0]) == (
        "id,caption,path,probability,tipo,actividad,direccion,area,perimetro,model,provider,error".split(",")
    )
    assert [row["path"] for row in rows] == sorted(row["path"] for row in rows) and len(rows) == 11
    assert {row["tipo"] for row in rows[0:10:2]} == {"flujos"}
    assert {row["tipo"] for row in rows[1:10:2]} == {"caida"}
    assert rows[0]["caption"].startswith("flujos activo direccion sw")
    assert 0 < float(rows[0]["probability"]) < 1
    assert rows[10]["error"] and not rows[10]["caption"] and not rows[10]["provider"]
    first = out.read_bytes()
    assert main(["caption", str(folder), "--model", str(model_file), "--out", str(out), "--quiet"]) == 1
    assert out.read_bytes() == first


def test_wrong_models_and_wishes_run_nothing(tmp_path, folder, model_file, capsys):
    out = ["--out", str(tmp_path / "c.csv")]
    classifier = pictures.model(tmp_path / "b.onnx")
    assert main(["caption", str(folder), "--model", str(classifier), *out, "--lang", "en"]) == 2
    assert "a captioner is needed here" in capsys.readouterr().err
    assert main(["classify", str(folder), "--model", str(model_file), *out, "--lang", "en"]) == 2
    assert "writes captions" in capsys.readouterr().err
    wish = ["--geojson", str(tmp_path / "m.geojson")]
    assert main(["caption", str(folder / "p0.png"), "--model", str(model_file), *out, *wish]) == 2
    assert not (tmp_path / "c.csv").exists()


def test_an_interrupted_run_goes_on_and_gives_the_same_rows(folder, model_file):
    model = models.load(model_file, task="caption")
    whole = [row for step in caption(Collection.open(folder).pictures(), model) for row in step.rows]
    steps = caption_folder(folder, model, resume=False)
    for step in steps:
        if step.done >= 8:
            break
    steps.close()
    collection = Collection.open(folder)
    found = interrupted_captions(collection)
    assert found is not None and (found.done, found.total) == (8, 11) and found.goes_on(model, collection)
    first = next(steps := caption_folder(folder, model, resume=True))
    assert len(first.rows) == 8
    rows = [*first.rows, *(row for step in steps for row in step.rows)]
    assert [(row.path, row.captions) for row in rows] == [(row.path, row.captions) for row in whole]
    assert interrupted_captions(Collection.open(folder)) is None
    assert len(Collection.open(folder).captioned.last()) == 11


def test_one_picture_gets_what_it_gets_in_a_batch(folder, model_file):
    model = models.load(model_file, task="caption")
    items = Collection.open(folder).pictures()
    together = {row.path: row.captions for step in caption(items, model) for row in step.rows}
    for item in items[:3]:
        (row,) = (row for step in caption([item], model) for row in step.rows)
        assert [text for text, _ in row.captions] == [text for text, _ in together[item.path]]
        assert [p for _, p in row.captions] == pytest.approx([p for _, p in together[item.path]])


def test_area_and_perimeter_of_an_outline():
    square = ((1, 1), (11, 1), (11, 6), (1, 6))
    assert outline_size(square, (2.0, 3.0)) == pytest.approx((20 * 15, 2 * 20 + 2 * 15))
    assert outline_size(square[::-1], (2.0, 3.0)) == pytest.approx((300, 70))


def test_the_inventory_has_what_people_kept_over_what_the_model_said(tmp_path, folder, model_file):
    collection = Collection.open(folder, "ana", "uno")
    with pytest.raises(GeoDeskError, match="no captions yet|no hay leyendas"):
        write_inventory(collection, tmp_path / "i.csv")
    for _ in caption_folder(folder, models.load(model_file, task="caption"), resume=False):
        pass
    kept = KeptCaption(LANDSLIDE.compose(VALUES), VALUES, ((0, 0), (4, 0), (4, 4)), 1234.56, 78.9)
    collection.captions.keep(collection.pictures()[3], kept)
    assert write_inventory(collection, tmp_path / "i.csv").entries == 10  # the one that is no picture is not
    rows = {row["path"]: row for row in rows_of(tmp_path / "i.csv")}
    assert rows["p3.png"]["source"] == "person" and rows["p3.png"]["tipo"] == "rotacional"
    assert (rows["p3.png"]["area_m2"], rows["p3.png"]["perimeter_m"]) == ("1234.6", "78.9")
    assert rows["p2.png"]["source"] == "model" and rows["p2.png"]["model"].startswith("chain ")
    with pytest.raises(GeoDeskError, match=r"\.csv"):
        write_inventory(collection, tmp_path / "i.txt")


def test_the_map_has_georeferenced_pictures_and_names_the_others(tmp_path, model_file):
    folder = tmp_path / "g"
    folder.mkdir()
    geotiff(folder / "a.tif", [2, 2, 0], [0, 0, 0, 261000, 1516000, 0], projected(32616))
    geotiff(folder / "b.tif", [2, 2, 0], [0, 0, 0, 262000, 1516000, 0], projected(32616))
    pictures.grey(folder, "c.png", 200)
    collection = Collection.open(folder, "ana", "uno")
    ring = ((1.0, 1.0), (1.0, 11.0), (21.0, 11.0))
    collection.captions.keep(collection.pictures()[0], KeptCaption(LANDSLIDE.compose(VALUES), VALUES, ring))
    for _ in caption_folder(folder, models.load(model_file, task="caption"), resume=False):
        pass
    written = write_geojson(collection, tmp_path / "m.geojson")
    assert written.entries == 2 and [path for path, _ in written.left_out] == ["c.png"]
    document = json.loads((tmp_path / "m.geojson").read_text(encoding="utf-8"))
    polygon, point = document["features"]
    corners = polygon["geometry"]["coordinates"][0]
    assert polygon["geometry"]["type"] == "Polygon" and corners[0] == corners[-1] and len(corners) == 4
    assert sum(x0 * y1 - x1 * y0 for (x0, y0), (x1, y1) in pairwise(corners)) > 0  # against the clock
    assert point["geometry"]["type"] == "Point" and -90 < point["geometry"]["coordinates"][0] < -89
    assert polygon["properties"]["tipo"] == "rotacional" and point["properties"]["id"] == "b.tif"
    assert ground_size(collection, collection.pictures()[0]) == pytest.approx((2, 2), rel=2e-3)
    assert ground_size(collection, collection.pictures()[2]) is None
    collection.corrections.set_pixel_size("a.tif", 0.5)
    assert ground_size(collection, collection.pictures()[0]) == (0.5, 0.5)


def test_a_map_of_nothing_georeferenced_is_one_sentence(tmp_path, folder, model_file):
    for _ in caption_folder(folder, models.load(model_file, task="caption"), resume=False):
        pass
    out = tmp_path / "m.geojson"
    with pytest.raises(GeoDeskError, match="georeference|georreferencia"):
        write_geojson(Collection.open(folder), out)
    assert not out.exists()


def test_corrections_are_the_table_that_training_prepares(tmp_path, folder):
    from training.captioner.table import read_table

    collection = Collection.open(folder, "ana", "uno")
    with pytest.raises(GeoDeskError, match="kept yet|guardado"):
        write_corrections(collection, tmp_path / "t.csv")
    some = collection.pictures()
    collection.captions.keep(some[0], KeptCaption("", VALUES, (), 2000.0, 180.0))
    collection.captions.keep(some[1], KeptCaption("", VALUES))
    assert write_corrections(collection, tmp_path / "t.csv").entries == 2
    for source in (tmp_path / "t.csv", folder):
        entries, problems = read_table(source)
        assert not problems and [entry.id for entry in entries] == ["p0.png", "p1.png"]
        assert entries[0].numbers == {"area": 2000.0, "perimetro": 180.0}
        assert entries[1].words["area"] == "grande" and not entries[1].numbers
        assert entries[1].words["direccion"] == "norte"


def test_files_without_a_folder_are_captioned_too(tmp_path, folder, model_file):
    out = tmp_path / "c.csv"
    files = [str(folder / "p0.png"), str(folder / "p1.png")]
    assert main(["caption", *files, "--model", str(model_file), "--out", str(out), "--quiet"]) == 0
    assert [row["tipo"] for row in rows_of(out)] == ["flujos", "caida"]
