"""People, looks, rules and the trail by the interface: what owners do on their pages."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.core import mail
from PIL import Image

from organizations.models import AuditEntry, Member, MemberInvitation, Organization
from organizations.scope import org_scope
from tests.api.program import Program
from tests.organizations.hooked import a_public_hook


def said(response: Any) -> tuple[int, str]:
    return response.status_code, response.json()["code"]


def picture(size: int = 60) -> bytes:
    drawn = io.BytesIO()
    Image.new("RGB", (size, size), "#336699").save(drawn, "PNG")
    return drawn.getvalue()


def test_the_organization_of_a_token_is_the_only_one_there_is(max_: Program) -> None:
    listed = max_.get("/api/v1/organizations/").json()["results"]

    assert listed == [max_.get().json()]
    assert listed[0]["slug"] == "acme"


def test_members_are_listed_by_owners_alone(ann: Program, olga: Program) -> None:
    roles = {each["person"]["name"]: each["role"] for each in olga.get("members/").json()["results"]}

    assert roles == {"Ann": "analyst", "Olga": "owner"}
    assert said(ann.get("members/")) == (403, "not_allowed")


def test_a_role_is_changed_as_on_the_page(olga: Program, max_: Program) -> None:
    member = Member.every_org.get(user__name="Max")

    assert olga.patch(f"members/{member.pk}/", {"role": "analyst"}).json()["role"] == "analyst"

    entry = AuditEntry.every_org.get(action="changed role")
    assert entry.detail == f"reader → analyst · token {olga.key[:12]}"


def test_the_last_owner_stays(olga: Program) -> None:
    here = f"members/{Member.every_org.get().pk}/"

    assert said(olga.patch(here, {"role": "reader"})) == (409, "last_owner")
    assert said(olga.delete(here)) == (409, "last_owner")
    assert Member.every_org.get().role == "owner"


def test_a_member_is_removed_and_their_programs_with_them(olga: Program, max_: Program) -> None:
    member = Member.every_org.get(user__name="Max")

    assert olga.delete(f"members/{member.pk}/").status_code == 204
    assert max_.get("/api/v1/me/").status_code == 401


def test_a_colleague_is_invited_by_mail_once_it_is_stored(
    olga: Program, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        invited = olga.post("invitations/", {"email": "Ivy@acme.example", "role": "reader"})

    assert (invited.status_code, mail.outbox[0].to) == (201, ["ivy@acme.example"])
    (listed,) = olga.get("invitations/").json()["results"]
    assert listed["sent_at"] is not None
    assert said(olga.post("invitations/", {"email": "ivy@acme.example", "role": "owner"})) == (
        409,
        "is_invited",
    )


def test_an_invitation_is_sent_again_and_withdrawn(olga: Program) -> None:
    invited = olga.post("invitations/", {"email": "ivy@acme.example", "role": "reader"}).json()
    before = MemberInvitation.every_org.get().token_hash

    assert olga.post(f"invitations/{invited['id']}/send/").status_code == 200
    assert MemberInvitation.every_org.get().token_hash != before
    assert olga.delete(f"invitations/{invited['id']}/").status_code == 204
    assert not MemberInvitation.every_org.exists()


@pytest.mark.parametrize(
    "body", [{"email": "ivy", "role": "reader"}, {"email": "ivy@x.example", "role": "king"}]
)
def test_what_is_no_invitation_is_refused(olga: Program, body: dict[str, str]) -> None:
    assert said(olga.post("invitations/", body)) == (400, "invalid")


def test_rules_are_set_within_their_bounds(olga: Program) -> None:
    assert olga.patch("", {"name": "Acme  Ltd", "retention_months": 24}).json()["name"] == "Acme Ltd"
    assert olga.patch("", {"retention_months": None}).json()["retention_months"] is None
    assert said(olga.patch("", {"retention_months": 1})) == (400, "invalid")


def test_nobody_shuts_themselves_out_by_the_rule_of_a_second_factor(olga: Program) -> None:
    refused = olga.patch("", {"requires_second_factor": True})

    assert said(refused) == (409, "second_factor_missing")
    assert not Organization.objects.get().requires_second_factor


def test_what_is_refused_undoes_all_of_it(olga: Program) -> None:
    olga.patch("", {"name": "Nowhere", "requires_second_factor": True})

    assert Organization.objects.get().name == "Acme"
    assert not AuditEntry.every_org.filter(outcome="done").exists()


def test_the_portfolio_is_joined_and_left_by_owners(olga: Program, ann: Program) -> None:
    told = [olga.put("portfolio/", {"takes_part": wanted}).json()["takes_part"] for wanted in (True, False)]

    assert told == [True, False]
    done = AuditEntry.every_org.filter(outcome="done").order_by("pk")
    assert [entry.action for entry in done] == ["joined portfolio", "left portfolio"]
    assert said(ann.get("portfolio/")) == (403, "not_allowed")


def test_the_accent_is_one_that_can_be_read(olga: Program) -> None:
    assert olga.patch("looks/", {"accent": "#0F5C5C"}).json()["accent"] == "#0f5c5c"

    refused = olga.patch("looks/", {"accent": "#ffff00"})

    assert said(refused) == (400, "accent_refused")
    assert refused.json()["details"]["suggestion"].startswith("#")


def test_a_logo_is_drawn_again_and_removed(olga: Program, max_: Program) -> None:
    taken = olga.put("looks/logo/", picture(), content_type="image/png")

    assert (taken.status_code, taken.json()["logo_width"] > 0) == (200, True)
    shown = max_.get("looks/logo/")
    assert (shown["Content-Type"], shown.content[:4]) == ("image/png", b"\x89PNG")
    assert max_.get("looks/logo/", if_none_match=shown["ETag"]).status_code == 304
    assert olga.delete("looks/logo/").status_code == 204
    assert said(max_.get("looks/logo/")) == (404, "not_found")


@pytest.mark.parametrize("file", [b"", b"<svg onload='x()'/>", b"GIF89a"])
def test_what_is_no_picture_is_no_logo(olga: Program, file: bytes) -> None:
    refused = olga.put("looks/logo/", file, content_type="image/png")

    assert refused.status_code in (400, 415)
    assert not Organization.objects.get().logo_digest


def test_webhooks_are_watched_paused_and_taken_away(olga: Program, ann: Program) -> None:
    with org_scope(olga.organization):
        told = a_public_hook(olga.organization)
    here = f"webhooks/{told.endpoint_id}/"

    (listed,) = olga.get("webhooks/").json()["results"]
    assert (listed["host"], listed["state"]) == ("93.184.215.14", "active")
    assert olga.get(here + "deliveries/").json()["results"][0]["event"] == told.event.kind
    assert olga.post(here + "pause/").json()["state"] == "paused"
    assert said(olga.post(here + "test/")) == (409, "conflict")
    assert olga.post(here + "resume/").json() == listed
    assert said(ann.get("webhooks/")) == (403, "not_allowed")
    assert olga.delete(here).status_code == 204


def test_where_messages_go_and_their_secret_are_no_program_s_business(olga: Program) -> None:
    refused = olga.post("webhooks/", {"url": "https://evil.example/", "events": ["wave.closed"]})

    assert said(refused) == (405, "method_not_allowed")


def test_the_trail_tells_by_person_kind_and_day(olga: Program) -> None:
    olga.patch("", {"name": "Acme Ltd"})
    person = olga.get("/api/v1/me/").json()["person"]["id"]

    def actions(query: str) -> list[str]:
        return [line["action"] for line in olga.get(f"trail/?{query}").json()["results"]]

    assert actions(f"person={person}&kind=changed") == ["renamed"]
    assert actions("kind=refused") == []
    assert actions("until=2020-01-01") == []
    assert actions("until=9999-12-31&since=0001-01-01") == ["renamed"]
    assert olga.get("trail/").json()["results"][0]["by"] == "Olga"
