"""The main window: puts the parts together; what each does is its own affair."""

import base64
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, Qt, QTimer
from PySide6.QtGui import QAction, QCloseEvent, QDragEnterEvent, QDropEvent, QGuiApplication
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QFileDialog,
    QMainWindow,
    QMenu,
    QSizePolicy,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from geodesk.desktop.actions import Registry
from geodesk.desktop.agreement.desk import AgreementDesk
from geodesk.desktop.arrows import Arrows
from geodesk.desktop.canvas.stage import Stage
from geodesk.desktop.classifying.desk import ClassifyDesk
from geodesk.desktop.classifying.strip import JobStrip
from geodesk.desktop.closing import Closing
from geodesk.desktop.commands import ACTIONS
from geodesk.desktop.fields import Fields
from geodesk.desktop.help.desk import HelpDesk
from geodesk.desktop.history.opening import is_recipe, open_recipe
from geodesk.desktop.labelling.desk import LabelDesk
from geodesk.desktop.labelling.saved import SavedState
from geodesk.desktop.memory import Collector
from geodesk.desktop.menus import MENUS, TOOLBAR, TOOLBAR_RIGHT
from geodesk.desktop.notices import Notices
from geodesk.desktop.panels import BELOW, PANELS, shown, toggled
from geodesk.desktop.retraining.active import ActiveDesk
from geodesk.desktop.retraining.desk import RetrainDesk
from geodesk.desktop.room import on_the_screen
from geodesk.desktop.session import Mode, Session, View
from geodesk.desktop.settings import Settings
from geodesk.desktop.sizes import Rows, Sizes
from geodesk.desktop.status import Status
from geodesk.desktop.theme import apply_theme
from geodesk.desktop.toolbar import Toolbar
from geodesk.desktop.translation import Translated, apply_language, translate
from geodesk.places import resources

if TYPE_CHECKING:
    from geodesk.desktop.generating.stage import GenerateStage

_SIZE = (1360, 860)
_SIZES = {"columns": (250, 800, 310), "rows": (560, 240)}


class Window(Translated, QMainWindow):
    """GeoDesk's window: samples on the left, the picture in the middle, the mode's panel on the right.

    Attributes
    ----------
    session
        What it is about.
    settings
        What the user chose.
    desk
        Gives labels and saves them.
    stage
        The middle: the canvas.
    actions_
        The registry of actions.
    notices
        The toasts.
    strip
        The jobs.
    classifying
        The model in use and what it says.
    active
        Learns while somebody labels.
    agreement
        Knows what other people say.
    retraining
        Trains a model on the labels.
    help
        Opens pages, first steps, reports.
    """

    def __init__(self, settings: Settings) -> None:
        super().__init__()
        self.settings: Settings = settings
        self.session: Session = Session(settings, self)
        self.desk: LabelDesk = LabelDesk(self.session)
        self.collector: Collector = Collector(self)
        self.help: HelpDesk = HelpDesk(self)
        self._fields, self._arrows = Fields(self), Arrows(self)
        self.setObjectName("window")
        self.setAcceptDrops(True)
        self.resize(on_the_screen(*_SIZE))
        self._panels: dict[str, QWidget] = {}
        self._middle, self._right, self._left, self._bottom = (QStackedWidget() for _ in range(4))
        self._places = {"left": self._left, "right": self._right, "bottom": self._bottom}
        self.stage: Stage = Stage(self)
        self._middle.addWidget(self.stage)
        self._lists: dict[View, QWidget] = {}
        self._generate: GenerateStage | None = None
        self._rows = Rows()
        self._rows.addWidget(self._middle)
        self._rows.addWidget(self._bottom)
        self._columns = QSplitter(Qt.Orientation.Horizontal, childrenCollapsible=False)
        self._columns.setObjectName("columns")
        for part in (self._left, self._rows, self._right):
            self._columns.addWidget(part)
        self._columns.setStretchFactor(1, 1)
        self._rows.setStretchFactor(0, 1)
        self._sizes = Sizes({"columns": self._columns, "rows": self._rows}, _SIZES)
        self.strip: JobStrip = JobStrip(self)
        self.classifying: ClassifyDesk = ClassifyDesk(self)
        self.active: ActiveDesk = ActiveDesk(self)
        self.agreement: AgreementDesk = AgreementDesk(self)
        self.retraining: RetrainDesk = RetrainDesk(self)
        central = QWidget()
        layout = QVBoxLayout(central)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._columns, 1)
        layout.addWidget(self.strip)
        self.setCentralWidget(central)
        self.status: Status = Status(self)
        self.setStatusBar(self.status)
        self.notices: Notices = Notices(self)
        self.actions_: Registry = Registry(self, ACTIONS)
        self._saved = SavedState(self)
        self._closing = Closing(self)
        self._make_bars()
        self._restore()
        self._connect()
        self.retranslate()
        self.actions_.refresh()
        self._show_panels()

    # Building

    def _make_bars(self) -> None:
        self._menus: list[QMenu] = []
        for _title, keys in MENUS:
            menu = self.menuBar().addMenu("")
            self._menus.append(menu)
            for key in keys:
                menu.addSeparator() if key is None else menu.addAction(self.actions_[key])
        bar = self._toolbar = Toolbar()
        for key in TOOLBAR:
            bar.addSeparator() if key is None else bar.addAction(self.actions_[key])
        spacer = QWidget()
        spacer.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        bar.addWidget(spacer)
        for key in TOOLBAR_RIGHT:
            bar.addAction(self.actions_[key])
        self.addToolBar(bar)

    def _connect(self) -> None:
        session = self.session
        for signal in (
            session.collection_changed,
            session.order_changed,
            session.current_changed,
            session.document_changed,
            session.selection_changed,
            session.labels_changed,
            session.predictions_changed,
            session.opening_changed,
            session.jobs.changed,
        ):
            signal.connect(self.actions_.refresh_soon)
        session.mode_changed.connect(self._show_panels)
        session.mode_changed.connect(self._show_view)
        session.mode_changed.connect(self.actions_.refresh)
        session.view_changed.connect(self._show_view)
        session.view_changed.connect(self.actions_.refresh)
        session.collection_changed.connect(self._name)
        session.collection_changed.connect(self.notices.clear)
        session.document_changed.connect(self._settle)
        session.noticed.connect(self.notices.say)
        QGuiApplication.styleHints().colorSchemeChanged.connect(self._system_theme_changed)

    def retranslate(self) -> None:
        """Set every text."""
        for menu, (title, _keys) in zip(self._menus, MENUS, strict=True):
            menu.setTitle(translate("Menus", title))
        self.actions_.retranslate()
        self._saved.show()
        self._toolbar.setWindowTitle(self.tr("Toolbar"))
        self._name()

    def _settle(self) -> None:
        """The first picture has brought in the last of the great libraries."""
        self.session.document_changed.disconnect(self._settle)
        self.collector.settle()

    def _name(self) -> None:
        collection = self.session.collection
        self.setWindowTitle("GeoDesk" if collection is None else f"{collection.folder.name} · GeoDesk")

    # Panels

    def panel(self, key: str) -> QWidget:
        """The panel of that key, built if it is not there yet."""
        if key not in self._panels:
            spec = next(panel for panel in PANELS if panel.key == key)
            widget = self._panels[key] = spec.build(self)
            widget.setAccessibleName(translate("Panels", spec.title))
            self._places[spec.place].addWidget(self.help.beside(widget, spec))
            self.collector.settle()
        return self._panels[key]

    def _holder(self, key: str) -> QWidget:
        """What stands in its place: the panel and its "?"."""
        holder = self.panel(key).parentWidget()
        assert holder is not None
        return holder

    def panel_if_built(self, key: str) -> QWidget | None:
        """The panel of that key, None if it has not been shown yet."""
        return self._panels.get(key)

    def panel_shown(self, key: str) -> bool:
        """Whether the panel (or ``"inspector"``, the mode's) is in sight."""
        return shown(self.settings.values, key)

    def toggle_panel(self, key: str) -> None:
        """Show or hide a panel; one below the picture takes the place of another."""
        self.settings.set(**toggled(self.settings.values, key))
        self._show_panels()
        self.actions_.refresh()

    def _show_panels(self) -> None:
        self._sizes.remember()
        for spec in PANELS:
            if spec.mode is not None and spec.mode is not self.session.mode:
                continue
            place = self._places[spec.place]
            visible = self.panel_shown("inspector" if spec.place == "right" else spec.key)
            if visible:
                place.setCurrentWidget(self._holder(spec.key))
            if spec.key not in BELOW:
                place.setVisible(visible)
        self._bottom.setVisible(any(map(self.panel_shown, BELOW)))

    @property
    def generate_stage(self) -> "GenerateStage":
        """The middle of Generar, built when it is first wanted."""
        if self._generate is None:
            from geodesk.desktop.generating.panel import GeneratePanel
            from geodesk.desktop.generating.stage import GenerateStage

            panel = self.panel("generate")
            assert isinstance(panel, GeneratePanel)
            self._generate = GenerateStage(self, panel.desk)
            self._middle.addWidget(self._generate)
        return self._generate

    def _show_view(self) -> None:
        if self.session.mode is Mode.GENERATE:
            self._middle.setCurrentWidget(self.generate_stage)
        elif self.session.view is not View.CANVAS:
            if self.session.view not in self._lists:
                from geodesk.desktop.samples.listings import build

                self._lists[self.session.view] = build(self, self.session.view)
                self._middle.addWidget(self._lists[self.session.view])
            self._middle.setCurrentWidget(self._lists[self.session.view])
            self._lists[self.session.view].setFocus()
        else:
            self._middle.setCurrentWidget(self.stage)
            self.stage.setFocus()

    # What the window's own actions do

    def open(self, path: Path) -> None:
        """Open a folder, a picture in its folder, or a recipe."""
        if is_recipe(path):
            open_recipe(self, path)
        else:
            self.session.open(path)

    def choose_folder(self) -> None:
        """Ask for a folder and open it."""
        dialog = self._dialog(self.tr("Open folder"))
        last = Path(self.settings.values.last_folder)
        dialog.setDirectory(str(last.parent))  # the next one usually lies beside it
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        dialog.open()

    def choose_file(self) -> None:
        """Ask for a picture and open its folder with it in view."""
        from geodesk.micrograph import EXTENSIONS

        dialog = self._dialog(self.tr("Open picture"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        names = " ".join(f"*{ending}" for ending in EXTENSIONS)
        pictures, everything = self.tr("Pictures"), self.tr("All files")
        dialog.setNameFilters([f"{pictures} ({names})", f"{everything} (*)"])
        dialog.open()

    def _dialog(self, title: str) -> QFileDialog:
        dialog = QFileDialog(self, title, self.settings.values.last_folder)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(lambda chosen: self.session.open(Path(chosen)))
        return dialog

    def open_samples(self) -> None:
        """Open the bundled samples."""
        self.session.open(resources() / "samples")

    def show_palette(self) -> None:
        """Find a command by typing."""
        from geodesk.desktop.palette import Palette

        Palette(self).open()

    def show_preferences(self) -> None:
        """Language, theme, name, device."""
        from geodesk.desktop.preferences import Preferences

        Preferences(self).open()

    def apply_language(self) -> None:
        """Speak the language of the settings."""
        apply_language(self.settings.values.language)

    def apply_theme(self) -> None:
        """Wear the theme of the settings."""
        apply_theme(self.settings.values.theme)
        QTimer.singleShot(0, self.actions_.repaint_icons)

    def _system_theme_changed(self) -> None:
        if self.settings.values.theme == "system":
            self.apply_theme()

    def quit(self) -> None:
        """Close the window and end."""
        app = QApplication.instance()
        # Asked twice, Qt says that it is closed before it is.
        if not self._closing.running and self.close() and app is not None:
            app.quit()

    # Qt

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802
        """A folder, a picture, a model or a recipe may be dropped anywhere."""
        if any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802
        """Open what was dropped."""
        if local := [url.toLocalFile() for url in event.mimeData().urls() if url.isLocalFile()]:
            if local[0].lower().endswith(".onnx"):
                self._use_model(local[0])
            else:
                self.open(Path(local[0]))
            event.acceptProposedAction()

    def _use_model(self, path: str) -> None:
        """Use a model that was dropped; in Generar as a generator."""
        if self.session.mode is Mode.GENERATE:
            self.generate_stage.desk.models.use(path)
        else:
            self.session.set_mode(Mode.CLASSIFY)
            self.classifying.use(path)

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802
        """Keep the layout, stop the jobs, save what is under way; stay where something cannot be saved."""
        if not self._closing.run():
            event.ignore()
            return
        self.settings.set(
            geometry=base64.b64encode(self.saveGeometry().data()).decode(),
            splitters=self._sizes.now(),
        )
        self.hide()
        for dialog in self.findChildren(QDialog):  # those that do not block the window outlive it otherwise
            dialog.close()
        if self._generate is not None:
            self._generate.close_pictures()
        self.stage.close_documents()
        self.session.close()
        self.help.close()
        self.collector.stop()
        super().closeEvent(event)

    def _restore(self) -> None:
        values = self.settings.values
        if values.geometry:
            self.restoreGeometry(QByteArray(base64.b64decode(values.geometry, validate=False)))
        self._sizes.restore(values.splitters)

    def action(self, key: str) -> QAction:
        """The `QAction` of a key, for buttons in panels."""
        return self.actions_[key]
