"""Asking for a length: the size of a pixel, or the length of a burnt-in scale bar."""

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QLocale
from PySide6.QtWidgets import (
    QComboBox,
    QDialogButtonBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from geodesk.desktop.room import GrowingDialog
from geodesk.desktop.translation import Translated, length, number

if TYPE_CHECKING:
    from geodesk.collection import Picture

_UNITS = (("nm", 1e-9), ("µm", 1e-6), ("mm", 1e-3), ("m", 1.0))
Scope = tuple[str, int, "list[Picture]"]
"""Which pictures a length holds for: key, number of samples, their pictures."""


class LengthDialog(Translated, GrowingDialog):
    """Base of the two dialogs: a number, a unit, and which pictures it holds for.

    Parameters
    ----------
    scopes
        The groups of pictures to choose from: ``"sample"``, ``"selected"``, ``"folder"``.
    accepted_with
        Called with the size of a pixel in metres (None: as the file says) and the pictures.
    """

    def __init__(
        self,
        parent: QWidget,
        scopes: "list[Scope]",
        accepted_with: "Callable[[float | None, list[Picture]], None]",
    ) -> None:
        super().__init__(parent)
        self._scopes, self._accepted_with = scopes, accepted_with
        self.value: QLineEdit = QLineEdit()
        self.value.setObjectName("canvas.length")
        self.unit: QComboBox = QComboBox()
        self.unit.setObjectName("canvas.unit")
        self.unit.addItems([name for name, _ in _UNITS])
        self.scope: QComboBox = QComboBox()
        self.scope.setObjectName("canvas.scope")
        self._echo = QLabel(wordWrap=True)
        self._echo.setObjectName("canvas.length_echo")
        self._hint = QLabel(wordWrap=True)
        self._hint.setProperty("role", "hint")
        self._value_name, self._scope_name = QLabel(), QLabel()
        self._value_name.setBuddy(self.value)
        self._scope_name.setBuddy(self.scope)
        row = QHBoxLayout()
        row.addWidget(self.value, 1)
        row.addWidget(self.unit)
        form = QFormLayout()
        form.addRow(self._value_name, row)
        form.addRow("", self._echo)
        form.addRow(self._scope_name, self.scope)
        buttons = QDialogButtonBox.StandardButton
        self.buttons: QDialogButtonBox = QDialogButtonBox(buttons.Ok | buttons.Cancel)
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(14, 14, 14, 12)
        layout.setSpacing(10)
        layout.addWidget(self._hint)
        layout.addLayout(form)
        layout.addWidget(self.buttons)
        self.setMinimumWidth(400)
        self.value.textChanged.connect(self._check)
        self.unit.currentIndexChanged.connect(self._check)

    @property
    def _compact(self) -> str:
        return "".join(self.value.text().split())

    @property
    def ambiguous(self) -> bool:
        """Whether the one separator is the language's of thousands, and stands where those do."""
        group = re.escape(QLocale().groupSeparator())
        return re.fullmatch(rf"[1-9]\d{{0,2}}{group}\d{{3}}", self._compact) is not None

    @property
    def metres(self) -> float | None:
        """What was typed; None if it is no length, or may be two. Comma and point both separate decimals."""
        text = self._compact
        for group, point in ((".", ","), (",", ".")):
            if re.fullmatch(rf"\d{{1,3}}(\{group}\d{{3}})+\{point}\d*", text):
                text = text.replace(group, "")
        try:
            typed = float(text.replace(",", "."))
        except ValueError:
            return None
        if self.ambiguous or not 0 < typed < 1e9:
            return None
        return typed * _UNITS[self.unit.currentIndex()][1]

    def pixel_size(self) -> float | None:
        """The size of a pixel that follows from it."""
        return self.metres

    def set_length(self, metres: float) -> None:
        """Fill it in with the unit that suits it."""
        index = max((i for i, (_, size) in enumerate(_UNITS) if metres >= size), default=0)
        self.unit.setCurrentIndex(index)
        self.value.setText(QLocale().toString(metres / _UNITS[index][1], "g", 6).replace(
            QLocale().groupSeparator(), ""
        ))  # fmt: skip
        self.value.selectAll()

    def retranslate(self) -> None:
        """Set every text."""
        names = {
            "sample": self.tr("This sample only"),
            "selected": self.tr("The {n} selected samples"),
            "folder": self.tr("All {n} samples of the list"),
        }
        at = max(0, self.scope.currentIndex())
        self.scope.clear()
        for key, count, _pictures in self._scopes:
            self.scope.addItem(names[key].format(n=number(count)))
        self.scope.setCurrentIndex(at)
        self._scope_name.setText(self.tr("Holds for"))
        self.unit.setAccessibleName(self.tr("Unit"))
        self._check()

    def accept(self) -> None:
        """Tell what was said."""
        size = self.pixel_size()
        if size is not None:
            self._tell(size)

    def _tell(self, size: float | None) -> None:
        pictures = self._scopes[self.scope.currentIndex()][2]
        super().accept()
        self._accepted_with(size, pictures)

    def _check(self) -> None:
        size = self.pixel_size()
        ok = size is not None and 1e-12 <= size <= 1e-2
        self.buttons.button(QDialogButtonBox.StandardButton.Ok).setEnabled(ok)
        self._echo.setText(self._understood())

    def _understood(self) -> str:
        """How the number is read, so that a misplaced separator is seen before it counts."""
        if self.ambiguous:
            text, decimal = self._compact, QLocale().decimalPoint()
            group = QLocale().groupSeparator()
            return self.tr("Is it {thousands} or {decimals}? Please write one of the two.").format(
                thousands=text.replace(group, ""), decimals=text.replace(group, decimal)
            )
        return "" if self.metres is None else self._said(self.metres)

    def _said(self, metres: float) -> str:
        return f"1 px = {length(metres, 6)}"


class PixelSizeDialog(LengthDialog):
    """Say the size of a pixel, or go back to what the file says."""

    def __init__(
        self,
        parent: QWidget,
        scopes: "list[Scope]",
        accepted_with: "Callable[[float | None, list[Picture]], None]",
        now: float | None,
        by_hand: bool,
    ) -> None:
        super().__init__(parent, scopes, accepted_with)
        self.setObjectName("canvas.pixel_size_dialog")
        self._now, self._by_hand = now, by_hand
        self._shown: tuple[str, int] | None = None
        self.undo = self.buttons.addButton("", QDialogButtonBox.ButtonRole.ResetRole)
        self.undo.setObjectName("canvas.pixel_size_from_file")
        self.undo.setEnabled(by_hand)
        self.undo.clicked.connect(self._from_file)
        if now is not None:
            self.set_length(now)
        self._shown = self._typed
        self.scope.currentIndexChanged.connect(self._check)
        self.retranslate()

    @property
    def _typed(self) -> tuple[str, int]:
        return self.value.text(), self.unit.currentIndex()

    def pixel_size(self) -> float | None:
        """What was typed; what was there already says nothing, unless it was said by hand for fewer."""
        if self._typed != self._shown:
            return self.metres
        # Rounded for the screen, and of a pixel that need not be square: not to be written back as it is.
        return self._now if self._by_hand and self.scope.currentIndex() > 0 else None

    def retranslate(self) -> None:
        """Set every text."""
        self.setWindowTitle(self.tr("Pixel size"))
        self._hint.setText(self.tr("Length of one pixel's side on the specimen."))
        self._value_name.setText(self.tr("Pixel size"))
        self.value.setAccessibleName(self.tr("Pixel size"))
        self.undo.setText(self.tr("As the file says"))
        super().retranslate()

    def _from_file(self) -> None:
        self._tell(None)


class CalibrateDialog(LengthDialog):
    """Say how long the burnt-in scale bar is that a line was drawn along."""

    def __init__(
        self,
        parent: QWidget,
        scopes: "list[Scope]",
        accepted_with: "Callable[[float | None, list[Picture]], None]",
        pixels: float,
    ) -> None:
        super().__init__(parent, scopes, accepted_with)
        self.setObjectName("canvas.calibrate_dialog")
        self._pixels = pixels
        self.retranslate()

    def pixel_size(self) -> float | None:
        """Length by pixels."""
        metres = self.metres
        return None if metres is None else metres / self._pixels

    def retranslate(self) -> None:
        """Set every text."""
        self.setWindowTitle(self.tr("Calibrate"))
        self._value_name.setText(self.tr("Length of the scale bar"))
        self.value.setAccessibleName(self.tr("Length of the scale bar"))
        super().retranslate()

    def _check(self) -> None:
        super()._check()
        self._hint.setText(self.tr("The line is {n} pixels long.").format(n=number(self._pixels, 1)))

    def _said(self, metres: float) -> str:
        return f"{length(metres, 6)}  ·  1 px = {length(metres / self._pixels)}"
