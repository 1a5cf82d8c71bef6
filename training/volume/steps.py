"""One training step of the generator of volumes with its three critics."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import tensorflow as tf
from numpy.typing import NDArray

from geodesk.models.latents import LatentSpec, normal
from training.gan import latents, pixels
from training.gan.settings import Settings
from training.gan.steps import BadSide, Critic, Pair, falling, follow, generator_optimiser, noise_of
from training.gan.structure import Held, mean_structure, otsu, structure
from training.volume import networks

_TARGET_BATCHES = 16


class Volume(Pair):
    """Logistic loss of three critics, one for the sections across each axis, S2 and L held as in `Ours`.

    Parameters
    ----------
    settings
        ``side`` of the volumes, a multiple of 8; ``batch`` volumes a step.
    found
        Sections that know which axis they stand across; pictures by themselves stand for all three axes, as
        in an isotropic material.
    """

    # Every second section of a volume is shown, each time others.
    STRIDE = 2

    def __init__(self, settings: Settings, found: Sequence[pixels.Source]) -> None:
        side, rate = settings.side, settings.rate
        if side % latents.VOLUME_CELL:
            raise BadSide(side, latents.VOLUME_CELL)
        self.side, self._rate, self._weight = side, rate, settings.weight
        self.generator, self.mean = networks.generator(), networks.generator()
        self.mean.set_weights(self.generator.get_weights())
        self._judges = [Critic(networks.critic(side), rate) for _ in range(3)]
        self._of_generator = generator_optimiser(self.generator, rate)
        self._level = self._threshold(settings, found)
        self._held = [Held(self._real(settings, across(found, axis))) for axis in range(3)]
        self._compiled = tf.function(self._step)

    @staticmethod
    def _threshold(settings: Settings, found: Sequence[pixels.Source]) -> Any:
        """One threshold, of the real material: a section of a few pixels says too little of its own."""
        crops = pixels.batch(found, settings.side, 256, (settings.seed, 3), settings.turn)
        return otsu(tf.reshape(tf.constant(crops), (1, -1, settings.side, 1)))[0]

    def _real(self, settings: Settings, found: Sequence[pixels.Source]) -> list[Any]:
        s, parts = settings, []
        for i in range(_TARGET_BATCHES):
            crops = tf.constant(pixels.batch(found, s.side, 256, (s.seed, 1, i), s.turn))
            parts.append(structure(crops, s.side // 2, threshold=self._level))
        return mean_structure(parts)[1]

    def crops(self, found: Sequence[pixels.Source], settings: Settings, number: int) -> Any:
        """Real sections across each of the three axes, as many as are shown of the generated volumes."""
        count = settings.batch * self.side // self.STRIDE
        return [
            pixels.batch(
                across(found, axis), self.side, count, (settings.seed, 2, number, axis), settings.turn
            )
            for axis in range(3)
        ]

    def step(self, real: Any, seed: int, number: int, done: float) -> dict[str, float]:
        """See `Pair`."""
        rate = falling(self._rate, number, done)
        self._of_generator.learning_rate.assign(rate)
        for judge in self._judges:
            judge.set_rate(rate)
        cells, n = self.side // latents.VOLUME_CELL + 2 * latents.VOLUME_MARGIN, len(real[0])
        shape = (n * self.STRIDE // self.side, cells, cells, cells, latents.VOLUME_DEPTH)
        noise = tf.constant(noise_of(done), tf.float32)
        losses = self._compiled(real, normal(seed, number, [shape])[0], tf.constant(number), noise)
        for judge, one in zip(self._judges, real, strict=True):
            judge.flatten(tf.constant(one), number, noise)
        return {name: float(value) for name, value in losses.items()}

    def _step(self, real: Any, latent: Any, number: Any, noise: Any) -> dict[str, Any]:
        with tf.GradientTape() as drawing:
            made = self.generator(latent, training=True)
            shown = [self._sections(made, axis, number % self.STRIDE) for axis in range(3)]
            with drawing.stop_recording():
                of_critics = [
                    judge.learn(one, other, number, noise)
                    for judge, one, other in zip(self._judges, real, shown, strict=True)
                ]
            opinions = [
                judge.opinion(one, number, noise) for judge, one in zip(self._judges, shown, strict=True)
            ]
            means = [
                held.difference(structure(one, self.side // 2, threshold=self._level))
                for held, one in zip(self._held, shown, strict=True)
            ]
            opinion, mean = tf.add_n(opinions) / 3, tf.add_n(means) / 3
            total = opinion + self._weight * 100 * mean
        weights = self.generator.trainable_variables
        gradients, _ = tf.clip_by_global_norm(drawing.gradient(total, weights), 10.0)
        self._of_generator.apply(gradients, weights)
        follow(self.mean, self.generator, number)
        return {
            "critic": tf.add_n(of_critics) / 3,
            "generator": opinion,
            "structure": tf.sqrt(mean),
            "critic_right": tf.add_n([tf.identity(judge.right) for judge in self._judges]) / 3,
        }

    def _sections(self, volumes: Any, axis: int, first: Any) -> Any:
        """Every second section across an axis of all volumes, (sections, side, side, 1)."""
        turned = tf.transpose(volumes, {0: (0, 1, 2, 3, 4), 1: (0, 2, 1, 3, 4), 2: (0, 3, 1, 2, 4)}[axis])
        side = self.side
        parts = tf.reshape(turned, (-1, side // self.STRIDE, self.STRIDE, side, side, 1))
        return tf.reshape(parts[:, :, first], (-1, side, side, 1))

    def variables(self) -> list[Any]:
        """See `Pair`."""
        owners = (self.generator, self.mean, self._of_generator, *self._held, *self._judges)
        return [variable for owner in owners for variable in owner.variables]

    def drawing(self) -> Any:
        """See `Pair`: the running mean of the weights."""
        return self.mean

    def preview(self, spec: LatentSpec, seed: int) -> NDArray[np.uint8]:
        """Sections across the three axes of two volumes of a fixed series, (24, side, side)."""
        volumes = latents.draw(self.drawing(), spec, seed, range(2), 2 * self.side, 1)
        at = np.linspace(0, 2 * self.side - 1, 6).astype(int)[1:-1]
        return np.concatenate([np.moveaxis(volume, axis, 0)[at] for volume in volumes for axis in range(3)])


def across(found: Sequence[pixels.Source], axis: int) -> list[pixels.Source]:
    """What stands across an axis: its sections, and pictures that are of no volume."""
    return [source for source in found if source.axis in (None, axis)]
