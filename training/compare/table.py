"""The cells of a grid side by side: rows for CSV, Markdown and the page."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from geodesk.collection import write_csv
from training.classifier.baseline import paired
from training.compare.cells import Done
from training.compare.grids import LeftOut, deviations

FILE = "table"
_SCORES = (
    "n",
    "accuracy",
    "low",
    "high",
    "precision",
    "recall",
    "f1",
    "minus_best",
    "minus_best_low",
    "minus_best_high",
)
_RUN = (
    "val_loss",
    "epochs",
    "best_epoch",
    "parameters",
    "trainable",
    "wall_s",
    "seed",
    "data_sha256",
    "weights_sha256",
    "run",
)


def rows(done: Sequence[Done]) -> list[dict[str, Any]]:
    """One row a cell.

    Returns
    -------
    list of dict
        What differs between the cells; samples scored and ``accuracy`` with its Wilson interval (95 %),
        macro precision, recall and F1; ``minus_best``, the accuracy minus that of the most accurate cell on
        the same samples, with its interval from a bootstrap over groups; mean validation loss of the
        networks chosen, epochs done and the best of them (of folds: one after the other), parameters, seconds
        with everything, seed, SHA-256 of data and weights, folder.
    """
    best = max(done, key=lambda one: float(one.scores["accuracy"]), default=None)
    return [_row(one, best) for one in done]


def _row(one: Done, best: Done | None) -> dict[str, Any]:
    scores, macro = one.scores, one.scores["macro"]
    behind: list[Any] = ["", "", ""]
    if best is not None and best is not one:
        found = paired(one.predictions, best.predictions)
        behind = [found["difference"], *found["interval"]]
    values = (
        scores["n"],
        scores["accuracy"],
        *scores["interval"],
        macro["precision"],
        macro["recall"],
        macro["f1"],
        *behind,
    )
    run = (
        round(sum(state.best_loss for state in one.states) / len(one.states), 4),
        " ".join(str(state.total) for state in one.states),
        " ".join(str(state.best_epoch) for state in one.states),
        *one.parameters,
        round(sum(state.wall for state in one.states), 1),
        one.settings.seed,
        one.settings.data_sha256,
        one.settings.weights_sha256,
        one.folder.name,
    )
    return {
        "cell": one.cell.name,
        **one.cell.shown,
        **dict(zip(_SCORES, values, strict=True)),
        **dict(zip(_RUN, run, strict=True)),
    }


def write_table(out: Path, done: Sequence[Done], left: Sequence[LeftOut]) -> None:
    """Write ``table.csv`` and ``table.md``; what is left out stands in the second with its reason."""
    found = rows(done)
    if found:
        write_csv(out / f"{FILE}.csv", tuple(found[0]), [tuple(row.values()) for row in found])
    (out / f"{FILE}.md").write_text(markdown(done, found, left), encoding="utf-8")


def conditions(done: Sequence[Done]) -> list[str]:
    """What all cells share, and what differs from the study, in sentences."""
    if not done:
        return []
    first = done[0]
    settings, scores = first.settings, first.scores
    how = (
        f"every sample judged once, by a network that never saw its group ({scores['set']})"
        if "folds" in scores
        else f"scored on the {scores['set']} samples; validation chose the epoch"
    )
    shared = dict(deviations(settings))
    for other in done[1:]:
        there = deviations(other.settings)
        shared = {name: pair for name, pair in shared.items() if there.get(name) == pair}
    told = [
        f"Data {Path(settings.data).name}, SHA-256 {settings.data_sha256[:12]}, seed {settings.seed}: "
        f"{scores['n']} samples in {scores['groups']} groups, {len(settings.labels)} classes; {how}.",
        "Accuracy with Wilson's 95 % interval; precision, recall and F1 are means over the classes.",
    ]
    if shared:
        pairs = (f"{name} {here} (study: {there})" for name, (here, there) in shared.items())
        told.append("Differs from the study: " + ", ".join(pairs) + ".")
    return told


def markdown(done: Sequence[Done], found: Sequence[dict[str, Any]], left: Sequence[LeftOut]) -> str:
    """The table with its conditions as Markdown."""
    lines = [f"{sentence}\n" for sentence in conditions(done)]
    if found:
        axes = list(done[0].cell.shown)
        titles = [
            *axes,
            "accuracy",
            "macro P",
            "macro R",
            "macro F1",
            "minus the best",
            "epochs",
            "wall time",
        ]
        lines.append("| " + " | ".join(titles) + " |")
        lines.append("|" + "---|" * len(titles))
        for row in found:
            cells = [row[name] for name in axes]
            cells += [
                f"{row['accuracy']:.3f} ({row['low']:.3f}–{row['high']:.3f})",
                *(f"{row[name]:.3f}" for name in ("precision", "recall", "f1")),
                behind(row),
                row["epochs"],
                minutes(row["wall_s"]),
            ]
            lines.append("| " + " | ".join(map(str, cells)) + " |")
    lines += [f"\n{one.name}: {one.why.en}" for one in left]
    return "\n".join(lines) + "\n"


def behind(row: dict[str, Any]) -> str:
    """The difference from the best cell, with its interval; a dash for the best itself."""
    if row["minus_best"] == "":
        return "–"
    return f"{row['minus_best']:+.3f} ({row['minus_best_low']:+.3f} to {row['minus_best_high']:+.3f})"


def minutes(seconds: float) -> str:
    """Seconds for people."""
    return f"{seconds:.0f} s" if seconds < 100 else f"{seconds / 60:.1f} min"
