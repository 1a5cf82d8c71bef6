"""One training step of each generator with its critic; a run owns one `Pair`."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import Any

import keras
import numpy as np
import tensorflow as tf
from numpy.typing import NDArray

from geodesk.language import GeoDeskError
from geodesk.models.latents import LatentSpec, normal
from training.gan import latents, networks, pixels
from training.gan.settings import Settings
from training.gan.structure import Held, mean_structure, structure

_TARGET_BATCHES = 32
# Deviation of the instance noise at the beginning of a run; the pictures range over 2.
NOISE = 0.2


class BadSide(GeoDeskError):
    """The crops do not fit the network's cells."""

    def __init__(self, side: int, cell: int) -> None:
        super().__init__(
            en=f"The side of the crops must be a multiple of {cell} pixels, not {side}.",
            es=f"El lado de los recortes debe ser múltiplo de {cell} píxeles, no {side}.",
        )


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
    def step(self, real: Any, seed: int, number: int, done: float) -> dict[str, float]:
        """Train on what `crops` gave; `seed` and `number` fix what is drawn, `done` (0-1) the rates."""

    @abstractmethod
    def variables(self) -> list[Any]:
        """Everything that a checkpoint must hold, in a fixed order."""

    @abstractmethod
    def drawing(self) -> Any:
        """The network that draws pictures: the trained one, or its running mean."""

    def crops(self, found: Sequence[pixels.Source], settings: Settings, number: int) -> Any:
        """The real crops of a step."""
        return pixels.batch(found, self.side, settings.batch, (settings.seed, 2, number), settings.turn)

    def preview(self, spec: LatentSpec, seed: int) -> NDArray[np.uint8]:
        """Pictures of a fixed series, (24, side, side), as large as the network can draw or twice a crop."""
        side = min(2 * self.side, spec.largest)
        return latents.draw(self.drawing(), spec, seed, range(24), side)


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

    side = latents.THESIS_SIDE

    def __init__(self, latent: int = networks.THESIS_LATENT, study_defects: bool = False) -> None:
        self.generator = networks.thesis_generator(latent)
        self.critic = networks.thesis_discriminator()
        self._latent, self._defects = latent, study_defects
        self._of_critic, self._of_generator = keras.optimizers.Adam(1e-4), keras.optimizers.Adam(3e-4)
        self._of_critic.build(self.critic.trainable_variables)
        self._of_generator.build(self.generator.trainable_variables)
        self._compiled = tf.function(self._step)

    def step(self, real: Any, seed: int, number: int, done: float) -> dict[str, float]:
        """See `Pair`; the study's rates are fixed."""
        n = len(real)
        first, second = (normal(seed, 2 * number + k, [(n, self._latent)])[0] for k in (0, 1))
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

    def drawing(self) -> Any:
        """See `Pair`."""
        return self.generator


class Ours(Pair):
    """Logistic loss with R1, S2 and L held to the real mean, running mean of the weights.

    The generator's loss is the critic's opinion plus the squared difference of its soft S2, L and phase
    fractions from those of the real crops. The fractions are compared as sorted lists, picture by picture,
    so that the spread is held as well as the mean; S2 and L as a mean over the last steps.

    Parameters
    ----------
    settings
        ``side`` of the crops, a multiple of 16; ``rate``, the first learning rate (see `falling`); ``weight``
        of the structure against the critic's opinion.
    found
        What it learns from.
    """

    # S2 and L of every fourth line, each time others.
    STRIDE = 4

    def __init__(self, settings: Settings, found: Sequence[pixels.Source]) -> None:
        side, rate = settings.side, settings.rate
        if side % latents.CELL:
            raise BadSide(side, latents.CELL)
        self.side, self._rate, self._weight = side, rate, settings.weight
        self.generator, self.mean = networks.generator(), networks.generator()
        self.mean.set_weights(self.generator.get_weights())
        self._judge = Critic(networks.critic(side), rate)
        self._of_generator = generator_optimiser(self.generator, rate)
        fraction, means = self._real(settings, found)
        self._fraction, self._held = tf.constant(fraction, tf.float32), Held(means)
        self._compiled = tf.function(self._step)

    @staticmethod
    def _real(settings: Settings, found: Sequence[pixels.Source]) -> tuple[Any, list[Any]]:
        s, parts = settings, []
        for i in range(_TARGET_BATCHES):
            crops = pixels.batch(found, s.side, 32, (s.seed, 1, i), s.turn)
            parts.append(structure(tf.constant(crops), s.side // 2))
        return mean_structure(parts)

    def step(self, real: Any, seed: int, number: int, done: float) -> dict[str, float]:
        """See `Pair`."""
        rate = falling(self._rate, number, done)
        self._of_generator.learning_rate.assign(rate)
        self._judge.set_rate(rate)
        cells, n = self.side // latents.CELL + 2 * latents.MARGIN, len(real)
        drawn = normal(seed, number, [(n, cells, cells, latents.DEPTH), (n, latents.STYLE)])
        noise = tf.constant(noise_of(done), tf.float32)
        losses = self._compiled(real, *drawn, tf.constant(number), noise)
        self._judge.flatten(tf.constant(real), number, noise)
        return {name: float(value) for name, value in losses.items()}

    def _step(self, real: Any, latent: Any, style: Any, number: Any, noise: Any) -> dict[str, Any]:
        with tf.GradientTape() as drawing:
            made = self.generator([latent, style], training=True)
            with drawing.stop_recording():
                of_critic = self._judge.learn(real, made, number, noise)
            opinion = self._judge.opinion(made, number, noise)
            found = structure(made, self.side // 2, self.STRIDE, number % self.STRIDE)
            fractions, means = self._fractions(found.fraction), self._held.difference(found)
            total = opinion + self._weight * (20 * fractions + 100 * means)
        weights = self.generator.trainable_variables
        gradients, _ = tf.clip_by_global_norm(drawing.gradient(total, weights), 10.0)
        self._of_generator.apply(gradients, weights)
        follow(self.mean, self.generator, number)
        return {
            "critic": of_critic,
            "generator": opinion,
            "fraction": tf.sqrt(fractions),
            "structure": tf.sqrt(means),
            "critic_right": self._judge.right,
        }

    def _fractions(self, found: Any) -> Any:
        """Mean squared difference of the sorted fractions from as many spread over the real ones."""
        n = tf.shape(found)[0]
        places = (tf.cast(tf.range(n), tf.float32) + 0.5) / tf.cast(n, tf.float32)
        levels = tf.cast(places * tf.cast(tf.shape(self._fraction)[0], tf.float32), tf.int32)
        return tf.reduce_mean(tf.square(tf.sort(found) - tf.gather(self._fraction, levels)))

    def variables(self) -> list[Any]:
        """See `Pair`."""
        owners = (self.generator, self.mean, self._of_generator, self._held, self._judge)
        return [variable for owner in owners for variable in owner.variables]

    def drawing(self) -> Any:
        """See `Pair`: the running mean of the weights."""
        return self.mean


class Critic:
    """A critic with its optimiser: logistic loss over the whole crop and over its places.

    A penalty on its slope at real pictures (R1; Mescheder et al., ICML 2018) at every sixteenth step keeps it
    from being so sure that the generator learns nothing more from it.

    Parameters
    ----------
    network
        Gives logits (batch, 1) and (batch, h, w, 1), positive for real.
    rate
        Of its optimiser.
    """

    SMOOTH = 0.9
    EVERY = 16
    PENALTY = 0.5

    def __init__(self, network: Any, rate: float) -> None:
        self.network = network
        self._optimiser = keras.optimizers.Adam(rate, beta_1=0.0, beta_2=0.99)
        self._optimiser.build(network.trainable_variables)
        self.right = tf.Variable(0.5)
        self._flatten = tf.function(self._flat)

    @property
    def variables(self) -> list[Any]:
        """What a checkpoint must hold."""
        return [*self.network.variables, *self._optimiser.variables, self.right]

    def set_rate(self, rate: float) -> None:
        """Set the learning rate; a critic that is right too often learns more slowly until it is not."""
        self._optimiser.learning_rate.assign(rate * (1.0 if float(self.right) < 0.85 else 0.3))

    def learn(self, real: Any, made: Any, number: Any, noise: Any) -> Any:
        """One step; returns the loss. `number` and `noise`, its deviation, fix what is laid over both."""
        with tf.GradientTape() as tape:
            of_real = self.network(_noisy(real, noise, number, 0), training=True)
            of_made = self.network(_noisy(made, noise, number, 1), training=True)
            loss = tf.add_n(
                [tf.reduce_mean(tf.nn.softplus(-a)) for a in of_real]
                + [tf.reduce_mean(tf.nn.softplus(a)) for a in of_made]
            )
        weights = self.network.trainable_variables
        self._optimiser.apply(tape.gradient(loss, weights), weights)
        right = tf.cast(tf.concat([of_real[1] > 0, of_made[1] < 0], 0), tf.float32)
        self.right.assign(self.SMOOTH * self.right + (1 - self.SMOOTH) * tf.reduce_mean(right))
        return loss

    def flatten(self, real: Any, number: int, noise: Any) -> None:
        """The penalty on the slope, at the steps that are its turn."""
        if number % self.EVERY == 0:
            self._flatten(real, tf.constant(number), noise)

    def _flat(self, real: Any, number: Any, noise: Any) -> None:
        real = _noisy(real, noise, number, 3)
        with tf.GradientTape() as tape:
            with tf.GradientTape() as slope:
                slope.watch(real)
                whole, places = self.network(real, training=True)
                total = tf.reduce_sum(whole) + tf.reduce_sum(tf.reduce_mean(places, (1, 2, 3)))
            squares = tf.reduce_sum(tf.square(slope.gradient(total, real)), (1, 2, 3))
            loss = self.EVERY * self.PENALTY / 2 * tf.reduce_mean(squares)
        weights = self.network.trainable_variables
        found = [
            tf.zeros_like(weight) if gradient is None else gradient
            for gradient, weight in zip(tape.gradient(loss, weights), weights, strict=True)
        ]
        self._optimiser.apply(found, weights)

    def opinion(self, made: Any, number: Any, noise: Any) -> Any:
        """What the generator is to lower."""
        judged = self.network(_noisy(made, noise, number, 2), training=True)
        return tf.add_n([tf.reduce_mean(tf.nn.softplus(-a)) for a in judged])


def _noisy(pictures: Any, deviation: Any, number: Any, which: int) -> Any:
    """Instance noise: two sets of pictures that share nothing cannot teach (Sønderby et al., ICLR 2017)."""
    return pictures + deviation * tf.random.stateless_normal(tf.shape(pictures), [number, which])


def noise_of(done: float) -> float:
    """Deviation of the noise over the critic's pictures (range 2); little in the second half of a run."""
    return NOISE * max(0.2, 1 - 2 * done)


def generator_optimiser(generator: Any, rate: float) -> Any:
    """Adam with little momentum, as is usual beside a critic."""
    optimiser = keras.optimizers.Adam(rate, beta_1=0.5, beta_2=0.99)
    optimiser.build(generator.trainable_variables)
    return optimiser


def falling(rate: float, number: int, done: float) -> float:
    """A rate that rises over the first 100 steps and falls to a twentieth along a cosine (`done` 0-1)."""
    return rate * min(1.0, (number + 1) / 100) * (0.05 + 0.95 * 0.5 * (1 + float(np.cos(np.pi * done))))


def follow(mean: Any, network: Any, number: Any) -> None:
    """Move a running mean of the weights; at step `number` it reaches back about a fifth of the steps."""
    number = tf.cast(number, tf.float32)
    keep = tf.minimum(0.998, (1 + number) / (5 + number))
    for slow, weight in zip(mean.variables, network.variables, strict=True):
        slow.assign(keep * slow + (1 - keep) * weight)
