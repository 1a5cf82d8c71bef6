"""A local SQLite index of a collection: hashes, fast lists, filters and counts.

It holds nothing that the collection's own files and the pictures do not: deleted, damaged or
out of date, it is rebuilt from them without a word.
"""

import hashlib
import os
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from geodesk.collection.errors import unreadable
from geodesk.collection.facts import PictureFacts, parsed
from geodesk.collection.pictures import Picture
from geodesk.language import Sentence
from geodesk.places import user_cache

if TYPE_CHECKING:
    import sqlite3

    from geodesk.collection.collection import Collection

_T = TypeVar("_T")
_VERSION = 2
_SCHEMA = """
CREATE TABLE hashes (path BLOB PRIMARY KEY, size INTEGER, mtime_ns INTEGER, sha256 TEXT) WITHOUT ROWID;
CREATE TABLE facts (path BLOB PRIMARY KEY, size INTEGER, mtime_ns INTEGER, facts TEXT) WITHOUT ROWID;
CREATE TABLE pictures (path BLOB PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE labels (path BLOB PRIMARY KEY, label BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE predictions (path BLOB PRIMARY KEY, label BLOB, probability REAL, failed INTEGER) WITHOUT ROWID;
"""
_BLOCK = 1 << 20
_BEAT = 64 << 20
_AT_ONCE = 4 << 20  # read in less time than a label takes to reach the disk
_BUSY = (5, 6)  # SQLITE_BUSY, SQLITE_LOCKED


@dataclass(frozen=True, slots=True)
class Hashing:
    """A sign of life of :meth:`Index.hash_pictures`.

    Attributes
    ----------
    picture : Picture
        The one being read.
    read : int
        Bytes read of it so far.
    sha256 : str or None
        In hexadecimal, once it is read to its end; None before, and if it failed or changed meanwhile.
    error : Sentence or None
        Why it could not be read.
    """

    picture: Picture
    read: int
    sha256: str | None = None
    error: Sentence | None = None


class Index:
    """The index of one collection, in the user's cache folder. Safe to use from several threads.

    Lists and counts are of the last :meth:`update`, which the first of them makes by itself.
    """

    def __init__(self, collection: "Collection") -> None:
        self._collection = collection
        key = hashlib.sha256(os.fsencode(os.path.realpath(collection.folder))).hexdigest()[:20]
        self.file = user_cache() / "index" / f"{key}.sqlite"
        self._lock = threading.RLock()
        self._connection: sqlite3.Connection | None = None
        self._updated = False

    # Lists

    def update(self) -> None:
        """Bring the lists up to date with the pictures, labels and predictions."""
        collection = self._collection
        collection.labels.reload()
        pictures = [(_key(picture.path),) for picture in collection.pictures()]
        labels = [
            (_key(path), _key(state.label))
            for path, state in collection.labels.current().items()
            if state.label is not None
        ]
        predictions = [
            (_key(row.path), None if row.label is None else _key(row.label), row.probability, bool(row.error))
            for row in collection.predictions.last().values()
        ]
        tables: dict[str, list[tuple[object, ...]]] = {
            "pictures": [*pictures],
            "labels": [*labels],
            "predictions": [*predictions],
        }

        def write(database: "sqlite3.Connection") -> None:
            for table, rows in tables.items():
                database.execute(f"DELETE FROM {table}")
                if rows:
                    marks = ",".join("?" * len(rows[0]))
                    database.executemany(f"INSERT INTO {table} VALUES ({marks})", rows)

        with self._lock:
            self._run(write)
            self._updated = True

    def counts(self) -> dict[str | None, int]:
        """How many pictures have each label, None those without one; the most frequent first."""
        sql = (
            "SELECT labels.label, COUNT(*) FROM pictures LEFT JOIN labels USING (path)"
            " GROUP BY labels.label ORDER BY COUNT(*) DESC, labels.label"
        )
        return {None if label is None else _text(label): count for label, count in self._ask(sql)}

    def with_label(self, label: str) -> list[str]:
        """The paths of the pictures with a label, sorted."""
        return self._paths("JOIN labels USING (path) WHERE labels.label = ?", _key(label))

    def unlabelled(self) -> list[str]:
        """The paths of the pictures without a label, sorted."""
        return self._paths("LEFT JOIN labels USING (path) WHERE labels.label IS NULL")

    def unsure(self, below: float = 0.8) -> list[str]:
        """The paths whose last prediction's probability is below a value, the least sure first."""
        return self._paths(
            "JOIN predictions USING (path) WHERE probability < ?", below, order="probability, path"
        )

    def disagreeing(self) -> list[str]:
        """The paths where the last prediction differs from the label, the surest prediction first."""
        return self._paths(
            "JOIN predictions USING (path) JOIN labels USING (path) WHERE predictions.label <> labels.label",
            order="probability DESC, path",
        )

    def failed(self) -> list[str]:
        """The paths of the pictures that the last run could not classify, sorted."""
        return self._paths("JOIN predictions USING (path) WHERE failed")

    def _paths(self, joined: str, *values: object, order: str = "path") -> list[str]:
        rows = self._ask(f"SELECT path FROM pictures {joined} ORDER BY {order}", *values)
        return [_text(path) for (path,) in rows]

    def _ask(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        with self._lock:
            if not self._updated:
                self.update()
            connection = self._connection
            rows = self._run(lambda database: database.execute(sql, values).fetchall())
            if connection is not self._connection:  # lost and rebuilt, so empty
                self.update()
                rows = self._run(lambda database: database.execute(sql, values).fetchall())
            return rows

    # Hashes

    def sha256_of(self, picture: Picture) -> str | None:
        """The known hash of a picture as it is now, or None if it has not been read since it changed."""
        rows = self._run(
            lambda database: database.execute(
                "SELECT sha256 FROM hashes WHERE path = ? AND size = ? AND mtime_ns = ?",
                (_key(picture.path), picture.size, picture.mtime_ns),
            ).fetchall()
        )
        return rows[0][0] if rows else None

    def fingerprint(self, picture: Picture, read: bool) -> str | None:
        """The hash of a picture as it is now; with `read` a small file is read for it if need be."""
        known = self.sha256_of(picture)
        if known is None and read and picture.size <= _AT_ONCE:
            for done in self.hash_pictures([picture]):
                known = done.sha256
        return known

    def contents(self, pictures: list[Picture]) -> dict[str, str]:
        """The known hashes of those of the pictures that did not change since they were read, by path."""
        rows = self._run(
            lambda database: database.execute("SELECT path, size, mtime_ns, sha256 FROM hashes").fetchall()
        )
        known = {(path, size, mtime_ns): sha256 for path, size, mtime_ns, sha256 in rows}
        found = ((one.path, known.get((_key(one.path), one.size, one.mtime_ns))) for one in pictures)
        return {path: sha256 for path, sha256 in found if sha256 is not None}

    def last_sha256(self, path: str) -> str | None:
        """The hash that a path had when it was last read, also if the picture is gone."""
        rows = self._run(
            lambda database: database.execute(
                "SELECT sha256 FROM hashes WHERE path = ?", (_key(path),)
            ).fetchall()
        )
        return rows[0][0] if rows else None

    def hash_pictures(self, pictures: list[Picture] | None = None) -> Iterator[Hashing]:
        """Read the pictures whose hash is not known and remember it; a generator to stop between steps.

        Yields
        ------
        Hashing
            After each picture, and every 64 MiB of a large one.
        """
        for picture in self._collection.pictures() if pictures is None else pictures:
            if self.sha256_of(picture) is not None:
                continue
            for done in _hashing(picture):
                if done.sha256 is not None:
                    self._remember(picture, done.sha256)
                yield done

    def _remember(self, picture: Picture, sha256: str) -> None:
        row = (_key(picture.path), picture.size, picture.mtime_ns, sha256)
        self._run(lambda database: database.execute("INSERT OR REPLACE INTO hashes VALUES (?,?,?,?)", row))

    # Facts

    def facts(self, pictures: Iterable[Picture]) -> dict[str, PictureFacts]:
        """What is known of those of the pictures that did not change since they were opened, by path."""
        rows = self._run(
            lambda database: database.execute("SELECT path, size, mtime_ns, facts FROM facts").fetchall()
        )
        known = {row[0]: row[1:] for row in rows}
        found = {}
        for picture in pictures:
            size, mtime_ns, text = known.get(_key(picture.path), (None, None, ""))
            if (size, mtime_ns) == (picture.size, picture.mtime_ns) and (facts := parsed(text)) is not None:
                found[picture.path] = facts
        return found

    def keep_facts(self, found: Iterable[tuple[Picture, PictureFacts]]) -> None:
        """Remember what was read; of a file that could not be read nothing, since that may pass."""
        rows = [
            (_key(one.path), one.size, one.mtime_ns, facts.text())
            for one, facts in found
            if facts.error is None
        ]
        if rows:
            self._run(
                lambda database: database.executemany("INSERT OR REPLACE INTO facts VALUES (?,?,?,?)", rows)
            )

    # The database

    def _run(self, use: Callable[["sqlite3.Connection"], _T]) -> _T:
        """Use the database in one transaction: the file, a new file if that one is damaged, else memory."""
        import sqlite3

        with self._lock:
            for make in (_connect, _connect_anew):
                try:
                    if self._connection is None:
                        self._connection = make(self.file)
                    with self._connection:
                        return use(self._connection)
                except sqlite3.Error as fault:
                    self.close()
                    if getattr(fault, "sqlite_errorcode", None) in _BUSY:
                        break  # sound, but another program will not let go of it
            self._connection = _connect(":memory:")
            with self._connection:
                return use(self._connection)

    def close(self) -> None:
        """Let go of the file; the next use opens it again."""
        with self._lock:
            if self._connection is not None:
                self._connection.close()
                self._connection = None

    def __del__(self) -> None:
        # An index lives as long as its collection, which has no end of its own that a caller must mark.
        if (connection := getattr(self, "_connection", None)) is not None:
            connection.close()


def _connect(file: Path | str) -> "sqlite3.Connection":
    import sqlite3

    if isinstance(file, Path):
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
        except OSError:
            file = ":memory:"  # no cache folder to write in: this session's index only
    connection = sqlite3.connect(file, timeout=5, check_same_thread=False)
    try:
        # A cache: a power cut may cost it, so it need not wait for the disk.
        connection.execute("PRAGMA synchronous = OFF")
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        if version != _VERSION:
            tables = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
            for (table,) in tables:
                connection.execute(f'DROP TABLE "{table}"')
            connection.executescript(f"BEGIN; {_SCHEMA} PRAGMA user_version = {_VERSION}; COMMIT;")
    except sqlite3.Error:
        connection.close()
        raise
    return connection


def _connect_anew(file: Path) -> "sqlite3.Connection":
    for ending in ("", "-journal", "-wal", "-shm"):
        with suppress(OSError):
            file.with_name(file.name + ending).unlink(missing_ok=True)
    return _connect(file)


def _hashing(picture: Picture) -> Iterator[Hashing]:
    digest = hashlib.sha256()
    read = 0
    try:
        with open(picture.file, "rb", buffering=0) as stream:
            while block := stream.read(_BLOCK):
                digest.update(block)
                read += len(block)
                if read % _BEAT == 0:
                    yield Hashing(picture, read)
            status = os.fstat(stream.fileno())
    except OSError as fault:
        yield Hashing(picture, read, error=unreadable(picture.path, fault).sentence)
        return
    same = (status.st_size, status.st_mtime_ns) == (picture.size, picture.mtime_ns) and read == picture.size
    yield Hashing(picture, read, digest.hexdigest() if same else None)


def _key(text: str) -> bytes:
    """Text as the index keeps it: SQLite takes no lone surrogates, and these bytes sort as the text does."""
    return text.encode("utf-8", "surrogatepass")


def _text(key: bytes) -> str:
    return key.decode("utf-8", "surrogatepass")
