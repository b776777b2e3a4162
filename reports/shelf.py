"""Rendered reports, kept where every process finds them: what was rendered once is not rendered again.

A document never changes under its fingerprint, so a rendering is good until the renderers change. The key
therefore holds an edition, a hash of everything that decides how a report looks.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable
from functools import cache as once
from pathlib import Path

from django.conf import settings
from django.core.cache import cache
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import get_language
from pydantic import ValidationError

from cxassess.errors import CxError
from organizations import branding
from reports.documents import ReportDocument
from reports.models import Report
from reports.renderers import LABELS, RENDERERS, html
from reports.renderers.brand import Brand

logger = logging.getLogger(__name__)

KEEP_SECONDS = 7 * 24 * 3600

# Folders below the checkout that decide how a report looks, and the files in them that do.
LOOKS = (
    ("reports", "*.py"),
    ("reports", "*.yaml"),
    ("reports/typst", "*.typ"),
    ("templates", "*.html"),
    ("static", "*.css"),
    ("static", "*.js"),
)


class Unreadable(CxError):
    """A stored document of a form this version does not know, from a later version or a broken copy."""

    code = "report_unreadable"
    status = 410
    sentence = "This report was stored by a later version, or it is damaged. This version cannot read it."


def document_of(report: Report) -> ReportDocument:
    """The stored document of a ready report. Raises Unreadable when it is of another form."""
    try:
        return ReportDocument.model_validate_json(report.document)
    except ValidationError as error:
        raise Unreadable(details={"report": report.pk}) from error


def rendered(report: Report, form: str) -> bytes:
    """A ready report as a file of that format, one of RENDERERS."""
    looks = branding.of(report.organization)

    def write() -> bytes:
        logo = branding.logo_of(report.organization) if looks.logo_digest else None
        brand = Brand(looks.name, looks.accent, looks.accent_deep, logo or b"")
        return RENDERERS[form](document_of(report), brand=brand)

    return _kept(report, f"{form}:{looks.version}", write)


def page(report: Report, *, is_draft: bool = False) -> bytes:
    """A ready report as the page of the product, the same for everybody who may see it.

    is_draft  readers do not see it yet, and the page says so to those who do.
    """
    slug = report.organization.slug
    home = reverse("waves:organization", args=(slug,))
    follow = reverse("reports:proposals", args=(slug, report.pk))
    bar = {"readers": reverse("reports:readers", args=(slug, report.pk)), "is_draft": is_draft}
    looks = branding.of(report.organization)
    brand = branding.on_page(report.organization, below=f"/o/{slug}/")

    def write() -> bytes:
        context = html.page_context(
            document_of(report), downloads=downloads(report), home=home, follow=follow
        )
        return render_to_string("reports/report.html", context | bar | {"brand": brand}).encode()

    return _kept(report, f"page:{slug}:{get_language()}:{is_draft}:{looks.version}", write)


def downloads(report: Report) -> list[tuple[str, str]]:
    """Label and address of every format."""
    slug = report.organization.slug
    return [(LABELS[form], reverse("reports:download", args=(slug, report.pk, form))) for form in RENDERERS]


def _kept(report: Report, shape: str, make: Callable[[], bytes]) -> bytes:
    key = f"report:{report.pk}:{report.fingerprint}:{edition()}:{shape}"
    content: bytes | None = cache.get(key)
    if content is None:
        content = make()
        try:
            cache.set(key, content, timeout=KEEP_SECONDS)
        except OSError as error:
            # A full disk costs whoever comes next the rendering, and nobody the report.
            logger.warning("report %s is shown but not kept: %s", report.pk, error)
    return content


@once
def edition() -> str:
    """A hash of the renderers, templates, styles and further fonts this process runs with."""
    seen = hashlib.sha256(str(settings.FONTS).encode())
    for folder, pattern in LOOKS:
        for file in sorted(Path(settings.BASE_DIR, folder).rglob(pattern)):
            seen.update(file.read_bytes())
    return seen.hexdigest()[:16]
