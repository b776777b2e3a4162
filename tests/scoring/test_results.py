"""Small and odd organizations: an honest None instead of a number, never NaN, never a traceback."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from math import isnan
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.codebook import CANT_TELL, FIRST_OPTION, NOT_ANSWERED, Codebook
from scoring.privacy import publish
from scoring.results import Results, evaluate
from scoring.tally import AnswerBlock, fold
from tests.scoring import folders
from tests.scoring.test_tally import people

FUNCTIONS = ("sales", "finance", "it")
BOOK = Codebook.of(folders.instrument(), functions=FUNCTIONS)
CUSTOMERS = folders.instrument().pulse_codebook()
FACTS = {"cx_lead": "full", "cx_budget": "dedicated", "cx_budget_owner": "cx_group"}


def answered(sizes: dict[str, int], *, codes: int | None = None, seed: int = 1) -> AnswerBlock:
    """So many people by function; all answer with the same byte, or at random."""
    n = sum(sizes.values())
    block = people(n, seed=seed, book=BOOK)
    answers = block.answers if codes is None else np.full_like(block.answers, codes)
    functions = np.repeat([BOOK.functions.index(key) for key in sizes], list(sizes.values()))
    return AnswerBlock(functions.astype(np.uint8), block.levels, answers)


def evaluated(block: AnswerBlock, *, book: Codebook = BOOK, **changes: Any) -> Results:
    arguments: dict[str, Any] = {
        "codebook": book,
        "headcounts": {"sales": 40, "finance": 12, "it": 9},
        "minimum_group": 5,
        "facts": FACTS,
        "pulse": fold([], codebook=CUSTOMERS),
        "seed": 3,
    }
    return evaluate(fold([block], codebook=book), **(arguments | changes))


def numbers(value: Any) -> Iterator[float]:
    """Every number in a tree of results."""
    if isinstance(value, float):
        yield value
    elif is_dataclass(value) and not isinstance(value, type):
        for field in fields(value):
            yield from numbers(getattr(value, field.name))
    elif isinstance(value, dict):
        for part in value.values():
            yield from numbers(part)
    elif isinstance(value, tuple):
        for part in value:
            yield from numbers(part)


def is_honest(results: Results) -> bool:
    """No NaN, inside or published."""
    return not any(isnan(x) for tree in (results, publish(results)) for x in numbers(tree))


def test_no_answers_at_all() -> None:
    results = evaluated(answered({}))
    assert (results.n, results.units, results.gaps, results.mirror) == (0, (), (), None)
    assert (results.maturity.stage, results.maturity.index, results.ownership_index) == (None, None, None)
    assert {stage.state for stage in results.ownership.values()} == {"unknown"}
    assert is_honest(results)


def test_one_answer_is_not_shown() -> None:
    results = evaluated(answered({"sales": 1}))
    assert (results.units, results.maturity.stage, results.clock.entries) == ((), None, {})
    assert publish(results).n is None
    assert all(score.organization is None for score in results.scores.values())


def test_everybody_cannot_tell() -> None:
    results = evaluated(answered({"sales": 20, "finance": 8, "it": 6}, codes=CANT_TELL))
    assert {stage.state for stage in results.ownership.values()} == {"unknown"}
    assert {stage.dk for stage in results.ownership.values()} == {1.0}
    assert len(results.visibility) == 3 * 9
    assert {gap.dk_rate for gap in results.visibility} == {1.0}
    assert (results.maturity.stage, results.gaps) == (None, ())
    assert is_honest(results)


def test_skipped_answers_are_not_cant_tell() -> None:
    results = evaluated(answered({"sales": 20, "finance": 8}, codes=NOT_ANSWERED))
    assert (results.visibility, results.maturity.stage) == ((), None)
    assert is_honest(results)


def test_everybody_answers_alike() -> None:
    results = evaluated(answered({"sales": 20, "finance": 8, "it": 6}, codes=FIRST_OPTION + 2))
    assert {(gap.points, gap.state, gap.p) for gap in results.gaps} == {(0.0, "aligned", 1.0)}
    assert {stage.top for stage in results.ownership.values()} == {"it"}
    assert results.maturity.low == pytest.approx(results.maturity.index)
    assert is_honest(results)


def test_one_function_has_nobody_to_differ_from() -> None:
    results = evaluated(answered({"sales": 20}))
    assert [unit.key for unit in results.units] == ["sales"]
    assert results.gaps == ()
    assert all(
        said.others is None for stage in results.ownership.values() for said in stage.self_naming.values()
    )
    assert is_honest(results)


def test_functions_that_are_all_small_are_one_pool() -> None:
    results = evaluated(answered({"sales": 4, "finance": 3, "it": 2}))
    assert [unit.key for unit in results.units] == ["other:finance+it+sales"]
    assert not any(stage.flags or stage.acceptance for stage in results.ownership.values())
    assert is_honest(results)


def test_more_answers_than_people_and_headcounts_that_are_not_known() -> None:
    block = answered({"sales": 20, "finance": 8, "it": 6})
    few = evaluated(block, headcounts={"sales": 5, "finance": 1, "it": 0})
    none = evaluated(block, headcounts={})
    assert (few.headcount, none.headcount) == (6, 0)
    assert is_honest(few)
    assert is_honest(none)


def test_five_people_are_shown_and_not_more_than_that() -> None:
    published = publish(evaluated(answered({"sales": 5})))
    assert (published.n, [unit.n for unit in published.units]) == (5, ["5–9"])
    assert all(stage.shares == {} for stage in published.ownership.values())
    assert published.clock.entries == {}


def test_without_facts_their_gates_are_unverified() -> None:
    results = evaluated(answered({"sales": 20, "finance": 8}), facts=None)
    gates = {gate.key: gate.status for gate in results.maturity.gates}
    assert (gates["CX lead"], gates["CX budget"]) == ("unverified", "unverified")


def test_without_customers_the_pulse_gates_are_unverified() -> None:
    results = evaluated(answered({"sales": 20, "finance": 8}), pulse=None)
    gates = {gate.key: gate.status for gate in results.maturity.gates}
    assert (gates["pulse>=62.5"], gates["perception gap<=10"]) == ("unverified", "unverified")
    assert (results.pulse, results.perception_gap, results.mirror) == (None, None, None)


def test_without_levers_the_index_is_half_and_half() -> None:
    block = answered({"sales": 20, "finance": 8})
    block.answers[:, [BOOK.index(f"LV{i}") for i in range(1, 8)]] = CANT_TELL
    results = evaluated(block)
    ae, mo = (results.scores[key].organization for key in ("AE", "MO"))
    assert ae is not None
    assert mo is not None
    assert (results.maturity.lever_used, results.maturity.index) == (
        False,
        pytest.approx((ae.value + mo.value) / 2),
    )


def test_the_same_seed_gives_the_same_results_and_another_only_other_draws() -> None:
    block = answered({"sales": 20, "finance": 8, "it": 6})
    again, other = evaluated(block), evaluated(block, seed=4)
    assert evaluated(block) == again
    assert (other.scores, other.gaps, other.maturity.index) == (
        again.scores,
        again.gaps,
        again.maturity.index,
    )


@settings(deadline=None, max_examples=25)
@given(
    sizes=st.fixed_dictionaries({key: st.integers(0, 12) for key in FUNCTIONS}),
    seed=st.integers(0, 999),
    codes=st.sampled_from([None, None, CANT_TELL, NOT_ANSWERED, FIRST_OPTION, FIRST_OPTION + 1]),
)
def test_nothing_is_ever_nan(sizes: dict[str, int], seed: int, codes: int | None) -> None:
    assert is_honest(
        evaluated(answered(sizes, codes=codes, seed=seed), headcounts=dict.fromkeys(FUNCTIONS, 10))
    )


def test_a_tally_of_another_codebook_is_refused() -> None:
    other = Codebook.of(folders.instrument(), functions=("sales",))
    with pytest.raises(ValueError, match="another codebook"):
        evaluated(answered({"sales": 5}), codebook=other)
