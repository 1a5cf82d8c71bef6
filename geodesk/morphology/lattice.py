"""Pixels a whole vector apart: a picture sheared so that the vector leads from one row to the next."""

import numpy as np

from geodesk.morphology.bitplanes import BitPlane, Lines, Team
from geodesk.morphology.kernel import compiled

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
