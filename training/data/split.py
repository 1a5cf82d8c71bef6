"""Train, validation, test and folds: whole groups, every label in its share on each side."""

from collections import Counter
from collections.abc import Mapping, Sequence

import numpy as np

from training.data.index import DataSample
from training.rendering import generator


def assign(samples: Sequence[DataSample], shares: Mapping[str, float], seed: int) -> dict[str, str]:
    """Put each group on one side so that every side has its share of every label, as nearly as groups allow.

    The largest groups are placed first, each where it fills most of what is still missing; groups of
    equal size come in an order drawn from the seed.

    Parameters
    ----------
    samples
        What is to be divided.
    shares
        Side → its share; they sum to 1.
    seed
        Another one gives another division.

    Returns
    -------
    dict
        Group → side.
    """
    contents: dict[str, Counter[str]] = {}
    for sample in samples:
        contents.setdefault(sample.group, Counter())[sample.label] += 1
    totals = Counter(sample.label for sample in samples)
    wanted = {side: {label: share * n for label, n in totals.items()} for side, share in shares.items()}
    missing = {side: dict(labels) for side, labels in wanted.items()}
    names = sorted(contents)
    drawn = dict(zip(names, generator((seed, 41)).random(len(names)), strict=True))
    sides = {}
    for group in sorted(names, key=lambda name: (-sum(contents[name].values()), drawn[name])):
        content = contents[group]

        def need(side: str, content: Counter[str] = content) -> float:
            return float(
                sum(n * missing[side][label] / max(wanted[side][label], 1e-9) for label, n in content.items())
            )

        side = max((side for side in shares if shares[side] > 0), key=need)
        sides[group] = side
        for label, n in content.items():
            missing[side][label] -= n
    return sides


def three_way(samples: Sequence[DataSample], validation: float, test: float, seed: int) -> dict[str, str]:
    """Group → train, validation or test. Groups whose samples already have a split keep it.

    Given splits are the data set's own: what they leave without validation pictures gets its share of
    the training groups. With no split given at all, all three are drawn.
    """
    given = {sample.group: sample.split for sample in samples if sample.split}
    left = [sample for sample in samples if sample.group not in given]
    shares = {"train": 1 - validation - test, "validation": validation, "test": test}
    if not given:
        return assign(left, shares, seed)
    have = set(given.values())
    if validation and "validation" not in have:
        trained = [sample for sample in samples if given.get(sample.group) == "train"]
        rest = len(trained) / max(len(samples), 1)
        share = min(validation / rest, 0.5) if rest else 0.0
        given |= assign(trained, {"train": 1 - share, "validation": share}, seed)
    return given | (assign(left, shares, seed) if left else {})


def folds(samples: Sequence[DataSample], k: int, seed: int) -> dict[str, int]:
    """Group → fold 0 … k − 1, each with its share of every label."""
    sides = assign(samples, {str(i): 1 / k for i in range(k)}, seed)
    return {group: int(side) for group, side in sides.items()}


def fold_splits(samples: Sequence[DataSample], fold: int, validation: float, seed: int) -> dict[str, str]:
    """Group → split where one fold is the test and a share of the others' groups validates."""
    rest = [sample for sample in samples if sample.fold != fold]
    sides = assign(rest, {"train": 1 - validation, "validation": validation}, seed)
    return {sample.group: "test" for sample in samples if sample.fold == fold} | sides


def drawn_order(n: int, key: Sequence[int]) -> list[int]:
    """A shuffled range(n) that depends on the key alone."""
    return [int(i) for i in np.asarray(generator(tuple(key)).permutation(n))]
