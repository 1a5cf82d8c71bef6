"""``geodesk generate``: synthetic pictures of a trained generator, all or the nearest to a reference."""

import argparse
import re
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from geodesk import arguments
from geodesk.language import GeoDeskError, decimal, t
from geodesk.terminal import OK, SOME_FAILED, gathered, say, watch
from geodesk.verbs import NewCommand

if TYPE_CHECKING:
    from geodesk.collection import Picture
    from geodesk.jobs.rank import Likeness, Ranked
    from geodesk.models import Generator


def add(command: NewCommand) -> None:
    """Declare the command."""
    parser = command(
        "generate",
        generate,
        t(
            "synthetic pictures of a trained generator, all or the nearest to a reference",
            "imágenes sintéticas de un generador entrenado, todas o las más parecidas a una referencia",
        ),
    )
    parser.add_argument("--model", required=True, help=t("name or .onnx file", "nombre o archivo .onnx"))
    parser.add_argument(
        "--count", type=arguments.count, required=True, help=t("pictures to make", "imágenes que se generan")
    )
    parser.add_argument(
        "--seed",
        type=arguments.seed,
        default=0,
        help=t("of the series (0)", "de la serie (0)"),
    )
    parser.add_argument(
        "--out", type=Path, required=True, help=t("folder of the pictures", "carpeta de las imágenes")
    )
    parser.add_argument(
        "--size",
        type=_size,
        metavar="PX|HxW",
        help=t("sides in pixels (the model's own)", "lados en píxeles (los del modelo)"),
    )
    arguments.device(parser)
    parser.add_argument(
        "--resume",
        action="store_true",
        help=t("leave the pictures that are already there", "deja como están las imágenes que ya existen"),
    )
    parser.add_argument(
        "--allow-failed",
        action="store_true",
        help=t("run a model whose digest or test fails", "usa un modelo cuya huella o prueba falla"),
    )
    like = parser.add_argument_group(t("like a reference", "parecidas a una referencia"))
    like.add_argument(
        "--like", metavar=t("FILE", "ARCHIVO"), help=t("reference micrograph", "micrografía de referencia")
    )
    like.add_argument(
        "--keep", type=arguments.count, help=t("how many of the nearest to keep", "cuántas se conservan")
    )
    like.add_argument(
        "--weights",
        type=_weights,
        metavar="S2,L",
        help=t("of the two functions (1,1)", "de las dos funciones (1,1)"),
    )
    like.add_argument(
        "--phase",
        choices=("0", "1", "both"),
        help=t("1: above Otsu's threshold; 0: below (both)", "1: sobre el umbral de Otsu; 0: bajo él (both)"),
    )
    like.add_argument(
        "--rmax",
        type=arguments.count,
        help=t("largest lag in pixels (half the side)", "mayor desfase en píxeles (medio lado)"),
    )


def generate(options: argparse.Namespace) -> int:
    """``geodesk generate --model G --count N --seed S --out DIR [--like FILE --keep K]``."""
    from geodesk import models
    from geodesk.jobs.generate import generate as job

    likeness = _likeness(options)
    picture = None if likeness is None else _picture(options.like)
    model = models.load(options.model, options.device, task="generate")
    if not options.allow_failed:
        models.refuse_failed(model)
    if likeness is not None and picture is not None:
        return _ranked(options, model, likeness, picture)
    steps = job(model, options.seed, options.count, options.out, size=options.size, resume=options.resume)
    done = 0
    with closing(steps):
        try:
            for _ in watch(steps, options.quiet, t(" pictures", " imágenes")):
                done += 1
        except GeoDeskError as error:
            return _stopped(error, done, options.count)
        except KeyboardInterrupt:
            say(
                t(
                    "The pictures are kept; go on with --resume.",
                    "Las imágenes quedan; continúe con --resume.",
                )
            )
            raise
    return OK


def _stopped(error: GeoDeskError, done: int, count: int) -> int:
    """What was made is kept: some inputs failed, but not all."""
    if not done:
        raise error
    say(f"geodesk: {error}")
    say(
        t(
            f"{done} of {count} pictures are kept; go on with --resume.",
            f"Quedan {done} de {count} imágenes; continúe con --resume.",
        )
    )
    return SOME_FAILED


def _likeness(options: argparse.Namespace) -> "Likeness | None":
    given = {"keep": options.keep, "weights": options.weights, "phase": options.phase, "rmax": options.rmax}
    if options.like is None:
        for name, value in given.items():
            if value is not None:
                raise GeoDeskError(
                    en=f"--{name} needs a reference: give --like FILE too.",
                    es=f"--{name} necesita una referencia: indique también --like ARCHIVO.",
                )
        return None
    from geodesk.jobs.rank import Likeness

    if options.keep is None:
        raise GeoDeskError(
            en="Say with --keep how many of the nearest pictures to keep.",
            es="Indique con --keep cuántas de las imágenes más parecidas se conservan.",
        )
    if options.resume:
        raise GeoDeskError(
            en="A ranking begins anew each time: leave --resume out.",
            es="Una búsqueda de parecidas empieza siempre de nuevo: no indique --resume.",
        )
    weights = options.weights or (1.0, 1.0)
    phases: dict[str | None, Literal[0, 1, "both"]] = {"0": 0, "1": 1}
    return Likeness(weights[0], weights[1], phase=phases.get(options.phase, "both"), r_max=options.rmax)


def _picture(path: str) -> "Picture":
    items = gathered(argparse.Namespace(inputs=[path])).items
    if len(items) != 1:
        raise GeoDeskError(
            en="The reference of --like is one picture.", es="La referencia de --like es una sola imagen."
        )
    return items[0]


def _ranked(options: argparse.Namespace, model: "Generator", likeness: "Likeness", item: "Picture") -> int:
    from geodesk.jobs.rank import Nearest, Reference
    from geodesk.jobs.ranked import TABLE, keep_nearest

    reference = Reference(item, model, likeness)
    best, failed, done = Nearest(options.keep), 0, 0
    kept: dict[int, Ranked] = {}
    steps = keep_nearest(
        model, reference, options.seed, options.count, options.keep, options.out, size=options.size
    )
    try:
        with closing(steps):
            for row in watch(steps, options.quiet, t(" pictures", " imágenes")):
                done += 1
                failed += row.error is not None
                best.offer(row.distance, row.index)
                if row.pixels is not None:
                    kept[row.index] = row
                if row.dropped is not None:
                    del kept[row.dropped]
    except GeoDeskError as error:
        if not done:
            raise
        say(f"geodesk: {error}")
        failed += 1
    for line in _lines(best.order, kept, model, options.seed):
        print(line)
    if failed and not options.quiet:
        say(
            t(
                f"{failed} pictures failed; {TABLE} says why.",
                f"{failed} imágenes fallaron; {TABLE} dice por qué.",
            )
        )
    return SOME_FAILED if failed else OK


def _lines(order: list[int], kept: dict[int, "Ranked"], model: "Generator", seed: int) -> Iterator[str]:
    from geodesk.jobs.generate import file_name

    for index in order:
        row = kept[index]
        numbers = ", ".join(
            f"{name} {decimal(f'{value:.4g}')}" for name, value in (("S2", row.s2), ("L", row.lineal_path))
        )
        yield f"{file_name(model, seed, index)}: {decimal(f'{row.distance:.4g}')} ({numbers})"


def _size(text: str) -> int | tuple[int, ...]:
    sides = tuple(arguments.count(part) for part in text.lower().split("x"))
    return sides[0] if len(sides) == 1 else sides


def _weights(text: str) -> tuple[float, float]:
    found = re.fullmatch(r"(\d+(?:\.\d+)?),(\d+(?:\.\d+)?)", text)
    if found is None:
        raise argparse.ArgumentTypeError(
            t(f"{text}: two numbers, such as 1,0.5", f"{text}: dos números, por ejemplo 1,0.5")
        )
    return float(found[1]), float(found[2])
