# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False, cdivision=True
"""Bit-packed counting of pixel pairs and runs; see _kernel.pyi for what each function takes and gives.

Every function works on a range of rows or blocks, releases the GIL and writes only its own part of the
output, so the callers share one picture among ordinary Python threads.
"""

from libc.stdint cimport int32_t, int64_t, uint8_t, uint16_t, uint64_t
from libc.stdlib cimport free, malloc
from libc.string cimport memcpy, memset

cdef extern from "_bits.h" nogil:
    int gd_lowest(uint64_t x)
    uint64_t gd_within(Py_ssize_t w, Py_ssize_t first, Py_ssize_t last)
    uint64_t gd_cyclic(const uint64_t *row, Py_ssize_t words, Py_ssize_t period, Py_ssize_t p)
    void gd_cyclic8(const uint64_t *row, Py_ssize_t words, Py_ssize_t period, Py_ssize_t p, uint64_t *out)

cdef extern from "_pack.h" nogil:
    void gd_pack_by_u8(int path, const uint8_t *pixels, Py_ssize_t n, uint8_t first, uint8_t span,
                       uint64_t *words)
    void gd_pack_by_u16(int path, const uint16_t *pixels, Py_ssize_t n, uint16_t first, uint16_t span,
                        uint64_t *words)
    void gd_turn8_by(int path, uint64_t *words)

cdef extern from "_popcount.h" nogil:
    int gd_supported(int path)
    int64_t gd_count(int path, const uint64_t *a, const uint64_t *b, Py_ssize_t rows)
    int64_t gd_count_row(int path, const uint64_t *a)
    void gd_count_four(int path, const uint64_t *a, const uint64_t *b, Py_ssize_t rows, int64_t *out)

cdef extern from "_runs.h" nogil:
    enum:
        GD_COLUMNS
        GD_PARTS
    void gd_runs_across(int path, const uint64_t *row, Py_ssize_t nx, int periodic, int64_t *runs,
                        int32_t *list)
    void gd_runs_down(int path, const uint64_t *top, Py_ssize_t stride, Py_ssize_t rows, Py_ssize_t nx,
                      int slope, Py_ssize_t first, Py_ssize_t last, int periodic, int64_t *runs,
                      int32_t *room)

PARTS = GD_PARTS
PATHS = ("plain", "popcnt", "avx2", "avx512", "neon")

cdef enum:
    ROW = 8        # words in a row of a block
    LAGS = 64      # lags that share a tile of rows while it is in the cache
    TILE = 512     # rows of a tile: 32 KiB


def supported(int path):
    return bool(gd_supported(path))


def pack_u8(const uint8_t[:, :, :] pixels, int first, int last, uint64_t[:, :, ::1] words,
            Py_ssize_t start, Py_ssize_t stop, int path):
    cdef Py_ssize_t ny = pixels.shape[1], nx = pixels.shape[2], i
    with nogil:
        for i in range(start, stop):
            gd_pack_by_u8(path, &pixels[i // ny, i % ny, 0], nx, <uint8_t>first, <uint8_t>(last - first),
                       &words[i // ny, i % ny, 0])


def pack_u16(const uint16_t[:, :, :] pixels, int first, int last, uint64_t[:, :, ::1] words,
             Py_ssize_t start, Py_ssize_t stop, int path):
    cdef Py_ssize_t ny = pixels.shape[1], nx = pixels.shape[2], i
    with nogil:
        for i in range(start, stop):
            gd_pack_by_u16(path, &pixels[i // ny, i % ny, 0], nx, <uint16_t>first, <uint16_t>(last - first),
                        &words[i // ny, i % ny, 0])


def arrange(const uint64_t[:, :, ::1] words, Py_ssize_t nx, int axis, uint64_t[:, :, ::1] blocks,
            Py_ssize_t start, Py_ssize_t stop, int path):
    cdef Py_ssize_t b
    with nogil:
        for b in range(start, stop):
            if axis == 2:
                _turn(words, nx, &blocks[b, 0, 0], b, path)
            else:
                _stand(words, axis, &blocks[b, 0, 0], b)


cdef void _turn(const uint64_t[:, :, ::1] words, Py_ssize_t nx, uint64_t *block, Py_ssize_t b,
                int path) noexcept nogil:
    """Lines along x of block b: squares of 64 by 64 bits, turned eight a time."""
    cdef Py_ssize_t wide = words.shape[2], tall = (words.shape[1] + 63) // 64
    cdef Py_ssize_t columns = words.shape[0] * tall, lane, column, y, w, i, k, rows, here
    cdef uint64_t squares[64 * 8]
    cdef const uint64_t *top
    cdef uint64_t *to
    for w in range(0, wide, 8):
        here = min(<Py_ssize_t>8, wide - w)
        for lane in range(ROW):
            column = b * ROW + lane
            rows = 0
            if column < columns:
                y = 64 * (column % tall)
                rows = min(<Py_ssize_t>64, words.shape[1] - y)
                top = &words[column // tall, y, w]
            if rows < 64 or here < 8:
                memset(squares, 0, sizeof(squares))
            if here == 8:
                for i in range(rows):
                    memcpy(squares + 8 * i, top + i * wide, 8 * sizeof(uint64_t))
            else:
                for i in range(rows):
                    memcpy(squares + 8 * i, top + i * wide, here * sizeof(uint64_t))
            if rows:
                gd_turn8_by(path, squares)
            for k in range(here):
                to = block + 64 * (w + k) * ROW + lane
                for i in range(min(<Py_ssize_t>64, nx - 64 * (w + k))):
                    to[i * ROW] = squares[8 * i + k]


cdef void _stand(const uint64_t[:, :, ::1] words, int axis, uint64_t *block, Py_ssize_t b) noexcept nogil:
    """Lines along y (1) or z (0) of block b: eight columns of words."""
    cdef Py_ssize_t wide = words.shape[2], rows = words.shape[axis], across = words.shape[1 - axis]
    cdef Py_ssize_t lane = 0, column, plane, w, here, i, step = words.shape[1] * wide if axis == 0 else wide
    cdef const uint64_t *top
    while lane < ROW:
        column = b * ROW + lane
        plane = column // wide
        w = column % wide
        if plane >= across:
            for i in range(rows):
                memset(block + i * ROW + lane, 0, (ROW - lane) * sizeof(uint64_t))
            return
        here = min(ROW - lane, wide - w)  # columns side by side
        top = &words[0, plane, w] if axis == 0 else &words[plane, 0, w]
        if here == ROW:
            for i in range(rows):
                memcpy(block + i * ROW, top + i * step, ROW * sizeof(uint64_t))
        else:
            for i in range(rows):
                memcpy(block + i * ROW + lane, top + i * step, here * sizeof(uint64_t))
        lane += here


def shear(const uint64_t[:, :, :] words, Py_ssize_t period, Py_ssize_t dz, Py_ssize_t dy, Py_ssize_t dx,
          Py_ssize_t tall, uint64_t[:, :, ::1] blocks, Py_ssize_t start, Py_ssize_t stop):
    cdef Py_ssize_t nz = words.shape[0], ny = words.shape[1], wide = words.shape[2]
    cdef Py_ssize_t across = (period + 63) // 64, planes = tall * dz if dz else nz * dy
    cdef Py_ssize_t b, lane, here, column, plane, w, i, z, y, k, slow = dz if dz else dy
    cdef uint64_t last = <uint64_t>-1 >> (64 * across - period)
    cdef uint64_t *to
    cdef uint64_t found[ROW]
    with nogil:
        for b in range(start, stop):
            lane = 0
            while lane < ROW:
                column = b * ROW + lane
                plane = column // across
                w = column % across
                here = min(ROW - lane, across - w)  # columns of one plane
                for i in range(blocks.shape[1]):
                    to = &blocks[b, i, lane]
                    if dz:
                        z = plane % slow + slow * i
                        y = (plane // slow + dy * i) % tall
                    else:
                        z = plane // slow
                        y = plane % slow + slow * i
                    if plane >= planes or z >= nz or y >= ny:
                        memset(to, 0, here * sizeof(uint64_t))
                        continue
                    gd_cyclic8(&words[z, y, 0], wide, period, (64 * w + dx * i) % period, found)
                    memcpy(to, found, here * sizeof(uint64_t))
                    if w + here == across:
                        to[here - 1] &= last
                lane += here


def corner(const uint64_t[:, :, :] words, Py_ssize_t nx, Py_ssize_t dy, Py_ssize_t dx, bint opposite,
           int64_t[::1] counts, int path):
    cdef Py_ssize_t reach = counts.shape[0], ny = words.shape[1], wide = words.shape[2]
    cdef Py_ssize_t z, i, y, w, x, k, near, far
    cdef uint64_t bits
    cdef uint64_t row[ROW]
    with nogil:
        memset(row, 0, sizeof(row))
        for z in range(words.shape[0]):
            for i in range(min(ny, dy * reach)):
                y = ny - 1 - i if opposite else i
                k = i // dy
                near = min(nx, dx * (k + 1))  # so far along the row, the row decides
                far = min(nx, dx * reach)
                for w in range((nx - far) >> 6 if opposite else 0, wide if opposite else (far + 63) >> 6):
                    bits = words[z, y, w]
                    row[0] = bits & (gd_within(w, nx - near, nx) if opposite else gd_within(w, 0, near))
                    counts[k] += gd_count_row(path, row)
                    bits &= gd_within(w, nx - far, nx - near) if opposite else gd_within(w, near, far)
                    while bits:
                        x = 64 * w + gd_lowest(bits)
                        bits &= bits - 1
                        counts[(nx - 1 - x if opposite else x) // dx] += 1


def tile(const uint64_t[:, :, :] words, Py_ssize_t nx, uint64_t[:, :, ::1] tiled, Py_ssize_t start,
         Py_ssize_t stop):
    cdef Py_ssize_t nz = words.shape[0], ny = words.shape[1], tall = tiled.shape[1], i, w, z, y
    with nogil:
        for i in range(start, stop):
            z = i // tall % nz
            y = i % tall % ny
            for w in range(tiled.shape[2]):
                tiled[i // tall, i % tall, w] = gd_cyclic(&words[z, y, 0], words.shape[2], nx, 64 * w % nx)


def row_counts(const uint64_t[:, :, ::1] blocks, Py_ssize_t start, Py_ssize_t stop, int64_t[::1] counts,
               int path):
    cdef Py_ssize_t b, i
    with nogil:
        for b in range(start, stop):
            for i in range(blocks.shape[1]):
                counts[i] += gd_count_row(path, &blocks[b, i, 0])


def pair_counts(const uint64_t[:, :, ::1] first, const uint64_t[:, :, ::1] second, Py_ssize_t start,
                Py_ssize_t stop, Py_ssize_t lag, int64_t[::1] counts, int path):
    cdef Py_ssize_t b
    with nogil:
        for b in range(start, stop):
            _pairs(&first[b, 0, 0], first.shape[1], &second[b, 0, 0], second.shape[1], lag,
                   counts.shape[0], &counts[0], path)


cdef void _pairs(const uint64_t *first, Py_ssize_t rows, const uint64_t *second, Py_ssize_t n,
                 Py_ssize_t lag, Py_ssize_t lags, int64_t *counts, int path) noexcept nogil:
    """counts[j] += bits of `first` whose bit lag + j rows further on in `second`, of n rows, is set too."""
    cdef int64_t group[LAGS]
    cdef Py_ssize_t done = 0, here, i, r, k, end, rest
    while done < lags:
        here = min(<Py_ssize_t>LAGS, lags - done)
        memset(group, 0, sizeof(group))
        i = 0
        while i < min(rows, n - lag - done):
            k = 0
            while k < here:
                r = lag + done + k
                # Rows that all four lags have; what the shorter ones have beyond is counted below.
                end = min(min(i + TILE, rows), n - r - 3)
                if end > i:
                    gd_count_four(path, first + i * ROW, second + (i + r) * ROW, end - i, group + k)
                k += 4
            i += TILE
        for k in range(here):
            r = lag + done + k
            rest = min(rows, max(<Py_ssize_t>0, n - (r - k % 4) - 3))
            counts[done + k] += group[k] + gd_count(path, first + rest * ROW, second + (rest + r) * ROW,
                                                    min(rows, n - r) - rest)
        done += LAGS


def runs_across(const uint64_t[:, :, ::1] words, Py_ssize_t nx, Py_ssize_t start, Py_ssize_t stop,
                bint periodic, int64_t[:, :, ::1] runs, int path):
    cdef Py_ssize_t i, ny = words.shape[1]
    cdef int32_t *room = <int32_t *>malloc((nx + 68) * sizeof(int32_t))
    if room == NULL:
        raise MemoryError
    with nogil:
        for i in range(start, stop):
            gd_runs_across(path, &words[i // ny, i % ny, 0], nx, periodic, &runs[0, 0, 0], room)
    free(room)


def runs_down(const uint64_t[:, :, :] words, Py_ssize_t nx, int slope, Py_ssize_t plane, Py_ssize_t planes,
              Py_ssize_t first, Py_ssize_t last, bint periodic, int64_t[:, :, ::1] runs, int path):
    cdef Py_ssize_t stride = words.strides[1] // <Py_ssize_t>sizeof(uint64_t), p, c
    cdef int32_t room[3 * GD_COLUMNS + 132]
    with nogil:
        for p in range(plane, planes):
            c = first
            while c < last:
                gd_runs_down(path, &words[p, 0, 0], stride, words.shape[1], nx, slope, c,
                             min(c + GD_COLUMNS, last), periodic, &runs[0, 0, 0], room)
                c += GD_COLUMNS


def histogram_u8(const uint8_t[:, :, :] pixels, int64_t[::1] counts):
    cdef Py_ssize_t z, y, x, nx = pixels.shape[2], k
    cdef const uint8_t *row
    cdef int64_t part[4][256]
    with nogil:
        # Four histograms: neighbouring pixels are often equal, and a counter must not wait for itself.
        memset(part, 0, sizeof(part))
        for z in range(pixels.shape[0]):
            for y in range(pixels.shape[1]):
                row = &pixels[z, y, 0]
                for x in range(0, nx - 3, 4):
                    part[0][row[x]] += 1
                    part[1][row[x + 1]] += 1
                    part[2][row[x + 2]] += 1
                    part[3][row[x + 3]] += 1
                for x in range(nx - nx % 4, nx):
                    part[0][row[x]] += 1
        for k in range(256):
            counts[k] += part[0][k] + part[1][k] + part[2][k] + part[3][k]


def histogram_u16(const uint16_t[:, :, :] pixels, int64_t[::1] counts):
    cdef Py_ssize_t z, y, x
    cdef const uint16_t *row
    with nogil:
        for z in range(pixels.shape[0]):
            for y in range(pixels.shape[1]):
                row = &pixels[z, y, 0]
                for x in range(pixels.shape[2]):
                    counts[row[x]] += 1
