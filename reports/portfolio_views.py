"""The page on which members see where their organization stands in the portfolio, today."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from organizations.doors import membership, reader
from organizations.models import Organization, Role
from organizations.portfolio import takes_part
from reports import languages, portfolio
from reports.composing import standing
from reports.models import Report
from reports.portfolio_editions import Entry
from reports.portfolio_place import Place
from reports.wording import Wording, number, spoken
from scoring.benchmarks import FOR_BANDS, FOR_PERCENTILE


@reader
@require_safe
def show(request: HttpRequest, organization: Organization) -> HttpResponse:
    """The place of the latest report that readers see; what is missing where there is none."""
    report = portfolio.latest_report(organization) if takes_part(organization) else None
    context: dict[str, Any] = {
        "organization": organization,
        "takes_part": takes_part(organization),
        "may_decide": membership(request).may(Role.OWNER),
        "report": report,
        "today": timezone.localdate(),
        "for_quarters": FOR_BANDS,
        "for_percentiles": FOR_PERCENTILE,
    }
    if report is not None:
        context |= _place(report)
    return render(request, "reports/portfolio.html", context)


def _place(report: Report) -> dict[str, Any]:
    entry = Entry(report=report.pk, organization=report.organization_id)
    own = portfolio.scores_of_reports([entry])[entry]
    kind = portfolio.kind_of(report.wave)
    place = portfolio.place(kind, organization=entry.organization, own=own, renew=False)
    return {"place": place, "missing": max(0, FOR_BANDS - place.others)} | _told(place, own)


def _told(place: Place, own: portfolio.Scores) -> dict[str, Any]:
    """The place in the words of the report."""
    language = spoken() if spoken() in languages.OFFERED else "en"
    words = Wording(language=language)
    printed = {score: number(value) for score, (value, _variance) in own.items()}
    return {
        "says": standing.stands_sentence(place, words=words) if place.state == "stands" else "",
        "rows": standing.rows(place, own=printed, words=words),
        "has_percentiles": standing.has_percentiles(place),
        "how_to_read": standing.how_to_read(),
        "asked": standing.asked(),
    }
