"""Reliability of scales and the one map of who answers, read from the tally and held against raw rows."""

from __future__ import annotations

import numpy as np
import pytest

from scoring.codebook import FIRST_OPTION
from scoring.constructs import LEAST_COMPLETE_ROWS, assumed_reliability
from scoring.privacy import publish
from scoring.published import PublicReliability
from scoring.reliability import alpha, krippendorff_alpha, omega, reliability_of
from scoring.results import Results
from scoring.tally import AnswerBlock, fold
from tests.scoring.test_results import BOOK, answered, evaluated

VIEW = [BOOK.index(f"VIEW{i}") for i in (1, 2, 3)]
JOURNEY = [f"{item}_today" for key, item in BOOK.stages if key != "whole"]


def one_trait(sizes: dict[str, int], *, construct: str = "VIEW", seed: int = 4) -> AnswerBlock:
    """People whose answers to a scale lean on one trait."""
    block = answered(sizes)
    n, rng = len(block.functions), np.random.default_rng(seed)
    trait = rng.normal(size=n)
    for key in BOOK.items_of(construct):
        at = BOOK.index(key)
        steps = np.clip(np.rint(2 + trait + rng.normal(size=n)), 0, len(BOOK.columns[at].options) - 1).astype(
            int
        )
        top = len(BOOK.columns[at].options) - 1
        block.answers[:, at] = FIRST_OPTION + (top - steps if BOOK.columns[at].reverse else steps)
    return block


def keyed(block: AnswerBlock) -> np.ndarray:
    rows = block.answers[:, VIEW].astype(float) - FIRST_OPTION
    rows[:, 2] = 4 - rows[:, 2]
    return rows


def told(results: Results) -> dict[str, PublicReliability]:
    return {one.construct: one for one in publish(results).reliability}


def test_alpha_and_omega_are_those_of_everybodys_rows() -> None:
    block = one_trait({"sales": 40, "finance": 12, "it": 8})
    assert BOOK.columns[VIEW[2]].reverse
    found = next(one for one in evaluated(block).reliability if one.construct == "VIEW")
    by_hand = alpha(keyed(block))
    assert (found.alpha, found.found.low, found.found.high) == pytest.approx(
        (by_hand.value, by_hand.low, by_hand.high)
    )
    assert (found.found.value, found.found.method, found.found.n) == (
        pytest.approx(omega(keyed(block)).value),
        "omega",
        60,
    )


def test_what_leaves_is_rounded_to_hundredths() -> None:
    block = one_trait({"sales": 40, "finance": 12, "it": 8})
    found, by_hand = told(evaluated(block))["VIEW"], alpha(keyed(block))
    assert (found.alpha, found.items, found.n) == (round(by_hand.value, 2), 3, "50+")
    assert found.omega == round(omega(keyed(block)).value, 2)


def test_below_fifty_rows_nothing_is_estimated() -> None:
    enough, few = one_trait({"sales": LEAST_COMPLETE_ROWS}), one_trait({"sales": LEAST_COMPLETE_ROWS - 1})
    assert "VIEW" in told(evaluated(enough))
    assert told(evaluated(few)) == {}


def test_a_unit_that_is_not_shown_adds_nothing() -> None:
    """Four of six people of finance answered all of VIEW: two cannot tell."""
    block = one_trait({"sales": 60, "finance": 6})
    block.answers[-2:, VIEW] = 2
    alone = AnswerBlock(block.functions[:60], block.levels[:60], block.answers[:60])
    assert evaluated(block).scores["VIEW"].units["finance"] is None
    assert told(evaluated(block))["VIEW"].alpha == told(evaluated(alone))["VIEW"].alpha


def test_of_two_items_it_is_spearman_brown() -> None:
    found = told(evaluated(one_trait({"sales": 60}, construct="HEAD")))["HEAD"]
    assert found.items == 2
    assert found.omega is not None
    assert found.omega >= found.alpha


def test_modules_ask_different_things_and_have_no_reliability_over_all() -> None:
    assert not {key for key in told(evaluated(answered({"sales": 60, "it": 60}))) if key.startswith("MOD")}


def test_where_everybody_answers_alike_nothing_is_told() -> None:
    assert told(evaluated(answered({"sales": 60}, codes=FIRST_OPTION))) == {}


# --- ρ of the intervals ----------------------------------------------------------------------------------


@pytest.mark.parametrize("construct", ["VIEW", "AE", "MO"])
def test_intervals_reckon_with_omega_within_units(construct: str) -> None:
    """One unit is within itself, so the pooled covariances are those of its rows."""
    block = one_trait({"sales": 80}, construct=construct)
    tally = fold([block], codebook=BOOK)
    units = evaluated(block).units
    places = [BOOK.index(key) for key in BOOK.items_of(construct)]
    tops = np.array([len(BOOK.columns[at].options) - 1 for at in places])
    rows = block.answers[:, places].astype(float) - FIRST_OPTION
    rows = np.where([BOOK.columns[at].reverse for at in places], tops - rows, rows)
    expected = reliability_of(np.cov(rows.T), n=80)
    assert expected.method == "omega"
    assert assumed_reliability(tally, construct, units=units) == pytest.approx(
        min(0.80, expected.value), abs=1e-6
    )


def test_it_is_capped_at_eighty() -> None:
    block = answered({"sales": 60})
    steps = np.random.default_rng(1).integers(0, 5, size=60)
    for at in VIEW:
        block.answers[:, at] = FIRST_OPTION + (4 - steps if BOOK.columns[at].reverse else steps)
    assert told(evaluated(block))["VIEW"].used == 0.80


@pytest.mark.parametrize(("construct", "default"), [("VIEW", 0.60), ("MO", 0.80), ("AE", 0.70)])
def test_below_fifty_rows_it_is_a_low_default(construct: str, default: float) -> None:
    block = answered({"sales": 49})
    results = evaluated(block)
    assert assumed_reliability(fold([block], codebook=BOOK), construct, units=results.units) == default


# --- One map ----------------------------------------------------------------------------------------------


def voting(texts: list[list[str]], *, function: str = "sales") -> AnswerBlock:
    """People of one function and their votes for the eight stages."""
    block = answered({function: len(texts)})
    for at, column in enumerate(JOURNEY):
        block.answers[:, BOOK.index(column)] = [BOOK.codes(column)[row[at]] for row in texts]
    return block


def test_the_map_is_krippendorffs_alpha_of_stages_and_people() -> None:
    rng = np.random.default_rng(6)
    names = ["sales", "finance", "it", "shared", "nobody"]
    texts = [[names[(at + int(rng.random() < 0.3)) % 5] for at in range(8)] for _ in range(14)]
    texts[0][3] = "dk"
    by_hand = krippendorff_alpha([[None if vote == "dk" else vote for vote in row] for row in texts])
    results = evaluated(voting(texts))
    assert results.shared_map is not None
    assert results.shared_map.alpha == pytest.approx(by_hand)
    assert (results.shared_map.n, results.shared_map.stages) == (13, 8)
    found = publish(results).shared_map
    assert found is not None
    assert (found.alpha, found.n) == (round(by_hand, 2), "10–19")


@pytest.mark.parametrize(("wrong", "reading"), [(0, "firm"), (2, "tentative"), (8, "no")])
def test_what_it_reads_as(wrong: int, reading: str) -> None:
    texts = [["sales", "it"] * 4 for _ in range(16)]
    for at in range(wrong):
        texts[at] = ["it", "sales"] * 4 if wrong == 8 else ["it"] * 8
    found = publish(evaluated(voting(texts))).shared_map
    assert found is not None
    assert found.reading == reading


def test_full_agreement_is_not_printed_as_one() -> None:
    found = publish(evaluated(voting([["sales", "it"] * 4 for _ in range(16)]))).shared_map
    assert found is not None
    assert found.alpha == 0.95


def test_nine_votes_are_too_few_for_a_map() -> None:
    assert evaluated(voting([["sales", "it"] * 4 for _ in range(9)])).shared_map is None


def test_votes_that_are_all_the_same_draw_no_map() -> None:
    assert evaluated(voting([["sales"] * 8 for _ in range(20)])).shared_map is None


def test_a_unit_with_too_few_votes_adds_none() -> None:
    """Beside twenty of sales, five of finance, of whom one cannot tell about any stage."""
    block = answered({"sales": 20, "finance": 5})
    for at, column in enumerate(JOURNEY):
        codes = BOOK.codes(column)
        votes = [codes["sales" if (at + row // 15) % 2 else "it"] for row in range(20)]
        block.answers[:, BOOK.index(column)] = [*votes, *[codes["nobody"]] * 4, codes["dk"]]
    alone = AnswerBlock(block.functions[:20], block.levels[:20], block.answers[:20])
    assert evaluated(block).shared_map == evaluated(alone).shared_map
