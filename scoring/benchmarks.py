"""Where an organization stands among others: shrunken means, percentiles and bands.

Organizations differ less than their scores do, because every score has its error. What is told of one is
drawn towards the mean of all by as much as its own error weighs, and nothing where too few are known.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from math import sqrt
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import chdtrc, ndtr, ndtri

Numbers = NDArray[np.float64]
Band = Literal["lowest quarter", "second quarter", "third quarter", "highest quarter"]
BANDS: tuple[Band, ...] = ("lowest quarter", "second quarter", "third quarter", "highest quarter")

FOR_PERCENTILE, FOR_BANDS = 20, 8
FOR_PUBLISHING, HIGHEST_OWNER_SHARE = 5, 0.50


@dataclass(frozen=True)
class Pool:
    """Random-effects mean of K organizations.

    values, variances  scores and their squared standard errors, (K,).
    mean, se           of the distribution the organizations come from.
    tau2               variance between organizations, ≥ 0; 0 is allowed and means full shrinkage.
    q                  Cochran's heterogeneity on K − 1 degrees of freedom.
    """

    values: Numbers
    variances: Numbers
    mean: float
    se: float
    tau2: float
    q: float

    @property
    def k(self) -> int:
        """How many organizations."""
        return len(self.values)

    @property
    def p(self) -> float:
        """p of the hypothesis that all have the same true score; 1 for one organization."""
        return float(chdtrc(self.k - 1, self.q)) if self.k > 1 else 1.0

    @property
    def i2(self) -> float:
        """Share of the scores' variance that is between organizations, of 0–1: 1 − df / Q, not below 0.

        Reference  Higgins & Thompson (2002).
        """
        return max(0.0, 1 - (self.k - 1) / self.q) if self.q > 0 else 0.0

    @property
    def interval(self) -> tuple[float, float]:
        """95% interval of the mean, normal."""
        half = float(ndtri(0.975)) * self.se
        return self.mean - half, self.mean + half

    @cached_property
    def shrunken(self) -> Numbers:
        """θ̂ of every organization, (K,): between its score and the mean."""
        return np.array([self.shrink(y, v) for y, v in zip(self.values, self.variances, strict=True)])

    def shrink(self, value: float, variance: float) -> float:
        """θ̂ = B·mean + (1 − B)·value with B = v / (v + τ²); the mean itself where τ² = v = 0."""
        total = variance + self.tau2
        pull = variance / total if total > 0 else 1.0
        return pull * self.mean + (1 - pull) * value


def dersimonian_laird(values: ArrayLike, variances: ArrayLike) -> Pool:
    """Pool scores with known error variances, τ² by the method of moments, truncated at 0.

    values, variances  shape (K,), K ≥ 1; variances > 0.
    Raises             ValueError for none, lengths that differ, missing values or variances of 0 or less.
    Reference          DerSimonian & Laird (1986).
    """
    y, v = np.asarray(values, dtype=float), np.asarray(variances, dtype=float)
    if y.ndim != 1 or not len(y) or y.shape != v.shape:
        raise ValueError("a pool needs one variance for each of one value or more")
    if not np.isfinite(y).all() or not (np.isfinite(v).all() and v.min() > 0):
        raise ValueError("values are known and error variances are greater than 0")
    q, scale = _heterogeneity(y, 1 / v)
    tau2 = max(0.0, (q - (len(y) - 1)) / scale) if scale > 0 else 0.0
    weights = 1 / (v + tau2)
    mean, se = float(weights @ y / weights.sum()), sqrt(1 / float(weights.sum()))
    return Pool(values=y, variances=v, mean=mean, se=se, tau2=tau2, q=q)


def _heterogeneity(y: Numbers, weights: Numbers) -> tuple[float, float]:
    """Cochran's Q and what it grows by with τ²."""
    total = float(weights.sum())
    mean = float(weights @ y) / total
    return float(weights @ (y - mean) ** 2), total - float(weights @ weights) / total


@dataclass(frozen=True)
class JamesStein:
    """Scores of equal error shrunk to their mean by the factor c of 0–1: `mean` + c (value − mean)."""

    mean: float
    c: float
    estimates: Numbers


def efron_morris(values: ArrayLike, *, variance: float) -> JamesStein:
    """James–Stein estimates about the grand mean, c = 1 − (k − 3)·σ² / Σ(y − ȳ)², not below 0.

    values     shape (k,), k ≥ 4, with the same error variance σ² ≥ 0 each.
    Raises     ValueError for fewer than four values or a negative variance.
    Reference  Efron & Morris (1977), Stein's paradox in statistics.
    """
    y = np.asarray(values, dtype=float)
    if y.ndim != 1 or len(y) < 4 or not np.isfinite(y).all() or not variance >= 0:
        raise ValueError("shrinking to the mean needs four values or more and no negative variance")
    mean = float(y.mean())
    spread = float(((y - mean) ** 2).sum())
    c = max(0.0, 1 - (len(y) - 3) * variance / spread) if spread > 0 else 0.0
    return JamesStein(mean=mean, c=c, estimates=mean + c * (y - mean))


@dataclass(frozen=True)
class Benchmark:
    """An organization among K others.

    estimate    its score drawn towards the others' mean, points.
    percentile  of 0–100, None below twenty others; `band` None below eight, or where others do not differ.
    k           how many others.
    """

    estimate: float
    percentile: float | None
    band: Band | None
    k: int

    @property
    def told(self) -> bool:
        """Whether there is anything to tell; if not, "no benchmark yet"."""
        return self.band is not None


def benchmark(value: float, variance: float, *, others: Pool) -> Benchmark:
    """Place an organization in the distribution of the others; it must not be one of them (leave-one-out).

    value, variance  its score in points and the squared standard error, > 0.
    Raises           ValueError for a value that is missing or a variance of 0 or less.
    """
    if not np.isfinite(value) or not variance > 0:
        raise ValueError("a benchmark needs a known score and an error variance greater than 0")
    estimate = others.shrink(value, variance)
    if others.k < FOR_BANDS or others.tau2 == 0:
        return Benchmark(estimate=estimate, percentile=None, band=None, k=others.k)
    percentile = 100 * float(ndtr((estimate - others.mean) / sqrt(others.tau2)))
    return Benchmark(
        estimate=estimate,
        percentile=percentile if others.k >= FOR_PERCENTILE else None,
        band=band(percentile),
        k=others.k,
    )


def left_out(values: ArrayLike, variances: ArrayLike) -> tuple[Benchmark, ...]:
    """Each of K ≥ 2 organizations against the pool of the others."""
    y, v = np.asarray(values, dtype=float), np.asarray(variances, dtype=float)
    rest = [np.arange(len(y)) != at for at in range(len(y))]
    return tuple(
        benchmark(float(y[at]), float(v[at]), others=dersimonian_laird(y[keep], v[keep]))
        for at, keep in enumerate(rest)
    )


def band(percentile: float) -> Band:
    """Quarter of a percentile of 0–100; a border belongs to the quarter above it."""
    if not 0 <= percentile <= 100:
        raise ValueError("a percentile lies between 0 and 100")
    return BANDS[min(3, int(percentile // 25))]


def variance_of_interval(value: float, *, low: float, high: float, least: float = 0.5) -> float:
    """Squared standard error behind a printed 95% interval on the scale of 0–100.

    Half of the interval over 1.96. Where it was cut at an end of the scale, its other side counts; `least` is
    the half of an interval that rounding leaves nothing of.
    Raises ValueError for an interval that does not hold its value.
    """
    if not low <= value <= high:
        raise ValueError("an interval holds its value")
    below, above = value - low, high - value
    half = above if low <= 0 < below else below if high >= 100 > value else (below + above) / 2
    return float((max(half, least) / ndtri(0.975)) ** 2)


def printed_percentile(percentile: float) -> int:
    """A percentile as it may be told: in steps of five, 5 to 95.

    Among twenty others one organization is five percent; finer steps would tell of one, and 0 or 100 would
    say that nobody stands lower or higher.
    """
    return min(95, max(5, 5 * int(percentile / 5 + 0.5)))


def publishable(owners: Sequence[str]) -> bool:
    """Whether a benchmark of organizations with these owner groups may be shown to anybody.

    Five organizations or more, and no owner group with more than half of them.
    """
    largest = max(Counter(owners).values(), default=0)
    return len(owners) >= FOR_PUBLISHING and largest <= HIGHEST_OWNER_SHARE * len(owners)
