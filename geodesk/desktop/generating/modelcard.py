"""What is known of the generator in use: badge, how near its pictures come to real ones, sizes, licence."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QFrame, QVBoxLayout

from geodesk.desktop.badges import badge_sheet, badge_text
from geodesk.desktop.room import Facts, WrappedLabel
from geodesk.desktop.translation import Translated, length, number

if TYPE_CHECKING:
    from geodesk.desktop.generating.models import GeneratorDesk


class GeneratorCard(Translated, QFrame):
    """How far the generator can be trusted, in words, symbol and colour."""

    def __init__(self, desk: "GeneratorDesk") -> None:
        super().__init__()
        self.setObjectName("generating.card")
        self.setProperty("role", "card")
        self._desk = desk
        self.badge, self.reason = WrappedLabel(), WrappedLabel()
        self.badge.setObjectName("generating.badge")
        self.reason.setObjectName("generating.reason")
        self.reason.setProperty("role", "hint")
        self._facts = Facts()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 10, 12, 10)
        layout.setSpacing(5)
        for part in (self.badge, self.reason):
            layout.addWidget(part)
        layout.addWidget(self._facts)
        desk.model_changed.connect(self.retranslate)
        self.retranslate()

    def retranslate(self) -> None:
        """Set every text."""
        self._facts.tell(())
        desk, model = self._desk, self._desk.model
        self.badge.setStyleSheet(badge_sheet(None if model is None else model.badge))
        if model is None:
            text = self.tr("Opening the model…") if desk.loading else self.tr("No generator in use")
            self.badge.setText(text)
            self.reason.setText("" if desk.refused is None else str(desk.refused))
            self.reason.setVisible(desk.refused is not None)
            return
        self.badge.setText(badge_text(model.badge))
        reason = str(model.badge.reason)
        if model.badge.state == "failed":
            reason += " " + self.tr("It is not run.")
        self.reason.setText(reason)
        self.reason.show()
        self._facts.tell(self._said())

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """Follow the theme."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            model = self._desk.model
            sheet = badge_sheet(None if model is None else model.badge)
            if sheet != self.badge.styleSheet():
                self.badge.setStyleSheet(sheet)

    def _said(self) -> list[tuple[str, str]]:
        model = self._desk.model
        assert model is not None
        spec, card = model.spec, model.card
        sides = " × ".join(number(side) for side in reversed(spec.size)) + " px"
        facts = [(self.tr("Volume") if spec.volume else self.tr("Picture"), sides)]
        if spec.smallest != spec.largest:
            text = self.tr("{low} to {high} px, in steps of {step}")
            many = {"low": spec.smallest, "high": spec.largest, "step": spec.step}
            facts.append((self.tr("Sides"), text.format(**{name: number(n) for name, n in many.items()})))
        size = model.pixel_size_m
        facts.append((self.tr("Pixel size"), self.tr("unknown") if size is None else length(size)))
        facts.append((self.tr("Quality"), self._quality(card.document.get("quality"))))
        data = card.document.get("data")
        if isinstance(data, Mapping) and data.get("id"):
            facts.append((self.tr("Learnt from"), str(data["id"])))
        facts.append((self.tr("Licence"), card.licence or "–"))
        return facts

    def _quality(self, stated: object) -> str:
        """RMS of mean S2 and L against the real pictures, each with what chance alone does."""
        if not isinstance(stated, Mapping):
            return self.tr("none stated")
        floor = stated.get("floor")
        lines = []
        for key, name in (("s2", "S₂"), ("l1", "L 1"), ("l0", "L 0")):
            value = stated.get(key)
            if isinstance(value, int | float):
                line = f"{name}\u00a0\u00a0{number(value, 4)}"
                chance = floor.get(key) if isinstance(floor, Mapping) else None
                if isinstance(chance, int | float):
                    line += f"\u00a0({number(chance, 4)})"
                lines.append(line)
        if not lines:
            return self.tr("none stated")
        head = self.tr("Mean distance (RMS) from the curves of real pictures; in brackets, between real ones")
        return "\n".join((head, *lines))
