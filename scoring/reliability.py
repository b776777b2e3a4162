"""How far items measure one thing, and how far people draw one map: α, ω, Krippendorff's α.

What is built on an item covariance matrix alone stands in `scoring.factors`, where intervals need it too.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import fdtri

from scoring.agreement import complete_rows
from scoring.constructs import LEAST_COMPLETE_ROWS
from scoring.factors import correlations, cronbach_alpha, omega3, omega_ml, spearman_brown

Numbers = NDArray[np.float64]
Missing = Literal["listwise", "pairwise"]
Method = Literal["omega", "alpha", "spearman-brown"]
Level = Literal["nominal", "ordinal", "interval", "ratio"]
Reading = Literal["firm", "tentative", "none"]

FIRM, TENTATIVE = 0.80, 0.667


@dataclass(frozen=True)
class Reliability:
    """Reliability of a sum of J items from n people, with the interval of α at the same rows.

    value      at most 1; negative if items disagree.
    low, high  95% interval after Feldt.
    method     what the value is: ω, α where no one-factor solution is proper, Spearman–Brown for two items.
    """

    value: float
    low: float
    high: float
    method: Method
    n: int
    items: int


def item_covariances(ratings: ArrayLike, *, missing: Missing = "listwise") -> tuple[Numbers, int]:
    """Covariances (J, J) over n − 1 of keyed ratings (n, J), and the number of people they stand on.

    missing  "listwise" keeps people who answered every item, as the method does; "pairwise" takes for each
             pair of items who answered both, and counts everybody.
    Raises   ValueError for fewer than two people (or for a pair of items that fewer than two answered).
    """
    table = np.asarray(ratings, dtype=float)
    rows = complete_rows(table) if missing == "listwise" else table
    if rows.ndim != 2 or len(rows) < 2:
        raise ValueError("a covariance needs two complete rows or more")
    if missing == "listwise":
        return np.atleast_2d(np.cov(rows.T)), len(rows)
    return _pairwise(rows), len(rows)


def alpha(ratings: ArrayLike, *, missing: Missing = "listwise") -> Reliability:
    """Cronbach's α of keyed ratings (n, J), NaN or None where missing, with Feldt's interval.

    Raises     ValueError for fewer than two items or people, or items whose sum does not vary.
    Reference  Cronbach (1951); Feldt, Woodruff & Salih (1987).
    """
    covariance, n = item_covariances(ratings, missing=missing)
    value = cronbach_alpha(covariance)
    low, high = feldt_interval(value, n=n, items=len(covariance))
    return Reliability(value=value, low=low, high=high, method="alpha", n=n, items=len(covariance))


def standardized_alpha(covariance: ArrayLike) -> float:
    """α of items brought to the same variance, from their covariances (J, J); ValueError if one has none."""
    return cronbach_alpha(correlations(covariance))


def feldt_interval(value: float, *, n: int, items: int, confidence: float = 0.95) -> tuple[float, float]:
    """Interval of an α of J items from n people; the lower end may be negative.

    Raises     ValueError for n < 2, items < 2 or an α above 1.
    Reference  Feldt (1965); Feldt, Woodruff & Salih (1987), eq. 1.
    """
    if n < 2 or items < 2 or not value <= 1:
        raise ValueError("an interval of alpha needs two people, two items and an alpha of at most 1")
    df, error_df = n - 1, (n - 1) * (items - 1)
    tail = (1 - confidence) / 2
    low, high = (1 - (1 - value) * float(fdtri(df, error_df, p)) for p in (1 - tail, tail))
    return low, high


def omega(ratings: ArrayLike) -> Reliability:
    """McDonald's ω of keyed ratings (n, J), listwise; see `reliability_of`."""
    covariance, n = item_covariances(ratings)
    return reliability_of(covariance, n=n)


def reliability_of(covariance: ArrayLike, *, n: int) -> Reliability:
    """Reliability from item covariances (J, J) of n people.

    J = 2 is Spearman–Brown; J = 3 ω in closed form; more items ω of the one-factor model fitted by maximum
    likelihood; α where no proper solution exists. All in the metric of the covariances.
    Raises     ValueError for fewer than two items or people, or items whose sum does not vary.
    Reference  McDonald (1999), ch. 6.
    """
    matrix = np.asarray(covariance, dtype=float)
    base = cronbach_alpha(matrix)
    low, high = feldt_interval(base, n=n, items=len(matrix))
    value, method = _value(matrix, base)
    return Reliability(value=value, low=low, high=high, method=method, n=n, items=len(matrix))


def published_reliability(covariance: ArrayLike, *, n: int) -> Reliability | None:
    """As `reliability_of`; None ("not estimated") below fifty complete rows or if nothing varies."""
    if n < LEAST_COMPLETE_ROWS or not float(np.sum(np.asarray(covariance))) > 0:
        return None
    return reliability_of(covariance, n=n)


def stepped_up(reliability: float, *, lengths: float = 2.0) -> float:
    """Reliability of a test `lengths` times as long (below 1: shorter), k·r / (1 + (k − 1)·r).

    Raises     ValueError for a length of 0 or less, or r for which the test has no such length.
    Reference  Spearman (1910); Brown (1910).
    """
    below = 1 + (lengths - 1) * reliability
    if not lengths > 0 or not below > 0 or reliability > 1:
        raise ValueError("Spearman–Brown needs a positive length and a reliability of at most 1")
    return lengths * reliability / below


# --- Krippendorff's α -----------------------------------------------------------------------------------


def krippendorff_alpha(ratings: Sequence[Sequence[Any]] | NDArray[Any], *, level: Level = "nominal") -> float:
    """Krippendorff's α of coders × units; None or NaN where a coder did not judge a unit.

    ratings    shape (coders, units): numbers; texts too if nominal.
    level      of measurement, which decides how far two values are apart.
    Returns    at most 1; 0 for what chance gives, negative for systematic disagreement.
    Raises     ValueError where no unit has two values, or all values are the same (α is 0/0 then).
    Reference  Krippendorff (2011), Computing Krippendorff's alpha-reliability.
    """
    table = np.asarray(ratings, dtype=object)
    if table.ndim != 2:
        raise ValueError("ratings are a table of coders by units")
    # A missing value is None or the only thing that differs from itself.
    known = np.array([[value is not None and value == value for value in row] for row in table], dtype=bool)
    values = sorted(set(table[known.reshape(table.shape)]))
    place = {value: at for at, value in enumerate(values)}
    counts = np.zeros((table.shape[1], len(values)))
    for coder, unit in np.argwhere(known):
        counts[unit, place[table[coder, unit]]] += 1
    return krippendorff_of_counts(counts, values=values, level=level)


def krippendorff_of_counts(
    counts: ArrayLike, *, values: Sequence[Any] | None = None, level: Level = "nominal"
) -> float:
    """Krippendorff's α from how often each unit was given each value.

    counts   shape (units, values), in the order of the values; units with fewer than two judgments drop out.
    values   the values; may be left out if nominal or ordinal.
    Returns, raises and reference as `krippendorff_alpha`.
    """
    table = np.asarray(counts, dtype=float)
    if table.ndim != 2 or (table.size and not table.min() >= 0):
        raise ValueError("counts are a table of units by values, none negative")
    if values is None and level in ("interval", "ratio"):
        raise ValueError(f"distances at the {level} level need the values")
    table = table[table.sum(axis=1) >= 2]
    judged = table.sum(axis=1)
    totals = table.sum(axis=0)
    apart = _distances(totals, values=values, level=level)
    observed = np.einsum("uc,ck,uk,u->", table, apart, table, 1 / np.where(judged > 1, judged - 1, 1))
    expected = float(totals @ apart @ totals) / (totals.sum() - 1) if totals.sum() > 1 else 0.0
    if not expected > 0:
        raise ValueError("alpha needs units with two judgments or more, and two values that differ")
    return 1 - float(observed) / expected


def map_reading(value: float) -> Reading:
    """Whether people draw one map: firm from .80, tentative from .667, else none. Krippendorff (2004)."""
    if value >= FIRM:
        return "firm"
    return "tentative" if value >= TENTATIVE else "none"


def _pairwise(rows: Numbers) -> Numbers:
    known = ~np.isnan(rows)
    j = rows.shape[1]
    result = np.empty((j, j))
    for one, other in np.ndindex(j, j):
        both = known[:, one] & known[:, other]
        if both.sum() < 2:
            raise ValueError("every pair of items needs two people who answered both")
        result[one, other] = np.cov(rows[both, one], rows[both, other])[0, 1]
    return result


def _value(matrix: Numbers, base: float) -> tuple[float, Method]:
    if len(matrix) == 2:
        return spearman_brown(matrix), "spearman-brown"
    found = omega3(matrix) if len(matrix) == 3 else omega_ml(matrix)
    # The closed form gives back α itself where it has no proper solution.
    return (base, "alpha") if found is None or found == base else (found, "omega")


def _distances(totals: Numbers, *, values: Sequence[Any] | None, level: Level) -> Numbers:
    """Squared distances between values (V, V)."""
    size = len(totals)
    if level == "nominal":
        return 1.0 - np.eye(size)
    if level == "ordinal":
        # Everybody strictly between two values, and half of those at them.
        middle = np.cumsum(totals) - totals / 2
        return np.asarray((middle[:, None] - middle) ** 2)
    numbers = np.asarray(values, dtype=float)
    if level == "interval":
        return np.asarray((numbers[:, None] - numbers) ** 2)
    if not numbers.size or numbers.min() < 0:
        raise ValueError("values at the ratio level are not negative")
    sums = numbers[:, None] + numbers
    return np.asarray(((numbers[:, None] - numbers) / np.where(sums > 0, sums, 1.0)) ** 2)
