"""Weights that bring answers to known margins, and what they cost in precision.

Where the joint headcounts are known, post-stratification (`scoring.intervals`) is exact; raking is for when
only the margins are.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

import numpy as np
from numpy.typing import ArrayLike, NDArray

Numbers = NDArray[np.float64]
Codes = NDArray[np.intp]

TRIM = (1 / 5, 5.0)
"""Bounds of a weight as multiples of the mean weight."""

COMPANION = 5.0
"""From this difference on, the headcount-weighted mean is printed beside the equal-weight one."""


@dataclass(frozen=True)
class Raked:
    """Weights of n people.

    weights     shape (n,), sum to the margins' total; within the trimming bounds.
    error       largest distance of a weighted margin from its target, as a share of the total.
    converged   whether that is below the tolerance; a bound that binds may prevent it.
    trimmed     how many weights stand at a bound.
    """

    weights: Numbers
    error: float
    converged: bool
    trimmed: int


def rake(
    codes: Sequence[ArrayLike],
    targets: Sequence[ArrayLike],
    *,
    base: ArrayLike | None = None,
    trim: tuple[float, float] | None = TRIM,
    tolerance: float = 1e-9,
    rounds: int = 1000,
) -> Raked:
    """Weights whose margins match known totals: iterative proportional fitting, trimmed in every round.

    codes      one array (n,) per margin: the category of each person, 0 … C − 1 (function, level …).
    targets    one array (C,) per margin: headcounts or shares, made to sum to the first margin's total.
    base       weights to start from, (n,), > 0; None is equal weight.
    trim       lowest and highest multiple of the mean weight; None leaves weights as they come.
    Raises     ValueError for a category with a target but nobody in it, or people in one without a target.
    Reference  Deming & Stephan (1940); Kalton & Flores-Cervantes (2003).
    """
    margins = _margins(codes, targets)
    n, total = len(margins[0][0]), float(margins[0][1].sum())
    start = np.ones(n) if base is None else np.asarray(base, dtype=float)
    if start.shape != (n,) or not start.min() > 0:
        raise ValueError("base weights are greater than 0, one for each person")
    weights = start * total / start.sum()
    for _ in range(rounds):
        if _distance(weights, margins, total) < tolerance:
            break
        before, weights = weights, _within(_one_round(weights, margins), trim)
        # Where a bound binds, the margins may never be met, but the weights come to rest.
        if np.abs(weights - before).max() < tolerance * total / n:
            break
    weights = _within(weights, trim)
    error = _distance(weights, margins, total)
    return Raked(weights, error=error, converged=error < tolerance, trimmed=_at_bounds(weights, trim))


def rake_table(counts: ArrayLike, margins: Sequence[ArrayLike], *, tolerance: float = 1e-9) -> Numbers:
    """Untrimmed raked totals of a table of counts (any number of dimensions) for targets of each dimension.

    Returns the fitted totals, of the table's shape; the weight in a cell is the total by the count.
    Raises  what `rake` raises.
    """
    table = np.asarray(counts, dtype=float)
    cells = np.argwhere(table > 0)
    raked = rake(list(cells.T), margins, base=table[table > 0], trim=None, tolerance=tolerance)
    fitted = np.zeros_like(table)
    fitted[table > 0] = raked.weights
    return fitted


def trimmed(weights: ArrayLike, *, bounds: tuple[float, float] = TRIM) -> Numbers:
    """Weights (n,) cut to multiples of their mean, with what was cut spread over the others.

    The sum is kept. Raises ValueError for weights of 0 or less, or bounds that do not enclose 1.
    """
    w = np.asarray(weights, dtype=float)
    if w.ndim != 1 or not len(w) or not w.min() > 0:
        raise ValueError("weights are greater than 0, one for each person")
    return _within(w, bounds)


def weighted_mean(values: ArrayLike, weights: ArrayLike) -> float:
    """Mean of values (n,) with weights (n,); a missing value (NaN) takes its weight with it.

    Raises ValueError if no weight is left or one is negative.
    """
    y, w = np.asarray(values, dtype=float), np.asarray(weights, dtype=float)
    known = ~np.isnan(y)
    if y.shape != w.shape or (w < 0).any() or not w[known].sum() > 0:
        raise ValueError("a weighted mean needs one weight for each value, none negative, not all 0")
    return float(w[known] @ y[known] / w[known].sum())


def effective_size(weights: ArrayLike) -> float:
    """How many equally weighted answers weights (n,) are worth: (Σw)² / Σw², of 1–n. Kish (1965).

    Raises ValueError for negative weights or none above 0.
    """
    w = np.asarray(weights, dtype=float).ravel()
    if not len(w) or not w.min() >= 0 or not w.max() > 0:
        raise ValueError("weights are not negative and not all 0")
    w = w / w.max()
    return float(w.sum() ** 2 / (w @ w))


def design_effect(weights: ArrayLike) -> float:
    """Variance with these weights by variance with equal ones, n / effective size, ≥ 1. Kish (1965)."""
    return np.asarray(weights).size / effective_size(weights)


def weighted_standard_error(values: ArrayLike, weights: ArrayLike) -> float:
    """Standard error of a weighted mean taken with replacement, by linearization; NaN values left out.

    √(n/(n−1) · Σ(w(y − ȳ_w))²) / Σw. Raises ValueError for fewer than two values.
    Reference  Cochran (1977), ch. 6; Särndal, Swensson & Wretman (1992).
    """
    y, w = np.asarray(values, dtype=float), np.asarray(weights, dtype=float)
    mean = weighted_mean(y, w)
    known = ~np.isnan(y)
    n = int(known.sum())
    if n < 2:
        raise ValueError("a standard error needs two values or more")
    spread = w[known] * (y[known] - mean)
    return sqrt(n / (n - 1) * float(spread @ spread)) / float(w[known].sum())


def companion_needed(equal: float, weighted: float) -> bool:
    """Whether large departments see it differently: equal and headcount weight are 5 points or more apart."""
    return abs(equal - weighted) >= COMPANION


def _margins(codes: Sequence[ArrayLike], targets: Sequence[ArrayLike]) -> list[tuple[Codes, Numbers]]:
    if not codes or len(codes) != len(targets):
        raise ValueError("raking needs one list of targets for each margin")
    first = float(np.asarray(targets[0], dtype=float).sum())
    return [_margin(code, target, total=first) for code, target in zip(codes, targets, strict=True)]


def _margin(codes: ArrayLike, target: ArrayLike, *, total: float) -> tuple[Codes, Numbers]:
    code, wanted = np.asarray(codes, dtype=np.intp), np.asarray(target, dtype=float)
    if wanted.ndim != 1 or not wanted.min() >= 0 or not wanted.sum() > 0:
        raise ValueError("targets are not negative and not all 0")
    if code.ndim != 1 or not len(code) or code.min() < 0 or code.max() >= len(wanted):
        raise ValueError("every person has a category, and every category a target")
    people = np.bincount(code, minlength=len(wanted))
    if ((people > 0) != (wanted > 0)).any():
        raise ValueError("categories with people and categories with a target are the same")
    return code, wanted * total / wanted.sum()


def _one_round(weights: Numbers, margins: Sequence[tuple[Codes, Numbers]]) -> Numbers:
    for code, wanted in margins:
        have = np.bincount(code, weights=weights, minlength=len(wanted))
        weights = weights * np.divide(wanted, have, out=np.ones_like(wanted), where=have > 0)[code]
    return weights


def _distance(weights: Numbers, margins: Sequence[tuple[Codes, Numbers]], total: float) -> float:
    """Largest error of a margin, as a share of the total."""
    errors = [np.abs(np.bincount(c, weights=weights, minlength=len(t)) - t).max() for c, t in margins]
    return float(max(errors)) / total


def _within(weights: Numbers, bounds: tuple[float, float] | None) -> Numbers:
    """Cut weights to multiples of their mean; the rest of them, scaled together, keep the sum."""
    if bounds is None:
        return weights
    low, high = bounds
    if not 0 <= low <= 1 <= high:
        raise ValueError("trimming bounds enclose 1")
    mean = weights.mean()
    if low * mean <= weights.min() and weights.max() <= high * mean:
        return weights
    # The sum of the cut weights rises with the factor, so bisection finds the one that keeps it.
    down, up = 0.0, float(high * mean / weights.min())
    for _ in range(200):
        factor = (down + up) / 2
        if np.clip(weights * factor, low * mean, high * mean).sum() < weights.sum():
            down = factor
        else:
            up = factor
    return np.asarray(np.clip(weights * up, low * mean, high * mean))


def _at_bounds(weights: Numbers, bounds: tuple[float, float] | None) -> int:
    if bounds is None:
        return 0
    low, high = np.array(bounds) * weights.mean()
    return int(((weights <= low * (1 + 1e-9)) | (weights >= high * (1 - 1e-9))).sum())
