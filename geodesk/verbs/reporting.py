"""``geodesk report``: one page a sample, as PDF and HTML, in Spanish and English."""

import argparse
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from geodesk import arguments
from geodesk.language import language, t
from geodesk.terminal import gathered, report_failures, say, watch
from geodesk.verbs import NewCommand
from geodesk.verbs.figures import contrast


def add(command: NewCommand) -> None:
    """Declare the command."""
    parser = command(
        "report",
        report,
        t(
            "a page for each sample: picture, metadata, classes, label, curves, transport",
            "una página por muestra: imagen, metadatos, clases, etiqueta, curvas, transporte",
        ),
    )
    arguments.inputs(parser)
    parser.add_argument(
        "--out",
        type=Path,
        required=True,
        metavar=t("FOLDER", "CARPETA"),
        help=t("where the reports go", "dónde se guardan los informes"),
    )
    parser.add_argument(
        "--format",
        type=_some_of("pdf", "html"),
        default=["pdf"],
        metavar="pdf,html",
        help=t("one or both (pdf)", "uno o ambos (pdf)"),
    )
    parser.add_argument(
        "--language",
        type=_some_of("es", "en"),
        default=[language()],
        metavar="es,en",
        help=t(f"one or both ({language()})", f"uno o ambos ({language()})"),
    )
    parser.add_argument(
        "--paper",
        choices=("a4", "letter"),
        default="a4",
        help=t("of the PDF (a4)", "del PDF (a4; letter: carta)"),
    )
    parser.add_argument(
        "--model",
        metavar=t("NAME|PATH", "NOMBRE|RUTA"),
        help=t(
            "that classifies the samples (what was predicted last in the folder)",
            "que clasifica las muestras (lo último que se predijo en la carpeta)",
        ),
    )
    arguments.device(parser)
    parser.add_argument(
        "--allow-failed",
        action="store_true",
        help=t("use a model whose card's test fails", "usa un modelo aunque falle la prueba de su ficha"),
    )
    parser.add_argument(
        "--phases",
        choices=("auto", "threshold"),
        default="auto",
        help=t(
            "auto: the phases kept of a picture, else the threshold; threshold: always that",
            "auto: las fases guardadas de la imagen y, si no hay, el umbral; threshold: siempre este",
        ),
    )
    parser.add_argument(
        "--threshold",
        type=arguments.threshold,
        default="otsu",
        help=t("otsu or a grey level (otsu)", "otsu o un nivel de gris (otsu)"),
    )
    parser.add_argument(
        "--rmax",
        type=arguments.lag,
        help=t("largest lag in pixels (half)", "mayor desfase en píxeles (mitad)"),
    )
    arguments.page(parser)
    parser.add_argument(
        "--transport",
        type=_some_of("x", "y", "z"),
        metavar="x,y,z",
        help=t(
            "axes along which transport is solved (none)", "ejes en los que se calcula transporte (ninguno)"
        ),
    )
    parser.add_argument(
        "--phase",
        type=int,
        default=1,
        metavar="P",
        help=t("that conducts, of --transport (1)", "que conduce, de --transport (1)"),
    )
    parser.add_argument(
        "--contrast",
        type=contrast,
        default="shown",
        metavar="shown|auto|raw|MIN:MAX",
        help=t("of the pictures, as of geodesk figures", "de las imágenes, como en geodesk figures"),
    )


def report(options: argparse.Namespace) -> int:
    """``geodesk report FOLDER|FILES --out DIR [--format pdf,html] [--language es,en] [--transport x,y]``."""
    from geodesk.jobs.samplereport.job import how_many, sample_reports
    from geodesk.jobs.samplereport.request import Request
    from geodesk.jobs.samplereport.subjects import subjects_of
    from geodesk.models import load, refuse_failed

    inputs = gathered(options)
    request = Request(
        formats=tuple(options.format),
        languages=tuple(options.language),
        paper=options.paper,
        phases=options.phases,
        threshold=options.threshold,
        r_max=options.rmax,
        page=options.page,
        transport=tuple(options.transport or ()),
        phase=options.phase,
        contrast=options.contrast,
    )
    model = None if options.model is None else load(options.model, options.device)
    if model is not None and not options.allow_failed:
        refuse_failed(model)
    with closing(sample_reports(subjects_of(inputs), request, options.out, model)) as steps:
        rows = list(watch(steps, options.quiet, t(" samples", " muestras")))
    if not options.quiet:
        made = how_many(rows)
        say(
            t(
                f"Reports written: {made.en}, in {options.out}",
                f"Informes escritos: {made.es}, en {options.out}",
            )
        )
    return report_failures([(row.sample.id, row.error) for row in rows if row.error is not None], inputs)


def _some_of(*words: str) -> Callable[[str], list[str]]:
    """Reads one or several of these words, with commas between them."""

    def read(text: str) -> list[str]:
        chosen = list(dict.fromkeys(one.strip() for one in text.split(",") if one.strip()))
        if not chosen or not set(chosen) <= set(words):
            listed = ", ".join(words)
            raise argparse.ArgumentTypeError(
                t(f"{text}: one or several of {listed}", f"{text}: uno o varios de {listed}")
            )
        return chosen

    return read
