"""Expressions that choose pictures by their predictions, such as ``p_YES >= 0.95 and hand == ""``.

::

    expression  = conjunction { "or" conjunction }
    conjunction = negation { "and" negation }
    negation    = "not" negation | "(" expression ")" | comparison
    comparison  = operand operator operand
    operator    = == != < <= > >= ~

Names: ``p_<LABEL>`` the probability of a label; ``probability`` the largest; ``label`` the predicted label;
``hand`` the label the picture has now, empty without one; ``id``; ``path``. Numbers take a decimal point.
Any other word, or text in quotes, is text; a label with spaces is written ``p_"No defect"``. ``~`` compares
text with a pattern of ``*``, ``?`` and ``[…]``. A picture without a prediction, or whose prediction failed,
is never chosen, not even by ``not``.
"""

import operator
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any, NoReturn

from geodesk.collection.errors import CollectionError, printable
from geodesk.collection.predictions import Prediction

_TOKEN = re.compile(
    r"""\s*(?:
      (?P<open>\() | (?P<close>\))
    | (?P<operator>==|!=|<=|>=|<|>|~)
    | (?P<quoted>(?P<prefix>p_)?(?:"(?P<double>[^"]*)"|'(?P<single>[^']*)'))
    | (?P<word>[^\s()<>=!~"']+)
    )""",
    re.VERBOSE,
)
_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?")
_TEXT_FIELDS = ("label", "hand", "id", "path")
_COMPARE: dict[str, Callable[[float, float], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
_DEEPEST = 50

_Row = Any
"""A prediction and the label by hand; of a subclass of the parser what its operands take."""
_Test = Callable[[_Row], bool]


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of an expression."""

    kind: str  # open, close, operator, word, text, end
    text: str
    at: int


@dataclass(frozen=True, slots=True)
class Operand:
    """One side of a comparison: a number or a text, the same for all rows where it is `constant`."""

    number: bool
    value: Callable[[_Row], float | str]
    at: int
    constant: bool = False


class Where:
    """A parsed expression.

    Parameters
    ----------
    text : str
        The expression.
    labels : sequence of str
        The labels of the predictions it is for.

    Raises
    ------
    CollectionError
        If it is not an expression, or names a label that the predictions do not have; the sentence says
        where.
    """

    def __init__(self, text: str, labels: Sequence[str]) -> None:
        self.text = text
        self._test = Parser(text, labels).parse()

    def matches(self, prediction: Prediction, hand: str | None) -> bool:
        """Whether a prediction, and the label its picture has now, satisfy the expression."""
        return prediction.error is None and self._test((prediction, hand or ""))


def choose(
    text: str, predictions: Mapping[str, Prediction], hand: Callable[[str], str | None]
) -> list[Prediction]:
    """The predictions that satisfy an expression, sorted by path.

    Parameters
    ----------
    text : str
        The expression; see the module.
    predictions : mapping of str to Prediction
        By path, as `Predictions.last` gives them.
    hand : callable
        The label a path has now, such as `Labels.label_of`.

    Raises
    ------
    CollectionError
        If the expression is wrong, or there are no predictions to choose from.
    """
    if not predictions:
        raise CollectionError(
            en="There are no predictions to choose from; classify the folder first.",
            es="No hay predicciones entre las que elegir; clasifique antes la carpeta.",
        )
    where = Where(text, _labels(predictions.values()))
    chosen = [one for path, one in predictions.items() if where.matches(one, hand(path))]
    return sorted(chosen, key=lambda prediction: prediction.path)


def _labels(predictions: Iterable[Prediction]) -> list[str]:
    return list(dict.fromkeys(label for prediction in predictions for label in prediction.labels))


class Parser:
    """Recursive descent over the grammar of the module; a subclass may know other names (`_operand`)."""

    names = f"p_…, probability, {', '.join(_TEXT_FIELDS)}"

    def __init__(self, text: str, labels: Sequence[str]) -> None:
        self._text = text
        self._labels = labels
        self._tokens = list(self._split())
        self._next = 0
        self._depth = 0

    def _split(self) -> Iterable[Token]:
        at = 0
        while self._text[at:].strip():
            found = _TOKEN.match(self._text, at)
            if found is None:
                at += len(self._text[at:]) - len(self._text[at:].lstrip())
                if self._text[at] == "=":
                    self._fail(at, "“=” is not an operator; write ==", "«=» no es un operador; escriba ==")
                self._fail(at, "cannot be understood here", "no se entiende aquí")
            kind = found.lastgroup or ""
            kind = "text" if found["quoted"] is not None else kind
            text = found[0].strip()
            if kind == "text":
                text = found["double"] if found["double"] is not None else found["single"]
                if found["prefix"]:
                    kind, text = "word", "p_" + text
            yield Token(kind, text, found.end() - len(found[0].lstrip()))
            at = found.end()
        yield Token("end", "", len(self._text))

    def _fail(self, at: int, en: str, es: str) -> NoReturn:
        where = printable(self._text[at : at + 20]) or "…"
        raise CollectionError(
            en=f"In the expression, at character {at + 1} (“{where}”): {en}.",
            es=f"En la expresión, en el carácter {at + 1} («{where}»): {es}.",
        )

    def _take(self) -> Token:
        token = self._tokens[self._next]
        self._next = min(self._next + 1, len(self._tokens) - 1)
        return token

    def _takes_word(self, word: str) -> bool:
        token = self._tokens[self._next]
        if token.kind == "word" and token.text.lower() == word:
            self._take()
            return True
        return False

    def parse(self) -> _Test:
        """Whether a row satisfies the expression. Raises `CollectionError`."""
        test = self._either()
        token = self._take()
        if token.kind != "end":
            self._fail(token.at, "“and” or “or” was expected", "se esperaba «and» u «or»")
        return test

    def _either(self) -> _Test:
        tests = [self._both()]
        while self._takes_word("or"):
            tests.append(self._both())
        return tests[0] if len(tests) == 1 else lambda row: any(test(row) for test in tests)

    def _both(self) -> _Test:
        tests = [self._maybe_not()]
        while self._takes_word("and"):
            tests.append(self._maybe_not())
        return tests[0] if len(tests) == 1 else lambda row: all(test(row) for test in tests)

    def _maybe_not(self) -> _Test:
        self._depth += 1
        if self._depth > _DEEPEST:
            token = self._take()
            self._fail(token.at, "too deeply nested; simplify it", "demasiado anidada; simplifíquela")
        try:
            if self._takes_word("not"):
                test = self._maybe_not()
                return lambda row: not test(row)
            if self._tokens[self._next].kind == "open":
                self._take()
                test = self._either()
                token = self._take()
                if token.kind != "close":
                    self._fail(token.at, "a “)” is missing", "falta un «)»")
                return test
            return self._comparison()
        finally:
            self._depth -= 1

    def _comparison(self) -> _Test:
        left = self._operand(first=True)
        sign = self._take()
        if sign.kind != "operator":
            self._fail(sign.at, "one of == != < <= > >= ~ was expected", "se esperaba == != < <= > >= o ~")
        right = self._operand(first=left.constant)
        if left.constant and right.constant:
            self._fail(
                left.at,
                f"a comparison needs {self.names} on one side",
                f"una comparación necesita {self.names} en un lado",
            )
        if left.number != right.number:
            self._fail(
                right.at,
                "a number and a text cannot be compared",
                "un número y un texto no se pueden comparar",
            )
        if sign.text in _COMPARE and not left.number:
            self._fail(sign.at, f"{sign.text} compares numbers only", f"{sign.text} solo compara números")
        if sign.text == "~" and left.number:
            self._fail(sign.at, "~ compares text only", "~ solo compara textos")
        return _comparing(left.value, sign.text, right.value)

    def _operand(self, first: bool) -> Operand:
        token = self._take()
        text, at = token.text, token.at
        if token.kind == "text":
            return Operand(False, lambda row: text, at, constant=True)
        if token.kind != "word" or text.lower() in ("and", "or", "not"):
            self._fail(at, "a name or a value was expected", "se esperaba un nombre o un valor")
        if _NUMBER.fullmatch(text):
            number = float(text)
            return Operand(True, lambda row: number, at, constant=True)
        if re.fullmatch(r"[+-]?\d+,\d+", text):
            self._fail(
                at,
                f"write {text.replace(',', '.')}, with a point",
                f"escriba {text.replace(',', '.')}, con punto",
            )
        if text == "probability":
            return Operand(True, lambda row: row[0].probability or 0.0, at)
        if text.startswith("p_") and (first or text[2:] in self._labels):
            return Operand(True, self._probability(text[2:], at), at)
        if text in _TEXT_FIELDS:
            return Operand(False, _field(text), at)
        if first and not self._second_is_field():
            self._fail(
                at,
                f"no such name; there are probability, {', '.join(_TEXT_FIELDS)} and"
                f" {', '.join('p_' + printable(label) for label in self._labels[:10])}",
                f"no existe ese nombre; hay probability, {', '.join(_TEXT_FIELDS)} y"
                f" {', '.join('p_' + printable(label) for label in self._labels[:10])}",
            )
        return Operand(False, lambda row: text, at, constant=True)

    def _second_is_field(self) -> bool:
        after = self._tokens[min(self._next + 1, len(self._tokens) - 1)]
        return after.kind == "word" and (
            after.text in _TEXT_FIELDS or after.text == "probability" or after.text.startswith("p_")
        )

    def _probability(self, label: str, at: int) -> Callable[[_Row], float | str]:
        if label not in self._labels:
            known = ", ".join(printable(one) for one in self._labels[:10])
            self._fail(
                at,
                f"no such label; the model has {known}",
                f"no existe esa etiqueta; el modelo tiene {known}",
            )

        def probability(row: _Row) -> float:
            prediction = row[0]
            return prediction.p[prediction.labels.index(label)] if label in prediction.labels else 0.0

        return probability


def _field(name: str) -> Callable[[_Row], float | str]:
    if name == "hand":
        return lambda row: row[1]
    return lambda row: getattr(row[0], name) or ""


def _comparing(left: Callable[[_Row], float | str], sign: str, right: Callable[[_Row], float | str]) -> _Test:
    if sign == "==":
        return lambda row: left(row) == right(row)
    if sign == "!=":
        return lambda row: left(row) != right(row)
    if sign == "~":
        return lambda row: fnmatchcase(str(left(row)), str(right(row)))
    compare = _COMPARE[sign]
    return lambda row: compare(float(left(row)), float(right(row)))
