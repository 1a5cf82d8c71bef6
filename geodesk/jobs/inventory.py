"""The inventory of captioned landslides: a table, and a map where pictures are GeoTIFFs."""

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from geodesk.collection import (
    CaptionRow,
    Collection,
    KeptCaption,
    Picture,
    fixed,
    open_corrected,
    replacing,
    write_csv,
)
from geodesk.jobs.caption import inventory_rows
from geodesk.language import GeoDeskError, Sentence
from geodesk.micrograph.georeference import GeoReference, NoGeoreference, georeference
from geodesk.models.captions import LANDSLIDE

_COLUMNS = (
    "id",
    "caption",
    "path",
    "probability",
    *LANDSLIDE.ids,
    "area_m2",
    "perimeter_m",
    "source",
    "model",
)


@dataclass(frozen=True, slots=True)
class Written:
    """What was written: entries, and the pictures that are not in the map, with the reason."""

    entries: int
    left_out: tuple[tuple[str, Sentence], ...] = ()


def outline_size(points: Sequence[tuple[float, float]], pixel_m: tuple[float, float]) -> tuple[float, float]:
    """Area in square metres and perimeter in metres of a polygon.

    Parameters
    ----------
    points
        Corners x, y in pixels; the last is joined to the first.
    pixel_m
        Width and height of a pixel in metres.
    """
    ring = [(x * pixel_m[0], y * pixel_m[1]) for x, y in points]
    area = length = 0.0
    for (x0, y0), (x1, y1) in zip(ring, [*ring[1:], *ring[:1]], strict=True):
        area += x0 * y1 - x1 * y0
        length += math.hypot(x1 - x0, y1 - y0)
    return abs(area) / 2, length


def ground_size(collection: Collection, picture: Picture) -> tuple[float, float] | None:
    """Width and height of a pixel on the ground, in metres: corrected, from the file, or its georeference."""
    with open_corrected(collection, picture) as opened:
        size, middle = opened.pixel_size, (opened.width / 2, opened.height / 2)
    try:
        here = georeference(picture.file).metres(*middle)
    except NoGeoreference:
        return None if size is None else (size.x_m, size.y_m)
    corrected = collection.corrections.of(picture).pixel_size_m
    return here if corrected is None else (corrected, corrected)


def write_inventory(
    collection: Collection, out: Path, rows: Mapping[str, CaptionRow] | None = None
) -> Written:
    """Write the table ``id,caption,path,…,area_m2,perimeter_m,source,model``, sorted by path.

    Parameters
    ----------
    rows
        What a model said, by path; None: the folder's last run.

    Raises
    ------
    GeoDeskError
        There are no captions yet, the name does not end in .csv, or the file cannot be written.
    """
    if out.suffix.lower() != ".csv":
        raise GeoDeskError(
            en=f"{out.name} does not end in .csv; give another name.",
            es=f"{out.name} no termina en .csv; indique otro nombre.",
        )
    entries = _entries(collection, rows)
    body = (_cells(*entry) for entry in sorted(entries, key=lambda entry: entry[0].path))
    return Written(write_csv(out, _COLUMNS, body))


def write_geojson(collection: Collection, out: Path, rows: Mapping[str, CaptionRow] | None = None) -> Written:
    """Write a GeoJSON map (RFC 7946) of the captioned pictures that are GeoTIFFs.

    A landslide that was outlined is a polygon, another one a point in the middle of its picture.

    Raises
    ------
    GeoDeskError
        There are no captions yet, none of the pictures is georeferenced, or the file cannot be written.
    """
    features: list[dict[str, Any]] = []
    left_out: list[tuple[str, Sentence]] = []
    for picture, row, kept in sorted(_entries(collection, rows), key=lambda entry: entry[0].path):
        try:
            reference = georeference(picture.file)
            with open_corrected(collection, picture) as opened:
                size = opened.width, opened.height
        except GeoDeskError as error:
            left_out.append((picture.path, error.sentence))
            continue
        cells = dict(zip(_COLUMNS, _cells(picture, row, kept), strict=True))
        properties = {name: _plain(value) for name, value in cells.items() if value not in (None, "")}
        geometry = _geometry(reference, kept, size)
        features.append({"type": "Feature", "geometry": geometry, "properties": properties})
    if not features:
        path, why = left_out[0]
        raise GeoDeskError(
            en=f"No captioned picture can be put on a map; {path}: {why.en}",
            es=f"Ninguna imagen con leyenda se puede poner en un mapa; {path}: {why.es}",
        )
    document = {"type": "FeatureCollection", "features": features}
    with replacing(out) as stream:
        stream.write(json.dumps(document, ensure_ascii=False, indent=1).encode())
    return Written(len(features), tuple(left_out))


def write_corrections(collection: Collection, out: Path) -> Written:
    """Write what people corrected as the table that ``prepare captions`` takes.

    Area and perimeter are the measured numbers where the landslide was outlined, else their words.
    """
    kept = collection.captions.current()
    if not kept:
        raise GeoDeskError(
            en="No caption has been kept yet.", es="Todavía no se ha guardado ninguna leyenda."
        )
    rows = []
    for path, one in sorted(kept.items()):
        measured = {"area": one.area_m2, "perimetro": one.perimeter_m}
        cells = [one.attributes.get(name) for name in LANDSLIDE.ids if name not in measured]
        cells += [
            fixed(value, 1) if value is not None else one.attributes.get(name)
            for name, value in measured.items()
        ]
        rows.append([path, *cells])
    return Written(write_csv(out, ("id", "type", "activity", "direction", "area", "perimeter"), rows))


def _entries(
    collection: Collection, rows: Mapping[str, CaptionRow] | None
) -> list[tuple[Picture, CaptionRow | None, KeptCaption | None]]:
    entries = inventory_rows(collection, rows)
    if not entries:
        raise GeoDeskError(
            en="There are no captions yet; caption the folder or a picture first.",
            es="Todavía no hay leyendas; haga primero la de la carpeta o la de una imagen.",
        )
    return entries


def _cells(picture: Picture, row: CaptionRow | None, kept: KeptCaption | None) -> list[Any]:
    caption = kept.caption if kept is not None else row.caption if row is not None else ""
    values = dict(kept.attributes) if kept is not None else LANDSLIDE.parse(caption)
    probability = None if kept is not None or row is None else row.probability
    model = kept.model if kept is not None else f"{row.model} {row.sha256[:12]}" if row is not None else ""
    area, length = (None, None) if kept is None else (kept.area_m2, kept.perimeter_m)
    return [
        picture.id,
        caption,
        picture.path,
        None if probability is None else fixed(probability, 6),
        *(values.get(name, "") for name in LANDSLIDE.ids),
        None if area is None else fixed(area, 1),
        None if length is None else fixed(length, 1),
        "person" if kept is not None else "model",
        model,
    ]


def _plain(value: Any) -> Any:
    """A table's cell as a JSON value."""
    try:
        return float(value)
    except (TypeError, ValueError):
        return str(value)


def _geometry(reference: GeoReference, kept: KeptCaption | None, size: tuple[int, int]) -> dict[str, Any]:
    if kept is not None and len(kept.outline) >= 3:
        ring = [_rounded(reference.place(x, y)) for x, y in kept.outline]
        turn = sum(x0 * y1 - x1 * y0 for (x0, y0), (x1, y1) in zip(ring, [*ring[1:], ring[0]], strict=True))
        if turn < 0:  # RFC 7946: the outer ring runs against the clock
            ring.reverse()
        return {"type": "Polygon", "coordinates": [[list(p) for p in (*ring, ring[0])]]}
    return {"type": "Point", "coordinates": list(_rounded(reference.place(size[0] / 2, size[1] / 2)))}


def _rounded(place: tuple[float, float]) -> tuple[float, float]:
    return round(place[0], 8), round(place[1], 8)
