"""Benchmarks: shrinkage with published values, percentiles and bands, and when nothing may be told."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.benchmarks import (
    Pool,
    band,
    benchmark,
    dersimonian_laird,
    efron_morris,
    left_out,
    printed_percentile,
    publishable,
    variance_of_interval,
)

VACCINE_TRIALS = [
    (4, 119, 11, 128),
    (6, 300, 29, 274),
    (3, 228, 11, 209),
    (62, 13536, 248, 12619),
    (33, 5036, 47, 5761),
    (180, 1361, 372, 1079),
    (8, 2537, 10, 619),
    (505, 87886, 499, 87892),
    (29, 7470, 45, 7232),
    (17, 1699, 65, 1600),
    (186, 50448, 141, 27197),
    (5, 2493, 3, 2338),
    (27, 16886, 29, 17825),
]
"""Ill and well among vaccinated and others in thirteen trials against tuberculosis (Colditz et al. 1994)."""

scores = st.lists(st.tuples(st.floats(0, 100), st.floats(0.5, 100)), min_size=1, max_size=25)


def pool_of(k: int, *, spread: float = 10.0, error: float = 4.0) -> Pool:
    return dersimonian_laird(np.linspace(50 - 2 * spread, 50 + 2 * spread, k), np.full(k, error))


def test_thirteen_vaccine_trials() -> None:
    """metafor prints for the log risk ratio: μ −.7141 (SE .1787), τ² .3088, Q 152.2330, I² 92.12%."""
    a, b, c, d = np.array(VACCINE_TRIALS, dtype=float).T
    pool = dersimonian_laird(np.log(a / (a + b) * (c + d) / c), 1 / a - 1 / (a + b) + 1 / c - 1 / (c + d))
    assert (pool.mean, pool.se, pool.tau2) == pytest.approx((-0.7141, 0.1787, 0.3088), abs=6e-5)
    assert (pool.q, pool.i2) == pytest.approx((152.2330, 0.9212), abs=6e-5)
    assert pool.interval == pytest.approx((-1.0644, -0.3638), abs=6e-5)
    assert pool.p < 1e-9


def test_organizations_that_do_not_differ_are_one() -> None:
    pool = dersimonian_laird([50.0, 51.0, 49.0], [100.0, 100.0, 100.0])
    assert (pool.tau2, pool.i2, list(pool.shrunken)) == (0.0, 0.0, [pool.mean] * 3)


def test_one_organization_is_its_own_pool() -> None:
    pool = dersimonian_laird([60.0], [9.0])
    assert (pool.mean, pool.se, pool.tau2, pool.p) == (60.0, 3.0, 0.0, 1.0)


def test_equal_errors_by_hand() -> None:
    """y = 40 50 60, v = 25: Q = 200/25 = 8, τ² = (8 − 2) / (2/25) = 75; B = 25/100, so 40 becomes 42.5."""
    pool = dersimonian_laird([40.0, 50.0, 60.0], [25.0] * 3)
    assert (pool.q, pool.tau2) == pytest.approx((8.0, 75.0))
    assert pool.shrunken == pytest.approx([42.5, 50.0, 57.5])


@given(scores)
def test_shrunken_scores_lie_between_score_and_mean(rows: list[tuple[float, float]]) -> None:
    y, v = np.array(rows).T
    pool = dersimonian_laird(y, v)
    low, high = np.minimum(y, pool.mean), np.maximum(y, pool.mean)
    assert ((pool.shrunken >= low - 1e-9) & (pool.shrunken <= high + 1e-9)).all()
    assert pool.tau2 >= 0
    assert y.min() - 1e-9 <= pool.mean <= y.max() + 1e-9


@given(scores, st.floats(-50, 50))
def test_moving_every_score_moves_the_pool(rows: list[tuple[float, float]], by: float) -> None:
    y, v = np.array(rows).T
    one, moved = dersimonian_laird(y, v), dersimonian_laird(y + by, v)
    assert (moved.mean - by, moved.tau2) == pytest.approx((one.mean, one.tau2), abs=1e-6)


def test_james_and_stein_never_overshoot_the_mean() -> None:
    found = efron_morris([1.0, 2.0, 3.0, 4.0], variance=1000.0)
    assert (found.c, list(found.estimates)) == (0.0, [2.5] * 4)
    assert efron_morris([5.0] * 4, variance=1.0).c == 0.0


# --- What may be told -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("k", "percentile", "told"), [(7, False, False), (8, False, True), (19, False, True), (20, True, True)]
)
def test_how_many_others_it_takes(k: int, percentile: bool, told: bool) -> None:
    found = benchmark(55.0, 4.0, others=pool_of(k))
    assert (found.percentile is not None, found.told, found.k) == (percentile, told, k)


def test_others_that_do_not_differ_are_no_benchmark() -> None:
    found = benchmark(70.0, 4.0, others=dersimonian_laird([50.0] * 30, [9.0] * 30))
    assert (found.told, found.percentile, found.estimate) == (False, None, pytest.approx(50.0))


def test_the_middle_is_the_fiftieth_and_more_is_higher() -> None:
    pool = pool_of(30)
    found = [benchmark(value, 4.0, others=pool) for value in (25.0, 45.0, 50.0, 80.0)]
    percentiles = [one.percentile for one in found]
    assert (np.diff(percentiles) > 0).all()
    assert percentiles[2] == pytest.approx(50)
    assert [one.band for one in found] == [
        "lowest quarter",
        "second quarter",
        "third quarter",
        "highest quarter",
    ]


def test_a_score_with_a_large_error_says_less() -> None:
    sure, unsure = (benchmark(80.0, error, others=pool_of(30)).percentile for error in (1.0, 400.0))
    assert 50 < unsure < sure


def test_everybody_is_compared_with_the_others_only() -> None:
    values, errors = np.linspace(30, 70, 21), np.full(21, 4.0)
    found = left_out(values, errors)
    assert {one.k for one in found} == {20}
    assert found[0] == benchmark(30.0, 4.0, others=dersimonian_laird(values[1:], errors[1:]))


def test_borders_of_the_quarters() -> None:
    assert [band(value) for value in (0, 25, 99, 100)] == [
        "lowest quarter",
        "second quarter",
        "highest quarter",
        "highest quarter",
    ]


@pytest.mark.parametrize(
    ("percentile", "printed"), [(0.0, 5), (7.4, 5), (7.5, 10), (52.4, 50), (97.5, 95), (100.0, 95)]
)
def test_a_percentile_is_told_in_steps_of_five_and_never_as_the_end(percentile: float, printed: int) -> None:
    assert printed_percentile(percentile) == printed


@pytest.mark.parametrize(
    ("value", "low", "high", "half"),
    [(50, 46, 54, 4.0), (50, 45, 54, 4.5), (3, 0, 9, 6.0), (98, 90, 100, 8.0), (60, 60, 60, 0.5)],
    ids=["even", "uneven", "cut below", "cut above", "nothing left"],
)
def test_the_variance_behind_a_printed_interval(value: int, low: int, high: int, half: float) -> None:
    """Half of the interval over 1.96, squared; where the scale cut it, the other side."""
    assert variance_of_interval(value, low=low, high=high) == pytest.approx((half / 1.959964) ** 2, rel=1e-6)


@pytest.mark.parametrize(
    ("owners", "shown"),
    [("abcde", True), ("abcd", False), ("aabbc", True), ("aaabb", False), ("aaabbc", True), ("", False)],
)
def test_no_owner_group_is_most_of_a_published_benchmark(owners: str, shown: bool) -> None:
    assert publishable(list(owners)) is shown


@pytest.mark.parametrize(
    ("call", "rule"),
    [
        (lambda: dersimonian_laird([], []), "one value or more"),
        (lambda: dersimonian_laird([1.0, 2.0], [1.0]), "one variance for each"),
        (lambda: dersimonian_laird([1.0], [0.0]), "greater than 0"),
        (lambda: dersimonian_laird([np.nan], [1.0]), "known"),
        (lambda: efron_morris([1.0, 2.0, 3.0], variance=1.0), "four values"),
        (lambda: efron_morris([1.0, 2.0, 3.0, 4.0], variance=-1.0), "no negative variance"),
        (lambda: benchmark(np.nan, 1.0, others=pool_of(9)), "known score"),
        (lambda: benchmark(50.0, 0.0, others=pool_of(9)), "greater than 0"),
        (lambda: band(101), "between 0 and 100"),
        (lambda: variance_of_interval(40, low=50, high=60), "holds its value"),
    ],
)
def test_bad_input_is_refused_with_the_rule_in_words(call: Any, rule: str) -> None:
    with pytest.raises(ValueError, match=rule):
        call()
