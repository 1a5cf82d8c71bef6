"""The table of a grid as one HTML file with bar charts."""

import html
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from training.classifier.charts import bars, curves, page
from training.classifier.loop import history
from training.compare.cells import Done
from training.compare.grids import LeftOut
from training.compare.table import behind, conditions, minutes, rows

FILE = "report.html"


def write_page(out: Path, title: str, done: Sequence[Done], left: Sequence[LeftOut]) -> Path:
    """Write ``report.html`` into the folder of a grid; returns its path."""
    found = rows(done)
    parts = [f"<h1>{html.escape(title)}</h1>"]
    parts += [f"<p>{html.escape(sentence)}</p>" for sentence in conditions(done)]
    if found:
        each = [(row["cell"], row["accuracy"], (row["low"], row["high"])) for row in found]
        parts += ["<h2>Accuracy</h2>", bars(each, "accuracy")]
        means = [(row["cell"], row["f1"], None) for row in found]
        parts += ["<h2>Macro F1</h2>", bars(means, "macro F1"), _table(done, found)]
    parts += [f"<p>{html.escape(f'{cell.name}: {cell.why.en}')}</p>" for cell in left]
    for one in done:
        for run in [one.folder, *sorted(one.folder.glob("fold-*"))][:2]:
            if history(run):
                name = html.escape(run.relative_to(out).as_posix())
                shown = curves(history(run), ("loss", "val_loss"), "loss")
                parts.append(f"<details><summary>Learning curves: {name}</summary>{shown}</details>")
    path = out / FILE
    path.write_text(page(title, parts), encoding="utf-8")
    return path


def _table(done: Sequence[Done], found: Sequence[dict[str, Any]]) -> str:
    axes = list(done[0].cell.shown)
    titles = [
        *axes,
        "n",
        "accuracy",
        "95 % (Wilson)",
        "macro P",
        "macro R",
        "macro F1",
        "minus the best (95 %)",
        "validation loss",
        "epochs",
        "parameters",
        "trainable",
        "wall time",
        "seed",
        "data",
    ]
    body = []
    for row in found:
        cells = [
            *(row[name] for name in axes),
            row["n"],
            f"{row['accuracy']:.3f}",
            f"{row['low']:.3f}–{row['high']:.3f}",
            *(f"{row[name]:.3f}" for name in ("precision", "recall", "f1")),
            behind(row),
            f"{row['val_loss']:.3f}",
            row["epochs"],
            f"{row['parameters']:,}",
            f"{row['trainable']:,}",
            minutes(row["wall_s"]),
            row["seed"],
            row["data_sha256"][:12],
        ]
        body.append("<tr>" + "".join(f"<td>{html.escape(str(cell))}</td>" for cell in cells) + "</tr>")
    head = "".join(f"<th>{html.escape(one)}</th>" for one in titles)
    return f"<h2>Table</h2><div class=wide><table><tr>{head}</tr>{''.join(body)}</table></div>"
