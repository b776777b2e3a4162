"""Pages of adopted actions: what was decided, who does it until when, what became of it."""

from __future__ import annotations

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cxassess.errors import NotFound
from organizations.audit import record
from organizations.doors import analyst, membership, reader
from organizations.models import Organization, Role
from reports import adopting, queries, shelf
from reports.adopted_forms import ActionForm
from reports.adopted_models import ActionStatus, AdoptedAction, CalendarFeed
from surveys.models import Wave


@reader
@require_safe
def actions(request: HttpRequest, organization: Organization) -> HttpResponse:
    """Every adopted action, those due first; `?status=` leaves those of one status."""
    status = request.GET.get("status", "")
    rows = adopting.seen_by(membership(request))
    found = rows.filter(status=status) if status in ActionStatus.values else rows
    context = {
        "organization": organization,
        "actions": sorted(found, key=_urgency),
        "statuses": ActionStatus.choices,
        "status": status if status in ActionStatus.values else "",
        "waves": queries.waves_with_reports(),
        "may_change": membership(request).may(Role.ANALYST),
        "has_feed": CalendarFeed.objects.filter(member=membership(request)).exists(),
    }
    return render(request, "reports/actions.html", context)


def _urgency(action: AdoptedAction) -> tuple[bool, bool, str, int]:
    """What waits comes before what is over, what has a day before what has none."""
    return not action.is_pending, action.due_on is None, str(action.due_on or ""), action.pk


@reader
@require_safe
def proposals(request: HttpRequest, organization: Organization, report_id: int) -> HttpResponse:
    """What a report proposes, and what of it has been adopted."""
    report = queries.report_row(report_id, to=membership(request))
    if not report.is_ready:
        return redirect("reports:progress", organization.slug, report.wave_id)
    adopted = {row.catalog_id: row for row in AdoptedAction.objects.filter(wave=report.wave_id)}
    items = [(item, adopted.get(item.action_id)) for item in adopting.proposals(shelf.document_of(report))]
    context = {
        "organization": organization,
        "report": report,
        "items": items,
        "may_change": membership(request).may(Role.ANALYST),
    }
    return render(request, "reports/proposals.html", context)


@analyst
@require_POST
@transaction.atomic
def adopt(request: HttpRequest, organization: Organization, report_id: int) -> HttpResponse:
    """Adopt one of a report's proposals, and go on to say who does it until when."""
    report = queries.report_row(report_id, to=membership(request))
    if not report.is_ready:
        raise NotFound()
    catalog_id = request.POST.get("action", "")
    document = shelf.document_of(report)
    analyst = membership(request).user
    action = adopting.adopt(report.wave, catalog_id=catalog_id, document=document, by=analyst)
    record(request, "adopted", action, detail=catalog_id)
    return redirect("reports:action", organization.slug, action.pk)


@analyst
@require_http_methods(["GET", "POST"])
@transaction.atomic
def write(request: HttpRequest, organization: Organization, wave_id: int) -> HttpResponse:
    """An action of the organization's own."""
    wave: Wave = queries.closed_wave(wave_id)
    form = ActionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        action = adopting.write(wave, values=form.cleaned_data, by=membership(request).user)
        record(request, "wrote", action)
        return redirect("reports:action", organization.slug, action.pk)
    context = {"organization": organization, "wave": wave, "form": form}
    return render(request, "reports/action_new.html", context, status=400 if form.errors else 200)


@reader
@require_safe
def action(request: HttpRequest, organization: Organization, action_id: int) -> HttpResponse:
    """One action with its history; who may change it finds the form below."""
    row = _action(request, action_id)
    form = ActionForm(action=row) if membership(request).may(Role.ANALYST) else None
    return _shown(request, organization, row, form)


@analyst
@require_POST
@transaction.atomic
def change(request: HttpRequest, organization: Organization, action_id: int) -> HttpResponse:
    row = _action(request, action_id)
    form = ActionForm(request.POST, action=row)
    if not form.is_valid():
        return _shown(request, organization, row, form)
    adopting.change(row, values=form.cleaned_data, by=membership(request).user)
    record(request, "changed", row, detail=", ".join(form.changed_data))
    return redirect("reports:action", organization.slug, row.pk)


def _action(request: HttpRequest, action_id: int) -> AdoptedAction:
    row: AdoptedAction | None = adopting.seen_by(membership(request)).filter(pk=action_id).first()
    if row is None:
        raise NotFound()
    return row


def _shown(
    request: HttpRequest, organization: Organization, row: AdoptedAction, form: ActionForm | None
) -> HttpResponse:
    context = {
        "organization": organization,
        "action": row,
        "form": form,
        "history": row.history.select_related("actor"),
        "report": reverse("reports:latest", args=(organization.slug, row.wave_id)),
    }
    return render(request, "reports/action.html", context, status=400 if form and form.errors else 200)
