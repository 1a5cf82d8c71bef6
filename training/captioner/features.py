"""What is computed once of a run's pictures: pixels, what the backbone sees, and the head's features."""

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from geodesk.models.captions import LANDSLIDE
from training.captioner.light import relit
from training.captioner.mirrors import mirror_of
from training.captioner.prepare import Captioned, Captions
from training.captioner.settings import Settings
from training.classifier.features import weights_digest
from training.data.pixels import load
from training.progress import Progress
from training.rendering import generator

BACKBONE, HEAD = "backbone.keras", "head.keras"
# The head with all it is taught; `HEAD` is what of it the decoder needs.
TAUGHT = "encoder.keras"
BATCH = 32
SIZES = {one.id: len(one.values) for one in LANDSLIDE.attributes}


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
    view: int | None = None,
) -> NDArray[np.float16]:
    """What the frozen backbone gives for some rows (a grid or an average), computed once, float16.

    Parameters
    ----------
    view
        Of the training pictures: which of the run's views, each picture mirrored and in a light drawn for it;
        None: the pictures as they are.
    """
    key = repr((settings.backbone, settings.weights_sha256, settings.side, settings.thesis, "two levels"))
    if view is not None:
        key += repr((view, settings.seed, settings.mirrors, settings.light))
    key += "".join(row.sha256 for row in rows)
    path = run / "cache" / f"seen-{hashlib.sha256(key.encode()).hexdigest()[:16]}.npy"
    if path.exists():
        return np.asarray(np.load(path, mmap_mode="r"))
    pictures = pixels(captions, rows, settings, run)
    body = encoder_body(run, settings, progress)
    part = path.with_suffix(".part.npy")
    result = np.lib.format.open_memmap(part, "w+", np.float16, (len(rows), *body.output_shape[1:]))
    call = forward(body)
    for start in range(0, len(rows), BATCH):
        batch = np.asarray(pictures[start : start + BATCH])
        if view is not None:
            batch = np.stack([_viewed(one, settings, view, start + i) for i, one in enumerate(batch)])
        result[start : start + BATCH] = call(batch.astype(np.float32))
    result.flush()
    part.replace(path)
    progress.event("features", pictures=len(rows), view=-1 if view is None else view)
    return np.asarray(np.load(path, mmap_mode="r"))


def _viewed(picture: NDArray[np.uint8], settings: Settings, view: int, number: int) -> NDArray[Any]:
    picture = mirror_of(settings, view, number).of(picture[None])[0]
    return relit(picture, generator((settings.seed, 94, view, number))) if settings.light else picture


def forward(model: Any) -> Any:
    """A network as a function of numpy arrays, without dropout."""
    import tensorflow as tf

    run = tf.function(lambda x: model(x, training=False), reduce_retracing=True)
    return lambda x: tf.nest.map_structure(np.asarray, run(x))


def head_model(run: Path, settings: Settings) -> Any:
    """From what the backbone gives to features: the head of the best epoch; the study has none (None)."""
    from training.captioner.head import features_of
    from training.captioner.networks import load_network

    if settings.thesis:
        return None
    path = run / HEAD
    if not path.is_file():
        features_of(load_network(run / TAUGHT), SIZES).save(path)
    return load_network(path)


def picture_features(
    run: Path,
    settings: Settings,
    captions: Captions,
    rows: Sequence[Captioned],
    progress: Progress,
    view: int | None = None,
) -> NDArray[np.float32]:
    """Features of some rows as the decoder takes them, (n, features); see `seen`."""
    looked = seen(run, settings, captions, rows, progress, view)
    head = head_model(run, settings)
    if head is None:
        return np.asarray(looked, np.float32)
    call = forward(head)
    parts = [call(np.asarray(looked[i : i + BATCH], np.float32)) for i in range(0, len(looked), BATCH)]
    return np.concatenate(parts)
