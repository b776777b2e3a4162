"""A person's own data: all of it in one file, and gone when they want."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.test import Client

from organizations import people
from organizations.models import AuditEntry, Member, MemberInvitation, Organization, Role, User
from organizations.scope import org_scope
from surveys import actions
from surveys.models import Invitation
from tests import builders
from tests.organizations.signing import PASSWORD, reauthenticate, sign_in, switch_app_on, with_password
from tests.surveys.fieldwork import a_wave

pytestmark = pytest.mark.django_db

ANN = "ann@example.com"


@pytest.fixture(autouse=True)
def _nobody_tried_before() -> None:
    cache.clear()


@pytest.fixture
def acme() -> Organization:
    return builders.organization()


@pytest.fixture
def ann(acme: Organization) -> User:
    return with_password(builders.ann(acme))


@pytest.fixture
def inside(client: Client, ann: User) -> Client:
    """Ann signed in, having shown once more that she is Ann."""
    sign_in(client)
    reauthenticate(client)
    return client


def asked(acme: Organization, email: str) -> None:
    """Somebody invited to answer a questionnaire."""
    with org_scope(acme):
        actions.create_invitations(a_wave(), people=[actions.Invitee("service", "manager", email)])


def data(client: Client) -> dict[str, Any]:
    found: dict[str, Any] = client.get("/account/data.json").json()
    return found


# --- What is stored -------------------------------------------------------------------------------------


def test_everything_stored_comes_in_one_file(inside: Client, acme: Organization) -> None:
    asked(acme, "Ann@Example.com")
    theirs = builders.organization("Theirs")
    with org_scope(theirs):
        people.invite(theirs, email=ANN, role=Role.OWNER)

    found = data(inside)

    assert found["account"]["name"] == "Ann"
    assert found["addresses"] == [{"email": ANN, "verified": True, "primary": True}]
    assert [(one["organization"], one["role"]) for one in found["memberships"]] == [("Acme", "analyst")]
    assert [(one["organization"], one["role"]) for one in found["open invitations"]] == [("Theirs", "owner")]
    assert found["questionnaires"] == [
        {
            "organization": "Acme",
            "assessment": "Ownership",
            "wave": "2026",
            "function": "service",
            "level": "manager",
            "language": "",
            "state": "invited",
            "mails": 0,
            "mail does not get there": False,
            "wants no more mail": False,
        }
    ]


def test_what_the_person_did_and_what_was_done_to_them_is_in_it(inside: Client, acme: Organization) -> None:
    inside.get("/o/acme/people/")
    olga = Client()
    olga.force_login(builders.olga(acme))
    olga.post(f"/o/acme/people/{Member.every_org.get(user__email=ANN).pk}/role/", {"role": "reader"})

    assert [(line["action"], line["outcome"]) for line in data(inside)["audit trail"]] == [
        ("tried to open", "refused"),
        ("changed role", "done"),
    ]


def test_secrets_are_named_and_not_given(inside: Client, ann: User) -> None:
    secret, codes = switch_app_on(inside)

    text = json.dumps(data(inside))

    assert '"kind": "totp"' in text
    assert not any(hidden in text for hidden in (secret, *codes, ann.password))


def test_nobody_elses_data_is_in_it(inside: Client, acme: Organization) -> None:
    builders.max_(acme)
    asked(acme, "max@example.com")

    assert "max@example.com" not in json.dumps(data(inside))


def test_an_open_session_alone_does_not_give_it_away(client: Client, ann: User) -> None:
    sign_in(client)

    for answered in (client.get("/account/data.json"), client.post("/account/erase/", {"email": ANN})):
        assert (answered.status_code, "reauthenticate" in answered["Location"]) == (302, True)
    assert User.objects.filter(email=ANN).exists()


# --- Its end --------------------------------------------------------------------------------------------


def erase(client: Client, email: str = ANN) -> Any:
    return client.post("/account/erase/", {"email": email})


def test_an_account_that_is_erased_leaves_a_number_in_the_trail_and_nothing_else(
    inside: Client, ann: User, acme: Organization
) -> None:
    inside.get("/o/acme/people/")
    asked(acme, ANN)
    theirs = builders.organization("Theirs")
    with org_scope(theirs):
        people.invite(theirs, email=ANN, role=Role.OWNER)

    erase(inside)

    assert not User.objects.filter(email=ANN).exists()
    assert not Member.every_org.filter(user_id=ann.pk).exists()
    assert not MemberInvitation.every_org.exists()
    assert Invitation.every_org.get().email == ""
    assert list(AuditEntry.every_org.order_by("pk").values_list("action", "actor_id")) == [
        ("tried to open", ann.pk),
        ("erased the account", ann.pk),
    ]


def test_no_table_holds_the_address_or_the_name_afterwards(inside: Client, acme: Organization) -> None:
    asked(acme, ANN)
    inside.get("/o/acme/people/")

    erase(inside)

    assert [where for where in everything_stored() if ANN in where or "'Ann'" in where] == []


def everything_stored() -> list[str]:
    from django.apps import apps

    return [
        f"{model.__name__} {row}"
        for model in apps.get_models()
        for row in model._base_manager.values()  # every row of every organization
    ]


def test_the_sessions_of_an_erased_account_are_over(inside: Client) -> None:
    other = Client()
    sign_in(other)

    erase(inside)

    assert [one.get("/account/").status_code for one in (inside, other)] == [302, 302]


def test_the_address_has_to_be_typed(inside: Client) -> None:
    assert erase(inside, "anne@example.com").status_code == 400
    assert User.objects.filter(email=ANN).exists()


def test_the_only_owner_hands_over_first(inside: Client) -> None:
    Member.every_org.update(role=Role.OWNER)

    refused = erase(inside)

    assert refused.status_code == 400
    assert "The only owner of Acme cannot go." in refused.content.decode()


def test_the_address_is_free_again(inside: Client, acme: Organization) -> None:
    erase(inside)
    with org_scope(acme):
        _invitation, key = people.invite(acme, email=ANN, role=Role.READER)

    Client().post(f"/invitation/{key}/", {"name": "Ann once more", "password": PASSWORD})

    assert User.objects.get(email=ANN).name == "Ann once more"


# --- For those who write a letter -----------------------------------------------------------------------


def test_a_respondent_without_an_account_is_told_by_command(
    acme: Organization, capsys: pytest.CaptureFixture[str]
) -> None:
    asked(acme, "rita@example.com")

    call_command("person", "export", "rita@example.com")

    assert json.loads(capsys.readouterr().out)["questionnaires"][0]["function"] == "service"


def test_and_forgotten_by_command(acme: Organization, ann: User) -> None:
    asked(acme, "rita@example.com")

    call_command("person", "erase", "rita@example.com")
    call_command("person", "erase", ANN)

    assert Invitation.every_org.get().email == ""
    assert not User.objects.filter(email=ANN).exists()


def test_the_command_refuses_to_leave_an_organization_without_an_owner(ann: User) -> None:
    Member.every_org.update(role=Role.OWNER)

    with pytest.raises(CommandError, match="The only owner of Acme"):
        call_command("person", "erase", ANN)
