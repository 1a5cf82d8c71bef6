"""Charts as inline SVG: learning curves, confusion matrices, bars with intervals."""

import html
from collections.abc import Mapping, Sequence

STYLE = """
body{font:15px/1.5 system-ui,sans-serif;max-width:62rem;margin:2rem auto;padding:0 1rem;color:#222;
background:#fff}table{border-collapse:collapse;margin:1rem 0}
td,th{border:1px solid #bbb;padding:.25rem .6rem;text-align:right}
td:first-child,th:first-child{text-align:left}
figure{display:inline-block;margin:.3rem;font-size:12px;width:150px;vertical-align:top}
figure img{max-width:150px;display:block}svg{max-width:100%}.wide{overflow-x:auto}
"""
COLOURS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00")
_WIDTH, _HEIGHT, _LEFT, _RIGHT, _BOTTOM = 640, 240, 46, 130, 26


def curves(history: Sequence[Mapping[str, str]], columns: Sequence[str], title: str) -> str:
    """Columns of a history over the epochs; a dashed line where another phase begins.

    Parameters
    ----------
    history
        Rows with ``epoch``, ``phase`` and the columns.
    columns
        Names of the columns.
    title
        What the vertical axis shows.
    """
    lines = [[(int(row["epoch"]), float(row[name])) for row in history if row.get(name)] for name in columns]
    points = [point for line in lines for point in line]
    if not points:
        return "<p>No epochs yet.</p>"
    last = max(max(x for x, _ in points), 2)
    low, high = min(y for _, y in points), max(y for _, y in points)
    high = high if high > low else low + 1

    def place(x: float, y: float) -> tuple[float, float]:
        across = _LEFT + (x - 1) / (last - 1) * (_WIDTH - _LEFT - _RIGHT)
        return across, 10 + (high - y) / (high - low) * (_HEIGHT - _BOTTOM - 10)

    svg = [f'<svg viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img" aria-label="{html.escape(title)} over epochs">']
    for y in (low, (low + high) / 2, high):
        at = place(1, y)[1]
        svg.append(f'<text x="2" y="{at + 4:.1f}" font-size="11">{y:.3g}</text>')
        svg.append(f'<line x1="{_LEFT}" x2="{_WIDTH - _RIGHT}" y1="{at:.1f}" y2="{at:.1f}" stroke="#ddd"/>')
    for epoch, phase in _boundaries(history):
        at = place(epoch - 0.5, low)[0]
        svg.append(
            f'<line class="phase" x1="{at:.1f}" x2="{at:.1f}" y1="10" y2="{_HEIGHT - _BOTTOM}" stroke="#888"'
            ' stroke-dasharray="4"/>'
        )
        svg.append(f'<text x="{at + 3:.1f}" y="20" font-size="11" fill="#666">{html.escape(phase)}</text>')
    for i, (line, name) in enumerate(zip(lines, columns, strict=True)):
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y in (place(*point) for point in line))
        colour = COLOURS[i % len(COLOURS)]
        svg.append(f'<polyline fill="none" stroke="{colour}" stroke-width="1.8" points="{path}"/>')
        svg.append(
            f'<text x="{_WIDTH - _RIGHT + 6}" y="{18 + 16 * i}" font-size="12" fill="{colour}">'
            f"{html.escape(name)}</text>"
        )
    svg.append(f'<text x="{_LEFT}" y="{_HEIGHT - 6}" font-size="11">epoch 1 … {last}</text></svg>')
    return "".join(svg)


def _boundaries(history: Sequence[Mapping[str, str]]) -> list[tuple[int, str]]:
    pairs = zip(history, history[1:], strict=False)
    return [(int(new["epoch"]), new["phase"]) for old, new in pairs if new["phase"] != old["phase"]]


def confusion_table(counts: Sequence[Sequence[int]], labels: Sequence[str]) -> str:
    """A confusion matrix: rows the truth, columns what was predicted, shaded by the share of the row."""
    head = "".join(f"<th>{html.escape(label)}</th>" for label in labels)
    body = []
    for label, row in zip(labels, counts, strict=True):
        total = sum(row) or 1
        cells = "".join(
            f'<td style="background:rgba(0,114,178,{0.75 * n / total:.2f})">{n}</td>' for n in row
        )
        body.append(f"<tr><td>{html.escape(label)}</td>{cells}</tr>")
    return f"<table class=confusion><tr><th>truth \\ predicted</th>{head}</tr>{''.join(body)}</table>"


def bar(share: float, interval: Sequence[float]) -> str:
    """A share from 0 to 1 as a bar with its interval."""
    low, high = (120 * value for value in interval)
    return (
        f'<svg width="120" height="12" role="img" aria-label="{share:.3f}"><rect width="{120 * share:.0f}"'
        f' height="12" fill="#0072b2" opacity=".7"/><line x1="{low:.0f}" x2="{high:.0f}" y1="6" y2="6"'
        ' stroke="#222" stroke-width="2"/></svg>'
    )


def bars(rows: Sequence[tuple[str, float, Sequence[float] | None]], title: str) -> str:
    """Shares from 0 to 1 as horizontal bars under one another.

    Parameters
    ----------
    rows
        Name, share, and its interval or None.
    title
        What is shown.
    """
    left = 12 + 7 * max(len(name) for name, _, _ in rows)
    long, step = 360, 24
    height = step * len(rows) + 22
    svg = [
        f'<svg viewBox="0 0 {left + long + 60} {height}" width="{left + long + 60}" role="img"'
        f' aria-label="{html.escape(title)}">'
    ]
    for i in range(6):
        at = left + long * i / 5
        svg.append(f'<line x1="{at:.0f}" x2="{at:.0f}" y1="0" y2="{height - 20}" stroke="#ddd"/>')
        svg.append(
            f'<text x="{at:.0f}" y="{height - 6}" font-size="11" text-anchor="middle">{i / 5:.1f}</text>'
        )
    for i, (name, share, interval) in enumerate(rows):
        y = step * i + 4
        svg.append(
            f'<text x="{left - 6}" y="{y + 12}" font-size="12" text-anchor="end">{html.escape(name)}</text>'
            f'<rect x="{left}" y="{y}" width="{long * share:.1f}" height="16" fill="{COLOURS[0]}"'
            ' opacity=".7"/>'
            f'<text x="{left + long + 8}" y="{y + 12}" font-size="12">{share:.3f}</text>'
        )
        if interval is not None:
            low, high = (left + long * value for value in interval)
            svg.append(
                f'<line x1="{low:.1f}" x2="{high:.1f}" y1="{y + 8}" y2="{y + 8}" stroke="#222"'
                ' stroke-width="2"/>'
            )
    return "".join(svg) + "</svg>"


def page(title: str, parts: Sequence[str]) -> str:
    """A whole HTML file with nothing outside it."""
    return (
        f'<!doctype html><html lang="en"><meta charset="utf-8"><title>GeoDesk: {html.escape(title)}</title>'
        f"<style>{STYLE}</style>{''.join(parts)}</html>"
    )
