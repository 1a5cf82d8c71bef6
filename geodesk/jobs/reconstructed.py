"""What a reconstruction starts from and what it leaves: its source, its settings, its files."""

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from geodesk import __version__
from geodesk.collection import Number, Picture, open_corrected, replacing, write_csv
from geodesk.jobs.ahead import one_large_at_a_time
from geodesk.jobs.characterise import grey_of
from geodesk.jobs.synthetic import write_synthetic
from geodesk.language import GeoDeskError
from geodesk.micrograph import PixelSize, Rect
from geodesk.morphology import AxisCorrelations, binarise, correlations, otsu
from geodesk.morphology.reconstruction import LONGEST, MOST, Reconstruction, ReconstructionTarget

PICTURE, ENERGY, CURVES, SUMMARY = "reconstruction.tif", "energy.csv", "curves.csv", "reconstruction.json"

_CURVE_COLUMNS = ("id", "phase", "direction", "lag_px", "lag_m", "s2", "lineal_path")
_ENERGY_COLUMNS = ("swaps", "temperature", "energy", "accepted")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What shall be reconstructed, and how.

    Attributes
    ----------
    swaps
        Swaps to try; None: `SWAPS_A_PIXEL` of `geodesk.jobs.reconstruct` for each pixel of the result.
    seed
        0…2^64 - 1.
    threshold
        A grey level, or ``"otsu"`` of the whole content.
    phase
        1: the pixels above the threshold; 0: the others.
    lineal_path
        Whether L counts beside S2.
    periodic
        Whether source and result repeat beyond their borders.
    r_max
        Largest lag in pixels, cut to half of each axis; None: half of each axis.
    size
        Side in pixels of the square cut from the middle of the content; None: all of it.
    depth
        Pages of a volume that is taken for isotropic: along z it has the curves of the picture's x.
    page
        Of a stack, the one page to take, counted from 1; None: all pages as a volume.
    """

    swaps: int | None = None
    seed: int = 0
    threshold: float | Literal["otsu"] = "otsu"
    phase: Literal[0, 1] = 1
    lineal_path: bool = False
    periodic: bool = True
    r_max: int | None = None
    size: int | None = None
    depth: int | None = None
    page: int | None = None


@dataclass(frozen=True, eq=False)
class Source:
    """The two phases a reconstruction starts from, and what they rest on."""

    phases: NDArray[np.bool_]
    level: float
    area: Rect
    pages: int
    pixel_size: PixelSize | None
    sha256: str

    @classmethod
    def read(cls, item: Picture, wanted: Wanted) -> "Source":
        """Read and binarise a picture; raises `GeoDeskError` where it or what is wanted does not allow it."""
        with open_corrected(None, item) as picture, one_large_at_a_time(picture):
            area, page, pixel_size = picture.content, wanted.page, picture.pixel_size
            if page is not None and page <= picture.pages:
                size, pixel_size = picture.page_size(page - 1), picture.pixel_size_of(page - 1)
                if size != (picture.width, picture.height):
                    area = Rect(0, 0, *size)  # the bar is known of the first page alone
            grey = grey_of(picture, area, page)
            level = float(otsu(grey)) if wanted.threshold == "otsu" else float(wanted.threshold)
            if wanted.size is not None:
                area, grey = _middle(area, grey, wanted.size)
            if grey.dtype.kind == "f" and not np.isfinite(grey).all():
                raise GeoDeskError(
                    en="The picture has pixels without a value; take a smaller square without them.",
                    es="La imagen tiene píxeles sin valor; tome un cuadrado menor que no los incluya.",
                )
            pages = len(grey) if grey.ndim == 3 else 1
            _check((pages,) * (grey.ndim - 2) + (area.h, area.w), wanted)
            return cls(binarise(grey, level), level, area, pages, pixel_size, picture.sha256)

    def target(self, wanted: Wanted) -> ReconstructionTarget:
        """The functions wanted. Raises `OnePhase`, a `GeoDeskError`."""
        return ReconstructionTarget.of(
            self.phases,
            phase=wanted.phase,
            r_max=wanted.r_max,
            periodic=wanted.periodic,
            lineal_path=wanted.lineal_path,
            volume=wanted.depth is not None,
        )

    @property
    def spacing_m(self) -> float | None:
        """Side of a voxel of a volume that is taken for isotropic."""
        size = self.pixel_size
        return size.x_m if size is not None and self.phases.ndim == 2 else None


def _middle(area: Rect, grey: NDArray[Any], side: int) -> tuple[Rect, NDArray[Any]]:
    """The square of `side` pixels in the middle of the area."""
    if side > min(area.w, area.h):
        raise GeoDeskError(
            en=f"A square of {side} pixels does not fit into {area.w} × {area.h}; choose a smaller one.",
            es=f"Un cuadrado de {side} píxeles no cabe en {area.w} × {area.h}; elija uno menor.",
        )
    x, y = (area.w - side) // 2, (area.h - side) // 2
    return Rect(area.x + x, area.y + y, side, side), grey[..., y : y + side, x : x + side]


def result_shape(shape: tuple[int, ...], wanted: Wanted) -> tuple[int, ...]:
    """Shape of the result of a source of `shape`."""
    return shape if wanted.depth is None else (wanted.depth, *shape)


def _check(shape: tuple[int, ...], wanted: Wanted) -> None:
    if wanted.depth is not None and len(shape) == 3:
        raise GeoDeskError(
            en="The source is a volume already; give a depth to one page of it, or none.",
            es="La fuente ya es un volumen; indique la profundidad con una de sus páginas, o no la indique.",
        )
    result = result_shape(shape, wanted)
    if not all(2 <= n <= LONGEST for n in result) or int(np.prod(result)) > MOST:
        text = " × ".join(map(str, reversed(result)))
        raise GeoDeskError(
            en=f"{text} pixels cannot be reconstructed: 2 to {LONGEST} a side, and {MOST} in all; choose "
            "another size.",
            es=f"{text} píxeles no se pueden reconstruir: de 2 a {LONGEST} por lado y {MOST} en total; elija "
            "otro tamaño.",
        )


def write_results(
    item: Picture, source: Source, work: Reconstruction, out: Path, wanted: Wanted, seconds: float
) -> tuple[NDArray[np.bool_], dict[str, Any]]:
    """Write all files of a finished reconstruction.

    Returns
    -------
    result : ndarray of bool
        True in phase 1.
    summary : dict
        What `SUMMARY` holds.

    Raises
    ------
    CollectionError
        A file cannot be written.
    """
    result = work.pixels if wanted.phase == 1 else ~work.pixels
    made = _provenance(item, source, work, wanted)
    write_synthetic(
        out / PICTURE,
        result.astype(np.uint8) * np.uint8(255),
        how="reconstructed",
        pixel_size=source.pixel_size,
        provenance=made,
        spacing_m=source.spacing_m,
    )
    write_csv(out / ENERGY, _ENERGY_COLUMNS, work.history)
    lags = [len(s2) - 1 for s2 in work.target.two_point]
    of_result = [min(last, n // 2) for last, n in zip(lags, work.shape, strict=True)]
    measured = {
        "target": correlations(source.phases, r_max=lags[-source.phases.ndim :], periodic=wanted.periodic),
        "result": correlations(result, r_max=of_result, periodic=wanted.periodic),
    }
    write_csv(out / CURVES, _CURVE_COLUMNS, _curve_rows(measured, source))
    summary = {**made, "seconds": seconds, "picture": PICTURE, "energy": ENERGY, "curves": CURVES}
    with replacing(out / SUMMARY) as stream:
        text = json.dumps(summary, ensure_ascii=False, indent=1)
        stream.write(text.encode("utf-8", "backslashreplace"))
    return result, summary


def _curve_rows(
    measured: dict[str, dict[int, AxisCorrelations]], source: Source
) -> Iterator[list[str | float | None]]:
    size = source.pixel_size
    steps = {"x": size and size.x_m, "y": size and size.y_m, "z": source.spacing_m}
    for name, curves in measured.items():
        for phase in (0, 1):
            for axis in sorted(curves, reverse=True):
                direction = "zyx"[axis + 3 - len(curves)]
                step, both = steps[direction], curves[axis]
                pairs, paths = both.two_point[phase].probability, both.lineal_path[phase].probability
                for lag, (s2, path) in enumerate(zip(pairs.tolist(), paths.tolist(), strict=True)):
                    metres = None if step is None else _number(lag * step)
                    yield [name, phase, direction, lag, metres, _number(s2), _number(path)]


def _number(value: float) -> Number:
    return Number(format(value, ".12g"))


def _provenance(item: Picture, source: Source, work: Reconstruction, wanted: Wanted) -> dict[str, Any]:
    """Everything the result rests on, without what differs from run to run."""
    size, axes = source.pixel_size, "zyx"[-len(work.shape) :]
    lags = [min(len(s2) - 1, n // 2) for s2, n in zip(work.target.two_point, work.shape, strict=True)]
    return {
        "synthetic": True,
        "method": "simulated annealing by pixel swaps (Yeong and Torquato 1998)",
        "geodesk": __version__,
        "source": item.id,
        "source_sha256": source.sha256,
        "area": list(source.area),
        "page": wanted.page if source.phases.ndim == 2 else None,
        "pages": source.pages,
        "threshold": source.level,
        "threshold_rule": "otsu" if wanted.threshold == "otsu" else "given",
        "phase": wanted.phase,
        "phi": float(source.phases.mean()),
        "pixel_size_m": size.x_m if size else None,
        "pixel_size_y_m": size.y_m if size else None,
        "pixel_size_source": size.source if size else None,
        "shape": dict(zip(axes, work.shape, strict=True)),
        "r_max": dict(zip(axes, lags, strict=True)),
        "functions": ["s2", "lineal_path"] if wanted.lineal_path else ["s2"],
        "periodic": wanted.periodic,
        "z": None if wanted.depth is None else "isotropic: the target along z is the source's along x",
        "cooling": asdict(work.cooling),
        "seed": work.seed,
        "swaps": work.swaps,
        "accepted": work.accepted,
        "energy_start": work.history[0][2],
        "energy_end": work.energy,
    }
