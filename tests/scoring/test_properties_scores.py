"""What must hold of every score, whatever people answer; and that each check sees a scoring that is wrong.

A check takes the scoring it judges and returns its complaints. Beside "holds", of the product, stands
"notices": the same check of a scoring with one mistake in it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from scoring.codebook import CANT_TELL, FIRST_OPTION, NOT_ANSWERED, Codebook, Column
from scoring.constructs import sample_of
from scoring.intervals import Sample
from scoring.tally import AnswerBlock, fold
from tests.scoring.test_tally import BOOK, people

Rows = NDArray[np.uint8]
Scores = dict[str, float | None]
Scoring = Callable[[Rows], list[Scores]]
Check = Callable[[Scoring, Rows], list[str]]

PEOPLE = 6
KEYS = tuple(construct.key for construct in BOOK.constructs)
SINGLE = tuple(construct for construct in BOOK.constructs if not construct.of)
PLACES = sorted({BOOK.index(key) for construct in SINGLE for key in construct.columns})


# --- The scoring of the product, and scorings with one mistake --------------------------------------------


SEATS = tuple(f"seat {at}" for at in range(64))


def scored(rows: Rows, *, book: Codebook = BOOK) -> list[Scores]:
    """Points of every person on every construct, None where missing: each person a cell of the tally."""
    seats, nobody = np.arange(len(rows), dtype=np.uint8), np.zeros(len(rows), dtype=np.uint8)
    tally = fold([AnswerBlock(nobody, seats, rows)], codebook=replace(book, levels=SEATS))
    return [
        {key: _of(sample_of(tally, key, levels=slice(at, at + 1))) for key in KEYS} for at in range(len(rows))
    ]


def _of(sample: Sample) -> float | None:
    return sample.mean if sample.n else None


def beyond_the_end(rows: Rows) -> list[Scores]:
    """25·x instead of 25·(x − 1): the lowest answer is not 0."""
    return [{key: None if x is None else x + 25 for key, x in one.items()} for one in scored(rows)]


def cannot_tell_is_the_lowest(rows: Rows) -> list[Scores]:
    return scored(np.where(rows == CANT_TELL, np.uint8(FIRST_OPTION), rows))


def cannot_tell_counts_as_valid(rows: Rows) -> list[Scores]:
    return scored(np.where(rows == CANT_TELL, np.uint8(FIRST_OPTION + 2), rows))


def not_keyed(rows: Rows) -> list[Scores]:
    """Reversed items count as they were answered."""
    return scored(rows, book=replace(BOOK, columns=tuple(replace(c, reverse=False) for c in BOOK.columns)))


def first_item_counts_twice(rows: Rows) -> list[Scores]:
    """The score is half the mean, half the construct's first item."""
    mixed = []
    for row, one in zip(rows, scored(rows), strict=True):
        first = {c.key: points(BOOK.column(c.columns[0]), row[BOOK.index(c.columns[0])]) for c in SINGLE}
        mixed.append({key: _half(x, first.get(key)) for key, x in one.items()})
    return mixed


def _half(one: float | None, other: float | None) -> float | None:
    return one if one is None or other is None else (one + other) / 2


def by_the_seat(rows: Rows) -> list[Scores]:
    """The first in the block gets the answers of the second."""
    return scored(np.concatenate([rows[1:2], rows[1:]]))


def any_answer_is_enough(rows: Rows) -> list[Scores]:
    """No half rule: one valid answer makes a score."""
    book = replace(BOOK, constructs=tuple(replace(c, minimum_valid=1) for c in BOOK.constructs))
    return scored(rows, book=book)


# --- Answers in other words -------------------------------------------------------------------------------


def points(column: Column, code: int) -> float | None:
    """Keyed points of one answer by the rule itself: 100·(x − 1)/(options − 1), turned if reversed."""
    if code < FIRST_OPTION:
        return None
    top = len(column.options) - 1
    share = (int(code) - FIRST_OPTION) / top
    return 100 * (1 - share if column.reverse else share)


def keyed(row: Rows, column: Column, step: int) -> None:
    """Answer a column with a keyed step of 0 … options − 1."""
    top = len(column.options) - 1
    row[BOOK.index(column.key)] = FIRST_OPTION + (top - step if column.reverse else step)


def flipped(rows: Rows) -> Rows:
    """x → 6 − x for five options, 5 − x for four: every answer from the other end."""
    turned = rows.copy()
    for place in PLACES:
        top = len(BOOK.columns[place].options) - 1
        valid = rows[:, place] >= FIRST_OPTION
        turned[valid, place] = 2 * FIRST_OPTION + top - rows[valid, place]
    return turned


def differing(one: list[Scores], other: list[Scores]) -> list[str]:
    return [
        f"{key}: {a[key]} and {b[key]}"
        for a, b in zip(one, other, strict=True)
        for key in a
        if a[key] != b[key] and not (None not in (a[key], b[key]) and abs(a[key] - b[key]) < 1e-9)
    ]


# --- The checks -------------------------------------------------------------------------------------------


def stays_on_the_scale(score: Scoring, rows: Rows) -> list[str]:
    return [
        f"{key}: {x}"
        for one in score(rows)
        for key, x in one.items()
        if x is not None and not -1e-9 <= x <= 100 + 1e-9
    ]


def turns_with_the_answers(score: Scoring, rows: Rows) -> list[str]:
    """All answers from the other end of the scale give 100 − score."""
    turned = [{key: None if x is None else 100 - x for key, x in one.items()} for one in score(flipped(rows))]
    return differing(score(rows), turned)


def does_not_mind_the_order_of_items(score: Scoring, rows: Rows) -> list[str]:
    """Two items of a construct exchange their keyed answers, and nothing moves."""
    moved = rows.copy()
    for construct in SINGLE:
        if len(construct.columns) > 1:
            one, other = construct.columns[0], construct.columns[-1]
            for row in moved:
                exchange(row, BOOK.column(one), BOOK.column(other))
    return differing(scores_but_parts(score(rows)), scores_but_parts(score(moved)))


def exchange(row: Rows, one: Column, other: Column) -> None:
    a, b = BOOK.index(one.key), BOOK.index(other.key)
    row[a], row[b] = in_terms_of(row[b], other, one), in_terms_of(row[a], one, other)


def in_terms_of(code: int, old: Column, new: Column) -> int:
    turned = code >= FIRST_OPTION and old.reverse != new.reverse
    return 2 * FIRST_OPTION + len(old.options) - 1 - int(code) if turned else int(code)


def scores_but_parts(scores: list[Scores]) -> list[Scores]:
    """Without constructs that share items with a larger one: exchanging its items moves them, rightly."""
    parts = {"COCREATE", "BRIDGE", "MOD_K", "MOD_P", "MOD_X", "MOD_M", "MIR1", "MIR2", "MIR3", "MIR4"}
    return [{key: x for key, x in one.items() if key not in parts} for one in scores]


def does_not_mind_the_order_of_people(score: Scoring, rows: Rows) -> list[str]:
    return differing(score(rows)[::-1], score(rows[::-1]))


def takes_cannot_tell_for_no_answer(score: Scoring, rows: Rows) -> list[str]:
    """Adding "can't tell" never changes a score: it is neither a low answer nor a valid one."""
    blank = np.where(rows == CANT_TELL, np.uint8(NOT_ANSWERED), rows)
    return differing(score(rows), score(blank))


def needs_half_of_the_items(score: Scoring, rows: Rows) -> list[str]:
    """A score is the mean of the valid answers from the half rule on, and missing below."""
    complaints = []
    for row, one in zip(rows, score(rows), strict=True):
        for construct in SINGLE:
            valid = [x for key in construct.columns if (x := at(row, key)) is not None]
            wanted = float(np.mean(valid)) if 2 * len(valid) >= len(construct.columns) else None
            complaints += differing([{construct.key: one[construct.key]}], [{construct.key: wanted}])
    return complaints


def at(row: Rows, key: str) -> float | None:
    return points(BOOK.column(key), row[BOOK.index(key)])


def rises_with_every_answer(score: Scoring, rows: Rows) -> list[str]:
    """One answer a step nearer to the construct's high end never lowers a score, and raises its own."""
    return [said for row in rows for said in _rises(score, row)]


def _rises(score: Scoring, row: Rows) -> Iterator[str]:
    raised = list(_raised(row))
    before, *after = score(np.stack([row, *(changed for _, changed in raised)]))
    for (own, _), one in zip(raised, after, strict=True):
        yield from (f"{key} falls" for key in KEYS if _less(one[key], before[key]))
        if before[own] is not None and not _less(before[own], one[own]):
            yield f"{own} does not rise"


def _raised(row: Rows) -> Iterator[tuple[str, Rows]]:
    """Every construct whose last item may be a step higher, and the answers with it."""
    for construct in SINGLE:
        column = BOOK.column(construct.columns[-1])
        now = at(row, column.key)
        if now is not None and now < 99:
            changed = row.copy()
            keyed(changed, column, round(now / 100 * (len(column.options) - 1)) + 1)
            yield construct.key, changed


def _less(one: float | None, other: float | None) -> bool:
    return one is not None and other is not None and one < other - 1e-9


CHECKS: dict[Check, Scoring] = {
    stays_on_the_scale: beyond_the_end,
    turns_with_the_answers: cannot_tell_is_the_lowest,
    does_not_mind_the_order_of_items: first_item_counts_twice,
    does_not_mind_the_order_of_people: by_the_seat,
    takes_cannot_tell_for_no_answer: cannot_tell_counts_as_valid,
    needs_half_of_the_items: any_answer_is_enough,
    rises_with_every_answer: not_keyed,
}
"""Each check beside a scoring that it must complain of."""


def rows_of(seed: int) -> Rows:
    """People of whom some can tell everything and some hardly anything."""
    rows, rng = people(PEOPLE, seed=seed).answers, np.random.default_rng(seed)
    rows[rng.random(rows.shape) < rng.uniform(0, 0.9, size=(PEOPLE, 1))] = CANT_TELL
    return rows


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
@settings(deadline=None, max_examples=12)
@given(seed=st.integers(0, 10_000))
def test_holds(check: Check, seed: int) -> None:
    assert check(scored, rows_of(seed)) == []


@pytest.mark.parametrize(
    ("check", "broken"), CHECKS.items(), ids=lambda each: each.__name__ if callable(each) else ""
)
def test_notices(check: Check, broken: Scoring) -> None:
    assert any(check(broken, rows_of(seed)) for seed in range(3))


def test_every_construct_is_scored_and_missing_now_and_then() -> None:
    """Otherwise the checks would say nothing of it."""
    found = [one for seed in range(10) for one in scored(rows_of(seed))]
    for key in KEYS:
        assert {one[key] is None for one in found} == {True, False}, key
