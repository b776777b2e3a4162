"""One document, three files: what each must carry, and what no name may do to them."""

from __future__ import annotations

import io
import itertools
import json
import re
from html.parser import HTMLParser

import pytest
from pypdf import PdfReader

from reports.documents import ReportDocument
from reports.figures import draw
from reports.renderers import CONTENT_TYPES, LABELS, RENDERERS
from reports.renderers.charts import chart_json
from reports.renderers.html import fragment, page_context
from reports.renderers.pdf import FONT_PACKAGES
from tests.reports.sample_document import heatmap, sample_document

HOSTILE = "#import [$x$] <script>alert(1)</script>"


@pytest.fixture(scope="module")
def document() -> ReportDocument:
    return sample_document()


@pytest.fixture(scope="module")
def page(document: ReportDocument) -> str:
    return RENDERERS["html"](document).decode()


@pytest.fixture(scope="module")
def paper(document: ReportDocument) -> PdfReader:
    return PdfReader(io.BytesIO(RENDERERS["pdf"](document)))


class Outline(HTMLParser):
    """Ids, links, heading levels and remote addresses of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.levels: list[int] = []
        self.styles: list[str] = []
        self.sources: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        given = dict(attributes)
        self.ids += [given["id"] or ""] if "id" in given else []
        self.links += [given["href"] or ""] if tag == "a" else []
        self.levels += [int(tag[1])] if re.fullmatch("h[1-6]", tag) else []
        self.styles += [given["style"] or ""] if "style" in given else []
        self.sources += [given[name] or "" for name in ("src", "action") if name in given]


def test_every_format_has_a_content_type_and_a_label() -> None:
    assert set(CONTENT_TYPES) == set(LABELS) == set(RENDERERS) >= {"html", "pdf", "xlsx", "csv", "json"}


@pytest.mark.parametrize("form", sorted(RENDERERS))
def test_equal_documents_give_equal_bytes(form: str) -> None:
    assert RENDERERS[form](sample_document()) == RENDERERS[form](sample_document())


def test_the_json_is_the_document_with_its_results(document: ReportDocument) -> None:
    tree = json.loads(RENDERERS["json"](document))
    assert ReportDocument.model_validate(tree) == document
    assert tree["results"] == document.results
    assert list(tree) == sorted(tree)


# --- Page -------------------------------------------------------------------------------------------


def test_the_file_asks_nothing_of_anybody(page: str) -> None:
    outline = Outline(page)
    assert outline.sources == []
    assert [link for link in outline.links if not link.startswith("#")] == []
    assert "<script" not in page
    assert "url(" not in page
    assert "@import" not in page


def test_no_element_carries_a_style_of_its_own(document: ReportDocument) -> None:
    assert Outline(fragment(document)).styles == []


def test_ids_are_unique_and_every_link_within_the_page_arrives(page: str) -> None:
    outline = Outline(page)
    assert len(outline.ids) == len(set(outline.ids))
    assert {link[1:] for link in outline.links} - set(outline.ids) == set()


def test_headings_never_skip_a_level(page: str) -> None:
    levels = Outline(page).levels
    assert levels.count(1) == 1
    assert max(after - before for before, after in itertools.pairwise(levels)) == 1


def test_names_are_text_and_not_markup(page: str, document: ReportDocument) -> None:
    assert "<script>alert(1)</script>" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "<script>" not in fragment(document)


def test_a_chart_can_not_end_its_data_block() -> None:
    figure = heatmap((HOSTILE, "</script><!--"))
    block = chart_json(figure)
    assert "<" not in block
    assert ">" not in block
    assert [row["label"] for row in json.loads(block)["rows"]] == [HOSTILE, "</script><!--"]


def test_hidden_and_missing_cells_are_said_in_different_words(page: str) -> None:
    assert "hidden: fewer than five</span></td>" in page
    assert "no data</span></td>" in page


def test_only_clear_gaps_bear_a_triangle(document: ReportDocument) -> None:
    (figure,) = (section.figure for section in page_context(document)["pages"][2].sections if section.figure)
    clear = [
        bool(cell.mark) for row in document.page("orientation").sections[0].figure.rows for cell in row.cells
    ]
    assert [bool(cell.square.mark) for row in figure.heat.rows for cell in row.cells] == clear


def test_a_finding_leads_to_the_actions_that_answer_it(document: ReportDocument) -> None:
    ownership = page_context(document)["pages"][1]
    (link,) = ownership.sections[0].findings[0].actions
    assert (link.anchor, link.label) == ("action-charter", "Give every function a named part.")


def test_the_file_holds_the_colors_of_the_screen(page: str) -> None:
    assert "--ochre:" in page
    assert "--behind:" in page


# --- Paper ------------------------------------------------------------------------------------------


def test_the_pdf_declares_itself_accessible(paper: PdfReader) -> None:
    catalog = paper.trailer["/Root"]
    metadata = catalog["/Metadata"].get_object().get_data().decode()
    assert catalog["/MarkInfo"]["/Marked"].value is True
    assert catalog["/Lang"] == "en"
    assert "pdfuaid:part" in metadata
    assert catalog["/ViewerPreferences"]["/DisplayDocTitle"].value is True


def test_every_picture_on_paper_has_words_instead(paper: PdfReader, document: ReportDocument) -> None:
    drawn = [
        section.figure
        for page in document.pages
        for section in page.sections
        if section.figure and draw(section.figure) is not None
    ]
    assert len(described(paper.trailer["/Root"]["/StructTreeRoot"])) == len(drawn)


def described(node: object) -> list[str]:
    """Alternative texts of the figures below a structure element."""
    element = node.get_object() if hasattr(node, "get_object") else node
    if isinstance(element, list):
        return [text for child in element for text in described(child)]
    if not isinstance(element, dict):
        return []
    own = [str(element["/Alt"])] if element.get("/S") == "/Figure" and element.get("/Alt") else []
    return own + (described(element["/K"]) if "/K" in element else [])


def test_the_pdf_tells_where_it_comes_from_and_when(paper: PdfReader) -> None:
    information = paper.metadata
    assert information is not None
    assert information.title == "Torchlight Systems: gap report, Wave 2026"
    assert str(information.creation_date) == "2026-03-14 00:00:00+00:00"


def test_the_contents_lead_to_every_page_of_the_report(paper: PdfReader, document: ReportDocument) -> None:
    marks = [mark.title for mark in paper.outline if not isinstance(mark, list)]
    expected = [page.title if page.number == 1 else f"{page.number} {page.title}" for page in document.pages]
    assert [" ".join(str(mark).split()) for mark in marks] == expected


def test_every_sheet_but_the_first_says_whose_report_it_is(paper: PdfReader) -> None:
    heads = [page.extract_text().startswith("Torchlight Systems · Wave 2026") for page in paper.pages]
    assert heads == [False] + [True] * (len(heads) - 1)


def test_the_pictures_of_page_one_keep_to_three_sheets(paper: PdfReader) -> None:
    (first, second) = [
        paper.get_destination_page_number(m) for m in paper.outline if not isinstance(m, list)
    ][:2]
    assert second - (first or 0) <= 3


def test_names_are_printed_as_they_are_written(paper: PdfReader) -> None:
    text = "".join(page.extract_text() for page in paper.pages)
    assert "#import" in text
    assert "[$x$]" in text


def test_a_character_without_a_glyph_is_named(paper: PdfReader) -> None:
    text = " ".join(" ".join(page.extract_text() for page in paper.pages).split())
    assert "[grinning face]" in text


def test_a_name_nobody_can_print_does_not_stop_the_report() -> None:
    document = sample_document(functions=2, organization="東芝 \U0001f469‍\U0001f4bb \x07")
    text = PdfReader(io.BytesIO(RENDERERS["pdf"](document))).pages[1].extract_text()
    assert "[cjk unified ideograph-6771]" in text


def test_the_fonts_come_from_packages(paper: PdfReader) -> None:
    names = {
        str(font.get_object()["/BaseFont"]).split("+")[-1].split("-")[0]
        for page in paper.pages
        for font in page["/Resources"]["/Font"].values()
    }
    assert names == {"SourceSans3", "SourceSerif4Roman", "NotoSansArabic", "Heebo", "NotoSansThai"}
    assert len(FONT_PACKAGES) == 5
