"""Stochastic reconstruction: a random two-phase picture or volume with the correlation functions of another.

Simulated annealing after C. L. Y. Yeong and S. Torquato, Phys. Rev. E 57 (1998) 495-506. The picture begins
as noise with the target's phase fraction; two pixels of unlike phase change places, and the swap is kept if
it lowers the energy or, at temperature T, with probability exp(-rise / T).

Energy
    E = sum over axes and lags r of (S2(r) - S2*(r))^2, plus the same for L if wanted, with S2* and L* of the
    target and r = 0…half the axis at most. Periodic (the default) or not, in target and result alike.
Temperature
    Falls geometrically, from a tenth of the mean rise of the first swaps to a ten-thousandth of it, and is
    zero for the last tenth of the swaps. In the second half pixels at the interface are preferred, where
    almost all of the useful swaps are left (`Cooling` holds these numbers).

All is counted in integers and drawn from an own generator: the same target, swaps and seed give the same
bytes on every machine, in one go or interrupted and resumed.
"""

import math
import operator
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Context, Decimal, localcontext
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from geodesk.language import GeoDeskError
from geodesk.morphology._anneal import Annealing, random, shuffle
from geodesk.morphology.correlation import correlations
from geodesk.morphology.kernel import path_number

LONGEST = 8192
"""Pixels along one axis at most."""
MOST = 1 << 26
"""Pixels at most."""

_PIECE = 20_000
_TRIALS = 2000
# |slope| stays below 2^30 and weights below 2^15: the bounds of _anneal.h.
_SLOPE_BITS, _WEIGHT_BITS = 30, 12


class OnePhase(GeoDeskError, ValueError):
    """The target has one phase only, so there is nothing to arrange."""

    def __init__(self) -> None:
        super().__init__(
            en="The picture has one phase only at this threshold, so there is nothing to reconstruct: "
            "choose another threshold.",
            es="La imagen tiene una sola fase con este umbral, así que no hay nada que reconstruir: "
            "elija otro umbral.",
        )


@dataclass(frozen=True, slots=True)
class Cooling:
    """How the temperature falls; the default is what the module's description says.

    Attributes
    ----------
    start, end : float
        First and last temperature, as a share of the mean rise of the energy in the first swaps.
    frozen : float
        Share of the swaps, at the end, at temperature zero.
    interface : float
        Share of the swaps after which pixels at the interface are preferred.
    steps : int
        Temperatures on the way, and rows of `Reconstruction.history`.
    """

    start: float = 0.1
    end: float = 1e-4
    frozen: float = 0.1
    interface: float = 0.5
    steps: int = 1000

    def temperature(self, step: int, mean_rise: int) -> int:
        """Temperature of a step, in the unit of `mean_rise`."""
        cooled = self.steps - round(self.frozen * self.steps)
        if step >= cooled:
            return 0
        # Decimal, because its logarithm and exponential are the same on every machine.
        with localcontext(Context(prec=28)):
            start, end = Decimal(repr(self.start)), Decimal(repr(self.end))
            share = ((end / start).ln() * step / max(1, cooled - 1)).exp() * start
            return min(int(share * mean_rise), (1 << 44) - 1)


@dataclass(frozen=True, eq=False)
class ReconstructionTarget:
    """The functions a reconstruction shall have.

    Attributes
    ----------
    fraction : float
        Phase fraction.
    two_point : tuple of ndarray of float64
        S2 of the phase for lags 0, 1…, for each axis of the result in the order of its array.
    lineal_path : tuple of ndarray of float64 or None
        L in the same way; None where it shall not count.
    periodic : bool
        Whether target and result repeat beyond their borders.
    """

    fraction: float
    two_point: tuple[NDArray[np.float64], ...]
    lineal_path: tuple[NDArray[np.float64], ...] | None
    periodic: bool

    @classmethod
    def of(
        cls,
        array: ArrayLike,
        *,
        phase: int = 1,
        r_max: int | None = None,
        periodic: bool = True,
        lineal_path: bool = False,
        volume: bool = False,
    ) -> "ReconstructionTarget":
        """Measure the target on a label image.

        Parameters
        ----------
        array : array_like of bool or integer, 2-D or 3-D
            Label image.
        phase : int
            Label whose pixels are the phase.
        r_max : int, optional
            Largest lag in pixels, cut to half of each axis; None means half of each axis.
        lineal_path : bool
            Whether L shall count beside S2.
        volume : bool
            Take a picture as a section of an isotropic volume: the curves along x stand for z too.

        Raises
        ------
        TypeError, ValueError
            As `correlations`; also r_max below 1, an axis of one pixel, or `volume` of a volume.
        OnePhase
            A ValueError: all pixels or none are of the phase.
        """
        labels = np.asarray(array)
        if r_max is not None and operator.index(r_max) < 1:
            raise ValueError(f"r_max must be 1 or more, not {r_max}")
        if volume and labels.ndim != 2:
            raise ValueError("only a picture of 2 dimensions can stand for an isotropic volume")
        if labels.ndim in (2, 3) and 1 in labels.shape:
            raise ValueError(f"an axis of one pixel cannot be reconstructed: the shape is {labels.shape}")
        lags = [n // 2 if r_max is None else min(r_max, n // 2) for n in labels.shape]
        found = correlations(labels, r_max=lags, periodic=periodic, phase=phase)
        pairs = [found[axis].two_point[1].probability for axis in range(labels.ndim)]
        paths = [found[axis].lineal_path[1].probability for axis in range(labels.ndim)]
        if volume:
            pairs, paths = [pairs[1], *pairs], [paths[1], *paths]
        fraction = float(pairs[-1][0])
        if fraction in (0.0, 1.0):
            raise OnePhase
        return cls(fraction, tuple(pairs), tuple(paths) if lineal_path else None, periodic)


@dataclass(frozen=True, eq=False)
class _Curve:
    """One function along one axis: what turns counts into a slope, and a slope into the energy.

    The weight of a lag is the square of 1 / totals, brought to integers, and the target is kept as
    `aim` = 2 weight target, so that the slope 2 weight (counts - target) is an integer too.
    """

    weight: NDArray[np.int64]
    aim: NDArray[np.int64]
    totals: NDArray[np.int64]

    @classmethod
    def of(cls, wanted: NDArray[np.float64], totals: NDArray[np.int64], pixels: int) -> "_Curve":
        share = pixels / totals
        bits = min(_WEIGHT_BITS, _SLOPE_BITS - 2 - math.frexp(pixels * float(share.max()))[1])
        weight = np.rint(np.ldexp(share * share, bits)).astype(np.int64)
        return cls(weight, np.rint(2 * weight * (wanted * totals)).astype(np.int64), totals)

    def slope(self, counts: NDArray[np.int64]) -> NDArray[np.int64]:
        return 2 * self.weight * counts - self.aim

    def energy(self, slope: NDArray[Any]) -> float:
        # fsum, because its result does not depend on the order that a machine's registers suggest.
        return math.fsum(((slope / (2 * self.weight) / self.totals) ** 2).tolist())


class Reconstruction:
    """A reconstruction under way.

    Parameters
    ----------
    target : ReconstructionTarget
        The functions wanted.
    shape : tuple of int
        Of the result: as many axes as the target, each of 2…8192 pixels, 2^26 pixels in all.
    swaps : int
        How many swaps shall be tried in all; the temperature falls over as many.
    seed : int
        0…2^64 - 1.
    cooling : Cooling, optional
        How the temperature falls.
    state : mapping, optional
        Of `state` of an earlier object with the same arguments, to go on where that stood.

    Attributes
    ----------
    history : list of tuple
        (swaps, temperature, energy, accepted) at the start and after every step of the cooling: swaps tried
        and kept so far, and the temperature of the step in units of the energy.

    Raises
    ------
    ValueError
        The shape, the swaps or the seed are out of range, or the state is not of such a reconstruction.
    """

    def __init__(
        self,
        target: ReconstructionTarget,
        shape: Sequence[int],
        *,
        swaps: int,
        seed: int = 0,
        cooling: Cooling | None = None,
        state: Mapping[str, NDArray[Any]] | None = None,
    ) -> None:
        self.target, self.shape, self.swaps, self.seed = target, tuple(shape), swaps, seed
        self.cooling = cooling or Cooling()
        self._check()
        pixels = math.prod(self.shape)
        one, zero = self._noise(pixels) if state is None else _parts(state, pixels)
        nz, ny, nx = (1,) * (3 - len(self.shape)) + self.shape
        self._kernel = Annealing(
            (nz, ny, nx), one, zero, target.periodic, random(seed, 1), _logarithms(), path_number()
        )
        self._lag_0 = ((len(one) / pixels - target.fraction) ** 2) * len(self.shape)
        self._curves = self._add_axes(one, pixels, 3 - len(self.shape))
        # The squares of counts are in units of 2^-bits, those of probabilities in units of 1 / pixels^2.
        self._unit = 1 / (float(self._curves[0][0].weight[0]) * float(pixels) ** 2)
        self.history: list[tuple[int, float, float, int]] = []
        if state is None:
            self._rise = self._kernel.mean_rise(_TRIALS)
            self._note(self.cooling.temperature(0, self._rise))
        else:
            tried, kept = state["swaps"].tolist()
            self._kernel.resume(tried, kept)
            self._rise = int(state["mean_rise"])
            self.history = [(int(a), float(b), float(c), int(d)) for a, b, c, d in state["history"].tolist()]

    @property
    def swaps_done(self) -> int:
        """Swaps tried so far."""
        return self._kernel.swaps

    @property
    def accepted(self) -> int:
        """Swaps kept so far."""
        return self._kernel.accepted

    @property
    def done(self) -> bool:
        """Whether all swaps have been tried."""
        return self.swaps_done >= self.swaps

    @property
    def energy(self) -> float:
        """E of the picture as it is."""
        total = self._lag_0
        for (pairs, path), (of_pairs, of_path) in zip(self._curves, self._kernel.slopes(), strict=True):
            total += pairs.energy(of_pairs)
            if path is not None and of_path is not None:
                total += path.energy(of_path)
        return total

    @property
    def pixels(self) -> NDArray[np.bool_]:
        """The picture as it is: a new array of `shape`, True in the phase."""
        found = np.zeros(math.prod(self.shape), bool)
        found[self._kernel.pixels()[0]] = True
        return found.reshape(self.shape)

    def advance(self, most: int | None = None) -> None:
        """Try up to `most` further swaps (None: all that are left); other threads run meanwhile."""
        stop = self.swaps if most is None else min(self.swaps, self.swaps_done + most)
        while self.swaps_done < stop:
            step = self._step(self.swaps_done)
            count = min(self._end(step), stop) - self.swaps_done
            temperature = self.cooling.temperature(step, self._rise)
            interface = step >= self.cooling.interface * self.cooling.steps
            self._kernel.run(min(count, _PIECE), temperature, interface)
            self._note_step()

    def state(self) -> dict[str, NDArray[Any]]:
        """All that is needed to go on later: arrays that `numpy.savez` can keep."""
        self._note_step()
        one, zero = self._kernel.pixels()
        return {
            "one": one,
            "zero": zero,
            "swaps": np.array([self.swaps_done, self.accepted], np.int64),
            "mean_rise": np.array(self._rise, np.int64),
            "history": np.array(self.history, np.float64),
        }

    def _check(self) -> None:
        if len(self.shape) != len(self.target.two_point):
            raise ValueError(f"a target of {len(self.target.two_point)} axes and a shape {self.shape}")
        if not all(2 <= n <= LONGEST for n in self.shape) or math.prod(self.shape) > MOST:
            raise ValueError(
                f"the shape {self.shape} is out of range: 2 to {LONGEST} pixels an axis, {MOST} in all"
            )
        if not 1 <= self.swaps < 1 << 53:
            raise ValueError(f"swaps must be 1 or more and below 2^53, not {self.swaps}")
        if not 0 <= self.seed < 1 << 64:
            raise ValueError(f"the seed must lie between 0 and 2^64 - 1, not {self.seed}")

    def _step(self, swap: int) -> int:
        """Step of the cooling that a swap belongs to; where there are few swaps some steps have none."""
        return -(-(swap + 1) * self.cooling.steps // self.swaps) - 1

    def _end(self, step: int) -> int:
        return (step + 1) * self.swaps // self.cooling.steps

    def _note_step(self) -> None:
        """Note the step that ends here, if one does; an interruption may have kept it from being noted."""
        done = self.swaps_done
        if self.history[-1][0] < done and self._end(step := self._step(done - 1)) == done:
            self._note(self.cooling.temperature(step, self._rise))

    def _note(self, temperature: int) -> None:
        self.history.append((self.swaps_done, temperature * self._unit, self.energy, self.accepted))

    def _noise(self, pixels: int) -> tuple[NDArray[np.uint32], NDArray[np.uint32]]:
        order = np.arange(pixels, dtype=np.uint32)
        shuffle(order, random(self.seed, 0))
        ones = min(max(round(self.target.fraction * pixels), 1), pixels - 1)
        return order[:ones], order[ones:]

    def _add_axes(self, one: NDArray[Any], pixels: int, first: int) -> list[tuple[_Curve, _Curve | None]]:
        """Hand the slopes of the picture begun with to the kernel; gives the curves of each axis."""
        target = self.target
        curves: list[tuple[_Curve, _Curve | None]] = []
        flags = np.zeros(pixels, bool)
        flags[one] = True
        lags = [min(len(s2) - 1, n // 2) for s2, n in zip(target.two_point, self.shape, strict=True)]
        counted = correlations(flags.reshape(self.shape), r_max=lags, periodic=target.periodic)
        for axis, last in enumerate(lags):
            s2, path = counted[axis].two_point[1], counted[axis].lineal_path[1]
            of_pairs = _Curve.of(target.two_point[axis][: last + 1], s2.totals, pixels)
            of_path, slope, weight = None, list[int](), list[int]()
            if target.lineal_path is not None:
                of_path = _Curve.of(target.lineal_path[axis][: last + 1], path.totals, pixels)
                slope, weight = of_path.slope(path.counts).tolist(), of_path.weight.tolist()
            pair_slope = of_pairs.slope(s2.counts).tolist()
            self._kernel.add_axis(axis + first, pair_slope, of_pairs.weight.tolist(), slope, weight)
            curves.append((of_pairs, of_path))
        return curves


def _parts(state: Mapping[str, NDArray[Any]], pixels: int) -> tuple[NDArray[Any], NDArray[Any]]:
    """The two lists of pixels of a kept state."""
    one, zero = state["one"], state["zero"]
    seen = np.zeros(pixels, bool)
    if len(one) + len(zero) == pixels and len(one) and len(zero):
        both = np.concatenate((one, zero))
        seen[both[both < pixels]] = True
    if not seen.all():
        raise ValueError("the state is not of a reconstruction of this shape")
    return one, zero


@cache
def _logarithms() -> NDArray[np.uint16]:
    """The table of `Annealing`, from correctly rounded logarithms."""
    with localcontext(Context(prec=20)):
        return np.array([round(-(Decimal(8193 + 2 * i) / 16384).ln() * 4096) for i in range(4096)], np.uint16)
