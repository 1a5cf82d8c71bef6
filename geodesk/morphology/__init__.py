"""What a picture's two phases look like in numbers: threshold, two-point probability, lineal path.

`two_point` and `lineal_path` measure one phase along one axis, `correlations` both functions of both phases
along several axes in one pass. `otsu` and `binarise` make two phases of a grey picture; `Levels` knows its
grey levels, so that any threshold's fraction is at hand. The counting is done on bits by a compiled kernel;
`kernel_path` says which code of it this processor runs.
"""

from geodesk.morphology.correlation import (
    AxisCorrelations,
    Correlation,
    correlations,
    lineal_path,
    two_point,
)
from geodesk.morphology.kernel import UnavailableKernel, force_kernel_path, kernel_path, kernel_paths
from geodesk.morphology.levels import Levels
from geodesk.morphology.threshold import NoPixels, binarise, histogram, otsu, otsu_of

__all__ = [
    "AxisCorrelations",
    "Correlation",
    "Levels",
    "NoPixels",
    "UnavailableKernel",
    "binarise",
    "correlations",
    "force_kernel_path",
    "histogram",
    "kernel_path",
    "kernel_paths",
    "lineal_path",
    "otsu",
    "otsu_of",
    "two_point",
]
