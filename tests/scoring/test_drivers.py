"""Drivers and priorities: two ways of dividing R², the gate before them, and how far they may tilt."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.drivers import (
    dominance,
    driver_gate,
    drivers,
    general_dominance,
    johnson_weights,
    leverage,
    priority,
    relative_weights,
    variance_inflation,
    within_covariance,
)
from scoring.factors import correlations

KEYS = ("VIEW", "MSG", "SHARE", "RESP", "DATA", "METR", "PROM", "ROLE")


def sample(seed: int, *, n: int = 400, p: int = 4) -> tuple[np.ndarray, np.ndarray]:
    """Correlated predictors, of which the first counts most."""
    rng = np.random.default_rng(seed)
    x = rng.standard_normal((n, p)) + rng.standard_normal((n, 1))
    return x, x @ np.linspace(1, 0.1, p) + 2 * rng.standard_normal(n)


def least_squares_r2(x: np.ndarray, y: np.ndarray) -> float:
    design = np.column_stack([np.ones(len(x)), x])
    residual = y - design @ np.linalg.lstsq(design, y, rcond=None)[0]
    return float(1 - residual @ residual / ((y - y.mean()) @ (y - y.mean())))


def equicorrelated(p: int, r: float) -> np.ndarray:
    return np.full((p, p), r) + (1 - r) * np.eye(p)


def test_without_correlation_among_them_predictors_count_their_own_square() -> None:
    for way in (johnson_weights, general_dominance):
        assert way(np.eye(3), [0.5, -0.3, 0.1]).raw == pytest.approx([0.25, 0.09, 0.01])


def test_two_predictors_by_hand() -> None:
    """r = .5 .3, r12 = .4: R² = (.25 + .09 − .12) / .84; dominance = (r² + R² − other r²) / 2."""
    r2 = 0.22 / 0.84
    found = general_dominance([[1, 0.4], [0.4, 1]], [0.5, 0.3])
    assert found.raw == pytest.approx([(0.25 + r2 - 0.09) / 2, (0.09 + r2 - 0.25) / 2])
    assert johnson_weights([[1, 0.4], [0.4, 1]], [0.5, 0.3]).r2 == pytest.approx(r2)


@given(st.integers(0, 2**32 - 1), st.integers(1, 5))
@settings(max_examples=30, deadline=None)
def test_both_ways_divide_what_the_regression_explains(seed: int, p: int) -> None:
    x, y = sample(seed, n=40, p=p)
    expected = least_squares_r2(x, y)
    for found in (relative_weights(x, y), dominance(x, y)):
        assert found.r2 == pytest.approx(expected)
        assert found.raw.sum() == pytest.approx(expected)
        assert found.rescaled.sum() == pytest.approx(100)
        assert found.raw.min() >= -1e-12


@given(st.integers(0, 2**32 - 1), st.permutations(range(4)))
@settings(max_examples=20, deadline=None)
def test_the_order_of_predictors_and_their_units_do_not_matter(seed: int, order: list[int]) -> None:
    x, y = sample(seed, n=40)
    for way in (relative_weights, dominance):
        again = way(x[:, order] * [3, 0.1, -2, 25], 5 * y - 1)
        assert again.raw == pytest.approx(way(x, y).raw[order])


def test_predictors_that_are_the_same_share_alike() -> None:
    for way in (johnson_weights, general_dominance):
        assert way(np.ones((2, 2)), [0.6, 0.6]).raw == pytest.approx([0.18, 0.18])


def test_a_row_with_a_missing_value_does_not_count() -> None:
    x, y = sample(1, n=50)
    x[0, 0], y[1] = np.nan, np.nan
    assert relative_weights(x, y).raw == pytest.approx(relative_weights(x[2:], y[2:]).raw)


def test_what_explains_nothing_has_no_shares() -> None:
    assert johnson_weights(np.eye(2), [0.0, 0.0]).rescaled == pytest.approx([0, 0])


def test_variance_inflation_of_two_predictors() -> None:
    """1 / (1 − r²)."""
    assert variance_inflation([[1, 0.6], [0.6, 1]]) == pytest.approx([1.5625, 1.5625])
    assert variance_inflation(np.ones((2, 2))) == pytest.approx([np.inf, np.inf])


def test_what_differs_between_units_is_no_driver_within() -> None:
    """Within either unit x and y go against each other, over both they go together."""
    rows = [[0, 1], [1, 0], [10, 11], [11, 10], [5, 5]]
    covariance, n = within_covariance(rows, ["a", "a", "b", "b", "b"])
    assert (covariance[0, 1] < np.cov(np.array(rows).T)[0, 1], n) == (True, 5)
    alone, used = within_covariance([*rows, [99, -99]], ["a", "a", "b", "b", "b", "c"])
    assert (alone, used) == (pytest.approx(covariance), 6)


def test_pooled_covariance_of_one_unit_is_its_own() -> None:
    rows = np.random.default_rng(2).standard_normal((20, 3))
    assert within_covariance(rows, ["a"] * 20)[0] == pytest.approx(np.cov(rows.T))


# --- The gate and the tiers -----------------------------------------------------------------------------


def strong_first(correlation: float = 0.3) -> np.ndarray:
    """Covariances of eight constructs, of which the first three go with the outcome."""
    matrix = np.eye(9)
    matrix[:8, :8] = equicorrelated(8, correlation)
    matrix[:8, 8] = matrix[8, :8] = [0.6, 0.5, 0.45, 0.2, 0.2, 0.15, 0.15, 0.1]
    return 400 * matrix


def test_drivers_of_enough_people() -> None:
    found = drivers(strong_first(), keys=KEYS, n=400, seed=1)
    assert (found.refused, found.n, len(found.rows)) == ("", 400, 8)
    assert [row.key for row in found.rows if row.leading] == ["VIEW", "MSG", "SHARE"]
    assert sum(row.weight for row in found.rows) == pytest.approx(100)
    assert sum(row.top for row in found.rows) == pytest.approx(3)


def test_the_same_evidence_gives_the_same_drivers() -> None:
    assert drivers(strong_first(), keys=KEYS, n=200, seed=4) == drivers(
        strong_first(), keys=KEYS, n=200, seed=4
    )


def test_fewer_people_are_less_sure() -> None:
    few, many = (drivers(strong_first(), keys=KEYS, n=n, seed=1).rows[2].top for n in (150, 2000))
    assert few < many


@pytest.mark.parametrize(
    ("matrix", "n", "reason"),
    [
        (strong_first(), 149, "too few"),
        (strong_first(0.99), 500, "collinear"),
        (np.zeros((9, 9)), 500, "no variance"),
    ],
)
def test_drivers_that_cannot_be_told(matrix: np.ndarray, n: int, reason: str) -> None:
    found = drivers(matrix, keys=KEYS, n=n, seed=1)
    assert (found.refused, found.rows, driver_gate(matrix, n=n)) == (reason, (), reason)


def test_chances_are_those_of_drawing_people() -> None:
    """Against 400 samples of people of the same covariances."""
    rng = np.random.default_rng(9)
    root, n = np.linalg.cholesky(strong_first()), 150
    tops = []
    for _ in range(400):
        rows = rng.standard_normal((n, 9)) @ root.T
        tops.append(relative_weights(rows[:, :8], rows[:, 8]).order[:3])
    expected = np.bincount(np.ravel(tops), minlength=8) / 400
    found = [row.top for row in drivers(strong_first(), keys=KEYS, n=n, seed=1).rows]
    assert found == pytest.approx(expected, abs=0.08)


def test_drivers_tilt_but_never_decide() -> None:
    """n = 200: factor 1/2, so a share of 1/8 stays 1, none gives .75 (from .5), all 1.25."""
    assert [leverage(share, predictors=8, n=200) for share in (0.125, 0.0, 1.0)] == [1.0, 0.75, 1.25]
    assert leverage(0.15, predictors=8, n=200) == pytest.approx(1.1)


@given(st.floats(0, 1), st.integers(1, 20), st.integers(0, 10**6))
def test_leverage_stays_within_a_quarter(share: float, predictors: int, n: int) -> None:
    assert 0.75 <= leverage(share, predictors=predictors, n=n) <= 1.25


def test_priority_by_hand() -> None:
    """25 points behind is one step; a gate that is not met counts half again."""
    assert [priority(50), priority(50, unmet_gate=True), priority(40, target=50, leverage=1.25)] == [
        1.0,
        1.5,
        0.5,
    ]
    assert priority(80) == 0.0


@pytest.mark.parametrize(
    ("call", "rule"),
    [
        (lambda: relative_weights([[1.0], [2.0]], [1.0, 2.0]), "three complete rows"),
        (lambda: relative_weights([[1.0], [1.0], [1.0]], [1.0, 2.0, 3.0]), "items that vary"),
        (lambda: relative_weights([1.0, 2.0], [1.0, 2.0]), "a table"),
        (lambda: johnson_weights(np.eye(2), [0.1]), "square table"),
        (lambda: johnson_weights([[1, 2], [2, 1]], [0.1, 0.1]), "consistent"),
        (lambda: general_dominance(np.eye(16), np.zeros(16)), "at most 15"),
        (lambda: within_covariance([[1, 2]], ["a"]), "two complete rows"),
        (lambda: within_covariance([[1, 2]], []), "one group"),
        (lambda: drivers(np.eye(3), keys=("VIEW",), n=500, seed=1), "outcome last"),
        (lambda: leverage(1.5, predictors=8, n=100), "share of 0–1"),
        (lambda: priority(-1), "points of 0–100"),
        (lambda: correlations(np.zeros((2, 2))), "items that vary"),
    ],
)
def test_bad_input_is_refused_with_the_rule_in_words(call: Any, rule: str) -> None:
    with pytest.raises(ValueError, match=rule):
        call()
