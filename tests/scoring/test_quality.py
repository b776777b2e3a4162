"""Flags of careless answering: each rule at its border, and who is left out."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from scoring.quality import (
    Attended,
    acquiescence,
    acquiescent,
    flat,
    inconsistency,
    inconsistent,
    long_string,
    longest_run,
    quality,
    speeding,
)

NAN = float("nan")
TURNED = [False, False, True] * 5
VARIED = [4, 3, 2, 5, 4, 2, 3, 4, 1, 4, 5, 3, 2, 4, 2]

answers = arrays(
    np.float64, st.tuples(st.integers(1, 6), st.integers(1, 15)), elements=st.sampled_from([1, 2, 3, NAN])
)


def attended(n: int = 3) -> Attended:
    """Unhurried, varied and consistent answers of n people."""
    return Attended(
        page_seconds=np.full((n, 4), 30.0),
        page_items=[5, 5, 5, 5],
        seconds=np.full(n, 600.0),
        shown=[VARIED] * n,
        turned=TURNED,
        pairs=[[1, 2, 3, 4, 2, 3, 1, 4]] * n,
        positive=np.full((n, 8, 2), 4.0),
        reversed=np.full((n, 8), 2.0),
        forward=np.full((n, 27), 4.0),
        backward=np.full((n, 15), 2.0),
    )


def test_attentive_people_have_no_flag() -> None:
    assert set(quality(attended()).counts.values()) == {0}


# --- SPEED ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("pages", "fast"),
    [([9, 9, 30, 30], True), ([9, 30, 30, 30], False), ([10, 10, 10, 10], False), ([9, NAN, 30, NAN], True)],
)
def test_two_seconds_an_item_on_half_of_the_pages(pages: list[float], fast: bool) -> None:
    found = speeding([pages], items=[5, 5, 5, 5], seconds=[NAN])
    assert found.tolist() == [fast]


def test_a_third_of_the_median_total() -> None:
    found = speeding(np.empty((5, 0)), items=[], seconds=[600, 600, 600, 199, NAN])
    assert found.tolist() == [False, False, False, True, False]


def test_nobody_is_fast_for_what_is_not_known() -> None:
    assert not speeding([[NAN, NAN]], items=[5, 5], seconds=[NAN]).any()


def test_a_page_without_items_is_no_page() -> None:
    """A module that was not shown to this person."""
    found = speeding([[0, 9, 30, 30]], items=[[0, 5, 5, 5]], seconds=[NAN])
    assert found.tolist() == [False]


# --- LONG and FLAT --------------------------------------------------------------------------------------


def test_longest_run_of_each_row() -> None:
    rows = [[1, 1, 2, 2, 2], [1, 2, 3, 4, 5], [3, 3, 3, 3, 3], [2, 2, NAN, 2, 2], [NAN] * 5]
    assert longest_run(rows).tolist() == [3, 1, 5, 2, 0]


@given(answers)
def test_a_run_is_the_same_read_backwards(rows: np.ndarray) -> None:
    assert longest_run(rows[:, ::-1]).tolist() == longest_run(rows).tolist()
    assert (longest_run(rows) <= rows.shape[1]).all()


@given(answers)
def test_a_long_string_needs_a_run_and_a_turned_item(rows: np.ndarray) -> None:
    everywhere = long_string(rows, turned=np.ones(rows.shape[1]), limit=4)
    assert everywhere.tolist() == (longest_run(rows) >= 4).tolist()
    assert not long_string(rows, turned=np.zeros(rows.shape[1]), limit=4).any()


@pytest.mark.parametrize(
    ("row", "turned", "flagged"),
    [
        ([4] * 10 + [3, 2, 3, 2, 3], TURNED, True),
        ([4] * 9 + [3, 2, 3, 2, 3, 2], TURNED, False),
        ([4] * 10 + [3, 2, 3, 2, 3], [False] * 10 + [True] * 5, False),
        ([4] * 10 + [3, 2, 3, 2, 3], [False] * 9 + [True] * 6, True),
        ([4] * 5 + [NAN] + [4] * 9, TURNED, False),
    ],
)
def test_ten_of_fifteen_with_a_turned_item(row: list[float], turned: list[bool], flagged: bool) -> None:
    assert long_string([row], turned=turned).tolist() == [flagged]


def test_a_turned_item_before_the_run_does_not_count() -> None:
    row, turned = [2] + [4] * 10 + [3, 3, 2, 1], [True] + [False] * 14
    assert not long_string([row], turned=turned).any()


def test_flat_answers_and_flat_pairs() -> None:
    shown = [[4] * 15, VARIED, VARIED, [4] * 8 + [NAN] * 7, [4] * 7 + [NAN] * 8]
    pairs = [[1, 2] * 4, [3] * 8, [3] * 7 + [NAN], [1, 2] * 4, [1, 2] * 4]
    assert flat(shown, pairs=pairs).tolist() == [True, True, False, True, False]


# --- ACQ and INCON --------------------------------------------------------------------------------------


def test_yes_to_everything_is_two_steps() -> None:
    """Positive 5 and reversed 5: (5 + 5)/2 − 3."""
    assert acquiescence([[5, 5], [1, 1], [5, 5]], [[5], [1], [1]]) == pytest.approx([2, -2, 0])


def test_acquiescence_flags_from_a_step_and_a_quarter_to_either_side() -> None:
    assert acquiescent([1.25, -1.25, 1.24, NAN]).tolist() == [True, True, False, False]


def test_inconsistency_by_hand() -> None:
    """Positives 5 and 4 against a reversed 5, which counts as 1: 3.5 steps, 87.5 points; other triple 0."""
    found = inconsistency([[[5, 4], [4, 4]]], [[5, 2]])
    assert found == pytest.approx([43.75])
    assert inconsistent([60.0, 59.9, NAN]).tolist() == [True, False, False]


def test_what_is_not_answered_says_nothing() -> None:
    assert np.isnan(inconsistency([[[NAN, NAN]]], [[2]]))
    assert np.isnan(acquiescence([[NAN]], [[3]]))
    assert inconsistency([[[5, NAN], [NAN, NAN]]], [[1, 3]]) == pytest.approx([0])


@given(arrays(np.float64, (4, 8, 3), elements=st.integers(1, 5).map(float)))
def test_bounds_and_mirror_of_both_indexes(raw: np.ndarray) -> None:
    lean, apart = acquiescence(raw[:, :, :2], raw[:, :, 2]), inconsistency(raw[:, :, :2], raw[:, :, 2])
    assert ((lean >= -2) & (lean <= 2) & (apart >= 0) & (apart <= 100)).all()
    turned = 6 - raw
    assert acquiescence(turned[:, :, :2], turned[:, :, 2]) == pytest.approx(-lean)
    assert inconsistency(turned[:, :, :2], turned[:, :, 2]) == pytest.approx(apart)


# --- Who is left out ------------------------------------------------------------------------------------


def test_a_straight_line_alone_leaves_nobody_out() -> None:
    found = quality(replace(attended(), shown=[[4] * 15, VARIED, VARIED]))
    assert (found.counts["FLAT"], found.counts["LONG"], found.counts["excluded"]) == (1, 1, 0)


def test_speed_alone_leaves_nobody_out() -> None:
    found = quality(replace(attended(), page_seconds=np.full((3, 4), 1.0)))
    assert (found.counts["SPEED"], found.counts["excluded"]) == (3, 0)


def test_speed_and_any_other_flag_leave_one_out() -> None:
    hasty = replace(attended(4), seconds=[100, 600, 600, 600])
    for part in (
        {"shown": [[4] * 15] + [VARIED] * 3},
        {"pairs": [[2] * 8] + [[1, 2] * 4] * 3},
        {"reversed": np.vstack([np.full(8, 5.0), np.full((3, 8), 2.0)])},
        {"backward": np.vstack([np.full(15, 5.0), np.full((3, 15), 2.0)])},
    ):
        found = quality(replace(hasty, **part))
        assert found.excluded.tolist() == [True, False, False, False]


def test_nobody_at_all_is_fine() -> None:
    nobody = Attended(
        page_seconds=np.empty((0, 4)),
        page_items=[5] * 4,
        seconds=[],
        shown=np.empty((0, 15)),
        turned=TURNED,
        pairs=np.empty((0, 8)),
        positive=np.empty((0, 8, 2)),
        reversed=np.empty((0, 8)),
        forward=np.empty((0, 27)),
        backward=np.empty((0, 15)),
    )
    assert set(quality(nobody).counts.values()) == {0}


@pytest.mark.parametrize(
    ("call", "rule"),
    [
        (lambda: speeding([[1.0]], items=[5], seconds=[]), "page times and a total"),
        (lambda: speeding([[-1.0]], items=[5], seconds=[5.0]), "none negative"),
        (lambda: longest_run([1, 2, 3]), "one row for each person"),
        (lambda: acquiescence([[6]], [[1]]), "each 1–5"),
        (lambda: inconsistency([[1, 2]], [[1, 2]]), "triples"),
        (lambda: quality(replace(attended(3), pairs=[[1] * 8])), "the same people"),
    ],
)
def test_bad_input_is_refused_with_the_rule_in_words(call: Any, rule: str) -> None:
    with pytest.raises(ValueError, match=rule):
        call()
