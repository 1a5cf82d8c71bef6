"""A synthetic picture or volume with the correlation functions of a micrograph, by simulated annealing."""

import io
import json
import math
import time
from collections.abc import Generator
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from geodesk.collection import CollectionError, Picture, replacing
from geodesk.jobs.progress import Progress
from geodesk.jobs.reconstructed import PICTURE, Source, Wanted, result_shape, write_results
from geodesk.jobs.synthetic import refuse_recorded
from geodesk.language import GeoDeskError, Sentence
from geodesk.morphology.reconstruction import Reconstruction

__all__ = ["STATE", "SWAPS_A_PIXEL", "Snapshot", "Wanted", "reconstruct"]

STATE = "reconstruction-state.npz"
"""The file that lets an interrupted reconstruction go on; gone when it is finished."""
SWAPS_A_PIXEL = 100
"""Swaps tried where no number is given."""

_YIELD_EVERY_S, _PREVIEW_EVERY_S, _KEEP_EVERY_S = 0.2, 1.0, 15.0


@dataclass(frozen=True, eq=False, slots=True)
class Snapshot:
    """How a reconstruction stands.

    Attributes
    ----------
    swaps, energy
        Swaps tried, and the energy now.
    points
        Rows of (swaps, temperature, energy, accepted) that are new since the last snapshot.
    preview
        Now and then the picture (of a volume its middle page): bool (H, W), True in phase 1.
    summary
        At the end what `SUMMARY` holds.
    """

    swaps: int
    energy: float
    points: tuple[tuple[int, float, float, int], ...] = ()
    preview: NDArray[np.bool_] | None = None
    summary: dict[str, Any] | None = None


def reconstruct(
    item: Picture, out: Path, wanted: Wanted, *, resume: bool = False
) -> Generator[Progress[Snapshot], None, None]:
    """Reconstruct `item` into the folder `out`; closing the generator keeps what is needed to go on.

    Writes ``reconstruction.tif`` (phase 1 is 255; marked synthetic, with pixel size and provenance),
    ``energy.csv``, ``curves.csv`` (of target and result, measured as they count in the energy) and
    ``reconstruction.json``. Pixels, energies and curves depend on the source and `wanted` alone: not on the
    machine, nor on where the work was interrupted.

    Parameters
    ----------
    resume
        Go on with an interrupted reconstruction of the same source and settings, if `out` holds one.

    Yields
    ------
    Progress
        Counted in swaps, with one snapshot each.

    Raises
    ------
    GeoDeskError
        The picture cannot be read or has one phase only, what is wanted does not fit it, or `out` cannot be
        written.
    """
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise GeoDeskError(
            en=f"The folder {out} cannot be made ({error.strerror}).",
            es=f"No se puede crear la carpeta {out} ({error.strerror}).",
        ) from error
    refuse_recorded(out / PICTURE, item.file)
    source = Source.read(item, wanted)
    shape = result_shape(source.phases.shape, wanted)
    swaps = wanted.swaps or SWAPS_A_PIXEL * math.prod(shape)
    journal = _Journal(out / STATE, source, wanted, swaps)
    notices: list[Sentence] = []
    state = journal.taken_up(notices) if resume else None
    work = Reconstruction(source.target(wanted), shape, swaps=swaps, seed=wanted.seed, state=state)
    try:
        yield from _annealed(work, journal, wanted.phase, notices)
        result, summary = write_results(item, source, work, out, wanted, journal.seconds)
    except BaseException:
        journal.keep(work)  # the work is worth keeping, whatever ended it
        raise
    with suppress(OSError):
        journal.path.unlink()
    yield Progress(swaps, swaps, 0, (Snapshot(swaps, work.energy, (), _middle_page(result), summary),))


class _Journal:
    """The file that lets a reconstruction go on, and the seconds the work has taken."""

    def __init__(self, path: Path, source: Source, wanted: Wanted, swaps: int) -> None:
        self.path, self.seconds = path, 0.0
        # What the result depends on: the state of another reconstruction is not taken up.
        depends = {"swaps": swaps, "level": source.level, "area": source.area, "sha256": source.sha256}
        self._settings = json.dumps({**asdict(wanted), **depends})

    def keep(self, work: Reconstruction) -> list[Sentence]:
        """Write the state in one piece; where that fails the work can go on all the same."""
        stream = io.BytesIO()
        arrays: dict[str, Any] = {"settings": self._settings, "seconds": self.seconds, **work.state()}
        np.savez(stream, **arrays)
        try:
            with replacing(self.path) as file:
                file.write(stream.getbuffer())
        except CollectionError as error:
            return [error.sentence]
        return []

    def taken_up(self, notices: list[Sentence]) -> dict[str, NDArray[Any]] | None:
        """The state kept of a reconstruction with these settings, if there is one."""
        try:
            with np.load(io.BytesIO(self.path.read_bytes()), allow_pickle=False) as kept:
                arrays = {name: kept[name] for name in kept.files}
            if str(arrays.pop("settings")) == self._settings:
                self.seconds = float(arrays.pop("seconds"))
                return arrays
        except FileNotFoundError:
            pass
        except Exception as error:  # noqa: BLE001 - zipfile and numpy raise anything on a damaged file
            notices.append(
                Sentence(
                    en=f"{self.path.name} is damaged and is not used ({type(error).__name__}).",
                    es=f"{self.path.name} está dañado y no se usa ({type(error).__name__}).",
                )
            )
        notices.append(
            Sentence(
                en="There is no interrupted reconstruction of this picture with these settings; starting "
                "anew.",
                es="No hay una reconstrucción interrumpida de esta imagen con estos ajustes; se empieza de "
                "nuevo.",
            )
        )
        return None


def _annealed(
    work: Reconstruction, journal: _Journal, phase: int, notices: list[Sentence]
) -> Generator[Progress[Snapshot], None, None]:
    """Try all swaps."""
    piece, told = 2000, 0
    shown, kept = -math.inf, time.monotonic()
    while True:
        now = time.monotonic()
        points = tuple(work.history[told:])
        told += len(points)
        preview = None
        if now - shown > _PREVIEW_EVERY_S or work.done:
            shown, page = now, _middle_page(work.pixels)
            preview = page if phase == 1 else ~page
        snapshot = Snapshot(work.swaps_done, work.energy, points, preview)
        yield Progress(work.swaps_done, work.swaps, 0, (snapshot,), tuple(notices))
        notices.clear()
        if work.done:
            return
        began = time.monotonic()
        if began - kept > _KEEP_EVERY_S:
            notices += journal.keep(work)
            kept = began = time.monotonic()
        work.advance(piece)
        took = time.monotonic() - began
        journal.seconds += took
        piece = max(500, min(int(piece * _YIELD_EVERY_S / max(took, 1e-3)), 4 * piece))


def _middle_page(pixels: NDArray[np.bool_]) -> NDArray[np.bool_]:
    return pixels if pixels.ndim == 2 else pixels[len(pixels) // 2]
