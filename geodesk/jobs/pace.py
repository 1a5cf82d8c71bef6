"""How many inputs a model is given at once, so that a job can be cancelled within a second."""

import time
from types import TracebackType
from typing import Self

_SHORT_S, _LONG_S = 0.15, 0.5
_MOST = 64


class Pace:
    """Finds the size of a batch by how long the last one took: ``with pace:`` around each.

    Attributes
    ----------
    size
        Inputs for the next batch; begins at 1.
    """

    def __init__(self) -> None:
        self.size = 1
        self._began = 0.0

    def __enter__(self) -> Self:
        self._began = time.perf_counter()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        took = time.perf_counter() - self._began
        if took < _SHORT_S:
            self.size = min(2 * self.size, _MOST)
        elif took > _LONG_S:
            self.size = max(1, self.size // 2)
