"""The views of a watched folder, filled as they are at their fullest."""

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from geodesk.desktop.session import Mode
from tests.ui.scenes import DAMAGED, rest

if TYPE_CHECKING:
    from tests.ui.scenes import Story


def watching(story: "Story") -> Iterator[tuple[str, QWidget]]:
    """Each view, while it is in sight."""
    from geodesk.collection import Prediction
    from geodesk.jobs.watching import Seen, State

    window, session = story.window, story.session
    session.set_mode(Mode.CLASSIFY)
    window.classifying.use("sem-usable")
    story.until(lambda: window.classifying.usable)
    window.settings.set(watch_new_only=True, watch_usable="none")
    story.do("panel.watching")
    yield "a folder that is not watched", window
    panel = window.panel("watching")
    desk, model = panel.desk, window.classifying.model
    story.do("watch.folder")
    story.until(lambda: desk.state is not None)
    now = "2026-03-04T05:06:07+00:00"
    rows = []
    for at, sample in enumerate(session.listed[:6]):
        picture = sample.pictures[0]
        shares = (0.9, 0.1) if at % 2 else (0.25, 0.75)
        row = Prediction(
            picture.id, picture.path, picture.size, picture.mtime_ns, model.labels[at % 2], shares,
            model.labels, model.name, model.sha256,
        )  # fmt: skip
        rows.append(Seen(row, model.labels[0], 0.987, now, 1 + at // 4))
    broken = replace(rows[0].prediction, label=None, p=(), error=DAMAGED)
    desk.judge = model.sha256
    desk._rows(
        desk._job, (*rows, Seen(broken, None, None, now, 1), State(1234, (("x", DAMAGED),) * 3, known=7))
    )
    rest(window)
    yield "a folder that is watched", window
    story.do("watch.folder")
    story.until(lambda: not desk.running)
    rest(window)
    yield "a watch that has ended", window
    for line in list(window.strip.lines):
        line.dismiss()
    window.settings.set(watch_new_only=False, watch_usable="auto")
    story.do("panel.watching")
    session.read_marks()
    session.set_mode(Mode.EXPLORE)
