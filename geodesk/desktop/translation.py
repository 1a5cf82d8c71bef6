"""The window's two languages, switched while it runs."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QEvent, QLibraryInfo, QLocale, QTranslator

from geodesk.language import language as environment_language
from geodesk.language import set_language
from geodesk.places import resources

if TYPE_CHECKING:
    from geodesk.micrograph import PixelSize

translate = QCoreApplication.translate
"""``translate("Context", "literal text")``; the text must be a literal or it is never extracted."""


def QT_TRANSLATE_NOOP(context: str, text: str) -> str:  # noqa: N802 - the name that lupdate looks for
    """Mark a literal for extraction and leave it as it is; `translate` it where it is shown."""
    return text


# Qt's Spanish writes keys out ("Control+Mayúsculas+O"); the keyboards and everybody else say Ctrl.
_KEYS = (
    QT_TRANSLATE_NOOP("QShortcut", "Ctrl"),
    QT_TRANSLATE_NOOP("QShortcut", "Shift"),
    QT_TRANSLATE_NOOP("QShortcut", "Return"),
    QT_TRANSLATE_NOOP("QShortcut", "Enter"),
    QT_TRANSLATE_NOOP("QShortcut", "Del"),
    QT_TRANSLATE_NOOP("QShortcut", "Backspace"),
    QT_TRANSLATE_NOOP("QShortcut", "Esc"),
    QT_TRANSLATE_NOOP("QShortcut", "PgUp"),
    QT_TRANSLATE_NOOP("QShortcut", "PgDown"),
)
# Missing from Qt's own catalogue.
_DIALOG = (
    QT_TRANSLATE_NOOP("QFileDialog", "Look in:"),
    QT_TRANSLATE_NOOP("QFileDialog", "Files of type:"),
    QT_TRANSLATE_NOOP("QFileDialog", "File &name:"),
    QT_TRANSLATE_NOOP("QFileDialog", "Directory:"),
    QT_TRANSLATE_NOOP("QAbstractFileIconProvider", "Folder"),
    QT_TRANSLATE_NOOP("QAbstractFileIconProvider", "Drive"),
)

_installed: list[QTranslator] = []


def apply_language(chosen: str) -> str:
    """Speak ``"es"``, ``"en"`` or the ``"system"``'s language from now on; returns the one in force.

    Every widget gets a LanguageChange event; numbers follow (decimal comma in Spanish).
    """
    set_language(None if chosen == "system" else chosen)
    code = environment_language()
    app = QCoreApplication.instance()
    assert app is not None
    while _installed:
        app.removeTranslator(_installed.pop())
    QLocale.setDefault(
        QLocale(QLocale.Language.Spanish, QLocale.Country.Spain)
        if code == "es"
        else QLocale(QLocale.Language.English, QLocale.Country.UnitedStates)
    )
    if code != "en":
        # Qt's own words ("Cancel") come with Qt.
        own, qt = str(resources() / "i18n"), QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
        # Ours is installed last and so asked first.
        for name, folder in ((f"qtbase_{code}", qt), (f"geodesk_{code}", own)):
            translator = QTranslator()
            if translator.load(name, folder):
                app.installTranslator(translator)
                _installed.append(translator)
    return code


class Translated:
    """Mix-in for widgets (name it first): `retranslate` sets every text, at the start and on each switch."""

    def retranslate(self) -> None:
        """Set every text of the widget in the language in force."""
        raise NotImplementedError

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """Qt tells of a change."""
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)  # type: ignore[misc]


def number(value: float, decimals: int = 0) -> str:
    """A number for the screen: decimal comma and thousands point in Spanish."""
    return QLocale().toString(float(value), "f", decimals)


def percent(share: float, decimals: int = 0) -> str:
    """A share from 0 to 1 as per cent: "87 %" in Spanish, "87%" in English."""
    space = "\u202f" if QLocale().language() == QLocale.Language.Spanish else ""
    return f"{number(100 * share, decimals)}{space}%"


def length(metres: float, digits: int = 4) -> str:
    """A length with the unit that suits it (nm, µm, mm, m): ``length(1.24e-8)`` is "12,4 nm"."""
    for unit, size in (("m", 1.0), ("mm", 1e-3), ("µm", 1e-6)):
        if metres >= size:
            return f"{_short(metres / size, digits)} {unit}"
    return f"{_short(metres / 1e-9, digits)} nm"


def sides(size: "PixelSize") -> str:
    """The size of a pixel: its width, and its height where it is not square."""
    return length(size.x_m) if size.square else f"{length(size.x_m)} × {length(size.y_m)}"


def area(square_metres: float, digits: int = 4) -> str:
    """An area with the unit that suits it (nm², µm², mm², m²): ``area(1.2e-8)`` is "0,012 mm²"."""
    for unit, size in (("m²", 1.0), ("mm²", 1e-6), ("µm²", 1e-12)):
        if square_metres >= size / 100:
            return f"{_short(square_metres / size, digits)} {unit}"
    return f"{_short(square_metres / 1e-18, digits)} nm²"


def source_name(source: str) -> str:
    """Where a fact comes from, for the screen: the two words of our own are translated, tags are not."""
    own = {"manual": translate("Sources", "by hand"), "detected": translate("Sources", "detected")}
    return own.get(source, source)


def _short(value: float, digits: int) -> str:
    text = QLocale().toString(float(value), "g", digits)
    return text if "e" not in text.lower() else number(value)
