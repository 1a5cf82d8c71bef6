"""Active training: labels until 95 % of what all labels give, against labels in the order of chance.

On real pictures whose features are frozen; groups (fields, near duplicates) never lie on two sides. A seed
divides the groups into five folds; each is the test of a pool of the other four, and every picture is
judged once, so that a single one moves the accuracy by 1/n and not by 1/(n/5).
"""

import csv
import os
import statistics
import sys
from pathlib import Path

import numpy as np

_SEEDS, _FOLDS, _CHANCE = 10, 5, 3
_SHARE, _TARGET = 0.95, 0.60
# Pairs of near duplicates among the fibres, which the data's README names.
_TWINS = (
    ("pp28_05", "pp28_06", "pp28_03", "pp28_04", "pp28_01", "pp28_02"),
    ("pp26-01_002", "pp26-01_003"),
    ("ppc3_03", "ppc3_04"),
    ("psnppy4_11", "psnppy4_12"),
    ("ppc9_011(6)", "ppc9_011(9)"),
)


def data() -> Path:
    """The development pictures."""
    return Path(os.environ.get("GEODESK_DATA", Path(__file__).resolve().parents[3] / "shared" / "data"))


def fibres(folder: Path) -> list[tuple[Path, str, str]]:
    """File, class and group of every picture."""
    twin = {name: names[0] for names in _TWINS for name in names}
    found = sorted(folder.rglob("*.png"))
    return [(file, file.parent.name, twin.get(file.stem, file.stem)) for file in found]


def alteration(folder: Path) -> list[tuple[Path, str, str]]:
    """File, class and field of every picture."""
    with (folder / "index.csv").open(newline="", encoding="utf-8") as stream:
        return [(folder / row["path"], row["label"], row["field"]) for row in csv.DictReader(stream)]


def features(files: list[Path]) -> np.ndarray:
    """Frozen features of pictures, from the user's cache where they are there."""
    from geodesk.collection import Picture
    from geodesk.jobs.features import FeatureStore, extract
    from geodesk.models.features import FeatureExtractor

    extractor = FeatureExtractor()
    items = [Picture(str(file), str(file), file, file.stat().st_size, 0) for file in files]
    rows = [r for s in extract(items, extractor, FeatureStore(extractor.identity)) for r in s.rows]
    return np.stack([row.vector for row in rows])


class Fold:
    """One division into a pool to label and a test.

    As in the program, all samples are known beforehand: the standardisation is that of all, and the queue
    asks for what stands for all. Labels are asked for and learnt from in the pool alone.
    """

    def __init__(self, matrix: np.ndarray, truth: np.ndarray, out: np.ndarray) -> None:
        from geodesk.jobs.active import spread_of, standardised

        self.matrix, self.truth = matrix, truth
        self.pool, self.test = np.flatnonzero(~out).tolist(), np.flatnonzero(out)
        self.names = [str(n) for n in range(truth.max() + 1)]
        self.centre, self.scale = spread_of(matrix)
        self.space = standardised(matrix, self.centre, self.scale)
        self.full = self.right(self.pool)

    def head(self, chosen: list[int]):
        from geodesk.jobs.active import fit_head

        if len(set(self.truth[chosen])) < 2:
            return None
        return fit_head(self.matrix[chosen], self.truth[chosen], self.names, self.centre, self.scale)

    def right(self, chosen: list[int]) -> int:
        """Pictures of the test that a head of these labels tells rightly."""
        head = self.head(chosen)
        asked = self.truth[self.test]
        if head is None:
            return int(np.sum(asked == self.truth[chosen[0]]))
        rows = head.probabilities(self.matrix[self.test])
        said = np.array([int(label) for label in head.labels])[rows.argmax(axis=1)]
        return int(np.sum(said == asked))

    def active(self, chosen: list[int], n: int) -> list[int]:
        from geodesk.jobs.querying import next_samples

        head = self.head(chosen) if chosen else None
        rows = None if head is None else head.probabilities(self.matrix)
        left = sorted(set(self.pool) - set(chosen))
        return next_samples(self.space, chosen, left, rows, most=n)[:n]

    def chance(self, seed: int):
        order = np.random.default_rng(seed).permutation(self.pool).tolist()
        return lambda chosen, n: order[len(chosen) : len(chosen) + n]


def until(folds: list[Fold], every: int, choosers: list) -> int:
    """Labels in each pool until the folds' tests together reach the share of what all labels give."""
    enough = _SHARE * sum(fold.full for fold in folds) - 1e-9
    chosen: list[list[int]] = [[] for _ in folds]
    while any(len(had) < len(fold.pool) for fold, had in zip(folds, chosen, strict=True)):
        right = 0
        for fold, had, choose in zip(folds, chosen, choosers, strict=True):
            had += choose(had, min(every, len(fold.pool) - len(had)))
            right += fold.right(had)
        if right >= enough:
            break
    return max(map(len, chosen))


def compare(name: str, rows: list[tuple[Path, str, str]], every: int, seeds: int = _SEEDS) -> None:
    """Print labels by active training and by chance."""
    matrix = features([file for file, _, _ in rows])
    truth = np.unique([label for _, label, _ in rows], return_inverse=True)[1]
    groups = np.unique([group for _, _, group in rows], return_inverse=True)[1]
    ours, theirs, full = [], [], []
    for seed in range(seeds):
        order = np.random.default_rng(100 + seed).permutation(groups.max() + 1)
        folds = [Fold(matrix, truth, np.isin(groups, order[n::_FOLDS])) for n in range(_FOLDS)]
        full.append(sum(fold.full for fold in folds) / len(rows))
        ours.append(until(folds, every, [fold.active for fold in folds]))
        drawn = range(_CHANCE)
        counts = [
            until(folds, every, [f.chance(1000 * seed + 10 * n + at) for at, f in enumerate(folds)])
            for n in drawn
        ]
        theirs.append(statistics.mean(counts))
    ratios = [a / b for a, b in zip(ours, theirs, strict=True)]
    print(f"{name}: {len(rows)} pictures in {groups.max() + 1} groups, all labels give {np.mean(full):.3f};")
    print(
        f"  labels to {_SHARE:.0%} of that, learnt again every {every}: active {statistics.mean(ours):.1f} "
        f"({min(ours)} to {max(ours)}), chance {statistics.mean(theirs):.1f} "
        f"({min(theirs):.1f} to {max(theirs):.1f});"
    )
    print(
        f"  ratio of each seed: median {statistics.median(ratios):.2f}, {min(ratios):.2f} to "
        f"{max(ratios):.2f}, at most {_TARGET:.2f} in {sum(r <= _TARGET for r in ratios)} of {seeds}; "
        f"of the means {sum(ours) / sum(theirs):.2f} (target ≤ {_TARGET:.2f})",
        flush=True,
    )


def learning(count: int = 10_000) -> None:
    """How long the head and the queue take on a large folder."""
    import time

    from geodesk.jobs.active import fit_head, spread_of, standardised
    from geodesk.jobs.querying import next_samples

    rng = np.random.default_rng(0)
    matrix = rng.normal(size=(count, 2090)).astype(np.float32)
    truth = rng.integers(0, 5, 500)
    took = []
    for _ in range(3):
        begun = time.perf_counter()
        centre, scale = spread_of(matrix)
        head = fit_head(matrix[:500], truth, list("abcde"), centre, scale)
        rows = head.probabilities(matrix)
        space = standardised(matrix, centre, scale)
        next_samples(space, list(range(500)), list(range(500, count)), rows)
        took.append(time.perf_counter() - begun)
    print(f"{count} pictures, 500 labels: head and queue {statistics.median(took):.1f} s (median of 3)")


def main(quick: bool = False) -> None:
    """Both sets: learnt again as often as the program does in a folder of that size, and every ten labels."""
    from geodesk.jobs.querying import EVERY, often

    root = data()
    if not root.is_dir():
        print(f"the development pictures are not at {root}: nothing was compared")
    else:
        seeds = 2 if quick else _SEEDS
        sets = {
            "sem/fibres": fibres(root / "sem" / "fibres"),
            "thin-section/alteration": alteration(root / "thin-section" / "alteration"),
        }
        for name, rows in sets.items():
            for every in (often(len(rows)), EVERY):
                compare(name, rows, every, seeds)
    learning(2000 if quick else 10_000)


if __name__ == "__main__":
    main("--quick" in sys.argv)
