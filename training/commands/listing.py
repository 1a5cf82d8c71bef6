"""``list``: the networks and their exact parameter totals."""

import argparse
import json
from typing import TYPE_CHECKING

from geodesk.language import t
from training.catalogue import CAPTIONERS, ENTRIES, OTHERS, Entry
from training.progress import Progress

if TYPE_CHECKING:
    from training.commands.common import Commands


def add(commands: "Commands") -> None:
    """Add the command."""
    command = commands.add_parser(
        "list", help=t("networks that can be trained", "redes que se pueden entrenar")
    )
    command.add_argument("--json", action="store_true", help=t("one object a line", "un objeto por línea"))
    command.add_argument(
        "--check",
        action="store_true",
        help=t("build each network and count again", "construir cada red y contar de nuevo"),
    )
    command.set_defaults(run_command=run)


def run(options: argparse.Namespace, progress: Progress) -> int:
    """Print one line a network; with ``--check``, 1 where a count differs from the study's."""
    entries = (*ENTRIES, *OTHERS, *CAPTIONERS)
    rows = [_row(entry) for entry in entries]
    if not options.json:
        print(_line(*_titles()))
    wrong = 0
    for entry, row in zip(entries, rows, strict=True):
        if options.check:
            from training.catalogue import measured

            built = measured(entry)
            row["built"] = built
            wrong += tuple(built) != (entry.total, entry.trainable, entry.non_trainable)
        if options.json:
            print(json.dumps(row, ensure_ascii=False), flush=True)
        else:
            counts = (f"{n:,}" for n in (entry.total, entry.trainable, entry.non_trainable))
            line = _line(row["network"], row["backbone"] or "-", row["input"], *counts, row["study"])
            print(line + (f"  {row['built']}" if options.check else ""), flush=True)
    return 1 if wrong else 0


def _row(entry: Entry) -> dict[str, object]:
    return {
        "network": entry.name,
        "backbone": entry.backbone,
        "input": f"{entry.side}×{entry.side}×{entry.channels}",
        "labels": entry.labels,
        "total": entry.total,
        "trainable": entry.trainable,
        "non_trainable": entry.non_trainable,
        "study": str(entry.study),
    }


def _titles() -> tuple[str, ...]:
    return (
        t("network", "red"),
        t("backbone", "red base"),
        t("input", "entrada"),
        t("parameters", "parámetros"),
        t("trainable", "entrenables"),
        t("fixed", "fijos"),
        t("study", "estudio"),
    )


def _line(name: object, base: object, size: object, *rest: object) -> str:
    total, trainable, fixed, study = rest
    return f"{name!s:<16} {base!s:<15} {size!s:<10} {total!s:>11} {trainable!s:>11} {fixed!s:>11}  {study}"
