"""Pixels a whole vector apart: a picture sheared so that the vector leads from one row to the next."""

import numpy as np
from numpy.typing import NDArray

from geodesk.morphology.bitplanes import BitPlane, Lines, Team, lines_along, ones_along
from geodesk.morphology.kernel import compiled, path_number

Step = tuple[int, int, int]
"""Pixels along z, y and x."""


def padded(nx: int, more: int) -> int:
    """Pixels of a row with at least `more` after it, in whole words."""
    return -(-(nx + more) // 64) * 64


def sheared(plane: BitPlane, step: Step, reach: int, team: Team) -> Lines:
    """Lines whose position i + 1 is the pixel one step after that of position i.

    A line holds several of the picture's, one after another, with zeros between them.

    Parameters
    ----------
    plane : BitPlane
        Pixels.
    step : tuple of int
        (0, dy > 0, dx >= 0), or (dz > 0, dy >= 0, dx >= 0).
    reach : int
        Pixels of different lines of the picture are more than so many steps apart. 0: no zeros; rows wrap.

    Returns
    -------
    Lines
        `count` is not meaningful.
    """
    dz, dy, dx = step
    nz, ny, wide = plane.words.shape
    period = padded(plane.nx, dx * reach) if reach else plane.nx
    tall = ny + dy * reach
    planes, length = (tall * dz, -(-nz // dz)) if dz else (nz * dy, -(-ny // dy))
    blocks = np.empty((-(-planes * -(-period // 64) // 8), length, 8), np.uint64)

    def shear(start: int, stop: int) -> None:
        compiled.shear(plane.words, period, dz, dy, dx, tall, blocks, start, stop)

    team.share(shear, len(blocks))
    return Lines(blocks, 512 * len(blocks))


def tiled(plane: BitPlane, shape: tuple[int, int, int], team: Team) -> BitPlane:
    """Repeat a plane over a larger shape (nz, ny, nx); nx is a multiple of 64."""
    nz, ny, nx = shape
    words = np.empty((nz, ny, nx // 64), np.uint64)

    def rows(start: int, stop: int) -> None:
        compiled.tile(plane.words, plane.nx, words, start, stop)

    team.share(rows, nz * ny)
    return BitPlane(words, nx)


Margins = tuple[NDArray[np.int64], NDArray[np.int64]]
"""Ones in each row and in each column, over all pages."""


def margins_of(plane: BitPlane, team: Team) -> Margins:
    """Count the ones of each row and of each column."""
    return ones_along(lines_along(plane, 1, team), team), ones_along(lines_along(plane, 2, team), team)


def end_counts(plane: BitPlane, margins: Margins, step: Step, reach: int) -> NDArray[np.int64]:
    """Ones that have a pixel of the picture 0…reach steps after them plus those that have one before.

    Parameters
    ----------
    plane : BitPlane
        Pixels.
    margins : tuple of ndarray
        Of the plane, or of the plane mirrored.
    step : tuple of int
        (0, dy, dx), whose signs are of no account: the plane is turned so that they are positive.
    reach : int
        Largest number of steps.

    Returns
    -------
    ndarray of int64, shape (reach + 1,)
    """
    _, dy, dx = (abs(part) for part in step)
    path = path_number()
    ends = np.zeros(reach + 1, np.int64)
    # Those in a strip of rows, in a strip of columns, less those in both, have none.
    for ones, d in zip(margins, (dy, dx), strict=True):
        far = np.minimum(np.arange(reach + 1) * d, len(ones))
        before = np.concatenate(([0], np.cumsum(ones)))
        ends -= before[far] + before[-1] - before[len(ones) - far]
    if dy and dx and reach:
        both = np.zeros(reach, np.int64)
        for opposite in (False, True):
            compiled.corner(plane.words, plane.nx, dy, dx, opposite, both, path)
        ends[1:] += np.cumsum(both)
    ends += 2 * margins[0].sum()
    return ends
