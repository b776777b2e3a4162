"""Access tokens: what opens, for how long, and never more than its maker may."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from organizations import access_tokens
from organizations.models import AccessToken, AuditEntry, Member, Organization, Role, Scope, User
from organizations.scope import org_scope
from tests import builders
from tests.api.program import Program, key_of, program

ME = "/api/v1/me/"


def rows() -> AccessToken:
    return AccessToken.every_org.get()


def answer(response: object) -> tuple[int, str]:
    return response.status_code, response.json()["code"]


def test_a_token_says_whose_it_is(ann: Program) -> None:
    said = ann.get(ME).json()

    assert said["person"]["email"] == "ann@example.com"
    assert (said["organization"]["slug"], said["role"]) == ("acme", "analyst")
    assert ann.key.startswith(said["token"]["prefix"])


def test_without_a_token_nobody_comes_in_and_a_session_is_no_token(acme: Organization) -> None:
    client = Client()
    client.force_login(builders.ann(acme))

    refused = client.get("/api/v1/organizations/acme/waves/")

    assert answer(refused) == (401, "not_authenticated")
    assert refused["WWW-Authenticate"] == 'Bearer realm="cxassess"'


@pytest.mark.parametrize("key", ["", "x", "cxa_12345678_" + "A" * 43, "cxa_" + "é" * 50])
def test_a_guessed_token_opens_nothing(acme: Organization, key: str) -> None:
    assert answer(Program(key, of=acme).get(ME)) == (401, "not_authenticated")


def test_guessing_is_slowed_down_and_a_known_token_still_opens(ann: Program) -> None:
    guesses = [Program("cxa_guess", of=ann.organization).get(ME).status_code for _guess in range(31)]

    assert (guesses[29], guesses[30]) == (401, 429)
    assert ann.get(ME).status_code == 200


def test_only_the_hash_of_a_token_is_stored(ann: Program) -> None:
    stored = str(AccessToken.every_org.values().get())

    assert ann.key not in stored
    assert ann.key[13:] not in stored


def test_a_token_ends_on_its_day(ann: Program) -> None:
    AccessToken.every_org.update(created_at=timezone.now() - timedelta(days=2), expires_at=timezone.now())

    assert answer(ann.get(ME)) == (401, "not_authenticated")


def test_a_revoked_token_is_dead(ann: Program) -> None:
    with org_scope(ann.organization):
        access_tokens.revoke(rows().member, rows().pk)

    assert answer(ann.get(ME)) == (401, "not_authenticated")


def test_a_token_dies_with_its_maker_s_membership(ann: Program) -> None:
    Member.every_org.filter(user__name="Ann").delete()

    assert answer(ann.get(ME)) == (401, "not_authenticated")
    assert not AccessToken.every_org.exists()


def test_a_token_of_somebody_locked_out_is_dead(ann: Program) -> None:
    User.objects.filter(name="Ann").update(is_active=False)

    assert answer(ann.get(ME)) == (401, "not_authenticated")


def test_a_token_may_no_more_than_its_maker_may_today(olga: Program) -> None:
    assert olga.get("members/").status_code == 200

    Member.every_org.filter(user__name="Olga").update(role=Role.READER)

    assert answer(olga.get("members/")) == (403, "not_allowed")


def test_a_token_is_good_for_what_it_was_made_for_only(acme: Organization) -> None:
    reader = program("Ann", of=acme, role=Role.ANALYST, scopes=[Scope.REPORTS_READ])

    refused = reader.get("waves/")

    assert answer(refused) == (403, "scope_missing")
    assert refused.json()["details"] == {"scope": "waves:read"}


def test_a_token_obeys_the_rule_of_a_second_factor(ann: Program) -> None:
    Organization.objects.update(requires_second_factor=True)

    assert answer(ann.get("waves/")) == (403, "second_factor_missing")


def test_the_day_of_use_is_kept_and_nothing_finer(ann: Program) -> None:
    ann.get(ME)

    assert rows().last_used_on == timezone.localdate()


@pytest.mark.parametrize("days", [0, 366, -1])
def test_a_token_lives_a_day_at_least_and_a_year_at_most(acme: Organization, days: int) -> None:
    member = Member.every_org.get(user=builders.ann(acme))

    with pytest.raises(access_tokens.TokenRefused):
        key_of(member, days=days)


def test_the_database_refuses_a_token_without_an_end(ann: Program) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        AccessToken.every_org.update(expires_at=timezone.now() - timedelta(days=9))


def test_what_a_token_was_refused_stands_in_the_trail(max_: Program) -> None:
    max_.get("members/")

    entry = AuditEntry.every_org.get(outcome="refused")
    assert (entry.actor.name, entry.object_type, entry.detail) == ("Max", "api:members", "not_allowed")
