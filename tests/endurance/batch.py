"""A long batch killed again and again: ``python -m tests.endurance.batch --pictures 10000 --kills 20``.

``geodesk classify`` runs with a bundled model over small crops of real pictures, some of them cut short:
once undisturbed, and once in a second folder of the same files, where SIGKILL ends it at random rows and
``--resume`` begins it anew. Both CSV must be the same byte for byte, and no file may be left over.
"""

import argparse
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

from PIL import Image

from tests.endurance.common import BOOKS, ROOT, Book, places, real_pictures

MODEL = "sem-usable"
CROP = (112, 84)
ONE_DAMAGED_IN = 250
SLOWEST_S = 1800.0


def main(arguments: list[str] | None = None) -> int:
    """Run both, compare; 1 if they differ."""
    parser = argparse.ArgumentParser(prog="python -m tests.endurance.batch")
    parser.add_argument("--pictures", type=int, default=10_000)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--seed", type=int, default=20261122)
    parser.add_argument("--quick", action="store_true", help="80 pictures, 2 kills, begun anew")
    parser.add_argument("--place", type=Path, default=BOOKS / "batch", help="what is done is kept here")
    options = parser.parse_args(arguments)
    if options.quick:
        options.pictures, options.kills = 80, 2
        shutil.rmtree(options.place, ignore_errors=True)
    place: Path = options.place / f"{options.pictures}-{options.kills}-{options.seed}"
    whole, killed = _folders(place, options.pictures, options.seed)
    environment = {**places(place), "OMP_NUM_THREADS": "1"}
    book = Book(place / "book.jsonl")
    if not (place / "whole.csv").exists():
        began = time.monotonic()
        code = _classify(whole, place / "whole.csv", environment).wait()
        book.add(part="whole", code=code, seconds=round(time.monotonic() - began, 1))
    if not (place / "killed.csv").exists():
        _kill_again_and_again(killed, place / "killed.csv", environment, book, options)
    return _compare(place, killed, book)


def _folders(place: Path, count: int, seed: int) -> tuple[Path, Path]:
    """Two folders with the same files; the second one's are links to those of the first."""
    whole, killed = place / "whole", place / "killed"
    done = place / "pictures.done"
    if not done.exists():
        for folder in (whole, killed):
            folder.mkdir(parents=True, exist_ok=True)
        chance = random.Random(seed)
        known = real_pictures()
        for number in range(count):
            source = known[number * len(known) // count]
            file = whole / f"{number:05}{'.png' if number % 3 else '.jpg'}"
            _crop(source, file, chance)
            if number % ONE_DAMAGED_IN == 7:
                file.write_bytes(file.read_bytes()[: file.stat().st_size * 2 // 3])
            link = killed / file.name
            link.unlink(missing_ok=True)
            os.link(file, link)
        done.touch()
    return whole, killed


def _crop(source: Path, file: Path, chance: random.Random) -> None:
    with Image.open(source) as opened:
        picture = opened.convert("L" if chance.random() < 0.5 else "RGB")
    wide, high = (min(a, b) for a, b in zip(CROP, picture.size, strict=True))
    x, y = chance.randint(0, picture.width - wide), chance.randint(0, picture.height - high)
    picture.crop((x, y, x + wide, y + high)).save(file)


def _classify(folder: Path, out: Path, environment: dict[str, str]) -> subprocess.Popen[bytes]:
    words = ["classify", folder, "--model", MODEL, "--out", out, "--resume", "--quiet"]
    command = [sys.executable, "-m", "geodesk.cli", *map(str, words)]
    return subprocess.Popen(command, env=environment, cwd=ROOT, stderr=subprocess.DEVNULL)


def _kill_again_and_again(
    folder: Path, out: Path, environment: dict[str, str], book: Book, options: argparse.Namespace
) -> None:
    """Kill some time after so many rows are in the journal, resume; the last attempt is let to its end."""
    chance = random.Random(options.seed + 1)
    # Few pictures are done within the second after which rows are put on the disk: killed before that.
    last, longest = (1, 0.4) if options.quick else (options.pictures, 1.5)
    moments = sorted(chance.randrange(last) for _ in range(options.kills))
    for moment in moments[len(book.of(part="kill")) :]:
        child = _classify(folder, out, environment)
        while _rows(folder) < moment and child.poll() is None:
            time.sleep(0.02)
        time.sleep(chance.uniform(0, longest))
        child.send_signal(signal.SIGKILL)
        if child.wait() != -signal.SIGKILL:
            print(f"it came to its end before it was killed at row {moment}", flush=True)
            break
        book.add(part="kill", at=moment, kept=_rows(folder))
        print(f"kill at row {moment}: {_rows(folder)} rows on the disk", flush=True)
    code = _classify(folder, out, environment).wait(SLOWEST_S)
    book.add(part="last", code=code)


def _rows(folder: Path) -> int:
    """Rows in the journals of a folder; -1 before there is one."""
    logs = (folder / ".geodesk").glob("predictions-*.jsonl")
    return max((log.read_bytes().count(b"\n") - 1 for log in logs), default=-1)


def _compare(place: Path, folder: Path, book: Book) -> int:
    one, other = (place / "whole.csv").read_bytes(), (place / "killed.csv").read_bytes()
    hidden = [file.name for file in folder.rglob("*") if file.name.endswith(".tmp")]
    logs = list((folder / ".geodesk").glob("predictions-*.jsonl"))
    lines = [line for log in logs for line in log.read_bytes().splitlines() if line.endswith(b"}")]
    done = [record["path"] for record in map(json.loads, lines) if "path" in record]
    kills = len(book.of(part="kill"))
    same = one == other
    print(f"{one.count(10) - 1} rows, {kills} kills, the same bytes: {same}, {len(logs)} journals,", end=" ")
    print(f"{len(done) - len(set(done))} rows done twice, {len(hidden)} files left over", flush=True)
    codes = {piece["code"] for piece in book.pieces if "code" in piece}
    return 0 if same and not hidden and kills and codes <= {0, 1} else 1


if __name__ == "__main__":
    sys.exit(main())
