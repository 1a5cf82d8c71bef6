"""Satellite-like terrain with one landslide of known type, activity, direction, area and perimeter.

Drawn by our own code from a seed and always marked synthetic: it shows that a captioner learns what it is
shown, and nothing about real landslides.
"""

from training.terrain.landslide import ACTIVITIES, DIRECTIONS, TYPES, Landslide, Slide
from training.terrain.rendering import GROUND_M, HEIGHT, WIDTH, Terrain, render
from training.terrain.surface import TEST_TEXTURES, TRAIN_TEXTURES

__all__ = [
    "ACTIVITIES",
    "DIRECTIONS",
    "GROUND_M",
    "HEIGHT",
    "TEST_TEXTURES",
    "TRAIN_TEXTURES",
    "TYPES",
    "WIDTH",
    "Landslide",
    "Slide",
    "Terrain",
    "render",
]
