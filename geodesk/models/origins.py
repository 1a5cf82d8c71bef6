"""Where a generated picture comes from: a number of a series, or a place on the way between two others."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from geodesk.models.latents import LatentSpec

_PARALLEL = 1e-4


@dataclass(frozen=True, slots=True)
class Drawn:
    """Picture `index` of the series `seed`."""

    seed: int
    index: int

    def latent(self, spec: LatentSpec, size: Sequence[int]) -> list[NDArray[np.float32]]:
        """Its latent numbers; raises `BadSize` for a seed or index out of range."""
        return spec.draw(self.seed, self.index, size)

    def record(self) -> dict[str, Any]:
        """For JSON."""
        return {"seed": self.seed, "index": self.index}

    @property
    def name(self) -> str:
        """For file names."""
        return f"{self.seed}-{self.index:06d}"


@dataclass(frozen=True, slots=True)
class Between:
    """A place on the way from one picture to another.

    Attributes
    ----------
    share
        0 is `a`, 1 is `b`.
    spherical
        On the arc between the two, which keeps the length that normal numbers have; else on the straight
        line, in whose middle numbers are too small and pictures too even (T. White, arXiv:1609.04468, 2016).
    """

    a: "Origin"
    b: "Origin"
    share: float
    spherical: bool = True

    def latent(self, spec: LatentSpec, size: Sequence[int]) -> list[NDArray[np.float32]]:
        """Its latent numbers: those of `a` and `b`, tensor by tensor, `share` of the way."""
        ends = zip(self.a.latent(spec, size), self.b.latent(spec, size), strict=True)
        return [between(one, other, self.share, self.spherical) for one, other in ends]

    def record(self) -> dict[str, Any]:
        """For JSON."""
        how = "spherical" if self.spherical else "linear"
        return {"between": [self.a.record(), self.b.record()], "share": self.share, "interpolation": how}

    @property
    def name(self) -> str:
        """For file names."""
        how = "s" if self.spherical else "l"
        return f"({self.a.name}_{self.b.name}_{how}{self.share:.3f})"


Origin = Drawn | Between


def between(
    one: NDArray[np.float32], other: NDArray[np.float32], share: float, spherical: bool
) -> NDArray[np.float32]:
    """`share` of the way from one array to another of the same shape; the ends are exact.

    Spherical: sin((1 - s) w) / sin(w) a + sin(s w) / sin(w) b with w the angle between a and b
    (K. Shoemake, SIGGRAPH 1985).
    """
    weights = 1 - share, share
    if spherical:
        flat = one.ravel().astype(np.float64), other.ravel().astype(np.float64)
        lengths = math.sqrt(float(flat[0] @ flat[0]) * float(flat[1] @ flat[1]))
        angle = math.acos(max(-1.0, min(1.0, float(flat[0] @ flat[1]) / lengths))) if lengths else 0.0
        if _PARALLEL < angle < math.pi - _PARALLEL:
            weights = (
                math.sin((1 - share) * angle) / math.sin(angle),
                math.sin(share * angle) / math.sin(angle),
            )
    return np.float32(weights[0]) * one + np.float32(weights[1]) * other
