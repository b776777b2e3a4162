"""Weights to known margins: raking, trimming, and what weights cost."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.intervals import poststratification_weights
from scoring.weighting import (
    companion_needed,
    design_effect,
    effective_size,
    rake,
    rake_table,
    trimmed,
    weighted_mean,
    weighted_standard_error,
)

positive = st.lists(st.floats(0.01, 1000), min_size=1, max_size=40)


def test_one_margin_is_post_stratification() -> None:
    codes = [0] * 20 + [1] * 50 + [2] * 30
    found = rake([codes], [[80, 60, 160]], trim=None)
    expected = poststratification_weights([20, 50, 30], [80, 60, 160])
    assert found.weights[[0, 20, 70]] == pytest.approx(expected)
    assert (found.converged, found.trimmed) == (True, 0)


def test_both_margins_are_met() -> None:
    functions, levels = [0, 0, 0, 1, 1, 1, 1, 1], [0, 1, 1, 0, 0, 0, 1, 1]
    found = rake([functions, levels], [[40, 60], [25, 75]])
    assert np.bincount(functions, weights=found.weights) == pytest.approx([40, 60])
    assert np.bincount(levels, weights=found.weights) == pytest.approx([25, 75])
    assert found.converged


def test_raking_a_table_keeps_what_its_cells_have_to_do_with_one_another() -> None:
    """The odds ratio of the counts, 10·40 / (20·30), is the one of the fitted totals."""
    fitted = rake_table([[10, 20], [30, 40]], [[50, 50], [40, 60]])
    assert fitted.sum(axis=1) == pytest.approx([50, 50])
    assert fitted.sum(axis=0) == pytest.approx([40, 60])
    assert fitted[0, 0] * fitted[1, 1] / (fitted[0, 1] * fitted[1, 0]) == pytest.approx(2 / 3)


def test_independent_margins_of_an_even_table_multiply() -> None:
    assert rake_table(np.ones((2, 2)), [[30, 70], [60, 40]]) == pytest.approx(np.array([[18, 12], [42, 28]]))


def test_an_empty_cell_stays_empty() -> None:
    fitted = rake_table([[10, 0], [5, 5]], [[30, 30], [40, 20]])
    assert (fitted[0, 1], fitted.sum()) == (0, pytest.approx(60))


def test_shares_and_headcounts_are_both_targets() -> None:
    codes = [[0, 0, 1, 1], [0, 1, 0, 1]]
    found = rake(codes, [[30, 70], [0.5, 0.5]])
    assert np.bincount(codes[1], weights=found.weights) == pytest.approx([50, 50])


def test_nobody_counts_more_than_five_times_or_less_than_a_fifth() -> None:
    codes = [0] + [1] * 99
    found = rake([codes], [[50, 50]])
    mean = found.weights.mean()
    assert found.weights.max() == pytest.approx(5 * mean)
    assert (found.converged, found.trimmed, found.weights.sum()) == (False, 1, pytest.approx(100))


@given(
    st.lists(st.tuples(st.integers(0, 2), st.integers(0, 2)), min_size=9, max_size=60), st.integers(0, 2**31)
)
@settings(deadline=None, max_examples=50)
def test_weights_stay_in_bounds_and_keep_the_total(people: list[tuple[int, int]], seed: int) -> None:
    rows = np.array([*people, *((a, b) for a in range(3) for b in range(3))])
    targets = np.random.default_rng(seed).integers(1, 100, size=(2, 3))
    found = rake(list(rows.T), list(targets))
    mean = found.weights.mean()
    assert found.weights.sum() == pytest.approx(targets[0].sum())
    assert found.weights.min() >= mean / 5 * (1 - 1e-9)
    assert found.weights.max() <= mean * 5 * (1 + 1e-9)
    assert found.converged == (found.error < 1e-9)


def test_trimming_in_every_round_comes_nearer_to_the_margins() -> None:
    """Than trimming once, after raking; over sixty seeded samples with a function of few."""
    rng = np.random.default_rng(6)
    nearer = []
    for _ in range(60):
        functions, levels = (
            rng.choice(4, 120, p=[0.05, 0.15, 0.3, 0.5]),
            rng.choice(3, 120, p=[0.1, 0.3, 0.6]),
        )
        functions[:4], levels[:3] = range(4), range(3)
        codes, targets = [functions, levels], [rng.dirichlet([3] * 4), rng.dirichlet([3] * 3)]
        found, afterwards = rake(codes, targets), trimmed(rake(codes, targets, trim=None).weights)
        if found.trimmed:
            error = max(
                np.abs(np.bincount(code, weights=afterwards) - target).max()
                for code, target in zip(codes, targets, strict=True)
            )
            nearer.append(found.error < error - 1e-9)
    assert np.mean(nearer) > 0.6


def test_weights_that_meet_the_margins_are_trimmed_nevertheless() -> None:
    found = rake([[0] * 12], [[100]], base=[89.0] + [1.0] * 11)
    assert (found.weights.max(), found.trimmed) == (pytest.approx(5 * 100 / 12), 1)


def test_people_of_one_cell_weigh_the_same_in_any_order() -> None:
    codes = np.array([[0, 1, 0, 1, 1, 0], [0, 0, 1, 1, 0, 0]])
    order = [5, 3, 1, 0, 2, 4]
    one, other = rake(list(codes), [[4, 6], [7, 3]]), rake(list(codes[:, order]), [[4, 6], [7, 3]])
    assert other.weights == pytest.approx(one.weights[order])
    assert one.weights[0] == pytest.approx(one.weights[5])


def test_raking_starts_from_what_people_weigh_already() -> None:
    codes = [0, 0, 1, 1]
    found = rake([codes], [[10, 10]], base=[1, 3, 1, 1])
    assert found.weights == pytest.approx([2.5, 7.5, 5, 5])


@given(positive)
def test_trimming_keeps_the_sum_and_the_order(weights: list[float]) -> None:
    found = trimmed(weights)
    assert found.sum() == pytest.approx(sum(weights))
    assert found.max() <= 5 * found.mean() * (1 + 1e-9)
    assert found.min() >= found.mean() / 5 * (1 - 1e-9)
    assert (np.diff(found[np.argsort(weights, kind="stable")]) >= -1e-9).all()


@given(positive)
def test_weights_cost_answers(weights: list[float]) -> None:
    assert 1 - 1e-9 <= effective_size(weights) <= len(weights) + 1e-9
    assert design_effect(weights) >= 1 - 1e-9


def test_effective_size_by_hand() -> None:
    """(1 + 1 + 2)² / (1 + 1 + 4)."""
    assert effective_size([1, 1, 2]) == pytest.approx(16 / 6)
    assert design_effect([3.0] * 7) == pytest.approx(1)


def test_a_missing_value_takes_its_weight_along() -> None:
    assert weighted_mean([1, np.nan, 4], [1, 100, 2]) == pytest.approx(3)


def test_equal_weights_have_the_error_of_a_plain_mean() -> None:
    values = [3.0, 5.0, 8.0, 1.0]
    assert weighted_standard_error(values, [2.0] * 4) == pytest.approx(np.std(values, ddof=1) / 2)


def test_large_departments_that_see_it_differently() -> None:
    assert [companion_needed(50, other) for other in (55, 45, 54.9)] == [True, True, False]


@pytest.mark.parametrize(
    ("call", "rule"),
    [
        (lambda: rake([], []), "each margin"),
        (lambda: rake([[0, 1]], [[1, 0]]), "are the same"),
        (lambda: rake([[0, 0]], [[1, 1]]), "are the same"),
        (lambda: rake([[0, 2]], [[1, 1]]), "every category a target"),
        (lambda: rake([[0]], [[-1]]), "not negative"),
        (lambda: rake([[0]], [[1]], base=[0.0]), "greater than 0"),
        (lambda: rake([[0, 1, 1]], [[8, 1]], trim=(2.0, 5.0)), "enclose 1"),
        (lambda: trimmed([1.0, 0.0]), "greater than 0"),
        (lambda: weighted_mean([1.0], [0.0]), "not all 0"),
        (lambda: weighted_standard_error([1.0], [1.0]), "two values"),
        (lambda: effective_size([0.0]), "not all 0"),
    ],
)
def test_bad_input_is_refused_with_the_rule_in_words(call: Any, rule: str) -> None:
    with pytest.raises(ValueError, match=rule):
        call()
