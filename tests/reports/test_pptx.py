"""The report as slides, opened again: the document's words and numbers, native and described, and no more."""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from pptx import Presentation
from pptx.enum.shapes import MSO_SHAPE_TYPE
from pptx.util import Emu

from reports import documents as d
from reports import figures
from reports.renderers.brand import Brand
from reports.renderers.pptx.fitting import POINTS, height
from reports.renderers.pptx.maps import LEAST
from tests.reports import composed
from tests.reports.opened_deck import (
    books,
    charts,
    deck,
    described,
    file_of,
    numbers,
    said,
    shapes,
    squeezed,
    tables,
    values,
)
from tests.reports.sample_document import bars, mirror_figure, page, sample_document, section
from tests.reports.staging import closed_wave
from tests.reports.test_command import written

ACCENT = "#7a1f5c"
LONG = "Abteilung für grenzüberschreitende Fragen"
FORMULAS = ("=1+1", "+1", "-1", "@SUM(A1)", '=HYPERLINK("x")')
DRAWN = {MSO_SHAPE_TYPE.PICTURE, MSO_SHAPE_TYPE.GROUP, MSO_SHAPE_TYPE.TABLE, MSO_SHAPE_TYPE.CHART}
LOWEST = 6.95
"""Inches: the rule above the footer."""


def named(name: str) -> d.ReportDocument:
    return composed.document(composed.named(name))


def nothing() -> d.ReportDocument:
    """The report of a wave that nobody answered."""
    return composed.document_of(composed.named("torchlight-systems"), [])


def crowded() -> d.ReportDocument:
    """Twelve functions with names of forty characters, a client and a wave that take a line each."""
    document = sample_document(organization=f"{LONG} {LONG}")
    tree = document.model_dump_json().replace("Executive", LONG).replace("Marketing", LONG)
    return d.ReportDocument.model_validate_json(tree.replace("Wave 2026", f"{LONG} 2026"))


def of_figure(figure: Any, *, key: str = "mirror") -> d.ReportDocument:
    """A report whose one page shows one figure."""
    whole = sample_document(functions=2)
    return whole.model_copy(
        update={"pages": (page(key, 1, "Page", (section("only", "Only", figure=figure),)),)}
    )


DOCUMENTS = {
    "torchlight-systems": lambda: named("torchlight-systems"),
    "crestline-insurance": lambda: named("crestline-insurance"),
    "nobody-answered": nothing,
    "crowded": crowded,
}
KEPT: dict[str, d.ReportDocument] = {}


@pytest.fixture(params=sorted(DOCUMENTS))
def document(request: pytest.FixtureRequest) -> d.ReportDocument:
    return of_name(request.param)


def of_name(name: str) -> d.ReportDocument:
    if name not in KEPT:
        KEPT[name] = DOCUMENTS[name]()
    return KEPT[name]


def figures_of(document: d.ReportDocument, kind: type) -> list[Any]:
    return [each.figure for _, each in composed.sections(document) if isinstance(each.figure, kind)]


# --- The same numbers -------------------------------------------------------------------------------


def test_every_number_of_the_deck_is_one_of_the_document(document: d.ReportDocument) -> None:
    found = set().union(*(numbers(text) for text in said(deck(document).slides)))
    assert found - numbers(document.model_dump_json()) == set()


def test_the_map_has_every_vote_with_its_mark_and_every_state_as_a_word(document: d.ReportDocument) -> None:
    shown = tables(deck(document).slides, "Ownership map")
    for figure in figures_of(document, d.OwnershipMap)[:1]:
        rows = [[squeezed(cell) for cell in row] for part in shown for row in part[1:-2]]
        assert rows == [[row.label, *(vote_words(vote) for vote in row.votes)] for row in figure.functions]
        states = ["State", *(stage.state_label for stage in figure.stages)]
        assert [part[-1] for part in shown] == [states] * len(shown)


def vote_words(vote: d.Vote) -> str:
    marks = {"yes": " ✓", "no": " ×", "part": " ½", "unknown": " ?", "none": ""}
    return f"{vote.share}{marks[vote.accept]}" if vote.share >= LEAST else "·"


def test_the_heatmap_has_every_score_with_its_mark_and_hides_what_is_hidden(
    document: d.ReportDocument,
) -> None:
    shown = [row for part in tables(deck(document).slides, "Scores by function") for row in part[1:]]
    for figure in figures_of(document, d.Heatmap)[:1]:
        assert [row[2:] for row in shown] == [[square(cell) for cell in row.cells] for row in figure.rows]
        assert [row[1] for row in shown] == [row.n_band for row in figure.rows]


def square(cell: d.HeatCell) -> str:
    if cell.value is None:
        return "hidden" if cell.hidden == "fewer_than_five" else "–"
    return f"{cell.text or cell.value} {figures.heat_square(cell).mark}".strip()


def test_charts_hold_the_values_of_their_figures() -> None:
    document = named("torchlight-systems")
    outside, ready, clock, beside = (values(chart) for chart in charts(deck(document).slides))
    mirror = figures_of(document, d.MirrorFigure)[0].rows
    marks = figures_of(document, d.ClockFigure)[0].rows
    assert outside == {
        "Staff believe": {row.label: row.staff for row in mirror},
        "Customers say": {row.label: row.customers for row in mirror},
    }
    assert clock["Within fourteen days"] == {row.label: row.actual for row in marks}
    assert clock["Should be"] == {row.label: row.target for row in marks}
    bars = composed.section(document, "readiness", "readiness").figure
    assert ready == {"Score": {row.label: row.value for row in bars.rows}}
    (own,) = figures_of(document, d.BesideFigure)
    assert beside["Marketing"] == {row.label: row.own for row in own.rows}
    assert beside["The others"] == {row.label: row.others for row in own.rows}


def test_every_finding_of_page_one_has_a_slide_with_its_evidence_and_its_owner() -> None:
    document = named("torchlight-systems")
    texts = [" ".join(said([slide])) for slide in deck(document).slides]
    owners = {item.action_id: item.owner for each in figures_of(document, d.Actions) for item in each.rows}
    for finding in composed.findings(document, "one").values():
        mine = [text for text in texts if f"Finding {finding.id}" in text]
        assert len(mine) == 1
        assert all(part in mine[0] for part in (finding.sentence, finding.evidence, finding.so_what))
        assert all(owners[key] in mine[0] for key in finding.action_ids if key in owners)


def test_prerequisites_say_in_words_whether_they_are_met() -> None:
    shown = tables(deck(sample_document()).slides, "Prerequisites")[0]
    assert [row[0].split(maxsplit=1)[1] for row in shown[1:]] == [
        "not met",
        "not met",
        "met",
        "cannot be told yet",
    ]
    assert [row[2] for row in shown[1:]] == ["47", "46", "none", "–"]


def test_the_roadmap_names_every_action_on_the_slide_or_in_its_notes() -> None:
    document = named("torchlight-systems")
    slides = list(deck(document).slides)
    notes = "".join(text for slide in slides if tables([slide], "Roadmap") for text in said([slide]))
    assert [key for key in composed.listed_actions(document) if f"{key} | " not in notes] == []


# --- Nothing else -----------------------------------------------------------------------------------


def test_the_workbook_behind_a_chart_holds_what_the_chart_shows_and_nothing_else() -> None:
    document = named("torchlight-systems")
    shown = [values(chart) for chart in charts(deck(document).slides)]
    held = books(file_of(document))
    assert len(held) == len(shown) == 4
    for book, series in zip(held, shown, strict=True):
        labels = list(next(iter(series.values())))
        expected = [
            (None, *series),
            *((label, *(each[label] for each in series.values())) for label in labels),
        ]
        assert book.rows == expected


@pytest.mark.parametrize("key", ["readiness", "mirror"])
def test_names_that_look_like_formulas_stay_words(key: str) -> None:
    figure: Any = bars() if key == "readiness" else mirror_figure()
    rows = tuple(
        row.model_copy(update={"label": name}) for row, name in zip(figure.rows, FORMULAS, strict=False)
    )
    document = of_figure(figure.model_copy(update={"rows": rows}), key=key)
    (book,) = books(file_of(document))
    assert [row[0] for row in book.rows[1:]] == [row.label for row in rows]
    assert "f" not in book.kinds


def test_a_file_names_neither_a_person_nor_a_machine_nor_an_hour(document: d.ReportDocument) -> None:
    content = file_of(document)
    about = deck(document).core_properties
    assert about.author == about.last_modified_by == about.comments == about.keywords == ""
    assert about.created == about.modified == dt.datetime(2026, 3, 14)
    for book in books(content):
        assert not book.properties.creator
        assert not book.properties.lastModifiedBy
        assert book.properties.created == dt.datetime(1980, 1, 1)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert b"Microsoft" not in archive.read("docProps/app.xml")


def test_a_file_holds_slides_and_what_they_show_and_no_other_part(document: d.ReportDocument) -> None:
    known = re.compile(
        r"\[Content_Types\]\.xml|(.*/)?_rels/.*\.rels|docProps/(app|core)\.xml|ppt/(presentation|presProps|"
        r"viewProps|tableStyles)\.xml|ppt/(theme/theme|slideMasters/slideMaster|slideLayouts/slideLayout|"
        r"notesMasters/notesMaster|notesSlides/notesSlide|slides/slide|charts/chart)\d+\.xml|"
        r"ppt/embeddings/Microsoft_Excel_Sheet\d+\.xlsx"
    )
    with zipfile.ZipFile(io.BytesIO(file_of(document))) as archive:
        assert [name for name in archive.namelist() if not known.fullmatch(name)] == []


# --- Native, described, in place --------------------------------------------------------------------


def test_every_slide_has_a_title_and_notes(document: d.ReportDocument) -> None:
    for slide in deck(document).slides:
        assert slide.shapes.title.text_frame.text
        assert slide.notes_slide.notes_text_frame.text


def test_slides_are_wide_and_charts_are_no_pictures(document: d.ReportDocument) -> None:
    opened = deck(document)
    assert round(opened.slide_width / opened.slide_height, 2) == 1.78
    assert MSO_SHAPE_TYPE.PICTURE not in {shape.shape_type for shape in shapes(opened.slides)}


def test_what_is_drawn_is_described(document: d.ReportDocument) -> None:
    for shape in (each for slide in deck(document).slides for each in slide.shapes):
        if (
            shape.has_chart
            or shape.has_table
            or shape.shape_type in (MSO_SHAPE_TYPE.PICTURE, MSO_SHAPE_TYPE.GROUP)
        ):
            assert described(shape), shape.name


def test_nothing_leaves_its_place(document: d.ReportDocument) -> None:
    opened = deck(document)
    for shape in shapes(opened.slides):
        right, bottom = shape.left + shape.width, shape.top + shape.height
        assert shape.left >= 0
        assert right <= opened.slide_width
        assert bottom <= opened.slide_height, shape.name
        if shape.has_table:
            assert Emu(bottom).inches <= LOWEST, shape.name


def test_words_fit_into_their_boxes(document: d.ReportDocument) -> None:
    boxes = (shape for shape in shapes(deck(document).slides) if shape.has_text_frame)
    for shape in boxes:
        assert needed(shape) <= Emu(shape.height).inches + 0.06, (shape.name, shape.text_frame.text)


@pytest.mark.parametrize("name", ["torchlight-systems", "velora-retail"])
def test_slides_of_a_usual_report_leave_nothing_out(name: str) -> None:
    document = named(name)
    assert "…" not in document.model_dump_json()
    slides = deck(document).slides
    shown = [shape.text_frame.text for shape in shapes(slides) if shape.has_text_frame]
    cells = [cell.text for shape in shapes(slides) if shape.has_table for cell in shape.table.iter_cells()]
    assert [text for text in shown + cells if "…" in text] == []


def needed(shape: Any) -> float:
    """Inches that the words of a box take."""
    frame = shape.text_frame
    # Placeholders take their margins, which are none, from the layout.
    margins = 0 if shape.is_placeholder else frame.margin_left + frame.margin_right
    width = Emu(shape.width - margins).inches
    total = 0.0
    for paragraph in frame.paragraphs:
        sizes = [run.font.size.pt for run in paragraph.runs if run.font.size]
        after = paragraph.space_after.pt / POINTS if paragraph.space_after else 0.0
        if sizes:
            total += height("".join(run.text for run in paragraph.runs), width=width, size=max(sizes)) + after
    return total - (after if frame.paragraphs and sizes else 0.0)


# --- Looks ------------------------------------------------------------------------------------------


def branded() -> Brand:
    buffer = io.BytesIO()
    Image.new("RGB", (1200, 100), ACCENT).save(buffer, "PNG")
    return Brand(name="Northwind", accent=ACCENT, accent_deep="#4a1038", logo=buffer.getvalue())


def test_a_client_sees_its_color_in_the_theme_and_its_logo_on_the_cover() -> None:
    document = sample_document(functions=2)
    slides = deck(document, branded()).slides
    pictures = [shape for shape in shapes(slides) if shape.shape_type == MSO_SHAPE_TYPE.PICTURE]
    assert [described(shape) for shape in pictures] == ["Northwind"]
    assert pictures[0].width / pictures[0].height == pytest.approx(12, rel=0.01)
    theme = zipfile.ZipFile(io.BytesIO(file_of(document, branded()))).read("ppt/theme/theme1.xml").decode()
    assert f'<a:accent1><a:srgbClr val="{ACCENT[1:]}"/></a:accent1>' in theme


def test_a_character_that_no_file_may_hold_is_left_out() -> None:
    document = sample_document(functions=1, organization="Torch\x00light\x0b")
    assert deck(document).slides[0].shapes.title.text_frame.text == "Torchlight"


@pytest.mark.django_db
def test_the_command_writes_a_deck(tmp_path: Path) -> None:
    content = written(closed_wave(), "pptx", tmp_path / "report.pptx")
    assert len(Presentation(io.BytesIO(content)).slides) > 3
