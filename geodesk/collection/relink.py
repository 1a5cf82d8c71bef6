"""Labels whose pictures are gone, and the pictures they may have become.

A label follows its picture by name only if the name is unique on both sides and nothing speaks against it;
by content only if the file has the very same SHA-256. Everything else is shown, not done. A label whose file
is still there under its name but with another content is lost as well: the files may have changed names.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from geodesk.collection.contents import known_contents
from geodesk.collection.labels import LabelState
from geodesk.collection.pictures import Picture
from geodesk.collection.steps import Changes

if TYPE_CHECKING:
    from geodesk.collection.collection import Collection


By = Literal["name", "sha256", "ambiguous", "changed", "none"]


@dataclass(frozen=True, slots=True)
class Proposal:
    """What could be done with one orphaned label.

    Attributes
    ----------
    path : str
        Where the labelled picture was.
    state : LabelState
        Its label.
    by : {"name", "sha256", "ambiguous", "changed", "none"}
        What speaks for the picture: the same file name, which is unique; the same content; or that several
        pictures would do; that its file has another content now and that content is nowhere; or nothing.
    pictures : tuple of Picture
        One for ``name`` and ``sha256``; the possible ones for ``ambiguous``; the file itself for
        ``changed``, which only a person can say is still the same picture; none for ``none``.
    """

    path: str
    state: LabelState
    by: By
    pictures: tuple[Picture, ...]


def orphans(collection: "Collection") -> dict[str, LabelState]:
    """The labels whose pictures are gone and that were not relinked, by path, sorted."""
    present = {picture.path for picture in collection.pictures()}
    return {
        path: state
        for path, state in sorted(collection.labels.current().items())
        if state.label is not None and path not in present and not collection.labels.moved_from(path)
    }


def withheld(collection: "Collection") -> dict[str, LabelState]:
    """The labels of pictures whose file has another content now, by path, sorted; see `check_contents`."""
    found = sorted(collection.labels.withheld().items())
    return {path: LabelState(e.label, e.annotator, e.time, e.how) for path, e in found}


def proposals(collection: "Collection") -> list[Proposal]:
    """What could be done with each lost label, sorted by path.

    Only pictures without a label come into question. Where the lost picture's hash is known, a picture of its
    name with another content is not it; such a picture is read here if its own hash is not known yet. To find
    files that were renamed, run through `to_read` first.
    """
    changed = withheld(collection)
    lost = dict(sorted({**orphans(collection), **changed}.items()))
    names: dict[str, list[Picture]] = {}
    free: dict[str, Picture] = {}
    present = collection.pictures()
    for picture in present:
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
    copies: Counter[str] = Counter()
    if any(wanted.values()):
        known = known_contents(collection)
        copies = Counter(known.values())
        for picture in free.values():
            if (sha256 := known.get(picture.path)) is not None:
                contents.setdefault(sha256, []).append(picture)

    def candidates(path: str) -> tuple[By, tuple[Picture, ...]]:
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
    itself = {picture.path: picture for picture in present if picture.path in changed}
    done = []
    for path, state in lost.items():
        by, pictures = found[path]
        # A copy that has a label already may be the lost one: then that the other is free proves nothing.
        labelled_copy = copies[wanted[path] or ""] > len(contents.get(wanted[path] or "", ()))
        if len(pictures) == 1 and claims[pictures[0].path] == 1 and not labelled_copy:
            done.append(Proposal(path, state, by, pictures))
        elif pictures:
            done.append(Proposal(path, state, "ambiguous", pictures))
        elif path in itself:
            done.append(Proposal(path, state, "changed", (itself[path],)))
        else:
            done.append(Proposal(path, state, "none", ()))
    return done


def to_read(collection: "Collection") -> list[Picture]:
    """The pictures without a label that may be a lost one under another name: none if no hash is known."""
    lost = [*orphans(collection), *collection.labels.withheld()]
    if not any(_known_sha256(collection, path) for path in lost):
        return []
    known, labels = known_contents(collection), collection.labels
    return [one for one in collection.pictures() if one.path not in known and labels.label_of(one) is None]


def _name(path: str) -> str:
    return path.rpartition("/")[2]


def _known_sha256(collection: "Collection", path: str) -> str | None:
    recorded = [event.sha256 for event in collection.labels.events_of(path) if event.sha256]
    return recorded[-1] if recorded else collection.index.last_sha256(path)


def relink(collection: "Collection", accepted: Iterable[Proposal]) -> Changes:
    """Give the labels of accepted proposals to their pictures, in one step of undo.

    The old path keeps its events; the new one's says where its label came from.

    Raises
    ------
    ValueError
        If a proposal is ambiguous or empty: choose one picture and make a proposal of it. The one of
        ``changed`` is the file itself: accepting it says that it is still the same picture.
    CollectionError
        If the disk takes no more. Nothing has changed then.
    """
    moves = []
    for proposal in accepted:
        if len(proposal.pictures) != 1:
            raise ValueError(f"{proposal.path!r} has {len(proposal.pictures)} possible pictures, not one")
        moves.append((proposal.path, proposal.pictures[0]))
    return collection.labels.move_many(moves)
