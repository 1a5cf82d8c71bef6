"""Score a run on its splits, greedily and by beam search, and show what it says of other pictures."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from geodesk.collection import write_csv
from geodesk.models.captioner import WIDTH, search
from geodesk.models.captions import decoded
from training.captioner.features import picture_features
from training.captioner.prepare import Captioned, load_captions
from training.captioner.scores import caption_scores
from training.captioner.settings import NoCaptioner, Settings, read_settings
from training.captioner.stages import DECODER, continued
from training.progress import Progress
from training.runfiles import replace_text

METRICS = "metrics.json"
_AT_ONCE = 64


def said(
    run: Path, settings: Settings, features: NDArray[np.float32], width: int = WIDTH
) -> list[tuple[str, float]]:
    """The most probable caption of each picture by the run's Keras networks, with its probability."""
    found = []
    for start in range(0, len(features), _AT_ONCE):
        part = features[start : start + _AT_ONCE]
        found += search(part, settings.sentences, continued(run), width)
    return [(decoded(some[0][0], settings.vocabulary), some[0][1]) for some in found]


def evaluate(run: Path, progress: Progress, splits: Sequence[str] = ("validation", "test")) -> dict[str, Any]:
    """Score a run on the splits of its data; writes ``metrics.json`` and ``said-<split>.csv``.

    Raises
    ------
    NoCaptioner
        The run has no decoder yet.
    """
    settings = read_settings(run)
    if not (run / DECODER).is_file():
        raise NoCaptioner(
            en=f"{run} has no finished captioner yet: go on with “fit … --resume”.",
            es=f"{run} aún no tiene un modelo de leyendas terminado: continúe con «fit … --resume».",
        )
    captions = load_captions(run)
    training = captions.of("train")
    metrics: dict[str, Any] = {"data_sha256": settings.data_sha256, "synthetic": settings.synthetic}
    for split in splits:
        rows = captions.of(split)
        if not rows:
            continue
        features = picture_features(run, settings, captions, rows, progress)
        beam = said(run, settings, features)
        greedy = [text for text, _ in said(run, settings, features, 1)]
        scores = caption_scores(rows, [text for text, _ in beam], training, split)
        scores["greedy_exact"] = caption_scores(rows, greedy, training, split)["exact"]
        scores["beam_width"] = WIDTH
        metrics[split] = scores
        _write(run / f"said-{split}.csv", rows, beam, greedy)
        brief = {name: one["accuracy"] for name, one in scores["attributes"].items()}
        progress.event("scores", set=split, n=len(rows), exact=scores["exact"], **brief)
    replace_text(run / METRICS, json.dumps(metrics, indent=1, ensure_ascii=False))
    return metrics


def _write(
    path: Path, rows: Sequence[Captioned], beam: Sequence[tuple[str, float]], greedy: Sequence[str]
) -> None:
    write_csv(
        path,
        ("path", "caption", "said", "probability", "greedy"),
        (
            [row.path, row.caption, text, round(probability, 6), other]
            for row, (text, probability), other in zip(rows, beam, greedy, strict=True)
        ),
    )


def read_metrics(run: Path) -> dict[str, Any]:
    """What `evaluate` wrote; empty before."""
    path = run / METRICS
    return dict(json.loads(path.read_text(encoding="utf-8"))) if path.is_file() else {}
