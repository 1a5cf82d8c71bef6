"""What Etiquetar shows of active training: switch, how often, accuracy against labels, and Reentrenar."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLabel, QSizePolicy, QSpinBox, QVBoxLayout, QWidget

from geodesk.desktop.labelling.buttons import ActionButton
from geodesk.desktop.room import WrappedLabel
from geodesk.desktop.translation import Translated, number, percent

if TYPE_CHECKING:
    from geodesk.desktop.retraining.plot import LinePlot
    from geodesk.desktop.window import Window


class ActiveBox(Translated, QWidget):
    """A part of the panel of Etiquetar.

    Attributes
    ----------
    plot
        None until there is something to draw.
    """

    def __init__(self, window: "Window") -> None:
        super().__init__()
        self.setObjectName("active")
        self._window, self._desk = window, window.active
        self._title = QLabel()
        self._title.setProperty("role", "title")
        self.switch = QCheckBox()
        self.switch.setObjectName("active.switch")
        self.switch.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.every = QSpinBox()
        self.every.setObjectName("active.every")
        self.every.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.every.setRange(0, 500)
        self.every.setValue(window.settings.values.active_every)
        self.every.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._often = QLabel()
        self._often.setBuddy(self.every)
        self.said = WrappedLabel()
        self.said.setObjectName("active.said")
        self.said.setProperty("role", "hint")
        self.warning = WrappedLabel()
        self.warning.setObjectName("active.warning")
        self.retrain = ActionButton(window.action("labels.retrain"), "active.retrain")
        row = QHBoxLayout()
        row.addWidget(self._often, 1)
        row.addWidget(self.every)
        self._row = QWidget()
        self._row.setLayout(row)
        row.setContentsMargins(0, 0, 0, 0)
        self.plot: LinePlot | None = None
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(8)
        for part in (self._title, self.switch, self._row, self.said, self.warning, self.retrain):
            self._layout.addWidget(part)
        self.switch.clicked.connect(self._toggle)
        self.every.valueChanged.connect(self._set_every)
        self._soon = QTimer(self, singleShot=True, interval=30)
        self._soon.timeout.connect(self.refresh)
        self._desk.changed.connect(self._soon.start)
        window.session.collection_changed.connect(self._soon.start)
        self.retranslate()

    def _toggle(self) -> None:
        self._window.action("labels.active").trigger()
        self.refresh()

    def _set_every(self, value: int) -> None:
        self._window.settings.set(active_every=value)
        self.refresh()

    def retranslate(self) -> None:
        """Set every text."""
        self._title.setText(self.tr("Learning from the labels"))
        self.switch.setText(self.tr("Active training"))
        self.switch.setToolTip(
            self.tr(
                "Suggests labels and asks next for the samples that teach the most; nothing leaves this PC"
            )
        )
        self._often.setText(self.tr("Learn again every (labels)"))
        self.every.setAccessibleName(self.tr("Learn again every (labels)"))
        self.retrain.setText(self.tr("Retrain…"))
        self.retrain.follow()
        self.refresh()

    def refresh(self) -> None:
        """Show how it stands."""
        desk = self._desk
        self.switch.setEnabled(self._window.session.collection is not None)
        self.switch.setChecked(desk.on)
        self._row.setVisible(desk.on)
        if desk.on:
            self.every.setSpecialValueText(self.tr("auto ({n})").format(n=number(desk.often)))
            self.every.updateGeometry()  # a longer text alone does not widen it
        self.said.setText(self._text())
        self.said.setVisible(bool(self.said.text()))
        doubts = desk.doubts if desk.on and desk.advice is not None else ()
        self.warning.setText("\n".join(f"⚠ {one}" for one in doubts))
        self.warning.setVisible(bool(doubts))
        if desk.on:
            self._made()  # brings in pyqtgraph while nobody is labelling yet
        curve = () if desk.advice is None or not desk.on else desk.advice.curve
        if len(curve) > 1:
            self._draw()
        elif self.plot is not None:
            self.plot.hide()

    def _made(self) -> "LinePlot":
        from geodesk.desktop.retraining.plot import LinePlot

        if self.plot is None:
            self.plot = LinePlot("active.plot")
            self.plot.setMinimumHeight(150)
            self.plot.setMaximumHeight(190)
            self.plot.hide()
            self._layout.insertWidget(5, self.plot)
        return self.plot

    def _draw(self) -> None:
        from geodesk.desktop.retraining.plot import Line

        self.plot = self._made()
        self.plot.show()
        self.plot.setAccessibleName(self.tr("Accuracy on held-out samples against labels"))
        assert self._desk.advice is not None
        curve = self._desk.advice.curve
        line = Line(
            "",
            [point.labels for point in curve],
            [point.accuracy for point in curve],
            low=[point.interval[0] for point in curve],
            high=[point.interval[1] for point in curve],
        )
        self.plot.show_lines(0, [line], (self.tr("labels learnt from"), self.tr("accuracy")), share=True)

    def _text(self) -> str:
        desk = self._desk
        if not desk.on:
            return ""
        if desk.job is not None:
            counts = desk.job.counts
            text = self.tr("Reading the pictures: {done} of {total}. You can label meanwhile.")
            return text.format(done=number(counts.done), total=number(counts.total))
        text = self._learnt()
        if desk.finer is None:
            return text
        counts = desk.finer.counts
        closer = self.tr("Looking again, turned and mirrored, which teaches more: {done} of {total}.")
        return f"{text} {closer.format(done=number(counts.done), total=number(counts.total))}"

    def _learnt(self) -> str:
        desk = self._desk
        advice = desk.advice
        if advice is None:
            return self.tr("Learning…")
        left = max(1, desk.every - desk.since)
        more = (
            self.tr("It learns again after 1 more label.")
            if left == 1
            else self.tr("It learns again after {n} more labels.").format(n=number(left))
        )
        if not advice.rows and not advice.curve:
            return self.tr("Label samples of at least two classes first.") + " " + more
        if not advice.curve:
            unknown = self.tr("No held-out sample has a label yet, so the accuracy is not known.")
            return f"{unknown} {more}"
        last = advice.curve[-1]
        low, high = last.interval
        text = self.tr("Accuracy {share} ({low} to {high}) on {held} held-out, learnt from {n}.").format(
            share=percent(last.accuracy),
            low=percent(low),
            high=percent(high),
            held=number(last.held),
            n=number(last.labels),
        )
        return f"{text} {more}"
