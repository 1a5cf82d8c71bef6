"""Both functions along any direction by its name: the axes, the diagonals, the radial average.

======== ===================================================== ===================== =======================
name     lag r compares                                        r_max at most         length of a lag
======== ===================================================== ===================== =======================
x        pixels r columns apart (last axis)                    nx - 1                pixel width
y        pixels r rows apart (last axis but one)               ny - 1                pixel height
z        voxels r pages apart (first axis of a volume)         nz - 1                distance of pages
diag1    pixels r rows and r columns apart, down to the right  min(ny, nx) - 1       diagonal of a pixel
diag2    pixels r rows and r columns apart, up to the right    min(ny, nx) - 1       diagonal of a pixel
radial   pixels at a distance of r pixels, rounded             shortest side - 1     pixel side
======== ===================================================== ===================== =======================

The diagonals of a volume are those of its pages. Without a mask a diagonal has (nx - r)(ny - r) pairs and as
many segments of r + 1 pixels a page. Periodic diagonals need nx = ny, because others do not close after one
turn. Of the radial average only S2 is defined; `geodesk.morphology.radial` says which pairs it takes.
"""

import math
import operator
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from numpy.typing import ArrayLike

from geodesk.morphology.bitplanes import Team
from geodesk.morphology.counting import Along, AlongAxis, AlongDiagonal, both
from geodesk.morphology.field import Field, mask_of, pixels_of
from geodesk.morphology.radial import radial, radial_map
from geodesk.morphology.results import AxisCorrelations

DIRECTIONS: Final[tuple[str, ...]] = ("x", "y", "z", "diag1", "diag2", "radial")
_FROM_LAST = {"x": 1, "y": 2, "z": 3}


def directional(
    array: ArrayLike,
    directions: Iterable[str] | None = None,
    r_max: int | Mapping[str, int] | None = None,
    periodic: bool = False,
    mask: ArrayLike | None = None,
    *,
    phase: int = 1,
    threshold: float | None = None,
    threads: int | None = None,
) -> dict[str, AxisCorrelations]:
    """S2 and L of both phases along directions by name, packing the pixels once.

    Parameters
    ----------
    array : array_like, 2-D or 3-D
        Without a threshold a bool or integer label image; with one a grey picture (bool, integer or float).
    directions : iterable of str, optional
        Names out of `DIRECTIONS`; None means all that the array has ("z" is a volume's).
    r_max : int or mapping of str to int, optional
        Largest lag in pixels, for all directions or for each; None, and a direction that is not in the
        mapping, means the largest there is (`longest_lag`).
    periodic : bool
        Whether the picture repeats beyond its border.
    mask : array_like of bool or integer, same shape, optional
        Pixels that count: True or not 0.
    phase : int
        Label of phase 1; every other label is phase 0. Not used with a threshold.
    threshold : float, optional
        Phase 1 is array > threshold. NaN and infinite pixels are left out, as if masked.
    threads : int, optional
        As in `two_point`.

    Returns
    -------
    dict
        name → AxisCorrelations, in the order of `directions`.

    Raises
    ------
    TypeError, ValueError
        As `two_point`; also a NaN threshold, a direction that the array does not have or that is named
        twice, r_max out of its range, or periodic diagonals of pages that are not square.
    """
    pixels, valid = pixels_of(array, threshold), mask_of(mask)
    shape = pixels.shape
    if directions is None:
        directions = [name for name in DIRECTIONS if name != "z" or pixels.ndim == 3]
    names = list(directions)
    if len(set(names)) < len(names):
        raise ValueError(f"a direction is named twice in {names}")
    lags = {name: _lag(shape, name, r_max) for name in names}
    square = shape[-1] == shape[-2]
    if periodic and not square and {"diag1", "diag2"} & lags.keys():
        raise ValueError(f"periodic diagonals need square pages, and these have {shape[-2]} x {shape[-1]}")
    found = {}
    with Team(threads, pixels.size) as team:
        field = Field.of(pixels, phase, threshold, valid, team)
        for name, last in lags.items():
            if name == "radial":
                found[name] = radial(field, last, periodic, team)
                continue
            axis = pixels.ndim - _FROM_LAST[name] if name in _FROM_LAST else None
            along: Along
            if axis is None:
                along = AlongDiagonal(field, periodic, team, name == "diag2")
            else:
                along = AlongAxis.of(field, axis, periodic, team)
            found[name] = both(along, axis, name, last)
    return found


def radial_average(
    array: ArrayLike,
    r_max: int | None = None,
    periodic: bool = False,
    mask: ArrayLike | None = None,
    *,
    phase: int = 1,
    threshold: float | None = None,
    threads: int | None = None,
) -> AxisCorrelations:
    """S2 of both phases averaged over all pairs of pixels: exact, by a Fourier transform in float64.

    ``directional(array, ["radial"])`` samples the pairs instead, and is much faster. This needs some 60 bytes
    of memory a pixel of the padded picture.

    Parameters, result and errors are those of `directional`.
    """
    pixels, valid = pixels_of(array, threshold), mask_of(mask)
    last = _lag(pixels.shape, "radial", r_max)
    with Team(threads, pixels.size) as team:
        return radial_map(Field.of(pixels, phase, threshold, valid, team), last, periodic)


def longest_lag(shape: Sequence[int], direction: str) -> int:
    """Largest lag in pixels that an array of a shape has along a direction.

    Raises
    ------
    ValueError
        Not a name out of `DIRECTIONS`, or "z" of a picture.
    """
    if direction not in DIRECTIONS:
        raise ValueError(f"there is no direction {direction!r}: choose out of {', '.join(DIRECTIONS)}")
    if direction == "z" and len(shape) < 3:
        raise ValueError("a picture of 2 dimensions has no direction 'z'")
    if direction in _FROM_LAST:
        return shape[-_FROM_LAST[direction]] - 1
    return min(shape if direction == "radial" else shape[-2:]) - 1


def lag_length(direction: str, spacing: Sequence[float]) -> float:
    """Length of one lag.

    Parameters
    ----------
    direction : str
        Name out of `DIRECTIONS`.
    spacing : sequence of float
        Pixel size along each axis of the array: (y, x) or (z, y, x), in any unit.

    Returns
    -------
    float
        In the same unit. Of the radial average, multiply it by `AxisCorrelations.distance`.

    Raises
    ------
    ValueError
        As `longest_lag`; also "radial" where the pixel's sides differ by more than one in a thousand, because
        pixels at one distance then differ in length.
    """
    longest_lag([2] * len(spacing), direction)
    if direction in _FROM_LAST:
        return float(spacing[-_FROM_LAST[direction]])
    if direction != "radial":
        return math.hypot(*spacing[-2:])
    if max(spacing) - min(spacing) > 1e-3 * max(spacing):
        raise ValueError(f"the radial average needs pixels with equal sides, not {tuple(spacing)}")
    return float(spacing[-1])


def _lag(shape: Sequence[int], name: str, r_max: int | Mapping[str, int] | None) -> int:
    """Largest lag wanted along a direction."""
    longest = longest_lag(shape, name)
    wanted = r_max.get(name) if isinstance(r_max, Mapping) else r_max
    last = longest if wanted is None else operator.index(wanted)
    if not 0 <= last <= longest:
        raise ValueError(f"r_max must lie in 0…{longest} along {name}, not {last}")
    return last
