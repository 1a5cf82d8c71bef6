"""Runs a program where there is no network, and watches whether it tries to reach one.

Two watch: an audit hook in every Python that is started, and strace, which sees what libraries do too. The
namespace has nothing but a loopback that is down, so that what slips past both would fail.
"""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PATIENCE_S = 240

# Written as sitecustomize.py, which Python runs first of all.
_HOOK = r"""
import os, socket, sys

def _note(event, given):
    if event in ("socket.connect", "socket.sendto", "socket.sendmsg", "socket.bind"):
        if isinstance(given[1], (str, bytes)):  # between processes of this machine
            return
    elif event == "socket.__new__":
        if given[1] not in (socket.AF_INET, socket.AF_INET6):
            return
    elif event not in ("socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr"):
        return
    with open(os.environ["ATTEMPTS"], "a", encoding="utf-8") as stream:
        stream.write(f"{event} {given[1:]}\n")

sys.addaudithook(_note)
"""
_TESTED = re.compile(r"CI$|CI_|ORT_|GITHUB_|TF_BUILD|PYTEST_")
_CALL = re.compile(r"\bAF_INET6?\b|\bAF_PACKET\b")


@dataclass(frozen=True, slots=True)
class Watched:
    """What a program did.

    Attributes
    ----------
    code, said
        Its exit code, and what it wrote to both streams.
    attempts
        To reach a network: what Python's audit hook saw and what strace saw.
    watchers
        Which of the two there were.
    """

    code: int
    said: str
    attempts: tuple[str, ...]
    watchers: tuple[str, ...]


def why_not() -> str:
    """Why no program can be run without a network here; "" if one can."""
    if not sys.platform.startswith("linux"):
        return "network namespaces are Linux's"
    if shutil.which("unshare") is None:
        return "no unshare here"
    tried = subprocess.run(["unshare", "-rn", "true"], capture_output=True, text=True)
    return "" if tried.returncode == 0 else f"no network namespace may be made: {tried.stderr.strip()}"


def _can_trace() -> bool:
    if shutil.which("strace") is None:
        return False
    return subprocess.run(["strace", "-f", "-o", os.devnull, "true"], capture_output=True).returncode == 0


def watched(words: Sequence[str], scratch: Path) -> Watched:
    """Run this Python with `words` without a network; what is watched is written below `scratch`.

    Its home is ``scratch/home``, and nothing around it says that it is being tested: libraries that report to
    their makers keep still where they are built or tested.
    """
    hooks, noted, trace = scratch / "hooks", scratch / "attempts.txt", scratch / "trace.txt"
    hooks.mkdir()
    (hooks / "sitecustomize.py").write_text(_HOOK, encoding="utf-8")
    noted.touch()
    traced = _can_trace()
    # A filter in the kernel stops the program at these calls alone, so that it runs at nearly its own pace.
    tracer = ["strace", "-f", "-qq", "--seccomp-bpf", "-e", "trace=network", "-o", str(trace)]
    line = ["unshare", "-rn", *(tracer if traced else []), sys.executable, *words]
    (home := scratch / "home").mkdir()
    told = {name: value for name, value in os.environ.items() if not _TESTED.match(name)}
    told |= {"PYTHONPATH": os.pathsep.join([str(hooks), str(ROOT)]), "ATTEMPTS": str(noted)}
    told |= {"HOME": str(home), "XDG_CACHE_HOME": str(home / "cache")}
    done = subprocess.run(
        line,
        cwd=ROOT,
        env=told,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=PATIENCE_S,
    )
    attempts = noted.read_text(encoding="utf-8").splitlines()
    if traced:
        calls = trace.read_text(encoding="utf-8", errors="replace").splitlines()
        attempts += [call for call in calls if _CALL.search(call)]
    return Watched(done.returncode, done.stdout, tuple(attempts), ("hook", *(["strace"] if traced else [])))
