"""One HTML file that shows what the main job found, without anything to load from elsewhere."""

import base64
import html
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from geodesk import __version__
from geodesk.collection import Prediction, printable, replacing
from geodesk.jobs.characterise import Characterised
from geodesk.language import decimal, language, t
from geodesk.models import Classifier, Label
from geodesk.morphology import Correlation

_WIDTH, _HEIGHT, _MARGIN = 260, 150, 28
_STYLE = """
body{font:15px/1.45 system-ui,sans-serif;margin:2rem auto;max-width:72rem;padding:0 1rem;
color:#1b1f23;background:#fff}
table{border-collapse:collapse;width:100%}
td{padding:.7rem .6rem;border-top:1px solid #d8dde2;vertical-align:top}
img{max-width:240px;display:block}small{color:#57606a}.bad{color:#b35900}h1{font-size:1.5rem}
@media(prefers-color-scheme:dark){
body{background:#16191d;color:#e6e6e6}td{border-color:#333}small{color:#9aa4ae}}
"""


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of the report: what the model said, the curves, a small PNG, and whether it is synthetic."""

    prediction: Prediction
    curves: Characterised
    preview: bytes
    synthetic: bool


def write_report(out: Path, entries: Sequence[Entry], model: Classifier) -> None:
    """Write the report; raises `CollectionError` where it cannot be written."""
    labels = {label.id: label for label in model.card.labels} if model.card else {}
    rows = "\n".join(_row(entry, labels) for entry in entries)
    text = f"""<!doctype html><html lang="{language()}"><meta charset="utf-8">
<meta name="viewport" content="width=device-width"><title>GeoDesk</title><style>{_STYLE}</style>
<h1>GeoDesk {__version__} – {t("overview", "resumen")}</h1>
<p>{t("Model", "Modelo")}: {html.escape(model.identity)} – {html.escape(str(model.badge))}.
{html.escape(str(model.badge.reason))} {html.escape(str(model.runner.why))}</p>
<p><small>{_legend()}</small></p>
<table>{rows}</table></html>
"""
    with replacing(out) as stream:
        stream.write(text.encode("utf-8", "replace"))


def _legend() -> str:
    return t(
        "Curves: S2 (solid) and lineal path (dashed) of phase 1 (grey level above the threshold) "
        "along x (blue) and y (orange), against the lag in pixels; the dotted line is φ².",
        "Curvas: S2 (continua) y trayectoria lineal (a trazos) de la fase 1 (gris por encima del umbral) "
        "en x (azul) e y (naranja), frente al desfase en píxeles; la línea de puntos es φ².",
    )


def _row(entry: Entry, labels: Mapping[str, Label]) -> str:
    found, prediction = entry.curves, entry.prediction
    picture = ""
    if entry.preview:
        picture = f'<img alt="" src="data:image/png;base64,{base64.b64encode(entry.preview).decode()}">'
    lines = [f"<b>{html.escape(printable(found.item.path))}</b>"]
    if entry.synthetic:
        lines[0] += f' <span class="bad">{t("synthetic", "sintética")}</span>'
    if prediction.error is not None:
        lines.append(f'<span class="bad">{html.escape(str(prediction.error))}</span>')
    elif prediction.probability is not None:
        label = labels.get(prediction.label or "")
        words = f"{label.id} – {t(label.en, label.es)}" if label else prediction.label or ""
        lines.append(f"{html.escape(words)} ({_decimal(prediction.probability, 3)})")
    if found.error is None and found.area is not None:
        size = found.pixel_size
        pixel = (
            f"{_length(size.x_m)}/px ({html.escape(size.source)})" if size else t("unknown", "desconocido")
        )
        lines.append(f"{t('pixel size', 'tamaño de píxel')}: {pixel}")
        area = f"{found.area.w} × {found.area.h}"
        area += f" × {found.pages}" if found.pages > 1 else ""
        bar = t(" (information bar left out)", " (sin la barra de información)") if found.bar else ""
        lines.append(f"{t('area', 'área')}: {area} px{bar}")
        lines.append(
            f"{t('threshold', 'umbral')}: {_decimal(found.threshold, 6)} ({found.rule}), "
            f"φ = {_decimal(found.phi, 3)}"
        )
    elif found.error is not None and prediction.error is None:
        lines.append(f'<span class="bad">{html.escape(str(found.error))}</span>')
    return f"<tr><td>{picture}</td><td>{'<br>'.join(lines)}</td><td>{_plot(found)}</td></tr>"


def _plot(found: Characterised) -> str:
    if not found.curves or found.error is not None:
        return ""
    longest = max(len(both.two_point[1].counts) for both in found.curves.values()) - 1
    colours = {"x": "#1f77b4", "y": "#e07b00", "z": "#6a6a6a"}
    lines = []
    for direction, both in found.curves.items():
        for curve, dash in ((both.two_point[1], ""), (both.lineal_path[1], ' stroke-dasharray="5 3"')):
            points = _points(curve, longest)
            lines.append(f'<polyline fill="none" stroke="{colours[direction]}"{dash} points="{points}"/>')
    level = _y(found.phi**2)
    return (
        f'<svg width="{_WIDTH}" height="{_HEIGHT}" font-size="10" fill="currentColor">'
        f'<path d="M{_MARGIN} 6V{_HEIGHT - 18}H{_WIDTH - 4}" fill="none" stroke="currentColor"/>'
        f'<path d="M{_MARGIN} {level:.1f}H{_WIDTH - 4}" stroke="#888" stroke-dasharray="1 3"/>'
        f'{"".join(lines)}<text x="2" y="12">1</text><text x="2" y="{_HEIGHT - 18}">0</text>'
        f'<text x="{_WIDTH - 50}" y="{_HEIGHT - 5}">{longest} px</text></svg>'
    )


def _points(curve: Correlation, longest: int) -> str:
    values = curve.probability
    step = max(1, len(values) // 130)
    scale = (_WIDTH - 4 - _MARGIN) / max(1, longest)
    pairs = ((lag, float(values[lag])) for lag in range(0, len(values), step))
    return " ".join(f"{_MARGIN + lag * scale:.1f},{_y(p):.1f}" for lag, p in pairs if math.isfinite(p))


def _y(probability: float) -> float:
    return _HEIGHT - 18 - (_HEIGHT - 24) * probability


def _length(metres: float) -> str:
    for unit, scale in (("mm", 1e-3), ("µm", 1e-6), ("nm", 1e-9)):
        if metres >= scale:
            return f"{_decimal(metres / scale, 4)} {unit}"
    return f"{_decimal(metres / 1e-12, 4)} pm"


def _decimal(value: float, digits: int) -> str:
    return decimal(f"{value:.{digits}f}" if digits < 4 else f"{value:.{digits}g}")
