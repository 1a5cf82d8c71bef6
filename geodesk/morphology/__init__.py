"""What a picture's two phases look like in numbers: threshold, two-point probability, lineal path.

`two_point` and `lineal_path` measure one phase along one axis, `correlations` both functions of both phases
along several axes in one pass, `directional` those along axes, diagonals and the radial average by name;
`label_correlations` do it for all the labels of a picture and their pairs. `otsu` and `binarise` make two
phases of a grey picture; `Levels` knows its grey levels, so that any threshold's fraction is at hand, and
`LinealPathTable` its lineal path. The counting is done on bits by a compiled kernel; `kernel_path` says which
code of it this processor runs.

`clusters_of`, `two_point_cluster` and `percolation` tell what hangs together; `chord_lengths` the intercepts;
`specific_surface`, `anisotropy`, `autocovariance` and their like what follows from the counts.
`geodesk.morphology.phases` makes phases where one threshold does not; `geodesk.morphology.reconstruction` a
random picture or volume that has the functions of another.

`Ensemble` holds the functions of many pictures on common lags, `correlations_batch` counts a stack of small
pictures at once, `distances` tells how far apart two ensembles are (`geodesk.morphology.distance`: floors and
differences with bands).
"""

from geodesk.morphology.batch import correlations_batch
from geodesk.morphology.chords import (
    ChordLengths,
    Intercept,
    chord_lengths,
    fibre_diameter,
    grain_size_number,
    isotropic_intercept,
)
from geodesk.morphology.clusters import Clusters, Percolation, clusters_of, percolation, two_point_cluster
from geodesk.morphology.correlation import (
    AxisCorrelations,
    Correlation,
    correlations,
    lineal_path,
    two_point,
)
from geodesk.morphology.crossing import LabelCorrelations, label_correlations
from geodesk.morphology.descriptors import (
    Anisotropy,
    Profile,
    anisotropy,
    autocovariance,
    directional_surface,
    ends_density,
    integral_range,
    mean_intercept,
    phase_fractions,
    phase_profile,
    specific_surface,
)
from geodesk.morphology.directions import (
    DIRECTIONS,
    directional,
    lag_length,
    longest_lag,
    radial_average,
)
from geodesk.morphology.distance import Distance, distances
from geodesk.morphology.ensemble import Ensemble, Member, MixedPixelSizes
from geodesk.morphology.kernel import UnavailableKernel, force_kernel_path, kernel_path, kernel_paths
from geodesk.morphology.levels import Levels
from geodesk.morphology.tables import LinealPathTable, TabledPath
from geodesk.morphology.threshold import NoPixels, binarise, histogram, otsu, otsu_of

__all__ = [
    "DIRECTIONS",
    "Anisotropy",
    "AxisCorrelations",
    "ChordLengths",
    "Clusters",
    "Correlation",
    "Distance",
    "Ensemble",
    "Intercept",
    "LabelCorrelations",
    "Levels",
    "LinealPathTable",
    "Member",
    "MixedPixelSizes",
    "NoPixels",
    "Percolation",
    "Profile",
    "TabledPath",
    "UnavailableKernel",
    "anisotropy",
    "autocovariance",
    "binarise",
    "chord_lengths",
    "clusters_of",
    "correlations",
    "correlations_batch",
    "directional",
    "directional_surface",
    "distances",
    "ends_density",
    "fibre_diameter",
    "force_kernel_path",
    "grain_size_number",
    "histogram",
    "integral_range",
    "isotropic_intercept",
    "kernel_path",
    "kernel_paths",
    "label_correlations",
    "lag_length",
    "lineal_path",
    "longest_lag",
    "mean_intercept",
    "otsu",
    "otsu_of",
    "percolation",
    "phase_fractions",
    "phase_profile",
    "radial_average",
    "specific_surface",
    "two_point",
    "two_point_cluster",
]
