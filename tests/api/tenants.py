"""A whole client, and the ids of everything it has, by parameter of the interface's addresses."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.urls import reverse
from django.utils import timezone

from organizations.models import Member, Organization, Role, Scope
from organizations.people import invite
from organizations.scope import org_scope
from reports.adopted_models import AdoptedAction
from reports.builds import build_now
from reports.publishing import publish
from reports.remarks_writing import write
from reports.share import share
from reports.shelf import document_of
from surveys import actions
from tests import builders
from tests.api.program import Program, key_of
from tests.organizations.hooked import a_public_hook
from tests.surveys.fieldwork import a_wave
from tests.test_doors import EVERYTHING, Address

IDS = (
    "wave_id",
    "report_id",
    "action_id",
    "member_id",
    "invitation_id",
    "assessment_id",
    "link_id",
    "hook_id",
    "remark_id",
)
METHODS = ("get", "post", "put", "patch", "delete")
ROUTES = [route for route in EVERYTHING if route.audience == "token"]
OF_CLIENTS = [route for route in ROUTES if "slug" in route.takes]


def operations(routes: list[Address] = ROUTES) -> Iterator[tuple[Address, str]]:
    """Every method of every address."""
    for route in routes:
        for method in METHODS:
            if hasattr(route.view.cls, method):
                yield route, method.upper()


@dataclass(frozen=True)
class Tenant:
    """A client with a wave in each state, a published report, and a program of its owner's and a reader's."""

    organization: Organization
    ids: dict[str, Any]
    waves: dict[str, int]
    owner: Program
    reader: Program

    def url(self, route: Address, **other: Any) -> str:
        known = self.ids | other
        return reverse(route.name, kwargs={name: known[name] for name in route.takes})


def tenant(folder: str = "velora-retail") -> Tenant:
    wave = builders.imported_wave(folder)
    organization = wave.organization
    olga = builders.member(f"Olga.of.{folder}", of=organization, role=Role.OWNER)
    max_ = builders.member(f"Max.of.{folder}", of=organization, role=Role.READER)
    with org_scope(organization):
        report = build_now(wave)
        publish(report, by=olga)
        last_day = timezone.localdate() + timedelta(days=30)
        link, _key = share(report, name="Board", last_day=last_day, by=olga, languages=[report.language])
        told = a_public_hook(organization)
        first_page = document_of(report).pages[0].key
        remark = write(report, document=document_of(report), page=first_page, text="Well", by=olga)
        action = AdoptedAction.objects.create(wave=wave, title="Ask renewal who owns it")
        invitation, _key = invite(organization, email=f"ivy@{folder}.example", role=Role.READER)
        drafted, opened = a_wave(opened=False, name="Drafted"), a_wave(name="Open")
        actions.create_open_link(opened)
        rita = Member.objects.create(user=builders.person(f"Rita.of.{folder}"), role=Role.READER)
        owner, reader = (Member.objects.get(user=user) for user in (olga, max_))
    ids = {
        "slug": organization.slug,
        "wave_id": wave.pk,
        "assessment_id": wave.assessment_id,
        "report_id": report.pk,
        "link_id": link.pk,
        "hook_id": told.endpoint_id,
        "remark_id": remark.pk,
        "action_id": action.pk,
        "member_id": rita.pk,
        "invitation_id": invitation.pk,
        "fmt": "json",
        "kind": "invitation",
        "number": 1,
        "language": "en",
        "key": wave.instrument_key,
        "version": wave.instrument_version,
    }
    return Tenant(
        organization=organization,
        ids=ids,
        waves={"closed": wave.pk, "draft": drafted.pk, "open": opened.pk},
        owner=Program(key_of(owner), of=organization),
        reader=Program(key_of(reader), of=organization),
    )


def with_scopes(of: Tenant, scopes: list[Scope]) -> Program:
    """A program of the owner's that was made for these alone."""
    member = Member.every_org.get(user__name__startswith="Olga", organization=of.organization)
    return Program(key_of(member, scopes=scopes), of=of.organization)
