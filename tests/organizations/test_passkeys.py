"""Passkeys, in a real browser with an authenticator of its own, under the policy every page has."""

from __future__ import annotations

from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.core.cache import cache
from django.test import Client

from organizations.models import User
from tests import builders
from tests.organizations.signing import FACTOR, LOGIN, PASSWORD, with_password

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def ann(live_server: Any) -> User:
    cache.clear()
    return with_password(builders.ann(builders.organization()))


@pytest.fixture
def page(page_at: Any, ann: User) -> Any:
    """A page of a browser whose computer asks for a fingerprint and always gets it."""
    page = page_at(390)
    debugger = page.context.new_cdp_session(page)
    debugger.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
    }
    debugger.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    return page


def sign_in(page: Any) -> None:
    page.goto(LOGIN)
    page.get_by_label("Email").fill("ann@example.com")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url("**/")


def add_passkey(page: Any, *, alone: bool = True) -> None:
    page.goto(f"{FACTOR}webauthn/add/")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Go on").click()
    page.get_by_label("Name").fill("Blue phone")
    page.get_by_label("Sign in with it alone").set_checked(alone)
    page.get_by_role("button", name="Add the passkey").click()
    page.get_by_role("heading", name="Recovery codes").wait_for()


def sign_out(page: Any) -> None:
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url("**/")


def test_a_passkey_signs_in_without_a_password(page: Any, axe: Any) -> None:
    sign_in(page)
    add_passkey(page)
    sign_out(page)

    page.goto(LOGIN)
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.get_by_role("link", name="Acme").wait_for()

    page.goto(f"{FACTOR}webauthn/")
    assert page.get_by_role("heading", name="Blue phone").is_visible()
    assert axe(page) == []


def test_beside_a_password_a_passkey_is_the_second_factor(page: Any, axe: Any) -> None:
    sign_in(page)
    add_passkey(page, alone=False)
    sign_out(page)

    page.goto(LOGIN)
    page.get_by_label("Email").fill("ann@example.com")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.get_by_role("heading", name="Second factor").wait_for()
    assert axe(page) == []
    page.get_by_role("button", name="Use a passkey").click()

    page.get_by_role("link", name="Acme").wait_for()


def test_a_passkey_is_removed_with_the_passkey(page: Any, axe: Any) -> None:
    sign_in(page)
    add_passkey(page)
    key = Authenticator.objects.get(type=Authenticator.Type.WEBAUTHN)
    cookie = next(one["value"] for one in page.context.cookies() if one["name"] == "sessionid")
    later(cookie)

    page.goto(f"{FACTOR}webauthn/keys/{key.pk}/remove/")
    assert axe(page) == []
    page.get_by_role("button", name="Use a passkey").click()
    page.get_by_role("heading", name="Remove “Blue phone”").wait_for()
    page.get_by_role("button", name="Remove").click()
    page.get_by_text("None yet.").wait_for()

    assert not Authenticator.objects.exists()


def later(session_key: str) -> None:
    """Let what was shown in this session be too long ago to count."""
    client = Client()
    client.cookies["sessionid"] = session_key
    session = client.session
    for record in session["account_authentication_methods"]:
        record["at"] -= 3_600
    session.save()


def test_a_passkey_made_up_by_somebody_else_is_refused(client: Client, ann: User) -> None:
    client.get(f"{FACTOR}webauthn/login/", headers={"accept": "application/json"})

    forged = {"id": "AA", "rawId": "AA", "type": "public-key", "response": {"userHandle": "MQ"}}
    client.post(f"{FACTOR}webauthn/login/", {"credential": str(forged).replace("'", '"')})

    assert client.get("/account/").status_code == 302
