"""What the dialog must know before a training begins, read on a thread."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from geodesk.collection import Collection, Sample
    from geodesk.jobs.retrain import Count
    from geodesk.models import Card


@dataclass(frozen=True, slots=True)
class Facts:
    """Labels, models, and a training that could be gone on with.

    Attributes
    ----------
    counts
        Labelled samples by class, the most frequent first.
    models
        The installed models with their cards.
    last
        The folder of the newest training of this collection; None without one.
    """

    counts: "tuple[Count, ...]"
    models: "tuple[tuple[Path, Card], ...]"
    last: Path | None


def read_facts(collection: "Collection", samples: "Sequence[Sample]") -> Facts:
    """Count and look."""
    from geodesk.jobs.retrain import counts, last_run
    from geodesk.jobs.retrainable import cards

    return Facts(tuple(counts(collection, samples)), tuple(cards()), last_run(collection.folder))


def title_after(base: "Card | None", name: str, version: str) -> list[str]:
    """The new model's title in Spanish and English: that of the one it follows, with its version."""
    title = None if base is None else base.document.get("title")
    if isinstance(title, dict) and title.get("es") and title.get("en"):
        plain = {key: str(value).split(" · ")[0] for key, value in title.items()}
        return [f"{plain['es']} · {version}", f"{plain['en']} · {version}"]
    return [name, name]
