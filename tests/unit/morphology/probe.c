/* Runs the kernel's C on a picture from the standard input and prints what it counts, for every code path. */
#include <stdio.h>
#include <stdlib.h>

#include "_levels.h"
#include "_pack.h"
#include "_runs.h"

static const char *names[] = {"plain", "popcnt", "avx2", "avx512", "neon"};

static void print(const char *what, int path, const int64_t *values, ptrdiff_t n) {
    printf("%s %s", what, names[path]);
    for (ptrdiff_t i = 0; i < n; i++) printf(" %lld", (long long)values[i]);
    printf("\n");
}

static void print_runs(const char *what, int path, int64_t *runs, ptrdiff_t n) {
    int64_t *sums = calloc((size_t)(2 * n + 2), sizeof *sums);
    for (ptrdiff_t i = 0; i < 2 * n + 2; i++)
        for (int part = 0; part < GD_PARTS; part++) sums[i] += runs[GD_PARTS * i + part];
    print(what, path, sums, 2 * n + 2);
    free(sums);
}

int main(int count, char **arguments) {
    const ptrdiff_t n = count > 1 ? atol(arguments[1]) : 0; /* a square of n by n pixels, n a multiple of 512 */
    const ptrdiff_t lags = 41, words = n / 64, all = GD_PARTS * 2 * (n + 1);
    uint8_t *pixels = malloc((size_t)(n * n));
    uint16_t *wide = malloc((size_t)(n * n) * 2);
    uint64_t *bits = malloc((size_t)(n * words) * 8), *blocks = malloc((size_t)(n * words) * 8);
    int64_t *counts = malloc((size_t)lags * 8), *runs = malloc((size_t)all * 8);
    int64_t *changes = calloc((size_t)(2 + n) * 256, 8);
    int32_t *room = malloc((3 * GD_COLUMNS + 132) * sizeof *room);
    uint64_t squares[512];
    if (!n || n > GD_COLUMNS || fread(pixels, 1, (size_t)(n * n), stdin) != (size_t)(n * n)) return 2;
    for (ptrdiff_t i = 0; i < n * n; i++) wide[i] = (uint16_t)(200 * pixels[i]);
    for (int path = 0; path < GD_PATHS; path++) {
        if (!gd_supported(path)) continue;
        for (int bytes = 1; bytes <= 2; bytes++) {
            for (ptrdiff_t y = 0; y < n; y++)
                if (bytes == 1)
                    gd_pack_by_u8(path, pixels + y * n, n, 101, 154, bits + y * words);
                else
                    gd_pack_by_u16(path, wide + y * n, n, 20001, 45534, bits + y * words);
            /* Lines along y: eight words of every row. Along x: squares of 64 by 64, turned. */
            for (int across = 0; across < 2; across++) {
                memset(counts, 0, (size_t)lags * 8);
                for (ptrdiff_t w = 0; w < words; w += 8) {
                    for (ptrdiff_t i = 0; i < n; i++)
                        for (int lane = 0; lane < 8; lane++)
                            blocks[8 * i + lane] = bits[across ? (64 * w + i % 64 + 64 * lane) * words + i / 64
                                                               : i * words + w + lane];
                    if (across)
                        for (ptrdiff_t i = 0; i < n; i += 64) {
                            memcpy(squares, blocks + 8 * i, sizeof squares);
                            gd_turn8_by(path, squares);
                            memcpy(blocks + 8 * i, squares, sizeof squares);
                        }
                    for (ptrdiff_t r = 0; r < lags - 1; r += 4)
                        gd_count_four(path, blocks, blocks + 8 * r, n - r - 3, counts + r);
                    for (ptrdiff_t r = 0; r < lags - 1; r++) {
                        const ptrdiff_t rest = n - (r - r % 4) - 3;
                        counts[r] += gd_count(path, blocks + 8 * rest, blocks + 8 * (rest + r), n - r - rest);
                    }
                    counts[lags - 1] += gd_count(path, blocks, blocks + 8 * (lags - 1), n - lags + 1);
                }
                print(across ? "pairs_x" : "pairs_y", path, counts, lags);
            }
        }
        for (int periodic = 0; periodic < 2; periodic++) {
            memset(runs, 0, (size_t)all * 8);
            for (ptrdiff_t y = 0; y < n; y++) gd_runs_across(path, bits + y * words, n, periodic, runs, room);
            print_runs(periodic ? "ring_x" : "runs_x", path, runs, n);
            for (int slope = 0; slope < 2; slope++) {
                memset(runs, 0, (size_t)all * 8);
                gd_runs_down(path, bits, words, n, n, slope, 0, 100, periodic, runs, room);
                gd_runs_down(path, bits, words, n, n, slope, 100, n, periodic, runs, room);
                print_runs(slope ? (periodic ? "ring_d" : "runs_d") : (periodic ? "ring_y" : "runs_y"), path, runs, n);
            }
        }
    }
    for (ptrdiff_t y = 0; y < n; y++) gd_level_runs(pixels + y * n, 1, NULL, 0, n, 0, n, changes);
    for (ptrdiff_t i = 0; i < (1 + n) * 256; i++)
        if (i % 256) changes[i] += changes[i - 1];
    for (ptrdiff_t i = 0; i <= n; i++) runs[i] = changes[256 * i + 100];
    print("levels_x", GD_PLAIN, runs, n + 1);
    free(pixels), free(wide), free(bits), free(blocks), free(counts), free(runs), free(changes), free(room);
    return 0;
}
