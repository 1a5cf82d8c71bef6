"""``geodesk labels queue``: what to label next, and what the labels so far have taught."""

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING

from geodesk.language import decimal, t
from geodesk.terminal import OK, SOME_FAILED, say, watch

if TYPE_CHECKING:
    from geodesk.jobs.active import Advice


def declare(parser: argparse.ArgumentParser) -> None:
    """Declare its options."""
    from geodesk import arguments

    parser.add_argument(
        "--count",
        type=arguments.count,
        default=20,
        help=t("samples to list (20)", "muestras en la lista (20)"),
    )
    parser.add_argument("--json", action="store_true", help=t("one JSON object a line", "un JSON por línea"))


def queue(options: argparse.Namespace) -> int:
    """Read features, learn from the labels, list the samples to label next.

    JSON: ``place, id, path, suggestion, probability`` a line; first a line with ``labelled`` and
    ``accuracy`` (with ``interval``, ``held``, ``learnt``; null while it is not known).
    """
    from geodesk.collection import Collection, printable
    from geodesk.jobs.active import advise, scale_doubts
    from geodesk.jobs.features import FeatureStore, extract
    from geodesk.models.features import FeatureExtractor

    folder: Path = options.folder
    collection = Collection.open(folder)
    extractor = FeatureExtractor()
    store = FeatureStore(extractor.identity)
    steps = extract(collection.pictures(), extractor, store, collection.index.sha256_of)
    rows = list(watch(steps, options.quiet))
    failed = [row for row in rows if row.vector is None]
    vectors = {row.item.path: row.vector for row in rows if row.vector is not None}
    samples = collection.samples()
    advice = advise(samples, vectors, collection.labels.current())
    by_id = {sample.id: sample for sample in samples}
    said = {row.path: row for row in advice.rows}
    _tell(advice, options.json)
    for doubt in () if options.quiet else scale_doubts(collection, collection.labels.current()):
        say(doubt)
    for place, name in enumerate(advice.queue[: options.count], 1):
        path = by_id[name].pictures[0].path
        found = said.get(path)
        if options.json:
            record = {
                "place": place,
                "id": name,
                "path": path,
                "suggestion": None if found is None else found.label,
                "probability": None if found is None else round(max(found.p), 6),
            }
            print(json.dumps(record, ensure_ascii=False))
        else:
            more = "" if found is None else f"  {found.label} {decimal(f'{max(found.p):.2f}')}"
            print(f"{place:4d}  {printable(name)}{more}")
    for row in failed:
        say(f"{printable(row.item.path)}: {row.error}")
    return SOME_FAILED if failed else OK


def _tell(advice: "Advice", as_json: bool) -> None:
    last = advice.curve[-1] if advice.curve else None
    if as_json:
        accuracy = None if last is None else round(last.accuracy, 4)
        record = {
            "labelled": advice.labelled,
            "accuracy": accuracy,
            "interval": None if last is None else [round(end, 4) for end in last.interval],
            "held": None if last is None else last.held,
            "learnt": None if last is None else last.labels,
        }
        print(json.dumps(record))
        return
    if last is None:
        print(
            t(
                f"{advice.labelled} labelled samples; too few to say how well they teach.",
                f"{advice.labelled} muestras etiquetadas; muy pocas para saber cuánto enseñan.",
            )
        )
        return
    share, (low, high) = decimal(f"{last.accuracy:.3f}"), (decimal(f"{end:.3f}") for end in last.interval)
    print(
        t(
            f"{advice.labelled} labelled samples: accuracy {share} ({low}–{high}) on {last.held} held-out "
            f"ones, learnt from {last.labels}.",
            f"{advice.labelled} muestras etiquetadas: exactitud {share} ({low}–{high}) en {last.held} "
            f"reservadas, aprendida de {last.labels}.",
        )
    )
