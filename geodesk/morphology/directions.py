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
from geodesk.morphology.counting import both
from geodesk.morphology.field import Field, mask_of, pixels_of
from geodesk.morphology.radial import radial, radial_map
from geodesk.morphology.results import AxisCorrelations

DIRECTIONS: Final[tuple[str, ...]] = ("x", "y", "z", "diag1", "diag2", "radial")
_DIAGONALS = {"diag1", "diag2"}
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
        Names out of `DIRECTIONS`; None means all that the array has: "z" is a volume's, and periodic pages
        that are not square have no diagonals.
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
    lags = lags_of(pixels.shape, directions, r_max, periodic)
    found = {}
    with Team(threads, pixels.size) as team:
        field = Field.of(pixels, phase, threshold, valid, team)
        for name, last in lags.items():
            if name == "radial":
                found[name] = radial(field, last, periodic, team)
            else:
                found[name] = both(field, name, last, periodic, team)
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
    last = lags_of(pixels.shape, ["radial"], r_max, periodic)["radial"]
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


def lags_of(
    shape: Sequence[int],
    directions: Iterable[str] | None,
    r_max: int | Mapping[str, int] | None,
    periodic: bool,
) -> dict[str, int]:
    """Direction → largest lag wanted, in their order, as `directional` takes and refuses them."""
    closed = not periodic or shape[-1] == shape[-2]
    if directions is None:
        left_out = {"z"} if len(shape) == 2 else set()
        left_out |= set() if closed else _DIAGONALS
        directions = [name for name in DIRECTIONS if name not in left_out]
    names = list(directions)
    if len(set(names)) < len(names):
        raise ValueError(f"a direction is named twice in {names}")
    lags = {}
    for name in names:
        longest = longest_lag(shape, name)
        wanted = r_max.get(name) if isinstance(r_max, Mapping) else r_max
        lags[name] = longest if wanted is None else operator.index(wanted)
        if not 0 <= lags[name] <= longest:
            raise ValueError(f"r_max must lie in 0…{longest} along {name}, not {lags[name]}")
    if not closed and _DIAGONALS & lags.keys():
        raise ValueError(f"periodic diagonals need square pages, and these have {shape[-2]} x {shape[-1]}")
    return lags
