"""Versions, device and licences, and a report to be copied."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QPlainTextEdit,
    QPushButton,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from geodesk import __version__
from geodesk.desktop.room import Facts, WrappedLabel
from geodesk.desktop.translation import Translated

if TYPE_CHECKING:
    from geodesk.desktop.window import Window
    from geodesk.jobs.licences import Part

_SIZE = (680, 520)
_Told = tuple[list[tuple[str, str]], "tuple[Part, ...]"]


class About(Translated, QDialog):
    """What runs here; read on a thread, since every part says of itself where its licence is."""

    def __init__(self, window: "Window") -> None:
        super().__init__(window)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setObjectName("about")
        self._window = window
        self._parts: tuple[Part, ...] = ()
        self._versions: list[tuple[str, str]] = []
        self._title, self._said, self._free = QLabel(f"GeoDesk {__version__}"), WrappedLabel(), WrappedLabel()
        font = self._title.font()
        font.setPointSizeF(1.5 * font.pointSizeF())
        self._title.setFont(font)
        self.facts: Facts = Facts()
        self.parts: QListWidget = QListWidget()
        self.parts.setObjectName("about.parts")
        self.licence: QPlainTextEdit = QPlainTextEdit(readOnly=True)
        self.licence.setObjectName("about.licence")
        self.tabs: QTabWidget = QTabWidget()
        self.tabs.setObjectName("about.tabs")
        for page in (self._first_page(), self._licences_page()):
            self.tabs.addTab(page, "")
        self.copy: QPushButton = QPushButton()
        self.copy.setObjectName("about.copy")
        self.log: QPushButton = QPushButton()
        self.log.setObjectName("about.log")
        self.buttons: QDialogButtonBox = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        self.buttons.addButton(self.copy, QDialogButtonBox.ButtonRole.ActionRole)
        self.buttons.addButton(self.log, QDialogButtonBox.ButtonRole.ActionRole)
        self.copy.clicked.connect(window.action("help.report").trigger)
        self.log.clicked.connect(window.action("help.log").trigger)
        self.buttons.rejected.connect(self.reject)
        self.parts.currentRowChanged.connect(self._chosen)
        layout = QVBoxLayout(self)
        layout.addWidget(self.tabs)
        layout.addWidget(self.buttons)
        self.resize(*_SIZE)
        self.retranslate()
        window.session.tasks.run(_told, self._tell, channel="about")

    def retranslate(self) -> None:
        """Set every text."""
        self.setWindowTitle(self.tr("About GeoDesk"))
        self._said.setText(
            self.tr("Classify, label and measure micrographs on the workstation beside the microscope.")
        )
        self._free.setText(
            self.tr(
                "GeoDesk is free software under the BSD 3-Clause licence. Qt is used under the LGPL 3: its "
                "libraries lie beside the program and may be replaced by builds of your own."
            )
        )
        self.tabs.setTabText(0, self.tr("Versions"))
        self.tabs.setTabText(1, self.tr("Licences"))
        self.parts.setAccessibleName(self.tr("What GeoDesk is made of"))
        self.licence.setAccessibleName(self.tr("Text of the licence"))
        self.copy.setText(self.tr("Copy report"))
        self.log.setText(self.tr("Open the log's folder"))
        self.buttons.button(QDialogButtonBox.StandardButton.Close).setText(self.tr("Close"))
        self._show_facts()

    def done(self, code: int) -> None:
        """Closed: what is still being looked up is no longer wanted."""
        self._window.session.tasks.drop("about")
        super().done(code)

    def text(self) -> str:
        """Versions in plain lines."""
        return "\n".join(f"{name}: {value}" for name, value in self._versions)

    def _first_page(self) -> QWidget:
        page = QWidget()
        layout = QVBoxLayout(page)
        layout.setSpacing(10)
        for part in (self._title, self._said, self.facts, self._free):
            layout.addWidget(part)
        layout.addStretch(1)
        return page

    def _licences_page(self) -> QWidget:
        page = QWidget()
        row = QHBoxLayout(page)
        row.addWidget(self.parts, 2)
        row.addWidget(self.licence, 5)
        return page

    def _tell(self, told: _Told) -> None:
        self._versions, self._parts = told
        self._show_facts()
        for part in self._parts:
            self.parts.addItem(f"{part.name} {part.version}")
        self.parts.setCurrentRow(0)

    def _show_facts(self) -> None:
        together = [(name, value) for name, value in self._versions if name != "GeoDesk"]
        self.facts.tell([*together, *self._window.help.here()[:1]])

    def _chosen(self, row: int) -> None:
        from geodesk.jobs.licences import text_of

        if 0 <= row < len(self._parts):
            part = self._parts[row]
            head = f"{part.name} {part.version}\n{part.licence}\n{part.home}".strip()
            self.licence.setPlainText(f"{head}\n\n{text_of(part)}")


def _told() -> _Told:
    import onnxruntime  # noqa: F401 - its version is that of what is loaded

    from geodesk.jobs.licences import parts
    from geodesk.jobs.systemreport import devices, machine, versions

    return [*versions(), *machine(), *devices()], parts()
