# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False, cdivision=True
"""S2 and L of many pictures of one size in one call; see _batch.pyi for what it takes and gives.

Small pictures take less time to count than Python needs to speak of them, so the loop over the pictures is
here, and a picture's bits stay in the cache from packing to the last lag. Lines stand in blocks of eight
words as elsewhere; where words are counted one by one, a block holds those of several pictures.
"""

from libc.stdint cimport int32_t, int64_t, uint8_t, uint16_t, uint64_t
from libc.stdlib cimport calloc, free
from libc.string cimport memcpy, memset

cdef extern from "_batch.h" nogil:
    int gd_by_lanes(int path)
    void gd_four_by_lanes(int path, const uint64_t *a, const uint64_t *b, Py_ssize_t rows, int64_t *out)
    void gd_one_by_lanes(int path, const uint64_t *a, const uint64_t *b, Py_ssize_t rows, int64_t *out)

cdef extern from "_pack.h" nogil:
    void gd_pack_by_u8(int path, const uint8_t *pixels, Py_ssize_t n, uint8_t first, uint8_t span,
                       uint64_t *words)
    void gd_pack_by_u16(int path, const uint16_t *pixels, Py_ssize_t n, uint16_t first, uint16_t span,
                        uint64_t *words)
    void gd_turn8_by(int path, uint64_t *words)

cdef extern from "_runs.h" nogil:
    enum:
        GD_COLUMNS
        GD_PARTS
    void gd_runs_across(int path, const uint64_t *row, Py_ssize_t nx, int periodic, int64_t *runs,
                        int32_t *list)
    void gd_runs_down(int path, const uint64_t *top, Py_ssize_t stride, Py_ssize_t rows, Py_ssize_t nx,
                      int slope, Py_ssize_t first, Py_ssize_t last, int periodic, int64_t *runs,
                      int32_t *room)

cdef enum:
    ROW = 8        # words in a row of a block
    TOGETHER = 8   # pictures that share blocks
    NARROW = 16    # words in a row of a picture that shares them; wider ones fill their own well enough
    LAGS = 64      # lags that share a tile of rows while it is in the cache
    TILE = 512     # rows of a tile: 32 KiB

ctypedef fused Pixel:
    uint8_t
    uint16_t


cdef struct Room:
    uint64_t *rows     # packed rows of one picture: (ny, ceil(nx / 64))
    uint64_t *down     # blocks of lines along y of all pictures together: (blocks, ny, 8)
    uint64_t *across   # blocks of lines along x: (blocks, nx, 8)
    int64_t *before    # ones before each position of each lane, 8 (longest + 1)
    int64_t *runs      # run lengths: (longest + 1, 2, GD_PARTS)
    int32_t *list      # edges of lines


def both_axes(const Pixel[:, :, :] pixels, const int64_t[::1] above, int64_t[:, :, ::1] s2_y,
              int64_t[:, :, ::1] l_y, int64_t[:, :, ::1] s2_x, int64_t[:, :, ::1] l_x, Py_ssize_t start,
              Py_ssize_t stop, int path):
    cdef Py_ssize_t ny = pixels.shape[1], nx = pixels.shape[2], longest = max(ny, nx)
    cdef Py_ssize_t wide = (nx + 63) // 64, tall = (ny + 63) // 64, first, picture, here
    cdef Py_ssize_t together = TOGETHER if gd_by_lanes(path) and max(wide, tall) <= NARROW else 1
    cdef Py_ssize_t down = (together * wide + ROW - 1) // ROW, across = (together * tall + ROW - 1) // ROW
    cdef uint64_t *bits = <uint64_t *>calloc(ny * wide + ROW * (down * ny + across * nx), sizeof(uint64_t))
    cdef int64_t *sums = <int64_t *>calloc((ROW + 2 * GD_PARTS) * (longest + 1), sizeof(int64_t))
    cdef int32_t *edges = <int32_t *>calloc(3 * GD_COLUMNS + 132 + nx, sizeof(int32_t))
    cdef Room room
    if bits == NULL or sums == NULL or edges == NULL:
        free(bits)
        free(sums)
        free(edges)
        raise MemoryError
    room.down = bits
    room.across = room.down + ROW * down * ny
    room.rows = room.across + ROW * across * nx
    room.before = sums
    room.runs = sums + ROW * (longest + 1)
    room.list = edges
    with nogil:
        first = start
        while first < stop:
            here = min(together, stop - first)
            for picture in range(here):
                _pack(pixels, first + picture, above[first + picture], room.rows, wide, path)
                _stand(&room, ny, wide, picture * wide)
                _turn(&room, ny, nx, wide, picture * tall, path)
                _segments(&room, ny, nx, wide, &l_y[first + picture, 0, 0], l_y.shape[2],
                          &l_x[first + picture, 0, 0], l_x.shape[2], path)
            _pairs(room.down, ny, wide, nx, s2_y.shape[2], &s2_y[first, 0, 0], here, &room, path)
            _pairs(room.across, nx, tall, ny, s2_x.shape[2], &s2_x[first, 0, 0], here, &room, path)
            first += here
    free(bits)
    free(sums)
    free(edges)


cdef void _pack(const Pixel[:, :, :] pixels, Py_ssize_t picture, int64_t above, uint64_t *rows,
                Py_ssize_t wide, int path) noexcept nogil:
    """Set the bits of the pixels > above; -1 <= above <= the largest value of their type."""
    cdef Py_ssize_t nx = pixels.shape[2], y
    cdef int64_t largest = 255 if Pixel is uint8_t else 65535
    if above >= largest:
        memset(rows, 0, pixels.shape[1] * wide * sizeof(uint64_t))
        return
    for y in range(pixels.shape[1]):
        if Pixel is uint8_t:
            gd_pack_by_u8(path, &pixels[picture, y, 0], nx, <uint8_t>(above + 1),
                          <uint8_t>(largest - above - 1), rows + y * wide)
        else:
            gd_pack_by_u16(path, &pixels[picture, y, 0], nx, <uint16_t>(above + 1),
                           <uint16_t>(largest - above - 1), rows + y * wide)


cdef void _stand(Room *room, Py_ssize_t ny, Py_ssize_t wide, Py_ssize_t lane) noexcept nogil:
    """The lines along y, from a lane on."""
    cdef Py_ssize_t done = 0, here, y
    cdef uint64_t *to
    while done < wide:
        here = min(wide - done, ROW - (lane + done) % ROW)
        to = room.down + ROW * ny * ((lane + done) // ROW) + (lane + done) % ROW
        for y in range(ny):
            memcpy(to + ROW * y, room.rows + y * wide + done, here * sizeof(uint64_t))
        done += here


cdef void _turn(Room *room, Py_ssize_t ny, Py_ssize_t nx, Py_ssize_t wide, Py_ssize_t lane,
                int path) noexcept nogil:
    """The lines along x, from a lane on: squares of 64 by 64 bits, turned eight a time."""
    cdef Py_ssize_t y = 0, w, i, k, rows, here
    cdef uint64_t squares[64 * 8]
    cdef uint64_t *to
    while y < ny:
        rows = min(<Py_ssize_t>64, ny - y)
        for w in range(0, wide, 8):
            here = min(<Py_ssize_t>8, wide - w)
            if rows < 64 or here < 8:
                memset(squares, 0, sizeof(squares))
            for i in range(rows):
                memcpy(squares + 8 * i, room.rows + (y + i) * wide + w, here * sizeof(uint64_t))
            gd_turn8_by(path, squares)
            for k in range(here):
                to = room.across + ROW * (nx * (lane // ROW) + 64 * (w + k)) + lane % ROW
                for i in range(min(<Py_ssize_t>64, nx - 64 * (w + k))):
                    to[ROW * i] = squares[8 * i + k]
        y += 64
        lane += 1


cdef void _segments(Room *room, Py_ssize_t ny, Py_ssize_t nx, Py_ssize_t wide, int64_t *l_y,
                    Py_ssize_t lags_y, int64_t *l_x, Py_ssize_t lags_x, int path) noexcept nogil:
    """Fill the lineal paths of one picture, (2, lags) each by phase."""
    cdef Py_ssize_t y, first = 0
    memset(room.runs, 0, 2 * GD_PARTS * (nx + 1) * sizeof(int64_t))
    for y in range(ny):
        gd_runs_across(path, room.rows + y * wide, nx, 0, room.runs, room.list)
    _summed(room.runs, nx, lags_x, l_x)
    memset(room.runs, 0, 2 * GD_PARTS * (ny + 1) * sizeof(int64_t))
    while first < nx:
        gd_runs_down(path, room.rows, wide, ny, nx, 0, first, min(first + GD_COLUMNS, nx), 0, room.runs,
                     room.list)
        first += GD_COLUMNS
    _summed(room.runs, ny, lags_y, l_y)


cdef void _summed(const int64_t *runs, Py_ssize_t n, Py_ssize_t lags, int64_t *counts) noexcept nogil:
    """Segments of r + 1 pixels out of the runs of lines of n: each run of l pixels holds l - r."""
    cdef Py_ssize_t phase, i, part
    cdef int64_t longer, segments
    for phase in range(2):
        longer = 0
        segments = 0
        for i in range(n, 0, -1):
            for part in range(GD_PARTS):
                longer += runs[GD_PARTS * (2 * i + phase) + part]
            segments += longer
            if i <= lags:
                counts[phase * lags + i - 1] = segments


cdef void _pairs(const uint64_t *blocks, Py_ssize_t n, Py_ssize_t lanes, Py_ssize_t lines, Py_ssize_t lags,
                 int64_t *s2, Py_ssize_t pictures, Room *room, int path) noexcept nogil:
    """Fill S2 of the pictures that share blocks, (pictures, 2, lags), from `lanes` words of lines each."""
    cdef Py_ssize_t count = (pictures * lanes + ROW - 1) // ROW, b, i, r, k, lane, picture, step
    cdef Py_ssize_t done, here, rest, end
    cdef const uint64_t *block
    cdef int64_t group[LAGS * ROW]
    cdef int64_t *one
    memset(s2, 0, pictures * 2 * lags * sizeof(int64_t))
    # Without lanes a block is one picture's, and its sums stand in the first.
    step = ROW if gd_by_lanes(path) else 1
    for b in range(count):
        block = blocks + b * ROW * n
        done = 0
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
                        gd_four_by_lanes(path, block + i * ROW, block + (i + r) * ROW, end - i,
                                         group + k * ROW)
                    k += 4
                i += TILE
            for k in range(here):
                r = done + k
                rest = max(<Py_ssize_t>0, n - (r - k % 4) - 3)
                gd_one_by_lanes(path, block + rest * ROW, block + (rest + r) * ROW, n - r - rest,
                                group + k * ROW)
            for lane in range(step):
                picture = (b * ROW + lane) // lanes
                if picture < pictures:
                    one = s2 + (2 * picture + 1) * lags + done
                    for k in range(here):
                        one[k] += group[k * ROW + lane]
            done += LAGS
        # Phase 0 for now holds the ones before each position, lane by lane.
        memset(room.before, 0, ROW * sizeof(int64_t))
        for i in range(n):
            memcpy(room.before + ROW * (i + 1), room.before + ROW * i, ROW * sizeof(int64_t))
            gd_one_by_lanes(path, block + ROW * i, block + ROW * i, 1, room.before + ROW * (i + 1))
        for lane in range(step):
            picture = (b * ROW + lane) // lanes
            if picture < pictures:
                one = s2 + 2 * picture * lags
                for r in range(lags):
                    one[r] += room.before[ROW * (n - r) + lane]
                    one[r] += room.before[ROW * n + lane] - room.before[ROW * r + lane]
    # Pairs of phase 0 = all - those that begin in phase 1 - those that end there + both.
    for picture in range(pictures):
        one = s2 + 2 * picture * lags
        for r in range(lags):
            one[r] = lines * (n - r) - one[r] + one[lags + r]
