"""What every opened model has, whatever its task: file, session, provider, badge."""

from collections.abc import Callable
from pathlib import Path

from geodesk.language import Sentence
from geodesk.models.badge import Badge
from geodesk.models.card import Card, InputSpec
from geodesk.models.devices import CPU_PROVIDER
from geodesk.models.onnxfile import OnnxFile
from geodesk.models.runner import Runner

_LOOKS_AT_ONCE = 64
"""How many pictures pass through a network at once: the memory of a batch is theirs, not the inputs'."""
_CPU_PIXELS = 400_000
"""The same in pixels of the input on the CPU, where more at once takes memory in proportion and no less time
(`bench_batches`)."""


class OpenedModel:
    """One ONNX file with its session.

    Attributes
    ----------
    path : Path
    sha256 : str
        Of the file.
    runner : Runner
    """

    card: Card | None

    def __init__(self, file: OnnxFile, device: str) -> None:
        self.path: Path = file.path
        self.sha256 = file.sha256
        self.runner = Runner(file.path, device)

    @property
    def name(self) -> str:
        """The card's name, else the file's."""
        return self.card.name if self.card else self.path.stem

    @property
    def identity(self) -> str:
        """Name and the first 12 characters of the file's SHA-256, as results state it."""
        return f"{self.name} {self.sha256[:12]}"

    @property
    def provider(self) -> str:
        """The execution provider in use, as onnxruntime names it."""
        return self.runner.provider

    @property
    def notices(self) -> list[Sentence]:
        """What the user should be told of the device so far."""
        return self.runner.notices

    def at_once(self, spec: InputSpec) -> int:
        """How many inputs pass through the network at once on the device in use, at least 1."""
        most = _LOOKS_AT_ONCE // spec.looks
        if self.provider == CPU_PROVIDER:
            most = min(most, _CPU_PIXELS // (spec.height * spec.width * spec.looks))
        return max(1, most)

    def _verified(self, check: Callable[[], Badge]) -> Badge:
        """The badge that `check` gives on the provider in use, which is the CPU if another one fails it."""
        badge = check()
        if badge.state == "failed" and self.provider != CPU_PROVIDER:
            # A device that computes something else is not used, however fast it is.
            self.runner.fall_back(badge.reason)
            badge = check()
        return badge
