# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False, cdivision=True
"""Run lengths at every grey level; see _levels.pyi. Releases the GIL."""

from libc.stdint cimport int64_t, uint8_t
from libc.stdlib cimport free, malloc
from libc.string cimport memcpy

cdef extern from "_levels.h" nogil:
    void gd_level_runs(const uint8_t *line, Py_ssize_t stride, const uint8_t *mask, Py_ssize_t mask_stride,
                       Py_ssize_t n, int flip, Py_ssize_t reach, int64_t *changes)

cdef enum:
    SIDE = 64  # columns that are walked one after another from a copy that stays in the cache


def level_runs_across(const uint8_t[:, :, ::1] pixels, const uint8_t[:, :, ::1] mask, Py_ssize_t start,
                      Py_ssize_t stop, int64_t[:, :, ::1] changes):
    cdef Py_ssize_t ny = pixels.shape[1], nx = pixels.shape[2], reach = changes.shape[1] - 2, i
    cdef const uint8_t *inside = NULL
    with nogil:
        for i in range(start, stop):
            if mask is not None:
                inside = &mask[i // ny, i % ny, 0]
            gd_level_runs(&pixels[i // ny, i % ny, 0], 1, inside, 1, nx, 255, reach, &changes[0, 0, 0])
            gd_level_runs(&pixels[i // ny, i % ny, 0], 1, inside, 1, nx, 0, reach, &changes[1, 0, 0])


def level_runs_down(const uint8_t[:, :, :] pixels, const uint8_t[:, :, :] mask, Py_ssize_t start,
                    Py_ssize_t stop, int64_t[:, :, ::1] changes):
    cdef Py_ssize_t rows = pixels.shape[1], nx = pixels.shape[2], wide = (nx + SIDE - 1) // SIDE
    cdef Py_ssize_t reach = changes.shape[1] - 2, part, p, x, i, here
    cdef uint8_t *copy = <uint8_t *>malloc(2 * rows * SIDE)
    cdef const uint8_t *inside
    if copy == NULL:
        raise MemoryError
    with nogil:
        for part in range(start, stop):
            p = part // wide
            x = SIDE * (part % wide)
            here = min(<Py_ssize_t>SIDE, nx - x)
            for i in range(rows):
                memcpy(copy + i * SIDE, &pixels[p, i, x], here)
                if mask is not None:
                    memcpy(copy + (rows + i) * SIDE, &mask[p, i, x], here)
            for i in range(here):
                inside = NULL if mask is None else copy + rows * SIDE + i
                gd_level_runs(copy + i, SIDE, inside, SIDE, rows, 255, reach, &changes[0, 0, 0])
                gd_level_runs(copy + i, SIDE, inside, SIDE, rows, 0, reach, &changes[1, 0, 0])
    free(copy)
