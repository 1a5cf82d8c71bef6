"""Damaged files for every reader: ``python -m tests.endurance.mutations --count 5000 --seed 20261122``.

Pictures of every format, models and their cards, and every file that GeoDesk keeps about a folder are damaged
by chance and opened in a process with limited memory, as the program opens them; a folder is written to as
well. Nothing may crash, hang, raise anything but a sentence for the user, or lose a byte of a log. The file
of every fault is kept beside the book; ``--again FILE`` opens it once more.
"""

import argparse
import collections
import json
import os
import random
import select
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.endurance.common import BOOKS, ROOT, Book, places
from tests.endurance.damage import damaged, damaged_json, damaged_table
from tests.endurance.seeds import Seed, seeds

HANGS_S = 120.0
MOST_MB = 1500
BLOCK = 250
OUTCOMES = ("done", "refused", "fault", "crash", "hang", "memory")


@dataclass(frozen=True)
class Case:
    """One damaged file: what it was, and its bytes."""

    number: int
    seed: Seed
    damaged: bytes


def main(arguments: list[str] | None = None) -> int:
    """Damage, open, say what was found; 1 if something crashed, hung or raised."""
    parser = argparse.ArgumentParser(prog="python -m tests.endurance.mutations")
    parser.add_argument("--count", type=int, default=5000)
    parser.add_argument("--seed", type=int, default=20261122)
    parser.add_argument("--again", type=Path, help="the kept file of one fault alone")
    parser.add_argument("--quick", action="store_true", help="60 cases, kept in no book")
    parser.add_argument("--book", type=Path, default=BOOKS / "mutations.jsonl")
    options = parser.parse_args(arguments)
    count = 60 if options.quick else options.count
    with tempfile.TemporaryDirectory(prefix="geodesk-mutations-") as name:
        scratch = Path(name)
        known = seeds(scratch / "seeds")
        if options.again is not None:
            return _again(scratch, options.again)
        book = Book(None if options.quick else options.book)
        done = {n for piece in book.of(seed=options.seed) for n in range(piece["first"], piece["stop"])}
        for first in range(0, count, BLOCK):
            stop = min(first + BLOCK, count)
            if first not in done:
                cases = [_case(known, options.seed, number) for number in range(first, stop)]
                found = _block(scratch, cases, None if options.quick else options.book.with_suffix(""))
                book.add(seed=options.seed, first=first, stop=stop, **found)
                print(_said(book.pieces[-1:]), flush=True)
    print(_said(book.pieces))
    return 1 if any(piece["faults"] for piece in book.pieces) else 0


def _case(known: list[Seed], seed: int, number: int) -> Case:
    chance = random.Random(f"{seed}-{number}")
    one = known[number % len(known)]
    ways = {"json": (damaged_json, damaged_json, damaged), "table": (damaged_table, damaged)}
    way = chance.choice(ways.get(one.form, (damaged,)))
    raw = way(one.whole, chance)
    if one.form == "card":
        raw = _with_card(one.whole, chance)
    return Case(number, one, raw)


def _with_card(whole: bytes, chance: random.Random) -> bytes:
    """A model whose card was changed, in a form that still is an ONNX file."""
    import onnx

    model = onnx.load_model_from_string(whole)
    for entry in model.metadata_props:
        entry.value = damaged_json(entry.value.encode(), chance).decode("utf-8", "replace")
    return bytes(model.SerializeToString())


class _Opener:
    """The process that opens; a new one after a crash or a hang."""

    def __init__(self, scratch: Path) -> None:
        self._scratch = scratch
        self._child: subprocess.Popen[bytes] | None = None

    def __call__(self, case: Case) -> dict[str, Any]:
        """Put the file where its kind belongs, have it opened; what came of it."""
        place = self._scratch / "case"
        shutil.rmtree(place, ignore_errors=True)
        shutil.copytree(self._scratch / "seeds" / "set", place / "set", copy_function=os.link)
        inside = case.seed.kind == "collection"
        file = place / ("set" if inside else "beside") / case.seed.name
        file.parent.mkdir(parents=True, exist_ok=True)
        for log in (place / "set" / ".geodesk").rglob("*"):
            if log.is_file():  # what is written to must not be a link to the seed
                shutil.copyfile(log, log.with_suffix(".copy"))
                os.replace(log.with_suffix(".copy"), log)
        if not file.exists():  # of an earlier run, whose journals were called otherwise: the newest counts
            for other in file.parent.glob(file.name.split("-")[0] + "-2*"):
                other.unlink()
        file.write_bytes(case.damaged)
        began = time.monotonic()
        found = self._ask({"kind": case.seed.kind, "file": str(file), "folder": str(place / "set")})
        return found | {"seconds": round(time.monotonic() - began, 2)}

    def _ask(self, question: dict[str, str]) -> dict[str, Any]:
        if self._child is None:
            self._child = self._start()
        child = self._child
        assert child.stdin is not None and child.stdout is not None
        child.stdin.write(json.dumps(question).encode() + b"\n")
        child.stdin.flush()
        ready, _, _ = select.select([child.stdout], [], [], HANGS_S)
        line = child.stdout.readline() if ready else b""
        if line:
            return dict(json.loads(line))
        child.kill()
        code = child.wait()
        self.close()
        said = (self._scratch / "said").read_bytes()[-2000:].decode("utf-8", "replace")
        return {"outcome": "crash" if ready else "hang", "text": f"{code}: {said}", "peak_mb": 0, "mb": 0}

    def _start(self) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-W", "error", "-m", "tests.endurance.readers"]
        with (self._scratch / "said").open("wb") as said:
            return subprocess.Popen(
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=said,
                env=places(self._scratch),
                cwd=ROOT,
            )

    def close(self) -> None:
        """Let the process end."""
        if self._child is not None:
            assert self._child.stdin is not None and self._child.stdout is not None
            self._child.stdin.close()
            self._child.wait()
            self._child.stdout.close()
        self._child = None


def _block(scratch: Path, cases: list[Case], keep: Path | None) -> dict[str, Any]:
    """Open so many; counts by what came of it, the worst time and memory, and every fault."""
    outcomes: collections.Counter[str] = collections.Counter()
    kinds: collections.Counter[str] = collections.Counter()
    faults, slowest, peak = [], 0.0, 0
    opener = _Opener(scratch)
    try:
        for case in cases:
            found = opener(case)
            outcome = found["outcome"]
            if found["peak_mb"] > MOST_MB:
                outcome, found["text"] = "memory", f"{found['peak_mb']} MB"
            outcomes[outcome] += 1
            kinds[case.seed.kind] += 1
            slowest, peak = max(slowest, found["seconds"]), max(peak, found["peak_mb"])
            if outcome not in OUTCOMES[:2]:
                name = f"{case.seed.kind} {case.seed.name}"
                faults.append({"case": case.number, "what": name, "outcome": outcome, "text": found["text"]})
                print(f"case {case.number}, {name}: {outcome}\n{found['text']}", flush=True)
                if keep is not None:
                    _keep(keep, case)
    finally:
        opener.close()
    counts = {"outcomes": dict(outcomes), "kinds": dict(kinds)}
    return counts | {"slowest_s": slowest, "peak_mb": peak, "end_mb": found["mb"], "faults": faults}


def _keep(folder: Path, case: Case) -> None:
    """The damaged file, and what to know to open it again."""
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / f"{case.number}-{Path(case.seed.name).name}"
    file.write_bytes(case.damaged)
    about = {"kind": case.seed.kind, "form": case.seed.form, "name": case.seed.name}
    file.with_name(file.name + ".about").write_text(json.dumps(about), "utf-8")


def _again(scratch: Path, file: Path) -> int:
    about = json.loads(file.with_name(file.name + ".about").read_text("utf-8"))
    raw = file.read_bytes()
    opener = _Opener(scratch)
    found = opener(Case(0, Seed(**about, whole=raw), raw))
    opener.close()
    print(
        f"{about}: {found['outcome']}, {found['seconds']} s, {found['peak_mb']} MB\n{found.get('text', '')}"
    )
    return 0 if found["outcome"] in OUTCOMES[:2] else 1


def _said(pieces: list[dict[str, Any]]) -> str:
    outcomes: collections.Counter[str] = collections.Counter()
    kinds: collections.Counter[str] = collections.Counter()
    for piece in pieces:
        outcomes.update(piece["outcomes"])
        kinds.update(piece["kinds"])
    told = ", ".join(
        f"{outcomes[one]} {one}" for one in ("done", "refused", "fault", "crash", "hang", "memory")
    )
    peak, slowest = max(p["peak_mb"] for p in pieces), max(p["slowest_s"] for p in pieces)
    return f"{sum(outcomes.values())} files {dict(kinds)}: {told}; at most {peak} MB and {slowest} s"


if __name__ == "__main__":
    sys.exit(main())
