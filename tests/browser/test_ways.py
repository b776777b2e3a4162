"""From any square of a heatmap to what it rests on: by keyboard, without JavaScript, on a phone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from reports.models import Report
from tests import builders
from tests.browser.test_publishing import faults, opened_by, report

__all__ = ["report"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

HEAT = "#orientation-scores table.heat"


@pytest.fixture
def read_at(page_at: Callable[..., Any], live_server: Any, report: Report) -> Callable[..., Any]:
    """`read_at(390)` opens the report on a screen of that width, signed in as Max."""
    max_ = builders.max_(builders.published(report).organization)

    def read(width: int, **options: Any) -> Any:
        page = opened_by(max_, page_at(width, **options), live_server)
        page.goto(f"/o/{report.organization.slug}/reports/{report.pk}/")
        return page

    return read


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("script", [True, False])
def test_a_square_leads_to_the_cell_that_says_how_sure_it_is(
    read_at: Callable[..., Any], width: int, script: bool
) -> None:
    page = read_at(width, java_script_enabled=script)
    row = page.locator(f"{HEAT} tbody tr").first
    function, score = row.locator("th bdi").inner_text(), page.locator(f"{HEAT} thead th").nth(1).inner_text()
    row.locator(".heat__way").nth(1).click()
    cell = page.locator(":target")

    assert cell.is_visible()
    assert cell.locator("xpath=preceding-sibling::th").inner_text() == function
    at = int(cell.evaluate("cell => cell.cellIndex"))
    heading = cell.locator(f"xpath=ancestor::table/thead/tr/th[{at + 1}]")
    assert heading.inner_text() == score
    assert " to " in cell.inner_text()
    heading.locator("a").click()
    assert page.locator(":target").inner_text() == score


def test_every_square_says_how_many_answers_it_rests_on(read_at: Callable[..., Any]) -> None:
    for label in read_at(1280).locator(f"{HEAT} tbody th").all():
        assert "answers" in label.inner_text()


def test_by_keyboard_a_heatmap_is_one_stop_and_arrows_lead_through_it(read_at: Callable[..., Any]) -> None:
    page = read_at(1280)
    ways = page.locator(f"{HEAT} .heat__way")
    ways.first.focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowRight")
    place = "[document.activeElement.closest('tr').rowIndex, document.activeElement.closest('td').cellIndex]"

    assert page.evaluate(place) == [2, 2]
    assert [way.get_attribute("tabindex") for way in ways.all()].count("0") == 1
    page.keyboard.press("Enter")
    assert page.locator(":target").is_visible()


@pytest.mark.parametrize("width", [390, 1280])
def test_axe_finds_nothing_where_a_square_has_led(
    read_at: Callable[..., Any], axe: Callable[[Any], list[str]], width: int
) -> None:
    page = read_at(width)
    page.locator(f"{HEAT} .heat__way").first.click()

    assert faults(page, axe) == []
