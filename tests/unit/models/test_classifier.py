import json
from dataclasses import replace

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper, numpy_helper
from onnx.external_data_helper import set_external_data

from geodesk import models
from geodesk.models import Answers, BadCard, NeedsAnswers, RefusedModel, UnknownDevice
from geodesk.models.runner import ModelFailed, Runner
from tests.unit.models.graphs import brightness, card_document, npy, with_card


@pytest.fixture
def carded(tmp_path):
    """A model with a right digest and a test that passes."""
    path = tmp_path / "brightness.onnx"
    model = brightness(path)
    picture = np.full((8, 8, 1), 51, np.float32)
    document = card_document(test={"input": npy(picture), "output": [0.8, 0.2], "atol": 1e-5, "rtol": 0})
    return with_card(path, model, document), model, document


def test_a_whole_model_is_verified_and_says_its_device(carded):
    model = models.load(carded[0])
    assert model.badge.state == "verified" and not model.badge.demonstration
    assert model.provider == "CPUExecutionProvider"
    assert model.labels == ("DARK", "BRIGHT")
    batch = np.full((3, 8, 8, 1), 102, np.float32)
    assert model.probabilities(batch) == pytest.approx(np.array([[0.6, 0.4]] * 3), abs=1e-6)
    assert model.identity == f"brightness {model.sha256[:12]}"


def test_swapped_labels_are_found_by_the_digest(carded):
    path, model, document = carded
    good = json.loads(onnx.load(path).metadata_props[0].value)
    forged = good | {"labels": list(reversed(good["labels"]))}
    with_card(path, model, forged, digest=False)
    badge = models.load(path).badge
    assert badge.state == "failed" and "digest" in badge.reason.en


def test_a_changed_weight_is_found_by_the_digest(carded):
    path, model, document = carded
    stated = json.loads(onnx.load(path).metadata_props[0].value)
    model.graph.initializer[1].raw_data = np.array([0.9, 0.1], np.float32).tobytes()
    with_card(path, model, stated, digest=False)
    assert models.load(path).badge.state == "failed"


def test_a_wrong_test_output_fails(carded):
    path, model, document = carded
    with_card(path, model, document | {"test": document["test"] | {"output": [0.1, 0.9]}})
    badge = models.load(path).badge
    assert badge.state == "failed" and "0.7" in badge.reason.en


@pytest.mark.parametrize(
    "test", [{"input": "%%%", "output": [1, 0]}, {"input": npy(np.zeros(3)), "output": [1, 0]}, {"input": 1}]
)
def test_a_test_that_cannot_be_run_fails_in_a_sentence(carded, test):
    path, model, document = carded
    with_card(path, model, document | {"test": test})
    badge = models.load(path).badge
    assert badge.state == "failed" and "cannot be run" in badge.reason.en


def test_a_seeded_test_is_reproducible(carded):
    path, model, document = carded
    noise = np.random.Generator(np.random.Philox(7)).random((1, 8, 8, 1), dtype=np.float32)
    p = float(noise.mean())
    with_card(path, model, document | {"test": {"input": 7, "output": [1 - p, p], "atol": 1e-5, "rtol": 0}})
    assert models.load(path).badge.state == "verified"


def test_a_weak_outside_score_is_a_demonstration(carded):
    path, model, document = carded
    weak = {
        "outside_set": {"set": "elsewhere", "n": 50, "accuracy": 0.6, "interval": [0.5, 0.7]},
        "target": {"score": "accuracy", "at_least": 0.9},
    }
    with_card(path, model, document | weak)
    assert "demonstration" in str(models.load(path).badge)


@pytest.mark.parametrize("task", ["generate", "caption", "segment"])
def test_a_model_of_another_task_is_refused_by_name(tmp_path, task):
    path = tmp_path / "m.onnx"
    with_card(path, brightness(path), card_document(task=task))
    with pytest.raises(RefusedModel, match="classifier is needed"):
        models.load(path)


def test_a_card_that_disagrees_with_the_graph_is_refused(tmp_path):
    path = tmp_path / "m.onnx"
    three = [*card_document()["labels"], {"id": "THIRD"}]
    with_card(path, brightness(path), card_document(labels=three))
    with pytest.raises(RefusedModel, match="disagree"):
        models.load(path)


def test_a_broken_card_is_refused(tmp_path):
    path = tmp_path / "m.onnx"
    model = brightness(path)
    helper.set_model_props(model, {models.CARD_KEY: "{"})
    onnx.save(model, path)
    with pytest.raises(BadCard):
        models.load(path)


def test_a_graph_onnxruntime_cannot_load_is_refused(tmp_path):
    path = tmp_path / "m.onnx"
    model = brightness(path)
    model.graph.node[0].op_type = "NoSuchOperator"
    path.write_bytes(model.SerializeToString())
    with pytest.raises(RefusedModel, match="cannot load"):
        models.load(path, answers=Answers(("A", "B"), "0..1"))


def test_an_absent_device_is_said_and_the_cpu_is_used(carded):
    model = models.load(carded[0], device="cuda")
    assert model.provider == "CPUExecutionProvider"
    assert any("CUDA" in notice.en for notice in model.notices)
    with pytest.raises(UnknownDevice, match="choose one of"):
        models.load(carded[0], device="abacus")


class TestThirdParty:
    def test_labels_and_range_are_asked_for(self, tmp_path):
        path = tmp_path / "foreign.onnx"
        brightness(path)
        with pytest.raises(NeedsAnswers, match="2 labels"):
            models.load(path)

    @pytest.mark.parametrize("layout", ["NHWC", "NCHW"])
    @pytest.mark.parametrize(("range_", "scale"), [("0..255", 1 / 255), ("0..1", 1.0)])
    def test_it_runs_with_the_answers(self, tmp_path, layout, range_, scale):
        path = tmp_path / "foreign.onnx"
        brightness(path, layout=layout, channels=3, scale=scale)
        model = models.load(path, answers=Answers(("A", "B"), range_))
        assert model.badge.state == "unverified"
        batch = np.full((2, 8, 8, 3), 51, np.float32)
        assert model.probabilities(batch)[0] == pytest.approx([0.8, 0.2], abs=1e-6)

    def test_logits_become_probabilities(self, tmp_path):
        path = tmp_path / "foreign.onnx"
        brightness(path, logits=True)
        model = models.load(path, answers=Answers(("A", "B"), "0..255"))
        row = model.probabilities(np.full((1, 8, 8, 1), 51, np.float32))[0]
        assert row == pytest.approx(np.exp([8, 2]) / np.exp([8, 2]).sum(), rel=1e-5)

    def test_several_labels_at_once_are_refused_not_invented(self, tmp_path):
        path = tmp_path / "foreign.onnx"
        model = brightness(path)
        model.graph.initializer[1].raw_data = np.array([0.9, 0.6], np.float32).tobytes()
        onnx.save(model, path)
        model = models.load(path, answers=Answers(("A", "B"), "0..255"))
        with pytest.raises(ModelFailed, match="several labels"):
            model.probabilities(np.full((1, 8, 8, 1), 30, np.float32))

    def test_one_sigmoid_is_read_as_two_labels(self, tmp_path):
        path = tmp_path / "foreign.onnx"
        model = brightness(path)
        model.graph.initializer[0].CopyFrom(
            numpy_helper.from_array(np.full((1, 1), 1 / 255, np.float32), "weights")
        )
        model.graph.initializer[1].CopyFrom(numpy_helper.from_array(np.zeros(1, np.float32), "bias"))
        model.graph.output[0].type.tensor_type.shape.dim[1].dim_value = 1
        onnx.save(model, path)
        with pytest.raises(NeedsAnswers, match="2 labels"):
            models.load(path)
        model = models.load(path, answers=Answers(("NO", "YES"), "0..255"))
        assert model.probabilities(np.full((1, 8, 8, 1), 51, np.float32))[0] == pytest.approx([0.8, 0.2])

    def test_an_open_size_is_asked_for(self, tmp_path):
        path = tmp_path / "foreign.onnx"
        brightness(path, dynamic=True)
        with pytest.raises(NeedsAnswers, match="input-size"):
            models.load(path, answers=Answers(("A", "B"), "0..255"))
        model = models.load(path, answers=Answers(("A", "B"), "0..255", size=(6, 4)))
        assert (model.spec.height, model.spec.width) == (6, 4)

    def test_a_wrong_number_of_labels_is_refused(self, tmp_path):
        path = tmp_path / "foreign.onnx"
        brightness(path)
        with pytest.raises(NeedsAnswers, match="2 classes but 3"):
            models.load(path, answers=Answers(("A", "B", "C"), "0..1"))

    def test_answers_are_remembered(self, tmp_path):
        answers = Answers(("Sí", "No"), "imagenet", size=(6, 4), resize="centre-crop")
        answers.write(tmp_path / "deep" / "a.json")
        assert Answers.read(tmp_path / "deep" / "a.json") == answers
        (tmp_path / "bad.json").write_text('{"labels": 3}')
        assert Answers.read(tmp_path / "bad.json") is None
        for size in ("1e999", "[1e999, 8]", "[8]", "[" * 100_000):
            text = '{"labels": ["A", "B"], "range": "0..1", "resize": "stretch", "size": ' + size + "}"
            (tmp_path / "bad.json").write_text(text)
            assert Answers.read(tmp_path / "bad.json") is None

    @pytest.mark.parametrize("name", [b"batch", b"image", b"rows"])
    def test_names_that_are_no_text_are_refused(self, tmp_path, name):
        path = tmp_path / "m.onnx"
        brightness(path)
        path.write_bytes(path.read_bytes().replace(name, b"\xff" + name[1:]))
        with pytest.raises(RefusedModel, match=r"cannot load m\.onnx"):
            models.load(path, answers=Answers(("A", "B"), "0..1"))

    def test_a_model_that_is_no_image_classifier_is_refused(self, tmp_path):
        graph = helper.make_graph(
            [helper.make_node("Identity", ["x"], ["y"])],
            "g",
            [helper.make_tensor_value_info("x", TensorProto.FLOAT, ["n", 16])],
            [helper.make_tensor_value_info("y", TensorProto.FLOAT, ["n", 16])],
        )
        path = tmp_path / "m.onnx"
        onnx.save(helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8), path)
        with pytest.raises(NeedsAnswers, match="not an image classifier"):
            models.load(path, answers=Answers(("A", "B"), "0..1"))


def test_a_model_that_fails_on_the_cpu_is_a_sentence(carded):
    runner = Runner(carded[0])
    with pytest.raises(ModelFailed, match="failed while running"):
        runner.run("rows", {"image": np.zeros((1, 5, 8, 1), np.float32)})


def test_a_device_that_fails_mid_run_is_replaced_by_the_cpu(carded):
    """The same batch is repeated on the CPU. Only the failing device is played; the fall-back is real."""
    runner = Runner(carded[0])
    cpu = runner.run("rows", {"image": np.full((1, 8, 8, 1), 51, np.float32)})

    class Failing:
        def run(self, *_):
            raise RuntimeError("device lost\nlong trace")

    runner._session = Failing()
    runner.device = models.DEVICES[1]
    again = runner.run("rows", {"image": np.full((1, 8, 8, 1), 51, np.float32)})
    assert np.array_equal(cpu, again)
    assert runner.provider == "CPUExecutionProvider"
    assert "device lost" in runner.notices[-1].en and "long trace" not in runner.notices[-1].en


@pytest.mark.parametrize("size", [1, 4])
def test_a_graph_of_a_fixed_batch_runs_any_number(tmp_path, size):
    path = tmp_path / "m.onnx"
    model = brightness(path)
    for value in (model.graph.input[0], model.graph.output[0]):
        value.type.tensor_type.shape.dim[0].dim_value = size
    picture = np.full((8, 8, 1), 51, np.float32)
    with_card(path, model, card_document(test={"input": npy(picture), "output": [0.8, 0.2], "atol": 1e-5}))
    loaded = models.load(path)
    assert loaded.badge.state == "verified"
    levels = np.array([0, 51, 102, 153, 204, 255], np.float32)
    batch = np.ones((6, 8, 8, 1), np.float32) * levels[:, None, None, None]
    assert loaded.probabilities(batch)[:, 1] == pytest.approx(levels / 255, abs=1e-6)


def test_a_model_of_many_looks_gets_fewer_inputs_at_once_and_says_the_same(tmp_path, monkeypatch):
    """Its memory grows with the looks: 32 pairs in eight orientations took 3.6 GB."""
    path = tmp_path / "m.onnx"
    graph = brightness(path)
    looks = card_document()["input"] | {"looks": 16}
    with_card(path, graph, card_document(input=looks))
    model = models.load(path)
    assert model.spec.to_dict()["looks"] == 16
    sizes, run = [], model.runner.run

    def noting(output, feed):
        sizes.append(len(feed["image"]))
        return run(output, feed)

    monkeypatch.setattr(model.runner, "run", noting)
    levels = np.arange(10, dtype=np.float32) * 20
    batch = np.ones((10, 8, 8, 1), np.float32) * levels[:, None, None, None]
    assert model.probabilities(batch)[:, 1] == pytest.approx(levels / 255, abs=1e-6)
    assert sizes == [4, 4, 2]


@pytest.mark.parametrize(
    ("side", "provider", "at_once"),
    [
        (100, "CPUExecutionProvider", 40),
        (320, "CPUExecutionProvider", 3),
        (900, "CPUExecutionProvider", 1),
        (320, "CUDAExecutionProvider", 64),
    ],
)
def test_the_cpu_gets_few_large_inputs_at_once(carded, monkeypatch, side, provider, at_once):
    """Thirty-two pictures of 320 x 320 together took 700 MB and as long as three by three."""
    model = models.load(carded[0])
    monkeypatch.setattr(type(model), "provider", provider)
    assert model.at_once(replace(model.spec, height=side, width=side)) == at_once


def test_a_test_of_several_inputs_and_an_output_as_npy_is_read(carded):
    path, model, document = carded
    pictures = np.stack([np.full((8, 8, 1), level, np.float32) for level in (51, 102)])
    output = npy(np.array([[0.8, 0.2], [0.6, 0.4]], np.float32))
    with_card(path, model, document | {"test": {"input": npy(pictures), "output": output, "atol": 1e-5}})
    assert models.load(path).badge.state == "verified"


def test_weights_outside_the_graph_are_at_best_unverified(tmp_path):
    path = tmp_path / "m.onnx"
    model = brightness(path)
    picture = np.full((8, 8, 1), 51, np.float32)
    document = card_document(test={"input": npy(picture), "output": [0.8, 0.2], "atol": 1e-5})
    weights = model.graph.initializer[0]
    (tmp_path / "w.bin").write_bytes(weights.raw_data)
    set_external_data(weights, "w.bin")
    weights.ClearField("raw_data")
    document["digest"] = models.Card.from_dict(document).digest(model.graph.SerializeToString())
    helper.set_model_props(model, {models.CARD_KEY: json.dumps(document)})
    path.write_bytes(model.SerializeToString())
    loaded = models.load(path)
    assert loaded.badge.state == "unverified" and "outside the graph" in loaded.badge.reason.en
    assert loaded.probabilities(picture[None])[0] == pytest.approx([0.8, 0.2])


def test_a_bare_number_is_a_target_of_accuracy(carded):
    path, model, document = carded
    weak = {"outside_set": {"set": "x", "n": 5, "accuracy": 0.6}, "target": 0.9}
    with_card(path, model, document | weak)
    assert models.load(path).badge.demonstration


def test_a_card_name_that_would_steer_a_terminal_is_refused(carded):
    path, model, document = carded
    with_card(path, model, document | {"name": "evil\x1b[31m"}, digest=False)
    with pytest.raises(BadCard):
        models.load(path)


def test_names_are_found_and_near_misses_are_helped(tmp_path, monkeypatch, carded):
    monkeypatch.setenv("GEODESK_DATA_HOME", str(tmp_path / "home"))
    (tmp_path / "home" / "models").mkdir(parents=True)
    carded[0].rename(tmp_path / "home" / "models" / "my-model.onnx")
    assert models.find("my-model").name == "my-model.onnx"
    assert models.find("brightness").name == "my-model.onnx"  # the card's name
    with pytest.raises(RefusedModel, match="Did you mean my-model"):
        models.find("my-modle")
