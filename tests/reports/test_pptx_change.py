"""What moved between two waves, on one slide: what matters most, in type that can be read."""

from __future__ import annotations

from typing import Any

import pytest

from reports import documents as d
from reports.renderers.pptx.compare import MOST
from tests.reports.opened_deck import charts, deck, said, shapes, tables, values
from tests.reports.sample_document import page, sample_document, section

MANY = 17
"""Scores that two full waves have in common."""
COLUMNS = ("score", "points", "interval", "state")


def mark(at: int) -> d.ChangeMark:
    """Every third moved reliably, later ones further."""
    reliable = at % 3 == 0
    return d.ChangeMark(
        label=f"Score {at}",
        before=40,
        after=40 + at,
        points=at,
        low=38 + at,
        high=42 + at,
        state="reliable" if reliable else "not yet tellable",
        is_reliable=reliable,
    )


def document(*, scores: int = MANY) -> d.ReportDocument:
    marks = tuple(mark(at) for at in range(1, scores + 1))
    table = d.Table(
        key="change",
        caption="Change",
        columns=tuple(d.TableColumn(key=key, label=key.title()) for key in COLUMNS),
        rows=tuple((each.label, f"+{each.points}", "+1 to +9", each.state) for each in marks),
    )
    figure = d.ChangeFigure(before="2025", after="2026", rows=marks)
    only = section("scores", "Scores", figure=figure, table=table)
    pages = (page("change", 1, "Change", (only,)),)
    return sample_document(functions=2).model_copy(update={"pages": pages})


@pytest.fixture
def slides() -> Any:
    return deck(document()).slides


def test_a_slide_shows_what_moved_reliably_first_and_then_what_moved_furthest(slides: Any) -> None:
    reliable, others = [15, 12, 9, 6, 3], [17, 16, 14, 13, 11]
    expected = [f"Score {at}" for at in (*reliable, *others)]
    assert [row[0] for row in tables(slides, "Numbers")[0][1:]] == expected
    assert list(values(charts(slides)[0])["2026"]) == expected
    assert len(expected) == MOST


def test_it_says_how_many_more_the_report_has(slides: Any) -> None:
    (note,) = (each.text_frame.text for each in shapes(slides) if each.name == "Note")
    assert note == "Shares of all who could tell. The report has 7 more scores."


def test_the_notes_have_them_all(slides: Any) -> None:
    words = " ".join(said(slides))
    assert all(f"Score {at} | " in words for at in range(1, MANY + 1))


def test_numbers_stand_in_type_of_twelve_points_or_more(slides: Any) -> None:
    (table,) = (each.table for each in shapes(slides) if each.has_table)
    runs = [run for cell in table.iter_cells() for each in cell.text_frame.paragraphs for run in each.runs]
    assert min(run.font.size.pt for run in runs) >= 12
    assert charts(slides)[0].font.size.pt >= 12


def test_a_few_scores_stand_in_the_order_of_the_report() -> None:
    few = deck(document(scores=4)).slides
    assert [row[0] for row in tables(few, "Numbers")[0][1:]] == [f"Score {at}" for at in range(1, 5)]
    assert "more score" not in " ".join(said(few))
