"""Runs that keep a row a picture: what classifying and captioning a collection have in common."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Mapping
from types import TracebackType
from typing import Any, Generic, Protocol, Self, TypeVar

from geodesk.collection.jsonlines import Record
from geodesk.collection.pictures import Picture
from geodesk.collection.runs import Journal, Journals
from geodesk.language import Sentence


class PictureRow(Protocol):
    """What a row says about its picture, whatever else it holds."""

    @property
    def path(self) -> str:
        """The picture."""
        ...

    @property
    def size(self) -> int:
        """Of its file when it was read."""
        ...

    @property
    def mtime_ns(self) -> int:
        """Of its file when it was read."""
        ...

    @property
    def error(self) -> Sentence | None:
        """Why the picture failed."""
        ...


Row = TypeVar("Row", bound=PictureRow)
Run = TypeVar("Run", bound="PictureRun[Any]")


def about(picture: Picture) -> Record:
    """What every record says of its picture: another size or time means that the row no longer holds."""
    return {"path": picture.path, "id": picture.id, "size": picture.size, "mtime_ns": picture.mtime_ns}


def error_of(record: Record) -> Sentence | None:
    """The sentence that `error_record` wrote; None for a picture that did not fail."""
    error = record.get("error")
    return None if error is None else Sentence(str(error["en"]), str(error["es"]))


def error_record(error: Sentence) -> Record:
    """Why a picture failed, in both languages, as it is kept."""
    return {"error": {"en": error.en, "es": error.es}}


class PictureRun(ABC, Generic[Row]):
    """A run over pictures, written row by row; leave it as a context manager.

    Attributes
    ----------
    done : dict of str to row
        By path: the rows of an interrupted attempt whose pictures have not changed, and those added since.
    """

    def __init__(self, journal: Journal, done: dict[str, Row]) -> None:
        self.journal = journal
        self.done = done

    @staticmethod
    @abstractmethod
    def row(header: Record, record: Record) -> Row:
        """A row from a record.

        Raises
        ------
        KeyError, TypeError, ValueError, OverflowError, AttributeError
            If it is not one.
        """

    def append(self, record: Record) -> Row:
        """Write one record. Raises `CollectionError` if the disk takes no more."""
        row = self.row(self.journal.header, record)
        self.journal.append(record)
        self.done[row.path] = row
        return row

    def finish(self) -> None:
        """Mark the run as done to its end."""
        self.journal.finish()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        fault: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.journal.flush()


class PictureRuns(Generic[Row, Run]):
    """The runs of one kind in a collection."""

    def __init__(
        self, journals: Journals, pictures: Callable[[], Iterable[Picture]], kind: type[Run]
    ) -> None:
        self._journals = journals
        self._pictures = pictures
        self._kind = kind

    def start(self, model: str, sha256: str, settings: Mapping[str, Any], **more: Any) -> Run:
        """Start a run.

        Parameters
        ----------
        model, sha256 : str
            The model's name and the SHA-256 of its file, in hexadecimal.
        settings : mapping
            Whatever the result depends on; JSON values only.
        more : JSON values
            What else its header says.

        Raises
        ------
        CollectionError
            If the disk takes no more.
        """
        header = {"model": model, "sha256": sha256, **more, "settings": dict(settings)}
        return self._kind(self._journals.begin(sha256[:12], header), {})

    def resume(self, sha256: str, settings: Mapping[str, Any]) -> Run | None:
        """Go on with the newest run of this model and these settings, if it was interrupted.

        Rows of pictures that have changed since, or are gone, are left out and so will be done again; so
        are rows with errors, whose cause may have gone.
        """
        return self._going_on(self._journals.unfinished(sha256=sha256, settings=dict(settings)))

    def journals(self, **same: Any) -> Iterator[Journal]:
        """The journals whose header has these values, the last begun first; read as they are asked for."""
        return self._journals.newest_first(**same)

    def interrupted(self) -> Run | None:
        """The newest run of any model, if it did not come to its end; ``done`` as of :meth:`resume`."""
        return self._going_on(self._journals.unfinished())

    def newest(self) -> Run | None:
        """The newest run that holds rows, to read from; ``done`` is what :meth:`last` gives."""
        for journal in self._journals.newest_first():
            if journal.rows:
                return self._kind(journal, self._rows(journal))
        return None

    def last(self) -> dict[str, Row]:
        """The rows of the newest run, by path, whether or not it came to its end.

        Only pictures that are still there and have not changed since are in it; empty without a run.
        """
        run = self.newest()
        return {} if run is None else run.done

    def _going_on(self, journal: Journal | None) -> Run | None:
        if journal is None:
            return None
        rows = self._rows(journal).items()
        return self._kind(journal, {path: row for path, row in rows if row.error is None})

    def _rows(self, journal: Journal) -> dict[str, Row]:
        rows = {}
        for picture in self._pictures():
            if (record := journal.rows.get(picture.path)) is not None:
                try:
                    row: Row = self._kind.row(journal.header, record)
                except (KeyError, TypeError, ValueError, OverflowError, AttributeError):
                    continue  # written by another program: will be made again
                if (row.size, row.mtime_ns) == (picture.size, picture.mtime_ns):
                    rows[picture.path] = row
        return rows
