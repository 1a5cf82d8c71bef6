"""Chords, clusters, local thresholds and learnt phases beside what others do, in one run.

``python -m tests.bench.bench_structure [--rounds N]``. The contenders take turns; medians and ratios are
printed. That contenders which count the same thing agree is asserted, nothing about seconds is.
"""

import argparse
import sys
import warnings
from collections.abc import Callable

import numpy as np

from geodesk.collection import Stroke
from geodesk.morphology import chord_lengths, clusters_of, two_point_cluster
from geodesk.morphology.phases import LocalRule, PixelClassifier, local_binarise
from tests.bench.bench_morphology import has_porespy, overlapping_discs, show, turns

SIZE, RADIUS, R_MAX = 2048, 16, 256


def cluster_by_lags(labels: np.ndarray) -> np.ndarray:
    """C2 along x from a label image, lag by lag: the definition in numpy."""
    n = labels.shape[1]
    return np.array(
        [
            np.count_nonzero((labels[:, : n - r] == labels[:, r:]) & (labels[:, : n - r] > 0))
            for r in range(R_MAX + 1)
        ]
    )


def chords_porespy(flags: np.ndarray) -> np.ndarray:
    """Lengths of the chords along x; porespy takes every other line."""
    import porespy

    return porespy.metrics.chord_counts(
        porespy.filters.apply_chords(flags, axis=1, spacing=1, trim_edges=True)
    )


def bench(rounds: int = 5) -> None:
    """Print every comparison."""
    grey = overlapping_discs(SIZE, RADIUS)
    flags = grey > 127
    print(f"Structure: discs of radius {RADIUS}, {SIZE} x {SIZE}")
    contenders: dict[str, Callable[[], object]] = {"geodesk": lambda: chord_lengths(flags, "x")}
    if has_porespy():
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            lengths = chords_porespy(flags)
        own = np.bincount(lengths.astype(int))
        half = chord_lengths(flags[::2], "x").counts
        print(f"  chords of every other line: geodesk {half.sum()}, porespy {own.sum()}")
        contenders["porespy apply_chords + chord_counts, half"] = lambda: chords_porespy(flags)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        show("chord lengths along x, one phase", turns(contenders, rounds))

    parts = clusters_of(flags)
    assert (parts.two_point_cluster(1, R_MAX).counts == cluster_by_lags(parts.labels)).all()
    show(
        f"two-point cluster function along x, r <= {R_MAX}",
        turns(
            {
                "geodesk, clusters known": lambda: parts.two_point_cluster(1, R_MAX),
                "numpy, lag by lag, clusters known": lambda: cluster_by_lags(parts.labels),
                "geodesk, clusters found too": lambda: two_point_cluster(flags, 1, R_MAX),
            },
            rounds,
        ),
    )

    noisy = (grey + np.random.default_rng(1).normal(0, 25, grey.shape)).clip(0, 255).astype(np.uint8)
    rule = LocalRule("sauvola", 51, 0.2, 128.0)
    contenders = {"geodesk": lambda: local_binarise(noisy, rule)}
    try:
        from skimage.filters import threshold_sauvola

        contenders["scikit-image threshold_sauvola"] = lambda: (
            noisy > threshold_sauvola(noisy, 51, 0.2, 128.0)
        )
        same = (contenders["geodesk"]() == contenders["scikit-image threshold_sauvola"]()).mean()
        assert same > 0.999, "the local thresholds disagree"
    except ImportError:
        print("scikit-image is not installed: left out")
    show("local threshold (Sauvola, window 51)", turns(contenders, rounds))
    learnt(noisy, rounds)


def learnt(noisy: np.ndarray, rounds: int) -> None:
    """A classifier that learnt two phases from eight dabs."""
    flags = overlapping_discs(SIZE, RADIUS) > 127
    generator = np.random.default_rng(2)
    dabs = [
        Stroke("", int(flags[int(y), int(x)]), ((x, y),), 7.0)
        for x, y in generator.uniform(20, SIZE - 20, (8, 2)).tolist()
    ]
    made = PixelClassifier.fit(noisy, dabs)
    right = (made.predict(noisy[:512, :512]) == flags[:512, :512]).mean()
    print(f"  learnt from {made.learnt_from} pixels; {100 * right:.1f} % of 512 x 512 right")
    contenders: dict[str, Callable[[], object]] = {
        "geodesk, predict": lambda: made.predict(noisy[:1024, :1024])
    }
    contenders["geodesk, learn, without a score"] = lambda: PixelClassifier.fit(noisy, dabs, score=False)
    try:
        from skimage.feature import multiscale_basic_features

        contenders["scikit-image's features alone, 3 scales"] = lambda: multiscale_basic_features(
            noisy[:1024, :1024], sigma_min=1, sigma_max=4
        )
    except ImportError:
        print("scikit-image is not installed: left out")
    show("phases learnt from strokes, 1024 x 1024", turns(contenders, min(rounds, 3)))


def main(arguments: list[str] | None = None) -> int:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description="Structure descriptors and phases beside others")
    parser.add_argument("--rounds", type=int, default=5, help="turns of each contender (default: 5)")
    bench(parser.parse_args(arguments).rounds)
    return 0


if __name__ == "__main__":
    sys.exit(main())
