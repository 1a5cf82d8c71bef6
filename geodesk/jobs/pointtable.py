"""Tables of point counts: every point, the modal composition, the poles of the QFL triangle."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from geodesk.collection import UNSURE, Collection, LabelClass, Number, Scheme, fixed, usual_scheme, write_csv
from geodesk.jobs.pointcount import Counted, Judged
from geodesk.shares import Share, modal

Cell = str | int | None
_SHARES = ("id", "path", "annotator", "label", "points", "total", "share", "standard_error", "low", "high")


def write_points(out: Path, rows: Iterable[Counted]) -> None:
    """Write ``id,point,x_px,y_px,label,path,how,in_fragment,annotator,p_<CLASS>…,by,error``, a row a point.

    Raises
    ------
    CollectionError
        The file cannot be written; what stood there before still does.
    """
    found = sorted(rows, key=lambda row: (row.item.path, row.annotator, row.laid.page))
    classes = list(dict.fromkeys(one.id for row in found if row.judged for one in row.judged.classes))
    columns = ["id", "point", "x_px", "y_px", "label", "path", "how", "in_fragment", "annotator"]

    def lines() -> Iterator[list[Cell]]:
        for row in found:
            head = row.item.id
            if row.error is not None:
                blank: list[Cell] = [None] * (len(columns) - 1 + len(classes) + 1)
                blank[4] = row.item.path
                yield [head, *blank, str(row.error)]
            flags = row.in_fragment or (False,) * len(row.labels)
            for at, ((x, y), label, how, flag) in enumerate(
                zip(row.laid.points, row.labels, row.hows, flags, strict=True)
            ):
                p = {} if row.judged is None else _by_class(row.judged, at)
                start: list[Cell] = [head, at + 1, x, y, label, row.item.path]
                who: list[Cell] = [how or None, int(flag), row.annotator or None]
                yield [*start, *who, *(p.get(one) for one in classes), row.by or None, None]

    write_csv(out, [*columns, *(f"p_{one}" for one in classes), "by", "error"], lines())


def write_shares(out: Path, rows: Sequence[Counted], scheme: Scheme) -> None:
    """Write the modal composition of each picture and of all together, a row a class.

    A class that was counted in one picture has a row in all: none of 300 points is a result, up to 1.3 %.

    Raises
    ------
    CollectionError
        The file cannot be written.
    """
    none = dict.fromkeys(pooled(rows, scheme), 0)

    def lines() -> Iterator[list[Cell]]:
        for row in sorted(rows, key=lambda row: (row.item.path, row.annotator)):
            for label, share in modal(none | row.counts(scheme)).items():
                yield [row.item.id, row.item.path, row.annotator or None, *_cells(label, share)]
        for name in sorted({row.annotator for row in rows}):  # what two people counted is not added up
            own = pooled([r for r in rows if r.annotator == name], scheme)
            for label, share in modal(none | own).items():
                yield [None, None, name or None, *_cells(label, share)]

    write_csv(out, _SHARES, lines())


def pooled(rows: Iterable[Counted], scheme: Scheme) -> dict[str, int]:
    """Points of each class over several pictures: counts add up."""
    total: Counter[str] = Counter()
    for row in rows:
        total.update(row.counts(scheme))
    order = [one.id for one in scheme.classes if one.id in total]
    return {label: total[label] for label in [*order, *sorted(set(total) - set(order))]}


def poles_of(counts: Mapping[str, int], scheme: Scheme) -> tuple[int, int, int]:
    """Points at Q, F and L."""
    sums = dict.fromkeys(("Q", "F", "L"), 0)
    for label, count in counts.items():
        pole = scheme.poles.get(label, "")
        if pole:
            sums[pole] += count
    return sums["Q"], sums["F"], sums["L"]


def scheme_for(collection: Collection | None, rows: Iterable[Counted]) -> Scheme:
    """The scheme kept beside a collection, else the usual one; with the classes that occur in the rows."""
    kept = None if collection is None else collection.counting()
    found: dict[str, LabelClass] = {}
    for row in rows:
        if row.judged is not None:
            found.update((one.id, one) for one in row.judged.classes)
        for label in row.labels:
            if label is not None and label != UNSURE:
                found.setdefault(label, LabelClass(label))
    if kept is not None:
        return kept.with_classes(found.values())
    return usual_scheme(tuple(found.values()))


def _cells(label: str, share: Share) -> list[Cell]:
    values = (share.share, share.error, share.low, share.high)
    return [label, share.count, share.total, *(fixed(value, 6) for value in values)]


def _by_class(judged: Judged, at: int) -> dict[str, Number]:
    return {one.id: fixed(float(p), 6) for one, p in zip(judged.classes, judged.p[at], strict=True)}
