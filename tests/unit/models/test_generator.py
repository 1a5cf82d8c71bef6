"""Generators: opened by their card, alike by seed and index, clear about what they cannot do."""

import json

import numpy as np
import onnx
import onnxruntime
import pytest

from geodesk import models
from geodesk.models import BadCard, BadLatent, BadSize, RefusedModel
from tests.unit.models.generators import CHANNELS, STYLE, blobs, card_document
from tests.unit.models.graphs import brightness, with_card
from tests.unit.models.graphs import card_document as classifier_card

FLAT = ("height", "width")


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    return blobs(tmp_path_factory.mktemp("generator") / "blobs.onnx")


@pytest.fixture
def generator(path):
    return models.load(path, "cpu", task="generate")


def test_a_generator_is_verified_by_its_test(generator):
    assert generator.badge.state == "verified", generator.badge.reason
    assert generator.identity == f"blobs {generator.sha256[:12]}"
    assert generator.provider == "CPUExecutionProvider" and generator.pixel_size_m == 2e-6
    assert not generator.spec.volume and generator.spec.size == (64, 64)


def test_a_picture_is_what_onnxruntime_gives_for_the_philox_numbers_of_seed_and_index(generator, path):
    rng = np.random.Generator(np.random.Philox(key=[11, 5]))
    latent = rng.standard_normal((8, 5, CHANNELS), dtype=np.float32)
    style = rng.standard_normal(STYLE, dtype=np.float32)
    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    values = session.run(None, {"latent": latent[None], "style": style[None]})[0][0, :, :, 0]
    expected = np.rint((values.astype(np.float64) + 1) * 127.5)
    found = generator.picture(11, 5, (96, 48))
    assert found.shape == (96, 48) and found.dtype == np.uint8
    assert np.abs(found - expected).max() <= 1 and (found == expected).mean() > 0.99
    assert found.std() > 10  # a structure, not a grey area


def test_a_picture_depends_on_seed_and_index_alone(generator):
    series = [generator.picture(3, i) for i in range(6)]
    again = models.load(generator.path, "cpu", task="generate")
    assert np.array_equal(again.picture(3, 4), series[4])
    assert len({one.tobytes() for one in series}) == 6
    assert not np.array_equal(generator.picture(4, 4), series[4])


def test_the_largest_seed_is_a_seed_and_one_more_is_not(generator):
    last = (1 << 64) - 1
    assert generator.picture(last, 0).shape == (64, 64)
    for seed, index in ((last + 1, 0), (-1, 0), (0, -1)):
        with pytest.raises(BadSize, match=r"2\^64"):
            generator.picture(seed, index)


@pytest.mark.parametrize(
    ("size", "sentence"),
    [
        (70, "32 to 1024 pixels a side, in steps of 16; 70 is not one of them (try 64)"),
        (16, "16 is not one of them (try 32)"),
        (2048, "(try 1024)"),
        ((64, 64, 64), "makes pictures of 2 sides, not of 3"),
    ],
)
def test_a_size_that_it_cannot_make_is_refused_with_one_that_it_can(generator, size, sentence):
    with pytest.raises(BadSize) as found:
        generator.picture(0, 0, size)
    assert sentence in found.value.sentence.en


def test_latent_numbers_of_another_size_are_refused(generator):
    with pytest.raises(BadLatent) as found:
        generator.from_latent([np.zeros((6, 6, 64), np.float32), np.zeros(STYLE, np.float32)])
    assert "6×6×3 + 2, not 6×6×64 + 2" in found.value.sentence.en
    with pytest.raises(BadLatent):
        generator.from_latent([np.zeros((6, 6, CHANNELS), np.float32)])


def test_a_volume_is_made_whole(tmp_path):
    path = blobs(tmp_path / "volume.onnx", cell=8, axes=("depth", "height", "width"))
    generator = models.load(path, "cpu", task="generate")
    assert generator.badge.state == "verified" and generator.spec.volume
    volume = generator.picture(1, 0, (16, 24, 32))
    assert volume.shape == (16, 24, 32) and volume.std() > 5


def test_models_of_another_task_are_refused_both_ways(path, tmp_path):
    other = tmp_path / "brightness.onnx"
    with_card(other, brightness(other), classifier_card())
    with pytest.raises(RefusedModel, match="classifies pictures; a generator is needed"):
        models.load(other, "cpu", task="generate")
    with pytest.raises(RefusedModel, match="generates pictures; a classifier is needed"):
        models.load(path, "cpu")
    bare = tmp_path / "bare.onnx"
    brightness(bare)
    with pytest.raises(RefusedModel, match="bare.onnx has no card; a generator with a card is needed"):
        models.load(bare, "cpu", task="generate")


def test_a_card_that_states_another_latent_than_the_graph_takes_is_refused(tmp_path):
    wrong = card_document(16, FLAT, size=[64, 64])
    wrong["input"]["tensors"][0]["shape"][-1] = 64
    with pytest.raises(RefusedModel, match="disagree"):
        models.load(blobs(tmp_path / "m.onnx", input=wrong["input"], test=None), "cpu", task="generate")
    wrong["input"]["tensors"][0]["name"] = "z"
    with pytest.raises(RefusedModel, match="disagree"):
        models.load(blobs(tmp_path / "m.onnx", input=wrong["input"], test=None), "cpu", task="generate")


@pytest.mark.parametrize(
    ("part", "change", "field"),
    [
        ("input", {"distribution": "uniform"}, "input.distribution"),
        ("input", {"tensors": []}, "input.tensors"),
        ("input", {"tensors": [{"name": "latent", "shape": [["depth", 16, 2], 3]}]}, "input.tensors.shape"),
        ("input", {"tensors": [{"name": "latent", "shape": [["height", 0, 2], 3]}]}, "input.tensors.shape"),
        ("input", {"tensors": [{"name": "latent", "shape": [True]}]}, "input.tensors.shape"),
        ("output", {"axes": ["width"]}, "output.axes"),
        ("output", {"axes": 5}, "output.axes"),
        ("output", {"range": [1, -1]}, "output.range"),
        ("output", {"range": [0, 10**400]}, "output.range"),
        ("output", {"size": [64]}, "output.size"),
        ("output", {"size": [70, 70]}, "output.size"),
        ("output", {"step": "16"}, "output.step"),
    ],
)
def test_a_card_outside_the_schema_names_its_field(tmp_path, part, change, field):
    document = card_document(16, FLAT, size=[64, 64])
    path = blobs(tmp_path / "m.onnx", **{part: document[part] | change}, test=None)
    with pytest.raises(BadCard) as found:
        models.load(path, "cpu", task="generate")
    assert found.value.field == field


def test_a_card_that_does_not_call_its_pictures_synthetic_is_refused(tmp_path):
    with pytest.raises(BadCard, match="synthetic"):
        models.load(blobs(tmp_path / "m.onnx", synthetic=False), "cpu", task="generate")


def test_a_changed_weight_and_a_wrong_test_fail(path, tmp_path):
    stated = json.loads(onnx.load(path).metadata_props[0].value)
    forged = onnx.load(path)
    forged.graph.initializer[0].raw_data = np.zeros((1, CHANNELS, 3, 3), np.float32).tobytes()
    other = with_card(tmp_path / "forged.onnx", forged, stated, digest=False)
    assert models.load(other, "cpu", task="generate").badge.state == "failed"
    shifted = stated["test"] | {"index": 4}
    badge = models.load(blobs(tmp_path / "m.onnx", test=shifted), "cpu", task="generate").badge
    assert badge.state == "failed" and "differs by" in badge.reason.en
    unfit = stated["test"] | {"size": [70, 70]}
    badge = models.load(blobs(tmp_path / "m.onnx", test=unfit), "cpu", task="generate").badge
    assert badge.state == "failed" and "cannot be run" in badge.reason.en
    badge = models.load(blobs(tmp_path / "m.onnx", test=None), "cpu", task="generate").badge
    assert badge.state == "unverified"
