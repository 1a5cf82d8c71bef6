"""Saving labels: the time until a label is on the disk, what the window's thread gives for it, and kills."""

import os
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

CHILD = Path(__file__).resolve().parents[1] / "unit" / "collection" / "labelling_child.py"
ROOT = Path(__file__).resolve().parents[2]


def saving(folder: Path, rounds: int = 300) -> None:
    """One label, fsynced, on a collection that has many; beside a bare write and fsync of the same line."""
    from geodesk.collection import Collection

    collection = Collection.open(folder, annotator="bench")
    pictures = collection.pictures()
    collection.labels.set_many([(picture, "NO") for picture in pictures])
    line = collection.labels.log.read_bytes().splitlines(keepends=True)[-1]
    bare: list[float] = []
    ours: list[float] = []
    descriptor = os.open(folder / "bare.log", os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    for number in range(rounds):
        bare.append(_timed(lambda: (os.write(descriptor, line), os.fsync(descriptor))))
        picture, label = pictures[number % len(pictures)], f"YES {number}"
        ours.append(_timed(lambda picture=picture, label=label: collection.labels.set(picture, label)))
    os.close(descriptor)
    a, b = _ms(bare), _ms(ours)
    print(f"label on the disk, median of {rounds}: bare write and fsync {a:.2f} ms,")
    print(f"  geodesk {b:.2f} ms (95 %: {1e3 * sorted(ours)[int(0.95 * rounds)]:.2f}), ratio {b / a:.1f};")
    print("  target ≤ 2 ms off the interface thread")
    bulk = []
    for number in range(9):
        many = [(picture, f"{number}") for picture in pictures]
        bulk.append(_timed(lambda many=many: collection.labels.set_many(many)))
    print(f"  {len(pictures)} labels in one step: {_ms(bulk):.1f} ms")


def window(folder: Path, rounds: int = 60) -> None:
    """What a label costs the window's own thread, and when it is shown as saved."""
    from PySide6.QtCore import QCoreApplication
    from PySide6.QtTest import QTest

    from geodesk.desktop.app import application, build_window
    from geodesk.desktop.session import Mode

    application()
    shown = build_window()
    shown.show()
    shown.session.open(folder)
    session = shown.session
    while session.collection is None or session.writer.busy:
        QTest.qWait(20)
    session.set_mode(Mode.LABEL)
    QTest.qWait(300)
    told: list[float] = []
    session.labels_changed.connect(lambda _: told.append(time.perf_counter()))
    asked, known, painted = [], [], []
    for number in range(rounds):
        sample = session.samples[number % len(session.samples)]
        path, label = sample.pictures[0].path, f"W{number % 2}"
        told.clear()
        began = time.perf_counter()
        shown.desk.set_label([sample], label)
        asked.append(time.perf_counter() - began)
        # As the program's own loop turns: QTest.qWait would sleep for 10 ms and be measured with it.
        while (state := session.labels.get(path)) is None or state.label != label:
            QCoreApplication.processEvents()
            time.sleep(0.0002)
        known.append(told[-1] - began)
        QCoreApplication.processEvents()
        painted.append(time.perf_counter() - began)
    shown.close()
    print(f"in the window, median of {rounds}: asked for in {_ms(asked):.2f} ms on its own thread,")
    print(f"  known to be saved after {_ms(known):.2f} ms, painted after {_ms(painted):.2f} ms")


def kills(rounds: int = 60) -> None:
    """Processes that label are killed at random moments; what they were told is saved must be there."""
    from geodesk.collection import Collection

    with tempfile.TemporaryDirectory(prefix="geodesk-kills-") as name:
        folder = Path(name)
        for number in range(40):
            (folder / f"{number:03}.tif").write_bytes(b"picture")
        told: list[tuple[str, str]] = []
        for kill in range(rounds):
            words = [sys.executable, "-S", CHILD, ROOT, folder, "ana", kill * 100_000, 100_000, 5]
            child = subprocess.Popen([str(word) for word in words], stdout=subprocess.PIPE, text=True)
            assert child.stdout is not None
            child.stdout.readline()
            time.sleep(0.0007 * (kill % 50))
            child.send_signal(signal.SIGKILL)
            lines = child.stdout.read().splitlines(keepends=True)
            child.communicate()
            told += [tuple(line.split()) for line in lines if line.endswith("\n") and "\t" in line]
        labels = Collection.open(folder).labels
        found = {path: {event.label for event in labels.history(path)} for path, _ in told}
        lost = sum(label not in found[path] for path, label in told)
        left = sorted(path.name for path in folder.rglob("*") if path.is_file() and path.suffix != ".tif")
        print(f"{rounds} kills while labelling: {len(told)} labels acknowledged, {lost} lost;")
        print(f"  files beside the pictures: {', '.join(left)}")
        assert lost == 0 and len(left) == 1


def main() -> None:
    """Run in a process of its own, on the display there is or a virtual one."""
    command = [sys.executable, "-m", "tests.bench.bench_labels"]
    environment = dict(os.environ)
    if sys.platform == "linux" and not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        if shutil.which("xvfb-run") is None:
            print("labels: no display and no xvfb-run, not measured")
            return
        command = ["xvfb-run", "-a", *command]
        environment["QT_QPA_PLATFORM"] = "xcb"
    subprocess.run(command, check=True, cwd=ROOT, env=environment)


def measure() -> None:
    """All three, on copies of real pictures."""
    data = Path(os.environ.get("GEODESK_DATA", ROOT.parent / "shared" / "data"))
    files = sorted((data / "sem" / "fibres").rglob("*.png"))
    with tempfile.TemporaryDirectory(prefix="geodesk-labels-") as scratch:
        for place in ("CONFIG", "CACHE", "DATA_HOME"):
            os.environ[f"GEODESK_{place}"] = f"{scratch}/{place.lower()}"
        folder = Path(scratch) / "set"
        folder.mkdir()
        for file in files or sorted((ROOT / "resources" / "samples").rglob("*.tif")):
            shutil.copyfile(file, folder / file.name)
        saving(folder)
        window(folder)
    kills()


def _timed(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def _ms(seconds: list[float]) -> float:
    return 1e3 * statistics.median(seconds)


if __name__ == "__main__":
    measure()
