"""Trainings small enough for a test."""

import contextlib
import functools
import shutil

from training.classifier.settings import study
from training.progress import Progress


class Quiet(Progress):
    """Keeps what it is told; pulls the plug after as many epochs as it is told to."""

    def __init__(self, stop_after=0):
        self.events, self._stop = [], stop_after
        super().__init__()

    def event(self, event, **values):
        self.events.append((event, values))
        if event == "epoch" and values["epoch"] == self._stop:
            raise KeyboardInterrupt


@contextlib.contextmanager
def eagerly():
    """Without tracing: a graph takes longer to make than a few steps of a small network to run."""
    import tensorflow as tf

    before = tf.config.functions_run_eagerly()
    tf.config.run_functions_eagerly(True)
    try:
        yield
    finally:
        tf.config.run_functions_eagerly(before)


SMALL = "Small"


def small(include_top=False, weights=None, input_shape=None, pooling=None, name=SMALL):
    """A backbone of three blocks, made as keras.applications makes theirs of fifty."""
    import keras
    from keras import layers

    image = x = keras.Input(input_shape)
    for i, filters in enumerate((16, 64, 128), 1):
        x = layers.Conv2D(filters, 3, 2, padding="same", use_bias=False, name=f"block_{i}_conv")(x)
        x = layers.BatchNormalization(name=f"block_{i}_norm")(x)
        x = layers.ReLU(name=f"block_{i}_out")(x)
    return keras.Model(image, layers.GlobalAveragePooling2D()(x) if pooling else x, name=name)


@contextlib.contextmanager
def small_backbone():
    """`SMALL` among the backbones: what a run does with one depends on none of its fifty blocks."""
    from keras import layers

    from training.networks.backbones import BACKBONES, Backbone

    taps = ("block_2_out", "block_1_out")
    scaled = functools.partial(layers.Rescaling, 1 / 127.5, offset=-1.0, name="scale")
    BACKBONES[SMALL] = Backbone(small, scaled, r"block_\d", 128, taps)
    try:
        yield
    finally:
        del BACKBONES[SMALL]


def few(source, target, per_class, pattern="*"):
    """Some pictures of every class, copied."""
    for folder in sorted(path for path in source.iterdir() if path.is_dir()):
        (target / folder.name).mkdir(parents=True)
        for file in sorted(folder.glob(pattern))[:per_class]:
            shutil.copy(file, target / folder.name / file.name)
    return target


def thin(data, weights, **changes):
    """Settings of two short phases on `SMALL`."""
    settings = study("thin-section", SMALL)
    settings.data, settings.weights, settings.side = str(data), weights, 64
    settings.epochs, settings.fine_epochs, settings.fine_blocks = 2, 2, 1
    settings.views, settings.batch, settings.seed = 2, 16, 5
    for name, value in changes.items():
        setattr(settings, name, value)
    return settings


def weights_of(path):
    """The weights of a saved network."""
    import keras

    return keras.models.load_model(path, compile=False).get_weights()
