"""How sure any statistic is, by leaving people out and by drawing them again. Nothing here is unseeded."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import sqrt

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import ndtr, ndtri

Numbers = NDArray[np.float64]
Statistic = Callable[[Numbers], float]

DRAWS = 1000
ENOUGH_TO_CORRECT = 20
"""People from which a bootstrap interval is corrected for bias and skew (BCa)."""


@dataclass(frozen=True)
class Jackknife:
    """A statistic, its jackknife standard error and bias, and its values with each row left out, (n,)."""

    value: float
    se: float
    bias: float
    left_out: Numbers


def jackknife(rows: ArrayLike, statistic: Statistic) -> Jackknife:
    """Leave one row out at a time.

    rows       shape (n, …), n ≥ 2; the statistic reads such an array and returns a number.
    Raises     ValueError for fewer than two rows.
    Reference  Quenouille (1956); Tukey (1958); Efron & Tibshirani (1993), ch. 11.
    """
    table = np.asarray(rows, dtype=float)
    if table.ndim < 1 or len(table) < 2:
        raise ValueError("the jackknife needs two rows or more")
    n, value = len(table), statistic(table)
    left_out = np.array([statistic(np.delete(table, at, axis=0)) for at in range(n)])
    mean = float(left_out.mean())
    se = sqrt((n - 1) / n * float(((left_out - mean) ** 2).sum()))
    return Jackknife(value=value, se=se, bias=(n - 1) * (mean - value), left_out=left_out)


@dataclass(frozen=True)
class Bootstrap:
    """A statistic, its bootstrap standard error, a percentile or corrected interval, and the draws, (B,)."""

    value: float
    se: float
    low: float
    high: float
    draws: Numbers
    corrected: bool


def bootstrap(
    rows: ArrayLike, statistic: Statistic, *, seed: int, draws: int = DRAWS, confidence: float = 0.95
) -> Bootstrap:
    """Draw n rows with replacement, `draws` times; BCa interval from twenty rows on, else percentile.

    rows       shape (n, …), n ≥ 2; the statistic reads such an array and returns a number.
    Raises     ValueError for fewer than two rows or draws, or a statistic that is not a number in a draw.
    Reference  Efron & Tibshirani (1993), ch. 6 and 14.
    """
    table = np.asarray(rows, dtype=float)
    if table.ndim < 1 or len(table) < 2 or draws < 2:
        raise ValueError("the bootstrap needs two rows and two draws or more")
    rng = np.random.default_rng(seed)
    drawn = np.array([statistic(table[rng.integers(0, len(table), len(table))]) for _ in range(draws)])
    if not np.isfinite(drawn).all():
        raise ValueError("the statistic is not a number in every draw")
    value = statistic(table)
    tails = (1 - confidence) / 2, (1 + confidence) / 2
    corrected = len(table) >= ENOUGH_TO_CORRECT and float(drawn.std()) > 0
    if corrected:
        tails = _corrected(tails, value=value, drawn=drawn, left_out=jackknife(table, statistic).left_out)
    low, high = (float(end) for end in np.quantile(drawn, tails))
    return Bootstrap(value, float(drawn.std(ddof=1)), low, high, drawn, corrected)


def rescaled_weights(n: int, *, taken_away: float, draws: int, rng: np.random.Generator) -> Numbers:
    """Rao–Wu bootstrap weights of a unit's n people, (draws, n), mean 1 in every draw.

    m = n − 1 people are drawn with replacement; weights 1 − λ + λ·(n/m)·count with λ = √(1 − taken_away).
    taken_away  f·ρ of 0–1: the part of the sampling variance that the population factor takes away.
    Raises      ValueError for n < 2 or taken_away outside 0–1.
    Reference   Rao & Wu (1988).
    """
    if n < 2 or not 0 <= taken_away <= 1:
        raise ValueError("rescaling needs two people or more and a factor of 0–1")
    reach = sqrt(1 - taken_away)
    counts = rng.multinomial(n - 1, np.full(n, 1 / n), size=draws)
    return np.asarray(1 - reach + reach * n / (n - 1) * counts)


def _corrected(
    tails: tuple[float, float], *, value: float, drawn: Numbers, left_out: Numbers
) -> tuple[float, float]:
    """Tail areas moved for median bias and acceleration (BCa)."""
    below = (drawn < value).mean() + (drawn == value).mean() / 2
    bias = float(ndtri(np.clip(below, 1e-9, 1 - 1e-9)))
    apart = left_out.mean() - left_out
    spread = float((apart**2).sum())
    acceleration = float((apart**3).sum()) / (6 * spread**1.5) if spread > 0 else 0.0
    z = bias + ndtri(np.array(tails))
    low, high = ndtr(bias + z / (1 - acceleration * z))
    return float(low), float(high)
