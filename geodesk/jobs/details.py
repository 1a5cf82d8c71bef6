"""Everything that is known of the phases of measured pictures, as four CSV files in a folder.

``structure.csv``: one number a row, with its unit and interval. ``chords.csv``: how many chords of each
length. ``clusters.csv``: two-point cluster function. ``profiles.csv``: phase fractions by row, column, page.
"""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

from geodesk.collection import CollectionError, write_csv
from geodesk.jobs.characterise import Characterised
from geodesk.jobs.curvetable import Cell, number
from geodesk.jobs.structure import PhaseStructure, quantities, steps_m
from geodesk.micrograph import PixelSize

FILES: Final = {
    "structure.csv": ("id", "path", "phase", "quantity", "direction", "value", "low", "high", "unit"),
    "chords.csv": ("id", "phase", "direction", "length_px", "length_m", "chords", "share", "share_by_length"),
    "clusters.csv": ("id", "phase", "direction", "lag_px", "lag_m", "two_point_cluster"),
    "profiles.csv": ("id", "phase", "direction", "position_px", "position_m", "fraction"),
}
"""Name → columns."""


class Details:
    """The rows of the four files, taken from results as they come.

    Parameters
    ----------
    folder : Path
        Made if absent.

    Raises
    ------
    CollectionError
        It cannot be made.
    """

    def __init__(self, folder: Path) -> None:
        try:
            folder.mkdir(exist_ok=True)
        except OSError as error:
            raise CollectionError(
                en=f"The folder {folder} cannot be made ({error.strerror}).",
                es=f"No se puede crear la carpeta {folder} ({error.strerror}).",
            ) from error
        self.folder = folder
        self._rows: dict[str, list[list[Cell]]] = {name: [] for name in FILES}

    def taking(self, results: Iterator[Characterised]) -> Iterator[Characterised]:
        """Keep what the files tell of each result as it passes; nothing of a failed one."""
        for found in results:
            for own in found.structure:
                for name, rows in _ROWS.items():
                    self._rows[name] += rows(found, own)
            yield found

    def write(self) -> None:
        """Write the files; each is whole or not written. Raises `CollectionError`."""
        for name, columns in FILES.items():
            write_csv(self.folder / name, columns, iter(self._rows[name]))


def _structure(found: Characterised, own: PhaseStructure) -> Iterator[list[Cell]]:
    for one in quantities(own, found.pixel_size):
        values = number(one.value), number(one.low), number(one.high)
        yield [found.item.id, found.item.path, own.phase, one.name, one.direction, *values, one.unit]


def _chords(found: Characterised, own: PhaseStructure) -> Iterator[list[Cell]]:
    metres = steps_m(own.chords, found.pixel_size)
    for direction, chords in own.chords.items():
        step = metres.get(direction)
        density, by_length = chords.density.tolist(), chords.length_weighted.tolist()
        for length, count in enumerate(chords.counts.tolist()):
            if count:
                yield [
                    found.item.id,
                    own.phase,
                    direction,
                    length,
                    None if step is None else number(length * step),
                    count,
                    number(density[length]),
                    number(by_length[length]),
                ]


def _clusters(found: Characterised, own: PhaseStructure) -> Iterator[list[Cell]]:
    for direction, function in own.two_point_cluster.items():
        values = enumerate(function.probability.tolist())
        yield from _along(found.item.id, own.phase, direction, found.pixel_size, values)


def _profiles(found: Characterised, own: PhaseStructure) -> Iterator[list[Cell]]:
    for direction, profile in own.profiles.items():
        values = enumerate(profile.fraction.tolist())
        yield from _along(found.item.id, own.phase, direction, found.pixel_size, values)


def _along(
    name: str, phase: int, direction: str, size: PixelSize | None, values: Iterator[tuple[int, float]]
) -> Iterator[list[Cell]]:
    step = steps_m({direction: None}, size).get(direction)
    for at, value in values:
        yield [name, phase, direction, at, None if step is None else number(at * step), number(value)]


_ROWS: dict[str, Callable[[Characterised, PhaseStructure], Iterator[list[Cell]]]] = {
    "structure.csv": _structure,
    "chords.csv": _chords,
    "clusters.csv": _clusters,
    "profiles.csv": _profiles,
}
