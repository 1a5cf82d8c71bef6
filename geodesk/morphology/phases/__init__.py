"""Phases where one threshold for the whole picture does not make them.

`multi_otsu` and `label_levels` part grey levels into more than two phases; `local_binarise` compares each
pixel with its neighbourhood; `PixelClassifier` learns the phases from a few brush strokes. All give a label
image, which `geodesk.morphology` measures with ``phase=label``.
"""

from geodesk.morphology.phases.brush import painted, retouched
from geodesk.morphology.phases.classifier import (
    Example,
    NotEnoughStrokes,
    PixelClassifier,
    Score,
    WrongPicture,
)
from geodesk.morphology.phases.features import FeatureSet
from geodesk.morphology.phases.levels import label_levels, multi_otsu
from geodesk.morphology.phases.local import LocalRule, local_binarise, local_threshold

__all__ = [
    "Example",
    "FeatureSet",
    "LocalRule",
    "NotEnoughStrokes",
    "PixelClassifier",
    "Score",
    "WrongPicture",
    "label_levels",
    "local_binarise",
    "local_threshold",
    "multi_otsu",
    "painted",
    "retouched",
]
