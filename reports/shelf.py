"""Rendered reports, kept where every process finds them: what was rendered once is not rendered again.

A document never changes under its fingerprint, so a rendering is good until the renderers change, or what was
remarked. The key therefore holds an edition, a hash of everything that decides how a report looks, and one of
the remarks.
"""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache as once
from pathlib import Path
from typing import Any, TypeVar

from django.conf import settings
from django.core.cache import cache
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from pydantic import ValidationError

from cxassess.errors import CxError
from organizations import branding, deck_template
from reports import remarks_writing, translations
from reports.deck_template import template_of
from reports.documents import ReportDocument
from reports.languages import NAMES
from reports.models import Report, State
from reports.remarks import Remark
from reports.renderers import LABELS, RENDERERS, html
from reports.renderers.brand import Brand

T = TypeVar("T")

logger = logging.getLogger(__name__)

KEEP_SECONDS = 7 * 24 * 3600

# Folders below the checkout that decide how a report looks, and the files in them that do.
LOOKS = (
    ("reports", "*.py"),
    ("reports", "*.yaml"),
    ("reports/typst", "*.typ"),
    ("reports/locale", "*.mo"),
    ("locale", "*.mo"),
    ("templates", "*.html"),
    ("static", "*.css"),
    ("static", "*.js"),
)


class Unreadable(CxError):
    """A stored document of a form this version does not know, from a later version or a broken copy."""

    code = "report_unreadable"
    status = 410
    sentence = "This report was stored by a later version, or it is damaged. This version cannot read it."


def document_of(report: Report, language: str | None = None) -> ReportDocument:
    """The stored document of a ready report, in the language asked for where there is one, else in its own.

    Raises Unreadable when it is of another form.
    """
    text = translations.stored_text(report, language or report.language)
    try:
        return ReportDocument.model_validate_json(text)
    except ValidationError as error:
        raise Unreadable(details={"report": report.pk}) from error


def read_from(reports: Iterable[int], name: str, read: Callable[[Mapping[str, Any]], T]) -> dict[int, T]:
    """What `read` finds in the stored documents of ready reports, by report, for pages that list many.

    Documents are large and never change, so each is read once and what was found is kept under this name.
    Raises nothing for one of another form: it is left out.
    """
    ready = Report.every_org.filter(pk__in=list(reports), state=State.READY)
    keys = {f"read:{name}:{pk}:{mark}": pk for pk, mark in ready.values_list("pk", "fingerprint")}
    kept = cache.get_many(keys)
    missing = {pk: key for key, pk in keys.items() if key not in kept}
    texts = ready.filter(pk__in=missing).values_list("pk", "document")
    fresh: dict[str, T] = {}
    for pk, text in texts.iterator(chunk_size=20) if missing else ():
        try:
            fresh[missing[pk]] = read(json.loads(text))
        except (ValueError, KeyError, TypeError):
            logger.warning("report %s is of a form this version cannot read", pk)
    cache.set_many(fresh, timeout=KEEP_SECONDS)
    return {keys[key]: value for key, value in (kept | fresh).items()}


def headlines(reports: Iterable[int]) -> dict[int, str]:
    """The headline of each report in one line, in the report's own language."""
    return read_from(reports, "headline", lambda told: "".join(span["text"] for span in told["headline"]))


# --- Files ------------------------------------------------------------------------------------------------


def rendered(report: Report, form: str, language: str | None = None) -> bytes:
    """A ready report as a file of that format, one of RENDERERS."""
    spoken = translations.language_for(report, language)
    looks, remarks = branding.of(report.organization), remarks_writing.shown(report)

    def write() -> bytes:
        logo = branding.logo_of(report.organization) if looks.logo_digest else None
        template = template_of(report.organization) if form == "pptx" else None
        brand = Brand(looks.name, looks.accent, looks.accent_deep, logo or b"", template)
        return RENDERERS[form](document_of(report, spoken), brand=brand, remarks=remarks)

    return _kept(_key(report, _shape(report, form, spoken), remarks), write)


def holds(report: Report, form: str, language: str) -> bool:
    """Whether that file lies on the shelf and need not be rendered."""
    return cache.has_key(_key(report, _shape(report, form, language), remarks_writing.shown(report)))


def _shape(report: Report, form: str, language: str) -> str:
    """A file as far as the client's looks decide it; only slides stand on a template."""
    template = f":{deck_template.digest_of(report.organization)}" if form == "pptx" else ""
    return f"{form}:{language}:{branding.of(report.organization).version}{template}"


def look_of(report: Report) -> str:
    """What a file rendered now would look like: the same for as long as it need not be rendered again."""
    remarked = remarks_writing.edition_of(remarks_writing.shown(report))
    looks, template = branding.of(report.organization).version, deck_template.digest_of(report.organization)
    return f"{edition()}:{looks}:{template}:{remarked}"


# --- The page ---------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Language:
    """A language a page can be read in: where, and by its name in itself."""

    code: str
    name: str
    address: str
    current: bool


def page(
    report: Report, language: str | None = None, *, is_draft: bool = False, may_judge: bool = False
) -> bytes:
    """A ready report as the page of the product, the same for everybody who may do the same with it.

    is_draft   readers do not see it yet, and the page says so to those who do.
    may_judge  with the way to writing remarks.
    """
    slug = report.organization.slug
    spoken = translations.language_for(report, language)
    looks, remarks = branding.of(report.organization), remarks_writing.shown(report)
    brand = branding.on_page(report.organization, below=f"/o/{slug}/")
    ways: dict[str, Any] = {
        "home": reverse("waves:organization", args=(slug,)),
        "follow": reverse("reports:proposals", args=(slug, report.pk)),
        "downloads": downloads(report, spoken),
        "remarks": remarks,
    }
    bar = {
        "readers": reverse("reports:readers", args=(slug, report.pk)),
        "files": reverse("reports:files", args=(slug, report.pk)) + asking(report, spoken),
        "remarking": reverse("reports:remarks", args=(slug, report.pk)) if may_judge else "",
        "is_draft": is_draft,
    }

    def write() -> bytes:
        with translation.override(spoken):
            context = html.page_context(document_of(report, spoken), **ways)
            tongues = languages(report, current=spoken, route="reports:show")
            more = {"brand": brand, "languages": tongues} | bar
            return render_to_string("reports/report.html", context | more).encode()

    shape = f"page:{slug}:{spoken}:{is_draft}:{may_judge}:{looks.version}"
    return _kept(_key(report, shape, remarks), write)


def languages(report: Report, *, current: str, route: str) -> list[Language]:
    """The languages in which a page about this report can be read; empty where there is no choice."""
    codes = translations.languages_of(report)
    address = reverse(route, args=(report.organization.slug, report.pk))
    return [
        Language(code, NAMES.get(code, code), address + asking(report, code), code == current)
        for code in codes
        if len(codes) > 1
    ]


def downloads(report: Report, language: str) -> list[tuple[str, str]]:
    """Label and address of every format."""
    return [(LABELS[form], address_of(report, form, language)) for form in RENDERERS]


def address_of(report: Report, form: str, language: str) -> str:
    args = (report.organization.slug, report.pk, form)
    return reverse("reports:download", args=args) + asking(report, language)


def asking(report: Report, language: str) -> str:
    """The end of an address that asks for this language; nothing for the report's own."""
    return "" if language == report.language else f"?language={language}"


# --- Keeping ----------------------------------------------------------------------------------------------


def _key(report: Report, shape: str, remarks: Sequence[Remark]) -> str:
    remarked = remarks_writing.edition_of(remarks)
    return f"report:{report.pk}:{report.fingerprint}:{edition()}:{shape}:{remarked}"


def kept(report: Report, name: str, draw: Callable[[], T]) -> T:
    """Part of a page that shows nothing but this document: drawn once for each look of the product."""
    return _kept(_key(report, name, ()), draw)


def _kept(key: str, make: Callable[[], T]) -> T:
    content: T | None = cache.get(key)
    if content is None:
        content = make()
        try:
            cache.set(key, content, timeout=KEEP_SECONDS)
        except OSError as error:
            # A full disk costs whoever comes next the rendering, and nobody the report.
            logger.warning("%s is shown but not kept: %s", key, error)
    return content


@once
def edition() -> str:
    """A hash of the renderers, templates, styles and further fonts this process runs with."""
    seen = hashlib.sha256(str(settings.FONTS).encode())
    for folder, pattern in LOOKS:
        for file in sorted(Path(settings.BASE_DIR, folder).rglob(pattern)):
            seen.update(file.read_bytes())
    return seen.hexdigest()[:16]
