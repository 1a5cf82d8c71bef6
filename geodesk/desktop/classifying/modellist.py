"""Modelos…: every installed model with its badge, tested here, its score on an outside set, its licence."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QHideEvent
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHeaderView,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
)

from geodesk.desktop.badges import badge_colour, badge_text
from geodesk.desktop.room import WrappedLabel
from geodesk.desktop.translation import Translated, number

if TYPE_CHECKING:
    from geodesk.desktop.window import Window
    from geodesk.jobs.catalogue import Entry
    from geodesk.models import Card

_CHANNEL = "models.tested"
_SCORE, _LICENCE = 3, 4


class ModelList(Translated, QDialog):
    """The models; each is opened and its card's test run while the list is in sight.

    Attributes
    ----------
    entries
        What has been found so far.
    """

    def __init__(self, window: "Window") -> None:
        super().__init__(window)
        self.setObjectName("models")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._session, self._device = window.session, window.settings.values.device
        self.entries: list[Entry] = []
        self._tested = False
        self.said = WrappedLabel()
        self.said.setObjectName("models.said")
        self.table = QTableWidget(0, 5)
        self.table.setObjectName("models.table")
        self.table.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        self.table.setSelectionBehavior(QTableWidget.SelectionBehavior.SelectRows)
        self.table.verticalHeader().hide()
        self.table.setWordWrap(True)
        self.table.setShowGrid(False)
        header = self.table.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        for column in (_SCORE, _LICENCE):  # what may be long shares the room, in as many lines as it takes
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.Stretch)
        self.table.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.close)
        layout = QVBoxLayout(self)
        layout.addWidget(self.table, 1)
        layout.addWidget(self.said)
        layout.addWidget(buttons)
        self.resize(980, 420)
        self.retranslate()
        self._session.tasks.run(lambda: _found(self._device), self._arrived, channel=_CHANNEL)

    def _arrived(self, entries: "list[Entry]") -> None:
        self.entries, self._tested = entries, True
        self.retranslate()

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802
        """Closed: what is still being tested is no longer wanted."""
        self._session.tasks.drop(_CHANNEL)
        super().hideEvent(event)

    def retranslate(self) -> None:
        """Set every text."""
        self.setWindowTitle(self.tr("Models"))
        self.table.setAccessibleName(self.tr("Models"))
        heads = [
            self.tr("Model"),
            self.tr("Does"),
            self.tr("Badge"),
            self.tr("Outside set"),
            self.tr("Licence"),
        ]
        self.table.setHorizontalHeaderLabels(heads)
        self.said.setText(
            self.tr("The outside set comes from another source than the pictures that a model learnt from.")
            if self._tested
            else self.tr("Opening and testing the models…")
        )
        self.table.setRowCount(len(self.entries))
        for row, entry in enumerate(self.entries):
            for column, text in enumerate(self._cells(entry)):
                item = QTableWidgetItem(text)
                item.setToolTip(str(entry.path) if column == 0 else text)
                if column == 2 and entry.badge is not None:
                    item.setForeground(QColor(badge_colour(entry.badge)))
                self.table.setItem(row, column, item)

    def _cells(self, entry: "Entry") -> tuple[str, str, str, str, str]:
        card = entry.card
        if card is None or entry.error is not None:
            why = self.tr("no card") if entry.error is None else str(entry.error)
            return entry.path.stem, "–", "–" if entry.badge is None else badge_text(entry.badge), why, "–"
        tasks = {
            "classify": self.tr("classifies"),
            "generate": self.tr("generates"),
            "caption": self.tr("captions"),
            "segment": self.tr("segments"),
        }
        badge = "–" if entry.badge is None else badge_text(entry.badge)
        score = self._score(card)
        return _title(card), tasks.get(card.task, card.task), badge, score, card.licence or "–"

    def _score(self, card: "Card") -> str:
        score = card.outside_set
        if score is None:
            return self.tr("none")
        balanced = score.value("balanced_accuracy")
        what = self.tr("accuracy") if balanced is None else self.tr("balanced accuracy")
        text = f"{what} {number(score.accuracy if balanced is None else balanced, 3)}"
        if score.interval is not None:
            text += f" ({number(score.interval[0], 3)}–{number(score.interval[1], 3)})"
        return f"{score.set}: {text}, n\u00a0=\u00a0{number(score.n)}"


def _found(device: str) -> "list[Entry]":
    from geodesk.jobs.catalogue import catalogue

    return list(catalogue(device))


def _title(card: "Card") -> str:
    name = f"{card.name} {card.version}"
    return name if card.title == card.name else f"{card.title}\n{name}"
