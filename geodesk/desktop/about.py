"""Versions, device and licences, to be copied into a report."""

import platform
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, qVersion
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QVBoxLayout

from geodesk import __version__

if TYPE_CHECKING:
    from geodesk.desktop.window import Window


class About(QDialog):
    """What runs here."""

    def __init__(self, window: "Window") -> None:
        super().__init__(window)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setObjectName("about")
        self.setWindowTitle(self.tr("About GeoDesk"))
        text = QLabel(self.text(), wordWrap=True)
        text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        copy = buttons.addButton(self.tr("Copy"), QDialogButtonBox.ButtonRole.ActionRole)
        copy.setObjectName("about.copy")
        copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(self.text()))
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addWidget(text)
        layout.addWidget(buttons)
        self.setMinimumWidth(460)

    def text(self) -> str:
        """Versions in plain lines."""
        import numpy
        import onnxruntime

        from geodesk.morphology import kernel_path

        lines = [
            f"GeoDesk {__version__}",
            self.tr("Classify, label and measure micrographs on the workstation beside the microscope."),
            "",
            f"Python {platform.python_version()} · Qt {qVersion()} · numpy {numpy.__version__}",
            f"ONNX Runtime {onnxruntime.__version__}: {', '.join(onnxruntime.get_available_providers())}",
            self.tr("Correlation kernel: {path}").format(path=kernel_path()),
            platform.platform(),
            "",
            self.tr("GeoDesk is free software under the BSD 3-Clause licence. Qt is used under the LGPL 3."),
        ]
        return "\n".join(lines)
