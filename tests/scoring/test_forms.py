"""A shorter form of the instrument asks less of the same, and nothing is said of what it does not ask."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from scoring.codebook import NOT_ANSWERED, NOT_ASKED, Codebook
from scoring.constructs import DEFAULT_RELIABILITY, default_reliability
from scoring.instrument import FULL, Instrument, InstrumentError
from scoring.results import Results, evaluate
from scoring.tally import AnswerBlock, Tally, fold
from scoring.watched import Watched
from scoring.wave_trend import WaveEvidence, compare
from tests.scoring import folders
from tests.scoring.test_instrument import FILE, TEXT

FUNCTIONS = ("sales", "marketing", "service", "legal")
HEADS = dict.fromkeys(FUNCTIONS, 30)


def short() -> Instrument:
    return folders.instrument().in_form("short")


def book(form: str) -> Codebook:
    return Codebook.of(folders.instrument().in_form(form), functions=FUNCTIONS)


@cache
def answered(form: str, seed: int = 3) -> Tally:
    """Twenty people of each function, half of them contributors, who answer anything."""
    codebook, chance = book(form), np.random.default_rng(seed)
    functions, levels, rows = [], [], []
    for person in range(80):
        function, level = person % 4, 1 + person // 40
        asked = codebook.asked(FUNCTIONS[function], codebook.levels[level])
        row = [chance.choice(sorted(set(column.codes.values()))) for column in codebook.columns]
        functions.append(function)
        levels.append(level)
        rows.append(np.where(asked, row, NOT_ASKED))
    block = AnswerBlock(*(np.array(each, dtype=np.uint8) for each in (functions, levels, rows)))
    return fold([block], codebook=codebook)


@cache
def results(form: str) -> Results:
    return evaluate(
        answered(form),
        codebook=book(form),
        headcounts=HEADS,
        minimum_group=5,
        facts=None,
        pulse=None,
        seed=1,
    )


# --- What is asked --------------------------------------------------------------------------------------


def test_the_short_form_asks_what_the_method_lists_and_takes_six_minutes() -> None:
    asked = [key for page in short().pages for key in page.items]
    assert [key for key in asked if key.startswith("AE")] == ["AE1", "AE3", "AE6", "AE8"]
    assert [key for key in asked if key[:2] in ("HD", "HT", "FT")] == ["HD1", "HT1", "FT1"]
    assert sum(key.startswith("OWN") for key in asked) == 9
    assert len(asked) == 15 + 4 + 9 + 3 + 3
    assert round(short().longest_seconds / 60) == 6


def test_a_row_of_the_short_form_is_as_wide_and_what_is_left_out_is_not_asked() -> None:
    full, less = book(FULL), book("short")
    assert less.columns == full.columns
    assert (full.left_out, len(less.left_out)) == (frozenset(), 51)
    asked = less.asked("sales", "leader")
    assert asked.sum() == 15 + 4 + 2 * 9 + 3 + 1
    assert not asked[less.index("OWN4_should")]
    assert not asked[less.index("MOD_K1")]
    row = less.encode({"VIEW1": ""})
    assert (row[less.index("VIEW1")], row[less.index("METR1")]) == (NOT_ANSWERED, NOT_ASKED)


def test_constructs_are_made_of_what_is_asked_and_half_of_it_is_enough() -> None:
    made = {construct.key: construct for construct in book("short").constructs}
    assert list(made) == ["VIEW", "MSG", "SHARE", "RESP", "DATA", "MO", "AE", "HEAD", "HEART", "FEET"]
    assert (made["AE"].columns, made["AE"].minimum_valid) == (("AE1", "AE3", "AE6", "AE8"), 2)
    assert (made["HEAD"].columns, made["HEAD"].minimum_valid) == (("HD1",), 1)
    assert made["MO"] == book(FULL).construct("MO")


def test_attention_is_judged_by_the_pairs_that_are_asked() -> None:
    assert Watched.of(book("short")).pairs == ("AE1", "AE3", "AE6", "AE8")
    assert len(Watched.of(book(FULL)).pairs) == 8


@pytest.mark.parametrize(
    ("old", "new", "rule"),
    [
        ("asks: [today, accept]", "asks: [accept, today]", "asks first who answers for it today"),
        ("asks: [today, accept]", "asks: [today, today]", "today is there twice"),
        ("items: [AE1, AE3, AE6, AE8]", "items: [AE1, AE1]", "AE1 stands on two pages"),
        ("items: [AE1, AE3, AE6, AE8]", "items: [AE9]", "there is no item AE9"),
        ("    ownership: 12\n", "    ownership: 90\n", "at most 720 s"),
        ("  short:\n", "  full:\n", "full means the form that asks everything"),
        ("format: 1\n", "format: 1\nform: short\n", "a file holds the full form"),
    ],
)
def test_a_form_that_is_no_questionnaire_is_refused(old: str, new: str, rule: str) -> None:
    assert old in TEXT
    with pytest.raises(InstrumentError, match=rule):
        Instrument.from_yaml(TEXT.replace(old, new, 1), source=FILE.name)


# --- What is said of it -----------------------------------------------------------------------------------


def test_of_what_was_not_asked_nothing_is_said() -> None:
    found = results("short")
    assert set(found.scores) == {construct.key for construct in book("short").constructs}
    assert (found.clock.entries, found.choices, found.modules) == ({}, {}, {})
    assert (found.roles, found.drivers, found.mirror) == (None, None, None)


def test_who_should_answer_is_not_told_where_it_was_not_asked() -> None:
    stages = results("short").ownership.values()
    assert {(stage.should_top, stage.n_should, len(stage.should)) for stage in stages} == {(None, 0, 0)}
    assert not [flag for stage in stages for flag in stage.flags if flag.kind == "should_move"]
    assert all(stage.n > 0 and stage.acceptance for stage in stages)


def test_prerequisites_that_rest_on_what_was_not_asked_are_unverified_and_bar_their_stage() -> None:
    gates = {gate.key: gate.status for gate in results("short").maturity.gates}
    assert (gates["METR>=50"], gates["COCREATE>=67"]) == ("unverified", "unverified")
    assert "unverified" not in (gates["VIEW>=50"], gates["AE>=62.5"], gates["5 owned"])
    assert results("short").maturity.index is not None
    assert (results("short").maturity.stage or 0) <= 3


def test_fewer_items_are_taken_for_less_reliable_where_it_cannot_be_estimated() -> None:
    assert default_reliability("AE", 8) == DEFAULT_RELIABILITY["AE"]
    assert default_reliability("AE", 4) == pytest.approx(0.35 / 0.65)
    assert default_reliability("MO", 15) == DEFAULT_RELIABILITY["MO"]


def test_a_full_and_a_short_wave_are_compared_on_what_both_asked_alike() -> None:
    waves = [
        WaveEvidence(answered(form), None, results(form), None, seed)
        for seed, form in enumerate((FULL, "short"))
    ]
    found = compare(*waves)
    assert found is not None
    assert {moved.change.construct for moved in found.changes} == {
        "MO",
        "VIEW",
        "MSG",
        "SHARE",
        "RESP",
        "DATA",
    }
    assert found.stage is None
    assert len(found.ownership) == 9


def test_two_short_waves_are_compared_on_all_that_is_asked() -> None:
    one = WaveEvidence(answered("short"), None, results("short"), None, 1)
    found = compare(one, replace(one, kept=answered("short", 4), seed=2))
    assert found is not None
    assert {"AE", "HEAD", "MO"} <= {moved.change.construct for moved in found.changes}
    assert found.stage is not None
