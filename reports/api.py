"""The interface to reports: asked for, watched, read as a document or a file, published."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from cxassess.errors import NotFound
from organizations.api_doors import Endpoint, FileEndpoint, member_of, record, token_of
from organizations.api_schema import BYTES, says
from organizations.api_shapes import (
    Days,
    Nothing,
    asked,
    document,
    of_days,
    page,
    page_of,
    whole,
)
from organizations.models import Role
from reports import builds, formats, publishing, queries, shelf
from reports.api_shapes import FileShape, LanguageQuery, ReportShape, dressed, language_asked, ready, shown
from reports.formats_models import FileState, FormatFile
from reports.models import Report, State
from reports.renderers import CONTENT_TYPES, RENDERERS
from reports.views import file_name

FREE = {"type": "object", "additionalProperties": {}}
KINDS = {kind.partition(";")[0]: BYTES for kind in CONTENT_TYPES.values()} | {"application/json": FREE}
KNOWN = "The one you have is the latest."
GONE = "It was stored by a later version, or it is damaged."

ANALYSTS = dict.fromkeys(("POST", "PUT", "PATCH", "DELETE"), Role.ANALYST)


class ReportQuery(Days):
    wave = serializers.IntegerField(required=False, min_value=1)
    state = serializers.ChoiceField(choices=State.choices, required=False)


class Reports(Endpoint):
    area = "reports"

    @says("Reports, the newest first", gives=page_of(ReportShape), asks=ReportQuery)
    def get(self, request: Request) -> Response:
        values = asked(ReportQuery, request)
        rows = queries.seen_by(member_of(request)).filter(wave__in=queries.waves_with_reports())
        rows = of_days(rows.defer("document"), values, field="created_at")
        for name in ("wave", "state"):
            if name in values:
                rows = rows.filter(**{name: values[name]})
        return page(request, rows, gives=ReportShape, values=values, dressed=dressed)


class ReportsOfWave(Endpoint):
    """Asking again while a report is waited for is answered with that one."""

    area = "reports"
    roles = ANALYSTS

    @says("Ask for the report of a closed wave", takes=Nothing, gives=ReportShape, status=202)
    def post(self, request: Request, wave_id: int) -> Response:
        report = builds.request_report(queries.closed_wave(wave_id))
        record(request, "requested", report)
        return Response(shown(report), status=202)


class OneReport(Endpoint):
    area = "reports"

    @says("One report: how far it is, and who sees it", gives=ReportShape)
    def get(self, request: Request, report_id: int) -> Response:
        return Response(shown(queries.report_row(report_id, to=member_of(request))))


class Document(FileEndpoint):
    """What the report says, page by page: every number may be published as it stands."""

    area = "reports"

    @says("The document", gives=FREE, asks=LanguageQuery, also={304: KNOWN, 410: GONE})
    def get(self, request: Request, report_id: int) -> HttpResponse:
        report = ready(report_id, to=member_of(request))
        language = language_asked(report, asked(LanguageQuery, request))
        content = shelf.document_of(report, language).model_dump_json().encode()
        record(request, "viewed", report)
        return document(request, content, content_type="application/json")


class Files(Endpoint):
    """The report as files. Each can be taken at once; made ahead, it is there without waiting."""

    area = "reports"

    @says("The formats, and how far their files are", gives=page_of(FileShape), asks=LanguageQuery)
    def get(self, request: Request, report_id: int) -> Response:
        report = ready(report_id, to=member_of(request))
        return _files(request, report, language_asked(report, asked(LanguageQuery, request)))

    @says(
        "Have all files made ahead, in parallel",
        takes=Nothing,
        asks=LanguageQuery,
        gives=page_of(FileShape),
        status=202,
    )
    def post(self, request: Request, report_id: int) -> Response:
        report = ready(report_id, to=member_of(request))
        language = language_asked(report, asked(LanguageQuery, request))
        formats.prepare(report, language=language)
        record(request, "prepared files", report, detail=language)
        return _files(request, report, language, status=202)


def _files(request: Request, report: Report, language: str, *, status: int = 200) -> Response:
    made = formats.current(report, language=language)
    known = {file.form: file for file in FormatFile.objects.filter(set=made)} if made else {}
    rows = [_file(request, report, language, form, known.get(form)) for form in RENDERERS]
    return whole(rows, gives=FileShape, status=status)


def _file(
    request: Request, report: Report, language: str, form: str, file: FormatFile | None
) -> dict[str, Any]:
    slug = token_of(request).organization.slug
    path = reverse("api:file", kwargs={"slug": slug, "report_id": report.pk, "fmt": form})
    failed = file is not None and file.state == FileState.FAILED
    return {
        "format": form,
        "address": request.build_absolute_uri(f"{path}?language={language}"),
        "state": file.state if file else None,
        "size": file.size if file else 0,
        "failure": formats.why_failed(file) if file and failed else "",
    }


class OneFile(FileEndpoint):
    """The report as html, pdf, pptx, docx, xlsx, csv (in a zip) or json."""

    area = "reports"

    @says(
        "One file",
        gives=KINDS,
        asks=LanguageQuery,
        also={304: KNOWN, 410: GONE},
    )
    def get(self, request: Request, report_id: int, fmt: str) -> HttpResponse:
        report = ready(report_id, to=member_of(request))
        if fmt not in RENDERERS:
            raise NotFound
        language = language_asked(report, asked(LanguageQuery, request))
        content = shelf.rendered(report, fmt, language)
        record(request, f"downloaded {fmt}", report)
        return document(
            request, content, content_type=CONTENT_TYPES[fmt], name=file_name(report, fmt, language)
        )


# --- Readers --------------------------------------------------------------------------------------------


class PublicationShape(serializers.Serializer[Any]):
    """Whether readers see the report."""

    is_published = serializers.BooleanField()
    published_at = serializers.DateTimeField(allow_null=True)


class PublicationOf(Endpoint):
    """Readers see a report from the moment it is published until it is withdrawn."""

    area = "reports"
    roles = ANALYSTS

    @says("Whether readers see it", gives=PublicationShape)
    def get(self, request: Request, report_id: int) -> Response:
        return _standing(ready(report_id, to=member_of(request)))

    @says("Publish it to readers", takes=Nothing, gives=PublicationShape)
    def put(self, request: Request, report_id: int) -> Response:
        report = queries.report_row(report_id, to=member_of(request))
        if publishing.standing(report) is None:
            publishing.publish(report, by=member_of(request).user)
            record(request, "published", report)
        return _standing(report)

    @says("Withdraw it; links that were shared lead nowhere from now on", status=204)
    def delete(self, request: Request, report_id: int) -> Response:
        report = queries.report_row(report_id, to=member_of(request))
        if publishing.withdraw(report, by=member_of(request).user):
            record(request, "withdrew", report)
        return Response(status=204)


def _standing(report: Report) -> Response:
    standing = publishing.standing(report)
    found = {
        "is_published": standing is not None,
        "published_at": standing.published_at if standing else None,
    }
    return Response(PublicationShape(found).data)
