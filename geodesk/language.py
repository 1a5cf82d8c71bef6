"""The two languages of everything below the window, and the errors a user may read.

The window translates through Qt; the packages below it know no Qt, so each sentence that can reach a
user is written in English and Spanish at the place where it is raised.
"""

import locale
import os
from dataclasses import dataclass

LANGUAGES = ("es", "en")
_chosen: str | None = None


def set_language(code: str | None) -> None:
    """Choose ``"es"`` or ``"en"`` for this process; None goes back to the environment's own."""
    global _chosen
    if code is not None and code not in LANGUAGES:
        raise ValueError(f"unknown language {code!r}: choose one of {', '.join(LANGUAGES)}")
    _chosen = code


def language() -> str:
    """The language in force: the chosen one, else ``GEODESK_LANG``, else the locale's, else Spanish."""
    if _chosen is not None:
        return _chosen
    names = (os.environ.get(key, "") for key in ("GEODESK_LANG", "LC_ALL", "LC_MESSAGES", "LANG"))
    for name in (*names, _of_windows()):
        code = "es" if name.lower().startswith("spanish") else name[:2].lower()
        if code in LANGUAGES:
            return code
        if name and name.split(".")[0] not in ("C", "POSIX"):
            return "en"
    return "es"


def _of_windows() -> str:
    """The locale as Windows names it, such as ``Spanish_Mexico``; elsewhere the variables say it all."""
    if os.name != "nt":  # getlocale() calls the neutral locale "C" English
        return ""
    try:
        return locale.getlocale()[0] or ""
    except ValueError:
        return ""


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence for the user, in both languages."""

    en: str
    es: str

    def __str__(self) -> str:
        return self.es if language() == "es" else self.en


def t(en: str, es: str) -> str:
    """The sentence in the language in force."""
    return es if language() == "es" else en


def decimal(text: str) -> str:
    """A number's text with the decimal sign of the language in force; for people, never for files."""
    return text.replace(".", ",") if language() == "es" else text


class GeoDeskError(Exception):
    """A fault that one sentence explains to the user: what happened and what to do.

    Parameters
    ----------
    en, es : str
        The same sentence in English and Spanish. ``str(error)`` is the one in force.
    """

    def __init__(self, en: str, es: str) -> None:
        super().__init__(en)
        self.sentence = Sentence(en, es)

    def __str__(self) -> str:
        return str(self.sentence)
