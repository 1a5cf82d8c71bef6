"""A head that is solved for stands where steps would end."""

import numpy as np
import pytest

pytestmark = pytest.mark.slow
tf = pytest.importorskip("tensorflow", reason="the training extra is not installed")
keras = tf.keras

from training.classifier.solve import NotSolvable, solve  # noqa: E402
from training.classifier.sources import Targets  # noqa: E402
from training.networks.heads import Head, head_model  # noqa: E402


def test_an_exact_head_is_where_steps_would_end():
    rng = np.random.default_rng(1)
    truth = rng.integers(0, 3, 60)
    views = (rng.normal(size=(2, 60, 5)) * [1, 30, 1, 1, 1] + np.eye(3, 5)[truth]).astype(np.float32)
    targets = Targets(truth, 3, balanced=True)
    head = head_model(5, 3, Head(l2=0.01, standardise=True))
    head.get_layer("standardise").fit(views.reshape(-1, 5))
    loss, accuracy = solve(head, views, targets, 0.01)
    assert accuracy > 0.5

    def whole_loss():
        rows = head(views.reshape(-1, 5))
        each = keras.losses.categorical_crossentropy(np.tile(targets.one_hot, (2, 1)), rows)
        return tf.reduce_mean(each * np.tile(targets.weights, 2)) + tf.add_n(head.losses)

    with tf.GradientTape() as tape:
        value = whole_loss()
    gradients = tape.gradient(value, head.trainable_variables)
    assert max(float(tf.reduce_max(tf.abs(g))) for g in gradients) < 1e-3
    assert float(value) == pytest.approx(loss + float(tf.add_n(head.losses)), abs=1e-3)


def test_two_classes_are_solved_by_the_same_loss():
    rng = np.random.default_rng(2)
    truth = rng.integers(0, 2, 40)
    views = (rng.normal(size=(1, 40, 3)) + truth[:, None]).astype(np.float32)
    head = head_model(3, 2, Head(l2=0.05))
    solve(head, views, Targets(truth, 2, balanced=False), 0.05)
    with tf.GradientTape() as tape:
        rows = head(views[0])
        value = tf.reduce_mean(keras.losses.categorical_crossentropy(np.eye(2)[truth], rows))
        value += tf.add_n(head.losses)
    gradients = tape.gradient(value, head.trainable_variables)
    assert max(float(tf.reduce_max(tf.abs(g))) for g in gradients) < 1e-3


def test_a_head_that_cannot_be_solved_for_says_so():
    with pytest.raises(NotSolvable, match="--l2"):
        solve(
            head_model(3, 2, Head()),
            np.zeros((1, 4, 3), np.float32),
            Targets(np.arange(4) % 2, 2, False),
            0.0,
        )
