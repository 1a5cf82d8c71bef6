"""The small files of a run, written so that a killed training leaves each of them whole."""

import csv
import os
from pathlib import Path
from typing import Any


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
