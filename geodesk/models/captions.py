"""What captions are made of: the attributes of a template, their words, and a vocabulary of ids.

>>> from geodesk.models.captions import LANDSLIDE
>>> LANDSLIDE.compose({"tipo": "flujos", "actividad": "activo", "direccion": "sw",
...                    "area": "pequeña", "perimetro": "mediano"})
'flujos activo direccion sw area pequeña perimetro mediano'
>>> LANDSLIDE.parse("flujos activo direccion sw area pequeña perimetro mediano")["area"]
'pequeña'
"""

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from geodesk.models.card import BadCard

PAD, UNKNOWN, START, END = 0, 1, 2, 3
"""Ids that are no word of a caption: nothing, a word never learnt, its beginning and its end."""
MARKS = ("", "<oov>", "startseq", "endseq")
MAX_LENGTH = 13


@dataclass(frozen=True, slots=True)
class Value:
    """One thing an attribute can be.

    Attributes
    ----------
    words
        As it stands in a caption, such as "muy grande".
    es, en
        As the window names it.
    """

    words: str
    es: str
    en: str


@dataclass(frozen=True, slots=True)
class Attribute:
    """One property that a caption states.

    Attributes
    ----------
    id
        Name in tables: tipo, actividad, direccion, area, perimetro.
    before
        Word that stands before its value; "" if none does.
    """

    id: str
    es: str
    en: str
    before: str
    values: tuple[Value, ...]

    def value(self, words: str) -> Value | None:
        """The value that stands as `words` in a caption."""
        return next((value for value in self.values if value.words == words), None)


@dataclass(frozen=True, slots=True)
class Template:
    """The order of the attributes in a caption."""

    attributes: tuple[Attribute, ...]

    def __getitem__(self, name: str) -> Attribute:
        return next(attribute for attribute in self.attributes if attribute.id == name)

    @property
    def ids(self) -> tuple[str, ...]:
        """Names of the attributes in order."""
        return tuple(attribute.id for attribute in self.attributes)

    @property
    def vocabulary(self) -> tuple[str, ...]:
        """`MARKS` and then each word once, in the order in which the template has them."""
        words = [
            word
            for attribute in self.attributes
            for text in (attribute.before, *(value.words for value in attribute.values))
            for word in text.split()
        ]
        return (*MARKS, *dict.fromkeys(words))

    def compose(self, values: Mapping[str, str]) -> str:
        """The caption of some values; an attribute without one is left out."""
        parts = [
            f"{attribute.before} {values[attribute.id]}".strip()
            for attribute in self.attributes
            if values.get(attribute.id)
        ]
        return " ".join(parts)

    def parse(self, caption: str) -> dict[str, str]:
        """Attribute → words of its value; "" where the caption does not say it in the template's words."""
        words, at = caption.split(), 0
        found = {}
        for i, attribute in enumerate(self.attributes):
            found[attribute.id] = ""
            if attribute.before:
                if attribute.before not in words[at:]:
                    continue
                at = words.index(attribute.before, at) + 1
                places = range(at, at + 1)
            else:  # anywhere before the next word that stands before a value
                signs = {one.before for one in self.attributes[i + 1 :]} - {""}
                stop = next((k for k in range(at, len(words)) if words[k] in signs), len(words))
                places = range(at, stop)
            for place in places:
                if (value := _value_at(attribute, words, place)) is not None:
                    found[attribute.id], at = value.words, place + len(value.words.split())
                    break
        return found

    def to_list(self) -> list[dict[str, Any]]:
        """As it stands in a model's card."""
        return [
            {
                "id": one.id,
                "es": one.es,
                "en": one.en,
                "before": one.before,
                "values": [{"words": v.words, "es": v.es, "en": v.en} for v in one.values],
            }
            for one in self.attributes
        ]

    @classmethod
    def from_list(cls, raw: Any) -> "Template":
        """Read what `to_list` gives; raises `BadCard`."""
        try:
            attributes = tuple(
                Attribute(
                    str(one["id"]),
                    str(one.get("es", one["id"])),
                    str(one.get("en", one["id"])),
                    str(one.get("before", "")),
                    tuple(
                        Value(str(v["words"]), str(v.get("es", v["words"])), str(v.get("en", v["words"])))
                        for v in one["values"]
                    ),
                )
                for one in raw
            )
        except (TypeError, KeyError, AttributeError) as error:
            raise BadCard("caption.attributes", "[{id, before, values: [{words, es, en}]}]") from error
        names = [attribute.id for attribute in attributes]
        if not names or len(set(names)) != len(names) or any(not one.values for one in attributes):
            raise BadCard("caption.attributes", "id ≠ id, values ≥ 1")
        return cls(attributes)


def _value_at(attribute: Attribute, words: Sequence[str], place: int) -> Value | None:
    """The value that stands there; of "grande" and "muy grande" the longer one."""
    for value in sorted(attribute.values, key=lambda value: -len(value.words)):
        said = value.words.split()
        if list(words[place : place + len(said)]) == said:
            return value
    return None


def plain(text: str) -> str:
    """Lower case, without accents (but ñ) and without needless space, as words are compared."""
    kept = text.strip().lower().replace("ñ", "\0")
    split = unicodedata.normalize("NFKD", kept)
    bare = "".join(c for c in split if not unicodedata.combining(c))
    return " ".join(bare.replace("\0", "ñ").split())


def encoded(caption: str, vocabulary: Sequence[str]) -> list[int]:
    """Ids of a caption with `START` before and `END` behind it; words never learnt are `UNKNOWN`."""
    known = {word: i for i, word in enumerate(vocabulary)}
    return [START, *(known.get(word, UNKNOWN) for word in caption.split()), END]


def decoded(ids: Sequence[int], vocabulary: Sequence[str]) -> str:
    """The words of some ids up to the end of the caption."""
    words = []
    for one in ids:
        if one == END:
            break
        if one not in (PAD, START):
            words.append(vocabulary[one])
    return " ".join(words)


def _attribute(name: str, en: str, es: str, before: str, values: Sequence[tuple[str, str, str]]) -> Attribute:
    return Attribute(name, es, en, before, tuple(Value(*value) for value in values))


LANDSLIDE = Template(
    (
        _attribute(
            "tipo",
            "Type",
            "Tipo",
            "",
            (
                ("rotacional", "rotacional", "rotational slide"),
                ("reptacion", "reptación", "creep"),
                ("flujos", "flujo", "flow"),
                ("caida", "caída", "fall"),
            ),
        ),
        _attribute(
            "actividad",
            "Activity",
            "Actividad",
            "",
            (("activo", "activo", "active"), ("inactivo", "inactivo", "inactive")),
        ),
        _attribute(
            "direccion",
            "Direction",
            "Dirección",
            "direccion",
            (
                ("norte", "norte", "north"),
                ("ne", "noreste", "north-east"),
                ("este", "este", "east"),
                ("se", "sureste", "south-east"),
                ("sur", "sur", "south"),
                ("sw", "suroeste", "south-west"),
                ("oeste", "oeste", "west"),
                ("nw", "noroeste", "north-west"),
            ),
        ),
        _attribute(
            "area",
            "Area",
            "Área",
            "area",
            (
                ("pequeña", "pequeña", "small"),
                ("mediana", "mediana", "medium"),
                ("grande", "grande", "large"),
                ("muy grande", "muy grande", "very large"),
            ),
        ),
        _attribute(
            "perimetro",
            "Perimeter",
            "Perímetro",
            "perimetro",
            (
                ("pequeño", "pequeño", "small"),
                ("mediano", "mediano", "medium"),
                ("grande", "grande", "large"),
                ("muy grande", "muy grande", "very large"),
            ),
        ),
    )
)
"""The study's template: ``<tipo> <activo|inactivo> direccion <d> area <clase> perimetro <clase>``."""
