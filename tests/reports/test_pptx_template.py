"""The report as slides on a client's own template: what holds for every deck, and clear of what is theirs."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from lxml import etree
from pptx.enum.shapes import MSO_SHAPE_TYPE
from pptx.oxml.ns import qn
from pptx.util import Emu

from organizations import deck_template
from organizations.colors import ENOUGH, contrast
from organizations.models import Organization
from organizations.scope import org_scope
from reports import documents as d
from reports import shelf
from reports.deck_template import template_from
from reports.renderers import RENDERERS
from reports.renderers.brand import Brand
from reports.renderers.template import Template
from tests.deck_templates import TEMPLATES, dark, sidebar
from tests.reports import right_to_left, test_pptx
from tests.reports.opened_deck import books, charts, deck, described, file_of, numbers, said, shapes, values
from tests.reports.sample_document import sample_document
from tests.reports.staging import closed_wave
from tests.reports.test_views import ready

KEPT: dict[str, Template] = {}
OURS = {"title", "ctrTitle", "subTitle", "body", "ftr", "sldNum"}


def template(name: str) -> Template:
    if name not in KEPT:
        KEPT[name] = template_from(deck_template.checked(TEMPLATES[name]())[0])
    return KEPT[name]


@pytest.fixture(params=sorted(TEMPLATES))
def brand(request: pytest.FixtureRequest) -> Brand:
    return Brand("Acme", template=template(request.param))


@pytest.fixture(params=["torchlight-systems", "crowded", "nobody-answered"])
def document(request: pytest.FixtureRequest) -> d.ReportDocument:
    return test_pptx.of_name(request.param)


# --- As every deck -----------------------------------------------------------------------------------------


def test_the_same_words_and_numbers_stand_on_a_template(document: d.ReportDocument, brand: Brand) -> None:
    found = set().union(*(numbers(text) for text in said(deck(document, brand).slides)))
    assert found - numbers(document.model_dump_json()) == set()
    assert len(deck(document, brand).slides) >= len(deck(document).slides)
    assert [values(each) for each in charts(deck(document, brand).slides)] == [
        values(each) for each in charts(deck(document).slides)
    ]


def test_workbooks_behind_charts_hold_the_same(document: d.ReportDocument, brand: Brand) -> None:
    ours, theirs = books(file_of(document)), books(file_of(document, brand))
    assert [book.rows for book in theirs] == [book.rows for book in ours]
    assert all(not book.properties.creator for book in theirs)


def test_every_slide_has_a_title_and_notes_and_what_is_drawn_is_described(
    document: d.ReportDocument, brand: Brand
) -> None:
    for slide in deck(document, brand).slides:
        assert slide.shapes.title.text_frame.text
        assert slide.notes_slide.notes_text_frame.text
        drawn = (each for each in slide.shapes if each.shape_type in test_pptx.DRAWN)
        assert all(described(each) for each in drawn)


def test_words_fit_into_their_boxes(document: d.ReportDocument, brand: Brand) -> None:
    own = (shape for shape in shapes(deck(document, brand).slides) if shape.has_text_frame)
    for shape in (each for each in own if not each.is_placeholder):
        assert test_pptx.needed(shape) <= Emu(shape.height).inches + 0.06, shape.text_frame.text


def test_equal_reports_on_equal_templates_give_equal_bytes(brand: Brand) -> None:
    document = sample_document(functions=2)
    first = RENDERERS["pptx"](document, brand=brand)
    assert RENDERERS["pptx"](document, brand=brand) == first


def test_a_deck_names_neither_a_person_nor_an_hour(brand: Brand) -> None:
    content = file_of(sample_document(functions=2), brand)
    about = deck(sample_document(functions=2), brand).core_properties
    assert about.author == about.last_modified_by == about.comments == ""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


# --- Clear of what is theirs -------------------------------------------------------------------------------


def test_what_is_drawn_stays_in_the_body(document: d.ReportDocument, brand: Brand) -> None:
    assert brand.template is not None
    x, y, width, height = brand.template.body
    for slide in list(deck(document, brand).slides)[1:]:
        for shape in (each for each in slide.shapes if not each.is_placeholder):
            left, top = Emu(shape.left).inches, Emu(shape.top).inches
            assert left >= x - 0.01, shape.name
            assert left + Emu(shape.width).inches <= x + width + 0.01, shape.name
            assert top >= y - 0.01, shape.name
            assert top + Emu(shape.height).inches <= y + height + 0.01, shape.name


def test_only_placeholders_that_are_filled_are_on_a_slide(document: d.ReportDocument, brand: Brand) -> None:
    for slide in deck(document, brand).slides:
        for each in slide.placeholders:
            assert each._element.find(f".//{qn('p:ph')}").get("type", "body") in OURS
            assert each.text_frame.text


def test_titles_are_written_as_the_template_writes_them(brand: Brand) -> None:
    slide = deck(sample_document(functions=2), brand).slides[1]
    runs = [run for paragraph in slide.shapes.title.text_frame.paragraphs for run in paragraph.runs]
    assert brand.template is not None
    assert all(run.font.size.pt <= brand.template.title.size for run in runs)
    assert slide.shapes.title._element.xpath(".//a:solidFill | .//a:latin | .//a:pPr/@algn") == []


def test_the_template_brings_the_logo() -> None:
    document = sample_document(functions=2)
    branded = Brand("Acme", logo=test_pptx.branded().logo, template=template("sidebar"))
    pictures = [
        each for each in shapes(deck(document, branded).slides) if each.shape_type == MSO_SHAPE_TYPE.PICTURE
    ]
    assert pictures == []


# --- In colors that can be read ----------------------------------------------------------------------------


def test_every_word_of_a_body_can_be_read_on_what_is_behind_it(
    document: d.ReportDocument, brand: Brand
) -> None:
    assert brand.template is not None
    colors = dict(brand.template.colors)
    slots = {slot: colors[token] for token, slot in brand.template.slots}
    for ink, ground in set(inked(deck(document, brand).slides, paper=colors["paper"], slots=slots)):
        assert contrast(ink, ground) >= ENOUGH, (ink, ground)


def inked(slides: Any, *, paper: str, slots: dict[str, str]) -> Iterator[tuple[str, str]]:
    """Color of every run of our own shapes and tables, and of what fills the shape or cell behind it."""
    for shape in shapes(slides):
        if shape.has_table:
            for cell in shape._element.iter(qn("a:tc")):
                ground = colored(cell.find(qn("a:tcPr")), slots) or paper
                yield from ((colored(run, slots), ground) for run in cell.iter(qn("a:rPr")))
        elif shape.has_text_frame and not shape.is_placeholder:
            ground = colored(shape._element.spPr, slots) or paper
            yield from ((colored(run, slots), ground) for run in shape._element.iter(qn("a:rPr")))


def colored(holder: etree._Element, slots: dict[str, str]) -> str:
    fill = holder.find(qn("a:solidFill"))
    if fill is None:
        return ""
    value = str(fill[0].get("val"))
    return slots[value] if fill[0].tag == qn("a:schemeClr") else f"#{value}"


def test_charts_take_their_colors_from_the_theme() -> None:
    document = test_pptx.of_name("torchlight-systems")
    chart = charts(deck(document, Brand(template=template("sidebar"))).slides)[0]
    fills = [each.format.fill.fore_color.theme_color.name for each in chart.plots[0].series]
    assert fills == ["ACCENT_1", "ACCENT_2"]


# --- Other scripts -----------------------------------------------------------------------------------------


def test_a_deck_from_right_to_left_stays_in_the_body_beside_a_sidebar(tmp_path: Path) -> None:
    document = sample_document(functions=3)
    document = document.model_copy(update={"language": right_to_left.LANGUAGE, "direction": "rtl"})
    mirrored = Brand("Acme", template=template("sidebar"))
    with right_to_left.spoken(tmp_path):
        opened = deck(document, mirrored)
    drawn = (each for slide in list(opened.slides)[1:] for each in slide.shapes if not each.is_placeholder)
    assert min(Emu(each.left).inches for each in drawn) >= 2.3


# --- On the shelf ------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_deck_is_built_anew_when_the_template_changes_and_other_files_are_not() -> None:
    wave = closed_wave()
    report = ready(wave)
    before = {form: shelf.rendered(report, form) for form in ("pptx", "json")}
    looked = shelf.look_of(report)
    give(wave.organization, dark())
    assert not shelf.holds(report, "pptx", "en")
    assert shelf.holds(report, "json", "en")
    assert shelf.look_of(report) != looked
    assert shelf.rendered(report, "pptx") != before["pptx"]
    with org_scope(wave.organization):
        deck_template.remove(wave.organization)
    assert shelf.rendered(report, "pptx") == before["pptx"]


@pytest.mark.django_db
def test_the_template_of_another_organization_changes_nothing() -> None:
    wave = closed_wave()
    report = ready(wave)
    before = shelf.rendered(report, "pptx")
    give(Organization.objects.create(slug="other", name="Other"), sidebar())
    assert shelf.rendered(report, "pptx") == before


def give(organization: Organization, content: bytes) -> None:
    with org_scope(organization):
        deck_template.take(organization, content)


def test_4_to_3_is_as_wide_as_it_says() -> None:
    opened = deck(sample_document(functions=2), Brand(template=template("narrow")))
    assert round(opened.slide_width / opened.slide_height, 2) == 1.33
