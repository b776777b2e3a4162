"""How sure a number is: intervals of unit means and shares, with the reliability-adjusted population factor.

A function of twelve with ten answers is nearly a census of people, but not of measurement: of the sampling
variance the factor takes away only the part f·ρ that is not measurement error (f = answers /
headcount, ρ = reliability).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf, sqrt

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import ndtri, stdtr, stdtrit

FACTUAL_RELIABILITY = 0.75
"""Reliability assumed for a factual single choice."""

ITEMS, RELIABILITY_OF_THREE = 3, 0.60
"""Reliability assumed of three items where it cannot be estimated: low, because erring high hides error."""

SMALL = 10
"""Below this many answers the variance of a unit is moderated by that of the others."""


@dataclass(frozen=True)
class Estimate:
    """A mean with its uncertainty, unrounded.

    value, low, high  points of 0–100; the 95% interval is clipped to the scale.
    se                standard error in points, never NaN.
    n                 usable answers behind it.
    flat              every answer stands at the same end of the scale (R6: the value itself is not printed).
    df                degrees of freedom of the interval.
    """

    value: float
    se: float
    low: float
    high: float
    n: int
    flat: bool = False
    df: float = inf


@dataclass(frozen=True)
class Sample:
    """What is left of n scores: their mean in points and their variance (over n−1; 0 for n < 2)."""

    n: int
    mean: float
    variance: float


def answered_share(n: int, headcount: int) -> float:
    """f of 0–1: the share of a group that answered; 0 (no population factor) if its size is unknown."""
    return min(1.0, n / headcount) if headcount > 0 else 0.0


def assumed_reliability_of(items: int) -> float:
    """ρ of a scale that cannot be estimated: .60 from three items on, of fewer as much as their number makes.

    Spearman–Brown leads from three items to .50 for two and 1/3 for one. Raises ValueError for none.
    """
    if items < 1:
        raise ValueError("a scale has one item or more")
    length = min(1.0, items / ITEMS)
    return length * RELIABILITY_OF_THREE / (1 + (length - 1) * RELIABILITY_OF_THREE)


def moderated(sample: Sample, *, pooled_variance: float | None) -> tuple[float, float]:
    """Variance and degrees of freedom of a unit, drawn to the pooled variance if small or without spread.

    Keeps an interval honest when five people tick the same box: (4·s_p² + (n−1)·s²) / (4 + n−1) on n+3.
    Without other units there is nothing to be drawn to, and nothing to be surer by: None gives s² on n−1.
    """
    if pooled_variance is None or (sample.n >= SMALL and sample.variance > 0):
        return sample.variance, sample.n - 1
    spread = (sample.n - 1) * sample.variance
    return (4 * pooled_variance + spread) / (sample.n + 3), sample.n + 3


def unit_estimate(
    sample: Sample, *, headcount: int, reliability: float, pooled_variance: float | None
) -> Estimate:
    """Mean of a unit with the 95% interval for its present members' mean true score.

    Var = (s²/n)(1 − f·ρ), Student's t, clipped to 0–100.
    pooled_variance  within units, this one among others; None if there is no other.
    Raises           ValueError for an empty sample, or a single answer with nothing to compare it to.
    """
    if sample.n < (2 if pooled_variance is None else 1):
        raise ValueError("a mean needs at least one answer, and two where there is no other unit")
    variance, df = moderated(sample, pooled_variance=pooled_variance)
    share = answered_share(sample.n, headcount)
    se = sqrt(variance / sample.n * max(0.0, 1 - share * reliability))
    low, high = t_interval(sample.mean, se=se, df=df)
    at_an_end = sample.mean in (0.0, 100.0)
    return Estimate(
        value=sample.mean,
        se=se,
        low=max(0.0, low),
        high=min(100.0, high),
        n=sample.n,
        flat=at_an_end and sample.variance == 0,
        df=df,
    )


def t_interval(value: float, *, se: float, df: float, confidence: float = 0.95) -> tuple[float, float]:
    """Two-sided interval of Student's t; df may be fractional or infinite."""
    half = se * t_quantile((1 + confidence) / 2, df=df)
    return value - half, value + half


def t_quantile(probability: float, *, df: float) -> float:
    """Quantile of Student's t with df > 0 degrees of freedom, or of the normal if df is infinite."""
    return float(ndtri(probability) if np.isinf(df) else stdtrit(df, probability))


def t_two_sided(t: float, *, df: float) -> float:
    """Two-sided p of a t value."""
    return float(2 * stdtr(df, -abs(t)))


@dataclass(frozen=True)
class StratifiedMean:
    """A weighted mean of strata, its standard error and the 95% interval on n − H degrees of freedom."""

    mean: float
    se: float
    low: float
    high: float
    df: float


def stratified_mean(
    samples: Sequence[Sample],
    *,
    weights: ArrayLike,
    headcounts: Sequence[int] | None = None,
    reliability: float = 1.0,
) -> StratifiedMean:
    """Mean over strata with given weights, finite population factor 1 − f·ρ in each stratum.

    weights      any positive numbers, one per stratum; they are made to sum to 1.
    headcounts   size of each stratum; None leaves out the finite population factor.
    reliability  ρ of 0–1; 1 gives the textbook factor 1 − n/N.
    Returns      the conditional standard error (strata sizes held fixed), also after post-stratification.
    Raises       ValueError without strata, for an empty stratum, or for weights that sum to 0 or less.
    Reference    Cochran (1977), ch. 5; conditional variance after post-stratification: Holt & Smith (1979).
    """
    if not samples or min(sample.n for sample in samples) < 1:
        raise ValueError("every stratum needs at least one answer")
    known = headcounts or [0] * len(samples)
    variances = [
        sample.variance / sample.n * (1 - answered_share(sample.n, size) * reliability)
        for sample, size in zip(samples, known, strict=True)
    ]
    df = sum(sample.n for sample in samples) - len(samples)
    return combine([sample.mean for sample in samples], variances=variances, weights=weights, df=df)


def combine(
    means: Sequence[float], *, variances: Sequence[float], weights: ArrayLike, df: float
) -> StratifiedMean:
    """Weighted mean of independent means with known error variances; ValueError for weights that sum to 0."""
    a = np.asarray(weights, dtype=float)
    if a.shape != (len(means),) or not a.sum() > 0 or a.min() < 0:
        raise ValueError("one weight per mean, none negative, not all 0")
    a = a / a.sum()
    mean = float(a @ np.asarray(means, dtype=float))
    se = sqrt(max(0.0, float(a**2 @ np.asarray(variances, dtype=float))))
    low, high = t_interval(mean, se=se, df=df) if df > 0 else (mean, mean)
    return StratifiedMean(mean=mean, se=se, low=low, high=high, df=df)


def poststratification_weights(answers: Sequence[int], headcounts: Sequence[int]) -> list[float]:
    """Weight per person N/n of every stratum; ValueError for a stratum without answers."""
    if min(answers, default=0) < 1:
        raise ValueError("every stratum needs at least one answer")
    return [size / n for n, size in zip(answers, headcounts, strict=True)]


def wilson(hits: float, n: float, *, confidence: float = 0.95) -> tuple[float, float]:
    """Score interval of a share without continuity correction, of 0–1; n may be an effective number.

    Raises     ValueError for n ≤ 0 or hits outside 0–n.
    Reference  Wilson (1927); Newcombe (1998), method 3.
    """
    if n <= 0 or not 0 <= hits <= n:
        raise ValueError("a share needs 0 ≤ hits ≤ n and n > 0")
    z = float(ndtri((1 + confidence) / 2))
    share = hits / n
    middle = (share + z * z / (2 * n)) / (1 + z * z / n)
    half = z / (1 + z * z / n) * sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    return max(0.0, middle - half), min(1.0, middle + half)


def share_interval(
    hits: int, n: int, *, headcount: int, reliability: float = FACTUAL_RELIABILITY
) -> tuple[float, float]:
    """Wilson interval of a group's share with n_eff = n / (1 − f·ρ)."""
    effective = n / (1 - answered_share(n, headcount) * reliability)
    return wilson(hits / n * effective, effective)
