"""How many samples carry each label, or get it from a model; a click lists those alone."""

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtWidgets import QToolButton, QWidget

from geodesk.desktop.samples.flow import FlowLayout
from geodesk.desktop.samples.marks import Look, look_of, mark_icon
from geodesk.desktop.session import Session
from geodesk.desktop.translation import number, translate

if TYPE_CHECKING:
    from geodesk.collection.sieve import Show

MOST = 12
"""Labels shown; a collection with more has its commonest here."""

_SIDE = 11


class Chips(QWidget):
    """A button with mark, label and count for each label.

    Parameters
    ----------
    suggested
        Count what the last run suggests, not what people said.
    """

    def __init__(self, session: Session, suggested: bool = False) -> None:
        super().__init__()
        self._session, self._suggested = session, suggested
        self._show: Show = "suggested" if suggested else "label"
        self._name = "classifying.suggested" if suggested else "samples.label"
        self.setObjectName("classifying.chips" if suggested else "samples.chips")
        self._layout = FlowLayout()
        self.setLayout(self._layout)
        self._chips: dict[str, QToolButton] = {}
        self._looks: dict[str, Look] = {}
        session.classes_changed.connect(self.refresh)
        self.hide()

    def refresh(self) -> None:
        """Show the labels and counts of now."""
        listing = self._session.listing
        counts = listing.suggestions() if self._suggested else listing.labels()
        if len(counts) > MOST:
            commonest = sorted(counts, key=lambda label: -counts[label])[:MOST]
            counts = {label: counts[label] for label in counts if label in commonest}
        if list(counts) != list(self._chips):
            self._rebuild(list(counts))
        for label, chip in self._chips.items():
            look = look_of(self._session, label)
            if self._looks.get(label) != look:
                self._looks[label] = look
                chip.setIcon(mark_icon(look, _SIDE, self.devicePixelRatioF(), hollow=self._suggested))
            text = f"{_short(look.name)} {number(counts[label])}"
            if chip.text() != text:
                chip.setText(text)
                self._layout.invalidate()
            tip = translate("Samples", "Only those labelled {label}: {n}")
            if self._suggested:
                tip = translate("Samples", "Only those that the model calls {label}: {n}")
            chip.setToolTip(tip.format(label=look.name, n=number(counts[label])))
            chip.setAccessibleName(chip.toolTip())
            chip.setChecked(listing.choice.show == self._show and listing.choice.label == label)
        self.setVisible(bool(counts))

    def _rebuild(self, labels: list[str]) -> None:
        for chip in self._chips.values():
            self._layout.removeWidget(chip)
            chip.deleteLater()
        self._chips.clear()
        self._looks.clear()
        for label in labels:
            chip = self._chips[label] = QToolButton(self)
            chip.setObjectName(f"{self._name}.{label}")
            chip.setCheckable(True)
            chip.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            chip.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
            chip.setIconSize(QSize(_SIDE, _SIDE))
            chip.setAutoRaise(True)
            chip.clicked.connect(partial(self._clicked, label))
            self._layout.addWidget(chip)
            chip.show()

    def _clicked(self, label: str) -> None:
        if self._chips[label].isChecked():
            self._session.listing.choose(show=self._show, label=label)
        else:
            self._session.listing.choose(show="all", label="")

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        """Texts in the language in force."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.refresh()


def _short(label: str) -> str:
    return label if len(label) <= 18 else f"{label[:17]}…"
