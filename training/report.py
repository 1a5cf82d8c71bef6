"""The report of a run: one HTML file without anything outside it."""

import base64
import csv
import html
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

_STYLE = """
body{font:15px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#222}
table{border-collapse:collapse;margin:1rem 0}
td,th{border:1px solid #bbb;padding:.25rem .6rem;text-align:right}
td:first-child,th:first-child{text-align:left}figure{display:inline-block;margin:.4rem;font-size:12px;width:240px}
.bar{fill:#0072b2}.low{fill:#d55e00}svg{max-width:100%}
"""


def report(run: Path) -> Path:
    """Write ``report.html`` from the run's config, history, metrics and mistakes; returns its path."""
    config = _json(run / "config.json")
    metrics = _json(run / "metrics.json")
    history = _rows(run / "history.csv")
    parts = [
        "<h1>SEM pre-classifier: usable or not</h1>",
        _settings(config),
        "<h2>Learning curves</h2>",
        curves(history, ("loss", "val_loss"), "loss"),
        curves(
            history, ("val_balanced_accuracy", "val_usable", "val_defocus", "val_drift", "val_noise"), "share"
        ),
    ]
    if metrics.get("validation"):
        parts += ["<h2>Validation tiles (training family of faults)</h2>", _scores(metrics["validation"])]
    if metrics.get("outside"):
        outside = metrics["outside"]
        parts += [
            f"<h2>Outside set: {html.escape(str(outside['set']))}, {outside['pictures']} whole pictures "
            "(test family of faults)</h2>",
            f"<p>Never trained on; scored {metrics.get('looks', 1)} time(s) on the way to this result. "
            f"The interval is a bootstrap over {outside['groups']} groups of near-duplicates.</p>",
            _scores(outside),
            _fault_table(outside.get("faults", {})),
            "<h2>Mistakes, the most confident first</h2>",
            _mistakes(run / "mistakes"),
        ]
    refused = _rows(run / "refused.csv")
    parts += [_refused(refused)]
    page = (
        '<!doctype html><html lang="en"><meta charset="utf-8"><title>GeoDesk: SEM pre-classifier</title>'
        f"<style>{_STYLE}</style>{''.join(parts)}</html>"
    )
    path = run / "report.html"
    path.write_text(page, encoding="utf-8")
    return path


def curves(history: Sequence[Mapping[str, str]], columns: Sequence[str], axis: str) -> str:
    """An inline SVG of columns of the history over the epochs, the phases' boundary as a dashed line."""
    width, height, left, bottom = 640, 240, 46, 26
    colours = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00")
    lines = [[(int(row["epoch"]), float(row[name])) for row in history if row.get(name)] for name in columns]
    points = [point for line in lines for point in line]
    if not points:
        return "<p>No epochs yet.</p>"
    last = max(max(x for x, _ in points), 2)
    low, high = min(y for _, y in points), max(y for _, y in points)
    low, high = min(low, 0.0) if axis == "loss" else low, high if high > low else low + 1

    def place(x: float, y: float) -> str:
        px = left + (x - 1) / (last - 1) * (width - left - 130)
        return f"{px:.1f},{10 + (high - y) / (high - low) * (height - bottom - 10):.1f}"

    svg = [f'<svg viewBox="0 0 {width} {height}" role="img" aria-label="{axis} over epochs">']
    for y in (low, (low + high) / 2, high):
        at = place(1, y).split(",")[1]
        svg.append(f'<text x="2" y="{at}" font-size="11">{y:.3g}</text>')
        svg.append(f'<line x1="{left}" x2="{width - 130}" y1="{at}" y2="{at}" stroke="#ddd"/>')
    untied = [int(row["epoch"]) for row in history if row.get("phase") == "untied"]
    if untied:
        at = place(min(untied) - 0.5, low).split(",")[0]
        svg.append(
            f'<line x1="{at}" x2="{at}" y1="10" y2="{height - bottom}" stroke="#888" stroke-dasharray="4"/>'
        )
    for line, name, colour in zip(lines, columns, colours, strict=False):
        path = " ".join(place(x, y) for x, y in line)
        svg.append(f'<polyline fill="none" stroke="{colour}" stroke-width="1.8" points="{path}"/>')
        at_y = 18 + 16 * columns.index(name)
        svg.append(
            f'<text x="{width - 124}" y="{at_y}" font-size="12" fill="{colour}">{html.escape(name)}</text>'
        )
    svg.append(f'<text x="{left}" y="{height - 6}" font-size="11">epoch 1 … {last}</text></svg>')
    return "".join(svg)


def _settings(config: Mapping[str, Any]) -> str:
    shown = {**config, "data": ", ".join(Path(folder).name for folder in config["data"])}
    rows = "".join(
        f"<tr><td>{html.escape(key)}</td><td>{html.escape(str(value))}</td></tr>"
        for key, value in shown.items()
    )
    return f"<details><summary>Settings</summary><table>{rows}</table></details>"


def _scores(scores: Mapping[str, Any]) -> str:
    low, high = scores["interval"]
    usable, rejection = scores["usable"], scores["rejection"]
    rejected = sum(row["hits"] for row in rejection.values())
    spoilt = sum(row["n"] for row in rejection.values())
    rows = "".join(_rate_row(kind, row) for kind, row in [("usable kept", usable), *rejection.items()])
    return (
        f"<p>Balanced accuracy <b>{scores['balanced_accuracy']:.3f}</b> (95 % {low:.3f}-{high:.3f}); "
        f"accuracy {scores['accuracy']:.3f} of {scores['n']}.</p>"
        "<table><tr><th>truth</th><th>said usable</th><th>said not usable</th></tr>"
        f"<tr><td>usable</td><td>{usable['hits']}</td><td>{usable['n'] - usable['hits']}</td></tr>"
        f"<tr><td>not usable</td><td>{spoilt - rejected}</td><td>{rejected}</td></tr></table>"
        "<table><tr><th>kind</th><th>right</th><th>of</th><th>rate</th><th>95 % (Wilson)</th><th></th></tr>"
        f"{rows}</table>"
    )


def _rate_row(kind: str, row: Mapping[str, Any]) -> str:
    low, high = row["interval"]
    colour = "bar" if (row["share"] or 0) >= 0.8 else "low"
    length = f"{120 * (row['share'] or 0):.0f}"
    bar = f'<svg width="120" height="10"><rect class="{colour}" width="{length}" height="10"/></svg>'
    return (
        f"<tr><td>{html.escape(kind)}</td><td>{row['hits']}</td><td>{row['n']}</td><td>{row['share']:.3f}</td>"
        f"<td>{low:.3f}-{high:.3f}</td><td>{bar}</td></tr>"
    )


def _fault_table(faults: Mapping[str, Sequence[int]]) -> str:
    rows = "".join(
        f"<tr><td>{html.escape(name)}</td><td>{hits}</td><td>{n}</td></tr>"
        for name, (hits, n) in faults.items()
    )
    return f"<table><tr><th>fault</th><th>rejected</th><th>of</th></tr>{rows}</table>"


def _mistakes(folder: Path) -> str:
    figures = []
    for path in sorted(folder.glob("*.png")):
        data = base64.b64encode(path.read_bytes()).decode("ascii")
        _, kind, probability = path.stem.split("-")
        figures.append(
            f'<figure><img src="data:image/png;base64,{data}" alt=""><figcaption>{html.escape(kind)}: '
            f"p(usable) = {probability}</figcaption></figure>"
        )
    return "".join(figures) or "<p>None.</p>"


def _refused(rows: Sequence[Mapping[str, str]]) -> str:
    body = "".join(
        f"<tr><td>{html.escape(row['source'])}</td><td>{row['box']}</td><td>{row['edge']}</td><td>{row['sharpness']}</td></tr>"
        for row in rows
    )
    return (
        f"<h2>Crops not used as usable</h2><p>{len(rows)} crops of real pictures lie below the structure "
        "threshold (training/structure.py).</p><details><summary>List</summary><table>"
        f"<tr><th>picture</th><th>x, y, w, h</th><th>edge</th><th>sharpness</th></tr>{body}</table></details>"
    )


def _json(path: Path) -> dict[str, Any]:
    return dict(json.loads(path.read_text(encoding="utf-8"))) if path.is_file() else {}


def _rows(path: Path) -> list[dict[str, str]]:
    if not path.is_file():
        return []
    with path.open(newline="", encoding="utf-8") as stream:
        return list(csv.DictReader(stream))
