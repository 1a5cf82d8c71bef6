"""Small JSON documents kept beside a collection: its classes, its file name patterns, strokes."""

import json
from collections.abc import Callable
from typing import Any, TypeVar

from geodesk.collection.durable import make_folder, replacing
from geodesk.collection.errors import CollectionError, unreadable, unwritable
from geodesk.collection.store import Store
from geodesk.language import Sentence

T = TypeVar("T")


def load(store: Store, name: str, parse: Callable[[Any], T], damaged: Callable[[str], Sentence]) -> T | None:
    """The document of a name as `parse` understands it; None if it was never kept.

    Raises
    ------
    CollectionError
        If it cannot be read, or `parse` cannot make sense of it: then in the words of `damaged`, which is
        given the file.
    """
    for source in store.sources:
        file = source / name
        try:
            return parse(json.loads(file.read_bytes()))
        except FileNotFoundError:
            continue
        except OSError as fault:
            raise unreadable(str(file), fault) from fault
        except (
            ValueError,
            KeyError,
            TypeError,
            AttributeError,
            OverflowError,
            RecursionError,
            CollectionError,
        ):
            sentence = damaged(str(file))
            raise CollectionError(en=sentence.en, es=sentence.es) from None
    return None


def save(store: Store, name: str, document: Any) -> None:
    """Keep a document; None takes it away.

    Raises
    ------
    CollectionError
        If it cannot be written; the old one then stands.
    """
    file = store.home / name
    try:
        if document is None:
            file.unlink(missing_ok=True)
            return
        make_folder(store.home)
    except OSError as fault:
        raise unwritable(str(store.home), fault) from fault
    with replacing(file) as stream:
        stream.write(json.dumps(document, ensure_ascii=False, indent=1).encode())
