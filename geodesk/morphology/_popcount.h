/*
 * Counting the set bits of a AND b over rows of eight 64-bit words: the inner loop of the two-point
 * probability. One implementation per instruction set, chosen while the program runs, so one build
 * serves every processor of its architecture.
 *
 *   plain    any C compiler: Harley-Seal carry-save adders on 64-bit words, on x86-64 on SSE2's 128 bits
 *   popcnt   x86-64 with POPCNT: the same, the carries counted by it
 *   avx2     x86-64 with AVX2: Harley-Seal on 256-bit vectors (Mula, Kurz, Lemire 2018)
 *   avx512   x86-64 with AVX-512 BW and VPOPCNTDQ: four lags by four rows in registers
 *   neon     arm64
 */
#ifndef GEODESK_POPCOUNT_H
#define GEODESK_POPCOUNT_H

#include <stddef.h>
#include <stdint.h>

#include "_bits.h"

/* Clang dressed as Microsoft's compiler hides the wide intrinsics unless the whole build asks for them. */
#if GD_SSE2 && !(defined(_MSC_VER) && defined(__clang__))
#define GD_X86 1
#include <immintrin.h>
#else
#define GD_X86 0
#endif

#if !defined(GD_PORTABLE) && defined(__aarch64__) && (defined(__GNUC__) || defined(__clang__)) && !defined(_MSC_VER)
#define GD_NEON 1
#include <arm_neon.h>
#else
#define GD_NEON 0
#endif

/* Microsoft's compiler accepts any intrinsic anywhere; the others want it asked for, per function. */
#if defined(__GNUC__) || defined(__clang__)
#define GD_TARGET(features) __attribute__((target(features)))
#else
#define GD_TARGET(features)
#endif

#if defined(_MSC_VER)
#include <intrin.h>
#endif

/* Part of the function it is called from, so that it may use what that one may. */
#if defined(_MSC_VER)
#define GD_INLINE static __forceinline
#elif defined(__GNUC__) || defined(__clang__)
#define GD_INLINE static inline __attribute__((always_inline))
#else
#define GD_INLINE static inline
#endif

#define GD_ROW 8 /* words in a row of a block: 512 lines side by side */

enum { GD_PLAIN = 0, GD_POPCNT = 1, GD_AVX2 = 2, GD_AVX512 = 3, GD_NEON_PATH = 4, GD_PATHS = 5 };

/* ---- which paths this processor has ---- */

#if GD_X86 && defined(_MSC_VER)
static inline int gd_x86_has(int path) {
    int leaf[4];
    uint64_t state = 0;
    int popcnt, avx, avx2 = 0, avx512 = 0;
    __cpuid(leaf, 0);
    if (leaf[0] < 1) return 0;
    {
        const int highest = leaf[0];
        __cpuid(leaf, 1);
        popcnt = (leaf[2] >> 23) & 1;
        avx = (leaf[2] >> 28) & 1;
        /* The operating system must save the wide registers too. */
        if ((leaf[2] >> 27) & 1) state = (uint64_t)_xgetbv(0);
        if (highest >= 7) {
            __cpuidex(leaf, 7, 0);
            avx2 = (leaf[1] >> 5) & 1;
            avx512 = ((leaf[1] >> 16) & 1) && ((leaf[1] >> 30) & 1) && ((leaf[2] >> 14) & 1);
        }
    }
    if (path == GD_POPCNT) return popcnt;
    if (path == GD_AVX2) return popcnt && avx && avx2 && (state & 0x06u) == 0x06u;
    if (path == GD_AVX512) return popcnt && avx2 && avx512 && (state & 0xE6u) == 0xE6u;
    return 0;
}
#elif GD_X86
static inline int gd_x86_has(int path) {
    __builtin_cpu_init();
    if (path == GD_POPCNT) return __builtin_cpu_supports("popcnt") != 0;
    if (path == GD_AVX2) return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("popcnt");
    if (path == GD_AVX512)
        return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
               __builtin_cpu_supports("avx512vpopcntdq") && __builtin_cpu_supports("avx2") &&
               __builtin_cpu_supports("popcnt");
    return 0;
}
#endif

static inline int gd_supported(int path) {
    if (path == GD_PLAIN) return 1;
#if GD_X86
    return gd_x86_has(path);
#elif GD_NEON
    return path == GD_NEON_PATH;
#else
    return 0;
#endif
}

/* ---- one lag: bits of a AND b over whole rows ---- */

static inline uint64_t gd_popcount64(uint64_t x) {
    x -= (x >> 1) & UINT64_C(0x5555555555555555);
    x = (x & UINT64_C(0x3333333333333333)) + ((x >> 2) & UINT64_C(0x3333333333333333));
    x = (x + (x >> 4)) & UINT64_C(0x0F0F0F0F0F0F0F0F);
    return (x * UINT64_C(0x0101010101010101)) >> 56;
}

/* sum += 2*high + low, a full adder on every bit at once; `low` is both an input and an output. */
#define GD_ADD(V, XOR, AND, OR, high, low, x, y)        \
    do {                                                \
        const V gd_x = (x), gd_y = (y);                 \
        const V gd_half = XOR(low, gd_x);               \
        high = OR(AND(low, gd_x), AND(gd_half, gd_y));  \
        low = XOR(gd_half, gd_y);                       \
    } while (0)

/* Sixteen vectors IN(0)…IN(15) into the counters ones, twos, fours, eights; `carry` counts sixteens. */
#define GD_SIXTEEN(V, XOR, AND, OR, IN)                              \
    GD_ADD(V, XOR, AND, OR, two_a, ones, IN(0), IN(1));              \
    GD_ADD(V, XOR, AND, OR, two_b, ones, IN(2), IN(3));              \
    GD_ADD(V, XOR, AND, OR, four_a, twos, two_a, two_b);             \
    GD_ADD(V, XOR, AND, OR, two_a, ones, IN(4), IN(5));              \
    GD_ADD(V, XOR, AND, OR, two_b, ones, IN(6), IN(7));              \
    GD_ADD(V, XOR, AND, OR, four_b, twos, two_a, two_b);             \
    GD_ADD(V, XOR, AND, OR, eight_a, fours, four_a, four_b);         \
    GD_ADD(V, XOR, AND, OR, two_a, ones, IN(8), IN(9));              \
    GD_ADD(V, XOR, AND, OR, two_b, ones, IN(10), IN(11));            \
    GD_ADD(V, XOR, AND, OR, four_a, twos, two_a, two_b);             \
    GD_ADD(V, XOR, AND, OR, two_a, ones, IN(12), IN(13));            \
    GD_ADD(V, XOR, AND, OR, two_b, ones, IN(14), IN(15));            \
    GD_ADD(V, XOR, AND, OR, four_b, twos, two_a, two_b);             \
    GD_ADD(V, XOR, AND, OR, eight_b, fours, four_a, four_b);         \
    GD_ADD(V, XOR, AND, OR, carry, eights, eight_a, eight_b)

#define GD_XOR64(x, y) ((x) ^ (y))
#define GD_AND64(x, y) ((x) & (y))
#define GD_OR64(x, y) ((x) | (y))

#if GD_SSE2
#define GD_LOAD128(p) _mm_loadu_si128((const __m128i *)(const void *)(p))
#define GD_IN128(k) _mm_and_si128(GD_LOAD128(a + 2 * (k)), GD_LOAD128(b + 2 * (k)))

/* Bits set in each half of v, as gd_popcount64 counts them. */
static inline __m128i gd_popcount128(__m128i v) {
    const __m128i odd = _mm_set1_epi8(0x55), pairs = _mm_set1_epi8(0x33), low = _mm_set1_epi8(0x0F);
    v = _mm_sub_epi8(v, _mm_and_si128(_mm_srli_epi64(v, 1), odd));
    v = _mm_add_epi8(_mm_and_si128(v, pairs), _mm_and_si128(_mm_srli_epi64(v, 2), pairs));
    v = _mm_and_si128(_mm_add_epi8(v, _mm_srli_epi64(v, 4)), low);
    return _mm_sad_epu8(v, _mm_setzero_si128());
}

static inline int64_t gd_count_plain(const uint64_t *a, const uint64_t *b, ptrdiff_t rows) {
    const __m128i zero = _mm_setzero_si128();
    __m128i ones = zero, twos = zero, fours = zero, eights = zero, total = zero;
    __m128i two_a, two_b, four_a, four_b, eight_a, eight_b, carry;
    int64_t lanes[2];
    for (; rows >= 4; rows -= 4, a += 4 * GD_ROW, b += 4 * GD_ROW) {
        GD_SIXTEEN(__m128i, _mm_xor_si128, _mm_and_si128, _mm_or_si128, GD_IN128);
        total = _mm_add_epi64(total, gd_popcount128(carry));
    }
    total = _mm_slli_epi64(total, 4);
    total = _mm_add_epi64(total, _mm_slli_epi64(gd_popcount128(eights), 3));
    total = _mm_add_epi64(total, _mm_slli_epi64(gd_popcount128(fours), 2));
    total = _mm_add_epi64(total, _mm_slli_epi64(gd_popcount128(twos), 1));
    total = _mm_add_epi64(total, gd_popcount128(ones));
    for (; rows > 0; rows--, a += GD_ROW, b += GD_ROW)
        for (int k = 0; k < 4; k++) total = _mm_add_epi64(total, gd_popcount128(GD_IN128(k)));
    _mm_storeu_si128((__m128i *)(void *)lanes, total);
    return lanes[0] + lanes[1];
}
#else
#define GD_IN64(k) (a[k] & b[k])

static inline int64_t gd_count_plain(const uint64_t *a, const uint64_t *b, ptrdiff_t rows) {
    uint64_t ones = 0, twos = 0, fours = 0, eights = 0, total = 0;
    uint64_t two_a, two_b, four_a, four_b, eight_a, eight_b, carry;
    ptrdiff_t words = rows * GD_ROW;
    for (; words >= 16; words -= 16, a += 16, b += 16) {
        GD_SIXTEEN(uint64_t, GD_XOR64, GD_AND64, GD_OR64, GD_IN64);
        total += gd_popcount64(carry);
    }
    total = 16 * total + 8 * gd_popcount64(eights) + 4 * gd_popcount64(fours) +
            2 * gd_popcount64(twos) + gd_popcount64(ones);
    for (; words > 0; words--, a++, b++) total += gd_popcount64(*a & *b);
    return (int64_t)total;
}
#endif

#if GD_X86

#define GD_BITS128(v)                                  \
    ((int64_t)_mm_popcnt_u64((uint64_t)_mm_cvtsi128_si64(v)) + \
     (int64_t)_mm_popcnt_u64((uint64_t)_mm_cvtsi128_si64(_mm_unpackhi_epi64(v, v))))

GD_TARGET("popcnt")
static inline int64_t gd_count_popcnt(const uint64_t *a, const uint64_t *b, ptrdiff_t rows) {
    __m128i ones = _mm_setzero_si128(), twos = ones, fours = ones, eights = ones;
    __m128i two_a, two_b, four_a, four_b, eight_a, eight_b, carry;
    int64_t total = 0;
    if (rows >= 4) {
        for (; rows >= 4; rows -= 4, a += 4 * GD_ROW, b += 4 * GD_ROW) {
            GD_SIXTEEN(__m128i, _mm_xor_si128, _mm_and_si128, _mm_or_si128, GD_IN128);
            total += GD_BITS128(carry);
        }
        total = 16 * total + 8 * GD_BITS128(eights) + 4 * GD_BITS128(fours) + 2 * GD_BITS128(twos) +
                GD_BITS128(ones);
    }
    for (; rows > 0; rows--, a += GD_ROW, b += GD_ROW)
        for (int k = 0; k < GD_ROW; k++) total += (int64_t)_mm_popcnt_u64(a[k] & b[k]);
    return total;
}

/* Bits set in each quarter of v, by a table of the sixteen half-bytes. */
GD_TARGET("avx2")
static inline __m256i gd_popcount256(__m256i v) {
    const __m256i table = _mm256_setr_epi8(0, 1, 1, 2, 1, 2, 2, 3, 1, 2, 2, 3, 2, 3, 3, 4,
                                           0, 1, 1, 2, 1, 2, 2, 3, 1, 2, 2, 3, 2, 3, 3, 4);
    const __m256i low = _mm256_set1_epi8(15);
    const __m256i bytes =
        _mm256_add_epi8(_mm256_shuffle_epi8(table, _mm256_and_si256(v, low)),
                        _mm256_shuffle_epi8(table, _mm256_and_si256(_mm256_srli_epi16(v, 4), low)));
    return _mm256_sad_epu8(bytes, _mm256_setzero_si256());
}

#define GD_LOAD256(p) _mm256_loadu_si256((const __m256i *)(const void *)(p))
#define GD_IN256(k) _mm256_and_si256(GD_LOAD256(a + 4 * (k)), GD_LOAD256(b + 4 * (k)))

GD_TARGET("avx2")
static inline int64_t gd_count_avx2(const uint64_t *a, const uint64_t *b, ptrdiff_t rows) {
    const __m256i zero = _mm256_setzero_si256();
    __m256i ones = zero, twos = zero, fours = zero, eights = zero, total = zero;
    __m256i two_a, two_b, four_a, four_b, eight_a, eight_b, carry;
    int64_t lanes[4];
    for (; rows >= 8; rows -= 8, a += 64, b += 64) {
        GD_SIXTEEN(__m256i, _mm256_xor_si256, _mm256_and_si256, _mm256_or_si256, GD_IN256);
        total = _mm256_add_epi64(total, gd_popcount256(carry));
    }
    total = _mm256_slli_epi64(total, 4);
    total = _mm256_add_epi64(total, _mm256_slli_epi64(gd_popcount256(eights), 3));
    total = _mm256_add_epi64(total, _mm256_slli_epi64(gd_popcount256(fours), 2));
    total = _mm256_add_epi64(total, _mm256_slli_epi64(gd_popcount256(twos), 1));
    total = _mm256_add_epi64(total, gd_popcount256(ones));
    for (; rows > 0; rows--, a += GD_ROW, b += GD_ROW)
        total = _mm256_add_epi64(
            total, _mm256_add_epi64(gd_popcount256(GD_IN256(0)), gd_popcount256(GD_IN256(1))));
    _mm256_storeu_si256((__m256i *)(void *)lanes, total);
    return lanes[0] + lanes[1] + lanes[2] + lanes[3];
}

#define GD_LOAD512(p) _mm512_loadu_si512((const void *)(p))
#define GD_COUNT512(x, y) _mm512_popcnt_epi64(_mm512_and_si512(x, y))

GD_TARGET("avx512f,avx512vpopcntdq")
static inline int64_t gd_count_avx512(const uint64_t *a, const uint64_t *b, ptrdiff_t rows) {
    __m512i total = _mm512_setzero_si512();
    int64_t lanes[8];
    for (; rows > 0; rows--, a += GD_ROW, b += GD_ROW)
        total = _mm512_add_epi64(total, GD_COUNT512(GD_LOAD512(a), GD_LOAD512(b)));
    _mm512_storeu_si512((void *)lanes, total);
    return lanes[0] + lanes[1] + lanes[2] + lanes[3] + lanes[4] + lanes[5] + lanes[6] + lanes[7];
}

/* Four lags at once. Row i + 1 at lag k is row i at lag k + 1, so each row of b is loaded only once;
 * four rows a turn let the loaded rows change places without being copied. */
#define GD_FOUR512(w, x, y, z)                                            \
    do {                                                                  \
        const __m512i row = GD_LOAD512(a);                                \
        z = GD_LOAD512(b + 3 * GD_ROW);                                   \
        total_0 = _mm512_add_epi64(total_0, GD_COUNT512(row, w));         \
        total_1 = _mm512_add_epi64(total_1, GD_COUNT512(row, x));         \
        total_2 = _mm512_add_epi64(total_2, GD_COUNT512(row, y));         \
        total_3 = _mm512_add_epi64(total_3, GD_COUNT512(row, z));         \
        a += GD_ROW;                                                      \
        b += GD_ROW;                                                      \
    } while (0)

GD_TARGET("avx512f,avx512vpopcntdq")
static inline void gd_four_avx512(const uint64_t *a, const uint64_t *b, ptrdiff_t rows, int64_t *out) {
    const __m512i zero = _mm512_setzero_si512();
    __m512i total_0 = zero, total_1 = zero, total_2 = zero, total_3 = zero;
    __m512i b_0 = GD_LOAD512(b), b_1 = GD_LOAD512(b + GD_ROW), b_2 = GD_LOAD512(b + 2 * GD_ROW), b_3;
    int64_t lanes[4][8];
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
    _mm512_storeu_si512((void *)lanes[0], total_0);
    _mm512_storeu_si512((void *)lanes[1], total_1);
    _mm512_storeu_si512((void *)lanes[2], total_2);
    _mm512_storeu_si512((void *)lanes[3], total_3);
    for (int k = 0; k < 4; k++)
        for (int lane = 0; lane < 8; lane++) out[k] += lanes[k][lane];
}

#endif /* GD_X86 */

#if GD_NEON
static inline int64_t gd_count_neon(const uint64_t *a, const uint64_t *b, ptrdiff_t rows) {
    uint64x2_t total = vdupq_n_u64(0);
    while (rows > 0) {
        /* A byte holds the counts of 4 vectors a row, 8 bits each: at most 7 rows before it is full. */
        const ptrdiff_t stop = rows < 7 ? rows : 7;
        uint8x16_t bytes = vdupq_n_u8(0);
        for (ptrdiff_t i = 0; i < stop; i++, a += GD_ROW, b += GD_ROW)
            for (int k = 0; k < GD_ROW; k += 2)
                bytes = vaddq_u8(
                    bytes, vcntq_u8(vreinterpretq_u8_u64(vandq_u64(vld1q_u64(a + k), vld1q_u64(b + k)))));
        total = vaddq_u64(total, vpaddlq_u32(vpaddlq_u16(vpaddlq_u8(bytes))));
        rows -= stop;
    }
    return (int64_t)(vgetq_lane_u64(total, 0) + vgetq_lane_u64(total, 1));
}
#endif

/* Bits of a AND b over `rows` rows. `path` must be supported. */
static inline int64_t gd_count(int path, const uint64_t *a, const uint64_t *b, ptrdiff_t rows) {
    switch (path) {
#if GD_X86
    case GD_POPCNT: return gd_count_popcnt(a, b, rows);
    case GD_AVX2: return gd_count_avx2(a, b, rows);
    case GD_AVX512: return gd_count_avx512(a, b, rows);
#endif
#if GD_NEON
    case GD_NEON_PATH: return gd_count_neon(a, b, rows);
#endif
    default: return gd_count_plain(a, b, rows);
    }
}

/* Bits set in one row, too short for the wide registers to pay. */
static inline int64_t gd_count_row(int path, const uint64_t *a) {
#if GD_X86
    if (path != GD_PLAIN) return gd_count_popcnt(a, a, 1);
#endif
    return gd_count(path, a, a, 1);
}

/* out[k] += bits of a AND (b from its row k on), for k = 0…3; rows + 3 rows of b are read. */
static inline void gd_count_four(int path, const uint64_t *a, const uint64_t *b, ptrdiff_t rows,
                                 int64_t *out) {
#if GD_X86
    if (path == GD_AVX512) {
        gd_four_avx512(a, b, rows, out);
        return;
    }
#endif
    for (int k = 0; k < 4; k++) out[k] += gd_count(path, a, b + k * GD_ROW, rows);
}

#endif /* GEODESK_POPCOUNT_H */
