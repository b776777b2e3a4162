"""Statistics against published values and independent software; sources stand in the vector file."""

from __future__ import annotations

import json
from math import sqrt
from typing import Any

import numpy as np
import pytest

from scoring.constructs import pooled_variance
from scoring.factors import cronbach_alpha, omega3, spearman_brown
from scoring.gaps import benjamini_hochberg, contrast, hedges_g, small_sample_factor, welch
from scoring.intervals import (
    Sample,
    poststratification_weights,
    share_interval,
    stratified_mean,
    unit_estimate,
    wilson,
)
from scoring.ownership import effective_number, entropy_bits
from tests.scoring.folders import ROOT

VECTORS = {
    vector["id"]: vector
    for vector in json.loads((ROOT / "tests" / "vectors" / "statistics.json").read_text())
}


def near(name: str, value: Any) -> Any:
    """A value within the tolerance of its vector."""
    return pytest.approx(value, abs=VECTORS[name]["tol"])


def sample(values: list[float]) -> Sample:
    return Sample(n=len(values), mean=float(np.mean(values)), variance=float(np.var(values, ddof=1)))


def summary(row: dict[str, float]) -> Sample:
    return Sample(n=int(row["n"]), mean=row["mean"], variance=row["sd"] ** 2)


def test_wilson_interval() -> None:
    vector = VECTORS["P-WIL"]
    found = [wilson(hits, n) for hits, n in vector["input"]]
    assert found == [near("P-WIL", tuple(pair)) for pair in vector["expected"]]


def test_welch_test() -> None:
    given, expected = VECTORS["P-WELCH"]["input"], VECTORS["P-WELCH"]["expected"]
    found = welch(sample(given["x"]), sample(given["y"]))
    assert (found.points / found.se, found.df, found.p) == near(
        "P-WELCH", (expected["t"], expected["df"], expected["p"])
    )
    assert found.interval() == near("P-WELCH", tuple(expected["ci"]))


def test_hedges_g_from_summaries() -> None:
    given = VECTORS["P-G-1"]["input"]
    samples = [Sample(n, m, sd**2) for n, m, sd in zip(given["n"], given["m"], given["sd"], strict=True)]
    g = hedges_g(given["m"][0] - given["m"][1], variance=pooled_variance(samples), df=98)
    assert g == near("P-G-1", VECTORS["P-G-1"]["expected"]["g_exact"])


def test_hedges_g_with_the_exact_correction() -> None:
    given = VECTORS["P-G-2"]["input"]
    x, y = sample(given["x"]), sample(given["y"])
    g = hedges_g(x.mean - y.mean, variance=pooled_variance([x, y]), df=x.n + y.n - 2)
    assert g == near("P-G-2", VECTORS["P-G-2"]["expected"])


def test_benjamini_hochberg() -> None:
    expected = VECTORS["P-BH"]["expected"]
    found = benjamini_hochberg(VECTORS["P-BH"]["input"])
    assert found == near("P-BH", expected["adj"])
    assert sum(q <= 0.05 for q in found) == expected["reject_at_05"]


def test_stratified_mean_with_population_factor() -> None:
    strata, expected = VECTORS["P-STRAT"]["input"], VECTORS["P-STRAT"]["expected"]
    sizes = [row["N"] for row in strata.values()]
    found = stratified_mean([sample(row["y"]) for row in strata.values()], weights=sizes, headcounts=sizes)
    assert (found.mean, found.se**2, 2 * found.se) == near(
        "P-STRAT", (expected["mean"], expected["var"], expected["bound2se"])
    )


def test_stratified_mean_from_summaries() -> None:
    strata, expected = VECTORS["P-API"]["input"], VECTORS["P-API"]["expected"]
    sizes, samples = [row["N"] for row in strata.values()], [summary(row) for row in strata.values()]
    found = stratified_mean(samples, weights=sizes, headcounts=sizes)
    assert (found.mean, found.se, found.df) == near("P-API", (expected["mean"], expected["se"], 197))
    assert (found.low, found.high) == near("P-API", tuple(expected["ci95"]))
    without = stratified_mean(samples, weights=sizes)
    assert without.se == near("P-API", expected["se_without_fpc"])


def test_simple_random_sample_is_one_stratum() -> None:
    given, expected = VECTORS["P-SRS"]["input"], VECTORS["P-SRS"]["expected"]
    found = stratified_mean([summary(given)], weights=[1], headcounts=[given["N"]])
    assert found.se == near("P-SRS", expected["se"])
    assert (found.low, found.high) == near("P-SRS", tuple(expected["ci95"]))


def test_poststratified_mean_with_conditional_error() -> None:
    strata, expected = VECTORS["P-POST"]["input"], VECTORS["P-POST"]["expected"]
    sizes, samples = [row["N"] for row in strata.values()], [summary(row) for row in strata.values()]
    found = stratified_mean(samples, weights=sizes, headcounts=sizes)
    assert (found.mean, found.se) == near("P-POST", (expected["mean"], expected["se_conditional"]))


def test_poststratification_weights() -> None:
    given = VECTORS["P-KALTON"]["input"]
    assert poststratification_weights(given["n"], given["N"]) == near(
        "P-KALTON", VECTORS["P-KALTON"]["expected"]
    )


def test_cronbach_alpha_over_complete_rows() -> None:
    rows = np.array(VECTORS["P-ALPHA-2"]["input"], dtype=float)
    complete = rows[~np.isnan(rows).any(axis=1)]
    assert cronbach_alpha(np.cov(complete.T)) == near("P-ALPHA-2", VECTORS["P-ALPHA-2"]["expected"]["alpha"])


@pytest.mark.parametrize("name", ["P-OMEGA-visual", "P-OMEGA-textual", "P-OMEGA-speed"])
def test_omega_and_alpha_of_three_items(name: str) -> None:
    covariance, expected = np.array(VECTORS[name]["input"]["cov"]), VECTORS[name]["expected"]
    assert (omega3(covariance), cronbach_alpha(covariance)) == near(
        name, (expected["omega"], expected["alpha"])
    )


def test_omega_falls_back_on_alpha_without_a_proper_solution() -> None:
    heywood = np.array([[1.0, 0.9, 0.9], [0.9, 1.0, 0.3], [0.9, 0.3, 1.0]])
    assert omega3(heywood) == cronbach_alpha(heywood)


def test_two_items_are_as_reliable_as_spearman_and_brown_say() -> None:
    assert spearman_brown(np.array([[1.0, 0.5], [0.5, 1.0]])) == pytest.approx(2 / 3)


def test_entropy_and_effective_number() -> None:
    expected = VECTORS["P-ENT-1"]["expected"]
    shares = VECTORS["P-ENT-1"]["input"]
    assert (entropy_bits(shares), effective_number(shares)) == near(
        "P-ENT-1", (expected["bits"], expected["n_eff"])
    )
    assert entropy_bits(VECTORS["P-ENT-2"]["input"]) == near("P-ENT-2", VECTORS["P-ENT-2"]["expected"])


# --- The method's own rules, computed by hand -------------------------------------------------------


def test_the_population_factor_takes_away_only_what_is_reliable() -> None:
    estimate = unit_estimate(Sample(12, 50.0, 144.0), headcount=12, reliability=0.6, pooled_variance=0.0)
    assert (estimate.se, estimate.df) == (pytest.approx(sqrt(144 / 12 * 0.4)), 11)


def test_reliability_one_is_the_textbook_factor_and_zero_is_none() -> None:
    whole = Sample(20, 50.0, 100.0)
    ends = [unit_estimate(whole, headcount=40, reliability=rho, pooled_variance=0.0).se for rho in (1.0, 0.0)]
    assert ends == pytest.approx([sqrt(100 / 20 * 0.5), sqrt(100 / 20)])


def test_a_headcount_below_the_answers_counts_as_everybody_answered() -> None:
    small, exact = (
        unit_estimate(Sample(12, 50.0, 144.0), headcount=size, reliability=0.6, pooled_variance=0.0)
        for size in (7, 12)
    )
    assert small == exact


def test_five_equal_answers_are_not_certain() -> None:
    """s̃² = (4·s_p² + 4·0) / 8 on 8 degrees of freedom."""
    estimate = unit_estimate(Sample(5, 60.0, 0.0), headcount=0, reliability=0.6, pooled_variance=200.0)
    assert (estimate.se, estimate.df, estimate.flat) == (pytest.approx(sqrt(100 / 5)), 8, False)


def test_intervals_stay_on_the_scale() -> None:
    estimate = unit_estimate(Sample(5, 98.0, 400.0), headcount=0, reliability=0.6, pooled_variance=400.0)
    assert (estimate.low > 0, estimate.high) == (True, 100.0)


def test_a_share_of_nearly_everybody_is_surer_than_one_of_a_few() -> None:
    low, high = share_interval(8, 10, headcount=12)
    assert (low, high) == pytest.approx(wilson(0.8 * 10 / 0.375, 10 / 0.375))


def test_without_any_spread_a_difference_is_certain_and_none_is_none() -> None:
    same, other = Sample(6, 50.0, 0.0), Sample(6, 75.0, 0.0)
    assert (welch(same, same).p, welch(other, same).p, welch(other, same).points) == (1.0, 0.0, 25.0)


@pytest.mark.parametrize(
    ("call", "rule"),
    [
        (lambda: wilson(3, 0), "0 ≤ hits ≤ n"),
        (lambda: stratified_mean([], weights=[]), "every stratum"),
        (lambda: stratified_mean([Sample(4, 1.0, 1.0)], weights=[0.0]), "one weight per mean"),
        (lambda: contrast([Sample(1, 1.0, 0.0)], weights=[1.0]), "at least two answers"),
        (lambda: cronbach_alpha(np.zeros((3, 3))), "sum varies"),
        (lambda: small_sample_factor(1), "more than one"),
        (lambda: effective_number([0.4, 0.4]), "sum to 1"),
        (lambda: poststratification_weights([0, 3], [5, 5]), "every stratum"),
        (
            lambda: unit_estimate(Sample(0, 0.0, 0.0), headcount=5, reliability=0.5, pooled_variance=1.0),
            "one answer",
        ),
    ],
)
def test_bad_input_is_refused_with_the_rule_in_words(call: Any, rule: str) -> None:
    with pytest.raises(ValueError, match=rule):
        call()
