"""File name patterns that say which pictures are one sample. They are data: seen, changed and kept."""

import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from functools import cached_property
from typing import Any, Literal, get_args

from geodesk.collection import kept as documents
from geodesk.collection.errors import CollectionError, printable
from geodesk.collection.store import Store
from geodesk.language import Sentence

Grouping = Literal["pair", "series"]
FIELDS = {
    "sample": r"(?P<sample>.+?)",
    "sep": r"[ _.\-]",
    "light": r"(?P<light>ppl|xpl)",
    "angle": r"(?P<angle>\d{1,3}(?:[.,]\d+)?)",
    "deg": r"(?:deg|degrees|grados|[°º])",
    "number": r"(?P<number>\d+)",
}
_SIGNS = {"light": ("ppl", "xpl"), "deg": ("deg", "grados", "°", "º")}
_FILE = "patterns.json"


@dataclass(frozen=True)
class Pattern:
    """One way of naming files.

    Parameters
    ----------
    name : str
        What the user calls it.
    kind : {"pair", "series"}
        ``pair``: two pictures that differ in ``{light}``. ``series``: three or more that differ in
        ``{angle}`` (0 to 360 degrees) or ``{number}`` (a stage turned by steps nobody wrote down).
    template : str
        The file name without its ending, in any case. Fields in braces: ``{sample}`` any text, the same for
        all pictures of a sample; ``{light}`` ppl or xpl; ``{angle}``; ``{number}``; ``{deg}`` the word or
        sign for degrees; ``{sep}`` one of ``_ - .`` or space. Everything else stands for itself.

    Raises
    ------
    CollectionError
        If the template has an unknown field, or not the fields its kind needs.
    """

    name: str
    kind: Grouping
    template: str

    def __post_init__(self) -> None:
        fields = re.findall(r"\{([^{}]*)\}", self.template)
        needed = {"light"} if self.kind == "pair" else {"angle", "number"}
        unknown = [field for field in fields if field not in FIELDS]
        named = [field for field in fields if field not in ("sep", "deg")]
        sound = (
            self.kind in get_args(Grouping)
            and not unknown
            and len(named) == len(set(named)) == 2
            and "sample" in named
            and bool(needed & set(named))
        )
        if not sound:
            raise CollectionError(
                en=f"The pattern “{self.template}” must hold {{sample}} once and, for a pair, {{light}} once,"
                " for a series {angle} or {number} once.",
                es=f"El patrón «{self.template}» debe contener una vez {{sample}} y, para una pareja,"
                " {light} una vez, para una serie {angle} o {number} una vez.",
            )

    @cached_property
    def signs(self) -> tuple[tuple[str, ...], ...]:
        """What a fitting name holds, casefolded: one text of each tuple. Tells quickly that nothing fits."""
        parts = re.split(r"\{([^{}]*)\}", self.template)
        fixed = [(part.casefold(),) for part in parts[::2] if part]
        return (*fixed, *(_SIGNS[field] for field in parts[1::2] if field in _SIGNS))

    @cached_property
    def expression(self) -> re.Pattern[str]:
        """The template as a regular expression over a whole file name without its ending."""
        parts = re.split(r"\{([^{}]*)\}", self.template)
        return re.compile(
            "".join(FIELDS[part] if i % 2 else re.escape(part) for i, part in enumerate(parts)),
            re.IGNORECASE,
        )


PPL_XPL = Pattern("PPL/XPL", "pair", "{sample}{sep}{light}")
ANGLE_DEG = Pattern("angle in degrees", "series", "{sample}{sep}{angle}{deg}")
ANGLE_ROT = Pattern("rotNNN", "series", "{sample}{sep}rot{angle}")
ANGLE_SEP_ROT = Pattern("rot_NNN", "series", "{sample}{sep}rot{sep}{angle}")
FIELD_IMAGE = Pattern("field and stage step", "series", "{sample}_image{number}")

DEFAULT_PATTERNS: tuple[Pattern, ...] = (PPL_XPL, ANGLE_DEG, ANGLE_ROT, ANGLE_SEP_ROT)
"""Patterns whose names say what they are. Plain numbering (img_01, img_02) is none of them."""

PRESETS: tuple[Pattern, ...] = (*DEFAULT_PATTERNS, FIELD_IMAGE)
"""All patterns offered to the user, among them those that would take plain numbering for a series."""


def load(store: Store) -> list[Pattern]:
    """The patterns kept in a store, or the default ones."""
    kept = documents.load(store, _FILE, _parsed, _damaged)
    return list(DEFAULT_PATTERNS) if kept is None else kept


def save(store: Store, patterns: Sequence[Pattern] | None) -> None:
    """Keep patterns in a store; None takes them away."""
    kept = None if patterns is None else {"patterns": [asdict(pattern) for pattern in patterns]}
    documents.save(store, _FILE, kept)


def _parsed(document: Any) -> list[Pattern]:
    return [Pattern(str(one["name"]), one["kind"], str(one["template"])) for one in document["patterns"]]


def _damaged(file: str) -> Sentence:
    name = printable(file)
    return Sentence(
        f"{name} is not a list of patterns; correct it, or delete it for the default ones.",
        f"{name} no es una lista de patrones; corríjalo, o bórrelo para recuperar los predeterminados.",
    )
