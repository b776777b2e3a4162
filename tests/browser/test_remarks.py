"""Remarks in a real browser: Ann writes one on a desk or a phone, Max reads it in its box."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from reports.models import Report
from tests import builders
from tests.browser.test_publishing import faults, opened_by, report

__all__ = ["report"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("width", [390, 1280])
def test_ann_writes_changes_and_takes_back_what_max_reads(
    page_at: Callable[..., Any], live_server: Any, axe: Any, report: Report, width: int
) -> None:
    builders.published(report)
    organization, found = report.organization, []
    ann = opened_by(builders.ann(organization), page_at(width), live_server)
    max_ = opened_by(builders.max_(organization), page_at(width), live_server)

    ann.goto(f"/o/{organization.slug}/reports/{report.pk}/")
    ann.get_by_role("link", name="Remarks", exact=True).click()
    ann.get_by_label("Page").select_option("ownership")
    ann.get_by_label("Remark", exact=True).fill("Sales was short of people in May. " * 12)
    ann.get_by_role("button", name="Add the remark").click()
    ann.get_by_role("link", name="Change").wait_for()
    found += faults(ann, axe)
    max_.goto(f"/o/{organization.slug}/reports/{report.pk}/")
    note = max_.get_by_role("note", name="Remark by Ann")
    assert "short of people" in note.inner_text()
    assert note.locator("xpath=ancestor::section").get_attribute("id") == "page-ownership"
    found += faults(max_, axe)
    ann.get_by_role("link", name="Change").click()
    ann.get_by_label("Remark", exact=True).fill("Three had left.")
    found += faults(ann, axe)
    ann.get_by_role("button", name="Keep the change").click()
    ann.get_by_text("Three had left.").first.wait_for()
    ann.get_by_role("button", name="Remove").click()
    max_.reload()
    assert max_.get_by_role("note").count() == 0

    assert found == []
