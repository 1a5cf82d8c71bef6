"""Labels that have come from others: whose they are, and which are set aside here and why."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from geodesk.collection.contents import known_contents, smallest
from geodesk.collection.errors import enumerate_names
from geodesk.collection.events import Event
from geodesk.collection.layers import ADJUDICATED
from geodesk.collection.pictures import Picture
from geodesk.language import Sentence

if TYPE_CHECKING:
    from geodesk.collection.collection import Collection
    from geodesk.collection.labels import Labels

News = Mapping[str, Sequence[Event]]
"""New events by path, as ``Labels.news`` gives them."""
_NAMED = 3


@dataclass(slots=True)
class Tally:
    """Pictures by annotator, and their names."""

    by: dict[str, int] = field(default_factory=dict)
    paths: set[str] = field(default_factory=set)

    def add(self, annotator: str, path: str) -> None:
        """Count a picture."""
        self.by[annotator] = self.by.get(annotator, 0) + 1
        self.paths.add(path)

    @property
    def who(self) -> str:
        """Such as ``ana (2), ben (1)``."""
        return ", ".join(f"{name} ({count})" for name, count in sorted(self.by.items()))

    @property
    def names(self) -> Sentence:
        """The first of the pictures."""
        return enumerate_names(sorted(self.paths), _NAMED)


@dataclass(slots=True)
class Arrived:
    """What has come of other people; a picture counts once for each of them.

    Attributes
    ----------
    paths
        Of the pictures whose label may be another now.
    given
        Labels that count as opinions here, by who gave them.
    taken
        Labels that were taken away again.
    returned
        Labels that somebody gave back to a picture that had moved; not theirs, as a rule.
    other
        Set aside: the file that is called so here has another content than the label speaks of.
    gone
        Set aside: there is no picture of that name here.
    """

    paths: set[str] = field(default_factory=set)
    given: Tally = field(default_factory=Tally)
    taken: Tally = field(default_factory=Tally)
    returned: Tally = field(default_factory=Tally)
    other: Tally = field(default_factory=Tally)
    gone: Tally = field(default_factory=Tally)

    @property
    def sentences(self) -> list[Sentence]:
        """What there is to tell."""
        told = []
        if who := self.given.who:
            told.append(Sentence(f"Labels arrived: {who}.", f"Llegaron etiquetas: {who}."))
        if who := self.taken.who:
            told.append(Sentence(f"Labels taken back: {who}.", f"Se retiraron etiquetas: {who}."))
        if who := self.returned.who:
            told.append(
                Sentence(
                    f"Labels given back to pictures that had moved, by: {who}.",
                    f"Etiquetas devueltas a imágenes que cambiaron de lugar, por: {who}.",
                )
            )
        return [*told, *self.aside]

    @property
    def aside(self) -> list[Sentence]:
        """What does not count here, and why."""
        told = []
        if who := self.other.who:
            names = self.other.names
            told.append(
                Sentence(
                    f"Labels kept that do not count here, by {who}: they are about another content than the"
                    f" file has here ({names.en}).",
                    f"Etiquetas conservadas que aquí no cuentan, de {who}: son de otro contenido que el que"
                    f" tiene aquí el archivo ({names.es}).",
                )
            )
        if who := self.gone.who:
            names = self.gone.names
            told.append(
                Sentence(
                    f"Labels kept that do not count here, by {who}: their pictures are not in this folder"
                    f" ({names.en}).",
                    f"Etiquetas conservadas que aquí no cuentan, de {who}: sus imágenes no están en esta"
                    f" carpeta ({names.es}).",
                )
            )
        return told


def unread(collection: "Collection", news: News, most: int | None = None) -> list[Picture]:
    """Pictures that must be read to know whether labels that name a content are about them.

    Parameters
    ----------
    most
        Bytes to read at most, the smallest files first; None: all.
    """
    named = {path for path, events in news.items() if any(event.sha256 for event in events)}
    if not named:
        return []
    known = collection.labels.contents()
    found = [one for one in collection.pictures() if one.path in named and one.path not in known]
    return smallest(found, most)


def read_contents(collection: "Collection", pictures: list[Picture]) -> None:
    """Read these, so that labels of another content are withheld."""
    for _ in collection.index.hash_pictures(pictures):
        pass
    collection.labels.learn_contents(known_contents(collection))


def arrived(collection: "Collection", news: News) -> Arrived:
    """What has become of the new events of other people, as the labels stand now.

    Of an annotator's events of one picture only the newest is asked.

    Raises
    ------
    CollectionError
        If the folder cannot be read.
    """
    labels, found = collection.labels, Arrived(set(news))
    present = {picture.path for picture in collection.pictures()} if news else set()
    for path, events in news.items():
        newest = {one.annotator: one for one in sorted(events, key=lambda one: one.order)}
        newest.pop(labels.annotator, None)
        for name, event in newest.items():
            at = _belongs(labels, path, event.time)
            found.paths.add(at)
            _tally(found, labels, event, at, at in present).add(name, at)
    return found


def _tally(found: Arrived, labels: "Labels", event: Event, at: str, present: bool) -> Tally:
    """The one that an event belongs to, whose label lies at a path now."""
    if event.moved_from is not None:
        return found.returned
    if event.label is None:
        return found.taken
    if not present:
        return found.gone
    if at == event.path and not labels.is_about(event):
        return found.other
    said = labels.opinions(at).get(event.annotator)
    return found.taken if said is None and event.how != ADJUDICATED else found.given


def _belongs(labels: "Labels", path: str, time: datetime) -> str:
    """Where a label lies that was given to a path at a time: labels that were relinked since went along."""
    while (move := next((one for one in labels.moved_from(path) if one.time > time), None)) is not None:
        path, time = move.path, move.time
    return path
