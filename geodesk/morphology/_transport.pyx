# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False, cdivision=True
"""Network of conducting cells, conjugate gradients on it, and how it is made coarser; see _transport.pyi.

Two forms of one symmetric matrix: the *network* of cells, whose conductances follow from the classes of two
neighbours and the axis between them, and the *graph* of a coarser level, in compressed rows. Every function
releases the GIL for all of its work.
"""

from libc.stdint cimport int32_t, int64_t, uint8_t
from libc.string cimport memset

cdef enum:
    FIELD = 21              # bits of one coordinate in a packed place


cdef int64_t ONE_FIELD = (1 << FIELD) - 1


def connect(const int32_t[:, :, ::1] numbers, const uint8_t[:, :, ::1] classes, int32_t[:, ::1] neighbours,
            uint8_t[::1] kinds, int64_t[::1] places):
    cdef Py_ssize_t n0 = numbers.shape[0], n1 = numbers.shape[1], n2 = numbers.shape[2]
    cdef int slots = <int>neighbours.shape[1]
    cdef Py_ssize_t i, j, k, s
    cdef int32_t n = <int32_t>neighbours.shape[0], at
    with nogil:
        for i in range(n0):
            for j in range(n1):
                for k in range(n2):
                    at = numbers[i, j, k]
                    if at == n:
                        continue
                    kinds[at] = classes[i, j, k]
                    places[at] = ((<int64_t>i << FIELD | <int64_t>j) << FIELD) | <int64_t>k
                    neighbours[at, 0] = numbers[i - 1, j, k] if i > 0 else n
                    neighbours[at, 1] = numbers[i + 1, j, k] if i + 1 < n0 else n
                    s = 2
                    if slots == 6:
                        neighbours[at, 2] = numbers[i, j - 1, k] if j > 0 else n
                        neighbours[at, 3] = numbers[i, j + 1, k] if j + 1 < n1 else n
                        s = 4
                    neighbours[at, s] = numbers[i, j, k - 1] if k > 0 else n
                    neighbours[at, s + 1] = numbers[i, j, k + 1] if k + 1 < n2 else n


def diagonal(const int32_t[:, ::1] neighbours, const uint8_t[::1] kinds, const double[:, :, ::1] table,
             const double[::1] excess, double[::1] total, float[::1] largest):
    cdef Py_ssize_t n = neighbours.shape[0], i
    cdef int slots = <int>neighbours.shape[1], s
    cdef double w, sum_, most
    with nogil:
        for i in range(n):
            sum_ = 0
            most = 0
            for s in range(slots):
                w = table[s >> 1, kinds[i], kinds[neighbours[i, s]]]
                sum_ += w
                if w > most:
                    most = w
            total[i] = sum_ + excess[i]
            largest[i] = <float>most


def multiply(const int32_t[:, ::1] neighbours, const uint8_t[::1] kinds, const double[:, :, ::1] table,
             const double[::1] total, const double[::1] excess, const double[::1] x, const double[::1] r,
             double[::1] out):
    cdef Py_ssize_t n = neighbours.shape[0], i
    cdef int slots = <int>neighbours.shape[1], s
    cdef double sum_, energy = 0, along = 0
    cdef double t0, t1, t2 = 0
    cdef const int32_t* near
    with nogil:
        if table.shape[1] == 2:
            t0 = table[0, 0, 0]
            t1 = table[1, 0, 0]
            if slots == 6:
                t2 = table[2, 0, 0]
            for i in range(n):
                near = &neighbours[i, 0]
                sum_ = t0 * (x[near[0]] + x[near[1]]) + t1 * (x[near[2]] + x[near[3]])
                if slots == 6:
                    sum_ = sum_ + t2 * (x[near[4]] + x[near[5]])
                sum_ = total[i] * x[i] - sum_
                out[i] = sum_
                energy += x[i] * sum_
                along += x[i] * r[i]
        else:
            # By differences: large conductances times nearly equal potentials would round off the small ones.
            for i in range(n):
                near = &neighbours[i, 0]
                sum_ = excess[i] * x[i]
                for s in range(slots):
                    sum_ += table[s >> 1, kinds[i], kinds[near[s]]] * (x[i] - x[near[s]])
                out[i] = sum_
                energy += x[i] * sum_
                along += x[i] * r[i]
    return energy, along


def dissipation(const int32_t[:, ::1] neighbours, const uint8_t[::1] kinds, const double[:, :, ::1] table,
                const double[::1] x):
    cdef Py_ssize_t n = neighbours.shape[0], i
    cdef int slots = <int>neighbours.shape[1], s
    cdef double sum_ = 0, apart
    with nogil:
        for i in range(n):
            for s in range(0, slots, 2):      # every link once
                apart = x[i] - x[neighbours[i, s]]
                sum_ += table[s >> 1, kinds[i], kinds[neighbours[i, s]]] * apart * apart
    return sum_


def turn(const float[::1] z, const double[::1] image, double[::1] p, double scale):
    cdef Py_ssize_t n = image.shape[0], i
    cdef double beta = 0
    with nogil:
        for i in range(n):
            beta += z[i] * image[i]
        beta *= scale
        for i in range(n):
            p[i] = z[i] - beta * p[i]


def step(double alpha, const double[::1] p, const double[::1] image, double[::1] x, double[::1] r,
         float[::1] residual):
    cdef Py_ssize_t n = image.shape[0], i
    with nogil:
        for i in range(n):
            x[i] += alpha * p[i]
            r[i] -= alpha * image[i]
            residual[i] = <float>r[i]


cdef inline int32_t _root(int32_t* parent, int32_t i) noexcept nogil:
    while parent[i] != i:
        parent[i] = parent[parent[i]]
        i = parent[i]
    return i


cdef inline void _join(int32_t* parent, int32_t i, int32_t j) noexcept nogil:
    i = _root(parent, i)
    j = _root(parent, j)
    if i < j:
        parent[j] = i
    else:
        parent[i] = j


cdef int32_t _number(int32_t* parent, Py_ssize_t n) noexcept nogil:
    """Replace each node's parent by the number of its tree; roots are the smallest nodes of their trees."""
    cdef int32_t count = 0
    cdef Py_ssize_t i
    # A root is marked by the complement of its number, so that it can be told from a parent not yet done.
    for i in range(n):
        if parent[i] == i:
            parent[i] = ~count
            count += 1
        else:
            # Parents are smaller, so they are done.
            parent[i] = parent[parent[i]]
    for i in range(n):
        parent[i] = ~parent[i]
    return count


def join_network(const int32_t[:, ::1] neighbours, const uint8_t[::1] kinds, const double[:, :, ::1] table,
                 const float[::1] largest, const int64_t[::1] blocks, float strong, int32_t[::1] groups):
    cdef Py_ssize_t n = neighbours.shape[0], i
    cdef int slots = <int>neighbours.shape[1], s
    cdef int32_t j, count
    cdef double w
    with nogil:
        for i in range(n):
            groups[i] = <int32_t>i
        for i in range(n):
            for s in range(0, slots, 2):      # the neighbours before i
                j = neighbours[i, s]
                if j == n or blocks[j] != blocks[i]:
                    continue
                w = table[s >> 1, kinds[i], kinds[j]]
                if w > 0 and w >= strong * max(largest[i], largest[j]):
                    _join(&groups[0], <int32_t>i, j)
        count = _number(&groups[0], n)
    return count


def join_graph(const int32_t[::1] starts, const int32_t[::1] ends, const float[::1] weights,
               const float[::1] largest, const int64_t[::1] blocks, float strong, int32_t[::1] groups):
    cdef Py_ssize_t n = largest.shape[0], i, e
    cdef int32_t j, count
    with nogil:
        for i in range(n):
            groups[i] = <int32_t>i
        for i in range(n):
            for e in range(starts[i], starts[i + 1]):
                j = ends[e]
                if j < i and blocks[j] == blocks[i] and weights[e] > 0 and (
                        weights[e] >= strong * max(largest[i], largest[j])):
                    _join(&groups[0], <int32_t>i, j)
        count = _number(&groups[0], n)
    return count


cdef inline float _shortened(int64_t a, int64_t b, const float* factors) noexcept nogil:
    """By how much longer the way between two blocks is than between their cells."""
    cdef int64_t differ = a ^ b
    if differ >> (2 * FIELD):
        return factors[0]
    if (differ >> FIELD) & ONE_FIELD:
        return factors[1]
    if differ & ONE_FIELD:
        return factors[2]
    return factors[3]


def members(const int32_t[::1] groups, int32_t[::1] starts, int32_t[::1] order):
    cdef Py_ssize_t n = groups.shape[0], count = starts.shape[0] - 1, i
    cdef int32_t at, before, many
    with nogil:
        memset(&starts[0], 0, starts.shape[0] * sizeof(int32_t))
        for i in range(n):
            starts[groups[i]] += 1
        before = 0
        for i in range(count + 1):
            many = starts[i]
            starts[i] = before
            before += many
        for i in range(n):
            at = starts[groups[i]]
            order[at] = <int32_t>i
            starts[groups[i]] = at + 1
        for i in range(count, 0, -1):
            starts[i] = starts[i - 1]
        starts[0] = 0


def leaving_network(const int32_t[:, ::1] neighbours, const int32_t[::1] groups):
    cdef Py_ssize_t n = neighbours.shape[0], i
    cdef int slots = <int>neighbours.shape[1], s
    cdef int64_t count = 0
    with nogil:
        for i in range(n):
            for s in range(slots):
                if neighbours[i, s] != n and groups[neighbours[i, s]] != groups[i]:
                    count += 1
    return count


def leaving_graph(const int32_t[::1] starts, const int32_t[::1] ends, const int32_t[::1] groups):
    cdef Py_ssize_t n = groups.shape[0], i, e
    cdef int64_t count = 0
    with nogil:
        for i in range(n):
            for e in range(starts[i], starts[i + 1]):
                count += groups[ends[e]] != groups[i]
    return count


cdef inline int32_t _put(int32_t* last, int32_t first, int32_t to, float w, int32_t at, int32_t* ends,
                         float* weights) noexcept nogil:
    """Add a link of the row that begins at `first`; gives where the row ends now."""
    if last[to] >= first:
        weights[last[to]] += w
        return at
    last[to] = at
    ends[at] = to
    weights[at] = w
    return at + 1


def condense_network(const int32_t[:, ::1] neighbours, const uint8_t[::1] kinds, const double[:, :, ::1] table,
                     const int32_t[::1] groups, const int32_t[::1] first, const int32_t[::1] order,
                     const int64_t[::1] blocks, const float[::1] factors, int32_t[::1] starts,
                     int32_t[::1] ends, float[::1] weights, int32_t[::1] last):
    cdef Py_ssize_t n = neighbours.shape[0], count = first.shape[0] - 1, g, m, e
    cdef int slots = <int>neighbours.shape[1], s
    cdef int32_t i, j, at = 0
    with nogil:
        for g in range(count):
            starts[g] = at
            for m in range(first[g], first[g + 1]):
                i = order[m]
                for s in range(slots):
                    j = neighbours[i, s]
                    if j == n or groups[j] == g:
                        continue
                    at = _put(&last[0], starts[g], groups[j], <float>table[s >> 1, kinds[i], kinds[j]], at,
                              &ends[0], &weights[0])
            for e in range(starts[g], at):
                weights[e] *= _shortened(blocks[g], blocks[ends[e]], &factors[0])
        starts[count] = at
    return at


def condense_graph(const int32_t[::1] from_starts, const int32_t[::1] from_ends, const float[::1] from_weights,
                   const int32_t[::1] groups, const int32_t[::1] first, const int32_t[::1] order,
                   const int64_t[::1] blocks, const float[::1] factors, int32_t[::1] starts,
                   int32_t[::1] ends, float[::1] weights, int32_t[::1] last):
    cdef Py_ssize_t count = first.shape[0] - 1, g, m, e
    cdef int32_t i, to, at = 0
    with nogil:
        for g in range(count):
            starts[g] = at
            for m in range(first[g], first[g + 1]):
                i = order[m]
                for e in range(from_starts[i], from_starts[i + 1]):
                    to = groups[from_ends[e]]
                    if to != g:
                        at = _put(&last[0], starts[g], to, from_weights[e], at, &ends[0], &weights[0])
            for e in range(starts[g], at):
                weights[e] *= _shortened(blocks[g], blocks[ends[e]], &factors[0])
        starts[count] = at
    return at


def summarise(const int32_t[::1] starts, const float[::1] weights, const float[::1] excess, float[::1] total,
              float[::1] largest):
    cdef Py_ssize_t n = excess.shape[0], i, e
    cdef double sum_
    cdef float most
    with nogil:
        for i in range(n):
            sum_ = excess[i]
            most = 0
            for e in range(starts[i], starts[i + 1]):
                sum_ += weights[e]
                most = max(most, weights[e])
            total[i] = <float>sum_
            largest[i] = most
