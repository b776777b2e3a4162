"""The whole document: its pages, its numbers, and what is left when answers are few."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from reports.compose import compose
from reports.documents import Heatmap, MirrorFigure, ReportDocument
from reports.wording import Wording
from tests.reports import composed

EVERY = pytest.mark.parametrize("path", composed.FOLDERS, ids=lambda path: path.name)
TORCHLIGHT = composed.named("torchlight-systems")
PAGES = (
    "one",
    "ownership",
    "roles",
    "orientation",
    "maturity",
    "gaps",
    "mirror",
    "clock",
    "readiness",
    "structure",
    "functions",
    "marketing",
    "actions",
    "method",
)
BOUNDS = re.compile(r"below 40%|fewer than 30%|at least (?:40|35)%")
"""Limits of the method that a sentence names where the number itself may not be shown."""


# --- Pages ------------------------------------------------------------------------------------------


@EVERY
def test_the_report_has_its_pages_in_order(path: Path) -> None:
    pages = composed.document(path).pages
    assert [(page.key, page.number) for page in pages] == list(
        zip(PAGES, range(1, len(PAGES) + 1), strict=True)
    )


@EVERY
def test_page_one_answers_six_questions_in_order(path: Path) -> None:
    keys = [section.key for section in composed.document(path).page("one").sections]
    assert keys == ["owners", "companies", "stage", "outside", "actions", "sure"]


@EVERY
def test_every_picture_has_its_table(path: Path) -> None:
    for page, section in composed.sections(composed.document(path)):
        assert section.figure is None or section.table is not None, (page.key, section.key)


@EVERY
def test_the_four_pictures_are_there(path: Path) -> None:
    document = composed.document(path)
    kinds = {section.figure.kind for _, section in composed.sections(document) if section.figure}
    assert {"ownership_map", "maturity_strip", "heatmap", "mirror"} <= kinds


@EVERY
def test_every_row_of_a_table_has_as_many_cells_as_columns_and_none_empty(path: Path) -> None:
    for table in composed.tables(composed.document(path)):
        for row in table.rows:
            assert len(row) == len(table.columns), table.key
            assert all(cell.strip() for cell in row), (table.key, row)


@EVERY
def test_every_sentence_ends_and_starts_as_one(path: Path) -> None:
    for text in composed.prose(composed.document(path)):
        assert re.fullmatch(r"[A-Z0-9“].*[.?]", text, flags=re.S), text
        assert "  " not in text
        assert ".." not in text


@EVERY
def test_nothing_missing_is_printed_as_none_or_nan(path: Path) -> None:
    document = composed.document(path)
    cells = [cell for table in composed.tables(document) for row in table.rows for cell in row]
    for text in (*composed.prose(document), *cells):
        assert not re.search(r"\bNone\b(?! of)|\bnan\b|NaN|\binf\b|[{}]", text), text


@EVERY
def test_an_action_named_by_a_finding_is_on_the_page_of_actions(path: Path) -> None:
    document = composed.document(path)
    listed = composed.listed_actions(document)
    named = {key for finding in composed.findings(document).values() for key in finding.action_ids}
    assert named <= listed


def test_the_same_evidence_gives_the_same_bytes() -> None:
    evidence = composed.evidence(TORCHLIGHT)
    assert compose(evidence).model_dump_json() == compose(evidence).model_dump_json()


# --- The same numbers everywhere --------------------------------------------------------------------


def stand_together(numbers: list[str], document: ReportDocument) -> bool:
    """Whether one row of one table holds all these numbers, each as often."""
    wanted = Counter(numbers)
    rows = (row for table in composed.tables(document) for row in table.rows)
    return any(not wanted - Counter(composed.numbers(" ".join(row))) for row in rows)


@EVERY
def test_each_clause_of_evidence_stands_in_one_row_of_a_table(path: Path) -> None:
    document = composed.document(path)
    for finding in composed.findings(document).values():
        for clause in BOUNDS.sub("", finding.evidence).split(";"):
            assert stand_together(composed.numbers(clause), document), clause


SCALE = {"0", "100"}


@EVERY
def test_each_number_of_a_sentence_stands_in_a_table_of_its_page(path: Path) -> None:
    """Page one draws on the tables of all pages; customers and actions are counted where they are listed."""
    document = composed.document(path)
    answered = {row["n"] for row in composed.table(document, "method", "participation")}
    actions = composed.listed_actions(document)
    for page in document.pages:
        found = composed.tables(document) if page.key == "one" else composed.tables(document, page.key)
        cells = (cell for table in found for row in table.rows for cell in row)
        shown = {number for cell in cells for number in composed.numbers(cell)}
        spoken = [finding.sentence for section in page.sections for finding in section.findings]
        spoken += [section.lede for section in page.sections]
        spoken += [section.note for section in page.sections]
        said = {number for text in (*spoken, page.lede) for number in composed.numbers(BOUNDS.sub("", text))}
        assert said <= shown | answered | SCALE | {str(len(actions))}, page.key


@EVERY
def test_comparisons_are_counted_as_they_are_listed(path: Path) -> None:
    document = composed.document(path)
    cells = [
        cell.split("\n")[0]
        for row in composed.table(document, "gaps", "gaps_every")
        for key, cell in row.items()
        if key != "unit" and cell != "–"
    ]
    listed = {
        "clear": sum(cell.endswith(("▲", "▼")) for cell in cells),
        "possible": sum(cell.endswith("?") for cell in cells),
        "aligned": sum(cell.endswith("=") for cell in cells),
        "inconclusive": sum(cell[-1].isdigit() for cell in cells),
    }
    for state in ("clear", "possible"):
        assert listed[state] == len(composed.table(document, "gaps", f"gaps_{state}"))
    assert sum(listed.values()) == len(composed.evidence(path).published.gaps)
    total = sum(listed.values())
    counted = {row["state"]: row["n"] for row in composed.table(document, "gaps", "counts")}
    words = {0: "No", 1: "One", 2: "Two", 3: "Three", 4: "Four", 5: "Five", 6: "Six", 7: "Seven", 8: "Eight"}
    for state, amount in listed.items():
        assert counted[Wording().state(state).capitalize()] == str(amount)
    for state in ("clear", "possible"):
        amount, lede = listed[state], composed.section(document, "gaps", state).lede
        assert lede.startswith(words.get(amount, str(amount)))
        assert lede.endswith(f" of {total}.")


@EVERY
def test_stages_owned_are_counted_as_the_map_shows_them(path: Path) -> None:
    document = composed.document(path)
    rows = composed.table(document, "ownership", "ownership")[:8]
    owned = sum(row["state"] in ("owned", "likely owned") for row in rows)
    lede = composed.document(path).page("ownership").lede
    words = ["Not one", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Every one"]
    assert lede.startswith(f"{words[owned]} of the eight stages")


@EVERY
def test_pictures_show_the_numbers_of_their_tables(path: Path) -> None:
    document = composed.document(path)
    figure = composed.section(document, "one", "companies").figure
    assert isinstance(figure, Heatmap)
    rows = {row["unit"]: row for row in composed.table(document, "one", "scores")}
    for line in figure.rows:
        for column, cell in zip(figure.columns, line.cells, strict=True):
            assert rows[line.label][column.key].startswith(cell.text or str(cell.value))
    mirror = composed.section(document, "mirror", "mirror").figure
    assert isinstance(mirror, MirrorFigure)
    listed = composed.table(document, "mirror", "mirror")
    assert [str(row.customers) for row in mirror.rows] == [row["customers"] for row in listed]


@EVERY
def test_the_number_an_action_should_move_starts_where_the_report_stands(path: Path) -> None:
    document = composed.document(path)
    scores = {
        row["construct"]: row["value"] for row in composed.table(document, "orientation", "organization")
    }
    for row in composed.action_rows(document):
        what, now = row["moves"], row["now"]
        if what in scores and not now.startswith("just under"):
            assert now == scores[what], row


# --- What is hidden, what is missing ----------------------------------------------------------------


def some_rows(**counts: int) -> list[dict[str, str]]:
    """So many people of each function of Torchlight."""
    rows = composed.rows_of(TORCHLIGHT)
    return [
        row
        for function, amount in counts.items()
        for row in [each for each in rows if each["function"] == function][:amount]
    ]


@pytest.mark.parametrize("amount", [0, 1, 4])
def test_fewer_than_five_answers_show_nothing_and_say_what_is_needed(amount: int) -> None:
    document = composed.document_of(TORCHLIGHT, composed.rows_of(TORCHLIGHT)[:amount])
    assert [span.text for span in document.headline] == [
        "Too few answers to show anything yet: at least five are needed."
    ]
    assert document.results["stage"] is None
    assert document.results["reporting_units"] == []
    assert set(document.results["organization_scores"].values()) == {None}
    assert composed.findings(document) == {}


def test_who_of_the_few_answered_is_not_given_away() -> None:
    """Four answers of sales and four of service read the same."""
    sales = composed.document_of(TORCHLIGHT, some_rows(sales=4))
    service = composed.document_of(TORCHLIGHT, some_rows(service=4))
    assert sales == service


def test_five_answers_of_one_function_compare_nobody() -> None:
    document = composed.document_of(TORCHLIGHT, some_rows(sales=5))
    text = composed.section(document, "one", "companies").lede
    assert text == "All answers come from one reporting unit, so functions cannot be compared."
    assert document.results["clear_gaps"] == []


def test_functions_with_few_answers_are_shown_together_and_carry_no_flag() -> None:
    document = composed.document_of(TORCHLIGHT, some_rows(sales=20, service=20, marketing=4, hr=3))
    flags = [flag for stage in document.results["ownership"].values() for flag in stage["flags"]]
    assert document.results["reporting_units"][-1] == "other:hr+marketing"
    assert not [flag for flag in flags if flag.endswith((":marketing", ":hr"))]
    labels = [row["unit"] for row in composed.table(document, "method", "participation")]
    assert "Other functions (HR and Marketing)" in labels


def test_a_function_without_answers_differs_from_one_that_is_hidden() -> None:
    document = composed.document_of(TORCHLIGHT, some_rows(sales=20, service=20, marketing=4, hr=3))
    rows = {row["unit"]: row["n"] for row in composed.table(document, "method", "participation")}
    assert rows["Finance"] == "no answers"
    assert "Marketing" not in rows


def test_a_score_too_few_answered_is_hidden_and_not_told_from_one_that_nobody_answered() -> None:
    """That nobody in a function answered would say it of each of them."""
    rows = some_rows(sales=20, service=20)
    for at, row in enumerate(rows):
        blank = {"SHARE1": "", "SHARE2": "", "SHARE3": ""}
        if row["function"] == "sales" and at >= 3:
            row.update(blank)
        if row["function"] == "service":
            row.update(blank)
    document = composed.document_of(TORCHLIGHT, rows)
    cells = {row["unit"]: row["SHARE"] for row in composed.table(document, "orientation", "scores")}
    assert (cells["Sales"], cells["Service"]) == ("fewer than five", "fewer than five")


def test_without_a_pulse_the_report_says_that_customers_were_not_asked() -> None:
    document = composed.document_of(TORCHLIGHT, composed.rows_of(TORCHLIGHT), pulse=None)
    lede = composed.section(document, "one", "outside").lede
    assert lede == "Customers were not asked, so Stage 5 cannot be confirmed."
    assert (document.results["customer_pulse"], document.results["perception_gap"]) == (None, None)


def test_without_a_fact_sheet_nothing_is_said_of_facts() -> None:
    document = composed.document_of(TORCHLIGHT, composed.rows_of(TORCHLIGHT), facts={})
    assert not [text for text in composed.prose(document) if "fact sheet:" in text.lower()]
    rows = {row["gate"]: row["found"] for row in composed.table(document, "maturity", "gates")}
    assert rows["An executive is named to lead customer experience"] == "not asked"


def test_answers_that_leave_everything_blank_make_a_report_all_the_same() -> None:
    kept = {"function", "level", "tenure", "duration_s"}
    rows = [
        {key: value if key in kept else "" for key, value in row.items()}
        for row in composed.rows_of(TORCHLIGHT)
    ]
    document = composed.document_of(TORCHLIGHT, rows)
    assert document.headline[0].text == "Too few questions were answered to show anything yet."


def test_people_who_cannot_tell_who_owns_what_leave_the_map_empty() -> None:
    rows = [
        {key: "dk" if key.startswith("OWN") else value for key, value in row.items()}
        for row in composed.rows_of(TORCHLIGHT)
    ]
    document = composed.document_of(TORCHLIGHT, rows)
    assert composed.document_of(TORCHLIGHT, rows).page("ownership").lede == (
        "Too few could tell who answers for the customer."
    )
    assert composed.section(document, "one", "owners").figure is None


def test_a_low_turnout_is_said() -> None:
    document = composed.document_of(TORCHLIGHT, some_rows(sales=10, service=10))
    paragraphs = composed.section(document, "one", "sure").paragraphs
    assert "Fewer than half of the people answered; those who did not may see it differently." in paragraphs


def test_research_is_printed_for_orientation_with_its_year_and_without_a_sample() -> None:
    document = composed.document(TORCHLIGHT)
    lead = "For orientation: in a 2017 survey, "
    said = [text for text in composed.prose(document) if text.startswith(lead)]
    assert said
    assert all("sample size not stated in our source" in text for text in said)


def test_what_risk_remains_is_said_openly() -> None:
    paragraphs = composed.section(composed.document(TORCHLIGHT), "method", "privacy").paragraphs
    assert any(text.startswith("What stays possible: ") for text in paragraphs)
