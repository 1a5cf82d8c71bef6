"""argparse in the language in force: its frame and error sentences, and the kinds of values commands take."""

import argparse
import re
import sys
from collections.abc import Iterable
from typing import Any, Literal, NoReturn

from geodesk.language import language, t


class _Formatter(argparse.HelpFormatter):
    """Help whose frame speaks the language in force."""

    def add_usage(
        self,
        usage: str | None,
        actions: Iterable[argparse.Action],
        groups: Iterable[argparse._MutuallyExclusiveGroup],
        prefix: str | None = None,
    ) -> None:
        super().add_usage(usage, actions, groups, t("usage: ", "uso: ") if prefix is None else prefix)


class Parser(argparse.ArgumentParser):
    """A parser that speaks the language in force where argparse would speak English."""

    def __init__(self, **options: Any) -> None:
        super().__init__(formatter_class=_Formatter, **options | {"add_help": False})
        self._positionals.title = t("arguments", "argumentos")
        self._optionals.title = t("options", "opciones")
        if options.get("add_help", True):
            text = t("show this help and leave", "muestra esta ayuda y termina")
            self.add_argument("-h", "--help", action="help", help=text)

    def error(self, message: str) -> NoReturn:
        """Say what is wrong with the command line, and leave with exit code 2."""
        self.print_usage(sys.stderr)
        word = t("error", "error")
        self.exit(2, f"{self.prog}: {word}: {message if language() == 'en' else in_spanish(message)}\n")


def in_spanish(message: str) -> str:
    """An argparse sentence in Spanish; one that is not known stays as it is."""
    argument = re.match(r"argument (.+?): ", message)
    head = f"argumento {argument[1]}: " if argument else ""
    rest = message[argument.end() :] if argument else message
    for english, spanish in _SENTENCES:
        if found := re.fullmatch(english, rest, re.DOTALL):
            return head + spanish.format(*found.groups())
    return head + rest


_SENTENCES = (
    (r"the following arguments are required: (.+)", "faltan argumentos: {0}"),
    (r"unrecognized arguments: (.+)", "argumentos que no se conocen: {0}"),
    (r"expected one argument", "se esperaba un valor"),
    (r"expected at most one argument", "se esperaba un valor como máximo"),
    (r"expected at least one argument", "se esperaba al menos un valor"),
    (r"expected (\d+) arguments?", "se esperaban {0} valores"),
    (r"invalid choice: (.+?) \(choose from (.+)\)", "valor no admitido: {0} (elija entre {1})"),
    (r"invalid \S+ value: (.+)", "valor no válido: {0}"),
    (r"not allowed with argument (.+)", "no se admite junto con {0}"),
    (r"one of the arguments (.+) is required", "hace falta uno de los argumentos {0}"),
    (r"ignored explicit argument (.+)", "no lleva valor: {0}"),
    (r"ambiguous option: (.+?) could match (.+)", "opción ambigua: {0} puede ser {1}"),
)


def inputs(parser: argparse.ArgumentParser) -> None:
    """Add what a job runs on: one folder, or files."""
    parser.add_argument("inputs", nargs="+", metavar=t("FOLDER|FILE", "CARPETA|ARCHIVO"))


def device(parser: argparse.ArgumentParser) -> None:
    """Add what a model runs on."""
    parser.add_argument(
        "--device",
        default="auto",
        help=t("auto, cpu, cuda, openvino… (default auto)", "auto, cpu, cuda, openvino… (por omisión auto)"),
    )


def page(parser: argparse.ArgumentParser) -> None:
    """Add which page of a stack; by default all of them."""
    parser.add_argument(
        "--page",
        type=count,
        help=t(
            "one page of a stack, the first is 1 (all)", "una página de una pila, la primera es 1 (todas)"
        ),
    )


def seed(text: str) -> int:
    """A seed: a whole number from 0 to 2^64 - 1."""
    if not text.isdecimal() or int(text) >= 1 << 64:
        raise argparse.ArgumentTypeError(
            t(f"{text}: a whole number from 0 to 2^64 - 1", f"{text}: un entero de 0 a 2^64 - 1")
        )
    return int(text)


def count(text: str) -> int:
    """A whole number of 1 or more."""
    return _whole(text, 1)


def lag(text: str) -> int:
    """A lag in pixels: a whole number of 0 or more."""
    return _whole(text, 0)


def _whole(text: str, least: int) -> int:
    if not text.isdecimal() or int(text) < least:
        raise argparse.ArgumentTypeError(
            t(f"{text}: a whole number of {least} or more", f"{text}: un entero de {least} o más")
        )
    return int(text)


def size(text: str) -> tuple[int, int]:
    """Height and width, such as ``64x48``."""
    height, _, width = text.lower().partition("x")
    return count(height), count(width)


def pixel_size(text: str) -> float | Literal["none"]:
    """A length with its unit in metres, or ``none``."""
    from geodesk.micrograph.pixelsize import metres

    if text == "none":
        return "none"
    size = metres(text)
    if size is None:
        raise argparse.ArgumentTypeError(
            t(f"{text}: a length with its unit, or none", f"{text}: una longitud con su unidad, o none")
        )
    return size


def bar(text: str) -> tuple[int, ...] | Literal["none", "auto"]:
    """The box of an information bar, ``none`` or ``auto``."""
    if text == "none":
        return "none"
    if text == "auto":
        return "auto"
    parts = text.split(",")
    if len(parts) != 4 or not all(part.strip().isdecimal() for part in parts):
        raise argparse.ArgumentTypeError(
            t(f"{text}: x,y,width,height, none or auto", f"{text}: x,y,ancho,alto, none o auto")
        )
    return tuple(int(part) for part in parts)


def threshold(text: str) -> float | Literal["otsu"]:
    """A grey level, or ``otsu``."""
    if text == "otsu":
        return "otsu"
    try:
        value = float(text)
    except ValueError:
        value = float("nan")
    if value != value:
        raise argparse.ArgumentTypeError(t(f"{text}: otsu or a number", f"{text}: otsu o un número"))
    return value
