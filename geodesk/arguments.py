"""argparse in the language in force: the frame of the help and its own error sentences."""

import argparse
import re
import sys
from collections.abc import Iterable
from typing import Any, NoReturn

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
