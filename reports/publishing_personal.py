"""What publishing, share links and remarks know about an e-mail address. They go on without a name."""

from __future__ import annotations

from typing import Any

from organizations.personal import Holding, register
from reports.publishing_models import Publication
from reports.remarks_models import PageRemark
from reports.share_models import ShareLink


def published_by(email: str) -> list[dict[str, Any]]:
    rows = Publication.every_org.filter(published_by__email__iexact=email).select_related("organization")
    return [{"organization": row.organization.name, "published at": row.published_at} for row in rows]


def shared_by(email: str) -> list[dict[str, Any]]:
    rows = ShareLink.every_org.filter(made_by__email__iexact=email).select_related("organization")
    return [
        {"organization": row.organization.name, "made for": row.name, "made at": row.made_at} for row in rows
    ]


def remarked_by(email: str) -> list[dict[str, Any]]:
    rows = PageRemark.every_org.filter(author__email__iexact=email).select_related("organization")
    return [
        {"organization": row.organization.name, "remark": row.text, "written at": row.written_at}
        for row in rows
    ]


def nothing_further(email: str) -> None:
    """The name goes with the account: keys to it become null, and nothing else here names anybody."""


def hold() -> None:
    register(Holding(name="reports published", about=published_by, forget=nothing_further))
    register(Holding(name="report links made", about=shared_by, forget=nothing_further))
    register(Holding(name="remarks on reports", about=remarked_by, forget=nothing_further))
