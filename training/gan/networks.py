"""The generators and their critics. Importing this module imports TensorFlow."""

from typing import Any

import keras
from keras import layers, ops

from training.gan.latents import DEPTH, HALF, STRUCTURE, STYLE, THESIS_SIDE

THESIS_LATENT = 64


def thesis_generator(latent: int = THESIS_LATENT) -> keras.Model:
    """The study's generator, 499,777 parameters at latent 64: latent vector → (batch, 320, 320, 1), tanh.

    Its 2×2 transposed convolutions of stride 2 paint each of the 10×10 latent cells as a patch of its own:
    seams every 32 pixels. Kept as the study has it; see `generator` for ours.
    """
    z = keras.Input((latent,), name="latent")
    x = layers.Dense(6400, name="dense")(z)
    x = layers.Dropout(0.3, name="dropout")(x)
    x = layers.Reshape((10, 10, 64), name="reshape")(x)
    for i in range(1, 6):
        x = layers.Conv2DTranspose(64, 2, strides=2, padding="same", name=f"up{i}")(x)
        x = layers.BatchNormalization(name=f"bn{i}")(x)
        x = layers.LeakyReLU(name=f"leaky{i}")(x)
    x = layers.Conv2DTranspose(1, 2, padding="same", activation="tanh", name="picture")(x)
    return keras.Model(z, x, name="dcgan_thesis_generator")


def thesis_discriminator() -> keras.Model:
    """The study's discriminator, 68,086 parameters: (batch, 320, 320, 1) → one logit, positive for fake."""
    picture = keras.Input((THESIS_SIDE, THESIS_SIDE, 1), name="picture")
    x: Any = picture
    blocks = ((1, 8, 1), (16, 8, 2), (32, 4, 2), (64, 2, 2), (128, 2, 2))
    for i, (filters, kernel, stride) in enumerate(blocks, 1):
        x = layers.Conv2D(filters, kernel, strides=stride, padding="same", name=f"conv{i}")(x)
        x = layers.BatchNormalization(name=f"bn{i}")(x)
        x = layers.LeakyReLU(name=f"leaky{i}")(x)
    x = layers.GlobalMaxPooling2D(name="pool")(x)
    x = layers.Dense(128, name="dense")(x)
    x = layers.Dropout(0.3, name="dropout")(x)
    return keras.Model(picture, layers.Dense(1, name="fake")(x), name="dcgan_thesis_discriminator")


@keras.saving.register_keras_serializable("geodesk")
class Modulate(layers.Layer):  # type: ignore[misc]
    """Scales and shifts each channel by a style vector (FiLM; Perez et al., AAAI 2018).

    Inputs: features (batch, h, w, c) and style (batch, s). A style of the whole picture lets one generator
    hold magnifications and phase fractions that differ from picture to picture.
    """

    def build(self, shapes: Any) -> None:
        """Make the weights."""
        (*_, channels), (*_, style) = shapes
        self.scale = self.add_weight(shape=(style, channels), initializer="zeros", name="scale")
        self.shift = self.add_weight(shape=(style, channels), initializer="zeros", name="shift")

    def call(self, inputs: Any) -> Any:
        """Apply to a batch."""
        features, style = inputs
        scale = ops.matmul(style, self.scale)[:, None, None, :]
        shift = ops.matmul(style, self.shift)[:, None, None, :]
        return features * (1 + scale) + shift

    def compute_output_shape(self, shapes: Any) -> Any:
        """Return the features' shape."""
        return shapes[0]


@keras.saving.register_keras_serializable("geodesk")
class DepthToSpace(layers.Layer):  # type: ignore[misc]
    """Numbers of a cell, (batch, h, w, side²), as a map (batch, h·side, w·side, 1)."""

    def __init__(self, side: int, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.side = side

    def call(self, x: Any) -> Any:
        """Apply to a batch."""
        n, h, w, _ = ops.shape(x)
        x = ops.reshape(x, (n, h, w, self.side, self.side))
        return ops.reshape(ops.transpose(x, (0, 1, 3, 2, 4)), (n, h * self.side, w * self.side, 1))

    def get_config(self) -> dict[str, Any]:
        """What `from_config` needs."""
        return {**super().get_config(), "side": self.side}


@keras.saving.register_keras_serializable("geodesk")
class LeakyClip(layers.Layer):  # type: ignore[misc]
    """Values in -1…1 as they are, a tenth of what lies beyond.

    A tanh that has reached black or white everywhere passes no gradient, and two-phase pictures lead it there
    at once: the generator then draws one phase for ever.
    """

    def call(self, x: Any) -> Any:
        """Apply to a batch."""
        return 0.9 * ops.clip(x, -1.0, 1.0) + 0.1 * x

    def compute_output_shape(self, shape: Any) -> Any:
        """Return the same shape."""
        return shape


def generator(widths: tuple[int, ...] = (80, 64, 40, 16, 8)) -> keras.Model:
    """Our generator: fully convolutional, so a larger latent gives a larger picture, and without seams.

    Parameters
    ----------
    widths
        Channels at 1/16, 1/8, 1/4, 1/2 and the full resolution.

    Returns
    -------
    keras.Model
        Inputs ``latent`` (batch, h + 8, w + 8, 344) and ``style`` (batch, 16), both standard normal; output
        (batch, 16 h, 16 w, 1), -1…1 and a little past it by `LeakyClip`. Nearest-neighbour upsampling before
        3×3 convolutions leaves no checkerboard (Odena et al., Distill 2016). No convolution pads: four cells
        on each side are generated and eaten or cut off, so that the picture's border is like its middle. At
        every resolution little more is computed than the picture needs.
    """
    latent = keras.Input((None, None, DEPTH), name="latent")
    style = keras.Input((STYLE,), name="style")
    half = DepthToSpace(8, name="half")(latent[..., STRUCTURE : STRUCTURE + HALF])
    full = DepthToSpace(16, name="full")(latent[..., STRUCTURE + HALF :])
    # What is cut so that each convolution without padding leaves the pixels that the next one needs.
    half, full = layers.Cropping2D(30, name="cut_half")(half), layers.Cropping2D(62, name="cut_full")(full)
    x: Any = latent[..., :STRUCTURE]
    for level, width in enumerate(widths):
        if level:
            x = layers.UpSampling2D(2, name=f"up{level}")(x)
        if level == 2:
            x = layers.Cropping2D(2, name="cut")(x)
        if level == 3:
            x = layers.Concatenate(name="with_half")([x, half])
        if level == 4:
            x = layers.Concatenate(name="with_full")([x, full])
        x = layers.Conv2D(width, 3, name=f"conv{level}")(x)
        if level < 4:
            x = Modulate(name=f"style{level}")([x, style])
        x = layers.LeakyReLU(0.2, name=f"leaky{level}")(x)
        if level < 2:
            x = layers.Conv2D(width, 3, name=f"conv{level}b")(x)
            x = layers.LeakyReLU(0.2, name=f"leaky{level}b")(x)
    x = LeakyClip(name="picture")(layers.Conv2D(1, 3, padding="valid", name="grey")(x))
    return keras.Model([latent, style], x, name="dcgan_generator")


def critic(side: int, widths: tuple[int, ...] = (16, 32, 64, 96, 128)) -> keras.Model:
    """Our critic: (batch, side, side, 1) → (batch, 1) over the whole crop and (batch, h, w, 1) over places.

    Means over 2×2 before each convolution, not strides: what strides skip, a generator fills with hatching.
    The spread over the batch shows it when all pictures are alike (Karras et al., ICLR 2018).
    """
    picture = keras.Input((side, side, 1), name="picture")
    x: Any = picture
    for i, width in enumerate(widths):
        if i:
            x = layers.AveragePooling2D(2, name=f"pool{i}")(x)
        x = layers.Conv2D(width, 3, padding="same", name=f"conv{i}")(x)
        x = layers.LeakyReLU(0.2, name=f"leaky{i}")(x)
        if i == 3:
            places = layers.Conv2D(1, 3, padding="same", name="places")(x)
    x = Spread(name="spread")(x)
    x = layers.Conv2D(widths[-1], 3, padding="same", name="joint")(x)
    x = layers.LeakyReLU(0.2, name="joint_leaky")(x)
    x = layers.GlobalAveragePooling2D(name="pool")(x)
    return keras.Model(picture, [layers.Dense(1, name="whole")(x), places], name="dcgan_critic")


@keras.saving.register_keras_serializable("geodesk")
class Spread(layers.Layer):  # type: ignore[misc]
    """Adds one channel: the standard deviation over the batch, averaged over places and channels."""

    def call(self, x: Any) -> Any:
        """Apply to a batch."""
        deviation = ops.sqrt(ops.var(x, axis=0, keepdims=True) + 1e-6)
        one = ops.mean(deviation, axis=(1, 2, 3), keepdims=True)
        return ops.concatenate([x, ops.broadcast_to(one, (*ops.shape(x)[:3], 1))], axis=-1)

    def compute_output_shape(self, shape: Any) -> Any:
        """One channel more."""
        return (*shape[:-1], shape[-1] + 1)
