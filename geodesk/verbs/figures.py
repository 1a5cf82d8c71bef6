"""``geodesk figures``: pictures for papers and reports, with scale bar and letters, in a given size."""

import argparse
import math
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from geodesk import arguments
from geodesk.language import GeoDeskError, language, t
from geodesk.terminal import gathered, report_failures, say, watch
from geodesk.verbs import NewCommand

if TYPE_CHECKING:
    from geodesk.collection import Picture, Sample
    from geodesk.jobs.figures.style import Style
    from geodesk.jobs.inputs import Inputs


def add(command: NewCommand) -> None:
    """Declare the command."""
    parser = command(
        "figures",
        figures,
        t(
            "figures with scale bar and letters, one by one or as a plate",
            "figuras con barra de escala y letras, una por una o en lámina",
        ),
    )
    arguments.inputs(parser)
    parser.add_argument(
        "--out",
        type=Path,
        required=True,
        metavar=t("FOLDER", "CARPETA"),
        help=t("where the figures go", "dónde se guardan las figuras"),
    )
    parser.add_argument("--format", choices=("png", "tiff", "svg"), default="png")
    parser.add_argument(
        "--width",
        type=_number,
        metavar="MM",
        help=t(
            "width of the figure in print (as many pixels as the picture has)",
            "ancho impreso de la figura (tantos píxeles como la imagen)",
        ),
    )
    parser.add_argument(
        "--dpi",
        type=arguments.count,
        default=300,
        help=t("dots per inch (300)", "puntos por pulgada (300)"),
    )
    parser.add_argument(
        "--scale",
        type=_scale,
        default="auto",
        metavar=t("auto|none|LENGTH", "auto|none|LONGITUD"),
        help=t(
            "scale bar: a nice length, none, or such as 20um", "barra de escala: redonda, none o p. ej. 20um"
        ),
    )
    parser.add_argument(
        "--corner",
        choices=("bottom-right", "bottom-left", "top-right", "top-left"),
        default="bottom-right",
        help=t("of the scale bar", "de la barra de escala"),
    )
    parser.add_argument(
        "--colour",
        choices=("white", "black"),
        default="white",
        help=t("of bar and letters", "de barra y letras"),
    )
    parser.add_argument(
        "--font",
        type=_number,
        default=5.0,
        metavar="%",
        help=t("height of the text in %% of a picture's width (5)", "alto del texto en %% del ancho (5)"),
    )
    parser.add_argument(
        "--letters",
        choices=("none", "a", "A", "(a)", "(A)", "a)", "A)"),
        default="none",
        help=t("of the pictures", "de las imágenes"),
    )
    parser.add_argument(
        "--contrast",
        type=contrast,
        default="shown",
        metavar="shown|auto|raw|MIN:MAX",
        help=t(
            "shown: 8 bits as stored, others spread; auto: spread; raw: full range; or grey levels",
            "shown: 8 bits tal cual, otros extendidos; auto: extendido; raw: rango entero; o niveles de gris",
        ),
    )
    parser.add_argument(
        "--keep-bar",
        action="store_true",
        help=t("keep the information bar", "conserva la barra de información"),
    )
    parser.add_argument(
        "--rows",
        type=arguments.count,
        default=1,
        help=t("rows of a plate (1)", "filas de una lámina (1)"),
    )
    parser.add_argument(
        "--columns",
        type=arguments.count,
        default=1,
        help=t("columns of a plate (1)", "columnas de una lámina (1)"),
    )
    parser.add_argument(
        "--gap",
        type=_number,
        default=2.0,
        metavar="%",
        help=t("between pictures, in %% of their width (2)", "entre imágenes, en %% de su ancho (2)"),
    )
    parser.add_argument(
        "--common-scale",
        action="store_true",
        help=t(
            "a plate in one scale: cut around the middle to what the smallest shows",
            "lámina a una sola escala: recorta al centro hasta lo que muestra la menor",
        ),
    )
    parser.add_argument(
        "--pair",
        choices=("none", "faces", "phases"),
        default="none",
        help=t(
            "beside each: XPL beside PPL (faces), or its kept phases",
            "al lado de cada una: XPL junto a PPL (faces) o sus fases guardadas (phases)",
        ),
    )
    parser.add_argument(
        "--beside",
        type=Path,
        metavar=t("FOLDER|FILE", "CARPETA|ARCHIVO"),
        help=t(
            "beside each the picture of the same name in that folder, or that file",
            "al lado de cada una, la del mismo nombre en esa carpeta, o ese archivo",
        ),
    )
    parser.add_argument(
        "--page",
        type=arguments.count,
        default=1,
        help=t("of a stack, the first is 1 (1)", "de una pila, la primera es 1 (1)"),
    )
    parser.add_argument(
        "--language",
        choices=("es", "en"),
        default=language(),
        help=t("of the decimal sign and of the mark SYNTHETIC", "del signo decimal y de la marca SINTÉTICA"),
    )


def figures(options: argparse.Namespace) -> int:
    """``geodesk figures FOLDER|FILES --out DIR [--format …] [--width MM --dpi N] [--rows --columns] …``."""
    from geodesk.jobs.figures.job import figures as job
    from geodesk.jobs.figures.planning import plan

    inputs = gathered(options)
    style = style_of(options)
    beside = _beside(options.beside)
    planned = plan(samples_of(inputs), style, inputs.collection, beside)
    folder = None if inputs.collection is None else inputs.collection.folder
    steps = job(planned, style, options.out, sources=[*inputs.items, *beside], folder=folder)
    with closing(steps):
        rows = list(watch(steps, options.quiet))
    made = {row.file for row in rows if row.file is not None}
    if not options.quiet:
        say(
            t(
                f"Figures written: {len(made)}, in {options.out}",
                f"Figuras escritas: {len(made)}, en {options.out}",
            )
        )
    return report_failures([(row.item.path, row.error) for row in rows if row.error is not None], inputs)


def style_of(options: argparse.Namespace) -> "Style":
    """The style that parsed options ask for."""
    from geodesk.jobs.figures.style import Style

    return Style(
        format=options.format,
        width_mm=options.width,
        dpi=options.dpi,
        contrast=options.contrast,
        keep_bar=options.keep_bar,
        scale=options.scale,
        corner=options.corner,
        colour=options.colour,
        font=options.font,
        letters=options.letters,
        rows=options.rows,
        columns=options.columns,
        gap=options.gap,
        common_scale=options.common_scale,
        pair=options.pair,
        page=options.page,
        language=options.language,
    )


def samples_of(inputs: "Inputs") -> "list[Sample]":
    """The samples of a command's pictures, by name; those of plain files by the usual patterns of names."""
    from geodesk.collection import DEFAULT_PATTERNS, group
    from geodesk.collection.sieve import by_name

    if inputs.collection is not None:
        return by_name(inputs.collection.samples())
    return by_name(group(inputs.items, DEFAULT_PATTERNS))


def _beside(named: Path | None) -> "list[Picture]":
    from geodesk.jobs.inputs import gather

    if named is None:
        return []
    found = list(gather([named]).items)
    if not found:
        raise GeoDeskError(
            en=f"No picture was found in {named}.", es=f"No se encontró ninguna imagen en {named}."
        )
    return found


def _number(text: str) -> float:
    try:
        value = float(text.replace(",", "."))
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        raise argparse.ArgumentTypeError(t(f"{text}: a number", f"{text}: un número"))
    return value


def _scale(text: str) -> float | Literal["auto", "none"]:
    from geodesk.micrograph.pixelsize import metres

    if text == "auto":
        return "auto"
    if text == "none":
        return "none"
    length = metres(text)
    if length is None or not length > 0:
        raise argparse.ArgumentTypeError(
            t(
                f"{text}: auto, none or a length with its unit",
                f"{text}: auto, none o una longitud con su unidad",
            )
        )
    return length


def contrast(text: str) -> tuple[float, float] | Literal["shown", "auto", "raw"]:
    """What ``--contrast`` takes: a word or two grey levels."""
    words: dict[str, Literal["shown", "auto", "raw"]] = {"shown": "shown", "auto": "auto", "raw": "raw"}
    if text in words:
        return words[text]
    low, colon, high = text.partition(":")
    if not colon:
        raise argparse.ArgumentTypeError(
            t(f"{text}: shown, auto, raw or MIN:MAX", f"{text}: shown, auto, raw o MÍN:MÁX")
        )
    return _number(low), _number(high)
