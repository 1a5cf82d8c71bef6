"""Every job without a window: ``geodesk info|classify|labels|calibrate|characterise|ensemble|generate…``.

Exit codes: 0 all done; 1 done, but some inputs failed (each is a row or line with its error); 2 nothing
was run; 130 interrupted (Ctrl+C), what was done is kept.
"""

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NoReturn

from geodesk import __version__, arguments, logs
from geodesk.allocator import few_arenas
from geodesk.arguments import Parser
from geodesk.language import LANGUAGES, GeoDeskError, set_language, t
from geodesk.terminal import INTERRUPTED, NOT_RUN, OK, say
from geodesk.verbs import (
    about,
    active,
    agreement,
    captions,
    columns,
    correcting,
    counting,
    devices,
    ensembles,
    figures,
    generating,
    history,
    logged,
    measuring,
    phases,
    reconstruction,
    recording,
    reporting,
    running,
    sweep,
    training,
    transport,
    watching,
)


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; returns its exit code."""
    words = list(sys.argv[1:] if argv is None else argv)
    _prepare_output()
    _early_language(words)
    options = _parser().parse_args(words, argparse.Namespace(quiet=False))
    logs.start("command")
    few_arenas()
    try:
        with logged.logged(options, words):
            code = recording.recorded(options, _perform)
        sys.stdout.flush()
        return code
    except GeoDeskError as error:
        say(f"geodesk: {error}")
        return NOT_RUN
    except BrokenPipeError:  # the reader of our output has seen enough
        _drop_output()
        return OK
    except OSError as error:
        _drop_output()
        say(t(f"geodesk: cannot go on: {error}.", f"geodesk: no se puede seguir: {error}."))
        return NOT_RUN
    except KeyboardInterrupt:
        say(t("geodesk: interrupted.", "geodesk: interrumpido."))
        _leave_now()
    except Exception as error:  # noqa: BLE001 - told in one line; the log has the details
        say(logged.told(error))
        return NOT_RUN


def _perform(options: argparse.Namespace) -> int:
    """Run the command that parsed options are of; its imports wait until here."""
    from geodesk import commands

    handler = getattr(commands, options.handler) if isinstance(options.handler, str) else options.handler
    code: int = handler(options)
    return code


def verbs() -> dict[str, str]:
    """The names of the commands, and what each does in the language in force."""
    commands = next(a for a in _parser()._actions if isinstance(a, argparse._SubParsersAction))
    return {choice.dest: choice.help or "" for choice in commands._choices_actions}


def _prepare_output() -> None:
    """Output that never fails for a character, whatever the terminal's encoding; none if it is closed."""
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115 - for the process's life
        elif hasattr(stream, "reconfigure"):
            # Into a file or pipe UTF-8, so that what is written does not depend on the code page.
            stream.reconfigure(encoding=None if stream.isatty() else "utf-8", errors="backslashreplace")


def _drop_output() -> None:
    """Let the interpreter's last flush go nowhere."""
    sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115 - for the process's life


def _leave_now() -> NoReturn:
    """End without waiting for a thread that is still decoding; everything acknowledged is on the disk."""
    sys.stdout.flush()
    os._exit(INTERRUPTED)


def _early_language(argv: Sequence[str]) -> None:
    """Choose the language before the parser speaks."""
    for index, word in enumerate(argv):
        value = (
            argv[index + 1] if word == "--lang" and index + 1 < len(argv) else word.partition("--lang=")[2]
        )
        if value in LANGUAGES:
            set_language(value)


def _parser() -> argparse.ArgumentParser:
    parser = Parser(
        prog="geodesk",
        description=t(
            "Classify, label and measure micrographs on this workstation.",
            "Clasifica, etiqueta y mide micrografías en esta estación de trabajo.",
        ),
    )
    parser.add_argument(
        "--version",
        action="version",
        version=f"GeoDesk {__version__}",
        help=t("show the version and leave", "muestra la versión y termina"),
    )
    _common(parser)
    commands = parser.add_subparsers(dest="command", required=True, metavar=t("COMMAND", "ORDEN"))

    def command(
        name: str, handler: str | Callable[[argparse.Namespace], int], text: str
    ) -> argparse.ArgumentParser:
        sub = _common(commands.add_parser(name, help=text, description=text))
        sub.set_defaults(handler=handler)
        return sub

    _info(
        command(
            "info", "info", t("what a file is: size, pixels, bar", "qué es un archivo: tamaño, píxel, barra")
        )
    )
    _classify(command("classify", "classify", t("classify pictures to CSV", "clasifica imágenes en un CSV")))
    _characterise(
        command(
            "characterise",
            "characterise",
            t("two-point probability and lineal path", "probabilidad de dos puntos y trayectoria lineal"),
        )
    )
    ensembles.add(command)
    phases.add(command)
    reconstruction.add(command)
    transport.add(command)
    sweep.add(command)
    counting.add(command)
    measuring.add(command)
    columns.add(command)
    figures.add(command)
    reporting.add(command)
    generating.add(command)
    captions.add(command)
    watching.add(command)
    history.add(command)
    running.add(
        command,
        lambda words: parser.parse_args(words, argparse.Namespace(quiet=False)),
        lambda options: recording.recorded(options, _perform),
    )
    correcting.add(command)
    training.add(command)
    models = command("models", "list_models", t("list the models", "lista los modelos"))
    models.add_argument("--json", action="store_true", help=t("one JSON object a line", "un JSON por línea"))
    arguments.device(models)
    about.add(command)
    devices.add(command)
    overview = command(
        "overview",
        "overview",
        t("all of the above as one report", "todo lo anterior en un solo informe"),
    )
    arguments.inputs(overview)
    overview.add_argument(
        "--out", type=Path, required=True, help=t("folder of the report", "carpeta del informe")
    )
    overview.add_argument("--model", default="sem-usable")
    arguments.device(overview)
    _labels(commands)
    return parser


def _common(parser: Parser) -> Parser:
    parser.add_argument(
        "--lang",
        choices=LANGUAGES,
        default=argparse.SUPPRESS,
        help=t("language of the messages", "idioma de los mensajes"),
    )
    parser.add_argument(
        "--quiet",
        action="store_true",
        default=argparse.SUPPRESS,
        help=t("no progress on standard error", "sin avance por pantalla"),
    )
    parser.add_argument(
        "--log",
        type=Path,
        metavar=t("FILE", "ARCHIVO"),
        default=argparse.SUPPRESS,
        help=t("what is said goes to this file too", "lo que se dice va también a este archivo"),
    )
    return parser


def _info(parser: argparse.ArgumentParser) -> None:
    arguments.inputs(parser)
    parser.add_argument("--json", action="store_true", help=t("one JSON object a line", "un JSON por línea"))


def _classify(parser: argparse.ArgumentParser) -> None:
    arguments.inputs(parser)
    parser.add_argument("--model", required=True, help=t("name or .onnx file", "nombre o archivo .onnx"))
    parser.add_argument("--out", type=Path, required=True, help="CSV")
    arguments.device(parser)
    parser.add_argument(
        "--batch",
        type=arguments.count,
        default=32,
        help=t(
            "inputs read at once; on the CPU a model sees fewer",
            "entradas que se leen de una vez; en la CPU el modelo ve menos",
        ),
    )
    parser.add_argument(
        "--resume",
        action="store_true",
        help=t("go on with an interrupted run", "continúa una corrida interrumpida"),
    )
    parser.add_argument(
        "--allow-failed",
        action="store_true",
        help=t("run a model whose digest or test fails", "usa un modelo cuya huella o prueba falla"),
    )
    foreign = parser.add_argument_group(
        t(
            "models without a card (asked once, remembered)",
            "modelos sin ficha (se pide una vez y se recuerda)",
        )
    )
    foreign.add_argument("--labels", help=t("A,B,… in output order", "A,B,… en orden de salida"))
    foreign.add_argument("--input-range", help="0..255 | 0..1 | -1..1 | imagenet")
    foreign.add_argument("--input-size", type=arguments.size, metavar="HxW")
    foreign.add_argument("--input-resize", help="stretch | fit-pad | centre-crop")


def _characterise(parser: argparse.ArgumentParser) -> None:
    arguments.inputs(parser)
    parser.add_argument("--out", type=Path, required=True, help=t("CSV of the curves", "CSV de las curvas"))
    parser.add_argument(
        "--threshold",
        type=arguments.threshold,
        default="otsu",
        help=t("otsu or a grey level", "otsu o un nivel de gris"),
    )
    parser.add_argument(
        "--rmax",
        type=arguments.lag,
        help=t("largest lag in pixels (half the axis)", "mayor desfase en píxeles (medio eje)"),
    )
    arguments.page(parser)
    parser.add_argument(
        "--summary", type=Path, help=t("CSV: threshold, area, phi…", "CSV: umbral, área, phi…")
    )
    parser.add_argument(
        "--phases",
        metavar=t("FILE|auto", "ARCHIVO|auto"),
        help=t(
            "a label image in place of a threshold; auto: those that geodesk phases kept",
            "una imagen de etiquetas en vez de un umbral; auto: las que guardó geodesk phases",
        ),
    )
    parser.add_argument(
        "--details",
        type=Path,
        metavar=t("FOLDER", "CARPETA"),
        help=t(
            "CSV files of surface, chords, clusters and profiles",
            "archivos CSV de superficie, cuerdas, cúmulos y perfiles",
        ),
    )


def _annotator(parser: argparse.ArgumentParser, text: str) -> None:
    parser.add_argument("--annotator", help=text)


def _labels(commands: "argparse._SubParsersAction[Parser]") -> None:
    text = t("give, take back, export and import labels", "pone, deshace, exporta e importa etiquetas")
    labels = commands.add_parser("labels", help=text, description=text)
    actions = labels.add_subparsers(dest="action", required=True, metavar=t("ACTION", "ACCIÓN"))

    def action(
        name: str, handler: str | Callable[[argparse.Namespace], int], text: str
    ) -> argparse.ArgumentParser:
        sub = _common(actions.add_parser(name, help=text, description=text))
        sub.set_defaults(handler=handler)
        sub.add_argument("folder", type=Path, metavar=t("FOLDER", "CARPETA"))
        return sub

    def annotator(sub: argparse.ArgumentParser) -> None:
        _annotator(sub, t("who labels (default: login)", "quién etiqueta (por omisión: usuario)"))

    put = action(
        "set", "labels_set", t("label one picture or all where…", "etiqueta una imagen o todas donde…")
    )
    put.usage = t(
        "geodesk labels set FOLDER (ID | --where EXPR) LABEL [--adjudicate] [--annotator NAME]",
        "geodesk labels set CARPETA (ID | --where EXPR) ETIQUETA [--adjudicate] [--annotator NOMBRE]",
    )
    put.add_argument("id_or_label", nargs="+", metavar=t("[ID] LABEL", "[ID] ETIQUETA"))
    put.add_argument(
        "--adjudicate",
        action="store_true",
        help=t("decide between annotators: the label stands", "resuelve un desacuerdo: la etiqueta queda"),
    )
    put.add_argument("--where", help=t("such as p_YES>=0.95", "por ejemplo p_YES>=0.95"))
    annotator(put)
    export = action("export", "labels_export", t("write id,label,path", "escribe id,label,path"))
    export.add_argument("csv", type=Path)
    export.add_argument(
        "--all", action="store_true", help=t("annotator and time too", "también anotador y fecha")
    )
    load = action(
        "import",
        "labels_import",
        t("read id,label,path, whole or not at all", "lee id,label,path, todo o nada"),
    )
    load.add_argument("csv", type=Path)
    annotator(load)
    active.declare(
        action("queue", active.queue, t("what to label next, as active training asks", "qué etiquetar ahora"))
    )
    history = action("history", "labels_history", t("who labelled a picture, when", "quién etiquetó, cuándo"))
    history.add_argument("id")
    for name, handler, words in (
        ("undo", "labels_undo", t("take back the last step", "deshace el último paso")),
        ("redo", "labels_redo", t("do it again", "lo rehace")),
    ):
        annotator(action(name, handler, words))
    agreement.add(action)


if __name__ == "__main__":
    sys.exit(main())
