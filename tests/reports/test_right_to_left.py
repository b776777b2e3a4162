"""Where people read from right to left, every format of a report turns round and no word stays behind."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Iterator

import openpyxl
import pytest
from django.utils import translation
from pptx import Presentation
from pypdf import PdfReader

from reports.compose import compose
from reports.documents import ReportDocument
from reports.figures import draw
from reports.figures.shapes import WIDE, Label
from reports.renderers import RENDERERS
from reports.renderers.pptx.measures import WIDTH
from reports.renderers.scripts import isolated
from reports.wording import signed
from tests.reports import composed, right_to_left

LATIN = re.compile("[A-Za-z]{3,}")


@pytest.fixture(scope="module", autouse=True)
def document(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ReportDocument]:
    with right_to_left.spoken(tmp_path_factory.mktemp("words")) as language:
        yield compose(composed.evidence(composed.named("torchlight-systems")), language=language)


@pytest.fixture(scope="module")
def files(document: ReportDocument) -> dict[str, bytes]:
    return {form: render(document) for form, render in RENDERERS.items()}


def part(files: dict[str, bytes], form: str, name: str) -> str:
    return zipfile.ZipFile(io.BytesIO(files[form])).read(name).decode()


def test_the_document_says_its_language_and_its_direction(files: dict[str, bytes]) -> None:
    read = json.loads(files["json"])
    assert (read["language"], read["direction"]) == ("ar", "rtl")


def test_the_page_is_turned_as_a_whole(files: dict[str, bytes]) -> None:
    page = files["html"].decode()
    assert '<html lang="ar" dir="rtl">' in page
    assert set(re.findall(r'<svg class="fig [^>]*direction="(\w+)"', page)) == {"rtl"}


def markup(text: str) -> str:
    """The words of XML or HTML, and those told to whoever cannot see what is drawn."""
    told = re.findall(r'<(?:p:cNvPr|wp:docPr)[^>]* name="([^"]*)"|<sheet name="([^"]*)"', text)
    told += re.findall(r'(?:descr|title|aria-label|alt)="()([^"]*)"', text)
    shown = re.sub(UNSEEN, " ", text, flags=re.DOTALL)
    return re.sub(r"<[^>]+>|&#?\w+;", " ", shown) + " ".join(word for pair in told for word in pair)


UNSEEN = r"<(style|script|w:instrText|a:tableStyleId|definedName)\b.*?</\1>"
READ = {
    "html": lambda files: markup(files["html"].decode()),
    "pdf": lambda files: " ".join(page.extract_text() for page in PdfReader(io.BytesIO(files["pdf"])).pages),
    "pptx": lambda files: markup("".join(parts(files, "pptx", "ppt/slides/slide", "ppt/notesSlides/"))),
    "docx": lambda files: markup(part(files, "docx", "word/document.xml")),
    "xlsx": lambda files: markup("".join(parts(files, "xlsx", "xl/sharedStrings", "xl/workbook.xml"))),
    "csv": lambda files: " ".join(parts(files, "csv", "")),
}
OURS = {"xlsx", "csv", "Calibri"}
"""Names that every language has: of our forms and of what the office programs call their parts."""


def parts(files: dict[str, bytes], form: str, *beginnings: str) -> list[str]:
    names = zipfile.ZipFile(io.BytesIO(files[form])).namelist()
    return [part(files, form, name) for name in names if name.startswith(beginnings) and "rels" not in name]


@pytest.mark.parametrize("form", READ)
def test_a_format_adds_no_word_in_another_language(
    form: str, files: dict[str, bytes], document: ReportDocument
) -> None:
    known = set(LATIN.findall(document.model_dump_json())) | OURS
    assert {word for word in LATIN.findall(READ[form](files)) if word not in known} == set()


def test_the_paper_declares_its_language(files: dict[str, bytes]) -> None:
    paper = PdfReader(io.BytesIO(files["pdf"]))
    assert paper.trailer["/Root"]["/Lang"] == "ar"
    assert paper.trailer["/Root"]["/ViewerPreferences"]["/Direction"] == "/R2L"


def test_paragraphs_tables_and_charts_of_slides_run_from_right_to_left(files: dict[str, bytes]) -> None:
    slides = [part(files, "pptx", f"ppt/slides/slide{number}.xml") for number in range(1, 10)]
    assert all(set(re.findall(r'<a:pPr [^>]*rtl="(\d)"', slide)) == {"1"} for slide in slides)
    assert any('<a:tblPr rtl="1"' in slide for slide in slides)
    assert {lang for slide in slides for lang in re.findall(r'lang="([^"]+)"', slide)} == {"ar"}
    assert '<c:orientation val="maxMin"/>' in part(files, "pptx", "ppt/charts/" + first_chart(files))


def first_chart(files: dict[str, bytes]) -> str:
    names = zipfile.ZipFile(io.BytesIO(files["pptx"])).namelist()
    return next(name.rsplit("/", 1)[1] for name in names if name.startswith("ppt/charts/chart"))


def test_the_bar_of_the_cover_stands_on_the_right(files: dict[str, bytes]) -> None:
    cover = Presentation(io.BytesIO(files["pptx"])).slides[0].slide_layout
    bar = next(shape for shape in cover.shapes if shape.top == 0)
    assert bar.left + bar.width == pytest.approx(WIDTH * 914_400, abs=2)


def test_sections_paragraphs_and_tables_of_words_are_bidirectional(files: dict[str, bytes]) -> None:
    words, styles = part(files, "docx", "word/document.xml"), part(files, "docx", "word/styles.xml")
    assert words.count("<w:bidiVisual/>") == words.count("<w:tbl>") > 10
    assert "<w:bidi/></w:sectPr>" in words
    assert "<w:pPr><w:bidi/></w:pPr><w:rPr><w:rtl/></w:rPr>" in styles
    assert 'w:bidi="ar"' in styles


def test_every_sheet_begins_on_the_right(files: dict[str, bytes]) -> None:
    workbook = openpyxl.load_workbook(io.BytesIO(files["xlsx"]))
    assert all(sheet.sheet_view.rightToLeft for sheet in workbook)
    assert {cell.alignment.readingOrder for row in workbook.worksheets[0] for cell in row if cell.value} == {
        2.0
    }


def test_numbers_of_a_sheet_are_numbers_in_every_language(files: dict[str, bytes]) -> None:
    workbook = openpyxl.load_workbook(io.BytesIO(files["xlsx"]))
    numbers = [
        cell for sheet in workbook for row in sheet for cell in row if cell.data_type == "n" and cell.value
    ]
    assert len(numbers) > 300
    assert any(cell.value != int(cell.value) and "0.0" in cell.number_format for cell in numbers)


def test_a_picture_is_its_mirror_image(document: ReportDocument) -> None:
    figures = (section.figure for page in document.pages for section in page.sections if section.figure)
    figure = next(each for each in figures if each.kind == "ownership_map")
    with translation.override(document.language):
        drawing = draw(figure)
    assert drawing is not None
    assert drawing.direction == "rtl"
    rows = [shape for shape in drawing.shapes if isinstance(shape, Label) and shape.css == "fig-row"]
    assert {shape.x for shape in rows} == {WIDE}


def test_a_sign_stands_on_the_left_of_its_number(document: ReportDocument) -> None:
    with translation.override(document.language):
        assert signed(-3) == "\u200e−3"


def test_a_latin_name_keeps_its_own_order(document: ReportDocument) -> None:
    assert isolated(document).organization == "\u2068Torchlight Systems\u2069"
