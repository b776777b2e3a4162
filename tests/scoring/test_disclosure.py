"""What the parts of a report may not give away together: ends of scales, unanimous votes, modules of few."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import numpy as np
import pytest

from scoring.codebook import CANT_TELL, FIRST_OPTION
from scoring.privacy import publish
from scoring.published import PublicStage, Published
from scoring.tally import AnswerBlock
from tests.scoring.test_results import BOOK, answered, evaluated

STAGE, ITEM = BOOK.stages[0]
WAVES = 60


def voting(**votes: Sequence[str]) -> AnswerBlock:
    """People by function with their votes for the first stage, today and for tomorrow."""
    block = answered({key: len(texts) for key, texts in votes.items()})
    for when in ("today", "should"):
        codes = BOOK.codes(f"{ITEM}_{when}")
        texts = [text for each in votes.values() for text in each]
        block.answers[:, BOOK.index(f"{ITEM}_{when}")] = [codes[text] for text in texts]
    return block


def stage_of(block: AnswerBlock) -> PublicStage:
    return publish(evaluated(block)).ownership[STAGE]


# --- Votes of one mind ------------------------------------------------------------------------------------


def test_votes_that_are_all_the_same_are_not_printed_as_all() -> None:
    """100% over all units would say what each of 29 people answered."""
    found = stage_of(voting(sales=["it"] * 12, finance=["it"] * 9, it=["it"] * 8))
    assert (found.shares["it"], found.shares["sales"], found.shares["nobody"]) == (0.95, 0.05, 0.05)
    assert (found.should["it"], found.should_share, found.top_share) == (0.95, 0.95, 0.95)
    assert (found.state, found.top, found.effective_owners) == ("owned", "it", None)


def test_one_vote_that_differs_is_enough_to_print_what_is() -> None:
    found = stage_of(voting(sales=["it"] * 11 + ["sales"], finance=["it"] * 9, it=["it"] * 8))
    assert (found.shares["it"], found.shares["sales"]) == (0.97, 0.03)
    assert found.effective_owners is not None


def test_others_that_all_name_a_function_are_not_printed_as_all() -> None:
    """Sales' own votes differ; those of both other units name it without exception."""
    found = stage_of(voting(sales=["sales", "it"] * 6, finance=["sales"] * 9, it=["sales"] * 8))
    assert (found.self_naming["sales"].own, found.self_naming["sales"].others) == (0.5, 0.95)


def test_the_others_are_a_unit_too_where_they_are_only_one() -> None:
    found = stage_of(voting(sales=["sales", "it"] * 6, finance=["nobody"] * 12))
    assert (found.self_naming["sales"].own, found.self_naming["sales"].others) == (0.5, 0.05)


def test_the_index_of_ownership_does_not_tell_of_one_mind_either() -> None:
    """Everybody names it and all of it accept: 100 would say so, .95 × .95 does not."""
    block = answered({"sales": 12, "finance": 11, "it": 12})
    for _, item in BOOK.stages:
        block.answers[:, BOOK.index(f"{item}_today")] = BOOK.codes(f"{item}_today")["it"]
        block.answers[:, BOOK.index(f"{item}_accept")] = BOOK.codes(f"{item}_accept")["already"]
    results = evaluated(block)
    assert results.ownership_index == pytest.approx(100)
    assert publish(results).ownership_index == 90


# --- Levels at an end of the scale ------------------------------------------------------------------------


def levels_apart(*, top: bool) -> Published:
    """Twelve leads of two units stand at one end of METR, everybody else somewhere between."""
    block = answered({"sales": 20, "finance": 16})
    levels = np.where(np.arange(36) % 3, 2, 0).astype(np.uint8)
    rng = np.random.default_rng(3)
    for i in (1, 2, 3):
        at = BOOK.index(f"METR{i}")
        steps = np.where(levels == 0, 4 if top else 0, rng.integers(1, 4, size=36))
        block.answers[:, at] = FIRST_OPTION + (4 - steps if BOOK.columns[at].reverse else steps)
    return publish(evaluated(AnswerBlock(block.functions, levels, block.answers)))


@pytest.mark.parametrize("top", [True, False])
def test_a_level_at_an_end_of_the_scale_counts_as_it_would_be_printed(top: bool) -> None:
    published = levels_apart(top=top)
    gap = next(gap for gap in published.level_gaps if gap.construct == "METR")
    units = [each.value for each in published.scores["METR"].units.values() if each]
    lead = 100 if top else 0
    # Two thirds of both units are the front line, so its mean follows from the units'.
    front = (3 * np.mean(units) - lead) / 2
    assert gap.points == pytest.approx((90 if top else 10) - front, abs=3)
    assert abs(gap.points) < abs(lead - front) - 6
    assert (gap.low + gap.high) / 2 == pytest.approx(gap.points, abs=1)


# --- Modules ----------------------------------------------------------------------------------------------


def test_a_module_has_a_whole_and_four_facets() -> None:
    found = publish(evaluated(answered({"sales": 20, "finance": 9}))).modules
    assert set(found) == {"sales", "finance"}
    assert found["sales"].overall is not None
    assert set(found["sales"].facets) == {"K", "P", "X", "M"}
    assert found["finance"].overall is not None
    assert found["finance"].overall.n == "5–9"


def test_a_facet_of_which_four_could_tell_is_missing() -> None:
    block = answered({"sales": 20, "finance": 6})
    block.answers[-2:, [BOOK.index("MOD_X1"), BOOK.index("MOD_X2")]] = CANT_TELL
    found = publish(evaluated(block)).modules["finance"]
    assert found.facets["X"] is None
    assert found.facets["K"] is not None


def test_a_pool_has_no_module_and_no_role() -> None:
    published = publish(evaluated(answered({"sales": 20, "finance": 3, "it": 4})))
    assert [unit.pooled for unit in published.units] == [False, True]
    assert set(published.modules) == {"sales"}
    assert published.roles is not None
    assert set(published.roles.units) == {"sales"}


def test_a_function_that_was_not_asked_about_itself_has_none() -> None:
    block = answered({"sales": 20, "finance": 9})
    columns = [at for at, column in enumerate(BOOK.columns) if column.item in BOOK.module_only]
    block.answers[np.ix_(block.functions == BOOK.functions.index("finance"), columns)] = 0
    assert set(publish(evaluated(block)).modules) == {"sales"}


def test_everybody_at_the_end_of_a_facet_is_bounded() -> None:
    block = answered({"sales": 8})
    for key in ("MOD_K1", "MOD_K2"):
        at = BOOK.index(key)
        block.answers[:, at] = FIRST_OPTION + (0 if BOOK.columns[at].reverse else 4)
    facet = publish(evaluated(block)).modules["sales"].facets["K"]
    assert facet is not None
    assert (facet.value, facet.bound, facet.low, facet.high) == (90, "at_least", 90, 100)


# --- Practices of the levers ------------------------------------------------------------------------------


def test_single_practices_are_told_of_all_leads_together() -> None:
    block = answered({"sales": 20, "finance": 9})
    levels = np.array([1] * 6 + [2] * 23, dtype=np.uint8)
    at = BOOK.index("LV3")
    block.answers[:, at] = [FIRST_OPTION, *[FIRST_OPTION + 3] * 5, *[0] * 23]
    score = publish(evaluated(AnswerBlock(block.functions, levels, block.answers))).scores["LV3"]
    assert score.organization is not None
    assert (score.organization.value, score.organization.n) == (83, "5–9")
    assert set(score.units.values()) == {None}


def test_four_leads_are_too_few_for_a_practice() -> None:
    block = answered({"sales": 20})
    block.answers[:, BOOK.index("LV3")] = [FIRST_OPTION + 3] * 4 + [0] * 16
    levels = np.array([1] * 4 + [2] * 16, dtype=np.uint8)
    score = publish(evaluated(AnswerBlock(block.functions, levels, block.answers))).scores["LV3"]
    assert score.organization is None


# --- Nothing finer than its rounding ----------------------------------------------------------------------


def test_every_number_that_leaves_is_already_rounded() -> None:
    published = publish(evaluated(answered({"sales": 60, "finance": 12, "it": 9})))
    for each in published.agreement:
        for value in (each.rwg, each.rwg_skewed, each.deviation):
            assert value is None or value * 20 == pytest.approx(round(value * 20))
    for scale in published.reliability:
        numbers = (scale.alpha, scale.low, scale.high, scale.used)
        assert all(value * 100 == pytest.approx(round(value * 100)) for value in numbers)
    for ratio in published.aggregation:
        assert (ratio.icc1, ratio.icc2) == (round(ratio.icc1, 2), round(ratio.icc2, 2))


# --- No cell of few, whatever the wave --------------------------------------------------------------------


@cache
def blind_wave(seed: int) -> tuple[AnswerBlock, Published]:
    """Three functions of uneven size, each of which cannot tell much, and what is published of them."""
    rng = np.random.default_rng(seed)
    block = answered({key: int(rng.choice([0, 3, 5, 7, 11, 24])) for key in BOOK.functions}, seed=seed)
    blind = rng.random(3)[block.functions] * 0.6
    block.answers[rng.random(block.answers.shape) < blind[:, None]] = CANT_TELL
    return block, publish(evaluated(block))


def complete(block: AnswerBlock, functions: Sequence[str], construct: str) -> int:
    """People of these functions who answered every item of a construct, counted row by row."""
    codes = [BOOK.functions.index(key) for key in functions]
    rows = block.answers[np.isin(block.functions, codes)]
    return int(
        (rows[:, [BOOK.index(key) for key in BOOK.items_of(construct)]] >= FIRST_OPTION).all(axis=1).sum()
    )


def picked(block: AnswerBlock, functions: Sequence[str]) -> int:
    codes = [BOOK.functions.index(key) for key in functions]
    return int((block.answers[np.isin(block.functions, codes), BOOK.index("ECO")] >= FIRST_OPTION).sum())


def test_nothing_is_said_of_fewer_than_five_and_no_number_of_fewer_than_ten() -> None:
    words = numbers = roles = 0
    for seed in range(WAVES):
        block, published = blind_wave(seed)
        members = {unit.key: unit.functions for unit in published.units}
        for each in published.agreement:
            n = complete(block, members[each.unit], each.construct)
            words += each.state != "untold"
            numbers += each.rwg is not None
            assert each.state == "untold" or n >= 5
            assert (each.rwg is None) == (each.deviation is None) == (n < 10 or each.state == "untold")
        for key, role in (published.roles.units if published.roles else {}).items():
            n = picked(block, members[key])
            roles += bool(role.shares)
            assert n >= 5
            assert bool(role.shares) == (n >= 10)
        assert not any(scale.n != "50+" for scale in published.reliability)
        assert {pair.unit for pair in published.pairs} <= set(members)
    assert min(words, numbers, roles) > 15, "nothing was told"


def test_where_a_pool_hides_who_is_small_no_part_names_them() -> None:
    """Units are the only names of groups of people, in every part."""
    for seed in range(WAVES):
        _, published = blind_wave(seed)
        shown = {unit.key for unit in published.units}
        alone = {unit.key for unit in published.units if not unit.pooled}
        assert {each.unit for each in published.agreement} <= shown
        assert {one for pair in published.pairs for one in (pair.unit, pair.other)} <= shown
        assert set(published.modules) <= alone
        assert set(published.roles.units if published.roles else ()) <= alone
