"""Models that see PPL and XPL together: every picture of a pair gets its pair's row."""

import numpy as np
import pytest
from PIL import Image

from geodesk import micrograph, models
from geodesk.jobs.classify import classify
from geodesk.jobs.faces import Pairs
from geodesk.jobs.inputs import gather
from tests.unit.models.graphs import brightness, card_document, with_card


def flat(path, level):
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(np.full((20, 20, 3), level, np.uint8)).save(path)


@pytest.fixture
def folder(tmp_path):
    for n, (ppl, xpl) in enumerate([(200, 250), (100, 20), (0, 90)]):
        flat(tmp_path / "set" / f"g{n}_ppl.png", ppl)
        flat(tmp_path / "set" / f"g{n}_xpl.png", xpl)
    flat(tmp_path / "set" / "alone_xpl.png", 50)
    flat(tmp_path / "set" / "torn_ppl.png", 50)
    (tmp_path / "set" / "torn_xpl.png").write_text("not a picture")
    return tmp_path / "set"


@pytest.fixture
def model(tmp_path):
    spec = card_document()["input"] | {"channels": 6, "faces": ["ppl", "xpl"]}
    path = tmp_path / "pairs.onnx"
    return models.load(with_card(path, brightness(path, channels=6), card_document(input=spec)), device="cpu")


def test_both_pictures_of_a_pair_get_the_pairs_probabilities(folder, model):
    rows = {row.path: row for step in classify(gather([folder]).items, model) for row in step.rows}
    assert len(rows) == 9
    for name, mean in (("g0", 225), ("g1", 60), ("g2", 45)):
        for face in ("ppl", "xpl"):
            assert rows[f"{name}_{face}.png"].p[1] == pytest.approx(mean / 255, abs=1e-4)
    assert "PPL + XPL" in rows["alone_xpl.png"].error.en and "grano_ppl" in rows["alone_xpl.png"].error.es
    assert rows["torn_ppl.png"].error and rows["torn_xpl.png"].error


def test_a_picture_by_itself_finds_its_other_face_in_the_folder(folder, model):
    rows = [row for step in classify(gather([folder / "g1_xpl.png"]).items, model) for row in step.rows]
    assert [row.error for row in rows] == [None] and rows[0].p[1] == pytest.approx(60 / 255, abs=1e-4)


def test_the_faces_stand_in_the_models_order(folder, model):
    item = next(item for item in gather([folder]).items if item.path == "g0_xpl.png")
    pixels = Pairs([item]).input(item, model.spec)
    assert pixels.shape == (1, 8, 8, 6) and (pixels[..., :3] == 200).all() and (pixels[..., 3:] == 250).all()
    with (
        micrograph.open(folder / "g0_ppl.png") as ppl,
        pytest.raises(models.NeedsFaces, match="together"),
    ):
        models.prepare_faces([ppl], model.spec)


@pytest.mark.parametrize(
    "wrong",
    [{"channels": 5}, {"channels": 3}, {"faces": ["ppl"]}, {"faces": ["ppl", "ppl"]}, {"faces": "both"}],
)
def test_a_card_with_other_faces_is_refused(wrong):
    spec = card_document()["input"] | {"channels": 6, "faces": ["ppl", "xpl"]} | wrong
    with pytest.raises(models.BadCard, match=r"input\."):
        models.Card.from_dict(card_document(input=spec))


def test_an_input_with_faces_is_written_as_it_was_read():
    stated = card_document()["input"] | {"channels": 6, "faces": ["ppl", "xpl"]}
    assert models.InputSpec.from_dict(stated).to_dict() == stated
    assert models.InputSpec.from_dict(stated).one_face.channels == 3
    assert "faces" not in models.InputSpec.from_dict(card_document()["input"]).to_dict()
