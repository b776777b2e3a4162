"""The second factor: asked for, spent once, and never switched off by whoever knows the password alone."""

from __future__ import annotations

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.core.cache import cache
from django.db import connection
from django.test import Client

from organizations.models import Organization, User
from tests import builders
from tests.organizations.signing import (
    FACTOR,
    code_of,
    reauthenticate,
    sign_in,
    switch_app_on,
    with_password,
)

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _nobody_tried_before() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def acme() -> Organization:
    return builders.organization()


@pytest.fixture
def ann(acme: Organization) -> User:
    return with_password(builders.member("Ann", of=acme, role=builders.Role.OWNER))


@pytest.fixture
def app(client: Client, ann: User) -> tuple[str, list[str]]:
    """Ann's authenticator app and recovery codes, set up in a session that is over again."""
    sign_in(client)
    secret, codes = switch_app_on(client)
    client.logout()
    cache.clear()  # the code of this half minute was used for setting up
    return secret, codes


def answer(client: Client, code: str) -> Any:
    return client.post(f"{FACTOR}authenticate/", {"code": code}, follow=True)


def is_inside(client: Client) -> bool:
    return client.get("/o/acme/").status_code == 200


def test_the_password_alone_lets_nobody_in(client: Client, app: Any) -> None:
    page = sign_in(client)

    assert page.redirect_chain[-1][0] == f"{FACTOR}authenticate/"
    assert not is_inside(client)


def test_password_and_code_let_in(client: Client, app: Any) -> None:
    sign_in(client)

    answer(client, code_of(app[0]))

    assert is_inside(client)


def test_a_code_opens_once(client: Client, app: Any) -> None:
    code = code_of(app[0])
    sign_in(client)
    answer(client, code)
    client.logout()
    sign_in(client)

    answer(client, code)

    assert not is_inside(client)


def test_the_code_of_a_minute_ago_opens_nothing(client: Client, app: Any) -> None:
    sign_in(client)

    answer(client, code_of(app[0], at=time.time() - 60))

    assert not is_inside(client)


def test_trying_codes_ends_soon(client: Client, app: Any) -> None:
    sign_in(client)
    for number in range(5):
        answer(client, f"{number:06d}")

    answer(client, code_of(app[0]))

    assert not is_inside(client)


def test_a_recovery_code_opens_once(client: Client, app: Any) -> None:
    code = app[1][0]
    sign_in(client)
    answer(client, code)
    first = is_inside(client)
    client.logout()
    sign_in(client)

    answer(client, code)

    assert (first, is_inside(client)) == (True, False)


def test_a_recovery_code_typed_in_two_places_at_once_opens_one_of_them(app: Any) -> None:
    doors = [Client(), Client()]
    for door in doors:
        sign_in(door)

    with ThreadPoolExecutor(2) as both:
        list(both.map(lambda door: typed(door, app[1][0]), doors))

    assert sorted(is_inside(door) for door in doors) == [False, True]


def typed(door: Client, code: str) -> None:
    try:
        answer(door, code)
    finally:
        connection.close()


def test_what_the_database_holds_computes_no_code(app: Any) -> None:
    stored = str([one.data for one in Authenticator.objects.all()])

    assert app[0] not in stored
    assert not any(code in stored for code in app[1])


def test_it_is_set_up_though_the_mail_server_is_away(client: Client, ann: User, settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    sign_in(client)

    _secret, codes = switch_app_on(client)

    assert len(codes) == 10


# --- Switching it off -----------------------------------------------------------------------------------


@pytest.fixture
def inside(client: Client, app: Any) -> Client:
    """A session of Ann's that came in with both factors a while ago."""
    sign_in(client)
    answer(client, code_of(app[0]))
    cache.clear()
    return client


OFF = (
    ("get", f"{FACTOR}totp/deactivate/"),
    ("post", f"{FACTOR}totp/deactivate/"),
    ("get", f"{FACTOR}recovery-codes/"),
    ("get", f"{FACTOR}recovery-codes/download/"),
    ("post", f"{FACTOR}recovery-codes/generate/"),
    ("post", f"{FACTOR}webauthn/add/"),
)


@pytest.mark.parametrize(("method", "address"), OFF)
def test_a_password_shown_again_does_not_reach_the_second_factor(
    inside: Client, address: str, method: str
) -> None:
    shown = reauthenticate(inside)

    answered = getattr(inside, method)(address)

    assert "reauthenticate" in shown.redirect_chain[-1][0]
    assert (answered.status_code, "reauthenticate" in answered["Location"]) == (302, True)
    assert Authenticator.objects.filter(type=Authenticator.Type.TOTP).exists()


def test_with_a_code_shown_again_it_can_be_switched_off(inside: Client, app: Any) -> None:
    inside.post(f"{FACTOR}reauthenticate/", {"code": app[1][1]})

    inside.post(f"{FACTOR}totp/deactivate/")

    assert not Authenticator.objects.exists()


def test_a_new_password_does_not_lead_past_it(client: Client, app: Any, ann: User) -> None:
    ann.set_password("another song of seven boats")
    ann.save()

    sign_in(client, password="another song of seven boats")

    assert not is_inside(client)


def test_setting_it_up_ends_the_sessions_that_came_in_without(ann: User) -> None:
    thief, ours = Client(), Client()
    sign_in(thief)
    sign_in(ours)
    before = is_inside(thief)

    switch_app_on(ours)

    assert (before, is_inside(thief), is_inside(ours)) == (True, False, True)


def test_an_address_that_is_not_confirmed_lets_no_second_factor_in(client: Client, ann: User) -> None:
    sign_in(client)
    reauthenticate(client)
    ann.emailaddress_set.create(email="claimed@example.com", verified=False)

    answered = client.get(f"{FACTOR}totp/activate/")

    assert (answered.status_code, answered["Location"]) == (302, FACTOR)


# --- Asked for by an organization -----------------------------------------------------------------------


def test_an_organization_that_asks_for_it_opens_only_to_those_who_have_one(
    client: Client, ann: User, acme: Organization
) -> None:
    sign_in(client)
    Organization.objects.update(requires_second_factor=True)

    refused = client.get("/o/acme/")
    switch_app_on(client)

    assert (refused.status_code, refused["Location"]) == (302, FACTOR)
    assert is_inside(client)


def test_until_then_the_list_of_organizations_says_nothing_of_it(client: Client, ann: User) -> None:
    sign_in(client)
    Organization.objects.update(requires_second_factor=True)

    row = client.get("/").context["rows"][0]

    assert (row.wave, row.report, row.is_locked) == (None, None, True)


def test_a_program_is_told_instead(client: Client, ann: User) -> None:
    sign_in(client)
    Organization.objects.update(requires_second_factor=True)

    answered = client.get("/o/acme/", headers={"accept": "application/json"})

    assert (answered.status_code, answered.json()["code"]) == (403, "second_factor_missing")


def test_an_owner_without_one_cannot_ask_for_it(client: Client, ann: User) -> None:
    sign_in(client)

    refused = client.post("/o/acme/settings/security/", {"requires_second_factor": "on"})

    assert refused.status_code == 400
    assert not Organization.objects.get().requires_second_factor


def test_an_owner_with_one_can(client: Client, ann: User) -> None:
    sign_in(client)
    switch_app_on(client)

    client.post("/o/acme/settings/security/", {"requires_second_factor": "on"})

    assert Organization.objects.get().requires_second_factor
