"""The frame of the repository: what may stand at its top, how long a file may be, what may be said in it."""

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TOP = {
    "main.py",
    "geodesk",
    "training",
    "resources",
    "tests",
    "installer",
    "pyproject.toml",
    "setup.py",
    "README.md",
    "LICENSE",
    "CHANGELOG.md",
    "CONTEXT.md",
    "Makefile",
    "docs",
    ".ci",
    ".github",
    ".gitignore",
}


@pytest.fixture(scope="module")
def tracked():
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True)
    if listed.returncode != 0:
        pytest.skip("not a git checkout")
    return [ROOT / line for line in listed.stdout.splitlines()]


def test_the_top_level_is_fixed(tracked):
    assert {path.relative_to(ROOT).parts[0] for path in tracked} <= TOP


def test_no_file_is_too_long(tracked):
    code = [path for path in tracked if path.suffix in (".py", ".pyx", ".h") and path.exists()]
    long = {
        str(path.relative_to(ROOT)): lines
        for path in code
        if (lines := len(path.read_text("utf-8").splitlines())) > (520 if "tests" in path.parts else 420)
    }
    assert not long


def test_every_user_error_speaks_both_languages(tracked):
    """Each ``…Error(en=`` has its ``es=`` and the two differ."""
    for path in tracked:
        if path.suffix != ".py" or "tests" in path.parts or not path.exists():
            continue
        text = path.read_text("utf-8")
        assert len(re.findall(r"\ben=f?\"", text)) == len(re.findall(r"\bes=f?\"", text)), path
