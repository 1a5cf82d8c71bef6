"""What a generator is worth, as one page for people: ``RUN/report.html``."""

import base64
import html
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from training.classifier.charts import COLOURS, STYLE

_NAMES = {"s2": "S2", "l1": "L, phase 1", "l0": "L, phase 0"}
_WIDTH, _HEIGHT, _LEFT, _BOTTOM = 300, 220, 40, 24


def write_report(run: Path, quality: Mapping[str, Any]) -> Path:
    """Write the page from what `judging.judge_run` found; returns its path.

    Parameters
    ----------
    run
        Holds ``judged.png``, the contact sheet.
    quality
        As ``RUN/quality.json``.
    """
    picture = base64.b64encode((run / "judged.png").read_bytes()).decode("ascii")
    charts = "".join(chart(quality["curves"], name) for name in _NAMES)
    page = f"""<!doctype html><html lang="en"><meta charset="utf-8"><title>{html.escape(run.name)}</title>
<style>{STYLE}</style><h1>{html.escape(run.name)}: {html.escape(quality["network"])}</h1>
<p>{quality["n_made"]} generated against {quality["n_real"]} real pictures of {quality["side"]} pixels,
{quality["steps"]} steps, {quality["training"]["cpu_seconds"] / 60:.1f} minutes of processor time.</p>
{table(quality)}{charts}
<p>Above a row of real pictures, below generated ones.</p>
<img alt="contact sheet" src="data:image/png;base64,{picture}"></html>"""
    path = run / "report.html"
    path.write_text(page, encoding="utf-8")
    return path


def table(quality: Mapping[str, Any]) -> str:
    """Errors, floors and ratios, and the same of simulated annealing where it was done."""
    head = "<tr><th></th><th>S2</th><th>L1</th><th>L0</th><th>s a picture (processor)</th></tr>"
    rows = [
        _row("generated", quality["errors"], "{:.4f}", quality["per_picture"]["cpu_seconds"]),
        _row("floor: halves of the real ones", quality["floor"], "{:.4f}"),
        _row("ratio", quality["ratio"], "{:.2f}"),
    ]
    if "annealing" in quality:
        found = quality["annealing"]
        rows.append(
            _row("simulated annealing", found["errors"], "{:.4f}", found["per_picture"]["cpu_seconds"])
        )
    fraction, copies = quality["fraction"], quality["copies"]
    seams = ", ".join(f"{period}: {value:.5f}" for period, value in quality["seams"].items())
    shares = [f"{fraction[who]['mean']:.4f} ± {fraction[who]['deviation']:.4f}" for who in ("real", "made")]
    return (
        f"<table>{head}{''.join(rows)}</table><p>Peak of S2 at lags of {seams} (pixels: height). "
        f"Phase fraction: real {shares[0]}, generated {shares[1]}. Distance to the nearest real "
        f"picture, median: {copies['made_real_median']:.3f}, of real ones among themselves "
        f"{copies['real_real_median']:.3f}.</p>"
    )


def _row(name: str, values: Mapping[str, float], shape: str, seconds: float | None = None) -> str:
    cells = "".join(f"<td>{shape.format(values[key])}</td>" for key in _NAMES)
    return f"<tr><td>{name}</td>{cells}<td>{'' if seconds is None else f'{seconds:.2f}'}</td></tr>"


def chart(curves: Mapping[str, Mapping[str, Sequence[float]]], name: str) -> str:
    """One function over the lag in pixels, a line for each of real, generated and annealed; inline SVG."""
    lines = {who: values[name] for who, values in curves.items()}
    top = max(max(values) for values in lines.values()) or 1.0
    last = max(len(values) for values in lines.values()) - 1

    def place(lag: int, value: float) -> str:
        x = _LEFT + lag / last * (_WIDTH - _LEFT - 8)
        return f"{x:.1f},{8 + (1 - value / top) * (_HEIGHT - _BOTTOM - 8):.1f}"

    svg = [
        f'<svg viewBox="0 0 {_WIDTH} {_HEIGHT}" width="{_WIDTH}" role="img" aria-label="{_NAMES[name]}">',
        f'<text x="2" y="14" font-size="11">{top:.3g}</text>',
        f'<text x="{_LEFT}" y="{_HEIGHT - 6}" font-size="11">{_NAMES[name]}, lag 0 … {last} px</text>',
    ]
    for i, (who, values) in enumerate(lines.items()):
        points = " ".join(place(lag, value) for lag, value in enumerate(values))
        svg.append(
            f'<polyline fill="none" stroke="{COLOURS[i]}" stroke-width="1.6" points="{points}"/>'
            f'<text x="{_WIDTH - 90}" y="{20 + 15 * i}" font-size="11" fill="{COLOURS[i]}">{who}</text>'
        )
    return "".join([*svg, "</svg>"])
