"""Marketing's own page: beside the others, its role, what it answers for, its last wave, its place."""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
from pathlib import Path
from typing import Any

import pytest

from reports.compose import compose, tell
from reports.composing.marketing import COMPARED, MARKETING
from reports.composing.page_marketing import marketing_page
from reports.documents import BesideFigure, Page, ReportDocument, Section
from reports.portfolio_place import Place, Standing
from reports.reading import Reading
from reports.renderers import RENDERERS
from scoring.benchmarks import Band
from scoring.published import PublicEstimate, PublicTrend, PublicUnitChange
from tests.reports import composed, situations
from tests.reports.answered import one, reading, rows
from tests.reports.situations import gap, in_units

EVERY = pytest.mark.parametrize("path", composed.FOLDERS, ids=lambda path: path.name)
TORCHLIGHT = composed.named("torchlight-systems")


def page(of: Reading) -> Page:
    made = marketing_page(tell(of))
    assert made is not None
    return made


def section(of: Reading, key: str) -> Section:
    return one(page(of).sections, key)


def quiet(*changes: situations.Change) -> Reading:
    found = situations.quiet()
    for change in changes:
        found = change(found)
    return found


# --- Beside the others ------------------------------------------------------------------------------


@EVERY
def test_every_score_that_is_compared_stands_on_the_page_with_its_interval_and_state(path: Path) -> None:
    document = composed.document(path)
    found = rows(composed.section(document, "marketing", "beside"))
    assert len(found) == len(COMPARED)
    assert all(row["gap"] and row["interval"] and row["state"] for row in found)


@EVERY
def test_the_picture_says_what_the_table_says(path: Path) -> None:
    shown = composed.section(composed.document(path), "marketing", "beside")
    assert isinstance(shown.figure, BesideFigure)
    drawn = [(row.label, str(row.own), str(row.others), row.state) for row in shown.figure.rows]
    listed = [(row["construct"], row["own"], row["others"], row["state"]) for row in rows(shown)]
    assert drawn == listed


@EVERY
def test_its_gaps_are_those_of_the_page_of_gaps(path: Path) -> None:
    document = composed.document(path)
    own = {row["construct"]: row["gap"] for row in rows(composed.section(document, "marketing", "beside"))}
    grid = {row["unit"]: row for row in rows(composed.section(document, "gaps", "every"))}["Marketing"]
    for key, label in zip(COMPARED, own, strict=True):
        assert re.match(rf"{re.escape(own[label])}(?!\d)", grid[key])


def test_only_clear_gaps_are_named() -> None:
    found = quiet(
        gap("VIEW", MARKETING, 20), gap("AE", MARKETING, -15), gap("MSG", MARKETING, 12, "possible")
    )
    said = page(found).lede
    assert "clearly above the other functions on one shared view of the customer" in said
    assert "clearly below them on putting customers' goals first" in said
    assert "messages that fit together" not in said


def test_what_cannot_be_told_is_not_called_alike() -> None:
    found = quiet(gap("VIEW", MARKETING, 2, "aligned"), gap("AE", MARKETING, 8, "inconclusive"))
    said = page(found).lede
    assert "One score is alike, within ten points; of one score these answers cannot tell." in said


def test_a_score_at_the_end_of_the_scale_stands_in_the_table_and_not_in_the_picture() -> None:
    found = quiet(in_units("VIEW", marketing=90), gap("VIEW", MARKETING, 40), gap("AE", MARKETING, 20))
    score = found.published.scores["VIEW"]
    bound = PublicEstimate(value=90, low=90, high=100, n="10–19", bound="at_least")
    changed = dataclasses.replace(score, units=score.units | {MARKETING: bound})
    shown = section(situations.publish(found, scores=found.published.scores | {"VIEW": changed}), "beside")
    assert isinstance(shown.figure, BesideFigure)
    assert [row.label for row in shown.figure.rows] == ["Elevating"]
    assert {row["construct"]: row["own"] for row in rows(shown)}["One view"] == "≥90"


# --- Its role, what it answers for, its own work ----------------------------------------------------


@pytest.mark.parametrize(
    ("points", "state", "says"),
    [
        (20, "clear", "clearly higher than others see it"),
        (-20, "clear", "clearly lower than others see it"),
        (1, "aligned", "both sides see it alike"),
        (12, "possible", "whether the two differ, these answers cannot tell"),
    ],
)
def test_its_role_is_told_from_both_sides(points: int, state: Any, says: str) -> None:
    found = quiet(in_units("ROLE", marketing=60), gap("ROLE", MARKETING, points, state))
    assert f"at 60 of 100, the other functions at {60 - points}" in section(found, "role").lede
    assert says in section(found, "role").lede


def test_a_stage_that_it_is_named_for_and_would_not_take_on_is_said() -> None:
    found = quiet(
        situations.stage("buy", top=MARKETING, state="owned"),
        situations.stage("use", top=MARKETING, state="owned"),
        situations.flagged("use", ("refused", MARKETING)),
    )
    said = section(found, "answers_for").lede
    assert said == (
        "People name marketing for buying, and for help in use, which its own people would not take on."
    )


def test_what_it_claims_beyond_what_others_see_is_said() -> None:
    said = section(reading(TORCHLIGHT), "answers_for").paragraphs
    assert said[0].startswith("Counted as its own by most people in marketing, and by few of the others")
    assert "expansion" in said[0]


@EVERY
def test_its_profile_is_the_one_of_the_page_of_functions(path: Path) -> None:
    document = composed.document(path)
    own = [
        f"{row['value']}\n{row['interval']}"
        for row in rows(composed.section(document, "marketing", "module"))
    ]
    every = {row["unit"]: row for row in rows(composed.section(document, "functions", "modules"))}[
        "Marketing"
    ]
    assert own == [every[key] for key in ("K", "P", "X", "M", "overall")]


@EVERY
def test_published_figures_are_of_marketing_dated_and_without_a_badge(path: Path) -> None:
    research = composed.section(composed.document(path), "marketing", "research")
    assert research.findings == ()
    for said in research.paragraphs:
        assert re.match(r"For orientation: in a \d{4} survey, .*market", said)
        assert not re.search(r"\b(?:above|below|better|worse|behind|ahead)\b", said)


# --- Where it is not on its own ---------------------------------------------------------------------


def without_marketing(people: int) -> ReportDocument:
    """The demonstration with so many people of marketing."""
    every = composed.rows_of(TORCHLIGHT)
    own = [row for row in every if row["function"] == MARKETING]
    return composed.document_of(TORCHLIGHT, [row for row in every if row not in own] + own[:people])


@pytest.mark.parametrize("people", [0, 3])
def test_marketing_that_is_pooled_or_silent_has_a_page_that_says_so_and_no_number(people: int) -> None:
    document = without_marketing(people)
    made = document.page("marketing")
    assert [each.key for each in made.sections] == ["beside"]
    assert made.sections[0].figure is None
    assert made.sections[0].table is None
    assert re.search(r"too few (?:answers|people)", made.lede)


def test_an_organization_without_marketing_has_no_such_page() -> None:
    found = reading(TORCHLIGHT)
    names = {key: name for key, name in found.words.function_names.items() if key != MARKETING}
    words = dataclasses.replace(found.words, function_names=names)
    assert marketing_page(tell(dataclasses.replace(found, words=words))) is None


# --- Its last wave ----------------------------------------------------------------------------------


def change(unit: str, construct: str, points: int, state: Any) -> PublicUnitChange:
    return PublicUnitChange(
        unit=unit, construct=construct, before=50, after=50 + points, points=points,
        low=points - 4, high=points + 4, state=state,
    )  # fmt: skip


def since(*changes: PublicUnitChange) -> Reading:
    trend = PublicTrend(
        units=(MARKETING,), only_before=(), only_after=(), changes=(), unit_changes=changes, stage=None,
        ownership=(),
    )  # fmt: skip
    return dataclasses.replace(reading(trend=trend), earlier="2025", wave="2026")


def test_a_first_wave_has_nothing_to_look_back_to() -> None:
    assert "before" not in [each.key for each in page(reading()).sections]


def test_only_a_reliable_change_of_its_own_has_a_direction() -> None:
    found = since(
        change(MARKETING, "VIEW", 9, "reliable"),
        change(MARKETING, "AE", 6, "not yet tellable"),
        change("sales", "MSG", 12, "reliable"),
    )
    shown = section(found, "before")
    assert shown.lede == (
        "Risen in marketing since 2025: one shared view of the customer. "
        "Of one of two scores it cannot be told yet whether they moved."
    )
    assert [row["score"] for row in rows(shown)] == ["One view", "Elevating"]


def test_where_one_wave_does_not_show_it_nothing_is_compared() -> None:
    shown = section(since(change("sales", "MSG", 12, "reliable")), "before")
    assert shown.table is None
    assert shown.lede.startswith("Both waves have to show marketing")


# --- Other organizations ----------------------------------------------------------------------------


def placed(place: Place | None) -> Reading:
    return dataclasses.replace(reading(), portfolio=place)


def stands(band: Band | None, percentile: int | None = None) -> Place:
    standings = (Standing("MO", band, percentile), Standing("INDEX", "second quarter", percentile and 40))
    return Place(state="stands", others=23, on=dt.date(2026, 11, 2), standings=standings)


def test_a_report_that_never_asked_says_nothing_of_other_organizations() -> None:
    assert "portfolio" not in [each.key for each in page(placed(None)).sections]


@pytest.mark.parametrize(
    ("place", "says"),
    [
        (Place(state="apart"), "takes no part in the portfolio"),
        (Place(state="few", others=5), "There is no benchmark yet. When this report was built, five other"),
        (Place(state="few"), "no other organization took part"),
        (Place(state="waiting", others=9), "a new one would tell of single ones"),
    ],
)
def test_what_is_missing_for_a_benchmark_is_said(place: Place, says: str) -> None:
    shown = section(placed(place), "portfolio")
    assert says in shown.lede
    assert shown.table is None


def test_a_place_is_dated_and_says_among_how_many() -> None:
    shown = section(placed(stands("highest quarter", 80)), "portfolio")
    assert shown.lede == (
        "Measured against 23 other organizations in the portfolio of 2 November 2026. "
        "In the highest quarter: market orientation."
    )
    assert [row["percentile"] for row in rows(shown)] == ["80", "40"]


def test_below_twenty_others_there_is_no_column_of_percentiles() -> None:
    shown = section(placed(stands("lowest quarter")), "portfolio")
    assert shown.table is not None
    assert "percentile" not in [column.key for column in shown.table.columns]
    assert "In the lowest quarter: market orientation." in shown.lede


def test_a_score_on_which_nobody_differs_is_not_placed() -> None:
    shown = section(placed(stands(None)), "portfolio")
    assert rows(shown)[0]["quarter"] == "cannot be told"


def test_the_same_place_stands_under_its_name_for_programs() -> None:
    evidence = dataclasses.replace(composed.evidence(TORCHLIGHT), portfolio=stands("third quarter", 60))
    found = compose(evidence).results["portfolio"]
    assert (found["state"], found["others"], found["on"]) == ("stands", 23, "2026-11-02")
    assert found["standings"]["MO"] == {"quarter": "third quarter", "percentile": 60}


# --- In every format --------------------------------------------------------------------------------


@pytest.mark.parametrize("form", sorted(RENDERERS))
def test_every_format_has_the_page_and_the_place(form: str) -> None:
    evidence = dataclasses.replace(composed.evidence(TORCHLIGHT), portfolio=stands("third quarter", 60))
    content = RENDERERS[form](compose(evidence))
    assert len(content) > 10_000
    if form in ("html", "json"):
        assert "Measured against 23 other organizations" in content.decode()
        assert "Its role, seen from both sides" in content.decode()
