/*
 * Pixels to bits: packing while thresholding, turning blocks of 64 by 64 bits, finding set bits.
 * Bit k of word w is pixel 64 w + k, whatever the byte order of the machine.
 */
#ifndef GEODESK_BITS_H
#define GEODESK_BITS_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#if defined(_MSC_VER)
#include <intrin.h>
#endif
/* GD_PORTABLE leaves out all that is of one processor only: what others would get can be tested here. */
#if !defined(GD_PORTABLE) && (defined(__x86_64__) || (defined(_M_X64) && !defined(_M_ARM64EC)))
#define GD_SSE2 1 /* part of every x86-64 processor */
#include <emmintrin.h>
#else
#define GD_SSE2 0
#endif

#if defined(_MSC_VER) || (defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__)
#define GD_LITTLE_ENDIAN 1
#else
#define GD_LITTLE_ENDIAN 0
#endif

/* Index of the lowest set bit of x, which is not 0. */
static inline int gd_lowest(uint64_t x) {
#if defined(__GNUC__) || defined(__clang__)
    return __builtin_ctzll(x);
#elif defined(_MSC_VER) && (defined(_M_X64) || defined(_M_ARM64))
    unsigned long index;
    (void)_BitScanForward64(&index, x);
    return (int)index;
#else
    int index = 0;
    for (; !(x & 1); x >>= 1) index++;
    return index;
#endif
}

/* One word of flags, each byte 0 or 1. */
static inline uint64_t gd_gather(const uint8_t flags[64]) {
    uint64_t word = 0;
#if GD_LITTLE_ENDIAN
    /* The product brings the eight flags of eight bytes side by side into the top byte. */
    for (int k = 0; k < 8; k++) {
        uint64_t bytes;
        memcpy(&bytes, flags + 8 * k, sizeof bytes);
        word |= ((bytes * UINT64_C(0x0102040810204080)) >> 56) << (8 * k);
    }
#else
    for (int k = 0; k < 64; k++) word |= (uint64_t)flags[k] << k;
#endif
    return word;
}

/* Bits of 64 pixels: 1 where first <= pixel <= first + span. */
static inline uint64_t gd_word_u8(const uint8_t *pixels, uint8_t first, uint8_t span) {
#if GD_SSE2
    const __m128i low = _mm_set1_epi8((char)first), wide = _mm_set1_epi8((char)span);
    const __m128i zero = _mm_setzero_si128();
    uint64_t word = 0;
    for (int k = 0; k < 4; k++) {
        const __m128i v = _mm_loadu_si128((const __m128i *)(const void *)(pixels + 16 * k));
        const __m128i beyond = _mm_subs_epu8(_mm_sub_epi8(v, low), wide);
        word |= (uint64_t)(uint32_t)_mm_movemask_epi8(_mm_cmpeq_epi8(beyond, zero)) << (16 * k);
    }
    return word;
#else
    uint8_t flags[64];
    for (int k = 0; k < 64; k++) flags[k] = (uint8_t)((uint8_t)(pixels[k] - first) <= span);
    return gd_gather(flags);
#endif
}

static inline uint64_t gd_word_u16(const uint16_t *pixels, uint16_t first, uint16_t span) {
#if GD_SSE2
    const __m128i low = _mm_set1_epi16((short)first), wide = _mm_set1_epi16((short)span);
    const __m128i zero = _mm_setzero_si128();
    uint64_t word = 0;
    for (int k = 0; k < 4; k++) {
        const __m128i v = _mm_loadu_si128((const __m128i *)(const void *)(pixels + 16 * k));
        const __m128i w = _mm_loadu_si128((const __m128i *)(const void *)(pixels + 16 * k + 8));
        const __m128i in_v = _mm_cmpeq_epi16(_mm_subs_epu16(_mm_sub_epi16(v, low), wide), zero);
        const __m128i in_w = _mm_cmpeq_epi16(_mm_subs_epu16(_mm_sub_epi16(w, low), wide), zero);
        word |= (uint64_t)(uint32_t)_mm_movemask_epi8(_mm_packs_epi16(in_v, in_w)) << (16 * k);
    }
    return word;
#else
    uint8_t flags[64];
    for (int k = 0; k < 64; k++) flags[k] = (uint8_t)((uint16_t)(pixels[k] - first) <= span);
    return gd_gather(flags);
#endif
}

#define GD_PACK_ROW(NAME, T, WORD)                                                                  \
    static inline void NAME(const T *pixels, ptrdiff_t n, T first, T span, uint64_t *words) {       \
        for (; n >= 64; n -= 64, pixels += 64) *words++ = WORD(pixels, first, span);                \
        if (n > 0) {                                                                                \
            uint64_t word = 0;                                                                      \
            for (ptrdiff_t k = 0; k < n; k++)                                                       \
                word |= (uint64_t)((T)(pixels[k] - first) <= span) << k;                            \
            *words = word;                                                                          \
        }                                                                                           \
    }

GD_PACK_ROW(gd_pack_u8, uint8_t, gd_word_u8)
GD_PACK_ROW(gd_pack_u16, uint16_t, gd_word_u16)

/* Exchange the upper `step` bits of each pair's first word with the lower ones of its second. */
#define GD_EXCHANGE(step, keep)                                                      \
    for (int i = 0; i < 64; i += 2 * (step))                                         \
        for (int k = i; k < i + (step); k++) {                                       \
            const uint64_t swap = ((a[k] >> (step)) ^ a[k + (step)]) & UINT64_C(keep); \
            a[k] ^= swap << (step);                                                  \
            a[k + (step)] ^= swap;                                                   \
        }

/* Bit j of word i changes places with bit i of word j. */
static inline void gd_transpose64(uint64_t a[64]) {
    GD_EXCHANGE(32, 0x00000000FFFFFFFF)
    GD_EXCHANGE(16, 0x0000FFFF0000FFFF)
    GD_EXCHANGE(8, 0x00FF00FF00FF00FF)
    GD_EXCHANGE(4, 0x0F0F0F0F0F0F0F0F)
    GD_EXCHANGE(2, 0x3333333333333333)
    GD_EXCHANGE(1, 0x5555555555555555)
}

/* 64 bits of a row from bit p on; what lies beyond its words is 0. */
static inline uint64_t gd_bits(const uint64_t *row, ptrdiff_t words, ptrdiff_t p) {
    const ptrdiff_t word = p >> 6;
    const int step = (int)(p & 63);
    const uint64_t low = word < words ? row[word] : 0;
    const uint64_t high = word + 1 < words ? row[word + 1] : 0;
    return step ? (low >> step) | (high << (64 - step)) : low;
}

/* The same of a row that repeats every `period` bits; 0 <= p < period, and bits from `period` on are 0. */
static inline uint64_t gd_cyclic(const uint64_t *row, ptrdiff_t words, ptrdiff_t period, ptrdiff_t p) {
    uint64_t found = gd_bits(row, words, p);
    for (ptrdiff_t have = period - p; have < 64; have += period) found |= gd_bits(row, words, 0) << have;
    return found;
}

/* Eight words of it, from bit p on. */
static inline void gd_cyclic8(const uint64_t *row, ptrdiff_t words, ptrdiff_t period, ptrdiff_t p,
                              uint64_t *out) {
    const ptrdiff_t word = p >> 6;
    const int step = (int)(p & 63);
    if (word >= words && p + 512 <= period) {
        memset(out, 0, 8 * sizeof *out);
    } else if (word + 8 < words && p + 512 <= period) {
        for (int k = 0; k < 8; k++) out[k] = row[word + k] >> step | row[word + k + 1] << 1 << (63 - step);
    } else {
        for (int k = 0; k < 8; k++) {
            out[k] = gd_cyclic(row, words, period, p);
            for (p += 64; p >= period;) p -= period;
        }
    }
}

/* Bits first…last - 1 of word w of a row. */
static inline uint64_t gd_within(ptrdiff_t w, ptrdiff_t first, ptrdiff_t last) {
    uint64_t bits = ~UINT64_C(0);
    if (first >= 64 * w + 64 || last <= 64 * w) return 0;
    if (first > 64 * w) bits &= ~UINT64_C(0) << (first - 64 * w);
    if (last < 64 * w + 64) bits &= ~UINT64_C(0) >> (64 * w + 64 - last);
    return bits;
}

#endif /* GEODESK_BITS_H */
