"""What people answered beyond scores: contributions, access, agreement, pairs, modules, what to gain."""

from __future__ import annotations

import dataclasses
import re
from pathlib import Path
from typing import Any

import pytest

from reports.compose import tell
from reports.composing.access import access_findings, access_section
from reports.composing.agreement import agreement_findings, agreement_sections
from reports.composing.contributions import contributions_section, role_findings
from reports.composing.levers import levers_section
from reports.composing.page_functions import functions_page
from reports.composing.page_maturity import maturity_page
from reports.composing.page_orientation import gaps_page
from reports.composing.page_roles import roles_page
from reports.composing.pictures import maturity_strip, ownership_map
from reports.composing.priorities import drivers_section, priorities_section
from reports.composing.story import Story
from reports.composing.views import gap_findings
from reports.documents import DriverFigure, Grid, Heatmap, Page, ReportDocument, Section, Spread
from reports.reading import Reading
from scoring.published import (
    Accord,
    PublicAggregation,
    PublicAgreement,
    PublicChoices,
    PublicDriver,
    PublicDrivers,
    PublicEstimate,
    PublicModule,
    PublicPair,
    PublicPriority,
    PublicRole,
    PublicRoles,
)
from tests.reports import composed

EVERY = pytest.mark.parametrize("path", composed.FOLDERS, ids=lambda path: path.name)
CALM = composed.named("evenkeel-logistics")
TORCHLIGHT = composed.named("torchlight-systems")


def reading(path: Path = CALM, **fields: Any) -> Reading:
    """A demonstration organization with some of its published results replaced."""
    found = composed.story(path).reading
    return dataclasses.replace(found, published=dataclasses.replace(found.published, **fields))


def rows(section: Section) -> list[dict[str, str]]:
    assert section.table is not None
    keys = [column.key for column in section.table.columns]
    return [dict(zip(keys, row, strict=True)) for row in section.table.rows]


def one(sections: tuple[Section, ...], key: str) -> Section:
    return next(section for section in sections if section.key == key)


def estimate(value: int, *, half: int = 4) -> PublicEstimate:
    return PublicEstimate(value=value, low=value - half, high=value + half, n="20–49")


# --- What functions contribute ----------------------------------------------------------------------


def role(unit: str, **fields: Any) -> PublicRole:
    usual: dict[str, Any] = {
        "unit": unit,
        "shares": {"decide": 0.1, "shape": 0.2, "supply": 0.7, "deliver": 0.1, "little": 0.0},
        "expected": ("supply",),
        "fit": 0.7,
        "state": "fits",
        "main": ("supply",),
        "n": "10–19",
    }
    return PublicRole(**(usual | fields))


def with_roles(*roles: PublicRole, vacant: tuple[str, ...] = ()) -> Reading:
    return reading(roles=PublicRoles(units={each.unit: each for each in roles}, vacant=vacant))


def test_a_contribution_that_is_picked_and_expected_is_full() -> None:
    section = contributions_section(with_roles(role("finance")))
    assert section is not None
    assert isinstance(section.figure, Grid)
    assert [cell.mark for cell in section.figure.rows[0].cells] == ["", "", "full", "", ""]


def test_a_contribution_picked_but_not_expected_is_half_and_one_expected_but_not_picked_is_open() -> None:
    section = contributions_section(with_roles(role("finance", main=("shape",), state="misplaced")))
    assert section is not None
    assert isinstance(section.figure, Grid)
    assert [cell.mark for cell in section.figure.rows[0].cells] == ["", "half", "open", "", ""]


def test_shares_of_a_small_function_are_only_said_to_be_half_or_more_or_less() -> None:
    section = contributions_section(with_roles(role("hr", shares={}, fit=None, n="5–9")))
    assert section is not None
    assert rows(section)[0] == {
        "unit": "HR",
        "decide": "under half",
        "shape": "under half",
        "supply": "half or more*",
        "deliver": "under half",
        "little": "under half",
        "fit": "–",
        "state": "as expected",
        "n": "5–9",
    }


def test_a_function_that_contributes_something_else_than_expected_is_a_question_not_a_blame() -> None:
    shares = {"decide": 0.65, "shape": 0.2, "supply": 0.1, "deliver": 0.1, "little": 0.0}
    misplaced = role("finance", shares=shares, main=("decide",), fit=0.1, state="misplaced")
    (found,) = role_findings(with_roles(misplaced))
    assert found.id == "misplaced:finance"
    assert found.sentence == (
        "Most people in finance see its contribution in deciding the direction; few see it in supplying "
        "facts and analysis, where the others could count on it."
    )
    assert found.evidence == (
        "Finance: deciding the direction 65%, supplying facts and analysis 10%, 10–19 answers."
    )


def test_a_contribution_that_no_function_makes_is_a_finding_in_plain_words() -> None:
    roles = (role("finance"), role("hr"), role("it"))
    (found,) = role_findings(with_roles(*roles, vacant=("shape",)))
    assert found.id == "vacant:shape"
    assert found.sentence == "No function shown mainly shapes how others deliver."
    assert found.evidence == "Fewer than half in each of three functions; most in IT, 20%."


def test_of_two_functions_nobody_says_what_all_functions_lack() -> None:
    found = with_roles(role("finance"), role("hr"), vacant=("shape",))
    section = contributions_section(found)
    assert list(role_findings(found)) == []
    assert section is not None
    assert section.lede == "Too few functions are shown to say which contribution is missing."


def test_a_page_of_roles_without_answers_says_what_is_missing_and_what_to_do() -> None:
    page = roles_page(tell(reading(roles=None, choices={})))
    assert page.lede == "Too few answers to say what functions contribute or can see."
    assert [section.table for section in page.sections] == [None]
    assert any("next wave" in text for text in page.sections[0].paragraphs)


# --- Who can see the customer -----------------------------------------------------------------------


def with_access(**silo: float) -> Reading:
    """Units, and the share of each whose view ends at the team."""
    groups = {
        key: PublicChoices("10–19", {"1": 0.0, "2": share, "3": 0.9 - share, "4": 0.0, "5": 0.1})
        for key, share in silo.items()
    }
    return reading(choices={"ACC": groups})


def test_access_is_spread_over_its_answers_with_all_first() -> None:
    section = access_section(with_access(organization=0.3, sales=0.4))
    assert section is not None
    assert isinstance(section.figure, Spread)
    assert [row.label for row in section.figure.rows] == ["All", "Sales"]
    assert section.figure.rows[1].shares == (0, 40, 50, 0, 10)
    assert rows(section)[1]["own"] == "40%"


def test_functions_without_a_band_of_their_own_are_named() -> None:
    section = access_section(with_access(organization=0.3, sales=0.4, service=0.3))
    assert section is not None
    assert section.paragraphs[0].startswith("Not shown: ")
    assert "sales" not in section.paragraphs[0]


def test_a_view_that_ends_at_the_team_for_a_third_and_more_is_a_finding() -> None:
    (found,) = access_findings(with_access(organization=0.35, sales=0.45, service=0.30))
    assert found.id == "access:organization"
    assert found.sentence == (
        "For 35%, every function weighing the same, what they see of a customer ends at their own team; "
        "so it is for more than a third in sales."
    )


def test_below_that_only_the_functions_concerned_are_named() -> None:
    (found,) = access_findings(with_access(organization=0.34, sales=0.45, service=0.30))
    assert found.id == "access:sales"
    assert found.sentence == "For 45% in sales what they see of a customer ends at their own team."
    assert found.evidence == "Sales: 45% own team at most, 10% a complete view, 10–19 answers."


def test_a_wide_view_is_no_finding() -> None:
    assert list(access_findings(with_access(organization=0.2, sales=0.34))) == []


# --- Agreement --------------------------------------------------------------------------------------


def agreement(construct: str, unit: str, state: Accord) -> PublicAgreement:
    return PublicAgreement(construct, unit, state, "weak", 0.35, 0.1, 0.9, "10–19")


def marketing_apart(state: Accord) -> Reading:
    """Torchlight, where marketing stands apart, with so much agreement inside marketing."""
    every = composed.story(TORCHLIGHT).reading.published.scores
    return reading(TORCHLIGHT, agreement=tuple(agreement(key, "marketing", state) for key in every))


def gap_of(found: Reading) -> tuple[str, str, str]:
    gap = next(each for each in gap_findings(found) if each.id.startswith("gap:marketing"))
    return gap.sentence, gap.evidence, gap.so_what


def test_a_function_rates_only_what_its_people_agree_on() -> None:
    sentence, evidence, _ = gap_of(marketing_apart("shared"))
    assert sentence.startswith("Marketing rates ")
    assert "split" not in evidence


@pytest.mark.parametrize("state", ["split", "polarized"])
def test_where_opinion_is_split_the_average_speaks_and_the_evidence_says_so(state: Accord) -> None:
    sentence, evidence, so_what = gap_of(marketing_apart(state))
    assert sentence.startswith("On average marketing rates ")
    assert all(
        clause.rstrip(".").endswith("opinion in marketing is split") for clause in evidence.split("; ")
    )
    assert so_what.startswith("Marketing does not speak with one voice here")


def test_where_agreement_cannot_be_told_the_average_speaks() -> None:
    sentence, evidence, _ = gap_of(marketing_apart("untold"))
    assert sentence.startswith("On average marketing rates ")
    assert "split" not in evidence


def test_agreement_is_a_grid_of_functions_and_scores_with_the_numbers_below() -> None:
    found = (agreement("VIEW", "sales", "shared"), agreement("AE", "sales", "polarized"))
    section = one(agreement_sections(reading(agreement=found)), "agreement")
    assert isinstance(section.figure, Grid)
    sales = next(row for row in section.figure.rows if row.label == "Sales")
    assert [cell.mark for cell in sales.cells] == ["full", "cross"]
    (row,) = [row for row in rows(section) if row["unit"] == "Sales"]
    assert row["VIEW"] == "shared\n0.35 · 0.10\n0.9 steps"


def test_agreement_of_fewer_than_ten_has_its_state_and_no_number() -> None:
    found = dataclasses.replace(
        agreement("VIEW", "hr", "split"), rwg=None, rwg_skewed=None, deviation=None, n="5–9"
    )
    section = one(agreement_sections(reading(agreement=(found,))), "agreement")
    assert {row["VIEW"] for row in rows(section) if row["unit"] == "HR"} == {"split"}


def test_the_sentence_says_where_opinion_is_split_most_often() -> None:
    found = (
        agreement("VIEW", "sales", "split"),
        agreement("AE", "sales", "split"),
        agreement("AE", "service", "shared"),
    )
    section = one(agreement_sections(reading(agreement=found)), "agreement")
    assert rows(section)[-1]["n"] == "1 of 3"
    assert section.lede == (
        "Opinion is shared in 1 of 3 cases that can be told. It is split most often in sales, on two scores."
    )


def test_that_functions_see_something_alike_is_a_finding_and_not_a_failure() -> None:
    found = reading(
        aggregation=(
            PublicAggregation("VIEW", 0.0, 0.0, differs=False),
            PublicAggregation("AE", 0.2, 0.8, differs=True),
        )
    )
    (alike,) = agreement_findings(found)
    assert (alike.id, alike.state) == ("alike:VIEW", "alike")
    assert alike.sentence.startswith(
        "As far as these answers tell, functions see one shared view of the customer alike"
    )
    assert alike.evidence == "Share of the spread that lies between functions: One view 0.00."


def test_functions_shown_together_have_no_opinion_of_their_own() -> None:
    document = document_of("five people")
    assert document.results["reporting_units"] == ["other:operations+sales+service"]
    assert not composed.table(document, "orientation", "agreement")


def test_what_has_a_clear_gap_is_not_called_alike() -> None:
    every = tuple(PublicAggregation(key, 0.0, 0.0, differs=False) for key in ("AE", "SHARE"))
    (alike,) = agreement_findings(reading(TORCHLIGHT, aggregation=every))
    assert alike.id == "alike:SHARE"


# --- Gaps -------------------------------------------------------------------------------------------


def pairs_of(found: Reading) -> tuple[PublicPair, ...]:
    others = [unit.key for unit in found.published.units if unit.key != "marketing"]
    return tuple(
        PublicPair(
            "AE", "marketing", other, 30, 20, 40, 0.01, "clear" if other == "sales" else "inconclusive"
        )
        for other in others
    )


def test_a_function_with_a_clear_gap_is_held_against_each_of_the_others() -> None:
    found = composed.story(TORCHLIGHT).reading
    page = gaps_page(tell(reading(TORCHLIGHT, pairs=pairs_of(found))))
    section = one(page.sections, "pairs_marketing")
    assert section.lede == "Clearly apart, on at least one score, from sales."
    (row,) = rows(section)
    assert (row["sales"], row["service"]) == ("+30 ▲\n+20 to +40", "+30\n+20 to +40")


def test_a_function_that_stands_apart_on_nothing_has_no_pairs() -> None:
    page = gaps_page(
        tell(reading(TORCHLIGHT, pairs=(PublicPair("AE", "hr", "it", 9, 1, 17, 0.1, "aligned"),)))
    )
    assert not [section for section in page.sections if section.key.startswith("pairs")]


@EVERY
def test_possible_gaps_stand_in_an_appendix_after_everything_else(path: Path) -> None:
    sections = composed.document(path).page("gaps").sections
    keys = [section.key for section in sections]
    after = keys[keys.index("possible") + 1 :]
    assert one(sections, "possible").title == "Appendix: possible"
    assert all(key.startswith("pairs_") for key in after)


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
    assert "Sales: strongest in knowledge (62), weakest in measures (41)." in page.sections[0].paragraphs


def test_parts_whose_intervals_meet_are_not_called_strong_or_weak() -> None:
    page = with_modules(module("hr", K=54, P=50, X=50, M=48), module("sales", K=48, P=50, X=50, M=54))
    assert page.sections[0].paragraphs[-1] == (
        "Not far enough apart to call one the stronger: HR, knowledge (54) against measures (48); sales, "
        "measures (54) against knowledge (48)."
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


# --- What is left when answers are few --------------------------------------------------------------


def all_saying(text: str) -> list[dict[str, str]]:
    beside = {"function", "level", "tenure", "duration_s"}
    return [
        {key: value if key in beside else text for key, value in row.items()}
        for row in composed.rows_of(TORCHLIGHT)
    ]


def all_equal() -> list[dict[str, str]]:
    """Everybody answers as the first person of the same function and level does."""
    first: dict[tuple[str, str], dict[str, str]] = {}
    every = composed.rows_of(TORCHLIGHT)
    return [first.setdefault((row["function"], row["level"]), row) for row in every]


WAVES = {
    "no answers": list,
    "one answer": lambda: composed.rows_of(TORCHLIGHT)[:1],
    "five people": lambda: composed.rows_of(TORCHLIGHT)[:5],
    "one function": lambda: [row for row in composed.rows_of(TORCHLIGHT) if row["function"] == "sales"],
    "nobody can tell": lambda: all_saying("dk"),
    "everything left blank": lambda: all_saying(""),
    "all alike": all_equal,
}
"""Waves in which little can be told."""

BARE = pytest.mark.parametrize("wave", WAVES)


def document_of(wave: str) -> ReportDocument:
    return composed.document_of(TORCHLIGHT, WAVES[wave]())


@BARE
def test_no_missing_value_is_printed(wave: str) -> None:
    text = document_of(wave).model_dump_json(exclude={"results"})
    assert not re.search(r"\bNone\b(?! of)|\bnan\b|NaN|\binf\b|Traceback", text)


@BARE
def test_no_table_is_empty_and_no_cell(wave: str) -> None:
    for table in composed.tables(document_of(wave)):
        assert table.rows, table.key
        assert all(cell.strip() for row in table.rows for cell in row), table.key


@BARE
def test_every_page_says_something_and_no_section_is_bare(wave: str) -> None:
    document = document_of(wave)
    assert [page.key for page in document.pages if not page.lede or not page.sections] == []
    for page, section in composed.sections(document):
        said = (section.lede, section.findings, section.figure, section.table, section.paragraphs)
        assert any(said), (page.key, section.key)


@BARE
def test_every_sentence_starts_and_ends_as_one(wave: str) -> None:
    for text in composed.prose(document_of(wave)):
        assert re.fullmatch(r"[A-Z0-9“].*[.?]", text, flags=re.S), text


@BARE
def test_every_picture_has_its_table_even_then(wave: str) -> None:
    for page, section in composed.sections(document_of(wave)):
        assert section.figure is None or section.table is not None, (page.key, section.key)


@EVERY
def test_findings_of_these_pages_can_be_found_again_by_their_id(path: Path) -> None:
    """Each is on its page once, under an id that names kind and subject."""
    document = composed.document(path)
    for page in ("roles", "orientation", "gaps"):
        ids = [finding.id for section in document.page(page).sections for finding in section.findings]
        assert len(ids) == len(set(ids))
        assert all(re.fullmatch(r"[a-z]+(:[\w >=.<+-]+)+", each) for each in ids)


def test_the_page_of_maturity_names_no_gate_twice() -> None:
    page = maturity_page(composed.story(TORCHLIGHT))
    gates = [(row["gate"], row["stage"]) for row in rows(one(page.sections, "gates"))]
    assert len(gates) == len(set(gates))
