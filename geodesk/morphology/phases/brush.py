"""Brush strokes as pixels."""

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from geodesk.collection import OUTSIDE, Stroke
from geodesk.micrograph import Rect


def painted(strokes: Sequence[Stroke], shape: tuple[int, int]) -> NDArray[np.int32]:
    """Which stroke lies uppermost on each pixel.

    A pixel is painted where its centre is at most half the brush's width away from the stroke's line; the
    pixels that the points lie in always are.

    Parameters
    ----------
    strokes : sequence of Stroke
        Those of one page; a later one covers an earlier one.
    shape : (int, int)
        Height and width of the page.

    Returns
    -------
    ndarray of int32, shape (H, W)
        Index into `strokes`; -1 where nothing is painted.
    """
    canvas = np.full(shape, -1, np.int32)
    for index, stroke in enumerate(strokes):
        _paint(canvas, stroke, index)
    return canvas


def extent(stroke: Stroke, shape: tuple[int, int]) -> Rect | None:
    """The box of pixels a stroke can paint, inside the page; None where it lies outside."""
    reach = stroke.width / 2 + 1
    xs, ys = [x for x, _ in stroke.points], [y for _, y in stroke.points]
    left, top = max(0, math.floor(min(xs) - reach)), max(0, math.floor(min(ys) - reach))
    right = min(shape[1], math.ceil(max(xs) + reach))
    bottom = min(shape[0], math.ceil(max(ys) + reach))
    return Rect(left, top, right - left, bottom - top) if left < right and top < bottom else None


def retouched(labels: NDArray[np.uint8], strokes: Sequence[Stroke]) -> NDArray[np.uint8]:
    """A label image with what people painted over it, one stroke after the other.

    Parameters
    ----------
    labels : ndarray of uint8, shape (H, W)
        `OUTSIDE` where there is no phase; there it stays so.
    strokes : sequence of Stroke
        Those of this page. One with ``fill`` gives its label to all pixels that hang together with its first
        point over their sides and have its label by then.

    Returns
    -------
    ndarray of uint8, shape (H, W)
        A new one.
    """
    found = labels.copy()
    for stroke in strokes:
        if stroke.fill:
            _fill(found, stroke)
        else:
            _paint(found, stroke, stroke.label)
    found[labels == OUTSIDE] = OUTSIDE
    return found


def _fill(found: NDArray[np.uint8], stroke: Stroke) -> None:
    from scipy import ndimage

    x, y = (math.floor(value) for value in stroke.points[0])
    height, width = found.shape
    if not (0 <= x < width and 0 <= y < height) or found[y, x] == OUTSIDE:
        return
    clusters, _ = ndimage.label(found == found[y, x])
    found[clusters == clusters[y, x]] = stroke.label


def _paint(canvas: "NDArray[np.int32] | NDArray[np.uint8]", stroke: Stroke, index: int) -> None:
    points = stroke.points if len(stroke.points) > 1 else stroke.points * 2
    height, width = canvas.shape
    for (x0, y0), (x1, y1) in zip(points, points[1:], strict=False):
        piece = Stroke(stroke.path, stroke.label, ((x0, y0), (x1, y1)), stroke.width)
        box = extent(piece, (height, width))
        if box is None:
            continue
        y, x = np.ogrid[box.y : box.y + box.h, box.x : box.x + box.w]
        along_x, along_y = x + 0.5 - x0, y + 0.5 - y0
        dx, dy = x1 - x0, y1 - y0
        long = dx * dx + dy * dy
        share = np.clip((along_x * dx + along_y * dy) / long, 0, 1) if long > 0 else 0.0
        apart = np.square(along_x - share * dx) + np.square(along_y - share * dy)
        part = canvas[box.y : box.y + box.h, box.x : box.x + box.w]
        part[apart <= (stroke.width / 2) ** 2] = index
    for px, py in points:
        if 0 <= px < width and 0 <= py < height:
            canvas[int(py), int(px)] = index
