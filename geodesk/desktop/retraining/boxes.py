"""Fields for the numbers of a training."""

from PySide6.QtWidgets import QSpinBox

from geodesk.desktop.fields import DecimalBox
from geodesk.desktop.translation import number


def whole_box(low: int, high: int) -> QSpinBox:
    """For a whole number."""
    box = QSpinBox()
    box.setRange(low, high)
    return box


def rate_box() -> DecimalBox:
    """For a learning rate."""
    box = _Rate()
    box.setDecimals(7)
    box.setRange(1e-7, 1.0)
    box.setSingleStep(1e-4)
    return box


class _Rate(DecimalBox):
    """A small number without zeros at its end."""

    def textFromValue(self, value: float) -> str:  # noqa: N802
        """As few decimals as say it."""
        decimals = next(n for n in range(2, 8) if round(value, n) == round(value, 7))
        return number(value, decimals)
