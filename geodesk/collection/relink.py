"""What was kept of pictures that are gone, and the pictures they may have become.

A label, and all else that was kept, follows its picture by name only if the name is unique on both sides and
nothing speaks against it; by content only if the file has the very same SHA-256. Everything else is shown,
not done. What belongs to a file that is still there under its name but with another content is lost as well:
the files may have changed names.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from geodesk.collection.contents import known_contents
from geodesk.collection.holdings import Holding, Holdings, holdings
from geodesk.collection.labels import LabelState, Moving
from geodesk.collection.pictures import Picture
from geodesk.collection.steps import Changes

if TYPE_CHECKING:
    from geodesk.collection.collection import Collection


By = Literal["name", "sha256", "ambiguous", "changed", "none"]


@dataclass(frozen=True, slots=True)
class Proposal:
    """What could be done with what was kept of one picture that is gone or has become another.

    Attributes
    ----------
    path : str
        Where the picture was.
    state : LabelState or None
        Its label; None where it had none, or where the picture in question has one of its own.
    by : {"name", "sha256", "ambiguous", "changed", "none"}
        What speaks for the picture: the same file name, which is unique; the same content; or that several
        pictures would do; that its file has another content now and that content is nowhere; or nothing.
    pictures : tuple of Picture
        One for ``name`` and ``sha256``; the possible ones for ``ambiguous``; the file itself for
        ``changed``, which only a person can say is still the same picture; none for ``none``.
    holding : Holding
        What else was kept of it and goes along.
    """

    path: str
    state: LabelState | None
    by: By
    pictures: tuple[Picture, ...]
    holding: Holding = field(default_factory=Holding)


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
    return dict(sorted(collection.labels.withheld_states().items()))


def proposals(collection: "Collection") -> list[Proposal]:
    """What could be done with all that has lost its picture, sorted by path.

    Only pictures without a label come into question for a label; what else was kept goes to any. Where the
    lost picture's hash is known, a picture of its name with another content is not it; such a picture is read
    here if its own hash is not known yet. To find files that were renamed, run through `to_read` first.

    Raises
    ------
    CollectionError
        If something that was kept cannot be read or is damaged.
    """
    return _Search(collection).proposals()


class _Search:
    """The pictures by name and content, and what has lost its picture."""

    def __init__(self, collection: "Collection") -> None:
        self._collection = collection
        self.held = holdings(collection)
        self.labels = {**orphans(collection), **withheld(collection)}
        self.lost = sorted({*self.labels, *self.held.lost})
        self.present = {picture.path: picture for picture in collection.pictures()}
        label_of = collection.labels.label_of
        self.free = {path: one for path, one in self.present.items() if label_of(one) is None}
        self.wanted = {path: _known_sha256(collection, path, self.held) for path in self.lost}

    def proposals(self) -> list[Proposal]:
        self._names: dict[str, list[Picture]] = {}
        for picture in self.present.values():
            self._names.setdefault(_name(picture.path), []).append(picture)
        for _ in self._collection.index.hash_pictures(self._doubtful()):
            pass
        self._alike: dict[str, list[Picture]] = {}
        if any(self.wanted.values()):
            for path, sha256 in known_contents(self._collection).items():
                self._alike.setdefault(sha256, []).append(self.present[path])
        found = {}
        for path in self.lost:
            label = path in self.labels
            by, pictures = self._candidates(path, self.free if label else self.present)
            if label and not pictures and path in self.held.lost:
                # The picture has a label of its own, which stays; all else that was kept may go there.
                by, pictures = self._candidates(path, self.present)
                label = not pictures
            found[path] = (by, pictures, label)
        claims = Counter(picture.path for _, pictures, _ in found.values() for picture in pictures)
        return [self._proposal(path, *found[path], claims) for path in self.lost]

    def _doubtful(self) -> list[Picture]:
        """Pictures of a lost one's name; whether they have its content decides."""
        return [
            one
            for path in self.lost
            if self.wanted[path]
            for one in self._names.get(_name(path), ())
            if path in self.held.lost or one.path in self.free
        ]

    def _candidates(self, path: str, pool: dict[str, Picture]) -> tuple[By, tuple[Picture, ...]]:
        named = self._names.get(_name(path), [])
        sha256 = self.wanted[path]
        if sha256 is None:
            # The name must be unique among all pictures: one that has a label already may be the one.
            unique = all(one.path in pool and one.path != path for one in named)
            return "name", tuple(named if unique else ())
        alike = [one for one in self._alike.get(sha256, []) if one.path in pool and one.path != path]
        both = [one for one in alike if one in named]
        return ("name", tuple(both)) if len(both) == 1 else ("sha256", tuple(alike))

    def _proposal(
        self, path: str, by: By, pictures: tuple[Picture, ...], label: bool, claims: Counter[str]
    ) -> Proposal:
        state, holding = self.labels.get(path) if label else None, self.held.lost.get(path, Holding())
        if len(pictures) == 1 and claims[pictures[0].path] == 1 and self._sure(path, pictures[0], label):
            return Proposal(path, state, by, pictures, holding)
        if pictures:
            return Proposal(path, state, "ambiguous", pictures, holding)
        if path in self.present:
            return Proposal(path, state, "changed", (self.present[path],), holding)
        return Proposal(path, state, "none", (), holding)

    def _sure(self, path: str, picture: Picture, label: bool) -> bool:
        """Whether nothing speaks against the only candidate."""
        sha256 = self.wanted[path]
        if not label:
            # A name alone proves nothing where that picture has been worked on itself.
            bare = picture.path in self.free and picture.path not in self.held.there
            return sha256 is not None or bare
        # A copy that has a label already may be the lost one: then that the other is free proves nothing.
        return all(one.path in self.free for one in self._alike.get(sha256 or "", ()))


def to_read(collection: "Collection") -> list[Picture]:
    """The pictures that may be a lost one under another name: none if no hash is known.

    Those with a label only where something beside labels is lost.
    """
    held = holdings(collection)
    lost = {*orphans(collection), *collection.labels.withheld(), *held.lost}
    if not any(_known_sha256(collection, path, held) for path in lost):
        return []
    known, labels = known_contents(collection), collection.labels
    unread = [one for one in collection.pictures() if one.path not in known]
    return unread if held.lost else [one for one in unread if labels.label_of(one) is None]


def _name(path: str) -> str:
    return path.rpartition("/")[2]


def _known_sha256(collection: "Collection", path: str, held: Holdings) -> str | None:
    holding = held.lost.get(path)
    if holding is not None and holding.sha256 is not None:
        return holding.sha256
    recorded = [event.sha256 for event in collection.labels.events_of(path) if event.sha256]
    if recorded or path in held.withheld:  # the index knows the other content of that file
        return recorded[-1] if recorded else None
    return collection.index.last_sha256(path)


def relink(collection: "Collection", accepted: Iterable[Proposal]) -> Changes:
    """Give what was kept of lost pictures to those they became, in one step of undo.

    The old path keeps its events; the new one's says where it all came from.

    Raises
    ------
    ValueError
        If a proposal is ambiguous or empty: choose one picture and make a proposal of it. The one of
        ``changed`` is the file itself: accepting it says that it is still the same picture.
    CollectionError
        If the disk takes no more. Nothing has changed then.
    """
    moves, kept = [], {}
    held = holdings(collection)
    present = {picture.path: picture for picture in collection.pictures()}
    for proposal in accepted:
        path = proposal.path
        if len(proposal.pictures) != 1:
            raise ValueError(f"{path!r} has {len(proposal.pictures)} possible pictures, not one")
        stays = collection.index.fingerprint(present[path], True) if path in present else None
        kept[path] = Moving(proposal.state is not None, held.latest(path), stays)
        moves.append((path, proposal.pictures[0]))
    return collection.labels.move_many(moves, kept)
