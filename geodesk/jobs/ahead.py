"""Work done a little ahead of the one who needs it: decoding threads before inference."""

import os
import threading
from collections import deque
from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as FutureTimeout
from contextlib import contextmanager
from typing import TypeVar

from geodesk.micrograph import Micrograph

Item = TypeVar("Item")
Result = TypeVar("Result")

# A job gives a sign of life at least this often, so that cancelling never waits for one slow picture.
HEARTBEAT_S = 0.25


# A picture whose pixels need more than this is decoded alone, however many threads there are.
_LARGE_BYTES = 256 << 20
_large = threading.Lock()


@contextmanager
def one_large_at_a_time(picture: Micrograph) -> Iterator[None]:
    """Hold while the pixels of `picture` are in memory; small pictures do not wait."""
    pixels = picture.width * picture.height * picture.pages
    if pixels * picture.channels * picture.dtype.itemsize <= _LARGE_BYTES:
        yield
        return
    with _large:
        yield


def ahead(
    work: Callable[[Item], Result],
    items: Sequence[Item],
    executor: Executor | None = None,
    depth: int | None = None,
) -> Generator[tuple[Item, Future[Result]] | None, None, None]:
    """Run `work` on `items` in order, at most `depth` ahead of the reader.

    Parameters
    ----------
    executor
        Any ``concurrent.futures.Executor``; None makes threads, one a core, for as long as this runs.
    depth
        How many items may be under way or waiting; bounds memory. None: twice the cores.

    Yields
    ------
    tuple or None
        An item with its finished future (result or exception), in the order of `items`; None is a sign
        of life while the next one is not ready.
    """
    cores = os.cpu_count() or 1
    depth = max(1, depth or 2 * cores)
    own = ThreadPoolExecutor(cores, "geodesk-ahead") if executor is None else None
    pool = executor or own
    assert pool is not None
    waiting: deque[tuple[Item, Future[Result]]] = deque()
    source = iter(items)
    try:
        while True:
            while len(waiting) < depth and (item := next(source, _END)) is not _END:
                waiting.append((item, pool.submit(work, item)))  # type: ignore[arg-type]
            if not waiting:
                return
            item, future = waiting[0]
            try:
                future.exception(timeout=HEARTBEAT_S)
            except FutureTimeout:
                yield None
                continue
            waiting.popleft()
            yield item, future
    finally:
        for _, future in waiting:
            future.cancel()
        if own is not None:
            own.shutdown(wait=False, cancel_futures=True)


_END = object()
