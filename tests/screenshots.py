"""Pictures of every mode in both languages and both themes: ``python -m tests.screenshots [--out DIR]``.

The bundled samples are copied, labelled and classified for it, so what is seen is what the program does.
"""

import argparse
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from PIL import Image
from PySide6.QtWidgets import QAbstractButton, QComboBox

from geodesk.desktop.app import application, build_window
from geodesk.desktop.plots.reading import CURVES, NUMBERS
from geodesk.desktop.portrait import settle, take
from geodesk.desktop.session import Mode, View
from geodesk.desktop.window import Window
from geodesk.places import resources

ROOT = Path(__file__).resolve().parent.parent
SIZE = (1360, 860)


def main() -> None:
    """Take all of them."""
    parser = argparse.ArgumentParser(prog="python -m tests.screenshots")
    parser.add_argument("--out", type=Path, default=ROOT / "docs" / "screenshots")
    parser.add_argument("--scale", default="1", help="1, 1.5 or 2")
    options = parser.parse_args()
    os.environ["QT_SCALE_FACTOR"] = options.scale
    options.out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="geodesk-shots-") as scratch:
        for name in ("CONFIG", "CACHE", "DATA_HOME"):
            os.environ[f"GEODESK_{name}"] = f"{scratch}/{name.lower()}"
        folder = Path(scratch) / "muestras"
        shutil.copytree(resources() / "samples", folder, ignore=shutil.ignore_patterns(".geodesk"))
        app = application()
        window = build_window()
        window.settings.set(annotator="ana")
        window.resize(*SIZE)
        window.show()
        window.session.open(folder)
        settle(window)
        _work(window)
        for language in ("es", "en"):
            for theme in ("light", "dark"):
                window.settings.set(language=language, theme=theme)
                window.apply_language()
                window.apply_theme()
                settle(window)
                for name in _scenes(window):
                    suffix = "" if options.scale == "1" else f"@{options.scale}"
                    file = options.out / f"{name}-{language}-{theme}{suffix}.png"
                    take(window, file)
                    with Image.open(file) as picture:
                        small = picture.convert("RGB").quantize(256)
                    small.save(file, optimize=True)
                    print(file)
        window.close()
        app.processEvents()


def _work(window: Window) -> None:
    """Classify the folder and label some of it, as a user does."""
    session = window.session
    session.set_mode(Mode.CLASSIFY)
    settle(window, lambda: window.action("classify.folder").isEnabled())
    window.action("classify.folder").trigger()
    settle(window)
    session.set_mode(Mode.LABEL)
    settle(window)
    for _ in range(4):
        window.action("labels.accept").trigger()
        settle(window)


def _scenes(window: Window) -> Iterator[str]:
    """Bring one view after the other on the window and name it."""
    session = window.session
    pair = next(sample for sample in session.samples if sample.kind == "pair")
    single = [sample for sample in session.samples if sample.kind == "picture"][2]
    shown = window.panel_shown("plots")
    if shown:
        window.toggle_panel("plots")
    session.set_view(View.CANVAS)
    session.set_mode(Mode.EXPLORE)
    session.show(pair)
    settle(window)
    window.action("canvas.split").trigger()
    yield "explore"
    window.action("canvas.split").trigger()
    session.set_mode(Mode.CLASSIFY)
    session.show(single)
    settle(window)
    window.action("classify.picture").trigger()
    yield "classify"
    session.set_mode(Mode.LABEL)
    yield "label"
    session.set_view(View.GRID)
    session.select(session.visible[2:6])
    yield "grid"
    session.set_view(View.CANVAS)
    session.set_mode(Mode.EXPLORE)
    session.show(single)
    session.select([single])
    window.toggle_panel("plots")
    yield "plots"
    header = window.panel("plots").header
    header.show_tab(NUMBERS)
    yield "numbers"
    window.action("plots.ensembles").trigger()
    lags = window.findChild(QComboBox, "plots.ensembles.lags")
    lags.setCurrentIndex(lags.count() - 1)  # in pixels: the samples differ in pixel size
    button = window.findChild(QAbstractButton, "plots.ensembles.measure_a")
    settle(window, button.isEnabled)
    button.click()
    settle(window)
    yield "ensembles"
    header.show_tab(CURVES)
    window.toggle_panel("plots")
    session.set_mode(Mode.PHASES)
    yield "phases"


if __name__ == "__main__":
    main()
