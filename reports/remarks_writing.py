"""Writing remarks on the pages of a report, and what of them renderers are handed."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone

from cxassess.errors import NotFound
from organizations.models import User
from organizations.scope import org_scope
from reports.documents import ReportDocument
from reports.models import Report
from reports.remarks import Remark
from reports.remarks_models import PageRemark


def shown(report: Report) -> tuple[Remark, ...]:
    """Every remark on a report, in the order in which they were written."""
    with org_scope(report.organization_id):
        rows = PageRemark.objects.filter(report=report).select_related("author")
        return tuple(_as_shown(row) for row in rows)


def _as_shown(row: PageRemark) -> Remark:
    return Remark(
        page=row.page,
        text=row.text,
        by=row.author.get_full_name() if row.author else "",
        on=timezone.localdate(row.written_at),
        edited_on=timezone.localdate(row.edited_at) if row.edited_at else None,
    )


def edition_of(remarks: Sequence[Remark]) -> str:
    """Changes whenever what was remarked does; for the keys of what is kept rendered."""
    return hashlib.sha256(repr(tuple(remarks)).encode()).hexdigest()[:12] if remarks else ""


@transaction.atomic
def write(report: Report, *, document: ReportDocument, page: str, text: str, by: User) -> PageRemark:
    """Remark something on a page. Raises NotFound for a page the document does not have."""
    if page not in {each.key for each in document.pages}:
        raise NotFound
    row: PageRemark = PageRemark.objects.create(report=report, page=page, text=text, author=by)
    return row


def change(row: PageRemark, *, text: str) -> bool:
    """Say it otherwise; False where it says that already."""
    rows = PageRemark.objects.filter(pk=row.pk).exclude(text=text)
    return bool(rows.update(text=text, edited_at=timezone.now()))
