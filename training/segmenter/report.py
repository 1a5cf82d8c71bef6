"""The report of a segmenter's run or of its folds: one HTML file with nothing outside it."""

import base64
import html
import io
import json
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

import geodesk
import geodesk.micrograph as gm
from training.classifier.charts import bar, confusion_table, curves
from training.classifier.export import COLOURS
from training.classifier.loop import history
from training.segmenter.evaluate import METRICS, PREDICTED
from training.segmenter.fields import Field, truth
from training.segmenter.fit import fields_of, read_state
from training.segmenter.settings import Settings, read_settings

_STYLE = """
body{font:15px/1.5 system-ui,sans-serif;max-width:70rem;margin:2rem auto;padding:0 1rem;color:#222;
background:#fff}table{border-collapse:collapse;margin:1rem 0}
td,th{border:1px solid #bbb;padding:.25rem .6rem;text-align:right}
td:first-child,th:first-child{text-align:left}
figure{margin:.6rem 0;font-size:13px}figure img{max-width:100%;display:block}
svg{max-width:100%}.key{display:inline-block;width:.9em;height:.9em;margin:0 .3em 0 1em}
"""
_WORST, _WIDE = 6, 420
_WRONG = (230, 0, 0)
_UNKNOWN = 255


def report(run: Path) -> Path:
    """Write ``run/report.html`` and return its path; raises `NoRun`."""
    settings = read_settings(run)
    metrics = _json(run / METRICS)
    title = f"Segmenter: {run.name}"
    parts = [f"<h1>{html.escape(title)}</h1>"]
    for name in ("cross_validation", "test"):
        if metrics.get(name):
            parts.append(scores_section(metrics[name], settings.labels))
    if not metrics:
        parts.append("<p>Learnt from every field: no score of its own. See the folds.</p>")
    parts += [_fields(metrics.get("by_field", ())), _worst(run, settings, metrics.get("by_field", ()))]
    parts += [_learning(run), _origin(run, settings)]
    page = (
        f'<!doctype html><html lang="en"><meta charset="utf-8"><title>GeoDesk: {html.escape(title)}</title>'
        f"<style>{_STYLE}</style>{''.join(parts)}</html>"
    )
    path = run / "report.html"
    path.write_text(page, encoding="utf-8")
    return path


def scores_section(scores: Mapping[str, Any], labels: Sequence[str]) -> str:
    """Scores with their intervals, by class, and the confusion matrix in thousands of pixels."""
    low, high = scores["mean_iou_interval"]
    first, last = scores["interval"]
    rows = "".join(_class_row(label, scores["per_class"][label], scores["n"]) for label in labels)
    thousands = [[round(n / 1000) for n in row] for row in scores["confusion"]]
    return (
        f"<h2>{html.escape(str(scores['set']))}: {scores['fields']} fields of {scores['sections']} sections"
        f"</h2><p>Mean IoU <b>{scores['mean_iou']:.3f}</b> (95 %, bootstrap over sections "
        f"{low:.3f}-{high:.3f}); pixels right <b>{scores['accuracy']:.3f}</b> ({first:.3f}-{last:.3f}); "
        f"calling everything the commonest class gets {scores['largest_class']:.3f}.</p>"
        "<table><tr><th>class</th><th>IoU</th><th>95 %</th><th></th><th>precision</th><th>recall</th>"
        f"<th>share</th><th>error of a field's share</th></tr>{rows}</table>"
        "<p>Confusion, thousands of pixels:</p>" + confusion_table(thousands, labels)
    )


def _class_row(label: str, one: Mapping[str, Any], pixels: int) -> str:
    low, high = one["interval"]
    return (
        f"<tr><td>{html.escape(label)}</td><td>{one['iou']:.3f}</td><td>{low:.3f}-{high:.3f}</td>"
        f"<td>{bar(one['iou'], one['interval'])}</td><td>{one['precision']:.3f}</td>"
        f"<td>{one['recall']:.3f}</td><td>{one['n'] / pixels:.1%}</td><td>{one['share_error']:.1%}</td></tr>"
    )


def _fields(rows: Sequence[Mapping[str, Any]]) -> str:
    if not rows:
        return ""
    body = "".join(
        f"<tr><td>{html.escape(row['field'])}</td><td>{html.escape(row['section'])}</td>"
        f"<td>{row['mean_iou']:.3f}</td><td>{row['accuracy']:.3f}</td></tr>"
        for row in rows
    )
    head = "<tr><th>field</th><th>section</th><th>mean IoU</th><th>pixels right</th></tr>"
    return f"<h2>Each field, held out</h2><table>{head}{body}</table>"


def _worst(run: Path, settings: Settings, rows: Sequence[Mapping[str, Any]]) -> str:
    """The fields that were told worst: both faces, the mask, what was found, and where the two differ."""
    fields = {field.name: field for field in fields_of(settings)} if rows else {}
    figures = []
    for row in sorted(rows, key=lambda row: float(row["mean_iou"]))[:_WORST]:
        name = f"{row['field'].replace('/', '_')}.png"
        found = next(iter(sorted(run.glob(f"**/{PREDICTED}/{name}"))), None)
        if found is not None and row["field"] in fields:
            caption = f"{row['field']}: mean IoU {row['mean_iou']:.3f}, pixels right {row['accuracy']:.3f}"
            figures.append(_figure(_overlay(fields[row["field"]], found, settings), caption))
    keys = "".join(
        f'<span class=key style="background:{_colour(i)}"></span>{html.escape(label)}'
        for i, label in enumerate(settings.labels)
    )
    about = "<p>PPL, XPL, mask, found, wrong pixels in red.</p>"
    return f"<h2>Worst fields</h2>{about}<p>{keys}</p>{''.join(figures)}" if figures else ""


def _overlay(field: Field, found: Path, settings: Settings) -> NDArray[np.uint8]:
    table = np.full((256, 3), 255, np.uint8)
    for i in range(len(settings.labels)):
        table[i] = [int(_colour(i)[at : at + 2], 16) for at in (1, 3, 5)]
    right, drawn = truth(field, settings), np.asarray(Image.open(found))
    panels = []
    with ExitStack() as stack:
        for file in field.faces:
            pixels = stack.enter_context(gm.open(file)).pixels()
            panels.append(pixels[..., :3] if pixels.ndim == 3 else np.repeat(pixels[..., None], 3, axis=2))
    wrong = np.array(panels[-1])
    wrong[(drawn != right) & (right != _UNKNOWN)] = _WRONG
    panels += [table[right], table[drawn], wrong]
    height = round(right.shape[0] * _WIDE / right.shape[1])
    small = [np.asarray(Image.fromarray(panel).resize((_WIDE, height))) for panel in panels]
    return np.concatenate(small, axis=1)


def _learning(run: Path) -> str:
    folders = [run, *sorted(path.parent for path in run.glob("fold-*/history.csv"))]
    parts = []
    for folder in folders:
        rows = history(folder)
        if rows:
            parts += [f"<h3>{html.escape(folder.name)}</h3>", curves(rows, ("loss",), "loss")]
            parts.append(curves(rows, ("accuracy",), "accuracy"))
    note = "<p>Of the crops it learns from: no held-out field is looked at on the way.</p>"
    return f"<h2>Learning</h2>{note}{''.join(parts)}" if parts else ""


def _origin(run: Path, settings: Settings) -> str:
    states = [read_state(folder) for folder in (run, *sorted(run.glob("fold-*")))]
    facts = {
        "data": Path(settings.data).name,
        "data sha256": settings.data_sha256,
        "weights sha256": settings.weights_sha256 or "-",
        "minutes, wall": f"{sum(state.seconds for state in states) / 60:.1f}",
        "minutes, processor": f"{sum(state.cpu_seconds for state in states) / 60:.1f}",
        "geodesk": geodesk.__version__,
        **{name: version(name) for name in ("tensorflow", "keras", "numpy")},
    }
    shown = {**asdict(settings), "data": Path(settings.data).name, "weights": Path(settings.weights).name}
    table = f"<h2>Origin</h2>{_table(facts)}<details><summary>Settings</summary>{_table(shown)}</details>"
    card = _json(run / "card.json")
    if card:
        text = html.escape(
            json.dumps({k: v for k, v in card.items() if k != "test"}, indent=1, ensure_ascii=False)
        )
        table += f"<details><summary>Card</summary><pre>{text}</pre></details>"
    return table


def _table(rows: Mapping[str, Any]) -> str:
    body = "".join(
        f"<tr><td>{html.escape(key)}</td><td>{html.escape(str(value))}</td></tr>"
        for key, value in rows.items()
    )
    return f"<table>{body}</table>"


def _colour(place: int) -> str:
    return COLOURS[place % len(COLOURS)]


def _figure(pixels: NDArray[np.uint8], caption: str) -> str:
    buffer = io.BytesIO()
    Image.fromarray(pixels).save(buffer, "JPEG", quality=80)
    data = base64.b64encode(buffer.getvalue()).decode("ascii")
    return (
        f'<figure><img src="data:image/jpeg;base64,{data}" alt=""><figcaption>{html.escape(caption)}'
        "</figcaption></figure>"
    )


def _json(path: Path) -> dict[str, Any]:
    return dict(json.loads(path.read_text(encoding="utf-8"))) if path.is_file() else {}
