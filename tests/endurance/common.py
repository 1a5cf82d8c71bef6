"""What all parts share: real pictures, places of their own, a book of finished work, memory in use."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
DATA = Path(os.environ.get("GEODESK_DATA", ROOT.parent / "shared" / "data"))
WRITTEN = 1_760_000_000
"""When the copies were written: what is kept about a picture holds for its size and time."""
BOOKS = ROOT / "runs" / "endurance"


def places(scratch: Path, language: str = "en") -> dict[str, str]:
    """An environment in which settings, cache, data and log lie in a folder of the run alone."""
    names = ("CONFIG", "CACHE", "DATA_HOME", "STATE")
    own = {f"GEODESK_{name}": str(scratch / "places" / name.lower()) for name in names}
    return {**os.environ, **own, "GEODESK_LANG": language}


def real_pictures(suffixes: tuple[str, ...] = (".png", ".jpg"), largest: int = 1 << 20) -> list[Path]:
    """The development pictures of these kinds up to a size in bytes; the bundled ones without them."""
    found = sorted(file for file in DATA.rglob("*") if file.suffix.lower() in suffixes)
    small = [file for file in found if file.stat().st_size <= largest]
    return small or sorted((ROOT / "resources" / "samples").glob("*.tif"))


def copies(folder: Path, count: int) -> Path:
    """A folder with copies of the first small real pictures, spread over the sets."""
    folder.mkdir(parents=True, exist_ok=True)
    known = real_pictures(largest=60_000)
    for number in range(count):
        source = known[number * len(known) // count]
        file = folder / f"{number:03}{source.suffix}"
        shutil.copyfile(source, file)
        os.utime(file, (WRITTEN, WRITTEN))
    return folder


class Book:
    """Finished pieces of a long run, a JSON line each, so that an interrupted run goes on where it was.

    Parameters
    ----------
    file
        None: kept in memory alone.
    """

    def __init__(self, file: Path | None) -> None:
        self._file = file
        self.pieces: list[dict[str, Any]] = []
        if file is not None and file.exists():
            for line in file.read_text("utf-8").splitlines():
                # A line torn by a kill of the run itself is a piece that is done again.
                try:
                    self.pieces.append(json.loads(line))
                except ValueError:
                    continue

    def add(self, **piece: Any) -> None:
        """Keep a piece."""
        self.pieces.append(piece)
        if self._file is not None:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            with self._file.open("a", encoding="utf-8") as stream:
                stream.write(json.dumps(piece) + "\n")

    def total(self, name: str, **same: Any) -> int:
        """The sum of a number over the pieces that have these values."""
        return sum(piece[name] for piece in self.of(**same))

    def of(self, **same: Any) -> list[dict[str, Any]]:
        """The pieces that have these values."""
        return [p for p in self.pieces if all(p.get(key) == value for key, value in same.items())]


def status(name: str, pid: int | str = "self") -> int:
    """A number of ``/proc/PID/status`` such as ``VmRSS``: memory in kB."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith(name + ":"):
            return int(line.split()[1])
    raise KeyError(name)


@contextmanager
def small_disk(place: Path, size: str) -> Iterator[Path | None]:
    """A file system of its own in memory; None where this user may not mount one."""
    place.mkdir(parents=True, exist_ok=True)
    allowed = sys.platform == "linux" and os.geteuid() == 0 and shutil.which("mount") is not None
    command = ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(place)]
    if not allowed or subprocess.run(command, capture_output=True).returncode != 0:
        yield None
        return
    try:
        yield place
    finally:
        subprocess.run(["umount", "-l", str(place)], check=True)


def on_screen(module: str, arguments: list[str]) -> int | None:
    """Run a part again on a virtual screen; None if there is a screen already."""
    if os.environ.get("QT_QPA_PLATFORM") or os.environ.get("DISPLAY"):
        return None
    command = [str(ROOT / "installer" / "on-screen.sh"), sys.executable, "-m", module, *arguments]
    return subprocess.run(command, cwd=ROOT).returncode
