"""A report laid out on one page, however much it has to tell: roomy where it fits, tighter where it must."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from geodesk.jobs.samplereport.chart import drawn
from geodesk.jobs.samplereport.content import Content, Row, Table
from geodesk.jobs.samplereport.marks import (
    FAINT,
    INK,
    PALETTE,
    RULE,
    WARN,
    Image,
    Line,
    Mark,
    Rectangle,
    Text,
    drawable,
    shortened,
    width,
    wrapped,
)
from geodesk.jobs.samplereport.words import Words

PAPERS = {"a4": (595.28, 841.89), "letter": (612.0, 792.0)}
"""Width and height in points."""
MARGIN = 40.0
_GAP = 14.0
_EDGE = "#e4e8ec"


@dataclass(frozen=True, slots=True)
class Density:
    """How much room things get.

    Attributes
    ----------
    text
        Size of the text in points.
    picture, chart
        Largest heights.
    facts, classes, rows, notes, hashes
        How many of each are shown.
    lines
        Of a value that is longer than its column.
    """

    text: float
    picture: float
    chart: float
    facts: int = 40
    classes: int = 12
    rows: int = 8
    notes: int = 10
    hashes: int = 4
    lines: int = 3


DENSITIES = (
    Density(8.5, 300, 165),
    Density(8.5, 260, 150),
    Density(8.0, 225, 135),
    Density(7.5, 190, 120, 20, 10),
    Density(7.5, 190, 120, 14, 8, 6, 4, 2, 2),
    Density(7.0, 170, 115, 12, 8, 6, 4, 2, 2),
    Density(6.5, 150, 105, 12, 6, 6, 3, 2, 2),
    Density(6.5, 130, 95, 10, 5, 4, 3, 1, 1),
    Density(6.0, 110, 80, 10, 4, 3, 2, 1, 1),
)


@dataclass(slots=True)
class Sheet:
    """A page of marks."""

    width: float
    height: float
    marks: list[Mark]
    density: Density


def laid_out(content: Content, paper: str) -> Sheet:
    """A report as one page of that paper."""
    wide, high = PAPERS[paper]
    for density in DENSITIES:
        writer = _Writer(content, wide - 2 * MARGIN, density)
        body, foot = writer.body(), writer.foot()
        if body + _GAP + foot <= high - 2 * MARGIN:
            break
    else:
        # Not even at its tightest: all of it smaller, so that it is one page whatever it holds.
        factor = (high - 2 * MARGIN) / (body + _GAP + foot)
        marks = [_scaled(mark, factor) for mark in writer.marks]
        feet = [_scaled(mark, factor) for mark in writer.feet]
        return Sheet(wide, high, _placed(marks, feet, foot * factor, high), density)
    return Sheet(wide, high, _placed(writer.marks, writer.feet, foot, high), density)


def _placed(marks: list[Mark], feet: list[Mark], foot: float, high: float) -> list[Mark]:
    down = high - MARGIN - foot
    return [*(_moved(one, MARGIN, MARGIN) for one in marks), *(_moved(one, MARGIN, down) for one in feet)]


def _moved(mark: Mark, x: float, y: float) -> Mark:
    if isinstance(mark, Line):
        return replace(mark, points=tuple((px + x, py + y) for px, py in mark.points))
    return replace(mark, x=mark.x + x, y=mark.y + y)


def _scaled(mark: Mark, factor: float) -> Mark:
    if isinstance(mark, Line):
        return replace(mark, points=tuple((x * factor, y * factor) for x, y in mark.points))
    if isinstance(mark, Text):
        return replace(mark, x=mark.x * factor, y=mark.y * factor, size=mark.size * factor)
    return replace(mark, x=mark.x * factor, y=mark.y * factor, w=mark.w * factor, h=mark.h * factor)


class _Writer:
    """Puts one report down from the top; all lengths are points from the upper left of the printed area."""

    def __init__(self, content: Content, wide: float, density: Density) -> None:
        self.content, self.wide, self.density = content, wide, density
        self.words = Words(content.language)
        self.marks: list[Mark] = []
        self.feet: list[Mark] = []
        self.size = density.text
        self.step = 1.32 * density.text

    def body(self) -> float:
        """Everything but the foot; returns how high it is."""
        y = self._head(0.0)
        y = self._pictures(y)
        y = self._warnings(y)
        y = self._classes(y)
        y = self._curves(y)
        return self._tables(y)

    # Texts

    def _text(self, x: float, y: float, text: str, **more: object) -> None:
        size = float(str(more.pop("size", self.size)))
        self.marks.append(Text(x, y, drawable(text), size, **more))  # type: ignore[arg-type]

    def _lines(
        self, x: float, y: float, room: float, text: str, most: int, colour: str = INK, size: float = 0.0
    ) -> float:
        """A text over several lines; returns where the next begins."""
        size = size or self.size
        for line in wrapped(drawable(text), room, size, most):
            self._text(x, y + size, line, size=size, colour=colour)
            y += 1.32 * size
        return y

    def _heading(self, x: float, y: float, room: float, text: str) -> float:
        size = self.size + 1
        self._text(x, y + size, shortened(drawable(text), room, size, True), size=size, bold=True)
        y += 1.5 * size
        self.marks.append(Line(((x, y - 0.15 * size), (x + room, y - 0.15 * size)), RULE, 0.6))
        return y + 0.35 * size

    def _rows(self, x: float, y: float, room: float, rows: Sequence[Row], most: int) -> float:
        """Titles and texts in two columns; what is left out is said."""
        titles = max((width(drawable(title), self.size) for title, _ in rows), default=0.0)
        column = min(titles + 0.8 * self.size, 0.42 * room)
        for title, text in rows[:most]:
            name = shortened(drawable(title), column - 0.6 * self.size, self.size)
            self._text(x, y + self.size, name, colour=FAINT)
            y = max(
                y + self.step,
                self._lines(x + column, y, room - column, text or "–", self.density.lines),
            )
        return self._more(x, y, len(rows) - most)

    def _more(self, x: float, y: float, left: int) -> float:
        if left <= 0:
            return y
        text = self.words(f"and {left} more, in the HTML report", f"y {left} más, en el informe HTML")
        self._text(x, y + self.size, text, colour=FAINT)
        return y + self.step

    # The parts, from the top

    def _head(self, y: float) -> float:
        content, size = self.content, self.size
        self._text(0, y + size, content.title.upper(), colour=FAINT, bold=True)
        self._text(self.wide, y + size, content.made, colour=FAINT, anchor="end")
        y += 1.6 * size
        room = self.wide
        if content.synthetic:
            mark = width(content.synthetic, size, True) + size
            room -= mark + _GAP
            self.marks.append(Rectangle(self.wide - mark, y + 0.25 * size, mark, 1.6 * size, "#d55e00"))
            at = self.wide - mark / 2
            self._text(at, y + 1.38 * size, content.synthetic, colour="#ffffff", bold=True, anchor="middle")
        large = size + 6
        for line in wrapped(drawable(content.name), room, large, 2, True):
            self._text(0, y + large, line, size=large, bold=True)
            y += 1.25 * large
        self._text(0, y + size, content.kind, colour=FAINT)
        y += 1.5 * size
        self.marks.append(Line(((0, y), (self.wide, y)), INK, 0.9))
        return y + 0.8 * _GAP

    def _pictures(self, y: float) -> float:
        content = self.content
        if len(content.pictures) == 1:
            column = 0.56 * self.wide
            below = self._picture(0, y, column, self.density.picture, 0)
            x = column + _GAP
            after = self._rows(x, y, self.wide - x, content.facts, self.density.facts)
            return max(below, after) + _GAP
        if content.pictures:
            y = self._grid(y) + 0.5 * _GAP
        rows = content.facts[: self.density.facts]
        half, column = (len(rows) + 1) // 2, (self.wide - _GAP) / 2
        left = self._rows(0, y, column, rows[:half], half)
        right = self._rows(column + _GAP, y, column, rows[half:], half)
        return self._more(0, max(left, right), len(content.facts) - len(rows)) + _GAP

    def _grid(self, y: float) -> float:
        """All pictures in rows, as wide as their number allows."""
        many = len(self.content.pictures)
        columns = next(one for one in (2, 3, 4, 6, 8, 12) if one * -(-one // 2) >= many or one == 12)
        rows = -(-many // columns)
        across = (self.wide - (columns - 1) * 6) / columns
        room = self.density.picture / rows - 1.6 * self.size
        for row in range(rows):
            below = y
            for column in range(columns):
                number = row * columns + column
                if number < many:
                    x = column * (across + 6)
                    below = max(below, self._picture(x, y, across, room, number))
            y = below + 0.3 * self.size
        return y

    def _picture(self, x: float, y: float, across: float, down: float, number: int) -> float:
        shown = self.content.pictures[number]
        factor = min(across / shown.width, down / shown.height)
        w, h = shown.width * factor, shown.height * factor
        self.marks.append(Image(x, y, w, h, number))
        y += h
        if shown.caption:
            size = self.size - 0.5
            caption = shortened(drawable(shown.caption), across, size)
            self._text(x, y + 1.15 * size, caption, size=size, colour=FAINT)
            y += 1.5 * size
        return y

    def _warnings(self, y: float) -> float:
        warnings = self.content.warnings
        for text in warnings[: self.density.notes]:
            y = self._lines(0, y, self.wide, f"· {text}", self.density.lines, WARN)
        y = self._more(0, y, len(warnings) - self.density.notes)
        return y + (0.6 * _GAP if warnings else 0.0)

    def _classes(self, y: float) -> float:
        content = self.content
        column = (self.wide - _GAP) / 2
        left = self._heading(0, y, column, content.headings["classes"])
        right = self._heading(column + _GAP, y, column, content.headings["people"])
        if content.unclassified:
            left = self._lines(0, left, column, content.unclassified, self.density.lines, FAINT)
        left = self._bars(left, column)
        left = self._rows(0, left, column, content.model, len(content.model))
        right = self._rows(column + _GAP, right, column, content.people, self.density.rows)
        return max(left, right) + 0.8 * _GAP

    def _bars(self, y: float, room: float) -> float:
        bars, size = self.content.classes, self.size
        shown = bars if len(bars) <= self.density.classes else bars[: self.density.classes - 1]
        names, shares = 0.42 * room, width("100,0 %", size)
        full = room - names - shares - size
        for bar in shown:
            name = shortened(drawable(bar.name), names - 0.5 * size, size, bar.best)
            self._text(0, y + size, name, bold=bar.best)
            colour = PALETTE[0] if bar.best else "#9fb4c7"
            self.marks.append(Rectangle(names, y + 0.25 * size, full, 0.8 * size, _EDGE))
            self.marks.append(
                Rectangle(names, y + 0.25 * size, max(full * bar.share, 0.3), 0.8 * size, colour)
            )
            self._text(room, y + size, bar.text, bold=bar.best, anchor="end")
            y += self.step
        if rest := bars[len(shown) :]:
            share = self.words.percent(sum(bar.share for bar in rest))
            text = self.words(f"{len(rest)} more classes", f"{len(rest)} clases más")
            self._text(0, y + size, text, colour=FAINT)
            self._text(room, y + size, share, colour=FAINT, anchor="end")
            y += self.step
        return y + (0.4 * size if bars else 0.0)

    def _curves(self, y: float) -> float:
        content, size = self.content, self.size
        if not content.charts:
            return y
        y = self._heading(0, y, self.wide, content.headings["curves"])
        column = (self.wide - _GAP) / 2
        for at, chart in enumerate(content.charts):
            x = at * (column + _GAP)
            self.marks += drawn(chart, x, y, column, self.density.chart, size - 0.5, self.words)
        y = self._legend(y + self.density.chart + 0.3 * size)
        return self._lines(0, y, self.wide, content.basis, 2, FAINT) + 0.8 * _GAP

    def _legend(self, y: float) -> float:
        x, size, stroke = 0.0, self.size, 18.0
        for key in self.content.keys:
            text = shortened(drawable(key.text), 0.45 * self.wide, size)
            room = stroke + 4 + width(text, size) + 14
            if x and x + room > self.wide:
                x, y = 0.0, y + self.step
            self.marks.append(
                Line(((x, y + 0.65 * size), (x + stroke, y + 0.65 * size)), key.colour, 1.3, key.dash)
            )
            self._text(x + stroke + 4, y + size, text)
            x += room
        return y + self.step

    def _tables(self, y: float) -> float:
        tables = self.content.tables
        if len(tables) == 2:
            size, room = self.size, self.wide - 2 * _GAP
            needs = [
                max(sum(self._needs(table)), width(drawable(table.title), size + 1, True)) for table in tables
            ]
            if sum(needs) <= room:  # side by side; else one below the other, since no figure may be cut off
                left = room * needs[0] / sum(needs)
                first = self._table(0, y, left, tables[0])
                x = left + 2 * _GAP
                return max(first, self._table(x, y, self.wide - x, tables[1]))
        for at, table in enumerate(tables):
            y = self._table(0, y + (0.6 * _GAP if at else 0), self.wide, table)
        return y

    def _needs(self, table: Table) -> list[float]:
        """How wide each column would have to be."""
        lines = [table.head, *table.rows[: self.density.rows]]
        return [
            max(width(drawable(line[at]), self.size) for line in lines) + self.size
            for at in range(len(table.head))
        ]

    def _table(self, x: float, y: float, room: float, table: Table) -> float:
        y = self._heading(x, y, room, table.title)
        size, needs = self.size, self._needs(table)
        # The first column is text and gives way; numbers stand at the right of theirs.
        needs[0] = min(needs[0], max(room - sum(needs[1:]), 6 * size))
        factor = min(1.0, room / sum(needs))
        spare = max(0.0, room - sum(needs)) / (len(needs) - 1)
        for number, line in enumerate([table.head, *table.rows[: self.density.rows]]):
            at = x
            for column, cell in enumerate(line):
                wide = needs[column] * factor + (spare if column else 0.0)
                text = shortened(drawable(cell), wide - 0.5 * size, size)
                colour = FAINT if number == 0 else INK
                if column == 0:
                    self._text(at, y + size, text, colour=colour)
                else:
                    self._text(at + wide, y + size, text, colour=colour, anchor="end")
                at += wide
            y += self.step
        return self._more(x, y, len(table.rows) - self.density.rows)

    def foot(self) -> float:
        """The hashes, at the foot of the page; returns how high it is."""
        self.marks, body = [], self.marks
        size = self.size - 1
        self.marks.append(Line(((0, 0), (self.wide, 0)), RULE, 0.6))
        y = 0.5 * size
        hashes = self.content.hashes
        for name, sha256 in hashes[: self.density.hashes]:
            text = f"SHA-256 {sha256}"
            room = self.wide - width(text, size) - 2 * size
            self._text(0, y + size, shortened(drawable(name), room, size), size=size, colour=FAINT)
            self._text(self.wide, y + size, text, size=size, colour=FAINT, anchor="end")
            y += 1.3 * size
        y = self._more(0, y, len(hashes) - self.density.hashes)
        self.feet, self.marks = self.marks, body
        return y
