"""The installed models as a list: what each does, how far it can be trusted, under which licence."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from geodesk.language import GeoDeskError, Sentence, t
from geodesk.models import Badge, Card, OnnxFile, check_digest, installed, of_its_task, read_card


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
            "quality": card.document.get("quality") if card else None,
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
        if card is not None and card.task == "generate":
            score = _quality(card)
        elif outside is None:
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


def _quality(card: Card) -> str:
    """How near a generator's pictures come to real ones: RMS of mean S2 and L, and what chance alone does."""
    stated = card.document.get("quality")
    if not isinstance(stated, Mapping):
        return t("quality: none stated", "calidad: no se indica")
    floor = stated.get("floor")
    parts = []
    for key, name in (("s2", "S2"), ("l1", "L 1"), ("l0", "L 0")):
        if isinstance(value := stated.get(key), int | float):
            chance = floor.get(key) if isinstance(floor, Mapping) else None
            by_chance = t("chance", "azar") + f" {chance:.4f}" if isinstance(chance, int | float) else ""
            parts.append(f"{name} {value:.4f}" + (f" ({by_chance})" if by_chance else ""))
    return t("RMS to real pictures: ", "RMS frente a las reales: ") + (", ".join(parts) or "–")


def catalogue(device: str = "auto") -> Iterator[Entry]:
    """The bundled models and the user's own; each with a card is loaded and its test run on `device`."""
    for path in installed():
        card: Card | None = None
        try:
            file = OnnxFile.read(path)
            card = read_card(file)
            if card is None:
                yield Entry(path, card, check_digest(card, file))
                continue
            model = of_its_task(file, card, device)
            yield Entry(path, card, model.badge, model.provider)
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
