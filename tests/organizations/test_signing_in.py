"""Signing in: an e-mail address and a password, nothing taken by oneself, nothing found out by trying."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from organizations.models import User
from tests import builders
from tests.organizations.signing import LOGIN, PASSWORD, reauthenticate, sign_in, with_password

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _nobody_tried_before() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def ann() -> User:
    return with_password(builders.ann(builders.organization()))


def test_the_right_password_leads_to_ones_organizations(client: Client, ann: User) -> None:
    assert "Acme" in sign_in(client).content.decode()


def test_the_address_may_be_written_in_capitals(client: Client, ann: User) -> None:
    assert sign_in(client, email="ANN@Example.com").wsgi_request.user == ann


def test_a_wrong_password_and_an_unknown_address_read_the_same(client: Client, ann: User) -> None:
    wrong = sign_in(client, password="something else entirely")
    unknown = sign_in(client, email="eve@example.com")

    assert said(wrong) == said(unknown) != []
    assert not wrong.wsgi_request.user.is_authenticated


def said(page: Any) -> list[str]:
    return [str(error) for error in page.context["form"].non_field_errors()]


def test_trying_passwords_ends_soon(client: Client, ann: User) -> None:
    for _try in range(5):
        sign_in(client, password="wrong once more")

    assert not sign_in(client).wsgi_request.user.is_authenticated


def test_somebody_switched_off_stays_outside(client: Client, ann: User) -> None:
    sign_in(client)
    User.objects.update(is_active=False)

    assert client.get("/o/acme/").status_code == 302
    assert not sign_in(client).wsgi_request.user.is_authenticated


def test_nobody_opens_an_account_for_themselves(client: Client) -> None:
    account = {"email": "eve@example.com", "password1": PASSWORD, "password2": PASSWORD}

    client.post("/accounts/signup/", account)

    assert not User.objects.exists()


def test_asking_for_a_new_password_does_not_tell_who_has_an_account(client: Client, ann: User) -> None:
    answers = [
        client.post("/accounts/password/reset/", {"email": email})
        for email in ("ann@example.com", "eve@example.com")
    ]

    assert [answer["Location"] for answer in answers] == ["/accounts/password/reset/done/"] * 2
    assert [message.to for message in mail.outbox] == [["ann@example.com"], ["eve@example.com"]]


def test_without_a_mail_server_whoever_waits_for_a_mail_is_told(
    client: Client, ann: User, settings: Any
) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9

    answered = client.post("/accounts/password/reset/", {"email": ann.email})

    assert (answered.status_code, "try again in a few minutes" in answered.content.decode()) == (503, True)


@pytest.mark.parametrize("password", ["short", "password1234", "ann@example.com"])
def test_a_weak_password_is_not_taken(client: Client, ann: User, password: str) -> None:
    sign_in(client)
    change = {"oldpassword": PASSWORD, "password1": password, "password2": password}

    page = client.post("/accounts/password/change/", change)

    assert page.status_code == 200
    assert page.context["form"].errors
    ann.refresh_from_db()
    assert ann.check_password(PASSWORD)


def test_signing_in_leads_to_no_other_site(client: Client, ann: User) -> None:
    answer = client.post(LOGIN, {"login": ann.email, "password": PASSWORD, "next": "https://evil.example/"})

    assert answer["Location"] == "/"


def test_signing_out_takes_a_post(client: Client, ann: User) -> None:
    sign_in(client)

    assert client.get("/accounts/logout/").wsgi_request.user.is_authenticated
    assert not client.post("/accounts/logout/", follow=True).wsgi_request.user.is_authenticated


# --- Whose address it is --------------------------------------------------------------------------------


def claim(client: Client, email: str) -> None:
    """Say, signed in, that another address is one's own."""
    sign_in(client)
    reauthenticate(client)
    client.post("/accounts/email/", {"action_add": "", "email": email})


def confirmation_link() -> str:
    link = re.search(r"http://testserver(/accounts/confirm-email/\S+)", str(mail.outbox[-1].body))
    assert link is not None
    return link[1]


def test_a_new_address_holds_once_its_owner_has_confirmed_it(client: Client, ann: User) -> None:
    claim(client, "ann@new.example")
    before = User.objects.get().email
    client.get(confirmation_link())
    looked = User.objects.get().email
    client.post(confirmation_link())

    assert (before, looked, User.objects.get().email) == ("ann@example.com",) * 2 + ("ann@new.example",)


def test_nobody_signs_in_by_an_address_that_was_only_claimed(client: Client, ann: User) -> None:
    claim(client, "victim@example.com")
    client.logout()

    assert not sign_in(client, email="victim@example.com").wsgi_request.user.is_authenticated


def test_a_claimed_address_gets_no_link_to_a_new_password(client: Client, ann: User) -> None:
    claim(client, "victim@example.com")
    client.logout()
    mail.outbox.clear()

    client.post("/accounts/password/reset/", {"email": "victim@example.com"})

    assert "/password/reset/key/" not in str(mail.outbox[-1].body)


def test_the_address_of_somebody_else_cannot_be_confirmed(client: Client, ann: User) -> None:
    sam = with_password(builders.sam())

    claim(client, "sam@example.com")

    client.post(confirmation_link())

    assert (User.objects.get(pk=ann.pk).email, sam.emailaddress_set.get().verified) == (ann.email, True)


def test_the_address_is_not_changed_without_the_password(client: Client, ann: User) -> None:
    sign_in(client)

    answered = client.post("/accounts/email/", {"action_add": "", "email": "eve@example.com"})

    assert "reauthenticate" in answered["Location"]
    assert ann.emailaddress_set.count() == 1


# --- Pages ----------------------------------------------------------------------------------------------


OUTSIDE = ("account_login", "account_reset_password", "account_reset_password_done", "account_signup")
INSIDE = (
    "account_change_password",
    "account_logout",
    "account_reauthenticate",
    "organizations:me",
    "mfa_index",
)
SURE = (
    "account_email",
    "mfa_activate_totp",
    "mfa_add_webauthn",
    "mfa_list_webauthn",
    "organizations:erase",
)
"""Pages that open once more has been shown than the session."""


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("width", [390, 1280])
def test_every_page_of_an_account_is_accessible_and_fits(
    page_at: Any, axe: Any, live_server: Any, ann: User, width: int
) -> None:
    page = page_at(width)
    for name in OUTSIDE:
        page.goto(reverse(name))
        assert (name, axe(page), overflow(page)) == (name, [], 0)
    page.goto(LOGIN)
    page.get_by_label("Email").fill(ann.email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    for name in INSIDE:
        page.goto(reverse(name))
        assert (name, axe(page), overflow(page)) == (name, [], 0)
    page.goto(reverse("account_reauthenticate"))
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Go on").click()
    for name in SURE:
        page.goto(reverse(name))
        assert (name, axe(page), overflow(page)) == (name, [], 0)
        assert page.url.endswith(reverse(name))


def overflow(page: Any) -> int:
    """Pixels by which the page is wider than its window."""
    return int(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))
