"""What the sponsor states: printed as stated, attributed, flagged in words, held beside what people see."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from reports.composing import cascade, sheet
from reports.composing.page_structure import sheet_sections, structure_page
from reports.composing.story import Story
from reports.documents import Cascade, Page, Section
from reports.reading import Reading
from scoring.parts import Fact
from scoring.privacy import publish
from scoring.published import PublicCascade
from tests.reports import composed
from tests.scoring import folders

EVERY = pytest.mark.parametrize("path", composed.FOLDERS, ids=lambda path: path.name)
FACTS = folders.instrument().facts
LINES = [fact for fact in FACTS if fact.kind != "grid"]
LEVELS = ("ceo", "executive_team", "function_heads", "managers", "front_line")
CALM = composed.story(composed.named("evenkeel-logistics"))


def story_with(facts: Mapping[str, Any], **published: Any) -> Story:
    """A calm organization with another sheet."""
    changed = dataclasses.replace(CALM.reading.published, **published)
    return dataclasses.replace(
        CALM, reading=dataclasses.replace(CALM.reading, facts=facts, published=changed)
    )


def reading_with(facts: Mapping[str, Any]) -> Reading:
    return story_with(facts).reading


def rows(sections: tuple[Section, ...]) -> dict[str, tuple[str, ...]]:
    """Every line printed, by its label."""
    return {row[0]: row[1:] for section in sections if section.table for row in section.table.rows}


def words_of(page: Page) -> str:
    parts = [page.lede]
    for section in page.sections:
        parts += [section.lede, *section.paragraphs]
        parts += [cell for row in (section.table.rows if section.table else ()) for cell in row]
    return "\n".join(parts)


# --- Everything is printed --------------------------------------------------------------------------


def some_value(fact: Fact) -> Any:
    """A value that the sheet allows on this line, the last of those there are."""
    if fact.kind == "yes_no":
        return True
    if fact.kind == "count":
        return 7
    if fact.kind == "checks":
        return [fact.options[-1].key]
    if fact.kind == "grid":
        return {row.key: 2 for row in fact.rows}
    return fact.options[-1].key


@pytest.mark.parametrize("fact", LINES, ids=lambda fact: fact.key)
def test_every_line_a_sponsor_can_fill_in_is_printed(fact: Fact) -> None:
    value = some_value(fact)
    assert fact.allows(value)
    another = {"structure": "matrix"} if fact.key != "structure" else {"forum": "weekly"}
    without, page = (
        words_of(structure_page(story_with(facts))) for facts in (another, another | {fact.key: value})
    )
    assert page != without
    assert sheet.line(reading_with({}), fact.key) in page


def test_every_level_of_the_chain_a_sponsor_can_fill_in_is_printed() -> None:
    path = composed.named("evenkeel-logistics")
    grid = {"ceo": 2, "executive_team": 2, "function_heads": 1, "managers": 1, "front_line": 0}
    published = publish(folders.folder(path).evaluate(facts={"metrics_cascade": grid}))
    page = structure_page(story_with({"metrics_cascade": grid}, cascade=published.cascade))
    printed = rows(page.sections)
    assert [printed[label][0] for label in ("Chief executive", "Managers")] == [
        "a measure with target and consequence",
        "a customer measure is shown",
    ]
    assert printed["Front line"][0] == "no customer measure; the chain breaks here"


@pytest.mark.parametrize("fact", FACTS, ids=lambda fact: fact.key)
def test_every_value_of_a_line_has_words_of_its_own(fact: Fact) -> None:
    options = [option.key for option in fact.options if fact.kind in ("choice", "checks")]
    said = [sheet.stated(reading_with({fact.key: key}), fact.key) for key in options]
    assert len(set(said)) == len(options)
    assert not [text for text in said if "_" in text]


@EVERY
def test_a_sheet_lists_all_its_lines_and_says_which_were_left_open(path: Path) -> None:
    reading = composed.story(path).reading
    printed = rows(sheet_sections(reading))
    for key in sheet.LINES:
        stated = printed[sheet.line(reading, key)][0]
        assert (stated == "not stated") == (key not in reading.facts), key


def test_the_lines_of_the_sheet_are_those_of_the_instrument() -> None:
    assert {*sheet.LINES, sheet.CASCADE} == {fact.key for fact in FACTS}


def test_a_line_of_an_instrument_of_ones_own_is_printed_too() -> None:
    printed = rows(sheet_sections(reading_with({"cx_lead": "full", "journey_owner": "the_board"})))
    assert printed["Journey owner"][0] == "the board"


def test_a_function_stated_by_its_key_is_printed_by_its_name() -> None:
    assert (
        sheet.stated(reading_with({"journey_map_made_by": "operations"}), "journey_map_made_by")
        == "operations"
    )


def test_nothing_ticked_is_told_from_nothing_stated() -> None:
    none, open_ = reading_with({"co_creation_evidence": []}), reading_with({})
    assert sheet.stated(none, "co_creation_evidence") == "none of these"
    assert sheet.stated(open_, "co_creation_evidence") == "not stated"


# --- Attributed, with what it rests on --------------------------------------------------------------


@EVERY
def test_what_is_stated_is_attributed_to_the_sponsor(path: Path) -> None:
    found = sheet_sections(composed.story(path).reading)
    assert found[0].note == "The sponsor's statement, not an answer."
    for section in found:
        assert section.table is not None
        assert section.table.caption.endswith("as the sponsor stated it.")


def test_a_note_on_what_a_line_rests_on_stands_with_its_table() -> None:
    facts = {"cx_lead": "full", "structure": "matrix", "notes": {"cx_lead": "Board minutes,  May"}}
    found = sheet_sections(reading_with(facts))
    said = "“Executive who leads customer experience” rests on: Board minutes, May."
    assert [said in section.paragraphs for section in found] == [True, False, False, False, False]


@pytest.mark.parametrize("fact", FACTS, ids=lambda fact: fact.key)
def test_every_note_a_sponsor_can_write_is_printed(fact: Fact) -> None:
    facts = {fact.key: some_value(fact), "notes": {fact.key: "Minutes of May"}}
    assert "rests on: Minutes of May." in words_of(structure_page(story_with(facts)))


def test_a_long_note_is_cut_for_print_at_a_word() -> None:
    reading = reading_with({"cx_lead": "full", "notes": {"cx_lead": "word " * 100}})
    assert len(sheet.note(reading, "cx_lead")) <= sheet.LONGEST_NOTE + 2
    assert sheet.note(reading, "cx_lead").endswith("word …")


def test_without_any_note_the_report_says_so() -> None:
    first = sheet_sections(reading_with({"cx_lead": "full"}))[0]
    assert "No line carries a note on what it rests on." in first.paragraphs


def test_without_a_sheet_the_page_says_so_and_what_it_would_show() -> None:
    page = structure_page(story_with({}, cascade=None))
    assert page.lede == "The sponsor's sheet was not filled in."
    assert [section.key for section in page.sections] == ["sheet", "levers"]


# --- Flags ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("key", "value", "remark"),
    [
        ("cx_lead", "none", "nobody to turn to for the whole experience"),
        ("cx_lead", "full_with_mandate", ""),
        (
            "marketing_and_service_one_leader",
            False,
            "those who promise and those who keep it meet only further up",
        ),
        ("marketing_and_service_one_leader", True, ""),
        ("journey_map_made_by", "operations", "one department's view of the journey"),
        ("journey_map_made_by", "with_customers", ""),
        ("customer_record_systems", 2, "the same customer can have several records"),
        ("customer_record_systems", 1, ""),
        ("forum_roles", ["lead", "inform", "deliver"], "no seat for those who shape delivery"),
        ("forum_roles", ["lead", "influence", "inform", "deliver"], ""),
        (
            "co_creation_evidence",
            ["strategy", "design"],
            "none of testing campaigns and messages or hearing the results",
        ),
    ],
)
def test_a_line_is_flagged_in_words_or_not_at_all(key: str, value: object, remark: str) -> None:
    assert sheet.remark(reading_with({key: value}), key) == remark


@pytest.mark.parametrize(("key", "parent"), sheet.MOOT.items())
def test_a_line_that_another_line_rules_out_is_flagged(key: str, parent: str) -> None:
    value = some_value(next(fact for fact in FACTS if fact.key == key))
    assert sheet.remark(reading_with({key: value, parent: "none"}), key).startswith("stated, though “")


def test_a_line_that_was_left_open_is_not_flagged() -> None:
    assert sheet.remarked(reading_with({})) == []


def test_the_page_leads_with_what_there_is_to_note() -> None:
    page = structure_page(story_with({"structure": "silos", "cx_budget": "none"}))
    assert page.lede == (
        "Of what the sponsor stated, there is something to note on “Built” and “Budget for customer "
        "experience”."
    )


# --- The chain of measures --------------------------------------------------------------------------


def chain(
    *values: int, breaks: str | None = None, difference: int | None = 0, reading: Any = "in_step"
) -> PublicCascade:
    levels = dict(zip(LEVELS, values, strict=True))
    return PublicCascade(levels, 10 * sum(values), breaks, difference, reading)


def with_chain(found: PublicCascade | None, facts: Mapping[str, Any] | None = None) -> Reading:
    return story_with(facts or {}, cascade=found).reading


def shown(found: PublicCascade) -> Section:
    section = cascade.cascade_section(with_chain(found))
    assert section is not None
    return section


@pytest.mark.parametrize(
    ("reading", "words"),
    [
        ("believed_not_built", "Believed, not built: "),
        ("built_not_felt", "Built, not felt: "),
        ("in_step", "In step: "),
        ("untold", "The chain of customer measures is stated at 60 of 100"),
    ],
)
def test_the_stated_chain_is_read_beside_the_perceived_one(reading: str, words: str) -> None:
    assert shown(chain(2, 1, 1, 1, 1, reading=reading)).lede.startswith(words)


def test_the_level_at_which_the_chain_breaks_is_marked_in_picture_table_and_words() -> None:
    section = shown(chain(2, 2, 1, 0, 1, breaks="managers"))
    assert isinstance(section.figure, Cascade)
    assert [level.label for level in section.figure.levels if level.is_break] == ["Managers"]
    assert section.table is not None
    assert ("Managers", "no customer measure; the chain breaks here", "–", "–") in section.table.rows
    assert "breaks at “Managers”" in section.lede


def test_what_people_perceive_stands_beside_the_statement_with_its_interval() -> None:
    section = shown(chain(2, 1, 1, 1, 1))
    metr = CALM.reading.estimate("METR")
    assert metr is not None
    assert section.table is not None
    found = {row[0]: row[1:] for row in section.table.rows}
    assert found["The chain as perceived, 0 to 100"] == (str(metr.value), f"{metr.low}–{metr.high}", metr.n)
    assert found["The chain as stated, 0 to 100"][0] == "60"


def test_a_chain_stated_in_part_is_printed_and_not_judged() -> None:
    section = cascade.cascade_section(with_chain(None, {"metrics_cascade": {"ceo": 2, "managers": 1}}))
    assert section is not None
    assert section.figure is None
    assert section.table is not None
    assert [row[1] for row in section.table.rows].count("not stated") == 3


def test_without_a_chain_there_is_no_section() -> None:
    assert cascade.cascade_section(with_chain(None)) is None


@pytest.mark.parametrize("state", ["believed_not_built", "built_not_felt"])
def test_a_chain_that_is_not_in_step_is_a_finding(state: Any) -> None:
    found = list(cascade.cascade_findings(with_chain(chain(1, 1, 1, 1, 1, difference=25, reading=state))))
    assert [each.id for each in found] == [f"cascade:{state}"]


def test_a_chain_that_breaks_is_a_finding_even_if_it_is_in_step() -> None:
    found = list(cascade.cascade_findings(with_chain(chain(2, 2, 2, 0, 0, breaks="managers"))))
    assert [each.id for each in found] == ["cascade:break"]


def test_a_chain_in_step_without_a_break_is_none() -> None:
    assert list(cascade.cascade_findings(with_chain(chain(2, 1, 1, 1, 1)))) == []


def test_the_chain_of_a_report_is_the_published_one() -> None:
    """The numbers of the page, of the finding and for machines are the same."""
    found = chain(1, 0, 0, 0, 0, breaks="executive_team", difference=46, reading="believed_not_built")
    finding = next(iter(cascade.cascade_findings(with_chain(found))))
    assert "10 of 100" in finding.evidence
    assert "stated at 10 of 100" in shown(found).lede
