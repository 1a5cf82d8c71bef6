import hashlib

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper

from geodesk.models import CARD_KEY, OnnxFile, RefusedModel
from tests.unit.models.graphs import brightness, card_document, with_card


def test_graph_bytes_and_card_are_those_onnx_sees(tmp_path):
    path = tmp_path / "m.onnx"
    model = brightness(path)
    with_card(path, model, card_document())
    file = OnnxFile.read(path)
    assert file.graph == onnx.load(path).graph.SerializeToString()
    assert "brightness" in file.properties[CARD_KEY]
    assert file.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    assert file.external == ()


@pytest.mark.parametrize("content", [b"", b"\x00", b"not a model at all", b"\xff" * 4096, b"\x08\x08"])
def test_what_is_not_onnx_is_refused(tmp_path, content):
    path = tmp_path / "m.onnx"
    path.write_bytes(content)
    with pytest.raises(RefusedModel, match="not a whole ONNX model"):
        OnnxFile.read(path)


def test_every_truncation_is_refused_or_still_parses(tmp_path):
    path = tmp_path / "m.onnx"
    brightness(path)
    whole = path.read_bytes()
    refused = 0
    for length in range(0, len(whole), 7):
        path.write_bytes(whole[:length])
        try:
            OnnxFile.read(path)
        except RefusedModel:
            refused += 1
    assert refused > len(whole) // 7 * 0.8


def test_a_missing_file_and_a_folder_are_refused(tmp_path):
    for path in (tmp_path / "absent.onnx", tmp_path):
        with pytest.raises(RefusedModel, match="cannot be read"):
            OnnxFile.read(path)


def _external(folder, location):
    tensor = TensorProto()
    tensor.name, tensor.data_type = "w", TensorProto.FLOAT
    tensor.dims.extend([4])
    tensor.data_location = TensorProto.EXTERNAL
    entry = tensor.external_data.add()
    entry.key, entry.value = "location", location
    graph = helper.make_graph(
        [helper.make_node("Identity", ["w"], ["y"])],
        "g",
        [],
        [helper.make_tensor_value_info("y", TensorProto.FLOAT, [4])],
        [tensor],
    )
    path = folder / "m.onnx"
    path.write_bytes(helper.make_model(graph).SerializeToString())
    return path


def test_external_data_beside_the_model_counts_in_its_hash(tmp_path):
    path = _external(tmp_path, "w.bin")
    (tmp_path / "w.bin").write_bytes(np.ones(4, np.float32).tobytes())
    file = OnnxFile.read(path)
    assert [p.name for p in file.external] == ["w.bin"]
    (tmp_path / "w.bin").write_bytes(np.zeros(4, np.float32).tobytes())
    assert OnnxFile.read(path).sha256 != file.sha256


@pytest.mark.parametrize("location", ["../w.bin", "/etc/hostname", "a/../../w.bin", ""])
def test_external_data_outside_the_folder_is_refused(tmp_path, location):
    (tmp_path / "w.bin").write_bytes(b"\0" * 16)
    folder = tmp_path / "model"
    folder.mkdir()
    with pytest.raises(RefusedModel, match="outside its folder"):
        OnnxFile.read(_external(folder, location))


def test_external_data_behind_a_link_is_refused(tmp_path):
    (tmp_path / "secret.bin").write_bytes(b"\0" * 16)
    folder = tmp_path / "model"
    folder.mkdir()
    (folder / "w.bin").symlink_to(tmp_path / "secret.bin")
    with pytest.raises(RefusedModel, match="outside its folder"):
        OnnxFile.read(_external(folder, "w.bin"))


def test_missing_external_data_is_named(tmp_path):
    with pytest.raises(RefusedModel, match=r"w\.bin"):
        OnnxFile.read(_external(tmp_path, "w.bin"))


def test_external_data_is_found_inside_subgraphs(tmp_path):
    inner = onnx.load(_external(tmp_path, "../w.bin"), load_external_data=False).graph
    outer = helper.make_graph(
        [
            helper.make_node(
                "Constant", [], ["c"], value=helper.make_tensor("c", TensorProto.BOOL, [], [True])
            ),
            helper.make_node("If", ["c"], ["z"], then_branch=inner, else_branch=inner),
        ],
        "outer",
        [],
        [helper.make_tensor_value_info("z", TensorProto.FLOAT, [4])],
    )
    path = tmp_path / "nested.onnx"
    path.write_bytes(helper.make_model(outer).SerializeToString())
    with pytest.raises(RefusedModel, match="outside its folder"):
        OnnxFile.read(path)
