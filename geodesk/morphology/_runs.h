/*
 * Lengths of runs of equal bits, along rows, along columns and along diagonals, straight from packed rows.
 *
 * A run ends where a bit differs from the one before: the edges are the set bits of a row XOR its shifted
 * self or XOR the row before. They are first written down, then walked, for a loop over the bits of a word
 * would end at a point the processor cannot foresee. What is remembered of a line is twice the position its
 * run began at, plus its value: the value then changes and finds its counter without looking at a pixel.
 */
#ifndef GEODESK_RUNS_H
#define GEODESK_RUNS_H

#include <stddef.h>
#include <stdint.h>

#include "_bits.h"
#include "_popcount.h"

/* Neighbouring runs often have one length, and a counter must not wait for itself: each has four parts. */
#define GD_PARTS 4
#define GD_RUN(twice_length, value, k) runs[GD_PARTS * ((twice_length) + (value)) + ((k) & (GD_PARTS - 1))]

#define GD_COLUMNS 4096 /* lines walked side by side: what is remembered of them stays in the cache */

/* The processor's instruction where the function around it may use it. */
#if defined(__GNUC__) || defined(__clang__)
#define GD_BUILTIN_POPCOUNT(x) __builtin_popcountll(x)
#else
#define GD_BUILTIN_POPCOUNT(x) _mm_popcnt_u64(x)
#endif

/* Writes `base` + the index of each set bit to out; may write up to 4 entries too many. */
GD_INLINE ptrdiff_t gd_write(uint64_t edges, int32_t base, int32_t *out, int counts) {
    ptrdiff_t n = 0;
#if GD_X86
    if (counts) {
        const ptrdiff_t all = (ptrdiff_t)GD_BUILTIN_POPCOUNT(edges);
        do {
            for (int k = 0; k < 4; k++) {
                out[n + k] = base + gd_lowest(edges | UINT64_C(1) << 63);
                edges &= edges - 1;
            }
            n += 4;
        } while (n < all);
        return all;
    }
#else
    (void)counts;
#endif
    while (edges) {
        out[n++] = base + gd_lowest(edges);
        edges &= edges - 1;
    }
    return n;
}

/* Runs of a row of nx pixels; runs[length][value][part], of which the parts are to be added. `list` has room for nx + 68 entries. */
GD_INLINE void gd_across(const uint64_t *row, ptrdiff_t nx, int periodic, int64_t *runs, int32_t *list,
                         int counts) {
    const ptrdiff_t words = (nx + 63) / 64;
    const uint64_t last = ~UINT64_C(0) >> (64 * words - nx);
    uint64_t before = row[0] << 63;
    ptrdiff_t n = 0, length;
    int value = (int)(row[0] & 1);
    int32_t since = 0;
    for (ptrdiff_t w = 0; w < words; w++) {
        uint64_t edges = row[w] ^ (row[w] << 1 | before >> 63);
        if (w == words - 1) edges &= last;
        before = row[w];
        n += gd_write(edges, (int32_t)(64 * w), list + n, counts);
    }
    for (ptrdiff_t k = 0; k < n; k++) {
        GD_RUN(2 * (list[k] - since), value, k)++;
        since = list[k];
        value ^= 1;
    }
    length = nx - since;
    if (periodic && n > 1 && n % 2 == 0) { /* the last run goes on as the first */
        GD_RUN(2 * list[0], value, 0)--;
        length += list[0];
    }
    GD_RUN(2 * length, value, 0)++;
}

/*
 * Runs along the columns first…last - 1 of `rows` rows of nx pixels, at most GD_COLUMNS, `stride` words
 * apart. With `slope` 1 a column moves one pixel to the right with each row: it holds diagonals, one after
 * another, and ends at the last pixel of a row to begin anew at the first one unless `periodic`; then
 * rows = nx. `list` has room for GD_COLUMNS + 132 entries.
 */
GD_INLINE void gd_down(const uint64_t *top, ptrdiff_t stride, ptrdiff_t rows, ptrdiff_t nx, int slope,
                       ptrdiff_t first, ptrdiff_t last, int periodic, int64_t *runs, int32_t *list,
                       int32_t *since, int32_t *begun, int counts) {
    const ptrdiff_t columns = last - first;
    ptrdiff_t turn = 0; /* columns that have moved on beyond the last pixel */
    for (ptrdiff_t c = 0; c < columns; c++) {
        const ptrdiff_t x = first + c;
        since[c] = (int32_t)(top[x >> 6] >> (x & 63) & 1);
        begun[c] = 0;
    }
    for (ptrdiff_t i = 1; i < rows; i++) {
        const uint64_t *row = top + i * stride, *up = row - stride;
        ptrdiff_t n = 0, from = first, to = last, rest = 0;
        const int32_t now = (int32_t)(2 * i);
        if (slope) {
            turn = turn + 1 == nx ? 0 : turn + 1;
            from += turn;
            to += turn;
            if (from >= nx) {
                from -= nx;
                to -= nx;
            } else if (to > nx) {
                rest = to - nx; /* the columns that stand at 0…rest - 1 */
                to = nx;
            }
        }
        for (int part = 0; part < 2; part++) {
            const ptrdiff_t begin = part ? 0 : from, end = part ? rest : to;
            /* The list holds columns of this call, counted from `first`. */
            const ptrdiff_t shift = part ? columns - rest : -from;
            if (begin >= end) continue;
            for (ptrdiff_t w = begin >> 6; w <= (end - 1) >> 6; w++) {
                uint64_t edges = row[w];
                if (slope) {
                    const uint64_t carry = w ? up[w - 1] >> 63 : up[(nx - 1) >> 6] >> ((nx - 1) & 63) & 1;
                    edges ^= up[w] << 1 | carry;
                    if (!w && !periodic) edges &= ~UINT64_C(1);
                } else {
                    edges ^= up[w];
                }
                if (begin > 64 * w) edges &= ~UINT64_C(0) << (begin - 64 * w);
                if (end < 64 * w + 64) edges &= ~UINT64_C(0) >> (64 * w + 64 - end);
                n += gd_write(edges, (int32_t)(64 * w + shift), list + n, counts);
            }
        }
        if (periodic) {
            for (ptrdiff_t k = 0; k < n; k++)
                if (since[list[k]] < 2) begun[list[k]] = (int32_t)i;
        }
        for (ptrdiff_t k = 0; k < n; k++) {
            const int32_t was = since[list[k]], value = was & 1;
            GD_RUN(now - was, 2 * value, k)++;
            since[list[k]] = now + 1 - value;
        }
        if (slope && !periodic) {
            const ptrdiff_t c = (turn ? nx - turn : 0) - first; /* its last diagonal ended above */
            if (c >= 0 && c < columns) {
                const int32_t was = since[c];
                GD_RUN(now - was, 2 * (was & 1), 0)++;
                since[c] = now + (int32_t)(row[0] & 1);
            }
        }
    }
    for (ptrdiff_t c = 0; c < columns; c++) {
        const int32_t was = since[c], value = was & 1;
        ptrdiff_t length = rows - (was >> 1);
        /* The first run has the value that its line has where an even number of edges lie between. */
        const ptrdiff_t x = first + c;
        if (begun[c] && (int32_t)(top[x >> 6] >> (x & 63) & 1) == value) {
            GD_RUN(2 * begun[c], value, 0)--;
            length += begun[c];
        }
        GD_RUN(2 * length, value, c)++;
    }
}

#if GD_X86
GD_TARGET("popcnt")
static void gd_across_popcnt(const uint64_t *row, ptrdiff_t nx, int periodic, int64_t *runs, int32_t *list) {
    gd_across(row, nx, periodic, runs, list, 1);
}

GD_TARGET("popcnt")
static void gd_down_popcnt(const uint64_t *top, ptrdiff_t stride, ptrdiff_t rows, ptrdiff_t nx, int slope,
                           ptrdiff_t first, ptrdiff_t last, int periodic, int64_t *runs, int32_t *list,
                           int32_t *since, int32_t *begun) {
    if (slope)
        gd_down(top, stride, rows, nx, 1, first, last, periodic, runs, list, since, begun, 1);
    else
        gd_down(top, stride, rows, nx, 0, first, last, periodic, runs, list, since, begun, 1);
}
#endif

static inline void gd_runs_across(int path, const uint64_t *row, ptrdiff_t nx, int periodic, int64_t *runs,
                                  int32_t *list) {
#if GD_X86
    if (path != GD_PLAIN) {
        gd_across_popcnt(row, nx, periodic, runs, list);
        return;
    }
#endif
    (void)path;
    gd_across(row, nx, periodic, runs, list, 0);
}

/* `room` has 3 * GD_COLUMNS + 132 entries. */
static inline void gd_runs_down(int path, const uint64_t *top, ptrdiff_t stride, ptrdiff_t rows, ptrdiff_t nx,
                                int slope, ptrdiff_t first, ptrdiff_t last, int periodic, int64_t *runs,
                                int32_t *room) {
    int32_t *since = room, *begun = room + GD_COLUMNS, *list = room + 2 * GD_COLUMNS;
#if GD_X86
    if (path != GD_PLAIN) {
        gd_down_popcnt(top, stride, rows, nx, slope, first, last, periodic, runs, list, since, begun);
        return;
    }
#endif
    (void)path;
    gd_down(top, stride, rows, nx, slope, first, last, periodic, runs, list, since, begun, 0);
}

#endif /* GEODESK_RUNS_H */
