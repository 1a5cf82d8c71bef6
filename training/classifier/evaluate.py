"""Scoring a run on its own validation and test samples, and on sets from elsewhere."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from geodesk.collection import fixed, replacing, write_csv
from geodesk.language import GeoDeskError
from training.classifier.examples import Examples, read_examples
from training.classifier.fit import run_index
from training.classifier.predict import network
from training.classifier.scores import classification_scores
from training.classifier.settings import Settings, read_settings
from training.classifier.sources import Predictor
from training.data.folder import find
from training.data.index import DataIndex, DataSample, with_digests
from training.progress import Progress

METRICS = "metrics.json"


class OtherLabels(GeoDeskError):
    """A set shares no label with the run."""


@dataclass(frozen=True, slots=True)
class Judged:
    """Probabilities of samples whose truth is known.

    Attributes
    ----------
    rows
        (n, n_labels).
    truth
        (n,) index into `labels`.
    samples, labels
        What they are.
    """

    rows: NDArray[np.float64]
    truth: NDArray[np.int64]
    samples: tuple[DataSample, ...]
    labels: tuple[str, ...]

    @property
    def scores(self) -> dict[str, Any]:
        """See `classification_scores`."""
        groups = [sample.group for sample in self.samples]
        return classification_scores(self.rows, self.truth, self.labels, groups)


def judge(run: Path, split: str, cache: Path | None = None, model: Any = None) -> Judged:
    """What the run's network says of its own ``validation`` or ``test`` samples."""
    settings = read_settings(run)
    held = read_examples(run_index(run), settings, split, cache or run / "cache")
    return _judged(held, settings, model or network(run))


def judge_elsewhere(run: Path, folder: Path, model: Any = None) -> tuple[Judged, str]:
    """What the run's network says of a labelled folder; and the data's SHA-256.

    Samples whose label the network does not know are left out.

    Raises
    ------
    OtherLabels
        No label is the network's.
    """
    settings = read_settings(run)
    rows = tuple(row for row in find(folder).rows if row.label in settings.labels)
    if not rows:
        raise OtherLabels(
            en=f"{folder} has none of the labels {', '.join(settings.labels)}.",
            es=f"{folder} no tiene ninguna de las etiquetas {', '.join(settings.labels)}.",
        )
    index = with_digests(DataIndex(folder.resolve(), rows))
    held = read_examples(index, settings, "all", run / "cache")
    return _judged(held, settings, model or network(run)), index.sha256


def _judged(held: Examples, settings: Settings, model: Any) -> Judged:
    rows = held.by_sample(Predictor(model)(held.pixels))
    labels = tuple(settings.labels)
    return Judged(rows, held.sample_truth(labels), held.samples, labels)


def evaluate(
    run: Path, folders: Sequence[Path], progress: Progress, looks_before: int = 0, model: Any = None
) -> dict[str, Any]:
    """Score the best network of `run`.

    Parameters
    ----------
    run
        The run's folder.
    folders
        Labelled sets from elsewhere, never trained on; the first is the outside set of the card.
    progress
        Told of the scores.
    looks_before
        How often earlier runs that led to this one were scored on `folders`.
    model
        The run's network, if it is at hand.

    Returns
    -------
    dict
        What was written to ``metrics.json``: ``validation``, ``test`` (or null), ``outside`` (or null),
        ``others``, ``looks``, ``date``.
    """
    model = model or network(run)
    before = _read(run)
    metrics: dict[str, Any] = {
        "validation": None,
        "test": None,
        "outside": before.get("outside"),
        "others": before.get("others", []),
        "looks": max(before.get("looks", 0), looks_before),
    }
    index = run_index(run)
    for split in ("validation", "test"):
        if any(sample.split == split for sample in index.samples):
            judged = judge(run, split, model=model)
            metrics[split] = {"set": split, **judged.scores}
            write_predictions(run / f"predictions-{split}.csv", judged.samples, judged.rows, judged.labels)
            _tell(progress, split, metrics[split])
    found = []
    for folder in folders:
        judged, digest = judge_elsewhere(run, folder, model)
        name = folder.resolve().name
        found.append({"set": name, **judged.scores, "data_sha256": digest})
        write_predictions(run / f"predictions-{name}.csv", judged.samples, judged.rows, judged.labels)
        _tell(progress, name, found[-1])
    if found:
        metrics["looks"] += 1
        metrics["outside"], metrics["others"] = {**found[0], "looks": metrics["looks"]}, found[1:]
    metrics["date"] = datetime.now(UTC).isoformat(timespec="seconds")
    with replacing(run / METRICS) as stream:
        stream.write(json.dumps(metrics, indent=1, ensure_ascii=False).encode())
    return metrics


def write_predictions(
    path: Path, samples: Sequence[DataSample], rows: NDArray[np.floating], labels: Sequence[str]
) -> None:
    """One row a sample: path of its first picture, label, group, predicted, probability, p_LABEL…."""
    columns = ("path", "label", "group", "predicted", "probability", *(f"p_{label}" for label in labels))
    table: list[tuple[Any, ...]] = []
    for sample, row in zip(samples, rows, strict=True):
        best = int(row.argmax())
        cells = (fixed(float(p), 6) for p in row)
        table.append(
            (
                sample.rows[0].path,
                sample.label,
                sample.group,
                labels[best],
                fixed(float(row[best]), 6),
                *cells,
            )
        )
    table.sort(key=lambda line: str(line[0]))
    write_csv(path, columns, table)


def _tell(progress: Progress, name: str, scores: dict[str, Any]) -> None:
    progress.event(
        "scores",
        set=name,
        n=scores["n"],
        accuracy=scores["accuracy"],
        interval=scores["interval"],
        macro_f1=scores["macro_f1"],
    )


def _read(run: Path) -> dict[str, Any]:
    try:
        document = json.loads((run / METRICS).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return document if isinstance(document, dict) else {}
