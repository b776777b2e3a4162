"""The pages of access tokens in a browser, wide and narrow."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from organizations.models import Organization, Role, User
from tests import builders
from tests.api.program import Program

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def as_olga(page_at: Callable[..., Any], live_server: Any) -> Callable[[int], Any]:
    acme: Organization = builders.organization()
    olga: User = builders.member("Olga", of=acme, role=Role.OWNER)

    def open_page(width: int) -> Any:
        client = Client()
        client.force_login(olga)
        page = page_at(width)
        session = client.cookies["sessionid"].value
        page.context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
        return page

    return open_page


@pytest.mark.parametrize("width", [1280, 390])
def test_a_token_is_made_copied_used_and_revoked(as_olga: Callable[[int], Any], width: int) -> None:
    page = as_olga(width)
    page.goto("/o/acme/tokens/")
    fits(page)
    page.get_by_role("link", name="New token").click()
    page.get_by_label("What it is for").fill("The data warehouse")
    page.get_by_label("waves:read").check()
    page.get_by_label("reports:read").check()
    fits(page)
    page.get_by_role("button", name="Make the token").click()
    key = page.locator("code.secret").first.inner_text()
    fits(page)
    acme = Organization.objects.get()

    assert Program(key, of=acme).get("waves/").status_code == 200
    page.get_by_role("link", name="To the tokens").click()
    assert page.get_by_text("last used on").is_visible()
    fits(page)
    page.get_by_role("button", name="Revoke").click()
    assert page.get_by_text("revoked on").is_visible()
    assert Program(key, of=acme).get("waves/").status_code == 401


@pytest.mark.parametrize("path", ["tokens/", "tokens/new/"])
def test_the_pages_are_for_everybody(
    page_at: Callable[..., Any], live_server: Any, axe: Callable[[Any], list[str]], path: str
) -> None:
    client = Client()
    client.force_login(builders.olga(builders.organization()))
    page = page_at(390)
    session = client.cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])

    page.goto(f"/o/acme/{path}")

    assert axe(page) == []


def fits(page: Any) -> None:
    """Nothing is wider than the screen."""
    reach = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert page.evaluate(reach) == 0
