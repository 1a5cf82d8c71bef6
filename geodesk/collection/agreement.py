"""How far annotators agree beyond chance: Cohen's kappa of two, Fleiss' kappa of any number.

Cohen's kappa (J. Cohen, Educ. Psychol. Meas. 20, 1960, 37-46)
    κ = (p_o - p_e) / (1 - p_e), p_o the share of samples given the same class by both, p_e the share that the
    two would agree on by chance, each with the shares of the classes that he gave. Its interval is
    κ ± 1.96 SE with the large-sample standard error of J. L. Fleiss, J. Cohen and B. S. Everitt (Psychol.
    Bull. 72, 1969, 323-327), cut off at -1 and 1.
Fleiss' kappa (J. L. Fleiss, Psychol. Bull. 76, 1971, 378-382)
    The same with p_o the mean over the samples of the share of the pairs of annotators that agree, and
    p_e = Σ p_j² with p_j the share of class j. Fleiss asks for equally many annotators a sample; here, as
    K. L. Gwet writes it for missing ratings (Handbook of Inter-Rater Reliability, 4th ed., 2014, ch. 2), each
    sample that at least two labelled weighs the same, in p_o and, with the shares of its own annotators, in
    p_j. With equally many that is Fleiss' own formula. Its interval is the percentile bootstrap over the
    samples (B. Efron, Ann. Stat. 7, 1979, 1-26), seeded, with the percentiles that few samples ask for
    (T. C. Hesterberg, Am. Stat. 69, 2015, 371-386).

Simulated with a kappa of 0.36, three classes and three annotators, the intervals of 5, 8, 12, 20 and 40
samples hold it in 85, 81, 90, 93 and 94 of 100 cases (Cohen) and 89, 88, 94, 96 and 95 (Fleiss).

A kappa is not defined where only one class was given (p_e = 1), nor without samples that two labelled. An
interval is not given where all agree: no disagreement was seen, and neither method can say how rare it is.
"""

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from geodesk.shares import percentile_tail

Why = Literal["", "no_overlap", "one_class", "no_disagreement", "few"]
"""Why a kappa or its interval is missing."""

_Z95 = 1.959963984540054
_DEFINED = 0.95
_ALMOST = 1e-12


@dataclass(frozen=True, slots=True)
class Kappa:
    """One kappa.

    Attributes
    ----------
    value : float or None
        At most 1; 0 is chance. None where it is not defined.
    low, high : float or None
        Of the 95 % interval.
    samples : int
        How many it rests on.
    agreement : float or None
        The share of pairs of labels that agree, without regard to chance; None without samples.
    why : str
        ``no_overlap`` and ``one_class``: no value; ``no_disagreement`` and ``few``: no interval.
    """

    value: float | None
    low: float | None
    high: float | None
    samples: int
    agreement: float | None
    why: Why = ""


def cohen(table: NDArray[np.int64]) -> Kappa:
    """Cohen's kappa of a confusion matrix.

    Parameters
    ----------
    table
        (k, k) int: samples by the class of the one (row) and of the other (column).

    Raises
    ------
    ValueError
        If it is not square, or a count is negative.
    """
    counts = np.asarray(table, np.int64)
    if counts.ndim != 2 or counts.shape[0] != counts.shape[1] or (counts < 0).any():
        raise ValueError(f"a square table of counts is needed, not {counts.shape}")
    n = int(counts.sum())
    if n == 0:
        return Kappa(None, None, None, 0, None, "no_overlap")
    p = counts / n
    rows, columns, diagonal = p.sum(axis=1), p.sum(axis=0), np.diag(p)
    observed, chance = float(diagonal.sum()), float(rows @ columns)
    if 1 - chance < _ALMOST:
        return Kappa(None, None, None, n, observed, "one_class")
    kappa = (observed - chance) / (1 - chance)
    if np.trace(counts) == n:
        return Kappa(1.0, None, None, n, 1.0, "no_disagreement")
    off = p * (columns[:, None] + rows[None, :]) ** 2
    first = float((diagonal * (1 - (rows + columns) * (1 - kappa)) ** 2).sum())
    second = (1 - kappa) ** 2 * float(off.sum() - np.diag(off).sum())
    variance = (first + second - (kappa - chance * (1 - kappa)) ** 2) / (n * (1 - chance) ** 2)
    if n < 2 or variance <= _ALMOST:
        return Kappa(kappa, None, None, n, observed, "few")
    reach = _Z95 * math.sqrt(variance)
    return Kappa(kappa, max(-1.0, kappa - reach), min(1.0, kappa + reach), n, observed)


def fleiss(counts: NDArray[np.int64], draws: int = 2000, seed: int = 0) -> Kappa:
    """Fleiss' kappa, also where not all samples were labelled by equally many.

    Parameters
    ----------
    counts
        (samples, classes) int: how many annotators gave each sample each class; samples with fewer than two
        do not count.
    draws, seed
        Of the bootstrap, with numpy's Philox.

    Raises
    ------
    ValueError
        If it is not a table, or a count is negative.
    """
    table = np.asarray(counts, np.int64)
    if table.ndim != 2 or (table < 0).any():
        raise ValueError(f"a table of counts is needed, not {table.shape}")
    table = table[table.sum(axis=1) >= 2]
    n = len(table)
    if n == 0:
        return Kappa(None, None, None, 0, None, "no_overlap")
    # Samples that were labelled alike weigh together: the bootstrap draws how often each kind comes.
    kinds, often = np.unique(table, axis=0, return_counts=True)
    raters = kinds.sum(axis=1)
    agree = (kinds * (kinds - 1)).sum(axis=1) / (raters * (raters - 1))
    shares = kinds / raters[:, None]
    kappa, observed = _fleiss(often[None, :] / n, agree, shares)
    if math.isnan(kappa[0]):
        return Kappa(None, None, None, n, float(observed[0]), "one_class")
    value, share = float(kappa[0]), float(observed[0])
    if (agree == 1).all():
        return Kappa(1.0, None, None, n, 1.0, "no_disagreement")
    if n < 2:
        return Kappa(value, None, None, n, share, "few")
    rng = np.random.Generator(np.random.Philox(seed))
    drawn, _ = _fleiss(rng.multinomial(n, often / n, size=draws) / n, agree, shares)
    drawn = drawn[~np.isnan(drawn)]
    if len(drawn) < _DEFINED * draws:
        return Kappa(value, None, None, n, share, "few")
    tail = 100 * percentile_tail(n)
    low, high = np.percentile(drawn, (tail, 100 - tail))
    return Kappa(value, float(low), float(high), n, share)


def _fleiss(
    weights: NDArray[np.float64], agree: NDArray[np.float64], shares: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Kappa (not a number where it is not defined) and agreement of each row of weights of the kinds."""
    observed = weights @ agree
    chance = ((weights @ shares) ** 2).sum(axis=1)
    defined = 1 - chance > _ALMOST
    kappa = np.full(len(weights), np.nan)
    kappa[defined] = (observed[defined] - chance[defined]) / (1 - chance[defined])
    return kappa, observed
