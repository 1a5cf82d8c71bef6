"""A training under way: its curves, how long it will take, stop."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QPushButton, QVBoxLayout, QWidget

from geodesk.desktop.retraining.desk import Stage
from geodesk.desktop.retraining.plot import Line, LinePlot
from geodesk.desktop.room import WrappedLabel
from geodesk.desktop.translation import Translated, number

if TYPE_CHECKING:
    from geodesk.desktop.window import Window
    from geodesk.jobs.retrain import Event


class Running(Translated, QWidget):
    """The second page of the dialog."""

    def __init__(self, window: "Window") -> None:
        super().__init__()
        self._desk = window.retraining
        self.said, self.fault = WrappedLabel(), WrappedLabel()
        self.said.setObjectName("retrain.said")
        self.fault.setObjectName("retrain.fault")
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setMaximumHeight(10)
        self.plot = LinePlot("retrain.plot", 2)
        self.plot.setMinimumSize(560, 240)
        self.stop, self.go_on, self.back = QPushButton(), QPushButton(), QPushButton()
        self.stop.setObjectName("retrain.stop")
        self.go_on.setObjectName("retrain.go_on")
        self.back.setObjectName("retrain.back")
        row = QHBoxLayout()
        row.addWidget(self.back)
        row.addStretch(1)
        row.addWidget(self.stop)
        row.addWidget(self.go_on)
        layout = QVBoxLayout(self)
        for part in (self.said, self.bar, self.fault):
            layout.addWidget(part)
        layout.addWidget(self.plot, 1)
        layout.addStretch(0)
        layout.addLayout(row)
        self.stop.clicked.connect(self._desk.stop)
        self.go_on.clicked.connect(self._desk.go_on)
        self.back.clicked.connect(self._desk.forget)
        self._soon = QTimer(self, singleShot=True, interval=100)
        self._soon.timeout.connect(self.refresh)
        self._desk.changed.connect(self._again)
        self.retranslate()

    def _again(self) -> None:
        if not self._soon.isActive():
            self._soon.start()

    def retranslate(self) -> None:
        """Set every text."""
        self.stop.setText(self.tr("Stop"))
        self.stop.setToolTip(self.tr("Keep the best network so far; the training can be continued"))
        self.go_on.setText(self.tr("Continue"))
        self.back.setText(self.tr("Back"))
        self.plot.setAccessibleName(self.tr("Learning curves"))
        self.bar.setAccessibleName(self.tr("Progress of the training"))
        self.refresh()

    def refresh(self) -> None:
        """Show how it stands."""
        desk = self._desk
        epochs = desk.epochs
        running = desk.stage in (Stage.TRAINING, Stage.COMPARING)
        self.said.setText(self._text())
        last = epochs[-1] if epochs else desk.reading
        of = int(last.number("of") or 0) if last else 0
        self.bar.setRange(0, 0 if not of or desk.stopping or desk.stage is Stage.COMPARING else of)
        self.bar.setValue(int(last.number("epoch" if epochs else "view") or 0) if last else 0)
        self.bar.setVisible(running)
        self.stop.setVisible(desk.stage is Stage.TRAINING)
        self.stop.setEnabled(desk.running and not desk.stopping)
        self.go_on.setVisible(desk.stage is Stage.STOPPED and desk.training is not None)
        self.back.setVisible(desk.stage is Stage.STOPPED)
        self.fault.setText("" if desk.error is None else str(desk.error))
        self.fault.setVisible(desk.error is not None)
        curves = bool(epochs) and (epochs[-1].number("of") or 0) > 1  # a head solved at once has none
        self.plot.setVisible(curves)
        if curves:
            self._draw(epochs)

    def _draw(self, epochs: "list[Event]") -> None:
        x = [event.number("epoch") or 0.0 for event in epochs]
        marks = [
            x[at] - 0.5
            for at in range(1, len(epochs))
            if epochs[at].values.get("phase") != epochs[at - 1].values.get("phase")
        ]

        def line(name: str, key: str, place: int, dashed: bool) -> Line:
            found = [(at, v) for at, e in zip(x, epochs, strict=True) if (v := e.number(key)) is not None]
            return Line(name, [at for at, _ in found], [v for _, v in found], place, dashed)

        trained, held = self.tr("training"), self.tr("validation")
        epoch = self.tr("epoch")
        losses = [line(trained, "loss", 0, False), line(held, "val_loss", 1, True)]
        shares = [line(trained, "accuracy", 0, False), line(held, "val_accuracy", 1, True)]
        self.plot.show_lines(0, losses, (epoch, self.tr("loss")), share=False, marks=marks)
        self.plot.show_lines(1, shares, (epoch, self.tr("accuracy")), share=True, marks=marks)

    def _text(self) -> str:
        desk = self._desk
        if desk.stage is Stage.COMPARING:
            return self.tr("Comparing the old and the new model on the held-out samples…")
        if desk.stopping:
            return self.tr("Stopping: the best network so far is scored and kept…")
        if desk.stage is Stage.STOPPED:
            asked = desk.training is not None and desk.training.stopping and desk.error is None
            if asked and not desk.epochs:
                return self.tr("Stopped before there was a network to keep; “Continue” begins it again.")
            return self.tr("The training has ended before its time.")
        if not desk.epochs and desk.reading is not None:
            view, views = desk.reading.number("view") or 0, desk.reading.number("of") or 0
            return self.tr("Pictures through the backbone: pass {done} of {of} done").format(
                done=number(view), of=number(views)
            )
        if not desk.epochs:
            return self.tr("Preparing: reading the labels and the pictures…")
        last = desk.epochs[-1]
        done, of, left = last.number("epoch") or 0, last.number("of") or 0, last.number("eta_s")
        first = last.values.get("phase") in ("frozen", "tied")
        whole = last.values.get("phase") == "whole"
        phase = "" if whole else self.tr("first phase") if first else self.tr("second phase")
        parts = [self.tr("Epoch {done} of at most {of}").format(done=number(done), of=number(of)), phase]
        if left is not None and left > 0:
            parts.append(self.tr("at most {time} left").format(time=self._time(left)))
        return " · ".join(part for part in parts if part)

    def _time(self, seconds: float) -> str:
        if seconds < 90:
            return self.tr("{n} s").format(n=number(max(1, seconds)))
        return self.tr("{n} min").format(n=number(seconds / 60))
