"""The pages on which members look after their access tokens."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from organizations.models import AccessToken, AuditEntry, Member, Organization, Role, User
from tests import builders
from tests.api.program import Program, key_of
from tests.organizations.signing import reauthenticate, sign_in, with_password

HERE = "/o/acme/tokens/"
WANTED = {"name": "Night run", "scopes": ["waves:read", "reports:read"], "days": "30"}


@pytest.fixture
def inside(client: Client, acme: Organization, settings: Any) -> Client:
    """Ann signed in, having shown once more that she is Ann."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    with_password(builders.ann(acme))
    sign_in(client)
    reauthenticate(client)
    return client


def shown(page: Any) -> str:
    found = re.search(r"cxa_[0-9a-f]{8}_[A-Za-z0-9_-]{43}", page.content.decode())
    return found[0] if found else ""


def test_a_new_token_is_shown_once_and_opens(inside: Client, acme: Organization) -> None:
    page = inside.post(HERE + "new/", WANTED)

    assert Program(shown(page), of=acme).get("waves/").status_code == 200
    assert page["Cache-Control"] == "private, no-store"
    assert shown(inside.get(HERE)) == ""


def test_making_and_revoking_stand_in_the_trail_without_the_key(inside: Client) -> None:
    key = shown(inside.post(HERE + "new/", WANTED))
    inside.post(f"{HERE}{AccessToken.every_org.get().pk}/revoke/")

    lines = [(entry.action, entry.detail) for entry in AuditEntry.every_org.order_by("pk")]
    assert lines == [
        ("made an access token", f"{key[:12]}: waves:read, reports:read"),
        ("revoked an access token", key[:12]),
    ]


@pytest.mark.parametrize(
    "mistake", [{"days": "366"}, {"days": ""}, {"scopes": []}, {"scopes": ["root"]}, {"name": ""}]
)
def test_a_token_without_end_purpose_or_name_is_not_made(inside: Client, mistake: dict[str, Any]) -> None:
    page = inside.post(HERE + "new/", WANTED | mistake)

    assert page.status_code == 400
    assert not AccessToken.every_org.exists()


def test_making_a_token_asks_again_who_one_is(client: Client, acme: Organization) -> None:
    client.force_login(with_password(builders.ann(acme)))

    asked = client.get(HERE + "new/")

    assert asked.status_code == 302
    assert "reauthenticate" in asked["Location"]


def test_the_rule_of_a_second_factor_holds_for_making_one(inside: Client) -> None:
    Organization.objects.update(requires_second_factor=True)

    inside.post(HERE + "new/", WANTED)

    assert not AccessToken.every_org.exists()


def test_one_s_own_data_names_one_s_tokens_and_opens_nothing(inside: Client) -> None:
    key = shown(inside.post(HERE + "new/", WANTED))

    data = inside.get("/account/data.json")

    assert data.json()["access tokens"][0]["begins with"] == key[:12]
    assert key not in data.content.decode()


def of_max(acme: Organization) -> AccessToken:
    key_of(Member.every_org.get(user=builders.max_(acme)))
    return AccessToken.every_org.get()


def test_a_colleague_s_token_is_neither_seen_nor_revoked(inside: Client, acme: Organization) -> None:
    token = of_max(acme)

    assert token.prefix not in inside.get(HERE).content.decode()
    assert inside.post(f"{HERE}{token.pk}/revoke/").status_code == 404


def test_an_owner_sees_everybody_s_tokens_and_may_revoke_them(inside: Client, acme: Organization) -> None:
    token = of_max(acme)
    Member.every_org.filter(user=User.objects.get(name="Ann")).update(role=Role.OWNER)

    assert token.prefix in inside.get(HERE).content.decode()
    assert inside.post(f"{HERE}{token.pk}/revoke/").status_code == 302
    token.refresh_from_db()
    assert token.is_over
