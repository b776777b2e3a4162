"""Options, states, measures, drivers and comments: what they show without color, and on which medium."""

from __future__ import annotations

import io
import itertools
import json

import pytest
from pypdf import PdfReader

from reports import documents as d
from reports.figures import NARROW, PAPER, WIDE, draw, grid_lines, key_of
from reports.figures.lettering import text_width
from reports.figures.shapes import Box, Circle, Drawing, Label, Line
from reports.figures.spread import shade
from reports.renderers import RENDERERS
from reports.renderers.charts import chart_json
from reports.renderers.html import PageView, page_context
from tests.reports import composed
from tests.reports.sample_document import FUNCTIONS, heatmap, sample_document
from tests.reports.sample_figures import cascade, drivers, grid, spread

WIDTHS = [WIDE, PAPER, NARROW]


def words(drawing: Drawing, css: str) -> list[str]:
    return [s.text for s in drawing.shapes if isinstance(s, Label) and css in s.css.split()]


def boxes(drawing: Drawing, css: str) -> list[Box]:
    return [s for s in drawing.shapes if isinstance(s, Box) and css in s.css.split()]


def one_spread(
    *shares: int, hidden: d.Hidden = "", options: tuple[str, ...] = ("never", "often")
) -> d.Spread:
    return d.Spread(
        options=options, rows=(d.SpreadRow(label="Sales", n_band="10–19", shares=shares, hidden=hidden),)
    )


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("figure", [spread(FUNCTIONS), cascade(), drivers()], ids=lambda figure: figure.kind)
def test_words_stay_inside_the_picture(figure: d.Part, width: float) -> None:
    drawing = draw(figure, width=width)
    assert drawing is not None
    assert [s.text for s in drawing.shapes if isinstance(s, Label) and leaves(s, drawing)] == []


def leaves(label: Label, drawing: Drawing) -> bool:
    wide = text_width(label.text, size=11) / 1.15
    left = label.x - {"start": 0.0, "middle": wide / 2, "end": wide}[label.anchor]
    return left < -1 or left + wide > drawing.width + 1 or not 0 <= label.y <= drawing.height


# --- Spread -----------------------------------------------------------------------------------------


def test_bands_are_as_wide_as_their_shares_and_fill_the_row() -> None:
    never, often = boxes(draw(one_spread(25, 75)), "fig-band")[:2]
    assert often.width == pytest.approx(3 * never.width, abs=0.1)
    assert often.x == pytest.approx(never.x + never.width, abs=0.1)


def test_shares_that_do_not_add_up_to_a_hundred_still_fill_the_row() -> None:
    full = boxes(draw(one_spread(50, 50)), "fig-band")[:2]
    rounded = boxes(draw(one_spread(45, 45)), "fig-band")[:2]
    assert [box.width for box in rounded] == [box.width for box in full]


@pytest.mark.parametrize("options", range(2, 8))
def test_each_option_is_darker_than_the_one_before(options: int) -> None:
    shades = [shade(index, options=options) for index in range(options)]
    assert shades == sorted(set(shades))
    assert (shades[0], shades[-1]) == (1, 7)


def test_a_band_with_room_names_its_option() -> None:
    assert words(draw(one_spread(30, 70)), "fig-in") == ["never 30%", "often 70%"]


def test_a_narrow_band_says_nothing_rather_than_too_much() -> None:
    assert words(draw(one_spread(2, 98)), "fig-in") == ["often 98%"]


def test_a_hidden_row_is_hatched_and_an_empty_one_dashed_and_both_say_why() -> None:
    hidden, empty = (draw(one_spread(hidden=reason)) for reason in ("fewer_than_five", "no_data"))
    assert "hidden: fewer than five" in words(hidden, "fig-col")
    assert "no data" in words(empty, "fig-col")
    assert [s.css for s in hidden.shapes if isinstance(s, Line)] != [
        s.css for s in empty.shapes if isinstance(s, Line)
    ]


def test_a_picture_names_the_smallest_group_that_was_promised() -> None:
    drawing = draw(one_spread(hidden="fewer_than_five"), least=8)
    assert "hidden: fewer than eight" in words(drawing, "fig-col")
    assert "fewer than eight" in drawing.description


def test_the_hatching_stays_in_its_frame() -> None:
    drawing = draw(one_spread(hidden="fewer_than_five"))
    (frame,) = [box for box in boxes(drawing, "fig-frame") if box.width > 20]
    for line in (s for s in drawing.shapes if isinstance(s, Line)):
        assert frame.x <= line.x1 <= line.x2 <= frame.x + frame.width
        assert frame.y <= line.y2 <= line.y1 <= frame.y + frame.height


def test_the_description_says_every_share_in_words() -> None:
    assert draw(one_spread(30, 70)).description == "Sales: never 30%, often 70%"


# --- Grid -------------------------------------------------------------------------------------------


def test_every_mark_looks_different_and_has_its_word() -> None:
    lines = grid_lines(grid(FUNCTIONS[:2]))
    shapes = [cell.shapes for cell in lines[0].cells]
    assert all(cell.text for line in lines for cell in line.cells)
    assert all(one != other for one, other in itertools.combinations(shapes, 2))


def test_a_list_names_each_state_once_and_leaves_out_what_is_empty() -> None:
    cells = (
        d.GridCell(text="shared", mark="full"),
        d.GridCell(text=""),
        d.GridCell(text="shared", mark="full"),
    )
    columns = tuple(d.HeatColumn(key=key, label=key.title()) for key in ("view", "message", "facts"))
    (line,) = grid_lines(d.Grid(columns=columns, rows=(d.GridRow(label="Sales", cells=cells),)))
    assert [(state.text, state.column) for state in line.states()] == [("shared", "View, Facts")]


# --- Cascade ----------------------------------------------------------------------------------------


def test_the_steps_go_down_and_inward() -> None:
    steps = boxes(draw(cascade()), "fig-step")
    assert [step.y for step in steps] == sorted({step.y for step in steps})
    assert [step.x for step in steps] == sorted({step.x for step in steps})


def test_the_break_is_a_cross_and_a_word_above_the_level_that_has_none() -> None:
    drawing = draw(cascade())
    steps = boxes(drawing, "fig-step")
    (said,) = [s for s in drawing.shapes if isinstance(s, Label) and s.css == "fig-broken"]
    crossing = [s for s in drawing.shapes if isinstance(s, Line) and s.css == "fig-break"]
    assert said.text == "the chain breaks here"
    assert len(crossing) == 2
    assert steps[1].y + steps[1].height < said.y < steps[2].y


def test_a_chain_that_holds_shows_no_break() -> None:
    whole = d.Cascade(levels=tuple(x.model_copy(update={"is_break": False}) for x in cascade().levels))
    assert words(draw(whole), "fig-broken") == []


# --- Drivers ----------------------------------------------------------------------------------------


def test_the_tiers_stand_apart_under_their_names() -> None:
    drawing = draw(drivers())
    said = {s.text: s.y for s in drawing.shapes if isinstance(s, Label) and s.anchor == "start"}
    assert said["First tier"] < said["Joint response"] < said["Second tier"] < said["Evidence"]


def test_two_marks_of_different_shape_stand_on_their_shares() -> None:
    figure = d.DriverFigure(rows=(d.DriverMark(label="View", weight=30, dominance=10, is_first_tier=True),))
    drawing = draw(figure)
    (dot,) = [s for s in drawing.shapes if isinstance(s, Circle)]
    (square,) = boxes(drawing, "fig-staff")
    (line,) = [s for s in drawing.shapes if isinstance(s, Line) and s.css == "fig-hair"]
    assert (dot.x - line.x1) / (line.x2 - line.x1) == pytest.approx(30 / 40, abs=0.001)
    assert (square.x + 6 - line.x1) / (line.x2 - line.x1) == pytest.approx(10 / 40, abs=0.001)


# --- Legends ----------------------------------------------------------------------------------------


def test_a_legend_explains_only_what_is_in_its_picture() -> None:
    plain = d.Heatmap(columns=(), rows=())
    assert (key_of(plain).deviates, key_of(plain).hides, key_of(plain).lacks) == (False, "", "")
    shown = key_of(heatmap(FUNCTIONS), least=6)
    assert (shown.deviates, shown.hides, shown.lacks) == (True, "hidden: fewer than six", "no data")


# --- On screen and paper ----------------------------------------------------------------------------


@pytest.fixture(scope="module")
def paper() -> list[str]:
    reader = PdfReader(io.BytesIO(RENDERERS["pdf"](sample_document(functions=3))))
    return [" ".join(page.extract_text().split()) for page in reader.pages]


@pytest.fixture(scope="module")
def screen() -> str:
    return RENDERERS["html"](sample_document(functions=3)).decode()


def test_a_comment_is_a_quotation_in_the_direction_of_its_script(screen: str) -> None:
    assert screen.count('<blockquote dir="auto">') == 3
    assert "Every team has its own list.<br>None of them is complete" in screen
    assert "<bdi>Sales</bdi></figcaption>" in screen


def test_paper_prints_what_the_screen_shows(paper: list[str]) -> None:
    text = " ".join(paper)
    for said in (
        "the chain breaks here",
        "Second tier",
        "expected, partly made",
        "We promise what operations",
    ):
        assert said in text


def test_a_chart_of_a_spread_holds_what_the_picture_shows() -> None:
    chart = json.loads(chart_json(spread(FUNCTIONS[:3])))
    assert chart["kind"] == "spread"
    assert [row["values"] for row in chart["rows"]][1:] == [[2, 8, 30, 5, 25, 20, 10], []]
    assert chart["rows"][2]["note"] == "hidden: fewer than five"


def test_a_name_from_right_to_left_keeps_its_number_behind_it() -> None:
    document = sample_document(functions=2, organization="Torchlight")
    finding = d.Finding(id="x", state="clear", subject="x", sentence="שירות לקוחות 45%", evidence="")
    section = d.Section(key="s", title="S", findings=(finding,))
    page = document.pages[1].model_copy(update={"sections": (section,)})
    shown = page_context(document.model_copy(update={"pages": (page,)}))["pages"][0].sections[0].findings[0]
    assert shown.finding.sentence == "\u2068שירות לקוחות\u2069 45%"


# --- From a number to what stands behind it -----------------------------------------------------------


@pytest.fixture(scope="module")
def torchlight() -> list[PageView]:
    return list(page_context(composed.document(composed.named("torchlight-systems")))["pages"])


def test_every_finding_leads_to_its_evidence(torchlight: list[PageView]) -> None:
    sections = [section for view in torchlight for section in view.sections]
    loose = [f.anchor for s in sections for f in s.findings if not (f.link if f.brief else s.table)]
    assert loose == []


def test_every_score_leads_to_its_definition(torchlight: list[PageView]) -> None:
    (heat,) = [s.figure.heat for s in torchlight[0].sections if s.figure and s.figure.heat]
    assert all(column.anchor.startswith("term-") for column in heat.columns)


def test_intervals_and_bands_lead_to_how_they_come_about(torchlight: list[PageView]) -> None:
    headings = {c.text: c.link for v in torchlight for s in v.sections if s.table for c in s.table.columns}
    anchors = {section.anchor for view in torchlight for section in view.sections}
    assert {headings["95% interval"], headings["Answers"], headings["ICC(1)"]} <= anchors
