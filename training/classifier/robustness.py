"""What a network's accuracy loses when its pictures come worse than those it learnt from.

Pictures are changed at the size that the network sees, all faces of a sample alike: radii are pixels of
the network's input, and JPEG blocks are larger there than in the picture as it was taken.
"""

import io
import json
import math
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from geodesk.collection import read_csv, write_csv
from geodesk.shares import wilson
from training.classifier.augment import Augmentation, Changes, applied
from training.classifier.charts import bars, page
from training.classifier.evaluate import METRICS
from training.classifier.examples import Examples, read_examples
from training.classifier.fit import run_index
from training.classifier.predict import network
from training.classifier.scores import macro_f1, paired_difference
from training.classifier.settings import NoRun, Settings, is_classifier, read_settings
from training.classifier.sources import Predictor
from training.faults.optics import ellipse
from training.progress import Progress

FILE = "robustness.csv"
COLUMNS = ("kind", "strength", "n", "accuracy", "low", "high", "macro_f1", "minus", "minus_low", "minus_high")
# Kind → strengths, and what they are measured in.
KINDS: Mapping[str, tuple[tuple[float, ...], str]] = {
    "brightness": ((-0.3, -0.2, -0.1, 0.1, 0.2, 0.3), "added, in shares of full white"),
    "colour cast": ((-0.3, -0.15, 0.15, 0.3), "red times 1 + strength, blue times 1 − strength"),
    "defocus": ((1, 2, 4, 6), "radius of the disc, in pixels"),
    "jpeg": ((50, 25, 10, 5), "quality"),
    "rotation": ((10, 20, 45, 90), "degrees; what comes in at the corners is mirrored"),
}
_BATCH = 32


def changed(pictures: NDArray[np.uint8], kind: str, strength: float) -> NDArray[np.uint8]:
    """Pictures changed in one way.

    Parameters
    ----------
    pictures
        (n, H, W, 3·faces).
    kind, strength
        See `KINDS`.

    Returns
    -------
    ndarray
        As `pictures`.
    """
    if kind == "jpeg":
        return np.stack([_jpeg(picture, int(strength)) for picture in pictures])
    values = pictures.astype(np.float32)
    if kind == "brightness":
        values += 255 * strength
    elif kind == "colour cast":
        gains = np.array([1 + strength, 1, 1 - strength], np.float32)
        values *= np.tile(gains, pictures.shape[-1] // 3)
    elif kind == "defocus":
        values = _blurred(values, strength)
    elif kind == "rotation":
        values = _turned(values, strength)
    else:
        raise ValueError(kind)
    return np.clip(np.rint(values), 0, 255).astype(np.uint8)


def _jpeg(picture: NDArray[np.uint8], quality: int) -> NDArray[np.uint8]:
    faces = []
    for first in range(0, picture.shape[-1], 3):
        buffer = io.BytesIO()
        Image.fromarray(np.ascontiguousarray(picture[..., first : first + 3])).save(
            buffer, "JPEG", quality=quality
        )
        faces.append(np.asarray(Image.open(buffer).convert("RGB")))
    return np.concatenate(faces, axis=-1)


def _blurred(values: NDArray[np.float32], radius: float) -> NDArray[np.float32]:
    import tensorflow as tf

    kernel = ellipse(radius, radius, 0.0, disc=True)
    half = kernel.shape[0] // 2
    channels = values.shape[-1]
    spread = np.repeat((kernel / kernel.sum()).astype(np.float32)[:, :, None, None], channels, axis=2)
    padded = np.pad(values, ((0, 0), (half, half), (half, half), (0, 0)), mode="reflect")
    return np.asarray(tf.nn.depthwise_conv2d(padded, spread, (1, 1, 1, 1), "VALID"))


def _turned(values: NDArray[np.float32], degrees: float) -> NDArray[np.float32]:
    n, cos, sin = len(values), math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    transform = np.tile(np.array([cos, -sin, 0, sin, cos, 0, 0, 0], np.float32), (n, 1))
    nothing = np.zeros((n, 8), np.float32)
    change = Changes(transform, nothing, nothing[:, 0], nothing[:, :2].astype(np.int32))
    return np.asarray(applied(values, change, Augmentation(rotation=degrees, fill="reflect")))


def robustness(run: Path, progress: Progress) -> list[dict[str, Any]]:
    """Score a run, or every fold of a cross-validation, on its test samples changed in every way of `KINDS`.

    Parameters
    ----------
    run
        A run's folder, or that of its folds. A run without test samples is scored on its validation samples.
    progress
        Told of every kind and strength.

    Returns
    -------
    list of dict
        Rows of ``robustness.csv``, the first for the pictures as they are (kind ""): accuracy with Wilson's
        95 % interval, macro F1, and the accuracy minus that of the unchanged pictures with its interval from
        a bootstrap over groups.

    Raises
    ------
    NoRun
        There is no trained network.
    """
    truths, groups = [], []
    found: dict[tuple[str, float], list[NDArray[np.int64]]] = {}
    labels: list[str] = []
    for member in _members(run):
        settings = read_settings(member)
        labels = settings.labels
        held = _held(member, settings)
        truths.append(held.sample_truth(labels))
        groups += [sample.group for sample in held.samples]
        predict = Predictor(network(member))
        for kind, strength in [("", 0.0), *_every()]:
            rows = np.concatenate([predict(part) for part in _parts(held.pixels, kind, strength)])
            predicted = held.by_sample(rows).argmax(axis=1)
            found.setdefault((kind, strength), []).append(predicted)
            share = float((predicted == truths[-1]).mean())
            progress.event("robustness", run=member.name, kind=kind, strength=strength, accuracy=share)
    truth = np.concatenate(truths)
    plain = np.concatenate(found["", 0.0])
    table = [
        _row(kind, strength, np.concatenate(parts), plain, truth, len(labels), groups)
        for (kind, strength), parts in found.items()
    ]
    write_csv(run / FILE, COLUMNS, [tuple(row.values()) for row in table])
    return table


def _every() -> Iterator[tuple[str, float]]:
    for kind, (strengths, _) in KINDS.items():
        for strength in strengths:
            yield kind, float(strength)


def _members(run: Path) -> list[Path]:
    members = (
        [run] if is_classifier(run) else [one for one in sorted(run.glob("fold-*")) if is_classifier(one)]
    )
    if not members:
        raise NoRun(
            en=f"{run} holds no training run: run “fit” first.",
            es=f"{run} no contiene un entrenamiento: ejecute antes «fit».",
        )
    return members


def _held(run: Path, settings: Settings) -> Examples:
    index = run_index(run)
    split = "test" if any(sample.split == "test" for sample in index.samples) else "validation"
    return read_examples(index, settings, split, run / "cache")


def _parts(pixels: NDArray[np.uint8], kind: str, strength: float) -> Iterator[NDArray[np.uint8]]:
    for start in range(0, len(pixels), _BATCH):
        part = np.asarray(pixels[start : start + _BATCH])
        yield changed(part, kind, strength) if kind else part


def _row(
    kind: str,
    strength: float,
    predicted: NDArray[np.int64],
    plain: NDArray[np.int64],
    truth: NDArray[np.int64],
    n_labels: int,
    groups: Sequence[str],
) -> dict[str, Any]:
    hits = int((predicted == truth).sum())
    minus = paired_difference(predicted, plain, truth, groups)
    values = (
        kind,
        strength,
        len(truth),
        round(hits / len(truth), 4),
        *(round(value, 4) for value in wilson(hits, len(truth))),
        round(macro_f1(predicted, truth, n_labels), 4),
        minus["difference"],
        *minus["interval"],
    )
    return dict(zip(COLUMNS, values, strict=True))


def section(run: Path) -> str:
    """The table of a run as HTML with a bar chart a kind; "" where it was not made."""
    if not (run / FILE).is_file():
        return ""
    rows = list(read_csv(run / FILE, COLUMNS).rows)
    plain = rows[0]
    parts = [
        f"<h2>Robustness ({plain['n']} samples)</h2><p>Accuracy with Wilson's 95 % interval when pictures "
        "are changed at the size that the network sees. Unchanged: "
        f"{float(plain['accuracy']):.3f} ({float(plain['low']):.3f}–{float(plain['high']):.3f}).</p>"
    ]
    for kind, (_, unit) in KINDS.items():
        chosen = [row for row in rows if row["kind"] == kind]
        drawn = [
            (
                f"{float(row['strength']):g} ({float(row['minus']):+.3f})",
                float(row["accuracy"]),
                (float(row["low"]), float(row["high"])),
            )
            for row in chosen
        ]
        parts.append(f"<h3>{kind} ({unit})</h3>{bars(drawn, kind)}")
    parts.append("<p>In brackets: minus the unchanged pictures' accuracy.</p>")
    return "".join(parts)


def folds_page(run: Path) -> Path:
    """Write ``report.html`` for a cross-validation: its scores and its robustness; returns the path."""
    from training.classifier.report import scores_section

    metrics = json.loads((run / METRICS).read_text(encoding="utf-8"))
    labels = read_settings(_members(run)[0]).labels
    parts = [f"<h1>{run.name}</h1>", scores_section(metrics["cross_validation"], labels), section(run)]
    path = run / "report.html"
    path.write_text(page(run.name, parts), encoding="utf-8")
    return path
