"""The shipped instrument asks what it should, answers survive packing, broken files are named."""

from __future__ import annotations

from collections import Counter
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.instrument import (
    CANT_TELL,
    NOT_ANSWERED,
    NOT_ASKED,
    AnswerError,
    Codebook,
    Column,
    Instrument,
    InstrumentError,
)

ROOT = Path(__file__).resolve().parents[2]
FILE = ROOT / "surveys" / "instruments" / "cx-ownership-maturity" / "1.0.yaml"
TEXT = FILE.read_text(encoding="utf-8")
FUNCTIONS = ("sales", "marketing", "service", "finance", "hr", "executive", "operations", "it")


@cache
def instrument() -> Instrument:
    return Instrument.from_yaml(TEXT, source=FILE.name)


@cache
def codebook() -> Codebook:
    return Codebook.of(instrument(), functions=FUNCTIONS)


# --- What is asked --------------------------------------------------------------------------------------


def test_the_instrument_asks_as_many_units_as_the_method():
    assert Counter(item.unit for item in instrument().items) == {
        "battery": 24 + 6 + 8,
        "pair": 8,
        "ownership": 9,
        "clock": 4,
        "alone": 2,
        "rating": 1,
        "mirror": 4,
        "lever": 7,
        "profile": 3,
    }


def test_everyone_takes_679_seconds_and_managers_714():
    seconds = {
        (function, level): instrument().seconds_of(function=function, level=level)
        for function in FUNCTIONS
        for level in ("leader", "manager", "contributor")
    }
    assert set(seconds.values()) == {679, 714}
    assert {level for (_, level), taken in seconds.items() if taken == 714} == {"leader", "manager"}


def test_a_function_without_a_module_is_spared_the_page_of_the_module():
    with_module = instrument().pages_of(function="sales", level="contributor")
    without = instrument().pages_of(function="legal", level="contributor")
    assert {page.key for page in with_module} - {page.key for page in without} == {"own-department"}
    assert instrument().seconds_of(function="legal", level="contributor") == 679 - 8 * 8 - 2


def test_one_statement_in_each_triple_pair_and_facet_is_reversed():
    reversed_items = {item.key for item in instrument().items if item.reverse}
    triples = {f"{key}3" for key in ("VIEW", "MSG", "SHARE", "RESP", "DATA", "METR", "PROM", "ROLE")}
    assert reversed_items == triples | {"HD2", "HT2", "FT2", "MIR2", "MOD_K2", "MOD_P2", "MOD_X2"}
    assert [item.key for item in instrument().pulse.items if item.reverse] == ["PUL2"]


def test_the_elevating_statement_stands_left_as_often_as_right():
    sides = {item.key: item.side for item in instrument().items if item.kind == "pair"}
    assert [key for key, side in sides.items() if side == "right"] == ["AE1", "AE4", "AE6", "AE7"]
    assert [key for key, side in sides.items() if side == "left"] == ["AE2", "AE3", "AE5", "AE8"]


def test_ownership_is_asked_before_the_role_of_marketing_and_the_mirror_before_the_outcome():
    order = [key for page in instrument().pages for key in page.items]
    assert order.index("OWN0") < order.index("METR1") < order.index("ROLE1") < order.index("MOD_K1")
    assert order.index("CLK1") < order.index("HD1") < order.index("MIR1") < order.index("OUT")


def test_eight_functions_have_a_module_of_eight_statements_of_their_own():
    wordings = [text["en"] for module in instrument().modules.values() for text in module.items.values()]
    assert set(instrument().modules) == set(FUNCTIONS)
    assert len(set(wordings)) == 64


def test_a_module_item_is_read_in_the_words_of_the_function():
    item = instrument().item("MOD_K2")
    assert instrument().wording(item, function="sales", language="en") == (
        "My best customer knowledge is in my head or my own files."
    )


@pytest.mark.parametrize(
    ("key", "columns", "minimum"),
    [
        ("VIEW", 3, 2),
        ("AE", 8, 4),
        ("HEAD", 2, 1),
        ("LEV", 7, 4),
        ("MOD", 8, 4),
        ("MIR", 4, 2),
        ("MOD_X", 2, 1),
    ],
)
def test_a_score_needs_half_of_its_items(key: str, columns: int, minimum: int):
    construct = codebook().construct(key)
    assert (len(construct.columns), construct.minimum_valid) == (columns, minimum)


def test_market_orientation_is_made_of_its_five_elements():
    construct = codebook().construct("MO")
    assert construct.of == ("VIEW", "MSG", "SHARE", "RESP", "DATA")
    assert (construct.columns, construct.minimum_valid) == ((), 3)
    assert len(codebook().items_of("MO")) == 15


# --- One byte a column ----------------------------------------------------------------------------------


def test_a_row_has_92_bytes_and_no_byte_for_function_and_level():
    assert codebook().width == 92
    assert not {"FUNCTION", "LEVEL"} & set(codebook().places)


def test_bytes_mean_what_they_are_said_to_mean():
    assert codebook().codes("VIEW1") == {"": 1, "dk": 2, "1": 3, "2": 4, "3": 5, "4": 6, "5": 7}
    assert codebook().codes("OWN4_today")["sales"] == 3
    assert codebook().codes("OWN4_today")["nobody"] == 3 + len(FUNCTIONS) + 1
    assert codebook().codes("TENURE") == {"": 1, "under_2y": 3, "2_5y": 4, "over_5y": 5}


def test_picks_share_one_byte_in_whatever_order_they_are_written():
    codes = codebook().codes("ECO")
    assert codes["decide"] == 2 + 0b00001
    assert codes["decide;supply"] == codes["supply;decide"] == 2 + 0b00101
    assert "decide;shape;supply" not in codes
    assert "decide;decide" not in codes


def answers_to(column: Column) -> st.SearchStrategy[str]:
    return st.sampled_from(sorted(set(column.texts.values())))


answer_sheets = st.fixed_dictionaries(
    {}, optional={column.key: answers_to(column) for column in codebook().columns}
)


@given(answer_sheets)
def test_what_is_packed_comes_back_as_it_was(answers: dict[str, str]):
    packed = codebook().encode(answers)
    assert len(packed) == codebook().width
    assert codebook().decode(packed) == answers


@given(answer_sheets, st.sampled_from(codebook().columns), st.integers(0, 255))
def test_a_byte_comes_back_or_is_refused_with_the_name_of_its_column(
    answers: dict[str, str], column: Column, byte: int
):
    row = bytearray(codebook().encode(answers))
    row[codebook().index(column.key)] = byte
    if byte == NOT_ASKED or byte in column.texts:
        assert codebook().encode(codebook().decode(bytes(row))) == row
    else:
        with pytest.raises(AnswerError, match=column.key):
            codebook().decode(bytes(row))


def test_a_row_of_another_width_is_refused():
    with pytest.raises(AnswerError, match="92 bytes"):
        codebook().decode(bytes(91))


@pytest.mark.parametrize(
    ("answers", "column"),
    [
        ({"VIEW1": "6"}, "VIEW1"),
        ({"VIEW1": "yes"}, "VIEW1"),
        ({"TENURE": "dk"}, "TENURE"),
        ({"OWN1_today": "legal"}, "OWN1_today"),
        ({"VIEW9": "1"}, "VIEW9"),
        ({"FUNCTION": "sales"}, "FUNCTION"),
    ],
)
def test_an_answer_that_is_not_on_offer_is_refused(answers: dict[str, str], column: str):
    with pytest.raises(AnswerError) as refused:
        codebook().encode(answers)
    assert refused.value.column == column


def test_cant_tell_not_answered_and_not_asked_stay_apart():
    packed = codebook().encode({"VIEW1": "dk", "VIEW2": ""})
    assert list(packed[:3]) == [CANT_TELL, NOT_ANSWERED, 0]
    assert codebook().decode(packed) == {"VIEW1": "dk", "VIEW2": ""}


@pytest.mark.parametrize(
    ("function", "level", "asked"),
    [
        ("sales", "leader", 92),
        ("sales", "manager", 92),
        ("sales", "contributor", 92 - 7),
        ("legal", "leader", 92 - 8),
        ("legal", "contributor", 92 - 8 - 7),
    ],
)
def test_levers_are_for_leads_and_modules_for_functions_that_have_one(function: str, level: str, asked: int):
    assert codebook().asked(function, level).sum() == asked


@pytest.mark.parametrize("functions", [("sales", "sales"), ("shared",), ("nobody",), ("dk",)])
def test_function_keys_differ_and_do_not_take_words_that_answers_use(functions: tuple[str, ...]):
    with pytest.raises(ValueError, match="function"):
        Codebook.of(instrument(), functions=functions)


def test_the_pulse_has_four_bytes_and_its_own_constructs():
    pulse = instrument().pulse_codebook()
    assert [column.key for column in pulse.columns] == ["PUL1", "PUL2", "PUL3", "PUL4"]
    assert [column.reverse for column in pulse.columns] == [False, True, False, False]
    assert [construct.key for construct in pulse.constructs] == ["PUL1", "PUL2", "PUL3", "PUL4", "PUL"]


# --- The fact sheet -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("key", "good", "bad"),
    [
        ("cx_lead", "full_with_mandate", "sometimes"),
        ("marketing_and_service_one_leader", True, "true"),
        ("customer_record_systems", 4, 4.0),
        ("customer_record_systems", 0, True),
        ("forum_roles", ["lead", "inform"], ["lead", "lead"]),
        ("forum_roles", [], "lead"),
        ("forum_roles", ["deliver"], [["lead"], {"lead": 1}, 3]),
        ("journey_map_made_by", "several_functions", "service"),
    ],
)
def test_a_line_of_the_fact_sheet_knows_its_values(key: str, good: object, bad: object):
    fact = instrument().fact(key)
    assert fact is not None
    assert fact.allows(good)
    assert not fact.allows(bad)


@pytest.mark.parametrize(
    ("key", "allowed"),
    [("journey_map_made_by", True), ("cx_budget_owner", True), ("cx_lead", False), ("forum_roles", False)],
)
def test_some_lines_of_the_fact_sheet_may_name_a_function_of_the_assessment(key: str, allowed: bool):
    fact = instrument().fact(key)
    assert fact is not None
    assert fact.allows("legal", functions=("sales", "legal")) is allowed
    assert not fact.allows("legal", functions=("sales", "finance"))
    assert ("legal" in fact.expected(functions=("sales", "legal"))) is allowed


@pytest.mark.parametrize(
    ("change", "allowed"),
    [({}, True), ({"ceo": 3}, False), ({"ceo": True}, False), ({"ceo": "2"}, False), ({"board": 1}, False)],
)
def test_the_metrics_grid_wants_one_of_three_values_for_every_level(change: dict[str, object], allowed: bool):
    grid = {"ceo": 2, "executive_team": 1, "function_heads": 1, "managers": 0, "front_line": 0}
    fact = instrument().fact("metrics_cascade")
    assert fact is not None
    assert fact.allows(grid | change) is allowed


# --- Broken files ---------------------------------------------------------------------------------------


def line_of(words: str) -> int:
    return TEXT[: TEXT.index(words)].count("\n") + 1


BROKEN = {
    "a scale that is not there": ("scale: clock\n", "scale: sundial\n", "CLK1", "there is no scale sundial"),
    "a key twice": ("- key: VIEW2\n", "- key: VIEW1\n", "VIEW1", "VIEW1 is there twice"),
    "a missing wording": (
        '      en: "When I need',
        '      it: "When I need',
        "VIEW1",
        "the text is missing in en",
    ),
    "an unknown word": ("reverse: true", "reversed: true", "VIEW3", "Extra inputs are not permitted"),
    "an item on no page": (
        "items: [MIR1, MIR2, MIR3, MIR4]",
        "items: [MIR2, MIR3, MIR4]",
        "MIR1",
        "on no page",
    ),
    "an item on two pages": (
        "items: [MIR1, MIR2,",
        "items: [MIR1, OUT, MIR2,",
        "whole",
        "OUT stands on two pages",
    ),
    "a construct of nothing": (
        "columns: [VIEW1, VIEW2,",
        "columns: [VIEW1, VIEW8,",
        "VIEW",
        "no statement VIEW8",
    ),
    "more valid than there are": (
        "of: [VIEW, MSG, SHARE, RESP, DATA]",
        "of: [VIEW, MSG]",
        "MO",
        "more valid",
    ),
    "a pair without a side": ("side: right\n", 'side: ""\n', "AE1", "needs side"),
    "an unknown stage": ("stage: aware\n", "stage: awake\n", "OWN1", "there is no stage awake"),
    "a stage asked twice": ("stage: consider\n", "stage: aware\n", "items", "asked for 2 times"),
    "can't tell as an option": ("- key: never\n", "- key: dk\n", "dk", "already means can't tell"),
    "no consent": ("    consent: true\n", "", "consent", "the first page asks for consent"),
    "too long": ("battery: 8\n", "battery: 9\n", "seconds", "at most 720 s"),
    "too quick to be true": ("pair: 13\n", "pair: 1\n", "pair", "greater than or equal to 10"),
    "a module without a statement": (
        '      MOD_K1:\n        en: "I record',
        '      MOD_K9:\n        en: "I record',
        "items",
        "does not word MOD_K1",
    ),
    "a path as a name": ("key: cx-ownership-maturity\n", "key: ../../etc/passwd\n", "key", "match pattern"),
    "a version that is none": ("version: 1.0\n", "version: latest\n", "version", "match pattern"),
    "a list where a text belongs": ('      en: "When I need', '      [en, "When I need', "", "not YAML"),
}


@pytest.mark.parametrize(("old", "new", "item", "rule"), BROKEN.values(), ids=BROKEN)
def test_a_broken_instrument_is_refused_with_file_item_and_rule(old: str, new: str, item: str, rule: str):
    assert old in TEXT
    with pytest.raises(InstrumentError) as refused:
        Instrument.from_yaml(TEXT.replace(old, new, 1), source="mine.yaml")
    assert (refused.value.source, refused.value.item) == ("mine.yaml", item)
    assert rule in refused.value.rule
    assert refused.value.line > 0


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("scale: clock\n", "scale: sundial\n"),
        ("stage: aware\n", "stage: awake\n"),
        ("pair: 13\n", "pair: 1\n"),
    ],
)
def test_the_line_is_the_one_with_the_mistake(old: str, new: str):
    with pytest.raises(InstrumentError) as refused:
        Instrument.from_yaml(TEXT.replace(old, new, 1), source="mine.yaml")
    assert refused.value.line == line_of(old)


HOSTILE = {
    "aliases": ("a: &a [x]\nb: [*a, *a]\n", 1, "aliases are not allowed"),
    "an alias bomb": ("a: &a [x, x]\n" + "b: &b [*a, *a, *a, *a]\n" * 9, 1, "aliases are not allowed"),
    "a tag": ("key: !!python/object/apply:os.system ['true']\n", 1, "tags are not allowed"),
    "a key twice": ("format: 1\nkey: a\nkey: b\n", 3, "'key' stands here twice"),
    "a list as a key": ("? [a, b]\n: c\n", 1, "a key is a word"),
    "a NUL": ("format: 1\nkey: a\0b\n", 2, "U+0000"),
    "no mapping": ("- 1\n- 2\n", 1, "valid dictionary"),
    "nothing": ("", 1, "valid dictionary"),
    "two documents": ("format: 1\n---\nformat: 1\n", 2, "not YAML"),
    "too many values": ("items: [" + "x, " * 25_000 + "x]\n", 1, "at most 20000 values"),
    "too deep": ("a: " + "[" * 50 + "]" * 50 + "\n", 1, "at most 12 deep"),
    "too large": ("# " + "x" * 600_000 + "\n", 1, "at most 512 KiB"),
    "a tab for a blank": ("format: 1\n\tkey: a\n", 2, "not YAML"),
}


@pytest.mark.parametrize(("text", "line", "rule"), HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_file_is_refused_before_anything_is_built_from_it(text: str, line: int, rule: str):
    with pytest.raises(InstrumentError) as refused:
        Instrument.from_yaml(text, source="theirs.yaml")
    assert refused.value.line == line
    assert rule in refused.value.rule


def test_a_hundred_thousand_items_are_refused():
    item = '  - {key: X%d, kind: group, unit: profile, text: {en: "x"}}\n'
    many = "".join(item % number for number in range(2_000))
    with pytest.raises(InstrumentError, match="at most"):
        Instrument.from_yaml(TEXT.replace("items:\n", "items:\n" + many, 1), source="theirs.yaml")


def test_a_language_added_must_word_everything():
    with pytest.raises(InstrumentError, match="the text is missing in it"):
        Instrument.from_yaml(TEXT.replace("languages: [en,", "languages: [en, it,"), source="mine.yaml")
