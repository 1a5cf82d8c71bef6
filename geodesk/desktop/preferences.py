"""Preferences: each applies at once and is remembered."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLabel,
    QLineEdit,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from geodesk.desktop.devices.page import DevicePage
from geodesk.desktop.retraining.place import TrainingPage
from geodesk.desktop.translation import Translated

if TYPE_CHECKING:
    from geodesk.desktop.window import Window


class Preferences(Translated, QDialog):
    """Language, theme, whose labels, device."""

    def __init__(self, window: "Window") -> None:
        super().__init__(window)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setObjectName("preferences")
        self._window = window
        values = window.settings.values
        self.language, self.theme = QComboBox(), QComboBox()
        self.annotator = QLineEdit(values.annotator)
        self.advance = QCheckBox()
        self.advance.setChecked(values.advance)
        for name in ("language", "theme", "annotator", "advance"):
            getattr(self, name).setObjectName(f"preferences.{name}")
        for code in ("system", "es", "en"):
            self.language.addItem("", code)
        for name in ("system", "light", "dark"):
            self.theme.addItem("", name)
        for box, value in ((self.language, values.language), (self.theme, values.theme)):
            box.setCurrentIndex(box.findData(value))
        self._names = [QLabel() for _ in range(3)]
        general = QWidget()
        form = QFormLayout(general)
        for title, field in zip(self._names, (self.language, self.theme, self.annotator), strict=True):
            title.setBuddy(field)
            form.addRow(title, field)
        form.addRow(self.advance)
        self.device = DevicePage(window)
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        self.buttons.rejected.connect(self.reject)
        self.finished.connect(self.device.end)
        self.tabs = QTabWidget()
        self.tabs.setObjectName("preferences.tabs")
        self.tabs.setDocumentMode(True)  # one ground behind the pages
        self.tabs.addTab(general, "")
        self.tabs.addTab(self.device, "")
        self.training = TrainingPage(window)
        self.tabs.addTab(self.training, "")
        layout = QVBoxLayout(self)
        layout.addWidget(self.tabs)
        layout.addWidget(self.buttons)
        self.resize(620, 540)
        self.retranslate()
        self.language.currentIndexChanged.connect(self._language_chosen)
        self.theme.currentIndexChanged.connect(self._theme_chosen)
        self.annotator.editingFinished.connect(self._annotator_chosen)
        self.advance.toggled.connect(lambda on: window.settings.set(advance=on))

    def retranslate(self) -> None:
        """Set every text."""
        self.setWindowTitle(self.tr("Preferences"))
        self.language.setItemText(0, self.tr("Language of the system"))
        self.language.setItemText(1, "Español")
        self.language.setItemText(2, "English")
        self.theme.setItemText(0, self.tr("As the system"))
        self.theme.setItemText(1, self.tr("Light"))
        self.theme.setItemText(2, self.tr("Dark"))
        self.annotator.setPlaceholderText(self.tr("login name"))
        self.advance.setText(self.tr("After a label, go on to the next sample"))
        titles = (self.tr("Language"), self.tr("Theme"), self.tr("Annotator"))
        for label, title in zip(self._names, titles, strict=True):
            label.setText(title)
        self.tabs.setTabText(0, self.tr("General"))
        self.tabs.setTabText(1, self.tr("Device"))
        self.tabs.setTabText(2, self.tr("Training"))
        self.buttons.button(QDialogButtonBox.StandardButton.Close).setText(self.tr("Close"))

    def _language_chosen(self) -> None:
        self._window.settings.set(language=self.language.currentData())
        self._window.apply_language()

    def _theme_chosen(self) -> None:
        self._window.settings.set(theme=self.theme.currentData())
        self._window.apply_theme()

    def _annotator_chosen(self) -> None:
        name = self.annotator.text().strip()
        if name != self._window.settings.values.annotator:
            self._window.settings.set(annotator=name)
            self._window.session.reload()
