"""Devices, their kept tests, and what “auto” makes of them; `test_other_wheels` runs real ones."""

import json
import os
import sys
from dataclasses import replace

import numpy as np
import pytest

from geodesk import models
from geodesk.language import Sentence
from geodesk.models import devicetests
from geodesk.models.devicefaults import cause_of
from geodesk.models.devicetests import DeviceTest, choice, keep, kept_tests
from geodesk.models.runner import Runner
from tests.unit.jobs import pictures

# What wheels really said on a machine without the hardware.
CUDA = (
    "\x1b[1;31m2026-11-22 07:12:07.524416757 [E:onnxruntime:Default, provider_bridge_ort.cc:2458 operator()] "
    "/onnxruntime_src/onnxruntime/core/session/provider_bridge_ort.cc:2043 onnxruntime::Provider& "
    "onnxruntime::ProviderLibrary::Get() [ONNXRuntimeError] : 1 : FAIL : Failed to load library "
    "/opt/capi/libonnxruntime_providers_cuda.so with error: libcublasLt.so.13: cannot open shared "
    "object file: No such file or directory\n\x1b[m\n\x1b[0;93m2026-11-22 07:12:07.524457397 [W:onnxruntime:"
    "Default, onnxruntime_pybind_state.cc:1295 CreateExecutionProviderFactoryInstance] Failed to create "
    "CUDAExecutionProvider. Require cuDNN 9.* and CUDA 13.*.\x1b[m\n"
)
WEBGPU = (
    "/onnxruntime_src/onnxruntime/core/providers/webgpu/webgpu_context.cc:65 onnxruntime::webgpu::"
    "WebGpuContext::Initialize(const onnxruntime::webgpu::WebGpuContextConfig&)::<lambda()>::<lambda(wgpu::"
    "Adapter)> status == wgpu::RequestAdapterStatus::Success was false. Failed to "
    "get a WebGPU adapter: No supported adapters\n\n"
)
OPENVINO = (
    "[ONNXRuntimeError] : 1 : FAIL : Non-zero status code while running OpenVINO-EP-subgraph_1 node. "
    "Name:'OpenVINOExecutionProvider_OpenVINO-EP-subgraph_1_0' Status Message: /ov_interface.cc:28 "
    "auto onnxruntime::openvino_ep::OvExceptionBoundary(Func&&) [OpenVINO-EP] In Error Couldn't start "
    "Inference: Exception from src/inference/src/cpp/infer_request.cpp:224:\nException from "
    "src/plugins/intel_cpu/src/node.cpp:792:\n[CPU] AvgPool node failed:\nBatch size is zero.\n\n\n\n"
)


@pytest.mark.parametrize(
    ("said", "cause"),
    [
        (
            CUDA,
            "libonnxruntime_providers_cuda.so: libcublasLt.so.13: cannot open shared object file: "
            "No such file or directory",
        ),
        (WEBGPU, "Failed to get a WebGPU adapter: No supported adapters"),
        (OPENVINO, "Couldn't start Inference: Batch size is zero"),
        ("device lost\nlong trace", "device lost"),
        ("", ""),
        ("x" * 500, "x" * 159 + "…"),
    ],
)
def test_the_cause_is_told_without_where_in_the_source_it_was_told(said, cause):
    assert cause_of(said) == cause


@pytest.mark.parametrize("device", models.DEVICES, ids=lambda one: one.key)
def test_what_is_missing_says_what_would_bring_it(device):
    sentence = models.missing(device)
    if sys.platform.startswith(device.systems):
        assert device.package in sentence.en and device.package in sentence.es
    else:
        assert sentence.en.startswith("It only exists on") and sentence.es.startswith("Solo existe en")


def test_a_device_asked_for_by_name_that_is_not_here_is_told_of(tmp_path):
    absent = next(one for one in models.DEVICES if one not in models.offered())
    runner = Runner(pictures.model(tmp_path / "m.onnx"), absent.key)
    assert runner.device.key == "cpu"
    assert runner.why.en == f"CPU: {absent.name} is not in this installation."
    assert runner.notices == [runner.why]
    assert Runner(tmp_path / "m.onnx", "cpu").notices == []


def test_the_nodes_of_a_graph_are_counted_by_who_ran_them(tmp_path):
    model = models.load(pictures.model(tmp_path / "m.onnx"), "cpu")
    before = model.runner._session
    batch = models.prepare(np.full((8, 8), 9, np.uint8), model.spec)
    counted = model.runner.nodes(lambda: model.probabilities(batch))
    assert list(counted) == ["CPUExecutionProvider"] and counted["CPUExecutionProvider"] >= 2
    assert model.runner._session is before


@pytest.fixture
def openvino_here(monkeypatch):
    """A build that has OpenVINO too; only the list is played, what is decided by it is real."""
    openvino, cpu = models.by_key("openvino"), models.by_key("cpu")
    monkeypatch.setattr("geodesk.models.devices.offered", lambda: (openvino, cpu))
    monkeypatch.setattr(devicetests, "offered", lambda: (openvino, cpu))
    return DeviceTest(
        "openvino",
        "m 0123",
        pictures=3,
        seconds=0.1,
        cpu_seconds=0.2,
        difference=1e-7,
        same=True,
        build=devicetests.build(),
        machine=devicetests.platform.node(),
    )


@pytest.mark.parametrize(
    ("changes", "order", "why"),
    [
        ({}, "openvino cpu", ()),
        ({"seconds": 0.3}, "cpu", ("Intel OpenVINO was slower in its test",)),
        ({"same": False}, "cpu", ("Intel OpenVINO failed its test",)),
        ({"difference": 0.02}, "cpu", ("Intel OpenVINO failed its test",)),
        ({"error": Sentence("gone", "ida")}, "cpu", ("Intel OpenVINO failed its test",)),
        ({"build": "onnxruntime 1.0"}, "openvino cpu", ()),
        ({"machine": "another"}, "openvino cpu", ()),
    ],
)
def test_auto_goes_by_the_last_test_of_this_build_on_this_machine(openvino_here, changes, order, why):
    keep([replace(openvino_here, **changes)])
    devices, said = choice("auto")
    assert " ".join(one.key for one in devices) == order
    assert tuple(one.en for one in said) == why
    assert [one.key for one in choice("openvino")[0]] == ["openvino", "cpu"], "asked for by name: tried"


def test_a_new_test_takes_the_place_of_the_old_one(openvino_here):
    keep([openvino_here, replace(openvino_here, machine="another")])
    keep([replace(openvino_here, seconds=0.4, error=Sentence("gone", "ida"))])
    assert kept_tests()["openvino"].seconds == 0.4 and kept_tests()["openvino"].error == Sentence(
        "gone", "ida"
    )
    kept = json.loads((devicetests.user_config() / "devices.json").read_text(encoding="utf-8"))
    assert len(kept) == 2, "that of the other machine stays"


@pytest.mark.parametrize("text", ["", "{", "[1, {}]", '{"device": "cpu"}', '[{"device": "x", "model": "m"}]'])
def test_a_damaged_file_of_tests_is_no_test(openvino_here, text):
    devicetests.user_config().mkdir(parents=True)
    (devicetests.user_config() / "devices.json").write_text(text)
    assert kept_tests() == {}
    keep([openvino_here])
    assert list(kept_tests()) == ["openvino"]


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="another system's folders")
def test_a_folder_that_cannot_be_made_costs_the_memory_alone(openvino_here, monkeypatch, tmp_path):
    (tmp_path / "file").touch()
    monkeypatch.setenv("GEODESK_CONFIG", str(tmp_path / "file" / "config"))
    keep([openvino_here])
    assert kept_tests() == {}
