"""A run: from prepared captions to an encoder and a decoder.

In RUN: ``config.json``, ``captions.csv``, ``history.csv``, ``state.json`` with the checkpoint that
``--resume`` goes on from, ``backbone.keras``, ``head.keras`` (ours), ``decoder.keras``; pixels and features
in ``cache``.
"""

import functools
import hashlib
import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from geodesk.language import GeoDeskError
from geodesk.models.captions import LANDSLIDE
from training.captioner.examples import Examples
from training.captioner.loop import HISTORY, STATE, Stage, State, go
from training.captioner.masks import covers
from training.captioner.mirrors import AS_IT_IS, Mirror, mirrors_of
from training.captioner.prepare import REPORT, TABLE, Captioned, Captions, load_captions
from training.captioner.settings import Settings, is_captioner, read_settings
from training.classifier.features import weights_digest
from training.data.pixels import load
from training.progress import Progress
from training.rendering import generator

BACKBONE, HEAD, DECODER = "backbone.keras", "head.keras", "decoder.keras"
# The head with the attributes it is taught; `HEAD` is what of it the decoder needs.
_TAUGHT = "encoder.keras"
_BATCH = 32
COVER, _COVER_WEIGHT = "cover", 8.0


class CannotResume(GeoDeskError):
    """The run's folder does not hold what is needed."""


class TooLong(GeoDeskError):
    """A caption has more words than the network takes."""


def fit(run: Path, settings: Settings, progress: Progress, resume: bool = False) -> State:
    """Train, or go on training, a captioner in the folder `run`.

    Parameters
    ----------
    settings
        What is asked for; when resuming only how many epochs, the rest is the run's own.
    resume
        Go on from the last whole epoch.

    Raises
    ------
    NoCaptions, BadWeights, CannotResume, TooLong
        See there.
    """
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
    settings = _resumed(run, settings) if resume else _begun(run, settings)
    captions = load_captions(run)
    _check_length(captions, settings)
    stages: list[Callable[[], Stage]] = []
    if not settings.thesis:
        stages.append(lambda: _encoder_stage(run, settings, captions, progress))
    stages.append(lambda: _decoder_stage(run, settings, captions, progress))
    state = go(run, settings, stages, progress)
    progress.event("done", epochs=state.total, seconds=round(state.seconds, 1))
    return state


def _begun(run: Path, settings: Settings) -> Settings:
    run.mkdir(parents=True, exist_ok=True)
    captions = load_captions(Path(settings.data))
    for stale in (*run.glob("last-*.keras"), *(run / n for n in (STATE, HISTORY, BACKBONE, HEAD, DECODER))):
        stale.unlink(missing_ok=True)
    for name in (TABLE, REPORT):
        shutil.copyfile(captions.folder / name, run / name)
    settings = replace(settings, data_sha256=captions.sha256, synthetic=captions.synthetic)
    settings.save(run)
    return settings


def _resumed(run: Path, wanted: Settings) -> Settings:
    if not is_captioner(run):
        raise CannotResume(
            en=f"{run} holds no run to go on with: start it without --resume.",
            es=f"{run} no contiene un entrenamiento que continuar: empiece sin --resume.",
        )
    settings = read_settings(run)
    if (wanted.captioner, wanted.backbone) != (settings.captioner, settings.backbone):
        raise CannotResume(
            en=f"{run} trains {settings.captioner} {settings.backbone}: choose another folder.",
            es=f"{run} entrena {settings.captioner} {settings.backbone}: elija otra carpeta.",
        )
    settings.encoder_epochs, settings.epochs = wanted.encoder_epochs, wanted.epochs
    settings.save(run)
    return settings


def _check_length(captions: Captions, settings: Settings) -> None:
    longest = max(captions.rows, key=lambda row: len(row.caption.split()))
    # What the network is shown is the mark of the beginning and all words.
    need = len(longest.caption.split()) + 1
    if need > settings.length:
        raise TooLong(
            en=f"The caption of {longest.path} needs a length of {need}, more than {settings.length}; "
            f"give --length {need}.",
            es=f"La leyenda de {longest.path} necesita una longitud de {need}, más que {settings.length}; "
            f"indique --length {need}.",
        )


def pixels(captions: Captions, rows: Sequence[Captioned], settings: Settings, run: Path) -> NDArray[np.uint8]:
    """Pictures of some rows as the network takes them, (n, side, side, 3)."""
    return load(captions.pictures, [[row.path] for row in rows], settings.spec, run / "cache")


def encoder_body(run: Path, settings: Settings, progress: Progress) -> Any:
    """The frozen backbone, kept in the run from its start so that resuming needs no other file."""
    import keras

    from training.captioner.networks import grid_encoder, load_network, pooled_encoder

    path = run / BACKBONE
    if path.is_file():
        return load_network(path)
    make = pooled_encoder if settings.thesis else grid_encoder
    keras.utils.set_random_seed(settings.seed)
    model = make(settings.backbone, settings.weights, settings.side)
    model.trainable = False
    model.save(path)
    settings.weights_sha256 = weights_digest(model)
    settings.save(run)
    progress.event("backbone", name=settings.backbone, weights=Path(settings.weights).name)
    return model


def seen(
    run: Path,
    settings: Settings,
    captions: Captions,
    rows: Sequence[Captioned],
    progress: Progress,
    mirror: Mirror = AS_IT_IS,
) -> NDArray[np.float16]:
    """What the frozen backbone gives for some rows (a grid or an average), computed once, float16."""
    key = repr((settings.backbone, settings.weights_sha256, settings.side, settings.thesis))
    key += "".join(row.sha256 for row in rows) + mirror.name
    path = run / "cache" / f"seen-{hashlib.sha256(key.encode()).hexdigest()[:16]}.npy"
    if path.exists():
        return np.asarray(np.load(path, mmap_mode="r"))
    pictures = pixels(captions, rows, settings, run)
    result = _through(encoder_body(run, settings, progress), pictures, np.float16, mirror)
    part = path.with_suffix(".part.npy")
    np.save(part, result)
    part.replace(path)
    progress.event("features", pictures=len(rows), mirror=mirror.name or "none")
    return result


def _through(
    model: Any, inputs: NDArray[Any], dtype: type[np.floating[Any]], mirror: Mirror = AS_IT_IS
) -> NDArray[Any]:
    """A network's outputs for many inputs, in batches."""
    import tensorflow as tf

    run = tf.function(lambda x: model(x, training=False), reduce_retracing=True)
    parts = [
        np.asarray(run(mirror.of(np.asarray(inputs[i : i + _BATCH], np.float32)))).astype(dtype)
        for i in range(0, len(inputs), _BATCH)
    ]
    return np.concatenate(parts)


def _encoder_stage(run: Path, settings: Settings, captions: Captions, progress: Progress) -> Stage:
    """The head on the grid learns the attributes: a caption's words are too far from the pixels."""
    train, held = captions.of("train"), captions.of("validation") or captions.of("train")
    encoder_body(run, settings, progress)
    mirrors = mirrors_of(settings)
    views = [seen(run, settings, captions, train, progress, mirror) for mirror in mirrors]
    others = seen(run, settings, captions, held, progress)
    truths = [attribute_indices([mirror.row(row) for row in train]) for mirror in mirrors]
    held_truth = attribute_indices(held)
    masks = None if not settings.masks else covers(Path(settings.masks), train, others.shape[1])

    def begin() -> Any:
        import keras

        from training.captioner.networks import attributes_head, grid_head

        head = grid_head(others.shape[1], others.shape[3])
        sizes = {one.id: len(one.values) for one in LANDSLIDE.attributes}
        features, cover = head.output
        outputs = attributes_head(sizes)(features) | ({} if masks is None else {COVER: cover})
        model = keras.Model(head.input, outputs, name="encoder_stage")
        losses = {name: keras.losses.SparseCategoricalCrossentropy() for name in sizes}
        model.compile(
            keras.optimizers.AdamW(settings.encoder_rate, weight_decay=1e-3),
            losses | ({} if masks is None else {COVER: keras.losses.BinaryCrossentropy()}),
            loss_weights=dict.fromkeys(sizes, 1.0) | ({} if masks is None else {COVER: _COVER_WEIGHT}),
            jit_compile=False,
        )
        return model

    def batches(epoch: int) -> Iterator[tuple[Any, Any, Any]]:
        view = generator((settings.seed, 92, epoch)).integers(0, len(mirrors), len(train))
        for chosen in _drawn(len(train), settings, epoch):
            x = np.stack([np.asarray(views[view[i]][i], np.float32) for i in chosen])
            y: dict[str, Any] = {
                name: np.array([truths[view[i]][name][i] for i in chosen]) for name in truths[0]
            }
            if masks is not None:
                y[COVER] = np.concatenate([mirrors[view[i]].of(masks[i : i + 1]) for i in chosen])
            yield x, y, None

    def judge(model: Any) -> tuple[float, float]:
        loss, right, count = 0.0, 0.0, 0
        for start in range(0, len(held), _BATCH):
            rows = model(np.asarray(others[start : start + _BATCH], np.float32), training=False)
            for name, values in held_truth.items():
                y = values[start : start + _BATCH]
                p = np.asarray(rows[name], np.float64)
                loss -= float(np.log(np.maximum(p[np.arange(len(y)), y], 1e-12)).sum())
                right += float((p.argmax(axis=1) == y).sum())
                count += len(y)
        return loss / len(held), right / count

    return Stage(
        "encoder",
        settings.encoder_epochs,
        settings.encoder_rate,
        begin,
        batches,
        judge,
        _TAUGHT,
    )


def _drawn(n: int, settings: Settings, epoch: int) -> Iterator[NDArray[np.int64]]:
    order: NDArray[np.int64] = generator((settings.seed, 91, epoch)).permutation(np.arange(n))
    for start in range(0, n, settings.batch):
        yield order[start : start + settings.batch]


def attribute_indices(rows: Sequence[Captioned]) -> dict[str, NDArray[np.int64]]:
    """Of each attribute the place of every row's value."""
    found = {}
    for attribute in LANDSLIDE.attributes:
        places = {value.words: i for i, value in enumerate(attribute.values)}
        found[attribute.id] = np.array([places[row.attributes[attribute.id]] for row in rows], np.int64)
    return found


def head_model(run: Path, settings: Settings) -> Any:
    """From what the backbone gives to features: the head of the best epoch; the study has none (None)."""
    import keras

    from training.captioner.networks import load_network

    if settings.thesis:
        return None
    path = run / HEAD
    if not path.is_file():
        whole = load_network(run / _TAUGHT)
        features = whole.get_layer("features").output
        keras.Model(whole.input, features, name="head").save(path)
    return load_network(path)


def picture_features(
    run: Path,
    settings: Settings,
    captions: Captions,
    rows: Sequence[Captioned],
    progress: Progress,
    mirror: Mirror = AS_IT_IS,
) -> NDArray[np.float32]:
    """Features of some rows as the decoder takes them, (n, features)."""
    looked = seen(run, settings, captions, rows, progress, mirror)
    head = head_model(run, settings)
    return np.asarray(looked, np.float32) if head is None else _through(head, looked, np.float32)


def _decoder_stage(run: Path, settings: Settings, captions: Captions, progress: Progress) -> Stage:
    train, held = captions.of("train"), captions.of("validation") or captions.of("train")
    encoder_body(run, settings, progress)
    mirrors = mirrors_of(settings)
    features = np.concatenate(
        [picture_features(run, settings, captions, train, progress, mirror) for mirror in mirrors]
    )
    others = picture_features(run, settings, captions, held, progress)
    examples = Examples([mirror.row(row) for mirror in mirrors for row in train], settings)
    held_examples = Examples(held, settings)
    each = len(examples.picture) // len(mirrors)  # a mirrored caption has as many words

    def begin() -> Any:
        import keras

        from training.captioner.networks import Words, decoder, decoder_thesis

        make = decoder_thesis if settings.thesis else decoder
        model = make(features.shape[1], Words(len(settings.vocabulary), settings.length))
        model.compile(
            keras.optimizers.RMSprop(settings.rate),
            keras.losses.SparseCategoricalCrossentropy(),
            jit_compile=False,
        )
        return model

    def batches(epoch: int) -> Iterator[tuple[Any, Any, Any]]:
        view = generator((settings.seed, 93, epoch)).integers(0, len(mirrors), each)
        for drawn in _drawn(each, settings, epoch):
            chosen = view[drawn] * each + drawn
            x = {"features": features[examples.picture[chosen]], "tokens": examples.tokens[chosen]}
            yield x, examples.wanted[chosen], examples.weights[chosen]

    def judge(model: Any) -> tuple[float, float]:
        import tensorflow as tf

        call = tf.function(lambda x: model(x, training=False), reduce_retracing=True)
        e, loss, right, count = held_examples, 0.0, 0.0, 0.0
        for start in range(0, len(e.picture), 128):
            part = slice(start, start + 128)
            x = {"features": others[e.picture[part]], "tokens": e.tokens[part]}
            p = np.asarray(call(x), np.float64).reshape(-1, len(settings.vocabulary))
            y, w = e.wanted[part].ravel(), e.weights[part].ravel()
            loss -= float((np.log(np.maximum(p[np.arange(len(y)), y], 1e-12)) * w).sum())
            right += float(((p.argmax(axis=1) == y) * w).sum())
            count += float(w.sum())
        return loss / count, right / count

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
