"""The views of active training and of Reentrenar…, filled as they are at their fullest."""

import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtWidgets import QWidget

from geodesk.desktop.session import Mode
from tests.ui.scenes import DAMAGED, rest

if TYPE_CHECKING:
    from tests.ui.scenes import Story


def retraining(story: "Story") -> Iterator[tuple[str, QWidget]]:
    """Each view, while it is in sight."""
    from geodesk.desktop.closing import StopTraining
    from geodesk.desktop.retraining.desk import Stage
    from geodesk.desktop.retraining.dialog import RetrainDialog
    from geodesk.desktop.retraining.place import TrainingPage
    from geodesk.jobs.retrain import Count, Event, Order, Training
    from geodesk.jobs.trainingplace import environment, remove

    window, session = story.window, story.session
    active, desk = window.active, window.retraining
    session.set_mode(Mode.LABEL)
    story.do("labels.active")
    story.until(lambda: active.advice is not None)
    yield "active training without a curve", window
    active.advice = replace(active.advice, labelled=1234, curve=tuple(_points()))
    active.changed.emit()
    rest(window)
    yield "active training", window
    story.do("labels.active")

    story.do("labels.retrain")
    dialog = window.findChild(RetrainDialog)
    assert dialog is not None
    story.until(lambda: getattr(dialog.page, "facts", None) is not None)
    page = dialog.page
    yield "too few labels to retrain", dialog
    page.advanced.setChecked(True)
    counted = Count("NO", 1234), Count("fractura intergranular", 1021)
    page.facts = replace(page.facts, counts=counted, last=Path("x"))
    for network in (0, 1, 2, page.network.count() - 1):
        page.network.setCurrentIndex(network)
        page.show_facts()
        rest(window)
        yield f"what is retrained {network}", dialog
    page.facts = None

    desk._training = Training(story.scratch, Order(story.folder, "preclassifier"))
    desk.stage = Stage.TRAINING
    desk.epochs = [Event("epoch", values) for values in _epochs()]
    desk.changed.emit()
    rest(window)
    yield "a training", dialog
    desk.stage, desk.error = Stage.STOPPED, DAMAGED
    desk.changed.emit()
    rest(window)
    yield "a training that has ended", dialog
    desk.stage, desk.error, desk.whole = Stage.DONE, None, False
    desk.comparison = _comparison(story)
    desk.changed.emit()
    rest(window)
    yield "old and new", dialog
    desk.kept = Path("models") / "sem-usable-1.2.onnx"
    desk.changed.emit()
    rest(window)
    yield "the new one is used", dialog
    desk._training, desk.kept, desk.whole = None, None, True
    desk.forget()
    dialog.close()
    rest(window)
    os.environ["GEODESK_TRAINING_PYTHON"] = "none"
    half = environment()
    half.mkdir(parents=True)
    (half / "half").write_bytes(bytes(1000))
    desk.log = ["Collecting tensorflow<2.22,>=2.21", "Downloading tensorflow-2.21.0-cp311.whl (594.9 MB)"]
    desk.error = DAMAGED
    story.do("file.preferences")
    with story.dialog() as preferences:
        preferences.tabs.setCurrentWidget(preferences.training)
        story.until(lambda: preferences.training.place is not None)
        yield "the environment of training", preferences
        preferences.training.cancel.show()
        rest(window)
        yield "the environment of training is made", preferences
    remove()
    missing = RetrainDialog(window)
    missing._made = lambda _kind: TrainingPage(window, removing=False)  # type: ignore[method-assign]
    missing._kind = ""
    missing.follow()
    yield from story.opens("training is not installed", missing)
    del os.environ["GEODESK_TRAINING_PYTHON"]
    desk.log, desk.error = [], None
    yield from story.opens("a training at closing", StopTraining(window, window._closing))
    session.set_mode(Mode.EXPLORE)


def _points() -> "Iterator[object]":
    from geodesk.jobs.active import Point

    for n in range(10, 130, 10):
        yield Point(n, 20 + n // 20, 31)


def _epochs() -> Iterator[dict[str, object]]:
    for n in range(1, 24):
        phase = "frozen" if n < 14 else "fine"
        yield {
            "epoch": n,
            "of": 70,
            "phase": phase,
            "loss": 1 / n,
            "val_loss": 1.2 / n + 0.05,
            "accuracy": 1 - 0.4 / n,
            "val_accuracy": 1 - 0.5 / n,
            "eta_s": 900.0,
        }


def _comparison(story: "Story") -> object:
    from geodesk.jobs.compare import Comparison, Held, Verdict

    labels = ("NO", "YES", "fractura intergranular")
    samples = story.session.listed[:6]
    held = tuple(Held(sample.pictures, labels[at % 3], sample.id) for at, sample in enumerate(samples))
    table = np.array([[7, 1, 0], [2, 11, 1], [0, 0, 9]])

    def verdict(name: str, shift: int) -> Verdict:
        said = tuple(labels[(at + shift * (at % 2)) % 3] for at in range(len(held)))
        right = np.array([one.label == word for one, word in zip(held, said, strict=True)])
        return Verdict(name, said, tuple(0.9 for _ in held), right, table)

    old, new = verdict("sem-usable", 1), verdict("sem-usable-1.2", 0)
    return Comparison(labels, held, old, new, (0.12, -0.03, 0.27))
