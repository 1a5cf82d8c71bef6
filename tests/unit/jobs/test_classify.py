import csv
import random
from itertools import islice

import numpy as np
import pytest
import tifffile

from geodesk import models
from geodesk.jobs.classify import classify, write_predictions
from geodesk.jobs.inputs import gather
from geodesk.jobs.runs import forget_files, open_run
from tests.unit.jobs import pictures
from tests.unit.models.graphs import card_document, fragile, npy, with_card


@pytest.fixture
def folder(tmp_path):
    for n in range(23):
        pictures.grey(tmp_path / "set", f"p{n:02d}.png", 10 + n * 10)
    (tmp_path / "set" / "bad.png").write_text("not a picture")
    return tmp_path / "set"


@pytest.fixture(params=[None, {"size": 16, "reduce": "median", "pad": "reflect"}], ids=["whole", "tiled"])
def model(request, tmp_path):
    spec = card_document()["input"] | {"tile": request.param}
    return models.load(pictures.model(tmp_path / "brightness.onnx", input=spec))


def rows_of(steps):
    return [row for step in steps for row in step.rows]


def some(steps, count):
    """Rows until there are `count` of them; then the job is cancelled."""
    rows = []
    for step in steps:
        rows += step.rows
        if len(rows) >= count:
            break
    steps.close()
    return rows


def test_each_file_is_one_row_and_a_bad_one_does_not_stop_it(folder, model):
    inputs = gather([folder])
    rows = rows_of(classify(inputs.items, model, batch=4))
    assert [row.path for row in rows] == [item.path for item in inputs.items]
    failed = [row for row in rows if row.error]
    assert [row.path for row in failed] == ["bad.png"] and failed[0].label is None
    assert [row.label for row in rows[-3:]] == ["BRIGHT"] * 3
    assert all(abs(sum(row.p) - 1) < 1e-9 for row in rows if not row.error)


def test_progress_counts_and_closing_stops(folder, model):
    steps = classify(gather([folder]).items, model, batch=4)
    seen = list(islice(steps, 5))
    assert seen[0].total == 24 and seen[-1].done < 24
    steps.close()


def test_any_number_of_interruptions_gives_the_same_csv(folder, model, tmp_path):
    inputs = gather([folder])
    whole = tmp_path / "whole.csv"
    write_predictions(whole, rows_of(classify(inputs.items, model, batch=4)), model.labels, model.identity)
    rng = random.Random(3)
    for attempt in range(100):
        run, _ = open_run(gather([folder]), model, tmp_path / "x.csv", resume=attempt > 0, batch=4)
        with run:
            wanted = len(run.done) + rng.randint(1, 6)
            rows = some(classify(inputs.items, model, batch=4, run=run), wanted)
        if len(rows) == len(inputs.items):
            break
    assert 2 < attempt < 99
    pieces = tmp_path / "pieces.csv"
    write_predictions(pieces, rows, model.labels, model.identity)
    assert pieces.read_bytes() == whole.read_bytes()


def test_a_picture_that_changed_is_done_again(folder, model, tmp_path):
    inputs = gather([folder])
    with open_run(inputs, model, tmp_path / "x.csv", resume=False, batch=4)[0] as run:
        rows_of(classify(inputs.items, model, batch=4, run=run))
    pictures.grey(folder, "p00.png", 250, size=(50, 31))
    inputs = gather([folder])
    with open_run(inputs, model, tmp_path / "x.csv", resume=True, batch=4)[0] as run:
        assert len(run.done) == 22  # neither the changed nor the failed one
        rows = {row.path: row for row in rows_of(classify(inputs.items, model, batch=4, run=run))}
    assert rows["p00.png"].label == "BRIGHT"


def test_a_list_of_files_is_resumable_too(folder, model, tmp_path):
    files = [str(f) for f in sorted(folder.glob("p0*.png"))]
    with open_run(gather(files), model, tmp_path / "x.csv", resume=False, batch=4)[0] as run:
        some(classify(gather(files).items, model, batch=4, run=run), 1)
        kept = len(run.done)
    assert 0 < kept < len(files)
    again, resumed = open_run(gather(files), model, tmp_path / "x.csv", resume=True, batch=4)
    assert resumed and len(again.done) == kept
    assert not open_run(gather(files), model, tmp_path / "other.csv", resume=True, batch=4)[1]
    forget_files(tmp_path / "x.csv")
    assert not open_run(gather(files), model, tmp_path / "x.csv", resume=True, batch=4)[1]
    assert not (folder / ".geodesk").exists()


def test_a_file_deleted_while_listed_is_a_row(folder, model):
    inputs = gather([folder])
    (folder / "p05.png").unlink()
    rows = {row.path: row for row in rows_of(classify(inputs.items, model))}
    assert rows["p05.png"].error and len(rows) == 24


def test_a_picture_of_many_tiles_is_run_in_pieces(tmp_path):
    spec = card_document()["input"] | {"tile": {"size": 16, "reduce": "mean", "pad": "reflect"}}
    model = models.load(pictures.model(tmp_path / "m.onnx", input=spec))
    ramp = np.tile(np.arange(256, dtype=np.uint8), (256, 1))
    tifffile.imwrite(tmp_path / "big.tif", ramp)
    steps = list(classify(gather([tmp_path / "big.tif"]).items, model, batch=8))
    assert len([s for s in steps if not s.rows]) >= 256 // 8  # a sign of life between two pieces
    (row,) = rows_of(steps)
    assert row.p[1] == pytest.approx(ramp.mean() / 255, abs=5e-3)


def test_a_model_that_fails_is_a_row_each(folder, model, monkeypatch):
    from geodesk.models import ModelFailed

    def fail(batch):
        raise ModelFailed(en="The model failed.", es="El modelo falló.")

    monkeypatch.setattr(model, "probabilities", fail)
    rows = rows_of(classify(gather([folder]).items, model, batch=4))
    assert len(rows) == 24 and all(row.error for row in rows)


def test_a_picture_that_a_model_cannot_take_does_not_fail_those_beside_it(tmp_path):
    for n, level in enumerate((40, 200, 60, 80, 220)):
        pictures.grey(tmp_path / "some", f"p{n}.png", level)
    picture = np.full((8, 8, 1), 51, np.float32)
    test = {"input": npy(picture), "output": [0.8, 0.2], "atol": 1e-5, "rtol": 0}
    file = with_card(tmp_path / "m.onnx", fragile(tmp_path / "m.onnx"), card_document(test=test))
    rows = rows_of(classify(gather([tmp_path / "some"]).items, models.load(file), batch=5))
    assert [row.label for row in rows] == ["DARK", None, "DARK", "DARK", None]
    assert rows[1].error.en.startswith(
        "The model m.onnx failed while running. If it fails with every picture"
    )


def test_pixel_sizes_outside_the_models_range_are_told(tmp_path):
    model = models.load(pictures.model(tmp_path / "m.onnx", pixel_size_m={"min": 1e-9, "max": 2e-9}))
    file = tmp_path / "p.tif"
    tifffile.imwrite(
        file, np.zeros((20, 20), np.uint8), imagej=True, resolution=(10, 10), metadata={"unit": "um"}
    )
    notices = [n.en for step in classify(gather([file]).items, model) for n in step.notices]
    assert len(notices) == 1 and "100 nm per pixel is far" in notices[0]


def test_the_csv_has_the_columns_of_the_contract(folder, model, tmp_path):
    out = tmp_path / "out.csv"
    write_predictions(out, rows_of(classify(gather([folder]).items, model)), model.labels, model.identity)
    with out.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert list(rows[0]) == "id,label,path,probability,p_DARK,p_BRIGHT,model,provider,error".split(",")
    assert [row["path"] for row in rows] == sorted(row["path"] for row in rows)
    good = next(row for row in rows if row["id"] == "p22.png")
    assert good["probability"] == good["p_BRIGHT"] and len(good["probability"].partition(".")[2]) == 6
    assert good["model"] == f"brightness {model.sha256[:12]}" and good["provider"] == "CPUExecutionProvider"
    bad = next(row for row in rows if row["id"] == "bad.png")
    assert bad["label"] == bad["probability"] == bad["p_DARK"] == "" and bad["error"]


def test_large_pictures_are_decoded_one_at_a_time(tmp_path, monkeypatch):
    import threading
    import time

    from geodesk.jobs import ahead
    from geodesk.jobs import classify as job

    monkeypatch.setattr(ahead, "_LARGE_BYTES", 1000)
    model = models.load(pictures.model(tmp_path / "m.onnx"))
    for n in range(8):
        pictures.grey(tmp_path / "set", f"p{n}.png", n * 20, size=(80, 60))
    inside, most = [0], [0]
    lock = threading.Lock()
    real = job.PictureTiles

    def slow(*arguments):
        with lock:
            inside[0] += 1
            most[0] = max(most[0], inside[0])
        time.sleep(0.02)
        with lock:
            inside[0] -= 1
        return real(*arguments)

    monkeypatch.setattr(job, "PictureTiles", slow)
    rows = rows_of(classify(gather([tmp_path / "set"]).items, model, batch=1))
    assert len(rows) == 8 and not any(row.error for row in rows)
    assert most[0] == 1


def test_a_picture_without_a_finite_pixel_is_a_row_with_its_error(tmp_path):
    model = models.load(pictures.model(tmp_path / "m.onnx"))
    tifffile.imwrite(tmp_path / "nan.tif", np.full((20, 20), np.nan, np.float32))
    (row,) = rows_of(classify(gather([tmp_path / "nan.tif"]).items, model))
    assert "finite" in row.error.en
