"""Samples: what the petrographer means by one thing, recognised by file names."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from operator import itemgetter
from typing import Literal

from geodesk.collection.patterns import Pattern
from geodesk.collection.pictures import Picture

_SHORTEST_SERIES = 3


@dataclass(frozen=True, slots=True)
class Sample:
    """One sample.

    Attributes
    ----------
    id : str
        Of a single picture its id; of a pair or series the folder and the part of the name they share.
    kind : {"picture", "pair", "series"}
        The pages of a stack are one picture here; only reading the file tells that it has pages.
    pictures : tuple of Picture
        In the order of ``roles`` or ``angles``.
    roles : tuple of str
        Of a pair ``("ppl", "xpl")``, else empty.
    angles : tuple of float
        Of a series the stage angles in degrees; empty where the names only number them.
    """

    id: str
    kind: Literal["picture", "pair", "series"]
    pictures: tuple[Picture, ...]
    roles: tuple[str, ...] = ()
    angles: tuple[float, ...] = ()


def group(pictures: Sequence[Picture], patterns: Sequence[Pattern]) -> list[Sample]:
    """Every picture in exactly one sample, by the first pattern that makes a whole sample of it.

    A pair is one PPL and one XPL picture of the same name in the same folder; a series at least three
    pictures with different angles from 0 to 360, or different numbers. Names that leave it open which picture
    is meant, such as two PPL pictures of one name, make no sample.

    Parameters
    ----------
    pictures : sequence of Picture
        Sorted by path.
    patterns : sequence of Pattern
        The earlier one wins.

    Returns
    -------
    list of Sample
        Sorted by the path of the first picture.
    """
    left = {picture.path: picture for picture in pictures}
    names = {path: _parts(path) for path in left}
    all_names = "\n".join(stem for _, stem in names.values()).casefold()
    samples = []
    for pattern in patterns:
        if not all(any(sign in all_names for sign in signs) for signs in pattern.signs):
            continue
        for sample in _matching(left.values(), names, pattern):
            samples.append(sample)
            for picture in sample.pictures:
                del left[picture.path]
    samples.extend(Sample(picture.id, "picture", (picture,)) for picture in left.values())
    shared = Counter(sample.id for sample in samples)
    samples = [
        sample if shared[sample.id] == 1 else replace(sample, id=sample.pictures[0].path)
        for sample in samples
    ]
    return sorted(samples, key=_first_path)


def _matching(
    pictures: Iterable[Picture], names: Mapping[str, tuple[str, str]], pattern: Pattern
) -> list[Sample]:
    """Samples by one pattern; `names` are the `_parts` of every path."""
    groups: dict[tuple[str, str], list[tuple[str, Picture]]] = {}
    fits = pattern.expression.fullmatch
    for picture in pictures:
        folder, stem = names[picture.path]
        found = fits(stem)
        if found is None:
            continue
        values = {key: value for key, value in found.groupdict().items() if key != "sample"}
        (mark,) = values.values()
        groups.setdefault((folder, found["sample"].casefold()), []).append((mark.casefold(), picture))
    samples = []
    for (folder, _), members in groups.items():
        if sample := _whole(members, pattern, folder):
            samples.append(sample)
            continue
        # Two files of one name and different endings: each ending may be a sample by itself.
        endings: dict[str, list[tuple[str, Picture]]] = {}
        for mark, picture in members:
            ending = picture.path.rpartition(".")[2].casefold()
            endings.setdefault(ending, []).append((mark, picture))
        if len(endings) > 1:
            found_whole = (_whole(some, pattern, folder) for some in endings.values())
            samples.extend(sample for sample in found_whole if sample)
    return samples


def _whole(members: list[tuple[str, Picture]], pattern: Pattern, folder: str) -> Sample | None:
    """The one sample that these pictures are, or none."""
    first = pattern.expression.fullmatch(_parts(members[0][1].path)[1])
    assert first is not None
    name = folder + first["sample"]
    if pattern.kind == "pair":
        by_light = dict(members)
        if len(members) != 2 or set(by_light) != {"ppl", "xpl"}:
            return None
        return Sample(name, "pair", (by_light["ppl"], by_light["xpl"]), roles=("ppl", "xpl"))
    places = [(float(mark.replace(",", ".")), picture) for mark, picture in members]
    places.sort(key=itemgetter(0))
    values = [value for value, _ in places]
    if len(places) < _SHORTEST_SERIES or len(set(values)) < len(values):
        return None
    ordered = tuple(picture for _, picture in places)
    if "angle" not in pattern.expression.groupindex:
        return Sample(name, "series", ordered)
    if values[-1] > 360:
        return None
    return Sample(name, "series", ordered, angles=tuple(values))


def _parts(path: str) -> tuple[str, str]:
    """Folder with its slash, and file name without its ending, by which pictures are known."""
    folder, slash, name = path.rpartition("/")
    return folder + slash, name.rpartition(".")[0]


def _first_path(sample: Sample) -> str:
    pictures = sample.pictures
    return pictures[0].path if len(pictures) == 1 else min(picture.path for picture in pictures)
