"""Publishing a report in a real browser: Ann decides on a desk or a phone, Max reads."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from organizations.models import Organization
from organizations.scope import org_scope
from reports.builds import build_now
from reports.models import Report
from tests import builders
from tests.reports.staging import closed_wave

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def report() -> Report:
    wave = closed_wave()
    with org_scope(wave.organization_id):
        Report.objects.all().delete()
        return build_now(wave)


def opened_by(user: Any, page: Any, live_server: Any) -> Any:
    """The page, on which this person is signed in."""
    client = Client()
    client.force_login(user)
    cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}
    page.context.add_cookies([cookie])
    return page


def faults(page: Any, axe: Callable[[Any], list[str]]) -> list[str]:
    """What axe finds, and whether the page is wider than the screen."""
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return [*axe(page), *([f"{page.url}: {wide} px too wide"] if wide else [])]


@pytest.mark.parametrize("width", [390, 1280])
def test_ann_publishes_and_withdraws_what_max_reads(
    page_at: Callable[..., Any], live_server: Any, axe: Any, report: Report, width: int
) -> None:
    organization: Organization = report.organization
    ann = opened_by(builders.ann(organization), page_at(width), live_server)
    max_ = opened_by(builders.max_(organization), page_at(width), live_server)
    found: list[str] = []

    max_.goto(f"/o/{organization.slug}/waves/{report.wave_id}/report/")
    max_.get_by_text("has not been published to readers").wait_for()
    ann.goto(f"/o/{organization.slug}/reports/{report.pk}/")
    ann.get_by_role("link", name="Not published yet: share").click()
    ann.get_by_text("Not published.").wait_for()
    found += [*faults(ann, axe), *faults(max_, axe)]
    ann.get_by_role("button", name="Publish to readers").click()
    ann.get_by_text("Published to readers by Ann").wait_for()
    found += faults(ann, axe)
    max_.reload()
    max_.locator(".report-head").wait_for()
    ann.get_by_role("button", name="Withdraw it from readers").click()
    ann.get_by_text("Withdrawn before").wait_for()
    found += faults(ann, axe)
    max_.reload()
    max_.get_by_role("heading", name="There is nothing here").wait_for()

    assert found == []
