"""Do the people of a unit say the same, and do units differ: r_wg, average deviation, ICC.

A unit's mean may always be described. The words "the function thinks" need agreement beyond what random
answers give by luck, and beyond what a common leaning towards the upper options would explain.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import nan
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import fdtrc, fdtri

from scoring.critical import critical_rwg
from scoring.intervals import Sample

Numbers = NDArray[np.float64]
Strength = Literal["none", "weak", "moderate", "strong", "very strong"]
GroupSize = Literal["mean", "n0"]

LEAST_AGREEMENT, LEAST_SKEWED = 0.50, 0.30

NULL_SHARES: dict[str, tuple[float, ...]] = {
    "uniform": (0.20, 0.20, 0.20, 0.20, 0.20),
    "slight": (0.05, 0.15, 0.20, 0.35, 0.25),
    "moderate": (0.00, 0.10, 0.15, 0.40, 0.35),
    "heavy": (0.00, 0.00, 0.10, 0.40, 0.50),
}
"""How often each of five options is chosen by people who do not attend to what is asked, by skew."""


def null_variance(shares: ArrayLike) -> float:
    """Variance of a 1…A rating that is drawn with these shares.

    shares     A shares of 0–1 that sum to 1, in the order of the options.
    Returns    a variance in squared scale steps, ≥ 0; 2 for five equally likely options.
    Raises     ValueError for fewer than two options, a negative share, or shares that do not sum to 1.
    Reference  James, Demaree & Wolf (1984); LeBreton & Senter (2008), table 2.
    """
    p = np.asarray(shares, dtype=float)
    if p.ndim != 1 or len(p) < 2 or not p.min() >= 0 or not np.isclose(p.sum(), 1.0):
        raise ValueError("null shares are two or more numbers, none negative, that sum to 1")
    rating = np.arange(1, len(p) + 1)
    return float(p @ (rating - p @ rating) ** 2)


def uniform_variance(options: int) -> float:
    """Variance (A² − 1) / 12 of A equally likely options; ValueError for fewer than two."""
    if options < 2:
        raise ValueError("agreement needs a scale of two options or more")
    return (options**2 - 1) / 12


NULL_VARIANCE = {name: null_variance(shares) for name, shares in NULL_SHARES.items()}
"""Null variances of a five-point item: uniform 2, slight 1.34, moderate 0.90, heavy 0.44."""


def complete_rows(ratings: ArrayLike) -> Numbers:
    """The rows of raw ratings without a missing value.

    ratings  shape (n, J), or (n,) for one item; NaN or None where missing.
    Returns  shape (m, J), m ≤ n.
    Raises   ValueError for any other shape.
    """
    table = np.asarray(ratings, dtype=float)
    table = table[:, None] if table.ndim == 1 else table
    if table.ndim != 2 or table.shape[1] < 1:
        raise ValueError("ratings are a table of people by items")
    return np.asarray(table[~np.isnan(table).any(axis=1)])


def item_variances(ratings: ArrayLike) -> Numbers:
    """Variance (over n − 1) of each item over the complete rows, shape (J,), squared scale steps.

    Raises ValueError for fewer than two complete rows.
    """
    return np.asarray(_two_rows(ratings).var(axis=0, ddof=1))


def rwg(variance: float, *, options: int = 5, expected: float | None = None) -> float:
    """Within-group agreement on one item, 1 − s² / σ².

    variance   of one unit's raw ratings, over n − 1.
    expected   null variance σ²; None is the uniform one of `options`.
    Returns    r in [0, 1]; 0 when the answers vary more than chance.
    Raises     ValueError for a negative or missing variance, options < 2 or expected ≤ 0.
    Reference  James, Demaree & Wolf (1984), eq. 1.
    """
    return rwg_j([variance], options=options, expected=expected)


def rwg_j(variances: ArrayLike, *, options: int = 5, expected: float | None = None) -> float:
    """Within-group agreement of J parallel items, J·r / (J·r + s̄² / σ²) with r = 1 − s̄² / σ².

    variances  shape (J,), over n − 1, of one unit's raw ratings in complete rows.
    expected   null variance σ²; None is the uniform one of `options`.
    Returns    r in [0, 1]; 0 when the items vary more than chance (the unit is polarized).
    Raises     ValueError for no, negative or missing variances, options < 2 or expected ≤ 0.
    Reference  James, Demaree & Wolf (1984), eq. 3.
    """
    left = variance_ratio(variances, options=options, expected=expected)
    items = np.size(np.asarray(variances))
    gained = items * max(0.0, 1 - left)
    return gained / (gained + left) if gained > 0 else 0.0


def rwg_star(variances: ArrayLike, *, options: int = 5, expected: float | None = None) -> float:
    """Agreement r*_wg(J) = 1 − s̄² / σ², which does not grow with the number of items.

    Takes what `rwg_j` takes and raises what it raises.
    Returns    at most 1; negative when the items vary more than chance, −1 at n = ∞ split between the ends.
    Reference  Lindell, Brandt & Whitney (1999).
    """
    return 1 - variance_ratio(variances, options=options, expected=expected)


def variance_ratio(variances: ArrayLike, *, options: int = 5, expected: float | None = None) -> float:
    """Mean item variance by null variance: 0 for full agreement, above 1 for more spread than chance."""
    values = np.atleast_1d(np.asarray(variances, dtype=float))
    null = uniform_variance(options) if expected is None else expected
    if values.ndim != 1 or not len(values) or not values.min() >= 0:
        raise ValueError("agreement needs one variance or more, none negative or missing")
    if not null > 0:
        raise ValueError("the null variance is greater than 0")
    return float(values.mean()) / null


def ad_mean(ratings: ArrayLike) -> float:
    """Average deviation AD_M(J): mean over items of the mean distance from the item's mean.

    ratings    shape (n, J) or (n,), raw steps, listwise.
    Returns    scale steps, 0 for full agreement, at most half of the scale.
    Raises     ValueError without a complete row.
    Reference  Burke, Finkelstein & Dusig (1999).
    """
    rows = _rows(ratings)
    return float(np.abs(rows - rows.mean(axis=0)).mean())


def ad_median(ratings: ArrayLike) -> float:
    """Average deviation AD_Md(J), about each item's median; else as `ad_mean`."""
    rows = _rows(ratings)
    return float(np.abs(rows - np.median(rows, axis=0)).mean())


def ad_limit(options: int) -> float:
    """Largest average deviation that passes for agreement, A / 6 steps. Burke & Dunlap (2002)."""
    if options < 2:
        raise ValueError("agreement needs a scale of two options or more")
    return options / 6


def strength(r: float) -> Strength:
    """Band of an r_wg: none to .30, weak to .50, moderate to .70, strong to .90, then very strong.

    Raises ValueError for r outside 0–1. Reference: LeBreton & Senter (2008), table 3.
    """
    if not 0 <= r <= 1:
        raise ValueError("r_wg lies between 0 and 1")
    bands: tuple[Strength, ...] = ("none", "weak", "moderate", "strong", "very strong")
    return bands[int(np.searchsorted([0.30, 0.50, 0.70, 0.90], r, side="left"))]


# --- One unit's agreement -----------------------------------------------------------------------------


@dataclass(frozen=True)
class Agreement:
    """How far a unit agrees on a scale of J five-point items.

    r, skewed    r_wg(J) under the uniform and the slightly skewed null, 0–1.
    star         r*_wg(J), at most 1, negative beyond chance.
    critical     what random answers reach in one case of twenty.
    n, items     complete rows and J.
    """

    r: float
    skewed: float
    star: float
    critical: float
    n: int
    items: int

    @property
    def polarized(self) -> bool:
        """Whether answers vary more than chance."""
        return self.star < 0

    @property
    def claimed(self) -> bool:
        """Whether a report may say "the function thinks" instead of "opinion is split"."""
        return self.r > max(self.critical, LEAST_AGREEMENT) and self.skewed > LEAST_SKEWED

    @property
    def strength(self) -> Strength:
        """Band of r."""
        return strength(self.r)


def agreement(variances: ArrayLike, *, n: int) -> Agreement:
    """Agreement of one unit from the item variances (J,) of its n complete rows of five-point ratings.

    Raises ValueError for n < 2 and for what `rwg_j` refuses.
    """
    items = int(np.size(np.asarray(variances)))
    return Agreement(
        r=rwg_j(variances),
        skewed=rwg_j(variances, expected=NULL_VARIANCE["slight"]),
        star=rwg_star(variances),
        critical=critical_rwg(n, items),
        n=n,
        items=items,
    )


# --- Units against one another ------------------------------------------------------------------------


@dataclass(frozen=True)
class IntraclassCorrelation:
    """One-way analysis of variance over units.

    between, within  mean squares, squared units of the score.
    size             group size used: arithmetic mean, or n₀.
    f, df            F, and its degrees of freedom between and within; p of no difference between units.
    F is infinite without variance within units.
    """

    between: float
    within: float
    size: float
    df: tuple[int, int]

    @property
    def icc1(self) -> float:
        """Share of a score's variance that is between units; raw, at least −1 / (size − 1)."""
        return (self.between - self.within) / (self.between + (self.size - 1) * self.within)

    @property
    def icc2(self) -> float:
        """Reliability of the units' means; raw, at most 1, −∞ if all means are the same."""
        return 1 - self.within / self.between if self.between > 0 else -np.inf

    @property
    def shown(self) -> tuple[float, float]:
        """ICC(1) and ICC(2) as printed: 0 where negative."""
        return max(0.0, self.icc1), max(0.0, self.icc2)

    @property
    def f(self) -> float:
        return self.between / self.within if self.within > 0 else np.inf

    @property
    def p(self) -> float:
        return float(fdtrc(*self.df, self.f)) if np.isfinite(self.f) else 0.0

    def interval(self, confidence: float = 0.95) -> tuple[float, float]:
        """Interval of ICC(1), exact for equal groups. Shrout & Fleiss (1979), p. 424."""
        low, high = self._f_bounds(confidence)
        return _of_f(low, self.size), _of_f(high, self.size)

    def interval2(self, confidence: float = 0.95) -> tuple[float, float]:
        """Interval of ICC(2), exact for equal groups; −∞ where F is 0. Shrout & Fleiss (1979), p. 424."""
        low, high = self._f_bounds(confidence)
        return 1 - 1 / low if low > 0 else -np.inf, 1 - 1 / high if high > 0 else -np.inf

    def _f_bounds(self, confidence: float) -> tuple[float, float]:
        between, within = self.df
        upper = (1 + confidence) / 2
        return self.f / float(fdtri(between, within, upper)), self.f * float(fdtri(within, between, upper))


def icc(samples: Sequence[Sample], *, size: GroupSize = "mean") -> IntraclassCorrelation:
    """ICC(1) and ICC(2) of units, from their sizes, means and variances; groups need not be equal.

    samples    one per unit; a unit of one adds to what is between.
    size       "mean" is the arithmetic mean size k̄, "n0" is (N − Σn²/N) / (U − 1).
    Raises     ValueError for fewer than two units, an empty one, no unit of two, or scores without variance.
    Reference  Bliese (2000); Shrout & Fleiss (1979) for ICC(1,1) and ICC(1,k) of targets × raters.
    """
    n = np.array([sample.n for sample in samples], dtype=float)
    if len(n) < 2 or n.min() < 1 or n.sum() <= len(n):
        raise ValueError("ICC needs two groups or more, none empty, one of them of two or more")
    means = np.array([sample.mean for sample in samples])
    df = len(n) - 1, int(n.sum()) - len(n)
    grand = float(n @ means / n.sum())
    between = float(n @ (means - grand) ** 2) / df[0]
    within = sum((sample.n - 1) * sample.variance for sample in samples) / df[1]
    if not between + within > 0:
        raise ValueError("ICC needs scores that vary")
    k = n.mean() if size == "mean" else (n.sum() - float(n @ n) / n.sum()) / df[0]
    return IntraclassCorrelation(between=between, within=within, size=float(k), df=df)


def icc_of_scores(
    scores: ArrayLike, groups: Sequence[object], *, size: GroupSize = "mean"
) -> IntraclassCorrelation:
    """As `icc`, from one score (n,) and one group per person; a missing score (NaN) leaves its row out.

    Raises ValueError for lengths that differ and for what `icc` refuses.
    """
    y = np.asarray(scores, dtype=float)
    if y.ndim != 1 or len(y) != len(groups):
        raise ValueError("every score has one group")
    by_group: dict[object, list[float]] = {}
    for value, group in zip(y, groups, strict=True):
        if not np.isnan(value):
            by_group.setdefault(group, []).append(float(value))
    return icc([sample_from(values) for values in by_group.values()], size=size)


def sample_from(values: ArrayLike) -> Sample:
    """Size, mean and variance of scores (n,), missing ones (NaN) left out; the mean of none is NaN."""
    known = np.asarray(values, dtype=float).ravel()
    known = known[~np.isnan(known)]
    if not len(known):
        return Sample(n=0, mean=nan, variance=0.0)
    variance = float(known.var(ddof=1)) if len(known) > 1 else 0.0
    return Sample(n=len(known), mean=float(known.mean()), variance=variance)


def _of_f(f: float, size: float) -> float:
    return (f - 1) / (f + size - 1) if np.isfinite(f) else 1.0


def _rows(ratings: ArrayLike) -> Numbers:
    rows = complete_rows(ratings)
    if not len(rows):
        raise ValueError("agreement needs a complete row")
    return rows


def _two_rows(ratings: ArrayLike) -> Numbers:
    rows = complete_rows(ratings)
    if len(rows) < 2:
        raise ValueError("a variance needs two complete rows")
    return rows
