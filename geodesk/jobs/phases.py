"""Label images of pictures: by a rule on grey levels, learnt from brush strokes, or by a model."""

from collections.abc import Generator, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from geodesk import micrograph
from geodesk.collection import (
    OUTSIDE,
    Collection,
    Number,
    Phase,
    PhaseImages,
    Picture,
    Strokes,
    open_corrected,
    provenance,
    write_csv,
    write_phases,
)
from geodesk.jobs.modelled import Modelled
from geodesk.jobs.progress import Progress, unexpected
from geodesk.jobs.scale import Scales
from geodesk.language import GeoDeskError, Sentence
from geodesk.micrograph import Micrograph, Rect
from geodesk.morphology import NoPixels, otsu
from geodesk.morphology.phases import (
    Example,
    FeatureSet,
    LocalRule,
    PixelClassifier,
    Score,
    label_levels,
    local_binarise,
    multi_otsu,
)

COLUMNS = ("id", "path", "rule", "phase", "name", "pixels", "fraction", "pixels_used", "file", "error")


@dataclass(frozen=True, slots=True)
class Threshold:
    """Phases by grey levels: a level for all, or Otsu's rule for each picture.

    Attributes
    ----------
    level : float, or "otsu"
    classes : int
        With ``"otsu"``, how many phases.
    """

    level: float | Literal["otsu"] = "otsu"
    classes: int = 2


@dataclass(frozen=True, eq=False)
class Learnt:
    """Phases by a classifier that learnt from strokes; made by `learn`."""

    classifier: PixelClassifier
    strokes: Strokes

    @property
    def score(self) -> Score | None:
        """How well it does, as far as is known."""
        return self.classifier.score


Rule = Threshold | LocalRule | Learnt | Modelled


@dataclass(frozen=True, slots=True)
class Phased:
    """The label image of one picture, or why there is none.

    Attributes
    ----------
    file
        Where it was written.
    pixels
        Label → pixels.
    """

    item: Picture
    rule: str
    file: Path | None = None
    pixels: Mapping[int, int] = field(default_factory=dict)
    names: Mapping[int, str] = field(default_factory=dict)
    error: Sentence | None = None

    @property
    def used(self) -> int:
        """Pixels that have a phase."""
        return sum(self.pixels.values())


def learn(
    strokes: Strokes,
    collection: Collection | None,
    *,
    sigmas: Sequence[float] = FeatureSet().sigmas,
    seed: int = 0,
    score: bool = True,
) -> Learnt:
    """Learn phases from the strokes on the pictures of a collection, or on files.

    Parameters
    ----------
    strokes
        Their paths are of the collection; without one, paths of files.
    sigmas
        Scales that are looked at, in pixels.

    Raises
    ------
    GeoDeskError
        A painted picture is missing or cannot be read, or the strokes show fewer than two phases.
    """
    examples = []
    for path, page in strokes.pages:
        item = collection.resolve(path) if collection is not None else _file(path)
        with open_corrected(collection, item) as picture:
            if page >= picture.pages:
                raise GeoDeskError(
                    en=f"There are strokes on page {page + 1} of {item.id}, which has {picture.pages} pages; "
                    "give the strokes of these pictures.",
                    es=f"Hay trazos en la página {page + 1} de {item.id}, que tiene {picture.pages} páginas; "
                    "indique los trazos de estas imágenes.",
                )
            examples.append(Example(picture.pixels(page), strokes.of(path, page)))
    classifier = PixelClassifier.train(examples, features=FeatureSet(tuple(sigmas)), seed=seed, score=score)
    return Learnt(classifier, strokes)


def _file(path: str) -> Picture:
    file = Path(path)
    return Picture(file.name, path, file, 0, 0)


def make_phases(
    items: Sequence[Picture], rule: Rule, keep: PhaseImages | Path
) -> Generator[Progress[Phased], None, None]:
    """Make the label image of each picture, in order; each yields one result.

    Parameters
    ----------
    rule
        How.
    keep
        The place beside a collection, or a folder that gets ``<id>.tif`` of each.

    Yields
    ------
    Progress
        With one new result, or several times a second without: closing the generator cancels, and what was
        written stays.
    """
    done = failed = 0
    scales = Scales(rule.model.card if isinstance(rule, Modelled) else None)
    for item in items:
        notices: list[Sentence] = []
        steps = _made(item, rule, keep, scales, notices)
        row: Phased | None = None
        while row is None:
            try:
                next(steps)
                yield Progress(done, len(items), failed)
            except StopIteration as end:
                row = end.value
        done += 1
        failed += row.error is not None
        notices += scales.rest() if done == len(items) else ()
        yield Progress(done, len(items), failed, (row,), tuple(notices))


def _made(
    item: Picture, rule: Rule, keep: PhaseImages | Path, scales: Scales, notices: list[Sentence]
) -> Generator[None, None, Phased]:
    words = words_of(rule)
    try:
        with open_corrected(None, item) as picture:
            notices += scales.see(item.path, picture.pixel_size)
            labels = yield from _labels(item, picture, rule)
            phases = phases_of(rule)
            told = rule.described(item) if isinstance(rule, Modelled) else described(rule)
            made = provenance(item, picture.sha256, told, phases)
        if isinstance(keep, PhaseImages):
            file = keep.save(item, labels, made).file
        else:
            # An id may be a path; of a file outside the folder it would lead out of this one.
            file = keep / f"{item.id.replace('..', '_').lstrip('/')}.tif"
            file.parent.mkdir(parents=True, exist_ok=True)
            write_phases(file, labels, made)
        values, counts = np.unique(labels[labels != OUTSIDE], return_counts=True)
        pixels = {int(value): int(count) for value, count in zip(values, counts, strict=True)}
        names = {phase.label: phase.en or phase.es for phase in phases}
        return Phased(item, words, file, pixels, names)
    except GeoDeskError as error:
        return Phased(item, words, error=error.sentence)
    except MemoryError:
        return Phased(
            item,
            words,
            error=Sentence(
                en="Not enough memory for this picture.", es="No hay memoria suficiente para esta imagen."
            ),
        )
    except Exception as error:  # noqa: BLE001 - a fault of ours in one picture must not end the batch
        return Phased(item, words, error=unexpected(error))


def _labels(item: Picture, picture: Micrograph, rule: Rule) -> Generator[None, None, NDArray[np.uint8]]:
    """The labels of all pages: uint8 of shape (H, W), or (pages, H, W) of a stack."""
    pages = []
    levels = levels_of(picture, rule)
    for page in range(picture.pages):
        yield
        pages.append((yield from page_labels(item, picture, page, rule, levels)))
    if len({page.shape for page in pages}) > 1:
        raise GeoDeskError(
            en="The pages of the file differ in size; save them as single pictures.",
            es="Las páginas del archivo son de distinto tamaño; guárdelas como imágenes sueltas.",
        )
    found = pages[0] if len(pages) == 1 else np.stack(pages)
    if (found == OUTSIDE).all():
        raise NoPixels()
    return found


def page_labels(
    item: Picture,
    picture: Micrograph,
    page: int,
    rule: Rule,
    levels: Sequence[float] = (),
    part: Rect | None = None,
) -> Generator[None, None, NDArray[np.uint8]]:
    """Label one page in steps: uint8 of shape (H, W), `OUTSIDE` where there is no phase.

    Parameters
    ----------
    item, picture
        The picture and the same opened.
    page
        From 0.
    levels
        Of a `Threshold`: what `levels_of` gives.
    part
        Of a rule that was learnt, or a model, label this much of the content only.
    """
    if isinstance(rule, Modelled):
        return (yield from rule.labels(item, page, part))
    pixels = picture.pixels(page)
    whole = pixels.shape[:2] == (picture.height, picture.width)
    area = picture.content if whole else Rect(0, 0, pixels.shape[1], pixels.shape[0])
    if isinstance(rule, Learnt):
        steps = rule.classifier.predicting(pixels, part or area)
        while True:
            try:
                next(steps)
                yield
            except StopIteration as end:
                return end.value  # type: ignore[no-any-return]
    labels = np.full(pixels.shape[:2], OUTSIDE, np.uint8)
    rows, columns = slice(area.y, area.y + area.h), slice(area.x, area.x + area.w)
    grey = micrograph.to_grey(pixels[rows, columns])
    if isinstance(rule, LocalRule):
        found = local_binarise(grey, rule).astype(np.uint8)
        if grey.dtype.kind == "f":
            found[~np.isfinite(grey)] = OUTSIDE
    else:
        found = label_levels(grey, levels)
    labels[rows, columns] = found
    return labels


def levels_of(picture: Micrograph, rule: Rule) -> tuple[float, ...]:
    """The thresholds of a picture, of all its pages together; none where the rule is no `Threshold`."""
    if not isinstance(rule, Threshold):
        return ()
    if rule.level != "otsu":
        return (float(rule.level),)
    from geodesk.jobs.characterise import grey_of

    grey = grey_of(picture, picture.content, None)
    if rule.classes == 2:
        return (otsu(grey),)
    try:
        return multi_otsu(grey, rule.classes)
    except NoPixels:
        raise
    except ValueError:
        raise GeoDeskError(
            en=f"The picture has too few grey levels for {rule.classes} phases; ask for fewer.",
            es=f"La imagen tiene muy pocos niveles de gris para {rule.classes} fases; pida menos.",
        ) from None


def words_of(rule: Rule) -> str:
    """A rule in one word, for tables."""
    if isinstance(rule, Modelled):
        return "model"
    if isinstance(rule, Learnt):
        return "strokes"
    if isinstance(rule, LocalRule):
        return rule.kind
    return "otsu" if rule.level == "otsu" else "threshold"


def described(rule: Threshold | LocalRule | Learnt) -> dict[str, Any]:
    """A rule as JSON values: enough to do the same again. A model's are `Modelled.described`."""
    if isinstance(rule, Learnt):
        import sklearn

        made = rule.classifier
        told = made.score
        return {
            "kind": "strokes",
            "strokes_sha256": rule.strokes.sha256,
            "strokes": rule.strokes.document()["strokes"],
            "sigmas": list(made.features.sigmas),
            "seed": made.seed,
            "learnt_from": made.learnt_from,
            "score": None if told is None else {"how": told.how, "accuracy": told.accuracy},
            "scikit_learn": sklearn.__version__,
        }
    return {"kind": words_of(rule), **asdict(rule)}


def phases_of(rule: Rule) -> tuple[Phase, ...]:
    """The phases a rule makes."""
    if isinstance(rule, Learnt):
        return rule.strokes.phases
    if isinstance(rule, Modelled):
        return rule.phases
    return tuple(Phase(label) for label in range(rule.classes if isinstance(rule, Threshold) else 2))


def write_table(rows: Iterator[Phased], table: Path | None) -> list[Phased]:
    """Run a job to its end and write what came of it, a row a phase; returns the failed ones.

    Raises
    ------
    CollectionError
        The table cannot be written.
    """
    failed: list[Phased] = []
    lines: list[list[str | float | None]] = []
    for row in rows:
        if row.error is not None:
            failed.append(row)
            lines.append([row.item.id, row.item.path, row.rule, *[None] * 6, str(row.error)])
        for label, pixels in row.pixels.items():
            share = Number(format(pixels / row.used, ".12g"))
            lines.append(
                [
                    row.item.id,
                    row.item.path,
                    row.rule,
                    label,
                    row.names.get(label) or None,
                    pixels,
                    share,
                    row.used,
                    str(row.file),
                    None,
                ]
            )
    if table is not None:
        write_csv(table, COLUMNS, iter(lines))
    return failed
