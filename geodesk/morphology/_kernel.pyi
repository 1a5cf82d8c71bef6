from typing import Final

import numpy as np
from numpy.typing import NDArray

# Every name of a code path, in the order of its number.
PATHS: Final[tuple[str, ...]]

# Parts of each count of runs, which are to be added.
PARTS: Final[int]

def supported(path: int, /) -> bool:
    """Whether this processor and this build have a code path."""

def pack_u8(
    pixels: NDArray[np.uint8],
    first: int,
    last: int,
    words: NDArray[np.uint64],
    start: int,
    stop: int,
    path: int,
) -> None:
    """Set the bits of the pixels in first…last in words (nz, ny, ceil(nx / 64)), rows start…stop of nz * ny.

    pixels (nz, ny, nx) may have any strides but the last, which is the item's size.
    """

def pack_u16(
    pixels: NDArray[np.uint16],
    first: int,
    last: int,
    words: NDArray[np.uint64],
    start: int,
    stop: int,
    path: int,
) -> None:
    """Do what pack_u8 does, for 16-bit pixels."""

def arrange(
    words: NDArray[np.uint64],
    nx: int,
    axis: int,
    blocks: NDArray[np.uint64],
    start: int,
    stop: int,
    path: int,
) -> None:
    """Turn packed pixels into blocks (count, pixels along axis, 8): 512 lines along `axis` side by side."""

def shear(
    words: NDArray[np.uint64],
    period: int,
    dz: int,
    dy: int,
    dx: int,
    tall: int,
    blocks: NDArray[np.uint64],
    start: int,
    stop: int,
) -> None:
    """Turn packed pixels (any strides but the last) into blocks whose slow axis steps by (dz, dy, dx) pixels.

    Rows repeat every `period` bits; pages, where dz > 0, every `tall` rows. Without dz dy > 0. dx >= 0.
    """

def corner(
    words: NDArray[np.uint64],
    nx: int,
    dy: int,
    dx: int,
    opposite: bool,
    counts: NDArray[np.int64],
    path: int,
) -> None:
    """Add to counts[k] the bits at y, x of each page with max(y // dy, x // dx) = k; dy, dx > 0.

    y and x count from the first pixel or, `opposite`, from the last.
    """

def tile(words: NDArray[np.uint64], nx: int, tiled: NDArray[np.uint64], start: int, stop: int) -> None:
    """Repeat packed pixels in all three directions over words (nz, ny, wide), rows start…stop of nz * ny."""

def row_counts(
    blocks: NDArray[np.uint64], start: int, stop: int, counts: NDArray[np.int64], path: int
) -> None:
    """Add to counts[i] the bits set at position i of the lines."""

def pair_counts(
    first: NDArray[np.uint64],
    second: NDArray[np.uint64],
    start: int,
    stop: int,
    lag: int,
    counts: NDArray[np.int64],
    path: int,
) -> None:
    """Add to counts[j] the bits of first whose bit lag + j rows further on in second is set too.

    The blocks of `second` may have more rows than those of `first`; lag + len(counts) <= rows of `second`.
    """

def runs_across(
    words: NDArray[np.uint64],
    nx: int,
    start: int,
    stop: int,
    periodic: bool,
    runs: NDArray[np.int64],
    path: int,
) -> None:
    """Add to runs[length, value, part] the runs along x of rows start…stop of words (nz, ny, wide)."""

def runs_down(
    words: NDArray[np.uint64],
    nx: int,
    slope: int,
    plane: int,
    planes: int,
    first: int,
    last: int,
    periodic: bool,
    runs: NDArray[np.int64],
    path: int,
) -> None:
    """Add to runs[length, value, part] those down columns first…last of planes plane…planes.

    words (planes, rows, wide) may have any strides but the last. With slope 1 a column goes down to the right
    and, unless periodic, ends at a row's last pixel to begin anew at its first; periodic needs rows = nx.
    """

def histogram_u8(pixels: NDArray[np.uint8], counts: NDArray[np.int64]) -> None:
    """Add to counts (256) how many pixels (nz, ny, nx) have each value."""

def histogram_u16(pixels: NDArray[np.uint16], counts: NDArray[np.int64]) -> None:
    """Add to counts (65,536) how many pixels (nz, ny, nx) have each value."""
