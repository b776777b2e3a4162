"""Who is left out for the way they answered, and which headlines would read otherwise with them."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from scoring.blocks import SPEED
from scoring.codebook import FIRST_OPTION
from scoring.headlines import AnswerQuality, Change, least_left_out
from scoring.privacy import publish
from scoring.published import PublicQuality
from scoring.publishing_quality import public_quality
from scoring.results import Results, appraise, evaluate
from scoring.seen import see
from scoring.sifting import sift
from scoring.tally import AnswerBlock, fold
from tests.scoring.test_results import BOOK, FACTS, answered, is_honest

HEADS: dict[str, int] = {"sales": 60, "finance": 20, "it": 20}
ARGUMENTS: dict[str, Any] = {
    "codebook": BOOK,
    "headcounts": HEADS,
    "minimum_group": 5,
    "facts": FACTS,
    "pulse": None,
    "seed": 3,
}


def joined(*blocks: AnswerBlock) -> AnswerBlock:
    functions, levels, answers = (
        np.concatenate([getattr(block, name) for block in blocks])
        for name in ("functions", "levels", "answers")
    )
    bits = [
        np.zeros(len(b.functions), dtype=np.uint8) if b.attention is None else b.attention for b in blocks
    ]
    return AnswerBlock(functions, levels, answers, np.concatenate(bits))


def careless(sizes: dict[str, int], *, step: int = 4) -> AnswerBlock:
    """People who rushed and gave the same answer to everything, from first option to last."""
    block = answered(sizes)
    for at, column in enumerate(BOOK.columns):
        if column.kind in ("statement", "pair") and block.answers.size:
            block.answers[:, at] = FIRST_OPTION + min(step, len(column.options) - 1)
        if column.kind == "owner":
            block.answers[:, at] = BOOK.codes(column.key)["nobody"]
    return AnswerBlock(
        block.functions, block.levels, block.answers, np.full(len(block.functions), SPEED, np.uint8)
    )


def appraised(*blocks: AnswerBlock) -> Results:
    return appraise(sift([joined(*blocks)], codebook=BOOK), **ARGUMENTS)


def quality_of(*blocks: AnswerBlock) -> PublicQuality:
    found = publish(appraised(*blocks)).quality
    assert found is not None
    return found


ATTENTIVE = answered({"sales": 30, "finance": 12, "it": 9})


def test_the_report_is_that_of_the_people_kept() -> None:
    results = appraised(ATTENTIVE, careless({"sales": 12}))
    kept = evaluate(fold([ATTENTIVE], codebook=BOOK), **ARGUMENTS)
    assert (results.n, results.scores, results.gaps) == (51, kept.scores, kept.gaps)
    assert results.ownership == kept.ownership


def test_with_nobody_left_out_nothing_changes() -> None:
    found = quality_of(ATTENTIVE)
    assert (found.received, found.excluded, found.changed) == (51, 0, {})


def test_a_headline_that_turns_is_told_both_ways() -> None:
    """Thirty who say "nobody" to every stage leave no stage as it was."""
    found = quality_of(ATTENTIVE, careless({"sales": 10, "finance": 10, "it": 10}))
    assert (found.received, found.excluded) == (81, 30)
    owned = {key: both for key, both in found.changed.items() if key.startswith("ownership:")}
    assert owned
    assert {both[1] for both in owned.values()} == {"orphaned"}
    assert all(before not in ("", after) for before, after in owned.values())


def test_of_one_to_four_left_out_only_the_headlines_are_named() -> None:
    block = answered({"sales": 6})
    found = quality_of(block, careless({"sales": 4}))
    assert (found.received, found.excluded) == (None, None)
    assert found.changed
    assert {both[1] for both in found.changed.values()} == {""}


def test_a_function_that_is_a_unit_only_with_those_left_out_stays_in_its_pool() -> None:
    """Three of it attended, two did not: five would be a unit of their own."""
    block = answered({"sales": 30, "finance": 9, "it": 3})
    results = appraised(block, careless({"it": 2, "sales": 6}))
    assert not any(unit.key == "it" for unit in results.units)
    assert results.quality is not None
    named = {
        change.headline.split(":", 2)[2] for change in results.quality.changed if change.headline[:3] == "gap"
    }
    assert named <= {unit.key for unit in results.units}


@pytest.mark.parametrize(
    ("headline", "least"),
    [("stage", 9), ("ownership:buy", 9), ("perception", 9), ("gap:AE:finance", 2), ("gap:AE:sales", 2)],
)
def test_a_second_state_needs_enough_left_out_on_every_side(headline: str, least: int) -> None:
    left = fold([careless({"sales": 7, "finance": 2})], codebook=BOOK)
    kept = fold([ATTENTIVE], codebook=BOOK)
    units = evaluate(kept, **ARGUMENTS).units
    seen = see(kept, units=units, minimum_group=5, facts=None, pulse=None)
    assert least_left_out(headline, seen, left) == least


def test_levels_are_sides_too() -> None:
    block = careless({"sales": 9})
    levels = np.array([0, 1, 1] + [2] * 6, dtype=np.uint8)
    left = fold([AnswerBlock(block.functions, levels, block.answers)], codebook=BOOK)
    seen = see(left, units=(), minimum_group=5, facts=None, pulse=None)
    assert least_left_out("level:AE", seen, left) == 3


def said(**changes: Any) -> PublicQuality:
    found = AnswerQuality(received=40, excluded=6, flags={"SPEED": 6}, acquiescence=0.34, changed=())
    published = public_quality(AnswerQuality(**(vars(found) | changes)), 5)
    assert published is not None
    return published


def test_what_leaves_is_rounded() -> None:
    found = said()
    assert (found.received, found.excluded, found.flags, found.acquiescence) == (40, 6, {"SPEED": 15}, 0.3)
    assert said(received=15, flags={"LONG": 2}).flags == {"LONG": 15}
    few = said(received=9, excluded=0)
    assert (few.flags, few.acquiescence) == ({}, None)
    assert said(flags={"INCON": 40}).flags == {"INCON": 95}


def test_where_too_few_were_kept_nothing_is_said_of_quality() -> None:
    """What answered less what was left out would be the four that were kept."""
    assert public_quality(AnswerQuality(10, 6, {"SPEED": 6}, 0.1, ()), 5) is None
    assert public_quality(AnswerQuality(11, 6, {"SPEED": 6}, 0.1, ()), 5) is not None


def test_a_lean_too_slight_to_tell_has_no_sign() -> None:
    assert str(said(acquiescence=-0.04).acquiescence) == "0.0"


def test_both_states_are_told_from_the_minimum_group_on() -> None:
    changed = (Change("stage", "2", "3", 6), Change("gap:AE:it", "clear", "possible", 4))
    assert said(changed=changed).changed == {"stage": ("2", "3"), "gap:AE:it": ("clear", "")}


@pytest.mark.parametrize("sizes", [{}, {"sales": 1}, {"sales": 5}])
def test_small_waves_are_appraised_without_a_stumble(sizes: dict[str, int]) -> None:
    assert is_honest(appraised(answered(sizes)))
    assert is_honest(appraised(answered(sizes), careless({"sales": 3})))
    assert is_honest(appraised(careless({"sales": 12})))


def test_an_evaluation_without_sifting_says_nothing_of_quality() -> None:
    assert publish(evaluate(fold([ATTENTIVE], codebook=BOOK), **ARGUMENTS)).quality is None
