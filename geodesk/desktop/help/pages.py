"""The pages of the help: which there are, where each belongs, and their text in the language in force.

A page is ``resources/help/<language>/<key>.md``. In it ``[[key.of.action]]`` becomes the action's own text
and key, so that neither can go stale; ``[text](page)`` is a link to another page and ``[text](action:key)``
does what the action does. *Italics* are words as they stand on the screen.
"""

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtGui import QKeySequence

from geodesk.desktop.translation import QT_TRANSLATE_NOOP, translate
from geodesk.language import language
from geodesk.places import resources

if TYPE_CHECKING:
    from geodesk.desktop.actions import Registry

SECTIONS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (QT_TRANSLATE_NOOP("HelpPages", "Begin"), ("start", "window", "picture", "keyboard")),
    (QT_TRANSLATE_NOOP("HelpPages", "The folder"), ("samples", "table")),
    (QT_TRANSLATE_NOOP("HelpPages", "Classify"), ("classify", "watch", "classmap", "captions")),
    (QT_TRANSLATE_NOOP("HelpPages", "Label"), ("label", "agreement", "moved", "learning")),
    (
        QT_TRANSLATE_NOOP("HelpPages", "Measure"),
        ("plots", "statistics", "ensembles", "phases", "count", "measure", "structure"),
    ),
    (QT_TRANSLATE_NOOP("HelpPages", "Generate"), ("generate",)),
    (QT_TRANSLATE_NOOP("HelpPages", "Keep and repeat"), ("figures", "history")),
    (
        QT_TRANSLATE_NOOP("HelpPages", "Good to know"),
        ("models", "preferences", "files", "terminal", "trouble"),
    ),
)
PAGES: tuple[str, ...] = tuple(page for _title, pages in SECTIONS for page in pages)

# By the beginning of an object's name, the longest that fits; modes and panels by their keys.
PLACES: dict[str, str] = {
    "about": "trouble",
    "active": "learning",
    "agreement": "agreement",
    "agreement.lost": "moved",
    "answers": "models",
    "canvas": "picture",
    "captioning": "captions",
    "classify": "classify",
    "classifying": "classify",
    "closing": "files",
    "count": "count",
    "counting": "count",
    "counting.map": "classmap",
    "explore": "picture",
    "fault": "trouble",
    "figures": "figures",
    "generate": "generate",
    "generating": "generate",
    "grid": "samples",
    "history": "history",
    "keyboard": "keyboard",
    "label": "label",
    "labelling": "label",
    "labelling.lost": "moved",
    "measure": "measure",
    "measuring": "measure",
    "models": "models",
    "palette": "window",
    "phases": "phases",
    "plots": "plots",
    "plots.ensembles": "ensembles",
    "plots.numbers": "statistics",
    "preferences": "preferences",
    "problems": "classify",
    "recipe": "history",
    "reports": "figures",
    "retrain": "learning",
    "samples": "samples",
    "strip": "classify",
    "structure": "phases",
    "structure.flow": "structure",
    "structure.reconstruction": "structure",
    "structure.preview": "structure",
    "structure.transport": "structure",
    "table": "table",
    "toast": "trouble",
    "watching": "watch",
    "welcome": "start",
}

_ACTION = re.compile(r"\[\[([a-z0-9_.]+)\]\]")
_KEYS = "[[keyboard]]"
_SHORT = 60
"""Letters of a line that is likely a heading."""


@dataclass(frozen=True, slots=True)
class Found:
    """A page that holds what was searched for.

    Attributes
    ----------
    key, title
        Of the page.
    piece
        The words around the first place.
    """

    key: str
    title: str
    piece: str


def page_of(name: str) -> str | None:
    """The page of an object's name, of a panel's or a mode's key; None where nothing is said of it."""
    parts = [name[:end] for end in range(len(name), 0, -1)]
    fitting = (part for part in parts if part in PLACES and name[len(part) : len(part) + 1] in ("", ".", "_"))
    found = next(fitting, None)
    return None if found is None else PLACES[found]


def source(key: str) -> str:
    """The Markdown of a page as it is shipped, in the language in force."""
    return (resources() / "help" / language() / f"{key}.md").read_text(encoding="utf-8")


def title(key: str) -> str:
    """The heading of a page."""
    return source(key).partition("\n")[0].lstrip("# ").strip()


def markdown(key: str, registry: "Registry") -> str:
    """A page with the names and keys of actions as they are now.

    Raises
    ------
    KeyError
        It names an action that is none.
    """
    text = source(key)
    if _KEYS in text:
        text = text.replace(_KEYS, key_tables(registry))
    return _ACTION.sub(lambda match: named(registry, match[1]), text)


def named(registry: "Registry", key: str) -> str:
    """An action's text, bold, and its first key."""
    label = registry.specs[key].label.replace("&", "")
    keys = registry[key].shortcut().toString(QKeySequence.SequenceFormat.NativeText)
    return f"**{label}** ({keys})" if keys else f"**{label}**"


def key_tables(registry: "Registry") -> str:
    """All keys, a table for each group of actions."""
    from geodesk.desktop.keyboard import GROUPS

    lines: list[str] = []
    for group, heading in GROUPS.items():
        specs = [s for k, s in registry.specs.items() if k.split(".")[0] == group and s.shortcuts]
        if not specs:
            continue
        lines += [f"## {translate('Groups', heading)}", "", "| | |", "|---|---|"]
        for spec in specs:
            keys = [QKeySequence(k).toString(QKeySequence.SequenceFormat.NativeText) for k in spec.shortcuts]
            label = spec.label.replace("&", "").rstrip("…")
            lines.append(f"| {', '.join(keys).replace('|', chr(92) + '|')} | {label} |")
        lines.append("")
    return "\n".join(lines)


def plain(text: str) -> str:
    """Lower case without accents, letter for letter, so that places in both are the same."""
    return "".join(unicodedata.normalize("NFD", letter)[0].lower() for letter in text)


class Search:
    """All pages in one language, to be searched.

    Parameters
    ----------
    texts
        By page: title and words, without marks.
    """

    def __init__(self, texts: dict[str, tuple[str, str]]) -> None:
        self._pages = [(key, title, text, plain(title), plain(text)) for key, (title, text) in texts.items()]

    def find(self, wanted: str) -> list[Found]:
        """The pages that hold all the words, the likeliest first.

        Words in the page's title count most, then a short line (a heading, a row's beginning) that holds them
        all, then the words beside each other, then how often they come.
        """
        words = plain(wanted).split()
        phrase = " ".join(words)
        found: list[tuple[int, Found]] = []
        for key, heading, text, folded_heading, folded in self._pages if words else ():
            if not all(word in folded for word in words):
                continue
            weight = sum(20 * (word in folded_heading) + min(folded.count(word), 15) for word in words)
            if any(len(line) < _SHORT and all(word in line for word in words) for line in folded.split("\n")):
                weight += 15
            if len(words) > 1:
                weight += 5 * min(folded.count(phrase), 5)
            found.append((-weight, Found(key, heading, _piece(text, folded, words))))
        return [one for _weight, one in sorted(found, key=lambda pair: pair[0])]


def _piece(text: str, folded: str, words: list[str]) -> str:
    """Where the words stand closest after the title, with some words around them."""
    after = folded.find("\n") + 1
    at = folded.find(" ".join(words), after)
    at = folded.find(words[0], after) if at < 0 else at
    at = folded.find(words[0]) if at < 0 else at
    begin = max(0, text.rfind(" ", 0, max(0, at - 30)) + 1)
    begin = max(begin, text.rfind("\n", 0, at) + 1)
    end = text.find("\n", at)
    end = min(len(text) if end < 0 else end, begin + 90)
    return ("… " if begin > 0 and text[begin - 1] != "\n" else "") + text[begin:end].strip() + " …"
