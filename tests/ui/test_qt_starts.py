"""The installed Qt really starts here: its wheels and the system libraries the set-up brings fit together."""

import os
import subprocess
import sys


def test_an_offscreen_application_paints():
    code = (
        "from PySide6.QtWidgets import QApplication, QLabel\n"
        "app = QApplication([])\n"
        "label = QLabel('GeoDesk')\nlabel.resize(120, 40)\nlabel.show()\n"
        "image = label.grab().toImage()\n"
        "colours = {image.pixel(x, y) for x in range(image.width()) for y in range(image.height())}\n"
        "assert len(colours) > 1, 'nothing was painted'\n"
    )
    environment = os.environ | {"QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
