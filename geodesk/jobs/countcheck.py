"""How far a point count is from the truth: against label images whose every pixel is known."""

import math
from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from geodesk.collection import Collection, Number, Picture, Sample, fixed, open_phases, write_csv
from geodesk.jobs.faces import Pairs
from geodesk.jobs.pointcount import judge
from geodesk.jobs.progress import Progress
from geodesk.jobs.scale import Scales
from geodesk.language import GeoDeskError
from geodesk.models import Classifier
from geodesk.morphology.pointgrid import grid_points
from geodesk.shares import Share, share_of

SIZES = (100, 200, 300, 500, 1000)
_Counts = list[list[tuple[Share, float]]]
_COLUMNS = (
    "observer",
    "points",
    "label",
    "fields",
    "counts",
    "truth",
    "estimate",
    "bias",
    "rms_error",
    "standard_error",
    "wilson_covers",
    "two_errors_cover",
    "agreement",
)


@dataclass(frozen=True, slots=True)
class Truth:
    """A field whose classes are known.

    Attributes
    ----------
    item
        The picture to show a model.
    pixels
        (H, W): index of the class of each pixel, -1 for none.
    """

    item: Picture
    classes: tuple[str, ...]
    pixels: NDArray[np.int8]

    @property
    def shares(self) -> NDArray[np.float64]:
        """The true share of each class among the pixels that have one."""
        counts = np.bincount(self.pixels[self.pixels >= 0], minlength=len(self.classes))
        return np.asarray(counts / counts.sum(), np.float64)


@dataclass(frozen=True, slots=True)
class Check:
    """What came of counting fields again and again.

    Attributes
    ----------
    observer
        ``"truth"``: every point is told rightly, so only the points err; or a model.
    points
        Laid on each field; those without a class are not counted.
    truth, estimate, bias, rms_error
        Means over all counts; the last is the root mean square of estimate − truth.
    standard_error
        Mean of the binomial one that each count states.
    wilson, two_errors
        Share of the counts whose 95 % interval holds the truth: Wilson's, and ± 2 standard errors.
    agreement
        Of a model: share of the class's points that it told rightly.
    """

    observer: str
    points: int
    label: str
    fields: int
    counts: int
    truth: float
    estimate: float
    bias: float
    rms_error: float
    standard_error: float
    wilson: float
    two_errors: float
    agreement: float | None = None


def truths_of(collection: Collection, pattern: str, names: Mapping[int, str]) -> list[Truth]:
    """The samples of a folder that have a label image of the truth.

    Parameters
    ----------
    pattern
        Its path in the folder; ``{sample}`` stands for the sample's id, of one picture without its ending.
    names
        Value → class; the same class may have several. Values without one are not counted.

    Raises
    ------
    GeoDeskError
        There is none, or one does not fit its picture.
    """
    classes = tuple(dict.fromkeys(names.values()))
    found = []
    for sample in collection.samples():
        name = sample.id if len(sample.pictures) > 1 else sample.id.rpartition(".")[0]
        file = collection.folder / pattern.replace("{sample}", name)
        if file.is_file() and all(picture.file != file for picture in sample.pictures):
            found.append(Truth(sample.pictures[0], classes, _indexed(sample, file, names, classes)))
    if not found:
        raise GeoDeskError(
            en=f"No sample of {collection.folder} has a label image {pattern}.",
            es=f"Ninguna muestra de {collection.folder} tiene una imagen de etiquetas {pattern}.",
        )
    return found


def check_points(
    truths: Sequence[Truth], sizes: Sequence[int] = SIZES, repeats: int = 200, seed: int = 0
) -> Generator[Progress[Check], None, None]:
    """Count each field `repeats` times with each number of points, every point told rightly.

    Yields
    ------
    Progress
        A `Check` for each size and class.
    """
    done, total = 0, len(sizes) * len(truths)
    for size in sizes:
        counts: list[list[tuple[Share, float]]] = [[] for _ in truths[0].classes]
        for place, one in enumerate(truths):
            shares = one.shares
            for turn in range(repeats):
                height, width = one.pixels.shape
                points = grid_points(width, height, size, "random", seed + place * repeats + turn)
                _take(counts, one.pixels[points[:, 1], points[:, 0]], shares)
            done += 1
            yield Progress(done, total, 0)
        rows = tuple(
            _summed("truth", size, label, len(truths), found)
            for label, found in zip(truths[0].classes, counts, strict=True)
        )
        yield Progress(done, total, 0, rows)


def check_model(
    truths: Sequence[Truth], model: Classifier, size: int = 300, tile: int | None = None, seed: int = 0
) -> Generator[Progress[Check], None, None]:
    """Count each field once, with a model as the observer at the points that have a class.

    Yields
    ------
    Progress
        At the end a `Check` for each class.

    Raises
    ------
    GeoDeskError
        The model does not know the classes, or a picture cannot be read.
    """
    classes = truths[0].classes
    if missing := [label for label in classes if label not in model.labels]:
        raise GeoDeskError(
            en=f"The model {model.name} has no class “{missing[0]}”; it has {', '.join(model.labels)}.",
            es=f"El modelo {model.name} no tiene la clase «{missing[0]}»; tiene {', '.join(model.labels)}.",
        )
    pairs, scales = Pairs([one.item for one in truths]), Scales(model.card)
    counts: list[list[tuple[Share, float]]] = [[] for _ in classes]
    right, asked = np.zeros(len(classes)), np.zeros(len(classes))
    columns = [model.labels.index(label) for label in classes]
    for place, one in enumerate(truths):
        height, width = one.pixels.shape
        points = grid_points(width, height, size, "random", seed + place)
        true = one.pixels[points[:, 1], points[:, 0]]
        kept = points[true >= 0]
        told: NDArray[np.int64] | None = None
        where = [(int(x), int(y)) for x, y in kept]
        for step in judge(one.item, where, model, tile=tile, pairs=pairs, scales=scales):
            if step.rows:
                told = step.rows[0].p[:, columns].argmax(axis=1)
            yield Progress(place, len(truths), 0, notices=step.notices)
        assert told is not None
        true = true[true >= 0]
        _take(counts, told, one.shares)
        asked += np.bincount(true, minlength=len(classes))
        right += np.bincount(true[told == true], minlength=len(classes))
    rows = tuple(
        _summed(model.identity, size, label, len(truths), counts[at], float(right[at] / max(1, asked[at])))
        for at, label in enumerate(classes)
    )
    yield Progress(len(truths), len(truths), 0, rows, scales.rest())


def write_checks(out: Path, rows: Sequence[Check]) -> None:
    """Write the checks as CSV; raises `CollectionError` if that cannot be done."""

    def cells(row: Check) -> list[str | int | Number | None]:
        values = (row.truth, row.estimate, row.bias, row.rms_error, row.standard_error)
        covers = (row.wilson, row.two_errors)
        return [
            row.observer,
            row.points,
            row.label,
            row.fields,
            row.counts,
            *(fixed(value, 6) for value in values),
            *(fixed(value, 4) for value in covers),
            None if row.agreement is None else fixed(row.agreement, 4),
        ]

    write_csv(out, _COLUMNS, (cells(row) for row in rows))


def _take(
    counts: list[list[tuple[Share, float]]], told: NDArray[np.integer], truth: NDArray[np.float64]
) -> None:
    """Add one count of a field: what was told at its points, -1 for not counted."""
    found = np.bincount(told[told >= 0], minlength=len(counts))
    total = int(found.sum())
    if total:
        for at, kept in enumerate(counts):
            kept.append((share_of(int(found[at]), total), float(truth[at])))


def _summed(
    observer: str,
    size: int,
    label: str,
    fields: int,
    found: Sequence[tuple[Share, float]],
    agreement: float | None = None,
) -> Check:
    errors = [share.share - true for share, true in found]
    n = len(found)
    return Check(
        observer,
        size,
        label,
        fields,
        n,
        sum(true for _, true in found) / n,
        sum(share.share for share, _ in found) / n,
        sum(errors) / n,
        math.sqrt(sum(error * error for error in errors) / n),
        sum(share.error for share, _ in found) / n,
        sum(share.low <= true <= share.high for share, true in found) / n,
        sum(abs(share.share - true) <= 2 * share.error for share, true in found) / n,
        agreement,
    )


def _indexed(
    sample: Sample, file: Path, names: Mapping[int, str], classes: Sequence[str]
) -> NDArray[np.int8]:
    values = open_phases(file).labels()
    if values.ndim != 2:
        raise GeoDeskError(
            en=f"{file.name} has several pages; the truth of {sample.id} is one.",
            es=f"{file.name} tiene varias páginas; la verdad de {sample.id} es una.",
        )
    table = np.full(256, -1, np.int8)
    for value, name in names.items():
        table[value] = classes.index(name)
    return np.asarray(table[np.clip(values, 0, 255)], np.int8)
