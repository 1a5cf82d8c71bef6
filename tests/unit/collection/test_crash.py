"""No acknowledged label is lost: killed processes, and processes side by side."""

import os
import random
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from geodesk.collection import Collection
from geodesk.collection.durable import append

CHILD = Path(__file__).with_name("labelling_child.py")
ROOT = Path(__file__).resolve().parents[3]


def start(folder: Path, annotator: str, first: int, count: int, bulk: int = 0) -> subprocess.Popen[bytes]:
    # -S: the collection needs nothing from site-packages, and a child that starts fast is killed more often
    # in the middle of its work.
    arguments = [str(ROOT), str(folder), annotator, str(first), str(count), str(bulk)]
    return subprocess.Popen(
        [sys.executable, "-S", str(CHILD), *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


def acknowledged(output: bytes) -> list[tuple[str, int]]:
    lines = output.decode().splitlines(keepends=True)
    whole = [line.split() for line in lines if line.endswith("\n") and "\t" in line]
    return [(path, int(label)) for path, label in whole]


def test_every_acknowledged_label_survives_fifty_kills(fill):
    folder = fill(*(f"{i:03}.tif" for i in range(40)))
    chance = random.Random(20261121)
    told: list[tuple[str, int]] = []
    for pair in range(0, 52, 2):  # two at a time into one log, each killed at its own moment
        children = [start(folder, "ana", kill * 100_000, 100_000, bulk=5) for kill in (pair, pair + 1)]
        for child in children:
            assert child.stdout.readline() == b"ready\n"
        for child in children:
            time.sleep(chance.uniform(0, 0.04))
            child.kill()
        for child in children:
            told += acknowledged(child.stdout.read())
            assert child.stderr.read() == b""
            child.communicate()
    assert len(told) > 500  # the children did label between the kills

    opened = Collection.open(folder, annotator="ana", machine="scope")
    labels = {path: [int(e.label) for e in opened.labels.history(path)] for path, _ in told}
    assert [(path, label) for path, label in told if label not in labels[path]] == []
    for path in labels:
        assert opened.labels.label_of(path) == str(labels[path][-1])
    # A label nobody was told about may stand at most where a child was killed: once each.
    extra = {label for found in labels.values() for label in found} - {label for _, label in told}
    assert len(extra) <= 52
    opened.labels.set("000.tif", "after")
    assert Collection.open(folder).labels.label_of("000.tif") == "after"


@pytest.mark.parametrize("annotators", [("ana", "ana"), ("ana", "luis"), ("ana", "luis", "ana", "eva")])
def test_processes_side_by_side_lose_nothing(fill, annotators):
    folder = fill(*(f"{i:03}.tif" for i in range(7)))
    children = [
        start(folder, annotator, first=number * 1000, count=60, bulk=4)
        for number, annotator in enumerate(annotators)
    ]
    told = []
    for child in children:
        output, errors = child.communicate(timeout=60)
        assert child.returncode == 0, errors.decode()
        told += acknowledged(output)
    assert len(told) == len(annotators) * (45 + 15 * 7)
    opened = Collection.open(folder)
    events = [event for path in {path for path, _ in told} for event in opened.labels.history(path)]
    assert sorted((event.path, int(event.label)) for event in events) == sorted(told)
    assert {event.annotator for event in events} == set(annotators)
    assert opened.problems == []


def test_what_another_process_writes_is_seen_on_reload(collection, folder):
    child = start(folder, "luis", first=1, count=3)
    assert child.wait(timeout=60) == 0
    child.communicate()
    assert collection.labels.label_of("a.tif") is None
    read = collection.labels.reload()
    assert [event.label for event in read] == ["1", "2", "3"]
    assert collection.labels.label_of("b.tif") == "1"
    assert collection.labels.reload() == []


def test_threads_of_one_window_lose_nothing(collection, fill):
    fill(*(f"{i}.tif" for i in range(4)))
    collection.refresh()

    def label(name: str) -> None:
        for number in range(40):
            collection.labels.set(name, f"{name} {number}")

    threads = [threading.Thread(target=label, args=(f"{i}.tif",)) for i in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    opened = Collection.open(collection.folder)
    for i in range(4):
        assert len(opened.labels.history(f"{i}.tif")) == 40


def test_a_label_is_on_the_disk_before_it_is_acknowledged(collection, monkeypatch):
    calls = []
    real_write, real_sync = os.write, os.fsync

    def write(descriptor, data):
        calls.append(("write", os.fstat(descriptor).st_ino))
        return real_write(descriptor, data)

    def sync(descriptor):
        real_sync(descriptor)
        calls.append(("sync", os.fstat(descriptor).st_ino))

    monkeypatch.setattr(os, "write", write)
    monkeypatch.setattr(os, "fsync", sync)
    collection.labels.set_many([("a.tif", "YES"), ("b.tif", "NO")])
    log = collection.labels.log.stat().st_ino
    assert [call for call in calls if call[1] == log] == [("write", log), ("sync", log)]
    if sys.platform != "win32":
        # The log's name, and before it the folder's, must be on the disk as well.
        assert ("sync", collection.store.stat().st_ino) in calls
        assert ("sync", collection.folder.stat().st_ino) in calls


def test_lines_of_many_writers_never_mix(tmp_path):
    log = tmp_path / "log"
    line = b"x" * 5000 + b"\n"

    def write() -> None:
        for _ in range(20):
            append(log, line * 3)

    threads = [threading.Thread(target=write) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert log.read_bytes() == line * 360
