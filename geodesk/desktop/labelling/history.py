"""Who gave the sample in view which label, when and how; opened on demand."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QDateTime, QLocale, Qt
from PySide6.QtWidgets import QToolButton, QVBoxLayout, QWidget

from geodesk.desktop.room import WrappedLabel
from geodesk.desktop.samples.marks import look_of
from geodesk.desktop.samples.model import printable
from geodesk.desktop.translation import Translated, translate

if TYPE_CHECKING:
    from datetime import datetime

    from geodesk.collection import Event, Sample
    from geodesk.desktop.labelling.desk import LabelDesk
    from geodesk.desktop.session import Session

_MOST = 30


def how_text(how: str) -> str:
    """How a label came about, in words."""
    return {
        "hand": translate("Labelling", "by hand"),
        "accepted": translate("Labelling", "suggestion accepted"),
        "bulk": translate("Labelling", "several at once"),
        "import": translate("Labelling", "imported"),
        "adjudicated": translate("Labelling", "disagreement settled"),
        "undo": translate("Labelling", "undone"),
    }.get(how, how)


class History(Translated, QWidget):
    """A heading that opens the list below it."""

    def __init__(self, session: "Session", desk: "LabelDesk") -> None:
        super().__init__()
        self._session, self._desk = session, desk
        self._sample: Sample | None = None
        self._events: list[Event] = []
        self.heading = QToolButton(autoRaise=True)
        self.heading.setObjectName("labelling.history")
        self.heading.setCheckable(True)
        self.heading.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.heading.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.text = WrappedLabel()
        self.text.setObjectName("labelling.history_text")
        self.text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.heading, 0, Qt.AlignmentFlag.AlignLeft)
        layout.addWidget(self.text)
        self.heading.toggled.connect(self._read)
        self._read()
        self.retranslate()

    def show_for(self, sample: "Sample | None") -> None:
        """Tell of this sample, as its label is now."""
        if sample is not self._sample:
            self._events = []
        self._sample = sample
        if self.isHidden() is (sample is not None):
            self.setVisible(sample is not None)
        self._read()

    def retranslate(self) -> None:
        """Set every text."""
        self.heading.setText(self.tr("History"))
        if not self._events:
            self.text.setText(self.tr("Never labelled."))
            return
        lines = [self._line(event) for event in self._events[:_MOST]]
        if (more := len(self._events) - _MOST) > 0:
            lines.append(self.tr("… and {n} before").format(n=more))
        self.text.setText("\n".join(lines))

    def _read(self) -> None:
        opened = self.heading.isChecked()
        self.heading.setArrowType(Qt.ArrowType.DownArrow if opened else Qt.ArrowType.RightArrow)
        if self.text.isHidden() is opened:
            self.text.setVisible(opened)
        sample = self._sample
        if opened and sample is not None:
            self._desk.history(sample, lambda events: self._show(sample, events))

    def _show(self, sample: "Sample", events: "list[Event]") -> None:
        if sample is self._sample:
            collection = self._session.collection
            if self._session.own_labels and collection is not None:
                events = [event for event in events if event.annotator == collection.labels.annotator]
            self._events = events
            self.retranslate()

    def _line(self, event: "Event") -> str:
        label = "–" if event.label is None else look_of(self._session, event.label).name
        how = how_text(event.how)
        if event.moved_from is not None:  # relinked, which is no word of whoever did it on the label
            how = self.tr("given back, was of {path}").format(path=printable(event.moved_from))
        parts = [_local(event.time), label, how]
        sample = self._sample
        if sample is None or not self._session.hides_names(sample):
            parts.append(event.annotator)
        if sample is not None and len(sample.pictures) > 1:
            parts.append(event.path.rpartition("/")[2])
        return " · ".join(parts)


def _local(time: "datetime") -> str:
    moment = QDateTime.fromMSecsSinceEpoch(round(1000 * time.timestamp()))
    return QLocale().toString(moment, QLocale.FormatType.ShortFormat)
