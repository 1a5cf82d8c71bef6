"""From stored values to colours on the screen: contrast and threshold, through a look-up table."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtGui import QColor, QImage

from geodesk.desktop.theme import PHASE_COLOURS

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from geodesk.micrograph.pyramid import Planes

_OPAQUE = 0xFF000000
_MISSING = 0xFF5A5A6A
"""Pixels without a value (NaN): a bluish grey, so that they pass for neither black nor a measurement."""
_STEPS = 65_533


@dataclass(frozen=True, slots=True)
class Shading:
    """What to do with grey values; all numbers are values as stored in the file.

    Attributes
    ----------
    low, high
        Become black and white.
    threshold
        Colours what is above it as phase 1 and the rest as phase 0, half transparent; None: no colours.
    origin, span
        Of the pyramid: its float planes hold ``(value - origin) / span``.
    """

    low: float
    high: float
    threshold: float | None = None
    origin: float = 0.0
    span: float = 1.0


class Painter:
    """Makes images of planes under one shading; tables are made once for all tiles."""

    def __init__(self, shading: Shading) -> None:
        self.shading = shading
        self._tables: dict[str, list[NDArray[np.uint32]]] = {}

    def image(self, planes: "Planes") -> QImage:
        """One tile as a picture; it owns its pixels."""
        import numpy as np

        if planes.dtype.kind == "f":
            colours = self._of_floats(planes)
        else:
            tables = self._of(str(planes.dtype), len(planes))
            if len(planes) == 1:
                # Straight into the picture's own memory: this is what every step and drag waits for.
                height, width = planes.shape[1:]
                image = QImage(width, height, QImage.Format.Format_RGB32)
                pixels = np.frombuffer(image.bits(), np.uint32).reshape(height, width)
                np.take(tables[0], planes[0], mode="clip", out=pixels)
                return image
            colours = np.take(tables[0], planes[0], mode="clip")
            for table, plane in zip(tables[1:], planes[1:], strict=True):
                colours |= np.take(table, plane, mode="clip")
            if len(planes) > 1:
                colours = self._phases_of_colours(colours, planes)
        height, width = colours.shape
        return QImage(colours.data, width, height, 4 * width, QImage.Format.Format_RGB32).copy()

    def _of(self, dtype: str, channels: int) -> "list[NDArray[np.uint32]]":
        if dtype not in self._tables:
            import numpy as np

            values = np.arange(256 if dtype == "uint8" else 65536) * self.shading.span
            values += self.shading.origin
            grey = self._grey(values)
            if channels == 1:
                self._tables[dtype] = [self._with_phases(values, grey)]
            else:
                opaque = np.full_like(grey, _OPAQUE)
                self._tables[dtype] = [opaque | _shifted(grey, 16), _shifted(grey, 8), grey]
        return self._tables[dtype]

    def _grey(self, values: "NDArray[np.floating]") -> "NDArray[np.uint32]":
        import numpy as np

        low, high = self.shading.low, self.shading.high
        scaled = np.clip((values - low) / (high - low), 0, 1)
        return np.asarray(np.rint(scaled * 255), np.uint32)

    def _with_phases(
        self, values: "NDArray[np.floating]", grey: "NDArray[np.uint32]"
    ) -> "NDArray[np.uint32]":
        import numpy as np

        table = np.asarray(grey * 0x010101 | _OPAQUE, np.uint32)
        if self.shading.threshold is None:
            return table
        return _mixed(table, values > self.shading.threshold)

    def _phases_of_colours(self, colours: "NDArray[np.uint32]", planes: "Planes") -> "NDArray[np.uint32]":
        if self.shading.threshold is None:
            return colours
        import numpy as np

        from geodesk.micrograph import to_grey

        grey = to_grey(np.moveaxis(planes, 0, 2)).astype(np.float64) * self.shading.span
        return _mixed(colours, grey + self.shading.origin > self.shading.threshold)

    def _of_floats(self, planes: "Planes") -> "NDArray[np.uint32]":
        """Floats become steps of a fine scale over the part of the range that matters here."""
        import numpy as np

        s = self.shading
        ends = [s.low, s.high] + ([] if s.threshold is None else [s.threshold])
        margin = (max(ends) - min(ends)) / 100
        first, last = min(ends) - margin, max(ends) + margin
        step = (last - first) / _STEPS
        factor, offset = s.span / step, (s.origin - first) / step + 1
        places = [_places(plane, factor, offset) for plane in planes]
        if "float" not in self._tables:
            values = first + (np.arange(_STEPS + 3) - 1) * step
            grey = self._grey(values)
            table = grey if len(planes) > 1 else np.asarray(grey * 0x010101 | _OPAQUE, np.uint32)
            if len(planes) == 1:
                if s.threshold is not None:
                    # Along the same way as the pixels, so that one of exactly that value stays below.
                    edge = np.full(1, (s.threshold - s.origin) / s.span, np.float32)
                    table = _mixed(table, np.arange(table.size) > _places(edge, factor, offset)[0])
                table[0] = _MISSING
            self._tables["float"] = [table]
        table = self._tables["float"][0]
        if len(planes) == 1:
            return np.asarray(np.take(table, places[0], mode="clip"), np.uint32)
        colours = np.full(planes.shape[1:], _OPAQUE, np.uint32)
        for place, shift in zip(places, (16, 8, 0), strict=True):
            colours |= np.take(_shifted(table, shift), place, mode="clip")
        return self._phases_of_colours(colours, planes)


def _places(plane: "NDArray[np.floating]", factor: float, offset: float) -> "NDArray[np.uint16]":
    """Where values stand in a table; 0: nowhere, they are missing."""
    import numpy as np

    with np.errstate(all="ignore"):
        place = plane * np.float32(factor)
        place += np.float32(offset)
        np.clip(place, 1, _STEPS + 1, out=place)
    place[np.isnan(place)] = 0
    return np.asarray(np.ceil(place), np.uint16)


def _shifted(table: "NDArray[np.uint32]", bits: int) -> "NDArray[np.uint32]":
    import numpy as np

    return np.asarray(table << np.uint32(bits), np.uint32)


def _mixed(colours: "NDArray[np.uint32]", above: "NDArray[np.bool_]") -> "NDArray[np.uint32]":
    """Half the picture's colour, half the phase's."""
    import numpy as np

    phases = [np.uint32((QColor(name).rgb() >> 1) & 0x7F7F7F) for name in PHASE_COLOURS]
    half = (colours >> np.uint32(1)) & np.uint32(0x7F7F7F)
    return np.asarray((half + np.where(above, phases[1], phases[0])) | np.uint32(_OPAQUE), np.uint32)
