"""The roll-call: every address has an audience, and whoever is not of it learns nothing there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from organizations.access_tokens import make
from organizations.models import Member, MemberInvitation, Organization, Role, Scope
from organizations.people import invite
from organizations.scope import org_scope
from reports.adopted_models import AdoptedAction
from reports.builds import build_now
from reports.models import PageRemark
from reports.share import share
from surveys.models import Wave
from tests import builders
from tests.organizations.hooked import a_public_hook

OUTSIDE = {"everybody", "respondent", "customer", "invited", "guest"}
AUDIENCES = {*OUTSIDE, "operator", "subscriber", "token", "signed in", "staff", "reader", "analyst", "owner"}
# Allauth guards its own pages, and health tells nothing about anybody. Named one by one, so that an address
# of ours is not excused because of where it stands.
EXCUSED = {
    "account_login",
    "account_logout",
    "account_inactive",
    "account_signup",
    "account_reauthenticate",
    "account_email",
    "account_email_verification_sent",
    "account_confirm_email",
    "account_change_password",
    "account_set_password",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key",
    "account_reset_password_from_key_done",
    "account_confirm_login_code",
    "mfa_index",
    "mfa_authenticate",
    "mfa_reauthenticate",
    "mfa_activate_totp",
    "mfa_deactivate_totp",
    "mfa_view_recovery_codes",
    "mfa_generate_recovery_codes",
    "mfa_download_recovery_codes",
    "mfa_list_webauthn",
    "mfa_add_webauthn",
    "mfa_reauthenticate_webauthn",
    "mfa_remove_webauthn",
    "mfa_edit_webauthn",
    "mfa_login_webauthn",
    "healthz",
    "readyz",
}
IDS = {
    "action_id",
    "wave_id",
    "report_id",
    "link_id",
    "remark_id",
    "member_id",
    "invitation_id",
    "token_id",
    "hook_id",
    "delivery_id",
}
MEMBERS_ONLY = ("reader", "analyst", "owner")


@dataclass(frozen=True)
class Address:
    """One route of the product: its name, its pattern, what it takes and for whom it is."""

    name: str
    pattern: str
    view: Any
    takes: tuple[str, ...]

    @property
    def audience(self) -> str:
        return getattr(self.view, "audience", "")

    def url(self, ids: dict[str, Any]) -> str:
        return reverse(self.name, kwargs={key: ids[key] for key in self.takes})


def addresses(resolver: URLResolver | None = None, before: str = "", space: str = "") -> Iterator[Address]:
    for entry in (resolver or get_resolver()).url_patterns:
        pattern = before + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from addresses(entry, pattern, f"{entry.namespace}:" if entry.namespace else space)
        elif isinstance(entry, URLPattern):
            takes = tuple(part.split(":")[-1] for part in _parameters(pattern))
            yield Address(f"{space}{entry.name}", pattern, entry.callback, takes)


def _parameters(pattern: str) -> list[str]:
    return [piece.split(">")[0] for piece in pattern.split("<")[1:]]


EVERYTHING = list(addresses())
ROUTES = [route for route in EVERYTHING if route.name not in EXCUSED]
MEMBER_ROUTES = [route for route in ROUTES if route.audience in MEMBERS_ONLY]
ACCOUNT_ROUTES = [route for route in ROUTES if route.audience in ("signed in", "staff")]
INVITED_ROUTES = [route for route in ROUTES if route.audience == "invited"]
GUEST_ROUTES = [route for route in ROUTES if route.audience == "guest"]
RESPONDENT_ROUTES = [route for route in ROUTES if route.audience in ("respondent", "customer")]
NESTED = [route for route in MEMBER_ROUTES if IDS & set(route.takes)]


def named(routes: list[Address]) -> Any:
    return pytest.mark.parametrize("route", routes, ids=lambda route: route.name)


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.pattern or "/")
def test_every_address_says_for_whom_it_is(route: Address) -> None:
    assert route.audience in AUDIENCES


def test_only_addresses_that_exist_are_excused() -> None:
    assert {route.name for route in EVERYTHING} >= EXCUSED


def test_the_roll_call_finds_the_addresses_of_every_app() -> None:
    spaces = {route.name.split(":")[0] for route in ROUTES}

    assert {"home", "surveys", "waves", "reports"} <= spaces
    assert len(NESTED) >= 10


@pytest.fixture
def ours(transactional_db: None) -> dict[str, Any]:
    return tenant("velora-retail")


def tenant(folder: str) -> dict[str, Any]:
    """Ids of an organization with a closed wave and its report, by parameter of the addresses."""
    wave = builders.imported_wave(folder)
    organization = wave.organization
    with org_scope(organization):
        report = builders.published(build_now(wave))
        ann = builders.member(f"Ann.of.{folder}", of=organization, role=Role.ANALYST)
        today = timezone.localdate()
        link, _key = share(report, name="Board", last_day=today, by=ann, languages=["en"])
        action = AdoptedAction.objects.create(wave=wave, title="Ask renewal who owns it")
        invitation, _key = invite(organization, email=f"ivy@{folder}.example", role=Role.READER)
        remark = PageRemark.objects.create(report=report, page="one", text="Three had left.", author=ann)
    member = builders.member(f"Rita.of.{folder}", of=organization, role=Role.READER)
    rita = Member.every_org.get(user=member)
    with org_scope(organization):
        token, _token_key = make(rita, name="Dashboard", scopes=[Scope.WAVES_READ], days=30)
        told = a_public_hook(organization)
    return {
        "slug": wave.organization.slug,
        "wave_id": wave.pk,
        "report_id": report.pk,
        "action_id": action.pk,
        "link_id": link.pk,
        "remark_id": remark.pk,
        "member_id": rita.pk,
        "token_id": token.pk,
        "hook_id": told.endpoint_id,
        "delivery_id": told.pk,
        "invitation_id": invitation.pk,
        "fmt": "json",
        "organization": wave.organization,
    }


def ask(client: Client, url: str, method: str) -> Any:
    return getattr(client, method)(url)


@pytest.mark.slow
@named(MEMBER_ROUTES)
@pytest.mark.parametrize("method", ["get", "post"])
def test_somebody_not_signed_in_is_asked_to_sign_in(
    client: Client, db: None, route: Address, method: str
) -> None:
    missing = {"slug": "acme", "fmt": "json"} | dict.fromkeys(IDS, 1)

    response = ask(client, route.url(missing), method)

    assert response.status_code == 302
    assert response["Location"].startswith(reverse("account_login"))


@pytest.mark.slow
def test_a_stranger_meets_the_same_404_as_for_a_missing_organization(
    client: Client, ours: dict[str, Any]
) -> None:
    client.force_login(builders.sam())
    missing = ours | {"slug": "no-such-organization"}

    for route in MEMBER_ROUTES:
        for method in ("get", "post"):
            foreign = ask(client, route.url(ours), method)
            absent = ask(client, route.url(missing), method)

            assert (route.name, foreign.status_code, absent.status_code) == (route.name, 404, 404)
            assert foreign.content == absent.content


@pytest.mark.slow
def test_a_reader_is_refused_where_an_analyst_or_owner_is_wanted(
    client: Client, ours: dict[str, Any]
) -> None:
    client.force_login(builders.max_(ours["organization"]))

    for route in MEMBER_ROUTES:
        if route.audience != "reader":
            for method in ("get", "post"):
                refused = ask(client, route.url(ours), method)
                assert (route.name, refused.status_code) == (route.name, 403)


@pytest.mark.slow
def test_an_id_of_another_organization_answers_like_one_that_does_not_exist(
    client: Client, ours: dict[str, Any]
) -> None:
    theirs = tenant("harbor-lane")
    client.force_login(builders.olga(ours["organization"]))

    for route in NESTED:
        for key in sorted(IDS & set(route.takes)):
            for method in ("get", "post"):
                foreign = ask(client, route.url(ours | {key: theirs[key]}), method)
                absent = ask(client, route.url(ours | {key: 999_999}), method)

                assert foreign.status_code == absent.status_code
                assert foreign.status_code in (404, 405), route.name
                assert foreign.content == absent.content


@pytest.mark.slow
def test_no_address_answers_to_methods_it_does_not_need(client: Client, ours: dict[str, Any]) -> None:
    client.force_login(builders.olga(ours["organization"]))

    for route in MEMBER_ROUTES:
        for method in ("put", "patch", "delete"):
            assert (route.name, ask(client, route.url(ours), method).status_code) == (route.name, 405)


@named(ACCOUNT_ROUTES)
@pytest.mark.parametrize("method", ["get", "post"])
def test_a_page_of_an_account_asks_to_sign_in(client: Client, db: None, route: Address, method: str) -> None:
    response = ask(client, route.url({}), method)

    assert (response.status_code, response["Location"].split("?")[0]) == (302, reverse("account_login"))


@named([route for route in ACCOUNT_ROUTES if route.audience == "staff"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_what_the_installation_s_staff_may_nobody_else_may(
    client: Client, db: None, route: Address, method: str
) -> None:
    client.force_login(builders.olga(builders.organization()))

    assert ask(client, route.url({}), method).status_code == 403


@named(INVITED_ROUTES)
@pytest.mark.parametrize("method", ["get", "post"])
def test_a_guessed_invitation_leads_nowhere(client: Client, db: None, route: Address, method: str) -> None:
    cache.clear()

    assert ask(client, route.url({"key": "A" * 43}), method).status_code in (404, 405)


@named(GUEST_ROUTES)
@pytest.mark.parametrize("method", ["get", "post"])
def test_a_guessed_share_link_leads_nowhere(client: Client, db: None, route: Address, method: str) -> None:
    cache.clear()

    answered = ask(client, route.url({"key": "A" * 43, "fmt": "pdf"}), method)

    assert answered.status_code in (404, 405)


@named([route for route in ROUTES if route.audience == "subscriber"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_a_guessed_calendar_leads_nowhere(client: Client, db: None, route: Address, method: str) -> None:
    cache.clear()

    assert ask(client, route.url({"slug": "acme", "key": "A" * 43}), method).status_code in (404, 405)


@named(RESPONDENT_ROUTES)
@pytest.mark.parametrize("method", ["get", "post"])
def test_a_guessed_link_leads_nowhere(client: Client, db: None, route: Address, method: str) -> None:
    cache.clear()

    answered = ask(client, route.url({"token": "A" * 32, "number": 1, "code": "a" * 28}), method)

    assert answered.status_code in (404, 405)


@pytest.mark.slow
def test_looking_changes_nothing(client: Client, ours: dict[str, Any]) -> None:
    client.force_login(builders.olga(ours["organization"]))
    before = rows()

    for route in MEMBER_ROUTES:
        client.get(route.url(ours))

    assert rows() == before


def rows() -> list[Any]:
    return [
        list(Wave.every_org.order_by("pk").values()),
        list(Organization.objects.order_by("pk").values()),
        list(Member.every_org.order_by("pk").values()),
        list(MemberInvitation.every_org.order_by("pk").values()),
    ]


def test_an_owner_may_what_an_analyst_may_and_an_analyst_what_a_reader_may() -> None:
    may = {role: [other for other in Role if Member(role=role).may(other)] for role in Role}

    assert may == {
        Role.OWNER: [Role.OWNER, Role.ANALYST, Role.READER],
        Role.ANALYST: [Role.ANALYST, Role.READER],
        Role.READER: [Role.READER],
    }
