"""The report document: frozen, closed to unknown fields, and the same after a trip through JSON."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import ValidationError

from reports.documents import FORMAT, HeatCell, Heatmap, HeatRow, ReportDocument, Section, Span
from reports.renderers import RENDERERS
from tests.reports import composed

FIRST_RELEASE = Path(__file__).with_name("document_of_the_first_release.json")
TORCHLIGHT = composed.named("torchlight-systems")


def test_a_document_survives_json_unchanged() -> None:
    document = composed.document(TORCHLIGHT)
    assert ReportDocument.model_validate_json(document.model_dump_json()) == document


def test_a_figure_comes_back_as_what_it_was() -> None:
    heatmap = Heatmap(
        columns=(), rows=(HeatRow(key="hr", label="HR", n_band="5–9", cells=(HeatCell(value=3),)),)
    )
    section = Section(key="s", title="t", figure=heatmap)
    assert Section.model_validate_json(section.model_dump_json()).figure == heatmap


def test_a_document_cannot_be_changed() -> None:
    document = composed.document(TORCHLIGHT)
    with pytest.raises(ValidationError, match="frozen"):
        document.organization = "Somebody else"  # type: ignore[misc]


def test_a_part_does_not_take_a_field_it_does_not_know() -> None:
    with pytest.raises(ValidationError, match="tones"):
        Span.model_validate({"text": "Marketing", "tones": "strong"})


@pytest.mark.parametrize("value", [-1, 101, 47.5])
def test_a_score_is_a_whole_number_of_0_to_100(value: float) -> None:
    with pytest.raises(ValidationError):
        HeatCell.model_validate({"value": value})


def test_a_page_is_found_by_its_key() -> None:
    document = composed.document(TORCHLIGHT)
    assert document.pages[document.page("gaps").number - 1].key == "gaps"


def test_a_page_that_is_not_there_is_a_key_error() -> None:
    with pytest.raises(KeyError, match="appendix"):
        composed.document(TORCHLIGHT).page("appendix")


def test_a_document_of_another_format_is_refused() -> None:
    stored = composed.document(TORCHLIGHT).model_dump(mode="json")
    with pytest.raises(ValidationError):
        ReportDocument.model_validate(stored | {"format": FORMAT + 1})


@pytest.fixture(scope="module")
def stored() -> ReportDocument:
    """What the first release left in a database; the file is never written again."""
    return ReportDocument.model_validate_json(FIRST_RELEASE.read_text(encoding="utf-8"))


def test_a_document_of_the_first_release_still_opens(stored: ReportDocument) -> None:
    assert stored.format == FORMAT
    assert [section.quotes for page in stored.pages for section in page.sections if section.quotes] == []


@pytest.mark.parametrize("form", sorted(RENDERERS))
def test_a_document_of_the_first_release_is_rendered_in_every_format(
    stored: ReportDocument, form: str
) -> None:
    assert len(RENDERERS[form](stored)) > 1_500
