"""Statistics against scipy's, or against their definition written out, over data of any size, ties and ends.

The vector file holds single published values; here the same functions meet whatever hypothesis thinks of.
"""

from __future__ import annotations

from itertools import combinations
from math import sqrt
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy import stats
from scipy.special import gamma

from scoring.agreement import ad_mean, ad_median, icc_of_scores, item_variances, rwg_j, rwg_star, sample_from
from scoring.benchmarks import dersimonian_laird
from scoring.constructs import cronbach_alpha, pooled_variance
from scoring.drivers import relative_weights, variance_inflation
from scoring.gaps import benjamini_hochberg, contrast, hedges_g, small_sample_factor, welch
from scoring.intervals import (
    Sample,
    assumed_reliability_of,
    moderated,
    share_interval,
    stratified_mean,
    unit_estimate,
    wilson,
)
from scoring.ownership import effective_number, entropy_bits
from scoring.reliability import krippendorff_alpha, stepped_up
from scoring.resampling import bootstrap, rescaled_weights
from scoring.weighting import effective_size, weighted_mean, weighted_standard_error

POINTS = st.integers(0, 60).map(lambda at: at / 6 * 10)
"""Scores of 0–100 as three-item scales give them, with many ties."""


def scores(least: int = 2, most: int = 25) -> Any:
    return st.lists(POINTS, min_size=least, max_size=most)


def near(value: Any) -> Any:
    return pytest.approx(value, rel=1e-9, abs=1e-9)


# --- Comparisons of means ---------------------------------------------------------------------------------


@given(x=scores(), y=scores())
def test_welch_is_scipys(x: list[float], y: list[float]) -> None:
    assume(np.ptp(x) > 0 and np.ptp(y) > 0)
    found, wanted = welch(sample_from(x), sample_from(y)), stats.ttest_ind(x, y, equal_var=False)
    assert (found.points / found.se, found.df, found.p) == near((wanted.statistic, wanted.df, wanted.pvalue))
    for confidence in (0.80, 0.90, 0.95):
        interval = wanted.confidence_interval(confidence)
        assert found.interval(confidence) == near((interval.low, interval.high))


@given(x=scores(3), y=scores(3), points=st.sampled_from([5.0, 10.0, 20.0]))
def test_within_is_two_one_sided_tests(x: list[float], y: list[float], points: float) -> None:
    assume(np.ptp(x) > 0 and np.ptp(y) > 0)
    found = welch(sample_from(x), sample_from(y))
    lower = stats.ttest_ind(np.add(x, points), y, equal_var=False, alternative="greater").pvalue
    upper = stats.ttest_ind(np.subtract(x, points), y, equal_var=False, alternative="less").pvalue
    assume(abs(max(lower, upper) - 0.05) > 1e-9)
    assert found.within(points) == (max(lower, upper) < 0.05)


@given(groups=st.lists(scores(), min_size=2, max_size=6))
def test_a_unit_against_the_mean_of_the_others_by_definition(groups: list[list[float]]) -> None:
    """D = ȳ₁ − mean of the others' ȳ; SE² = s₁²/n₁ + Σ s²/n / (U − 1)²; Satterthwaite's df."""
    assume(sum(map(np.var, groups)) > 0)
    others = len(groups) - 1
    parts = [np.var(g, ddof=1) / len(g) / (1 if at == 0 else others**2) for at, g in enumerate(groups)]
    found = contrast([sample_from(g) for g in groups], weights=[1.0, *[-1 / others] * others])
    assert found.points == near(np.mean(groups[0]) - np.mean([np.mean(g) for g in groups[1:]]))
    assert found.se == near(sqrt(sum(parts)))
    df = sum(parts) ** 2 / sum(part**2 / (len(g) - 1) for part, g in zip(parts, groups, strict=True))
    assert found.df == near(df)


@given(x=scores(3), y=scores(3))
def test_hedges_g_by_definition(x: list[float], y: list[float]) -> None:
    samples, m = [sample_from(x), sample_from(y)], len(x) + len(y) - 2
    pooled = ((len(x) - 1) * np.var(x, ddof=1) + (len(y) - 1) * np.var(y, ddof=1)) / m
    assume(pooled > 0)
    exact = gamma(m / 2) / (sqrt(m / 2) * gamma((m - 1) / 2))
    assert small_sample_factor(m) == near(exact)
    assert small_sample_factor(m) == pytest.approx(1 - 3 / (4 * m - 1), abs=0.02)
    points = float(np.mean(x) - np.mean(y))
    found = hedges_g(points, variance=pooled_variance(samples), df=m)
    assert found == near(exact * points / sqrt(pooled))


@given(p=st.lists(st.floats(0, 1) | st.sampled_from([0.0, 0.01, 0.05, 1.0]), min_size=1, max_size=40))
def test_false_discovery_is_scipys(p: list[float]) -> None:
    assert benjamini_hochberg(p) == near(stats.false_discovery_control(p, method="bh").tolist())


# --- Intervals --------------------------------------------------------------------------------------------


@given(n=st.integers(1, 400), data=st.data(), confidence=st.sampled_from([0.8, 0.9, 0.95, 0.99]))
def test_wilson_is_scipys(n: int, data: st.DataObject, confidence: float) -> None:
    hits = data.draw(st.integers(0, n))
    wanted = stats.binomtest(hits, n).proportion_ci(confidence, method="wilson")
    assert wilson(hits, n, confidence=confidence) == near((wanted.low, wanted.high))


@given(n=st.integers(1, 60), missing=st.integers(0, 60), data=st.data())
def test_a_share_of_a_group_counts_as_more_answers(n: int, missing: int, data: st.DataObject) -> None:
    """n_eff = n / (1 − f·.75): four times as many where everybody answered."""
    hits = data.draw(st.integers(0, n))
    effective = n / (1 - n / (n + missing) * 0.75)
    assert share_interval(hits, n, headcount=n + missing) == near(wilson(hits / n * effective, effective))
    assert share_interval(hits, n, headcount=0) == near(wilson(hits, n))


@given(x=scores(10), headcount=st.integers(10, 80), rho=st.sampled_from([0.0, 0.4, 0.6, 0.8, 1.0]))
def test_the_interval_of_a_unit_by_definition(x: list[float], headcount: int, rho: float) -> None:
    assume(np.var(x) > 0)
    share = min(1.0, len(x) / headcount)
    se = sqrt(np.var(x, ddof=1) / len(x) * (1 - share * rho))
    found = unit_estimate(sample_from(x), headcount=headcount, reliability=rho, pooled_variance=99.0)
    assert (found.se, found.df) == near((se, len(x) - 1))
    low, high = stats.t.interval(0.95, len(x) - 1, loc=np.mean(x), scale=max(se, 1e-300))
    assert (found.low, found.high) == near((max(0.0, low), min(100.0, high)))


@given(x=scores(2, 9), pooled=st.floats(1, 900))
def test_a_small_unit_is_drawn_to_the_others(x: list[float], pooled: float) -> None:
    variance = np.var(x, ddof=1)
    wanted = (4 * pooled + (len(x) - 1) * variance) / (len(x) + 3)
    assert moderated(sample_from(x), pooled_variance=pooled) == near((wanted, len(x) + 3))


@given(x=scores(2, 15))
def test_a_unit_alone_is_as_sure_as_its_own_answers_make_it(x: list[float]) -> None:
    assert moderated(sample_from(x), pooled_variance=None) == near((np.var(x, ddof=1), len(x) - 1))
    found = unit_estimate(sample_from(x), headcount=0, reliability=0.6, pooled_variance=None)
    assume(found.se > 0)
    low, high = stats.t.interval(0.95, len(x) - 1, loc=np.mean(x), scale=stats.sem(x))
    assert (found.low, found.high) == near((max(0.0, low), min(100.0, high)))


def test_a_single_answer_alone_has_no_interval() -> None:
    with pytest.raises(ValueError, match="two where there is no other unit"):
        unit_estimate(Sample(1, 50.0, 0.0), headcount=1, reliability=0.6, pooled_variance=None)


def test_fewer_items_are_assumed_to_be_less_reliable() -> None:
    assert [assumed_reliability_of(items) for items in (1, 2, 3, 8)] == near([1 / 3, 0.5, 0.6, 0.6])
    assert [assumed_reliability_of(items) for items in (1, 2)] == near(
        [stepped_up(0.6, lengths=items / 3) for items in (1, 2)]
    )
    with pytest.raises(ValueError, match="one item or more"):
        assumed_reliability_of(0)


@given(strata=st.lists(st.tuples(scores(2, 12), st.integers(0, 30)), min_size=1, max_size=6))
def test_a_stratified_mean_by_definition(strata: list[tuple[list[float], int]]) -> None:
    sizes = [len(x) + more for x, more in strata]
    total = sum(sizes)
    mean = sum(size / total * np.mean(x) for (x, _), size in zip(strata, sizes, strict=True))
    variance = sum(
        (size / total) ** 2 * (1 - len(x) / size) * np.var(x, ddof=1) / len(x)
        for (x, _), size in zip(strata, sizes, strict=True)
    )
    found = stratified_mean([sample_from(x) for x, _ in strata], weights=sizes, headcounts=sizes)
    assert (found.mean, found.se) == near((mean, sqrt(variance)))
    assert found.df == sum(len(x) for x, _ in strata) - len(strata)


@given(x=scores(2, 20), data=st.data())
def test_a_weighted_mean_is_numpys(x: list[float], data: st.DataObject) -> None:
    w = data.draw(st.lists(st.integers(1, 9), min_size=len(x), max_size=len(x)))
    assert weighted_mean(x, w) == near(np.average(x, weights=w))
    assert effective_size(w) == near(sum(w) ** 2 / np.square(w).sum())
    # Equal weights of any size are none.
    assert weighted_standard_error(x, [w[0]] * len(x)) == near(stats.sem(x))


# --- Agreement and reliability ----------------------------------------------------------------------------


@given(groups=st.lists(scores(1, 12), min_size=2, max_size=6))
def test_analysis_of_variance_is_scipys(groups: list[list[float]]) -> None:
    assume(sum(map(len, groups)) > len(groups) and sum(map(np.var, groups)) > 0)
    values = [x for group in groups for x in group]
    found = icc_of_scores(values, [at for at, group in enumerate(groups) for _ in group])
    wanted = stats.f_oneway(*groups)
    assume(np.isfinite(wanted.pvalue))
    # scipy sums squares first and so loses digits where groups hardly differ.
    assert (found.f, found.p) == pytest.approx((wanted.statistic, wanted.pvalue), rel=1e-6, abs=1e-6)


RATINGS = st.tuples(st.integers(2, 12), st.integers(1, 8), st.sampled_from([4, 5, 7]), st.integers(0, 10**6))


@given(table=RATINGS)
def test_agreement_by_definition_on_any_scale(table: tuple[int, int, int, int]) -> None:
    n, items, options, seed = table
    x = np.random.default_rng(seed).integers(1, options + 1, size=(n, items))
    left = x.var(axis=0, ddof=1).mean() / ((options**2 - 1) / 12)
    variances = item_variances(x)
    assert rwg_star(variances, options=options) == near(1 - left)
    wanted = 0.0 if left > 1 else items * (1 - left) / (items * (1 - left) + left)
    assert rwg_j(variances, options=options) == near(wanted)
    # R's `multilevel` writes the same differently: J·(1 − q) / (J·(1 − q) + q) with q the ratio of variances.
    assert ad_mean(x) == near(np.mean([np.abs(c - c.mean()).mean() for c in x.T]))
    assert ad_median(x) == near(np.mean([np.abs(c - np.median(c)).mean() for c in x.T]))


@given(table=RATINGS)
def test_alpha_by_definition(table: tuple[int, int, int, int]) -> None:
    n, items, options, seed = table
    x = np.random.default_rng(seed).integers(1, options + 1, size=(n + 1, items + 1))
    total = x.sum(axis=1).var(ddof=1)
    assume(total > 0)
    j = items + 1
    wanted = j / (j - 1) * (1 - x.var(axis=0, ddof=1).sum() / total)
    assert cronbach_alpha(np.cov(x.T)) == near(wanted)


@given(
    shape=st.tuples(st.integers(2, 5), st.integers(1, 8)),
    seed=st.integers(0, 10**6),
    level=st.sampled_from(["nominal", "interval", "ratio"]),
)
def test_krippendorff_by_definition(shape: tuple[int, int], seed: int, level: Any) -> None:
    """1 − observed / expected disagreement over all pairs of values, within units and altogether."""
    rng = np.random.default_rng(seed)
    table = rng.integers(1, 6, size=shape).astype(float)
    table[rng.random(shape) < 0.25] = np.nan
    units = [unit[~np.isnan(unit)] for unit in table.T]
    units = [unit for unit in units if len(unit) > 1]
    values = np.concatenate([*units, []])
    assume(len(set(values)) > 1)
    within = sum(2 * sum(_apart(a, b, level) for a, b in combinations(u, 2)) / (len(u) - 1) for u in units)
    among = 2 * sum(_apart(a, b, level) for a, b in combinations(values, 2)) / (len(values) - 1)
    assert krippendorff_alpha(table, level=level) == near(1 - within / among)


def _apart(one: float, other: float, level: str) -> float:
    if level == "nominal":
        return float(one != other)
    return (one - other) ** 2 / (1 if level == "interval" else (one + other) ** 2)


@given(votes=st.lists(st.integers(0, 20), min_size=2, max_size=12))
def test_entropy_is_scipys(votes: list[int]) -> None:
    assume(sum(votes) > 0)
    shares = np.array(votes) / sum(votes)
    assert entropy_bits(shares) == near(stats.entropy(shares, base=2))
    assert effective_number(shares) == near(np.exp(stats.entropy(shares)))


# --- Drivers, pools, resampling ---------------------------------------------------------------------------


@given(seed=st.integers(0, 10**6), p=st.integers(1, 6))
def test_relative_weights_divide_the_r2_of_least_squares(seed: int, p: int) -> None:
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(40, p)) + rng.normal(size=(40, 1))
    y = x @ rng.normal(size=p) + rng.normal(size=40)
    design = np.column_stack([np.ones(40), x])
    rest = y - design @ np.linalg.lstsq(design, y, rcond=None)[0]
    assert relative_weights(x, y).r2 == near(1 - rest @ rest / ((y - y.mean()) @ (y - y.mean())))
    for at, inflation in enumerate(variance_inflation(np.corrcoef(x.T))):
        others = np.column_stack([np.ones(40), np.delete(x, at, axis=1)])
        left = x[:, at] - others @ np.linalg.lstsq(others, x[:, at], rcond=None)[0]
        assert inflation == pytest.approx(39 * x[:, at].var(ddof=1) / (left @ left))


@given(seed=st.integers(0, 10**6), k=st.integers(2, 20))
def test_a_pool_by_definition(seed: int, k: int) -> None:
    rng = np.random.default_rng(seed)
    y, v = rng.normal(50, 5, size=k), rng.uniform(1, 20, size=k)
    w = 1 / v
    q = w @ (y - w @ y / w.sum()) ** 2
    tau2 = max(0.0, (q - (k - 1)) / (w.sum() - (w**2).sum() / w.sum()))
    found = dersimonian_laird(y, v)
    again = 1 / (v + tau2)
    assert (found.tau2, found.mean, found.se) == near((tau2, again @ y / again.sum(), again.sum() ** -0.5))
    assert found.shrunken == near((v * found.mean + tau2 * y) / (v + tau2))


@pytest.mark.parametrize("n", [12, 30])
def test_bootstrap_intervals_are_scipys_but_for_the_draws(n: int) -> None:
    """Percentile below twenty people, BCa from there on."""
    rows = np.random.default_rng(n).exponential(20, size=n)
    found = bootstrap(rows, lambda part: float(part.mean()), seed=1, draws=4000)
    method = "BCa" if n >= 20 else "percentile"
    drawn: Any = stats.bootstrap
    wanted = drawn([rows], np.mean, n_resamples=4000, method=method, rng=np.random.default_rng(2))
    interval = wanted.confidence_interval
    assert (found.low, found.high) == pytest.approx((interval.low, interval.high), abs=0.3 * found.se)
    assert found.se == pytest.approx(wanted.standard_error, rel=0.1)


@pytest.mark.parametrize(("n", "taken_away"), [(5, 0.0), (12, 0.6), (30, 0.45)])
def test_rescaled_draws_have_the_variance_of_the_interval(n: int, taken_away: float) -> None:
    rng = np.random.default_rng(n)
    rows = rng.normal(50, 20, size=n)
    weights = rescaled_weights(n, taken_away=taken_away, draws=20_000, rng=rng)
    wanted = sqrt(rows.var(ddof=1) / n * (1 - taken_away))
    assert (weights @ rows / n).std() == pytest.approx(wanted, rel=0.02)
