"""What a captioner said about the pictures of a collection: one journal a run, as for predictions."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from geodesk.collection.jsonlines import Record
from geodesk.collection.picturerun import PictureRun, PictureRuns, error_of, error_record
from geodesk.collection.pictures import Picture
from geodesk.collection.runs import Journals
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


class CaptionRun(PictureRun[CaptionRow]):
    """A run of one captioner over pictures; `done` holds its rows by path."""

    @staticmethod
    def row(header: Record, record: Record) -> CaptionRow:
        """A row from its record. Raises as `PictureRun.row` does."""
        error = error_of(record)
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
            error=error,
        )

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
            record |= error_record(row.error)
        return self.append(record)


class CaptionRuns(PictureRuns[CaptionRow, CaptionRun]):
    """The captioning runs of a collection."""

    def __init__(self, journals: Journals, pictures: Callable[[], Iterable[Picture]]) -> None:
        super().__init__(journals, pictures, CaptionRun)

    def begin(
        self, model: str, sha256: str, attributes: Sequence[str], settings: Mapping[str, Any]
    ) -> CaptionRun:
        """Start a run; `settings` is whatever the result depends on. Raises `CollectionError`."""
        return self.start(model, sha256, settings, attributes=list(attributes))
