"""Agreement of a unit, read from the tally, against cells worked out by hand and what leaves of them."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from scoring.accord import UnitAgreement
from scoring.agreement import ad_mean, icc_of_scores, item_variances, rwg_j
from scoring.codebook import CANT_TELL, FIRST_OPTION
from scoring.privacy import publish
from scoring.published import PublicAgreement
from scoring.results import Results
from scoring.tally import AnswerBlock
from tests.scoring.test_results import BOOK, answered, evaluated

PROM = [BOOK.index(f"PROM{i}") for i in (1, 2, 3)]


def with_prom(rows: list[tuple[int, int, int]], *, function: str = "finance") -> AnswerBlock:
    """A unit whose people gave these answers (1–5, as answered) to PROM; twenty others at random."""
    block = answered({"sales": 20, function: len(rows)})
    block.answers[20:, PROM] = np.array(rows) + FIRST_OPTION - 1
    return block


def inside(results: Results, unit: str = "finance") -> UnitAgreement:
    return next(one for one in results.agreement if (one.construct, one.unit) == ("PROM", unit))


def told(results: Results, unit: str = "finance", construct: str = "PROM") -> PublicAgreement:
    found = publish(results).agreement
    return next(one for one in found if (one.construct, one.unit) == (construct, unit))


ROWS = [(4, 5, 2), (4, 4, 1), (5, 5, 2), (4, 4, 2), (3, 4, 2), (4, 5, 1)]


def test_a_cell_by_hand() -> None:
    """Item variances .4, .3 and .2667 (n − 1), .3222 on average: r = 3 × .8389 / (3 × .8389 + .1611)."""
    found = inside(evaluated(with_prom(ROWS)))
    assert found.found.r == pytest.approx(0.9398, abs=1e-4)
    assert found.found.n == 6
    assert found.deviation == pytest.approx((2 / 6 + 0.5 + 4 / 9) / 3)


def test_it_is_what_the_raw_rows_give() -> None:
    """Keying a reversed item changes neither a variance nor a deviation."""
    found = inside(evaluated(with_prom(ROWS)))
    assert found.found.r == pytest.approx(rwg_j(item_variances(ROWS)))
    assert found.deviation == pytest.approx(ad_mean(ROWS))


def test_only_complete_rows_count() -> None:
    block = with_prom([*ROWS, (1, 1, 5)])
    block.answers[-1, PROM[0]] = CANT_TELL
    assert inside(evaluated(block)).found.r == pytest.approx(rwg_j(item_variances(ROWS)))


def test_words_stand_from_five_and_numbers_from_ten() -> None:
    few, enough = told(evaluated(with_prom(ROWS))), told(evaluated(with_prom(ROWS * 2)))
    assert (few.state, few.strength, few.n) == ("shared", "very strong", "5–9")
    assert (few.rwg, few.rwg_skewed, few.deviation) == (None, None, None)
    assert (enough.state, enough.rwg, enough.n) == ("shared", 0.95, "10–19")
    assert enough.deviation == pytest.approx(0.45)


def test_four_complete_rows_are_untold_even_if_the_score_is_shown() -> None:
    block = with_prom(ROWS)
    block.answers[-2:, PROM[1]] = CANT_TELL
    results = evaluated(block)
    assert results.scores["PROM"].units["finance"] is not None
    assert told(results) == PublicAgreement("PROM", "finance", "untold", "", None, None, None, "")


def test_more_apart_than_chance_is_polarized() -> None:
    apart = told(evaluated(with_prom([(1, 1, 5), (5, 5, 1)] * 6)))
    assert (apart.state, apart.strength, apart.rwg) == ("polarized", "none", 0.0)
    assert apart.deviation == 2.0


def test_what_luck_gives_is_no_agreement() -> None:
    """r_wg of .63 among five people: random answers reach .77 one time in twenty."""
    rows = [(1, 3, 2), (2, 4, 3), (4, 3, 1), (3, 1, 4), (2, 2, 2)]
    results = evaluated(with_prom(rows))
    assert 0.5 < inside(results).found.r < inside(results).found.critical
    assert told(results).state == "split"


def test_nothing_says_that_all_gave_the_same_answers() -> None:
    same = told(evaluated(with_prom([(4, 4, 2)] * 14)))
    assert (same.rwg, same.rwg_skewed, same.deviation) == (0.95, 0.95, 0.05)


def test_only_scales_of_five_points_are_held_against_five_options() -> None:
    constructs = {one.construct for one in publish(evaluated(answered({"sales": 30}))).agreement}
    assert constructs == {"VIEW", "MSG", "SHARE", "RESP", "DATA", "MO", "METR", "PROM", "ROLE"}


# --- Units against one another ------------------------------------------------------------------------


def scores_of(block: AnswerBlock) -> tuple[list[float], list[int]]:
    """PROM scores of everybody with complete answers, by hand: 25 points a step, the third reversed."""
    raw = block.answers[:, PROM].astype(int) - FIRST_OPTION
    raw[:, 2] = 4 - raw[:, 2]
    return list(25 * raw.mean(axis=1)), list(map(int, block.functions))


def test_icc_is_that_of_the_people_behind_it() -> None:
    block = answered({"sales": 20, "finance": 8, "it": 6})
    rng = np.random.default_rng(8)
    block.answers[:, PROM] = rng.integers(FIRST_OPTION, FIRST_OPTION + 5, size=(34, 3))
    assert BOOK.columns[PROM[2]].reverse
    found, by_hand = evaluated(block).aggregation["PROM"], icc_of_scores(*scores_of(block))
    assert (found.icc1, found.icc2, found.p) == pytest.approx((by_hand.icc1, by_hand.icc2, by_hand.p))


def test_units_that_stand_apart_differ_and_units_that_do_not_print_zero() -> None:
    apart = answered({"sales": 20, "finance": 12})
    rng = np.random.default_rng(3)
    low = rng.integers(0, 3, size=(32, 3)) + np.where(apart.functions == 0, 2, 0)[:, None]
    low[:, 2] = 4 - low[:, 2]
    apart.answers[:, PROM] = FIRST_OPTION + low
    found = {one.construct: one for one in publish(evaluated(apart)).aggregation}
    assert found["PROM"].differs
    assert found["PROM"].icc1 > 0.5
    assert all(one.icc1 >= 0 and one.icc2 >= 0 for one in found.values())


@pytest.mark.parametrize("sizes", [{"sales": 20}, {"sales": 3}, {}])
def test_one_unit_has_nothing_to_differ_from(sizes: dict[str, Any]) -> None:
    assert publish(evaluated(answered(sizes))).aggregation == ()


def test_where_nobody_differs_there_is_no_ratio() -> None:
    assert publish(evaluated(answered({"sales": 20, "it": 9}, codes=FIRST_OPTION + 2))).aggregation == ()
