"""Without a display: the same job, a report, and a picture of the window."""

import os
import re
import subprocess
import sys
from pathlib import Path

from PIL import Image

ROOT = Path(__file__).resolve().parent.parent.parent


def test_the_main_job_runs_without_a_display(samples, tmp_path):
    hidden = {"DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"}
    environment = {k: v for k, v in os.environ.items() if k not in hidden}
    done = subprocess.run(
        [sys.executable, "main.py", str(samples)],
        capture_output=True,
        text=True,
        cwd=ROOT,
        env={**environment, "TMPDIR": str(tmp_path)},
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    report, picture = (
        Path(re.search(rf"{word}: (\S+)", done.stdout)[1]) for word in ("Informe", "Captura de la ventana")
    )
    assert report.stat().st_size > 10_000
    with Image.open(picture) as window:
        assert window.width >= 1100
        # A drawn window has many tones; an empty one a handful.
        assert len(set(window.convert("L").resize((320, 200)).get_flattened_data())) > 60
