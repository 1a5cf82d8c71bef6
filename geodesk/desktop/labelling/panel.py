"""The panel of Etiquetar: the label in view, the model's suggestion, the classes, what was done."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt, QTimer
from PySide6.QtGui import QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from geodesk.desktop.agreement.box import AgreementBox
from geodesk.desktop.agreement.dispute import DisputeBox
from geodesk.desktop.labelling import keys
from geodesk.desktop.labelling.buttons import ActionButton
from geodesk.desktop.labelling.history import History, how_text
from geodesk.desktop.labelling.rows import ClassRows
from geodesk.desktop.retraining.activebox import ActiveBox
from geodesk.desktop.room import HighEnough, SidePanel, WrappedLabel
from geodesk.desktop.samples.marks import Look, draw_mark, look_of
from geodesk.desktop.session import View
from geodesk.desktop.translation import Translated, number, percent

if TYPE_CHECKING:
    from geodesk.collection import Sample
    from geodesk.desktop.window import Window


class LabelPanel(Translated, SidePanel):
    """What labelling needs beside the picture."""

    def __init__(self, window: "Window") -> None:
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._window, self._session, self._desk = window, window.session, window.desk
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self.refresh)
        inside = HighEnough()
        layout = QVBoxLayout(inside)
        layout.setContentsMargins(14, 12, 14, 12)
        layout.setSpacing(8)
        self._what = WrappedLabel()
        self._what.setProperty("role", "hint")
        self._label = _Marked("labelling.label", bold=True)
        self._state = WrappedLabel()
        self._state.setObjectName("labelling.state")
        self._state.setProperty("role", "hint")
        self._suggestion = _Marked("labelling.suggestion", hollow=True)
        self._accept = self._button("labels.accept")
        row = QHBoxLayout()
        row.addWidget(self._suggestion, 1)
        row.addWidget(self._accept)
        fixed = QSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        fixed.setRetainSizeWhenHidden(True)  # the classes below it must not move from sample to sample
        self._accept.setSizePolicy(fixed)
        self.rows = ClassRows(self._session)
        self.rows.setObjectName("labelling.classes")
        self.rows.chosen.connect(self._row_chosen)
        self._none = WrappedLabel()
        self._none.setObjectName("labelling.no_classes")
        self._title = QLabel()
        self._title.setProperty("role", "title")
        self._edit = ActionButton(window.action("labels.classes"), "labelling.edit")
        heading = QHBoxLayout()
        heading.addWidget(self._title, 1)
        heading.addWidget(self._edit)
        self._edit.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._bar = _Share()
        self._bar.setObjectName("labelling.progress")
        self._progress = QLabel()
        self._progress.setObjectName("labelling.progress_text")
        self._fault = WrappedLabel()
        self._fault.setObjectName("labelling.fault")
        self._again = self._button("labels.save_again")
        self._lost = WrappedLabel()
        self._lost.setObjectName("labelling.lost_text")
        self._review = self._button("labels.lost")
        for part in (self._lost, self._review, self._what, self._label, self._state):
            layout.addWidget(part)
        layout.addLayout(row)
        self._dispute = DisputeBox(window)
        layout.addWidget(self._dispute)
        layout.addWidget(_line())
        layout.addLayout(heading)
        layout.addWidget(self._none)
        layout.addWidget(self.rows)
        layout.addSpacing(2)
        layout.addWidget(self._bar)
        layout.addWidget(self._progress)
        layout.addWidget(self._fault)
        layout.addWidget(self._again, 0, Qt.AlignmentFlag.AlignLeft)
        layout.addWidget(_line())
        layout.addLayout(self._tools())
        layout.addWidget(_line())
        layout.addWidget(AgreementBox(window))
        layout.addWidget(_line())
        layout.addWidget(ActiveBox(window))
        layout.addWidget(_line())
        self._history = History(self._session, self._desk)
        layout.addWidget(self._history)
        layout.addStretch(1)
        self.setWidget(inside)
        session = self._session
        for signal in (
            session.current_changed,
            session.selection_changed,
            session.view_changed,
            session.labels_changed,
            session.predictions_changed,
            session.classes_changed,
            session.collection_changed,
            session.listing.changed,
            self._desk.changed,
            window.agreement.changed,
            self._dispute.names_changed,
        ):
            signal.connect(self._soon_again)
        self.retranslate()

    def _tools(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setSpacing(6)
        self._undo, self._redo = self._button("labels.undo"), self._button("labels.redo")
        self._next, self._many = self._button("labels.next_unlabelled"), self._button("labels.accept_many")
        self._import, self._export = self._button("labels.import"), self._button("labels.export")
        grid.addWidget(self._undo, 0, 0)
        grid.addWidget(self._redo, 0, 1)
        grid.addWidget(self._next, 1, 0, 1, 2)
        grid.addWidget(self._many, 2, 0, 1, 2)
        grid.addWidget(self._import, 3, 0)
        grid.addWidget(self._export, 3, 1)
        return grid

    def _button(self, key: str) -> "ActionButton":
        return ActionButton(self._window.action(key), f"labelling.{key.partition('.')[2]}")

    def _soon_again(self) -> None:
        self._soon.start()

    def _row_chosen(self, label: str) -> None:
        if keys.can_label(self._window):
            keys.give(self._window, label)

    def retranslate(self) -> None:
        """Set every text."""
        self.rows.setAccessibleName(self.tr("Classes"))
        self._title.setText(self.tr("Classes"))
        for button, text in (
            (self._edit, self.tr("Edit…")),
            (self._accept, self.tr("Accept")),
            (self._again, self.tr("Save again")),
            (self._review, self.tr("Review…")),
            (self._undo, self.tr("Undo")),
            (self._redo, self.tr("Redo")),
            (self._next, self.tr("Next without label")),
            (self._many, self.tr("Accept suggestions…")),
            (self._import, self.tr("Import…")),
            (self._export, self.tr("Export…")),
        ):
            button.setText(text)
            button.follow()
        self._none.setText(self.tr("There are no classes yet. Add the first one to give it the key 1."))
        self.refresh()

    def refresh(self) -> None:
        """Show what is in view now."""
        session = self._session
        samples = keys.targets(self._window)
        _show(self._none, session.collection is not None and not session.classes)
        several = len(samples) != 1
        if session.view is not View.CANVAS and several:
            text = self.tr("Keys label the {n} selected samples.")
            self._what.setText(
                text.format(n=number(len(samples))) if samples else self.tr("No sample is selected.")
            )
        elif samples:
            self._what.setText(samples[0].id)
        else:
            self._what.setText(self.tr("No sample in view."))
        self._show_label(None if several else samples[0])
        self._show_progress()
        self._show_fault()
        self._show_lost()
        self._dispute.show_for(None if several else samples[0])
        self._history.show_for(None if several else samples[0])

    def _show_lost(self) -> None:
        lost = self._window.agreement.lost
        for part in (self._lost, self._review):
            _show(part, lost > 0)
        text = (
            self.tr("1 picture that was worked on is not found or has changed.")
            if lost == 1
            else self.tr("{n} pictures that were worked on are not found or have changed.")
        )
        self._lost.setText(text.format(n=number(lost)))

    def _show_label(self, sample: "Sample | None") -> None:
        session = self._session
        for part in (self._label, self._suggestion):
            _show(part, sample is not None)
        if sample is None:
            _show(self._state, False)
            _show(self._accept, False)
            self.rows.fill(None, session.listing.labels())
            return
        standing = session.standing(sample)
        waiting = self._desk.unsaved()
        label, state = standing.label, ""
        mixed = standing.mixed
        if (path := sample.pictures[0].path) in waiting:
            label, mixed = waiting[path], False
            state = self.tr("not saved") if self._desk.refused_here else ""
        elif label is not None:
            found = session.labels[path]
            state = how_text(standing.how)
            if not session.hides_names(sample):
                state = self.tr("{how}, {name}").format(how=state, name=found.annotator)
                if found.returned_by:
                    state += " · " + self.tr("given back by {name}").format(name=found.returned_by)
        if mixed:
            self._label.show_class(None, self.tr("Different labels"))
        elif label is None:
            self._label.show_class(None, self.tr("No label"))
        else:
            look = look_of(session, label)
            self._label.show_class(look, look.name)
        self._state.setText(state or " ")  # a line of its own for every sample, as above
        _show(self._state, True)
        suggested, p = standing.suggestion, standing.probability
        if suggested is None or p is None:
            text = self.tr("No suggestion") if standing.error is None else str(standing.error)
            self._suggestion.show_class(None, text)
        else:
            look = look_of(session, suggested)
            self._suggestion.show_class(look, f"{look.name}  {percent(p, 0 if p < 0.995 else 1)}")
        _show(self._accept, suggested is not None and label is None and not mixed)
        self.rows.fill(None if mixed else label, session.listing.labels())

    def _show_progress(self) -> None:
        listing, total = self._session.listing, len(self._session.samples)
        done = sum(listing.labels().values())
        self._bar.set_share(done / max(1, total))
        text = self.tr("1 of {n} labelled") if done == 1 else self.tr("{k} of {n} labelled")
        self._progress.setText(text.format(k=number(done), n=number(total)))
        self._bar.setAccessibleName(self._progress.text())

    def _show_fault(self) -> None:
        fault = self._desk.fault
        _show(self._fault, fault is not None)
        _show(self._again, fault is not None)
        if fault is not None:
            count = self._desk.unsaved_count
            text = self.tr("1 label not saved.") if count == 1 else self.tr("{n} labels not saved.")
            self._fault.setText(f"{text.format(n=number(count))} {fault}")


class _Marked(QWidget):
    """A class as a coloured shape with its name."""

    def __init__(self, name: str, hollow: bool = False, bold: bool = False) -> None:
        super().__init__()
        self._hollow = hollow
        self._look: Look | None = None
        self._text = WrappedLabel()
        self._text.setObjectName(name)
        if bold:
            font = self._text.font()
            font.setBold(True)
            font.setPointSizeF(1.2 * font.pointSizeF())
            self._text.setFont(font)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        self._gap = QWidget()
        layout.addWidget(self._gap)
        layout.addWidget(self._text, 1)

    def show_class(self, look: Look | None, text: str) -> None:
        """Show a class with its shape, or with None only a text."""
        self._look = look
        side = self._text.fontMetrics().height()
        if self._gap.width() != side + 2:
            self._gap.setFixedSize(QSize(side + 2, side))
        _show(self._gap, look is not None)
        self._text.setText(text)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """The shape in front of the name."""
        if self._look is None:
            return
        box = QRectF(self._gap.geometry())
        side = 0.8 * self._gap.height()
        painter = QPainter(self)
        where = QRectF(box.x() + 1, box.center().y() - side / 2, side, side)
        draw_mark(painter, where, self._look, hollow=self._hollow)
        painter.end()


class _Share(QWidget):
    """A line, a share of it filled. A `QProgressBar` would repaint at once whenever it is set."""

    def __init__(self) -> None:
        super().__init__()
        self.share = 0.0
        self.setFixedHeight(5)

    def set_share(self, share: float) -> None:
        """From 0 to 1."""
        if share != self.share:
            self.share = share
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """The line, and its filled part."""
        painter = QPainter(self)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for share, role in ((1.0, QPalette.ColorRole.Mid), (self.share, QPalette.ColorRole.Highlight)):
            painter.setBrush(self.palette().color(role))
            painter.drawRoundedRect(QRectF(0, 0, share * self.width(), self.height()), 2, 2)
        painter.end()


def _show(part: QWidget, shown: bool) -> None:
    """Show or hide; layouts are only worked out anew where that is a change."""
    if part.isHidden() is shown:
        part.setVisible(shown)


def _line() -> QFrame:
    line = QFrame()
    line.setFrameShape(QFrame.Shape.HLine)
    line.setFrameShadow(QFrame.Shadow.Sunken)
    return line
