"""Walks through every view, in both languages, on screens of three scales.

No text is cut off at 100, 150 and 200 %, and every button that is met has its test. The scale is that of the
screen (`QT_SCALE_FACTOR`), in a process of its own: it is fixed when Qt starts. Larger fonts in this process
would be another case, since a scaled screen also rounds every width, height and advance to parts of a unit,
and that is where the last letter goes missing.
"""

import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from geodesk.desktop.commands import ACTIONS
from tests.ui.claims import CLAIMS

ROOT = Path(__file__).resolve().parent.parent.parent
FACTORS = ("1", "1.5", "2")
VIEWS = 187


@pytest.fixture(scope="module")
def walks() -> Iterator[dict[str, subprocess.Popen]]:
    """Walks through every view (see `tests.ui.walk`) on screens of three scales, side by side."""
    begun = {
        factor: subprocess.Popen(
            [sys.executable, "-m", "tests.ui.walk", factor],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for factor in FACTORS
    }
    yield begun
    for process in begun.values():
        process.kill()
        process.communicate()


@pytest.fixture(scope="module")
def walked(walks) -> Callable[[str], dict]:
    """What a walk at a scale has found."""
    found: dict[str, dict] = {}

    def end(factor: str) -> dict:
        if factor not in found:
            said, error = walks[factor].communicate(timeout=400)
            assert walks[factor].returncode == 0, error
            found[factor] = json.loads(said.splitlines()[-1])
        return found[factor]

    return end


@pytest.mark.slow
@pytest.mark.parametrize("factor", FACTORS)
def test_no_text_is_cut_off(walked, factor):
    found = walked(factor)
    if found["screen"] < [1360, 860]:
        (pytest.fail if os.environ.get("CI") else pytest.skip)(
            "the screen is too small: installer/on-screen.sh"
        )
    assert found["ratio"] == float(factor)
    assert len(found["views"]) == 2 * VIEWS, found["views"]
    assert not found["faults"], "\n".join(found["faults"])


def test_every_action_and_every_button_is_proved_by_one_test(walked):
    claimed = Counter(name for tests in CLAIMS.values() for names in tests.values() for name in names)
    there = {action.key for action in ACTIONS} | set(walked("1")["buttons"])
    assert sorted(there - set(claimed)) == [], "write a test that uses these, and name it in claims.py"
    assert sorted(set(claimed) - there) == [], "these are gone"
    assert [name for name, count in claimed.items() if count > 1] == []
