/*
 * Run lengths of the pixels above every grey level at once.
 *
 * The runs of "pixel > t" for all t are nested: those of a higher t lie within those of a lower. A stack
 * holds the ones that are open, each with the level it goes up to; a pixel closes those above it and opens
 * at most one. A closed run is one of "pixel > t" for all t from the level of the next below it on, so it
 * enters at that level and leaves at its own: sums over t give the counts.
 */
#ifndef GEODESK_LEVELS_H
#define GEODESK_LEVELS_H

#include <stddef.h>
#include <stdint.h>

/*
 * Adds to changes[256 * length + t] how the number of runs of that length changes from level t - 1 to t,
 * and for runs longer than `reach` their number at length 0 and the sum of their lengths at reach + 1.
 * `flip` is 255 to find runs of "255 - pixel > t". Pixels where `mask` (may be NULL) is 0 end every run.
 */
static inline void gd_level_runs(const uint8_t *line, ptrdiff_t stride, const uint8_t *mask,
                                 ptrdiff_t mask_stride, ptrdiff_t n, int flip, ptrdiff_t reach,
                                 int64_t *changes) {
    int level[257];
    ptrdiff_t since[257];
    int top = 0, high = 0; /* high = level[top] */
    level[0] = 0;
    since[0] = 0;
    for (ptrdiff_t i = 0; i <= n; i++) {
        const int v = i == n || (mask && !mask[i * mask_stride]) ? 0 : line[i * stride] ^ flip;
        if (v > high) {
            high = level[++top] = v;
            since[top] = i;
            continue;
        }
        while (v < high) {
            const int below = level[top - 1], from = below > v ? below : v;
            const ptrdiff_t length = i - since[top];
            int64_t *run = changes + 256 * (length > reach ? 0 : length);
            run[from]++;
            run[high]--;
            if (length > reach) {
                run = changes + 256 * (reach + 1);
                run[from] += length;
                run[high] -= length;
            }
            if (below < v) {
                high = level[top] = v;
                break;
            }
            high = below;
            top--;
        }
    }
}

#endif /* GEODESK_LEVELS_H */
