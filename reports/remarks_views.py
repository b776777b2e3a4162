"""The page on which an analyst writes, changes and takes back remarks on a report."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from cxassess.errors import NotAllowed, NotFound
from organizations.audit import record
from organizations.doors import analyst, membership
from organizations.models import Organization
from reports import queries, remarks_writing, shelf
from reports.documents import ReportDocument
from reports.models import Report
from reports.remarks_models import LONGEST, PageRemark


def plain(text: str) -> str:
    """Line ends as one character, and none of the control characters that files cannot hold."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(char for char in lines if char == "\n" or char.isprintable() or char == "\u200d")


class TextForm(forms.Form):
    """What a remark says."""

    text = forms.CharField(
        label=_("Remark"),
        help_text=_(
            "Plain text. It stands in a box of its own under your name, on the page and in every file."
        ),
        widget=forms.Textarea(attrs={"rows": 5}),
        max_length=LONGEST,
    )

    def clean_text(self) -> str:
        return plain(str(self.cleaned_data["text"])).strip()


class RemarkForm(TextForm):
    """What a new remark says, and on which page."""

    def __init__(self, *args: Any, document: ReportDocument, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        pages = [(page.key, f"{page.number} {page.title}") for page in document.pages]
        self.fields["page"] = forms.ChoiceField(label=_("Page"), choices=pages)
        self.order_fields(("page", "text"))


@analyst
@require_http_methods(["GET", "HEAD", "POST"])
@transaction.atomic
def remarks(request: HttpRequest, organization: Organization, report_id: int) -> HttpResponse:
    """All remarks on a report, and one more."""
    report = _ready(request, report_id)
    document = shelf.document_of(report)
    start = {"page": request.GET.get("page", "")}
    form = RemarkForm(request.POST or None, document=document, initial=start)
    if request.method == "POST" and form.is_valid():
        row = remarks_writing.write(
            report, document=document, by=membership(request).user, **form.cleaned_data
        )
        record(request, "remarked", row, detail=f"report {report.pk}, page {row.page}")
        return redirect("reports:remarks", organization.slug, report.pk)
    written = _by_page(report)
    context = {
        "organization": organization,
        "report": report,
        "form": form,
        "titles": [(page, written.get(page.key, [])) for page in document.pages],
    }
    return render(request, "reports/remarks.html", context, status=400 if form.errors else 200)


def _by_page(report: Report) -> dict[str, list[PageRemark]]:
    found: dict[str, list[PageRemark]] = {}
    for row in report.remarks.select_related("author"):
        found.setdefault(row.page, []).append(row)
    return found


@analyst
@require_http_methods(["GET", "HEAD", "POST"])
@transaction.atomic
def remark(request: HttpRequest, organization: Organization, report_id: int, remark_id: int) -> HttpResponse:
    """Change a remark; only its writer may, because it stands under that name."""
    row = _remark(request, report_id, remark_id)
    if row.author_id != request.user.pk:
        raise NotAllowed
    form = TextForm(request.POST or None, initial={"text": row.text})
    if request.method == "POST" and form.is_valid():
        if remarks_writing.change(row, text=form.cleaned_data["text"]):
            record(request, "changed", row, detail=f"report {row.report_id}, page {row.page}")
        return redirect("reports:remarks", organization.slug, row.report_id)
    context = {"organization": organization, "report": row.report, "form": form}
    return render(request, "reports/remark.html", context, status=400 if form.errors else 200)


@analyst
@require_POST
@transaction.atomic
def remove(request: HttpRequest, organization: Organization, report_id: int, remark_id: int) -> HttpResponse:
    """Take a remark back: its writer, or anybody who may publish the report it stands in."""
    row = _remark(request, report_id, remark_id)
    record(request, "removed", row, detail=f"report {row.report_id}, page {row.page}")
    row.delete()
    return redirect("reports:remarks", organization.slug, row.report_id)


def _ready(request: HttpRequest, report_id: int) -> Report:
    report = queries.report_row(report_id, to=membership(request))
    if not report.is_ready:
        raise NotFound
    return report


def _remark(request: HttpRequest, report_id: int, remark_id: int) -> PageRemark:
    rows = PageRemark.objects.select_related("report__wave__assessment")
    row: PageRemark | None = rows.filter(report=_ready(request, report_id), pk=remark_id).first()
    if row is None:
        raise NotFound
    return row
