"""What a captioner said about the pictures of a collection: one journal a run, as for predictions."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self

from geodesk.collection.jsonlines import Record
from geodesk.collection.pictures import Picture
from geodesk.collection.runs import Journal, Journals
from geodesk.language import Sentence

Alternative = tuple[str, float]
"""A caption and its probability."""


@dataclass(frozen=True, slots=True)
class CaptionRow:
    """What one model said about one picture, or why it could not.

    Attributes
    ----------
    id, path : str
        The picture.
    size, mtime_ns : int
        Of its file when it was read.
    captions : tuple of (str, float)
        The most probable one and its alternatives, each with its probability; empty if the picture failed.
    model, sha256 : str
        The model's name, and the hash of its file.
    provider : str
        What computed it.
    error : Sentence or None
        Why the picture failed.
    """

    id: str
    path: str
    size: int
    mtime_ns: int
    captions: tuple[Alternative, ...]
    model: str
    sha256: str
    provider: str = ""
    error: Sentence | None = None

    @property
    def caption(self) -> str:
        """The most probable caption; "" if the picture failed."""
        return self.captions[0][0] if self.captions else ""

    @property
    def probability(self) -> float | None:
        """That of `caption`; None if the picture failed."""
        return self.captions[0][1] if self.captions else None

    def holds_for(self, picture: Picture) -> bool:
        """Whether the picture's file is still the one that was read."""
        return (self.size, self.mtime_ns) == (picture.size, picture.mtime_ns)


class CaptionRun:
    """A run of one captioner over pictures, written row by row; leave it as a context manager.

    Attributes
    ----------
    done : dict of str to CaptionRow
        By path: the rows of an interrupted attempt whose pictures have not changed, and those added since.
    """

    def __init__(self, journal: Journal, done: dict[str, CaptionRow]) -> None:
        self.journal = journal
        self.done = done

    def add(self, row: CaptionRow) -> CaptionRow:
        """Write one row. Raises `CollectionError` if the disk takes no more."""
        record: Record = {
            "path": row.path,
            "id": row.id,
            "size": row.size,
            "mtime_ns": row.mtime_ns,
            "provider": row.provider,
        }
        if row.error is None:
            record["captions"] = [list(one) for one in row.captions]
        else:
            record["error"] = {"en": row.error.en, "es": row.error.es}
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


class CaptionRuns:
    """The captioning runs of a collection."""

    def __init__(self, journals: Journals, pictures: Callable[[], Iterable[Picture]]) -> None:
        self._journals = journals
        self._pictures = pictures

    def begin(
        self, model: str, sha256: str, attributes: Sequence[str], settings: Mapping[str, Any]
    ) -> CaptionRun:
        """Start a run; `settings` is whatever the result depends on. Raises `CollectionError`."""
        header = {
            "model": model,
            "sha256": sha256,
            "attributes": list(attributes),
            "settings": dict(settings),
        }
        return CaptionRun(self._journals.begin(sha256[:12], header), {})

    def resume(self, sha256: str, settings: Mapping[str, Any]) -> CaptionRun | None:
        """Go on with the newest run of this model and these settings, if it was interrupted.

        Rows of pictures that have changed since, or are gone, and rows with errors are left out.
        """
        journal = self._journals.unfinished(sha256=sha256, settings=dict(settings))
        return None if journal is None else self._going_on(journal)

    def interrupted(self) -> CaptionRun | None:
        """The newest run of any model, if it did not come to its end; ``done`` as of :meth:`resume`."""
        journal = self._journals.unfinished()
        return None if journal is None else self._going_on(journal)

    def newest(self) -> CaptionRun | None:
        """The newest run that holds rows, to read from."""
        for journal in self._journals.newest_first():
            if journal.rows:
                return CaptionRun(journal, self._rows(journal))
        return None

    def last(self) -> dict[str, CaptionRow]:
        """The rows of the newest run, by path, whether or not it came to its end."""
        run = self.newest()
        return {} if run is None else run.done

    def _going_on(self, journal: Journal) -> CaptionRun:
        rows = self._rows(journal).items()
        return CaptionRun(journal, {path: row for path, row in rows if row.error is None})

    def _rows(self, journal: Journal) -> dict[str, CaptionRow]:
        rows = {}
        for picture in self._pictures():
            if (record := journal.rows.get(picture.path)) is not None:
                try:
                    row = _row(journal.header, record)
                except (KeyError, TypeError, ValueError):
                    continue  # written by another program: will be made again
                if row.holds_for(picture):
                    rows[picture.path] = row
        return rows


def _row(header: Record, record: Record) -> CaptionRow:
    error = record.get("error")
    captions = tuple((str(text), float(p)) for text, p in record.get("captions", ()))
    if error is None and not captions:
        raise ValueError(record["path"])
    return CaptionRow(
        id=record["id"],
        path=record["path"],
        size=record["size"],
        mtime_ns=record["mtime_ns"],
        captions=captions,
        model=header["model"],
        sha256=header["sha256"],
        provider=record.get("provider", ""),
        error=None if error is None else Sentence(error["en"], error["es"]),
    )
