"""Change between waves: what is reliable, what is stable, and what cannot be told yet."""

from __future__ import annotations

from math import sqrt
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.intervals import Sample
from scoring.trend import changes, jacobson_truax, stage_change, wave_change


def wave(*means: float, n: int = 40, variance: float = 400.0) -> dict[str, Sample]:
    """A wave of units a, b, c … of equal size and spread."""
    return {"abcdefgh"[at]: Sample(n, mean, variance) for at, mean in enumerate(means)}


def test_change_of_two_units_by_hand() -> None:
    """Means 50 60 → 58 64: (8 + 4)/2 = 6; SE² = 4 × (1/4)(400/40) = 10."""
    change = wave_change("MO", wave(50, 60), wave(58, 64))
    assert (change.points, change.se, change.units) == (6.0, pytest.approx(sqrt(10)), ("a", "b"))


def test_units_of_one_wave_only_drop_out_of_both() -> None:
    before, after = wave(50, 60, 70), wave(50, 60)
    change = wave_change("MO", before, after)
    assert (change.points, change.units) == (0.0, ("a", "b"))


def test_a_unit_of_one_answer_has_no_spread_to_judge_by() -> None:
    before = wave(50, 60) | {"b": Sample(1, 60.0, 0.0)}
    assert wave_change("MO", before, wave(55, 90)).units == ("a",)
    assert wave_change("MO", {"a": Sample(1, 50.0, 0.0)}, wave(55)) is None


def test_the_first_wave_weighs_both() -> None:
    change = wave_change("MO", wave(50, 60), wave(60, 60), headcounts={"a": 30, "b": 10})
    assert (change.points, change.se) == (pytest.approx(7.5), pytest.approx(sqrt(2 * (9 + 1) / 16 * 10)))


@pytest.mark.parametrize(
    ("move", "n", "state"),
    [
        (10, 200, "reliable"),
        (4, 2000, "stable"),
        (0, 400, "stable"),
        (10, 6, "not yet tellable"),
        (6, 30, "not yet tellable"),
    ],
)
def test_three_states_of_a_change(move: float, n: int, state: str) -> None:
    change = wave_change("MO", wave(50, 50, n=n), wave(50 + move, 50 + move, n=n))
    assert change.state == state


def test_many_constructs_are_judged_together() -> None:
    """A change that would pass alone does not among nineteen that did not happen."""
    before = {f"C{at}": wave(50, 50) for at in range(20)}
    after = before | {"C0": wave(56.5, 56.5)}
    found = changes(before, after)
    assert wave_change("C0", before["C0"], after["C0"]).state == "reliable"
    assert (found[0].state, found[0].q > found[0].p) == ("not yet tellable", True)


def test_constructs_of_one_wave_only_are_left_out() -> None:
    found = changes({"MO": wave(50), "AE": wave(50)}, {"MO": wave(50), "ROLE": wave(50)})
    assert [change.construct for change in found] == ["MO"]


def test_without_any_spread_a_change_is_certain() -> None:
    before, after = wave(50, variance=0.0), wave(60, variance=0.0)
    assert wave_change("MO", before, after).state == "reliable"
    assert wave_change("MO", before, before).state == "stable"


def test_nothing_changed_is_found_reliable_seldom() -> None:
    """Seeded waves of four units of twenty from one distribution: about one in twenty or fewer."""
    rng = np.random.default_rng(3)

    def drawn() -> dict[str, Sample]:
        scores = rng.normal(55, 18, (4, 20))
        return {"abcd"[at]: Sample(20, row.mean(), row.var(ddof=1)) for at, row in enumerate(scores)}

    states = [wave_change("MO", drawn(), drawn()).state for _ in range(1000)]
    assert states.count("reliable") <= 70


@given(
    st.lists(st.floats(0, 100), min_size=1, max_size=8), st.lists(st.floats(0, 100), min_size=8, max_size=8)
)
def test_back_is_minus_forth(one: list[float], other: list[float]) -> None:
    before, after = wave(*one), wave(*other)
    forth, back = wave_change("MO", before, after), wave_change("MO", after, before)
    assert (forth.points, forth.se, forth.p) == pytest.approx((-back.points, back.se, back.p))
    low, high = forth.interval
    assert low <= forth.points <= high


# --- Stage and person -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("risen", "fallen", "said"), [(80, 0, "risen"), (79, 21, None), (0, 90, "fallen"), (0, 0, None)]
)
def test_a_stage_has_changed_if_it_did_in_four_draws_of_five(
    risen: int, fallen: int, said: str | None
) -> None:
    before = np.full(100, 3)
    after = before.copy()
    after[:risen], after[risen : risen + fallen] = 4, 2
    change = stage_change(before, after)
    assert (change.risen, change.fallen, change.announced) == (risen / 100, fallen / 100, said)


def test_jacobson_and_truax_their_own_example() -> None:
    """47.5 → 32.5 with s = 7.5 and r = .80: S_E 3.35, S_diff 4.74, RC −3.16."""
    change = jacobson_truax(47.5, 32.5, deviation=7.5, reliability=0.80)
    found = (change.measurement_error, change.difference_error, change.index)
    assert found == pytest.approx((3.35, 4.74, -3.16), abs=0.005)
    assert change.reliable


def test_a_small_change_of_a_person_is_not_reliable() -> None:
    assert not jacobson_truax(47.5, 40.0, deviation=7.5, reliability=0.80).reliable


@pytest.mark.parametrize(
    ("call", "rule"),
    [
        (lambda: wave_change("MO", wave(50), wave(50), headcounts={"a": 0}), "not all 0"),
        (lambda: stage_change([], []), "one or more"),
        (lambda: stage_change([1, 2], [1]), "same number"),
        (lambda: jacobson_truax(1, 2, deviation=0.0, reliability=0.5), "deviation above 0"),
        (lambda: jacobson_truax(1, 2, deviation=1.0, reliability=1.0), "reliability of 0 to 1"),
        (lambda: jacobson_truax(np.nan, 2, deviation=1.0, reliability=0.5), "known scores"),
    ],
)
def test_bad_input_is_refused_with_the_rule_in_words(call: Any, rule: str) -> None:
    with pytest.raises(ValueError, match=rule):
        call()
