"""A share link in a real browser: Ann makes it, somebody without an account opens it by its password."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from organizations import branding
from organizations.scope import org_scope
from reports.models import Report
from tests import builders
from tests.browser.test_publishing import faults, opened_by, report

__all__ = ["report"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("width", [390, 1280])
def test_ann_makes_a_link_a_guest_reads_and_ann_revokes_it(
    page_at: Callable[..., Any], live_server: Any, axe: Any, report: Report, width: int
) -> None:
    organization = report.organization
    with org_scope(organization):
        branding.set_accent(organization, "#7a1f3d")
    builders.published(report)
    ann = opened_by(builders.ann(organization), page_at(width), live_server)
    guest, found = page_at(width), []

    def look(page: Any) -> None:
        found.extend(faults(page, axe))

    ann.goto(f"/o/{organization.slug}/reports/{report.pk}/readers/")
    ann.get_by_role("link", name="Make a link").click()
    ann.get_by_label("What it is for").fill("Supervisory board")
    ann.get_by_label("Password, if it is to ask for one").fill("four words in a row")
    look(ann)
    ann.get_by_role("button", name="Make the link").click()
    address = ann.locator(".link-address").inner_text()
    look(ann)

    guest.goto(address)
    guest.get_by_label("Password").fill("a guess")
    guest.get_by_role("button", name="Open the report").click()
    guest.get_by_text("This is not the password of this link.").wait_for()
    look(guest)
    guest.get_by_label("Password").fill("four words in a row")
    guest.get_by_role("button", name="Open the report").click()
    guest.get_by_text("This report was shared with you.").wait_for()
    look(guest)
    guest.get_by_text("Download").click()
    with guest.expect_download() as taken:
        guest.get_by_role("link", name="Paper (PDF)").click()
    assert taken.value.suggested_filename.endswith("-report.pdf")

    ann.get_by_role("link", name="Back to sharing this report").click()
    ann.get_by_text("used 2 times").wait_for()
    look(ann)
    ann.get_by_role("link", name="Supervisory board").click()
    ann.get_by_role("heading", name="How it was used").wait_for()
    look(ann)
    ann.get_by_role("button", name="Revoke this link").click()
    ann.get_by_text("Revoked").wait_for()
    guest.reload()
    guest.get_by_role("heading", name="This link opens nothing.").wait_for()
    look(guest)

    assert found == []
