"""Micrographs rendered by our own code, from a seed: fibre mats, particles, grains, SEM frames.

Renderers return a noiseless `Rendering` (radiance 0-1 and the pixel size); `expose` makes grey levels
of it. Nothing here knows TensorFlow.
"""

from training.rendering.detector import Detector, expose, expose_16bit
from training.rendering.discs import Discs, binary_discs, overlapping_discs
from training.rendering.fibres import FibreMat, fibre_mat
from training.rendering.frame import Bar, with_information_bar
from training.rendering.grains import Mineral, ThinSection, grain_surface
from training.rendering.scene import Rendering, generator

__all__ = [
    "Bar",
    "Detector",
    "Discs",
    "FibreMat",
    "Mineral",
    "Rendering",
    "ThinSection",
    "binary_discs",
    "expose",
    "expose_16bit",
    "fibre_mat",
    "generator",
    "grain_surface",
    "overlapping_discs",
    "with_information_bar",
]
