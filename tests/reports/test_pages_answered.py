"""What is left of a report when answers are few; what holds on every page of what people answered."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from reports.composing.page_maturity import maturity_page
from reports.documents import DriverFigure, Grid, Section, Spread
from tests.reports import composed
from tests.reports.answered import TORCHLIGHT, WAVES, document_of, one, rows

EVERY = pytest.mark.parametrize("path", composed.FOLDERS, ids=lambda path: path.name)


# --- What is left when answers are few --------------------------------------------------------------


BARE = pytest.mark.parametrize("wave", WAVES)


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


# --- The same numbers in picture, table and sentence ------------------------------------------------


def cells(section: Section) -> dict[str, dict[str, str]]:
    """Rows of a section's table by their first cell."""
    return {next(iter(row.values())): row for row in rows(section)}


@EVERY
def test_contributions_are_marked_as_their_table_says(path: Path) -> None:
    section = composed.section(composed.document(path), "roles", "contributions")
    assert isinstance(section.figure, Grid)
    for line in section.figure.rows:
        row = cells(section)[line.label]
        for column, cell in zip(section.figure.columns, line.cells, strict=True):
            shown = row[column.key]
            half_or_more = shown.startswith("half or more") or (
                "%" in shown and int(composed.numbers(shown)[0]) >= 50
            )
            marks = {(True, True): "full", (True, False): "half", (False, True): "open", (False, False): ""}
            assert cell.mark == marks[half_or_more, shown.endswith("*")], (line.label, column.key)


@EVERY
def test_access_is_drawn_as_its_table_says(path: Path) -> None:
    section = composed.section(composed.document(path), "roles", "access")
    assert isinstance(section.figure, Spread)
    for line in section.figure.rows:
        row = list(cells(section)[line.label].values())
        assert [f"{share}%" for share in line.shares] == row[1:6]
        assert line.n_band == row[-1]


@EVERY
def test_agreement_is_marked_as_its_table_says(path: Path) -> None:
    section = composed.section(composed.document(path), "orientation", "agreement")
    assert isinstance(section.figure, Grid)
    for line in section.figure.rows:
        row = cells(section)[line.label]
        for column, cell in zip(section.figure.columns, line.cells, strict=True):
            assert row[column.key].split("\n")[0] == cell.text


@EVERY
def test_what_goes_with_a_better_experience_is_drawn_as_its_table_says(path: Path) -> None:
    section = composed.section(composed.document(path), "actions", "drivers")
    assert isinstance(section.figure, DriverFigure)
    for line in section.figure.rows:
        row = cells(section)[line.label]
        assert (row["weight"], row["dominance"]) == (f"{line.weight}%", f"{line.dominance}%")
        assert row["tier"] == ("first" if line.is_first_tier else "second")


@EVERY
def test_a_function_is_as_strong_in_words_as_in_its_table(path: Path) -> None:
    section = composed.section(composed.document(path), "functions", "modules")
    shown = {number for row in rows(section) for cell in row.values() for number in composed.numbers(cell)}
    said = {number for text in section.paragraphs for number in composed.numbers(text)}
    assert said <= shown


@EVERY
def test_pairs_stand_only_under_a_function_that_stands_apart(path: Path) -> None:
    document = composed.document(path)
    apart = {
        row["unit"]
        for key in ("gaps_clear", "gaps_possible")
        for row in composed.table(document, "gaps", key)
    }
    titles = [each.title for each in document.page("gaps").sections if each.key.startswith("pairs_")]
    assert {title.removesuffix(" and each of the others") for title in titles} == apart


@EVERY
def test_what_goes_together_is_never_said_to_follow(path: Path) -> None:
    section = composed.section(composed.document(path), "actions", "drivers")
    text = " ".join((section.lede, *section.paragraphs)).lower()
    assert "goes most closely with" in text or "goes clearly more closely" in text
    assert not re.search(r"\b(cause|drive|lead to|improve|effect|impact)", text)
