"""Two reports side by side show what both print, and of the difference only what was published."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cxassess.env import BASE_DIR
from organizations.models import AuditEntry
from organizations.scope import org_scope
from reports import publishing, shelf, side_by_side
from reports.builds import build_now
from reports.documents import Heatmap, ReportDocument
from reports.models import Report, State
from reports.side_by_side import DifferenceCell
from surveys.importing import import_assessment
from surveys.models import Wave
from tests import builders
from tests.reports.sample_document import sample_document
from tests.reports.staging import closed_wave

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

FOLDER = "torchlight-systems"


@pytest.fixture
def reports() -> tuple[Report, Report]:
    """The reports of two waves of one assessment, the earlier first; readers see both."""
    waves = [builders.imported_wave(FOLDER), import_assessment(BASE_DIR / "demo/second_waves" / FOLDER).wave]
    with org_scope(waves[0].organization):
        first, second = (builders.published(build_now(wave)) for wave in waves)
    return first, second


def browser_of(user: Any) -> Client:
    client = Client(headers={"accept": "text/html"})
    client.force_login(user)
    return client


@pytest.fixture
def max_(reports: tuple[Report, Report]) -> Client:
    return browser_of(builders.max_(reports[0].organization))


def shown(client: Client, *reports: Report, **asked: Any) -> Any:
    address = reverse("reports:side_by_side", args=[reports[0].organization.slug])
    query = {"one": reports[0].pk, "two": reports[1].pk} | asked
    return client.get(address, query)


def documents(reports: tuple[Report, Report]) -> tuple[ReportDocument, ReportDocument]:
    return shelf.document_of(reports[0]), shelf.document_of(reports[1])


# --- What is told of the difference -----------------------------------------------------------------------


def test_a_change_is_told_as_the_later_report_published_it(reports: tuple[Report, Report]) -> None:
    before, after = documents(reports)
    found = side_by_side.differences(before, after)
    told = {(one["construct"], one["unit"]): one for one in after.results["change"]["unit_changes"]}
    heat = next(s.figure for p in after.pages for s in p.sections if isinstance(s.figure, Heatmap))
    rows = {row.label: row.key for row in heat.rows}

    assert found is not None
    for row in found.rows:
        for head, cell in zip(heat.columns, row.cells, strict=True):
            change = told.get((head.key, rows[row.label]))
            assert (cell.text == "–") == (change is None)
            assert cell.is_reliable == (change is not None and change["state"] == "reliable")
            if cell.is_reliable:
                assert cell.text.replace("−", "-") == f"{change['points']:+d}"


def test_what_one_of_the_waves_hides_has_no_difference(reports: tuple[Report, Report]) -> None:
    before, after = documents(reports)
    trend = after.results["change"]
    one = trend["unit_changes"][0]
    kept = [each for each in trend["unit_changes"] if each is not one]
    hidden = after.model_copy(update={"results": after.results | {"change": trend | {"unit_changes": kept}}})
    found = side_by_side.differences(before, hidden)

    assert found is not None
    assert DifferenceCell("–", "not shown in both waves") in [
        cell for row in found.rows for cell in row.cells
    ]


def test_two_reports_without_a_trend_between_them_are_shown_without_a_difference(
    reports: tuple[Report, Report], max_: Client
) -> None:
    before, after = documents(reports)
    assert side_by_side.differences(after, before) is None
    assert side_by_side.differences(before, before) is None
    other = closed_wave(of=reports[0].organization)
    with org_scope(other.organization):
        third = builders.published(build_now(other))
    page = shown(max_, reports[1], third)

    assert page.context["differences"] is None
    assert "No change was computed between exactly these two." in page.text
    assert "What moved" not in page.text


@pytest.mark.parametrize("changed", ["score", "stage", "state", "name"])
def test_a_trend_with_other_numbers_before_is_not_the_one_between_these_two(
    reports: tuple[Report, Report], changed: str
) -> None:
    """The first wave was evaluated again after the second one's report was composed."""
    before, after = documents(reports)
    trend = after.results["change"]
    other = {
        "score": {"unit_changes": [trend["unit_changes"][0] | {"before": 101}]},
        "stage": {"stage": {"before": 9, "after": 1, "said": "risen", "probability": 90}},
        "state": {"ownership": [trend["ownership"][0] | {"before": "nobody knows"}]},
        "name": {"since": "another wave"},
    }[changed]
    stale = after.model_copy(update={"results": after.results | {"change": trend | other}})

    assert side_by_side.trend_between(before, after) is not None
    assert side_by_side.trend_between(before, stale) is None


# --- The page ---------------------------------------------------------------------------------------------


def test_the_earlier_stands_first_whichever_is_chosen_first(
    reports: tuple[Report, Report], max_: Client
) -> None:
    for pair in (reports, reports[::-1]):
        page = shown(max_, *pair)
        assert [column.document.wave for column in page.context["columns"]] == [
            report.wave.name for report in reports
        ]


def test_without_a_choice_the_last_two_waves_are_shown(reports: tuple[Report, Report], max_: Client) -> None:
    address = reverse("reports:side_by_side", args=[reports[0].organization.slug])

    assert max_.get(address).context["reports"] == reports


def test_every_number_on_it_is_in_one_of_the_two_reports(
    reports: tuple[Report, Report], max_: Client
) -> None:
    for column, report in zip(shown(max_, *reports).context["columns"], reports, strict=True):
        document = shelf.document_of(report)
        figures = [section.figure for page in document.pages for section in page.sections]
        for placed in (column.ownership, column.maturity, column.heat):
            assert placed.figure in figures
        assert column.headline == "".join(span.text for span in document.headline)


def test_no_link_on_it_leads_nowhere(reports: tuple[Report, Report], max_: Client) -> None:
    import re

    text = shown(max_, *reports).text
    anchors = re.findall(r'id="([^"]+)"', text)

    assert set(re.findall(r'href="#([^"]+)"', text)) - set(anchors) == set()
    assert len(anchors) == len(set(anchors))


def test_looking_is_in_the_trail(reports: tuple[Report, Report], max_: Client) -> None:
    shown(max_, *reports)
    with org_scope(reports[0].organization):
        lines = AuditEntry.objects.filter(detail="side by side").order_by("pk")

        assert [(line.action, int(line.object_id)) for line in lines] == [
            ("viewed", report.pk) for report in reports
        ]


# --- Who sees it ------------------------------------------------------------------------------------------


def test_what_is_not_published_a_reader_neither_finds_nor_reaches(
    reports: tuple[Report, Report], max_: Client
) -> None:
    with org_scope(reports[0].organization):
        publishing.withdraw(reports[1], by=builders.person("Ann"))
    page = shown(max_, *reports)
    address = reverse("reports:side_by_side", args=[reports[0].organization.slug])

    assert page.status_code == 404
    assert "There are not two reports yet" in max_.get(address).text


def test_a_report_of_another_organization_answers_like_a_missing_one(
    reports: tuple[Report, Report], max_: Client
) -> None:
    wave: Wave = closed_wave()
    with org_scope(wave.organization):
        foreign = builders.published(build_now(wave))
    answers = [shown(max_, *reports, two=number) for number in (foreign.pk, 4711, "x", "")]

    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.content for answer in answers}) == 1


def test_waves_of_different_instruments_are_not_set_side_by_side(
    reports: tuple[Report, Report], max_: Client
) -> None:
    with org_scope(reports[0].organization):
        wave = Wave.objects.create(
            assessment=reports[0].wave.assessment,
            name="of another kind",
            state="closed",
            closed_at=timezone.now(),
            instrument_key="another",
            instrument_version="1.0",
        )
        third = builders.published(
            Report.objects.create(
                wave=wave,
                state=State.READY,
                fingerprint="f" * 64,
                document=sample_document().model_dump_json(),
                finished_at=timezone.now(),
                confirmed_at=timezone.now(),
            )
        )
    page = shown(max_, reports[0], third)

    assert "These two asked different questions" in page.text
    assert "columns" not in page.context
