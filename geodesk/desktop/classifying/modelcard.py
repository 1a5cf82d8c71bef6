"""What is known of the model in use: badge, outside-set score, labels, licence, pixel sizes."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QFrame, QPushButton, QVBoxLayout

from geodesk.desktop.badges import badge_sheet, badge_text
from geodesk.desktop.room import Facts, WrappedLabel
from geodesk.desktop.scalewarning import ScaleWarning
from geodesk.desktop.translation import Translated, length, number
from geodesk.language import t

if TYPE_CHECKING:
    from geodesk.desktop.classifying.desk import ClassifyDesk
    from geodesk.desktop.session import Session
    from geodesk.models import Card, Score


class ModelCard(Translated, QFrame):
    """How far the model can be trusted, in words, symbol and colour."""

    def __init__(self, desk: "ClassifyDesk", session: "Session") -> None:
        super().__init__()
        self.setObjectName("classifying.card")
        self.setProperty("role", "card")
        self._desk = desk
        self.badge, self.reason = WrappedLabel(), WrappedLabel()
        self.warning = ScaleWarning(session, "classifying.warning", self._card)
        self.reason.setProperty("role", "hint")
        for name, label in (("badge", self.badge), ("reason", self.reason)):
            label.setObjectName(f"classifying.{name}")
        self.answers_button = QPushButton()
        self.answers_button.setObjectName("classifying.answers")
        self.answers_button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.answers_button.clicked.connect(desk.ask_again)
        self._facts = Facts()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 10, 12, 10)
        layout.setSpacing(5)
        layout.addWidget(self.badge)
        layout.addWidget(self.reason)
        layout.addWidget(self._facts)
        layout.addWidget(self.answers_button)
        layout.addWidget(self.warning)
        desk.model_changed.connect(self.retranslate)
        self.retranslate()

    def retranslate(self) -> None:
        """Set every text."""
        self._facts.tell(())
        self.answers_button.setText(self.tr("Change these answers…"))
        desk = self._desk
        model = desk.model
        self.answers_button.setVisible(desk.opened is not None and desk.opened.answers is not None)
        self.setVisible(model is not None or desk.loading is not None or desk.refused is not None)
        self._shade()
        if model is None:
            loading = desk.loading is not None
            self.badge.setText(self.tr("Opening the model…") if loading else self.tr("No model in use"))
            self.reason.setText("" if loading or desk.refused is None else str(desk.refused))
            self.reason.setVisible(bool(self.reason.text()))
            self.warning.refresh()
            return
        badge = model.badge
        self.badge.setText(badge_text(badge))
        reason = str(badge.reason)
        if badge.state == "failed":
            reason += " " + self.tr("It is not run.")
        if badge.demonstration:
            reason += " " + self.tr("Its score on the outside set is below its own target.")
        self.reason.setText(reason)
        self.reason.show()
        self._facts.tell(self._said())
        self.warning.refresh()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """Follow the theme."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._shade()

    def _shade(self) -> None:
        """The badge in its colour, as it is readable on the background in force."""
        model = self._desk.model
        sheet = badge_sheet(None if model is None else model.badge)
        if sheet != self.badge.styleSheet():
            self.badge.setStyleSheet(sheet)

    def _card(self) -> "Card | None":
        return None if self._desk.model is None else self._desk.model.card

    def _said(self) -> list[tuple[str, str]]:
        model = self._desk.model
        assert model is not None
        card = model.card
        if card is None:
            return [(self.tr("Labels"), ", ".join(model.labels)), (self.tr("Card"), self.tr("none"))]
        labels = ", ".join(
            label.id if (name := t(label.en, label.es)) == label.id else f"{name} ({label.id})"
            for label in card.labels
        )
        facts = [(self.tr("Labels"), labels)]
        if card.outside_set is None:
            facts.append((self.tr("Outside set"), self.tr("none stated")))
        else:
            facts.append((self.tr("Outside set"), self._score(card.outside_set)))
        if card.pixel_size_m is not None:
            low, high = card.pixel_size_m
            facts.append((self.tr("Pixel size"), f"{length(low)} – {length(high)}"))
        facts.append((self.tr("Licence"), card.licence or "–"))
        return facts

    def _score(self, score: "Score") -> str:
        balanced = score.value("balanced_accuracy")
        what = self.tr("accuracy") if balanced is None else self.tr("balanced accuracy")
        text = f"{what} {number(score.accuracy if balanced is None else balanced, 3)}"
        if score.interval is not None:
            text += f" ({number(score.interval[0], 3)}–{number(score.interval[1], 3)})"
        text += f", n\u00a0=\u00a0{number(score.n)}"
        return f"{score.set}\n{text}" if score.set else text
