"""The page with all files of a report: which are ready, which are being made, which failed and why."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from cxassess.errors import NotFound
from organizations.audit import record
from organizations.doors import membership, reader
from organizations.models import Organization
from reports import formats, queries, shelf, translations
from reports.formats_models import OPEN, FileState, FormatFile, FormatSet
from reports.models import Report
from reports.renderers import LABELS, RENDERERS
from reports.views import is_fragment


@reader
@require_safe
def files(request: HttpRequest, organization: Organization, report_id: int) -> HttpResponse:
    """Every format with its state; as a fragment when htmx asks. Looking asks for nothing to be made."""
    report = queries.report_row(report_id, to=membership(request))
    if not report.is_ready:
        return redirect("reports:progress", organization.slug, report.wave_id)
    template = "reports/_files.html" if is_fragment(request) else "reports/files.html"
    language = translations.language_for(report, request.GET.get("language"))
    context = files_context(report, language=language)
    return render(request, template, context | {"organization": organization})


@reader
@require_POST
@transaction.atomic
def prepare(request: HttpRequest, organization: Organization, report_id: int) -> HttpResponse:
    """Have every file made that is not ready, in the language asked for."""
    report = queries.report_row(report_id, to=membership(request))
    if not report.is_ready:
        raise NotFound()
    language = translations.language_for(report, request.POST.get("language"))
    formats.prepare(report, language=language)
    record(request, "prepared files", report, detail=language)
    address = reverse("reports:files", args=(organization.slug, report.pk))
    return redirect(address + shelf.asking(report, language))


@dataclass(frozen=True)
class FileRow:
    """A format in the list: its name, where it is taken, how far it is. `file` None: not asked for."""

    label: str
    address: str
    file: FormatFile | None
    failure: str

    @property
    def is_ready(self) -> bool:
        return self.file is not None and self.file.state == FileState.READY

    @property
    def is_open(self) -> bool:
        return self.file is not None and self.file.state in OPEN


def files_context(report: Report, *, language: str) -> dict[str, object]:
    asked = formats.current(report, language=language)
    rows = file_rows(report, asked, language=language)
    ready = sum(row.is_ready for row in rows)
    address = reverse("reports:files", args=(report.organization.slug, report.pk))
    return {
        "report": report,
        "spoken": language,
        "languages": shelf.languages(report, current=language, route="reports:files"),
        "rows": rows,
        "ready": ready,
        "total": len(rows),
        "is_live": any(row.is_open for row in rows),
        "is_asked": asked is not None,
        "is_done": ready == len(rows),
        "failed": sum(bool(row.failure) for row in rows),
        "address": address + shelf.asking(report, language),
        "back": reverse("reports:show", args=(report.organization.slug, report.pk))
        + shelf.asking(report, language),
    }


def file_rows(report: Report, asked: FormatSet | None, *, language: str) -> list[FileRow]:
    """One for each format, in the order in which formats are listed everywhere."""
    known = {file.form: file for file in FormatFile.objects.filter(set=asked)} if asked else {}
    return [file_row(report, known.get(form), form=form, language=language) for form in RENDERERS]


def file_row(report: Report, file: FormatFile | None, *, form: str, language: str) -> FileRow:
    failure = formats.why_failed(file) if file is not None and file.state == FileState.FAILED else ""
    return FileRow(LABELS[form], shelf.address_of(report, form, language), file, failure)
