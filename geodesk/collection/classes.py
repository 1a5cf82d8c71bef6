"""The classes that people label a collection with: which there are, in the order of their keys."""

import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from geodesk.collection import kept as documents
from geodesk.collection.errors import CollectionError, printable
from geodesk.collection.events import clean_label
from geodesk.collection.store import Store
from geodesk.language import Sentence

UNSURE: Final = "UNSURE"
"""The label of a sample that a person looked at and could not decide; its key is 0."""

_FILE = "classes.json"


@dataclass(frozen=True, slots=True)
class LabelClass:
    """One class.

    Attributes
    ----------
    id : str
        The label as it stands in the logs and in CSV files.
    es, en : str
        Its name for people; empty: the id.
    colour : str
        ``#rrggbb`` as a model's card gives it; empty: by its place among the classes.
    """

    id: str
    es: str = ""
    en: str = ""
    colour: str = ""

    def name(self, language: str) -> str:
        """What people read in ``"es"`` or ``"en"``."""
        return (self.es if language == "es" else self.en) or self.id


def load(store: Store) -> list[LabelClass] | None:
    """The classes kept in a store, in the order of their keys; None if none were ever kept.

    Raises
    ------
    CollectionError
        If the file was edited into something that cannot be read.
    """
    return documents.load(store, _FILE, _parsed, _damaged)


def save(store: Store, classes: Sequence[LabelClass]) -> None:
    """Keep classes in a store.

    Raises
    ------
    CollectionError
        If a class is named twice or not allowed, or the file cannot be written; the old one then stands.
    """
    tidy = tidied(classes)
    listed = [
        {key: value for key in ("id", "es", "en", "colour") if (value := getattr(one, key))} for one in tidy
    ]
    documents.save(store, _FILE, {"classes": listed})


def tidied(classes: Iterable[LabelClass]) -> list[LabelClass]:
    """The classes as they are kept: each id clean and there once.

    Raises
    ------
    CollectionError
        If an id is no label, is the one for unsure samples, or stands there twice.
    """
    tidy: dict[str, LabelClass] = {}
    for one in classes:
        id_ = clean_label(one.id)
        if id_ == UNSURE:
            raise CollectionError(
                en=f"{UNSURE} stands for what cannot be decided and has the key 0; choose another name.",
                es=f"{UNSURE} es para lo que no se puede decidir y tiene la tecla 0; elija otro nombre.",
            )
        if id_ in tidy:
            raise CollectionError(
                en=f"The class “{id_}” is there already; choose another name.",
                es=f"La clase «{id_}» ya existe; elija otro nombre.",
            )
        tidy[id_] = LabelClass(id_, _name(one.es), _name(one.en), one.colour)
    return list(tidy.values())


def arranged(
    kept: Sequence[LabelClass], used: Iterable[str | None], known: Iterable[LabelClass] = ()
) -> list[LabelClass]:
    """The classes in force: those kept, then the labels in use, the most frequent first, then a model's.

    Parameters
    ----------
    kept
        Their order stays.
    used
        The label of each picture; `UNSURE` is no class.
    known
        What a model can tell apart; gives names to labels in use as well.
    """
    names = {one.id: one for one in known}
    counts = Counter(label for label in used if label is not None and label != UNSURE)
    found = {one.id: one for one in kept}
    for label in sorted(counts, key=lambda label: (-counts[label], label)):
        found.setdefault(label, names.get(label, LabelClass(label)))
    for label, one in names.items():
        if label != UNSURE:
            found.setdefault(label, one)
    return list(found.values())


def _parsed(document: Any) -> list[LabelClass]:
    parts = [{key: one.get(key) or "" for key in ("id", "es", "en", "colour")} for one in document["classes"]]
    if not all(isinstance(value, str) for part in parts for value in part.values()):
        raise ValueError(document)
    return tidied(LabelClass(**part) for part in parts)


def _damaged(file: str) -> Sentence:
    name = printable(file)
    return Sentence(
        f"{name} is not a list of classes; correct it, or delete it to start anew.",
        f"{name} no es una lista de clases; corríjalo, o bórrelo para empezar de nuevo.",
    )


def _name(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).split())
