"""Questions about reports. The organization in scope is the only one whose reports exist here."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q, QuerySet

from cxassess.errors import NotFound
from organizations.models import Member, Role
from reports.models import LIVE, Report, State
from reports.publishing_models import Publication
from surveys.models import Wave, WaveVersion

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


def seen_by(member: Member) -> QuerySet[Report]:
    """Reports that exist for a member: all for who sets up waves, else those published to readers."""
    rows: QuerySet[Report] = Report.objects.all()
    return rows if member.may(Role.ANALYST) else rows.filter(is_published())


def is_published() -> Exists:
    """For a filter of reports: whether readers see them today."""
    return Exists(Publication.every_org.filter(report=OuterRef("pk"), withdrawn_at=None))


def report_row(report_id: int, *, to: Member) -> Report:
    """The row as this member may see it, without its document, which is only read when it has to be rendered.

    Raises NotFound, for a report that is not published to readers and a member who is one as well.
    """
    rows = seen_by(to).select_related("wave", "organization").defer("document")
    report: Report | None = rows.filter(pk=report_id, wave__in=_waves_with_results()).first()
    if report is None:
        raise NotFound()
    return report


def _waves_with_results() -> QuerySet[Wave]:
    """Closed waves, and those that were closed before and take answers again: their reports stay."""
    rows: QuerySet[Wave] = Wave.objects.filter(Q(state="closed") | Exists(_versions()))
    return rows


def _versions() -> QuerySet[WaveVersion]:
    rows: QuerySet[WaveVersion] = WaveVersion.objects.filter(wave=OuterRef("pk"), published=True)
    return rows


def closed_wave(wave_id: int) -> Wave:
    """A wave that may have reports. Raises NotFound, for one that was never closed as well."""
    wave: Wave | None = _waves_with_results().filter(pk=wave_id).first()
    if wave is None:
        raise NotFound()
    return wave


def waves_with_reports() -> QuerySet[Wave]:
    """Waves that an action may be about, the latest first."""
    return _waves_with_results().select_related("assessment")


def latest_ready(wave: Wave, *, to: Member | None = None) -> Report | None:
    """The ready report that was last found to be what the wave's answers say, of those that `to` may see.

    Without a member nobody's eyes are meant: the product itself asks.
    """
    seen = Report.objects.all() if to is None else seen_by(to)
    rows = seen.filter(wave=wave, state=State.READY).defer("document")
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
