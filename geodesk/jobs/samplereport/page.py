"""A report as one HTML file: everything it needs is inside, nothing is left out."""

import base64
from collections.abc import Iterable, Sequence
from html import escape

from geodesk import __version__
from geodesk.jobs.samplereport.chart import Chart, drawn
from geodesk.jobs.samplereport.content import Content, Row, Table
from geodesk.jobs.samplereport.curves import Key
from geodesk.jobs.samplereport.marks import FAINT, INK, Line, Mark, Text
from geodesk.jobs.samplereport.pdf import SIGN
from geodesk.jobs.samplereport.words import Words

_CHART = (430.0, 250.0)
_STYLE = """
:root{color-scheme:light dark;--ink:#1b1f23;--faint:#57606a;--rule:#d3d9df;--bar:#9fb4c7;--best:#0072b2;
--trough:#e4e8ec;--warn:#9a4a00;--paper:#fff}
@media (prefers-color-scheme:dark){:root{--ink:#e8e8e8;--faint:#a3adb8;--rule:#3a4149;--bar:#5b7186;
--best:#4aa3df;--trough:#2a3037;--warn:#ffab57;--paper:#16191d}}
body{font:15px/1.45 "Liberation Sans",Arial,Helvetica,sans-serif;color:var(--ink);background:var(--paper);
max-width:62rem;margin:1.5rem auto;padding:0 1rem}
header{border-bottom:2px solid var(--ink);padding-bottom:.5rem;margin-bottom:1rem}
header p{margin:0;color:var(--faint);display:flex;justify-content:space-between;gap:1rem;flex-wrap:wrap}
h1{font-size:1.5rem;margin:.2rem 0;overflow-wrap:anywhere}
h2{font-size:1.02rem;border-bottom:1px solid var(--rule);margin:1.1rem 0 .4rem;padding-bottom:.15rem}
.mark{background:#d55e00;color:#fff;font-weight:700;font-size:.8rem;padding:.15rem .5rem;
vertical-align:middle;white-space:nowrap}
.two{display:grid;grid-template-columns:minmax(0,1fr) minmax(0,1fr);gap:0 1.6rem}
.first{grid-template-columns:minmax(0,1.25fr) minmax(0,1fr)}
figure{margin:0 0 .6rem}figure img{max-width:100%;display:block}figcaption,.faint{color:var(--faint)}
.grid{display:grid;grid-template-columns:repeat(auto-fill,minmax(15rem,1fr));gap:.6rem}
dl{display:grid;grid-template-columns:max-content minmax(0,1fr);gap:.1rem .9rem;margin:0 0 .6rem}
dt{color:var(--faint);max-width:14rem}dd{margin:0;overflow-wrap:anywhere}
.warn{color:var(--warn);margin:.2rem 0;padding-left:1.1rem}
table{border-collapse:collapse;width:100%}th{font-weight:400;color:var(--faint)}
th,td{text-align:right;padding:.1rem .3rem}th:first-child,td:first-child{text-align:left;padding-left:0}
.bars td:nth-child(2){width:45%}.bars div{background:var(--trough)}
.bars i{display:block;height:.75em;background:var(--bar)}.best{font-weight:700}.best i{background:var(--best)}
svg{max-width:100%;height:auto}.key{margin-right:1.2rem;white-space:nowrap}
footer{border-top:1px solid var(--rule);margin-top:1rem;padding-top:.4rem;color:var(--faint);
font-size:.85rem;overflow-wrap:anywhere}
@media (max-width:46rem){.two,.first{grid-template-columns:minmax(0,1fr)}}
@page{margin:12mm}
@media print{body{font-size:8pt;line-height:1.3;margin:0;max-width:none}h1{font-size:14pt}
h2{font-size:9.5pt;margin:.7rem 0 .2rem}figure img{max-height:80mm}.two>svg{max-height:45mm}}
"""


def page(content: Content) -> bytes:
    """The bytes of an HTML file."""
    words = Words(content.language)
    mark = f' <span class="mark">{escape(content.synthetic)}</span>' if content.synthetic else ""
    parts = [
        f'<!doctype html><html lang="{content.language}"><head><meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width">',
        f'<meta name="generator" content="GeoDesk {__version__}"><meta name="description" content="{SIGN}">',
        f"<title>{escape(content.title)}: {escape(content.name)}</title><style>{_STYLE}</style></head><body>",
        f"<header><p><b>{escape(content.title)}</b><span>{escape(content.made)}</span></p>",
        f"<h1>{escape(content.name)}{mark}</h1><p>{escape(content.kind)}</p></header>",
        *_top(content),
        *(f'<ul class="warn"><li>{escape(text)}</li></ul>' for text in content.warnings),
        '<div class="two"><section>',
        f"<h2>{escape(content.headings['classes'])}</h2>",
        f'<p class="faint">{escape(content.unclassified)}</p>' if content.unclassified else "",
        *_bars(content),
        _rows(content.model),
        f"</section><section><h2>{escape(content.headings['people'])}</h2>",
        _rows(content.people),
        "</section></div>",
        *_curves(content, words),
        *(_table(table) for table in content.tables),
        "<footer>",
        *(f"<div>{escape(name)} · SHA-256 {sha256}</div>" for name, sha256 in content.hashes),
        "</footer></body></html>\n",
    ]
    return "\n".join(part for part in parts if part).encode("utf-8", "replace")


def _top(content: Content) -> Iterable[str]:
    pictures = [
        f'<figure><img alt="{escape(one.caption or content.name, quote=True)}" '
        f'src="data:image/png;base64,{base64.b64encode(one.png).decode()}">'
        + (f"<figcaption>{escape(one.caption)}</figcaption>" if one.caption else "")
        + "</figure>"
        for one in content.pictures
    ]
    if len(pictures) == 1:
        return ['<div class="two first">', *pictures, _rows(content.facts), "</div>"]
    return ['<div class="grid">', *pictures, "</div>", _rows(content.facts)]


def _rows(rows: Sequence[Row]) -> str:
    if not rows:
        return ""
    inside = "".join(f"<dt>{escape(title)}</dt><dd>{escape(text)}</dd>" for title, text in rows)
    return f"<dl>{inside}</dl>"


def _bars(content: Content) -> Iterable[str]:
    if content.classes:
        yield '<table class="bars">'
        for bar in content.classes:
            best = ' class="best"' if bar.best else ""
            yield (
                f'<tr{best}><td>{escape(bar.name)}</td><td><div><i style="width:{100 * bar.share:.2f}%"></i>'
                f"</div></td><td>{escape(bar.text)}</td></tr>"
            )
        yield "</table>"


def _curves(content: Content, words: Words) -> Iterable[str]:
    if content.charts:
        yield f"<h2>{escape(content.headings['curves'])}</h2><div class='two'>"
        for chart in content.charts:
            yield _svg(chart, words)
        yield "</div><p>" + "".join(_key(key) for key in content.keys) + "</p>"
        yield f'<p class="faint">{escape(content.basis)}</p>'


def _svg(chart: Chart, words: Words) -> str:
    w, h = _CHART
    marks = "".join(_mark(mark) for mark in drawn(chart, 0, 0, w, h, 12, words))
    return (
        f'<svg viewBox="0 0 {w:g} {h:g}" width="{w:g}" height="{h:g}" role="img" '
        f'aria-label="{escape(chart.title, quote=True)}">{marks}</svg>'
    )


def _mark(mark: Mark) -> str:
    if isinstance(mark, Text):
        weight = ' font-weight="700"' if mark.bold else ""
        return (
            f'<text x="{mark.x:.1f}" y="{mark.y:.1f}" font-size="{mark.size:g}" fill="{_shade(mark.colour)}" '
            f'text-anchor="{mark.anchor}"{weight}>{escape(mark.text)}</text>'
        )
    assert isinstance(mark, Line)  # a chart has nothing else
    dash = f' stroke-dasharray="{" ".join(f"{one:g}" for one in mark.dash)}"' if mark.dash else ""
    points = " ".join(f"{x:.1f},{y:.1f}" for x, y in mark.points)
    return (
        f'<polyline fill="none" stroke="{_shade(mark.colour)}" stroke-width="{mark.width:g}"{dash} '
        f'points="{points}"/>'
    )


def _shade(colour: str) -> str:
    """Ink follows the theme; colours of curves are the same in both."""
    return {INK: "var(--ink)", FAINT: "var(--faint)"}.get(colour, colour)


def _key(key: Key) -> str:
    line = _mark(Line(((0, 6), (22, 6)), key.colour, 2, key.dash))
    return (
        f'<span class="key"><svg viewBox="0 0 22 12" width="22" height="12" aria-hidden="true">{line}</svg> '
        f"{escape(key.text)}</span> "
    )


def _table(table: Table) -> str:
    head = "".join(f"<th>{escape(cell)}</th>" for cell in table.head)
    rows = "".join(
        "<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in table.rows
    )
    return f"<h2>{escape(table.title)}</h2><table><tr>{head}</tr>{rows}</table>"
