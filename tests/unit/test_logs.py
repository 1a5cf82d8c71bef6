"""The log: bounded, shared by processes, with what a crash left; and what the command line does with it."""

import logging
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from geodesk import logs
from geodesk.cli import main

ROOT = Path(__file__).parents[2]
START = "from geodesk import logs; logs.start('window')"


@pytest.fixture
def state(tmp_path, monkeypatch):
    folder = tmp_path / "state"
    monkeypatch.setenv("GEODESK_STATE", str(folder))
    return folder


@pytest.fixture
def started(state):
    logs.start("command")
    return state


def child(code, state, **more):
    environment = {**os.environ, "GEODESK_STATE": str(state)}
    environment.pop("PYTHONFAULTHANDLER", None)
    return subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=environment, capture_output=True, text=True, **more
    )


def test_warnings_are_kept_and_chatter_is_not(started):
    log = logging.getLogger("geodesk.somewhere")
    log.info("chatter")
    log.warning("the disk is %s", "slow")
    assert "WARNING geodesk.somewhere: the disk is slow" in logs.log_file().read_text()
    assert "chatter" not in logs.log_file().read_text()
    logs.start("command")
    log.warning("once")
    assert logs.log_file().read_text().count("once") == 1


def test_the_log_is_bounded_and_its_end_is_found_after_a_turn(started, monkeypatch):
    monkeypatch.setattr(logs, "MOST_BYTES", 3000)
    log = logging.getLogger("geodesk")
    for number in range(200):
        log.warning("line %d %s", number, "x" * 50)
    sizes = [file.stat().st_size for file in started.glob("geodesk*.log")]
    assert len(sizes) == 3 and max(sizes) <= 3000
    assert [line.split()[-2] for line in logs.tail(30)] == [str(n) for n in range(170, 200)]
    log.warning("y" * 200_000)
    assert logs.log_file().stat().st_size < 70_000, "one record cannot fill the disk"


def test_two_processes_write_one_log(state):
    code = (
        "import logging; from geodesk import logs; logs.start('command')\n"
        "for n in range(200): logging.getLogger('geodesk').warning('line %d', n)"
    )
    environment = {**os.environ, "GEODESK_STATE": str(state)}
    both = [subprocess.Popen([sys.executable, "-c", code], cwd=ROOT, env=environment) for _ in range(2)]
    assert [one.wait(60) for one in both] == [0, 0]
    lines = (state / "geodesk.log").read_text().splitlines()
    assert sorted(int(line.split()[-1]) for line in lines) == sorted([*range(200)] * 2)


def test_a_folder_that_cannot_be_written_costs_nothing(tmp_path, monkeypatch):
    (tmp_path / "file").write_text("x")
    monkeypatch.setenv("GEODESK_STATE", str(tmp_path / "file" / "state"))
    logs.start("command")
    logging.getLogger("geodesk").error("nowhere to go")
    assert logs.tail(5) == [] and logs.new_crashes() == []


def test_a_fault_in_a_thread_is_kept(started):
    hook = threading.excepthook
    told = []

    def breaks():
        raise RuntimeError("in the thread")

    thread = threading.Thread(target=breaks)
    try:
        threading.excepthook = lambda given: (
            told.append(given.exc_value) or logs.fault(given.exc_type, given.exc_value, given.exc_traceback)
        )
        thread.start()
        thread.join()
    finally:
        threading.excepthook = hook
    assert told and "RuntimeError: in the thread" in logs.log_file().read_text()


def test_a_thread_of_the_program_that_breaks_is_in_its_log(state):
    code = (
        "import threading; from geodesk import logs; logs.start('window')\n"
        "t = threading.Thread(target=lambda: 1 / 0); t.start(); t.join()"
    )
    done = child(code, state)
    assert done.returncode == 0 and "ZeroDivisionError" in done.stderr, "and on the terminal as before"
    assert "uncaught fault" in (state / "geodesk.log").read_text()


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX signals")
def test_a_fault_in_machine_code_is_told_once(state, monkeypatch):
    done = child(
        "from geodesk import logs; logs.start('window')\nimport faulthandler as f; f._sigsegv()", state
    )
    assert done.returncode == -signal.SIGSEGV
    (crash,) = logs.new_crashes()
    head = crash.text.splitlines()[0]
    assert head.startswith("GeoDesk ") and "(window)" in head
    assert "Segmentation fault" in crash.text and 'File "<string>"' in crash.text
    logs.told([crash])
    assert logs.new_crashes() == []
    assert [file.name for file in state.glob("told-*")] == ["told-" + crash.file.name]


def test_what_ends_well_leaves_nothing_and_what_is_killed_is_cleared(state):
    assert child(START, state).returncode == 0
    assert list(state.glob("crash-*")) == []
    killed = child(
        "from geodesk import logs; logs.start('window')\nimport os; os.kill(os.getpid(), 9)", state
    )
    assert killed.returncode != 0 and len(list(state.glob("crash-*"))) == 1
    assert logs.new_crashes() == [] and list(state.glob("crash-*")) == []


def test_only_the_newest_crashes_stay(state):
    state.mkdir()
    for number in range(9):
        (state / f"crash-2026010{number}T000000-99999999.txt").write_text("x\nFatal Python error: Aborted\n")
    logs.told(logs.new_crashes())
    assert sorted(file.name[18] for file in state.iterdir()) == ["4", "5", "6", "7", "8"]


def test_the_home_folder_is_not_told(monkeypatch):
    home = str(Path.home())
    assert logs.without_home(f"{home}/pictures and {home}") == "~/pictures and ~"


# The command line


def test_a_fault_nobody_foresaw_is_one_line_and_the_details_are_in_the_log(started, monkeypatch, capsys):
    from geodesk import commands

    def breaks(_options):
        raise ZeroDivisionError("on purpose")

    monkeypatch.setattr(commands, "info", breaks)
    assert main(["info", "x.tif"]) == 2
    said = capsys.readouterr().err
    assert (
        said.startswith("geodesk: unexpected fault (ZeroDivisionError: on purpose).")
        and "Traceback" not in said
    )
    assert "Traceback" in logs.log_file().read_text()
    monkeypatch.setenv("GEODESK_LANG", "es")
    assert main(["--lang", "es", "info", "x.tif"]) == 2
    assert "fallo inesperado" in capsys.readouterr().err


def test_what_a_command_says_goes_to_a_file_too(started, samples, tmp_path, capsys):
    file = tmp_path / "night.log"
    assert (
        main(["classify", str(tmp_path / "none"), "--model", "m", "--out", "o.csv", "--log", str(file)]) == 2
    )
    said = capsys.readouterr().err.removeprefix("geodesk: ").strip()
    assert said in file.read_text() and "classify" in file.read_text().splitlines()[0]
    before = file.read_text()
    assert main(["info", str(samples / "fibras_malla.tif"), "--log", str(file)]) == 0
    assert file.read_text().startswith(before) and file.read_text().endswith(": end\n")
    logging.getLogger("geodesk").warning("later")
    assert "later" not in file.read_text()


def test_a_log_that_cannot_be_written_stops_before_the_work(started, samples, tmp_path, capsys):
    absent = tmp_path / "absent" / "x.log"
    assert main(["info", str(samples / "fibras_malla.tif"), "--log", str(absent)]) == 2
    out = capsys.readouterr()
    assert out.out == "" and "absent" in out.err


def test_about_says_versions_devices_and_the_end_of_the_log(started, capsys, monkeypatch):
    import numpy
    import onnxruntime

    from geodesk import __version__

    logging.getLogger("geodesk").warning("a line at %s/secret", Path.home())
    assert main(["about"]) == 0
    said = capsys.readouterr().out
    for wanted in (f"GeoDesk: {__version__}", f"numpy: {numpy.__version__}", "sem-usable", "CPU"):
        assert wanted in said
    assert f"onnxruntime: {onnxruntime.__version__}" in said
    assert "a line at ~/secret" in said and str(Path.home()) + "/" not in said
    assert main(["about", "--lines", "0"]) == 0
    assert "secret" not in capsys.readouterr().out


def test_about_lists_what_geodesk_is_made_of(capsys):
    from geodesk.jobs.licences import parts, text_of

    assert main(["about", "--licences"]) == 0
    said = capsys.readouterr().out
    for name in ("numpy", "onnxruntime", "PySide6", "scipy", "Python", "pillow"):
        assert f"\n{name}" in f"\n{said}".replace("PySide6_", "PySide6 ")
    assert "tensorflow" not in said.lower() and "pytest" not in said, "only what the program needs"
    known = {part.name: part for part in parts()}
    assert "Redistribution and use" in text_of(known["numpy"]) and all(part.licence for part in parts())


def test_the_licences_of_a_bundle_are_read_from_what_was_built(tmp_path, monkeypatch):
    from geodesk.jobs import licences

    folder = tmp_path / "licences"
    (folder / "numpy").mkdir(parents=True)
    (folder / "numpy" / "LICENSE.txt").write_text("Redistribution and use of numpy")
    (folder / "LGPL-3.txt").write_text("GNU LESSER GENERAL PUBLIC LICENSE")
    notice = "GeoDesk: licences\n\nQt: some words\n\nPySide6_Essentials 6.11.3: LGPL-3.0-only (https://pyside.org)\n"
    notice += "numpy 2.4.6: BSD-3-Clause (https://numpy.org)\nlibffi.so.8: from Debian's package libffi8\n"
    (folder / "NOTICE.txt").write_text(notice)
    monkeypatch.setattr(sys, "executable", str(tmp_path / "geodesk"))
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    licences.parts.cache_clear()
    try:
        found = {part.name: part for part in licences.parts()}
        assert list(found) == ["numpy", "PySide6_Essentials"]
        assert "of numpy" in licences.text_of(found["numpy"])
        assert "LESSER" in licences.text_of(found["PySide6_Essentials"])
    finally:
        licences.parts.cache_clear()
