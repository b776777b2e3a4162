"""Who belongs to an organization: an owner decides, and an owner there always is."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from organizations import people
from organizations.models import AuditEntry, Member, Organization, Role, User
from organizations.scope import org_scope
from tests import builders

pytestmark = pytest.mark.django_db


@pytest.fixture
def acme() -> Organization:
    return builders.organization()


@pytest.fixture
def owner(acme: Organization, client: Client) -> Client:
    client.force_login(builders.olga(acme))
    return client


def place(user: User) -> Member:
    return Member.every_org.get(user=user)


def role_of(name: str) -> str:
    found = Member.every_org.filter(user__email=f"{name}@example.com").first()
    return found.role if found else "none"


def change(client: Client, member: Member, role: str) -> Any:
    return client.post(f"/o/acme/people/{member.pk}/role/", {"role": role})


# --- Roles ----------------------------------------------------------------------------------------------


def test_an_owner_gives_another_role_and_the_trail_says_which(owner: Client, acme: Organization) -> None:
    change(owner, place(builders.max_(acme)), "analyst")

    entry = AuditEntry.every_org.get()
    assert role_of("max") == "analyst"
    assert (entry.action, entry.detail, entry.object_type) == ("changed role", "reader → analyst", "user")


def test_there_is_no_role_but_the_three(owner: Client, acme: Organization) -> None:
    assert change(owner, place(builders.max_(acme)), "emperor").status_code == 400
    assert role_of("max") == "reader"


def test_the_last_owner_can_neither_be_demoted_nor_leave(owner: Client, acme: Organization) -> None:
    builders.max_(acme)
    olga = Member.every_org.get(role=Role.OWNER)

    demoted = change(owner, olga, "reader")
    removed = owner.post(f"/o/acme/people/{olga.pk}/remove/")
    left = owner.post("/o/acme/leave/")

    assert (demoted.status_code, removed.status_code, left.status_code) == (400, 400, 409)
    assert role_of("olga") == "owner"
    assert "An organization needs an owner." in left.content.decode()


def test_an_owner_who_was_switched_off_counts_for_none(owner: Client, acme: Organization) -> None:
    builders.member("Otto", of=acme, role=Role.OWNER)
    User.objects.filter(name="Otto").update(is_active=False)

    assert owner.post("/o/acme/leave/").status_code == 409


def test_with_a_second_owner_the_first_may_leave(owner: Client, acme: Organization) -> None:
    builders.member("Otto", of=acme, role=Role.OWNER)

    owner.post("/o/acme/leave/")

    assert (role_of("olga"), role_of("otto")) == ("none", "owner")
    assert owner.get("/o/acme/").status_code == 404


@pytest.mark.django_db(transaction=True)
def test_two_owners_who_demote_each_other_at_once_leave_one(acme: Organization) -> None:
    owners = [place(builders.olga(acme)), place(builders.member("Otto", of=acme, role=Role.OWNER))]

    with ThreadPoolExecutor(2) as both:
        list(both.map(lambda member: demoted(acme, member), owners))

    assert sorted([role_of("olga"), role_of("otto")]) == ["owner", "reader"]


def demoted(acme: Organization, member: Member) -> None:
    try:
        with org_scope(acme):
            people.change_role(acme, member.pk, role=Role.READER)
    except people.LastOwner:
        assert role_of("olga") != role_of("otto")
    finally:
        connection.close()


# --- Coming and going -----------------------------------------------------------------------------------


def test_whoever_is_removed_is_outside_at_once(owner: Client, acme: Organization) -> None:
    theirs = Client()
    max_ = builders.max_(acme)
    theirs.force_login(max_)
    before = theirs.get("/o/acme/").status_code

    owner.post(f"/o/acme/people/{place(max_).pk}/remove/")

    assert (before, theirs.get("/o/acme/").status_code) == (200, 404)
    assert User.objects.filter(pk=max_.pk).exists()


def test_asking_whether_to_remove_removes_nobody(owner: Client, acme: Organization) -> None:
    max_ = place(builders.max_(acme))

    assert "Remove Max from Acme?" in owner.get(f"/o/acme/people/{max_.pk}/remove/").content.decode()
    assert role_of("max") == "reader"


def test_a_member_of_another_organization_is_out_of_reach(owner: Client) -> None:
    theirs = place(builders.max_(builders.organization("Theirs")))

    answers = [change(owner, theirs, "owner"), owner.post(f"/o/acme/people/{theirs.pk}/remove/")]

    assert [answer.status_code for answer in answers] == [404, 404]
    assert role_of("max") == "reader"


def test_the_page_costs_the_same_with_one_member_and_with_three_hundred(
    owner: Client, acme: Organization
) -> None:
    one = queries(owner)
    for number in range(300):
        builders.member(f"Max{number}", of=acme, role=Role.READER)
        with org_scope(acme):
            if number < people.MOST_INVITED:
                people.invite(acme, email=f"ivy{number}@example.com", role=Role.READER)

    assert queries(owner) == one


def queries(client: Client) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get("/o/acme/people/").status_code == 200
    return len(captured)


# --- Several clients ------------------------------------------------------------------------------------


def test_somebody_in_two_organizations_is_shown_both_and_the_way_across(client: Client) -> None:
    sam = builders.sam()
    for name in ("One", "Two"):
        Member.every_org.create(organization=builders.organization(name), user=sam, role=Role.READER)
    client.force_login(sam)

    home = client.get("/").content.decode()
    inside = client.get("/o/one/").content.decode()

    assert "/o/one/" in home
    assert "/o/two/" in home
    assert "Switch organization" in inside


def test_somebody_in_one_organization_has_nothing_to_switch(owner: Client) -> None:
    assert "Switch organization" not in owner.get("/o/acme/").content.decode()


def test_the_installation_s_staff_make_a_further_client(client: Client) -> None:
    client.force_login(User.objects.create_superuser("root@example.com"))

    made = client.post("/organizations/new/", {"name": "Müller & Söhne"})

    assert made["Location"] == "/o/muller-sohne/people/"
    assert role_of("root") == "owner"
    assert AuditEntry.every_org.get().action == "made"


@pytest.mark.parametrize(
    "values", [{"name": ""}, {"name": "Acme"}, {"name": "x", "slug": "a b"}, {"name": "…"}]
)
def test_a_client_needs_a_name_and_a_name_in_addresses_of_its_own(
    client: Client, acme: Organization, values: dict[str, str]
) -> None:
    client.force_login(User.objects.create_superuser("root@example.com"))

    assert client.post("/organizations/new/", values).status_code == 400
    assert Organization.objects.count() == 1


def test_a_further_client_by_command(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("add_member", "second", "olga@example.com", role="owner", new="Second Ltd")

    assert "olga@example.com is owner of Second Ltd." in capsys.readouterr().out
