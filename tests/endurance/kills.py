"""SIGKILL while labelling: ``python -m tests.endurance.kills --window 300 --command 700``.

Three kinds of processes are killed at random moments: the real window, in which keys label (*window*), the
collection's interface, with labels one by one, in bulk, undone and redone (*collection*), and the command
``geodesk labels`` (*command*; with *collection* it makes up ``--command``). A label is acknowledged when the
window shows it as saved, when the call has returned, or when the command has said so; after every kill the
folder is opened anew and each acknowledged label must be in its history, and be the one in force or have been
followed by a later one.
"""

import argparse
import os
import random
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.endurance.common import BOOKS, ROOT, Book, copies, on_screen, places

HERE = Path(__file__).resolve().parent
CLASSES = ("NO", "YES", "roca", "poro")
BLOCK = 25
Told = list[tuple[str, str, str]]
"""Path, label and time of what was acknowledged; a time of "" where only the label was said."""


def main(arguments: list[str] | None = None) -> int:
    """Kill, verify, say what was found; 1 if a label was lost."""
    parser = argparse.ArgumentParser(prog="python -m tests.endurance.kills")
    parser.add_argument("--window", type=int, default=300)
    parser.add_argument("--command", type=int, default=700)
    parser.add_argument("--seed", type=int, default=20261122)
    parser.add_argument("--quick", action="store_true", help="a few of each kind, kept in no book")
    parser.add_argument("--book", type=Path, default=BOOKS / "kills.jsonl")
    options = parser.parse_args(arguments)
    given = sys.argv[1:] if arguments is None else arguments
    if options.window and (code := on_screen("tests.endurance.kills", given)) is not None:
        return code
    book = Book(None if options.quick else options.book)
    command = options.command * 2 // 7
    wanted = {"collection": options.command - command, "command": command, "window": options.window}
    if options.quick:
        wanted = {"collection": 4, "command": 1, "window": 1 if options.window else 0}
    for kind, count in wanted.items():
        while (left := count - book.total("kills", kind=kind)) > 0:
            book.add(kind=kind, **_block(kind, min(BLOCK, left), options.seed + len(book.pieces)))
            print(_said(book, kind), flush=True)
    print(f"{book.total('kills')} kills, {book.total('acknowledged')} labels acknowledged,", end=" ")
    print(f"{book.total('lost')} lost, {book.total('left')} files left over, {book.total('torn')} torn lines")
    return 1 if book.total("lost") or book.total("left") else 0


def _said(book: Book, kind: str) -> str:
    kills, told = book.total("kills", kind=kind), book.total("acknowledged", kind=kind)
    return f"{kind}: {kills} kills, {told} labels acknowledged, {book.total('lost', kind=kind)} lost"


def _block(kind: str, count: int, seed: int) -> dict[str, int]:
    """So many kills over one folder, which is opened anew after each."""
    chance = random.Random(seed)
    with tempfile.TemporaryDirectory(prefix="geodesk-kills-") as name:
        scratch = Path(name)
        folder = copies(scratch / "set", 12)
        _classes(folder)
        kill = {"collection": _kill_collection, "command": _Commands(), "window": _kill_window}[kind]
        told: Told = []
        kills = lost = torn = 0
        while kills < count:
            killed, new = kill(folder, places(scratch), chance)
            kills += killed
            found = _lost(folder, new)
            if found:
                print(f"lost after kill {kills} of seed {seed}: {found[:3]}", flush=True)
            lost += len(found)
            told += new
        # Later processes must not have harmed what earlier ones were told.
        lost = max(lost, len(_lost(folder, told)))
        torn = _torn(folder)
        left = _left_over(folder)
        if left:
            print(f"left over by seed {seed}: {left}", flush=True)
    return {"kills": kills, "acknowledged": len(told), "lost": lost, "left": len(left), "torn": torn}


def _classes(folder: Path) -> None:
    from geodesk.collection import Collection, LabelClass

    Collection.open(folder).set_classes([LabelClass(one) for one in CLASSES])


def _lost(folder: Path, told: Told) -> Told:
    """What was acknowledged and is not in a folder that is opened anew."""
    from geodesk.collection import Collection

    labels = Collection.open(folder).labels
    known: dict[str, tuple[set[tuple[str, str]], set[str]]] = {}
    newest: dict[str, str] = {}
    missing: Told = []
    for path, label, at in told:
        if path not in known:
            events = labels.history(path)
            exact = {(event.label or "", event.time.isoformat()) for event in events}
            known[path] = exact, {event.label or "" for event in events}
        exact, any_time = known[path]
        if ((label, at) not in exact) if at else (label not in any_time):
            missing.append((path, label, at))
        newest[path] = max(newest.get(path, ""), at)
    for path, at in newest.items():
        state, last = labels.state_of(path), labels.history(path)[-1]
        # What an undo uncovers has the time at which it was given, so the last event tells when.
        if at and (state is None or state.label != last.label or last.time.isoformat() < at):
            missing.append((path, "in force", at))
    return missing


def _torn(folder: Path) -> int:
    from geodesk.collection import Collection

    return len(Collection.open(folder).labels.problems())


def _left_over(folder: Path) -> list[str]:
    """Files that no part of the program should leave: none but the log and the classes."""
    names = [path.name for path in folder.rglob("*") if path.is_file() and path.parent != folder]
    names += [path.name for path in folder.iterdir() if path.name.startswith(".") and path.is_file()]
    return [one for one in names if not one.startswith(("labels-", "classes.json"))]


def _kill_collection(folder: Path, where: dict[str, str], chance: random.Random) -> tuple[int, Told]:
    command = [sys.executable, "-S", HERE / "labelling_command.py", ROOT, folder, chance.randrange(10**9)]
    return _kill_after(command, where, chance.uniform(0, 0.08))


def _kill_window(folder: Path, where: dict[str, str], chance: random.Random) -> tuple[int, Told]:
    command = [sys.executable, HERE / "labelling_window.py", folder, chance.randrange(10**9)]
    return _kill_after(command, {**where, "PYTHONPATH": str(ROOT)}, chance.uniform(0, 1.2))


def _kill_after(command: list[object], where: dict[str, str], seconds: float) -> tuple[int, Told]:
    """Kill so long after the process has begun to label; what it was acknowledged."""
    words = [str(word) for word in command]
    child = subprocess.Popen(words, stdout=subprocess.PIPE, env=where, cwd=ROOT)
    assert child.stdout is not None
    first = child.stdout.readline()
    time.sleep(seconds)
    child.send_signal(signal.SIGKILL)
    whole = child.stdout.read().decode()
    child.wait()
    child.stdout.close()
    if first != b"ready\n" or child.returncode != -signal.SIGKILL:
        raise RuntimeError(f"{words} ended by itself: {child.returncode}")
    lines = [line for line in whole.splitlines(keepends=True) if line.endswith("\n")]
    return 1, [tuple(line.rstrip("\n").split("\t")) for line in lines]  # type: ignore[misc]


class _Commands:
    """``geodesk labels set`` and ``import`` by turns, killed about when they write."""

    def __init__(self) -> None:
        self._seconds: list[float] = []
        self._number = 0

    def __call__(self, folder: Path, where: dict[str, str], chance: random.Random) -> tuple[int, Told]:
        self._number += 1
        label = f"c{os.getpid()}-{self._number}-{chance.randrange(10**6)}"
        names = sorted(path.name for path in folder.iterdir() if path.is_file())
        if self._number % 2:
            about = [chance.choice(names)]
            words = ["set", folder, about[0], label]
        else:
            table, about = folder.parent / "labels.csv", names
            table.write_text("id,label\n" + "".join(f"{name},{label}\n" for name in names))
            words = ["import", folder, table]
        command = [sys.executable, "-m", "geodesk.cli", "labels", *map(str, words)]
        began = time.monotonic()
        child = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=where, cwd=ROOT, text=True
        )
        wait = None
        if len(self._seconds) >= 3:
            wait = chance.uniform(0.5, 1.1) * statistics.median(self._seconds[-9:])
        said, error = "", ""
        try:
            said, error = child.communicate(timeout=wait)
            self._seconds.append(time.monotonic() - began)
        except subprocess.TimeoutExpired:
            child.send_signal(signal.SIGKILL)
            said, error = child.communicate()
        if child.returncode not in (0, -signal.SIGKILL):
            raise RuntimeError(f"{command}: {child.returncode}: {error}")
        acknowledged = said.endswith("\n")
        return int(child.returncode != 0), [(name, label, "") for name in about] if acknowledged else []


if __name__ == "__main__":
    sys.exit(main())
