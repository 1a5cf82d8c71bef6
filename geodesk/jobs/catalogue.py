"""The installed models as a list: what each does, how far it can be trusted, under which licence."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from geodesk.language import GeoDeskError, Sentence, t
from geodesk.models import Badge, Card, OnnxFile, check_digest, from_file, installed, read_card

_NO_TEST = Badge(
    "unverified",
    False,
    Sentence(en="Digest right; the test was not run.", es="Huella correcta; no se hizo la prueba."),
)


@dataclass(frozen=True, slots=True)
class Entry:
    """One model file; `error` says why it cannot be used here."""

    path: Path
    card: Card | None = None
    badge: Badge | None = None
    provider: str = ""
    error: Sentence | None = None

    def record(self) -> dict[str, Any]:
        """The entry for JSON."""
        card = self.card
        outside = card.outside_set if card else None
        return {
            "name": card.name if card else self.path.stem,
            "task": card.task if card else None,
            "badge": self.badge.state if self.badge else None,
            "demonstration": self.badge.demonstration if self.badge else None,
            "outside_set": dict(outside.values) if outside else None,
            "licence": card.licence if card else None,
            "provider": self.provider,
            "path": str(self.path),
            "error": str(self.error) if self.error else None,
        }

    def __str__(self) -> str:
        card = self.card
        name = card.name if card else self.path.stem
        if name != self.path.stem:
            name += f" ({self.path.name})"
        if self.error is not None:
            return f"{name}\n  {self.error}"
        outside = card.outside_set if card else None
        if outside is None:
            score = t("outside set: none", "conjunto externo: ninguno")
        else:
            balanced = outside.value("balanced_accuracy")
            what = (
                t("accuracy", "exactitud")
                if balanced is None
                else t("balanced accuracy", "exactitud balanceada")
            )
            value = outside.accuracy if balanced is None else balanced
            span = f" ({outside.interval[0]:.3f}–{outside.interval[1]:.3f})" if outside.interval else ""
            score = f"{t('outside set', 'conjunto externo')} {outside.set}: "
            score += f"{what} {value:.3f}{span}, n = {outside.n}"
        licence = card.licence if card else "–"
        task = card.task if card else "?"
        head = f"{name}  {task}  [{self.badge}]  {self.provider}".rstrip()
        return f"{head}\n  {score}\n  {t('licence', 'licencia')}: {licence}"


def catalogue(device: str = "auto") -> Iterator[Entry]:
    """The bundled models and the user's own; a classifier is loaded and its test run on `device`.

    Of a model of another task the digest alone is checked here, so it is at best unverified.
    """
    for path in installed():
        card: Card | None = None
        try:
            file = OnnxFile.read(path)
            card = read_card(file)
            if card is not None and card.task == "classify":
                model = from_file(file, device)
                yield Entry(path, card, model.badge, model.provider)
            else:
                yield Entry(path, card, check_digest(card, file) or _NO_TEST)
        except GeoDeskError as error:
            yield Entry(path, card, error=error.sentence)


def listed(paths: Iterable[Path]) -> list[Entry]:
    """The same without loading a model: what each card says. The badge is known once the model is loaded."""
    entries = []
    for path in paths:
        try:
            entries.append(Entry(path, read_card(OnnxFile.read(path))))
        except GeoDeskError as error:
            entries.append(Entry(path, error=error.sentence))
    return entries
