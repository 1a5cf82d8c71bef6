"""``geodesk phases``: label images by a rule or by brush strokes, kept beside the collection."""

import argparse
import math
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from geodesk import arguments
from geodesk.language import GeoDeskError, t
from geodesk.terminal import gathered, refuse_overwriting, report_failures, say, watch
from geodesk.verbs import NewCommand

if TYPE_CHECKING:
    from geodesk.jobs.inputs import Inputs
    from geodesk.jobs.phases import Rule

_RULES = ("strokes", "otsu", "threshold", "mean", "niblack", "sauvola", "model")
_USUAL = {"mean": 0.0, "niblack": -0.2, "sauvola": 0.2}


def add(command: NewCommand) -> None:
    """Declare the command."""
    parser = command(
        "phases",
        phases,
        t("label images: which phase each pixel is in", "imágenes de etiquetas: la fase de cada píxel"),
    )
    arguments.inputs(parser)
    parser.add_argument(
        "--rule",
        choices=_RULES,
        help=t(
            "strokes (if there are any), otsu, threshold, a local one (mean, niblack, sauvola), or model",
            "strokes (trazos, si los hay), otsu, threshold (umbral), local (mean, niblack, sauvola) o model",
        ),
    )
    parser.add_argument(
        "--threshold",
        type=_number,
        metavar="T",
        help=t("grey level of --rule threshold: 1 above it", "nivel de gris de --rule threshold: 1 sobre él"),
    )
    parser.add_argument(
        "--strokes",
        type=Path,
        metavar="JSON",
        help=t(
            "brush strokes to learn from; kept beside the folder (those kept there)",
            "trazos de pincel de los que aprender; se guardan junto a la carpeta (los guardados ahí)",
        ),
    )
    parser.add_argument(
        "--model",
        metavar=t("NAME|FILE", "NOMBRE|ARCHIVO"),
        help=t(
            "a model that segments pictures; what was painted over it beside the folder counts",
            "un modelo que segmenta imágenes; cuentan los retoques guardados junto a la carpeta",
        ),
    )
    arguments.device(parser)
    parser.add_argument(
        "--allow-failed",
        action="store_true",
        help=t("use a model whose check failed", "usa un modelo cuya comprobación falló"),
    )
    parser.add_argument(
        "--classes",
        type=arguments.count,
        default=2,
        metavar="N",
        help=t("how many phases otsu makes (2)", "cuántas fases hace otsu (2)"),
    )
    parser.add_argument(
        "--window",
        type=arguments.count,
        default=51,
        metavar="PX",
        help=t("side of a local threshold's window, odd (51)", "lado de la ventana local, impar (51)"),
    )
    parser.add_argument(
        "--k",
        type=_number,
        help=t(
            "factor of a local threshold (0; niblack -0.2; sauvola 0.2)",
            "factor del umbral local (0; niblack -0.2; sauvola 0.2)",
        ),
    )
    parser.add_argument(
        "--seed", type=arguments.lag, default=0, help=t("of the learnt trees (0)", "de los árboles (0)")
    )
    parser.add_argument(
        "--where",
        metavar="EXPR",
        help=t("only pictures such as p_YES>=0.95", "solo las que cumplen, por ejemplo, p_YES>=0.95"),
    )
    parser.add_argument(
        "--out",
        type=Path,
        metavar=t("FOLDER", "CARPETA"),
        help=t("write them there, not beside the folder", "los escribe ahí y no junto a la carpeta"),
    )
    parser.add_argument(
        "--table", type=Path, metavar="CSV", help=t("CSV: pixels of each phase", "CSV: píxeles de cada fase")
    )


def _number(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        raise argparse.ArgumentTypeError(t(f"{text}: a number", f"{text}: un número"))
    return value


def phases(options: argparse.Namespace) -> int:
    """``geodesk phases FOLDER|FILES [--rule R] [--strokes JSON] [--where EXPR] [--out DIR] …``."""
    from geodesk.collection import choose
    from geodesk.jobs.phases import make_phases, write_table

    inputs = gathered(options)
    collection, items = inputs.collection, inputs.items
    if collection is None and (options.out is None or options.where is not None):
        raise GeoDeskError(
            en="Files belong to no collection: give --out for the results, and no --where.",
            es="Los archivos sueltos no tienen colección: indique --out para los resultados, y no --where.",
        )
    if options.where is not None and collection is not None:
        found = choose(options.where, collection.predictions.last(), collection.labels.label_of)
        chosen = {one.path for one in found}
        items = tuple(item for item in items if item.path in chosen)
        if not items:
            raise GeoDeskError(
                en="No picture matches the expression.", es="Ninguna imagen cumple la expresión."
            )
    if options.table is not None:
        refuse_overwriting([options.table], [item.file for item in inputs.items])
    if options.out is not None:
        _make_folder(options.out)
    rule = _rule(options, inputs)
    keep = options.out if options.out is not None or collection is None else collection.phases
    with closing(make_phases(items, rule, keep)) as steps:
        failed = write_table(watch(steps, options.quiet), options.table)
    kept = len(items) - len(failed)
    if kept and not options.quiet and inputs.collection is not None and options.out is None:
        say(
            t(
                f"Label images kept beside the folder: {kept}; measure them with characterise --phases auto.",
                f"Imágenes de etiquetas guardadas junto a la carpeta: {kept}; mídalas con characterise "
                "--phases auto.",
            )
        )
    return report_failures([(row.item.path, row.error) for row in failed], inputs)


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise GeoDeskError(
            en=f"The folder {folder} cannot be made ({error.strerror}).",
            es=f"No se puede crear la carpeta {folder} ({error.strerror}).",
        ) from error


def _rule(options: argparse.Namespace, inputs: "Inputs") -> "Rule":
    from geodesk.jobs.phases import Threshold
    from geodesk.morphology.phases import LocalRule

    named = options.rule
    if options.model is not None or named == "model":
        return _modelled(options, inputs)
    if options.strokes is not None and named not in (None, "strokes"):
        raise GeoDeskError(
            en=f"--strokes and --rule {named} do not go together; give one of them.",
            es=f"--strokes y --rule {named} no van juntos; indique uno de los dos.",
        )
    if named in ("mean", "niblack", "sauvola"):
        if options.window < 3 or options.window % 2 == 0:
            raise GeoDeskError(
                en="--window is an odd number of 3 pixels or more.",
                es="--window es un número impar de 3 píxeles o más.",
            )
        return LocalRule(named, options.window, _USUAL[named] if options.k is None else options.k)
    if options.threshold is not None and named not in (None, "threshold"):
        raise GeoDeskError(
            en=f"--threshold and --rule {named} do not go together; give one of them.",
            es=f"--threshold y --rule {named} no van juntos; indique uno de los dos.",
        )
    if options.threshold is not None:
        return Threshold(options.threshold)
    if named == "threshold":
        raise GeoDeskError(
            en="--rule threshold needs its grey level: give --threshold.",
            es="--rule threshold necesita su nivel de gris: indique --threshold.",
        )
    if named == "otsu":
        if not 2 <= options.classes <= 16:
            raise GeoDeskError(en="--classes lies in 2…16.", es="--classes va de 2 a 16.")
        return Threshold("otsu", options.classes)
    return _learnt(options, inputs)


def _modelled(options: argparse.Namespace, inputs: "Inputs") -> "Rule":
    from geodesk.jobs.modelled import Modelled, open_segmenter

    if options.model is None:
        raise GeoDeskError(
            en="--rule model needs the model: give --model.",
            es="--rule model necesita el modelo: indique --model.",
        )
    other = next((one for one in ("threshold", "strokes") if getattr(options, one) is not None), None)
    if other is not None or options.rule not in (None, "model"):
        other = f"--{other}" if other else f"--rule {options.rule}"
        raise GeoDeskError(
            en=f"--model and {other} do not go together; give one of them.",
            es=f"--model y {other} no van juntos; indique uno de los dos.",
        )
    model = open_segmenter(options.model, options.device, options.allow_failed)
    for notice in model.notices:
        say(str(notice))
    return Modelled(model, inputs.items, inputs.collection)


def _learnt(options: argparse.Namespace, inputs: "Inputs") -> "Rule":
    from geodesk.collection import read_strokes
    from geodesk.jobs.phases import learn

    collection = inputs.collection
    if options.strokes is not None:
        strokes = read_strokes(options.strokes)
    else:
        kept = None if collection is None else collection.strokes()
        if kept is None:
            raise GeoDeskError(
                en="There are no brush strokes to learn from; give --strokes, --threshold, or --rule otsu, "
                "mean, niblack or sauvola.",
                es="No hay trazos de los que aprender; indique --strokes, --threshold, o --rule otsu, mean, "
                "niblack o sauvola.",
            )
        strokes = kept
    learnt = learn(strokes, collection, seed=options.seed)
    if options.strokes is not None and collection is not None and options.out is None:
        collection.set_strokes(strokes)
    score = learnt.score
    if score is not None and not options.quiet:
        how = t("strokes kept back", "trazos apartados")
        if score.how == "out of bag":
            how = t(
                "pixels kept back, of strokes it saw: too good; paint two strokes of each phase",
                "píxeles apartados, de trazos que vio: demasiado bueno; pinte dos trazos de cada fase",
            )
        say(
            t(
                f"Right: {100 * score.accuracy:.1f} % ({how}).",
                f"Acierto: {100 * score.accuracy:.1f} % ({how}).",
            )
        )
    return learnt
