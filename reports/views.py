"""Pages and files of reports: who asks, which report, what they see."""

from __future__ import annotations

import hashlib

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.http import content_disposition_header
from django.utils.text import slugify
from django.views.decorators.http import require_POST, require_safe
from django_htmx.http import HttpResponseClientRedirect

from cxassess.errors import NotFound
from organizations.audit import record
from organizations.doors import analyst, membership, reader
from organizations.models import Organization, Role
from reports import builds, publishing, queries, shelf, translations
from reports.models import Report
from reports.renderers import CONTENT_TYPES, EXTENSIONS, RENDERERS
from surveys.models import Wave


@reader
@require_safe
def show(request: HttpRequest, organization: Organization, report_id: int) -> HttpResponse:
    """The report as a page, in the language asked for; before it is ready, to the page of its progress."""
    report = queries.report_row(report_id, to=membership(request))
    if not report.is_ready:
        return redirect("reports:progress", organization.slug, report.wave_id)
    record(request, "viewed", report)
    is_draft = publishing.standing(report) is None
    page = shelf.page(
        report,
        request.GET.get("language"),
        is_draft=is_draft,
        may_judge=membership(request).may(Role.ANALYST),
    )
    return for_this_reader(request, HttpResponse(page))


@reader
@require_safe
def download(request: HttpRequest, organization: Organization, report_id: int, fmt: str) -> HttpResponse:
    """The report as a file in one of the formats of RENDERERS, in the language asked for."""
    report = queries.report_row(report_id, to=membership(request))
    if fmt not in RENDERERS or not report.is_ready:
        raise NotFound()
    language = translations.language_for(report, request.GET.get("language"))
    record(request, f"downloaded {fmt}", report)
    response = HttpResponse(shelf.rendered(report, fmt, language), content_type=CONTENT_TYPES[fmt])
    response["Content-Disposition"] = content_disposition_header(True, file_name(report, fmt, language)) or ""
    return for_this_reader(request, response)


def for_this_reader(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Kept by this reader's browser only, which asks every time and is told 304 while nothing changed."""
    etag = f'"{hashlib.sha256(response.content).hexdigest()[:32]}"'
    response["ETag"] = etag
    response["Cache-Control"] = "private, no-cache"
    return get_conditional_response(request, etag=etag, response=response) or response


def file_name(report: Report, fmt: str, language: str | None = None) -> str:
    """Such as harbor-lane-2026-report.pdf: sorts by client, then wave, and needs no quoting anywhere.

    A language that is not the report's own is named: harbor-lane-2026-report-de.pdf.
    """
    name = slugify(f"{report.organization.name} {report.wave.name}") or "wave"
    ending = f"-{language}" if language and language != report.language else ""
    return f"{name}-report{ending}.{EXTENSIONS.get(fmt, fmt)}"


@reader
@require_safe
def latest(request: HttpRequest, organization: Organization, wave_id: int) -> HttpResponse:
    """To the report of a closed wave, or to the page that shows how far it is."""
    report = queries.latest_ready(queries.closed_wave(wave_id), to=membership(request))
    if report is not None:
        return redirect("reports:show", organization.slug, report.pk)
    return redirect("reports:progress", organization.slug, wave_id)


@reader
@require_safe
def progress(request: HttpRequest, organization: Organization, wave_id: int) -> HttpResponse:
    """How far the report is; as a fragment when htmx asks, and on to the report once it is there."""
    wave = queries.closed_wave(wave_id)
    member, waited_for = membership(request), queries.waited_for(wave)
    earlier = queries.latest_ready(wave, to=member)
    if waited_for is None and earlier is not None:
        return moved_on(request, reverse("reports:show", args=(organization.slug, earlier.pk)))
    template = "reports/_progress.html" if is_fragment(request) else "reports/progress.html"
    context = progress_context(wave, waited_for, earlier=earlier)
    asker = {"organization": organization, "may_request": member.may(Role.ANALYST)}
    return render(request, template, context | asker)


def progress_context(wave: Wave, report: Report | None, *, earlier: Report | None) -> dict[str, object]:
    """`report` is the one waited for; `failure` is a sentence if it failed, `earlier` one that can be read.

    is_kept  it is ready, and not published to this member.
    """
    is_live = report is not None and report.is_live
    return {
        "wave": wave,
        "report": report,
        "is_live": is_live,
        "failure": queries.why_failed(report) if report is not None and not is_live else "",
        "earlier": earlier,
        "is_kept": earlier is None and report is None and queries.latest_ready(wave) is not None,
    }


def is_fragment(request: HttpRequest) -> bool:
    return request.headers.get("HX-Request") == "true"


def moved_on(request: HttpRequest, address: str) -> HttpResponse:
    """A redirect that htmx follows as well."""
    return HttpResponseClientRedirect(address) if is_fragment(request) else HttpResponseRedirect(address)


@analyst
@require_POST
def request_again(request: HttpRequest, organization: Organization, wave_id: int) -> HttpResponse:
    """Ask for the report once more: after a failure, or when the engine has become better."""
    report = builds.request_report(queries.closed_wave(wave_id))
    record(request, "requested", report)
    return redirect("reports:progress", organization.slug, wave_id)
