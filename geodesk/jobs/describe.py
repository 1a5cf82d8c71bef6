"""What a picture file is, as one record: size, type, pixel size and its source, bar, metadata, hash."""

from typing import Any

from geodesk.collection import Picture, open_corrected
from geodesk.jobs.progress import unexpected
from geodesk.language import GeoDeskError, decimal, t
from geodesk.micrograph import PixelSize

_UNITS = (("mm", 1e-3), ("µm", 1e-6), ("nm", 1e-9), ("pm", 1e-12))


def describe(item: Picture) -> dict[str, Any]:
    """The record of one file, ready for JSON.

    Returns
    -------
    dict
        ``path, width, height, pages, channels, dtype, pixel_size_m, pixel_size_y_m, pixel_size_source,
        instrument, bar, metadata, sha256``; or ``path, error`` for a file that cannot be read. Lengths in
        metres.
    """
    try:
        with open_corrected(None, item) as picture:
            size, bar = picture.pixel_size, picture.bar
            return {
                "path": item.path,
                "width": picture.width,
                "height": picture.height,
                "pages": picture.pages,
                "channels": picture.channels,
                "dtype": str(picture.dtype),
                "pixel_size_m": size.x_m if size else None,
                "pixel_size_y_m": size.y_m if size else None,
                "pixel_size_source": size.source if size else None,
                "instrument": picture.instrument,
                "bar": list(bar) if bar else None,
                "metadata": dict(picture.metadata),
                "sha256": picture.sha256,
            }
    except GeoDeskError as error:
        return {"path": item.path, "error": str(error)}
    except Exception as error:  # noqa: BLE001 - one file must not end the list
        return {"path": item.path, "error": str(unexpected(error))}


def as_text(record: dict[str, Any]) -> str:
    """The same record for people: one block of lines."""
    if "error" in record:
        return f"{record['path']}\n  {record['error']}"
    size, high = record["pixel_size_m"], record["pixel_size_y_m"]
    pixel = t("unknown", "desconocido")
    if size:
        sides = _length(size) if PixelSize(size, high, "").square else f"{_length(size)} × {_length(high)}"
        pixel = f"{sides} ({record['pixel_size_source']})"
    lines = [
        record["path"],
        f"  {record['width']} × {record['height']} px, {record['pages']} p., "
        f"{record['channels']} × {record['dtype']}",
        f"  {t('pixel size', 'tamaño de píxel')}: {pixel}",
    ]
    if record["instrument"]:
        lines.append(f"  {record['instrument']}")
    if record["bar"]:
        x, y, w, h = record["bar"]
        lines.append(f"  {t('information bar', 'barra de información')}: x {x}, y {y}, {w} × {h} px")
    lines += [f"  {key}: {value}" for key, value in record["metadata"].items()]
    return "\n".join(lines)


def _length(metres: float) -> str:
    name, unit = next((one for one in _UNITS if metres >= one[1]), _UNITS[-1])
    return f"{decimal(f'{metres / unit:.6g}')} {name}"
