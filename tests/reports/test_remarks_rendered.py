"""What was remarked stands on its page in every format, under its writer's name, apart from numbers."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import zipfile

import docx
import openpyxl
import pptx
import pytest
from pypdf import PdfReader

from reports.documents import ReportDocument
from reports.remarks import Remark, marked
from reports.renderers import RENDERERS
from tests.reports.sample_document import sample_document

DAY = dt.date(2026, 5, 4)
REMARKS = (
    Remark("one", "Sales was short of people in May.\nRead the gap with that in mind.", "Ann Alder", DAY),
    Remark("ownership", "=1+1 <script>alert(1)</script> 🙂", "Ann Alder", DAY, dt.date(2026, 5, 6)),
)
WHOSE = "Remark by Ann Alder, 4 May 2026"


@pytest.fixture(scope="module")
def document() -> ReportDocument:
    return sample_document()


def file(document: ReportDocument, form: str, remarks: tuple[Remark, ...] = REMARKS) -> bytes:
    return RENDERERS[form](document, remarks=remarks)


def test_the_writer_the_day_and_a_change_are_told() -> None:
    assert [marked(remark) for remark in REMARKS] == [WHOSE, f"{WHOSE}, changed 6 May 2026"]


def test_a_remark_whose_writer_s_account_is_gone_keeps_its_day() -> None:
    assert marked(Remark("one", "So.", "", DAY)) == "Remark of 4 May 2026"


@pytest.mark.parametrize("form", RENDERERS)
def test_without_remarks_nothing_is_said_of_them(document: ReportDocument, form: str) -> None:
    content = file(document, form, ())

    assert content == RENDERERS[form](document)
    assert b"remarks.csv" not in content


def test_the_page_has_them_in_a_box_of_their_own_and_as_text(document: ReportDocument) -> None:
    page = file(document, "html").decode()

    assert page.count('class="remark" role="note"') == 2
    assert "Sales was short of people in May.<br>Read the gap" in page
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert page.index('id="remark-one-1"') < page.index('id="page-ownership"') < page.index('id="remark-own')


def test_paper_has_them(document: ReportDocument) -> None:
    text = "\n".join(sheet.extract_text() for sheet in PdfReader(io.BytesIO(file(document, "pdf"))).pages)

    for words in (
        WHOSE,
        "Sales was short of people in May.",
        "changed 6 May 2026",
        "[slightly smiling face]",
    ):
        assert words in text


def test_the_document_of_words_has_them_in_a_style_of_their_own(document: ReportDocument) -> None:
    paragraphs = docx.Document(io.BytesIO(file(document, "docx"))).paragraphs
    remarked = [paragraph.text for paragraph in paragraphs if paragraph.style.name == "Remark"]

    assert remarked == [WHOSE, REMARKS[0].text, f"{WHOSE}, changed 6 May 2026", REMARKS[1].text]


def test_each_has_a_slide_that_says_whose_it_is_and_notes_with_all_of_it(document: ReportDocument) -> None:
    slides = pptx.Presentation(io.BytesIO(file(document, "pptx"))).slides
    texts = [[shape.text_frame.text for shape in slide.shapes if shape.has_text_frame] for slide in slides]
    found = [index for index, said in enumerate(texts) if WHOSE in said]

    assert len(found) == 1
    assert "Read the gap with that in mind." in slides[found[0]].notes_slide.notes_text_frame.text


def test_a_slide_of_a_long_remark_keeps_every_word_in_its_notes(document: ReportDocument) -> None:
    long = Remark("one", "word " * 600, "Ann Alder", DAY)
    slides = pptx.Presentation(io.BytesIO(file(document, "pptx", (long,)))).slides

    assert any(slide.notes_slide.notes_text_frame.text.count("word") == 600 for slide in slides)


def test_the_workbook_has_a_sheet_of_them_and_no_formula(document: ReportDocument) -> None:
    book = openpyxl.load_workbook(io.BytesIO(file(document, "xlsx")))
    rows = [[cell.value for cell in row] for row in book["Remarks"].iter_rows(min_row=5)]

    assert [row[1:] for row in rows] == [[remark.text, marked(remark)] for remark in REMARKS]
    assert {cell.data_type for row in book["Remarks"].iter_rows(min_row=5) for cell in row} == {"s"}
    assert "Remarks" in [cell.value for row in book["Contents"].iter_rows() for cell in row]


def test_the_tables_have_a_file_of_them_that_no_spreadsheet_reckons_with(document: ReportDocument) -> None:
    archive = zipfile.ZipFile(io.BytesIO(file(document, "csv")))
    rows = list(csv.reader(io.StringIO(archive.read("remarks.csv").decode("utf-8-sig"), newline="")))

    assert rows[1][1:] == [REMARKS[0].text.replace("\n", " · "), WHOSE]
    assert rows[2][1] == "'" + REMARKS[1].text
    assert "remarks.csv" in archive.read("contents.csv").decode("utf-8-sig")


def test_for_machines_they_stand_beside_the_document(document: ReportDocument) -> None:
    tree = json.loads(file(document, "json"))
    told = tree.pop("remarks")

    assert ReportDocument.model_validate(tree) == document
    assert told[1] == {
        "page": "ownership",
        "text": REMARKS[1].text,
        "by": "Ann Alder",
        "on": "2026-05-04",
        "edited_on": "2026-05-06",
    }
