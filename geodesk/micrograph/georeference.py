"""Where on the Earth the pixels of a GeoTIFF lie: its model tags (OGC 19-008r4), read by tifffile.

Coordinates come out as GeoJSON wants them (RFC 7946): longitude and latitude on WGS 84. What can be turned
into them is told by the EPSG code: geographic WGS 84 (4326), web Mercator (3857), UTM on WGS 84 (326xx and
327xx).
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from geodesk.micrograph.errors import UnreadablePicture

_SCALE, _TIEPOINT, _TRANSFORMATION, _KEYS = 33550, 33922, 34264, 34735
_MODEL_TYPE, _RASTER_TYPE, _GEOGRAPHIC, _PROJECTED = 1024, 1025, 2048, 3072
_POINT = 2
_A, _F = 6_378_137.0, 1 / 298.257223563  # WGS 84
_UNKNOWN_CODES = (0, 32767)


class NoGeoreference(UnreadablePicture):
    """The picture does not say where on the Earth it lies, or in a way that is not understood."""


@dataclass(frozen=True, slots=True)
class GeoReference:
    """From pixels to places.

    Attributes
    ----------
    affine
        a, b, c, d, e, f: x = a·column + b·row + c and y = d·column + e·row + f in the file's coordinates;
        the corner of the first pixel is column 0, row 0.
    epsg
        4326, 3857, 32601-32660 or 32701-32760.
    """

    affine: tuple[float, float, float, float, float, float]
    epsg: int

    def place(self, column: float, row: float) -> tuple[float, float]:
        """Longitude and latitude in degrees of a place in the picture."""
        a, b, c, d, e, f = self.affine
        x, y = a * column + b * row + c, d * column + e * row + f
        if self.epsg == 4326:
            return x, y
        if self.epsg == 3857:
            return math.degrees(x / _A), math.degrees(2 * math.atan(math.exp(y / _A)) - math.pi / 2)
        return _from_utm(x, y, self.epsg % 100, south=self.epsg >= 32700)

    def metres(self, column: float, row: float) -> tuple[float, float]:
        """About how many metres a pixel is wide and high at a place in the picture."""
        here = self.place(column, row)
        return _apart(here, self.place(column + 1, row)), _apart(here, self.place(column, row + 1))


def georeference(path: Path) -> GeoReference:
    """Read the georeference of a GeoTIFF.

    Raises
    ------
    NoGeoreference
        It is no TIFF, has no georeference, or one in coordinates that are not supported.
    """
    import tifffile

    name = path.name
    try:
        with tifffile.TiffFile(path) as file:
            tags = {code: file.pages[0].tags[code].value for code in _codes(file.pages[0].tags)}
    except (OSError, ValueError, KeyError, IndexError, tifffile.TiffFileError) as error:
        raise _none(name) from error
    affine = _affine(tags)
    if affine is None:
        raise _none(name)
    keys = _geokeys(tags.get(_KEYS, ()))
    code = keys.get(_PROJECTED) if keys.get(_MODEL_TYPE) == 1 else keys.get(_GEOGRAPHIC)
    code = code or keys.get(_PROJECTED) or keys.get(_GEOGRAPHIC) or 0
    if code not in (4326, 3857) and not (1 <= code % 100 <= 60 and code // 100 in (326, 327)):
        shown = f"EPSG:{code}" if code not in _UNKNOWN_CODES else "?"
        raise NoGeoreference(
            en=f"{name} has coordinates that are not supported ({shown}); save it in WGS 84, UTM on WGS 84 "
            "or web Mercator.",
            es=f"{name} tiene coordenadas no admitidas ({shown}); guárdela en WGS 84, UTM sobre WGS 84 o "
            "Web Mercator.",
        )
    if keys.get(_RASTER_TYPE) == _POINT:  # the tie point is the middle of the pixel
        a, b, c, d, e, f = affine
        affine = a, b, c - (a + b) / 2, d, e, f - (d + e) / 2
    return GeoReference(affine, code)


def _codes(tags: Any) -> list[int]:
    return [code for code in (_SCALE, _TIEPOINT, _TRANSFORMATION, _KEYS) if code in tags]


def _none(name: str) -> NoGeoreference:
    return NoGeoreference(
        en=f"{name} has no georeference: use a GeoTIFF, which says where on the Earth its pixels lie.",
        es=f"{name} no tiene georreferencia: use un GeoTIFF, que indica en qué lugar están sus píxeles.",
    )


def _affine(tags: dict[int, Any]) -> tuple[float, float, float, float, float, float] | None:
    matrix = tags.get(_TRANSFORMATION)
    if matrix is not None and len(matrix) == 16:
        a, b, _, c, d, e, _, f = (float(value) for value in matrix[:8])
        return a, b, c, d, e, f
    scale, tie = tags.get(_SCALE), tags.get(_TIEPOINT)
    if scale is None or tie is None or len(scale) < 2 or len(tie) < 6 or not scale[0] or not scale[1]:
        return None
    sx, sy = float(scale[0]), -float(scale[1])
    column, row, x, y = float(tie[0]), float(tie[1]), float(tie[3]), float(tie[4])
    return sx, 0.0, x - sx * column, 0.0, sy, y - sy * row


def _geokeys(words: Sequence[int]) -> dict[int, int]:
    """The short values of the key directory: four words a key behind a header of four."""
    keys = {}
    for i in range(4, len(words) - 3, 4):
        key, location, _, value = words[i : i + 4]
        if location == 0:
            keys[int(key)] = int(value)
    return keys


def _from_utm(easting: float, northing: float, zone: int, south: bool) -> tuple[float, float]:
    """Inverse transverse Mercator by Krüger's series (J. H. L. Krüger 1912), to below a millimetre."""
    n = _F / (2 - _F)
    radius = _A / (1 + n) * (1 + n**2 / 4 + n**4 / 64)
    xi = (northing - (10_000_000 if south else 0)) / (0.9996 * radius)
    eta = (easting - 500_000) / (0.9996 * radius)
    beta = (n / 2 - 2 * n**2 / 3 + 37 * n**3 / 96, n**2 / 48 + n**3 / 15, 17 * n**3 / 480)
    delta = (2 * n - 2 * n**2 / 3 - 2 * n**3, 7 * n**2 / 3 - 8 * n**3 / 5, 56 * n**3 / 15)
    xi0 = xi - sum(b * math.sin(2 * j * xi) * math.cosh(2 * j * eta) for j, b in enumerate(beta, 1))
    eta0 = eta - sum(b * math.cos(2 * j * xi) * math.sinh(2 * j * eta) for j, b in enumerate(beta, 1))
    chi = math.asin(math.sin(xi0) / math.cosh(eta0))
    latitude = chi + sum(d * math.sin(2 * j * chi) for j, d in enumerate(delta, 1))
    longitude = math.atan2(math.sinh(eta0), math.cos(xi0))
    return 6 * zone - 183 + math.degrees(longitude), math.degrees(latitude)


def _apart(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Metres between two near places, on the ellipsoid's radii of curvature there."""
    latitude = math.radians((one[1] + other[1]) / 2)
    e2 = _F * (2 - _F)
    root = math.sqrt(1 - e2 * math.sin(latitude) ** 2)
    north = math.radians(other[1] - one[1]) * _A * (1 - e2) / root**3
    east = math.radians(other[0] - one[0]) * math.cos(latitude) * _A / root
    return math.hypot(north, east)
