"""Threads share memory: what one has given back another can take."""

import os
import platform
import subprocess
import sys

import pytest

from geodesk.allocator import ARENAS

WORK = """
import re, sys, threading
{first}
met = threading.Barrier(6)

def work():
    kept = [bytes(3000) for _ in range(2000)]
    met.wait()

threads = [threading.Thread(target=work) for _ in range(6)]
[one.start() for one in threads]
[one.join() for one in threads]
starts = [int(line.split("-")[0], 16) for line in open("/proc/self/maps") if len(line.split()) == 5]
print(sum(start % (64 << 20) == 0 for start in starts))
"""


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="only glibc has arenas")
def test_threads_have_few_arenas():
    def arenas(first: str, **more: str) -> int:
        places = {key: value for key, value in os.environ.items() if key != "MALLOC_ARENA_MAX"}
        done = subprocess.run(
            [sys.executable, "-c", WORK.format(first=first)],
            capture_output=True,
            text=True,
            check=True,
            env=places | more,
        )
        return int(done.stdout)

    few = "from geodesk.allocator import few_arenas; few_arenas()"
    assert arenas("") > ARENAS
    assert arenas(few) < ARENAS, "the first arena is the heap"
    assert arenas(few, MALLOC_ARENA_MAX="6") >= ARENAS, "who chose otherwise is obeyed"
