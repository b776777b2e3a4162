"""From the second wave's report to an adopted action, in a real browser, on a desk and on a phone."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cxassess.env import BASE_DIR
from organizations.scope import org_scope
from reports.adopted_models import AdoptedAction
from reports.builds import build_now
from reports.models import Report
from surveys.importing import import_assessment
from tests import builders

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SECOND_WAVES = BASE_DIR / "demo" / "second_waves"
FOLDER = "torchlight-systems"


@pytest.fixture
def report() -> Report:
    builders.imported_wave(FOLDER)
    wave = import_assessment(SECOND_WAVES / FOLDER).wave
    with org_scope(wave.organization_id):
        return build_now(wave)


@pytest.fixture
def as_ann(page_at: Callable[..., Any], live_server: Any, report: Report) -> Callable[[int], Any]:
    """`as_ann(390)` opens a screen of that width on which Ann, who analyzes, is signed in."""
    client = Client()
    client.force_login(builders.ann(report.wave.organization))
    session = client.cookies["sessionid"].value

    def open_page(width: int) -> Any:
        page = page_at(width)
        page.context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
        return page

    return open_page


def faults(page: Any, axe: Callable[[Any], list[str]]) -> list[str]:
    """What axe finds, and whether the page is wider than the screen."""
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return [*axe(page), *([f"{page.url}: {wide} px too wide"] if wide else [])]


@pytest.mark.parametrize("width", [390, 1280])
def test_an_analyst_reads_what_moved_adopts_an_action_and_follows_it(
    as_ann: Any, report: Report, axe: Any, width: int
) -> None:
    slug, found = report.wave.organization.slug, []
    page = as_ann(width)
    page.goto(reverse("reports:show", args=(slug, report.pk)))
    page.get_by_role("heading", name="Change", exact=True).scroll_into_view_if_needed()
    found += faults(page, axe)

    page.get_by_role("link", name="Adopt actions").click()
    found += faults(page, axe)
    page.get_by_role("button", name="Adopt").first.click()
    page.get_by_label("Due on").fill(str(timezone.localdate() - dt.timedelta(days=1)))
    page.get_by_label("Owner who is a member here").select_option(label="Ann")
    page.get_by_label("Note").fill("Begun in two teams")
    found += faults(page, axe)
    page.get_by_role("button", name="Save").click()
    page.get_by_text("changed: member, due, note").wait_for()
    found += faults(page, axe)

    page.goto(reverse("waves:organization", args=(slug,)))
    page.get_by_text("1 action is overdue.").wait_for()
    found += faults(page, axe)
    page.get_by_role("link", name="Actions and who does them").click()
    page.get_by_text("Overdue", exact=True).wait_for()
    found += faults(page, axe)
    page.get_by_role("link", name="Follow in a calendar").click()
    page.get_by_role("button", name="Make an address").click()
    page.locator("code.feed").wait_for()
    found += faults(page, axe)
    page.goto(reverse("reports:write_action", args=(slug, report.wave_id)))
    page.get_by_role("button", name="Adopt").click()
    page.get_by_role("alert").wait_for()
    found += faults(page, axe)

    assert found == []
    assert AdoptedAction.every_org.get().owner_name == "Ann"
