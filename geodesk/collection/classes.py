"""The classes that people label a collection with: which there are, in the order of their keys."""

import json
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from geodesk.collection.durable import make_folder, replacing
from geodesk.collection.errors import CollectionError, printable, unreadable, unwritable
from geodesk.collection.events import clean_label
from geodesk.collection.store import Store

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
    for source in store.sources:
        file = source / _FILE
        try:
            return _parsed(json.loads(file.read_bytes()))
        except FileNotFoundError:
            continue
        except OSError as fault:
            raise unreadable(str(file), fault) from fault
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError, CollectionError):
            name = printable(str(file))
            raise CollectionError(
                en=f"{name} is not a list of classes; correct it, or delete it to start anew.",
                es=f"{name} no es una lista de clases; corríjalo, o bórrelo para empezar de nuevo.",
            ) from None
    return None


def save(store: Store, classes: Sequence[LabelClass]) -> None:
    """Keep classes in a store.

    Raises
    ------
    CollectionError
        If a class is named twice or not allowed, or the file cannot be written; the old one then stands.
    """
    tidy = tidied(classes)
    try:
        make_folder(store.home)
    except OSError as fault:
        raise unwritable(str(store.home), fault) from fault
    listed = [
        {key: value for key in ("id", "es", "en", "colour") if (value := getattr(one, key))} for one in tidy
    ]
    with replacing(store.home / _FILE) as stream:
        stream.write(json.dumps({"classes": listed}, ensure_ascii=False, indent=1).encode())


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


def _name(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).split())
