"""Append-only logs of one JSON object a line, read so that a crash never blocks them.

What a killed program or a pulled plug can leave behind is ignored: a last line without its end, a line
cut short and continued by later ones, bytes that read as zeros. A last line that lacks only its line feed
is complete. Anything else that is not a JSON object means that the file was damaged by other hands, and
reading stops with an error: going on would lose what the damaged lines said.
"""

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from geodesk.collection.errors import CollectionError, printable, unreadable
from geodesk.language import Sentence

Record = dict[str, Any]
_CUT_BYTES = 6  # of one character before the zeros and one behind them, at most three each


def to_line(record: Mapping[str, Any]) -> bytes:
    r"""One record as a line of UTF-8 JSON.

    A lone surrogate, which stands for a byte of a file name that is not UTF-8, becomes a JSON escape
    such as ``\udcff`` and so comes back as it was.

    Raises
    ------
    ValueError
        If a number is not finite: JSON has no word for it.
    """
    text = json.dumps(record, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    try:
        return text.encode() + b"\n"
    except UnicodeEncodeError:
        text = json.dumps(record, ensure_ascii=True, allow_nan=False, separators=(",", ":"))
        return text.encode("ascii") + b"\n"


class Rewritten(Exception):
    """A log was deleted, cut or replaced by another program; what was read of it no longer holds."""


@dataclass(slots=True)
class LogReader:
    """Reads a growing log piece by piece.

    Attributes
    ----------
    path : Path
        The log.
    offset : int
        Bytes read so far; the next :meth:`read` begins there.
    lines : int
        Lines read so far.
    torn : list of Sentence
        One sentence for each line that was cut short and is ignored.
    """

    path: Path
    offset: int = 0
    lines: int = 0
    torn: list[Sentence] = field(default_factory=list)
    _tail: bytes = b""
    _identity: tuple[int, int] | None = None

    def read(self) -> list[tuple[int, Record]]:
        """The records appended since the last call, each with its line number (from 1).

        A last line without its end is held back until it is complete JSON or another line follows.

        Raises
        ------
        CollectionError
            If the file cannot be read or is damaged.
        Rewritten
            If it is no longer the file that was read so far.
        """
        try:
            with open(self.path, "rb") as stream:
                status = os.fstat(stream.fileno())
                identity = (status.st_dev, status.st_ino)
                if self._identity not in (None, identity) or status.st_size < self.offset:
                    raise Rewritten(self.path)
                self._identity = identity
                if status.st_size == self.offset + len(self._tail):
                    return []
                stream.seek(self.offset)
                new = stream.read()
        except FileNotFoundError:
            raise Rewritten(self.path) from None
        except OSError as fault:
            raise unreadable(str(self.path), fault) from fault
        *whole, tail = new.split(b"\n")
        records = []
        for line in whole:
            self.offset += len(line) + 1
            line = self._without_counted(line)
            self.lines += 1
            if (record := self._parse(line)) is not None:
                records.append((self.lines, record))
        if tail.strip() and tail != self._tail:
            if (record := _complete(tail)) is not None:
                # Complete but for its line feed: counted now, and not again when the line feed comes.
                records.append((self.lines + 1, record))
                self._tail = tail
            elif not is_torn(tail):
                raise _damaged(self.path, self.lines + 1)
        return records

    def _without_counted(self, line: bytes) -> bytes:
        tail, self._tail = self._tail, b""
        return b"" if tail and line == tail else line

    def _parse(self, line: bytes) -> Record | None:
        if not line.strip():
            return None
        if (record := _complete(line)) is not None:
            return record
        if not is_torn(line):
            raise _damaged(self.path, self.lines)
        name = printable(self.path.name)
        self.torn.append(
            Sentence(
                f"Line {self.lines} of {name} was cut short by a crash and is ignored.",
                f"La línea {self.lines} de {name} quedó cortada por un fallo y se ignora.",
            )
        )
        return None


def _complete(line: bytes) -> Record | None:
    try:
        # An editor of other hands may have put a byte order mark before the first line.
        record = json.loads(line.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        return None
    return record if isinstance(record, dict) else None


def is_torn(line: bytes) -> bool:
    """Whether a line that is not JSON looks cut short: an object without its end, or bytes never written.

    A page that the disk never received before the power went reads as zeros, and may cut characters at its
    edges. Damage inside a line that still has its end is something else.
    """
    if b"\0" in line:
        rest = line.replace(b"\0", b"").decode("utf-8", "replace")
        return rest.count("\N{REPLACEMENT CHARACTER}") <= _CUT_BYTES and min(rest, default=" ") >= " "
    text = line.decode("utf-8-sig", "replace").strip()
    if not text.startswith("{"):
        return False
    if not text.endswith("}"):
        return True
    try:
        json.loads(text)
    except json.JSONDecodeError as fault:
        # A cut inside a text leaves it open, and the text may well end in a brace of its own.
        return fault.pos >= len(text) or fault.msg.startswith("Unterminated string")
    except RecursionError:
        return False
    return False


def _damaged(path: Path, line: int) -> CollectionError:
    name = printable(str(path))
    return CollectionError(
        en=f"Line {line} of {name} is damaged; restore the file from a copy, or move it away to go on"
        " without it.",
        es=f"La línea {line} de {name} está dañada; recupere el archivo de una copia, o apártelo para"
        " seguir sin él.",
    )
