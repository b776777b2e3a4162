"""The document of words, read again beside the document it was made of."""

from __future__ import annotations

import datetime as dt
import getpass
import io
import re
import socket
import zipfile
from collections import Counter
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from xml.etree import ElementTree

import pytest
from docx import Document
from docx.document import Document as Opened
from docx.oxml.ns import qn
from PIL import Image

from reports.documents import Page, ReportDocument, Section, Table
from reports.renderers import docx
from reports.renderers.brand import Brand
from reports.renderers.cells import clean, is_formula
from reports.renderers.docx.writing import bookmark, copied
from reports.renderers.wayfinding import RESEARCH
from tests.reports import composed
from tests.reports.hostile import FORMULAS, hostile_document
from tests.reports.sample_document import FUNCTIONS, sample_document

NAMES = ("torchlight-systems", "plainfield-broadband", "harbor-lane")


def document(name: str) -> ReportDocument:
    return composed.document(composed.named(name))


@cache
def content(name: str) -> bytes:
    return docx.render(document(name))


@cache
def written(name: str) -> Opened:
    return opened(content(name))


def opened(content: bytes) -> Opened:
    return Document(io.BytesIO(content))


def parts(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def lines(book: Opened, *styles: str) -> list[str]:
    return [each.text for each in book.paragraphs if not styles or each.style.name in styles]


def grids(book: Opened) -> list[list[list[str]]]:
    """Cells of every table, read from the XML: python-docx takes a second for what this does at once."""
    return [
        [
            ["\n".join(_words(p) for p in cell.iter(qn("w:p"))) for cell in row.iter(qn("w:tc"))]
            for row in table._tbl.iter(qn("w:tr"))
        ]
        for table in book.tables
    ]


def _words(element: ElementTree.Element) -> str:
    kinds = {qn("w:t"): lambda each: each.text or "", qn("w:br"): lambda each: "\n"}
    return "".join(kinds[each.tag](each) for each in element.iter() if each.tag in kinds)


def printed(of: ReportDocument) -> Iterator[tuple[Page, Section, Table]]:
    """Tables that stand there: all but those told as a list of actions or, if published, in sentences."""
    for page, section in composed.sections(of):
        is_list = section.figure is not None and section.figure.kind == "actions"
        if section.table is not None and section.key != RESEARCH and not is_list:
            yield page, section, section.table


@pytest.mark.parametrize("name", NAMES)
def test_every_table_stands_there_once_cell_for_cell(name: str) -> None:
    of = document(name)
    shown = grids(written(name))
    for _, _, table in printed(of):
        known = [[column.label for column in table.columns], *map(list, table.rows)]
        assert shown.count(known) == 1, table.key
    assert len(shown) == len({table for _, _, table in printed(of)})


@pytest.mark.parametrize("name", NAMES)
def test_every_sentence_stands_there_as_it_is(name: str) -> None:
    said = set(lines(written(name)))
    for page, section in composed.sections(document(name)):
        wanted = [page.question, page.lede, section.note, *section.paragraphs]
        assert [text for text in wanted if text and text not in said] == []
        for finding in section.findings:
            assert finding.sentence in said
            if page.key != "one":
                assert f"Evidence: {finding.evidence}" in said
                assert not finding.so_what or f"So what: {finding.so_what}" in said


@pytest.mark.parametrize("name", NAMES)
def test_a_finding_is_followed_by_evidence_so_what_and_actions_in_this_order(name: str) -> None:
    order = {"Finding": 0, "Evidence": 1, "So what": 2, "Action": 3}
    styles = [each.style.name for each in written(name).paragraphs]
    found = [(a, b) for a, b in pairwise(styles) if a in order and b in order and b != "Finding"]
    assert Counter(found)["Finding", "Evidence"] > 2
    # Lists of actions have lines of their own, which begin behind a sentence, never behind a finding.
    assert [
        pair for pair in found if pair[0] in ("Finding", "So what") and order[pair[0]] > order[pair[1]]
    ] == []


@pytest.mark.parametrize("name", NAMES)
def test_every_action_is_told_with_its_owner_and_what_brought_it_here(name: str) -> None:
    of, said = document(name), lines(written(name))
    for _, section in composed.sections(of):
        if section.figure is not None and section.figure.kind == "actions":
            for item, row in zip(section.figure.rows, section.table.rows, strict=True):
                at = said.index(f"{item.number} · {item.title}")
                told = said[at : at + 10]
                assert item.text in told
                assert f"Owner: {item.owner}" in told
                cells = dict(zip([column.key for column in section.table.columns], row, strict=True))
                assert f"Proposed because: {cells['because']}" in told


@pytest.mark.parametrize("name", NAMES)
def test_no_number_is_there_that_the_document_does_not_say(name: str) -> None:
    """In every part of the file, headings, footer and properties included."""
    of = document(name)
    known = set(re.findall(r"\d+(?:\.\d+)?", of.model_dump_json(exclude={"results"}).replace("\\n", " ")))
    known |= {str(number) for number in range(1, 20)}  # of pages and of the questions of page one
    for part, raw in parts(content(name)).items():
        if part.endswith(".xml") and part.startswith("word/") and "styles" not in part:
            text = "\n".join(each.text or "" for each in ElementTree.fromstring(raw).iter(qn("w:t")))
            assert set(re.findall(r"\d+(?:\.\d+)?", text)) <= known, part


def test_no_part_of_the_file_holds_values_beside_the_words() -> None:
    assert set(parts(content(NAMES[0]))) == {
        "[Content_Types].xml",
        "_rels/.rels",
        "docProps/core.xml",
        "docProps/app.xml",
        "word/document.xml",
        "word/_rels/document.xml.rels",
        "word/styles.xml",
        "word/settings.xml",
        "word/footer1.xml",
    }


# --- For whoever edits it -----------------------------------------------------------------------------


@pytest.mark.parametrize("name", NAMES)
def test_pages_and_sections_are_headings_of_the_outline(name: str) -> None:
    of, book = document(name), written(name)
    assert lines(book, "Heading 1") == [f"{page.number} {page.title}" for page in of.pages]
    assert len(lines(book, "Heading 2")) == len(list(composed.sections(of)))


def test_every_style_that_is_used_is_there() -> None:
    raw = parts(content(NAMES[0]))
    known = set(re.findall(rb'w:styleId="(\w+)"', raw["word/styles.xml"]))
    used = set(re.findall(rb'<w:(?:p|r|tbl)Style w:val="(\w+)"', raw["word/document.xml"]))
    assert used - known == set()


def test_headings_of_tables_are_repeated_and_no_row_is_torn() -> None:
    for table in written(NAMES[0]).tables:
        head, *rows = table._tbl.iter(qn("w:tr"))
        assert head.find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is not None
        assert all(row.find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is None for row in rows)
        assert all(row.find(f"{qn('w:trPr')}/{qn('w:cantSplit')}") is not None for row in (head, *rows))
        assert table._tbl.tblPr.find(qn("w:tblDescription")) is not None


def test_the_contents_are_a_field_that_lists_every_page_before_it_is_filled() -> None:
    book = written(NAMES[0])
    codes = [each.text for each in book.element.body.iter(qn("w:instrText"))]
    entries = [_words(each) for each in book.element.body.find(qn("w:sdt")).iter(qn("w:p"))]
    assert [code.split()[0] for code in codes] == ["TOC"]
    assert entries == [f"{page.number} {page.title}" for page in document(NAMES[0]).pages]


def test_fields_are_closed_and_every_link_leads_to_a_place() -> None:
    for of in (document(NAMES[0]), hostile_document(), sample_document()):
        body = opened(docx.render(of)).element.body
        kinds = Counter(each.get(qn("w:fldCharType")) for each in body.iter(qn("w:fldChar")))
        assert kinds["begin"] == kinds["separate"] == kinds["end"] == 1
        marks = [each.get(qn("w:name")) for each in body.iter(qn("w:bookmarkStart"))]
        links = {each.get(qn("w:anchor")) for each in body.iter(qn("w:hyperlink"))}
        assert len(set(marks)) == len(marks)
        assert links - set(marks) == set()
        assert [mark for mark in marks if not re.fullmatch(r"[A-Za-z]\w{0,39}", mark)] == []


def test_long_places_have_marks_of_their_own() -> None:
    long = "ownership-map-refused:" + "sales:" * 10
    assert bookmark(long) != bookmark(long + "x")
    assert len(bookmark(long)) <= 40


def test_the_logo_has_words_and_the_accent_is_the_clients() -> None:
    buffer = io.BytesIO()
    Image.new("RGB", (1200, 100), "#7a1f5c").save(buffer, "PNG")
    brand = Brand(name='Northwind & "Sons"', accent="#7a1f5c", accent_deep="#4a1038", logo=buffer.getvalue())
    book = opened(docx.render(sample_document(functions=2), brand=brand))
    picture = book.inline_shapes[0]
    assert picture._inline.docPr.get("descr") == brand.name
    assert (round(picture.width.cm, 1), round(picture.height.cm, 1)) == (6.0, 0.5)
    assert str(book.styles["Heading 2"].font.color.rgb) == "7A1F5C"


# --- Slipping something in ----------------------------------------------------------------------------


def test_no_cell_becomes_a_formula_where_it_is_copied_to() -> None:
    cells = [cell for grid in grids(opened(docx.render(hostile_document()))) for row in grid for cell in row]
    assert len(cells) > len(FORMULAS) ** 2
    unguarded = [cell for cell in cells if is_formula(cell) and not cell.startswith("'")]
    assert [cell for cell in unguarded if not re.fullmatch(r"[+-]\d[+-]\d", cell)] == []


def test_points_and_intervals_are_left_as_they_are() -> None:
    assert [copied(cell) for cell in ("+11 ▲\n+2 to +20", "−9 =\n−12 to −6", "+3%", "=1+1")] == [
        "+11 ▲\n+2 to +20",
        "−9 =\n−12 to −6",
        "+3%",
        "'=1+1",
    ]


def test_hostile_words_are_words_in_a_file_that_opens() -> None:
    of = hostile_document()
    raw = parts(docx.render(of))
    assert all(len(ElementTree.fromstring(part)) for part in raw.values())
    shown = [re.sub("[\u2068\u2069]", "", line) for line in lines(opened(docx.render(of)), "Finding")]
    assert [clean(section.findings[0].sentence) for section in of.page("hostile").sections] == shown
    assert b"TargetMode" not in b"".join(raw.values())
    assert set(re.findall(rb"<(?!/?(?:w|a|wp|pic):)[^ >]*", raw["word/document.xml"])) == {b"<?xml"}


# --- Nobody and nothing behind the file -----------------------------------------------------------------


def test_the_file_names_no_machine_no_person_and_no_hour() -> None:
    properties = written(NAMES[0]).core_properties
    assert (properties.author, properties.last_modified_by, properties.comments) == ("", "", "")
    assert properties.created == properties.modified == dt.datetime(2026, 3, 14, tzinfo=dt.UTC)
    with zipfile.ZipFile(io.BytesIO(content(NAMES[0]))) as archive:
        assert {info.date_time for info in archive.infolist()} == {(2026, 3, 14, 0, 0, 0)}
        assert {info.create_system for info in archive.infolist()} == {3}
    everything = b"".join(parts(content(NAMES[0])).values()).decode()
    assert not re.search(rf"\b{re.escape(socket.gethostname())}\b", everything)
    assert not re.search(rf">{re.escape(getpass.getuser())}<", everything)
    assert "w:rsid" not in everything


def test_names_from_right_to_left_are_kept_whole() -> None:
    text = _words(opened(docx.render(sample_document())).element.body)
    name = FUNCTIONS[-1].partition(" ฝ")[0]
    assert f"\u2068{name}\u2069" in text


def test_a_comment_runs_in_the_direction_of_its_script() -> None:
    book = opened(docx.render(sample_document()))
    quotes = [each for each in book.paragraphs if each.style.name == "Quote"]
    turned = [each.text for each in quotes if each._p.pPr.find(qn("w:bidi")) is not None]
    assert len(quotes) > len(turned) == 1
    assert "2026" in turned[0]


def test_a_wave_without_a_closing_date_has_a_document_too() -> None:
    of = sample_document(functions=2).model_copy(update={"closed_on": None})
    assert docx.render(of) == docx.render(of)
    assert "closed" not in lines(opened(docx.render(of)), "Kicker")[1]
