"""Commands on a full disk: folder, results, cache, log and all; run by `tests.endurance.fulldisk`."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from tests.endurance.common import ROOT
from tests.endurance.fulldisk import Counts, Filled, _anew

ROOMS = (0, 2, 8, 24, 60)
OLD = b"id\nold\n"
COMMANDS = (
    ("info", "SET", "--json"),
    ("classify", "SET", "--model", "sem-usable", "--out", "OUT/p.csv"),
    ("caption", "SET", "--model", "landslide-captioner", "--out", "OUT/c.csv"),
    ("characterise", "SET", "--out", "OUT/s2.csv", "--summary", "OUT/summary.csv", "--rmax", "16"),
    ("characterise", "SET", "--out", "OUT/s2.csv", "--details", "OUT/details", "--rmax", "16"),
    ("ensemble", "SET", "--out", "OUT/e.csv", "--rmax", "16", "--lags", "pixel"),
    ("phases", "SET", "--rule", "otsu", "--table", "OUT/phases.csv"),
    ("transport", "SET/large.jpg", "--out", "OUT/t.csv"),
    ("sweep", "SET/large.jpg", "--model", "sem-usable", "--out", "OUT/map.tif", "OUT/fractions.csv"),
    ("generate", "--model", "berea-sections", "--count", "6", "--size", "64", "--out", "OUT/made"),
    ("figures", "SET", "--out", "OUT/figures"),
    ("columns", "SET", "OUT/columns.csv"),
    ("measurements", "export", "SET", "OUT/m.csv"),
    ("labels", "set", "SET", "000.jpg", "roca"),
    ("labels", "export", "SET", "OUT/labels.csv"),
    ("calibrate", "SET", "000.jpg", "--pixel-size", "12nm"),
    ("history", "SET", "--save", "OUT/r.geodesk-recipe.json"),
    ("watch", "SET", "--model", "sem-usable", "--out", "OUT/w.csv", "--once", "--settle", "0.1"),
    ("overview", "SET", "--out", "OUT/report"),
)


def commands(place: Path, filled: Filled) -> Counts:
    """Each command with little room, then with room again."""
    counts: Counts = Counts()
    for words in COMMANDS:
        own: Counts = Counts()
        for room in ROOMS:
            _trial(place, filled, words, room, own)
        counts += own
        print(f"geodesk {' '.join(words[:2])}: {dict(own)}", flush=True)
    return counts


def _trial(place: Path, filled: Filled, words: tuple[str, ...], room: int, counts: Counts) -> None:
    collection, beside = _anew(place)
    collection.index.close()
    folder = str(collection.folder)
    command = [word.replace("SET", folder).replace("OUT", str(beside)) for word in words]
    tables = [Path(word) for word in command if word.endswith(".csv")]
    for table in tables:
        if words[0] != "watch":  # whose table grows, and must be its own
            table.write_bytes(OLD)
    counts["tried"] += 1
    with filled.but(room):
        done = _run(command)
        refused, ran = "Disk full" in done.stderr, done.returncode in (0, 1)
        if "Traceback" in done.stderr or not (ran or refused):
            _tell(counts, "unsaid", command, room, f"{done.returncode}: {done.stderr[-600:]}")
    counts["refused" if refused else "done"] += 1
    found = {table: table.read_bytes() if table.exists() else b"" for table in tables}
    left = [file.name for file in (place / "disk").rglob("*") if ".tmp" in file.name or ".new" in file.name]
    if left:
        _tell(counts, "left over", command, room, str(left))
    for made in [*tables, *(Path(word) for word in command if word.endswith(".tif"))]:
        made.unlink(missing_ok=True)  # a picture is not written over, also one of the attempt before
    done = _run([*command, "--resume"] if words[0] == "generate" else command)
    if done.returncode not in (0, 1) or "Traceback" in done.stderr:
        _tell(counts, "lost", command, room, f"with room again {done.returncode}: {done.stderr[-600:]}")
        return
    for table, text in found.items():
        # As it was, or whole, also where the command has listed failures and gone on. A watch's table grows.
        if words[0] != "watch" and not ran and text not in (OLD, table.read_bytes()):
            _tell(counts, "lost", command, room, f"{table.name} was {text[:80]!r}…{text[-80:]!r}")


def _run(command: list[str]) -> Any:
    return subprocess.run(
        [sys.executable, "-m", "geodesk.cli", *command, "--quiet"],
        env=dict(os.environ),
        cwd=ROOT,
        capture_output=True,
        text=True,
    )


def _tell(counts: Counts, what: str, command: list[str], room: int, text: str) -> None:
    counts[what] += 1
    print(f"{what}: geodesk {' '.join(command[:2])}, {room} pages free: {text}", flush=True)
