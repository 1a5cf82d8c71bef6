"""Which content the files of a collection have now, and whether what was kept still belongs to them."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from geodesk.collection.holdings import hashed_paths
from geodesk.collection.index import Hashing
from geodesk.collection.pictures import Picture

if TYPE_CHECKING:
    from geodesk.collection.collection import Collection


def known_contents(collection: "Collection") -> dict[str, str]:
    """The known SHA-256 of the pictures as they are now, by path; not of those never read."""
    return collection.index.contents(collection.pictures())


def smallest(pictures: Sequence[Picture], most: int | None) -> list[Picture]:
    """As many of the smallest files as have so many bytes together; None: all of them."""
    left = sum(one.size for one in pictures) if most is None else most
    chosen = []
    for picture in sorted(pictures, key=lambda one: one.size):
        left -= picture.size
        if left >= 0:
            chosen.append(picture)
    return chosen


def check_contents(collection: "Collection", most: int | None = None) -> Iterator[Hashing]:
    """Read pictures that may have become others, and withhold what was kept of what they were before.

    Read are those of which a label, a measurement, a point count or a caption names the content, or that
    were said to have moved, and that are new or changed since they were read last.

    Parameters
    ----------
    most
        Bytes to read at most, the smallest files first; None: all.
    """
    moves = collection.labels.said_moves.moves
    wanted = hashed_paths(collection).union(*((one.source, one.target) for one in moves))
    if not wanted:
        return
    known = known_contents(collection)
    found = [one for one in collection.pictures() if one.path in wanted and one.path not in known]
    yield from collection.index.hash_pictures(smallest(found, most))
    collection.labels.learn_contents(known_contents(collection))
