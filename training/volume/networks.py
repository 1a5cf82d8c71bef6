"""The generator of volumes and the critic of their sections. Importing this module imports TensorFlow."""

from typing import Any

import keras
from keras import layers

from training.gan.latents import VOLUME_DEPTH
from training.gan.networks import LeakyClip


def generator(widths: tuple[int, ...] = (48, 32, 16, 8)) -> keras.Model:
    """Fully convolutional: a larger latent gives a larger volume, and without seams.

    Parameters
    ----------
    widths
        Channels at 1/8, 1/4, 1/2 and the full resolution.

    Returns
    -------
    keras.Model
        Input ``latent`` (batch, d + 4, h + 4, w + 4, 24), standard normal; output (batch, 8 d, 8 h, 8 w, 1).
        Two cells on each side are eaten by convolutions without padding: no border reaches the volume.
    """
    latent = keras.Input((None, None, None, VOLUME_DEPTH), name="latent")
    x: Any = latent
    for level, width in enumerate(widths):
        if level:
            x = layers.UpSampling3D(2, name=f"up{level}")(x)
        x = layers.Conv3D(width, 3, name=f"conv{level}")(x)
        x = layers.LeakyReLU(0.2, name=f"leaky{level}")(x)
    x = LeakyClip(name="picture")(layers.Conv3D(1, 3, padding="valid", name="grey")(x))
    return keras.Model(latent, x, name="volume_generator")


def critic(side: int, widths: tuple[int, ...] = (16, 32, 64, 96)) -> keras.Model:
    """Of sections: (batch, side, side, 1) → (batch, 1) over the section and (batch, h, w, 1) over places."""
    section = keras.Input((side, side, 1), name="section")
    x: Any = section
    for i, width in enumerate(widths):
        if i:
            x = layers.AveragePooling2D(2, name=f"pool{i}")(x)
        x = layers.Conv2D(width, 3, padding="same", name=f"conv{i}")(x)
        x = layers.LeakyReLU(0.2, name=f"leaky{i}")(x)
    places = layers.Conv2D(1, 3, padding="same", name="places")(x)
    x = layers.GlobalAveragePooling2D(name="pool")(x)
    return keras.Model(section, [layers.Dense(1, name="whole")(x), places], name="section_critic")
