"""Two waves beside each other: what may be said of the change, and that nobody can be worked out of it."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from scoring.codebook import FIRST_OPTION
from scoring.privacy import publish
from scoring.published import PublicTrend
from scoring.publishing_trend import public_trend
from scoring.tally import AnswerBlock, fold
from scoring.wave_trend import WaveEvidence, compare
from tests.scoring.test_results import BOOK, FUNCTIONS, answered, evaluated

SIZES = dict.fromkeys(FUNCTIONS, 12)


def wave(block: AnswerBlock, *, seed: int = 1) -> WaveEvidence:
    tally = fold([block], codebook=BOOK)
    return WaveEvidence(kept=tally, pulse=None, results=evaluated(block), facts=None, seed=seed)


def told(before: AnswerBlock, after: AnswerBlock) -> PublicTrend:
    one, two = wave(before), wave(after, seed=2)
    found = compare(one, two)
    assert found is not None
    return public_trend(found, publish(one.results), publish(two.results))


@cache
def people(**sizes: int) -> AnswerBlock:
    return answered(SIZES | sizes)


def with_items(block: AnswerBlock, construct: str, *, step: int) -> AnswerBlock:
    """Everybody answers the items of a construct that many options further up, within the scale."""
    answers = block.answers.copy()
    for key in BOOK.items_of(construct):
        column = BOOK.columns.index(BOOK.column(key))
        codes = answers[:, column].astype(int)
        last = FIRST_OPTION + len(BOOK.column(key).options) - 1
        up = -step if BOOK.column(key).reverse else step
        answers[:, column] = np.where(codes >= FIRST_OPTION, np.clip(codes + up, FIRST_OPTION, last), codes)
    return replace(block, answers=answers)


def test_the_same_answers_again_have_not_moved() -> None:
    found = told(people(), people())

    assert {change.points for change in found.changes} == {0}
    assert {change.state for change in found.changes} <= {"stable", "not yet tellable"}


def test_a_score_that_everybody_raised_has_moved_and_the_others_have_not() -> None:
    found = told(with_items(people(), "SHARE", step=-1), with_items(people(), "SHARE", step=1))
    moved = {change.construct for change in found.changes if change.state == "reliable"}

    assert moved in ({"SHARE"}, {"SHARE", "MO"})


def test_points_are_the_difference_of_what_is_printed_and_lie_in_their_interval() -> None:
    found = told(people(), with_items(people(), "VIEW", step=1))

    for change in (*found.changes, *found.unit_changes):
        assert change.points == change.after - change.before
        assert change.low <= change.points <= change.high


def test_a_function_that_one_wave_hides_is_in_no_number() -> None:
    """Four of a function's people answer: it is pooled, and so is the function that hides it."""
    small, *_ = FUNCTIONS
    found = told(people(), people(**{small: 4}))

    assert small not in found.units
    assert small in found.only_before
    assert small not in {change.unit for change in found.unit_changes}
    assert [key for key in found.units if key.startswith("other:")] == []


@pytest.mark.parametrize("step", [1, 2, 3, 4])
def test_one_more_or_four_more_people_never_make_a_set_of_their_own(step: int) -> None:
    """Units are compared with units of the same functions, whoever has joined; what differs drops out."""
    first, second, *_ = FUNCTIONS
    before, after = people(**{first: 5 - step, second: 9}), people(**{first: 5, second: 9})
    found = told(before, after)
    sets = [{unit.key for unit in evaluated(block).units} for block in (before, after)]

    assert set(found.units) == sets[0] & sets[1]
    assert {first, second}.isdisjoint(found.units)


def test_where_everybody_stands_at_an_end_the_change_says_no_more_than_the_reports() -> None:
    """A unit of which "≥90" is printed has no change of its own, and counts as 90 in the organization's."""
    top = with_items(people(), "SHARE", step=4)
    found = told(people(), top)
    share = next(change for change in found.changes if change.construct == "SHARE")

    assert share.after == 90
    assert not [change for change in found.unit_changes if change.construct == "SHARE"]


def test_waves_without_a_unit_in_common_are_not_compared() -> None:
    first, *others = FUNCTIONS
    only_first = answered({first: 12})
    only_others = answered(dict.fromkeys(others, 12))

    assert compare(wave(only_first), wave(only_others, seed=2)) is None


def test_a_stage_is_said_to_have_risen_only_if_both_printed_stages_have() -> None:
    found = told(people(), people())

    assert found.stage is None or found.stage.said in ("held", "not yet tellable")


def test_the_states_of_ownership_are_those_that_both_reports_print() -> None:
    one, two = wave(people()), wave(people(), seed=2)
    before, after = publish(one.results), publish(two.results)
    found = compare(one, two)
    assert found is not None

    for each in public_trend(found, before, after).ownership:
        assert (each.before, each.after) == (
            before.ownership[each.stage].state,
            after.ownership[each.stage].state,
        )
        assert each.before != each.after or each.said != "changed"


def test_what_somebody_who_joined_has_said_is_better_guessed_than_reckoned() -> None:
    """The attack that is left: take it that the others answered as before, and subtract the waves.

    Five people with a spread of 18 points between them answer a scale with a reliability of .80 twice; a
    sixth joins. Even with exact numbers and unrounded means, n₂·mean₂ − n₁·mean₁ is further from the sixth's
    score than the mean of all people is.
    """
    rng = np.random.default_rng(20)
    true, unrest = rng.normal(55, 18 * np.sqrt(0.8), (20_000, 6)), 18 * np.sqrt(0.2)
    first = true[:, :5] + rng.normal(0, unrest, (20_000, 5))
    second = true + rng.normal(0, unrest, (20_000, 6))
    reckoned = second.sum(axis=1) - first.sum(axis=1)
    guessed = np.full(20_000, second.mean())

    def error(guess: np.ndarray) -> float:
        return float(np.sqrt(np.mean((guess - second[:, 5]) ** 2)))

    assert error(reckoned) > 1.2 * error(guessed)
