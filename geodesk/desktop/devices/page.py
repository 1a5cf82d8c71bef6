"""The page of the preferences: choose what models run on, test it, and see what is missing and why."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from geodesk.desktop.buttons import push_button
from geodesk.desktop.devices.row import Row
from geodesk.desktop.jobs import Job, Outcome
from geodesk.desktop.room import Facts, WrappedLabel
from geodesk.desktop.translation import Translated, translate
from geodesk.language import Sentence

if TYPE_CHECKING:
    from collections.abc import Generator

    from geodesk.desktop.window import Window
    from geodesk.jobs.devices import Listed
    from geodesk.jobs.progress import Progress
    from geodesk.models.devicetests import DeviceTest

KIND, _CHANNEL = "devices", "devices.listed"
_MARGIN = 12


class DevicePage(Translated, QWidget):
    """What this installation can run models on.

    Attributes
    ----------
    rows
        By key; empty until the list has been made.
    job
        The test under way, or the last one.
    """

    def __init__(self, window: "Window") -> None:
        super().__init__()
        self.setObjectName("devices")
        self._window, self._session, self._settings = window, window.session, window.settings
        self.rows: dict[str, Row] = {}
        self.job: Job | None = None
        self._listed: list[Listed] = []
        self._refused: Sentence | None = None
        self._group = QButtonGroup(self)
        self._group.idClicked.connect(self._chosen)
        self.now = WrappedLabel()
        self.now.setObjectName("devices.now")
        self.test, self.stop = push_button("devices.test"), push_button("devices.stop")
        self.about = WrappedLabel()
        self.about.setObjectName("devices.about")
        self.about.setProperty("role", "hint")
        self.progress = QProgressBar()
        self.progress.setTextVisible(False)
        self._absent_title = QLabel()
        self._absent_title.setProperty("role", "title")
        self.absent = Facts()
        self.absent.setObjectName("devices.absent")
        for label in (self.now, self.about):
            label.widen()
        self._rows = QVBoxLayout()
        self._rows.setSpacing(4)
        buttons = QHBoxLayout()
        for button in (self.test, self.stop):
            buttons.addWidget(button)
        buttons.addWidget(self.progress, 1)
        buttons.addStretch()
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(_MARGIN, _MARGIN, _MARGIN, _MARGIN)
        column.addWidget(self.now)
        column.addLayout(self._rows)
        column.addLayout(buttons)
        column.addWidget(self.about)
        column.addSpacing(_MARGIN)
        column.addWidget(self._absent_title)
        column.addWidget(self.absent)
        column.addStretch(1)
        area = QScrollArea()
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(inside)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(area)
        self.test.clicked.connect(self.begin)
        self.stop.clicked.connect(self.end)
        window.classifying.model_changed.connect(self.refresh)
        self.retranslate()
        self.look()

    @property
    def testing(self) -> bool:
        """Whether a test is under way."""
        return self.job is not None and self.job.running

    def retranslate(self) -> None:
        """Set every text."""
        self.test.setText(self.tr("Test"))
        self.stop.setText(self.tr("Stop"))
        self.progress.setAccessibleName(self.tr("Progress of the test"))
        self._absent_title.setText(self.tr("Not in this installation"))
        self.refresh()

    def look(self) -> None:
        """List the devices anew."""

        def work() -> "list[Listed]":
            from geodesk.jobs.devices import listed

            return listed()

        self._session.tasks.run(work, self._arrived, channel=_CHANNEL)

    def _arrived(self, found: "list[Listed]") -> None:
        self._listed = found
        chosen = self._settings.values.device
        shown = [
            "auto",
            *(one.device.key for one in found if one.missing is None or one.device.key == chosen),
        ]
        for key in shown:
            if key not in self.rows:
                row = self.rows[key] = Row(key)
                self._group.addButton(row.button, len(self.rows))
                self._rows.addWidget(row)
        if chosen in self.rows:
            self.rows[chosen].button.setChecked(True)
        self.refresh()

    def refresh(self) -> None:
        """Show how everything stands."""
        first = next((one.device.name for one in self._listed if one.first), "")
        known = {one.device.key: one for one in self._listed}
        under_way = self._under_way()
        for key, row in self.rows.items():
            row.show_device(known.get(key), first=first, testing=key == under_way)
        self.absent.tell(
            [
                (one.device.name, str(one.brings))
                for one in self._listed
                if one.missing and one.device.key not in self.rows
            ]
        )
        self.test.setEnabled(bool(self._listed) and not self.testing)
        self.stop.setVisible(self.testing)
        self.progress.setVisible(self.testing)
        if self.testing and self.job is not None:
            self.progress.setRange(0, max(1, self.job.counts.total))
            self.progress.setValue(self.job.counts.done)
        self.now.setText(self._now())
        self.about.setText(self._about())

    def _under_way(self) -> str:
        """The key of the device that is being tested; "" if none is."""
        offered = [one.device.key for one in self._listed if one.missing is None]
        if not self.testing or self.job is None or self.job.counts.done >= len(offered):
            return ""
        return offered[self.job.counts.done]

    def _now(self) -> str:
        model = self._window.classifying.model
        if model is None:
            return self.tr(
                "What models run on. A device that fails is replaced by the CPU, also in the middle."
            )
        text = self.tr("Model in use: {model}. {why}")
        return text.format(model=model.name, why=model.runner.why)

    def _about(self) -> str:
        if self._refused is not None:
            return str(self._refused)
        text = self.tr(
            "The test times {model} on the bundled samples and compares its results with the CPU's."
        )
        return text.format(model=self._model()[0])

    def _model(self) -> tuple[str, str | Path]:
        """The name of the model to test with, and where it is: the one in use, if it tells of itself."""
        from geodesk.jobs.devices import MODEL

        opened = self._window.classifying.opened
        if opened is None or opened.model.card is None:
            return MODEL, MODEL
        return opened.model.name, opened.file.path

    def begin(self) -> None:
        """Test every device of this installation."""
        model = self._model()[1]
        self._refused = None

        def steps() -> "Generator[Progress[DeviceTest], None, None]":
            from geodesk.jobs.devices import try_devices

            return try_devices((), model)

        job = self.job = self._session.jobs.start(
            KIND, lambda: translate("DevicePage", "Testing devices"), steps
        )
        job.paced = False
        job.progressed.connect(self.refresh)
        job.rows.connect(self.look)
        job.finished.connect(self._finished)
        self.refresh()

    def end(self) -> None:
        """Stop the test; what it has found is kept."""
        if self.job is not None:
            self.job.cancel()

    def _finished(self) -> None:
        if self.job is not None and self.job.outcome is Outcome.FAILED:
            self._refused = self.job.error
        self.look()
        self.refresh()
        if self._settings.values.device == "auto":  # which one that is may be another now
            self._settings.set(device="auto")

    def _chosen(self, number: int) -> None:
        key = list(self.rows)[number - 1]
        if key != self._settings.values.device:
            self._settings.set(device=key)
        self.refresh()
