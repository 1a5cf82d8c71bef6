/*
 * Counting by lanes: each of the eight words of a row for itself, so that several pictures share a block.
 * Only where a register holds a whole row (AVX-512); elsewhere a block is one picture's.
 */
#ifndef GEODESK_BATCH_H
#define GEODESK_BATCH_H

#include "_popcount.h"

#if GD_X86

#define GD_ADD_LANES(out, total) \
    _mm512_storeu_si512((void *)(out), _mm512_add_epi64(total, GD_LOAD512(out)))

GD_TARGET("avx512f,avx512vpopcntdq")
static void gd_four_lanes(const uint64_t *a, const uint64_t *b, ptrdiff_t rows, int64_t *out) {
    const __m512i zero = _mm512_setzero_si512();
    __m512i total_0 = zero, total_1 = zero, total_2 = zero, total_3 = zero;
    __m512i b_0 = GD_LOAD512(b), b_1 = GD_LOAD512(b + GD_ROW), b_2 = GD_LOAD512(b + 2 * GD_ROW), b_3;
    for (; rows >= 4; rows -= 4) {
        GD_FOUR512(b_0, b_1, b_2, b_3);
        GD_FOUR512(b_1, b_2, b_3, b_0);
        GD_FOUR512(b_2, b_3, b_0, b_1);
        GD_FOUR512(b_3, b_0, b_1, b_2);
    }
    for (; rows > 0; rows--) {
        GD_FOUR512(b_0, b_1, b_2, b_3);
        b_0 = b_1;
        b_1 = b_2;
        b_2 = b_3;
    }
    GD_ADD_LANES(out, total_0);
    GD_ADD_LANES(out + GD_ROW, total_1);
    GD_ADD_LANES(out + 2 * GD_ROW, total_2);
    GD_ADD_LANES(out + 3 * GD_ROW, total_3);
}

GD_TARGET("avx512f,avx512vpopcntdq")
static void gd_one_lanes(const uint64_t *a, const uint64_t *b, ptrdiff_t rows, int64_t *out) {
    __m512i total = _mm512_setzero_si512();
    for (; rows > 0; rows--, a += GD_ROW, b += GD_ROW)
        total = _mm512_add_epi64(total, GD_COUNT512(GD_LOAD512(a), GD_LOAD512(b)));
    GD_ADD_LANES(out, total);
}

#endif

/* Whether a path counts by lanes. */
static inline int gd_by_lanes(int path) {
#if GD_X86
    return path == GD_AVX512;
#else
    (void)path;
    return 0;
#endif
}

/* out[8 k + lane] += bits of a AND (b from its row k on), for k = 0…3; rows + 3 rows of b are read. Where the
 * path does not count by lanes, the sum of all goes to lane 0. */
static inline void gd_four_by_lanes(int path, const uint64_t *a, const uint64_t *b, ptrdiff_t rows,
                                    int64_t *out) {
    int64_t sums[4] = {0, 0, 0, 0};
#if GD_X86
    if (gd_by_lanes(path)) {
        gd_four_lanes(a, b, rows, out);
        return;
    }
#endif
    gd_count_four(path, a, b, rows, sums);
    for (int k = 0; k < 4; k++) out[GD_ROW * k] += sums[k];
}

/* The same for one lag. */
static inline void gd_one_by_lanes(int path, const uint64_t *a, const uint64_t *b, ptrdiff_t rows,
                                   int64_t *out) {
#if GD_X86
    if (gd_by_lanes(path)) {
        gd_one_lanes(a, b, rows, out);
        return;
    }
#endif
    out[0] += gd_count(path, a, b, rows);
}

#endif /* GEODESK_BATCH_H */
