"""A client's looks: its accent and logo on a report, and nothing of them in the numbers."""

from __future__ import annotations

import io

import pytest
from PIL import Image
from pypdf import PdfReader

from organizations.models import Organization
from reports.renderers import RENDERERS
from reports.renderers.brand import Brand
from tests.reports.sample_document import sample_document
from tests.reports.staging import closed_wave
from tests.reports.test_views import address, max_of, ready

ACCENT = "#7a1f5c"


def png() -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (120, 40), ACCENT).save(buffer, "PNG")
    return buffer.getvalue()


@pytest.fixture(scope="module")
def paper() -> PdfReader:
    brand = Brand(name="Northwind", accent=ACCENT, accent_deep="#4a1038", logo=png())
    return PdfReader(io.BytesIO(RENDERERS["pdf"](sample_document(functions=2), brand=brand)))


def test_the_logo_stands_on_the_first_sheet_alone(paper: PdfReader) -> None:
    assert [len(sheet.images) for sheet in paper.pages][:2] == [1, 0]


def test_paper_takes_the_accent(paper: PdfReader) -> None:
    red = int(ACCENT[1:3], 16) / 255
    drawn = paper.pages[0].get_contents()
    assert drawn is not None
    plain = PdfReader(io.BytesIO(RENDERERS["pdf"](sample_document(functions=2)))).pages[0].get_contents()
    color = f"{red:.4f}"[:5].encode()
    assert plain is not None
    assert color in drawn.get_data()
    assert color not in plain.get_data()


def test_a_file_that_stands_alone_takes_the_accent() -> None:
    branded = RENDERERS["html"](
        sample_document(functions=2), brand=Brand(accent=ACCENT, accent_deep="#4a1038")
    )
    assert f"--accent: {ACCENT};" in branded.decode()
    assert ACCENT not in RENDERERS["html"](sample_document(functions=2)).decode()


def test_looks_change_nothing_a_machine_reads() -> None:
    document = sample_document(functions=2)
    assert RENDERERS["json"](document, brand=Brand(accent=ACCENT)) == RENDERERS["json"](document)


@pytest.mark.django_db
def test_a_page_that_was_kept_is_drawn_anew_when_the_client_changes_its_looks() -> None:
    wave = closed_wave()
    report, client = ready(wave), max_of(wave)
    path = address("show", wave, report.pk)
    assert "brand.css" not in client.get(path).content.decode()
    Organization.objects.filter(pk=wave.organization_id).update(accent=ACCENT)
    assert f"/o/{wave.organization.slug}/brand.css?" in client.get(path).content.decode()
