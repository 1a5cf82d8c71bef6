"""What has been downloaded so far: the files, and journals that outlive a kill at any moment."""

import hashlib
import threading
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import geodesk.micrograph as gm
from geodesk.collection import replacing
from geodesk.collection.durable import append
from geodesk.collection.jsonlines import LogReader, to_line
from geodesk.language import GeoDeskError
from geodesk.micrograph import UnreadablePicture
from geodesk.micrograph.errors import too_large
from geodesk.micrograph.sniff import kind_of
from training.data.minerals.fetch import Manners, fetch
from training.data.minerals.urls import Address

DOWNLOADS = "downloads.jsonl"
DECODED = "decoded.jsonl"
FOLDER = "downloads"
# A photograph from the web never needs more; a small file that unpacks to more is a trap.
MOST_PIXELS = 100_000_000
_LIMIT_BYTES = 3 * MOST_PIXELS
_HEAD = 64


@dataclass(frozen=True, slots=True)
class Download:
    """One line of ``downloads.jsonl``: what came of an address.

    Attributes
    ----------
    url
        The address.
    sha256
        Of the bytes; "" if there are none.
    reason, tries, passing
        See `training.data.minerals.fetch.Answer`.
    """

    url: str
    sha256: str
    reason: str
    tries: int
    passing: bool


@dataclass(frozen=True, slots=True)
class Decoded:
    """One line of ``decoded.jsonl``: whether some bytes are a picture.

    Attributes
    ----------
    sha256
        Of the bytes.
    file
        Name in ``downloads/``; "" for what cannot be decoded, which is not kept.
    size
        Bytes of the file.
    en, es
        Why it cannot be decoded, else "".
    """

    sha256: str
    file: str
    size: int
    en: str = ""
    es: str = ""


def journal(file: Path) -> list[dict[str, Any]]:
    """The records of a journal, oldest first; none if there is no such file.

    Raises
    ------
    CollectionError
        It was damaged by other hands than a crash.
    """
    return [record for _, record in LogReader(file).read()] if file.exists() else []


def note(file: Path, record: dict[str, Any]) -> None:
    """Put one record into a journal and on the disk; raises `CollectionError` if it cannot be written."""
    append(file, to_line(record))


def sweep(folder: Path) -> None:
    """Take away the half-written files that a killed run left in a folder."""
    for left in folder.glob(".geodesk-*.tmp"):
        with suppress(OSError):
            left.unlink()


class Store:
    """The downloads of one folder.

    Parameters
    ----------
    out
        Folder of the whole preparation.
    again
        Try dead links once more; passing faults are always tried once more.

    Raises
    ------
    DamagedJournal
        A journal holds something else than this program's records.
    CollectionError
        A journal cannot be read.
    """

    def __init__(self, out: Path, again: bool = False) -> None:
        self._out = out
        self._folder = out / FOLDER
        self._writing = threading.Lock()
        self._folder.mkdir(parents=True, exist_ok=True)
        sweep(self._folder)
        try:
            downloads = [Download(**record) for record in journal(out / DOWNLOADS)]
            decoded = [Decoded(**record) for record in journal(out / DECODED)]
        except TypeError as error:
            raise DamagedJournal(
                en=f"The journals in {out} are of another version: begin in a new folder.",
                es=f"Los diarios de {out} son de otra versión: empiece en una carpeta nueva.",
            ) from error
        self._decoded = {each.sha256: each for each in decoded if self._is_there(each)}
        self._downloads = {each.url: each for each in downloads}
        self._open = {url for url, last in self._downloads.items() if self._is_open(last, again)}

    def last(self, url: str) -> Download | None:
        """What came of an address when it was last asked for."""
        return self._downloads.get(url)

    def is_open(self, url: str) -> bool:
        """Whether an address has not been asked for, or is worth asking again."""
        return url not in self._downloads or url in self._open

    def decoded(self, sha256: str) -> Decoded:
        """What some downloaded bytes are."""
        return self._decoded[sha256]

    def path(self, sha256: str) -> Path:
        """The file of a decodable download."""
        return self._folder / self._decoded[sha256].file

    def obtain(
        self, address: Address, manners: Manners, stop: threading.Event
    ) -> tuple[Download, Decoded | None]:
        """Download a picture and see whether it is one. Changes no record, so threads may share this.

        Raises
        ------
        CollectionError
            The file cannot be written.
        """
        answer = fetch(address.url, manners, stop)
        if answer.body is None:
            return Download(address.url, "", answer.reason, answer.tries, answer.passing), None
        sha256 = hashlib.sha256(answer.body).hexdigest()
        return Download(address.url, sha256, "", answer.tries, False), self._look(answer.body, sha256)

    def record(self, download: Download, decoded: Decoded | None) -> None:
        """Put into the journals what `obtain` gave; raises `CollectionError` if they cannot be written."""
        # The picture first: a download whose picture is not recorded would be fetched again.
        if decoded is not None and decoded.sha256 not in self._decoded:
            note(self._out / DECODED, asdict(decoded))
            self._decoded[decoded.sha256] = decoded
        note(self._out / DOWNLOADS, asdict(download))
        self._downloads[download.url] = download
        self._open.discard(download.url)

    def _is_open(self, last: Download, again: bool) -> bool:
        return last.sha256 not in self._decoded if last.sha256 else last.passing or again

    def _is_there(self, decoded: Decoded) -> bool:
        if not decoded.file:
            return True
        try:
            return (self._folder / decoded.file).stat().st_size == decoded.size
        except OSError:
            return False

    def _look(self, body: bytes, sha256: str) -> Decoded:
        try:
            kind = kind_of(body[:_HEAD], Path(sha256[:20]))
            file = self._folder / f"{sha256[:20]}.{kind}"
            # Two addresses may give the same bytes at once, and one thread may be reading them already.
            with self._writing:
                if not (file.exists() and file.stat().st_size == len(body)):
                    with replacing(file) as stream:
                        stream.write(body)
        except UnreadablePicture as error:
            return Decoded(sha256, "", len(body), error.sentence.en, error.sentence.es)
        try:
            with gm.open(file) as picture:
                if picture.width * picture.height > MOST_PIXELS:
                    raise too_large(file, picture.width, picture.height, _LIMIT_BYTES)
                picture.pixels()
        except UnreadablePicture as error:
            with suppress(OSError):
                file.unlink()
            return Decoded(sha256, "", len(body), error.sentence.en, error.sentence.es)
        return Decoded(sha256, file.name, len(body))


class DamagedJournal(GeoDeskError):
    """A journal cannot be understood."""


__all__ = [
    "DECODED",
    "DOWNLOADS",
    "FOLDER",
    "MOST_PIXELS",
    "DamagedJournal",
    "Decoded",
    "Download",
    "Store",
    "journal",
    "note",
    "sweep",
]
