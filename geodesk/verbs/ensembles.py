"""``geodesk ensemble`` and ``geodesk distance``: curves of many pictures, and how far apart two sets are."""

import argparse
import math
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor
from contextlib import AbstractContextManager, closing, contextmanager, nullcontext
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from geodesk import arguments
from geodesk.language import GeoDeskError, decimal, t
from geodesk.terminal import gathered, refuse_overwriting, report_failures, say, watch
from geodesk.verbs import NewCommand

if TYPE_CHECKING:
    from geodesk.collection import Picture
    from geodesk.jobs.characterise import Characterised
    from geodesk.jobs.distance import Comparison
    from geodesk.jobs.inputs import Inputs


# As in geodesk.morphology, which is imported only when there is something to measure.
_EVERY = ("x", "y", "z", "diag1", "diag2", "radial")
_AXES = ("x", "y", "z")


def add(command: NewCommand) -> None:
    """Declare both commands."""
    one = command(
        "ensemble",
        ensemble,
        t("S2 and lineal path of many pictures: mean and bands", "S2 y trayectoria lineal de un conjunto"),
    )
    arguments.inputs(one)
    one.add_argument(
        "--out",
        type=Path,
        required=True,
        help=t("CSV: sums, means, deviation, percentiles", "CSV: sumas, medias, desviación, percentiles"),
    )
    one.add_argument(
        "--label", help=t("only pictures a person gave this label", "solo las que llevan esta etiqueta")
    )
    one.add_argument(
        "--where",
        metavar="EXPR",
        help=t("only pictures such as p_YES>=0.95", "solo las que cumplen, por ejemplo, p_YES>=0.95"),
    )
    _measuring(one, _EVERY)
    two = command(
        "distance",
        distance,
        t("how far apart two sets of pictures are", "qué tan distintos son dos conjuntos de imágenes"),
    )
    two.add_argument("a", metavar=t("FOLDER_A", "CARPETA_A"))
    two.add_argument(
        "b",
        nargs="?",
        metavar=t("FOLDER_B", "CARPETA_B"),
        help=t("if absent, FOLDER_A again", "si falta, otra vez CARPETA_A"),
    )
    two.add_argument(
        "--out", type=Path, required=True, help=t("CSV of the distances", "CSV de las distancias")
    )
    for side in ("a", "b"):
        name = side.upper()
        two.add_argument(
            f"--label-{side}",
            metavar=t("LABEL", "ETIQUETA"),
            help=t(f"only pictures of {name} with this label", f"de {name}, solo las de esta etiqueta"),
        )
        two.add_argument(
            f"--where-{side}",
            metavar="EXPR",
            help=t(f"only pictures of {name} such as p_YES>=0.95", f"de {name}, solo las que cumplen"),
        )
    _measuring(two, _AXES)
    two.add_argument(
        "--group-by",
        choices=("picture", "folder", "sample"),
        default="picture",
        help=t("what the bootstrap draws as a whole", "qué sortea entero el remuestreo"),
    )
    two.add_argument(
        "--resamples",
        type=arguments.count,
        default=1000,
        help=t("of the bootstrap (1000)", "del remuestreo (1000)"),
    )
    two.add_argument(
        "--confidence",
        type=_share,
        default=0.95,
        help=t("of the intervals (0.95)", "de los intervalos (0.95)"),
    )
    two.add_argument(
        "--seed", type=arguments.lag, default=0, help=t("of the random numbers (0)", "del azar (0)")
    )


def _measuring(parser: argparse.ArgumentParser, directions: tuple[str, ...]) -> None:
    parser.add_argument(
        "--summary",
        type=Path,
        help=t(
            "CSV, a row a picture: threshold, area, phi, error", "CSV, fila por imagen: umbral, área, phi…"
        ),
    )
    parser.add_argument(
        "--threshold",
        type=arguments.threshold,
        default="otsu",
        help=t("otsu (of each picture) or one grey level", "otsu (de cada imagen) o un nivel de gris"),
    )
    parser.add_argument(
        "--rmax",
        type=arguments.lag,
        help=t(
            "largest lag in pixels (half the axis of the smallest)",
            "mayor desfase en píxeles (medio eje de la menor)",
        ),
    )
    parser.add_argument(
        "--page",
        type=arguments.count,
        help=t(
            "one page of stacks, the first is 1 (all)", "una página de las pilas, la primera es 1 (todas)"
        ),
    )
    parser.add_argument(
        "--directions",
        type=_names,
        metavar="x,y,…",
        default=directions,
        help=t(
            f"out of x,y,z,diag1,diag2,radial ({','.join(directions)})",
            f"de entre x,y,z,diag1,diag2,radial ({','.join(directions)})",
        ),
    )
    parser.add_argument(
        "--lags",
        choices=("same", "length", "pixel"),
        default="same",
        help=t(
            "same: equal pixel sizes only; length: interpolated onto the coarsest; pixel: whatever the size",
            "same: solo tamaños de píxel iguales; length: interpola al más grueso; pixel: sin ver el tamaño",
        ),
    )
    parser.add_argument(
        "--cluster",
        metavar=t("ADDRESS", "DIRECCIÓN"),
        help=t(
            "scheduler of a Dask cluster, tcp://host:8786", "planificador de un clúster Dask, tcp://host:8786"
        ),
    )


def _names(text: str) -> tuple[str, ...]:
    names = tuple(dict.fromkeys(text.split(",")))
    for name in names:
        if name not in _EVERY:
            raise argparse.ArgumentTypeError(
                t(f"{name}: not out of {','.join(_EVERY)}", f"{name}: no está entre {','.join(_EVERY)}")
            )
    return names


def _share(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = 0.0
    if not 0 < value < 1:
        raise argparse.ArgumentTypeError(
            t(f"{text}: a number between 0 and 1", f"{text}: un número entre 0 y 1")
        )
    return value


def ensemble(options: argparse.Namespace) -> int:
    """``geodesk ensemble FOLDER|FILES… --out CSV [--label L] [--where EXPR]``."""
    from geodesk.jobs.ensemble import chosen, ensemble_of, limited_by, write_ensemble

    inputs = chosen(gathered(options), label=options.label, where=options.where)
    _check_outputs(options, inputs)
    rows = _measured(inputs.items, options)
    # First what every picture rests on: it says which of them failed where none is left.
    failures = _summarised(rows, options)
    found = ensemble_of(rows, lags=options.lags, r_max=options.rmax)
    write_ensemble(options.out, found)
    if not options.quiet and (notice := limited_by(rows, found)):
        say(notice)
    _say_what_lags_are(rows, options)
    print(
        t(
            f"{len(found.ids)} pictures in the ensemble.",
            f"{len(found.ids)} imágenes en el conjunto.",
        )
    )
    return report_failures(failures, inputs)


def distance(options: argparse.Namespace) -> int:
    """``geodesk distance A [B] --out CSV [--label-a L] [--label-b L]``."""
    from geodesk.jobs.distance import by_folder, by_sample, compare, write_distances
    from geodesk.jobs.ensemble import chosen

    sides = []
    for named, label, where in (
        (options.a, options.label_a, options.where_a),
        (options.b or options.a, options.label_b, options.where_b),
    ):
        options.inputs = [named]
        sides.append(chosen(gathered(options), label=label, where=where))
    a, b = sides
    if {item.file for item in a.items} & {item.file for item in b.items}:
        raise GeoDeskError(
            en="A picture stands in both sets, so they are not two: name another folder, or choose by "
            "--label-a and --label-b or --where-a and --where-b.",
            es="Una imagen está en ambos conjuntos, así que no son dos: indique otra carpeta, o elija con "
            "--label-a y --label-b o --where-a y --where-b.",
        )
    for side in sides:
        _check_outputs(options, side)
    rows = _measured([*a.items, *b.items], options)
    failures = _summarised(rows, options)

    def groups(side: "Inputs") -> Callable[[str], str] | None:
        if options.group_by == "sample" and side.collection is not None:
            return by_sample(side.collection)
        return None if options.group_by == "picture" else by_folder

    found = compare(
        rows[: len(a.items)],
        rows[len(a.items) :],
        lags=options.lags,
        r_max=options.rmax,
        group_a=groups(a),
        group_b=groups(b),
        resamples=options.resamples,
        confidence=options.confidence,
        seed=options.seed,
    )
    write_distances(options.out, found)
    for one in found.distances:
        if one.direction == "all":
            name = "S2" if one.function == "two_point" else "L"
            text = t(f"{name}, phase {one.phase}", f"{name}, fase {one.phase}")
            rms = _with_interval(one.rms, one.rms_interval)
            most = _with_interval(one.maximum, one.maximum_interval)
            print(f"{text}: rms {rms}; max {most}")
    _say_what_lacks(found, options)
    _say_what_lags_are(rows, options)
    return report_failures(failures, replace(a, problems=a.problems + b.problems))


def _with_interval(value: float, interval: tuple[float, float]) -> str:
    low, high = interval
    said = f"{value:.4g}" + (f" [{low:.4g}; {high:.4g}]" if low == low else "")
    return decimal(said)


def _say_what_lags_are(rows: "Sequence[Characterised]", options: argparse.Namespace) -> None:
    """Say so where nothing tells how long a lag is."""
    measured = [row for row in rows if row.error is None]
    if not options.quiet and measured and all(row.pixel_size is None for row in measured):
        say(
            t(
                "No picture says its pixel size: lags are in pixels, taken as equally long in all of them.",
                "Ninguna imagen dice su tamaño de píxel: los desfases van en píxeles, como si midieran lo "
                "mismo en todas.",
            )
        )


def _say_what_lacks(found: "Comparison", options: argparse.Namespace) -> None:
    """Say why there is no interval, or which confidence it has."""
    rows = [one for one in found.distances if one.direction == "all"]
    if options.quiet or not rows:
        return
    if any(math.isfinite(one.rms_interval[0]) for one in rows):
        share = decimal(f"{100 * options.confidence:g}")
        say(
            t(
                f"[…]: {share} % interval; where it begins at 0, chance alone explains the difference.",
                f"[…]: intervalo del {share} %; donde empieza en 0, el azar basta para explicar la "
                "diferencia.",
            )
        )
    else:
        say(
            t(
                "No interval: it takes two pictures or more in each set, two groups with --group-by.",
                "Sin intervalo: hacen falta dos imágenes o más en cada conjunto; con --group-by, dos grupos.",
            )
        )


@contextmanager
def _told_of_lags() -> Iterator[None]:
    """Say with mixed pixel sizes which option decides about them."""
    from geodesk.morphology.ensemble import MixedPixelSizes

    try:
        yield
    except MixedPixelSizes as error:
        said = error.sentence
        raise GeoDeskError(en=f"{said.en} (--lags)", es=f"{said.es} (--lags)") from error


def _check_outputs(options: argparse.Namespace, inputs: "Inputs") -> None:
    outputs = [options.out, *([options.summary] if options.summary else [])]
    refuse_overwriting(outputs, [item.file for item in inputs.items])


def _measured(items: "Sequence[Picture]", options: argparse.Namespace) -> "list[Characterised]":
    from geodesk.jobs.cluster import cluster
    from geodesk.jobs.ensemble import measure

    machines: AbstractContextManager[Executor | None] = (
        cluster(options.cluster) if options.cluster else nullcontext()
    )
    with machines as executor:
        steps = measure(
            items,
            threshold=options.threshold,
            r_max=options.rmax,
            page=options.page,
            directions=options.directions,
            lags=options.lags,
            executor=executor,
        )
        with closing(steps), _told_of_lags():
            return list(watch(steps, options.quiet))


def _summarised(rows: "list[Characterised]", options: argparse.Namespace) -> list[tuple[str, object]]:
    """Write the summary if it is wanted; what failed."""
    from geodesk.jobs.curvetable import write_curves

    failed = write_curves(iter(rows), None, options.summary)
    return [(row.item.path, row.error) for row in failed]
