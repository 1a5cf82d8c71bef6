"""The cells that carry current from one outer face to the opposite one, as a network of conductances."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from geodesk.morphology import _transport as compiled


@dataclass(frozen=True, eq=False, slots=True)
class Network:
    """Carrying cells, numbered layer by layer from the inlet, with the conductances between neighbours.

    Two neighbours along axis a, of conductivities k and l and with spacing h, are linked by the harmonic mean
    2kl / (k + l) times (h_0 / h_a)²; a cell of an outer layer is linked to the electrode by 2k: half a cell.

    Attributes
    ----------
    neighbours : ndarray of int32, shape (n, 2 * dimensions)
        Before and after along each axis; n where there is none.
    kinds : ndarray of uint8, shape (n + 1,)
        Class of each cell's conductivity; that of no cell is the last.
    table : ndarray of float64, shape (dimensions, classes + 1, classes + 1)
        Conductance along an axis between two classes.
    total : ndarray of float64, shape (n,)
        Sum of a cell's conductances, electrodes included.
    largest : ndarray of float32, shape (n,)
        Largest conductance to another cell.
    inlet, outlet : ndarray of float64
        Conductance of the first, and of the last, cells to their electrode.
    excess : ndarray of float64, shape (n,)
        Conductance of every cell to the electrodes.
    layers : ndarray of int64, shape (layers,)
        Number of the first cell of each layer.
    places : ndarray of int64, shape (n,)
        Coordinates, packed into 21 bits each.
    extents : tuple of int
        Cells along each of three axes, 1 for the one that a picture lacks.
    spacing : tuple of float
        Edge lengths of a cell along the same axes.
    """

    neighbours: NDArray[np.int32]
    kinds: NDArray[np.uint8]
    table: NDArray[np.float64]
    total: NDArray[np.float64]
    largest: NDArray[np.float32]
    inlet: NDArray[np.float64]
    outlet: NDArray[np.float64]
    excess: NDArray[np.float64]
    layers: NDArray[np.int64]
    places: NDArray[np.int64]
    extents: tuple[int, int, int]
    spacing: tuple[float, float, float]

    @property
    def cells(self) -> int:
        """How many cells carry current."""
        return len(self.total)

    def multiply(
        self, x: NDArray[np.float64], r: NDArray[np.float64], out: NDArray[np.float64]
    ) -> tuple[float, float]:
        """Write what flows out of every cell at potentials x into `out`; gives x·out and x·r."""
        return compiled.multiply(self.neighbours, self.kinds, self.table, self.total, self.excess, x, r, out)

    def dissipation(self, x: NDArray[np.float64]) -> float:
        """Energy dissipated at potentials x, float64 of shape (n + 1,) with a last 0, between 1 and 0."""
        inside = compiled.dissipation(self.neighbours, self.kinds, self.table, x)
        inlet, outlet = x[: len(self.inlet)], x[self.cells - len(self.outlet) : self.cells]
        return inside + float(self.inlet @ (1 - inlet) ** 2 + self.outlet @ outlet**2)


def carrying(conducts: NDArray[np.bool_]) -> NDArray[np.bool_] | None:
    """The cells connected, through faces, with both outer layers of axis 0.

    Parameters
    ----------
    conducts : ndarray of bool, 2-D or 3-D

    Returns
    -------
    ndarray of bool, same shape, or None
        None where no path leads through.
    """
    if conducts.all():
        return conducts
    from scipy import ndimage

    clusters, _ = ndimage.label(conducts)
    through = np.intersect1d(clusters[0], clusters[-1])
    through = through[through > 0]
    if not len(through):
        return None
    keep = np.zeros(int(clusters.max()) + 1, bool)
    keep[through] = True
    found: NDArray[np.bool_] = keep.take(clusters)
    return found


def connect(
    classes: NDArray[np.uint8], conductivities: NDArray[np.float64], spacing: Sequence[float]
) -> Network:
    """The network of a grid of cells.

    Parameters
    ----------
    classes : ndarray of uint8, shape (layers, rows, columns), or (layers, columns)
        Index into `conductivities` of each cell; their number where a cell carries nothing. Every
        carrying cell must be connected with both outer layers.
    conductivities : ndarray of float64
        Positive.
    spacing : sequence of float
        Edge lengths of a cell, one an axis.
    """
    flat = classes.ndim == 2
    used = (0, 2) if flat else (0, 1, 2)
    cube = np.ascontiguousarray(classes).reshape(classes.shape[0], -1, classes.shape[-1])
    none = len(conductivities)
    carries = cube.reshape(-1) != none
    numbers = np.cumsum(carries, dtype=np.int32)
    n = int(numbers[-1])
    numbers -= 1
    # copyto lets other threads run, as indexing by a mask does not.
    np.copyto(numbers, n, where=~carries)
    neighbours = np.empty((n, 2 * len(used)), np.int32)
    kinds = np.full(n + 1, none, np.uint8)
    places = np.empty(n, np.int64)
    compiled.connect(numbers.reshape(cube.shape), cube, neighbours, kinds, places)

    full = np.append(conductivities, 0.0)
    both = full[:, None] + full
    mean = np.divide(2 * full[:, None] * full, both, out=np.zeros_like(both), where=both > 0)
    table = np.stack([mean * (spacing[0] / length) ** 2 for length in spacing])

    layers = np.concatenate(([0], np.cumsum(np.count_nonzero(cube != none, axis=(1, 2)))[:-1])).astype(
        np.int64
    )
    first = int(layers[1]) if len(layers) > 1 else n
    inlet, outlet = 2 * full[kinds[:first]], 2 * full[kinds[layers[-1] : n]]
    excess = np.zeros(n)
    excess[:first] += inlet
    excess[layers[-1] :] += outlet
    total, largest = np.empty(n), np.empty(n, np.float32)
    compiled.diagonal(neighbours, kinds, table, excess, total, largest)
    lengths = (spacing[0], 1.0, spacing[1]) if flat else (spacing[0], spacing[1], spacing[2])
    return Network(
        neighbours, kinds, table, total, largest, inlet, outlet, excess, layers, places, cube.shape, lengths
    )
