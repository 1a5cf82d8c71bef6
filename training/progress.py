"""What a running training says: one JSON object a line for programs, or one line of text for people."""

import json
import sys
import time
from typing import Any, TextIO


class Progress:
    """Prints events as they happen.

    Parameters
    ----------
    as_json
        JSON lines (``{"event": "epoch", "epoch": 3, "of": 50, "loss": …, "val_loss": …, "eta_s": …}``)
        instead of text.
    stream
        Where to; standard output by default.
    """

    def __init__(self, as_json: bool = False, stream: TextIO | None = None) -> None:
        self._as_json = as_json
        self._stream = stream or sys.stdout
        self._start = time.monotonic()

    @property
    def seconds(self) -> float:
        """Since this object was made."""
        return time.monotonic() - self._start

    def event(self, event: str, **values: Any) -> None:
        """Print one event with its values."""
        if self._as_json:
            line = json.dumps({"event": event, **values}, ensure_ascii=False)
        else:
            line = " ".join([event, *(f"{key}={_short(value)}" for key, value in values.items())])
        print(line, file=self._stream, flush=True)


def _short(value: Any) -> str:
    return f"{value:.4g}" if isinstance(value, float) else str(value)
