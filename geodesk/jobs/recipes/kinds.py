"""The kinds of values that an option of a step takes: strictly read, and written as a command's word."""

import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath, PureWindowsPath
from typing import Any

_LONGEST = 2000


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of value.

    Attributes
    ----------
    right
        Whether a value read from JSON is one.
    word
        The value as the word that stands after the option on a command line.
    kept
        The value that a parsed command line holds, as a JSON value.
    portable
        Whether it says the same of another folder.
    """

    right: Callable[[Any], bool]
    word: Callable[[Any], str] = str
    kept: Callable[[Any], Any] = lambda value: value
    portable: Callable[[Any], bool] = lambda value: True


def _is_whole(value: Any, least: int) -> bool:
    return type(value) is int and least <= value < 1 << 64


def _is_number(value: Any) -> bool:
    return type(value) in (int, float) and abs(value) <= sys.float_info.max


def is_text(value: Any) -> bool:
    """Whether a value is one line of text without control characters."""
    return isinstance(value, str) and 0 < len(value) <= _LONGEST and value.isprintable()


def inside(name: Any) -> bool:
    """Whether a text is the path of something within a folder: relative, without a step out of it."""
    if not is_text(name) or "\\" in name or ":" in name:
        return False
    path = PurePosixPath(name)
    windows = PureWindowsPath(name)
    return not (path.is_absolute() or windows.drive or ".." in path.parts or not path.parts)


def _number_word(value: float) -> str:
    return repr(value)


def _several(value: Any, count: tuple[int, ...], right: Callable[[Any], bool]) -> bool:
    return isinstance(value, list) and len(value) in count and all(right(one) for one in value)


def _table(value: Any) -> bool:
    return (
        isinstance(value, dict)
        and bool(value)
        and all(
            isinstance(label, str) and label.isdecimal() and _is_number(k) and k >= 0
            for label, k in value.items()
        )
    )


def _table_kept(value: Mapping[int, float]) -> dict[str, float]:
    return {str(label): k for label, k in value.items()}


def choice(*values: str) -> Kind:
    """One of some words."""
    return Kind(lambda value: value in values and isinstance(value, str))


FLAG = Kind(lambda value: value is True)
COUNT = Kind(lambda value: _is_whole(value, 1))
LAG = Kind(lambda value: _is_whole(value, 0))
LABEL = Kind(lambda value: type(value) is int and abs(value) < 1 << 63)
NUMBER = Kind(_is_number, _number_word)
SHARE = Kind(lambda value: _is_number(value) and 0 <= value <= 1, _number_word)
CONDUCTIVITY = Kind(lambda value: _is_number(value) and value >= 0, _number_word)
THRESHOLD = Kind(
    lambda value: value == "otsu" or _is_number(value),
    lambda value: value if value == "otsu" else repr(value),
)
TEXT = Kind(is_text)
SIZE = Kind(
    lambda value: _several(value, (1, 2, 3), lambda one: _is_whole(one, 1)),
    lambda value: "x".join(map(str, value)),
    lambda value: [value] if isinstance(value, int) else list(value),
)
WEIGHTS = Kind(
    lambda value: _several(value, (2,), lambda one: _is_number(one) and one >= 0),
    lambda value: ",".join(f"{one:.12f}".rstrip("0").rstrip(".") for one in value),
    list,
)
NAMES = Kind(
    lambda value: _several(value, tuple(range(1, 20)), lambda one: is_text(one) and "," not in one),
    ",".join,
    list,
)
LENGTH = Kind(lambda value: _is_number(value) and value > 0, lambda value: f"{value!r} m")
SCALE = Kind(
    lambda value: value in ("auto", "none") if isinstance(value, str) else _is_number(value) and value > 0,
    lambda value: value if isinstance(value, str) else f"{value!r} m",
)
"""Of a scale bar: ``auto``, ``none`` or its length in metres."""
CONTRAST = Kind(
    lambda value: (
        value in ("shown", "auto", "raw") if isinstance(value, str) else _several(value, (2,), _is_number)
    ),
    lambda value: value if isinstance(value, str) else ":".join(map(repr, value)),
    lambda value: value if isinstance(value, str) else list(value),
)
TABLE = Kind(_table, lambda value: ",".join(f"{label}={k!r}" for label, k in value.items()), _table_kept)
PHASES = Kind(is_text, portable=lambda value: value == "auto")
"""``auto``, or the path of a label image, which says nothing of another folder."""
ELSEWHERE = Kind(is_text, kept=str, portable=lambda value: False)
"""A file of the user's."""
INSTALLED = Kind(
    is_text, portable=lambda value: not set(value) & set("/\\:") and value.lower()[-5:] != ".onnx"
)
"""The name of an installed model; a file of the user's says nothing to another machine."""
PICTURE = Kind(is_text, kept=str, portable=inside)
"""A picture of the folder, by its path in it."""
