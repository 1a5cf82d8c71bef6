"""The panel of Clasificar: the model, what it says of the picture in view, and the folder."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QStandardItemModel
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from geodesk.desktop.buttons import action_button
from geodesk.desktop.classifying.bars import Bars
from geodesk.desktop.classifying.modelcard import ModelCard
from geodesk.desktop.retraining.active import of_a_run
from geodesk.desktop.room import ElidedComboBox, SidePanel, WrappedLabel
from geodesk.desktop.samples.chips import Chips
from geodesk.desktop.translation import Translated, number

if TYPE_CHECKING:
    from geodesk.desktop.window import Window
    from geodesk.jobs.catalogue import Entry

_COUNT_MS = 250


class ClassifyPanel(Translated, SidePanel):
    """Choose a model; classify the picture in view or the folder."""

    def __init__(self, window: "Window") -> None:
        super().__init__()
        self.setObjectName("classifying")
        self._window, self._session, self._desk = window, window.session, window.classifying
        self.chooser = ElidedComboBox()
        self.chooser.setObjectName("classifying.model")
        self.chooser.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.chooser.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.chooser.setMinimumContentsLength(12)
        self.open_button = action_button(window, "classifying.open", "classify.model")
        self.card = ModelCard(self._desk, window.session)
        self.picture_button = action_button(window, "classifying.picture", "classify.picture")
        self.map_button = action_button(window, "classifying.map", "classify.map")
        self.passing = QCheckBox()
        self.passing.setObjectName("classifying.passing")
        self.passing.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.passing.setChecked(window.settings.values.classify_on_view)
        self.bars = Bars()
        self.said = WrappedLabel()
        self.said.setObjectName("classifying.said")
        self.said.setProperty("role", "hint")
        self.folder_button = action_button(window, "classifying.folder", "classify.folder")
        self.resume_button = action_button(window, "classifying.resume", "classify.continue")
        self.anew_button = QPushButton()
        self.anew_button.setObjectName("classifying.anew")
        self.anew_button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.watch_button = action_button(window, "classifying.watch", "watch.folder")
        self.export_button = action_button(window, "classifying.export", "classify.export")
        self.chips = Chips(self._session, suggested=True)
        self.counts = WrappedLabel()
        self.counts.setObjectName("classifying.counts")
        self.stale = WrappedLabel()
        self.stale.setObjectName("classifying.stale")
        self.stale.setProperty("role", "hint")
        self._titles = [QLabel() for _ in range(3)]
        self._captions: QWidget | None = None
        self._lay_out()
        self._counting = QTimer(self, singleShot=True, interval=_COUNT_MS)
        self._counting.timeout.connect(self._count)
        self._connect()
        self.retranslate()
        self._show_kind()
        self._desk.list_models()
        if self._desk.opened is None and self._desk.loading is None:
            self._desk.use()

    def _lay_out(self) -> None:
        inside = QWidget()
        layout = QVBoxLayout(inside)
        layout.setContentsMargins(14, 12, 14, 12)
        layout.setSpacing(8)
        for title in self._titles:
            title.setProperty("role", "title")
        models = QHBoxLayout()
        models.addWidget(self.chooser, 1)
        models.addWidget(self.open_button)
        layout.addWidget(self._titles[0])
        layout.addLayout(models)
        self._kinds = QVBoxLayout()
        layout.addLayout(self._kinds)
        layout.addStretch(1)
        self._classes = QWidget()
        self._kinds.addWidget(self._classes)
        self._lay_out_classes()
        self.setWidget(inside)

    def _lay_out_classes(self) -> None:
        layout = QVBoxLayout(self._classes)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(self.card)
        layout.addWidget(_rule())
        layout.addWidget(self._titles[1])
        layout.addWidget(self.picture_button)
        layout.addWidget(self.passing)
        layout.addWidget(self.bars)
        layout.addWidget(self.said)
        layout.addWidget(self.map_button)
        layout.addWidget(_rule())
        layout.addWidget(self._titles[2])
        for button in (self.folder_button, self.resume_button, self.anew_button, self.watch_button):
            layout.addWidget(button)
        layout.addWidget(self.stale)
        layout.addWidget(self.chips)
        layout.addWidget(self.counts)
        layout.addWidget(self.export_button)

    def _connect(self) -> None:
        session, desk = self._session, self._desk
        self.chooser.activated.connect(self._chosen)
        self.passing.toggled.connect(self._pass)
        self.anew_button.clicked.connect(self._anew)
        self._window.action("watch.folder").toggled.connect(self._show_watch)
        desk.models_changed.connect(self._fill_chooser)
        desk.model_changed.connect(self._fill_chooser)
        desk.model_changed.connect(self._show_folder)
        desk.captions.model_changed.connect(self._show_kind)
        desk.result_changed.connect(self._show_result)
        desk.runs_changed.connect(self._show_folder)
        session.listing.changed.connect(self._count_soon)
        session.predictions_changed.connect(self._count_soon)
        session.collection_changed.connect(self._count_soon)

    def retranslate(self) -> None:
        """Set every text."""
        for title, text in zip(
            self._titles, (self.tr("Model"), self.tr("This picture"), self.tr("Folder")), strict=True
        ):
            title.setText(text)
        self.chooser.setAccessibleName(self.tr("Model"))
        self.open_button.setText(self.tr("Open…"))
        self.open_button.setToolTip(self.tr("Open an ONNX file (Ctrl+M); it can also be dropped here"))
        self.picture_button.setText(self.tr("Classify picture"))
        self.picture_button.setToolTip(self.tr("Classify the picture in view (Ctrl+R)"))
        self.map_button.setText(self.tr("Class map…"))
        self.map_button.setToolTip(self.tr("What the model says of each place of a large picture"))
        self.passing.setText(self.tr("Classify in passing"))
        self.passing.setToolTip(self.tr("Classify each picture when it comes into view"))
        self.folder_button.setText(self.tr("Classify folder"))
        self.folder_button.setToolTip(self.tr("Classify all pictures of the folder (Ctrl+Shift+R)"))
        self.anew_button.setText(self.tr("Start anew"))
        self._show_watch()
        self.watch_button.setToolTip(
            self.tr("Classify each new picture as the microscope writes it (Ctrl+Shift+W); again: stop")
        )
        self.export_button.setText(self.tr("Export predictions…"))
        self.export_button.setToolTip(self.tr("Write the last run's predictions as CSV"))
        self._desk.tell_device()
        self._fill_chooser()
        self._show_result()
        self._show_folder()
        self._count()

    # The model

    def _fill_chooser(self) -> None:
        desk, chooser = self._desk, self.chooser
        opened = desk.opened
        chooser.blockSignals(True)
        chooser.clear()
        for entry in desk.entries:
            chooser.addItem(_title(entry), entry.path)
            at = chooser.count() - 1
            chooser.setItemData(at, _about(entry), Qt.ItemDataRole.ToolTipRole)
            items = chooser.model()
            if not _can(entry) and isinstance(items, QStandardItemModel):
                items.item(at).setEnabled(False)
        used = None if opened is None else opened.file.path
        if desk.captions.opened is not None:
            used = desk.captions.opened.path
        chooser.setCurrentIndex(next((at for at, entry in enumerate(desk.entries) if entry.path == used), -1))
        chooser.setPlaceholderText(self.tr("Opening…") if self._loading else self.tr("Choose a model"))
        chooser.setEnabled(not self._loading and bool(desk.entries))
        chooser.setToolTip("" if used is None else f"{chooser.currentText()}\n{used}")
        chooser.blockSignals(False)

    @property
    def _loading(self) -> bool:
        return self._desk.loading is not None or self._desk.captions.loading

    def _show_kind(self) -> None:
        """What the model in use is for: classes, or captions."""
        captions = self._desk.captions
        active = captions.active or (captions.loading and self._captions is not None)
        if active and self._captions is None:
            from geodesk.desktop.captioning.part import CaptionPart

            self._captions = CaptionPart(self._window)
            self._kinds.addWidget(self._captions)
        self._classes.setVisible(not active)
        if self._captions is not None:
            self._captions.setVisible(active)
        self._fill_chooser()

    def _chosen(self, at: int) -> None:
        path = self.chooser.itemData(at)
        if isinstance(path, Path):
            self._desk.use(path)

    # One picture

    def _pass(self, on: bool) -> None:
        self._window.settings.set(classify_on_view=on)
        if on:
            self._desk.classify_picture()

    def _show_result(self) -> None:
        desk = self._desk
        result = desk.result
        good = result is not None and result.row.error is None
        self.bars.setVisible(good)
        if result is not None and good:
            self.bars.show_rows(desk.names(result.row), result.row.p)
        self.said.setText(self._about_result())
        self.said.setVisible(bool(self.said.text()))
        self.said.setToolTip(result.row.provider if result is not None and good else "")

    def _about_result(self) -> str:
        result = self._desk.result
        if self._desk.working:
            return self.tr("Classifying…")
        if result is None:
            return ""
        row = result.row
        if row.error is not None:
            return str(row.error)
        if result.seconds is None and not any(True for _ in of_a_run({row.path: row})):
            return self.tr("From active training")
        if result.seconds is None:
            return self.tr("From the folder's last run · {model} · {provider}").format(
                model=row.model, provider=_device(row.provider)
            )
        return self.tr("{model} · {provider} · {ms} ms").format(
            model=row.model, provider=_device(row.provider), ms=number(1000 * result.seconds)
        )

    # The folder

    def _show_folder(self) -> None:
        found = self._desk.resumable
        self.folder_button.setVisible(found is None)
        self.resume_button.setVisible(found is not None)
        self.anew_button.setVisible(found is not None)
        if found is not None:
            again = self.tr("Continue ({done} of {total})")
            self.resume_button.setText(again.format(done=number(found.done), total=number(found.total)))
        self.anew_button.setEnabled(self._desk.usable)
        stale, why = self._desk.stale, self._desk.obstacle
        self.stale.setVisible(stale is not None)
        if stale is not None:
            text = self.tr("Interrupted at {done} of {total}; it cannot be continued: {why}")
            self.stale.setText(text.format(done=number(stale.done), total=number(stale.total), why=why))
        self._count_soon()

    def _show_watch(self) -> None:
        on = self._window.action("watch.folder").isChecked()
        self.watch_button.setText(self.tr("Stop watching") if on else self.tr("Watch folder"))

    def _anew(self) -> None:
        self._desk.classify_folder(resume=False)

    def _count_soon(self) -> None:
        if not self._counting.isActive():  # rows come too often to count at each
            self._counting.start()

    def _count(self) -> None:
        session = self._session
        self.chips.refresh()
        failed = session.listing.count("errors")
        text = self.tr("1 error") if failed == 1 else self.tr("{n} errors").format(n=number(failed))
        self.counts.setText(text if failed else self.tr("Not classified yet."))
        self.counts.setVisible(bool(failed) or not session.listing.suggestions())
        self.export_button.setVisible(any(True for _ in of_a_run(session.predictions)))


def _rule() -> QFrame:
    line = QFrame()
    line.setFrameShape(QFrame.Shape.HLine)
    line.setFrameShadow(QFrame.Shadow.Sunken)
    return line


def _device(provider: str) -> str:
    """ONNX Runtime's name of a device in short, such as CPU."""
    return provider.removesuffix("ExecutionProvider")


def _can(entry: "Entry") -> bool:
    return entry.error is None and (entry.card is None or entry.card.task in ("classify", "caption"))


def _title(entry: "Entry") -> str:
    """The card's title, else the file's name."""
    return entry.path.name if entry.card is None else entry.card.title


def _about(entry: "Entry") -> str:
    return str(entry.path) if entry.error is None else str(entry.error)
