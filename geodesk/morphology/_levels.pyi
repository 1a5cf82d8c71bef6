import numpy as np
from numpy.typing import NDArray

def level_runs_across(
    pixels: NDArray[np.uint8],
    mask: NDArray[np.uint8] | None,
    start: int,
    stop: int,
    changes: NDArray[np.int64],
) -> None:
    """Add the runs along x of rows start…stop of pixels (nz, ny, nx) to changes (2, reach + 2, 256).

    changes[1, length, t] is how the number of runs of "pixel > t" changes from level t - 1 to t;
    changes[0, length, t] the same of "255 - pixel > t". Length 0 counts the runs longer than `reach`, length
    reach + 1 sums their lengths. Pixels whose mask is 0 end every run.
    """

def level_runs_down(
    pixels: NDArray[np.uint8],
    mask: NDArray[np.uint8] | None,
    start: int,
    stop: int,
    changes: NDArray[np.int64],
) -> None:
    """Do the same along axis 1, for parts start…stop of planes * ceil(nx / 64); only x has to be dense."""
