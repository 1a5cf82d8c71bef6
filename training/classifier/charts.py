"""Charts as inline SVG: learning curves, confusion matrices, bars with intervals."""

import html
from collections.abc import Mapping, Sequence

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
