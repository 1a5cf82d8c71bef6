"""``geodesk sweep``: a classifier over a large picture, as a class map or as shares with intervals."""

import argparse
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from geodesk import arguments
from geodesk.language import GeoDeskError, decimal, t
from geodesk.terminal import gathered, refuse_overwriting, report_failures, say, watch
from geodesk.verbs import NewCommand

if TYPE_CHECKING:
    from geodesk.jobs.classmap import ClassMap
    from geodesk.models import Classifier


def add(command: NewCommand) -> None:
    """Declare the command."""
    parser = command(
        "sweep",
        sweep,
        t(
            "class map of a large picture: what a classifier says of each place",
            "mapa de clases de una imagen grande: qué dice un clasificador de cada lugar",
        ),
    )
    arguments.inputs(parser)
    model_options(parser)
    parser.add_argument(
        "--out",
        type=Path,
        required=True,
        nargs="+",
        metavar="map.tif|fractions.csv",
        help=t(
            "label image (.tif, of one picture) or table of shares (.csv); both may be named",
            "imagen de etiquetas (.tif, de una imagen) o tabla de fracciones (.csv); pueden ser las dos",
        ),
    )
    parser.add_argument(
        "--stride",
        type=arguments.count,
        help=t(
            "distance of two places in pixels (half a tile)",
            "distancia de dos lugares en píxeles (media tesela)",
        ),
    )
    parser.add_argument(
        "--threshold",
        type=share,
        default=0.5,
        help=t("unknown below this probability (0.5)", "desconocido por debajo de esta probabilidad (0.5)"),
    )
    parser.add_argument(
        "--page",
        type=arguments.count,
        default=1,
        help=t("of a stack, the first is 1 (1)", "de una pila, la primera es 1 (1)"),
    )


def model_options(parser: argparse.ArgumentParser, required: bool = True) -> None:
    """Add what says which classifier sees what."""
    parser.add_argument("--model", required=required, help=t("name or .onnx file", "nombre o archivo .onnx"))
    parser.add_argument(
        "--tile",
        type=arguments.count,
        help=t(
            "side in pixels of what the model sees at once (as its card says)",
            "lado en píxeles de lo que el modelo ve de una vez (según su ficha)",
        ),
    )
    parser.add_argument(
        "--device",
        default="auto",
        help=t("auto, cpu, cuda, openvino… (default auto)", "auto, cpu, cuda, openvino… (por omisión auto)"),
    )


def share(text: str) -> float:
    """A number from 0 to 1."""
    try:
        value = float(text)
    except ValueError:
        value = -1.0
    if not 0 <= value <= 1:
        raise argparse.ArgumentTypeError(t(f"{text}: a number from 0 to 1", f"{text}: un número de 0 a 1"))
    return value


def opened_model(options: argparse.Namespace) -> "Classifier":
    """The classifier that the options name; says which it is. Raises `GeoDeskError`."""
    from geodesk.jobs.folder import open_model
    from geodesk.models import find, refuse_failed

    model = open_model(find(options.model), options.device).model
    refuse_failed(model)
    if not options.quiet:
        say(f"{model.identity} · {model.badge}: {model.badge.reason}")
        say(model.runner.why)
    return model


def sweep(options: argparse.Namespace) -> int:
    """``geodesk sweep FILE --model M --out map.tif|fractions.csv``."""
    from geodesk.jobs.classmap import write_fractions, write_map, write_map_and_fractions
    from geodesk.jobs.faces import Pairs
    from geodesk.jobs.pointcount import one_of_each_pair
    from geodesk.jobs.scale import Scales
    from geodesk.jobs.sweep import sweep as job
    from geodesk.language import Sentence
    from geodesk.models import find

    inputs = gathered(options)
    maps_to = [out for out in options.out if out.suffix.lower() in (".tif", ".tiff")]
    tables_to = [out for out in options.out if out.suffix.lower() == ".csv"]
    if len(maps_to) + len(tables_to) < len(options.out) or len(maps_to) > 1 or len(tables_to) > 1:
        raise GeoDeskError(
            en="--out names one map that ends in .tif, one table that ends in .csv, or both.",
            es="--out indica un mapa que termine en .tif, una tabla que termine en .csv, o los dos.",
        )
    path = find(options.model)
    refuse_overwriting(options.out, [*(item.file for item in inputs.items), path])
    model = opened_model(options)
    pairs = Pairs.of(inputs.items, inputs.collection)
    items = one_of_each_pair(inputs.items, model, pairs)
    if maps_to and len(items) != 1:
        raise GeoDeskError(
            en="A map is of one picture: name one, or write a table of shares (.csv).",
            es="Un mapa es de una sola imagen: indique una, o escriba una tabla de fracciones (.csv).",
        )
    found: list[ClassMap] = []
    failures: list[tuple[str, Sentence]] = []
    scales = Scales(model.card)
    for item in items:
        where = {"tile": options.tile, "stride": options.stride, "page": options.page - 1}
        steps = job(item, model, **where, pairs=pairs, scales=scales)
        try:
            with closing(steps):
                found += watch(steps, options.quiet, t(" places", " lugares"))
        except GeoDeskError as error:
            failures.append((item.path, error.sentence))
    for notice in () if options.quiet else scales.rest():
        say(notice)
    if not found:
        raise GeoDeskError(en=failures[0][1].en, es=failures[0][1].es)
    if maps_to and tables_to:
        write_map_and_fractions(maps_to[0], tables_to[0], found[0], options.threshold)
    elif maps_to:
        write_map(maps_to[0], found[0], options.threshold)
    else:
        write_fractions(tables_to[0], found, options.threshold)
    for one in found:
        _print(one, options.threshold)
    return report_failures(failures, inputs)


def _print(found: "ClassMap", threshold: float) -> None:
    from geodesk.collection import printable

    print(
        printable(found.item.path)
        + t(
            f": {found.best.size} places of {found.tile} px every {found.stride} px; unknown below"
            f" {threshold:g}",
            f": {found.best.size} lugares de {found.tile} px cada {found.stride} px; desconocido por debajo"
            f" de {decimal(f'{threshold:g}')}",
        )
    )
    names = {one.id: t(one.en, one.es) or one.id for one in found.classes}
    for part in found.fractions(threshold):
        name = t("unknown", "desconocida") if part.label is None else names[part.label]
        text = f"  {name}: {decimal(f'{100 * part.share:.1f}')} %"
        if part.low is not None and part.high is not None:
            text += f" ({decimal(f'{100 * part.low:.1f}')}-{decimal(f'{100 * part.high:.1f}')} %)"
        print(text)
    print(
        t(
            "  95 % interval from drawing blocks of the map again: what another place of the rock might give,"
            " not how often the model errs.",
            "  Intervalo del 95 % al volver a sortear bloques del mapa: lo que daría otro lugar de la roca,"
            " no cuánto se equivoca el modelo.",
        )
        if found.fractions(threshold)[0].low is not None
        else t(
            "  No interval: the picture has too few tiles that are apart.",
            "  Sin intervalo: la imagen tiene muy pocas teselas separadas.",
        )
    )
