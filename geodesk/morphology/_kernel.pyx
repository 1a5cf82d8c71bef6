# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False, cdivision=True
"""Bit-packed counting of pixel pairs and runs; see _kernel.pyi for what each function takes and gives.

Every function works on a range of rows or blocks, releases the GIL and writes only its own part of the
output, so the callers share one picture among ordinary Python threads.
"""

from libc.stdint cimport int64_t, uint8_t, uint16_t, uint64_t
from libc.string cimport memset

cdef extern from "_bits.h" nogil:
    int gd_lowest(uint64_t x)
    void gd_pack_u8(const uint8_t *pixels, Py_ssize_t n, uint8_t first, uint8_t span, uint64_t *words)
    void gd_pack_u16(const uint16_t *pixels, Py_ssize_t n, uint16_t first, uint16_t span, uint64_t *words)
    void gd_transpose64(uint64_t *words)
    uint64_t gd_cyclic(const uint64_t *row, Py_ssize_t words, Py_ssize_t period, Py_ssize_t p)

cdef extern from "_popcount.h" nogil:
    int gd_supported(int path)
    int64_t gd_count(int path, const uint64_t *a, const uint64_t *b, Py_ssize_t rows)
    int64_t gd_count_row(int path, const uint64_t *a)
    void gd_count_four(int path, const uint64_t *a, const uint64_t *b, Py_ssize_t rows, int64_t *out)

PATHS = ("plain", "popcnt", "avx2", "avx512", "neon")

cdef enum:
    ROW = 8        # words in a row of a block
    LINES = 512    # lines side by side in a block
    LAGS = 64      # lags that share a tile of rows while it is in the cache
    TILE = 512     # rows of a tile: 32 KiB


def supported(int path):
    return bool(gd_supported(path))


def pack_u8(const uint8_t[:, :, :] pixels, int first, int last, uint64_t[:, :, ::1] words,
            Py_ssize_t start, Py_ssize_t stop):
    cdef Py_ssize_t ny = pixels.shape[1], nx = pixels.shape[2], i
    with nogil:
        for i in range(start, stop):
            gd_pack_u8(&pixels[i // ny, i % ny, 0], nx, <uint8_t>first, <uint8_t>(last - first),
                       &words[i // ny, i % ny, 0])


def pack_u16(const uint16_t[:, :, :] pixels, int first, int last, uint64_t[:, :, ::1] words,
             Py_ssize_t start, Py_ssize_t stop):
    cdef Py_ssize_t ny = pixels.shape[1], nx = pixels.shape[2], i
    with nogil:
        for i in range(start, stop):
            gd_pack_u16(&pixels[i // ny, i % ny, 0], nx, <uint16_t>first, <uint16_t>(last - first),
                        &words[i // ny, i % ny, 0])


def arrange(const uint64_t[:, :, ::1] words, Py_ssize_t nx, int axis, uint64_t[:, :, ::1] blocks,
            Py_ssize_t start, Py_ssize_t stop):
    cdef Py_ssize_t nz = words.shape[0], ny = words.shape[1], wide = words.shape[2]
    cdef Py_ssize_t b, lane, column, i, z, y, w, count, columns, tall = (ny + 63) // 64
    cdef uint64_t square[64]
    with nogil:
        columns = ny * wide if axis == 0 else nz * wide if axis == 1 else nz * tall
        for b in range(start, stop):
            if axis == 2:
                for w in range(wide):
                    count = min(<Py_ssize_t>64, nx - 64 * w)
                    for lane in range(ROW):
                        column = b * ROW + lane
                        if column < columns:
                            z = column // tall
                            y = 64 * (column % tall)
                            for i in range(64):
                                square[i] = words[z, y + i, w] if y + i < ny else 0
                            gd_transpose64(square)
                        else:
                            memset(square, 0, sizeof(square))
                        for i in range(count):
                            blocks[b, 64 * w + i, lane] = square[i]
            else:
                for lane in range(ROW):
                    column = b * ROW + lane
                    if column >= columns:
                        for i in range(blocks.shape[1]):
                            blocks[b, i, lane] = 0
                    elif axis == 0:
                        for i in range(nz):
                            blocks[b, i, lane] = words[i, column // wide, column % wide]
                    else:
                        for i in range(ny):
                            blocks[b, i, lane] = words[column // wide, i, column % wide]


def shear(const uint64_t[:, :, :] words, Py_ssize_t period, Py_ssize_t dz, Py_ssize_t dy, Py_ssize_t dx,
          Py_ssize_t tall, uint64_t[:, :, ::1] blocks, Py_ssize_t start, Py_ssize_t stop):
    cdef Py_ssize_t nz = words.shape[0], ny = words.shape[1], wide = words.shape[2]
    cdef Py_ssize_t across = (period + 63) // 64, planes = tall * dz if dz else nz * dy
    cdef Py_ssize_t b, lane, column, plane, w, i, z, y, y_0, slow = dz if dz else dy
    cdef uint64_t last = <uint64_t>-1 >> (64 * across - period)
    with nogil:
        for b in range(start, stop):
            for lane in range(ROW):
                column = b * ROW + lane
                plane = column // across
                w = column % across
                y_0 = plane // slow
                for i in range(blocks.shape[1]):
                    if dz:
                        z = plane % slow + slow * i
                        y = (y_0 + dy * i) % tall
                    else:
                        z = y_0
                        y = plane % slow + slow * i
                    if plane < planes and z < nz and y < ny:
                        blocks[b, i, lane] = gd_cyclic(&words[z, y, 0], wide, period,
                                                       (64 * w + dx * i) % period)
                        if w == across - 1:
                            blocks[b, i, lane] &= last
                    else:
                        blocks[b, i, lane] = 0


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


def run_lengths(const uint64_t[:, :, ::1] blocks, Py_ssize_t start, Py_ssize_t stop, bint periodic,
                int64_t[:, ::1] runs):
    cdef Py_ssize_t b
    with nogil:
        for b in range(start, stop):
            _runs(&blocks[b, 0, 0], blocks.shape[1], periodic, &runs[0, 0])


cdef void _runs(const uint64_t *block, Py_ssize_t n, bint periodic, int64_t *runs) noexcept nogil:
    """Add the runs of a block's 512 lines to runs[value * (n + 1) + length]; length n is a whole line."""
    cdef Py_ssize_t since[LINES]
    cdef Py_ssize_t first[LINES]
    cdef const uint64_t *row
    cdef uint64_t edges, was
    cdef Py_ssize_t i, w, line, length
    memset(since, 0, sizeof(since))
    memset(first, 0, sizeof(first))
    for i in range(1, n):
        row = block + i * ROW
        for w in range(ROW):
            was = row[w - ROW]
            edges = row[w] ^ was
            while edges:
                line = gd_lowest(edges)
                edges &= edges - 1
                length = i - since[64 * w + line]
                since[64 * w + line] = i
                if periodic and length == i:
                    # The first run may go on beyond the end of the line.
                    first[64 * w + line] = length
                else:
                    # No branch on the value: it is as good as random.
                    runs[<Py_ssize_t>((was >> line) & 1) * (n + 1) + length] += 1
    row = block + (n - 1) * ROW
    for w in range(ROW):
        for line in range(64):
            length = n - since[64 * w + line]
            i = first[64 * w + line]
            if i and ((block[w] ^ row[w]) >> line) & 1 == 0:
                length += i
            elif i:
                runs[<Py_ssize_t>((block[w] >> line) & 1) * (n + 1) + i] += 1
            runs[<Py_ssize_t>((row[w] >> line) & 1) * (n + 1) + length] += 1


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
