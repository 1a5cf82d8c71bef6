"""The report of a captioner's run: one HTML file with nothing outside it."""

import html
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from geodesk.collection import read_csv
from geodesk.models.captions import LANDSLIDE
from training.captioner.evaluate import read_metrics
from training.captioner.features import pixels
from training.captioner.prepare import Captions, load_captions
from training.captioner.scores import OTHER
from training.captioner.settings import Settings, read_settings
from training.classifier.charts import curves, page
from training.classifier.loop import history
from training.classifier.report import _figure, _table

_SHOWN = 12


def report(run: Path) -> Path:
    """Write ``report.html`` into a run; returns its path. Raises `NoCaptioner`."""
    settings, metrics = read_settings(run), read_metrics(run)
    captions = load_captions(run)
    rows = history(run)
    title = f"{settings.captioner} {settings.backbone}"
    parts = [f"<h1>{html.escape(title)}</h1>"]
    if captions.synthetic:
        parts.append(
            "<p><b>A demonstration on synthetic pictures</b>, drawn by GeoDesk: it shows that the network "
            "learns what it is shown, and says nothing about real landslides.</p>"
        )
    for stage in ("encoder", "decoder"):
        some = [row for row in rows if row["phase"] == stage]
        if some:
            parts.append(f"<h2>Learning curves: {stage}</h2>")
            parts.append(curves(some, ("loss", "val_loss"), "loss"))
    for name in ("test", "validation"):
        if name in metrics:
            parts.append(_scores(metrics[name]))
            parts.append(_pictures(run, settings, captions, name))
    facts = {
        "data sha256": settings.data_sha256,
        "weights sha256": settings.weights_sha256,
        "seed": settings.seed,
        "borders of the sizes": captions.edges,
        **{side: len(captions.of(side)) for side in ("train", "validation", "test")},
    }
    parts.append(f"<h2>Origin</h2>{_table(facts)}")
    path = run / "report.html"
    path.write_text(page(title, parts), encoding="utf-8")
    return path


def _scores(scores: Mapping[str, Any]) -> str:
    low, high = scores["interval"]
    majority = scores["majority"]
    bleu = ", ".join(f"BLEU-{n} {value:.1f}" for n, value in scores["bleu"].items())
    usual = ", ".join(f"BLEU-{n} {value:.1f}" for n, value in majority["bleu"].items())
    rows = "".join(
        f"<tr><td>{html.escape(LANDSLIDE[name].en)}</td><td>{one['accuracy']:.3f}</td>"
        f"<td>{one['interval'][0]:.3f}-{one['interval'][1]:.3f}</td><td>{one['majority']:.3f}</td></tr>"
        for name, one in scores["attributes"].items()
    )
    tables = "".join(
        f"<h3>{html.escape(LANDSLIDE[name].en)}</h3>{_confusion(name, one['confusion'])}"
        for name, one in scores["attributes"].items()
    )
    return (
        f"<h2>{html.escape(str(scores['set']))}: {scores['n']} captions</h2>"
        f"<p>Right word by word <b>{scores['exact']:.3f}</b> (95 %, Wilson {low:.3f}-{high:.3f}) by beam "
        f"search of width {scores['beam_width']}, {scores['greedy_exact']:.3f} greedily; {bleu}. "
        f"Always saying “{html.escape(majority['caption'])}”: {majority['exact']:.3f}; {usual}.</p>"
        "<table><tr><th>attribute</th><th>accuracy</th><th>95 % (Wilson)</th><th>majority</th></tr>"
        f"{rows}</table><details><summary>Confusion</summary>{tables}</details>"
    )


def _confusion(name: str, counts: Sequence[Sequence[int]]) -> str:
    values = [value.words for value in LANDSLIDE[name].values]
    head = "".join(f"<th>{html.escape(value)}</th>" for value in (*values, OTHER))
    body = "".join(
        f"<tr><td>{html.escape(value)}</td>" + "".join(f"<td>{n}</td>" for n in row) + "</tr>"
        for value, row in zip(values, counts, strict=True)
    )
    return f"<table class=confusion><tr><th>truth \\ said</th>{head}</tr>{body}</table>"


def _pictures(run: Path, settings: Settings, captions: Captions, split: str) -> str:
    """Some pictures with the truth and what was said, the wrong ones first."""
    path = run / f"said-{split}.csv"
    rows = captions.of(split)
    if not path.is_file() or not rows:
        return ""
    told = {row["path"]: row for row in read_csv(path).rows}
    order = sorted(rows, key=lambda row: told[row.path]["said"] == row.caption)[:_SHOWN]
    places = {row.path: i for i, row in enumerate(rows)}
    pictures = pixels(captions, rows, settings, run)
    figures = [
        _figure(
            np.asarray(pictures[places[row.path]]),
            f"{row.caption} | {told[row.path]['said']} ({float(told[row.path]['probability']):.2f})",
        )
        for row in order
    ]
    return f"<details open><summary>Pictures ({split}): truth | said</summary>{''.join(figures)}</details>"
