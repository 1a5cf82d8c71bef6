"""Features of a frozen backbone, computed once: training the head on them takes seconds.

The augmented views of a picture are fixed beforehand; each epoch draws one of them for each picture.
"""

import hashlib
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from training.classifier.augment import Augmentation, applied, draw
from training.progress import Progress

_BATCH = 32


def weights_digest(model: Any) -> str:
    """SHA-256 over the weights of a network, in order."""
    digest = hashlib.sha256()
    for weight in model.get_weights():
        digest.update(np.ascontiguousarray(weight).tobytes())
    return digest.hexdigest()


class Extractor:
    """A frozen backbone over pictures of one or two faces."""

    def __init__(self, backbone: Any, faces: int) -> None:
        import tensorflow as tf

        # Equal weights may be read at one depth or at several.
        self.digest = f"{weights_digest(backbone)}-{backbone.output_shape[-1]}"
        self._faces = faces
        self._run = tf.function(lambda x: backbone(x, training=False), reduce_retracing=True)

    def __call__(self, pictures: Any) -> NDArray[np.float32]:
        """(n, H, W, 3·faces) → (n, faces·features)."""
        parts = [np.asarray(self._run(pictures[..., 3 * i : 3 * i + 3])) for i in range(self._faces)]
        return np.concatenate(parts, axis=1).astype(np.float32)


def bank(
    extractor: Extractor,
    pixels: NDArray[np.uint8],
    augmentation: Augmentation,
    views: int,
    seed: int,
    cache: Path,
    progress: Progress,
) -> NDArray[np.float32]:
    """Features of every picture as it is and in `views` augmented views.

    Returns
    -------
    ndarray
        (views + 1, n, faces·features); the first as the pictures are. Kept in `cache` and read from there
        the next time.
    """
    cache.mkdir(parents=True, exist_ok=True)
    shown = 0 if augmentation.nothing else views
    pictures = hashlib.sha256(np.ascontiguousarray(pixels).data).hexdigest()
    key = repr((extractor.digest, pictures, augmentation if shown else None, shown, seed if shown else 0))
    path = cache / f"features-{hashlib.sha256(key.encode()).hexdigest()[:16]}.npy"
    if path.exists():
        return np.asarray(np.load(path, mmap_mode="r"))
    result: list[NDArray[np.float32]] = []
    if shown:
        # As they are, pictures give the same features under every augmentation.
        result.append(np.asarray(bank(extractor, pixels, augmentation, 0, seed, cache, progress)[0]))
    for view in range(len(result), shown + 1):
        changes = draw(augmentation, len(pixels), (seed, 31, view))
        rows = []
        for start in range(0, len(pixels), _BATCH):
            part = np.asarray(pixels[start : start + _BATCH])
            if view:
                chosen = np.arange(start, start + len(part))
                part = applied(part, changes.of(chosen), augmentation)
            else:
                part = part.astype(np.float32)
            rows.append(extractor(part))
        result.append(np.concatenate(rows))
        progress.event("features", view=view + 1, of=shown + 1, pictures=len(pixels))
    stacked = np.stack(result)
    part_path = path.with_suffix(".part.npy")
    np.save(part_path, stacked)
    part_path.replace(path)
    return stacked
