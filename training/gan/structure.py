"""S2 and L of a batch in a form that gradients pass through: what a generator is held to besides its critic.

A pixel's membership of the phase is a steep sigmoid of its distance from the picture's own Otsu threshold,
so that its mean is nearly the phase fraction. S2 along a line is the autocorrelation by FFT; L for segments
of 1, 2, 4, 8… pixels is a product that doubles its length each time. Both are non-periodic, as in
`geodesk.morphology`. With the hard phases of a trained picture they agree with it to about 0.01.
"""

from typing import Any, NamedTuple

import tensorflow as tf

BINS = 64
STEEPNESS = 12.0


class Structure(NamedTuple):
    """Functions of one batch.

    Attributes
    ----------
    fraction
        (batch,) soft fraction of the brighter phase.
    two_point
        (batch, lags) S2 of the brighter phase, mean over x and y; index = lag in pixels.
    lineal_path
        (batch, 2, doublings) L of phases 0 and 1 for segments of 1, 2, 4… pixels, mean over x and y.
    """

    fraction: Any
    two_point: Any
    lineal_path: Any


def otsu(pictures: Any) -> Any:
    """Otsu's threshold of each picture in [-1, 1], (batch,); no gradient passes.

    From every second pixel of every second row, in 64 bins: within 1/32 of an exact one, and in the middle
    between two heaps that nothing lies between.
    """
    flat = tf.reshape(tf.stop_gradient(pictures)[:, ::2, ::2, 0], (tf.shape(pictures)[0], -1))
    level = tf.cast(tf.clip_by_value((flat + 1) * (BINS / 2), 0, BINS - 1), tf.int32)
    counts = tf.cast(tf.math.bincount(level, minlength=BINS, maxlength=BINS, axis=-1), tf.float32)
    values = (tf.range(BINS, dtype=tf.float32) + 0.5) * (2 / BINS) - 1
    below, sums = tf.cumsum(counts, axis=1), tf.cumsum(counts * values, axis=1)
    total, whole = below[:, -1:], sums[:, -1:]
    between = tf.square(whole * below - total * sums) / tf.maximum(below * (total - below), 1.0)
    best = tf.cast(between >= 0.9999 * tf.reduce_max(between, axis=1, keepdims=True), tf.float32)
    return tf.reduce_sum(best * (values + 1 / BINS), axis=1) / tf.reduce_sum(best, axis=1)


def structure(pictures: Any, lags: int) -> Structure:
    """Fraction, S2 and L of a batch.

    Parameters
    ----------
    pictures
        (batch, side, side, 1) in [-1, 1].
    lags
        S2 is given for lags below this, L for segments up to this; at most half the side.
    """
    side = pictures.shape[1]
    inside = tf.sigmoid(STEEPNESS * (pictures[..., 0] - otsu(pictures)[:, None, None]))
    both = tf.stack([inside, tf.transpose(inside, (0, 2, 1))], axis=1)
    spectrum = tf.signal.rfft(both, [2 * side])
    power = tf.reduce_sum(tf.square(tf.abs(spectrum)), axis=(1, 2))
    pairs = tf.signal.irfft(tf.cast(power, tf.complex64), [2 * side])[:, :lags]
    two_point = pairs / (2.0 * side * tf.cast(side - tf.range(lags), tf.float32))
    return Structure(tf.reduce_mean(inside, (1, 2)), two_point, _lineal_path(both, lags))


def _lineal_path(both: Any, longest: int) -> Any:
    phases = tf.stack([1 - both, both], axis=1)
    length, segments, found = 1, phases, []
    while True:
        found.append(tf.reduce_mean(segments, axis=(2, 3, 4)))
        if 2 * length > longest:
            return tf.stack(found, axis=2)
        segments = segments[..., :-length] * segments[..., length:]
        length *= 2
