"""Opening a closed wave again, in a real browser."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from organizations.scope import org_scope
from reports import builds
from reports.models import Report, State
from surveys.models import Submission
from tests import builders
from tests.reports import staging

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("width", [390, 1280])
def test_an_analyst_opens_a_wave_again_and_is_told_why_the_old_report_stays(
    page_at: Callable[..., Any], live_server: Any, axe: Callable[[Any], list[str]], width: int
) -> None:
    wave = staging.closed_wave()
    with org_scope(wave.organization_id):
        builds.build_now(wave)
        Report.objects.exclude(state=State.READY).delete()
    client, page = Client(), page_at(width)
    client.force_login(builders.ann(wave.organization))
    page.context.add_cookies(
        [{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}]
    )
    page.goto(f"/o/{wave.organization.slug}/waves/{wave.pk}/")
    page.get_by_role("link", name="Open the wave again").click()
    assert page.locator("h1").inner_text() == "Open this wave again?"
    assert axe(page) == []
    page.get_by_role("button", name="Open the wave again").click()
    assert "This wave was opened again." in page.locator("main").inner_text()
    assert axe(page) == []
    with org_scope(wave.organization_id):
        old = Submission.objects.filter(wave=wave, function=1).first()
        Submission.objects.create(wave=wave, function=1, level=2, answers=bytes(old.answers))
    page.get_by_role("link", name="Close the wave").click()
    page.get_by_role("button", name="Close and build the report").click()
    told = page.locator(".notice--warn").inner_text()
    assert "The report is still the one of" in told
    assert "5 or more in every function that answers" in told
    assert axe(page) == []
