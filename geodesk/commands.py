"""The commands of `geodesk.cli`: each takes the parsed options, runs a job, returns the exit code."""

import argparse
import json
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, closing, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

from geodesk.collection import Collection, printable
from geodesk.language import GeoDeskError, t
from geodesk.terminal import (
    OK,
    SOME_FAILED,
    gathered,
    refuse_overwriting,
    report_failures,
    say,
    say_how_it_begins,
    watch,
)

if TYPE_CHECKING:
    from geodesk.collection import Changes
    from geodesk.jobs.characterise import Characterised
    from geodesk.jobs.inputs import Inputs
    from geodesk.models import Answers, Classifier


def info(options: argparse.Namespace) -> int:
    """``geodesk info FILE… [--json]``: one record a file on standard output."""
    from geodesk.jobs.describe import as_text, describe

    inputs = gathered(options)
    failed = 0
    for item in inputs.items:
        record = describe(item)
        failed += "error" in record
        if options.json:
            print(printable(json.dumps(record, ensure_ascii=False, default=str)))
        else:
            print(printable(as_text(record)))
    return SOME_FAILED if failed or inputs.problems else OK


def classify(options: argparse.Namespace) -> int:
    """``geodesk classify FOLDER|FILES… --model M --out CSV``."""
    from geodesk.jobs.classify import classify as job
    from geodesk.jobs.classify import write_predictions
    from geodesk.jobs.runs import forget_files, open_run
    from geodesk.models import find

    inputs = gathered(options)
    path = find(options.model)
    refuse_overwriting([options.out], [*(item.file for item in inputs.items), path])
    model = _model(path, inputs.collection, options)
    if not options.quiet:
        say(f"{model.identity} · {model.badge}: {model.badge.reason}")
        say(model.runner.why)
    run, resumed = open_run(inputs, model, options.out, resume=options.resume, batch=options.batch)
    if not options.quiet:
        say_how_it_begins(run, resumed, options.resume, len(inputs.items))
    kept: AbstractContextManager[object] = nullcontext() if run is None else run
    with kept, closing(job(inputs.items, model, batch=options.batch, run=run)) as steps:
        try:
            rows = list(watch(steps, options.quiet))
        except KeyboardInterrupt:
            done = 0 if run is None else len(run.done)
            say(
                t(
                    f"{done} of {len(inputs.items)} are kept; go on with --resume.",
                    f"Se conservan {done} de {len(inputs.items)}; continúe con --resume.",
                )
            )
            raise
        write_predictions(options.out, rows, model.labels, model.identity)
        if run is not None:
            run.finish()
    if inputs.collection is None:
        forget_files(options.out)
    return report_failures([(row.path, row.error) for row in rows if row.error is not None], inputs)


def _model(path: Path, collection: Collection | None, options: argparse.Namespace) -> "Classifier":
    """The classifier of a run; refuses one that is not what its card says, unless the user insists."""
    from geodesk.jobs.folder import open_model
    from geodesk.models import refuse_failed

    said = _answers(options)
    opened = open_model(path, options.device, collection, said)
    if said is not None and opened.answers is None:
        say(
            t(
                "The model has a card; --labels and --input-… are not used.",
                "El modelo tiene ficha; no se usan --labels ni --input-….",
            )
        )
    if not options.allow_failed:
        refuse_failed(opened.model)
    return opened.model


def characterise(options: argparse.Namespace) -> int:
    """``geodesk characterise FILES|FOLDER --out CSV [--summary CSV] [--details DIR] [--phases …]``."""
    from geodesk.collection.columns import mixed_sizes
    from geodesk.jobs.characterise import characterise as job
    from geodesk.jobs.curvetable import write_curves
    from geodesk.jobs.details import FILES, Details
    from geodesk.morphology import DIRECTIONS

    inputs = gathered(options)
    phases = _phase_images(options, inputs)
    folder: Path | None = options.details
    outputs = [options.out, *([options.summary] if options.summary else [])]
    details = None if folder is None else Details(folder)
    if folder is not None:
        outputs += [folder / name for name in FILES]
    refuse_overwriting(outputs, [*(item.file for item in inputs.items), *(phases or {}).values()])
    steps = job(
        inputs.items,
        threshold=options.threshold,
        r_max=options.rmax,
        page=options.page,
        directions=DIRECTIONS,
        depth="details" if details else "summary" if options.summary else "curves",
        phase_images=phases,
    )
    with closing(steps):
        rows = watch(steps, options.quiet)
        if details is not None:
            rows = details.taking(rows)
        single: list[str] = []
        sizes: list[float | None] = []
        failed = write_curves(_noting(rows, single, sizes), options.out, options.summary)
    if details is not None:
        details.write()
    if single and not options.quiet:
        say(
            t(
                "All of the area is one phase, so these curves tell nothing of a structure: ",
                "Toda el área es una sola fase, así que estas curvas no dicen nada de una estructura: ",
            )
            + ", ".join(single)
        )
    if (mixed := mixed_sizes(sizes)) is not None and not options.quiet:
        say(mixed)
    return report_failures([(found.item.path, found.error) for found in failed], inputs)


def _noting(
    rows: "Iterable[Characterised]", single: list[str], sizes: list[float | None]
) -> "Iterator[Characterised]":
    """The same rows; `single` gets ids of pictures that the threshold does not part, `sizes` pixel sizes."""
    for row in rows:
        if row.error is None:
            sizes.append(None if row.pixel_size is None else row.pixel_size.x_m)
        if row.error is None and (row.phi in (0, 1) if not row.labelled else len(row.labelled) == 1):
            single.append(row.item.id)
        yield row


def _phase_images(options: argparse.Namespace, inputs: "Inputs") -> dict[str, Path] | None:
    """By path, the label images to measure; None where a threshold makes the phases."""
    from geodesk.jobs.labelled import kept_images

    if options.phases is None:
        return None
    if options.phases == "auto":
        if inputs.collection is None:
            raise GeoDeskError(
                en="--phases auto needs a folder, beside which label images are kept; name a file instead.",
                es="--phases auto necesita una carpeta, junto a la que se guardan las imágenes de etiquetas; "
                "indique un archivo.",
            )
        return kept_images(inputs.collection, inputs.items)
    if len(inputs.items) != 1:
        raise GeoDeskError(
            en="A label image belongs to one picture: give one picture, or --phases auto.",
            es="Una imagen de etiquetas es de una sola imagen: indique una imagen, o --phases auto.",
        )
    return {inputs.items[0].path: Path(options.phases)}


def samples(options: argparse.Namespace) -> int:
    """``geodesk samples FOLDER [--patterns NAME…]``: one line a sample: kind, id, pictures."""
    from geodesk.collection import PRESETS, CollectionError

    collection = _collection(options)
    if options.patterns is not None:
        known = {pattern.name: pattern for pattern in (*PRESETS, *collection.patterns())}
        if unknown := [name for name in options.patterns if name not in known]:
            names = ", ".join(f"“{name}”" for name in known)
            raise CollectionError(
                en=f"There is no pattern “{unknown[0]}”; choose among {names}.",
                es=f"No existe el patrón «{unknown[0]}»; elija entre {names}.",
            )
        collection.set_patterns([known[name] for name in options.patterns] or None)
    for sample in collection.samples():
        pictures = " ".join(printable(picture.path) for picture in sample.pictures)
        print(f"{sample.kind}\t{printable(sample.id)}\t{pictures}")
    return SOME_FAILED if collection.problems else OK


def list_models(options: argparse.Namespace) -> int:
    """``geodesk models``: each installed model with badge, outside-set score and licence."""
    from geodesk.jobs.catalogue import catalogue

    failed = 0
    for entry in catalogue(options.device):
        failed += entry.error is not None
        if options.json:
            print(json.dumps(entry.record(), ensure_ascii=False))
        else:
            print(entry)
    return SOME_FAILED if failed else OK


def overview(options: argparse.Namespace) -> int:
    """``geodesk overview FOLDER --out DIR``: one report with every job's result."""
    from geodesk.jobs.overview import overview as job

    inputs = gathered(options)
    made = job(inputs, options.out, model=options.model, device=options.device)
    with closing(made):
        rows = list(watch(made, options.quiet))
    print(options.out / "index.html")
    return report_failures([(row.item.path, row.error) for row in rows if row.error is not None], inputs)


def calibrate(options: argparse.Namespace) -> int:
    """``geodesk calibrate FOLDER ID…|--all [--pixel-size LENGTH|none] [--bar X,Y,W,H|none|auto]``."""
    collection = _collection(options)
    if bool(options.ids) == options.all or (options.pixel_size is None and options.bar is None):
        raise GeoDeskError(
            en="Give IDs or --all, and --pixel-size or --bar.",
            es="Indique los ID o --all, y --pixel-size o --bar.",
        )
    corrections = collection.corrections
    if options.all:
        pictures = collection.pictures()
    else:
        pictures = [collection.resolve(name.removeprefix("./")) for name in options.ids]
    if options.pixel_size is not None:
        corrections.set_pixel_size(pictures, None if options.pixel_size == "none" else options.pixel_size)
    if options.bar == "auto":
        corrections.clear_bar(pictures)
    elif options.bar is not None:
        corrections.set_bar(pictures, None if options.bar == "none" else options.bar)
    count = len(pictures)
    print(
        t("1 picture corrected.", "1 imagen corregida.")
        if count == 1
        else t(f"{count} pictures corrected.", f"{count} imágenes corregidas.")
    )
    return OK


def labels_set(options: argparse.Namespace) -> int:
    """``geodesk labels set FOLDER ID LABEL`` or ``… --where EXPR LABEL``."""
    from geodesk.collection import choose

    collection = _collection(options)
    words = options.id_or_label
    by_rule = options.where is not None
    if len(words) != (1 if by_rule else 2):
        raise GeoDeskError(
            en="Give ID LABEL, or --where EXPR LABEL.", es="Indique ID ETIQUETA, o --where EXPR ETIQUETA."
        )
    label = words[-1]
    if not by_rule:
        picture = collection.resolve(words[0].removeprefix("./"))
        collection.labels.set(picture, label, how="adjudicated" if options.adjudicate else "hand")
        print(f"{printable(picture.path)}: {collection.labels.label_of(picture)}")
        now = collection.labels.state_of(picture.path)
        if now is not None and now.how == "adjudicated" and now.label != label.strip():
            say(
                t(
                    "It was adjudicated, and that stands; your label is kept and the dispute is open again.",
                    "Ya se había resuelto, y eso queda; su etiqueta se conserva y el desacuerdo se reabre.",
                )
            )
        return OK
    chosen = choose(options.where, collection.predictions.last(), collection.labels.label_of)
    had = sum(collection.labels.label_of(one.path) not in (None, label) for one in chosen)
    how = "adjudicated" if options.adjudicate else "bulk"
    changes = collection.labels.set_many([(one.path, label) for one in chosen], how=how)
    print(
        t(
            f"{len(chosen)} match; {len(changes)} labelled {label}, {had} of them had another label.",
            f"{len(chosen)} cumplen; {len(changes)} etiquetadas {label}, {had} tenían otra etiqueta.",
        )
    )
    return OK


def labels_export(options: argparse.Namespace) -> int:
    """``geodesk labels export FOLDER CSV [--all]``."""
    from geodesk.collection import export_labels

    collection = _collection(options)
    refuse_overwriting([options.csv], [])
    done = export_labels(collection, options.csv, all=options.all)
    one = done.rows == 1
    said = "1 label written." if one else f"{done.rows} labels written."
    print(t(said, "1 etiqueta escrita." if one else f"{done.rows} etiquetas escritas."))
    for path in done.left_out:
        say(t(f"{printable(path)}: its picture is gone", f"{printable(path)}: su imagen ya no está"))
    for path in done.changed:
        say(
            t(
                f"{printable(path)}: left out, another picture was labelled; see geodesk labels relink",
                f"{printable(path)}: omitida, se etiquetó otra imagen; vea geodesk labels relink",
            )
        )
    return OK


def labels_import(options: argparse.Namespace) -> int:
    """``geodesk labels import FOLDER CSV``: whole or not at all."""
    from geodesk.collection import import_labels

    done = import_labels(_collection(options), options.csv)
    changed = len(done.changes)
    print(
        t(
            f"{done.rows} labels read, {changed} changed.",
            f"{done.rows} etiquetas leídas, {changed} cambiadas.",
        )
    )
    return OK


def labels_history(options: argparse.Namespace) -> int:
    """``geodesk labels history FOLDER ID``: every event, oldest first."""
    for event in _collection(options).labels.history(options.id):
        who, change = f"{event.annotator}@{event.machine}", f"{event.previous or '–'} → {event.label or '–'}"
        line = f"{event.time.isoformat()}  {who}  {change}  {event.how}"
        print("".join(c if c.isprintable() else "?" for c in printable(line)))
    return OK


def labels_undo(options: argparse.Namespace) -> int:
    """``geodesk labels undo FOLDER``."""
    return _turned(_collection(options).labels.undo())


def labels_redo(options: argparse.Namespace) -> int:
    """``geodesk labels redo FOLDER``."""
    return _turned(_collection(options).labels.redo())


def _turned(changes: "Changes") -> int:
    """Say what undo or redo did."""
    print(t(f"{len(changes)} labels changed.", f"{len(changes)} etiquetas cambiadas."))
    for event in changes.kept:
        say(
            t(
                f"{printable(event.path)}: kept, {event.annotator} has labelled it since",
                f"{printable(event.path)}: se conserva, {event.annotator} la etiquetó después",
            )
        )
    return OK


def _collection(options: argparse.Namespace) -> Collection:
    collection = Collection.open(options.folder, annotator=getattr(options, "annotator", None))
    for problem in collection.problems:
        say(problem)
    return collection


def _answers(options: argparse.Namespace) -> "Answers | None":
    """What the user says of a model without a card; None if nothing."""
    said = (options.labels, options.input_range, options.input_size, options.input_resize)
    if said == (None, None, None, None):
        return None
    if not options.labels or not options.input_range:
        raise GeoDeskError(
            en="Of a model without a card, say --labels and --input-range together.",
            es="De un modelo sin ficha, indique juntos --labels y --input-range.",
        )
    from geodesk.models import Answers

    labels = tuple(label.strip() for label in options.labels.split(","))
    return Answers(labels, options.input_range, options.input_size, options.input_resize or "stretch")
