"""The interface to remarks: what analysts say to a page of a report, apart from what was computed."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from cxassess.errors import NotAllowed, NotFound
from organizations.api_doors import Endpoint, member_of, record
from organizations.api_schema import says
from organizations.api_shapes import Body, Pages, asked, brought, page, page_of, passed
from reports import remarks_writing, shelf
from reports.api_shapes import ready
from reports.api_sharing import BEHIND
from reports.remarks_models import LONGEST, PageRemark
from reports.remarks_views import RemarkForm, TextForm


class RemarkShape(serializers.Serializer[Any]):
    """A remark on a page of the document, by its key. by: id of the writer, null once the account is gone."""

    id = serializers.IntegerField()
    page = serializers.CharField()
    text = serializers.CharField()
    by = serializers.IntegerField(source="author_id", allow_null=True)
    written_at = serializers.DateTimeField()
    edited_at = serializers.DateTimeField(allow_null=True)


class RemarkChange(Body):
    text = serializers.CharField(max_length=LONGEST)


class RemarkBody(RemarkChange):
    page = serializers.CharField(max_length=40, help_text="Key of a page of the document.")


class Remarks(Endpoint):
    area = "reports"
    roles = BEHIND

    @says("Remarks on a report, the newest first", gives=page_of(RemarkShape), asks=Pages)
    def get(self, request: Request, report_id: int) -> Response:
        report = ready(report_id, to=member_of(request))
        rows = PageRemark.objects.filter(report=report)
        return page(request, rows, gives=RemarkShape, values=asked(Pages, request))

    @says("Remark something on a page", takes=RemarkBody, gives=RemarkShape, status=201)
    def post(self, request: Request, report_id: int) -> Response:
        report = ready(report_id, to=member_of(request))
        document = shelf.document_of(report)
        values = passed(RemarkForm(brought(RemarkBody, request), document=document))
        row = remarks_writing.write(report, document=document, by=member_of(request).user, **values)
        record(request, "remarked", row, detail=f"report {report.pk}, page {row.page}")
        return Response(RemarkShape(row).data, status=201)


class OneRemark(Endpoint):
    area = "reports"
    roles = BEHIND

    @says("Say it otherwise; only its writer may", takes=RemarkChange, gives=RemarkShape)
    def patch(self, request: Request, report_id: int, remark_id: int) -> Response:
        row = _remark(request, report_id, remark_id)
        if row.author_id != member_of(request).user.pk:
            raise NotAllowed
        if remarks_writing.change(row, text=passed(TextForm(brought(RemarkChange, request)))["text"]):
            record(request, "changed", row, detail=f"report {row.report_id}, page {row.page}")
        return Response(RemarkShape(_remark(request, report_id, remark_id)).data)

    @says("Take a remark back", status=204)
    def delete(self, request: Request, report_id: int, remark_id: int) -> Response:
        row = _remark(request, report_id, remark_id)
        record(request, "removed", row, detail=f"report {row.report_id}, page {row.page}")
        row.delete()
        return Response(status=204)


def _remark(request: Request, report_id: int, remark_id: int) -> PageRemark:
    report = ready(report_id, to=member_of(request))
    found: PageRemark | None = PageRemark.objects.filter(report=report, pk=remark_id).first()
    if found is None:
        raise NotFound
    return found
