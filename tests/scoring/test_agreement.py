"""Agreement within units and between them: cells by hand, published values, what holds for any answers."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from scoring.agreement import (
    NULL_VARIANCE,
    ad_limit,
    ad_mean,
    ad_median,
    agreement,
    icc,
    icc_of_scores,
    item_variances,
    null_variance,
    rwg,
    rwg_j,
    rwg_star,
    sample_from,
    strength,
    uniform_variance,
)
from scoring.critical import CRITICAL, CRITICAL_J, CRITICAL_N, critical_rwg, normal_critical_rwg
from scoring.intervals import Sample

SHROUT_FLEISS = [[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7]]
METHOD_TABLE = {
    1: (0.75, 0.58, 0.51, 0.40, 0.34, 0.22),
    3: (0.72, 0.59, 0.54, 0.46, 0.41, 0.31),
    15: (0.80, 0.72, 0.69, 0.62, 0.58, 0.48),
}

ratings = arrays(
    np.float64, st.tuples(st.integers(2, 12), st.integers(1, 6)), elements=st.integers(1, 5).map(float)
)


def test_full_agreement_is_one_and_polarized_answers_are_none() -> None:
    assert (rwg_j([0.0, 0.0]), rwg_j([6.4, 6.4]), rwg_star([4.0, 4.0])) == (1.0, 0.0, -1.0)


def test_chance_is_no_agreement() -> None:
    assert (rwg(uniform_variance(7), options=7), rwg_star([2.0, 2.0])) == (0.0, 0.0)


def test_a_skewed_null_asks_for_more() -> None:
    """s² = .67: 1 − .67/2 = .665, 1 − .67/1.34 = .5."""
    assert (rwg(0.67), rwg(0.67, expected=NULL_VARIANCE["slight"])) == pytest.approx((0.665, 0.5))


def test_one_item_is_the_scale_of_one_item() -> None:
    assert rwg_j([0.8]) == pytest.approx(rwg(0.8)) == pytest.approx(0.6)


def test_null_variances_of_five_options() -> None:
    assert pytest.approx(NULL_VARIANCE) == {"uniform": 2.0, "slight": 1.34, "moderate": 0.9, "heavy": 0.44}


@given(ratings)
def test_agreement_lies_between_none_and_full(table: np.ndarray) -> None:
    variances = item_variances(table)
    assert 0 <= rwg_j(variances) <= 1
    assert rwg_star(variances) <= 1
    assert 0 <= ad_mean(table) <= 2


@given(ratings, st.randoms(use_true_random=False))
def test_order_of_people_and_items_does_not_matter(table: np.ndarray, random: Any) -> None:
    people, items = list(range(len(table))), list(range(table.shape[1]))
    random.shuffle(people)
    random.shuffle(items)
    again = table[people][:, items]
    assert rwg_j(item_variances(again)) == pytest.approx(rwg_j(item_variances(table)))
    assert (ad_mean(again), ad_median(again)) == pytest.approx((ad_mean(table), ad_median(table)))


@given(ratings)
def test_turning_the_scale_around_changes_no_agreement(table: np.ndarray) -> None:
    assert item_variances(6 - table) == pytest.approx(item_variances(table))
    assert ad_mean(6 - table) == pytest.approx(ad_mean(table))


@given(ratings)
def test_deviation_about_the_median_is_the_smallest(table: np.ndarray) -> None:
    assert ad_median(table) <= ad_mean(table) + 1e-12


def test_a_missing_answer_takes_its_row_along() -> None:
    assert item_variances([[1, 5], [3, 3], [None, 4]]) == pytest.approx([2.0, 2.0])


def test_average_deviation_that_still_passes() -> None:
    assert ad_limit(5) == pytest.approx(0.83, abs=0.005)


@pytest.mark.parametrize(
    ("r", "band"),
    [(0.30, "none"), (0.31, "weak"), (0.70, "moderate"), (0.90, "strong"), (0.91, "very strong")],
)
def test_bands_of_agreement(r: float, band: str) -> None:
    assert strength(r) == band


def at_random(n: int, items: int, *, draws: int = 10_000) -> float:
    """95th percentile of r_wg(J) when n people tick one of five options of J items by lot."""
    rng = np.random.default_rng([1984, n, items])
    size = max(1, 4_000_000 // (n * items))
    means = np.concatenate(
        [
            rng.integers(1, 6, size=(min(size, draws - start), n, items)).var(axis=1, ddof=1).mean(axis=1)
            for start in range(0, draws, size)
        ]
    )
    left = np.minimum(means / uniform_variance(5), 1.0)
    return float(np.quantile(items * (1 - left) / (items * (1 - left) + left), 0.95))


@pytest.mark.parametrize("items", METHOD_TABLE)
def test_what_random_answers_reach(items: int) -> None:
    found = [critical_rwg(n, items) for n in (5, 8, 10, 15, 20, 40)]
    assert found == pytest.approx(METHOD_TABLE[items], abs=0.02)


@pytest.mark.parametrize(("n", "items"), [(5, 3), (12, 8), (30, 15), (7, 1)])
def test_the_table_is_what_the_simulation_gives(n: int, items: int) -> None:
    assert critical_rwg(n, items) == pytest.approx(at_random(n, items), abs=0.015)


@pytest.mark.parametrize(("n", "items"), [(11, 3), (25, 6), (50, 12)])
def test_between_its_knots_the_table_is_close(n: int, items: int) -> None:
    assert critical_rwg(n, items) == pytest.approx(at_random(n, items), abs=0.015)


@pytest.mark.parametrize(("n", "items"), [(150, 3), (400, 1), (10, 20), (200, 15)])
def test_beyond_the_table_it_is_close_too(n: int, items: int) -> None:
    assert critical_rwg(n, items) == pytest.approx(at_random(n, items, draws=4_000), abs=0.02)


def test_where_the_table_ends_the_formula_goes_on_from_it() -> None:
    for items, row in zip(CRITICAL_J, CRITICAL, strict=True):
        assert normal_critical_rwg(CRITICAL_N[-1], items) == pytest.approx(row[-1], abs=0.01)
    assert critical_rwg(150, 3) < critical_rwg(CRITICAL_N[-1], 3)
    assert critical_rwg(10, 20) > critical_rwg(10, CRITICAL_J[-1])


def test_random_answers_claim_agreement_seldom() -> None:
    """One in twenty at most, and fewer where .50 or the skewed null ask for more."""
    rng = np.random.default_rng(7)
    claims = [agreement(item_variances(rng.integers(1, 6, size=(6, 3))), n=6).claimed for _ in range(1000)]
    assert np.mean(claims) <= 0.06


def test_a_unit_that_agrees_may_speak_with_one_voice() -> None:
    rows = [[4, 4, 4], [4, 4, 5], [4, 5, 4], [4, 4, 4], [5, 4, 4], [4, 4, 4]]
    found = agreement(item_variances(rows), n=6)
    assert (found.claimed, found.polarized, found.strength) == (True, False, "very strong")


@pytest.mark.parametrize(
    ("variance", "n", "claimed"),
    [
        (0.60, 5, False),  # r = .70, but five random answers reach .75
        (0.60, 10, True),  # r = .70, ten reach .51; .55 under the skewed null
        (0.96, 40, False),  # r = .52, but .28 under the skewed null
        (1.02, 40, False),  # r = .49
    ],
)
def test_a_claim_needs_more_than_luck_and_more_than_a_leaning(variance: float, n: int, claimed: bool) -> None:
    assert agreement([variance], n=n).claimed is claimed


def test_a_unit_split_between_the_ends_is_polarized() -> None:
    found = agreement(item_variances([[1, 1], [1, 1], [1, 5], [5, 5], [5, 5], [5, 1]]), n=6)
    assert (found.r, found.claimed, found.polarized, found.strength) == (0.0, False, True, "none")


# --- Between units ------------------------------------------------------------------------------------


def test_intervals_of_shrout_and_fleiss() -> None:
    """psych::ICC prints −.133 to .723 for one rater and −.88 to .91 for four."""
    found = icc([sample_from(row) for row in SHROUT_FLEISS])
    assert found.interval() == pytest.approx((-0.133, 0.723), abs=0.001)
    assert found.interval2() == pytest.approx((-0.88, 0.91), abs=0.005)
    assert (found.f, found.df) == (pytest.approx(1.79, abs=0.01), (5, 18))


def test_units_that_differ_less_than_people_are_printed_as_zero() -> None:
    """Means of (1, 3) and (3, 1) are equal: MSB = 0, ICC(1) = −1 / (k − 1), ICC(2) without bound."""
    found = icc_of_scores([1, 3, 3, 1], ["a", "a", "b", "b"])
    assert (found.icc1, found.icc2, found.shown, found.p) == (-1.0, -np.inf, (0.0, 0.0), 1.0)


def test_units_without_spread_within_are_told_apart_for_certain() -> None:
    found = icc_of_scores([1, 1, 5, 5], ["a", "a", "b", "b"])
    assert (found.icc1, found.icc2, found.f, found.p) == (1.0, 1.0, np.inf, 0.0)
    assert found.interval() == (1.0, 1.0)


def test_size_of_unequal_groups_by_either_convention() -> None:
    """Sizes 2, 4, 6: mean 4; n₀ = (12 − 56/12) / 2 = 3.667."""
    samples = [Sample(n, m, 4.0) for n, m in ((2, 50.0), (4, 55.0), (6, 60.0))]
    assert (icc(samples).size, icc(samples, size="n0").size) == pytest.approx((4.0, 11 / 3))


def test_equal_groups_have_one_size() -> None:
    samples = [Sample(5, m, 9.0) for m in (40.0, 50.0, 60.0)]
    assert icc(samples).size == pytest.approx(icc(samples, size="n0").size) == 5


@given(st.lists(st.tuples(st.integers(1, 9), st.floats(0, 100), st.floats(0.1, 400)), min_size=2, max_size=8))
def test_bounds_of_the_intraclass_correlation(groups: list[tuple[int, float, float]]) -> None:
    samples = [Sample(n + 1, mean, variance) for n, mean, variance in groups]
    for size in ("mean", "n0"):
        found = icc(samples, size=size)
        assert -1 / (found.size - 1) - 1e-9 <= found.icc1 <= 1
        assert found.icc2 <= 1
        assert 0 <= found.p <= 1


@given(st.lists(st.integers(0, 100), min_size=8, max_size=8, unique=True))
def test_a_score_moved_and_stretched_has_the_same_correlation(scores: list[int]) -> None:
    groups = list("aaabbbcc")
    one = icc_of_scores(scores, groups)
    other = icc_of_scores([3 * score + 7 for score in scores], groups)
    assert other.icc1 == pytest.approx(one.icc1)


def test_a_missing_score_is_no_score() -> None:
    one = icc_of_scores([1, 2, None, 4, 6], list("aabbb"))
    assert one.icc1 == icc_of_scores([1, 2, 4, 6], list("aabb")).icc1


@pytest.mark.parametrize(
    ("call", "rule"),
    [
        (lambda: rwg_j([]), "one variance or more"),
        (lambda: rwg_j([0.5, np.nan]), "negative or missing"),
        (lambda: rwg(-1.0), "negative or missing"),
        (lambda: rwg(1.0, options=1), "two options"),
        (lambda: rwg(1.0, expected=0.0), "greater than 0"),
        (lambda: null_variance([0.5, 0.4]), "sum to 1"),
        (lambda: item_variances([[1, 2], [None, 3]]), "two complete rows"),
        (lambda: ad_mean([[None, 3]]), "a complete row"),
        (lambda: ad_limit(1), "two options"),
        (lambda: strength(1.2), "between 0 and 1"),
        (lambda: critical_rwg(1, 3), "two people"),
        (lambda: critical_rwg(5, 0), "one item"),
        (lambda: icc([Sample(5, 1.0, 1.0)]), "two groups"),
        (lambda: icc([Sample(1, 1.0, 0.0), Sample(1, 2.0, 0.0)]), "two or more"),
        (lambda: icc([Sample(3, 1.0, 0.0), Sample(3, 1.0, 0.0)]), "vary"),
        (lambda: icc_of_scores([1.0], ["a", "b"]), "one group"),
    ],
)
def test_bad_input_is_refused_with_the_rule_in_words(call: Any, rule: str) -> None:
    with pytest.raises(ValueError, match=rule):
        call()
