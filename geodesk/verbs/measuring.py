"""``geodesk measurements``: what people measured in the window, as tables."""

import argparse
from contextlib import closing
from pathlib import Path

from geodesk.language import GeoDeskError, decimal, t
from geodesk.terminal import OK, SOME_FAILED, refuse_overwriting, say, watch
from geodesk.verbs import NewCommand

_SIGNS = {"um": "µm", "deg": "°"}
"""The units of the tables as people write them."""


def add(command: NewCommand) -> None:
    """Declare the command."""
    text = t("lengths, angles, areas and profiles measured in the window, as CSV",
             "longitudes, ángulos, áreas y perfiles medidos en la ventana, en CSV")  # fmt: skip
    parser = command("measurements", export, text)
    parser.usage = t(
        "geodesk measurements export FOLDER CSV [--summary CSV] [--profiles CSV] [--annotator NAME]",
        "geodesk measurements export CARPETA CSV [--summary CSV] [--profiles CSV] [--annotator NOMBRE]",
    )
    parser.add_argument("action", choices=("export",), metavar="export")
    parser.add_argument("folder", type=Path, metavar=t("FOLDER", "CARPETA"))
    parser.add_argument(
        "csv", type=Path, metavar="CSV", help=t("a row a measurement", "una fila por medición")
    )
    parser.add_argument(
        "--summary",
        type=Path,
        metavar="CSV",
        help=t(
            "n, mean, standard deviation and median by kind and name",
            "n, media, desviación estándar y mediana por tipo y nombre",
        ),
    )
    parser.add_argument(
        "--profiles",
        type=Path,
        metavar="CSV",
        help=t("grey levels of the profiles", "grises de los perfiles"),
    )
    parser.add_argument("--annotator", help=t("of one name only", "solo de un nombre"))


def export(options: argparse.Namespace) -> int:
    """``geodesk measurements export FOLDER CSV [--summary CSV] [--profiles CSV]``."""
    from geodesk.collection import Collection, printable
    from geodesk.jobs.measured import measured
    from geodesk.jobs.measuredtable import spreads, write_measurements, write_profiles, write_summary

    collection = Collection.open(options.folder)
    outputs = [one for one in (options.csv, options.summary, options.profiles) if one is not None]
    refuse_overwriting(outputs, [picture.file for picture in collection.pictures()])
    for problem in [*collection.problems, *collection.measurements.problems()]:
        say(problem)
    with closing(measured(collection, annotator=options.annotator)) as steps:
        rows = list(watch(steps, options.quiet, t(" pictures", " imágenes")))
    if not rows:
        raise GeoDeskError(
            en="Nothing has been measured in this folder yet: open it in the window and press Ctrl+8.",
            es="Todavía no se ha medido nada en esta carpeta: ábrala en la ventana y pulse Ctrl+8.",
        )
    write_measurements(options.csv, rows)
    if options.summary:
        write_summary(options.summary, rows)
    if options.profiles:
        write_profiles(options.profiles, rows)
    for kind, name, quantity, unit, one in spreads(rows):
        title = kind_name(kind) + (t(f" “{name}”", f" «{name}»") if name else "")
        if quantity == "equivalent_diameter":
            title += t(" (equivalent diameter)", " (diámetro equivalente)")
        sd = "" if one.sd is None else f" ± {decimal(f'{one.sd:.4g}')}"
        median = t("median", "mediana")
        print(
            f"{title}: n = {one.n}, "
            f"{decimal(f'{one.mean:.4g}')}{sd} {_SIGNS.get(unit, unit)}, "
            f"{median} {decimal(f'{one.median:.4g}')}"
        )
    unknown = sum(row.size is None and row.error is None for row in rows)
    if unknown:
        say(
            t(
                f"Measurements in pixels, because the pixel size is unknown: {unknown} "
                "(geodesk calibrate tells it).",
                f"Mediciones en píxeles, porque no se conoce el tamaño de píxel: {unknown} "
                "(geodesk calibrate lo indica).",
            )
        )
    failed = {row.measurement.path: row.error for row in rows if row.error is not None}
    for path, error in failed.items():
        say(f"{printable(path)}: {error}")
    return SOME_FAILED if failed else OK


def kind_name(kind: str) -> str:
    """What a kind of measurement is called."""
    return {
        "length": t("length", "longitud"),
        "angle": t("angle", "ángulo"),
        "outline": t("outline", "contorno"),
        "rectangle": t("rectangle", "rectángulo"),
        "ellipse": t("ellipse", "elipse"),
        "profile": t("profile", "perfil"),
        "diameter": t("diameter", "diámetro"),
    }[kind]
