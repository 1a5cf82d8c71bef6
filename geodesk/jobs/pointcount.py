"""Point counts: where the points lie, and what a model, a label image or a person says of them."""

from collections import Counter
from collections.abc import Generator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from geodesk.collection import (
    UNSURE,
    Collection,
    LabelClass,
    PhaseImage,
    Picture,
    PointGrid,
    PointState,
    Scheme,
    Suggested,
    open_corrected,
    printable,
)
from geodesk.jobs.classmap import UNKNOWN
from geodesk.jobs.faces import Pairs
from geodesk.jobs.pace import Pace
from geodesk.jobs.progress import Progress, unexpected
from geodesk.jobs.scale import Scales
from geodesk.jobs.sweep import check_side, classes_of, no_page, open_faces, reading
from geodesk.language import GeoDeskError, Sentence
from geodesk.micrograph import Rect
from geodesk.models import Classifier, NeedsFaces, usual_side
from geodesk.morphology.pointgrid import Offset, grid_points

POINTS = 300


@dataclass(frozen=True, slots=True)
class Laid:
    """The points of one picture: x, y in pixels of the upright page, and the area they sample."""

    points: tuple[tuple[int, int], ...]
    area: Rect
    offset: Offset
    seed: int
    page: int = 0


@dataclass(frozen=True, eq=False, slots=True)
class Judged:
    """A model's answer at each point: (points, classes) probabilities, in the order of `classes`."""

    classes: tuple[LabelClass, ...]
    p: NDArray[np.float64]
    identity: str
    provider: str

    def suggested(self, threshold: float = 0.0) -> Suggested:
        """The most probable class of each point; None where it is less probable than the threshold."""
        best, most = self.p.argmax(axis=1), self.p.max(axis=1)
        ids = [self.classes[at].id if p >= threshold else None for at, p in zip(best, most, strict=True)]
        return Suggested("model", self.identity, tuple(ids), tuple(float(p) for p in most))


@dataclass(frozen=True, eq=False, slots=True)
class Counted:
    """The point count of one picture.

    Attributes
    ----------
    labels
        By point: class, `UNSURE`, or None where nothing was said.
    hows
        By point: ``model``, ``phases``, ``hand``, ``accepted``…; empty where nothing was said.
    in_fragment
        By point: a crystal of sand size within a rock fragment.
    """

    item: Picture
    laid: Laid
    labels: tuple[str | None, ...]
    hows: tuple[str, ...]
    in_fragment: tuple[bool, ...] = ()
    annotator: str = ""
    judged: Judged | None = None
    by: str = ""
    error: Sentence | None = None

    def counts(self, scheme: Scheme) -> dict[str, int]:
        """Points of each class by the method of the scheme; what is unsure or not counted is left out."""
        flags = self.in_fragment or (False,) * len(self.labels)
        found = Counter(
            scheme.counted_as(label, flag)
            for label, flag in zip(self.labels, flags, strict=True)
            if label is not None and label != UNSURE
        )
        order = [one.id for one in scheme.classes if one.id in found]
        return {label: found[label] for label in [*order, *sorted(set(found) - set(order))]}


def lay(
    item: Picture, count: int = POINTS, *, offset: Offset = "random", seed: int = 0, page: int = 0
) -> Laid:
    """Lay the points of a count over a picture, its information bar left out.

    Raises
    ------
    GeoDeskError
        The picture cannot be read, has no such page, or is too small for so many points.
    """
    with open_corrected(None, item) as picture:
        if not 0 <= page < picture.pages:
            raise no_page(item, page, picture.pages)
        width, height = picture.page_size(page)
        whole = (width, height) == (picture.width, picture.height)
        area = picture.content if whole else Rect(0, 0, width, height)
    try:
        points = grid_points(area.w, area.h, count, offset, seed)
    except ValueError:
        raise GeoDeskError(
            en=f"{item.id} has too few pixels for {count} points; ask for fewer.",
            es=f"{item.id} tiene muy pocos píxeles para {count} puntos; pida menos.",
        ) from None
    return Laid(tuple((int(x) + area.x, int(y) + area.y) for x, y in points), area, offset, seed, page)


def judge(
    item: Picture,
    points: Sequence[tuple[int, int]],
    model: Classifier,
    *,
    tile: int | None = None,
    page: int = 0,
    pairs: Pairs | None = None,
    scales: Scales | None = None,
) -> Generator[Progress[Judged], None, None]:
    """Ask a classifier what is at each point: it sees a square tile around it.

    Parameters
    ----------
    tile
        Side of the tile in pixels; None: what the model's card says.
    scales
        Counts pixel sizes over several pictures; None: of this one alone.

    Yields
    ------
    Progress
        Counts of points; at the end all answers. Closing the generator cancels.

    Raises
    ------
    GeoDeskError
        The picture or its other face cannot be read, or the model fails.
    """
    side = tile or usual_side(model.spec)
    yield Progress(0, len(points), 0)
    with ExitStack() as stack:
        _, opened = open_faces(item, model, stack, pairs)
        windows = yield from reading(opened, model, page)
        check_side(side, windows.area)
        notices = (scales or Scales(model.card)).see(item.path, opened[0].pixel_size_of(page))
        found: list[NDArray[np.float64]] = []
        done, pace = 0, Pace()
        while done < len(points):
            boxes = [(x - side // 2, y - side // 2, side, side) for x, y in points[done : done + pace.size]]
            with pace:
                found.append(model.probabilities(windows.batch(boxes)))
            done += len(boxes)
            yield Progress(done, len(points), 0)
    judged = Judged(classes_of(model), np.concatenate(found), model.identity, model.provider)
    yield Progress(done, done, 0, (judged,), (*notices, *model.notices))


def read_labels(
    image: PhaseImage, points: Sequence[tuple[int, int]], page: int = 0
) -> tuple[Suggested, tuple[LabelClass, ...]]:
    """What a label image of the whole upright page says of each point, and the classes in it.

    Raises
    ------
    GeoDeskError
        It cannot be read, is no label image, or is smaller than the page.
    """
    labels = image.labels()
    plane = labels[min(page, len(labels) - 1)] if labels.ndim == 3 else labels
    at = np.array(points)
    if (at >= plane.shape[::-1]).any():
        raise GeoDeskError(
            en=f"{image.file.name} is smaller than the picture; give the label image of this picture.",
            es=f"{image.file.name} es menor que la imagen; indique la imagen de etiquetas de esta imagen.",
        )
    values = plane[at[:, 1], at[:, 0]].tolist()
    rule = image.made.get("rule")
    nothing = {image.outside}
    if isinstance(rule, Mapping) and rule.get("kind") == "class map":
        nothing.add(UNKNOWN)
    named = {phase.label: phase for phase in image.phases}
    classes: dict[int, LabelClass] = {}
    for value in sorted({*named, *values} - nothing):
        one = named.get(value)
        id_ = (one.en or one.es if one else "") or str(value)
        classes[value] = LabelClass(
            id_.replace(" ", "-") if one else id_, *((one.es, one.en, one.colour) if one else ())
        )
    ids = tuple(classes[value].id if value in classes else None for value in values)
    return Suggested("phases", image.file.name, ids), tuple(classes.values())


def count_points(
    items: Sequence[Picture],
    source: Classifier | Mapping[str, PhaseImage],
    count: int = POINTS,
    *,
    offset: Offset = "random",
    seed: int = 0,
    tile: int | None = None,
    threshold: float = 0.0,
    pairs: Pairs | None = None,
) -> Generator[Progress[Counted], None, None]:
    """Count each picture without a person: by a classifier, or by label images.

    Parameters
    ----------
    items
        Of a pair only the first is counted where the model sees both.
    source
        The model, or path → label image.
    seed
        Picture i, by its path, has the grid of ``seed + i``.
    threshold
        Points whose most probable class has less are `UNSURE`.
    pairs
        Finds other faces; by default by the usual names.

    Yields
    ------
    Progress
        One `Counted` a picture, with its error where it could not be counted.
    """
    pairs = pairs or Pairs(items)
    chosen = one_of_each_pair(items, source, pairs) if isinstance(source, Classifier) else list(items)
    done = failed = 0
    scales = Scales(source.card if isinstance(source, Classifier) else None)
    for number, item in enumerate(sorted(chosen, key=lambda one: one.path)):
        empty = Laid((), Rect(0, 0, 0, 0), offset, seed + number)
        try:
            laid = lay(item, count, offset=offset, seed=seed + number)
            judged = None
            if isinstance(source, Classifier):
                for step in judge(item, laid.points, source, tile=tile, pairs=pairs, scales=scales):
                    judged = step.rows[0] if step.rows else None
                    yield Progress(done, len(chosen), failed, notices=step.notices)
                assert judged is not None
                said = judged.suggested(threshold)
            else:
                said, _ = read_labels(_image_of(item, source), laid.points)
            missing = UNSURE if isinstance(source, Classifier) else None
            labels = tuple(missing if label is None else label for label in said.classes)
            hows = tuple("" if label is None else said.how for label in labels)
            row = Counted(item, laid, labels, hows, judged=judged, by=said.by)
        except GeoDeskError as error:
            row = Counted(item, empty, (), (), error=error.sentence)
        except Exception as error:  # noqa: BLE001 - a fault of ours in one picture must not end the batch
            row = Counted(item, empty, (), (), error=unexpected(error))
        done += 1
        failed += row.error is not None
        rest = scales.rest() if done == len(chosen) else ()
        yield Progress(done, len(chosen), failed, (row,), rest)


def one_of_each_pair(items: Sequence[Picture], model: Classifier, pairs: Pairs) -> list[Picture]:
    """The items without those whose pair is there already, for a model that sees both faces."""
    if not model.spec.faces:
        return list(items)
    there = {item.file for item in items}
    found = []
    for item in items:
        try:
            first = pairs.faces(item, model.spec)[0].file
        except NeedsFaces:
            first = item.file
        if item.file == first or first not in there:
            found.append(item)
    return found


def counted_by_people(collection: Collection, annotator: str | None = None) -> list[Counted]:
    """What people counted in a collection: a result for each picture and annotator, by path and name.

    Parameters
    ----------
    annotator
        One name only; None: all.
    """
    points = collection.points
    found = []
    for grid in points.grids():
        try:
            item = collection.resolve(grid.path)
        except GeoDeskError:  # the picture is gone; what was counted stays
            name = grid.path.rpartition("/")[2]
            item = Picture(name, grid.path, collection.folder / grid.path, 0, 0)
        for name in points.annotators(grid):
            if annotator in (None, name):
                found.append(counted(item, grid, points.states(grid, name), name))
    return found


def counted(item: Picture, grid: PointGrid, states: Mapping[int, PointState], annotator: str) -> Counted:
    """One annotator's count as a result; `states` go by the number of the point, from 0."""
    from geodesk.collection import PointState

    said = [
        state if isinstance(state := states.get(at), PointState) else None for at in range(len(grid.points))
    ]
    offset: Offset = "centred" if grid.offset == "centred" else "random"
    return Counted(
        item,
        Laid(grid.points, Rect(*grid.area), offset, grid.seed, grid.page),
        tuple(None if one is None else one.label for one in said),
        tuple("" if one is None else one.how for one in said),
        tuple(one is not None and one.in_fragment for one in said),
        annotator,
    )


def _image_of(item: Picture, images: Mapping[str, PhaseImage]) -> PhaseImage:
    image = images.get(item.path)
    if image is None:
        raise GeoDeskError(
            en="There is no label image of this picture.", es="No hay imagen de etiquetas de esta imagen."
        )
    if not image.fits(item):
        name = printable(image.file.name)
        raise GeoDeskError(
            en=f"The picture has changed since {name} was made; make it again.",
            es=f"La imagen cambió después de hacerse {name}; hágala de nuevo.",
        )
    return image
