"""The report of a run: one HTML file with nothing outside it."""

import base64
import html
import io
import json
import platform
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

import geodesk
from training.classifier import addclass, robustness
from training.classifier.augment import applied, draw
from training.classifier.charts import bar, confusion_table, curves, page
from training.classifier.evaluate import METRICS, judge
from training.classifier.examples import read_examples
from training.classifier.fit import run_index
from training.classifier.loop import history, read_state
from training.classifier.predict import network
from training.classifier.settings import Settings, read_settings

_PACKAGES = ("tensorflow", "keras", "numpy", "onnxruntime", "pillow")
_MISTAKES, _SAMPLES, _THUMB = 24, 6, 150


def report(run: Path) -> Path:
    """Write ``report.html`` into a run that has a network; returns its path.

    Raises
    ------
    NoRun
        There is none.
    """
    settings, state = read_settings(run), read_state(run)
    model = network(run)
    metrics = _json(run / METRICS)
    rows = history(run)
    title = f"{settings.network} {settings.backbone}".strip()
    parts = [
        f"<h1>{html.escape(title)}: {html.escape(', '.join(settings.labels))}</h1>",
        f"<p>Best epoch {state.best_epoch} of {state.total} (phase “{state.best_phase}”), validation loss "
        f"{state.best_loss:.4f}. {state.seconds:.0f} s of epochs.</p>",
        "<h2>Learning curves</h2>",
        curves(rows, ("loss", "val_loss"), "loss"),
        curves(rows, ("accuracy", "val_accuracy", "val_macro_f1"), "share"),
        _scores(metrics, settings),
        addclass.section(run),
        robustness.section(run),
        _mistakes(run, settings, model),
        _augmented(run, settings),
        _origin(run, settings, model),
    ]
    path = run / "report.html"
    path.write_text(page(title, parts), encoding="utf-8")
    return path


def _scores(metrics: Mapping[str, Any], settings: Settings) -> str:
    sets = [
        metrics.get("cross_validation"),
        metrics.get("test"),
        metrics.get("validation"),
        metrics.get("outside"),
    ]
    sets += metrics.get("others", [])
    known = [scores for scores in sets if scores]
    if not known:
        return "<p>Not evaluated yet: run “evaluate”.</p>"
    return "".join(scores_section(scores, settings.labels) for scores in known)


def scores_section(scores: Mapping[str, Any], labels: Sequence[str]) -> str:
    """One set of pictures: accuracy with its interval, averages, classes, confusion matrix."""
    low, high = scores["interval"]
    spread = scores["bootstrap"]["macro_f1"]
    averages = "".join(
        f"<tr><td>{name}</td>"
        + "".join(f"<td>{scores[name][one]:.3f}</td>" for one in ("precision", "recall", "f1"))
        + f"<td>{scores['n']}</td><td></td><td></td></tr>"
        for name in ("macro", "weighted")
    )
    classes = "".join(_class_row(label, scores["per_class"][label]) for label in labels)
    return (
        f"<h2>{html.escape(str(scores['set']))}: {scores['n']} samples in {scores['groups']} groups</h2>"
        f"<p>Accuracy <b>{scores['accuracy']:.3f}</b> (95 %, Wilson {low:.3f}-{high:.3f}); macro F1 "
        f"<b>{scores['macro_f1']:.3f}</b> (95 %, bootstrap over groups {spread[0]:.3f}-{spread[1]:.3f}); "
        f"loss {scores['loss']:.3f}.</p>"
        "<table><tr><th>class</th><th>precision</th><th>recall</th><th>F1</th><th>support</th>"
        f"<th>recall, 95 % (Wilson)</th><th></th></tr>{classes}{averages}</table>"
        + confusion_table(scores["confusion"], labels)
    )


def _class_row(label: str, one: Mapping[str, Any]) -> str:
    low, high = one["interval"]
    return (
        f"<tr><td>{html.escape(label)}</td><td>{one['precision']:.3f}</td><td>{one['recall']:.3f}</td>"
        f"<td>{one['f1']:.3f}</td><td>{one['n']}</td><td>{low:.3f}-{high:.3f}</td>"
        f"<td>{bar(one['recall'], one['interval'])}</td></tr>"
    )


def _mistakes(run: Path, settings: Settings, model: Any) -> str:
    """The most confident mistakes on the test samples, or the validation samples where there is no test."""
    index = run_index(run)
    split = "test" if any(sample.split == "test" for sample in index.samples) else "validation"
    judged = judge(run, split, model=model)
    held = read_examples(index, settings, split, run / "cache")
    predicted = judged.rows.argmax(axis=1)
    wrong = np.flatnonzero(predicted != judged.truth)
    wrong = wrong[np.argsort(-judged.rows[wrong, predicted[wrong]])][:_MISTAKES]
    figures = []
    for i in wrong:
        sample = judged.samples[i]
        pictures = held.pixels[np.flatnonzero(held.sample == i)]
        caption = (
            f"{sample.id}: {sample.label}, taken for {settings.labels[predicted[i]]} "
            f"({judged.rows[i, predicted[i]]:.2f})"
        )
        figures.append(_figure(_faces(pictures), caption))
    return f"<h2>Worst mistakes ({split})</h2>" + ("".join(figures) or "<p>None.</p>")


def _augmented(run: Path, settings: Settings) -> str:
    """A few training pictures as they are and as the network is shown them."""
    if settings.augmentation.nothing:
        return ""
    train = read_examples(run_index(run), settings, "train", run / "cache")
    chosen = np.linspace(0, len(train) - 1, min(_SAMPLES, len(train))).astype(int)
    figures = []
    for i in chosen:
        pixels = np.asarray(train.pixels[i : i + 1])
        figures.append(_figure(_faces(pixels), f"{train.samples[train.sample[i]].label}, as it is"))
        for view in range(3):
            changes = draw(settings.augmentation, 1, (settings.seed, 71, int(i), view))
            changed = np.asarray(applied(pixels, changes, settings.augmentation))
            figures.append(_figure(_faces(np.rint(changed).astype(np.uint8)), "augmented"))
    return f"<details><summary>Augmentation</summary>{''.join(figures)}</details>"


def _origin(run: Path, settings: Settings, model: Any) -> str:
    from training.networks.parameters import parameters

    counts = parameters(model)
    facts = {
        "data": Path(settings.data).name,
        "data sha256": settings.data_sha256,
        "weights sha256": settings.weights_sha256 or "-",
        "parameters": f"{counts.total:,}",
        "geodesk": geodesk.__version__,
        "python": platform.python_version(),
        **{name: _version(name) for name in _PACKAGES},
    }
    shown = {**asdict(settings), "data": Path(settings.data).name, "weights": Path(settings.weights).name}
    parts = [f"<h2>Origin</h2>{_table(facts)}<details><summary>Settings</summary>{_table(shown)}</details>"]
    card = _json(run / "card.json")
    if card:
        text = html.escape(json.dumps(card, indent=1, ensure_ascii=False))
        parts.append(f"<details><summary>Card</summary><pre>{text}</pre></details>")
    return "".join(parts)


def _table(rows: Mapping[str, Any]) -> str:
    body = "".join(
        f"<tr><td>{html.escape(key)}</td><td>{html.escape(str(value))}</td></tr>"
        for key, value in rows.items()
    )
    return f"<table>{body}</table>"


def _faces(pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """All faces of one sample, (n, H, W, 3·faces), side by side."""
    parts = [one[..., c : c + 3] for one in pixels for c in range(0, one.shape[-1], 3)]
    return np.concatenate(parts, axis=1)


def _figure(pixels: NDArray[np.uint8], caption: str) -> str:
    image = Image.fromarray(pixels)
    image.thumbnail((_THUMB, _THUMB))
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", quality=80)
    data = base64.b64encode(buffer.getvalue()).decode("ascii")
    return (
        f'<figure><img src="data:image/jpeg;base64,{data}" alt=""><figcaption>{html.escape(caption)}'
        "</figcaption></figure>"
    )


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "-"


def _json(path: Path) -> dict[str, Any]:
    return dict(json.loads(path.read_text(encoding="utf-8"))) if path.is_file() else {}
