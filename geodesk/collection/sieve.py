"""Which samples a list shows and in what order, and how many there are of each kind."""

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from geodesk.collection.samples import Sample
from geodesk.collection.standing import Standing

NOTHING = Standing()
"""The standing of a sample nobody and no model has said anything about."""


Show = Literal[
    "all", "unlabelled", "labelled", "unsure", "disagree", "errors", "mixed", "label", "suggested", "disputed"
]
"""What a list may be narrowed to."""

Order = Literal["path", "newest", "uncertain", "sure", "label", "queue", "dispute"]
"""How a list may be sorted; what an order has no value for comes last, equals stay in the order of names.

``"queue"`` is the order in which active training wants labels; ``"dispute"`` begins where people differ most;
``"newest"`` with the file that was written last.
"""


@dataclass(frozen=True, slots=True)
class Sieve:
    """What is let through, and its order.

    Attributes
    ----------
    show
        The filter.
    label
        What is looked for, of ``"label"`` and of ``"suggested"`` only.
    below
        Whole per cent: ``"unsure"`` lets suggestions below it through.
    text
        Part of the name or of its folder's, in any case, accents ignored. Where none holds it as it stands,
        all its words must be there, in any order.
    order
        How it is sorted.
    """

    show: Show = "all"
    label: str = ""
    below: int = 80
    text: str = ""
    order: Order = "path"

    @property
    def is_open(self) -> bool:
        """Whether it lets everything through as it comes."""
        return self.show == "all" and not self.text.strip() and self.order == "path"

    def test(self) -> Callable[[Standing], bool]:
        """Whether a sample of some standing passes the filter (not looking at the text)."""
        return _test_of(self)


_NUMBER = re.compile(r"[0-9]+")
_DIGITS = 20


def by_name(samples: Iterable[Sample]) -> list[Sample]:
    """Sorted as people and file managers sort names: folder by folder, any case, 2 before 10."""
    return sorted(samples, key=_name_key)


def _name_key(sample: Sample) -> tuple[str, str]:
    path = sample.pictures[0].path
    whole = path.casefold().replace("/", "\0")  # a folder's own files stand together
    return _NUMBER.sub(lambda found: found[0].lstrip("0").zfill(_DIGITS), whole), path


def sift(
    samples: Sequence[Sample],
    standings: Mapping[str, Standing],
    sieve: Sieve,
    names: Mapping[str, str] | None = None,
    places: Mapping[str, int] | None = None,
) -> list[Sample]:
    """The samples that pass, in order.

    Parameters
    ----------
    samples
        In the order of their names; see `by_name`.
    standings
        By the sample's id; one that is missing has no label and no prediction.
    names
        What `sought_in` says by id, if it is at hand.
    places
        By id, of the order ``"queue"``.
    """
    found = list(samples)
    if words := folded(sieve.text).split():
        known = {s.id: sought_in(s) for s in found} if names is None else names
        whole = " ".join(words)  # "sample a" must not find what merely has an a somewhere
        alike = [s for s in found if whole in known[s.id]]
        found = alike or [s for s in found if all(word in known[s.id] for word in words)]
    of = standings.get
    if sieve.show != "all":
        passes = sieve.test()
        found = [s for s in found if passes(of(s.id, NOTHING))]
    if sieve.order == "path":
        return found
    if sieve.order == "newest":
        return sorted(found, key=lambda s: -max(picture.mtime_ns for picture in s.pictures))
    if sieve.order == "label":
        return sorted(found, key=lambda s: _label_key(of(s.id, NOTHING)))
    if sieve.order == "queue":
        at, last = places or {}, len(found)
        return sorted(found, key=lambda s: at.get(s.id, last))
    if sieve.order == "dispute":
        return sorted(found, key=lambda s: -of(s.id, NOTHING).disputed)
    sign = 1 if sieve.order == "uncertain" else -1

    def sureness(sample: Sample) -> float:
        p = of(sample.id, NOTHING).probability
        return 2.0 if p is None else sign * p

    return sorted(found, key=sureness)


class Tally:
    """How many samples there are of each kind, kept up to date one by one.

    Attributes
    ----------
    total
        Samples in all.
    labels
        How many carry each label.
    suggestions
        Of how many the last run says so.
    """

    def __init__(self, total: int = 0, standings: Iterable[Standing] = ()) -> None:
        self.total = total
        self.labels: Counter[str] = Counter()
        self.suggestions: Counter[str] = Counter()
        self._kinds: Counter[str] = Counter()
        self._percents: Counter[int] = Counter()
        for standing in standings:
            self.add(standing)

    def add(self, standing: Standing, by: int = 1) -> None:
        """Count a sample's standing (-1: take it back)."""
        for counts, name in ((self.labels, standing.label), (self.suggestions, standing.suggestion)):
            if name is not None:
                counts[name] += by
                if not counts[name]:
                    del counts[name]
        if standing.label is not None:
            self._kinds["labelled"] += by
        if standing.disagrees:
            self._kinds["disagree"] += by
        if standing.error is not None:
            self._kinds["errors"] += by
        if standing.mixed:
            self._kinds["mixed"] += by
        if standing.disputed:
            self._kinds["disputed"] += by
        if standing.probability is not None:
            self._percents[_percent(standing.probability)] += by

    def replace(self, old: Standing, new: Standing) -> None:
        """A sample's standing has changed."""
        self.add(old, -1)
        self.add(new)

    def count(self, sieve: Sieve) -> int:
        """How many pass the filter (not looking at the text)."""
        match sieve.show:
            case "all":
                return self.total
            case "unlabelled":
                return self.total - self._kinds["labelled"]
            case "label":
                return self.labels.get(sieve.label, 0)
            case "suggested":
                return self.suggestions.get(sieve.label, 0)
            case "unsure":
                return sum(n for percent, n in self._percents.items() if percent < sieve.below)
            case _:
                return self._kinds[sieve.show]


def sought_in(sample: Sample) -> str:
    """What a search looks through: the folder and the name, `folded`. Few ids hold their folder."""
    folder = sample.pictures[0].path.rpartition("/")[0]
    told = not folder or sample.id.startswith(f"{folder}/")
    return folded(sample.id if told else f"{folder}/{sample.id}")


def folded(text: str) -> str:
    """Text for searching: without case and accents."""
    if not text.isascii():
        decomposed = unicodedata.normalize("NFKD", text)
        text = "".join(sign for sign in decomposed if not unicodedata.combining(sign))
    return text.casefold()


def _test_of(sieve: Sieve) -> Callable[[Standing], bool]:
    match sieve.show:
        case "all":
            return lambda s: True
        case "unlabelled":
            return lambda s: s.label is None
        case "labelled":
            return lambda s: s.label is not None
        case "label":
            return lambda s: s.label == sieve.label
        case "suggested":
            return lambda s: s.suggestion == sieve.label
        case "unsure":
            return lambda s: s.probability is not None and _percent(s.probability) < sieve.below
        case "disagree":
            return lambda s: s.disagrees
        case "errors":
            return lambda s: s.error is not None
        case "mixed":
            return lambda s: s.mixed
        case "disputed":
            return lambda s: s.disputed > 0


def _percent(probability: float) -> int:
    # One rule for the filter and its count; 0.29 * 100 is a little less than 29.
    return int(100 * probability + 1e-9)


def _label_key(standing: Standing) -> tuple[bool, str]:
    return standing.label is None, standing.label or ""
