"""Curves in a frame with axes, as marks for the PDF and for SVG alike."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from geodesk.jobs.samplereport.marks import FAINT, INK, Line, Mark, Text, width
from geodesk.jobs.samplereport.words import Words

_TICKS = 5


@dataclass(frozen=True, slots=True)
class Series:
    """One curve: lag and value, point by point."""

    colour: str
    dash: tuple[float, ...]
    points: tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """Curves over a common axis.

    Attributes
    ----------
    across
        What the horizontal axis says, with its unit.
    title
        Over the frame: which function.
    levels
        Dotted horizontal lines: value and colour.
    """

    title: str
    across: str
    series: tuple[Series, ...]
    levels: tuple[tuple[float, str], ...]
    longest: float
    highest: float


def drawn(chart: Chart, x: float, y: float, w: float, h: float, size: float, words: Words) -> Iterator[Mark]:
    """The marks of a chart in a rectangle; `size` is that of its text."""
    values = ticks(chart.highest)
    labels = [words.number(value, 3) for value in values]
    left = x + max(width(label, size) for label in labels) + 0.8 * size
    top, bottom = y + 1.7 * size, y + h - 2.7 * size
    right = x + w - 0.8 * size

    def place(lag: float, value: float) -> tuple[float, float]:
        return (
            left + (right - left) * lag / chart.longest,
            bottom - (bottom - top) * min(max(value / chart.highest, 0.0), 1.0),
        )

    yield Text(left, y + size, chart.title, size, INK, bold=True)
    for value, label in zip(values, labels, strict=True):
        _, at = place(0.0, value)
        yield Line(((left - 0.3 * size, at), (left, at)))
        yield Text(left - 0.5 * size, at + 0.35 * size, label, size, FAINT, anchor="end")
    for lag in ticks(chart.longest):
        at, _ = place(lag, 0.0)
        yield Line(((at, bottom), (at, bottom + 0.3 * size)))
        yield Text(at, bottom + 1.25 * size, words.number(lag, 3), size, FAINT, anchor="middle")
    yield Text((left + right) / 2, bottom + 2.4 * size, chart.across, size, FAINT, anchor="middle")
    for value, colour in chart.levels:
        yield Line((place(0.0, value), place(chart.longest, value)), colour, 0.5, (0.8, 1.8))
    for one in chart.series:
        yield Line(tuple(place(*point) for point in one.points), one.colour, 1.1, one.dash)
    yield Line(((left, top), (left, bottom), (right, bottom)), INK, 0.7)


def ticks(longest: float) -> list[float]:
    """Round numbers from 0 up to `longest`, about five."""
    rough = longest / _TICKS
    power = 10.0 ** math.floor(math.log10(rough))
    step = next((power * one for one in (1, 2, 2.5, 5) if power * one >= rough * (1 - 1e-9)), 10 * power)
    return [round(step * at, 12) for at in range(int(longest / step * (1 + 1e-9)) + 1)]


def thinned(
    lags: Sequence[float], values: Sequence[float], longest: float
) -> tuple[tuple[float, float], ...]:
    """The points of a curve up to `longest`, at most about 200 of them; none where a value is unknown."""
    points = [one for one in zip(lags, values, strict=True) if one[0] <= longest and math.isfinite(one[1])]
    step = max(1, len(points) // 200)
    kept = points[::step]
    return (*kept, points[-1]) if points and kept[-1] != points[-1] else tuple(kept)
