"""The built program, as ``make installer`` leaves it; without one nothing here runs."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def bundle() -> Path:
    """The folder of the bundle that ``GEODESK_BUNDLE`` names (``make test-bundle`` sets it)."""
    named = os.environ.get("GEODESK_BUNDLE")
    if not named:
        pytest.skip("no built program: make installer, then make test-bundle")
    folder = Path(named).resolve()
    assert (folder / "geodesk").is_file(), f"{folder} holds no program"
    return folder


@pytest.fixture
def strangers_home(tmp_path) -> dict[str, str]:
    """The environment of somebody who has no Python and has never run GeoDesk."""
    home = tmp_path / "home"
    home.mkdir()
    kept = {name: os.environ[name] for name in ("DISPLAY", "XAUTHORITY") if name in os.environ}
    kept |= {"HOME": str(home), "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "GEODESK_LANG": "en"}
    return kept | {"SOURCE_DATE_EPOCH": "1795339800"}  # for what states when it was made


@pytest.fixture
def built(bundle, strangers_home):
    """Run the built program's command line to its end."""

    def run(*words: object) -> subprocess.CompletedProcess[str]:
        return _run([str(bundle / "geodesk"), *map(str, words)], strangers_home)

    return run


@pytest.fixture
def source(strangers_home):
    """Run the same command by this checkout."""

    def run(*words: object) -> subprocess.CompletedProcess[str]:
        return _run([sys.executable, str(ROOT / "main.py"), *map(str, words)], strangers_home)

    return run


def _run(command, environment):
    return subprocess.run(
        command, env=environment, capture_output=True, text=True, encoding="utf-8", timeout=600
    )
