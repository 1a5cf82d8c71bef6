"""The session shared by two threads: the window runs one model for the folder and for the picture in view."""

import threading
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from geodesk import models
from geodesk.models.runner import ModelFailed, Runner
from tests.unit.jobs import pictures

FEED = {"image": np.full((1, 8, 8, 1), 51, np.float32)}


@pytest.fixture
def runner(tmp_path):
    return Runner(pictures.model(tmp_path / "m.onnx"), "cpu")


class Failing:
    """Plays the device that is lost; whoever asks second is told only once the first has fallen back."""

    def __init__(self, runner: Runner) -> None:
        self.runner = runner
        self.asked: list[int] = []
        self.second = threading.Event()

    def run(self, *_):
        self.asked.append(threading.get_ident())
        if len(self.asked) == 1:
            raise RuntimeError("device lost")
        for _ in range(50):  # the CPU stands in, or the first one waits for us
            if self.runner.provider == "CPUExecutionProvider":
                break
            self.second.wait(0.01)
        raise RuntimeError("device lost again")


def test_a_device_that_fails_under_two_threads_is_replaced_once(runner):
    right = runner.run("rows", FEED)
    for _ in range(20):
        notices = len(runner.notices)
        runner._session = Failing(runner)
        runner.device = models.DEVICES[1]
        with ThreadPoolExecutor(2) as pool:
            found = [pool.submit(runner.run, "rows", FEED) for _ in range(2)]
            assert all(np.array_equal(one.result(), right) for one in found)
        (said,) = runner.notices[notices:]
        assert said.en.startswith(f"CPU: {models.DEVICES[1].name} failed (RuntimeError: device lost")
        assert runner.why is said


def test_a_fault_of_the_cpu_after_a_fall_back_is_a_sentence(runner):
    runner._session, runner.device = Failing(runner), models.DEVICES[1]
    with pytest.raises(ModelFailed, match="failed while running"):
        runner.run("rows", {"image": np.zeros((1, 5, 8, 1), np.float32)})
    assert len(runner.notices) == 1
