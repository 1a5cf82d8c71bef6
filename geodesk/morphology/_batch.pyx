# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False, cdivision=True
"""S2 and L of many pictures of one size in one call; see _batch.pyi for what it takes and gives.

Small pictures take less time to count than Python needs to speak of them, so the loop over the pictures is
here. A picture's bits stay in the cache from packing to the last lag. The GIL is released.
"""

from libc.stdint cimport int64_t, uint8_t, uint16_t, uint64_t
from libc.stdlib cimport calloc, free
from libc.string cimport memset

cdef extern from "_bits.h" nogil:
    int gd_lowest(uint64_t x)
    void gd_pack_u8(const uint8_t *pixels, Py_ssize_t n, uint8_t first, uint8_t span, uint64_t *words)
    void gd_pack_u16(const uint16_t *pixels, Py_ssize_t n, uint16_t first, uint16_t span, uint64_t *words)
    void gd_transpose64(uint64_t *words)

cdef extern from "_popcount.h" nogil:
    int64_t gd_count(int path, const uint64_t *a, const uint64_t *b, Py_ssize_t rows)
    int64_t gd_count_row(int path, const uint64_t *a)
    void gd_count_four(int path, const uint64_t *a, const uint64_t *b, Py_ssize_t rows, int64_t *out)

cdef enum:
    ROW = 8        # words in a row of a block
    LINES = 512    # lines side by side in a block
    LAGS = 64      # lags that share a tile of rows while it is in the cache
    TILE = 512     # rows of a tile: 32 KiB

ctypedef fused Pixel:
    uint8_t
    uint16_t


cdef struct Room:
    uint64_t *down     # blocks of the lines along y: (ceil(nx / 512), ny, 8)
    uint64_t *across   # blocks of the lines along x: (ceil(ny / 512), nx, 8)
    uint64_t *row      # one packed row and what fills its last block
    int64_t *before    # ones before each position, max(ny, nx) + 1
    int64_t *runs      # two histograms of run lengths, 2 (max(ny, nx) + 1)


def both_axes(const Pixel[:, :, :] pixels, const int64_t[::1] above, int64_t[:, :, ::1] s2_y,
              int64_t[:, :, ::1] l_y, int64_t[:, :, ::1] s2_x, int64_t[:, :, ::1] l_x, Py_ssize_t start,
              Py_ssize_t stop, int path):
    cdef Py_ssize_t ny = pixels.shape[1], nx = pixels.shape[2], longest = max(ny, nx), picture
    cdef Py_ssize_t down = (nx + LINES - 1) // LINES, across = (ny + LINES - 1) // LINES
    cdef Py_ssize_t words = ROW * (down * ny + across * nx + down)
    cdef uint64_t *bits = <uint64_t *>calloc(<size_t>words, sizeof(uint64_t))
    cdef int64_t *sums = <int64_t *>calloc(<size_t>(3 * (longest + 1)), sizeof(int64_t))
    cdef Room room
    if bits == NULL or sums == NULL:
        free(bits)
        free(sums)
        raise MemoryError
    room.down = bits
    room.across = bits + ROW * down * ny
    room.row = room.across + ROW * across * nx
    room.before = sums
    room.runs = sums + longest + 1
    with nogil:
        for picture in range(start, stop):
            _pack(pixels, picture, above[picture], &room, down)
            _turn(&room, ny, nx, across)
            _along(room.down, down, ny, nx, s2_y.shape[2], &s2_y[picture, 0, 0], &l_y[picture, 0, 0],
                   &room, path)
            _along(room.across, across, nx, ny, s2_x.shape[2], &s2_x[picture, 0, 0], &l_x[picture, 0, 0],
                   &room, path)
    free(bits)
    free(sums)


cdef void _pack(const Pixel[:, :, :] pixels, Py_ssize_t picture, int64_t above, Room *room,
                Py_ssize_t blocks) noexcept nogil:
    """Set the bits of the pixels > above; -1 <= above <= the largest value of their type."""
    cdef Py_ssize_t ny = pixels.shape[1], nx = pixels.shape[2], y, b, w
    cdef int64_t largest = 255 if Pixel is uint8_t else 65535
    cdef uint64_t *row
    if above >= largest:
        memset(room.down, 0, <size_t>(ROW * blocks * ny) * sizeof(uint64_t))
        return
    for y in range(ny):
        # Up to 512 pixels a row lies in one block, where its words beyond the picture stay 0.
        row = room.down + ROW * y if blocks == 1 else room.row
        if Pixel is uint8_t:
            gd_pack_u8(&pixels[picture, y, 0], nx, <uint8_t>(above + 1), <uint8_t>(largest - above - 1), row)
        else:
            gd_pack_u16(&pixels[picture, y, 0], nx, <uint16_t>(above + 1), <uint16_t>(largest - above - 1),
                        row)
        if blocks > 1:
            for b in range(blocks):
                for w in range(ROW):
                    room.down[ROW * (b * ny + y) + w] = row[ROW * b + w]


cdef void _turn(Room *room, Py_ssize_t ny, Py_ssize_t nx, Py_ssize_t across) noexcept nogil:
    """The lines along x out of those along y."""
    cdef Py_ssize_t lane, w, i, count, y
    cdef const uint64_t *column
    cdef uint64_t *target
    cdef uint64_t square[64]
    for lane in range((ny + 63) // 64):
        y = 64 * lane
        for w in range((nx + 63) // 64):
            column = room.down + ROW * ((w // ROW) * ny + y) + w % ROW
            target = room.across + ROW * ((lane // ROW) * nx + 64 * w) + lane % ROW
            count = min(<Py_ssize_t>64, ny - y)
            for i in range(count):
                square[i] = column[ROW * i]
            for i in range(count, 64):
                square[i] = 0
            gd_transpose64(square)
            count = min(<Py_ssize_t>64, nx - 64 * w)
            for i in range(count):
                target[ROW * i] = square[i]


cdef void _along(const uint64_t *blocks, Py_ssize_t count, Py_ssize_t n, Py_ssize_t lines, Py_ssize_t lags,
                 int64_t *s2, int64_t *path_counts, Room *room, int path) noexcept nogil:
    """Fill s2 and path_counts, (2, lags) each by phase, from blocks of lines of n pixels."""
    cdef Py_ssize_t b, i, r, phase, used
    cdef int64_t ones, either, longer, segments
    cdef int64_t *runs
    memset(s2 + lags, 0, <size_t>lags * sizeof(int64_t))
    memset(room.runs, 0, <size_t>(2 * (n + 1)) * sizeof(int64_t))
    for b in range(count):
        used = min(<Py_ssize_t>ROW, (lines - b * LINES + 63) // 64)
        _pairs(blocks + b * ROW * n, n, lags, s2 + lags, path)
        _runs(blocks + b * ROW * n, n, used, room.runs)
        room.runs[n] -= 64 * used - min(<Py_ssize_t>(64 * used), lines - b * LINES)
    # Pairs of phase 0 = all - those that begin in phase 1 - those that end there + both.
    room.before[0] = 0
    for i in range(n):
        ones = 0
        for b in range(count):
            ones += gd_count_row(path, blocks + ROW * (b * n + i))
        room.before[i + 1] = room.before[i] + ones
    for r in range(lags):
        either = room.before[n - r] + room.before[n] - room.before[r]
        s2[r] = lines * (n - r) - either + s2[lags + r]
    for phase in range(2):
        runs = room.runs + phase * (n + 1)
        longer = 0
        segments = 0
        for i in range(n, 0, -1):
            longer += runs[i]
            segments += longer
            if i <= lags:
                path_counts[phase * lags + i - 1] = segments


cdef void _pairs(const uint64_t *block, Py_ssize_t n, Py_ssize_t lags, int64_t *counts, int path) noexcept nogil:
    """counts[r] += pairs of ones r apart in one block of n rows; lags <= n."""
    cdef int64_t group[LAGS]
    cdef Py_ssize_t done = 0, here, i, r, k, end, rest
    while done < lags:
        here = min(<Py_ssize_t>LAGS, lags - done)
        memset(group, 0, sizeof(group))
        i = 0
        while i < n - done:
            k = 0
            while k < here:
                r = done + k
                # Rows that all four lags have; what the shorter ones have beyond is counted below.
                end = min(i + TILE, n - r - 3)
                if end > i:
                    gd_count_four(path, block + i * ROW, block + (i + r) * ROW, end - i, group + k)
                k += 4
            i += TILE
        for k in range(here):
            r = done + k
            rest = max(<Py_ssize_t>0, n - (r - k % 4) - 3)
            counts[r] += group[k] + gd_count(path, block + rest * ROW, block + (rest + r) * ROW, n - r - rest)
        done += LAGS


cdef void _runs(const uint64_t *block, Py_ssize_t n, Py_ssize_t used, int64_t *runs) noexcept nogil:
    """Add the runs of the lines in the first `used` words to runs[value * (n + 1) + length]."""
    cdef int since[LINES]
    cdef const uint64_t *row
    cdef uint64_t edges, was
    cdef Py_ssize_t i, w
    cdef int line
    memset(since, 0, sizeof(since))
    for i in range(1, n):
        row = block + i * ROW
        for w in range(used):
            was = row[w - ROW]
            edges = row[w] ^ was
            while edges:
                line = gd_lowest(edges)
                edges &= edges - 1
                # No branch on the value: it is as good as random.
                runs[<Py_ssize_t>((was >> line) & 1) * (n + 1) + i - since[64 * w + line]] += 1
                since[64 * w + line] = <int>i
    row = block + (n - 1) * ROW
    for w in range(used):
        for line in range(64):
            runs[<Py_ssize_t>((row[w] >> line) & 1) * (n + 1) + n - since[64 * w + line]] += 1
