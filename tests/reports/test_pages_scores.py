"""The stage, each function's own questions, what there is to gain, and levers."""

from __future__ import annotations

import dataclasses
import re
from pathlib import Path

import pytest

from reports.compose import tell
from reports.composing.levers import levers_section
from reports.composing.page_functions import functions_page
from reports.composing.page_one import page_one
from reports.composing.pictures import maturity_strip, ownership_map
from reports.composing.priorities import drivers_section, priorities_section
from reports.composing.story import Story
from reports.composing.tables_owners import votes_table
from reports.documents import DriverFigure, Heatmap, Page
from scoring.published import (
    PublicDriver,
    PublicDrivers,
    PublicModule,
    PublicPriority,
)
from tests.reports import composed
from tests.reports.answered import CALM, TORCHLIGHT, estimate, one, reading, rows

EVERY = pytest.mark.parametrize("path", composed.FOLDERS, ids=lambda path: path.name)


# --- The stage, in one wording ----------------------------------------------------------------------


@EVERY
def test_a_gate_is_met_not_met_or_cannot_be_told_yet(path: Path) -> None:
    listed = composed.table(composed.document(path), "maturity", "gates")
    assert {row["status"] for row in listed} <= {"met", "not met", "cannot be told yet"}
    assert {row["certainty"] for row in listed} <= {"met", "not met", "cannot be told yet", "–"}


@EVERY
def test_no_gate_is_called_missing(path: Path) -> None:
    document = composed.document(path)
    tables = [cell for table in composed.tables(document) for row in table.rows for cell in row]
    assert [text for text in tables if text == "missing"] == []
    assert [text for text in composed.prose(document) if "missing prerequisite" in text] == []


def test_a_gate_that_nobody_could_answer_cannot_be_told_yet() -> None:
    document = composed.document_of(TORCHLIGHT, composed.rows_of(TORCHLIGHT), pulse=None)
    listed = {row["gate"]: row for row in composed.table(document, "maturity", "gates")}
    assert listed["Customers' own view at 62.5 or more"]["status"] == "cannot be told yet"


def test_on_the_checklist_a_gate_too_close_to_its_cut_is_within_the_margin_of_error() -> None:
    maturity = composed.story(CALM).reading.published.maturity
    gates = {gate.key: gate for gate in maturity.gates}
    close = dataclasses.replace(gates["SHARE>=50"], value=51, status="met", certainty="uncertain")
    strip = maturity_strip(reading(), gates=[close, gates["SHARE>=37.5"]])
    assert strip is not None
    assert strip.gates[0].value_text == "51, within the margin of error"
    assert "margin" not in strip.gates[1].value_text


@pytest.mark.parametrize(
    ("percent", "label"),
    [
        (80, "contested"),
        (79, "likely contested"),
        (60, "likely contested"),
        (59, "undecided between contested and leaning"),
    ],
)
def test_the_map_says_a_state_as_surely_as_it_is_known(percent: int, label: str) -> None:
    ownership = composed.story(CALM).reading.published.ownership
    doubtful = dataclasses.replace(
        ownership["renew"],
        state="contested",
        flags=(),
        probability={"contested": percent, "leaning": 100 - percent},
    )
    figure = ownership_map(reading(ownership=ownership | {"renew": doubtful}))
    assert figure is not None
    assert next(stage.state_label for stage in figure.stages if stage.key == "renew") == label


def test_page_one_settles_on_no_state_that_comes_out_in_less_than_three_of_five_draws() -> None:
    ownership = composed.story(CALM).reading.published.ownership
    doubt = {"state": "contested", "flags": (), "probability": {"contested": 59, "leaning": 41}}
    sure = doubt | {"probability": {"contested": 60, "leaning": 40}}
    doubtful = ownership | {
        "renew": dataclasses.replace(ownership["renew"], **doubt),
        "aware": dataclasses.replace(ownership["aware"], **sure),
    }
    lede = one(page_one(tell(reading(ownership=doubtful))).sections, "owners").lede
    assert "one is contested, one is undecided between two states" in lede.lower()


@EVERY
def test_head_heart_and_feet_are_said_in_plain_words(path: Path) -> None:
    document = composed.document(path)
    cells = [cell for table in composed.tables(document) for row in table.rows for cell in row]
    items = [
        row.moves
        for _, section in composed.sections(document)
        if section.figure is not None and section.figure.kind == "actions"
        for row in section.figure.rows
    ]
    assert [text for text in (*cells, *items) if re.match(r"(Head|Heart|Feet)\b", text)] == []


# --- Each function's own questions ------------------------------------------------------------------


def module(unit: str, **facets: int) -> PublicModule:
    return PublicModule(unit, estimate(50), {key: estimate(value) for key, value in facets.items()})


def with_modules(*modules: PublicModule) -> Page:
    return functions_page(tell(reading(modules={each.unit: each for each in modules})))


def test_the_strongest_and_the_weakest_part_of_a_function_are_named() -> None:
    page = with_modules(module("sales", K=62, P=50, X=50, M=41))
    assert (
        "Sales: strongest in knowledge (62), weakest in its own measures (41)." in page.sections[0].paragraphs
    )


def test_parts_whose_intervals_meet_are_not_called_strong_or_weak() -> None:
    page = with_modules(module("hr", K=54, P=50, X=50, M=48), module("sales", K=48, P=50, X=50, M=54))
    assert page.sections[0].paragraphs[-1] == (
        "Not far enough apart to call one the stronger: HR, knowledge (54) against its own measures (48); "
        "sales, its own measures (54) against knowledge (48)."
    )


def test_levels_of_two_functions_are_not_compared() -> None:
    page = with_modules(module("sales", K=62, P=50, X=50, M=41), module("hr", K=30, P=30, X=30, M=30))
    section = page.sections[0]
    assert "Their levels cannot be compared" in section.lede
    assert isinstance(section.figure, Heatmap)
    assert all(cell.deviation is None and not cell.mark for row in section.figure.rows for cell in row.cells)


def test_a_function_without_a_module_has_no_row() -> None:
    page = with_modules(module("sales", K=62, P=50, X=50, M=41))
    assert [row["unit"] for row in rows(page.sections[0])] == ["Sales"]


def test_without_modules_the_page_says_what_is_missing() -> None:
    page = with_modules()
    assert page.lede == "Too few answers to show a function's own questions."
    assert page.sections[0].table is None
    assert page.sections[0].paragraphs


# --- What there is to gain, and what goes with the outcome ------------------------------------------


def test_priorities_are_listed_with_what_is_asked_and_whether_a_stage_waits() -> None:
    found = (
        PublicPriority("VIEW", 1.2, 30, 50, gate=True, leverage=1.0),
        PublicPriority("AE", 0.4, 65, 75, gate=False, leverage=1.1),
        PublicPriority("HEAD", 0.0, 80, 75, gate=False, leverage=1.0),
    )
    section = priorities_section(reading(priorities=found))
    assert section is not None
    assert section.lede == (
        "Most is to be gained in one shared view of the customer and putting customers' goals first. "
        "The next stage waits for one score of the list."
    )
    assert list(rows(section)[0].values()) == ["One view", "1.2", "30", "50", "yes", "1.00"]


def test_a_score_just_under_what_the_next_stage_asks_is_said_to_be() -> None:
    found = (PublicPriority("VIEW", 0.0, 50, 50, gate=True, leverage=1.0),)
    section = priorities_section(reading(priorities=found))
    assert section is not None
    assert rows(section)[0]["score"] == "just under 50"


DRIVERS = PublicDrivers(
    rows=(
        PublicDriver("VIEW", 40, 38, 97, "first"),
        PublicDriver("AE", 60, 62, 99, "first"),
        PublicDriver("MSG", 0, 0, 2, "second"),
    ),
    r2=31,
    n="50+",
    same_order=False,
    refused="",
)


def test_where_the_scores_go_with_little_the_order_is_said_to_mean_little() -> None:
    section = drivers_section(reading(drivers=dataclasses.replace(DRIVERS, r2=9)))
    assert section is not None
    assert "9% of the differences, so little can be made of their order" in section.lede


def test_what_goes_with_a_better_experience_is_said_as_going_together() -> None:
    section = drivers_section(reading(drivers=DRIVERS))
    assert section is not None
    assert section.lede == (
        "A better experience goes most closely with one shared view of the customer and putting customers' "
        "goals first. All scores together go with 31% of the differences; the two ways rank them differently."
    )
    assert isinstance(section.figure, DriverFigure)
    assert [row.is_first_tier for row in section.figure.rows] == [True, True, False]
    assert "the same people at the same time" in section.paragraphs[0]


def test_both_ways_that_rank_alike_are_said_to() -> None:
    section = drivers_section(reading(drivers=dataclasses.replace(DRIVERS, same_order=True)))
    assert section is not None
    assert section.lede.endswith("both ways rank them alike.")


@pytest.mark.parametrize(
    ("refused", "words"),
    [
        ("too few", "at least 150 are needed"),
        ("collinear", "move together too closely"),
        ("no variance", "too much alike"),
    ],
)
def test_where_nothing_may_be_ranked_the_reason_is_said(refused: str, words: str) -> None:
    nothing = PublicDrivers(rows=(), r2=None, n="50+", same_order=False, refused=refused)
    section = drivers_section(reading(drivers=nothing))
    assert section is not None
    assert words in section.lede
    assert (section.figure, section.table) == (None, None)
    assert section.paragraphs


# --- Levers -----------------------------------------------------------------------------------------


def test_levers_stand_as_bars_with_their_intervals() -> None:
    section = levers_section(composed.story(CALM))
    assert section is not None
    assert section.figure is not None
    assert section.figure.kind == "bars"
    assert [row.label for row in section.figure.rows][:2] == ["Co-creation", "Bridging"]
    assert len(section.figure.rows) == len(rows(section))


def levers_of(**values: int) -> Story:
    scores = composed.story(CALM).reading.published.scores
    changed = {
        key: dataclasses.replace(scores["LEV"], organization=estimate(value)) for key, value in values.items()
    }
    return tell(reading(scores=scores | changed))


def test_practices_are_ranked_only_where_they_lie_apart() -> None:
    close = levers_section(levers_of(**{f"LV{at}": 40 + at for at in range(1, 8)}))
    far = levers_section(levers_of(**{f"LV{at}": 40 + 5 * at for at in range(1, 8)}))
    assert close is not None
    assert far is not None
    assert close.lede.endswith("No practice stands clearly above another.")
    assert far.lede.endswith(
        "Furthest along is redesigning the whole chain (75), least so customers checking the market strategy "
        "(45)."
    )


# --- How far the votes are spread -------------------------------------------------------------------


def test_the_spread_of_votes_stands_below_them_and_no_state_rests_on_it() -> None:
    ownership = composed.story(CALM).reading.published.ownership
    spread = {"effective_owners": 2.04, "consensus": 0.7}
    found = reading(ownership=ownership | {"buy": dataclasses.replace(ownership["buy"], **spread)})
    table = votes_table(found)
    listed = {
        row[0]: dict(zip([column.key for column in table.columns], row, strict=True)) for row in table.rows
    }
    assert listed["As many equal owners"]["buy"] == "2.0"
    assert listed["Consensus"]["buy"] == "70%"
    assert "no state rests on them" in table.caption
