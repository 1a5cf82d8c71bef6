"""A classifier swept over a large picture, or over a PPL/XPL pair."""

import math
from collections.abc import Generator, Sequence
from contextlib import ExitStack
from itertools import islice
from typing import Any

import numpy as np

from geodesk.collection import LabelClass, Picture, open_corrected
from geodesk.jobs.ahead import ahead
from geodesk.jobs.classmap import MOST_CLASSES, ClassMap
from geodesk.jobs.faces import Pairs
from geodesk.jobs.pace import Pace
from geodesk.jobs.progress import Progress
from geodesk.jobs.scale import Scales
from geodesk.language import GeoDeskError
from geodesk.micrograph import Micrograph, Rect
from geodesk.models import Classifier, Windows, usual_side


def sweep(
    item: Picture,
    model: Classifier,
    *,
    tile: int | None = None,
    stride: int | None = None,
    page: int = 0,
    pairs: Pairs | None = None,
    scales: Scales | None = None,
) -> Generator[Progress[ClassMap], None, None]:
    """Sweep a classifier over a picture, or over a PPL/XPL pair for a model of both.

    Parameters
    ----------
    tile
        Side in pixels of what the model sees at each place; None: what its card says (`usual_side`).
    stride
        Distance of two places, in pixels; None: half a tile.
    page
        From 0.
    pairs
        Finds the other face; by default by the names in the picture's folder.
    scales
        Counts pixel sizes over several pictures; None: of this one alone.

    Yields
    ------
    Progress
        Counts of cells, several times a second; at the end the map. Closing the generator cancels.

    Raises
    ------
    GeoDeskError
        The picture or its other face cannot be read, the tile does not suit it, or the model fails.
    """
    side = tile or usual_side(model.spec)
    step = stride or max(1, side // 2)
    classes = classes_of(model)
    if len(classes) > MOST_CLASSES:
        raise GeoDeskError(
            en=f"A map has at most {MOST_CLASSES} classes; this model has {len(classes)}.",
            es=f"Un mapa tiene como mucho {MOST_CLASSES} clases; este modelo tiene {len(classes)}.",
        )
    yield Progress(0, 1, 0)
    with ExitStack() as stack:
        pictures, opened = open_faces(item, model, stack, pairs)
        if page >= opened[0].pages:
            raise no_page(item, page, opened[0].pages)
        windows = yield from reading(opened, model, page)
        area = windows.area
        check_side(side, area)
        rows, columns = math.ceil(area.h / step), math.ceil(area.w / step)
        best = np.zeros((rows, columns), np.uint8)
        probability = np.zeros((rows, columns), np.float32)
        places = ((row, column) for row in range(rows) for column in range(columns))
        done, pace = 0, Pace()
        while chosen := list(islice(places, pace.size)):
            boxes = [_box(area, row, column, step, side) for row, column in chosen]
            with pace:
                p = model.probabilities(windows.batch(boxes))
            at = tuple(np.array(chosen).T)
            best[at] = p.argmax(axis=1)
            probability[at] = p.max(axis=1)
            done += len(chosen)
            yield Progress(done, rows * columns, 0)
        first = opened[0]
        notices = (scales or Scales(model.card)).see(item.path, first.pixel_size_of(page))
        found = ClassMap(
            item,
            page,
            first.page_size(page),
            area,
            classes,
            best,
            probability,
            side,
            step,
            model.identity,
            model.provider,
            opened[_place(item, pictures)].sha256,
            tuple(picture.path for picture in pictures) if len(pictures) > 1 else (),
        )
    yield Progress(done, done, 0, (found,), (*notices, *model.notices))


def classes_of(model: Classifier) -> tuple[LabelClass, ...]:
    """A model's classes in output order, named as its card names them."""
    if model.card is None:
        return tuple(LabelClass(label) for label in model.labels)
    return tuple(LabelClass(one.id, one.es, one.en, one.colour or "") for one in model.card.labels)


def open_faces(
    item: Picture, model: Classifier, stack: ExitStack, pairs: Pairs | None = None
) -> tuple[list[Picture], list[Micrograph]]:
    """The pictures that a model sees together for an item, and the same opened until `stack` is closed.

    Raises
    ------
    NeedsFaces
        The model sees two and the item is not one of a pair.
    UnreadablePicture
        One cannot be read.
    """
    pictures = [item]
    if model.spec.faces:
        pictures = (pairs or Pairs([item])).faces(item, model.spec)
    return pictures, [stack.enter_context(open_corrected(None, one)) for one in pictures]


def reading(
    opened: Sequence[Micrograph], model: Classifier, page: int
) -> Generator[Progress[Any], None, Windows]:
    """Decode the pictures on a thread, with signs of life: a large one takes longer than a cancel may."""
    for result in ahead(lambda page: Windows(opened, model.spec, page), [page]):
        if result is not None:
            return result[1].result()
        yield Progress(0, 1, 0)
    raise AssertionError("a thread has a result")


def check_side(side: int, area: Rect) -> None:
    """Raise `GeoDeskError` for a tile that does not suit an area."""
    if not 8 <= side <= 4 * max(area.w, area.h):
        raise GeoDeskError(
            en=f"A tile of {side} px does not suit a picture of {area.w} × {area.h} px; give another side.",
            es=f"Una tesela de {side} px no sirve para una imagen de {area.w} × {area.h} px; indique otro"
            " lado.",
        )


def no_page(item: Picture, page: int, pages: int) -> GeoDeskError:
    """The error of a page that a file does not have."""
    return GeoDeskError(
        en=f"{item.id} has no page {page + 1}; it has {pages}.",
        es=f"{item.id} no tiene página {page + 1}; tiene {pages}.",
    )


def _box(area: Rect, row: int, column: int, step: int, side: int) -> tuple[int, int, int, int]:
    """The window around the middle of a cell; of a cell that the edge cuts, around the middle of what is."""
    x = area.x + column * step + min(step, area.w - column * step) // 2
    y = area.y + row * step + min(step, area.h - row * step) // 2
    return x - side // 2, y - side // 2, side, side


def _place(item: Picture, pictures: Sequence[Picture]) -> int:
    return next((at for at, one in enumerate(pictures) if one.file == item.file), 0)
