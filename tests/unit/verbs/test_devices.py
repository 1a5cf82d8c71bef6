"""``geodesk devices``: real tests of what this installation has, each in a process of its own."""

import json
import os
import signal

import psutil
import pytest

from geodesk import models
from geodesk.cli import main
from geodesk.jobs import devices as job
from geodesk.models.devicetests import kept_tests
from tests.unit.jobs import pictures
from tests.unit.models.captioners import captioner
from tests.unit.models.generators import blobs
from tests.unit.models.segmenters import by_brightness


def run(*arguments):
    return main(["--lang", "en", *map(str, arguments)])


@pytest.fixture
def model(tmp_path):
    return pictures.model(tmp_path / "m.onnx")


def test_the_list_says_what_is_missing_and_which_is_first(capsys):
    assert run("devices") == 0
    said = capsys.readouterr().out
    for device in models.DEVICES:
        assert f" {device.key} " in said
        if device not in models.offered():
            assert str(models.missing(device)) in said
    assert "In this installation; not tested yet." in said
    assert run("devices", "--json") == 0
    records = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [one["device"] for one in records] == [device.key for device in models.DEVICES]
    assert sum(one["first"] for one in records) == 1
    assert {one["device"] for one in records if one["offered"]} == {one.key for one in models.offered()}


def test_a_test_runs_the_bundled_model_and_is_remembered(capsys):
    assert run("devices", "--test", "cpu", "--json") == 0
    record = [json.loads(line) for line in capsys.readouterr().out.splitlines()][-1]
    found = record["tested"]
    assert found["works"] and found["model"].startswith("sem-usable ") and found["pictures"] == 6
    assert found["seconds"] == found["cpu_seconds"] > 0 and found["difference"] == 0 and found["same"]
    assert list(found["nodes"]) == ["CPUExecutionProvider"] and found["nodes"]["CPUExecutionProvider"] > 20
    assert run("devices") == 0
    assert "Tested with sem-usable" in capsys.readouterr().out
    assert main(["--lang", "es", "devices"]) == 0
    assert "ms por imagen" in capsys.readouterr().out


@pytest.mark.parametrize(
    "make", [by_brightness, captioner, blobs, pictures.model], ids=lambda one: one.__name__
)
def test_a_model_of_any_task_can_be_tested(make, tmp_path):
    *_, last = job.try_devices(["cpu"], make(tmp_path / "m.onnx"))
    (found,) = last.rows
    assert found.works and found.seconds > 0 and found.difference == 0


def test_a_device_that_is_not_here_fails_its_test_and_says_why(model, capsys):
    absent = next(one for one in models.DEVICES if one not in models.offered())
    assert run("devices", "--test", absent.key, "--model", model, "--quiet", "--json") == 1
    assert not kept_tests()[absent.key].works
    assert kept_tests()[absent.key].error.en == f"{absent.name} is not in this installation"


def test_words_that_are_no_device_or_model(capsys):
    assert run("devices", "--test", "cudda") == 2
    assert "choose one of tensorrt, cuda" in capsys.readouterr().err
    assert run("devices", "--test", "--model", "sem-usible") == 2
    assert "Did you mean sem-usable?" in capsys.readouterr().err


def child_of(steps):
    """The process that tests a device, once it is there."""
    for _ in range(200):
        next(steps)
        for child in psutil.Process().children():
            if "--probe" in child.cmdline():
                return child
    raise AssertionError("no process tests the device")


@pytest.mark.skipif(os.name == "nt", reason="no signals")
def test_a_driver_that_crashes_costs_the_test_alone(model):
    """The process that tests is really killed, as by a driver's fault."""
    steps = job.try_devices(["cpu", "cpu"], "sem-usable")
    child_of(steps).send_signal(signal.SIGSEGV)
    *_, last = steps
    (found,) = last.rows
    assert (last.failed, found.works) == (1, False)
    assert "crashed" in found.error.en and "de golpe" in found.error.es
    assert not kept_tests()["cpu"].works
    *_, last = job.try_devices(["cpu"], model)
    assert last.rows[0].works and kept_tests()["cpu"].works, "tested again, it counts again"


@pytest.mark.skipif(os.name == "nt", reason="no signals")
def test_a_device_that_hangs_is_given_up(monkeypatch):
    monkeypatch.setattr(job, "SILENCE_S", 1.0)
    steps = job.try_devices(["cpu"], "sem-usable")
    child = child_of(steps)
    child.suspend()
    *_, last = steps
    assert "no answer" in last.rows[0].error.en
    assert not child.is_running() or child.status() == psutil.STATUS_ZOMBIE


def test_stopping_ends_the_process(model):
    steps = job.try_devices(["cpu"], "sem-usable")
    child = child_of(steps)
    steps.close()
    assert not child.is_running()
    assert kept_tests() == {}
