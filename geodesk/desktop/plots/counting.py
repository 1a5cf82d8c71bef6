"""The counts behind the plots, made on threads: of the crop, live while a threshold moves, of the whole."""

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Literal

from geodesk.desktop.plots.pixels import Pixels

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy as np
    from numpy.typing import NDArray

    from geodesk.jobs.characterise import Characterised
    from geodesk.morphology import AxisCorrelations, Correlation, Levels, LinealPathTable

LIVE_LAGS = 256
"""The largest lag while a threshold moves over a picture too large to be measured whole at every step."""

Extent = Literal["", "crop", "live", "whole"]


@dataclass(frozen=True, slots=True)
class Request:
    """What is to be counted.

    Attributes
    ----------
    level, rule
        The threshold, ``"otsu"`` or ``"given"``.
    r_max
        Largest lag in pixels; None: half of each axis.
    directions
        Those wanted beside x and y.
    clusters, numbers
        Whether C2, and what the numbers take, is wanted too.
    """

    pixels: Pixels
    level: float
    rule: str
    r_max: int | None
    extent: Extent
    directions: tuple[str, ...] = ()
    clusters: bool = False
    numbers: bool = False


@dataclass(frozen=True, eq=False, slots=True)
class Counted:
    """What was counted.

    Attributes
    ----------
    levels
        Of the whole of a large picture, if that was read.
    clusters
        Direction → C2 of phase 0 and of phase 1, where it was asked for.
    short
        Direction → both functions up to lag 1 along axes and diagonals, which the numbers follow from, where
        they were asked for.
    """

    found: "Characterised"
    extent: Extent
    levels: "Levels | None" = None
    clusters: "Mapping[str, tuple[Correlation, Correlation]]" = field(default_factory=dict)
    short: "Mapping[str, AxisCorrelations]" = field(default_factory=dict)


def tabled(pixels: Pixels) -> "LinealPathTable":
    """L at every threshold up to `LIVE_LAGS`."""
    from geodesk.morphology import LinealPathTable

    assert pixels.grey is not None
    return LinealPathTable.of(pixels.grey, LIVE_LAGS)


def count(request: Request, table: "LinealPathTable | None" = None) -> Counted:
    """Count what is asked for. Raises `GeoDeskError`.

    Parameters
    ----------
    table
        Of the same pixels, for a live count.
    """
    pixels = request.pixels
    if request.extent == "crop":
        short = _short(request, pixels.crop, request.level)
        return Counted(_measured(request, pixels.crop, request.level), "crop", short=short)
    if request.extent == "live":
        assert pixels.grey is not None
        return Counted(_live(request, table), "live", short=_short(request, pixels.grey, request.level))
    if pixels.grey is not None:
        grey, level, levels = pixels.grey, request.level, None
    else:
        from geodesk.morphology import Levels

        grey = pixels.document.grey(pixels.page)
        levels = Levels.of(grey)
        level = float(levels.otsu) if request.rule == "otsu" else request.level
    found = _measured(request, grey, level)
    clusters = _clusters(grey, found) if request.clusters else {}
    return Counted(found, "whole", levels, clusters, _short(request, grey, level))


def _short(request: Request, grey: "NDArray[np.generic]", level: float) -> "dict[str, AxisCorrelations]":
    from geodesk.morphology import directional, longest_lag

    if not request.numbers:
        return {}
    names = ("x", "y", "diag1", "diag2")
    lags = {name: min(1, longest_lag(grey.shape, name)) for name in names}
    return directional(grey, names, lags, threshold=level)


def _measured(request: Request, grey: "NDArray[np.generic]", level: float) -> "Characterised":
    from geodesk.jobs.characterise import measured

    pixels, crop = request.pixels, request.extent == "crop"
    found = measured(
        pixels.document.picture,
        grey,
        level,
        request.r_max,
        area=pixels.crop_area if crop else pixels.content,
        page=pixels.page + 1 if pixels.document.pages > 1 else None,
        pixel_size=pixels.pixel_size,
        bar=pixels.bar,
        threads=1 if crop else None,
        directions=("x", "y", *request.directions),
    )
    return replace(found, rule=request.rule)


def _live(request: Request, table: "LinealPathTable | None") -> "Characterised":
    """The whole picture up to `LIVE_LAGS`; as long as there is no table, L is counted too."""
    from geodesk.morphology import longest_lag
    from geodesk.morphology.sweep import swept

    grey = request.pixels.grey
    assert grey is not None
    half = max((longest_lag(grey.shape, name) + 1) // 2 for name in ("x", "y"))
    lags = min(LIVE_LAGS, half if request.r_max is None else request.r_max)
    if table is None:
        return _measured(replace(request, r_max=lags), grey, request.level)
    curves = swept(grey, request.level, table, lags, ("x", "y"))
    slow = tuple(name for name in request.directions if name not in curves)
    if slow:
        from geodesk.morphology import directional

        each = {name: min(lags, longest_lag(grey.shape, name)) for name in slow}
        curves |= directional(grey, slow, each, threshold=request.level)
    return _from_curves(request, curves)


def _from_curves(request: Request, curves: "dict[str, AxisCorrelations]") -> "Characterised":
    from geodesk.jobs.characterise import Characterised

    pixels, pairs = request.pixels, curves["x"].two_point[1]
    return Characterised(
        pixels.document.picture,
        curves,
        threshold=request.level,
        rule=request.rule,
        area=pixels.content,
        pages=1,
        page=pixels.page + 1 if pixels.document.pages > 1 else None,
        pixels_used=int(pairs.totals[0]),
        phi=float(pairs.probability[0]),
        pixel_size=pixels.pixel_size,
        bar=pixels.bar,
        r_max=request.r_max,
    )


def _clusters(
    grey: "NDArray[np.generic]", found: "Characterised"
) -> "dict[str, tuple[Correlation, Correlation]]":
    """C2 of both phases along the axes, as far as S2 goes."""
    import numpy as np

    from geodesk.morphology import binarise, clusters_of

    mask = np.isfinite(grey) if grey.dtype.kind == "f" else None
    flags = binarise(grey, found.threshold)
    both = [clusters_of(flags, phase, mask=mask) for phase in (0, 1)]
    curves: dict[str, tuple[Correlation, Correlation]] = {}
    for name, axis in (("x", 1), ("y", 0)):
        last = len(found.curves[name].two_point[0].counts) - 1
        zero, one = (some.two_point_cluster(axis, last) for some in both)
        curves[name] = zero, one
    return curves
