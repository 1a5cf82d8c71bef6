/* Packing and turning with wide registers where the processor has them; otherwise as _bits.h does. */
#ifndef GEODESK_PACK_H
#define GEODESK_PACK_H

#include "_bits.h"
#include "_popcount.h"

/*
 * Turning eight squares of 64 by 64 bits at once: word 8 i + k is row i of square k, and bit j of row i
 * changes places with bit i of row j. Six exchanges, of squares within squares, three at a time in
 * registers, that hold as many words as V does.
 */
#define GD_SWAP(V, OF, XOR, AND, SLL, SRL, step, keep, x, y)                 \
    do {                                                                     \
        const V swap = AND(XOR(SRL(x, step), y), OF((long long)(keep)));     \
        x = XOR(x, SLL(swap, step));                                         \
        y = XOR(y, swap);                                                    \
    } while (0)

#define GD_THREE(V, LOAD, STORE, OF, XOR, AND, SLL, SRL, p, apart, s4, k4, s2, k2, s1, k1)             \
    do {                                                                                               \
        V v_0 = LOAD(p), v_1 = LOAD((p) + (apart)), v_2 = LOAD((p) + 2 * (apart));                     \
        V v_3 = LOAD((p) + 3 * (apart)), v_4 = LOAD((p) + 4 * (apart)), v_5 = LOAD((p) + 5 * (apart)); \
        V v_6 = LOAD((p) + 6 * (apart)), v_7 = LOAD((p) + 7 * (apart));                                \
        GD_SWAP(V, OF, XOR, AND, SLL, SRL, s4, k4, v_0, v_4);                                          \
        GD_SWAP(V, OF, XOR, AND, SLL, SRL, s4, k4, v_1, v_5);                                          \
        GD_SWAP(V, OF, XOR, AND, SLL, SRL, s4, k4, v_2, v_6);                                          \
        GD_SWAP(V, OF, XOR, AND, SLL, SRL, s4, k4, v_3, v_7);                                          \
        GD_SWAP(V, OF, XOR, AND, SLL, SRL, s2, k2, v_0, v_2);                                          \
        GD_SWAP(V, OF, XOR, AND, SLL, SRL, s2, k2, v_1, v_3);                                          \
        GD_SWAP(V, OF, XOR, AND, SLL, SRL, s2, k2, v_4, v_6);                                          \
        GD_SWAP(V, OF, XOR, AND, SLL, SRL, s2, k2, v_5, v_7);                                          \
        GD_SWAP(V, OF, XOR, AND, SLL, SRL, s1, k1, v_0, v_1);                                          \
        GD_SWAP(V, OF, XOR, AND, SLL, SRL, s1, k1, v_2, v_3);                                          \
        GD_SWAP(V, OF, XOR, AND, SLL, SRL, s1, k1, v_4, v_5);                                          \
        GD_SWAP(V, OF, XOR, AND, SLL, SRL, s1, k1, v_6, v_7);                                          \
        STORE(p, v_0);                                                                                 \
        STORE((p) + 1 * (apart), v_1);                                                                 \
        STORE((p) + 2 * (apart), v_2);                                                                 \
        STORE((p) + 3 * (apart), v_3);                                                                 \
        STORE((p) + 4 * (apart), v_4);                                                                 \
        STORE((p) + 5 * (apart), v_5);                                                                 \
        STORE((p) + 6 * (apart), v_6);                                                                 \
        STORE((p) + 7 * (apart), v_7);                                                                 \
    } while (0)

#define GD_TURN8(NAME, V, LOAD, STORE, OF, XOR, AND, SLL, SRL)                                       \
    static inline void NAME(uint64_t *a) {                                                           \
        for (int lane = 0; lane < 8; lane += (int)(sizeof(V) / 8)) {                                 \
            for (int i = 0; i < 8; i++)                                                              \
                GD_THREE(V, LOAD, STORE, OF, XOR, AND, SLL, SRL, a + 8 * i + lane, 64, 32,           \
                         0x00000000FFFFFFFF, 16, 0x0000FFFF0000FFFF, 8, 0x00FF00FF00FF00FF);         \
            for (int i = 0; i < 64; i += 8)                                                          \
                GD_THREE(V, LOAD, STORE, OF, XOR, AND, SLL, SRL, a + 8 * i + lane, 8, 4,             \
                         0x0F0F0F0F0F0F0F0F, 2, 0x3333333333333333, 1, 0x5555555555555555);          \
        }                                                                                            \
    }

#if GD_SSE2
#define GD_STORE128(p, v) _mm_storeu_si128((__m128i *)(void *)(p), v)
GD_TURN8(gd_turn8, __m128i, GD_LOAD128, GD_STORE128, _mm_set1_epi64x, _mm_xor_si128, _mm_and_si128,
         _mm_slli_epi64, _mm_srli_epi64)
#else
#define GD_LOAD64(p) (*(p))
#define GD_STORE64(p, v) (*(p) = (v))
#define GD_OF64(x) ((uint64_t)(x))
#define GD_SLL64(x, step) ((x) << (step))
#define GD_SRL64(x, step) ((x) >> (step))
GD_TURN8(gd_turn8, uint64_t, GD_LOAD64, GD_STORE64, GD_OF64, GD_XOR64, GD_AND64, GD_SLL64, GD_SRL64)
#endif

#if GD_X86

/* Bits of 64 pixels in two halves: 1 where first <= pixel <= first + span. */
GD_TARGET("avx2")
static inline uint64_t gd_word_u8_avx2(const uint8_t *pixels, uint8_t first, uint8_t span) {
    const __m256i low = _mm256_set1_epi8((char)first), wide = _mm256_set1_epi8((char)span);
    const __m256i zero = _mm256_setzero_si256();
    uint64_t word = 0;
    for (int k = 0; k < 2; k++) {
        const __m256i v = _mm256_loadu_si256((const __m256i *)(const void *)(pixels + 32 * k));
        const __m256i beyond = _mm256_subs_epu8(_mm256_sub_epi8(v, low), wide);
        word |= (uint64_t)(uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(beyond, zero)) << (32 * k);
    }
    return word;
}

GD_TARGET("avx2")
static inline uint64_t gd_word_u16_avx2(const uint16_t *pixels, uint16_t first, uint16_t span) {
    const __m256i low = _mm256_set1_epi16((short)first), wide = _mm256_set1_epi16((short)span);
    const __m256i zero = _mm256_setzero_si256();
    uint64_t word = 0;
    for (int k = 0; k < 2; k++) {
        const __m256i v = _mm256_loadu_si256((const __m256i *)(const void *)(pixels + 32 * k));
        const __m256i w = _mm256_loadu_si256((const __m256i *)(const void *)(pixels + 32 * k + 16));
        const __m256i in_v = _mm256_cmpeq_epi16(_mm256_subs_epu16(_mm256_sub_epi16(v, low), wide), zero);
        const __m256i in_w = _mm256_cmpeq_epi16(_mm256_subs_epu16(_mm256_sub_epi16(w, low), wide), zero);
        /* Packing works within halves of a register: bring the quarters back into their order. */
        const __m256i flags = _mm256_permute4x64_epi64(_mm256_packs_epi16(in_v, in_w), 0xD8);
        word |= (uint64_t)(uint32_t)_mm256_movemask_epi8(flags) << (32 * k);
    }
    return word;
}

GD_TARGET("avx512f,avx512bw")
static inline uint64_t gd_word_u8_avx512(const uint8_t *pixels, uint8_t first, uint8_t span) {
    const __m512i v = _mm512_loadu_si512((const void *)pixels);
    return (uint64_t)_mm512_cmple_epu8_mask(_mm512_sub_epi8(v, _mm512_set1_epi8((char)first)),
                                            _mm512_set1_epi8((char)span));
}

GD_TARGET("avx512f,avx512bw")
static inline uint64_t gd_word_u16_avx512(const uint16_t *pixels, uint16_t first, uint16_t span) {
    const __m512i low = _mm512_set1_epi16((short)first), wide = _mm512_set1_epi16((short)span);
    const __m512i v = _mm512_loadu_si512((const void *)pixels);
    const __m512i w = _mm512_loadu_si512((const void *)(pixels + 32));
    return (uint64_t)_mm512_cmple_epu16_mask(_mm512_sub_epi16(v, low), wide) |
           (uint64_t)_mm512_cmple_epu16_mask(_mm512_sub_epi16(w, low), wide) << 32;
}

#define GD_PACK_WIDE(NAME, FEATURES, T, WORD, REST)                                             \
    GD_TARGET(FEATURES)                                                                         \
    static void NAME(const T *pixels, ptrdiff_t n, T first, T span, uint64_t *words) {          \
        for (; n >= 64; n -= 64, pixels += 64) *words++ = WORD(pixels, first, span);            \
        REST(pixels, n, first, span, words);                                                    \
    }

GD_PACK_WIDE(gd_pack_u8_avx2, "avx2", uint8_t, gd_word_u8_avx2, gd_pack_u8)
GD_PACK_WIDE(gd_pack_u16_avx2, "avx2", uint16_t, gd_word_u16_avx2, gd_pack_u16)
GD_PACK_WIDE(gd_pack_u8_avx512, "avx512f,avx512bw", uint8_t, gd_word_u8_avx512, gd_pack_u8)
GD_PACK_WIDE(gd_pack_u16_avx512, "avx512f,avx512bw", uint16_t, gd_word_u16_avx512, gd_pack_u16)

#define GD_STORE256(p, v) _mm256_storeu_si256((__m256i *)(void *)(p), v)
GD_TARGET("avx2")
GD_TURN8(gd_turn8_avx2, __m256i, GD_LOAD256, GD_STORE256, _mm256_set1_epi64x, _mm256_xor_si256,
         _mm256_and_si256, _mm256_slli_epi64, _mm256_srli_epi64)

#define GD_STORE512(p, v) _mm512_storeu_si512((void *)(p), v)
GD_TARGET("avx512f,avx512bw")
GD_TURN8(gd_turn8_avx512, __m512i, GD_LOAD512, GD_STORE512, _mm512_set1_epi64, _mm512_xor_si512,
         _mm512_and_si512, _mm512_slli_epi64, _mm512_srli_epi64)

#define GD_BY_PATH(NAME, ARGUMENTS)                       \
    switch (path) {                                       \
    case GD_AVX2: NAME##_avx2 ARGUMENTS; return;          \
    case GD_AVX512: NAME##_avx512 ARGUMENTS; return;      \
    default: break;                                       \
    }
#else
#define GD_BY_PATH(NAME, ARGUMENTS) (void)path;
#endif

/* The bits of n pixels into ceil(n / 64) words. */
static inline void gd_pack_by_u8(int path, const uint8_t *pixels, ptrdiff_t n, uint8_t first, uint8_t span,
                                 uint64_t *words) {
    GD_BY_PATH(gd_pack_u8, (pixels, n, first, span, words))
    gd_pack_u8(pixels, n, first, span, words);
}

static inline void gd_pack_by_u16(int path, const uint16_t *pixels, ptrdiff_t n, uint16_t first,
                                  uint16_t span, uint64_t *words) {
    GD_BY_PATH(gd_pack_u16, (pixels, n, first, span, words))
    gd_pack_u16(pixels, n, first, span, words);
}

static inline void gd_turn8_by(int path, uint64_t *a) {
    GD_BY_PATH(gd_turn8, (a))
    gd_turn8(a);
}

#endif /* GEODESK_PACK_H */
