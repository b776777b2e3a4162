"""What respondents get back, in a browser: the address after sending, the wait, and page one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from organizations.scope import org_scope
from reports import playback
from surveys import actions
from tests.browser.test_answering import wide_elements
from tests.reports.test_playback import closed_with_answers
from tests.surveys.fieldwork import a_wave, an_organization, begun, invited

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def wave() -> Iterator[Any]:
    with org_scope(an_organization("Torchlight")):
        made = a_wave(opened=False)
        playback.agree(made)
        yield actions.open_wave(made)


@pytest.mark.slow
@pytest.mark.parametrize("width", [390, 1280])
def test_a_respondent_finds_the_outcome_where_it_was_promised(
    page_at: Callable[..., Any], axe: Any, wave: Any, width: int
) -> None:
    page = page_at(width, 844)
    found: list[Any] = []

    def look() -> None:
        found.extend([*axe(page), *([wide_elements(page)] if wide_elements(page) else [])])

    page.goto(f"/r/{invited(wave)}/")
    page.get_by_text("everybody who was asked can read page one").wait_for()
    _draft, token = begun(wave)
    page.goto(f"/r/{token}/review/")
    page.get_by_role("button", name="Send my answers").click()
    page.get_by_role("heading", name="Thank you").wait_for()
    look()
    outcome = page.locator(".address a")
    address = outcome.inner_text()
    outcome.click()
    page.get_by_role("heading", name="The outcome is not here yet.").wait_for()
    look()
    closed_with_answers(wave)
    page.goto(address)
    page.get_by_text("This is page one of the report").wait_for()
    look()
    assert found == []
    assert page.locator("section.report-page").count() == 1
