"""Labels whose pictures are gone, and the pictures they may have become.

A label follows its picture by name only if the name is unique on both sides and nothing speaks against it;
by content only if the file has the very same SHA-256. Everything else is shown, not done.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from geodesk.collection.labels import LabelState
from geodesk.collection.pictures import Picture
from geodesk.collection.steps import Changes

if TYPE_CHECKING:
    from geodesk.collection.collection import Collection


@dataclass(frozen=True, slots=True)
class Proposal:
    """What could be done with one orphaned label.

    Attributes
    ----------
    path : str
        Where the labelled picture was.
    state : LabelState
        Its label.
    by : {"name", "sha256", "ambiguous", "none"}
        What speaks for the picture: the same file name, which is unique; the same content; or that several
        pictures would do; or nothing.
    pictures : tuple of Picture
        One for ``name`` and ``sha256``; the possible ones for ``ambiguous``; none for ``none``.
    """

    path: str
    state: LabelState
    by: Literal["name", "sha256", "ambiguous", "none"]
    pictures: tuple[Picture, ...]


def orphans(collection: "Collection") -> dict[str, LabelState]:
    """The labels whose pictures are gone and that were not relinked, by path, sorted."""
    present = {picture.path for picture in collection.pictures()}
    return {
        path: state
        for path, state in sorted(collection.labels.current().items())
        if state.label is not None and path not in present and not collection.labels.moved_from(path)
    }


def proposals(collection: "Collection") -> list[Proposal]:
    """What could be done with each orphaned label, sorted by path.

    Only pictures without a label come into question. Where the lost picture's hash is known, a picture of its
    name with another content is not it; such a picture is read here if its own hash is not known yet. To find
    files that were renamed, run through `Index.hash_pictures` first.
    """
    lost = orphans(collection)
    names: dict[str, list[Picture]] = {}
    free: dict[str, Picture] = {}
    for picture in collection.pictures():
        names.setdefault(_name(picture.path), []).append(picture)
        if collection.labels.label_of(picture) is None:
            free[picture.path] = picture
    wanted = {path: _known_sha256(collection, path) for path in lost}
    doubtful = [
        one for path in lost if wanted[path] for one in names.get(_name(path), ()) if one.path in free
    ]
    for _ in collection.index.hash_pictures(doubtful):
        pass
    contents: dict[str, list[Picture]] = {}
    if any(wanted.values()):
        for picture in free.values():
            if (sha256 := collection.index.sha256_of(picture)) is not None:
                contents.setdefault(sha256, []).append(picture)

    def candidates(path: str) -> tuple[Literal["name", "sha256"], tuple[Picture, ...]]:
        named = names.get(_name(path), [])
        sha256 = wanted[path]
        if sha256 is None:
            # The name must be unique among all pictures: one that has a label already may be the one.
            return "name", tuple(named if all(one.path in free for one in named) else ())
        alike = contents.get(sha256, [])
        both = [one for one in alike if one in named]
        return ("name", tuple(both)) if len(both) == 1 else ("sha256", tuple(alike))

    found = {path: candidates(path) for path in lost}
    claims = Counter(picture.path for _, pictures in found.values() for picture in pictures)
    done = []
    for path, state in lost.items():
        by, pictures = found[path]
        if len(pictures) == 1 and claims[pictures[0].path] == 1:
            done.append(Proposal(path, state, by, pictures))
        else:
            done.append(Proposal(path, state, "ambiguous" if pictures else "none", pictures))
    return done


def _name(path: str) -> str:
    return path.rpartition("/")[2]


def _known_sha256(collection: "Collection", path: str) -> str | None:
    recorded = [event.sha256 for event in collection.labels.history(path) if event.sha256]
    return recorded[-1] if recorded else collection.index.last_sha256(path)


def relink(collection: "Collection", accepted: Iterable[Proposal]) -> Changes:
    """Give the labels of accepted proposals to their pictures, in one step of undo.

    The old path keeps its events; the new one's says where its label came from.

    Raises
    ------
    ValueError
        If a proposal is ambiguous or empty: choose one picture and make a proposal of it.
    CollectionError
        If the disk takes no more. Nothing has changed then.
    """
    moves = []
    for proposal in accepted:
        if len(proposal.pictures) != 1:
            raise ValueError(f"{proposal.path!r} has {len(proposal.pictures)} possible pictures, not one")
        moves.append((proposal.path, proposal.pictures[0]))
    return collection.labels.move_many(moves)
