"""The built program beside this checkout: sizes, and the time until a window is on the X screen.

``python -m tests.bench.bench_bundle``; runs where ``make installer`` has left a bundle and there is a screen.
"""

import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BUNDLE = ROOT / "build" / "installer" / "bundle" / "geodesk"


def sizes() -> None:
    """The packages against their limits, and every part over 10 MB with its reason."""
    sys.path.insert(0, str(ROOT / "installer"))
    from sizes import WHY, parts

    found = parts(BUNDLE)
    for package in sorted((ROOT / "dist").glob("geodesk*")):
        limit = " (≤ 180)" if package.suffix == ".deb" else ""
        print(f"{package.name}: {package.stat().st_size / 1e6:.0f} MB{limit}")
    print(f"installed: {sum(found.values()) / 1e6:.0f} MB (≤ 500); parts over 10 MB:")
    for part, size in found.items():
        if size > 10e6:
            print(f"  {part:17s} {size / 1e6:4.0f}  {WHY[part]}")


def first_window(rounds: int = 7) -> None:
    """From the start of the process to its window on the screen, by turns."""
    from tests.bundle.screen import Screen

    screen = Screen()
    programs = {"source": [sys.executable, str(ROOT / "main.py")], "built": [str(BUNDLE / "geodesk")]}
    taken: dict[str, list[float]] = {name: [] for name in programs}
    for _ in range(rounds + 1):
        for name, command in programs.items():
            began = time.perf_counter()
            process = subprocess.Popen(command, env=os.environ | {"QT_QPA_PLATFORM": "xcb"})
            try:
                screen.wait_for_window("GeoDesk")
                taken[name].append(time.perf_counter() - began)
            finally:
                process.terminate()
                process.wait(60)
    # The first of each fills the disk's cache.
    source, built = (1e3 * statistics.median(taken[name][1:]) for name in programs)
    print(f"start to first window, median of {rounds}: source {source:.0f} ms, built {built:.0f} ms")
    print(f"  ratio {built / source:.2f}; target ≤ 1.5")


def main() -> None:
    """Both, or why not."""
    if not (BUNDLE / "geodesk").is_file():
        print("no built program (make installer): its sizes and start are not measured")
        return
    sizes()
    if not os.environ.get("DISPLAY"):
        print("no X screen: the built program's start is not measured")
        return
    first_window()


if __name__ == "__main__":
    main()
