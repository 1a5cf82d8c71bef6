"""Points of a point count: systematic samples of an area."""

import math
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

Offset = Literal["random", "centred"]
OFFSETS: tuple[Offset, ...] = get_args(Offset)


def grid_points(
    width: int, height: int, count: int, offset: Offset = "random", seed: int = 0
) -> NDArray[np.int64]:
    """A regular grid of exactly `count` points over an area, row by row, each row from left to right.

    Rows are as far apart as the points in them, as nearly as whole numbers allow; rows differ by one point
    at most. With a random offset every pixel is as likely to be counted as any other, so that the shares of
    the classes are without bias (systematic sampling with a uniform start: Cochran 1977, chapter 8).

    Parameters
    ----------
    width, height
        Of the area in pixels.
    count
        Number of points.
    offset
        ``"random"``: the grid is shifted, and the longer rows are drawn, by `seed`; ``"centred"``: it lies
        symmetrically, always the same.
    seed
        Of numpy's PCG64.

    Returns
    -------
    ndarray
        (count, 2) int64: x, y of pixels, from 0.

    Raises
    ------
    ValueError
        `count` is below 1 or above the number of pixels, or an argument is not one.
    """
    if min(width, height) < 1 or not 1 <= count <= width * height:
        raise ValueError(f"{count} points do not fit {width}×{height} pixels")
    if offset not in OFFSETS:
        raise ValueError(f"unknown offset {offset!r}: choose one of {', '.join(OFFSETS)}")
    rows = min(max(1, round(math.sqrt(count * height / width)), math.ceil(count / width)), height)
    short, longer = divmod(count, rows)
    if offset == "random":
        rng = np.random.Generator(np.random.PCG64(seed))
        across, down = (float(v) for v in rng.random(2))
        extra = set(rng.choice(rows, longer, replace=False).tolist())
    else:
        across = down = 0.5
        extra = {(2 * at + 1) * rows // (2 * longer) for at in range(longer)}
    found = []
    for row in range(rows):
        points = short + (row in extra)
        x = ((np.arange(points) + across) * width / points).astype(np.int64)
        found.append(np.stack([x, np.full(points, int((row + down) * height / rows))], axis=1))
    return np.concatenate(found)
