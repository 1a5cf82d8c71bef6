"""``geodesk columns``: what files say about the pictures of a folder, filtered, sorted, as CSV."""

import argparse
from contextlib import closing
from pathlib import Path

from geodesk.language import t
from geodesk.terminal import report_failures, say, watch
from geodesk.verbs import NewCommand


def add(command: NewCommand) -> None:
    """Declare the command."""
    parser = command(
        "columns",
        columns,
        t(
            "kV, working distance, detector, pixel size… of a folder's pictures as CSV",
            "kV, distancia de trabajo, detector, tamaño de píxel… de una carpeta en CSV",
        ),
    )
    parser.add_argument("folder", type=Path, metavar=t("FOLDER", "CARPETA"))
    parser.add_argument("csv", type=Path, metavar="CSV")
    parser.add_argument(
        "--where",
        metavar="EXPR",
        help=t(
            'only those, such as "kv == 5..20 and detector == SE2", "pixel_size < 50nm" or "date >= 2024-05"',
            'solo esas, por ejemplo "kv == 5..20 and detector == SE2", "pixel_size < 50nm" o '
            '"date >= 2024-05"',
        ),
    )
    parser.add_argument(
        "--sort",
        default="path",
        metavar=t("COLUMN[:desc]", "COLUMNA[:desc]"),
        help=t("the order of the rows (path)", "el orden de las filas (path)"),
    )
    parser.add_argument(
        "--columns", metavar="A,B,…", help=t("only these, in this order", "solo estas, en este orden")
    )


def columns(options: argparse.Namespace) -> int:
    """``geodesk columns FOLDER CSV [--where EXPR] [--sort COLUMN[:desc]] [--columns A,B,…]``."""
    from geodesk.collection import Collection
    from geodesk.collection.columns import ColumnWhere, column_named, mixed_pixel_sizes, sorted_rows
    from geodesk.jobs.columns import picture_rows, write_columns
    from geodesk.jobs.inputs import inputs_of
    from geodesk.terminal import refuse_overwriting

    where = ColumnWhere(options.where) if options.where else None
    name, _, way = options.sort.partition(":")
    order = column_named(name).key
    keys = [column_named(one).key for one in (options.columns or "").split(",") if one.strip()]
    collection = Collection.open(options.folder)
    inputs = inputs_of(collection)
    for problem in inputs.problems:
        say(problem)
    refuse_overwriting([options.csv], [item.file for item in inputs.items])
    with closing(picture_rows(collection)) as steps:
        rows = list(watch(steps, options.quiet))
    chosen = [row for row in rows if where is None or where.matches(row)]
    write_columns(options.csv, sorted_rows(chosen, order, way == "desc"), keys)
    if where is not None:
        say(t(f"{len(chosen)} of {len(rows)} pictures", f"{len(chosen)} de {len(rows)} imágenes"))
    if (mixed := mixed_pixel_sizes(chosen)) is not None:
        say(mixed)
    failed = [(row.picture.path, row.facts.error) for row in rows if row.facts.error is not None]
    return report_failures(failed, inputs)
