"""The small files of a run, written so that a killed training leaves each of them whole."""

import csv
import io
import json
import os
from pathlib import Path
from typing import Any, TypeVar

_State = TypeVar("_State")


def read_state(path: Path, kind: type[_State]) -> _State:
    """The state in a JSON file as the dataclass `kind`; a fresh one where the file is missing or broken."""
    try:
        return kind(**json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return kind()


def history(path: Path) -> list[dict[str, str]]:
    """The rows of a ``history.csv``; none where there is no file."""
    if not path.is_file():
        return []
    with path.open(newline="", encoding="utf-8") as stream:
        return list(csv.DictReader(stream))


def note_epoch(path: Path, row: dict[str, Any]) -> None:
    """Add an epoch's row; rows of this epoch and later ones, which a crash undid, go."""
    rows = [old for old in history(path) if int(old["epoch"]) < row["epoch"]]
    text = io.StringIO()
    writer = csv.DictWriter(text, list(row), lineterminator="\n")
    writer.writeheader()
    writer.writerows([*rows, row])
    replace_text(path, text.getvalue())


def append_row(path: Path, row: dict[str, Any]) -> None:
    """Add a row to a CSV file, with the names of its columns above the first."""
    new = not path.exists()
    with path.open("a", newline="", encoding="utf-8") as stream:
        writer = csv.DictWriter(stream, list(row))
        if new:
            writer.writeheader()
        writer.writerow(row)


def replace_text(path: Path, text: str) -> None:
    """Write a text file whole before it takes its name."""
    temporary = path.with_suffix(".part")
    temporary.write_text(text, encoding="utf-8")
    os.replace(temporary, path)
