"""What is left of a report when answers are few; what holds on every page of what people answered."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from reports.composing.page_maturity import maturity_page
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
