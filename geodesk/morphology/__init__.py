"""What a picture's two phases look like in numbers: threshold, two-point probability, lineal path.

`two_point` and `lineal_path` measure one phase along one axis, `correlations` both functions of both phases
along several axes in one pass. `otsu` and `binarise` make two phases of a grey picture. The counting is done
on bits by a compiled kernel; `kernel_path` says which code of it this processor runs.
"""

from geodesk.morphology.correlation import (
    AxisCorrelations,
    Correlation,
    correlations,
    lineal_path,
    two_point,
)
from geodesk.morphology.kernel import UnavailableKernel, force_kernel_path, kernel_path, kernel_paths
from geodesk.morphology.threshold import NoPixels, binarise, otsu

__all__ = [
    "AxisCorrelations",
    "Correlation",
    "NoPixels",
    "UnavailableKernel",
    "binarise",
    "correlations",
    "force_kernel_path",
    "kernel_path",
    "kernel_paths",
    "lineal_path",
    "otsu",
    "two_point",
]
