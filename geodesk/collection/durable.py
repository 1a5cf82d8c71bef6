"""Files that survive a killed program, a pulled plug and a full disk.

Two ways of writing: :func:`append`, whole lines at the end of a log in one system call, and
:func:`replacing`, a whole file that takes the old one's place only when it is complete.
"""

import errno
import os
import stat
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from geodesk.collection.errors import printable, unwritable

_BINARY = getattr(os, "O_BINARY", 0)
_CLOEXEC = getattr(os, "O_CLOEXEC", 0)
_LOCK_PATIENCE_S = 10.0


def append(path: Path, lines: bytes) -> None:
    """Append whole lines to a log and return once they are on the disk.

    One ``write`` on an ``O_APPEND`` descriptor, so lines of several processes never mix; a log whose last
    line was torn gets a line end first. On a fault the file is cut back to what it held, where the
    file system has locks; where it has none a fragment may stay, which readers ignore
    (:mod:`geodesk.collection.jsonlines`).

    Parameters
    ----------
    path : Path
        The log; it and its folder are made if absent.
    lines : bytes
        Lines that each end in a line feed.

    Raises
    ------
    CollectionError
        If the lines could not be written and synced: disk full, no permission.
    """
    try:
        make_folder(path.parent)
        created = not path.exists()
        # The file is opened anew each time: a descriptor kept open would go on writing into a file that
        # a synchronising tool has meanwhile replaced.
        descriptor = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT | _BINARY | _CLOEXEC, 0o666)
        try:
            with _exclusive(descriptor) as alone:
                _append_locked(descriptor, lines, alone)
        finally:
            os.close(descriptor)
        if created:
            sync_folder(path.parent)
    except OSError as fault:
        raise unwritable(str(path), fault) from fault


def _append_locked(descriptor: int, lines: bytes, alone: bool) -> None:
    start = os.fstat(descriptor).st_size
    if start and _last_byte(descriptor, start) != b"\n":
        lines = b"\n" + lines
    done = 0
    try:
        done = os.write(descriptor, lines)
        # An event is complete with its closing brace; only the last line feed may be missing.
        while done < len(lines) - 1:
            more = os.write(descriptor, lines[done:])
            if more == 0:
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            done += more
        sync(descriptor)
    except OSError:
        if alone:
            with suppress(OSError):
                if os.fstat(descriptor).st_size == start + done:
                    os.ftruncate(descriptor, start)
                    sync(descriptor)
        raise


def _last_byte(descriptor: int, size: int) -> bytes:
    os.lseek(descriptor, size - 1, os.SEEK_SET)
    return os.read(descriptor, 1)


@contextmanager
def _exclusive(descriptor: int) -> Iterator[bool]:
    """Hold a log's lock if the file system has locks; yields whether it is held.

    POSIX appends need no lock to stay apart; with it a failed append can be taken back without touching
    another process's line. Windows appends are seek and write, so there the lock also keeps them apart.
    """
    deadline = time.monotonic() + _LOCK_PATIENCE_S
    held = _try_lock(descriptor)
    while held is False and time.monotonic() < deadline:
        time.sleep(0.002)
        held = _try_lock(descriptor)
    try:
        yield held is True
    finally:
        if held:
            _unlock(descriptor)


@contextmanager
def alone(path: Path) -> Iterator[bool]:
    """Hold a lock file, so that one process at a time does something; a killed one lets go of it.

    Yields
    ------
    bool
        False: another process holds it. True also where the file system has no locks.

    Raises
    ------
    CollectionError
        If the file cannot be made.
    """
    try:
        make_folder(path.parent)
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | _BINARY | _CLOEXEC, 0o666)
    except OSError as fault:
        raise unwritable(str(path), fault) from fault
    try:
        held = _try_lock(descriptor)
        try:
            yield held is not False
        finally:
            if held:
                _unlock(descriptor)
    finally:
        os.close(descriptor)


if sys.platform == "win32":
    import msvcrt

    _LOCK_BYTE = 1 << 30  # far beyond the data: Windows locks are mandatory and must not stop readers

    def _try_lock(descriptor: int) -> bool | None:
        try:
            os.lseek(descriptor, _LOCK_BYTE, os.SEEK_SET)
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        except OSError as fault:
            return False if fault.errno in (errno.EACCES, errno.EDEADLK) else None
        return True

    def _unlock(descriptor: int) -> None:
        os.lseek(descriptor, _LOCK_BYTE, os.SEEK_SET)
        msvcrt.locking(descriptor, msvcrt.LK_UNLCK, 1)

else:
    import fcntl

    def _try_lock(descriptor: int) -> bool | None:
        """True when locked, False when another process holds the lock, None where there are no locks."""
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as fault:
            return False if fault.errno in (errno.EWOULDBLOCK, errno.EACCES) else None
        return True

    def _unlock(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_UN)


def sync(descriptor: int) -> None:
    """Put a file on the disk, not only into the disk's own cache."""
    if sys.platform == "darwin":
        # There fsync stops at the drive, which may hold the data back; some file systems know no better.
        with suppress(OSError):
            fcntl.fcntl(descriptor, fcntl.F_FULLFSYNC)
            return
    os.fsync(descriptor)


def make_folder(folder: Path) -> None:
    """Make a folder and its parents, each synced into the folder above it."""
    if folder.is_dir():
        return
    if not folder.parent.is_dir():
        make_folder(folder.parent)
    folder.mkdir(exist_ok=True)
    sync_folder(folder.parent)


def sync_folder(folder: Path) -> None:
    """Make a new or renamed file's name durable. Windows has no such call and needs none."""
    if sys.platform != "win32":
        # Some network and FUSE file systems refuse this on a folder; the file itself is synced all the same.
        with suppress(OSError):
            descriptor = os.open(folder, os.O_RDONLY | _CLOEXEC)
            try:
                sync(descriptor)
            finally:
                os.close(descriptor)


@contextmanager
def replacing(path: str | os.PathLike[str]) -> Iterator[BinaryIO]:
    """Write a whole file: the old one stays untouched until the new one is complete and on the disk.

    The new file is written beside the old one, synced and renamed over it. If anything fails, the old
    file is whole and no temporary file is left. A link is followed; a pipe or device (``/dev/stdout``)
    is written to directly.

    Yields
    ------
    BinaryIO
        Where to write.

    Raises
    ------
    CollectionError
        If the file cannot be written: disk full, no permission, no such folder, open in another program.
    """
    try:
        target = Path(os.path.realpath(path))
        kind = _mode(target)
        if kind is not None and not stat.S_ISREG(kind):
            with open(target, "wb") as stream:
                yield stream
            return
        temporary = target.with_name(f".geodesk-{os.getpid()}-{os.urandom(4).hex()}.tmp")
        mode = 0o666 if kind is None else stat.S_IMODE(kind)
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | _BINARY | _CLOEXEC
        try:
            with open(os.open(temporary, flags, mode), "wb") as stream:
                yield stream
                stream.flush()
                sync(stream.fileno())
            os.replace(temporary, target)
        except BaseException:
            with suppress(OSError):
                temporary.unlink()
            raise
        sync_folder(target.parent)
    except OSError as fault:
        raise unwritable(printable(os.fspath(path)), fault) from fault


def _mode(path: Path) -> int | None:
    try:
        return path.stat().st_mode
    except FileNotFoundError:
        return None
