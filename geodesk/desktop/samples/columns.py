"""What files say about the samples: read in the background, filtered and sorted by."""

import time
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

# Part of the first paint: geodesk.collection imports numpy and is imported with the first folder.
if TYPE_CHECKING:
    from geodesk.collection import Collection, Picture, Sample
    from geodesk.collection.columns import ColumnWhere, PictureRow
    from geodesk.collection.facts import PictureFacts
    from geodesk.desktop.session import Session

_CHUNK = 24
_PATIENCE_S = 1.0


class Columns(QObject):
    """The metadata of the open folder's pictures, as far as they are read.

    Attributes
    ----------
    expression
        The filter in force, as `geodesk.collection.columns` reads it; empty: none.
    order, descending
        The column that the list is sorted by; empty: as the list's own order says.
    done, total
        Pictures read, and those there are.
    """

    changed = Signal()
    """Something was read, or the filter or order is another."""
    stale = Signal()
    """The list has to be filtered and sorted anew."""

    def __init__(self, session: "Session") -> None:
        super().__init__(session)
        self._session = session
        self.expression, self.order, self.descending = "", "", False
        self.done = self.total = 0
        self._facts: dict[str, PictureFacts] = {}
        self._missing: list[Picture] = []
        self._where: ColumnWhere | None = None
        self._collection: Collection | None = None
        self._folder: Path | None = None
        self._applied = 0.0
        session.collection_changed.connect(self._opened)
        session.samples_changed.connect(self._more)

    @property
    def in_force(self) -> bool:
        """Whether the list is filtered or sorted by columns."""
        return bool(self.expression or self.order)

    @property
    def reading(self) -> bool:
        """Whether there are pictures still to be read."""
        return self._collection is not None and self.done < self.total

    # What the user does

    def filter(self, text: str) -> None:
        """Show only what satisfies an expression; empty: everything.

        Raises
        ------
        CollectionError
            It is none; the filter is as it was.
        """
        from geodesk.collection.columns import ColumnWhere

        where = ColumnWhere(text) if text.strip() else None
        self._where, self.expression = where, text.strip()
        self._again()

    def clear(self) -> None:
        """No filter and no order by columns."""
        self._where, self.expression, self.order, self.descending = None, "", "", False
        self._again()

    def sort(self, key: str, descending: bool = False) -> None:
        """Sort the list by a column; empty: no longer."""
        self.order, self.descending = key, descending
        self._again()

    def _again(self) -> None:
        if self.in_force:
            self.start()
        self.stale.emit()
        self.changed.emit()

    # For the list

    def row(self, picture: "Picture") -> "PictureRow | None":
        """What is known of a picture, as corrected; None before it is read."""
        from geodesk.collection.columns import PictureRow

        facts, collection = self._facts.get(picture.path), self._session.collection
        if facts is None or collection is None:
            return None
        said = collection.corrections.of(picture)
        return PictureRow(picture if said == picture.correction else replace(picture, correction=said), facts)

    def sifted(self, samples: "list[Sample]") -> "list[Sample]":
        """The samples of which a picture satisfies the filter, in the order of the column."""
        from geodesk.collection.columns import sorted_rows
        from geodesk.collection.sieve import by_name

        where = self._where
        if where is not None:
            samples = [
                one
                for one in samples
                if any((row := self.row(p)) is not None and where.matches(row) for p in one.pictures)
            ]
        if not self.order:
            return samples
        if self.order == "path":
            named = by_name(samples)
            return named[::-1] if self.descending else named
        by_path = {one.pictures[0].path: one for one in samples}
        rows = [row for one in samples if (row := self.row(one.pictures[0])) is not None]
        ordered = [by_path.pop(r.picture.path) for r in sorted_rows(rows, self.order, self.descending)]
        return [*ordered, *by_path.values()]

    # Reading

    def start(self) -> None:
        """Read what is not known yet, a few files at a time."""
        collection = self._session.collection
        if collection is None or collection is self._collection:
            return
        self._collection = collection
        pictures = [picture for sample in self._session.samples for picture in sample.pictures]
        self.done, self.total = 0, len(pictures)
        done = partial(self._known, collection, pictures)
        self._session.tasks.run(partial(collection.index.facts, pictures), done, channel="columns")

    def _known(
        self, collection: "Collection", pictures: "list[Picture]", found: "dict[str, PictureFacts]"
    ) -> None:
        self._facts.update(found)
        self._missing = [picture for picture in pictures if picture.path not in found]
        self.done = self.total - len(self._missing)
        self._next(collection)

    def _next(self, collection: "Collection") -> None:
        if collection is not self._session.collection:
            return
        now = time.monotonic()
        if self.in_force and (not self._missing or now - self._applied > _PATIENCE_S):
            self._applied = now
            self.stale.emit()
        self.changed.emit()
        chunk, self._missing = self._missing[:_CHUNK], self._missing[_CHUNK:]
        if chunk:
            work, done = partial(_read, collection, chunk), partial(self._read_some, collection)
            self._session.tasks.run(work, done, channel="columns")

    def _read_some(self, collection: "Collection", found: "dict[str, PictureFacts]") -> None:
        if collection is self._session.collection:
            self._facts.update(found)
            self.done += len(found)
            self._next(collection)

    def _more(self) -> None:
        """More pictures, or changed ones: what is known of the others stands meanwhile."""
        if self._collection is not None:
            self._collection = None
            self.start()

    def _opened(self) -> None:
        """Another folder, or the same read again: files may have changed."""
        collection = self._session.collection
        wanted = self._collection is not None
        self._collection, self._facts, self._missing = None, {}, []
        self.done = self.total = 0
        folder = None if collection is None else collection.folder
        if folder != self._folder:
            self.expression, self.order, self.descending, self._where = "", "", False, None
        self._folder = folder
        if wanted:
            self.start()
        self.changed.emit()


def _read(collection: "Collection", pictures: "list[Picture]") -> "dict[str, PictureFacts]":
    from geodesk.jobs.columns import facts_of

    found = [(picture, facts_of(picture)) for picture in pictures]
    collection.index.keep_facts(found)
    return {picture.path: facts for picture, facts in found}
