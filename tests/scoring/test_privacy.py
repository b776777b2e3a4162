"""What may be shown: units and pools, thresholds that fail closed, bands, rounding, and one way out."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.codebook import CANT_TELL, FIRST_OPTION
from scoring.privacy import Published, n_band, outward, publish, rate_band, round_score, round_share
from scoring.tally import AnswerBlock, fold
from scoring.units import reporting_units
from tests.scoring import folders
from tests.scoring.test_results import BOOK, FUNCTIONS, answered, evaluated

SIZES = st.fixed_dictionaries({key: st.integers(0, 14) for key in FUNCTIONS})


def keys(sizes: dict[str, int], *, k: int = 5) -> list[str]:
    return [unit.key for unit in reporting_units(sizes, {}, k)]


def bands(value: Any) -> Iterator[str]:
    """Every number of answers that a published tree mentions."""
    if isinstance(value, dict):
        for key, part in value.items():
            if key in ("n", "n_lead", "n_front") and isinstance(part, str):
                yield part
            yield from bands(part)
    elif isinstance(value, list | tuple):
        for part in value:
            yield from bands(part)


def cells(published: Published) -> set[tuple[str, str]]:
    """(construct, unit) with a published mean."""
    return {
        (c, u) for c, score in published.scores.items() for u, estimate in score.units.items() if estimate
    }


# --- Reporting units --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sizes", "units"),
    [
        ({"sales": 9, "hr": 6}, ["hr", "sales"]),
        ({"sales": 9, "hr": 3, "it": 2}, ["sales", "other:hr+it"]),
        ({"sales": 9, "hr": 2, "it": 6}, ["sales", "other:hr+it"]),
        ({"sales": 9, "hr": 2}, ["other:hr+sales"]),
        ({"sales": 9, "hr": 0}, ["sales"]),
        ({"hr": 2, "it": 2}, []),
        ({}, []),
        ({"b": 6, "a": 6, "hr": 1}, ["b", "other:a+hr"]),
    ],
)
def test_small_functions_are_pooled_until_the_pool_is_large_enough(
    sizes: dict[str, int], units: list[str]
) -> None:
    assert keys(sizes) == units


def test_units_ascend_by_answers_then_name_with_the_pool_last() -> None:
    sizes = {"sales": 20, "it": 6, "hr": 6, "x": 3, "y": 3}
    assert keys(sizes) == ["hr", "it", "sales", "other:x+y"]


@given(sizes=SIZES, k=st.integers(5, 10))
def test_every_unit_reaches_the_minimum_and_every_function_is_in_one_at_most(
    sizes: dict[str, int], k: int
) -> None:
    units = reporting_units(sizes, {}, k)
    members = [key for unit in units for key in unit.functions]
    assert all(unit.n >= k for unit in units)
    assert len(members) == len(set(members))
    if units:
        assert set(members) == {key for key, n in sizes.items() if n}


@pytest.mark.parametrize("k", [0, 4, -5, 11, 5.0, "5", None, True])
def test_a_minimum_group_that_is_not_5_to_10_fails_closed(k: Any) -> None:
    results = evaluated(answered({"sales": 20}))
    for refused in (
        lambda: reporting_units({"sales": 20}, {}, k),
        lambda: evaluated(answered({"sales": 20}), minimum_group=k),
        lambda: publish(replace(results, minimum_group=k)),
    ):
        with pytest.raises(ValueError, match="from 5 to 10"):
            refused()


# --- Bands and rounding -----------------------------------------------------------------------------


def test_bands_of_answers() -> None:
    wanted = {5: "5–9", 9: "5–9", 10: "10–19", 19: "10–19", 20: "20–49", 49: "20–49", 50: "50+", 10**6: "50+"}
    assert {n: n_band(n) for n in wanted} == wanted
    with pytest.raises(ValueError, match="fewer than five"):
        n_band(4)


def test_bands_of_participation() -> None:
    assert [rate_band(n, 20) for n in (9, 10, 15, 16, 20)] == ["<50%", "50–79%", "50–79%", "≥80%", "≥80%"]
    assert rate_band(8, 9) == ""


def test_rounding() -> None:
    assert [round_score(x) for x in (49.5, 49.49, -0.4, -12.5)] == [50, 49, 0, -13]
    assert [round_share(0.437, n) for n in (19, 20)] == [0.45, 0.44]
    assert outward(49.2, 50.1) == (49, 51)


def test_published_numbers_are_already_rounded() -> None:
    for path in folders.FOLDERS:
        tree = json.dumps(asdict(publish(folders.results(path))), default=str)
        fractions = [
            float(word)
            for word in tree.replace(",", " ").replace("}", " ").split()
            if "." in word and word[0].isdigit()
        ]
        assert all(round(x * 100) == pytest.approx(x * 100) or x in (37.5, 62.5) for x in fractions)


def test_everybody_at_the_end_of_the_scale_is_only_at_least_90() -> None:
    block = answered({"sales": 20, "finance": 8})
    columns = [BOOK.index(f"PROM{i}") for i in (1, 2, 3)]
    block.answers[np.ix_(block.functions == 1, columns)] = [FIRST_OPTION + 4, FIRST_OPTION + 4, FIRST_OPTION]
    published = publish(evaluated(block))
    finance = published.scores["PROM"].units["finance"]
    assert finance is not None
    assert (finance.value, finance.low, finance.high, finance.bound) == (90, 90, 100, "at_least")
    gap = next(gap for gap in published.gaps if (gap.construct, gap.unit) == ("PROM", "finance"))
    sales = published.scores["PROM"].units["sales"]
    assert sales is not None
    assert gap.points == pytest.approx(90 - sales.value, abs=1)


# --- One way out ------------------------------------------------------------------------------------


@settings(deadline=None, max_examples=30)
@given(sizes=SIZES, k=st.integers(5, 10), seed=st.integers(0, 99))
def test_nothing_published_rests_on_fewer_than_the_minimum(sizes: dict[str, int], k: int, seed: int) -> None:
    """Means, gaps and shares; also of constructs that only some of a unit answered."""
    block = answered(sizes, seed=seed)
    published = publish(evaluated(block, minimum_group=k))
    assert set(bands(asdict(published))) <= {"5–9", "10–19", "20–49", "50+", ""}
    tally = fold([block], codebook=BOOK)
    units = {unit.key: unit for unit in published.units}
    for construct, key in cells(published):
        assert usable(tally, construct, units[key].functions) >= k


def usable(tally: Any, construct: str, functions: tuple[str, ...]) -> int:
    at, p = tally.plan.index[construct], len(tally.plan.scales)
    return int(tally.products[tally.functions(functions)][..., p + at, p + at].sum())


@settings(deadline=None, max_examples=30)
@given(sizes=SIZES, seed=st.integers(0, 99), k=st.integers(5, 9))
def test_a_larger_minimum_never_adds_a_function(sizes: dict[str, int], seed: int, k: int) -> None:
    """What is shown of a function by itself can only become less."""
    block = answered(sizes, seed=seed)
    fewer, more = (publish(evaluated(block, minimum_group=each)) for each in (k + 1, k))
    alone = {cell for cell in cells(fewer) if not cell[1].startswith("other:")}
    assert alone <= cells(more)


@settings(deadline=None, max_examples=20)
@given(seed=st.integers(0, 999))
def test_who_sits_where_in_a_pool_changes_nothing(seed: int) -> None:
    """Members of different pooled functions swap all their answers; not even unrounded results move."""
    block = answered({"sales": 90, "finance": 3, "it": 4}, seed=seed)
    one, other = (int(np.flatnonzero(block.functions == f)[0]) for f in (1, 2))
    swapped, levels = block.answers.copy(), block.levels.copy()
    swapped[[one, other]], levels[[one, other]] = swapped[[other, one]], levels[[other, one]]
    changed = AnswerBlock(block.functions, levels, swapped)
    assert evaluated(changed) == evaluated(block)


@settings(deadline=None, max_examples=20)
@given(seed=st.integers(0, 999), order=st.permutations(range(3)))
def test_the_order_of_people_and_functions_changes_nothing(seed: int, order: list[int]) -> None:
    """The wave lists its functions in another order, so every code for a function changes."""
    block = answered({"sales": 12, "finance": 7, "it": 6}, seed=seed)
    book = replace_functions(order)
    answers = block.answers.copy()
    code = np.arange(256, dtype=np.uint8)
    for old, new in enumerate(np.argsort(order)):
        code[FIRST_OPTION + old] = FIRST_OPTION + new
    owners = [place for place, column in enumerate(BOOK.columns) if column.kind == "owner"]
    answers[:, owners] = code[answers[:, owners]]
    people = np.random.default_rng(seed).permutation(len(answers))
    moved = AnswerBlock(
        np.argsort(order).astype(np.uint8)[block.functions][people], block.levels[people], answers[people]
    )
    found = evaluated(AnswerBlock(moved.functions, moved.levels, moved.answers), book=book)
    assert publish(found) == publish(evaluated(block))


def replace_functions(order: list[int]) -> Any:
    return type(BOOK).of(folders.instrument(), functions=[FUNCTIONS[at] for at in order])


def test_a_pooled_function_is_named_by_no_cell_and_no_flag() -> None:
    published = publish(evaluated(answered({"sales": 30, "finance": 4, "it": 4})))
    keys_shown = {unit for _, unit in cells(published)} | {gap.unit for gap in published.gaps}
    assert keys_shown <= {"sales", "other:finance+it"}
    for stage in published.ownership.values():
        assert {flag.function for flag in stage.flags} <= {"sales"}
        assert set(stage.self_naming) | set(stage.acceptance) <= {"sales"}
    assert published.scores["MOD"].units["other:finance+it"] is None


def test_an_organization_mean_is_taken_over_the_shown_units_only() -> None:
    """Otherwise a unit with four usable answers could be computed from the mean and the units shown."""
    block = answered({"sales": 20, "finance": 8, "it": 7})
    there = np.flatnonzero(block.functions == 2)[:4]
    block.answers[np.ix_(there, [BOOK.index(f"PROM{i}") for i in (1, 2, 3)])] = CANT_TELL
    results = evaluated(block)
    score = results.scores["PROM"]
    shown = [estimate.value for estimate in score.units.values() if estimate is not None]
    assert (score.units["it"], publish(results).scores["PROM"].hidden) == (None, {"it": "fewer_than_minimum"})
    assert score.organization is not None
    assert score.organization.value == pytest.approx(np.mean(shown))


def test_shares_of_a_unit_below_ten_answers_are_withheld_but_its_word_stands() -> None:
    published = publish(evaluated(answered({"sales": 30, "finance": 9})))
    for stage in published.ownership.values():
        for said in [said for key, said in stage.acceptance.items() if key == "finance"]:
            assert (said.share, said.answer in ("yes", "part", "no")) == (None, True)
    claim = published.claim_accept.get("finance")
    assert claim is None or (claim.claim, claim.accept, claim.gap) == (None, None, None)


def test_levels_are_compared_only_if_both_reach_the_minimum() -> None:
    block = answered({"sales": 20, "finance": 8})
    few_leads = AnswerBlock(
        block.functions, np.where(np.arange(28) < 4, 0, 2).astype(np.uint8), block.answers
    )
    assert evaluated(few_leads).level_gaps == ()
    assert evaluated(few_leads).scores["LEV"].organization is None
