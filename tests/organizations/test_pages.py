"""The pages about people and clients, as their readers see them: with the client's looks, at two widths."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.core import mail
from django.core.cache import cache

from organizations import branding, people
from organizations.colors import nearest_readable
from organizations.models import Member, Organization, RetentionNotice, Role
from organizations.scope import org_scope
from tests import builders
from tests.organizations.signing import LOGIN, PASSWORD, with_password
from tests.organizations.test_branding import picture

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PAGES = (
    "/",
    "/o/acme/",
    "/o/acme/people/",
    "/o/acme/people/{member}/remove/",
    "/o/acme/settings/",
    "/o/acme/trail/",
    "/o/acme/leave/",
    "/o/acme/actions/",
    "/o/acme/calendar/",
    "/o/acme/reports/side-by-side/",
    "/o/acme/portfolio/",
    "/o/acme/deck-template/",
    "/o/acme/tokens/",
    "/o/acme/tokens/new/",
    "/o/acme/webhooks/",
    "/o/acme/webhooks/new/",
    "/account/",
    "/account/erase/",
    "/accounts/2fa/",
)


@pytest.fixture
def acme(live_server: Any) -> Organization:
    """A client with the palest accent there may be, a logo, colleagues, an invitation and a notice."""
    cache.clear()
    acme = builders.organization()
    with_password(builders.olga(acme))
    builders.max_(acme)
    with org_scope(acme):
        branding.set_accent(acme, nearest_readable("#ff9900"))
        branding.set_logo(acme, picture())
        people.invite(acme, email="somebody.with.a.long.name@a-long-domain.example", role=Role.ANALYST)
        RetentionNotice.objects.create(
            holder="wave", object_id="1", label="CX, 2023", due_on=date(2026, 12, 6)
        )
    return acme


def sign_in(page: Any) -> None:
    page.goto(LOGIN)
    page.get_by_label("Email").fill("olga@example.com")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url("**/")


def overflow(page: Any) -> int:
    return int(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))


@pytest.mark.parametrize("width", [390, 1280])
def test_every_page_is_accessible_and_fits(page_at: Any, axe: Any, acme: Organization, width: int) -> None:
    page = page_at(width)
    sign_in(page)
    member = Member.every_org.get(role=Role.READER).pk

    for path in PAGES:
        page.goto(path.format(member=member))
        assert (path, axe(page), overflow(page)) == (path, [], 0)


def test_an_owner_invites_a_colleague_who_joins_on_a_phone(
    page_at: Any, axe: Any, acme: Organization
) -> None:
    owner = page_at(1280)
    sign_in(owner)
    owner.goto("/o/acme/people/")
    owner.get_by_label("E-mail address").fill("ivy@example.com")
    owner.locator("#id_role").select_option("analyst")
    owner.get_by_role("button", name="Send the invitation").click()
    owner.get_by_text("The invitation to ivy@example.com is on its way.").wait_for()

    phone = page_at(390)
    link = next(word for word in str(mail.outbox[-1].body).split() if "/invitation/" in word)
    phone.goto("/" + link.split("/", 3)[3])
    assert (axe(phone), overflow(phone)) == ([], 0)
    phone.get_by_label("Your name").fill("Ivy")
    phone.get_by_label("Choose a password").fill("seven red kites in may")
    phone.get_by_role("button", name="Join").click()

    phone.get_by_role("heading", name="Acme").wait_for()
    assert phone.get_by_role("link", name="New assessment").is_visible()


def test_an_owner_gives_the_client_its_looks(page_at: Any, axe: Any, acme: Organization) -> None:
    page = page_at(390)
    sign_in(page)
    page.goto("/o/acme/settings/")
    page.get_by_label("Accent color").fill("#ffcc00")
    page.get_by_role("button", name="Save the looks").click()
    refused = page.locator(".field__error").inner_text()
    assert axe(page) == []

    page.get_by_label("Accent color").fill(refused.rstrip(".").split()[-1])
    page.get_by_label("Logo", exact=True).set_input_files(
        [{"name": "logo.jpg", "mimeType": "image/jpeg", "buffer": picture("JPEG")}]
    )
    page.get_by_role("button", name="Save the looks").click()

    page.get_by_text("Saved.").wait_for()
    page.wait_for_load_state()
    button = page.get_by_role("button", name="Save the name")
    assert Organization.objects.get().accent == nearest_readable("#ffcc00")
    assert button.evaluate("one => getComputedStyle(one).color") != "rgb(15, 92, 92)"
