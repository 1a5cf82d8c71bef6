"""Lengths, angles and areas of what a person draws on a picture, and grey levels along a line.

Points are x, y in pixels of the whole upright page: 0, 0 is the outer corner of the first pixel, whose middle
is 0.5, 0.5. Where the pixel size is known they are first scaled by a pixel's width and height, so that
lengths and angles are right on pixels that are not square.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal, get_args

import numpy as np
from numpy.typing import NDArray

from geodesk.micrograph.geometry import Rect
from geodesk.micrograph.pixelsize import PixelSize

Point = tuple[float, float]
Kind = Literal["length", "angle", "outline", "rectangle", "ellipse", "profile", "diameter"]
KINDS: tuple[str, ...] = get_args(Kind)
POINTS: dict[str, tuple[int, int | None]] = {
    "length": (2, 2),
    "angle": (3, 3),
    "outline": (3, None),
    "rectangle": (2, 2),
    "ellipse": (2, 2),
    "profile": (2, 2),
    "diameter": (2, 2),
}
"""How many points each kind has, least and most. An angle's second point is its corner; a rectangle and the
box around an ellipse are two opposite corners."""
_ENDS = 0.1
_ELLIPSE_STEPS = 90


@dataclass(frozen=True, slots=True)
class Values:
    """What a drawing measures; what its kind does not have is None.

    Attributes
    ----------
    metric : bool
        Lengths are metres and areas square metres; else pixels and square pixels.
    length : float or None
        From end to end.
    angle_deg : float or None
        At the corner, from 0 to 180 degrees.
    area, perimeter : float or None
        Of an outline that crosses itself the area is that of the turns one way less that of the others.
    equivalent_diameter : float or None
        Of the circle of the same area.
    width, height : float or None
        Of a rectangle, or the two axes of an ellipse.
    """

    metric: bool
    length: float | None = None
    angle_deg: float | None = None
    area: float | None = None
    perimeter: float | None = None
    equivalent_diameter: float | None = None
    width: float | None = None
    height: float | None = None

    @property
    def main(self) -> float | None:
        """The number that stands for it in statistics: length, angle or equivalent diameter."""
        for value in (self.length, self.angle_deg, self.equivalent_diameter):
            if value is not None:
                return value
        return None


def measure(kind: str, points: Sequence[Point], size: PixelSize | None = None) -> Values:
    """What a drawing measures.

    Parameters
    ----------
    kind : str
        One of `KINDS`.
    points : sequence of (float, float)
        As many as `POINTS` says.
    size : PixelSize, optional
        With it lengths are in metres, else in pixels.

    Raises
    ------
    ValueError
        Another kind or number of points, or a point that is not finite.
    """
    check(kind, points)
    sx, sy = (1.0, 1.0) if size is None else (size.x_m, size.y_m)
    scaled = [(x * sx, y * sy) for x, y in points]
    metric = size is not None
    if kind == "angle":
        return Values(metric, angle_deg=_angle(*scaled))
    if kind == "outline":
        return _of_area(metric, abs(_shoelace(scaled)), _around(scaled))
    if kind in ("rectangle", "ellipse"):
        (x0, y0), (x1, y1) = scaled
        w, h = abs(x1 - x0), abs(y1 - y0)
        if kind == "rectangle":
            return _of_area(metric, w * h, 2 * (w + h), w, h)
        return _of_area(metric, math.pi * w * h / 4, _ellipse_perimeter(w / 2, h / 2), w, h)
    return Values(metric, length=math.dist(*scaled))


def check(kind: str, points: Sequence[Point]) -> None:
    """Raise `ValueError` unless `kind` may be drawn by these points."""
    if kind not in POINTS:
        raise ValueError(f"no kind of measurement is called {kind!r}")
    least, most = POINTS[kind]
    if len(points) < least or (most is not None and len(points) > most):
        raise ValueError(f"{len(points)} points for {kind}")
    if not all(math.isfinite(x) and math.isfinite(y) for x, y in points):
        raise ValueError("a point is not finite")


def trace(kind: str, points: Sequence[Point]) -> tuple[list[Point], bool]:
    """The line that shows a drawing, for painting it anywhere: its points, and whether it is closed."""
    if kind == "outline":
        return list(points), True
    if kind not in ("rectangle", "ellipse"):
        return list(points), False
    (x0, y0), (x1, y1) = points
    if kind == "rectangle":
        return [(x0, y0), (x1, y0), (x1, y1), (x0, y1)], True
    cx, cy, a, b = (x0 + x1) / 2, (y0 + y1) / 2, (x1 - x0) / 2, (y1 - y0) / 2
    turns = (2 * math.pi * step / _ELLIPSE_STEPS for step in range(_ELLIPSE_STEPS))
    return [(cx + a * math.cos(t), cy + b * math.sin(t)) for t in turns], True


def _of_area(
    metric: bool, area: float, perimeter: float, w: float | None = None, h: float | None = None
) -> Values:
    diameter = 2 * math.sqrt(area / math.pi)
    return Values(metric, area=area, perimeter=perimeter, equivalent_diameter=diameter, width=w, height=h)


def _angle(a: Point, corner: Point, b: Point) -> float:
    ax, ay, bx, by = a[0] - corner[0], a[1] - corner[1], b[0] - corner[0], b[1] - corner[1]
    # By the arc tangent of both products: exact near 0° and 180°, where the arc cosine is not.
    return math.degrees(math.atan2(abs(ax * by - ay * bx), ax * bx + ay * by))


def _shoelace(points: Sequence[Point]) -> float:
    x0, y0 = points[0]  # seen from one of them, so that a small outline far from 0, 0 keeps its digits
    total = 0.0
    for (ax, ay), (bx, by) in zip(points, [*points[1:], points[0]], strict=True):
        total += (ax - x0) * (by - y0) - (bx - x0) * (ay - y0)
    return total / 2


def _around(points: Sequence[Point]) -> float:
    return sum(math.dist(a, b) for a, b in zip(points, [*points[1:], points[0]], strict=True))


def _ellipse_perimeter(a: float, b: float) -> float:
    """By the arithmetic-geometric mean (Gauss), to the last digits."""
    a, b = max(a, b), min(a, b)
    if b == 0:
        return 4 * a
    total, power, mean, other = (a * a - b * b) / 2, 1.0, a, b
    while mean - other > 1e-15 * mean:
        half = (mean - other) / 2
        mean, other = (mean + other) / 2, math.sqrt(mean * other)
        total += power * half * half
        power *= 2
    return 2 * math.pi * (a * a - total) / mean


# Grey levels along a line


@dataclass(frozen=True, eq=False, slots=True)
class Profile:
    """Grey levels along a line.

    Attributes
    ----------
    distance : ndarray of float64, (n,)
        From the first point, in metres or pixels.
    grey : ndarray of float64, (n,)
        Mean over the width of the line.
    metric : bool
        Whether distances are metres.
    peak : (float, float, float) or None
        Where the line crosses half the height of its peak (or depth of its valley), twice, and the grey
        level there; None where it does not on both sides.
    """

    distance: NDArray[np.float64]
    grey: NDArray[np.float64]
    metric: bool
    peak: tuple[float, float, float] | None = None

    @property
    def fwhm(self) -> float | None:
        """Full width at half maximum of the peak or valley."""
        return None if self.peak is None else self.peak[1] - self.peak[0]


def profile_box(points: Sequence[Point], width: float, page: tuple[int, int]) -> Rect:
    """The part of a page (its width and height) that a profile needs; at least one pixel."""
    reach = max(1.0, width) / 2 + 2
    xs, ys = [x for x, _ in points], [y for _, y in points]
    left, top = (int(min(max(math.floor(min(v) - reach), 0), side - 1)) for v, side in _pairs(xs, ys, page))
    right, bottom = (int(min(max(math.ceil(max(v) + reach), 1), side)) for v, side in _pairs(xs, ys, page))
    return Rect(left, top, max(1, right - left), max(1, bottom - top))


def _pairs(xs: list[float], ys: list[float], page: tuple[int, int]) -> list[tuple[list[float], int]]:
    return [(xs, page[0]), (ys, page[1])]


def line_profile(
    grey: NDArray[Any],
    points: Sequence[Point],
    width: float = 1.0,
    size: PixelSize | None = None,
    origin: tuple[int, int] = (0, 0),
) -> Profile:
    """Grey levels from the first point to the second, at both and about every pixel between.

    As ImageJ's *Plot Profile*: bilinear between the middles of pixels, averaged across over lines one pixel
    apart, at right angles to it also where pixels are not square; beyond the picture its edge goes on.

    Parameters
    ----------
    grey : ndarray, (H, W)
        The picture, or the part of it that begins at `origin`.
    points : two of (float, float)
        Its ends.
    width : float
        How many pixels are averaged across, at least 1.
    size : PixelSize, optional
        With it distances are in metres, and right angles those of the material.
    origin : (int, int)
        x, y of the first pixel of `grey` on the page.
    """
    (ax, ay), (bx, by) = points
    pixels = math.hypot(bx - ax, by - ay)
    n = max(2, round(pixels) + 1)
    along = np.linspace(0.0, 1.0, n)
    across = max(1, round(width))
    sx, sy = (1.0, 1.0) if size is None else (size.x_m, size.y_m)
    # At right angles to the line in the material, one pixel long in the picture.
    ux, uy = (by - ay) * sy / sx, -(bx - ax) * sx / sy
    apart = math.hypot(ux, uy) or 1.0
    ux, uy = ux / apart, uy / apart
    total = np.zeros(n)
    for line in range(across):
        off = line - (across - 1) / 2
        x = ax + (bx - ax) * along + ux * off - 0.5 - origin[0]
        y = ay + (by - ay) * along + uy * off - 0.5 - origin[1]
        total += _bilinear(grey, x, y)
    distance = along * math.hypot((bx - ax) * sx, (by - ay) * sy)
    mean = total / across
    return Profile(distance, mean, size is not None, half_width(distance, mean))


def _bilinear(grey: NDArray[Any], x: NDArray[np.float64], y: NDArray[np.float64]) -> NDArray[np.float64]:
    h, w = grey.shape
    x, y = np.clip(x, 0, w - 1), np.clip(y, 0, h - 1)
    left, top = np.floor(x).astype(int), np.floor(y).astype(int)
    right, bottom = np.minimum(left + 1, w - 1), np.minimum(top + 1, h - 1)
    fx, fy = x - left, y - top
    upper = grey[top, left].astype(float) * (1 - fx) + grey[top, right].astype(float) * fx
    lower = grey[bottom, left].astype(float) * (1 - fx) + grey[bottom, right].astype(float) * fx
    found: NDArray[np.float64] = upper * (1 - fy) + lower * fy
    return found


def half_width(distance: NDArray[np.float64], grey: NDArray[np.float64]) -> tuple[float, float, float] | None:
    """Where a profile crosses half the height of its one peak or valley, and the grey level there.

    The ground is the mean of the first and last tenth, the peak the sample farthest from it; the crossings
    are linear between samples. None where the profile is flat, does not come down to half on both sides, or
    reaches half once more elsewhere: then there is no one width.
    """
    n = len(grey)
    ends = max(1, round(_ENDS * n))
    if n < 3 or not np.isfinite(grey).all():
        return None
    ground = float(np.concatenate([grey[:ends], grey[-ends:]]).mean())
    at = int(np.argmax(np.abs(grey - ground)))
    height = float(grey[at]) - ground
    if height == 0:
        return None
    half = ground + height / 2
    above = (grey - half) * math.copysign(1.0, height)
    left, right = at, at
    while left >= 0 and above[left] > 0:
        left -= 1
    while right < n and above[right] > 0:
        right += 1
    if left < 0 or right >= n or (above[:left] > 0).any() or (above[right:] > 0).any():
        return None
    first = _crossing(distance, above, left, left + 1)
    second = _crossing(distance, above, right - 1, right)
    return first, second, half


def _crossing(distance: NDArray[np.float64], above: NDArray[np.float64], i: int, j: int) -> float:
    share = above[i] / (above[i] - above[j])
    return float(distance[i] + share * (distance[j] - distance[i]))
