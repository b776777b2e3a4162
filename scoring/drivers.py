"""What goes with the outcome, and what to work on first.

Drivers are association, from the same people's answers to both sides; they may tilt a priority, never decide
it. Two ways of dividing R² among correlated predictors are reckoned side by side, because they may differ.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from math import comb, inf
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from scoring.agreement import complete_rows
from scoring.factors import correlations

Numbers = NDArray[np.float64]
Refusal = Literal["", "too few", "collinear", "no variance"]

LEAST_PEOPLE = 150
HIGHEST_VIF = 10.0
MOST_PREDICTORS = 15
TOP = 3
LEADING = 0.50
"""From this chance of being among the three strongest on, a driver is in the first of the two tiers."""

TARGET = 75.0
GATED = 1.5


@dataclass(frozen=True)
class RelativeWeights:
    """R² of an outcome divided among P predictors.

    raw       shape (P,), each ≥ 0, sums to r2.
    rescaled  the same in percent of r2 (0 where r2 is 0).
    r2        of 0–1.
    """

    raw: Numbers
    r2: float

    @property
    def rescaled(self) -> Numbers:
        return np.asarray(100 * self.raw / self.r2 if self.r2 > 0 else np.zeros_like(self.raw))

    @property
    def order(self) -> tuple[int, ...]:
        """Places of the predictors, strongest first; ties by place."""
        return tuple(int(at) for at in np.argsort(-self.raw, kind="stable"))


def relative_weights(predictors: ArrayLike, outcome: ArrayLike) -> RelativeWeights:
    """Johnson's relative weights of predictors (n, P) for an outcome (n,), over complete rows.

    Raises     ValueError for fewer than three complete rows, or a column that does not vary.
    Reference  Johnson (2000), A heuristic method for estimating the relative weight of predictor variables.
    """
    return johnson_weights(*_split(_correlations_of(predictors, outcome)))


def johnson_weights(among: ArrayLike, with_outcome: ArrayLike) -> RelativeWeights:
    """Johnson's relative weights ε = Λ²β², Λ = V√L V′, from correlations.

    among         of the predictors, (P, P); positive semidefinite, predictors may be collinear.
    with_outcome  of each with the outcome, (P,).
    Raises        ValueError for shapes that do not fit or a matrix that is no correlation matrix.
    """
    rxx, rxy = _checked(among, with_outcome)
    raw = _johnson(rxx, rxy)
    return RelativeWeights(raw=raw, r2=float(raw.sum()))


def dominance(predictors: ArrayLike, outcome: ArrayLike) -> RelativeWeights:
    """General dominance of predictors (n, P) for an outcome (n,), over complete rows; see below."""
    return general_dominance(*_split(_correlations_of(predictors, outcome)))


def general_dominance(among: ArrayLike, with_outcome: ArrayLike) -> RelativeWeights:
    """Mean gain in R² from adding a predictor, over all models of each size, then over sizes (LMG, Shapley).

    Takes what `johnson_weights` takes; all 2^P − 1 regressions are solved.
    Raises     ValueError also for more than fifteen predictors.
    Reference  Lindeman, Merenda & Gold (1980); Azen & Budescu (2003).
    """
    rxx, rxy = _checked(among, with_outcome)
    p = len(rxy)
    if p > MOST_PREDICTORS:
        raise ValueError(f"general dominance is reckoned for at most {MOST_PREDICTORS} predictors")
    explained = _every_r2(rxx, rxy)
    models = np.arange(1 << p)
    weight = np.array([1 / (p * comb(p - 1, size)) for size in range(p)])
    raw = np.empty(p)
    for at in range(p):
        without = models[(models >> at) & 1 == 0]
        raw[at] = weight[np.bitwise_count(without)] @ (explained[without | 1 << at] - explained[without])
    return RelativeWeights(raw=raw, r2=float(explained[-1]))


def variance_inflation(among: ArrayLike) -> Numbers:
    """Variance inflation factors (P,), ≥ 1, from the predictors' correlations (P, P); infinite if singular.

    Reference  Marquardt (1970): the diagonal of the inverse.
    """
    rxx = np.atleast_2d(np.asarray(among, dtype=float))
    if np.linalg.eigvalsh(rxx)[0] < 1e-10:
        return np.full(len(rxx), inf)
    return np.asarray(np.diag(np.linalg.inv(rxx)))


def within_covariance(rows: ArrayLike, groups: Sequence[object]) -> tuple[Numbers, int]:
    """Covariances (V, V) pooled within groups over complete rows (n, V), and the rows they stand on.

    What differs between groups is no driver of what differs within them.
    Raises ValueError unless every row has one group and some group has two complete rows.
    """
    table = np.asarray(rows, dtype=float)
    if table.ndim != 2 or len(table) != len(groups):
        raise ValueError("every row has one group")
    spread, n, used = np.zeros((table.shape[1], table.shape[1])), 0, 0
    for key in dict.fromkeys(groups):
        part = complete_rows(table[[at for at, group in enumerate(groups) if group == key]])
        if len(part):
            centered = part - part.mean(axis=0)
            spread, n, used = spread + centered.T @ centered, n + len(part), used + 1
    if n <= used:
        raise ValueError("a covariance within groups needs a group with two complete rows")
    return spread / (n - used), n


@dataclass(frozen=True)
class Driver:
    """One predictor: its share of R² by both ways (percent), its variance inflation and its chances.

    top       probability of being among the three strongest, of 0–1.
    leverage  factor of 0.75–1.25 by which it tilts a priority.
    leading   whether it stands in the first of two tiers.
    """

    key: str
    weight: float
    dominance: float
    vif: float
    top: float
    leverage: float

    @property
    def leading(self) -> bool:
        return self.top >= LEADING


@dataclass(frozen=True)
class Drivers:
    """Drivers of an outcome in the order of the predictors; none, with the reason, if they cannot be told.

    same_order  whether both ways rank the predictors alike.
    """

    rows: tuple[Driver, ...]
    r2: float
    n: int
    same_order: bool
    refused: Refusal = ""


def drivers(covariance: ArrayLike, *, keys: Sequence[str], n: int, seed: int, draws: int = 1000) -> Drivers:
    """Drivers from covariances within units, (P + 1, P + 1) with the outcome last, of n people.

    Refused below 150 people, with a variance inflation of ten or more, or where a column does not vary. The
    chance of being among the three strongest is taken over seeded Wishart draws of the covariances.
    Raises ValueError if the keys do not fit the matrix.
    """
    matrix = np.asarray(covariance, dtype=float)
    if matrix.shape != (len(keys) + 1, len(keys) + 1):
        raise ValueError("covariances have one row for each predictor and the outcome last")
    refused = driver_gate(matrix, n=n)
    if refused:
        return Drivers(rows=(), r2=0.0, n=n, same_order=False, refused=refused)
    rxx, rxy = _split(correlations(matrix))
    weights, lmg = johnson_weights(rxx, rxy), general_dominance(rxx, rxy)
    vif = variance_inflation(rxx)
    top = _chance_of_top(matrix, n=n, seed=seed, draws=draws)
    rows = tuple(
        Driver(
            key=key,
            weight=float(weights.rescaled[at]),
            dominance=float(lmg.rescaled[at]),
            vif=float(vif[at]),
            top=float(top[at]),
            leverage=leverage(float(weights.rescaled[at]) / 100, predictors=len(keys), n=n),
        )
        for at, key in enumerate(keys)
    )
    return Drivers(rows=rows, r2=weights.r2, n=n, same_order=weights.order == lmg.order)


def driver_gate(covariance: ArrayLike, *, n: int) -> Refusal:
    """Why drivers cannot be told from covariances with the outcome last; empty if they can."""
    matrix = np.asarray(covariance, dtype=float)
    if n < LEAST_PEOPLE:
        return "too few"
    if not np.diag(matrix).min() > 0:
        return "no variance"
    rxx, _ = _split(correlations(matrix))
    return "" if variance_inflation(rxx).max() < HIGHEST_VIF else "collinear"


def leverage(share: float, *, predictors: int, n: int) -> float:
    """Factor of 0.75–1.25 by which a driver tilts its priority: 1 + (n / (n + 200)) (P·share − 1), clipped.

    share  of R², of 0–1. Raises ValueError for a share outside 0–1 or n < 0.
    """
    if not 0 <= share <= 1 or n < 0:
        raise ValueError("leverage needs a share of 0–1 and no negative number of people")
    return float(np.clip(1 + n / (n + 200) * (predictors * share - 1), 0.75, 1.25))


def priority(
    score: float, *, target: float = TARGET, leverage: float = 1.0, unmet_gate: bool = False
) -> float:
    """How much there is to gain on a construct: max(0, target − score) / 25 × leverage × 1.5 if it is a gate.

    score, target  points of 0–100; the target is the cut of the next stage's gate, or 75.
    Returns        steps of the answer scale, ≥ 0; at most 7.5.
    Raises         ValueError for points outside 0–100.
    """
    if not 0 <= score <= 100 or not 0 <= target <= 100:
        raise ValueError("score and target are points of 0–100")
    return max(0.0, target - score) / 25 * leverage * (GATED if unmet_gate else 1.0)


def _correlations_of(predictors: ArrayLike, outcome: ArrayLike) -> Numbers:
    x, y = np.asarray(predictors, dtype=float), np.asarray(outcome, dtype=float)
    if x.ndim != 2 or y.shape != (len(x),):
        raise ValueError("predictors are a table (n, P) and the outcome has one value for each row")
    rows = complete_rows(np.column_stack([x, y]))
    if len(rows) < 3:
        raise ValueError("a regression needs three complete rows or more")
    return correlations(np.cov(rows.T))


def _split(r: Numbers) -> tuple[Numbers, Numbers]:
    return r[:-1, :-1], r[:-1, -1]


def _checked(among: ArrayLike, with_outcome: ArrayLike) -> tuple[Numbers, Numbers]:
    rxx, rxy = np.asarray(among, dtype=float), np.asarray(with_outcome, dtype=float)
    if rxy.ndim != 1 or not len(rxy) or rxx.shape != (len(rxy), len(rxy)):
        raise ValueError("correlations are a square table of predictors, and one for each with the outcome")
    if not (np.allclose(np.diag(rxx), 1) and np.allclose(rxx, rxx.T) and np.linalg.eigvalsh(rxx)[0] > -1e-8):
        raise ValueError("correlations among predictors are symmetric, 1 on the diagonal and consistent")
    return rxx, rxy


def _johnson(rxx: Numbers, rxy: Numbers) -> Numbers:
    """Raw weights (…, P) from correlations (…, P, P) and (…, P)."""
    roots, vectors = np.linalg.eigh(rxx)
    roots = np.sqrt(np.clip(roots, 0.0, None))
    inverse = np.where(roots > 1e-8, 1 / np.where(roots > 1e-8, roots, 1.0), 0.0)
    loadings = np.einsum("...ik,...k,...jk->...ij", vectors, roots, vectors)
    beta = np.einsum("...ik,...k,...jk,...j->...i", vectors, inverse, vectors, rxy)
    return np.asarray(np.einsum("...ij,...j->...i", loadings**2, beta**2))


def _every_r2(rxx: Numbers, rxy: Numbers) -> Numbers:
    """R² of every subset of predictors, by bit mask, shape (2^P,)."""
    p = len(rxy)
    r2 = np.zeros(1 << p)
    for size in range(1, p + 1):
        used = np.array(list(combinations(range(p), size)))
        among, own = rxx[used[:, :, None], used[:, None, :]], rxy[used]
        beta = np.linalg.pinv(among, rcond=1e-10, hermitian=True) @ own[:, :, None]
        r2[(1 << used).sum(axis=1)] = (own * beta[:, :, 0]).sum(axis=1)
    return r2


def _chance_of_top(covariance: Numbers, *, n: int, seed: int, draws: int) -> Numbers:
    rng = np.random.default_rng(seed)
    factor = np.linalg.cholesky(covariance + 1e-9 * np.diag(np.diag(covariance)))
    p = len(covariance) - 1
    # Bartlett's decomposition: a Wishart draw needs V² numbers, not n × V.
    lower = np.tril(rng.standard_normal((draws, p + 1, p + 1)), -1)
    lower[:, range(p + 1), range(p + 1)] = np.sqrt(rng.chisquare(n - 1 - np.arange(p + 1), (draws, p + 1)))
    root = factor @ lower
    drawn = root @ root.transpose(0, 2, 1)
    deviations = np.sqrt(np.diagonal(drawn, axis1=1, axis2=2))
    r = drawn / (deviations[:, :, None] * deviations[:, None, :])
    weights = _johnson(r[:, :-1, :-1], r[:, :-1, -1])
    first = np.argsort(-weights, axis=1, kind="stable")[:, :TOP]
    return np.bincount(first.ravel(), minlength=p) / draws
