import csv
import re
from contextlib import closing
from dataclasses import replace
from itertools import islice

import pytest

from geodesk.cli import main
from geodesk.collection import Collection
from geodesk.jobs.catalogue import listed
from geodesk.jobs.folder import classify_folder, export_last, interrupted, model_of, open_model
from geodesk.jobs.inputs import gather
from geodesk.jobs.runs import open_run
from geodesk.language import GeoDeskError
from geodesk.micrograph import Rect
from geodesk.models import DEVICES, Answers, NeedsAnswers, RefusedModel
from tests.unit.jobs import pictures
from tests.unit.models.graphs import brightness, card_document, with_card


@pytest.fixture
def folder(tmp_path):
    for n in range(9):
        pictures.grey(tmp_path / "set", f"p{n}.png", 10 + n * 25)
    (tmp_path / "set" / "bad.png").write_text("not a picture")
    return tmp_path / "set"


@pytest.fixture
def model(tmp_path):
    return pictures.model(tmp_path / "brightness.onnx")


def rows_of(steps):
    return [row for step in steps for row in step.rows]


def cut_short(folder, opened, batch=2):
    """A run that was closed after its first rows."""
    with closing(classify_folder(folder, opened, resume=False, batch=batch)) as steps:
        for step in steps:
            if step.done >= 4:
                return step.done
    raise AssertionError("too short")


def test_the_exported_rows_are_the_command_lines_bytes(folder, model, tmp_path):
    rows = rows_of(classify_folder(folder, open_model(model), resume=False))
    assert len(rows) == 10
    assert export_last(Collection.open(folder), tmp_path / "window.csv") == 10
    main(["classify", str(folder), "--model", str(model), "--out", str(tmp_path / "cli.csv"), "--quiet"])
    assert (tmp_path / "window.csv").read_bytes() == (tmp_path / "cli.csv").read_bytes()


def test_an_interrupted_run_is_found_and_gone_on_with(folder, model, tmp_path):
    opened = open_model(model)
    assert interrupted(Collection.open(folder)) is None
    cut_short(folder, opened)
    found = interrupted(Collection.open(folder))
    assert found is not None
    assert (found.model, found.total) == ("brightness", 10) and 0 < found.done < 10
    assert found.batch == 2 and found.obstacle(opened.model) is None
    steps = list(classify_folder(folder, opened, resume=True, batch=2))
    assert 0 < len(steps[0].rows) <= found.done  # whole groups are known before anything is run
    assert len(rows_of(steps)) == 10 and interrupted(Collection.open(folder)) is None
    whole = tmp_path / "whole.csv"
    export_last(Collection.open(folder), whole)
    assert len(list(csv.DictReader(whole.read_text("utf-8").splitlines()))) == 10


def test_other_settings_begin_anew_and_say_so(folder, model):
    opened = open_model(model)
    cut_short(folder, opened)
    notices = [n.en for step in classify_folder(folder, opened, resume=True, batch=3) for n in step.notices]
    assert any("starting anew" in notice for notice in notices)


@pytest.mark.parametrize("change", ["nothing", "device", "bar", "bar back", "model", "input"])
def test_what_is_said_of_going_on_is_what_going_on_does(folder, model, tmp_path, change):
    opened = open_model(model)
    cut_short(folder, opened)
    collection = Collection.open(folder)
    why = {"device": "begun on CPU.* runs on NVIDIA CUDA", "bar": "bar .* corrected", "model": "brightness"}
    if change == "device":
        opened.model.runner.device = next(device for device in DEVICES if device.key == "cuda")
    elif "bar" in change:
        some = collection.pictures()[-1:]
        collection.corrections.set_bar(some, Rect(0, 20, 40, 10))
        if change == "bar back":
            collection.corrections.clear_bar(some)
    elif change == "model":
        opened = open_model(pictures.model(tmp_path / "other.onnx", version="2.0"))
    elif change == "input":
        opened.model.spec = replace(opened.model.spec, name="other")
        why["input"] = "other settings"
    found = interrupted(Collection.open(folder))
    obstacle = found.obstacle(opened.model)
    if change in why:
        assert obstacle is not None and re.search(why[change], obstacle.en) and obstacle.es != obstacle.en
    goes_on = open_run(gather([folder]), opened.model, folder, resume=True, batch=found.batch)[1]
    assert goes_on is (obstacle is None) is (change not in why)


def test_a_folder_that_goes_in_the_middle_ends_the_job_with_a_sentence(folder, model, tmp_path):
    steps = classify_folder(folder, open_model(model), resume=False, batch=1)
    list(islice(steps, 3))
    folder.rename(tmp_path / "elsewhere")
    with pytest.raises(GeoDeskError, match="no longer there"):
        list(steps)
    assert not folder.exists()


def test_the_sentences_of_an_empty_folder_and_of_nothing_to_export(tmp_path, model):
    (tmp_path / "empty").mkdir()
    with pytest.raises(GeoDeskError, match="No picture"):
        list(classify_folder(tmp_path / "empty", open_model(model), resume=False))
    with pytest.raises(GeoDeskError, match="no predictions"):
        export_last(Collection.open(tmp_path / "empty"), tmp_path / "out.csv")


def test_a_result_never_goes_over_a_picture(folder, model):
    list(classify_folder(folder, open_model(model), resume=False))
    before = (folder / "p0.png").read_bytes()
    with pytest.raises(GeoDeskError, match=r"\.csv"):
        export_last(Collection.open(folder), folder / "p0.png")
    assert (folder / "p0.png").read_bytes() == before


def test_a_failed_model_is_not_run(folder, tmp_path):
    document = card_document() | {"digest": "0" * 64}
    file = with_card(tmp_path / "m.onnx", brightness(tmp_path / "m.onnx"), document, digest=False)
    opened = open_model(file)
    assert opened.model.badge.state == "failed"
    with pytest.raises(RefusedModel):
        next(classify_folder(folder, opened, resume=False))


def test_what_was_said_of_a_model_without_a_card_is_remembered_beside_each_folder(folder, tmp_path):
    file = tmp_path / "foreign.onnx"
    brightness(file)
    with pytest.raises(NeedsAnswers) as need:
        open_model(file)
    assert need.value.questions is not None and need.value.questions.labels == 2
    assert not need.value.questions.size
    collection = Collection.open(folder)
    opened = open_model(file, collection=collection, answers=Answers(("DARK", "BRIGHT"), "0..255"))
    assert open_model(file, collection=collection).model.labels == ("DARK", "BRIGHT")
    pictures.grey(tmp_path / "other", "p.png", 200)
    list(classify_folder(tmp_path / "other", opened, resume=False))
    assert open_model(file, collection=Collection.open(tmp_path / "other")).answers == opened.answers


def test_no_answer_helps_a_file_that_is_no_classifier(tmp_path):
    file = tmp_path / "five.onnx"
    brightness(file, channels=5)
    with pytest.raises(NeedsAnswers) as need:
        open_model(file)
    assert need.value.questions is None


def test_models_are_listed_and_found_by_their_hash(model, tmp_path):
    broken = tmp_path / "broken.onnx"
    broken.write_bytes(b"no model")
    good, bad = listed([model, broken])
    assert good.card is not None and good.error is None and bad.card is None and bad.error is not None
    sha256 = open_model(model).model.sha256
    assert model_of(sha256, [broken, model]) == model and model_of("0" * 64, [broken, model]) is None
