# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False, cdivision=True
"""One cycle of the aggregation multigrid on the network and graphs of _transport.pyx; see _multigrid.pyi."""

from libc.stdint cimport int32_t, uint8_t
from libc.string cimport memset

import numpy as np

cdef enum:
    DEEPEST = 64
    ALONE = 8               # sweeps to and fro on a last level too large to invert

cdef struct Level:
    Py_ssize_t n
    int inverted                # whether this last level is
    int slots                   # of a network; 0: a graph
    int several                 # whether the network has several classes
    int stride                  # of a row of the table
    const int32_t* neighbours
    const uint8_t* kinds
    const float* table
    const int32_t* starts
    const int32_t* ends
    const float* weights
    const float* total
    const float* excess
    const float* inverse        # of the diagonal; of the last level the inverse of the whole matrix
    const int32_t* groups
    float* b
    float* c
    float* v
    float* d


cdef inline float _inflow(const Level* a, Py_ssize_t i, const float* x) noexcept nogil:
    """Sum of conductance times potential over the neighbours of i."""
    cdef float sum_ = 0
    cdef int s
    cdef Py_ssize_t e
    cdef const int32_t* near
    cdef const float* row
    if a.slots == 0:
        for e in range(a.starts[i], a.starts[i + 1]):
            sum_ += a.weights[e] * x[a.ends[e]]
        return sum_
    near = a.neighbours + i * a.slots
    if not a.several:
        sum_ = (a.table[0] * (x[near[0]] + x[near[1]])
                + a.table[4] * (x[near[2]] + x[near[3]]))
        if a.slots == 6:
            sum_ = sum_ + a.table[8] * (x[near[4]] + x[near[5]])
        return sum_
    row = a.table + a.kinds[i] * a.stride
    for s in range(a.slots):
        sum_ += row[(s >> 1) * a.stride * a.stride + a.kinds[near[s]]] * x[near[s]]
    return sum_


cdef inline float _outflow(const Level* a, Py_ssize_t i, const float* x) noexcept nogil:
    """What flows out of i: by differences of potential, for the sum of large conductances would round it off."""
    cdef float sum_ = 0, here = x[i]
    cdef int s
    cdef Py_ssize_t e
    cdef const int32_t* near
    cdef const float* row
    if a.slots == 0:
        for e in range(a.starts[i], a.starts[i + 1]):
            sum_ += a.weights[e] * (here - x[a.ends[e]])
        return sum_ + a.excess[i] * here
    if not a.several:
        return a.total[i] * here - _inflow(a, i, x)
    near = a.neighbours + i * a.slots
    row = a.table + a.kinds[i] * a.stride
    for s in range(a.slots):
        sum_ += row[(s >> 1) * a.stride * a.stride + a.kinds[near[s]]] * (here - x[near[s]])
    return sum_ + a.excess[i] * here


cdef void _sweep(const Level* a, const float* b, float* x, bint back) noexcept nogil:
    """Gauss-Seidel in the order of the nodes, or against it.

    The node just done comes in last: everything else of the next one can be worked out meanwhile.
    """
    cdef Py_ssize_t i, at
    cdef int done = a.slots - 1 if back else a.slots - 2
    cdef int todo = a.slots - 2 if back else a.slots - 1
    cdef int s
    cdef const int32_t* near
    cdef const float* row
    cdef float t0, t1, t2, sum_
    if a.slots == 0:
        for i in range(a.n):
            at = a.n - 1 - i if back else i
            x[at] = (b[at] + _inflow(a, at, x)) * a.inverse[at]
    elif a.several:
        for i in range(a.n):
            at = a.n - 1 - i if back else i
            near = a.neighbours + at * a.slots
            row = a.table + a.kinds[at] * a.stride
            sum_ = b[at]
            for s in range(a.slots - 2):
                sum_ += row[(s >> 1) * a.stride * a.stride + a.kinds[near[s]]] * x[near[s]]
            row += ((a.slots >> 1) - 1) * a.stride * a.stride
            sum_ = (sum_ + row[a.kinds[near[todo]]] * x[near[todo]]) * a.inverse[at]
            x[at] = sum_ + row[a.kinds[near[done]]] * a.inverse[at] * x[near[done]]
    elif a.slots == 6:
        t0, t1, t2 = a.table[0], a.table[4], a.table[8]
        for i in range(a.n):
            at = a.n - 1 - i if back else i
            near = a.neighbours + at * 6
            sum_ = b[at] + t0 * (x[near[0]] + x[near[1]]) + t1 * (x[near[2]] + x[near[3]])
            sum_ = (sum_ + t2 * x[near[todo]]) * a.inverse[at]
            x[at] = sum_ + t2 * a.inverse[at] * x[near[done]]
    else:
        t0, t1 = a.table[0], a.table[4]
        for i in range(a.n):
            at = a.n - 1 - i if back else i
            near = a.neighbours + at * 4
            sum_ = (b[at] + t0 * (x[near[0]] + x[near[1]]) + t1 * x[near[todo]]) * a.inverse[at]
            x[at] = sum_ + t1 * a.inverse[at] * x[near[done]]


cdef void _cycle(const Level* a, const float* b, float* x, int sweeps) noexcept nogil:
    """One multigrid cycle from zero: x approximates the solution of A x = b."""
    cdef Py_ssize_t i, j
    cdef int turn_
    cdef const Level* coarse
    cdef float sum_
    if a.groups == NULL and not a.inverted:
        memset(x, 0, a.n * sizeof(float))
        for turn_ in range(ALONE):
            _sweep(a, b, x, False)
            _sweep(a, b, x, True)
        return
    if a.groups == NULL:
        for i in range(a.n):
            sum_ = 0
            for j in range(a.n):
                sum_ += a.inverse[i * a.n + j] * b[j]
            x[i] = sum_
        return
    memset(x, 0, a.n * sizeof(float))
    for turn_ in range(sweeps):
        _sweep(a, b, x, False)
    coarse = a + 1
    memset(coarse.b, 0, coarse.n * sizeof(float))
    for i in range(a.n):
        coarse.b[a.groups[i]] += b[i] - _outflow(a, i, x)
    _accelerated(coarse, sweeps)
    for i in range(a.n):
        x[i] += coarse.c[a.groups[i]]
    for turn_ in range(sweeps):
        _sweep(a, b, x, True)


cdef void _accelerated(const Level* a, int sweeps) noexcept nogil:
    """At most two steps of flexible conjugate gradients, each with a cycle: c solves A c = b, b is used up."""
    cdef Py_ssize_t i
    cdef double rho = 0, alpha = 0, before = 0, after = 0, gamma = 0, beta = 0, second = 0
    cdef double along, other
    cdef float image
    _cycle(a, a.b, a.c, sweeps)
    if a.groups == NULL:
        return
    for i in range(a.n):
        image = _outflow(a, i, a.c)
        a.v[i] = image
        rho += <double>a.c[i] * image
        alpha += <double>a.c[i] * a.b[i]
        before += <double>a.b[i] * a.b[i]
    if not rho > 0:
        return
    along = alpha / rho
    for i in range(a.n):
        a.b[i] -= <float>along * a.v[i]
        after += <double>a.b[i] * a.b[i]
    if after > before * 0.0625:
        _cycle(a, a.b, a.d, sweeps)
        for i in range(a.n):
            gamma += <double>a.d[i] * a.v[i]
            beta += <double>a.d[i] * _outflow(a, i, a.d)
            second += <double>a.d[i] * a.b[i]
        other = beta - gamma * gamma / rho
        if other > 0:
            other = second / other
            along -= gamma * other / rho
            for i in range(a.n):
                a.c[i] = <float>along * a.c[i] + <float>other * a.d[i]
            return
    for i in range(a.n):
        a.c[i] *= <float>along


cdef class Cycle:
    """Levels from the network down to a matrix that is inverted whole; holds on to their arrays."""

    cdef Level levels[DEEPEST]
    cdef int depth
    cdef int sweeps
    cdef list kept

    def __cinit__(self, int sweeps):
        self.depth = 0
        self.sweeps = sweeps
        self.kept = []

    def network(self, const int32_t[:, ::1] neighbours, const uint8_t[::1] kinds, const float[:, :, ::1] table,
                const float[::1] total, const float[::1] excess, const float[::1] inverse,
                const int32_t[::1] groups=None):
        cdef Level* a = self._next(neighbours.shape[0], (neighbours, kinds, table, total, excess, inverse, groups))
        a.slots = <int>neighbours.shape[1]
        a.stride = <int>table.shape[2]
        a.several = a.stride > 2
        a.neighbours = &neighbours[0, 0]
        a.kinds = &kinds[0]
        a.table = &table[0, 0, 0]
        a.total = &total[0]
        a.excess = &excess[0]
        a.inverse = &inverse[0]
        a.groups = &groups[0] if groups is not None else NULL

    def graph(self, const int32_t[::1] starts, const int32_t[::1] ends, const float[::1] weights,
              const float[::1] total, const float[::1] excess, const float[::1] inverse,
              const int32_t[::1] groups=None):
        cdef Py_ssize_t n = total.shape[0]
        cdef float[:, ::1] room = np.empty((4, n), np.float32)
        cdef Level* a = self._next(n, (starts, ends, weights, total, excess, inverse, groups, room))
        a.starts = &starts[0]
        a.ends = &ends[0] if ends.shape[0] else NULL
        a.weights = &weights[0] if ends.shape[0] else NULL
        a.total = &total[0]
        a.excess = &excess[0]
        a.inverse = &inverse[0]
        a.groups = &groups[0] if groups is not None else NULL
        self._rooms(a, room)

    def last(self, const float[:, ::1] inverse):
        cdef Py_ssize_t n = inverse.shape[0]
        cdef float[:, ::1] room = np.empty((4, n), np.float32)
        cdef Level* a = self._next(n, (inverse, room))
        a.inverted = True
        a.inverse = &inverse[0, 0]
        self._rooms(a, room)

    def apply(self, const float[::1] r, float[::1] z):
        with nogil:
            _cycle(&self.levels[0], &r[0], &z[0], self.sweeps)

    cdef void _rooms(self, Level* a, float[:, ::1] room) noexcept:
        a.b = &room[0, 0]
        a.c = &room[1, 0]
        a.v = &room[2, 0]
        a.d = &room[3, 0]

    cdef Level* _next(self, Py_ssize_t n, object arrays) except NULL:
        if self.depth == DEEPEST:
            raise ValueError("too many levels")
        cdef Level* a = &self.levels[self.depth]
        memset(a, 0, sizeof(Level))
        a.n = n
        self.depth += 1
        self.kept.append(arrays)
        return a
