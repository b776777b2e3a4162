"""The audit trail, for owners: a page and a file."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from cxassess.errors import CxError
from organizations import trail
from organizations.audit import record
from organizations.doors import owner
from organizations.forms import TrailForm
from organizations.models import AuditEntry, Organization
from organizations.spreadsheet import as_csv

MOST_LINES = 100_000


@owner
@require_safe
def show(request: HttpRequest, organization: Organization) -> HttpResponse:
    form = _form(request)
    page = _page_number(request)
    rows = _rows(form)[(page - 1) * trail.PAGE : page * trail.PAGE + 1]
    found = trail.lines(rows)
    query = request.GET.copy()
    query.pop("page", None)
    context = {
        "organization": organization,
        "form": form,
        "lines": found[: trail.PAGE],
        "newer": page - 1,
        "older": page + 1 if len(found) > trail.PAGE else 0,
        "query": query.urlencode(),
    }
    return render(request, "organizations/trail.html", context, status=400 if form.errors else 200)


@owner
@require_safe
def export(request: HttpRequest, organization: Organization) -> HttpResponse:
    """The lines the filter shows, as CSV; the export is a line of the trail itself."""
    form = _form(request)
    if not form.is_valid():
        raise CxError("The filter could not be understood.", code="filter")
    found = trail.lines(_rows(form)[:MOST_LINES])
    record(request, "exported the trail", organization)
    table = as_csv(trail.COLUMNS, (line.cells for line in found))
    response = HttpResponse(table, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = content_disposition_header(True, f"{organization.slug}-trail.csv") or ""
    response["Cache-Control"] = "private, no-store"
    return response


def _form(request: HttpRequest) -> TrailForm:
    kinds = [(key, str(name)) for key, name in trail.KINDS.items()]
    return TrailForm(request.GET, people=trail.people(), kinds=kinds)


def _rows(form: TrailForm) -> QuerySet[AuditEntry]:
    """What the filter shows; of a filter that cannot be read, only the parts that can."""
    form.is_valid()
    asked: dict[str, Any] = {name: value for name, value in form.cleaned_data.items() if value}
    return trail.entries(**asked)


def _page_number(request: HttpRequest) -> int:
    text = request.GET.get("page", "1")
    return max(1, int(text)) if text.isascii() and text.isdigit() and len(text) < 6 else 1
