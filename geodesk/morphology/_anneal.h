/*
 * Simulated annealing by swaps of two pixels of unlike phase (Yeong and Torquato 1998), in integers only:
 * the same seed gives the same picture on every machine, whatever its vector registers.
 *
 * A pixel lies on one line of each axis, so a swap changes the counts of at most two lines an axis. Every
 * axis keeps its lines as bytes side by side, and once more read backwards, each with room behind its end
 * where a periodic picture goes on (or zeros): the pixels r behind and r before a pixel, for all r, are then
 * plain runs of bytes.
 *
 * The energy of one function along one axis is E = sum over r of w(r) (C(r) - T(r))^2, with counts C, target
 * counts T and weights w. A swap that changes C by d changes E by the sum of d (s + w d), where the slope is
 * s(r) = 2 w(r) (C(r) - T(r)). reconstruction.py bounds the pictures so that no sum below can overflow.
 */
#ifndef GEODESK_ANNEAL_H
#define GEODESK_ANNEAL_H

#include "_bits.h"
#include "_popcount.h"

/* Everything is inlined into one loop an instruction set, so that the compiler vectorises it for each. */
#if defined(__GNUC__) || defined(__clang__)
#define GD_INLINE static inline __attribute__((always_inline))
#define GD_RESTRICT __restrict
#define GD_PREFETCH(p) __builtin_prefetch(p)
#elif defined(_MSC_VER)
#define GD_INLINE static __forceinline
#define GD_RESTRICT __restrict
#define GD_PREFETCH(p) ((void)(p))
#else
#define GD_INLINE static inline
#define GD_RESTRICT
#define GD_PREFETCH(p) ((void)(p))
#endif

enum {
    GD_AXES = 3,
    GD_LAGS = 32,       /* the lags of S2 are padded to a multiple */
    GD_DRAWS = 16,      /* random numbers set aside for one swap: the pair, tries of both, the acceptance */
    GD_TRIES = 7,       /* further draws for a pixel at the interface, for each of the two */
    GD_SLOPE_BITS = 15
};

typedef struct {
    uint8_t *ahead, *back;     /* lines and lines read backwards, `pitch` bytes each; 1 in the phase */
    int32_t *slope;            /* of S2, `lags` long; lag 0 and what lies beyond the last lag weigh 0 */
    int16_t *low, *high;       /* the slope as 2^15 high + low, for products of 16-bit numbers */
    int16_t *weight;
    int16_t *step;             /* what the swap in hand changes of the pair counts */
    int32_t *path_slope;       /* of the lineal path, `path_lags` long; not used where that is 0 */
    int16_t *path_weight;
    int32_t *path_step;
    ptrdiff_t n, pitch, lags, path_lags;
    ptrdiff_t changed;         /* how many lags of path_step the swap in hand fills */
    ptrdiff_t line[2], at[2];  /* where the swap in hand takes (0) and puts (1) a pixel of the phase */
    int dimension;             /* 0, 1, 2: along z, y, x */
} gd_axis;

typedef struct {
    gd_axis axis[GD_AXES];
    int axes, path, periodic;
    int bits_x, bits_y;        /* of a pixel's number x | y << bits_x | z << (bits_x + bits_y) */
    ptrdiff_t ny, nx;
    uint32_t *one, *zero;      /* the pixels of the phase and the others */
    uint32_t ones, zeros;
    uint64_t seed, swaps;      /* swaps tried so far: the random numbers depend on nothing else */
    uint64_t accepted;
    const uint16_t *logarithm; /* -ln((4096 + i + 1/2) / 8192) in units of 2^-12 */
} gd_annealing;

/* ---- random numbers: SplitMix64 (Steele, Lea, Flood 2014), number n of a stream at once ---- */

GD_INLINE uint64_t gd_random(uint64_t seed, uint64_t n) {
    uint64_t z = seed + (n + 1) * UINT64_C(0x9E3779B97F4A7C15);
    z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
    return z ^ (z >> 31);
}

GD_INLINE uint32_t gd_below(uint64_t random, uint32_t n) {
    return (uint32_t)(((random & UINT32_MAX) * n) >> 32);
}

/* An exponential variate of mean 1 in units of 2^-12: each low zero bit halves, the top bits refine. */
GD_INLINE int64_t gd_exponential(const uint16_t *logarithm, uint64_t random) {
    const int64_t halvings = gd_lowest(random | (UINT64_C(1) << 51));
    return halvings * 2839 + logarithm[random >> 52]; /* 2839 = 4096 ln 2 */
}

/* ---- pixels ---- */

GD_INLINE void gd_put(gd_axis *axis, int periodic, ptrdiff_t line, ptrdiff_t at, uint8_t value) {
    const ptrdiff_t n = axis->n, mirrored = n - 1 - at;
    uint8_t *ahead = axis->ahead + line * axis->pitch, *back = axis->back + line * axis->pitch;
    ahead[at] = value;
    back[mirrored] = value;
    if (periodic) {
        if (at + n < axis->pitch) ahead[at + n] = value;
        if (mirrored + n < axis->pitch) back[mirrored + n] = value;
    }
}

/* Find a pixel's line and place along an axis; `which` is 0 for the pixel that leaves the phase. */
GD_INLINE void gd_find(const gd_annealing *s, gd_axis *axis, uint32_t pixel, int which) {
    const ptrdiff_t x = pixel & ((UINT32_C(1) << s->bits_x) - 1);
    const ptrdiff_t y = (pixel >> s->bits_x) & ((UINT32_C(1) << s->bits_y) - 1);
    const ptrdiff_t z = pixel >> (s->bits_x + s->bits_y);
    const int d = axis->dimension;
    axis->line[which] = d == 2 ? z * s->ny + y : d == 1 ? z * s->nx + x : y * s->nx + x;
    axis->at[which] = d == 2 ? x : d == 1 ? y : z;
}

/* Whether a pixel has a neighbour of the other phase; beyond a border that is not periodic lies no phase. */
GD_INLINE int gd_at_interface(gd_annealing *s, uint32_t pixel, uint8_t value) {
    for (int k = 0; k < s->axes; k++) {
        gd_axis *axis = &s->axis[k];
        ptrdiff_t start;
        gd_find(s, axis, pixel, 0);
        start = axis->line[0] * axis->pitch;
        if (axis->ahead[start + axis->at[0] + 1] != value) return 1;
        if (axis->back[start + axis->n - axis->at[0]] != value) return 1;
    }
    return 0;
}

/* ---- what a swap changes of S2 ---- */

GD_INLINE int64_t gd_pair_change(const uint8_t *GD_RESTRICT plus_a, const uint8_t *GD_RESTRICT plus_b,
                                 const uint8_t *GD_RESTRICT minus_a, const uint8_t *GD_RESTRICT minus_b,
                                 const int16_t *GD_RESTRICT low, const int16_t *GD_RESTRICT high,
                                 const int16_t *GD_RESTRICT weight, int16_t *GD_RESTRICT step,
                                 ptrdiff_t lags) {
    int32_t by_low = 0, by_high = 0, bend = 0;
    lags &= ~(ptrdiff_t)(GD_LAGS - 1); /* it is a multiple; this tells the compiler */
    for (ptrdiff_t r = 0; r < lags; r++) {
        const int16_t d = (int16_t)(plus_a[r] + plus_b[r] - minus_a[r] - minus_b[r]);
        step[r] = d;
        by_low += (int32_t)d * low[r];
        by_high += (int32_t)d * high[r];
        bend += (int32_t)(int16_t)(d * d) * weight[r];
    }
    return (int64_t)by_high * (1 << GD_SLOPE_BITS) + by_low + bend;
}

/* ---- what a swap changes of L ---- */

/* Pixels of the phase that follow one another from `line` on, at most `most`; 8 bytes beyond are readable. */
GD_INLINE ptrdiff_t gd_run(const uint8_t *line, ptrdiff_t most) {
#if GD_LITTLE_ENDIAN
    for (ptrdiff_t i = 0; i < most; i += 8) {
        uint64_t bytes;
        memcpy(&bytes, line + i, sizeof bytes);
        bytes ^= UINT64_C(0x0101010101010101);
        if (bytes) {
            i += gd_lowest(bytes) >> 3;
            return i < most ? i : most;
        }
    }
    return most > 0 ? most : 0;
#else
    ptrdiff_t i = 0;
    while (i < most && line[i]) i++;
    return i;
#endif
}

/* Add to path_step what a pixel changes that joins (sign 1) or leaves (-1) the phase: one run of a + 1 + b
 * pixels takes the place of two of a and b. A periodic line wholly in the phase has n segments of any length. */
GD_INLINE void gd_path_step(gd_axis *axis, int periodic, ptrdiff_t line, ptrdiff_t at, int32_t sign) {
    const ptrdiff_t n = axis->n, start = line * axis->pitch;
    const int32_t b = (int32_t)gd_run(axis->ahead + start + at + 1, periodic ? n - 1 : n - 1 - at);
    const int32_t a = (int32_t)gd_run(axis->back + start + n - at, periodic ? n - 1 : at);
    const int whole = periodic && b == n - 1; /* then a counts the same pixels again */
    const int32_t run = whole ? (int32_t)n : a + 1 + b, left = whole ? 0 : a;
    const int32_t stop = !whole && run < axis->path_lags ? run : (int32_t)axis->path_lags;
    int32_t *GD_RESTRICT step = axis->path_step;
    for (; axis->changed < stop; axis->changed++) step[axis->changed] = 0;
    for (int32_t r = 0; r < stop; r++) {
        const int32_t kept = (left > r ? left - r : 0) + (b > r ? b - r : 0);
        step[r] += sign * ((whole ? run : run - r) - kept);
    }
}

GD_INLINE int64_t gd_path_change(const gd_axis *axis) {
    const int32_t *GD_RESTRICT step = axis->path_step, *GD_RESTRICT slope = axis->path_slope;
    const int16_t *GD_RESTRICT weight = axis->path_weight;
    int64_t change = 0;
    for (ptrdiff_t r = 0; r < axis->changed; r++)
        change += (int64_t)step[r] * (slope[r] + weight[r] * step[r]);
    return change;
}

/* ---- one swap ---- */

/* How the energy changes when `leaves` leaves the phase and `joins` joins it. */
GD_INLINE int64_t gd_change(gd_annealing *s, uint32_t leaves, uint32_t joins) {
    int64_t change = 0;
    for (int k = 0; k < s->axes; k++) {
        gd_axis *axis = &s->axis[k];
        const ptrdiff_t *line = axis->line, *at = axis->at, last = axis->n - 1;
        const uint8_t *ahead = axis->ahead, *back = axis->back;
        ptrdiff_t from, to;
        int together;
        gd_find(s, axis, leaves, 0);
        gd_find(s, axis, joins, 1);
        from = line[0] * axis->pitch;
        to = line[1] * axis->pitch;
        together = from == to;
        /* The pixel that joins must see its line without the one that left. */
        if (together) gd_put(axis, s->periodic, line[0], at[0], 0);
        change += gd_pair_change(ahead + to + at[1], back + to + last - at[1], ahead + from + at[0],
                                 back + from + last - at[0], axis->low, axis->high, axis->weight, axis->step,
                                 axis->lags);
        if (axis->path_lags) {
            axis->changed = 0;
            gd_path_step(axis, s->periodic, line[0], at[0], -1);
            gd_path_step(axis, s->periodic, line[1], at[1], 1);
            change += gd_path_change(axis);
        }
        if (together) gd_put(axis, s->periodic, line[0], at[0], 1);
    }
    return change;
}

/* Do the swap that gd_change has just weighed. */
GD_INLINE void gd_swap(gd_annealing *s) {
    for (int k = 0; k < s->axes; k++) {
        gd_axis *axis = &s->axis[k];
        int32_t *GD_RESTRICT slope = axis->slope;
        int16_t *GD_RESTRICT low = axis->low, *GD_RESTRICT high = axis->high;
        const int16_t *GD_RESTRICT step = axis->step, *GD_RESTRICT weight = axis->weight;
        const ptrdiff_t lags = axis->lags & ~(ptrdiff_t)(GD_LAGS - 1);
        gd_put(axis, s->periodic, axis->line[0], axis->at[0], 0);
        gd_put(axis, s->periodic, axis->line[1], axis->at[1], 1);
        for (ptrdiff_t r = 0; r < lags; r++) {
            const int32_t now = slope[r] + 2 * (int32_t)weight[r] * step[r];
            slope[r] = now;
            low[r] = (int16_t)(now & ((1 << GD_SLOPE_BITS) - 1));
            high[r] = (int16_t)(now >> GD_SLOPE_BITS);
        }
        if (axis->path_lags) {
            int32_t *GD_RESTRICT path_slope = axis->path_slope;
            const int32_t *GD_RESTRICT path_step = axis->path_step;
            for (ptrdiff_t r = 0; r < axis->changed; r++)
                path_slope[r] += 2 * (int32_t)axis->path_weight[r] * path_step[r];
        }
    }
}

/* Draw the swap in hand, as indices into `one` and `zero`. With `interface` a pixel deep inside its phase
 * is drawn again, a few times. */
GD_INLINE void gd_pick(gd_annealing *s, int interface, uint32_t *leaves, uint32_t *joins) {
    const uint64_t first = s->swaps * GD_DRAWS, random = gd_random(s->seed, first);
    uint32_t i = gd_below(random >> 32, s->ones), j = gd_below(random, s->zeros);
    if (interface) {
        for (uint64_t t = 1; t <= GD_TRIES && !gd_at_interface(s, s->one[i], 1); t++)
            i = gd_below(gd_random(s->seed, first + t), s->ones);
        for (uint64_t t = 1; t <= GD_TRIES && !gd_at_interface(s, s->zero[j], 0); t++)
            j = gd_below(gd_random(s->seed, first + GD_TRIES + t), s->zeros);
    }
    *leaves = i;
    *joins = j;
}

/* Call for the lines that the next swap will most likely read, and for the pixels of the one after it. */
GD_INLINE void gd_call_ahead(gd_annealing *s) {
    const uint64_t next = gd_random(s->seed, (s->swaps + 1) * GD_DRAWS);
    const uint64_t later = gd_random(s->seed, (s->swaps + 2) * GD_DRAWS);
    const uint32_t pixel[2] = {s->one[gd_below(next >> 32, s->ones)], s->zero[gd_below(next, s->zeros)]};
    GD_PREFETCH(s->one + gd_below(later >> 32, s->ones));
    GD_PREFETCH(s->zero + gd_below(later, s->zeros));
    for (int k = 0; k < s->axes; k++) {
        gd_axis *axis = &s->axis[k];
        for (int which = 0; which < 2; which++) {
            const uint8_t *ahead, *back;
            gd_find(s, axis, pixel[which], which);
            ahead = axis->ahead + axis->line[which] * axis->pitch + axis->at[which];
            back = axis->back + axis->line[which] * axis->pitch + axis->n - 1 - axis->at[which];
            for (ptrdiff_t r = 0; r < axis->lags; r += 64) {
                GD_PREFETCH(ahead + r);
                GD_PREFETCH(back + r);
            }
        }
    }
}

/* ---- many swaps ---- */

GD_INLINE void gd_anneal_body(gd_annealing *s, int64_t count, int64_t temperature, int interface) {
    for (; count > 0; count--, s->swaps++) {
        uint32_t i, j, pixel;
        int64_t change;
        gd_pick(s, interface, &i, &j);
        gd_call_ahead(s);
        change = gd_change(s, s->one[i], s->zero[j]);
        if (change > 0) {
            const uint64_t random = gd_random(s->seed, s->swaps * GD_DRAWS + GD_DRAWS - 1);
            if (change > (temperature * gd_exponential(s->logarithm, random)) >> 12) continue;
        }
        gd_swap(s);
        pixel = s->one[i];
        s->one[i] = s->zero[j];
        s->zero[j] = pixel;
        s->accepted++;
    }
}

static void gd_anneal_plain(gd_annealing *s, int64_t count, int64_t temperature, int interface) {
    gd_anneal_body(s, count, temperature, interface);
}

#if GD_X86
GD_TARGET("avx2")
static void gd_anneal_avx2(gd_annealing *s, int64_t count, int64_t temperature, int interface) {
    gd_anneal_body(s, count, temperature, interface);
}
#endif

/* Try `count` swaps at a temperature in units of the energy, below 2^44. Wider registers than AVX2's do not
 * make it faster: the lines are short. */
static inline void gd_anneal(gd_annealing *s, int64_t count, int64_t temperature, int interface) {
#if GD_X86
    if (s->path == GD_AVX2 || s->path == GD_AVX512) {
        gd_anneal_avx2(s, count, temperature, interface);
        return;
    }
#endif
    gd_anneal_plain(s, count, temperature, interface);
}

/* Mean rise of the energy over those of the next `count` swaps that raise it; none of them is done. */
static inline int64_t gd_mean_rise(gd_annealing *s, int64_t count) {
    const uint64_t swaps = s->swaps;
    int64_t sum = 0, rises = 0;
    for (; count > 0; count--, s->swaps++) {
        uint32_t i, j;
        int64_t change;
        gd_pick(s, 0, &i, &j);
        change = gd_change(s, s->one[i], s->zero[j]);
        if (change > 0) {
            sum += change >> 8; /* so that no sum of few thousand can overflow */
            rises++;
        }
    }
    s->swaps = swaps;
    return rises ? (sum / rises) * 256 : 0;
}

#endif /* GEODESK_ANNEAL_H */
