"""Active training: labels until 95 % of what all labels give, against labels in the order of chance.

On real pictures whose features are frozen; groups (fields, near duplicates) never lie on two sides.
"""

import csv
import os
import statistics
import sys
from pathlib import Path

import numpy as np

_SEEDS, _CHANCE = 10, 5
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


class Trial:
    """One division into a pool to label and a test."""

    def __init__(self, matrix: np.ndarray, truth: np.ndarray, groups: np.ndarray, seed: int) -> None:
        from geodesk.jobs.active import spread_of

        order = np.random.default_rng(100 + seed).permutation(groups.max() + 1)
        out = np.isin(groups, order[: len(order) // 3])
        self.pool, self.test = matrix[~out], matrix[out]
        self.truth, self.asked = truth[~out], truth[out]
        self.centre, self.scale = spread_of(self.pool)
        self.full = self.accuracy(list(range(len(self.pool))))

    def head(self, chosen: list[int]):
        from geodesk.jobs.active import fit_head

        if len(set(self.truth[chosen])) < 2:
            return None
        names = [str(n) for n in range(self.truth.max() + 1)]
        return fit_head(self.pool[chosen], self.truth[chosen], names, self.centre, self.scale)

    def accuracy(self, chosen: list[int]) -> float:
        head = self.head(chosen)
        if head is None:
            return float(np.mean(self.asked == self.truth[chosen[0]])) if chosen else 0.0
        said = np.array([int(label) for label in head.labels])[head.probabilities(self.test).argmax(axis=1)]
        return float(np.mean(said == self.asked))

    def until(self, every: int, choose) -> int:
        """Labels until the share of the full accuracy is reached, looked at after every few."""
        chosen: list[int] = []
        while len(chosen) < len(self.pool):
            chosen += choose(chosen, min(every, len(self.pool) - len(chosen)))
            if self.accuracy(chosen) >= _SHARE * self.full - 1e-9:
                break
        return len(chosen)

    def active(self, every: int) -> int:
        from geodesk.jobs.active import standardised
        from geodesk.jobs.querying import next_samples

        space = standardised(self.pool, self.centre, self.scale)

        def choose(chosen: list[int], n: int) -> list[int]:
            head = self.head(chosen) if chosen else None
            rows = None if head is None else head.probabilities(self.pool)
            left = sorted(set(range(len(self.pool))) - set(chosen))
            return next_samples(space, chosen, left, rows, batch=n, most=n)[:n]

        return self.until(every, choose)

    def chance(self, every: int, seed: int) -> int:
        order = np.random.default_rng(seed).permutation(len(self.pool)).tolist()
        return self.until(every, lambda chosen, n: order[len(chosen) : len(chosen) + n])


def compare(name: str, rows: list[tuple[Path, str, str]], every: int, seeds: int = _SEEDS) -> None:
    """Print labels by active training and by chance."""
    matrix = features([file for file, _, _ in rows])
    truth = np.unique([label for _, label, _ in rows], return_inverse=True)[1]
    groups = np.unique([group for _, _, group in rows], return_inverse=True)[1]
    ours, theirs, full = [], [], []
    for seed in range(seeds):
        trial = Trial(matrix, truth, groups, seed)
        full.append(trial.full)
        ours.append(trial.active(every))
        theirs.append(statistics.mean(trial.chance(every, 1000 * seed + n) for n in range(_CHANCE)))
    ratio = sum(ours) / sum(theirs)
    won = sum(a < b for a, b in zip(ours, theirs, strict=True))
    print(f"{name}: {len(rows)} pictures in {groups.max() + 1} groups, all labels give {np.mean(full):.3f};")
    print(
        f"  labels to {_SHARE:.0%} of that, learnt again every {every}: active {statistics.mean(ours):.1f} "
        f"(median {statistics.median(ours):.0f}), chance {statistics.mean(theirs):.1f} "
        f"(median {statistics.median(theirs):.0f}); ratio {ratio:.2f}, fewer in {won} of {seeds} seeds;"
    )
    print(f"  target ≤ {_TARGET:.2f}")


def learning(count: int = 10_000) -> None:
    """How long the head and the queue take on a large folder."""
    import time

    from geodesk.jobs.active import fit_head, spread_of, standardised
    from geodesk.jobs.querying import next_samples

    rng = np.random.default_rng(0)
    matrix = rng.normal(size=(count, 1322)).astype(np.float32)
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
    """Both sets, by the program's default of ten labels and by fewer."""
    root = data()
    if not root.is_dir():
        print(f"the development pictures are not at {root}: nothing was compared")
    else:
        seeds = 2 if quick else _SEEDS
        for every in (10, 3):
            compare("sem/fibres", fibres(root / "sem" / "fibres"), every, seeds)
            compare("thin-section/alteration", alteration(root / "thin-section" / "alteration"), every, seeds)
    learning(2000 if quick else 10_000)


if __name__ == "__main__":
    main("--quick" in sys.argv)
