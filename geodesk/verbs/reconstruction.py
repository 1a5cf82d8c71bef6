"""``geodesk reconstruct``: a synthetic picture or volume with the correlation functions of a micrograph."""

import argparse
import json
from contextlib import closing
from pathlib import Path

from geodesk import arguments
from geodesk.language import GeoDeskError, t
from geodesk.terminal import OK, gathered, say, watch
from geodesk.verbs import NewCommand


def add(command: NewCommand) -> None:
    """Declare the command."""
    parser = command(
        "reconstruct",
        reconstruct,
        t(
            "a synthetic picture with the S2 of a real one, by simulated annealing",
            "una imagen sintética con la S2 de una real, por recocido simulado",
        ),
    )
    parser.add_argument("inputs", nargs=1, metavar=t("FILE", "ARCHIVO"))
    parser.add_argument(
        "--out", type=Path, required=True, help=t("folder of the results", "carpeta de los resultados")
    )
    parser.add_argument(
        "--swaps",
        type=arguments.count,
        help=t("swaps to try (100 a pixel)", "intercambios que se prueban (100 por píxel)"),
    )
    parser.add_argument(
        "--seed", type=arguments.seed, default=0, help=t("of the random numbers (0)", "del azar (0)")
    )
    parser.add_argument(
        "--threshold",
        type=arguments.threshold,
        default="otsu",
        help=t("otsu or a grey level", "otsu o un nivel de gris"),
    )
    parser.add_argument(
        "--phase",
        type=int,
        choices=(0, 1),
        default=1,
        help=t("1: above the threshold (default); 0: below", "1: sobre el umbral (por omisión); 0: bajo él"),
    )
    parser.add_argument(
        "--lineal-path",
        action="store_true",
        help=t("the lineal path counts as well", "también cuenta la trayectoria lineal"),
    )
    parser.add_argument(
        "--not-periodic",
        action="store_true",
        help=t(
            "source and result end at their borders (default: they repeat)",
            "fuente y resultado terminan en sus bordes (por omisión se repiten)",
        ),
    )
    parser.add_argument(
        "--rmax",
        type=arguments.count,
        help=t("largest lag in pixels (half the axis)", "mayor desfase en píxeles (medio eje)"),
    )
    parser.add_argument(
        "--size",
        type=arguments.count,
        help=t(
            "side of the square cut from the middle, in pixels (all)",
            "lado del cuadrado que se corta del centro, en píxeles (todo)",
        ),
    )
    parser.add_argument(
        "--depth",
        type=arguments.count,
        help=t(
            "make a volume of so many pages, taking the material for isotropic",
            "hace un volumen de tantas páginas, suponiendo isótropo el material",
        ),
    )
    arguments.page(parser)
    parser.add_argument(
        "--resume",
        action="store_true",
        help=t("go on with an interrupted one", "continúa una reconstrucción interrumpida"),
    )


def reconstruct(options: argparse.Namespace) -> int:
    """``geodesk reconstruct FILE --out DIR --swaps N --seed S``: prints the energies as one JSON object."""
    from geodesk.jobs.reconstruct import Wanted
    from geodesk.jobs.reconstruct import reconstruct as job

    items = gathered(options).items
    if len(items) != 1:
        raise GeoDeskError(
            en="A reconstruction has one source: name one picture.",
            es="Una reconstrucción tiene una sola fuente: indique una imagen.",
        )
    wanted = Wanted(
        swaps=options.swaps,
        seed=options.seed,
        threshold=options.threshold,
        phase=options.phase,
        lineal_path=options.lineal_path,
        periodic=not options.not_periodic,
        r_max=options.rmax,
        size=options.size,
        depth=options.depth,
        page=options.page,
    )
    with closing(job(items[0], options.out, wanted, resume=options.resume)) as steps:
        try:
            for snapshot in watch(steps, options.quiet, t(" swaps", " intercambios")):
                if snapshot.summary is not None:
                    keys = ("energy_start", "energy_end", "seconds", "swaps")
                    print(json.dumps({key: snapshot.summary[key] for key in keys}))
        except KeyboardInterrupt:
            say(t("The work is kept; go on with --resume.", "Se conserva el trabajo; continúe con --resume."))
            raise
    return OK
