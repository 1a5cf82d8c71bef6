"""The endurance tools stay alive: a few kills, damaged files, full disks, two rounds of a day."""

import os
import subprocess
import sys

import pytest

from tests.endurance import batch, day, fulldisk, mutations
from tests.endurance.common import ROOT

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="they ask Linux for memory and kill by signal"),
    pytest.mark.usefixtures("data"),
]


@pytest.mark.parametrize("tool", ["kills", "day"])
def test_kills_lose_no_label_and_the_window_works_two_rounds(tool):
    command = [sys.executable, "-m", f"tests.endurance.{tool}", "--quick"]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT)
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]


def test_a_killed_batch_ends_in_the_same_table(tmp_path, capsys):
    assert batch.main(["--quick", "--place", str(tmp_path)]) == 0
    assert "the same bytes: True" in capsys.readouterr().out


def test_damaged_files_are_read_or_refused(capsys):
    assert mutations.main(["--quick"]) == 0
    assert "0 fault, 0 crash, 0 hang" in capsys.readouterr().out


def test_a_full_disk_is_told_and_loses_nothing(monkeypatch, capsys):
    for name in ("CONFIG", "CACHE", "DATA_HOME", "STATE"):  # put back afterwards
        monkeypatch.setenv(f"GEODESK_{name}", os.environ.get(f"GEODESK_{name}", ""))
    assert fulldisk.main(["--quick"]) == 0
    assert ", 0 lost, 0 unsaid, 0 left over" in capsys.readouterr().out


def test_growth_is_told_from_noise():
    still = {"files": 20, "threads": 12, "widgets": 500}
    flat = [{"round": n, "held_mb": 300 + (n * 7 % 5), **still} for n in range(60)]
    leak = [note | {"held_mb": note["held_mb"] + note["round"] * 0.1} for note in flat]
    assert abs(day.slope(flat, "held_mb")) < 1 and not day._grown(flat)
    assert day.slope(leak, "held_mb") == pytest.approx(10, abs=1) and day._grown(leak)
