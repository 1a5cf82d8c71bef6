"""Random changes of pictures that leave their class as it is. Equal (seed, epoch) give equal changes.

What is changed by how much is drawn with NumPy, one row a picture; TensorFlow applies it to a batch.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from training.rendering import generator

_GEOMETRY = ("rotation", "shift", "shear", "zoom", "flip", "flip_vertical", "crop")
_LIGHT = ("brightness", "contrast", "gamma", "colour", "shading", "noise")


@dataclass(frozen=True, slots=True)
class Augmentation:
    """The largest change of each kind; 0 leaves it out.

    Attributes
    ----------
    rotation
        Degrees to either side.
    shift
        Share of the side, along each axis.
    shear
        Tangent of the angle, to either side.
    zoom
        The size of what is seen lies between 1 − zoom and 1 + zoom, each axis alike.
    flip, flip_vertical
        Left-right, up-down, in half of the pictures.
    crop
        Up to this share of the side is cut off; the rest fills the picture.
    brightness
        Added, in shares of 255.
    contrast
        The distance from the picture's mean is multiplied by 1 ± contrast.
    gamma
        Exponent of the grey levels between 1/(1 + gamma) and 1 + gamma.
    colour
        Each of red, green and blue multiplied by 1 ± colour.
    shading
        A linear slope of light across the picture, ± shading at its edges.
    noise
        Standard deviation of white noise, in grey levels, up to this.
    fill
        Beyond the border: ``"nearest"`` or ``"reflect"``.
    """

    rotation: float = 0.0
    shift: float = 0.0
    shear: float = 0.0
    zoom: float = 0.0
    flip: bool = False
    flip_vertical: bool = False
    crop: float = 0.0
    brightness: float = 0.0
    contrast: float = 0.0
    gamma: float = 0.0
    colour: float = 0.0
    shading: float = 0.0
    noise: float = 0.0
    fill: str = "nearest"

    @property
    def nothing(self) -> bool:
        """Whether pictures stay as they are."""
        return not any(getattr(self, name) for name in (*_GEOMETRY, *_LIGHT))

    def lit(self, strength: float) -> "Augmentation":
        """The same with changes of illumination; 1 is what field pictures differ by."""
        return replace(
            self,
            brightness=0.15 * strength,
            contrast=0.25 * strength,
            gamma=0.3 * strength,
            colour=0.12 * strength,
            shading=0.15 * strength,
        )


SETS: Mapping[str, Augmentation] = {
    "none": Augmentation(),
    # The MinDat study's; its shear went to a function that reads degrees, here it is the slope.
    "mindat": Augmentation(rotation=30, shift=0.3, shear=0.3, zoom=0.3, flip=True),
    # A thin section has no up: any turn of the stage, both mirrorings.
    "thin-section": Augmentation(rotation=180, zoom=0.15, flip=True, flip_vertical=True, fill="reflect"),
    "A1": Augmentation(rotation=30, flip=True),
    "A2": Augmentation(rotation=30, flip=True, zoom=0.2),
    "A3": Augmentation(zoom=0.2, brightness=0.2, contrast=0.2),
    "A4": Augmentation(zoom=0.2, shear=0.2, crop=0.2, noise=12),
}


@dataclass(frozen=True, slots=True)
class Changes:
    """What is done to each of n pictures.

    Attributes
    ----------
    transform
        (n, 8) float32, from places in the result to places in the picture, both from the centre, as
        tf.raw_ops.ImageProjectiveTransformV3 has it; the shifts (third and sixth) in shares of the side.
    light
        (n, 8) float32: brightness in grey levels, contrast, gamma, three gains, two slopes.
    noise
        (n,) float32, standard deviation in grey levels.
    seeds
        (n, 2) int32, of the noise.
    """

    transform: NDArray[np.float32]
    light: NDArray[np.float32]
    noise: NDArray[np.float32]
    seeds: NDArray[np.int32]

    def of(self, chosen: NDArray[np.intp]) -> "Changes":
        """The changes of some of the pictures."""
        return Changes(self.transform[chosen], self.light[chosen], self.noise[chosen], self.seeds[chosen])


def draw(augmentation: Augmentation, n: int, key: tuple[int, ...]) -> Changes:
    """Draw the changes of n pictures; the key (such as seed and epoch) decides all."""
    a, rng = augmentation, generator(key)
    unit = rng.uniform(-1, 1, (n, 14))
    coin = rng.uniform(size=(n, 2)) < 0.5
    angle = np.radians(a.rotation) * unit[:, 0]
    scale = (1 + a.zoom * unit[:, 1]) * (1 - a.crop * np.abs(unit[:, 2]))
    # A crop need not be in the middle.
    slack = 0.5 * a.crop * np.abs(unit[:, 2])
    shear = a.shear * unit[:, 3]
    mirror = np.where(coin & np.array([a.flip, a.flip_vertical]), -1.0, 1.0)
    cos, sin = np.cos(angle), np.sin(angle)
    transform = np.zeros((n, 8))
    transform[:, 0] = scale * mirror[:, 0] * cos
    transform[:, 1] = scale * mirror[:, 0] * (shear * cos - sin)
    transform[:, 3] = scale * mirror[:, 1] * sin
    transform[:, 4] = scale * mirror[:, 1] * (shear * sin + cos)
    transform[:, 2] = a.shift * unit[:, 4] + slack * unit[:, 12]
    transform[:, 5] = a.shift * unit[:, 5] + slack * unit[:, 13]
    light = np.zeros((n, 8))
    light[:, 0] = 255 * a.brightness * unit[:, 6]
    light[:, 1] = 1 + a.contrast * unit[:, 7]
    light[:, 2] = np.exp(math.log1p(a.gamma) * unit[:, 8])
    light[:, 3:6] = 1 + a.colour * unit[:, 9:12]
    light[:, 6:8] = a.shading * rng.uniform(-1, 1, (n, 2))
    noise = a.noise * rng.uniform(size=n)
    seeds = rng.integers(0, 2**31 - 1, (n, 2))
    return Changes(
        transform.astype(np.float32),
        light.astype(np.float32),
        noise.astype(np.float32),
        seeds.astype(np.int32),
    )


def applied(pictures: Any, changes: Changes, augmentation: Augmentation) -> Any:
    """The changed pictures.

    Parameters
    ----------
    pictures
        (n, H, W, 3·faces), 0-255; every face of a sample changes alike.
    changes
        Of the same n pictures.
    augmentation
        What they were drawn from.

    Returns
    -------
    tf.Tensor
        As `pictures`, float32, 0-255.
    """
    import tensorflow as tf

    x = tf.cast(pictures, tf.float32)
    if augmentation.nothing:
        return x
    if any(getattr(augmentation, name) for name in _GEOMETRY):
        x = _moved(x, changes.transform, augmentation.fill)
    if any(getattr(augmentation, name) for name in _LIGHT[:-1]):
        x = _lit(x, changes.light)
    if augmentation.noise:
        grain = tf.stack([tf.random.stateless_normal(x.shape[1:], seed) for seed in changes.seeds])
        x += grain * changes.noise[:, None, None, None]
    return tf.clip_by_value(x, 0.0, 255.0)


def _moved(x: Any, transform: NDArray[np.float32], fill: str) -> Any:
    """Shift the centre of the transforms from (0, 0) to the pictures' middle, and apply them."""
    import tensorflow as tf

    height, width = int(x.shape[1]), int(x.shape[2])
    cx, cy = (width - 1) / 2, (height - 1) / 2
    t = transform.copy()
    t[:, 2] = transform[:, 2] * width + cx - t[:, 0] * cx - t[:, 1] * cy
    t[:, 5] = transform[:, 5] * height + cy - t[:, 3] * cx - t[:, 4] * cy
    return tf.raw_ops.ImageProjectiveTransformV3(
        images=x,
        transforms=t,
        output_shape=(height, width),
        fill_value=0.0,
        interpolation="BILINEAR",
        fill_mode=fill.upper(),
    )


def _lit(x: Any, light: NDArray[np.float32]) -> Any:
    import tensorflow as tf

    faces = int(x.shape[3]) // 3
    brightness, contrast, gamma = (light[:, i, None, None, None] for i in range(3))
    gains = np.tile(light[:, None, None, 3:6], (1, 1, 1, faces))
    mean = tf.reduce_mean(x, axis=(1, 2), keepdims=True)
    x = tf.clip_by_value((x - mean) * contrast + mean + brightness, 0.0, 255.0)
    x = 255.0 * tf.pow(x / 255.0 + 1e-6, gamma) * gains
    down = np.linspace(-1, 1, int(x.shape[1]), dtype=np.float32)[None, :, None, None]
    across = np.linspace(-1, 1, int(x.shape[2]), dtype=np.float32)[None, None, :, None]
    return x * (1.0 + light[:, 6, None, None, None] * down + light[:, 7, None, None, None] * across)
