"""``geodesk count`` and ``geodesk count-check``: point counts, and how far they are from the truth."""

import argparse
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from geodesk import arguments
from geodesk.language import GeoDeskError, decimal, t
from geodesk.terminal import OK, gathered, refuse_overwriting, report_failures, say, watch
from geodesk.verbs import NewCommand
from geodesk.verbs.sweep import model_options, opened_model, share

if TYPE_CHECKING:
    from geodesk.collection import PhaseImage, Scheme
    from geodesk.jobs.inputs import Inputs
    from geodesk.jobs.pointcount import Counted
    from geodesk.models import Classifier


def add(command: NewCommand) -> None:
    """Declare the commands."""
    parser = command(
        "count",
        count,
        t(
            "point count by a model or label images, or what people counted in the window",
            "conteo de puntos por un modelo o imágenes de etiquetas, o lo contado en la ventana",
        ),
    )
    arguments.inputs(parser)
    model_options(parser, required=False)
    parser.add_argument(
        "--phases",
        metavar=t("FILE|auto", "ARCHIVO|auto"),
        help=t(
            "a label image in place of a model; auto: those kept beside the folder",
            "una imagen de etiquetas en vez de un modelo; auto: las guardadas junto a la carpeta",
        ),
    )
    parser.add_argument(
        "--counted",
        action="store_true",
        help=t("what people counted, in place of a model", "lo que contaron personas, en vez de un modelo"),
    )
    parser.add_argument(
        "--annotator", help=t("with --counted: one name only", "con --counted: solo un nombre")
    )
    parser.add_argument("--out", type=Path, required=True, help=t("CSV of the points", "CSV de los puntos"))
    parser.add_argument(
        "--summary", type=Path, help=t("CSV of the modal composition", "CSV de la composición modal")
    )
    parser.add_argument(
        "--points",
        type=arguments.count,
        default=300,
        help=t("on each picture (300)", "en cada imagen (300)"),
    )
    _seed(parser)
    parser.add_argument(
        "--centred",
        action="store_true",
        help=t(
            "the same grid always, not shifted at random", "siempre la misma malla, sin corrimiento al azar"
        ),
    )
    parser.add_argument(
        "--threshold",
        type=share,
        default=0.0,
        help=t("unsure below this probability (0)", "dudoso por debajo de esta probabilidad (0)"),
    )
    parser.add_argument(
        "--traditional",
        action="store_true",
        help=t(
            "crystals within rock fragments count as rock fragment (default: Gazzi-Dickinson)",
            "los cristales en fragmentos de roca cuentan como roca (por omisión: Gazzi-Dickinson)",
        ),
    )
    _check(command)


def _check(command: NewCommand) -> None:
    check = command(
        "count-check",
        count_check,
        t(
            "how far point counts are from label images of the truth",
            "cuánto se apartan los conteos de puntos de imágenes con la verdad",
        ),
    )
    check.add_argument("folder", type=Path, metavar=t("FOLDER", "CARPETA"))
    check.add_argument(
        "--truth",
        required=True,
        metavar=t("PATTERN", "PATRÓN"),
        help=t(
            "label image of each sample, such as “{sample}_mask.png”",
            "imagen de etiquetas de cada muestra, por ejemplo «{sample}_mask.png»",
        ),
    )
    check.add_argument(
        "--names",
        type=_names,
        required=True,
        metavar=t("VALUE=CLASS,…", "VALOR=CLASE,…"),
        help=t("other values are not counted", "los demás valores no se cuentan"),
    )
    model_options(check, required=False)
    check.add_argument(
        "--sizes",
        type=_sizes,
        default=(100, 200, 300, 500, 1000),
        metavar="N,N,…",
        help=t("numbers of points (100,200,300,500,1000)", "números de puntos (100,200,300,500,1000)"),
    )
    check.add_argument(
        "--repeats",
        type=arguments.count,
        default=200,
        help=t("counts of each field and number (200)", "conteos de cada campo y número (200)"),
    )
    check.add_argument(
        "--points",
        type=arguments.count,
        default=300,
        help=t("for the model, once on each field (300)", "para el modelo, una vez en cada campo (300)"),
    )
    _seed(check)
    check.add_argument("--out", type=Path, required=True, help="CSV")


def _seed(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--seed", type=arguments.lag, default=0, help=t("of the grids (0)", "de las mallas (0)")
    )


def _names(text: str) -> dict[int, str]:
    found: dict[int, str] = {}
    for part in text.split(","):
        value, equals, name = part.partition("=")
        if not equals or not value.strip().isdecimal() or int(value) > 255 or not name.strip():
            raise argparse.ArgumentTypeError(
                t(f"{part}: write VALUE=CLASS, as 4=quartz", f"{part}: escriba VALOR=CLASE, como 4=cuarzo")
            )
        found[int(value)] = name.strip()
    return found


def _sizes(text: str) -> tuple[int, ...]:
    return tuple(arguments.count(part) for part in text.split(","))


def count(options: argparse.Namespace) -> int:
    """``geodesk count FILE… --model M --points N --out points.csv [--summary shares.csv]``."""
    from dataclasses import replace

    from geodesk.jobs.faces import Pairs
    from geodesk.jobs.pointcount import count_points, counted_by_people
    from geodesk.jobs.pointtable import scheme_for, write_points, write_shares

    if (options.model is not None) + (options.phases is not None) + options.counted != 1:
        raise GeoDeskError(
            en="Say who counts: one of --model, --phases and --counted.",
            es="Indique quién cuenta: uno de --model, --phases y --counted.",
        )
    inputs = gathered(options)
    outputs = [options.out, *([options.summary] if options.summary else [])]
    images = _images(options, inputs) if options.phases is not None else {}
    refuse_overwriting(
        outputs, [*(item.file for item in inputs.items), *(image.file for image in images.values())]
    )
    if options.counted:
        if inputs.collection is None:
            raise GeoDeskError(
                en="What people counted lies beside a folder: name the folder.",
                es="Lo que contaron personas está junto a una carpeta: indique la carpeta.",
            )
        rows = counted_by_people(inputs.collection, options.annotator)
        if not rows:
            raise GeoDeskError(
                en="Nobody has counted points in this folder yet.",
                es="Nadie ha contado puntos en esta carpeta todavía.",
            )
    else:
        source: Classifier | Mapping[str, PhaseImage] = images or opened_model(options)
        steps = count_points(
            [item for item in inputs.items if not images or item.path in images],
            source,
            options.points,
            offset="centred" if options.centred else "random",
            seed=options.seed,
            tile=options.tile,
            threshold=options.threshold,
            pairs=Pairs.of(inputs.items, inputs.collection),
        )
        with closing(steps):
            rows = list(watch(steps, options.quiet, t(" pictures", " imágenes")))
    scheme = replace(scheme_for(inputs.collection, rows), gazzi=not options.traditional)
    write_points(options.out, rows)
    if options.summary:
        write_shares(options.summary, rows, scheme)
    _print(rows, scheme)
    failed = [(row.item.path, row.error) for row in rows if row.error is not None]
    return report_failures(failed, inputs)


def _images(options: argparse.Namespace, inputs: "Inputs") -> "dict[str, PhaseImage]":
    from geodesk.collection import open_phases
    from geodesk.jobs.labelled import kept_images

    if options.phases != "auto":
        if len(inputs.items) != 1:
            raise GeoDeskError(
                en="A label image belongs to one picture: give one picture, or --phases auto.",
                es="Una imagen de etiquetas es de una sola imagen: indique una imagen, o --phases auto.",
            )
        return {inputs.items[0].path: open_phases(Path(options.phases))}
    found = {} if inputs.collection is None else kept_images(inputs.collection, inputs.items)
    if not found:
        raise GeoDeskError(
            en="No label images are kept beside these pictures; make some with geodesk phases.",
            es="No hay imágenes de etiquetas junto a estas imágenes; hágalas con geodesk phases.",
        )
    return {path: open_phases(file) for path, file in found.items()}


def _print(rows: "list[Counted]", scheme: "Scheme") -> None:
    from geodesk.jobs.pointtable import poles_of, pooled
    from geodesk.morphology.ternary import field_of
    from geodesk.shares import modal

    names = {one.id: t(one.en, one.es) or one.id for one in scheme.classes}
    for who in sorted({row.annotator for row in rows}):
        own = [row for row in rows if row.annotator == who]
        counts = pooled(own, scheme)
        total, laid = sum(counts.values()), sum(len(row.labels) for row in own)
        head = t(f"{total} points counted of {laid}", f"{total} puntos contados de {laid}")
        print(f"{who}: {head}" if who else head)
        for label, part in modal(counts).items():
            p, error, low, high = (
                decimal(f"{100 * v:.1f}") for v in (part.share, part.error, part.low, part.high)
            )
            print(f"  {names.get(label, label)}: {part.count}  {p} ± {error} %  ({low}-{high} %)")
        poles = poles_of(counts, scheme)
        if sum(poles):
            q, f, rest = (decimal(f"{100 * v / sum(poles):.1f}") for v in poles)
            fields = [field_of(poles, diagram) for diagram in ("folk", "dickinson")]
            said = "; ".join(t(field.en, field.es) for field in fields if field is not None)
            print(f"  Q {q}  F {f}  L {rest}: {said}")


def count_check(options: argparse.Namespace) -> int:
    """``geodesk count-check FOLDER --truth PATTERN --names … --out check.csv [--model M]``."""
    from geodesk.collection import Collection
    from geodesk.jobs.countcheck import check_model, check_points, truths_of, write_checks

    refuse_overwriting([options.out], [])
    truths = truths_of(Collection.open(options.folder), options.truth, options.names)
    say(t(f"{len(truths)} fields", f"{len(truths)} campos"))
    model = opened_model(options) if options.model is not None else None
    with closing(check_points(truths, options.sizes, options.repeats, options.seed)) as steps:
        rows = list(watch(steps, options.quiet))
    if model is not None:
        with closing(check_model(truths, model, options.points, options.tile, options.seed)) as steps:
            rows += watch(steps, options.quiet, t(" fields", " campos"))
    write_checks(options.out, rows)
    for row in rows:
        told = "" if row.agreement is None else t(", told rightly", ", acertados") + f" {row.agreement:.3f}"
        print(
            f"{row.observer}  N={row.points}  {row.label}: "
            + t("truth", "verdad")
            + f" {row.truth:.4f}, "
            + t("bias", "sesgo")
            + f" {row.bias:+.4f}, RMS {row.rms_error:.4f}, SE {row.standard_error:.4f}, "
            + t("95 % interval holds the truth", "el intervalo del 95 % contiene la verdad")
            + f" {row.wilson:.3f}{told}"
        )
    return OK
