"""Actions as data: menus, toolbar, command palette and keyboard sheet are made from these."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer
from PySide6.QtGui import QAction, QKeySequence

from geodesk.desktop.icons import icon
from geodesk.desktop.translation import translate

if TYPE_CHECKING:
    from geodesk.desktop.window import Window


@dataclass(frozen=True, slots=True)
class Action:
    """One thing the user can do.

    Attributes
    ----------
    key
        Such as ``"file.open_folder"``; the part before the point is its group.
    text
        English, marked ``QT_TRANSLATE_NOOP("Actions", "…")``; "…" at the end where a dialog
        opens in which something is chosen; not where one only tells, or asks in case of doubt.
    run
        What it does, given the window; for a checkable one, what it toggles.
    shortcuts
        In Qt's portable form, the first one is shown. A key may serve several actions if no two of them are
        enabled at the same time.
    icon
        Name of an SVG in resources/icons, without ending.
    enabled
        Whether it can be done now; None: always.
    checked
        Makes the action checkable: whether it is on now.
    repeats
        Whether it may be repeated by holding its key down.
    """

    key: str
    text: str
    run: Callable[["Window"], None]
    shortcuts: tuple[str, ...] = ()
    icon: str = ""
    enabled: Callable[["Window"], bool] | None = None
    checked: Callable[["Window"], bool] | None = None
    repeats: bool = False

    @property
    def label(self) -> str:
        """The text in the language in force."""
        return translate("Actions", self.text)


class Registry(QObject):
    """The actions of a window, each as a `QAction` that knows its text, key and state."""

    def __init__(self, window: "Window", actions: Sequence[Action]) -> None:
        super().__init__(window)
        self._window = window
        self.specs = {action.key: action for action in actions}
        if len(self.specs) < len(actions):
            raise ValueError("two actions have one key")
        self._made: dict[str, QAction] = {}
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self.refresh)
        for spec in actions:
            self._made[spec.key] = self._make(spec)
        window.addActions(list(self._made.values()))

    def __getitem__(self, key: str) -> QAction:
        return self._made[key]

    def refresh(self) -> None:
        """Bring enabled and checked up to date."""
        for key, spec in self.specs.items():
            action = self._made[key]
            action.setEnabled(spec.enabled is None or spec.enabled(self._window))
            if spec.checked is not None:
                action.setChecked(spec.checked(self._window))

    def refresh_soon(self) -> None:
        """The same, once, when the interface thread is next idle."""
        self._soon.start()

    def retranslate(self) -> None:
        """Set every text in the language in force."""
        for key, spec in self.specs.items():
            action = self._made[key]
            action.setText(spec.label)
            action.setIconText(spec.label.replace("&", ""))  # by itself Qt takes the "…" off on buttons
            keys = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
            action.setToolTip(f"{spec.label} ({keys})" if keys else spec.label)

    def repaint_icons(self) -> None:
        """Draw the icons anew after the theme has changed."""
        for key, spec in self.specs.items():
            if spec.icon:
                self._made[key].setIcon(icon(spec.icon))

    def _make(self, spec: Action) -> QAction:
        action = QAction(self)
        action.setObjectName(spec.key)
        action.setShortcuts([QKeySequence(keys) for keys in spec.shortcuts])
        action.setAutoRepeat(spec.repeats)
        action.setCheckable(spec.checked is not None)
        if spec.icon:
            action.setIcon(icon(spec.icon))
        action.triggered.connect(lambda _checked=False: self._run(spec))
        return action

    def _run(self, spec: Action) -> None:
        try:
            spec.run(self._window)
        finally:
            self.refresh()
