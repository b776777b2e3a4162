"""What an item covariance matrix says of a scale: α, Spearman–Brown, and ω of the one-factor model."""

from __future__ import annotations

from math import sqrt

import numpy as np
from numpy.typing import ArrayLike, NDArray

Numbers = NDArray[np.float64]

LEAST_UNIQUE = 0.005
"""A share of an item's variance below which a one-factor solution counts as improper (Heywood case)."""


def cronbach_alpha(covariance: NDArray[np.float64]) -> float:
    """α from an item covariance matrix (J, J); at most 1, negative if items disagree. Cronbach (1951).

    Raises ValueError for fewer than two items or items without any variance.
    """
    j, total = len(covariance), float(np.sum(covariance))
    if j < 2 or not total > 0:
        raise ValueError("alpha needs two items or more whose sum varies")
    return j / (j - 1) * (1 - float(np.trace(covariance)) / total)


def spearman_brown(covariance: NDArray[np.float64]) -> float:
    """Reliability of two items, 2r / (1 + r); 0 if one does not vary. Spearman (1910), Brown (1910)."""
    scale = sqrt(float(covariance[0, 0] * covariance[1, 1]))
    r = float(covariance[0, 1]) / scale if scale > 0 else 0.0
    return 2 * r / (1 + r) if r > -1 else -1.0


def omega3(covariance: NDArray[np.float64]) -> float:
    """McDonald's ω of three items from the one-factor model's closed form, in the covariance metric.

    ω = (Σλ)² / ((Σλ)² + Σθ) with λ₁ = √(c₁₂c₁₃/c₂₃).
    Falls back on α where no proper solution exists (Heywood case).
    Reference  McDonald (1999), ch. 6.
    """
    c12, c13, c23 = (float(covariance[i, j]) for i, j in ((0, 1), (0, 2), (1, 2)))
    if min(c12, c13, c23) <= 0:
        return cronbach_alpha(covariance) if np.sum(covariance) > 0 else 0.0
    loadings = np.sqrt([c12 * c13 / c23, c12 * c23 / c13, c13 * c23 / c12])
    unique = np.diag(covariance) - loadings**2
    if unique.min() < 0:
        return cronbach_alpha(covariance)
    common = float(loadings.sum()) ** 2
    return common / (common + float(unique.sum()))


def omega_ml(covariance: ArrayLike) -> float | None:
    """ω = (Σλ)² / ((Σλ)² + Σθ) of one factor fitted by maximum likelihood to covariances (J, J), J ≥ 3.

    Returns    0–1; None where the fit is improper: a uniqueness at its bound (Heywood case), an item without
               variance, or a covariance matrix that is singular.
    Raises     ValueError for fewer than three items.
    Reference  Jöreskog (1967); McDonald (1999), ch. 6.
    """
    fitted = one_factor(covariance)
    if fitted is None:
        return None
    loadings, unique = fitted
    common = float(loadings.sum()) ** 2
    return common / (common + float(unique.sum()))


def one_factor(covariance: ArrayLike) -> tuple[Numbers, Numbers] | None:
    """Loadings and uniquenesses (J,) of the one-factor model by maximum likelihood; None if improper.

    In the metric of the covariances; the sign is such that loadings sum to 0 or more.
    """
    matrix = np.asarray(covariance, dtype=float)
    if len(matrix) < 3:
        raise ValueError("one factor needs three items or more")
    deviations = np.sqrt(np.diag(matrix))
    if not deviations.min() > 0:
        return None
    r = correlations(matrix)
    if np.linalg.eigvalsh(r)[0] < 1e-10:
        return None
    # Imported here, where a worker fits: the web imports this file's neighbors and never does.
    from scipy.optimize import minimize

    start = 0.5 / np.diag(np.linalg.inv(r))
    found = minimize(
        _misfit,
        np.log(start),
        args=(r,),
        jac=True,
        method="L-BFGS-B",
        bounds=[(float(np.log(LEAST_UNIQUE)), 0.0)] * len(r),
        options={"ftol": 1e-15, "gtol": 1e-9, "maxiter": 2000},
    )
    unique = np.exp(found.x)
    if unique.min() <= LEAST_UNIQUE * 1.001:
        return None
    loadings = _loadings(unique, r)
    loadings = loadings if loadings @ deviations >= 0 else -loadings
    return loadings * deviations, unique * deviations**2


def correlations(covariance: ArrayLike) -> Numbers:
    """Correlations (J, J) of a covariance matrix; ValueError for an item without variance."""
    matrix = np.asarray(covariance, dtype=float)
    variances = np.diag(matrix)
    if not variances.min() > 0:
        raise ValueError("a correlation needs items that vary")
    scaled = matrix / np.sqrt(np.outer(variances, variances))
    np.fill_diagonal(scaled, 1.0)
    return np.asarray(scaled)


def _misfit(log_unique: Numbers, r: Numbers) -> tuple[float, Numbers]:
    """Discrepancy of the best loadings for given uniquenesses, and its gradient by their logarithms."""
    unique = np.exp(log_unique)
    scale = np.sqrt(unique)
    roots = np.linalg.eigvalsh(r / np.outer(scale, scale))[:-1]
    loadings = _loadings(unique, r)
    gap = np.outer(loadings, loadings) + np.diag(unique) - r
    return float((roots - np.log(roots) - 1).sum()), np.diag(gap) / unique


def _loadings(unique: Numbers, r: Numbers) -> Numbers:
    scale = np.sqrt(unique)
    roots, vectors = np.linalg.eigh(r / np.outer(scale, scale))
    return np.asarray(scale * vectors[:, -1] * np.sqrt(max(roots[-1] - 1, 0.0)))
