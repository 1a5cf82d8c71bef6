"""One device of the page: a button that chooses it, and how it stands, in sentences."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QRadioButton, QVBoxLayout, QWidget

from geodesk.desktop.room import WrappedLabel
from geodesk.desktop.translation import Translated, number, translate

if TYPE_CHECKING:
    from geodesk.jobs.devices import Listed
    from geodesk.models.devicetests import DeviceTest

_INDENT = 24
_TINY = 1e-4


class Row(Translated, QWidget):
    """A device that can be chosen.

    Parameters
    ----------
    key
        Of `geodesk.models.DEVICES`, or ``"auto"``.
    """

    def __init__(self, key: str) -> None:
        super().__init__()
        self.key = key
        self.button = QRadioButton()
        self.button.setObjectName(f"devices.use: {key}")
        self.button.setAutoExclusive(False)  # the page's group sees to it: the rows' parents differ
        self.said = WrappedLabel()
        self.said.setObjectName(f"devices.said: {key}")
        self.said.setProperty("role", "hint")
        self.said.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.said.widen()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(1)
        layout.addWidget(self.button)
        below = QVBoxLayout()
        below.setContentsMargins(_INDENT, 0, 0, 4)
        below.addWidget(self.said)
        layout.addLayout(below)
        self._listed: Listed | None = None
        self._first = ""
        self._testing = False

    def show_device(self, listed: "Listed | None", *, first: str = "", testing: bool = False) -> None:
        """Show how it stands.

        Parameters
        ----------
        listed
            None for ``"auto"``.
        first
            Of ``"auto"``: the name of the device that it tries first.
        testing
            Whether its test is under way.
        """
        self._listed, self._first, self._testing = listed, first, testing
        test = None if listed is None else listed.tested
        usable = listed is None or (listed.missing is None and (test is None or test.error is None))
        self.button.setEnabled(usable or self.button.isChecked())
        self.retranslate()

    def retranslate(self) -> None:
        """Set every text."""
        name = self.tr("Best there is") if self._listed is None else self._listed.device.name
        self.button.setText(name)
        self.said.setText(self._sentence())
        self.button.setAccessibleDescription(self.said.text())

    def _sentence(self) -> str:
        listed = self._listed
        if listed is None:
            if self._first in ("", "CPU"):
                return self.tr("Now: CPU.")
            return self.tr("Now: {name}; the CPU if it fails.").format(name=self._first)
        if self._testing:
            return self.tr("Being tested…")
        if listed.missing is not None:
            return self.tr("{why} The CPU is used.").format(why=listed.missing)
        return self.tr("Not tested yet.") if listed.tested is None else told(listed.tested)


def told(test: "DeviceTest") -> str:
    """What a test has found, in a few sentences."""
    if test.error is not None:
        return translate("Row", "It cannot be used: {why}.").format(why=test.error)
    assert test.seconds is not None and test.cpu_seconds is not None and test.difference is not None
    ms, cpu = (number(1000 * s, 1 if s < 1 else 0) for s in (test.seconds, test.cpu_seconds))
    if test.device == "cpu":
        return translate("Row", "{ms} ms a picture.").format(ms=ms)
    times = test.cpu_seconds / test.seconds
    parts = [
        translate(
            "Row", "{ms} ms a picture; the CPU by turns with it {cpu} ms ({times} times its speed)."
        ).format(ms=ms, cpu=cpu, times=number(times, 2 if times < 10 else 0))
    ]
    tiny = test.difference < _TINY
    difference = number(_TINY if tiny else test.difference, 4)
    if not test.works:
        text = translate("Row", "Its results differ from the CPU's (by {difference}): it is not used.")
    elif tiny:
        text = translate("Row", "The same results as the CPU (difference below {difference}).")
    else:
        text = translate("Row", "The same results as the CPU (difference {difference}).")
    parts.append(text.format(difference=difference))
    if test.elsewhere:
        text = translate("Row", "{count} of {total} steps of the model run on the CPU.")
        total = sum(test.nodes.values())
        parts.append(text.format(count=number(test.elsewhere), total=number(total)))
    return " ".join(parts)
