"""Frozen features of a folder's pictures, read once: kept in the user's cache by what the file holds."""

import hashlib
import os
from collections.abc import Callable, Generator, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from geodesk.collection import Picture, open_corrected
from geodesk.jobs.ahead import ahead, one_large_at_a_time
from geodesk.jobs.progress import Progress, unexpected
from geodesk.language import GeoDeskError, Sentence
from geodesk.models.features import FeatureExtractor
from geodesk.places import user_cache

Hash = Callable[[Picture], str | None]


@dataclass(frozen=True, slots=True)
class FeatureRow:
    """The features of one picture, or why there are none.

    Attributes
    ----------
    item
        The picture.
    vector
        (length,) float32; None if the picture failed.
    """

    item: Picture
    vector: NDArray[np.float32] | None
    error: Sentence | None = None


class FeatureStore:
    """Features on the disk, one small file a picture; losing them costs time and nothing else.

    Parameters
    ----------
    identity
        Of the extractor: features of another one are never mixed in.
    """

    def __init__(self, identity: str, folder: Path | None = None) -> None:
        self._folder = (folder or user_cache() / "features") / identity

    def read(self, key: str) -> NDArray[np.float32] | None:
        """The features kept under a key; None if there are none."""
        try:
            return np.asarray(np.load(self._file(key), allow_pickle=False), dtype=np.float32)
        except (OSError, ValueError, EOFError):
            return None

    def write(self, key: str, vector: NDArray[np.float32]) -> NDArray[np.float32]:
        """Keep features in 16 bits; what comes back is what `read` will give."""
        small = np.clip(vector, -60_000, 60_000).astype(np.float16)
        file = self._file(key)
        part = file.with_name(f"{file.name}.{os.getpid()}.part")
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            with part.open("wb") as stream:
                np.save(stream, small)
            part.replace(file)
        except OSError:  # a full or missing cache: they are computed again the next time
            part.unlink(missing_ok=True)
        return small.astype(np.float32)

    def _file(self, key: str) -> Path:
        return self._folder / key[:2] / f"{key}.npy"


def extract(
    items: Sequence[Picture],
    extractor: FeatureExtractor,
    store: FeatureStore,
    known_sha256: Hash = lambda item: None,
    executor: Executor | None = None,
) -> Generator[Progress[FeatureRow], None, None]:
    """The features of pictures in order, each exactly one row; closing the generator cancels the job.

    Parameters
    ----------
    items
        Pictures with their corrections: a corrected information bar gives other features.
    store
        Where features are looked up first and kept.
    known_sha256
        The hash of a picture's file if it is known already.
    executor
        Reads pictures; None: one thread a core.
    """
    done = failed = 0
    yield Progress(0, len(items), 0)
    for result in ahead(lambda item: _one(item, extractor, store, known_sha256), items, executor):
        if result is None:
            yield Progress(done, len(items), failed)
            continue
        row = result[1].result()
        done += 1
        failed += row.error is not None
        yield Progress(done, len(items), failed, (row,))


def _one(item: Picture, extractor: FeatureExtractor, store: FeatureStore, known: Hash) -> FeatureRow:
    try:
        key = _key(item, known(item) or _sha256(item.file))
        if (vector := store.read(key)) is not None and vector.shape == (extractor.length,):
            return FeatureRow(item, vector)
        with open_corrected(None, item) as picture, one_large_at_a_time(picture):
            vector = extractor.of(picture)
        return FeatureRow(item, store.write(key, vector))
    except GeoDeskError as error:
        return FeatureRow(item, None, error.sentence)
    except OSError as error:
        why = error.strerror or type(error).__name__
        return FeatureRow(item, None, Sentence(f"cannot be read ({why})", f"no se puede leer ({why})"))
    except MemoryError:
        return FeatureRow(item, None, _NO_MEMORY)
    except Exception as error:  # noqa: BLE001 - a fault of ours in one picture must not end the batch
        return FeatureRow(item, None, unexpected(error))


_NO_MEMORY = Sentence(
    en="Not enough memory for this picture.", es="No hay memoria suficiente para esta imagen."
)


def _key(item: Picture, sha256: str) -> str:
    correction: Any = item.correction
    if correction is None:
        return sha256
    return hashlib.sha256(f"{sha256} {correction!r}".encode()).hexdigest()


def _sha256(file: Path) -> str:
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
