"""What the parts of the help share: the help window, the first steps, reports, the folder of the log."""

from types import TracebackType
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtGui import QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QGridLayout,
    QToolButton,
    QWidget,
)

from geodesk import logs
from geodesk.desktop.icons import icon
from geodesk.desktop.outside import show_outside
from geodesk.desktop.translation import Translated
from geodesk.language import Sentence

if TYPE_CHECKING:
    from geodesk.desktop.help.fault import FaultDialog
    from geodesk.desktop.help.welcome import Welcome
    from geodesk.desktop.help.window import HelpWindow
    from geodesk.desktop.panels import Panel
    from geodesk.desktop.window import Window

_MARKED = "geodesk_help"


@runtime_checkable
class TakesSign(Protocol):
    """A panel that has a place of its own for the "?"."""

    def take_sign(self, button: QWidget) -> None:
        """Hold it."""


class HelpDesk(QObject):
    """Opens what it is asked for; each part is built when it is first wanted."""

    def __init__(self, window: "Window") -> None:
        super().__init__(window)
        self._window = window
        self._shown: HelpWindow | None = None
        self._fault: FaultDialog | None = None
        self._welcome: Welcome | None = None
        app = QGuiApplication.instance()
        assert isinstance(app, QGuiApplication)
        app.focusWindowChanged.connect(self._focused)

    # Pages

    def open(self, page: str = "") -> None:
        """Show a page; without one that of where the user is."""
        from geodesk.desktop.help.context import page_here
        from geodesk.desktop.help.window import HelpWindow

        page = page or page_here(self._window)
        if self._shown is None:
            self._shown = HelpWindow(self._window)
            self._place(self._shown)
        self._shown.open(page)
        self._shown.show()
        self._shown.raise_()
        self._shown.activateWindow()

    @property
    def shown(self) -> "HelpWindow | None":
        """The help window, if it was opened."""
        return self._shown

    def beside(self, widget: QWidget, panel: "Panel") -> QWidget:
        """A panel with a "?" that opens its page, where the panel leaves room for it or takes it itself."""
        holder, button = QWidget(), PanelHelp(self, panel.key)
        grid = QGridLayout(holder)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(0)
        grid.addWidget(widget, 0, 0)
        if isinstance(widget, TakesSign):
            widget.take_sign(button)
            return holder
        # On the left the last line is the list's count, which leaves this corner free.
        row, column = {"left": (0, 0), "right": (1, 0), "bottom": (0, 1)}[panel.place]
        high = Qt.AlignmentFlag.AlignTop if panel.place == "bottom" else Qt.AlignmentFlag.AlignBottom
        grid.addWidget(button, row, column, Qt.AlignmentFlag.AlignRight | high)
        grid.setRowStretch(0, 1)
        grid.setColumnStretch(0, 1)
        button.raise_()
        return holder

    def do(self, key: str) -> None:
        """Do what an action does, from a page or a step; where it cannot be done now, say so."""
        action = self._window.action(key)
        self._window.actions_.refresh()
        if action.isEnabled():
            self._window.activateWindow()
            action.trigger()
            return
        name = action.text().replace("&", "").rstrip("…")
        self._window.session.notice(
            Sentence(en=f"“{name}” cannot be done just now.", es=f"«{name}» no se puede hacer ahora mismo.")
        )

    # First steps, keys, about

    def first_steps(self) -> None:
        """Three things to try on the samples."""
        from geodesk.desktop.help.welcome import Welcome

        self._window.settings.set(welcomed=True)
        if self._welcome is None:
            self._welcome = Welcome(self._window)
        self._welcome.show()
        self._welcome.raise_()

    def keys(self) -> None:
        """All keys on one sheet."""
        from geodesk.desktop.keyboard import KeyboardSheet

        KeyboardSheet(self._window).open()

    def about(self) -> None:
        """Versions and licences."""
        from geodesk.desktop.about import About

        About(self._window).open()

    # Reports

    def copy_report(self, crash: str = "") -> None:
        """Put versions, devices and the end of the log on the clipboard, and say so."""
        more = self.here()

        def make() -> str:
            from geodesk.jobs.systemreport import report

            return report(more, crash=crash)

        self._window.session.tasks.run(make, self._copied, channel="help.report")

    def here(self) -> list[tuple[str, str]]:
        """What only the window knows: device in use, screen, language, theme, mode."""
        window = self._window
        status, values = window.status, window.settings.values
        screen = window.screen()
        size = screen.geometry()
        scale = f"{size.width()} × {size.height()}, {screen.devicePixelRatio():g} : 1"
        told = (status.device_label.text(), status.device_label.toolTip())
        device = " · ".join(line for line in "\n".join(told).splitlines() if line)
        return [
            (self.tr("Device in use"), device),
            (self.tr("Screen"), f"{scale}, {QGuiApplication.platformName()}"),
            (self.tr("Window"), f"{window.width()} × {window.height()}, {values.language}, {values.theme}"),
            (self.tr("Mode"), window.session.mode.value),
        ]

    def open_log_folder(self) -> None:
        """Show the folder of the log in the desktop's file manager."""
        folder = logs.log_folder()
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            self._window.session.error(
                Sentence(
                    en=f"The folder of the log cannot be made: {folder} ({error.strerror}).",
                    es=f"No se puede crear la carpeta del registro: {folder} ({error.strerror}).",
                )
            )
            return
        show_outside(self._window, folder)

    def tell_fault(
        self, kind: type[BaseException], error: BaseException, trace: TracebackType | None, details: str
    ) -> None:
        """An exception nobody caught: logged, told in one dialog however many come, and work goes on."""
        told = self._fault is not None and self._fault.add(details)
        if not told:
            logs.fault(kind, error, trace)
            # Not from within a paint event or whatever broke.
            QTimer.singleShot(0, self, lambda: self._tell(details, crashed=False))

    def tell_crashes(self) -> None:
        """What an earlier session left when the system ended it, once."""
        crashes = logs.new_crashes()
        if crashes:
            logs.told(crashes)
            self._tell("\n\n".join(crash.text for crash in crashes), crashed=True)

    def close(self) -> None:
        """The window is being closed."""
        app = QApplication.instance()
        assert isinstance(app, QGuiApplication)
        app.focusWindowChanged.disconnect(self._focused)
        if self._shown is not None:
            self._shown.close()
            self._shown.deleteLater()
            self._shown = None

    def _tell(self, details: str, crashed: bool) -> None:
        from geodesk.desktop.help.fault import FaultDialog

        if self._fault is not None:
            self._fault.add(details)
            return
        self._fault = FaultDialog(self._window, details, crashed)
        self._fault.finished.connect(self._fault_closed)
        self._fault.show()

    def _fault_closed(self) -> None:
        self._fault = None

    def _copied(self, text: str) -> None:
        QGuiApplication.clipboard().setText(text)
        self._window.session.notice(
            Sentence(
                en="The report is on the clipboard: paste it into a message. Read it before you send it.",
                es="El informe está en el portapapeles: péguelo en un mensaje. Léalo antes de enviarlo.",
            )
        )

    def _place(self, shown: QWidget) -> None:
        """Beside the window where the screen has room for both, else over its right part."""
        screen = self._window.screen().availableGeometry()
        frame = self._window.frameGeometry()
        width = min(shown.width(), screen.width())
        left = frame.right() + 8
        if left + width > screen.right():
            left = max(screen.left(), min(frame.right(), screen.right()) - width)
        shown.resize(width, min(shown.height(), screen.height() - 60))
        shown.move(left, max(screen.top(), frame.top()))

    def _focused(self) -> None:
        """F1 works in dialogs too, which shut the window's own keys off."""
        dialog = QApplication.activeModalWidget() or QApplication.activeWindow()
        if isinstance(dialog, QDialog) and not dialog.property(_MARKED):
            dialog.setProperty(_MARKED, True)
            QShortcut(QKeySequence("F1"), dialog).activated.connect(self.open)


class PanelHelp(Translated, QToolButton):
    """The "?" of a panel."""

    def __init__(self, desk: HelpDesk, key: str) -> None:
        super().__init__()
        self._desk, self._key = desk, key
        self.setObjectName("help.panel")
        self.setAutoRaise(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setIcon(icon("help"))
        self.clicked.connect(self._open)
        self.retranslate()

    def retranslate(self) -> None:
        """Set every text."""
        self.setToolTip(self.tr("Help on this panel (F1)"))
        self.setAccessibleName(self.tr("Help on this panel (F1)"))

    def _open(self) -> None:
        from geodesk.desktop.help.pages import page_of

        self._desk.open(page_of(self._key) or "start")
