"""What Etiquetar shows of other people: who labels, how far they agree, and the way to disagreements."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCheckBox, QComboBox, QGridLayout, QHBoxLayout, QLabel, QVBoxLayout

from geodesk.desktop.agreement.words import interval_text, kappa_text, why_text
from geodesk.desktop.labelling.buttons import ActionButton
from geodesk.desktop.room import HighEnough, WrappedLabel
from geodesk.desktop.translation import Translated, number

if TYPE_CHECKING:
    from pathlib import Path

    from geodesk.desktop.window import Window


class AgreementBox(Translated, HighEnough):
    """A part of the panel of Etiquetar."""

    def __init__(self, window: "Window") -> None:
        super().__init__()
        self.setObjectName("agreement")
        self._window, self._desk, self._session = window, window.agreement, window.session
        self._title = QLabel()
        self._title.setProperty("role", "title")
        self._me = QLabel()
        self.name: QComboBox = _Name()
        self.name.setObjectName("agreement.name")
        self.name.setEditable(True)
        self.name.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.name.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.name.setMinimumContentsLength(8)
        self.name.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self._me.setBuddy(self.name)
        row = QHBoxLayout()
        row.addWidget(self._me)
        row.addWidget(self.name, 1)
        self.own = QCheckBox()
        self.own.setObjectName("agreement.own")
        self.own.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.said = WrappedLabel()
        self.said.setObjectName("agreement.said")
        self.said.setProperty("role", "hint")
        self._resolve = ActionButton(window.action("labels.disagreements"), "agreement.disagreements")
        self._resolve.setCheckable(True)
        self._table = ActionButton(window.action("labels.agreement"), "agreement.table")
        self._merge = ActionButton(window.action("labels.merge"), "agreement.merge")
        grid = QGridLayout()
        grid.setSpacing(6)
        grid.addWidget(self._resolve, 0, 0, 1, 2)
        grid.addWidget(self._table, 1, 0)
        grid.addWidget(self._merge, 1, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(self._title)
        layout.addLayout(row)
        layout.addWidget(self.own)
        layout.addWidget(self.said)
        layout.addLayout(grid)
        self._told_of: Path | None = None
        self._soon = QTimer(self, singleShot=True, interval=30)
        self._soon.timeout.connect(self.refresh)
        self._desk.changed.connect(self._soon.start)
        self._session.collection_changed.connect(self._soon.start)
        self._session.listing.changed.connect(self._soon.start)
        self.own.clicked.connect(self._toggle_own)
        self.name.activated.connect(self._named)
        line = self.name.lineEdit()
        assert line is not None
        line.setObjectName("agreement.name_line")
        line.editingFinished.connect(self._named)
        self.retranslate()

    def _toggle_own(self) -> None:
        self._window.action("labels.own").trigger()
        self.refresh()

    def _named(self) -> None:
        name = self.name.currentText().strip()
        if self.name.hasFocus():
            self._window.setFocus()  # the next key labels
        if name:
            self._desk.be(name)
        else:
            self.refresh()

    def retranslate(self) -> None:
        """Set every text."""
        self._title.setText(self.tr("Agreement"))
        self._me.setText(self.tr("I am"))
        self.name.setAccessibleName(self.tr("Name of who labels"))
        self.own.setText(self.tr("Only my labels"))
        self.own.setToolTip(self.tr("Hides what others said, so that two people judge independently"))
        for button, text in (
            (self._table, self.tr("Table…")),
            (self._merge, self.tr("Bring in…")),
        ):
            button.setText(text)
            button.follow()
        self.refresh()

    def refresh(self) -> None:
        """Show how it stands."""
        collection, desk = self._session.collection, self._desk
        for part in (self.name, self.own):
            part.setEnabled(collection is not None)
        me = "" if collection is None else collection.labels.annotator
        names = sorted({*desk.people, me} - {""})
        line = self.name.lineEdit()
        if line is None or not line.hasFocus():
            if [self.name.itemText(row) for row in range(self.name.count())] != names:
                self.name.clear()
                self.name.addItems(names)
            self.name.setCurrentText(me)
        about = self.tr("Each person has labels of their own; type a name or choose one")
        self.name.setToolTip(f"{me}\n{about}" if me else about)
        if (listed := self.name.view()) is not None:  # a long name is whole in the list
            listed.setMinimumWidth(listed.sizeHintForColumn(0) + 2 * listed.frameWidth() + 20)
        self.own.setChecked(self._session.own_labels)
        self.said.setText("" if collection is None else self._text())
        self.said.setVisible(bool(self.said.text()))
        disputed = self._session.listing.count("disputed")
        self._resolve.setText(
            self.tr("Stop settling")
            if desk.resolving
            else self.tr("See disagreements ({n})").format(n=number(disputed))
        )
        self._resolve.follow()
        self._resolve.setChecked(desk.resolving)

    def _text(self) -> str:
        if self._session.own_labels:
            return self.tr("What others said is hidden, so that you judge on your own.")
        found, people = self._desk.found, self._desk.labellers
        folder = self._session.collection.folder if self._session.collection is not None else None
        if people is None:  # read anew: what was said of the same folder stays until it is known
            return self.said.text() if folder == self._told_of else self.tr("Comparing…")
        self._told_of = folder
        if found is None or len(people) < 2:
            return self._alone(people)
        several = self.tr("{n} people.").format(n=number(len(people)))
        kappa = found.kappa
        if kappa.value is None:
            return " ".join(filter(None, (several, why_text(kappa), self._unheard())))
        text = self.tr("Kappa {kappa} over {n} samples labelled by two or more").format(
            kappa=kappa_text(kappa), n=number(kappa.samples)
        )
        if kappa.low is not None:
            text += f" ({interval_text(kappa)})"
        return " ".join(filter(None, (several, f"{text}.", self._unheard())))

    def _alone(self, people: list[str]) -> str:
        """What to say while there is nothing to compare."""
        collection = self._session.collection
        if not self._session.samples:
            return self.tr("There are no pictures to label here.")
        if not people:
            text = self.tr(
                "Nobody has labelled here yet. Give classes with the keys 1-9, or use “Bring in…” to take in"
                " the labels of another person."
            )
        elif collection is not None and people == [collection.labels.annotator]:
            text = self.tr("Only one person has labelled here. “Bring in…” takes in the labels of another.")
        else:
            text = self.tr(
                "Only {name} has labelled here. Label too, or use “Bring in…” to take in the labels of"
                " another person."
            ).format(name=people[0])
        return " ".join(filter(None, (text, self._unheard())))

    def _unheard(self) -> str:
        """Those who labelled, but no picture as it is here."""
        names = ", ".join(self._desk.unheard)
        return self.tr("No label of {names} counts here now.").format(names=names) if names else ""


class _Name(QComboBox):
    """Keeps Enter for itself: it ends the name and accepts no suggestion."""

    def event(self, event: QEvent) -> bool:
        """Claim it before the window's shortcuts see it."""
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        ):
            event.accept()
            return True
        return super().event(event)
