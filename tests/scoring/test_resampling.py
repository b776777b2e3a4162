"""Jackknife and bootstrap against closed forms and published values."""

from __future__ import annotations

import json
from math import sqrt
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.resampling import bootstrap, jackknife, rescaled_weights
from tests.scoring.folders import ROOT

VECTORS = json.loads((ROOT / "tests" / "vectors" / "statistics.json").read_text())
SCHOOLS = next(vector["input"] for vector in VECTORS if vector["id"] == "P-BOOT")


def mean(rows: np.ndarray) -> float:
    return float(rows.mean())


@given(st.lists(st.floats(-100, 100), min_size=2, max_size=30))
def test_leaving_one_out_gives_the_error_of_a_mean(values: list[float]) -> None:
    found = jackknife(values, mean)
    assert found.se == pytest.approx(np.std(values, ddof=1) / sqrt(len(values)), abs=1e-9)
    assert found.bias == pytest.approx(0, abs=1e-9)


def test_the_jackknife_finds_the_bias_of_a_variance() -> None:
    """Σ(y − ȳ)²/n is too small by s²/n, exactly."""
    values = [2.0, 4.0, 4.0, 7.0, 9.0]
    found = jackknife(values, lambda rows: float(rows.var()))
    assert found.bias == pytest.approx(-np.var(values, ddof=1) / 5)


def test_law_schools_drawn_again() -> None:
    """Efron & Tibshirani (1993), table 6.1: standard error near .133; no correction below twenty schools."""
    rows = np.column_stack([SCHOOLS["LSAT"], SCHOOLS["GPA"]])
    found = bootstrap(rows, lambda part: float(np.corrcoef(part.T)[0, 1]), seed=1993, draws=3000)
    assert (found.se, found.corrected) == (pytest.approx(0.133, abs=0.008), False)
    assert found.low < 0.5 < found.value < found.high < 1


def test_the_same_seed_gives_the_same_draws() -> None:
    values = np.arange(25.0)
    one, other, another = (bootstrap(values, mean, seed=seed, draws=50) for seed in (1, 1, 2))
    assert (one.draws == other.draws).all()
    assert not (one.draws == another.draws).all()


def test_from_twenty_people_on_a_skewed_interval_is_moved() -> None:
    values = np.random.default_rng(8).exponential(size=30)
    found = bootstrap(values, mean, seed=1, draws=2000)
    low, high = np.quantile(found.draws, [0.025, 0.975])
    assert found.corrected
    assert found.low > low
    assert found.high > high


def test_nothing_varies_nothing_is_uncertain() -> None:
    found = bootstrap([3.0] * 25, mean, seed=1, draws=20)
    assert (found.value, found.se, found.low, found.high, found.corrected) == (3.0, 0.0, 3.0, 3.0, False)


@pytest.mark.parametrize("taken_away", [0.0, 0.36, 0.75])
def test_rescaled_draws_have_the_error_with_the_population_factor(taken_away: float) -> None:
    """(s²/n)(1 − f·ρ)."""
    values = np.array([10.0, 25.0, 40.0, 45.0, 60.0, 80.0, 85.0, 90.0])
    weights = rescaled_weights(8, taken_away=taken_away, draws=20_000, rng=np.random.default_rng(4))
    drawn = weights @ values / 8
    expected = values.var(ddof=1) / 8 * (1 - taken_away)
    assert (drawn.var(), drawn.mean()) == pytest.approx((expected, values.mean()), rel=0.04)


def test_a_census_of_perfect_answers_does_not_move() -> None:
    weights = rescaled_weights(5, taken_away=1.0, draws=3, rng=np.random.default_rng(1))
    assert (weights == 1).all()


@given(st.integers(2, 40), st.floats(0, 1), st.integers(0, 2**31))
def test_rescaled_weights_keep_their_sum(n: int, taken_away: float, seed: int) -> None:
    weights = rescaled_weights(n, taken_away=taken_away, draws=5, rng=np.random.default_rng(seed))
    assert weights.sum(axis=1) == pytest.approx([n] * 5)
    assert (weights >= -1e-9).all()


@pytest.mark.parametrize(
    ("call", "rule"),
    [
        (lambda: jackknife([1.0], mean), "two rows"),
        (lambda: bootstrap([1.0], mean, seed=1), "two rows"),
        (lambda: bootstrap([1.0, 2.0], mean, seed=1, draws=1), "two draws"),
        (lambda: bootstrap([1.0, 2.0], lambda _: float("nan"), seed=1), "not a number"),
        (lambda: rescaled_weights(1, taken_away=0.5, draws=2, rng=np.random.default_rng()), "two people"),
        (lambda: rescaled_weights(5, taken_away=1.5, draws=2, rng=np.random.default_rng()), "0–1"),
    ],
)
def test_bad_input_is_refused_with_the_rule_in_words(call: Any, rule: str) -> None:
    with pytest.raises(ValueError, match=rule):
        call()
