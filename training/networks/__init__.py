"""The Keras networks that GeoDesk trains. Importing this package imports TensorFlow.

`preclassifier` SEM "usable or not"; `mindat` hand specimens; `backbones` the published networks under the
thin-section and comparison `heads`; `build` makes any of them from a run's settings. What each is called,
and its exact parameter totals, stand in `training.catalogue`, which needs no TensorFlow.
"""

from training.networks.preclassifier import (
    CLIP,
    FLOOR,
    LEVEL,
    SIDE,
    WINDOW,
    FilterBank,
    LocalStandardise,
    as_preclassifier,
    pooled_preclassifier,
    preclassifier,
    untie,
    whole,
)

__all__ = [
    "CLIP",
    "FLOOR",
    "LEVEL",
    "SIDE",
    "WINDOW",
    "FilterBank",
    "LocalStandardise",
    "as_preclassifier",
    "pooled_preclassifier",
    "preclassifier",
    "untie",
    "whole",
]
