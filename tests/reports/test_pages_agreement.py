"""Whether people in a function agree, and where functions stand apart."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from reports.compose import tell
from reports.composing.agreement import agreement_findings, agreement_sections
from reports.composing.page_one import companies_sentence
from reports.composing.page_orientation import gaps_page
from reports.composing.views import gap_findings
from reports.documents import Grid
from reports.reading import Reading
from scoring.published import (
    Accord,
    PublicAggregation,
    PublicAgreement,
    PublicPair,
)
from tests.reports import composed
from tests.reports.answered import TORCHLIGHT, document_of, one, reading, rows

EVERY = pytest.mark.parametrize("path", composed.FOLDERS, ids=lambda path: path.name)


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


def test_functions_split_equally_often_are_named_together() -> None:
    found = (
        agreement("VIEW", "sales", "split"),
        agreement("AE", "service", "split"),
        agreement("AE", "sales", "shared"),
    )
    section = one(agreement_sections(reading(agreement=found)), "agreement")
    assert section.lede.endswith("It is split most often in sales and service, on one score each.")


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
    section = one(agreement_sections(found), "aggregation")
    assert [row["reading"] for row in rows(section)] == ["see it alike", "differ"]
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


def test_pairs_are_read_only_on_the_scores_on_which_the_function_stands_apart() -> None:
    found = composed.story(TORCHLIGHT).reading
    alike = tuple(
        dataclasses.replace(gap, state="aligned")
        if (gap.construct, gap.unit) == ("VIEW", "marketing")
        else gap
        for gap in found.published.gaps
    )
    near = PublicPair("VIEW", "marketing", "sales", 9, 1, 17, 0.1, "inconclusive")
    page = gaps_page(tell(reading(TORCHLIGHT, gaps=alike, pairs=(*pairs_of(found), near))))
    assert [row["construct"] for row in rows(one(page.sections, "pairs_marketing"))] == ["Elevating"]


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


@pytest.mark.parametrize(
    ("alike", "untold", "words"),
    [
        (10, 0, "Functions see the company alike"),
        (6, 4, "No function stands clearly apart; most comparisons show them alike"),
        (4, 6, "No function stands clearly apart; most comparisons can neither show"),
        (5, 5, "No function stands clearly apart; some comparisons show them alike, others"),
    ],
)
def test_most_is_said_of_more_than_half(alike: int, untold: int, words: str) -> None:
    gap = composed.story(TORCHLIGHT).reading.published.gaps[0]
    states = ["aligned"] * alike + ["inconclusive"] * untold
    gaps = tuple(dataclasses.replace(gap, state=state) for state in states)
    assert companies_sentence(reading(TORCHLIGHT, gaps=gaps, level_gaps=())).startswith(words)
