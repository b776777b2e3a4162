"""Taking part in the portfolio: an owner decides, plainly and for as long as they like."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from organizations.models import AuditEntry, Member, Organization, Role
from organizations.portfolio import join, leave, owner_groups, set_owner_group, takes_part
from organizations.scope import org_scope
from tests import builders

pytestmark = pytest.mark.django_db


@pytest.fixture
def acme() -> Organization:
    return builders.organization()


def owner(of: Organization) -> Client:
    client = Client(headers={"accept": "text/html"})
    client.force_login(builders.olga(of))
    return client


# --- Taking part ------------------------------------------------------------------------------------


def test_an_organization_takes_no_part_until_an_owner_says_so(acme: Organization) -> None:
    assert takes_part(acme) is None


def test_an_owner_reads_what_is_shared_and_agrees(acme: Organization) -> None:
    olga = owner(acme)
    page = olga.get("/o/acme/settings/").content.decode()
    assert "What takes no part: answers, comments, numbers of people" in page
    olga.post("/o/acme/settings/portfolio/", {"wanted": "yes"})
    agreed = takes_part(acme)
    assert agreed is not None
    assert agreed.agreed_by is not None
    assert "Takes part since" in olga.get("/o/acme/settings/").content.decode()


def test_an_owner_withdraws_at_any_time(acme: Organization) -> None:
    join(acme, by=None)
    owner(acme).post("/o/acme/settings/portfolio/", {"wanted": "no"})
    assert takes_part(acme) is None


def test_both_stand_in_the_audit_trail_once(acme: Organization) -> None:
    olga = owner(acme)
    for wanted in ("yes", "yes", "no", "no"):
        olga.post("/o/acme/settings/portfolio/", {"wanted": wanted})
    with org_scope(acme):
        done = list(AuditEntry.objects.order_by("pk").values_list("action", flat=True))
    assert done == ["joined portfolio", "left portfolio"]


def test_neither_yes_nor_no_changes_nothing(acme: Organization) -> None:
    join(acme, by=None)
    assert owner(acme).post("/o/acme/settings/portfolio/", {"wanted": "maybe"}).status_code == 400
    assert takes_part(acme) is not None


def test_an_analyst_does_not_decide(acme: Organization) -> None:
    client = Client()
    client.force_login(builders.ann(acme))
    assert client.post("/o/acme/settings/portfolio/", {"wanted": "yes"}).status_code == 403
    assert takes_part(acme) is None


def test_joining_and_leaving_twice_is_once(acme: Organization) -> None:
    assert (join(acme, by=None), join(acme, by=None)) == (True, False)
    assert (leave(acme), leave(acme)) == (True, False)


# --- Who belongs together ---------------------------------------------------------------------------


def three() -> tuple[Organization, Organization, Organization]:
    one, two, three = (builders.organization(name) for name in ("One", "Two", "Three"))
    return one, two, three


def own(name: str, *of: Organization, role: Role = Role.OWNER, is_staff: bool = False) -> None:
    user = builders.person(name)
    type(user).objects.filter(pk=user.pk).update(is_staff=is_staff)
    for organization in of:
        Member.every_org.create(organization=organization, user=user, role=role)


def together(one: Organization, two: Organization) -> bool:
    groups = owner_groups()
    return groups[one.pk] == groups[two.pk]


def test_an_organization_belongs_to_itself() -> None:
    one, two, _three = three()
    assert not together(one, two)


def test_organizations_with_an_owner_in_common_belong_together_also_through_others() -> None:
    one, two, three_ = three()
    own("Olga", two, three_)
    own("Otto", one, two)
    assert together(one, three_)


def test_an_analyst_in_common_links_nothing_and_staff_link_nothing() -> None:
    one, two, three_ = three()
    own("Ann", one, two, role=Role.ANALYST)
    own("Stella", two, three_, is_staff=True)
    assert not together(one, two)
    assert not together(two, three_)


def test_what_the_staff_says_counts_more_than_owners() -> None:
    one, two, three_ = three()
    own("Olga", one, two)
    set_owner_group(one, "Nordic  Holding")
    set_owner_group(three_, "nordic holding")
    assert together(one, three_)
    assert not together(one, two)
    set_owner_group(one, "")
    assert together(one, two)


def test_the_staff_says_it_by_a_command(acme: Organization) -> None:
    out = StringIO()
    call_command("owner_group", "acme", "Nordic Holding", stdout=out)
    assert owner_groups()[acme.pk] == "named nordic holding"
    assert out.getvalue() == "Acme: organizations of this owner group: 1.\n"


@pytest.mark.parametrize(("slug", "name"), [("nobody", "Nordic"), ("acme", "N" * 101)])
def test_the_command_refuses_what_it_does_not_know(acme: Organization, slug: str, name: str) -> None:
    with pytest.raises(CommandError):
        call_command("owner_group", slug, name)
