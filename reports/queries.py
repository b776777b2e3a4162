"""Questions about reports. The organization in scope is the only one whose reports exist here."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from django.core.cache import cache
from django.template.loader import render_to_string
from django.utils.translation import get_language

from cxassess.errors import NotFound
from reports.documents import ReportDocument
from reports.models import LIVE, Report, State
from reports.renderers import RENDERERS, html
from surveys.models import Wave

KEEP_SECONDS = 24 * 3600

# Why a report failed, for the person who waits for it, by error_code.
SENTENCES = {
    "gave_up": (
        "The report was started three times and never finished. The answers are safe. Ask for it again, "
        "and if that fails too, tell whoever runs this installation."
    ),
    "build_failed": (
        "Something in the evaluation went wrong, and no report was stored. The answers are safe. "
        "Whoever runs this installation finds the details in the log."
    ),
}
OTHERWISE = "The report could not be built. The answers are safe."


def report_row(report_id: int) -> Report:
    """The row without its document, which is only read when it has to be rendered. Raises NotFound."""
    rows = Report.objects.select_related("wave", "organization").defer("document")
    report: Report | None = rows.filter(pk=report_id, wave__state="closed").first()
    if report is None:
        raise NotFound()
    return report


def document_of(report: Report) -> ReportDocument:
    """The stored document of a ready report."""
    return ReportDocument.model_validate_json(report.document)


def closed_wave(wave_id: int) -> Wave:
    """A wave that may have reports. Raises NotFound, for one that still takes answers as well."""
    wave: Wave | None = Wave.objects.filter(pk=wave_id, state="closed").first()
    if wave is None:
        raise NotFound()
    return wave


def latest_ready(wave: Wave) -> Report | None:
    """The ready report that was last found to be what the wave's answers say."""
    rows = Report.objects.filter(wave=wave, state=State.READY).defer("document")
    report: Report | None = rows.order_by("-confirmed_at", "-pk").first()
    return report


def waited_for(wave: Wave) -> Report | None:
    """The report somebody is waiting for: the live one, or the last one when it failed. Else None."""
    rows = Report.objects.filter(wave=wave).defer("document").order_by("-pk")
    live: Report | None = rows.filter(state__in=LIVE).first()
    last: Report | None = live or rows.first()
    return last if last is not None and not last.is_ready else None


def why_failed(report: Report) -> str:
    """One or two sentences for a failed report."""
    return SENTENCES.get(report.error_code, OTHERWISE)


def rendered(report: Report, form: str) -> bytes:
    """A ready report as a file of that format, one of RENDERERS."""
    return kept(report, form, lambda: RENDERERS[form](document_of(report)))


def page(report: Report, *, downloads: Sequence[tuple[str, str]], home: str) -> bytes:
    """A ready report as the page of the product, the same for every reader.

    downloads  label and address of its files.
    home       address of the organization's page.
    """

    def write() -> bytes:
        context = html.page_context(document_of(report), downloads=downloads, home=home)
        return render_to_string("reports/report.html", context).encode()

    return kept(report, f"page:{get_language()}", write)


def kept(report: Report, shape: str, make: Callable[[], bytes]) -> bytes:
    """What was rendered once is not rendered again: a document never changes under its fingerprint.

    The cache is this process's memory, so a new release begins with none of it.
    """
    key = f"report:{report.pk}:{report.fingerprint}:{shape}"
    content: bytes | None = cache.get(key)
    if content is None:
        content = make()
        cache.set(key, content, timeout=KEEP_SECONDS)
    return content
