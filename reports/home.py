"""The first page: what this is, or somebody’s organizations and what their reports say."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

from django.conf import settings
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from organizations.demo import PEOPLE
from organizations.doors import everybody
from organizations.models import Member, Organization, Role, User
from organizations.second_factor import has_second_factor
from reports import shelf
from reports.models import Report, State
from reports.queries import is_published
from surveys.models import Wave


@dataclass(frozen=True)
class Row:
    """One organization of the list: its latest wave, and its latest report with its headline, if any."""

    organization: Organization
    wave: Wave | None
    report: Report | None
    headline: str = ""
    is_locked: bool = False
    """The organization asks for a second factor that the person has not; its door shows the way to one."""


@everybody
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    if not request.user.is_authenticated:
        people = PEOPLE if settings.DEMO else ()
        return render(request, "organizations/welcome.html", {"people": people})
    return render(request, "organizations/home.html", {"rows": rows_of(request.user)})


def rows_of(user: User) -> list[Row]:
    """The organizations of a person by name; eight queries at most, however many there are."""
    # Nobody is in one organization's scope here; membership is what limits the rows.
    members = list(
        Member.every_org.filter(user=user)
        .select_related("organization")
        .order_by("organization__name", "organization_id")
    )
    organizations = [member.organization for member in members]
    locked = _locked(organizations, user)
    opened = [member for member in members if member.organization_id not in locked]
    waves, reports = _latest_waves([member.organization for member in opened]), _latest_reports(opened)
    headlines = shelf.headlines(report.pk for report in reports.values())
    found: list[Row] = []
    for one in organizations:
        report = reports.get(one.pk)
        headline = headlines.get(report.pk, "") if report else ""
        found.append(Row(one, waves.get(one.pk), report, headline, one.pk in locked))
    return found


def _locked(organizations: list[Organization], user: User) -> set[int]:
    """Ids of those behind whose door this person cannot look."""
    asking = {one.pk for one in organizations if one.requires_second_factor}
    return set() if not asking or has_second_factor(user) else asking


def _latest_waves(organizations: list[Organization]) -> dict[int, Wave]:
    rows = Wave.every_org.filter(organization__in=organizations).order_by("created_at", "pk")
    latest = dict(rows.values_list("organization_id", "pk"))
    found = Wave.every_org.filter(pk__in=latest.values())
    return {wave.organization_id: wave for wave in cast("list[Wave]", found)}


def _latest_reports(members: list[Member]) -> dict[int, Report]:
    """By organization, as each member may see it, without their documents: they are large."""
    all_of = [member.organization_id for member in members if member.may(Role.ANALYST)]
    some_of = [member.organization_id for member in members if not member.may(Role.ANALYST)]
    seen = Q(organization__in=all_of) | Q(is_published(), organization__in=some_of)
    ready = Report.every_org.filter(seen, state=State.READY)
    order = ready.order_by("wave__closed_at", "confirmed_at", "pk")
    shown = dict(order.values_list("organization_id", "pk"))
    rows = Report.every_org.filter(pk__in=shown.values()).select_related("wave").defer("document")
    return {report.organization_id: report for report in cast("list[Report]", rows)}
