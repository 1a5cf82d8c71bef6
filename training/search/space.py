"""What a search may vary, and the studies' own searches."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from geodesk.language import GeoDeskError

if TYPE_CHECKING:
    import optuna

Value = float | int
# Settings that may vary, with the type of their values.
FIELDS: Mapping[str, type[float] | type[int]] = {
    "rate": float,
    "fine_rate": float,
    "l2": float,
    "dropout": float,
    "smoothing": float,
    "batch": int,
    "views": int,
    "orientations": int,
}
SAMPLERS = ("tpe", "random")


class BadSpace(GeoDeskError):
    """What is to vary is not written as it should be."""


@dataclass(frozen=True, slots=True)
class Dimension:
    """One setting that varies.

    Attributes
    ----------
    name
        A key of `FIELDS`.
    choices
        Its values; () for a range.
    low, high, log
        The range, both ends included; `log` draws every order of magnitude alike.
    """

    name: str
    choices: tuple[Value, ...] = ()
    low: float = 0.0
    high: float = 0.0
    log: bool = False

    def suggest(self, trial: "optuna.Trial") -> Value:
        """Draw a value."""
        if self.choices:
            return trial.suggest_categorical(self.name, self.choices)
        if FIELDS[self.name] is int:
            return trial.suggest_int(self.name, int(self.low), int(self.high), log=self.log)
        return trial.suggest_float(self.name, self.low, self.high, log=self.log)

    def __str__(self) -> str:
        if self.choices:
            return f"{self.name}={','.join(f'{value:g}' for value in self.choices)}"
        return f"{self.name}={self.low:g}:{self.high:g}" + (":log" if self.log else "")


@dataclass(frozen=True, slots=True)
class Preset:
    """A search as it is done unless told otherwise."""

    space: tuple[Dimension, ...]
    sampler: str = "tpe"
    prune: bool = True
    trials: int = 20


_OURS = (
    Dimension("rate", low=1e-4, high=1e-2, log=True),
    Dimension("l2", low=1e-6, high=1e-2, log=True),
    Dimension("dropout", low=0.0, high=0.5),
)
# The MinDat study's random search over its third network.
_MINDAT = Preset(
    (Dimension("l2", low=1e-3, high=1e-2), Dimension("dropout", choices=(0.3, 0.4, 0.5))),
    sampler="random",
    prune=False,
    trials=10,
)
_BATCHES = (*_OURS, Dimension("batch", choices=(8, 16, 32, 64, 128)))
_PRESETS: Mapping[str, Preset] = {
    "mindat-selected": _MINDAT,
    "thin-section": Preset(_BATCHES),
    "compare": Preset(_BATCHES),
}


def preset(network: str) -> Preset:
    """The search of a network: the study's where it has one."""
    return _PRESETS.get(network, Preset(_OURS))


def parse(text: str) -> Dimension:
    """A dimension from ``l2=0.001:0.01``, ``rate=1e-4:1e-2:log`` or ``dropout=0.3,0.4,0.5``.

    Raises
    ------
    BadSpace
        It is written otherwise, or names no setting of `FIELDS`.
    """
    name, _, values = text.partition("=")
    try:
        kind = FIELDS[name]
        if "," in values:
            return Dimension(name, tuple(kind(value) for value in values.split(",")))
        low, high, *rest = values.split(":")
        if rest not in ([], ["log"]):
            raise ValueError(rest)
        found = Dimension(name, (), float(kind(low)), float(kind(high)), rest == ["log"])
        if not found.low < found.high or (found.log and found.low <= 0):
            raise ValueError(values)
    except (KeyError, ValueError) as error:
        known = ", ".join(FIELDS)
        raise BadSpace(
            en=f"“{text}” is not NAME=LOW:HIGH, NAME=LOW:HIGH:log or NAME=A,B,… with one of {known}.",
            es=f"«{text}» no es NOMBRE=MIN:MAX, NOMBRE=MIN:MAX:log ni NOMBRE=A,B,… con uno de {known}.",
        ) from error
    return found
