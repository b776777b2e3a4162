"""The life of a report: asked for, claimed, built, stored.

Everything may happen twice and nothing may be lost. Each step is one conditional UPDATE that says how many
rows it changed: a request creates a row (the database allows one live row per wave), a claim takes it for as
long as its lease runs, heartbeats lengthen the lease, and storing only succeeds for the worker whose claim
is still the last one. The broker is told after the commit and may be deaf: the row stays queued and
`sweep` rings again. Times are the database's, so workers with wrong clocks cannot steal from each other.
"""

from __future__ import annotations

import datetime as dt
import logging
import time
from collections.abc import Sequence
from typing import Any

from celery import current_app
from django.db import InterfaceError, OperationalError, transaction
from django.db.models import F, Q, QuerySet
from django.db.models.functions import Now
from kombu.exceptions import OperationalError as BrokerError

from cxassess.clock import from_now
from cxassess.errors import CxError, TransientError
from reports import formats, hooks, translations
from reports.documents import ReportDocument
from reports.evidence import collect
from reports.models import LIVE, Report, State
from surveys.models import Wave

LEASE = dt.timedelta(seconds=60)
ATTEMPTS = 3
RING_AGAIN = dt.timedelta(minutes=2)
HEARTBEAT_SECONDS = 0.25
TASK = "reports.tasks.build_report"

logger = logging.getLogger(__name__)


class WaveNotClosed(CxError):
    """Results exist only when a wave is closed."""

    code = "wave_not_closed"
    status = 409
    sentence = "This wave is not closed yet. Its report is built when it closes."


class ReportUnderWay(CxError):
    """A wave is not opened again while its report is being built: it would be of other answers."""

    code = "report_under_way"
    status = 409
    sentence = "The report of this wave is still being built. Open the wave again when it is ready."


class LeaseLost(RuntimeError):
    """Another worker, or the sweep, has taken the report in the meantime; this one must not store."""


# --- Asking -----------------------------------------------------------------------------------------


def request_report(wave: Wave) -> Report:
    """The live report of this closed wave: the one already waiting or being built, else a new one.

    Call it inside the transaction that made the report necessary: the row commits with it, and the
    doorbell rings afterwards. Raises WaveNotClosed.
    """
    if wave.state != "closed":
        raise WaveNotClosed()
    report: Report
    with transaction.atomic():
        report, is_new = Report.objects.get_or_create(
            wave=wave, state__in=LIVE, defaults={"organization_id": wave.organization_id}
        )
        if is_new:
            transaction.on_commit(lambda: ring(report), robust=True)
    return report


def when_wave_closed(sender: object, *, wave: Wave, **kwargs: Any) -> None:
    """Receiver of surveys.signals.wave_closed."""
    request_report(wave)


def when_wave_reopening(sender: object, *, wave: Wave, **kwargs: Any) -> None:
    """Receiver of surveys.signals.wave_reopening: what was published must stand before more is asked.

    Raises ReportUnderWay.
    """
    if Report.objects.filter(wave=wave, state__in=LIVE).exists():
        raise ReportUnderWay()


def ring(report: Report) -> bool:
    """Tell the broker that a report waits. False when it did not hear; then the row waits for the sweep."""
    try:
        with current_app.connection_for_write() as connection:
            connection.ensure_connection(max_retries=1, interval_start=0.2)
            arguments = (report.organization_id, report.pk)
            current_app.send_task(TASK, args=arguments, connection=connection, retry=False)
    except (BrokerError, OSError) as error:
        logger.warning("report %s stays queued, the broker did not answer: %s", report.pk, error)
        return False
    Report.every_org.filter(pk=report.pk, state=State.QUEUED).update(rung_at=Now())
    return True


# --- Holding ----------------------------------------------------------------------------------------


def claim(report_id: int) -> Report | None:
    """Take a report that waits or whose lease ran out; None when there is nothing to take.

    Of any number of workers that try at once exactly one gets the row.
    """
    free = Q(state=State.QUEUED) | Q(state=State.BUILDING, lease_until__lt=Now())
    with transaction.atomic():
        taken = Report.objects.filter(free, pk=report_id, attempts__lt=ATTEMPTS).update(
            state=State.BUILDING,
            attempts=F("attempts") + 1,
            lease_until=from_now(LEASE),
            progress_done=0,
            progress_total=0,
        )
        return held_row(report_id) if taken == 1 else None


def held_row(report_id: int) -> Report:
    report: Report = Report.objects.select_related("wave__assessment", "wave__organization").get(pk=report_id)
    return report


def mine(report: Report) -> QuerySet[Report]:
    """The row, as long as the claim that read it is still the last one."""
    rows: QuerySet[Report] = Report.objects.filter(
        pk=report.pk, state=State.BUILDING, attempts=report.attempts
    )
    return rows


def change_mine(report: Report, **values: Any) -> None:
    """Change the row that this worker holds. Raises LeaseLost when it holds it no longer."""
    if mine(report).update(**values) != 1:
        raise LeaseLost(f"report {report.pk} was taken over after attempt {report.attempts}")


class Heartbeat:
    """Writes how far a build has come and lengthens its lease, a few times a second at most.

    Called as `heartbeat(done, total)`; both count blocks of answers, then composing and storing.
    """

    def __init__(self, report: Report) -> None:
        self.report = report
        self.due = 0.0

    def __call__(self, done: int, total: int) -> None:
        now = time.monotonic()
        if now < self.due:
            return
        self.due = now + HEARTBEAT_SECONDS
        change_mine(self.report, progress_done=done, progress_total=total, lease_until=from_now(LEASE))


# --- Building ---------------------------------------------------------------------------------------


def build(report: Report) -> Report:
    """Build and store the document of a claimed report; returns the ready row.

    When the wave already has a document of the same evidence, that one is confirmed and returned, and the
    claimed row goes. Raises LeaseLost, TransientError and whatever the engine refuses.
    """
    evidence = collect(report.wave, progress=Heartbeat(report))
    stored = ready_report(report.wave, fingerprint=evidence.fingerprint)
    if stored is not None:
        translations.keep_missing(stored, evidence)
        return make_way(report, for_=stored)
    own = translations.own_language(report.wave)
    document, further = translations.documents(evidence, own=own)
    return store(report, document=document, further=further)


def build_now(wave: Wave) -> Report:
    """The ready report of a closed wave, built in this process unless it is stored already.

    Needs no claim: a worker that builds the same evidence meanwhile finds this document and confirms it.
    Raises WaveNotClosed.
    """
    if wave.state != "closed":
        raise WaveNotClosed()
    evidence = collect(wave)
    stored = ready_report(wave, fingerprint=evidence.fingerprint)
    if stored is not None:
        translations.keep_missing(stored, evidence)
        return confirm(stored)
    document, further = translations.documents(evidence, own=translations.own_language(wave))
    return confirm(keep(wave, document=document, further=further))


@transaction.atomic
def keep(wave: Wave, *, document: ReportDocument, further: Sequence[ReportDocument]) -> Report:
    """Store finished documents as a ready report; the one already stored, if a worker was faster."""
    report: Report
    values = {"finished_at": Now(), "confirmed_at": Now(), "language": document.language}
    report, is_new = Report.objects.get_or_create(
        wave=wave,
        fingerprint=document.fingerprint,
        state=State.READY,
        defaults=values | {"document": document.model_dump_json()},
    )
    translations.keep(report, further)
    if is_new:
        hooks.tell_ready(report)
    return report


def confirm(stored: Report) -> Report:
    """Note that this document is what the wave's answers say now; it becomes the wave's latest."""
    Report.objects.filter(pk=stored.pk).update(confirmed_at=Now())
    stored.refresh_from_db()
    return stored


def ready_report(wave: Wave, *, fingerprint: str) -> Report | None:
    report: Report | None = Report.objects.filter(
        wave=wave, fingerprint=fingerprint, state=State.READY
    ).first()
    return report


@transaction.atomic
def make_way(report: Report, *, for_: Report) -> Report:
    """Drop a claimed request that would only have repeated a stored document; returns that one."""
    if mine(report).delete()[0] != 1:
        raise LeaseLost(f"report {report.pk} was taken over after attempt {report.attempts}")
    formats.prepare(for_, language=for_.language)
    hooks.tell_ready(for_)
    return confirm(for_)


@transaction.atomic
def store(report: Report, *, document: ReportDocument, further: Sequence[ReportDocument] = ()) -> Report:
    """Write the document, those in further languages and the new state at once: there is no half report.

    Its files are asked for in the same transaction, and made once it is committed.
    """
    change_mine(
        report,
        state=State.READY,
        document=document.model_dump_json(),
        language=document.language,
        fingerprint=document.fingerprint,
        progress_done=F("progress_total"),
        lease_until=None,
        finished_at=Now(),
        confirmed_at=Now(),
    )
    report.refresh_from_db()
    translations.keep(report, further)
    formats.prepare(report, language=report.language)
    hooks.tell_ready(report)
    return report


def attempt(report: Report) -> Report | None:
    """Build a claimed report and record how it ended; None when it did not end in a document.

    Only TransientError sends the row back into the queue. A database that went away leaves the row to its
    lease, since nothing can be recorded.
    """
    try:
        return build(report)
    except LeaseLost as error:
        logger.warning("%s", error)
    except TransientError as error:
        logger.warning("report %s: %s", report.pk, error)
        release(report)
    except (OperationalError, InterfaceError):
        raise
    except CxError as error:
        fail(report, code=error.code)
    except Exception:
        fail(report, code="build_failed")
        raise
    return None


def release(report: Report) -> None:
    """Give a claimed report back to the queue; after the last attempt it has failed."""
    if report.attempts >= ATTEMPTS:
        fail(report, code="gave_up")
        return
    mine(report).update(state=State.QUEUED, lease_until=None, rung_at=None)


def fail(report: Report, *, code: str) -> None:
    mine(report).update(state=State.FAILED, error_code=code, lease_until=None, finished_at=Now())


# --- Sweeping ---------------------------------------------------------------------------------------


def sweep() -> int:
    """Bring back what killed workers left and ring for whatever waits unheard, in every organization.

    Returns how many reports the broker was told about.
    """
    over = Report.every_org.filter(state=State.BUILDING, lease_until__lt=Now())
    over.filter(attempts__gte=ATTEMPTS).update(
        state=State.FAILED, error_code="gave_up", lease_until=None, finished_at=Now()
    )
    over.update(state=State.QUEUED, lease_until=None, rung_at=None)
    unheard = Q(rung_at__isnull=True) | Q(rung_at__lt=from_now(-RING_AGAIN))
    waiting = Report.every_org.filter(unheard, state=State.QUEUED).only("pk", "organization_id")
    return sum(ring(report) for report in waiting.order_by("pk"))
