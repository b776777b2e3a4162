"""Reliability of scales and of the one map: published values, and what holds for any answers."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from scoring.factors import correlations, cronbach_alpha, omega_ml, one_factor
from scoring.reliability import (
    alpha,
    feldt_interval,
    item_covariances,
    krippendorff_alpha,
    krippendorff_of_counts,
    map_reading,
    omega,
    published_reliability,
    reliability_of,
    standardized_alpha,
    stepped_up,
)

ABILITY = np.array(
    [
        [24.641, 5.991, 33.520, 6.023, 20.755, 29.701],
        [5.991, 6.700, 18.137, 1.782, 4.936, 7.204],
        [33.520, 18.137, 149.831, 19.424, 31.430, 50.753],
        [6.023, 1.782, 19.424, 12.711, 4.757, 9.075],
        [20.755, 4.936, 31.430, 4.757, 52.604, 66.762],
        [29.701, 7.204, 50.753, 9.075, 66.762, 135.292],
    ]
)
"""Six ability tests of 112 people (Smith & Stanley 1983); R `datasets::ability.cov`."""


def one_factor_covariance(loadings: list[float], unique: list[float]) -> np.ndarray:
    return np.outer(loadings, loadings) + np.diag(unique)


def test_one_factor_of_the_ability_tests() -> None:
    """Uniquenesses and loadings printed by R's factanal(factors = 1, covmat = ability.cov)."""
    loadings, unique = one_factor(ABILITY)
    variances = np.diag(ABILITY)
    assert unique / variances == pytest.approx([0.535, 0.853, 0.748, 0.910, 0.232, 0.280], abs=6e-4)
    assert loadings / np.sqrt(variances) == pytest.approx(
        [0.682, 0.384, 0.502, 0.300, 0.877, 0.849], abs=6e-4
    )


def test_a_scale_of_one_factor_has_the_reliability_it_was_made_with() -> None:
    """λ = .5 .6 .7 .8 and θ = .4 .3 .5 .2: 2.6² / (2.6² + 1.4)."""
    made = one_factor_covariance([0.5, 0.6, 0.7, 0.8], [0.4, 0.3, 0.5, 0.2])
    found = reliability_of(made, n=100)
    assert (found.value, found.method) == (pytest.approx(6.76 / 8.16, abs=1e-6), "omega")


@settings(deadline=None)
@given(
    st.lists(st.floats(0.4, 1.5), min_size=3, max_size=8),
    st.lists(st.floats(0.3, 2.0), min_size=8, max_size=8),
)
def test_omega_is_recovered_and_never_below_alpha(loadings: list[float], unique: list[float]) -> None:
    made = one_factor_covariance(loadings, unique[: len(loadings)])
    common = sum(loadings) ** 2
    expected = common / (common + sum(unique[: len(loadings)]))
    found = reliability_of(made, n=60)
    assert found.value == pytest.approx(expected, abs=1e-4)
    assert found.value >= cronbach_alpha(made) - 1e-6


def test_items_turned_against_the_factor_lower_omega() -> None:
    made = one_factor_covariance([0.8, 0.8, 0.8, -0.3], [0.36, 0.36, 0.36, 0.91])
    assert omega_ml(made) == pytest.approx(2.1**2 / (2.1**2 + 1.99), abs=1e-5)


@pytest.mark.parametrize(
    "improper",
    [
        # The first item goes with the others beyond what one factor leaves room for (.8 × .8 / .5 > 1).
        [[1, 0.8, 0.8, 0.2], [0.8, 1, 0.5, 0.1], [0.8, 0.5, 1, 0.1], [0.2, 0.1, 0.1, 1]],
        # An item that does not vary.
        [[1, 0.5, 0.5, 0], [0.5, 1, 0.5, 0], [0.5, 0.5, 1, 0], [0, 0, 0, 0]],
        # Two items that are the same.
        [[1, 1, 0.5, 0.5], [1, 1, 0.5, 0.5], [0.5, 0.5, 1, 0.5], [0.5, 0.5, 0.5, 1]],
    ],
)
def test_alpha_stands_in_where_one_factor_has_no_proper_solution(improper: list[list[float]]) -> None:
    found = reliability_of(improper, n=80)
    assert (found.method, found.value) == ("alpha", cronbach_alpha(np.array(improper, dtype=float)))


def test_two_items_go_by_spearman_and_brown() -> None:
    found = reliability_of([[4.0, 1.0], [1.0, 1.0]], n=40)
    assert (found.method, found.value) == ("spearman-brown", pytest.approx(2 * 0.5 / 1.5))


def test_alpha_of_items_that_disagree_is_negative() -> None:
    assert alpha([[1, 5], [2, 4], [4, 1], [5, 3]]).value < 0


def test_pairwise_covariances_keep_everybody() -> None:
    """psych::alpha(use = "pairwise") counts whom listwise deletion leaves out."""
    rows = [[1, 2, 3], [2, 2, None], [4, 5, 4], [3, None, 2], [5, 4, 5]]
    assert (item_covariances(rows)[1], item_covariances(rows, missing="pairwise")[1]) == (3, 5)
    assert item_covariances(rows, missing="pairwise")[0][0, 1] == pytest.approx(
        np.cov([1, 2, 4, 5], [2, 2, 5, 4])[0, 1]
    )


def test_without_missing_answers_both_ways_are_one() -> None:
    rows = np.random.default_rng(3).integers(1, 6, size=(20, 4))
    assert item_covariances(rows, missing="pairwise")[0] == pytest.approx(item_covariances(rows)[0])


def test_items_of_equal_variance_need_no_standardizing() -> None:
    matrix = np.full((4, 4), 0.3) + 0.7 * np.eye(4)
    assert standardized_alpha(4 * matrix) == pytest.approx(cronbach_alpha(matrix))
    assert correlations(4 * matrix) == pytest.approx(matrix)


def test_feldt_interval_narrows_with_people_and_holds_alpha() -> None:
    few, many = feldt_interval(0.7, n=20, items=3), feldt_interval(0.7, n=400, items=3)
    assert few[0] < many[0] < 0.7 < many[1] < few[1]


def test_feldt_interval_covers_what_it_says() -> None:
    """True α of three parallel items with r = .4 is .667; 95% of 1,000 samples of thirty."""
    rng = np.random.default_rng(11)
    root = np.linalg.cholesky(np.full((3, 3), 0.4) + 0.6 * np.eye(3))
    samples = [alpha(rng.standard_normal((30, 3)) @ root.T) for _ in range(1000)]
    assert np.mean([one.low <= 2 / 3 <= one.high for one in samples]) == pytest.approx(0.95, abs=0.02)


def test_fewer_than_fifty_rows_are_not_estimated() -> None:
    rows = np.random.default_rng(5).integers(1, 6, size=(60, 3)) + np.arange(60)[:, None] % 5
    covariance, n = item_covariances(rows)
    assert published_reliability(covariance, n=n) == omega(rows)
    assert (published_reliability(covariance, n=49), published_reliability(0 * covariance, n=60)) == (
        None,
        None,
    )


def test_a_test_twice_as_long_and_back() -> None:
    assert stepped_up(0.6) == pytest.approx(0.75)
    assert stepped_up(stepped_up(0.6, lengths=5), lengths=1 / 5) == pytest.approx(0.6)


# --- One map --------------------------------------------------------------------------------------------


def test_krippendorff_of_two_coders_by_hand() -> None:
    """Krippendorff (2011), example A: ten units, binary, 6 of 10 agree; α = .095."""
    coders = [[0, 1, 0, 0, 0, 0, 0, 0, 1, 0], [1, 1, 1, 0, 0, 1, 0, 0, 0, 0]]
    assert krippendorff_alpha(coders) == pytest.approx(0.095, abs=0.0005)


def test_krippendorff_of_nominal_texts() -> None:
    """Krippendorff (2011), example B: twelve units, five values; α = .692."""
    assert krippendorff_alpha([list("aabbdcccedda"), list("babbbccceddd")]) == pytest.approx(
        0.692, abs=0.0005
    )


def test_full_agreement_is_one_at_every_level() -> None:
    levels = ("nominal", "ordinal", "interval", "ratio")
    assert [krippendorff_alpha([[1, 2, 3], [1, 2, 3]], level=level) for level in levels] == [1.0] * 4


votes = arrays(np.int64, st.tuples(st.integers(2, 8), st.integers(2, 6)), elements=st.integers(0, 9))


@given(votes)
def test_the_map_does_not_depend_on_the_order_of_stages_or_owners(counts: np.ndarray) -> None:
    assume(_defined(counts))
    assert krippendorff_of_counts(counts[::-1, ::-1]) == pytest.approx(krippendorff_of_counts(counts))
    assert krippendorff_of_counts(counts) <= 1


@given(votes)
def test_votes_counted_or_listed_give_the_same(counts: np.ndarray) -> None:
    assume(_defined(counts))
    listed = [[value for value, times in enumerate(row) for _ in range(times)] for row in counts]
    longest = max(map(len, listed))
    coders = [[row[at] if at < len(row) else None for row in listed] for at in range(longest)]
    assert krippendorff_alpha(coders) == pytest.approx(krippendorff_of_counts(counts))


def test_interval_distances_do_not_mind_another_unit() -> None:
    coders = [[1, 2, 3, 3, 5], [1, 2, 4, 3, 4]]
    moved = [[10 * value + 3 for value in row] for row in coders]
    assert krippendorff_alpha(moved, level="interval") == pytest.approx(
        krippendorff_alpha(coders, level="interval")
    )


@pytest.mark.parametrize(
    ("value", "reading"), [(0.80, "firm"), (0.79, "tentative"), (0.667, "tentative"), (0.66, "none")]
)
def test_reading_of_the_map(value: float, reading: str) -> None:
    assert map_reading(value) == reading


@pytest.mark.parametrize(
    ("call", "rule"),
    [
        (lambda: alpha([[1], [2], [3]]), "two items"),
        (lambda: alpha([[1, 2], [None, 2]]), "two complete rows"),
        (lambda: alpha([[3, 3], [3, 3]]), "sum varies"),
        (
            lambda: item_covariances([[1, None], [None, 2], [3, None]], missing="pairwise"),
            "who answered both",
        ),
        (lambda: feldt_interval(0.5, n=1, items=3), "two people"),
        (lambda: feldt_interval(1.5, n=9, items=3), "at most 1"),
        (lambda: omega_ml([[1.0, 0.5], [0.5, 1.0]]), "three items"),
        (lambda: correlations([[0.0, 0.0], [0.0, 1.0]]), "items that vary"),
        (lambda: stepped_up(0.5, lengths=0), "positive length"),
        (lambda: krippendorff_alpha([[1, None], [None, 2]]), "two judgments"),
        (lambda: krippendorff_alpha([[1, 1], [1, 1]]), "two values that differ"),
        (lambda: krippendorff_alpha([[None, None]]), "two judgments"),
        (lambda: krippendorff_alpha([[-1, 2], [1, 2]], level="ratio"), "not negative"),
        (lambda: krippendorff_alpha([1, 2]), "coders by units"),  # type: ignore[list-item]
        (lambda: krippendorff_of_counts([[2, 1]], level="interval"), "need the values"),
        (lambda: krippendorff_of_counts([[2, -1]]), "none negative"),
    ],
)
def test_bad_input_is_refused_with_the_rule_in_words(call: Any, rule: str) -> None:
    with pytest.raises(ValueError, match=rule):
        call()


def _defined(counts: np.ndarray) -> bool:
    judged = counts[counts.sum(axis=1) >= 2]
    return bool((judged.sum(axis=0) > 0).sum() >= 2)
