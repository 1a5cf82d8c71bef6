"""How points are counted in a collection: the classes, their poles in the QFL triangle, the method."""

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from geodesk.collection import kept as documents
from geodesk.collection.classes import LabelClass, tidied
from geodesk.collection.errors import printable
from geodesk.collection.store import Store
from geodesk.language import Sentence

Pole = Literal["Q", "F", "L", ""]
POLES: tuple[Pole, ...] = ("Q", "F", "L", "")

_FILE = "counting.json"
_SCHEMA = "1"
_WORDS: tuple[tuple[Pole, tuple[str, ...]], ...] = (
    ("L", ("lithic", "litico", "rock", "roca", "fragment", "volcanic", "volcanico", "clast")),
    ("Q", ("quartz", "cuarzo", "chert", "silex", "chalcedony", "calcedonia")),
    (
        "F",
        (
            "feldspar",
            "feldespato",
            "plagioclas",
            "orthoclase",
            "ortoclasa",
            "ortosa",
            "microclin",
            "sanidin",
            "albit",
        ),
    ),
)

USUAL: tuple[LabelClass, ...] = (
    LabelClass("quartz", "cuarzo", "quartz"),
    LabelClass("feldspar", "feldespato", "feldspar"),
    LabelClass("rock-fragment", "fragmento de roca", "rock fragment"),
    LabelClass("matrix", "matriz", "matrix"),
    LabelClass("cement", "cemento", "cement"),
    LabelClass("pore", "poro", "pore"),
    LabelClass("mica", "mica", "mica"),
    LabelClass("opaque", "opaco", "opaque"),
    LabelClass("other", "otro", "other"),
)
"""What a sandstone is counted into until somebody says otherwise."""


@dataclass(frozen=True, slots=True)
class Scheme:
    """What points are counted into.

    Attributes
    ----------
    classes : tuple of LabelClass
        In the order of their keys 1-9.
    poles : mapping
        Class id → its pole in the QFL triangle; classes without one are not in it.
    gazzi : bool
        Gazzi-Dickinson: a crystal of sand size within a rock fragment counts as its mineral; otherwise
        it counts as rock fragment.
    diagram : str
        ``"folk"`` or ``"dickinson"``: the fields that are drawn.
    """

    classes: tuple[LabelClass, ...]
    poles: Mapping[str, Pole] = field(default_factory=dict)
    gazzi: bool = True
    diagram: Literal["folk", "dickinson"] = "folk"

    @property
    def lithic(self) -> str | None:
        """The first class at the pole L."""
        return next((one.id for one in self.classes if self.poles.get(one.id) == "L"), None)

    def counted_as(self, label: str, in_fragment: bool) -> str:
        """The class that a point counts for by the method in force."""
        if in_fragment and not self.gazzi and self.lithic is not None:
            return self.lithic
        return label

    def with_classes(self, more: Iterable[LabelClass]) -> "Scheme":
        """The same and the classes that are not in it yet, with the poles that their names suggest."""
        known = {one.id for one in self.classes}
        new = [one for one in more if one.id not in known]
        poles = dict(self.poles) | {one.id: pole for one in new if (pole := pole_of(one))}
        return Scheme((*self.classes, *new), poles, self.gazzi, self.diagram)


def pole_of(one: LabelClass) -> Pole:
    """The pole that a class's name suggests; empty: none."""
    text = unicodedata.normalize("NFD", f"{one.id} {one.es} {one.en}".casefold())
    plain = "".join(c for c in text if not unicodedata.combining(c))
    return next((pole for pole, words in _WORDS if any(word in plain for word in words)), "")


def usual_scheme(classes: Sequence[LabelClass] = USUAL) -> Scheme:
    """Classes with the poles that their names suggest."""
    return Scheme(tuple(classes), {one.id: pole for one in classes if (pole := pole_of(one))})


def load(store: Store) -> Scheme | None:
    """The scheme kept in a store; None if none was. Raises `CollectionError`."""
    return documents.load(store, _FILE, _parsed, _damaged)


def save(store: Store, scheme: Scheme) -> None:
    """Keep a scheme in a store.

    Raises
    ------
    CollectionError
        A class is named twice or not allowed, or the file cannot be written; the old one then stands.
    """
    tidy = tidied(scheme.classes)
    listed = [
        {key: value for key in ("id", "es", "en", "colour") if (value := getattr(one, key))}
        | ({"pole": pole} if (pole := scheme.poles.get(one.id)) else {})
        for one in tidy
    ]
    document = {"schema": _SCHEMA, "classes": listed, "gazzi": scheme.gazzi, "diagram": scheme.diagram}
    documents.save(store, _FILE, document)


def _parsed(document: Any) -> Scheme:
    if document["schema"] != _SCHEMA or document.get("diagram", "folk") not in ("folk", "dickinson"):
        raise ValueError(document)
    parts = [{key: one.get(key) or "" for key in ("id", "es", "en", "colour")} for one in document["classes"]]
    if not all(isinstance(value, str) for part in parts for value in part.values()):
        raise ValueError(document)
    classes = tuple(tidied(LabelClass(**part) for part in parts))
    poles: dict[str, Pole] = {}
    for one, raw in zip(classes, document["classes"], strict=True):
        pole = raw.get("pole", "")
        if pole not in POLES:
            raise ValueError(pole)
        if pole:
            poles[one.id] = pole
    return Scheme(classes, poles, bool(document.get("gazzi", True)), document.get("diagram", "folk"))


def _damaged(file: str) -> Sentence:
    name = printable(file)
    return Sentence(
        f"{name} does not hold the classes of a point count; correct it, or delete it to start anew.",
        f"{name} no contiene las clases de un conteo de puntos; corríjalo, o bórrelo para empezar de nuevo.",
    )
