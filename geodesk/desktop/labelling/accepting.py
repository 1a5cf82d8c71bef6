"""Accept the suggestions of a whole list at or above a probability: counted and shown before it is done."""

from dataclasses import dataclass
from itertools import zip_longest
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtGui import QIcon, QImage, QPixmap
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QLabel,
    QListView,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
)
from shiboken6 import isValid

from geodesk.desktop.fields import DecimalBox
from geodesk.desktop.samples.marks import look_of
from geodesk.desktop.samples.thumbs import small
from geodesk.desktop.translation import number, percent
from geodesk.language import Sentence

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geodesk.collection import Changes, LabelState, Prediction, Sample
    from geodesk.desktop.window import Window

_EXAMPLES = 8
_SIDE = 96
_DEFAULT = 95.0


@dataclass(frozen=True, slots=True)
class _Suggested:
    sample: "Sample"
    label: str
    probability: float
    labelled: bool
    held: bool
    """Active training measures itself by it: what it says of it must not become its label unseen."""

    @property
    def free(self) -> bool:
        """Whether it may get its suggestion together with others."""
        return not self.labelled and not self.held


class Accepting(QDialog):
    """Says how many samples get which label, how many keep theirs, and shows the least sure of each."""

    def __init__(self, window: "Window") -> None:
        super().__init__(window)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setObjectName("labelling.accepting")
        self.setWindowTitle(self.tr("Accept suggestions"))
        self._window = window
        self._found: list[_Suggested] | None = None
        self._examples: list[_Suggested] = []
        self._pictures: dict[str, QIcon] = {}
        self.spin = DecimalBox()
        self.spin.setObjectName("labelling.accepting_p")
        self.spin.setRange(0, 100)
        self.spin.setDecimals(1)
        self.spin.setSingleStep(1)
        self.spin.setSuffix(" %")
        self.spin.setValue(_DEFAULT)
        title = QLabel(self.tr("Probability of at least"))
        title.setBuddy(self.spin)
        self.summary = QLabel()
        self.summary.setObjectName("labelling.accepting_summary")
        self.summary.setWordWrap(True)
        self.summary.setTextFormat(Qt.TextFormat.PlainText)
        self._least = QLabel(self.tr("The least sure of each class:"))
        self._least.setProperty("role", "hint")
        self.examples = QListWidget()
        self.examples.setObjectName("labelling.accepting_examples")
        self.examples.setAccessibleName(self.tr("Examples"))
        self.examples.setViewMode(QListView.ViewMode.IconMode)
        self.examples.setIconSize(QSize(_SIDE, _SIDE))
        self.examples.setGridSize(QSize(_SIDE + 40, _SIDE + 3 * self.fontMetrics().height()))
        self.examples.setMovement(QListView.Movement.Static)
        self.examples.setResizeMode(QListView.ResizeMode.Adjust)
        self.examples.setSelectionMode(QListWidget.SelectionMode.NoSelection)
        self.examples.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.examples.setWordWrap(True)
        self.buttons = QDialogButtonBox()
        self.go = QPushButton()
        self.go.setObjectName("labelling.accepting_go")
        self.buttons.addButton(self.go, QDialogButtonBox.ButtonRole.AcceptRole)
        self.buttons.addButton(self.tr("Cancel"), QDialogButtonBox.ButtonRole.RejectRole)
        self.go.setDefault(True)
        row = QHBoxLayout()
        row.addWidget(title)
        row.addWidget(self.spin)
        row.addStretch(1)
        layout = QVBoxLayout(self)
        layout.addLayout(row)
        for part in (self.summary, self._least):
            layout.addWidget(part)
        layout.addWidget(self.examples, 1)
        layout.addWidget(self.buttons)
        self.resize(620, 480)
        self._soon = QTimer(self, singleShot=True, interval=120)
        self._soon.timeout.connect(self._show_examples)
        self.spin.valueChanged.connect(self._count)
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        window.session.collection_changed.connect(self.reject)  # what it counted is of another folder
        self._read()
        self._count()

    def _read(self) -> None:
        session = self._window.session
        samples, labels, rows = list(session.visible), dict(session.labels), dict(session.predictions)
        unsaved = {path for path, label in self._window.desk.unsaved().items() if label is not None}
        session.tasks.run(
            lambda: _suggestions(samples, labels, rows, unsaved), self._take, channel="accepting"
        )

    def _take(self, found: list[_Suggested]) -> None:
        self._found = found
        self._count()

    def chosen(self) -> list[_Suggested]:
        """What would be labelled at the probability that is set, the least sure first."""
        least = self.spin.value() / 100
        found = [one for one in self._found or () if one.free and one.probability >= least - 1e-12]
        return sorted(found, key=lambda one: one.probability)

    def _count(self) -> None:
        chosen = self.chosen()
        self.go.setEnabled(bool(chosen))
        count = len(chosen)
        text = self.tr("Accept 1") if count == 1 else self.tr("Accept {n}")
        self.go.setText(text.format(n=number(count)))
        self._least.setVisible(bool(chosen))
        if self._found is None:
            self.summary.setText(self.tr("Counting…"))
            return
        least = self.spin.value() / 100 - 1e-12
        kept = sum(one.labelled and one.probability >= least for one in self._found)
        held = sum(one.held and not one.labelled and one.probability >= least for one in self._found)
        by_label: dict[str, int] = {}
        for one in chosen:
            by_label[one.label] = by_label.get(one.label, 0) + 1
        session = self._window.session
        shares = ", ".join(f"{look_of(session, a).name} {number(n)}" for a, n in sorted(by_label.items()))
        text = self.tr("1 sample of the list gets its suggestion: {shares}.")
        if count != 1:
            text = self.tr("{n} samples of the list get their suggestion: {shares}.")
        if not chosen:
            text = self.tr("No sample of the list gets a label.")
        text = text.format(n=number(count), shares=shares)
        more = self.tr("1 has a label already and keeps it.") if kept == 1 else self.tr(
            "{n} have a label already and keep it."
        )  # fmt: skip
        wait = self.tr("1 is held out to know the accuracy and waits for you to look at it.")
        if held != 1:
            wait = self.tr("{n} are held out to know the accuracy and wait for you to look at them.")
        said = [(text, True), (more.format(n=number(kept)), kept), (wait.format(n=number(held)), held)]
        self.summary.setText(" ".join(sentence for sentence, there in said if there))
        self._soon.start()

    def _show_examples(self) -> None:
        shown = _of_every_label(self.chosen(), _EXAMPLES)
        self._examples = shown
        self.examples.clear()
        missing = []
        for one in shown:
            picture = one.sample.pictures[0]
            look = look_of(self._window.session, one.label)
            item = QListWidgetItem(self.examples)
            item.setText(f"{look.name} {percent(one.probability, 1)}")
            item.setToolTip(one.sample.id)
            if picture.path in self._pictures:
                item.setIcon(self._pictures[picture.path])
            else:
                missing.append(picture)
        if missing:
            files = {picture.path: picture.file for picture in missing}

            def load() -> dict[str, QImage | Sentence]:
                return {path: small(file, 2 * _SIDE) for path, file in files.items()}

            self._window.session.tasks.run(load, self._got, channel="accepting-examples")

    def _got(self, images: dict[str, QImage | Sentence]) -> None:
        if not isValid(self.examples):  # closed while the pictures were on their way
            return
        for path, image in images.items():
            if isinstance(image, Sentence):  # it cannot be read: its place stays empty
                pixmap = QPixmap(2 * _SIDE, 2 * _SIDE)
                pixmap.fill(Qt.GlobalColor.transparent)
            else:
                pixmap = QPixmap.fromImage(image)
            self._pictures[path] = QIcon(pixmap)
        for row, one in enumerate(self._examples):
            if (found := self._pictures.get(one.sample.pictures[0].path)) is not None:
                self.examples.item(row).setIcon(found)

    def done(self, result: int) -> None:
        """Closed: what is still being read is no longer wanted."""
        for channel in ("accepting", "accepting-examples"):
            self._window.session.tasks.drop(channel)
        super().done(result)

    def accept(self) -> None:
        """Label them, as one step of undo."""
        window, chosen = self._window, self.chosen()

        def told(changes: "Changes") -> None:
            session = window.session
            named = {s.id for event in changes if (s := session.sample_of(event.path)) is not None}
            count = len(named)
            session.notice(
                Sentence(en="1 suggestion accepted.", es="1 sugerencia aceptada.")
                if count == 1
                else Sentence(en=f"{count} suggestions accepted.", es=f"{count} sugerencias aceptadas.")
            )

        window.desk.accept([(one.sample, one.label) for one in chosen], told=told)
        super().accept()


def _of_every_label(chosen: list[_Suggested], most: int) -> list[_Suggested]:
    """Some of the chosen, which come the least sure first: of each label in turn, by label."""
    by_label: dict[str, list[_Suggested]] = {}
    for one in chosen:
        by_label.setdefault(one.label, []).append(one)
    turns = zip_longest(*by_label.values())
    shown = [one for turn in turns for one in turn if one is not None][:most]
    return sorted(shown, key=lambda one: (one.label, one.probability))


def _suggestions(
    samples: "list[Sample]",
    labels: "Mapping[str, LabelState]",
    rows: "Mapping[str, Prediction]",
    unsaved: set[str],
) -> list[_Suggested]:
    """The suggestion of each sample, on a thread."""
    from geodesk.collection import standing
    from geodesk.jobs.active import MODEL, held_out

    found = []
    for sample in samples:
        at = standing(sample, labels, rows)
        if at.suggestion is not None and at.probability is not None:
            waiting = any(picture.path in unsaved for picture in sample.pictures)
            labelled = at.label is not None or at.mixed or waiting
            row = next((rows[one.path] for one in sample.pictures if one.path in rows), None)
            held = row is not None and row.model == MODEL and held_out(sample.id)
            found.append(_Suggested(sample, at.suggestion, at.probability, labelled, held))
    return found
