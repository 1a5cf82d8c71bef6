"""What the dialog must know before a training begins, read on a thread."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from geodesk.desktop.samples.marks import look_of
from geodesk.desktop.translation import number, translate

if TYPE_CHECKING:
    from geodesk.collection import Collection, Sample
    from geodesk.desktop.session import Session
    from geodesk.jobs.retrain import Count
    from geodesk.models import Card

_TEST, _ENOUGH = 0.2, 200


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
    accepted
        How many of the labelled samples have a suggestion that was accepted.
    """

    counts: "tuple[Count, ...]"
    models: "tuple[tuple[Path, Card], ...]"
    last: Path | None
    accepted: int = 0


def read_facts(collection: "Collection", samples: "Sequence[Sample]") -> Facts:
    """Count and look."""
    from geodesk.jobs.retrain import counts, last_run
    from geodesk.jobs.retrainable import cards

    states = collection.labels.current()
    hows = [[state.how for one in sample.pictures if (state := states.get(one.path))] for sample in samples]
    accepted = sum("accepted" in some for some in hows)
    return Facts(tuple(counts(collection, samples)), tuple(cards()), last_run(collection.folder), accepted)


def told(facts: Facts, session: "Session") -> str:
    """What there is to learn from, in words."""
    total = sum(one.samples for one in facts.counts)
    if not total:
        return translate("Setup", "No sample of this folder has a label yet.")
    held = sum(round(_TEST * one.samples) for one in facts.counts)
    shares = ", ".join(f"{look_of(session, one.label).name} {number(one.samples)}" for one in facts.counts)
    text = translate("Setup", "{n} labelled samples: {shares}. About {held} of them are held out to compare.")
    said = [text.format(n=number(total), shares=shares, held=number(held))]
    if total < _ENOUGH:
        said.append(
            translate("Setup", "The study labelled at least 200; with fewer, much depends on chance.")
        )
    if facts.accepted:
        text = translate(
            "Setup",
            "Accepted suggestions among them: {n}. Where these are held out, a model meets its own"
            " answers, so the scores are kinder.",
        )
        said.append(text.format(n=number(facts.accepted)))
    return " ".join(said)


def title_after(base: "Card | None", name: str, version: str) -> list[str]:
    """The new model's title in Spanish and English: that of the one it follows, with its version."""
    title = None if base is None else base.document.get("title")
    if isinstance(title, dict) and title.get("es") and title.get("en"):
        plain = {key: str(value).split(" · ")[0] for key, value in title.items()}
        return [f"{plain['es']} · {version}", f"{plain['en']} · {version}"]
    return [name, name]
