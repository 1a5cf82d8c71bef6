import numpy as np
from numpy.typing import NDArray

def both_axes(
    pixels: NDArray[np.uint8] | NDArray[np.uint16],
    above: NDArray[np.int64],
    s2_y: NDArray[np.int64],
    l_y: NDArray[np.int64],
    s2_x: NDArray[np.int64],
    l_x: NDArray[np.int64],
    start: int,
    stop: int,
    path: int,
) -> None:
    """Fill the counts of the pictures start…stop of pixels (pictures, ny, nx), phase 1 being pixels > above.

    above (pictures) lies between -1 and the largest value of the pixels' type. The counts are
    (pictures, 2, lags), indexed [picture, phase, lag]; there are 1…ny lags along y and 1…nx along x. The last
    stride of pixels is the item's size.
    """
