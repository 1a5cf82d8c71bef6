"""Effective conductivity and tortuosity factor of a label image by finite volumes."""

import math
import operator
import time
from collections.abc import Generator, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.lib.array_utils import normalize_axis_index
from numpy.typing import ArrayLike, NDArray

from geodesk.language import Sentence
from geodesk.morphology import _transport as compiled
from geodesk.morphology.threshold import histogram
from geodesk.morphology.transport.bounds import bounds
from geodesk.morphology.transport.multigrid import prepare
from geodesk.morphology.transport.network import Network, carrying, connect
from geodesk.morphology.transport.results import Step, Transport, Unsolvable

TOLERANCE = 1e-6
LARGEST_CONTRAST = 1e9
_MOST_CLASSES = 255
_MOST_CELLS = 2**31 - 2
# The error of the conductivity is quadratic in that of the potential, which the fluxes feel.
_ENERGY = 1e-3


def effective_transport(
    array: ArrayLike,
    axis: int,
    phase: int = 1,
    *,
    k1: float = 1.0,
    k2: float = 0.0,
    conductivity: Mapping[int, float] | None = None,
    spacing: Sequence[float] | None = None,
    tolerance: float = TOLERANCE,
    max_iterations: int = 500,
    keep_potential: bool = True,
) -> Transport:
    """Effective conductivity and tortuosity factor of a label image along one axis.

    Finite volumes, one cell a pixel: k times the gradient of the potential has no divergence, neighbours are
    linked by the harmonic mean of their conductivities, the two outer faces of `axis` are held at 1 and 0 at
    half a cell from the outermost centres, and nothing leaves through the other faces. Laminates are exact.

    Parameters
    ----------
    array : array_like of bool or integer, 2-D or 3-D
        Label image: bool counts as 0 and 1.
    axis : int
        Axis along which current flows; negative counts from the last.
    phase : int
        Label of the phase of conductivity `k1`.
    k1, k2 : float
        Conductivity of the phase and of the rest. With k2 = 0 (default) only the phase conducts.
    conductivity : mapping of label to conductivity, optional
        In place of phase, k1 and k2; every label of the picture must be named.
    spacing : sequence of float, optional
        Edge lengths of a pixel along the axes, in any unit; default: all equal.
    tolerance : float
        Flux mismatch at which to stop, see `Step`; the conductivity is then exact to about its thousandth
        part.
    max_iterations : int
        Steps after which to stop all the same; the result then says so.
    keep_potential : bool
        Whether to return the potential.

    Returns
    -------
    Transport

    Raises
    ------
    TypeError
        `array` holds floats (threshold them first) or another unfit type.
    ValueError
        Not 2-D or 3-D, without pixels, axis out of range; values above 1 and none equal to `phase`; a label
        without conductivity; a conductivity, spacing or tolerance that is not finite, negative or (spacing)
        0.
    Unsolvable
        A ValueError: conductivities above 0 further apart than `LARGEST_CONTRAST`, more than 255 of them, or
        more than 2³¹ carrying pixels.

    Notes
    -----
    Sources: S. V. Patankar, Numerical Heat Transfer and Fluid Flow (1980), chapter 4 (harmonic means);
    S. J. Cooper et al., SoftwareX 5 (2016) 203-210 (tortuosity factor by this scheme).
    """
    steps = solve_transport(
        array,
        axis,
        phase,
        k1=k1,
        k2=k2,
        conductivity=conductivity,
        spacing=spacing,
        tolerance=tolerance,
        max_iterations=max_iterations,
        keep_potential=keep_potential,
    )
    while True:
        try:
            next(steps)
        except StopIteration as end:
            result: Transport = end.value
            return result


def solve_transport(
    array: ArrayLike,
    axis: int,
    phase: int = 1,
    *,
    k1: float = 1.0,
    k2: float = 0.0,
    conductivity: Mapping[int, float] | None = None,
    spacing: Sequence[float] | None = None,
    tolerance: float = TOLERANCE,
    max_iterations: int = 500,
    keep_potential: bool = True,
) -> Generator[Step, None, Transport]:
    """`effective_transport` as a generator: yields a `Step` after each part of the work, returns the result.

    Closing it between two steps cancels the work. Parameters, result and errors are those of
    `effective_transport`; wrong arguments are told of at the first step.
    """
    began = time.monotonic()
    labels = _labels(array)
    where = normalize_axis_index(operator.index(axis), labels.ndim)
    lengths = _lengths(spacing, labels.ndim)
    if not tolerance >= 0 or max_iterations < 1:
        raise ValueError(f"the tolerance is {tolerance} and the number of iterations {max_iterations}")
    values, counts = histogram(labels)
    ks = _conductivities(values, phase, k1, k2, conductivity)
    shares = counts / labels.size
    limits = bounds(shares.tolist(), ks.tolist(), labels.ndim)
    conducting = float(shares[values == phase].sum()) if conductivity is None else float(shares[ks > 0].sum())

    scale = float(ks.max(initial=0.0)) or 1.0
    levels, kinds = np.unique(ks[ks > 0] / scale, return_inverse=True)
    classes = np.full(len(values), len(levels), np.uint8)
    classes[ks > 0] = kinds
    yield Step(0)
    cells = np.ascontiguousarray(np.moveaxis(_classified(labels, values, classes), where, 0))
    through = carrying(cells != len(levels))
    yield Step(0)
    if through is None:
        return Transport(
            conducting,
            0.0,
            0.0,
            math.inf,
            False,
            True,
            0,
            0.0,
            time.monotonic() - began,
            where,
            limits,
            np.full(labels.shape, np.nan, np.float32) if keep_potential else None,
            Sentence(
                en="No conducting path leads from one face to the opposite one, so nothing flows and the "
                "tortuosity is infinite.",
                es="Ningún camino conductor une una cara con la opuesta, así que nada fluye y la tortuosidad "
                "es infinita.",
            ),
        )
    np.copyto(cells, len(levels), where=~through)
    if np.count_nonzero(through) > _MOST_CELLS or max(cells.shape) >= 2**21:
        raise Unsolvable(
            en="The picture is too large for transport: cut out a part of it.",
            es="La imagen es demasiado grande para el transporte: recorte una parte.",
        )
    network = connect(cells, levels, [lengths[where], *lengths[:where], *lengths[where + 1 :]])
    yield Step(0)
    # Flux per cross-section and gradient: one cell's face and spacing are the unit of conductance.
    unit = scale * cells.shape[0] / math.prod(cells.shape[1:])
    potentials, last, converged = yield from _solve(network, unit, tolerance, max_iterations)
    potential = None
    if keep_potential:
        field = np.full(cells.shape, np.nan, np.float32)
        field[through] = potentials
        potential = np.ascontiguousarray(np.moveaxis(field, 0, where))
    return Transport(
        conducting,
        network.cells / labels.size,
        last.k_eff,
        limits.wiener_upper / last.k_eff,
        True,
        converged,
        last.iteration,
        last.flux_mismatch,
        time.monotonic() - began,
        where,
        limits,
        potential,
        None if converged else _unfinished(last),
    )


def _solve(
    network: Network, unit: float, tolerance: float, max_iterations: int
) -> Generator[Step, None, tuple[NDArray[np.float64], Step, bool]]:
    """Conjugate gradients with the multigrid cycle, from zero potential.

    The dissipated energy exceeds that of the true potential by the square of the error, so the conductivity
    settles long before the potential does, from above; each step lowers it by a known amount.
    """
    preparing = prepare(network)
    while True:
        try:
            next(preparing)
        except StopIteration as end:
            cycle = end.value
            break
        yield Step(0)
    n, first = network.cells, len(network.inlet)
    x, p, image, r = np.zeros(n + 1), np.zeros(n + 1), np.zeros(n), np.zeros(n)
    r[:first] = network.inlet
    residual, z = r.astype(np.float32), np.zeros(n + 1, np.float32)
    dissipated, scale, step, converged = float(network.inlet.sum()), 0.0, Step(0), False
    for iteration in range(1, max_iterations + 1):
        cycle.apply(residual, z)
        compiled.turn(z, image, p, scale)
        energy, along = network.multiply(p, r, image)
        if not energy > 0:  # the residual is 0
            converged = True
            break
        alpha, scale = along / energy, 1 / energy
        compiled.step(alpha, p, image, x, r, residual)
        flux = float(network.inlet @ (1 - x[:first]))
        imbalance = np.cumsum(np.add.reduceat(r, network.layers))
        mismatch = float(np.abs(imbalance).max()) / abs(flux) if flux else math.inf
        dissipated -= alpha * along
        step = Step(iteration, mismatch, dissipated * unit)
        if mismatch <= tolerance and alpha * along <= tolerance * _ENERGY * abs(flux):
            converged = True
            break
        yield step
    # Worked out anew as a sum of squares, of which nothing cancels.
    return x[:n], replace(step, k_eff=network.dissipation(x) * unit), converged


def _labels(array: ArrayLike) -> NDArray[Any]:
    labels = np.asarray(array)
    if labels.dtype.kind not in "bui":
        raise TypeError(
            f"a label image must be bool or integer, not {labels.dtype}: threshold a grey picture first"
        )
    if labels.ndim not in (2, 3):
        raise ValueError(f"the array must have 2 or 3 dimensions, not {labels.ndim}")
    if labels.size == 0:
        raise ValueError(f"the array has no pixels: its shape is {labels.shape}")
    labels = labels.astype(labels.dtype.newbyteorder("="), copy=False)
    return labels.view(np.uint8) if labels.dtype.kind == "b" else labels


def _lengths(spacing: Sequence[float] | None, dimensions: int) -> list[float]:
    lengths = [1.0] * dimensions if spacing is None else [float(length) for length in spacing]
    if len(lengths) != dimensions:
        raise ValueError(f"{len(lengths)} edge lengths for {dimensions} axes")
    if not all(0 < length < math.inf for length in lengths):
        raise ValueError(f"edge lengths must be positive, not {lengths}")
    return lengths


def _conductivities(
    values: NDArray[Any], phase: int, k1: float, k2: float, conductivity: Mapping[int, float] | None
) -> NDArray[np.float64]:
    """Give the conductivity of each label that occurs."""
    if conductivity is None:
        label = operator.index(phase)
        if label not in values and values[-1] > 1:
            raise ValueError(f"the array holds labels up to {values[-1]} and none equal to phase {label}")
        conductivity = {int(value): k1 if value == label else k2 for value in values}
    missing = [int(value) for value in values if int(value) not in conductivity]
    if missing:
        raise ValueError(f"no conductivity was given for the labels {missing[:10]}")
    ks = np.array([float(conductivity[int(value)]) for value in values])
    if not (np.isfinite(ks).all() and (ks >= 0).all()):
        raise ValueError("conductivities must be finite and not negative")
    positive = ks[ks > 0]
    if len(np.unique(positive)) > _MOST_CLASSES:
        raise Unsolvable(
            en=f"There are more than {_MOST_CLASSES} different conductivities; give fewer.",
            es=f"Hay más de {_MOST_CLASSES} conductividades distintas; indique menos.",
        )
    if len(positive) and positive.max() / positive.min() > LARGEST_CONTRAST:
        raise Unsolvable(
            en=f"One conductivity is more than {LARGEST_CONTRAST:g} times another; take 0 for the smallest.",
            es=f"Una conductividad es más de {LARGEST_CONTRAST:g} veces otra; ponga 0 en la menor.",
        )
    return ks


def _classified(labels: NDArray[Any], values: NDArray[Any], classes: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Each pixel's class, by way of a table where labels are small."""
    if 0 <= int(values[0]) and int(values[-1]) < 1 << 16:
        table = np.zeros(int(values[-1]) + 1, np.uint8)
        table[values] = classes
    else:
        table, labels = classes, np.searchsorted(values, labels)
    return table.take(labels)


def _unfinished(step: Step) -> Sentence:
    return Sentence(
        en=f"Stopped after {step.iteration} iterations with a flux mismatch of {step.flux_mismatch:.2g}; the "
        "conductivity is an upper limit.",
        es=f"Se detuvo tras {step.iteration} iteraciones con un desajuste de flujo de "
        f"{step.flux_mismatch:.2g}; la conductividad es un límite superior.",
    )
