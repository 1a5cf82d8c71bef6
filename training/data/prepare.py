"""From a folder of pictures to an index that every later step obeys, with all that is wrong with it said."""

import hashlib
import json
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from geodesk.collection import replacing
from geodesk.language import Sentence, t
from geodesk.micrograph import UnreadablePicture
from geodesk.micrograph.thumbnails import is_synthetic
from training.data import duplicates, split
from training.data.folder import Found, NoLabels, Problem, find
from training.data.index import FILE, DataIndex, Row, read_index, write_index
from training.data.pixels import grey
from training.data.sheet import write_sheet
from training.progress import Progress

REPORT = "report.json"
_SHIFTED_SIZE = (64, 40)


@dataclass(frozen=True, slots=True)
class Options:
    """How a folder is prepared.

    Attributes
    ----------
    table, group_column, group_regex
        See `training.data.folder.find`.
    validation, test
        Shares; a split given in the table is kept.
    folds
        Folds for cross-validation; 0: none.
    shifted
        Whether pictures of one field that are shifted against each other form a group.
    seed
        Of the division.
    least
        Classes there must be.
    allow_synthetic
        Whether pictures that say that they were drawn or generated are learnt from like any other; else they
        are left out and listed.
    """

    table: str = ""
    group_column: str = ""
    group_regex: str = ""
    validation: float = 0.15
    test: float = 0.15
    folds: int = 0
    shifted: bool = False
    seed: int = 1
    least: int = 2
    allow_synthetic: bool = False


_SYNTHETIC = Sentence(
    "is synthetic; --allow-synthetic learns from it all the same",
    "es sintética; con --allow-synthetic se aprende de ella igualmente",
)


@dataclass(slots=True)
class _Seen:
    """What opening one picture told."""

    sha256: str
    size: tuple[int, int]
    small: NDArray[np.float32]
    wide: NDArray[np.float32]


@dataclass(slots=True)
class _Findings:
    """Everything found on the way to the index."""

    problems: list[Problem] = field(default_factory=list)
    exact: list[tuple[str, str]] = field(default_factory=list)
    near: list[tuple[str, str, float]] = field(default_factory=list)
    shifted: list[tuple[str, str, float]] = field(default_factory=list)


def prepare(folder: Path, out: Path, options: Options, progress: Progress) -> DataIndex:
    """Index a folder of class sub-folders, of pairs, or with a table; write the index and what was found.

    Writes ``index.csv``, ``report.json`` and ``samples.png`` into `out`. Pictures that cannot be read, and
    pictures whose bytes stand under two labels, are left out and listed; of several with the same bytes and
    label one stays. Near duplicates stay, in one group.

    Parameters
    ----------
    folder
        The pictures; nothing in it is changed.
    out
        Folder to write to.
    options
        How.
    progress
        Told of each step.

    Raises
    ------
    NoLabels, BadIndex, CollectionError
        See `training.data.folder.find`.
    """
    table = Path(options.table) if options.table else None
    found = find(folder, table, options.group_column, options.group_regex, options.least)
    findings = _Findings(problems=found.problems)
    progress.event("found", pictures=len(found.rows), labels=len({row.label for row in found.rows}))
    rows, seen = _opened(folder, found.rows, findings, progress, options.allow_synthetic)
    rows = _without_exact(rows, seen, findings)
    if len({row.label for row in rows}) < options.least:
        synthetic = sum(problem.why is _SYNTHETIC for problem in findings.problems)
        if synthetic:
            raise NoLabels(
                en=f"Too few classes of {folder} have recorded pictures; {synthetic} are synthetic, and"
                " --allow-synthetic learns from them all the same.",
                es=f"Muy pocas clases de {folder} tienen imágenes registradas; {synthetic} son sintéticas, y"
                " con --allow-synthetic se aprende de ellas igualmente.",
            )
        raise NoLabels(
            en=f"Too few classes of {folder} have readable pictures: {options.least} at least.",
            es=f"Muy pocas clases de {folder} tienen imágenes legibles: al menos {options.least}.",
        )
    rows = _grouped(rows, seen, findings, options)
    index = _divided(DataIndex(folder.resolve(), tuple(rows)), options)
    out.mkdir(parents=True, exist_ok=True)
    write_index(out / FILE, index.rows)
    write_sheet(index, out / "samples.png", options.seed)
    report = _report(index, found, findings, seen, options)
    with replacing(out / REPORT) as stream:
        stream.write(json.dumps(report, indent=1, ensure_ascii=False).encode())
    progress.event("prepared", index=str(out / FILE), **summary(report))
    return index


def load_index(source: Path) -> DataIndex:
    """The index that `prepare` wrote into a folder.

    Raises
    ------
    NoLabels
        The folder holds none.
    BadIndex
        It cannot be used any more, for instance because pictures were moved.
    """
    try:
        report = json.loads((source / REPORT).read_text(encoding="utf-8"))
        folder = Path(report["folder"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise NoLabels(
            en=f"{source} holds no prepared data: run “prepare folder” first.",
            es=f"{source} no contiene datos preparados: ejecute antes «prepare folder».",
        ) from error
    return read_index(source / FILE, folder)


def summary(report: dict[str, Any]) -> dict[str, Any]:
    """The report's numbers on one line."""
    keys = ("samples", "groups", "left_out", "exact_duplicates", "near_duplicates", "shifted")
    counted = {key: len(report[key]) if isinstance(report[key], list) else report[key] for key in keys}
    return {**counted, "splits": {side: sum(labels.values()) for side, labels in report["counts"].items()}}


def _opened(
    folder: Path, rows: Sequence[Row], findings: _Findings, progress: Progress, allow_synthetic: bool
) -> tuple[list[Row], dict[str, _Seen]]:
    """Open every picture; a sample with one that cannot be read is left out whole."""
    seen: dict[str, _Seen] = {}
    broken: set[str] = set()
    with ThreadPoolExecutor(4) as pool:
        for i, (row, result) in enumerate(
            zip(rows, pool.map(lambda r: _look(folder / r.path, allow_synthetic), rows), strict=True)
        ):
            if isinstance(result, Sentence):
                findings.problems.append(Problem(row.path, result))
                broken.add(row.sample)
            else:
                seen[row.path] = result
            if (i + 1) % 100 == 0:
                progress.event("opened", picture=i + 1, of=len(rows))
    for row in rows:
        if row.sample in broken and row.path in seen:
            why = Sentence("the other face of its pair is left out", "la otra cara del par queda fuera")
            findings.problems.append(Problem(row.path, why))
    kept = [replace(row, sha256=seen[row.path].sha256) for row in rows if row.sample not in broken]
    return kept, seen


def _look(file: Path, allow_synthetic: bool) -> _Seen | Sentence:
    try:
        if not allow_synthetic and is_synthetic(file):
            return _SYNTHETIC
        digest = hashlib.sha256(file.read_bytes()).hexdigest()
        pixels = grey(file)
    except UnreadablePicture as error:
        return error.sentence
    except OSError as error:
        return Sentence(f"cannot be read ({error.strerror})", f"no se puede leer ({error.strerror})")
    return _Seen(
        digest,
        (pixels.shape[1], pixels.shape[0]),
        duplicates.thumbnail(pixels),
        duplicates.thumbnail(pixels, *_SHIFTED_SIZE),
    )


def _without_exact(rows: Sequence[Row], seen: dict[str, _Seen], findings: _Findings) -> list[Row]:
    """One sample of those with the same bytes; none where they disagree about the label."""
    samples: dict[str, list[Row]] = {}
    for row in rows:
        samples.setdefault(row.sample, []).append(row)
    same: dict[tuple[str, ...], list[list[Row]]] = {}
    for faces in samples.values():
        same.setdefault(tuple(sorted(row.sha256 for row in faces)), []).append(faces)
    kept: list[Row] = []
    for copies in same.values():
        first = copies[0]
        for other in copies[1:]:
            findings.exact.extend((a.path, b.path) for a, b in zip(first, other, strict=True))
        if len({faces[0].label for faces in copies}) > 1:
            why = Sentence(
                "the same picture stands under two labels", "la misma imagen está bajo dos etiquetas"
            )
            findings.problems.extend(Problem(row.path, why) for faces in copies for row in faces)
        else:
            kept.extend(first)
    return sorted(kept, key=lambda row: row.path)


def _grouped(rows: Sequence[Row], seen: dict[str, _Seen], findings: _Findings, options: Options) -> list[Row]:
    """The rows with a group each: the given one, joined where pictures are near duplicates."""
    paths = [row.path for row in rows]
    links: list[tuple[int, int]] = []
    for like in duplicates.near_duplicates(np.stack([seen[path].small for path in paths])):
        findings.near.append((paths[like.first], paths[like.second], like.correlation))
        links.append((like.first, like.second))
    if options.shifted:
        for like in duplicates.shifted(np.stack([seen[path].wide for path in paths])):
            findings.shifted.append((paths[like.first], paths[like.second], like.correlation))
            links.append((like.first, like.second))
    first_of: dict[tuple[str, str], int] = {}
    for i, row in enumerate(rows):
        for key in (("sample", row.sample), ("group", row.group)):
            if key[1]:
                links.append((first_of.setdefault(key, i), i))
    roots = duplicates.groups(len(rows), links)
    return [
        replace(row, group=rows[root].group or rows[root].sample or rows[root].path)
        for row, root in zip(rows, roots, strict=True)
    ]


def _divided(index: DataIndex, options: Options) -> DataIndex:
    samples = _one_split_a_group(index)
    sides = split.three_way(samples.samples, options.validation, options.test, options.seed)
    fold = split.folds(samples.samples, options.folds, options.seed) if options.folds else {}
    rows = [replace(row, split=sides[row.group], fold=fold.get(row.group)) for row in samples.rows]
    return DataIndex(index.folder, tuple(rows))


def _one_split_a_group(index: DataIndex) -> DataIndex:
    """Given splits, where near duplicates or pairs have joined two sides: all on the stricter one."""
    order = {"": -1, "train": 0, "validation": 1, "test": 2}
    strictest: dict[str, str] = {}
    for row in index.rows:
        strictest[row.group] = max(strictest.get(row.group, ""), row.split, key=order.__getitem__)
    return DataIndex(index.folder, tuple(replace(row, split=strictest[row.group]) for row in index.rows))


def _report(
    index: DataIndex, found: Found, findings: _Findings, seen: dict[str, _Seen], options: Options
) -> dict[str, Any]:
    samples = index.samples
    sizes: dict[str, Counter[str]] = {}
    for row in index.rows:
        sizes.setdefault(row.label, Counter())[size_class(seen[row.path].size)] += 1
    label = {row.path: row.label for row in index.rows}
    return {
        "folder": str(index.folder),
        "options": asdict(options),
        "data_sha256": index.sha256,
        "samples": len(samples),
        "pictures": len(index.rows),
        "pairs": sum(len(sample.rows) > 1 for sample in samples),
        "groups": len({sample.group for sample in samples}),
        "grouped_by": found.grouped_by,
        "labels": index.labels,
        "counts": {side: dict(sorted(n.items())) for side, n in sorted(index.counts().items())},
        "folds": dict(sorted(Counter(str(s.fold) for s in samples).items())) if options.folds else {},
        "sizes": {name: dict(sorted(n.items())) for name, n in sorted(sizes.items())},
        "left_out": [
            {"path": problem.path, "en": problem.why.en, "es": problem.why.es}
            for problem in findings.problems
        ],
        "exact_duplicates": [list(pair) for pair in findings.exact],
        "near_duplicates": [list(pair) for pair in findings.near],
        "shifted": [list(pair) for pair in findings.shifted],
        "near_duplicates_of_two_labels": [
            list(pair[:2]) for pair in (*findings.near, *findings.shifted) if label[pair[0]] != label[pair[1]]
        ],
    }


def size_class(size: tuple[int, int]) -> str:
    """The longer side's power of two, as ``0256-0511``: sorts as it reads."""
    low = 1 << (max(size).bit_length() - 1)
    return f"{low:04d}-{2 * low - 1:04d}"


def describe(report: dict[str, Any]) -> str:
    """The report as a person reads it in a terminal."""
    lines = [
        t(
            f"{report['samples']} samples in {report['groups']} groups, {report['pictures']} pictures",
            f"{report['samples']} muestras en {report['groups']} grupos, {report['pictures']} imágenes",
        )
    ]
    sides = list(report["counts"])
    lines.append(f"{'':<20}" + "".join(f"{side:>12}" for side in sides))
    for name in report["labels"]:
        lines.append(f"{name:<20}" + "".join(f"{report['counts'][side].get(name, 0):>12}" for side in sides))
    lines.append(t("Longer side in pixels:", "Lado mayor en píxeles:"))
    lines += [
        f"  {name:<18}" + "  ".join(f"{size}: {n}" for size, n in sizes.items())
        for name, sizes in report["sizes"].items()
    ]
    for key, en, es in (
        (
            "exact_duplicates",
            "exact duplicates (one of each stays)",
            "duplicados exactos (queda uno de cada)",
        ),
        ("near_duplicates", "near duplicates (kept together)", "casi duplicados (quedan juntos)"),
        ("shifted", "pictures of one field (kept together)", "imágenes de un mismo campo (quedan juntas)"),
        (
            "near_duplicates_of_two_labels",
            "of them with two labels: check",
            "de ellos con dos etiquetas: revise",
        ),
    ):
        if report[key]:
            lines.append(f"{len(report[key])} {t(en, es)}")
    for problem in report["left_out"]:
        lines.append(f"  {problem['path']}: {problem[t('en', 'es')]}")
    return "\n".join(lines)


__all__ = ["REPORT", "Options", "describe", "load_index", "prepare", "size_class", "summary"]
