# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False, cdivision=True
"""Simulated annealing of a two-phase picture; see _anneal.pyi for what each name takes and gives."""

from libc.stdint cimport int16_t, int32_t, int64_t, uint8_t, uint16_t, uint32_t, uint64_t

import numpy as np

cdef extern from "_anneal.h" nogil:
    ctypedef struct gd_axis:
        uint8_t *ahead
        uint8_t *back
        int32_t *slope
        int16_t *low
        int16_t *high
        int16_t *weight
        int16_t *step
        int32_t *path_slope
        int16_t *path_weight
        int32_t *path_step
        Py_ssize_t n, pitch, lags, path_lags
        Py_ssize_t line[2]
        Py_ssize_t at[2]
        int dimension
    ctypedef struct gd_annealing:
        gd_axis axis[3]
        int axes, path, periodic, bits_x, bits_y
        Py_ssize_t ny, nx
        uint32_t *one
        uint32_t *zero
        uint32_t ones, zeros
        uint64_t seed, swaps, accepted
        const uint16_t *logarithm
    uint64_t gd_random(uint64_t seed, uint64_t n)
    uint32_t gd_below(uint64_t random, uint32_t n)
    void gd_find(const gd_annealing *s, gd_axis *axis, uint32_t pixel, int which)
    void gd_put(gd_axis *axis, int periodic, Py_ssize_t line, Py_ssize_t at, uint8_t value)
    void gd_anneal(gd_annealing *s, int64_t count, int64_t temperature, int interface)
    int64_t gd_mean_rise(gd_annealing *s, int64_t count)
    enum:
        GD_SLOPE_BITS
        GD_LAGS

cdef enum:
    CACHE_LINE = 64    # bytes; every line of pixels begins on one of its own
    SLACK = 8          # bytes that may be read beyond a run of pixels


def random(uint64_t seed, uint64_t n):
    return gd_random(seed, n)


def shuffle(uint32_t[::1] values, uint64_t seed):
    cdef uint32_t n = values.shape[0], i, j, other
    with nogil:
        for i in range(n):
            j = i + gd_below(gd_random(seed, i), n - i)
            other = values[i]
            values[i] = values[j]
            values[j] = other


cdef class Annealing:
    cdef gd_annealing state
    cdef tuple shape
    cdef uint32_t[::1] one, zero
    cdef list kept, slopes_of

    def __init__(self, tuple shape, one, zero, bint periodic, uint64_t seed, const uint16_t[::1] logarithm,
                 int path):
        self.shape = shape
        self.one, self.zero = np.array(one, np.uint32), np.array(zero, np.uint32)
        self.kept, self.slopes_of = [logarithm], []
        self.state.axes, self.state.path, self.state.periodic = 0, path, periodic
        self.state.ny, self.state.nx = shape[1], shape[2]
        self.state.bits_x = (shape[2] - 1).bit_length()
        self.state.bits_y = (shape[1] - 1).bit_length()
        self.state.one, self.state.zero = &self.one[0], &self.zero[0]
        self.state.ones, self.state.zeros = self.one.shape[0], self.zero.shape[0]
        self.state.seed, self.state.swaps, self.state.accepted = seed, 0, 0
        self.state.logarithm = &logarithm[0]
        self._number(self.one)
        self._number(self.zero)

    def add_axis(self, int dimension, slope, weight, path_slope, path_weight):
        cdef gd_axis *axis = &self.state.axis[self.state.axes]
        cdef uint8_t[:, ::1] ahead, back
        cdef int32_t[::1] slopes, path_slopes, path_step
        cdef int16_t[::1] low, high, weights, path_weights, step
        cdef Py_ssize_t n = self.shape[dimension], r, i, pitch
        cdef Py_ssize_t lags = (len(slope) + GD_LAGS - 1) // GD_LAGS * GD_LAGS, path_lags = len(path_slope)
        pitch = n + max(lags, n if path_lags else 0) + SLACK
        pitch = (pitch + CACHE_LINE - 1) // CACHE_LINE * CACHE_LINE
        lines = self.shape[0] * self.shape[1] * self.shape[2] // n
        ahead, back = _aligned((lines, pitch), np.uint8), _aligned((lines, pitch), np.uint8)
        slopes, weights = _aligned((lags,), np.int32), _aligned((lags,), np.int16)
        low, high, step = [_aligned((lags,), np.int16) for _ in range(3)]
        for r in range(1, len(slope)):
            slopes[r], weights[r] = slope[r], weight[r]
            low[r] = slopes[r] & ((1 << GD_SLOPE_BITS) - 1)
            high[r] = slopes[r] >> GD_SLOPE_BITS
        axis.ahead, axis.back = &ahead[0, 0], &back[0, 0]
        axis.slope, axis.low, axis.high = &slopes[0], &low[0], &high[0]
        axis.weight, axis.step = &weights[0], &step[0]
        axis.n, axis.pitch, axis.lags, axis.path_lags = n, pitch, lags, path_lags
        axis.dimension = dimension
        self.kept += [ahead, back, slopes, low, high, weights, step]
        pairs, path = np.asarray(slopes)[: len(slope)], None
        if path_lags:
            path_slopes, path_weights = np.array(path_slope, np.int32), np.array(path_weight, np.int16)
            path_step = np.zeros(path_lags, np.int32)
            axis.path_slope, axis.path_weight = &path_slopes[0], &path_weights[0]
            axis.path_step = &path_step[0]
            self.kept += [path_slopes, path_weights, path_step]
            path = np.asarray(path_slopes)
        self.slopes_of.append((pairs, path))
        with nogil:
            for i in range(self.state.ones):
                gd_find(&self.state, axis, self.state.one[i], 0)
                gd_put(axis, self.state.periodic, axis.line[0], axis.at[0], 1)
        self.state.axes += 1

    @property
    def swaps(self):
        return self.state.swaps

    @property
    def accepted(self):
        return self.state.accepted

    def resume(self, uint64_t swaps, uint64_t accepted):
        self.state.swaps, self.state.accepted = swaps, accepted

    def run(self, int64_t count, int64_t temperature, bint interface):
        with nogil:
            gd_anneal(&self.state, count, temperature, interface)

    def mean_rise(self, int64_t count):
        cdef int64_t mean
        with nogil:
            mean = gd_mean_rise(&self.state, count)
        return mean

    def slopes(self):
        return [(pairs.copy(), None if path is None else path.copy()) for pairs, path in self.slopes_of]

    def pixels(self):
        return self._indices(self.one), self._indices(self.zero)

    cdef void _number(self, uint32_t[::1] pixels):
        """Turn indices into the flattened array into the numbers that _anneal.h works on."""
        cdef uint32_t nx = self.state.nx, ny = self.state.ny, index, x, y, z
        cdef Py_ssize_t i
        for i in range(pixels.shape[0]):
            index = pixels[i]
            x, y, z = index % nx, index // nx % ny, index // nx // ny
            pixels[i] = x | y << self.state.bits_x | z << (self.state.bits_x + self.state.bits_y)

    cdef object _indices(self, uint32_t[::1] pixels):
        """Turn the numbers that _anneal.h works on into indices into the flattened array."""
        cdef uint32_t[::1] found = np.empty(pixels.shape[0], np.uint32)
        cdef uint32_t nx = self.state.nx, ny = self.state.ny, number, x, y, z
        cdef Py_ssize_t i
        for i in range(pixels.shape[0]):
            number = pixels[i]
            x = number & ((<uint32_t>1 << self.state.bits_x) - 1)
            y = (number >> self.state.bits_x) & ((<uint32_t>1 << self.state.bits_y) - 1)
            z = number >> (self.state.bits_x + self.state.bits_y)
            found[i] = (z * ny + y) * nx + x
        return np.asarray(found)


def _aligned(shape, dtype):
    """Zeros that begin on a cache line."""
    size = int(np.prod(shape)) * np.dtype(dtype).itemsize
    raw = np.zeros(size + CACHE_LINE, np.uint8)
    start = -raw.ctypes.data % CACHE_LINE
    return raw[start : start + size].view(dtype).reshape(shape)
