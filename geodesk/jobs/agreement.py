"""Who labelled how many samples, how far annotators agree, and where they do not."""

import os
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from geodesk.collection import UNSURE, Cell, Collection, Event, Opinion, Sample, fixed, write_csv
from geodesk.collection.agreement import Kappa, cohen, fleiss
from geodesk.language import Sentence


@dataclass(frozen=True, slots=True)
class Judged:
    """What people say of one sample.

    Attributes
    ----------
    sample
        A pair or series counts once.
    said
        By annotator; who gave its pictures different labels, or not all of them one, says nothing.
    disputed
        The share of the pairs of annotators that differ over one of its pictures, 0 where it was settled.
    label
        In force.
    decision
        The adjudication that stands.
    """

    sample: Sample
    said: dict[str, Opinion]
    disputed: float
    label: str | None
    decision: Event | None


@dataclass(frozen=True, slots=True)
class Annotator:
    """One person: samples labelled with a class, left unsure, and labelled by accepting a suggestion."""

    name: str
    labelled: int
    unsure: int
    accepted: int


@dataclass(frozen=True, slots=True)
class Pair:
    """Two people.

    Attributes
    ----------
    first, second
        Annotators.
    kappa
        Cohen's.
    table
        (k, k) int64: samples by the class of `first` (row) and of `second` (column).
    """

    first: str
    second: str
    kappa: Kappa
    table: NDArray[np.int64] = field(compare=False)


@dataclass(frozen=True, slots=True)
class Agreement:
    """All of a folder.

    Attributes
    ----------
    annotators
        By name.
    classes
        Of the tables, in the order of the keys; ``UNSURE`` is none.
    pairs
        Every two annotators.
    kappa
        Fleiss', of all.
    disputed, settled
        Samples over which people differ, and those with an adjudication that stands.
    """

    annotators: tuple[Annotator, ...]
    classes: tuple[str, ...]
    pairs: tuple[Pair, ...]
    kappa: Kappa
    disputed: int
    settled: int


def judged(collection: Collection, samples: Sequence[Sample] | None = None) -> list[Judged]:
    """What people say of each sample that anybody labelled, in the order of the samples."""
    labels = collection.labels
    current = labels.current()
    found = []
    for sample in collection.samples() if samples is None else samples:
        paths = [picture.path for picture in sample.pictures]
        if not any(path in current for path in paths):
            continue
        each = [labels.opinions(path) for path in paths]
        said = {
            name: one
            for name, one in each[0].items()
            if all(name in other and other[name].label == one.label for other in each[1:])
        }
        states = [current.get(path) for path in paths]
        given = {None if state is None else state.label for state in states}
        disputed = max((state.disputed for state in states if state is not None), default=0.0)
        settled = any(state is not None and state.how == "adjudicated" for state in states)
        decision = labels.decision(paths[0]) if settled else None
        found.append(Judged(sample, said, disputed, given.pop() if len(given) == 1 else None, decision))
    return found


def agreement(rows: Iterable[Judged], classes: Sequence[str] = ()) -> Agreement:
    """Counts and kappas over samples.

    Parameters
    ----------
    rows
        Of `judged`.
    classes
        In the order they are to have; others follow by name.
    """
    rows = list(rows)
    names = sorted({name for row in rows for name in row.said})
    used = {one.label for row in rows for one in row.said.values()} - {UNSURE}
    order = [*(one for one in classes if one in used), *sorted(used - set(classes))]
    place = {label: at for at, label in enumerate(order)}
    counts = np.zeros((len(rows), len(order)), np.int64)
    for at, row in enumerate(rows):
        for one in row.said.values():
            if one.label in place:
                counts[at, place[one.label]] += 1
    pairs = []
    for at, first in enumerate(names):
        for second in names[at + 1 :]:
            table = np.zeros((len(order), len(order)), np.int64)
            for row in rows:
                given = [place.get(row.said[name].label) for name in (first, second) if name in row.said]
                if len(given) == 2 and None not in given:
                    table[given[0], given[1]] += 1
            pairs.append(Pair(first, second, cohen(table), table))
    people = []
    for name in names:
        kinds = Counter((said.label == UNSURE, said.how) for row in rows if (said := row.said.get(name)))
        people.append(
            Annotator(
                name,
                sum(n for (unsure, _), n in kinds.items() if not unsure),
                sum(n for (unsure, _), n in kinds.items() if unsure),
                kinds[False, "accepted"],
            )
        )
    return Agreement(
        tuple(people),
        tuple(order),
        tuple(pairs),
        fleiss(counts),
        sum(row.disputed > 0 for row in rows),
        sum(row.decision is not None for row in rows),
    )


def agreement_of(collection: Collection) -> Agreement:
    """The agreement of a folder as its logs are now."""
    collection.labels.reload()
    kept = collection.classes() or []
    return agreement(judged(collection), [one.id for one in kept])


def disagreements(rows: Iterable[Judged]) -> list[Judged]:
    """The samples in dispute: most disagreement first, then those that more people labelled, then by path."""
    found = [row for row in rows if row.disputed > 0]
    return sorted(found, key=lambda row: (-row.disputed, -len(row.said), row.sample.pictures[0].path))


def why(kappa: Kappa) -> Sentence | None:
    """Why a kappa or its interval is missing; None where both are there."""
    match kappa.why:
        case "no_overlap":
            return Sentence(
                en="No sample has a class from two people, so there is nothing to compare.",
                es="Ninguna muestra tiene clase de dos personas; no hay nada que comparar.",
            )
        case "one_class":
            return Sentence(
                en="Only one class was given, so agreement cannot be told from chance.",
                es="Solo se usó una clase; el acuerdo no se puede distinguir del azar.",
            )
        case "no_disagreement":
            return Sentence(
                en="No disagreement was seen, so there is no interval.",
                es="No se vio ningún desacuerdo; por eso no hay intervalo.",
            )
        case "few":
            return Sentence(
                en="Too few samples for an interval.", es="Hay muy pocas muestras para dar un intervalo."
            )
    return None


def record(found: Agreement) -> dict[str, Any]:
    """The agreement as one JSON object; what is not defined is null, with its reason in ``note``."""

    def numbers(kappa: Kappa) -> dict[str, Any]:
        return {
            "samples": kappa.samples,
            "agreement": _rounded(kappa.agreement),
            "kappa": _rounded(kappa.value),
            "interval": None if kappa.low is None else [_rounded(kappa.low), _rounded(kappa.high)],
            "note": kappa.why or None,
        }

    return {
        "annotators": [
            {"name": one.name, "labelled": one.labelled, "unsure": one.unsure, "accepted": one.accepted}
            for one in found.annotators
        ],
        "classes": list(found.classes),
        "cohen": [
            {"annotators": [pair.first, pair.second], **numbers(pair.kappa), "table": pair.table.tolist()}
            for pair in found.pairs
        ],
        "fleiss": numbers(found.kappa),
        "disputed": found.disputed,
        "adjudicated": found.settled,
    }


def write_agreement(found: Agreement, out: str | os.PathLike[str]) -> int:
    """Write ``measure,annotator_a,annotator_b,samples,agreement,kappa,low,high,note``; gives the rows.

    One row of ``cohen`` a pair, then one of ``fleiss``.

    Raises
    ------
    CollectionError
        If the file cannot be written.
    """
    columns = (
        "measure",
        "annotator_a",
        "annotator_b",
        "samples",
        "agreement",
        "kappa",
        "low",
        "high",
        "note",
    )

    def cells(measure: str, first: str, second: str, kappa: Kappa) -> list[Cell]:
        numbers = (kappa.agreement, kappa.value, kappa.low, kappa.high)
        return [measure, first, second, kappa.samples, *(_cell(one) for one in numbers), kappa.why]

    rows = [cells("cohen", pair.first, pair.second, pair.kappa) for pair in found.pairs]
    return write_csv(out, columns, [*rows, cells("fleiss", "", "", found.kappa)])


def write_disagreements(rows: Sequence[Judged], out: str | os.PathLike[str]) -> int:
    """Write ``id,path,disputed,label,adjudicated_by`` and what each says, sorted by path; gives the rows.

    The columns of the annotators are called ``by_<name>``.

    Raises
    ------
    CollectionError
        If the file cannot be written.
    """
    names = sorted({name for row in rows for name in row.said})

    def cells(row: Judged) -> list[Cell]:
        said = (row.said.get(name) for name in names)
        return [
            row.sample.id,
            row.sample.pictures[0].path,
            _cell(row.disputed),
            row.label or "",
            "" if row.decision is None else row.decision.annotator,
            *("" if one is None else one.label for one in said),
        ]

    columns = ("id", "path", "disputed", "label", "adjudicated_by", *(f"by_{name}" for name in names))
    return write_csv(
        out, columns, [cells(row) for row in sorted(rows, key=lambda r: r.sample.pictures[0].path)]
    )


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 6)


def _cell(value: float | None) -> Cell:
    return "" if value is None else fixed(value, 6)
