"""A full disk at every write: ``python -m tests.endurance.fulldisk``.

Every way in which GeoDesk writes (`tests.endurance.writers`) is tried on a disk with room for less than it
needs, in two forms: a small file system in memory, full to its last pages, and a limit on the size of files
that cuts a write at any byte. A refusal must be one sentence that names the full disk; what was acknowledged
before must read as before, no file may be left over, and with room again the same call must succeed. Commands
(`tests.endurance.fullcommands`) and the window (`tests.endurance.fullwindow`) do the same from outside.
"""

import argparse
import collections
import os
import random
import resource
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.endurance.common import DATA, copies, on_screen, small_disk

PAGE = 4096
DISK = "12m"
PICTURES = 3
ROOMS = (0, 1, 2, 3, 5, 8, 16, 40, 120)
Counts = collections.Counter[str]


def main(arguments: list[str] | None = None) -> int:
    """Try all; 1 if something acknowledged was lost, no sentence was said, or a file was left over."""
    parser = argparse.ArgumentParser(prog="python -m tests.endurance.fulldisk")
    parser.add_argument("--cuts", type=int, default=40, help="bytes at which the writes of a way are cut")
    parser.add_argument("--seed", type=int, default=20261122)
    parser.add_argument("--no-window", action="store_true")
    parser.add_argument("--quick", action="store_true", help="a few cuts; no commands, no window")
    options = parser.parse_args(arguments)
    given = sys.argv[1:] if arguments is None else arguments
    window = not (options.quick or options.no_window)
    if window and (code := on_screen("tests.endurance.fulldisk", given)) is not None:
        return code
    counts: Counts = collections.Counter()
    with tempfile.TemporaryDirectory(prefix="geodesk-full-") as name:
        place = Path(name)
        for word in ("CONFIG", "CACHE", "DATA_HOME", "STATE"):
            os.environ[f"GEODESK_{word}"] = str(place / "disk" / "places" / word.lower())
        os.environ["GEODESK_LANG"] = "en"
        with small_disk(place / "disk", DISK) as disk:
            if disk is None:
                print("no file system may be mounted here: only the limit on the size of files is tried")
            _base(place)
            _ways(place, disk is not None, options, counts)
            if disk is not None and not options.quick:
                from tests.endurance.fullcommands import commands

                counts += commands(place, Filled(place))
            if disk is not None and window:
                from tests.endurance.fullwindow import labelling

                counts += labelling(place, Filled(place))
    print(said(counts))
    return 1 if counts["lost"] or counts["unsaid"] or counts["left over"] or not counts["refused"] else 0


def said(counts: Counts) -> str:
    """What was found, in a line."""
    names = ("tried", "refused", "done", "lost", "unsaid", "left over")
    return ", ".join(f"{counts[name]} {name}" for name in names)


def _base(place: Path) -> None:
    """A folder of small real pictures with one of each file, to begin every trial from."""
    from tests.endurance.whole import whole

    copies(place / "base" / "set", PICTURES)
    large = max(DATA.rglob("fibres/**/*.jpg"), key=lambda file: file.stat().st_size, default=None)
    if large is not None:
        shutil.copyfile(large, place / "base" / "set" / "large.jpg")
    whole(place / "base" / "set")


class Filled:
    """A disk without room."""

    def __init__(self, place: Path) -> None:
        self._file = place / "disk" / "filler"

    @contextmanager
    def but(self, pages: int) -> Iterator[None]:
        """Full to its last pages meanwhile."""
        with self._file.open("wb", buffering=0) as stream:
            try:
                while stream.write(b"\1" * PAGE) == PAGE:
                    pass
            except OSError:
                pass
            stream.truncate(max(0, stream.tell() // PAGE - pages) * PAGE)
        try:
            yield
        finally:
            self._file.unlink()


@contextmanager
def cut(size: int) -> Iterator[None]:
    """No file grows beyond a size meanwhile: the write that would fails there, as on a full disk."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def _ways(place: Path, mounted: bool, options: argparse.Namespace, counts: Counts) -> None:
    from tests.endurance.writers import WAYS

    chance = random.Random(options.seed)
    rooms = ROOMS[:1] if options.quick else ROOMS
    cuts = 2 if options.quick else options.cuts
    filled = Filled(place)
    for way in WAYS:
        own: Counts = collections.Counter()
        for room in rooms if mounted else ():
            _trial(place, way, filled.but(room), f"{room} pages free", own)
        for size in _sizes(place, way, cuts, chance):
            _trial(place, way, cut(size), f"cut at {size} bytes", own)
        counts += own
        if not options.quick:
            print(f"{way.name}: {said(own)}", flush=True)


def _sizes(place: Path, way: Any, cuts: int, chance: random.Random) -> list[int]:
    """Bytes at which to cut what a way writes: its files' sizes before and after, and some between."""
    collection, beside = _anew(place)
    way.write(collection, beside, 1)
    before = _files(place)
    way.write(collection, beside, 2)
    collection.index.close()
    grown = [(before.get(name, 0), size) for name, size in _files(place).items() if before.get(name) != size]
    # A file that is replaced is cut anywhere; one that grows, from its old end on.
    ranges = [(0 if after - start < 0 else start, after) for start, after in grown] or [
        (0, size) for name, size in before.items() if "disk" in name
    ]
    sizes = {0}
    for start, after in ranges:
        sizes |= {start, max(0, after - 1), chance.randrange(start, max(start + 1, after))}
    while len(sizes) < cuts and any(after - start > cuts for start, after in ranges):
        start, after = chance.choice(ranges)
        sizes.add(chance.randrange(start if chance.random() < 0.7 else 0, max(start + 1, after)))
    return sorted(sizes)


def _files(place: Path) -> dict[str, int]:
    return {str(file): file.stat().st_size for file in (place / "disk").rglob("*") if file.is_file()}


def _anew(place: Path) -> tuple[Any, Path]:
    """A fresh copy of the base on the small disk."""
    from geodesk.collection import Collection

    disk = place / "disk"
    for old in disk.iterdir() if disk.is_dir() else ():
        shutil.rmtree(old) if old.is_dir() else old.unlink()
    shutil.copytree(place / "base" / "set", disk / "set")
    (disk / "beside").mkdir()
    return Collection.open(disk / "set", annotator="ana", machine="scope"), disk / "beside"


def _trial(place: Path, way: Any, fault: Any, about: str, counts: Counts) -> None:
    """Write once with room, once without, read anew, write with room again."""
    from geodesk.collection import Collection
    from geodesk.language import GeoDeskError

    collection, beside = _anew(place)
    way.write(collection, beside, 1)
    acknowledged = way.read(collection, beside)
    refused = False
    names = _names(place)
    counts["tried"] += 1
    try:
        with fault:
            way.write(collection, beside, 2)
            collection.index.close()
    except GeoDeskError as error:
        refused = True
        if "Disk full" not in error.sentence.en or "Disco lleno" not in error.sentence.es:
            _tell(counts, "unsaid", way, about, f"{error.sentence.en}")
    except Exception as error:  # noqa: BLE001 - that is what is looked for
        refused = True
        _tell(counts, "unsaid", way, about, repr(error))
    counts["refused" if refused else "done"] += 1
    again = Collection.open(collection.folder, annotator="ana", machine="scope")
    found = way.read(again, beside)
    if refused and found != acknowledged:
        _tell(counts, "lost", way, about, f"before {str(acknowledged)[:300]}, now {str(found)[:300]}")
    if left := [name for name in _names(place) - names if ".tmp" in name or ".new" in name]:
        _tell(counts, "left over", way, about, str(left))
    if refused and way.quiet:
        _tell(counts, "unsaid", way, about, "an error where none is needed")
    # The one that was open all the while and one that is opened now both go on.
    for one, turn in ((collection, 3), (again, 4)):
        way.write(one, beside, turn)
    if refused and way.read(collection, beside) == acknowledged:
        _tell(counts, "lost", way, about, "with room again nothing was written")
    for one in (collection, again):
        one.index.close()


def _names(place: Path) -> set[str]:
    return {str(file.relative_to(place / "disk")) for file in (place / "disk").rglob("*")}


def _tell(counts: Counts, what: str, way: Any, about: str, text: str) -> None:
    counts[what] += 1
    print(f"{what}: {way.name}, {about}: {text}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
