"""Gap states, caution in tiny units, and the clock, by hand."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.clock import clock
from scoring.codebook import CANT_TELL
from scoring.gaps import Difference, benjamini_hochberg, gap_state
from scoring.tally import AnswerBlock, fold
from tests.scoring.test_results import BOOK, answered, evaluated


@pytest.mark.parametrize(
    ("points", "se", "q", "g", "state"),
    [
        (10.0, 3.0, 0.049, 0.5, "clear"),
        (-10.0, 3.0, 0.049, -0.5, "clear"),
        (9.9, 3.0, 0.001, 2.0, "inconclusive"),
        (10.0, 3.0, 0.05, 0.9, "possible"),
        (10.0, 3.0, 0.01, 0.49, "possible"),
        (10.0, 6.0, 0.20, 0.9, "inconclusive"),
        (5.0, 3.0, 0.01, 0.9, "aligned"),
        (5.1, 3.0, 0.01, 0.9, "inconclusive"),
        (-5.0, 3.0, 0.90, -0.1, "aligned"),
        (0.0, 6.1, 1.0, 0.0, "inconclusive"),
        (25.0, 0.0, 0.0, None, "clear"),
    ],
)
def test_the_four_states_of_a_gap(points: float, se: float, q: float, g: float | None, state: str) -> None:
    """The 90% interval of a normal is 1.645 standard errors to each side."""
    difference = Difference(points=points, se=se, df=np.inf, p=0.0)
    assert gap_state(difference, q=q, g=g) == state


def test_every_unit_shown_is_held_against_the_others_on_every_construct() -> None:
    results = evaluated(answered({"sales": 20, "finance": 18, "it": 16}))
    assert len(results.gaps) == 10 * 3
    scores = {gap.unit: gap for gap in results.gaps if gap.construct == "AE"}
    means = {key: estimate.value for key, estimate in results.scores["AE"].units.items() if estimate}
    assert scores["it"].points == pytest.approx(means["it"] - (means["sales"] + means["finance"]) / 2)
    assert sum(gap.points for gap in scores.values()) == pytest.approx(0, abs=1e-9)


@pytest.mark.parametrize(("n", "state"), [(6, "possible"), (8, "clear")])
def test_a_clear_gap_of_a_tiny_unit_needs_more_than_a_clear_one(n: int, state: str) -> None:
    """Finance stands higher on SHARE by so much that q lies between .01 and .05 in either size."""
    for seed in range(200):
        results = evaluated(_lifted(n, seed))
        gap = next(gap for gap in results.gaps if (gap.construct, gap.unit) == ("SHARE", "finance"))
        if gap.n == n and 0.01 <= gap.q < 0.05 and gap.points >= 10 and gap.g is not None and gap.g >= 0.5:
            assert gap.state == state
            return
    pytest.fail("no draw lay where the rule matters")


def _lifted(n: int, seed: int) -> AnswerBlock:
    block = answered({"sales": 30, "finance": n, "it": 20}, seed=seed)
    finance = block.functions == 1
    for key, reverse in (("SHARE1", False), ("SHARE2", False), ("SHARE3", True)):
        column = block.answers[:, BOOK.index(key)]
        column[finance] = np.clip(column[finance].astype(int) + (-1 if reverse else 1), 3, 7)
    return block


@given(p=st.lists(st.floats(0, 1), max_size=30))
def test_adjusted_p_values_keep_their_order_and_are_never_smaller(p: list[float]) -> None:
    q = benjamini_hochberg(p)
    assert all(one <= other + 1e-12 <= 1 + 1e-12 for one, other in zip(p, q, strict=True))
    assert [q[at] for at in np.argsort(p)] == sorted(q)


# --- Clock ------------------------------------------------------------------------------------------


def clocked(**columns: list[int]) -> AnswerBlock:
    block = answered({"sales": 20})
    for key, counts in columns.items():
        buckets = np.repeat(np.arange(len(counts)) + 3, counts)
        block.answers[:, BOOK.index(key)] = np.concatenate([buckets, np.full(20 - len(buckets), CANT_TELL)])
    return block


def test_the_clock_counts_who_says_fourteen_days_or_less_of_those_who_can_tell() -> None:
    block = clocked(CLK1=[2, 3, 5, 0, 0, 0, 6])
    entry = clock(fold([block], codebook=BOOK), headcount=0, minimum_group=5).entries["campaign_actual"]
    assert (entry.share, entry.n, entry.median_bucket) == (10 / 16, 16, "14d")


def test_no_route_is_the_slowest_answer() -> None:
    block = clocked(CLK2=[4, 0, 0, 0, 0, 0, 16])
    assert (
        clock(fold([block], codebook=BOOK), headcount=0, minimum_group=5)
        .entries["physical_actual"]
        .median_bucket
        == "never"
    )


@pytest.mark.parametrize(
    ("actual", "points", "state"), [([2, 1, 1, 16], -80, "clear"), ([10, 5, 1, 4], -20, "inconclusive")]
)
def test_a_clock_is_clearly_slow_25_points_behind_its_target(
    actual: list[int], points: int, state: str
) -> None:
    found = clock(
        fold([clocked(CLK2=actual, CLK4=[10, 10])], codebook=BOOK), headcount=0, minimum_group=5
    ).physical
    assert found is not None
    assert (found.points, found.state) == (pytest.approx(points), state)
