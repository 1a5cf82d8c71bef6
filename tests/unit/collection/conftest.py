"""Folders of picture files: a collection looks at names, sizes and times, never into the pixels."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from geodesk.collection import Collection

Fill = Callable[..., Path]


@pytest.fixture
def fill(tmp_path: Path) -> Fill:
    """Make files of different content below a folder and give the folder back."""

    def make(*names: str, folder: Path | None = None) -> Path:
        folder = folder or tmp_path / "folder"
        folder.mkdir(exist_ok=True)
        for name in names:
            file = folder / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(f"picture {name!a}".encode())
        return folder

    return make


@pytest.fixture
def folder(fill: Fill) -> Path:
    return fill("a.tif", "b.tif", "c.tif", "d.tif")


@pytest.fixture
def collection(folder: Path) -> Collection:
    return Collection.open(folder, annotator="ana", machine="scope")


def mount_small_disk(place: Path, size: str) -> bool:
    """Mount a file system of its own where this user may; the caller unmounts it."""
    if sys.platform != "linux" or os.geteuid() != 0 or not shutil.which("mount"):
        return False
    command = ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(place)]
    return subprocess.run(command, capture_output=True).returncode == 0


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Callable[[str], Path]]:
    """A file system of its own, of a given size such as "64k"; skips where this user may not mount."""
    place = tmp_path / "disk"
    place.mkdir()
    mounted = False

    def make(size: str) -> Path:
        nonlocal mounted
        mounted = mount_small_disk(place, size)
        if not mounted:
            pytest.skip("only root may mount a file system; the limit on file size is tested instead")
        return place

    yield make
    if mounted:
        subprocess.run(["umount", str(place)], check=True)


@pytest.fixture
def read_only_folder(tmp_path: Path, fill: Fill) -> Iterator[Callable[..., Path]]:
    """A folder that cannot be written: a read-only mount for root, whom permission bits do not stop."""
    place = tmp_path / "read-only"
    place.mkdir()
    mounted = False

    def make(*names: str, log: bytes | None = None) -> Path:
        nonlocal mounted
        if log is not None:
            names = (*names, ".geodesk/labels-eva@lab.jsonl")

        def fill_all() -> None:
            fill(*names, folder=place)
            if log is not None:
                (place / names[-1]).write_bytes(log)

        if sys.platform == "win32":
            pytest.skip("folders have no write permission bit on Windows")
        if os.geteuid() == 0:
            mounted = mount_small_disk(place, "1m")
            if not mounted:
                pytest.skip("root without the right to mount cannot be kept from writing")
            fill_all()
            subprocess.run(["mount", "-o", "remount,ro", str(place)], check=True)
        else:
            fill_all()
            for inside in (place, *(path for path in place.rglob("*") if path.is_dir())):
                inside.chmod(0o555)
        return place

    yield make
    if mounted:
        subprocess.run(["umount", str(place)], check=True)
    else:
        for inside in (place, *(path for path in place.rglob("*") if path.is_dir())):
            inside.chmod(0o755)
