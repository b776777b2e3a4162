"""Two waves side by side in a real browser: in columns on a desk, one below the other on a phone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests import builders
from tests.browser.test_publishing import faults, opened_by
from tests.reports.test_side_by_side import reports

__all__ = ["reports"]
pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("width", [390, 1280])
def test_max_sets_two_waves_side_by_side(
    page_at: Callable[..., Any], live_server: Any, axe: Any, reports: Any, width: int
) -> None:
    organization = reports[0].organization
    page = opened_by(builders.max_(organization), page_at(width), live_server)
    page.goto(f"/o/{organization.slug}/reports/side-by-side/")
    page.get_by_label("This report").select_option(str(reports[1].pk))
    page.get_by_label("beside this one").select_option(str(reports[0].pk))
    page.get_by_role("button", name="Set them side by side").click()
    page.get_by_role("heading", name="Function by function").wait_for()
    sides = [side.bounding_box() for side in page.locator(".beside__heads > section").all()]

    assert faults(page, axe) == []
    assert (sides[0]["y"] == sides[1]["y"]) == (width == 1280)
    assert page.locator(".moved").count() >= 4


def test_printed_it_stands_in_two_columns_without_the_form(
    page_at: Callable[..., Any], live_server: Any, reports: Any
) -> None:
    organization = reports[0].organization
    page = opened_by(builders.max_(organization), page_at(1000), live_server)
    page.goto(f"/o/{organization.slug}/reports/side-by-side/")
    page.emulate_media(media="print")
    sides = [side.bounding_box() for side in page.locator(".beside__heads > section").all()]

    assert sides[0]["y"] == sides[1]["y"]
    assert not page.locator(".pick").is_visible()
