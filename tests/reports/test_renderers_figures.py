"""Pictures: where shapes lie, whatever the names and numbers."""

from __future__ import annotations

import itertools

import pytest

from reports import documents as d
from reports import theme
from reports.figures import NARROW, PAPER, WIDE, draw, gate_groups, heat_square, stage_cards
from reports.figures.lettering import text_width, wrap
from reports.figures.shapes import Circle, Drawing, Label
from tests.reports.sample_document import FUNCTIONS, action_list, bars, mirror_figure, ownership_map, strip
from tests.reports.sample_figures import beside

LONG = "Kundendienstleistungsorganisationsbereich"


def circles(drawing: Drawing, css: str) -> list[Circle]:
    return [shape for shape in drawing.shapes if isinstance(shape, Circle) and css in shape.css.split()]


def one_vote(**fields: object) -> d.OwnershipMap:
    vote = d.Vote(stage="buy", **fields)  # type: ignore[arg-type]
    row = d.MapRow(key="sales", label="Sales", votes=(vote,))
    stage = d.MapStage(key="buy", label="Buy", state="owned", state_label="owned")
    return d.OwnershipMap(stages=(stage,), functions=(row,))


def test_the_area_of_a_dot_stands_for_the_share() -> None:
    (half,) = circles(draw(one_vote(share=50, should=0, top=True)), "fig-dot-top")
    (full,) = circles(draw(one_vote(share=100, should=0, top=True)), "fig-dot-top")
    assert (full.r / half.r) ** 2 == pytest.approx(2, abs=0.01)


def test_a_share_under_five_percent_is_no_dot() -> None:
    assert circles(draw(one_vote(share=4, should=4)), "fig-dot") == []


def test_acceptance_is_a_glyph_and_not_a_color_alone() -> None:
    drawing = draw(one_vote(share=60, should=60, top=True, accept="no"))
    glyphs = [s.text for s in drawing.shapes if isinstance(s, Label) and "fig-accept" in s.css]
    assert glyphs == ["×"]


@pytest.mark.parametrize("width", [WIDE, PAPER])
def test_twelve_functions_with_long_names_stay_inside_the_map(width: float) -> None:
    drawing = draw(ownership_map(FUNCTIONS), width=width)
    assert [label.text for label in drawing.shapes if isinstance(label, Label) and over(label, drawing)] == []


@pytest.mark.parametrize("width", [WIDE, PAPER, NARROW])
@pytest.mark.parametrize(
    "figure", [strip(), mirror_figure(), bars(), beside(FUNCTIONS)], ids=lambda figure: figure.kind
)
def test_words_stay_inside_the_picture(figure: d.Part, width: float) -> None:
    drawing = draw(figure, width=width)
    assert [label.text for label in drawing.shapes if isinstance(label, Label) and over(label, drawing)] == []


def over(label: Label, drawing: Drawing) -> bool:
    """Whether a label leaves the picture; the slack of the estimate is allowed for."""
    wide = text_width(label.text, size=11) / 1.15
    left = label.x - {"start": 0.0, "middle": wide / 2, "end": wide}[label.anchor]
    return left < -1 or left + wide > drawing.width + 1 or not 0 <= label.y <= drawing.height


def test_row_labels_of_the_map_do_not_overlap() -> None:
    drawing = draw(ownership_map(FUNCTIONS))
    lines = sorted(s.y for s in drawing.shapes if isinstance(s, Label) and s.css == "fig-row")
    assert min(after - before for before, after in itertools.pairwise(lines)) > 12


def test_the_index_stands_on_its_place_of_the_line() -> None:
    middle = strip().model_copy(update={"index": 50})
    (pin,) = circles(draw(middle), "fig-pin")
    assert pin.x == WIDE / 2


def test_a_long_word_is_broken_and_nothing_of_it_lost() -> None:
    assert "".join(wrap(LONG, width=120, size=13, lines=9)) == LONG


def test_what_does_not_fit_ends_in_an_ellipsis() -> None:
    rows = wrap("one two three four five six seven eight nine ten", width=80, size=13, lines=2)
    assert len(rows) == 2
    assert rows[-1].endswith("…")


def test_a_stage_card_names_the_most_named_first() -> None:
    card = stage_cards(ownership_map(FUNCTIONS[:4]))[0]
    shares = [standing.share for standing in card.today]
    assert shares == sorted(shares, reverse=True)
    assert card.today[0].label == "Marketing"


def test_gates_are_grouped_by_the_stage_they_stand_before() -> None:
    assert [(group.stage, len(group.gates)) for group in gate_groups(strip())] == [(3, 3), (4, 1)]


@pytest.mark.parametrize(
    ("deviation", "shade"),
    [(None, ""), (0, ""), (2, ""), (3, "ahead-1"), (-3, "behind-1"), (12, "ahead-3"), (-40, "behind-5")],
)
def test_the_tint_grows_with_the_distance(deviation: int | None, shade: str) -> None:
    assert heat_square(d.HeatCell(value=50, deviation=deviation)).shade == shade


def test_a_hidden_cell_does_not_look_like_an_empty_one() -> None:
    hidden = heat_square(d.HeatCell(hidden="fewer_than_five"))
    empty = heat_square(d.HeatCell(hidden="no_data"))
    assert (hidden.text, empty.text) == ("hidden", "–")


def test_a_list_has_no_drawing() -> None:
    assert draw(action_list()) is None


def test_paper_reads_the_colors_of_the_screen() -> None:
    assert {"ink", "accent", "ochre", "teal", "behind", "ahead", "warn", "rule"} <= set(theme.colors())
    assert theme.color("ink").startswith("#")
