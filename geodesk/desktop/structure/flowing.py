"""Where current flows: the phases of the page in view or of its stack, solved in steps, and written."""

import json
from collections.abc import Generator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from geodesk.collection import PhaseImage, Picture
    from geodesk.desktop.documents import Document
    from geodesk.jobs.progress import Progress
    from geodesk.micrograph import PixelSize, Rect
    from geodesk.morphology.transport import Step, Transport

Direction = Literal["x", "y", "z"]
BYTES_A_CELL, CELLS_A_SECOND = 120, 7e5
"""To warn of what is large: roughly, where every cell conducts."""


@dataclass(frozen=True, eq=False, slots=True)
class Wanted:
    """What shall be solved.

    Attributes
    ----------
    page
        From 0; of a volume the one in view.
    volume
        All pages instead of one.
    source
        A threshold (phase 1 is above), ``"otsu"``, a label image on the disk, or the labels of the page.
    direction
        Along which current flows.
    phase, k1, k2
        The label that has k1; all others have k2.
    """

    document: "Document"
    page: int
    volume: bool
    source: "float | Literal['otsu'] | PhaseImage | NDArray[np.uint8]"
    direction: Direction
    phase: int
    k1: float = 1.0
    k2: float = 0.0


@dataclass(frozen=True, eq=False, slots=True)
class Flow:
    """What came of it.

    Attributes
    ----------
    area
        Of the page: where the potential lies.
    level
        The threshold, if there was one.
    """

    wanted: Wanted
    picture: "Picture"
    area: "Rect"
    level: float | None
    pixel_size: "PixelSize | None"
    found: "Transport"

    def slice(self, page: int) -> "NDArray[np.float32] | None":
        """The potential of a page, if it was solved for."""
        potential = self.found.potential
        if potential is None or (not self.wanted.volume and page != self.wanted.page):
            return None
        return potential[page] if self.wanted.volume else potential

    def summary(self) -> dict[str, Any]:
        """All numbers and what they rest on, as JSON values; infinity is null."""
        found, wanted = self.found, self.wanted
        size = self.pixel_size
        return {
            "source": self.picture.id,
            "page": None if wanted.volume else wanted.page + 1,
            "volume": wanted.volume,
            "area": list(self.area),
            "threshold": self.level,
            "phases": "threshold" if self.level is not None else "label image",
            "axis": wanted.direction,
            "phase": wanted.phase,
            "k1": wanted.k1,
            "k2": wanted.k2,
            "pixel_size_m": None if size is None else size.x_m,
            "pixel_size_y_m": None if size is None else size.y_m,
            "pixel_size_source": None if size is None else size.source,
            "phi": found.phi,
            "carrying": found.carrying,
            "k_eff": found.k_eff,
            "tau": found.tau if found.percolates else None,
            "percolates": found.percolates,
            "converged": found.converged,
            "bounds": found.bounds._asdict(),
            "flux_mismatch": found.flux_mismatch,
            "iterations": found.iterations,
            "seconds": found.seconds,
            "potential": "1 at the inlet (low indices of the axis), 0 at the outlet, NaN where nothing flows",
        }


def solve(wanted: Wanted) -> "Generator[Progress[Step | Flow], None, None]":
    """Solve in steps: rows are steps, and in the end the `Flow`. Raises `GeoDeskError`."""
    from geodesk.jobs.progress import Progress
    from geodesk.language import GeoDeskError
    from geodesk.morphology.transport import solve_transport

    yield Progress(0, 1, 0)
    labels, area, level = _labels(wanted)
    size = wanted.document.pixel_size
    spacing = None
    if size is not None:
        spacing = (size.x_m, size.y_m, size.x_m)[-labels.ndim :] if labels.ndim == 3 else (size.y_m, size.x_m)
    axis = {"x": -1, "y": -2, "z": -3}[wanted.direction]
    steps = solve_transport(labels, axis, wanted.phase, k1=wanted.k1, k2=wanted.k2, spacing=spacing)
    while True:
        try:
            step = next(steps)
        except StopIteration as end:
            found = end.value
            break
        except ValueError as fault:
            raise GeoDeskError(
                en=f"Transport cannot be computed: {fault}.",
                es=f"No se puede calcular el transporte: {fault}.",
            ) from fault
        yield Progress(0, 1, 0, (step,))
    yield Progress(1, 1, 0, (Flow(wanted, wanted.document.picture, area, level, size, found),))


def _labels(wanted: Wanted) -> "tuple[NDArray[Any], Rect, float | None]":
    import numpy as np

    from geodesk.collection import PhaseImage, open_corrected
    from geodesk.jobs.characterise import grey_of
    from geodesk.language import GeoDeskError
    from geodesk.morphology import binarise, otsu

    document, page = wanted.document, wanted.page
    area = document.content_of(page)
    rows, columns = slice(area.y, area.y + area.h), slice(area.x, area.x + area.w)
    source: Any = wanted.source
    if isinstance(source, PhaseImage):
        source = source.labels()
        if source.ndim == 3 and not wanted.volume:
            source = source[page]
        if source.shape[-2:] != document.page_size(page)[::-1] or (source.ndim == 3) != wanted.volume:
            raise GeoDeskError(
                en="The phases that are kept do not fit this picture; make them again.",
                es="Las fases guardadas no corresponden a esta imagen; hágalas de nuevo.",
            )
    if isinstance(source, np.ndarray):
        return np.ascontiguousarray(source[..., rows, columns]), area, None
    with open_corrected(None, document.picture) as picture:
        grey = grey_of(picture, area, None if wanted.volume or picture.pages == 1 else page + 1)
    level = float(otsu(grey)) if source == "otsu" else float(source)
    return binarise(grey, level), area, level


def save(flow: Flow, target: Path) -> None:
    """Write the potential as TIFF of float32, and the numbers beside it as JSON. Raises `CollectionError`."""
    import io

    import tifffile

    from geodesk.collection import replacing

    assert flow.found.potential is not None
    text = json.dumps(flow.summary(), ensure_ascii=False, indent=1)
    written = io.BytesIO()
    tifffile.imwrite(
        written,
        flow.found.potential,
        photometric="minisblack",
        compression="zlib",
        description=json.dumps(flow.summary(), ensure_ascii=True),
        software="GeoDesk",
        metadata=None,
    )
    with replacing(target) as stream:
        stream.write(written.getbuffer())
    with replacing(target.with_suffix(".json")) as stream:
        stream.write(text.encode("utf-8", "backslashreplace"))
