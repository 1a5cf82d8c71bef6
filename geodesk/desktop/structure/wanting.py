"""The form that asks what shall be reconstructed."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QLocale, QStandardPaths, Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QSpinBox,
    QWidget,
)

from geodesk.desktop.choosing import folder_dialog
from geodesk.desktop.translation import Translated, number

if TYPE_CHECKING:
    from geodesk.collection import Picture
    from geodesk.jobs.reconstructed import Wanted

_USUAL_SIDE = 256
_MOST_SEED = 2**31 - 1
_MILLION = 1_000_000
_SWAPS_A_PIXEL = 100
"""As in `geodesk.jobs.reconstruct`, which is not imported before it works."""


@dataclass(frozen=True, slots=True)
class Origin:
    """The page that a reconstruction starts from.

    Attributes
    ----------
    width, height
        Of its content.
    page
        From 1; None: the picture has one only.
    level
        The threshold set in the plots, if they show this picture.
    """

    picture: "Picture"
    width: int
    height: int
    page: int | None
    level: float | None


class WantedForm(Translated, QWidget):
    """Size, phase, functions, swaps, seed and folder."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.origin: Origin | None = None
        self.threshold, self.phase = QComboBox(), QComboBox()
        self.side, self.pages, self.r_max = QSpinBox(), QSpinBox(), QSpinBox()
        self.swaps, self.seed = QSpinBox(), QSpinBox()
        self.lineal_path, self.periodic = QCheckBox(), QCheckBox()
        self.folder, self.choose = QLineEdit(), QPushButton()
        for name in (
            "threshold phase side pages r_max swaps seed lineal_path periodic folder choose"
        ).split():
            getattr(self, name).setObjectName(f"structure.{name}")
        for spin in (self.side, self.pages, self.r_max, self.swaps, self.seed):
            spin.setGroupSeparatorShown(True)
            spin.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.swaps.setRange(0, 2_000)
        self.seed.setRange(0, _MOST_SEED)
        self.pages.setRange(0, 512)
        self.periodic.setChecked(True)
        for value in (1, 0):
            self.phase.addItem("", value)
        row = QHBoxLayout()
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.folder, 1)
        row.addWidget(self.choose)
        self._names = [QLabel() for _ in range(8)]
        form = QFormLayout(self)
        form.setContentsMargins(0, 0, 0, 0)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        fields = (self.threshold, self.phase, self.side, self.pages, self.r_max, self.swaps, self.seed)
        for title, field in zip(self._names, fields, strict=False):
            title.setBuddy(field)
            form.addRow(title, field)
        form.addRow(self.lineal_path)
        form.addRow(self.periodic)
        self._names[7].setBuddy(self.folder)
        form.addRow(self._names[7])
        form.addRow(row)
        self.choose.clicked.connect(self._choose)
        self.side.valueChanged.connect(self._tell_swaps)
        self.pages.valueChanged.connect(self._tell_swaps)
        self.folder.textChanged.connect(self.changed)
        self.retranslate()

    def set_origin(self, origin: Origin) -> None:
        """Ask about another page."""
        self.origin = origin
        least = min(origin.width, origin.height)
        self.side.setRange(2, max(2, least))
        self.side.setValue(min(_USUAL_SIDE, least))
        self.r_max.setRange(0, max(2, least // 2))
        self.threshold.clear()
        if origin.level is not None:
            self.threshold.addItem("", origin.level)
        self.threshold.addItem("", "otsu")
        self.folder.setText(str(_free_folder(origin.picture.file)))
        self.retranslate()

    def retranslate(self) -> None:
        """Set every text."""
        texts = (
            self.tr("Threshold"),
            self.tr("Phase"),
            self.tr("Square of the middle"),
            self.tr("Depth"),
            self.tr("Largest lag"),
            self.tr("Swaps"),
            self.tr("Seed"),
            self.tr("Folder for the result"),
        )
        for label, text in zip(self._names, texts, strict=True):
            label.setText(text)
        for row in range(self.threshold.count()):
            value = self.threshold.itemData(row)
            plots = self.tr("t = {level} (of the plots)")
            text = self.tr("Otsu's rule") if value == "otsu" else plots.format(level=_grey(value))
            self.threshold.setItemText(row, text)
        self.phase.setItemText(0, self.tr("1: bright, I > t"))
        self.phase.setItemText(1, self.tr("0: dark, I ≤ t"))
        self.side.setSuffix(" px")
        self.pages.setSuffix(self.tr(" pages"))
        self.pages.setSpecialValueText(self.tr("a picture, no volume"))
        self.pages.setToolTip(self.tr("A volume is taken to be the same in depth as across"))
        self.r_max.setSuffix(" px")
        self.r_max.setSpecialValueText(self.tr("half of the side"))
        self.swaps.setSuffix(self.tr(" million"))
        self.lineal_path.setText(self.tr("Match the lineal path L(r) too (slower)"))
        self.periodic.setText(self.tr("Repeats beyond its borders"))
        self.choose.setText(self.tr("Choose…"))
        self.folder.setAccessibleName(texts[7])
        for spin in (self.side, self.pages, self.r_max, self.swaps, self.seed):
            spin.setLocale(QLocale())
        self._tell_swaps()

    def _tell_swaps(self) -> None:
        count = number(self.usual_swaps / _MILLION, 1)
        self.swaps.setSpecialValueText(self.tr("100 a pixel: {n} million").format(n=count))

    @property
    def usual_swaps(self) -> int:
        """How many are tried where none are given."""
        return _SWAPS_A_PIXEL * self.side.value() ** 2 * max(1, self.pages.value())

    @property
    def out(self) -> Path:
        """The folder for the result."""
        return Path(self.folder.text().strip()).expanduser()

    def wanted(self) -> "Wanted":
        """What was asked for."""
        from geodesk.jobs.reconstructed import Wanted

        assert self.origin is not None
        return Wanted(
            swaps=self.swaps.value() * _MILLION or None,
            seed=self.seed.value(),
            threshold=self.threshold.currentData(),
            phase=self.phase.currentData(),
            lineal_path=self.lineal_path.isChecked(),
            periodic=self.periodic.isChecked(),
            r_max=self.r_max.value() or None,
            size=self.side.value(),
            depth=self.pages.value() or None,
            page=self.origin.page,
        )

    def _choose(self) -> None:
        title = self.tr("Folder for the result")
        folder_dialog(self, title, str(self.out.parent), self.folder.setText).open()


def _grey(level: float) -> str:
    return number(level, 0 if level == round(level) else 4)


def _free_folder(file: Path) -> Path:
    """A folder that is not there yet, among the user's documents."""
    documents = Path(
        QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation) or Path.home()
    )
    wanted = documents / "GeoDesk" / f"{file.stem}_S2"
    count = 1
    while wanted.exists():
        count += 1
        wanted = documents / "GeoDesk" / f"{file.stem}_S2_{count}"
    return wanted
