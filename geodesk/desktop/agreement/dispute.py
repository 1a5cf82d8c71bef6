"""Who said what of the sample in view, while people disagree over it or after it was settled."""

import hashlib
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QCheckBox, QLabel, QVBoxLayout, QWidget

from geodesk.desktop.room import WrappedLabel
from geodesk.desktop.samples.marks import Look, draw_mark, look_of
from geodesk.desktop.translation import Translated

if TYPE_CHECKING:
    from geodesk.collection import Sample
    from geodesk.desktop.window import Window
    from geodesk.jobs.agreement import Judged


class DisputeBox(Translated, QWidget):
    """A part of the panel of Etiquetar, in sight where there is something to settle or that was settled."""

    names_changed = Signal()
    """Who said what is hidden now, or shown again."""

    def __init__(self, window: "Window") -> None:
        super().__init__()
        self.setObjectName("agreement.dispute")
        self._window, self._desk, self._session = window, window.agreement, window.session
        self._sample: Sample | None = None
        self._judged: Judged | None = None
        self.title = QLabel()
        self.title.setObjectName("agreement.dispute_title")
        self.title.setProperty("role", "title")
        self.title.setWordWrap(True)
        self.hint = WrappedLabel()
        self.hint.setObjectName("agreement.dispute_hint")
        self.hint.setProperty("role", "hint")
        self.lines = _Lines()
        self.lines.setObjectName("agreement.dispute_lines")
        self.hide_names = QCheckBox()
        self.hide_names.setObjectName("agreement.hide_names")
        self.hide_names.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.hide_names.setChecked(window.settings.values.hide_names)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 4, 0, 0)
        layout.setSpacing(6)
        for part in (self.title, self.lines, self.hint, self.hide_names):
            layout.addWidget(part)
        self.hide_names.clicked.connect(self._names_hidden)
        self._desk.changed.connect(self._show)
        self.hide()
        self.retranslate()

    def show_for(self, sample: "Sample | None") -> None:
        """Tell of this sample, as its labels are now."""
        if sample is not self._sample:
            self._judged = None
        self._sample = sample
        session = self._session
        wanted = sample is not None and not session.own_labels and self._is_judged(sample)
        if wanted and sample is not None:
            self._desk.judge(sample, lambda judged: self._take(sample, judged))
        else:
            self._judged = None
        self._show()

    def _is_judged(self, sample: "Sample") -> bool:
        standing = self._session.standing(sample)
        return standing.disputed > 0 or standing.how == "adjudicated"

    def _take(self, sample: "Sample", judged: "Judged | None") -> None:
        if sample is self._sample:
            self._judged = judged
            self._show()

    def _names_hidden(self) -> None:
        self._window.settings.set(hide_names=self.hide_names.isChecked())
        self._show()
        self.names_changed.emit()

    def retranslate(self) -> None:
        """Set every text."""
        self.hide_names.setText(self.tr("Hide who said what"))
        self.hide_names.setToolTip(self.tr("People become A, B, C… in another order at each sample"))
        self._show()

    def _show(self) -> None:
        judged, resolving = self._judged, self._desk.resolving
        shown = judged is not None or resolving
        if self.isHidden() is shown:
            self.setVisible(shown)
        if not shown:
            return
        left = self._session.listing.count("disputed")
        decided = judged is not None and judged.decision is not None
        if judged is None:
            self.title.setText(self.tr("No disagreement here") if left else self.tr("Everything is settled"))
        elif judged.disputed:
            self.title.setText(self.tr("Disagreement, open again") if decided else self.tr("Disagreement"))
        else:
            self.title.setText(self.tr("Settled"))
        self.lines.show_lines([] if judged is None else self._said(judged))
        self.lines.setVisible(judged is not None)
        self.hide_names.setVisible(judged is not None)
        self.hint.setText(self._hint(judged, left))
        self.hint.setVisible(bool(self.hint.text()))

    def _hint(self, judged: "Judged | None", left: int) -> str:
        words = []
        if judged is not None and judged.decision is not None and judged.decision.label is not None:
            name = look_of(self._session, judged.decision.label).name
            words.append(
                self.tr("Settled as {label} by {name}.").format(label=name, name=judged.decision.annotator)
            )
        if self._desk.resolving and left:
            words.append(self.tr("Keys 1-9 settle it; Delete withdraws a decision."))
        elif self._desk.resolving:
            words.append(self.tr("“Stop settling” goes back to all samples."))
        elif judged is not None and judged.disputed:
            words.append(self.tr("“See disagreements” settles them one after the other."))
        return " ".join(words)

    def _said(self, judged: "Judged") -> list[tuple[Look, str]]:
        names = list(judged.said)
        if self.hide_names.isChecked():
            # The same at each look, and another order at each sample: nobody is always A.
            names.sort(key=lambda name: hashlib.sha256(f"{judged.sample.id}\0{name}".encode()).digest())
            shown = [
                self.tr("Person {letter}").format(letter=chr(ord("A") + at % 26)) for at in range(len(names))
            ]
        else:
            names.sort()
            shown = names
        looks = [look_of(self._session, judged.said[name].label) for name in names]
        return [(look, f"{look.name} · {person}") for look, person in zip(looks, shown, strict=True)]


class _Lines(QWidget):
    """A class with its shape and a person, one below the other."""

    def __init__(self) -> None:
        super().__init__()
        self._lines: list[tuple[Look, WrappedLabel]] = []
        self._layout = QVBoxLayout(self)
        self._layout.setSpacing(3)

    def show_lines(self, lines: list[tuple[Look, str]]) -> None:
        """Show these."""
        while len(self._lines) > len(lines):
            label = self._lines.pop()[1]
            label.hide()
            self._layout.removeWidget(label)
            label.deleteLater()
        self._layout.setContentsMargins(self._side() + 8, 0, 0, 0)
        for at, (look, text) in enumerate(lines):
            if at == len(self._lines):
                label = WrappedLabel()
                self._layout.addWidget(label)
                self._lines.append((look, label))
            self._lines[at] = look, self._lines[at][1]
            self._lines[at][1].setText(text)
        self.setAccessibleName(", ".join(text for _, text in lines))
        self.update()

    @property
    def texts(self) -> list[str]:
        """What stands there."""
        return [label.text() for _, label in self._lines]

    def _side(self) -> int:
        return round(0.8 * self.fontMetrics().height())

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """The shapes in front of the names."""
        painter, side = QPainter(self), self._side()
        for look, label in self._lines:
            top = label.geometry().top() + (self.fontMetrics().height() - side) / 2
            draw_mark(painter, QRectF(1, top, *QSize(side, side).toTuple()), look)
        painter.end()
