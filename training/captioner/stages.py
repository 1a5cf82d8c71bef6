"""The stages of a run: the head learns the attributes, then the decoder learns the sentences."""

import functools
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from geodesk.models.captions import LANDSLIDE
from training.captioner.examples import Examples
from training.captioner.features import BATCH, SIZES, TAUGHT, encoder_body, forward, picture_features, seen
from training.captioner.loop import Stage
from training.captioner.masks import covers
from training.captioner.mirrors import mirror_of
from training.captioner.prepare import Captioned, Captions
from training.captioner.settings import Settings
from training.progress import Progress
from training.rendering import generator

DECODER = "decoder.keras"
_COVER_WEIGHT = 4.0


def _sides(captions: Captions) -> tuple[list[Captioned], list[Captioned]]:
    """What is learnt, and what chooses the best epoch."""
    return captions.of("train"), captions.of("validation") or captions.of("train")


def _told(rows: Sequence[Captioned], settings: Settings) -> list[Captioned]:
    """What is true of the pictures in one view after another."""
    views = range(settings.views)
    return [mirror_of(settings, view, i).row(row) for view in views for i, row in enumerate(rows)]


def _drawn(n: int, settings: Settings, epoch: int, purpose: int) -> Iterator[NDArray[np.int64]]:
    """Batches of an epoch: rows of a table in which each of `n` pictures stands once for each view."""
    view = generator((settings.seed, purpose, epoch)).integers(0, settings.views, n)
    order: NDArray[np.int64] = generator((settings.seed, 91, epoch)).permutation(np.arange(n))
    for start in range(0, n, settings.batch):
        some = order[start : start + settings.batch]
        yield view[some] * n + some


def encoder_stage(run: Path, settings: Settings, captions: Captions, progress: Progress) -> Stage:
    """The head on the grid learns the attributes: a caption's words are too far from the pixels."""
    train, held = _sides(captions)
    encoder_body(run, settings, progress)
    n = len(train)
    views = [seen(run, settings, captions, train, progress, view) for view in range(settings.views)]
    others = seen(run, settings, captions, held, progress)
    truth = attribute_indices(_told(train, settings))
    held_truth = attribute_indices(held)
    masks = None if not settings.masks else covers(Path(settings.masks), train, 2 * others.shape[1])

    def begin() -> Any:
        import keras

        from training.captioner.head import COVER, covering, grid_head
        from training.captioner.networks import LEVELS

        _, rows, _, channels = others.shape
        model = grid_head(rows, channels, LEVELS[settings.backbone].channels, SIZES)
        losses: dict[str, Any] = {name: keras.losses.SparseCategoricalCrossentropy() for name in SIZES}
        weights = dict.fromkeys(SIZES, 1.0)
        if masks is not None:
            losses[COVER], weights[COVER] = covering, _COVER_WEIGHT
        else:
            losses[COVER], weights[COVER] = None, 0.0
        rate = keras.optimizers.AdamW(settings.encoder_rate, weight_decay=1e-3)
        model.compile(rate, losses, loss_weights=weights, jit_compile=False)
        return model

    def batches(epoch: int) -> Iterator[tuple[Any, Any, Any]]:
        for chosen in _drawn(n, settings, epoch, 92):
            x = np.stack([np.asarray(views[i // n][i % n], np.float32) for i in chosen])
            y: dict[str, Any] = {name: values[chosen] for name, values in truth.items()}
            if masks is not None:
                looked = [(masks[i % n][None], mirror_of(settings, i // n, i % n)) for i in chosen]
                y["cover"] = np.concatenate([mirror.of(mask) for mask, mirror in looked])
            yield x, y, None

    def judge(model: Any) -> tuple[float, float]:
        call, scores = forward(model), _Scores()
        for start in range(0, len(held), BATCH):
            rows = call(np.asarray(others[start : start + BATCH], np.float32))
            for name, values in held_truth.items():
                scores.add(rows[name], values[start : start + BATCH])
        # Of a picture: the losses of its attributes together.
        return scores.loss / len(held), scores.accuracy

    return Stage("encoder", settings.encoder_epochs, settings.encoder_rate, begin, batches, judge, TAUGHT)


class _Scores:
    """Cross-entropy and right answers, added up over batches."""

    def __init__(self) -> None:
        self.loss = self.right = self.count = 0.0

    def add(
        self, rows: NDArray[np.floating], truth: NDArray[np.int64], weights: NDArray[np.float32] | None = None
    ) -> None:
        """Softmax rows (n, classes), their truth (n) and what each counts (1 by default)."""
        p = np.asarray(rows, np.float64)
        w = np.ones(len(p)) if weights is None else np.asarray(weights, np.float64)
        self.loss -= float((np.log(np.maximum(p[np.arange(len(p)), truth], 1e-12)) * w).sum())
        self.right += float(((p.argmax(axis=1) == truth) * w).sum())
        self.count += float(w.sum())

    @property
    def accuracy(self) -> float:
        """Share of right answers."""
        return self.right / self.count


def attribute_indices(rows: Sequence[Captioned]) -> dict[str, NDArray[np.int64]]:
    """Of each attribute the place of every row's value."""
    found = {}
    for attribute in LANDSLIDE.attributes:
        places = {value.words: i for i, value in enumerate(attribute.values)}
        found[attribute.id] = np.array([places[row.attributes[attribute.id]] for row in rows], np.int64)
    return found


def decoder_stage(run: Path, settings: Settings, captions: Captions, progress: Progress) -> Stage:
    """The decoder learns to continue sentences from the pictures' features."""
    train, held = _sides(captions)
    encoder_body(run, settings, progress)
    views = range(settings.views)
    some = [picture_features(run, settings, captions, train, progress, view) for view in views]
    features, others = np.concatenate(some), picture_features(run, settings, captions, held, progress)
    examples = Examples(_told(train, settings), settings)
    held_examples = Examples(held, settings)
    each = len(examples.picture) // settings.views  # a mirrored caption has as many words

    def begin() -> Any:
        import keras

        from training.captioner.networks import Words, decoder, decoder_thesis

        make = decoder_thesis if settings.thesis else decoder
        model = make(features.shape[1], Words(len(settings.vocabulary), settings.length))
        loss = keras.losses.SparseCategoricalCrossentropy()
        model.compile(keras.optimizers.RMSprop(settings.rate), loss, jit_compile=False)
        return model

    def batches(epoch: int) -> Iterator[tuple[Any, Any, Any]]:
        for chosen in _drawn(each, settings, epoch, 93):
            x = {"features": features[examples.picture[chosen]], "tokens": examples.tokens[chosen]}
            yield x, examples.wanted[chosen], examples.weights[chosen]

    def judge(model: Any) -> tuple[float, float]:
        call, scores, e = forward(model), _Scores(), held_examples
        for start in range(0, len(e.picture), 4 * BATCH):
            part = slice(start, start + 4 * BATCH)
            rows = call({"features": others[e.picture[part]], "tokens": e.tokens[part]})
            words = rows.reshape(-1, len(settings.vocabulary))
            scores.add(words, e.wanted[part].ravel(), e.weights[part].ravel())
        return scores.loss / scores.count, scores.accuracy

    return Stage("decoder", settings.epochs, settings.rate, begin, batches, judge, DECODER)


@functools.cache
def continued(run: Path) -> Callable[[NDArray[np.float32], NDArray[np.int32], int], NDArray[np.float64]]:
    """What the Keras decoder of a run says comes next, as `geodesk.models.captioner.search` asks it."""
    import tensorflow as tf

    from training.captioner.networks import load_network

    model = load_network(run / DECODER)
    call = tf.function(
        lambda f, t: model({"features": f, "tokens": t}, training=False), reduce_retracing=True
    )

    def rows(features: NDArray[np.float32], tokens: NDArray[np.int32], words: int) -> NDArray[np.float64]:
        found = np.asarray(call(features, tokens), np.float64)
        return found if found.ndim == 2 else found[:, words - 1]

    return rows
