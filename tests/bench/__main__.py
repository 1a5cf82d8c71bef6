"""Every benchmark in one run: ``python -m tests.bench [--quick] [--full] [--write docs/performance.md]``.

Prints medians and ratios beside a peer or limit measured in the same run; asserts nothing about seconds.
"""

import argparse
import contextlib
import datetime
import io
import os
import platform
import shutil
import sys
import tempfile
from pathlib import Path

from tests.bench import (
    bench_active,
    bench_batches,
    bench_bundle,
    bench_canvas,
    bench_classify,
    bench_ensemble,
    bench_folder,
    bench_generate,
    bench_labels,
    bench_morphology,
    bench_plots,
    bench_process,
    bench_reconstruction,
    bench_structure,
    bench_transport,
)

ROOT = Path(__file__).resolve().parents[2]


def main() -> None:
    """Run all and, if asked, keep the output."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench")
    parser.add_argument("--quick", action="store_true", help="200 pictures instead of 2,000 for memory")
    parser.add_argument("--full", action="store_true", help="porespy at 4096 x 4096 too")
    parser.add_argument("--write", type=Path, help="keep the output as this document too")
    options = parser.parse_args()
    if options.write is None:
        _all(options)
        return
    seen = io.StringIO()
    with contextlib.redirect_stdout(_Both(seen)):
        _all(options)
    head = "# Performance\n\nMade by `make bench ARGS='--write docs/performance.md'`; not edited by hand.\n"
    options.write.write_text(f"{head}\n```\n{seen.getvalue()}```\n", "utf-8")


class _Both(io.TextIOBase):
    """Writes to the terminal and keeps a copy."""

    def __init__(self, copy: io.StringIO) -> None:
        self.copy, self.terminal = copy, sys.stdout

    def write(self, text: str) -> int:
        self.terminal.write(text)
        self.terminal.flush()
        return self.copy.write(text)


def _all(options: argparse.Namespace) -> None:
    python = f"Python {platform.python_version()}, {os.cpu_count()} cores"
    print(f"{datetime.date.today()}, {_processor()}, {platform.system()}, {python}\n")
    data = Path(os.environ.get("GEODESK_DATA", ROOT.parent / "shared" / "data"))
    pictures = data / "sem" / "fibres"
    with tempfile.TemporaryDirectory(prefix="geodesk-bench-") as name:
        scratch = Path(name)
        os.environ["GEODESK_DATA_HOME"] = os.environ["GEODESK_CACHE"] = str(scratch / "home")
        shutil.copytree(pictures if pictures.is_dir() else ROOT / "resources" / "samples", scratch / "set")
        os.chmod(scratch / "set", 0o755)
        bench_process.start_up()
        print()
        bench_classify.main(scratch / "set")
        print()
        bench_batches.main()
        print()
        bench_process.memory(scratch, 200 if options.quick else 2000)
        print()
        bench_process.interruption(scratch)
        print()
        bench_canvas.main(scratch, scratch / "set")
    print()
    bench_folder.main()
    print()
    bench_labels.main()
    print()
    bench_active.main(options.quick)
    print()
    bench_plots.main()
    print()
    bench_morphology.main(["--full"] if options.full else [])
    print()
    bench_structure.main([])
    print()
    bench_ensemble.main([])
    print()
    bench_reconstruction.main([])
    print()
    bench_generate.main()
    print()
    bench_transport.main(["--full"] if options.full else [])
    print()
    bench_bundle.main()


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
        return next(line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    except (OSError, StopIteration):
        return platform.processor() or platform.machine()


if __name__ == "__main__":
    main()
