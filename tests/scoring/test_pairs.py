"""The drill-down of a gap: one unit against another, in the family of all of them."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest

from scoring.codebook import FIRST_OPTION
from scoring.constructs import sample_of
from scoring.gaps import PRIMARY, benjamini_hochberg, welch
from scoring.intervals import Sample
from scoring.pairs import pair_state
from scoring.privacy import publish
from scoring.tally import AnswerBlock, fold
from tests.scoring.test_results import BOOK, answered, evaluated

SIZES = {"sales": 20, "finance": 12, "it": 6}


def apart(steps: int = 4) -> AnswerBlock:
    """Sales answers METR high, the others low; everything else at random."""
    block = answered(SIZES)
    rng = np.random.default_rng(2)
    for i in (1, 2, 3):
        at = BOOK.index(f"METR{i}")
        low = rng.integers(0, 2, size=38)
        high = low + np.where(block.functions == 0, steps - 1, 0)
        keyed = 4 - high if BOOK.columns[at].reverse else high
        block.answers[:, at] = FIRST_OPTION + keyed
    return block


def test_pairs_are_told_of_units_with_a_clear_or_possible_gap_only() -> None:
    results = evaluated(apart())
    told = {(gap.construct, gap.unit) for gap in results.gaps if gap.state in ("clear", "possible")}
    assert ("METR", "sales") in told
    assert {(pair.construct, pair.unit) for pair in results.pairs} == told
    assert {pair.other for pair in results.pairs if (pair.construct, pair.unit) == ("METR", "sales")} == {
        "finance",
        "it",
    }


def test_a_pair_is_welchs_test_of_the_two_units() -> None:
    results = evaluated(apart())
    pair = next(p for p in results.pairs if (p.construct, p.unit, p.other) == ("METR", "sales", "finance"))
    values = [results.scores["METR"].units[key] for key in ("sales", "finance")]
    assert values[0] is not None
    assert values[1] is not None
    assert pair.points == pytest.approx(values[0].value - values[1].value)
    assert pair.low < pair.points < pair.high
    assert pair.state == "clear"
    assert pair.n == 12


def test_the_other_way_round_it_is_the_same_with_the_other_sign() -> None:
    pairs = {(p.unit, p.other): p for p in evaluated(apart()).pairs if p.construct == "METR"}
    both = [(key, key[::-1]) for key in pairs if key[::-1] in pairs]
    assert both
    for one, other in both:
        assert pairs[one].points == pytest.approx(-pairs[other].points)
        assert (pairs[one].low, pairs[one].q) == (pytest.approx(-pairs[other].high), pairs[other].q)


def test_every_pair_there_is_counts_in_the_family_whether_shown_or_not() -> None:
    block = apart()
    results, tally = evaluated(block), fold([block], codebook=BOOK)
    samples = {
        (key, unit.key): sample_of(tally, key, functions=unit.functions)
        for key in PRIMARY
        for unit in results.units
        if results.scores[key].units[unit.key]
    }
    every = {
        (one, other): welch(samples[one], samples[other]).p
        for one, other in combinations(samples, 2)
        if one[0] == other[0]
    }
    qs = dict(
        zip(
            every,
            benjamini_hochberg([g.p for g in results.gaps] + list(every.values()))[-len(every) :],
            strict=True,
        )
    )
    assert len(every) > len(results.pairs) > 0
    for pair in results.pairs:
        key = (pair.construct, pair.unit), (pair.construct, pair.other)
        assert pair.q == pytest.approx(qs[key if key in qs else key[::-1]])


def test_pairs_leave_the_gaps_as_they_are() -> None:
    gaps = evaluated(apart()).gaps
    assert [gap.q for gap in gaps] == pytest.approx(benjamini_hochberg([gap.p for gap in gaps]))


def test_between_tiny_units_only_what_is_beyond_doubt_is_clear() -> None:
    difference = welch(Sample(6, 70.0, 60.0), Sample(20, 50.0, 60.0))
    assert pair_state(difference, q=0.02, g=1.5, n=6) == "possible"
    assert pair_state(difference, q=0.009, g=1.5, n=6) == "clear"
    assert pair_state(difference, q=0.02, g=1.5, n=8) == "clear"


def test_a_unit_at_the_end_of_the_scale_counts_as_it_is_printed() -> None:
    block = apart()
    for i in (1, 2, 3):
        at = BOOK.index(f"METR{i}")
        block.answers[block.functions == 0, at] = FIRST_OPTION + (0 if BOOK.columns[at].reverse else 4)
    published = publish(evaluated(block))
    units = published.scores["METR"].units
    pair = next(p for p in published.pairs if (p.construct, p.unit, p.other) == ("METR", "sales", "finance"))
    assert units["sales"] is not None
    assert units["finance"] is not None
    assert (units["sales"].value, units["sales"].bound) == (90, "at_least")
    assert pair.points == pytest.approx(90 - units["finance"].value, abs=1)
    assert (pair.low + pair.high) / 2 == pytest.approx(pair.points, abs=1)


def test_one_unit_has_no_pairs() -> None:
    results = evaluated(answered({"sales": 20}))
    assert results.pairs == ()
