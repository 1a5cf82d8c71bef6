"""``geodesk transport``: effective conductivity and tortuosity factor of a phase or a composite."""

import argparse
import json
import math
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from geodesk import arguments
from geodesk.language import GeoDeskError, decimal, t
from geodesk.terminal import gathered, refuse_overwriting, report_failures, say, watch
from geodesk.verbs import NewCommand

if TYPE_CHECKING:
    from geodesk.jobs.transport import Transported


def add(command: NewCommand) -> None:
    """Declare the command."""
    parser = command(
        "transport",
        transport,
        t(
            "effective conductivity and tortuosity factor of a phase",
            "conductividad efectiva y factor de tortuosidad de una fase",
        ),
    )
    arguments.inputs(parser)
    parser.add_argument(
        "--axis",
        choices=("x", "y", "z"),
        default="x",
        help=t(
            "along which current flows; z: through the pages (x)", "por el que fluye; z: entre páginas (x)"
        ),
    )
    parser.add_argument(
        "--phase",
        type=_label,
        default=1,
        help=t("that conducts: 0, 1 or a stored value (1)", "la que conduce: 0, 1 o un valor guardado (1)"),
    )
    parser.add_argument(
        "--k1",
        type=_conductivity,
        metavar="K",
        help=t("conductivity of the phase (1)", "conductividad de la fase (1)"),
    )
    parser.add_argument(
        "--k2",
        type=_conductivity,
        metavar="K",
        help=t("conductivity of everything else (0)", "conductividad de todo lo demás (0)"),
    )
    parser.add_argument(
        "--conductivities",
        type=_table,
        metavar=t("LABEL=K,…", "ETIQUETA=K,…"),
        help=t("of each stored value, in place of --phase", "de cada valor guardado, en vez de --phase"),
    )
    parser.add_argument(
        "--threshold",
        type=arguments.threshold,
        help=t(
            "otsu or a grey level: phase 1 is above (otsu, unless the file is a label image)",
            "otsu o un nivel de gris: la fase 1 está por encima (otsu, salvo en imágenes de etiquetas)",
        ),
    )
    parser.add_argument(
        "--labels",
        action="store_true",
        help=t("every stored value is a phase", "cada valor guardado es una fase"),
    )
    arguments.page(parser)
    parser.add_argument(
        "--page-distance",
        type=_length,
        metavar=t("LENGTH", "LONGITUD"),
        help=t(
            "of the pages of a stack, such as 50nm (as the file says, else as the pixels)",
            "entre páginas de una pila, por ejemplo 50nm (según el archivo, si no como los píxeles)",
        ),
    )
    parser.add_argument("--out", type=Path, help=t("CSV, a row a picture", "CSV, una fila por imagen"))
    parser.add_argument("--json", action="store_true", help=t("one JSON object a line", "un JSON por línea"))


def transport(options: argparse.Namespace) -> int:
    """``geodesk transport FILE --phase P --axis x|y|z [--k1 K --k2 K] [--out CSV] [--json]``."""
    from geodesk.jobs.transport import Wanted
    from geodesk.jobs.transport import transport as job
    from geodesk.jobs.transporttable import write_transport

    if options.conductivities is not None and (options.k1 is not None or options.k2 is not None):
        raise GeoDeskError(
            en="--conductivities says what --k1 and --k2 say; give only one of them.",
            es="--conductivities dice lo mismo que --k1 y --k2; indique solo uno.",
        )
    if options.labels and options.threshold is not None:
        raise GeoDeskError(
            en="--labels and --threshold exclude each other.", es="--labels y --threshold se excluyen."
        )
    inputs = gathered(options)
    wanted = Wanted(
        axis=options.axis,
        phase=options.phase,
        k1=options.k1,
        k2=options.k2,
        conductivity=options.conductivities,
        threshold=options.threshold,
        labels=options.labels,
        page=options.page,
        page_distance_m=options.page_distance,
    )
    if options.out is not None:
        refuse_overwriting([options.out], [item.file for item in inputs.items])
    failures, records = [], []
    with closing(job(inputs.items, wanted)) as steps:
        for row in watch(steps, options.quiet):
            records.append(row.record())
            if row.error is not None:
                failures.append((row.item.path, row.error))
            elif not options.quiet:
                for line in (row.phases, *row.notes):
                    say(f"{row.item.path}: {line}")
            if options.json:
                print(json.dumps(row.record(), ensure_ascii=False, allow_nan=False))
            elif row.error is None:
                print(_line(row))
    if options.out is not None:
        write_transport(options.out, records)
    return report_failures(failures, inputs)


def _line(row: "Transported") -> str:
    """One result in words."""
    found, wanted = row.found, row.wanted
    assert found is not None
    name = "D_eff/D" if wanted.one_phase else "k_eff"
    parts = [
        f"φ = {_number(found.phi)}",
        f"{name} = {_number(found.k_eff)}",
        f"τ = {_number(found.tau)}",
        t(
            f"{found.iterations} iterations, flux mismatch {_number(found.flux_mismatch, 2)}",
            f"{found.iterations} iteraciones, desajuste de flujo {_number(found.flux_mismatch, 2)}",
        ),
    ]
    return f"{row.item.path}: {wanted.axis}: {'; '.join(parts)}"


def _number(value: float, digits: int = 6) -> str:
    if math.isinf(value):
        return "∞"
    return decimal(f"{value:.{digits}g}")


def _label(text: str) -> int:
    try:
        return int(text)
    except ValueError:
        raise argparse.ArgumentTypeError(t(f"{text}: a whole number", f"{text}: un número entero")) from None


def _conductivity(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not 0 <= value < math.inf:
        raise argparse.ArgumentTypeError(t(f"{text}: a number of 0 or more", f"{text}: un número de 0 o más"))
    return value


def _table(text: str) -> dict[int, float]:
    table: dict[int, float] = {}
    for part in text.split(","):
        label, equals, value = part.partition("=")
        if not equals or _label(label) in table:
            raise argparse.ArgumentTypeError(
                t(f"{text}: each label once, as in 0=1,85=0.2", f"{text}: cada etiqueta una vez: 0=1,85=0.2")
            )
        table[_label(label)] = _conductivity(value)
    return table


def _length(text: str) -> float:
    from geodesk.micrograph.pixelsize import metres

    length = metres(text)
    if length is None or not length > 0:
        raise argparse.ArgumentTypeError(
            t(f"{text}: a length with its unit", f"{text}: una longitud con su unidad")
        )
    return length
