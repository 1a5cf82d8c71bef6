"""One training step of each generator with its critic; a run owns one `Pair`."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import Any

import keras
import numpy as np
import tensorflow as tf
from numpy.typing import NDArray

from training.gan import latents, networks
from training.gan.structure import Structure, structure


class Pair(ABC):
    """A generator and its critic with their optimisers.

    Attributes
    ----------
    side
        Of the crops that it learns from, in pixels.
    generator
        The network that is trained.
    """

    side: int
    generator: Any

    @abstractmethod
    def step(self, real: NDArray[np.float32], seed: int, number: int, done: float) -> dict[str, float]:
        """Train on one batch; `seed` and `number` fix what is drawn, `done` (0-1) the rates."""

    @abstractmethod
    def variables(self) -> list[Any]:
        """Everything that a checkpoint must hold, in a fixed order."""

    @abstractmethod
    def shapes(self, side: int) -> list[tuple[int, ...]]:
        """Shapes of the inputs for a picture of `side` pixels, without the batch axis."""

    @abstractmethod
    def drawing(self) -> Any:
        """The network that draws pictures: the trained one, or its running mean."""

    def draw(self, seed: int, indices: Sequence[int], side: int, batch: int = 16) -> NDArray[np.uint8]:
        """Pictures (n, side, side) uint8 of the series `seed`."""
        network, parts = self.drawing(), []
        shapes = self.shapes(side)
        for i in range(0, len(indices), batch):
            arrays = latents.batch(seed, indices[i : i + batch], shapes)
            made = np.asarray(network(arrays if len(arrays) > 1 else arrays[0], training=False))
            parts.append(np.clip(np.rint((made[..., 0] + 1) * 127.5), 0, 255).astype(np.uint8))
        return np.concatenate(parts)


class Thesis(Pair):
    """The study's networks and step: binary cross-entropy, Adam 1e-4 (critic) and 3e-4 (generator).

    Parameters
    ----------
    latent
        Length of the latent vector.
    study_defects
        As the study ran: the networks inside the step are called without ``training=True``, so neither the
        batch statistics nor the dropout are at work, and the noise takes labels above 1.
    """

    side = networks.THESIS_SIDE

    def __init__(self, latent: int = networks.THESIS_LATENT, study_defects: bool = False) -> None:
        self.generator = networks.thesis_generator(latent)
        self.critic = networks.thesis_discriminator()
        self._latent, self._defects = latent, study_defects
        self._of_critic, self._of_generator = keras.optimizers.Adam(1e-4), keras.optimizers.Adam(3e-4)
        self._of_critic.build(self.critic.trainable_variables)
        self._of_generator.build(self.generator.trainable_variables)
        self._compiled = tf.function(self._step)

    def step(self, real: NDArray[np.float32], seed: int, number: int, done: float) -> dict[str, float]:
        """See `Pair`; the study's rates are fixed."""
        n = len(real)
        first, second = (latents.normal(seed, 2 * number + k, [(n, self._latent)])[0] for k in (0, 1))
        noise = np.random.Generator(np.random.Philox(key=[seed, number])).uniform(0, 0.05, (2 * n, 1))
        # The study's labels: fake 1, real 0, plus noise. Smoothed inwards a label never passes 1.
        inwards = np.concatenate([np.full((n, 1), 1.0 if self._defects else -1.0), np.ones((n, 1))])
        labels = np.concatenate([np.ones((n, 1)), np.zeros((n, 1))]) + inwards * noise
        losses = self._compiled(real, first, second, labels.astype(np.float32))
        return {name: float(value) for name, value in losses.items()}

    def _step(self, real: Any, first: Any, second: Any, labels: Any) -> dict[str, Any]:
        training = not self._defects
        entropy = keras.losses.BinaryCrossentropy(from_logits=True)
        both = tf.concat([self.generator(first, training=training), real], axis=0)
        with tf.GradientTape() as tape:
            of_critic = entropy(labels, self.critic(both, training=training))
        weights = self.critic.trainable_variables
        self._of_critic.apply(tape.gradient(of_critic, weights), weights)
        with tf.GradientTape() as tape:
            judged = self.critic(self.generator(second, training=training), training=training)
            of_generator = entropy(tf.zeros_like(judged), judged)
        weights = self.generator.trainable_variables
        self._of_generator.apply(tape.gradient(of_generator, weights), weights)
        return {"critic": of_critic, "generator": of_generator}

    def variables(self) -> list[Any]:
        """See `Pair`."""
        owners = (self.generator, self.critic, self._of_generator, self._of_critic)
        return [variable for owner in owners for variable in owner.variables]

    def shapes(self, side: int) -> list[tuple[int, ...]]:
        """See `Pair`; the thesis's generator knows one size."""
        if side != self.side:
            raise ValueError(f"the thesis's generator draws {self.side} pixels, not {side}")
        return [(self._latent,)]

    def drawing(self) -> Any:
        """See `Pair`."""
        return self.generator


class Ours(Pair):
    """Hinge loss under spectral normalisation, S2 and L held to the real mean, running mean of the weights.

    The generator's loss is the critic's opinion plus the squared difference of its soft S2, L and phase
    fractions from those of the real crops. The fractions are compared as sorted lists, picture by picture,
    so that the spread is held as well as the mean; S2 and L as a mean over the last steps, for a single
    batch is too few pictures for them.

    Parameters
    ----------
    side
        Of the crops, a multiple of 16.
    target
        Of many real crops: see `real_structure`.
    rate
        First learning rate; falls to a twentieth along a cosine. A critic that is right too often learns
        more slowly until it is not.
    weight
        Of the structure against the critic's opinion.
    """

    SMOOTH = 0.9
    MEAN = 0.995

    def __init__(self, side: int, target: Structure, rate: float = 1e-3, weight: float = 1.0) -> None:
        self.side, self._rate, self._weight = side, rate, weight
        self.generator, self.mean = networks.generator(), networks.generator()
        self.mean.set_weights(self.generator.get_weights())
        self.critic = networks.critic(side)
        self._of_critic = keras.optimizers.Adam(rate, beta_1=0.0, beta_2=0.99)
        self._of_generator = keras.optimizers.Adam(rate, beta_1=0.0, beta_2=0.99)
        self._of_critic.build(self.critic.trainable_variables)
        self._of_generator.build(self.generator.trainable_variables)
        self._target = Structure(*(tf.constant(part, tf.float32) for part in target))
        self._seen = [tf.Variable(part) for part in self._target[1:]]
        self._right = tf.Variable(0.5)
        self._lags = int(target.two_point.shape[0])
        self._compiled = tf.function(self._step)

    def step(self, real: NDArray[np.float32], seed: int, number: int, done: float) -> dict[str, float]:
        """See `Pair`."""
        rate = self._rate * (0.05 + 0.95 * 0.5 * (1 + float(np.cos(np.pi * done))))
        self._of_generator.learning_rate.assign(rate)
        self._of_critic.learning_rate.assign(rate * (1.0 if float(self._right) < 0.8 else 0.3))
        n, shapes = len(real), self.shapes(self.side)
        drawn = latents.normal(seed, number, [(2 * n, *shape) for shape in shapes])
        losses = self._compiled(real, *drawn)
        return {name: float(value) for name, value in losses.items()}

    def _step(self, real: Any, latent: Any, style: Any) -> dict[str, Any]:
        n = tf.shape(real)[0]
        made = self.generator([latent[:n], style[:n]], training=True)
        with tf.GradientTape() as tape:
            of_real, of_made = self.critic(real, training=True), self.critic(made, training=True)
            of_critic = tf.add_n(
                [tf.reduce_mean(tf.nn.relu(1 - a)) for a in of_real]
                + [tf.reduce_mean(tf.nn.relu(1 + a)) for a in of_made]
            )
        weights = self.critic.trainable_variables
        self._of_critic.apply(tape.gradient(of_critic, weights), weights)
        right = tf.reduce_mean(tf.cast(tf.concat([of_real[1] > 0, of_made[1] < 0], 0), tf.float32))
        self._right.assign(self.SMOOTH * self._right + (1 - self.SMOOTH) * right)

        with tf.GradientTape() as tape:
            made = self.generator([latent[n:], style[n:]], training=True)
            opinion = -tf.add_n([tf.reduce_mean(a) for a in self.critic(made, training=True)])
            fractions, means = self._differences(made)
            total = opinion + self._weight * (20 * fractions + 100 * means)
        weights = self.generator.trainable_variables
        gradients, _ = tf.clip_by_global_norm(tape.gradient(total, weights), 10.0)
        self._of_generator.apply(gradients, weights)
        for mean, weight in zip(self.mean.variables, self.generator.variables, strict=True):
            mean.assign(self.MEAN * mean + (1 - self.MEAN) * weight)
        return {
            "critic": of_critic,
            "generator": opinion,
            "fraction": tf.sqrt(fractions),
            "structure": tf.sqrt(means),
            "critic_right": self._right,
        }

    def _differences(self, made: Any) -> tuple[Any, Any]:
        """Mean squared difference of the sorted fractions, and of the running means of S2 and L."""
        found = structure(made, self._lags)
        n = tf.shape(made)[0]
        places = (tf.cast(tf.range(n), tf.float32) + 0.5) / tf.cast(n, tf.float32)
        levels = tf.cast(places * tf.cast(tf.shape(self._target.fraction)[0], tf.float32), tf.int32)
        wanted = tf.gather(self._target.fraction, levels)
        fractions = tf.reduce_mean(tf.square(tf.sort(found.fraction) - wanted))
        means = []
        for seen, now, target in zip(self._seen, found[1:], self._target[1:], strict=True):
            mixed = self.SMOOTH * seen + (1 - self.SMOOTH) * tf.reduce_mean(now, axis=0)
            # The gradient is that of the batch's own mean: the past only steadies where it points.
            difference = tf.stop_gradient(mixed - target)
            push = tf.reduce_mean(difference * tf.reduce_mean(now, axis=0))
            means.append(tf.reduce_mean(tf.square(difference)) + 2 * (push - tf.stop_gradient(push)))
            seen.assign(tf.stop_gradient(mixed))
        return fractions, tf.add_n(means)

    def variables(self) -> list[Any]:
        """See `Pair`."""
        owners = (self.generator, self.mean, self.critic, self._of_generator, self._of_critic)
        return [*(v for owner in owners for v in owner.variables), *self._seen, self._right]

    def shapes(self, side: int) -> list[tuple[int, ...]]:
        """See `Pair`."""
        if side % networks.CELL:
            raise ValueError(f"the side must be a multiple of {networks.CELL}, not {side}")
        cells = side // networks.CELL + 2 * networks.MARGIN
        return [(cells, cells, networks.DEPTH), (networks.STYLE,)]

    def drawing(self) -> Any:
        """See `Pair`: the running mean of the weights."""
        return self.mean


def real_structure(batches: Sequence[NDArray[np.float32]], lags: int) -> Structure:
    """What `Ours` is held to: sorted fractions of all crops, mean S2 and L; numpy arrays."""
    parts = [structure(tf.constant(batch), lags) for batch in batches]
    fraction = np.sort(np.concatenate([part.fraction.numpy() for part in parts]))
    two_point, lineal_path = (
        np.concatenate([part[k].numpy() for part in parts]).mean(axis=0) for k in (1, 2)
    )
    return Structure(fraction, two_point, lineal_path)
