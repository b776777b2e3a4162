"""The report in a real browser: on a desk, on a phone, by keyboard, with charts opened."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.utils import timezone

from organizations.models import Member, Organization
from organizations.scope import org_scope
from reports.models import Report, State
from reports.renderers import RENDERERS
from surveys.models import Assessment, Wave
from tests import builders
from tests.reports.sample_document import sample_document

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def address() -> str:
    """Where a ready report with the names that try to break a page can be read."""
    organization = Organization.objects.create(slug="torchlight", name="Torchlight Systems")
    with org_scope(organization):
        wave = Wave.objects.create(
            assessment=Assessment.objects.create(name="Ownership", market="b2b"),
            name="2026",
            state="closed",
            closed_at=timezone.now(),
            instrument_key="cx-ownership-maturity",
            instrument_version="1.0",
            functions=[{"key": "sales", "name": "Sales", "headcount": 30}],
        )
        report = Report.objects.create(
            wave=wave,
            state=State.READY,
            fingerprint="f" * 64,
            document=sample_document().model_dump_json(),
            finished_at=timezone.now(),
            confirmed_at=timezone.now(),
        )
        max_ = get_user_model().objects.create_user(email="max@torchlight.example")
        Member.objects.create(user=max_, role="reader")
        builders.published(report)
    return f"/o/torchlight/reports/{report.pk}/"


@pytest.fixture
def read_at(page_at: Callable[..., Any], address: str, live_server: Any) -> Callable[[int], Any]:
    """`read_at(390)` opens the report on a screen of that width, signed in as Max."""

    def read(width: int) -> Any:
        client = Client()
        client.force_login(get_user_model().objects.get(email="max@torchlight.example"))
        page = page_at(width)
        session = client.cookies["sessionid"].value
        page.context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
        page.goto(address)
        return page

    return read


def overflow(page: Any) -> int:
    return int(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))


@pytest.mark.parametrize("width", [320, 390, 768, 1024, 1280])
def test_the_page_never_scrolls_sideways(read_at: Callable[[int], Any], width: int) -> None:
    assert overflow(read_at(width)) == 0


@pytest.mark.parametrize("width", [390, 1280])
def test_axe_finds_nothing(
    read_at: Callable[[int], Any], axe: Callable[[Any], list[str]], width: int
) -> None:
    page = read_at(width)
    for summary in page.locator("details summary").all():
        summary.click()
    page.locator(".explore .main-svg").first.wait_for()
    assert axe(page) == []


def test_a_phone_gets_the_stages_as_a_list_instead_of_the_map(read_at: Callable[[int], Any]) -> None:
    page = read_at(390)
    assert not page.locator(".figure--ownership_map svg").first.is_visible()
    assert page.locator(".stages").first.locator("li").count() == 8


def test_a_desk_gets_the_map(read_at: Callable[[int], Any]) -> None:
    page = read_at(1280)
    assert page.locator(".figure--ownership_map svg").first.is_visible()
    assert not page.locator(".stages").first.is_visible()


def test_the_words_of_the_map_lie_inside_it(read_at: Callable[[int], Any]) -> None:
    outside = """[...document.querySelectorAll('.fig-wide')].flatMap(svg => {
        const frame = svg.getBoundingClientRect();
        return [...svg.querySelectorAll('text')].filter(text => {
            const box = text.getBoundingClientRect();
            return box.left < frame.left - 2 || box.right > frame.right + 2;
        }).map(text => text.textContent);
    })"""
    assert read_at(1280).evaluate(outside) == []


def test_a_chart_is_loaded_when_somebody_asks_for_it(read_at: Callable[[int], Any]) -> None:
    page = read_at(1280)
    assert page.evaluate("typeof Plotly") == "undefined"
    box = page.locator(".explore").first
    box.locator("summary").click()
    box.locator(".main-svg").first.wait_for()
    box.locator("select").select_option(label="#import [$x$] <script>alert(1)</script>")
    box.locator(".main-svg").first.wait_for()
    assert page.evaluate("typeof Plotly") == "object"


def test_a_link_to_evidence_opens_the_table_it_points_to(read_at: Callable[[int], Any]) -> None:
    page = read_at(1280)
    page.locator("#page-ownership .finding__evidence a").first.click()
    assert page.locator("#ownership-map-table").is_visible()


def test_the_bar_says_which_page_is_being_read(read_at: Callable[[int], Any]) -> None:
    page = read_at(1280)
    page.get_by_role("navigation", name="Pages of this report").get_by_role("link", name="Maturity").click()
    page.wait_for_function("document.querySelector('.report-bar [aria-current]').textContent === 'Maturity'")


def test_the_keyboard_reaches_the_content_and_a_table(read_at: Callable[[int], Any]) -> None:
    page = read_at(1280)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the content"
    page.keyboard.press("Enter")
    page.locator("#one-map .numbers summary").focus()
    page.keyboard.press("Enter")
    assert page.locator("#one-map-table").is_visible()


def test_without_scripts_everything_but_the_charts_is_there(
    page_at: Callable[..., Any], address: str, live_server: Any
) -> None:
    client = Client()
    client.force_login(get_user_model().objects.get(email="max@torchlight.example"))
    page = page_at(1280, java_script_enabled=False)
    session = client.cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
    page.goto(address)
    assert page.locator(".figure--heatmap table").first.is_visible()
    page.locator("#one-map .numbers summary").click()
    assert page.locator("#one-map-table").is_visible()


def test_a_chart_of_a_spread_has_the_shades_of_its_picture(read_at: Callable[[int], Any]) -> None:
    page = read_at(1280)
    box = page.locator("#structure-spread .explore")
    box.locator("summary").click()
    box.locator(".main-svg").first.wait_for()
    fills = box.locator(".bars .points:has(path)").evaluate_all(
        "groups => groups.map(group => getComputedStyle(group.querySelector('path')).fill)"
    )
    assert len(set(fills)) == 7


def test_a_phone_gets_states_as_a_list_instead_of_a_grid(read_at: Callable[[int], Any]) -> None:
    page = read_at(390)
    assert not page.locator(".states").first.is_visible()
    assert page.locator(".states-list").first.locator("> li").count() == 12


def test_a_desk_gets_the_grid_with_every_word_whole(read_at: Callable[[int], Any]) -> None:
    page = read_at(1280)
    cut = """[...document.querySelectorAll('.states th, .states td')]
        .filter(cell => cell.scrollWidth > cell.clientWidth + 1).map(cell => cell.textContent)"""
    assert page.locator(".states").first.is_visible()
    assert page.evaluate(cut) == []


@pytest.mark.parametrize("width", [320, 390, 1280])
def test_every_format_can_be_taken_along(read_at: Callable[[int], Any], width: int) -> None:
    page = read_at(width)
    page.get_by_text("Download").click()
    links = page.locator(".report-bar__take a[download]")
    assert links.count() == len(RENDERERS)
    for box in (link.bounding_box() for link in links.all()):
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= width
        assert box["height"] >= 24
    assert overflow(page) == 0
