"""What a generator begins from: its inputs by size, its sizes, and the normal numbers of one picture."""

import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from geodesk.language import GeoDeskError
from geodesk.models.card import BadCard

AXES = (("height", "width"), ("depth", "height", "width"))
_LIMIT = 1 << 64


class BadSize(GeoDeskError):
    """A size that the generator cannot make."""


def normal(seed: int, index: int, shapes: Iterable[tuple[int, ...]]) -> list[NDArray[np.float32]]:
    """Standard normal arrays of one picture, drawn one after the other.

    Parameters
    ----------
    seed, index
        Of the series and of the picture in it, 0…2^64 - 1; a Philox stream of its own belongs to each pair.
    shapes
        Without the batch axis.
    """
    rng = np.random.Generator(np.random.Philox(key=np.array([seed, index], np.uint64)))
    return [rng.standard_normal(shape, dtype=np.float32) for shape in shapes]


@dataclass(frozen=True, slots=True)
class Along:
    """An axis of an input that grows with the picture: its length is pixels // `cell` + `more`."""

    axis: int
    cell: int
    more: int


@dataclass(frozen=True, slots=True)
class LatentTensor:
    """One input of standard normal numbers; its dimensions without the batch axis."""

    name: str
    dimensions: tuple[int | Along, ...]

    def shape(self, size: Sequence[int]) -> tuple[int, ...]:
        """The shape for a picture of `size` (pixels, in order of the axes)."""
        return tuple(
            size[one.axis] // one.cell + one.more if isinstance(one, Along) else one
            for one in self.dimensions
        )


@dataclass(frozen=True, slots=True)
class LatentSpec:
    """A generator's inputs and outputs as its card states them.

    Attributes
    ----------
    tensors
        The inputs, in the order in which their numbers are drawn.
    axes
        ``("height", "width")``, or ``("depth", "height", "width")`` of a volume.
    low, high
        The graph's values that become 0 and 255.
    size
        Pixels by axis where nothing else is asked for.
    step, smallest, largest
        A side is a multiple of `step` (counted from 0) between the two.
    """

    tensors: tuple[LatentTensor, ...]
    axes: tuple[str, ...]
    low: float
    high: float
    size: tuple[int, ...]
    step: int
    smallest: int
    largest: int

    @classmethod
    def from_document(cls, document: Mapping[str, Any]) -> "LatentSpec":
        """Read the ``input`` and ``output`` of a card of task ``generate``; raises `BadCard`."""
        given, output = document.get("input"), document.get("output")
        if not isinstance(given, Mapping) or given.get("distribution", "normal") != "normal":
            raise BadCard("input.distribution", '"normal"')
        if not isinstance(output, Mapping):
            raise BadCard("output", "{…}")
        stated = output.get("axes")
        axes = tuple(stated) if isinstance(stated, (list, tuple)) else ()
        if axes not in AXES:
            raise BadCard("output.axes", " | ".join(str(list(one)) for one in AXES))
        low, high = _range(output.get("range", [-1, 1]))
        size = output.get("size")
        if not isinstance(size, list) or len(size) != len(axes):
            raise BadCard("output.size", f"[{', '.join(axes)}]")
        whole = tuple(_whole(side, "output.size") for side in size)
        spec = cls(
            tensors=_tensors(given.get("tensors"), axes),
            axes=axes,
            low=low,
            high=high,
            size=whole,
            step=_whole(output.get("step", 1), "output.step"),
            smallest=_whole(output.get("min", min(whole)), "output.min"),
            largest=_whole(output.get("max", max(whole)), "output.max"),
        )
        if not all(spec.makes(side) for side in whole):
            raise BadCard("output.size", "min…max, step")
        return spec

    @property
    def volume(self) -> bool:
        """Whether it makes volumes."""
        return len(self.axes) == len(AXES[1])

    def makes(self, side: int) -> bool:
        """Whether a side of so many pixels can be made."""
        return self.smallest <= side <= self.largest and side % self.step == 0

    def sized(self, size: int | Sequence[int] | None) -> tuple[int, ...]:
        """A whole size from one side, from all sides, or the usual one.

        Raises
        ------
        BadSize
            The generator cannot make it.
        """
        if size is None:
            return self.size
        sides = (size,) * len(self.axes) if isinstance(size, int) else tuple(size)
        if len(sides) != len(self.axes):
            raise BadSize(
                en=f"The model makes {'volumes' if self.volume else 'pictures'} of {len(self.axes)} sides, "
                f"not of {len(sides)}.",
                es=f"El modelo genera {'volúmenes' if self.volume else 'imágenes'} de {len(self.axes)} "
                f"lados, no de {len(sides)}.",
            )
        for side in sides:
            if not self.makes(side):
                raise self._bad(side)
        return sides

    def _bad(self, side: int) -> BadSize:
        if self.smallest == self.largest:
            return BadSize(
                en=f"The model makes only {self.smallest} pixels a side; {side} was asked for.",
                es=f"El modelo solo genera {self.smallest} píxeles de lado; se pidieron {side}.",
            )
        steps_en = f", in steps of {self.step}" if self.step > 1 else ""
        steps_es = f", de {self.step} en {self.step}" if self.step > 1 else ""
        near = min(max(round(side / self.step) * self.step, self.smallest), self.largest)
        return BadSize(
            en=f"The model makes {self.smallest} to {self.largest} pixels a side{steps_en}; "
            f"{side} is not one of them (try {near}).",
            es=f"El modelo genera de {self.smallest} a {self.largest} píxeles de lado{steps_es}; "
            f"{side} no es uno de ellos (pruebe {near}).",
        )

    def shapes(self, size: Sequence[int]) -> list[tuple[int, ...]]:
        """The shapes of the inputs, without the batch axis, for a picture of `size`."""
        return [tensor.shape(size) for tensor in self.tensors]

    def draw(self, seed: int, index: int, size: Sequence[int]) -> list[NDArray[np.float32]]:
        """The numbers of picture `index` of the series `seed`; see `normal`.

        Raises
        ------
        BadSize
            `seed` or `index` does not lie in 0…2^64 - 1.
        """
        if not (0 <= seed < _LIMIT and 0 <= index < _LIMIT):
            raise BadSize(
                en="A seed is a whole number from 0 to 2^64 - 1.",
                es="La semilla es un entero de 0 a 2^64 - 1.",
            )
        return normal(seed, index, self.shapes(size))


def _whole(raw: Any, field: str, least: int = 1) -> int:
    if not isinstance(raw, int) or isinstance(raw, bool) or not least <= raw <= 65536:
        raise BadCard(field, f"{least}…65536")
    return raw


def _range(raw: Any) -> tuple[float, float]:
    fits = isinstance(raw, list) and len(raw) == 2 and all(isinstance(one, (int, float)) for one in raw)
    if not fits or not -sys.float_info.max <= raw[0] < raw[1] <= sys.float_info.max:
        raise BadCard("output.range", "[lo, hi]")
    return float(raw[0]), float(raw[1])


def _tensors(raw: Any, axes: tuple[str, ...]) -> tuple[LatentTensor, ...]:
    if not isinstance(raw, list) or not raw:
        raise BadCard("input.tensors", "[{name, shape}]")
    tensors = []
    for one in raw:
        fits = isinstance(one, Mapping) and isinstance(one.get("name"), str)
        if not fits or not isinstance(one.get("shape"), list) or not one["shape"]:
            raise BadCard("input.tensors", "[{name, shape}]")
        tensors.append(LatentTensor(one["name"], tuple(_dimension(part, axes) for part in one["shape"])))
    return tuple(tensors)


def _dimension(raw: Any, axes: tuple[str, ...]) -> int | Along:
    if not isinstance(raw, list):
        return _whole(raw, "input.tensors.shape")
    if len(raw) != 3 or raw[0] not in axes:
        raise BadCard("input.tensors.shape", f"n, [{'|'.join(axes)}, n, n]")
    return Along(
        axes.index(raw[0]),
        _whole(raw[1], "input.tensors.shape"),
        _whole(raw[2], "input.tensors.shape", least=0),
    )
