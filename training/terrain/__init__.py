"""Satellite-like terrain with one landslide of known type, activity, direction, area and perimeter.

Drawn by our own code from a seed and always marked synthetic: it shows that a captioner learns what it is
shown, and nothing about real landslides.
"""

from training.terrain.ground import HELD_KINDS, KINDS, random_ground
from training.terrain.landslide import ACTIVITIES, DIRECTIONS, TYPES, Landslide, Slide
from training.terrain.rendering import GROUND_M, HEIGHT, WIDTH, Split, Terrain, render
from training.terrain.surface import TEST_TEXTURES, TRAIN_TEXTURES

__all__ = [
    "ACTIVITIES",
    "DIRECTIONS",
    "GROUND_M",
    "HEIGHT",
    "HELD_KINDS",
    "KINDS",
    "TEST_TEXTURES",
    "TRAIN_TEXTURES",
    "TYPES",
    "WIDTH",
    "Landslide",
    "Slide",
    "Split",
    "Terrain",
    "random_ground",
    "render",
]
