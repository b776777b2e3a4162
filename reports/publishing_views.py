"""Who reads a report: publish it to readers, take it back."""

from __future__ import annotations

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from organizations.audit import record
from organizations.doors import analyst, membership, reader
from organizations.models import Organization, Role
from reports import publishing, queries, share
from reports.models import Report
from reports.share_models import ShareLink


@reader
@require_safe
def readers(request: HttpRequest, organization: Organization, report_id: int) -> HttpResponse:
    """Who sees this report, since when and through whom; who may decide about it finds the buttons here."""
    report = queries.report_row(report_id, to=membership(request))
    if not report.is_ready:
        return redirect("reports:progress", organization.slug, report.wave_id)
    context = {
        "organization": organization,
        "report": report,
        "standing": publishing.standing(report),
        "earlier": publishing.earlier(report),
        "may_decide": membership(request).may(Role.ANALYST),
        "links": _links(report) if membership(request).may(Role.ANALYST) else (),
    }
    return render(request, "reports/readers.html", context)


def _links(report: Report) -> list[tuple[ShareLink, int]]:
    """Every share link of a report with how often it was used."""
    rows = list(share.links_of(report))
    times = share.times_opened(rows)
    return [(link, times.get(link.pk, 0)) for link in rows]


@analyst
@require_POST
@transaction.atomic
def publish(request: HttpRequest, organization: Organization, report_id: int) -> HttpResponse:
    report = queries.report_row(report_id, to=membership(request))
    if publishing.standing(report) is None:
        publishing.publish(report, by=membership(request).user)
        record(request, "published", report)
    return redirect("reports:readers", organization.slug, report.pk)


@analyst
@require_POST
@transaction.atomic
def withdraw(request: HttpRequest, organization: Organization, report_id: int) -> HttpResponse:
    report = queries.report_row(report_id, to=membership(request))
    if publishing.withdraw(report, by=membership(request).user):
        record(request, "withdrew", report)
    return redirect("reports:readers", organization.slug, report.pk)
