"""Nothing is asked of a network: a technician's day in the window where there is none, and watched."""

import pytest

from tests.offline import watched, why_not

pytestmark = pytest.mark.skipif(bool(why_not()), reason=why_not() or "-")

DAY = (
    "test_story_fibres.py::test_a_technician_classifies_labels_and_measures_a_folder",
    "help/test_welcome.py",
)
"""Opens a folder, classifies, labels, plots, exports; then the three first steps on the samples."""


def test_the_window_asks_nothing_of_a_network(tmp_path, data):
    tests = [f"tests/ui/{one}" for one in DAY]
    words = ["-m", "pytest", "-q", "-p", "no:cacheprovider", f"--basetemp={tmp_path / 'base'}", *tests]
    found = watched(words, tmp_path)
    assert found.code == 0 and " passed" in found.said, found.said
    assert found.attempts == ()
