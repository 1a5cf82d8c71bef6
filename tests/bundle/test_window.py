"""The built program's window, used by keys on an X screen as a person does."""

import os
import shutil
import signal
import subprocess
import time
from contextlib import contextmanager
from pathlib import Path

import pytest
from PIL import Image

from tests.bundle.screen import Screen, wait

pytestmark = pytest.mark.skipif(not os.environ.get("DISPLAY"), reason="needs an X screen (xvfb-run)")


@contextmanager
def running(command, environment, log: Path):
    """A program that is ended with the test, whatever happens."""
    with log.open("w", encoding="utf-8") as stream:
        process = subprocess.Popen(
            command, env=environment | {"QT_QPA_PLATFORM": "xcb"}, stdout=stream, stderr=stream
        )
        try:
            yield process
        finally:
            if process.poll() is None:
                process.kill()
            process.wait(30)


def test_the_samples_open_one_is_classified_and_it_quits(bundle, strangers_home, samples, tmp_path):
    folder = tmp_path / "muestras"
    shutil.copytree(samples, folder)
    log = tmp_path / "log.txt"
    with running([bundle / "geodesk", folder], strangers_home, log) as process:
        screen = Screen()
        screen.wait_for_window("GeoDesk")
        # Many colours: the picture and the thumbnails are there, not only the frame.
        wait(lambda: screen.picture(tmp_path / "opened.png") > 200)
        screen.press("Control_L+2")
        before = _blue(screen, tmp_path / "before.png")
        wait(lambda: _pressed(screen, "Control_L+r") and _blue(screen, tmp_path / "after.png") > before + 200)
        # "Unsure" by its key is acknowledged only when it is on the disk.
        screen.press("Control_L+3")
        wait(lambda: _pressed(screen, "0") and list((folder / ".geodesk").glob("labels-*.jsonl")))
        screen.picture(tmp_path / "labelled.png")
        wait(lambda: _pressed(screen, "Control_L+q") and process.poll() is not None)
        assert process.wait(60) == 0, log.read_text(encoding="utf-8")
    said = log.read_text(encoding="utf-8")
    assert "Traceback" not in said and "unexpected fault" not in said, said


def test_every_mode_and_panel_finds_what_it_is_made_of(bundle, strangers_home, samples, tmp_path):
    folder = tmp_path / "muestras"
    shutil.copytree(samples, folder)
    log = tmp_path / "log.txt"
    with running([bundle / "geodesk", folder], strangers_home, log) as process:
        screen = Screen()
        screen.wait_for_window("GeoDesk")
        wait(lambda: screen.picture(tmp_path / "opened.png") > 200)
        # The plots under the picture, then every mode, then what lies where the picture or the plots do.
        modes = [f"Control_L+{n}" for n in range(1, 8)]
        for keys in ("F8", *modes, "Control_L+1", "g", "Shift_L+g", "g", "Control_L+h"):
            _pressed(screen, keys)
        screen.picture(tmp_path / "all.png")
        wait(lambda: _pressed(screen, "Control_L+q") and process.poll() is not None)
    faults = Path(strangers_home["HOME"]) / ".local/state/geodesk/log/geodesk.log"
    said = log.read_text("utf-8") + (faults.read_text("utf-8") if faults.is_file() else "")
    assert process.returncode == 0 and "Traceback" not in said and "unexpected fault" not in said, said


def test_without_arguments_it_opens_its_own_samples(bundle, strangers_home, tmp_path):
    log = tmp_path / "log.txt"
    with running([bundle / "geodesk"], strangers_home, log) as process:
        screen = Screen()
        screen.wait_for_window("GeoDesk")
        wait(lambda: screen.picture(tmp_path / "opened.png") > 200)
        process.send_signal(signal.SIGTERM)
        assert process.wait(60) == 0, log.read_text(encoding="utf-8")
    assert "Traceback" not in log.read_text(encoding="utf-8")


def test_without_a_screen_it_does_the_same_job(bundle, strangers_home, samples, tmp_path):
    strangers_home.pop("DISPLAY", None)
    folder = tmp_path / "muestras"
    folder.mkdir()
    for name in ("sem_barra_buena.tif", "discos_binarios.tif"):
        shutil.copy(samples / name, folder)
    done = subprocess.run(
        [bundle / "geodesk", folder], env=strangers_home, capture_output=True, text=True, timeout=600
    )
    assert done.returncode == 0, done.stderr
    report = Path(next(line for line in done.stdout.splitlines() if "index.html" in line).split(" ", 1)[1])
    assert (report.parent / "window.png").is_file()
    shutil.rmtree(report.parent)


def _pressed(screen: Screen, keys: str) -> bool:
    """Press, and give the program a moment: a person presses again where nothing happens."""
    screen.press(keys)
    time.sleep(1.5)
    return True


def _blue(screen: Screen, out: Path) -> int:
    """How many pixels of the right-hand panel, under the model's facts, have the colour of a full bar."""
    screen.picture(out)
    with Image.open(out) as shown:
        panel = shown.convert("RGB").crop((1060, 320, 1350, 560))
        return sum(n for n, (r, g, b) in panel.getcolors(1 << 20) or () if r < 60 and b > r + 90 and g < b)
