"""The page that sets two reports beside each other, and asks which."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from cxassess.errors import NotFound
from organizations.audit import record
from organizations.doors import membership, reader
from organizations.models import Member, Organization
from reports import queries, shelf, side_by_side
from reports.documents import ReportDocument
from reports.models import Report, State


class ChoiceOfTwo(forms.Form):
    """Which two reports: the earlier stands first on the page, whichever is chosen first."""

    one = forms.ChoiceField(label=_("This report"))
    two = forms.ChoiceField(label=_("beside this one"))

    def __init__(self, *args: Any, reports: list[Report], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(str(report.pk), _label(report)) for report in reports]
        for name in ("one", "two"):
            self.fields[name].choices = choices  # type: ignore[attr-defined]


def _label(report: Report) -> str:
    day = f", {report.wave.closed_at:%Y-%m-%d}" if report.wave.closed_at else ""
    return f"{report.wave.assessment.name}, {report.wave.name}{day}"


@reader
@require_safe
def page(request: HttpRequest, organization: Organization) -> HttpResponse:
    """Two reports of this organization; without a choice, the two of the waves that closed last."""
    reports = latest_of_each_wave(membership(request))
    one, two = _chosen(request, reports)
    start = {"one": one and str(one.pk), "two": two and str(two.pk)}
    context: dict[str, Any] = {
        "organization": organization,
        "form": ChoiceOfTwo(initial=start, reports=reports),
        "may_choose": len(reports) > 1,
    }
    if one is not None and two is not None and one.pk != two.pk:
        context |= _beside(*sorted((one, two), key=_when), asked=request.GET.get("language"))
        for report in (one, two):
            record(request, "viewed", report, detail="side by side")
    return render(request, "reports/side_by_side.html", context)


def _when(report: Report) -> tuple[Any, int]:
    return (report.wave.closed_at or report.created_at, report.pk)


def _beside(earlier: Report, later: Report, *, asked: str | None) -> dict[str, Any]:
    if earlier.wave.instrument_key != later.wave.instrument_key:
        return {"is_other_instrument": True}
    before, after = shelf.document_of(earlier, asked), shelf.document_of(later, asked)
    columns = (_column(earlier, before, side="before"), _column(later, after, side="after"))
    is_pair = earlier.wave.assessment_id == later.wave.assessment_id
    return {
        "columns": columns,
        "reports": (earlier, later),
        "differences": side_by_side.differences(before, after) if is_pair else None,
    }


def _column(report: Report, document: ReportDocument, *, side: str) -> side_by_side.Column:
    name = f"beside:{side}:{document.language}"
    figures = shelf.kept(report, name, lambda: side_by_side.drawn(document, side=side))
    return side_by_side.column(document, side=side, figures=figures)


def latest_of_each_wave(member: Member) -> list[Report]:
    """The report each wave leads to, of those this member may see; the wave that closed last stands first."""
    rows = queries.seen_by(member).filter(state=State.READY).defer("document")
    ordered = rows.select_related("wave__assessment", "organization").order_by("confirmed_at", "pk")
    latest: dict[int, Report] = {report.wave_id: report for report in ordered}
    return sorted(latest.values(), key=_when, reverse=True)


def _chosen(request: HttpRequest, reports: list[Report]) -> tuple[Report | None, Report | None]:
    """The two asked for. Raises NotFound alike for one of another organization and one that is not there."""
    if not request.GET.get("one") and not request.GET.get("two"):
        return (reports[1], reports[0]) if len(reports) > 1 else (None, None)
    return _report(request, request.GET.get("one", "")), _report(request, request.GET.get("two", ""))


def _report(request: HttpRequest, typed: str) -> Report:
    if not (typed.isascii() and typed.isdigit() and len(typed) < 19):
        raise NotFound
    report = queries.report_row(int(typed), to=membership(request))
    if not report.is_ready:
        raise NotFound
    return report
