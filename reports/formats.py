"""All files of a report made ahead, at the same time: asked for, claimed one by one, kept on the shelf.

A set is what was asked for, and a row for each of its files says how far that one is. Like a report's own
row it is the truth, and the broker a doorbell: delivered twice, a file is made once; a killed worker costs
its lease. Whoever settles the last file closes the set. On Redis a chord sees to that: one task a file, and
the closing as its callback. A broker of files has no place where Celery could count; there each task closes
the set if it finds nothing open, which is one conditional UPDATE and never wrong, whoever comes last.
"""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Iterable, Sequence

from celery import chord, current_app, group
from celery.exceptions import SoftTimeLimitExceeded
from django.db import InterfaceError, OperationalError, transaction
from django.db.models import (
    Exists,
    F,
    OuterRef,
    Q,
    QuerySet,
)
from django.db.models.functions import Now
from kombu.exceptions import OperationalError as BrokerError
from redis.exceptions import RedisError

from cxassess.clock import from_now
from cxassess.errors import CxError, TransientError
from reports import shelf
from reports.formats_models import OPEN, FileState, FormatFile, FormatSet
from reports.models import Report
from reports.renderers import RENDERERS

LEASE = dt.timedelta(seconds=60)
ATTEMPTS = 3
RING_AGAIN = dt.timedelta(minutes=2)
SLOW_S, TOO_SLOW_S = 30, 45
"""After so many seconds a file is given up; so many later the worker that cannot let go of it is ended."""

PAUSE_S = 1
"""Before a file is tried again that something passing has spoiled."""

FILE_TASK = "reports.tasks.render_file"
CLOSING_TASK = "reports.tasks.close_files"

# The longest first: two workers are done at about the same time then.
ORDER = ("pdf", "pptx", "html", "xlsx", "docx", "csv", "json")

SENTENCES = {
    "gave_up": "This file was begun three times and never finished.",
    "too_slow": f"Making this file took longer than {SLOW_S} seconds, and it was given up.",
    "report_unreadable": shelf.Unreadable.sentence,
}
OTHERWISE = (
    "Something went wrong while this file was made. The report and its other files are as they were. "
    "Whoever runs this installation finds the details in the log."
)

logger = logging.getLogger(__name__)


class LeaseLost(RuntimeError):
    """Another worker, or the sweep, has taken the file in the meantime."""


# --- Asking -----------------------------------------------------------------------------------------------


@transaction.atomic
def prepare(report: Report, *, language: str) -> FormatSet:
    """The set of a ready report in the look of today, with every file made or asked for.

    What has failed is tried once more, and what has left the shelf is made again. Call it inside the
    transaction that made the files necessary; the doorbell rings when that is committed.
    """
    asked: FormatSet = FormatSet.objects.get_or_create(
        report=report, language=language, look=shelf.look_of(report)
    )[0]
    rows = [FormatFile(set=asked, form=form) for form in in_order(RENDERERS)]
    FormatFile.objects.bulk_create(rows, ignore_conflicts=True)
    if _queue_again(asked, report=report):
        FormatSet.objects.filter(pk=asked.pk).update(asked_at=Now(), finished_at=None)
    FormatSet.objects.filter(report=report, language=language).exclude(pk=asked.pk).delete()
    transaction.on_commit(lambda: ring(asked), robust=True)
    return asked


def in_order(forms: Iterable[str]) -> list[str]:
    """Formats, those that take longest first; one that is not in ORDER comes last."""
    return sorted(forms, key=lambda form: ORDER.index(form) if form in ORDER else len(ORDER))


def _queue_again(asked: FormatSet, *, report: Report) -> int:
    """Ask once more for what failed or is no longer there; how many files that were."""
    ready = FormatFile.objects.filter(set=asked, state=FileState.READY)
    gone = [file.pk for file in ready if not shelf.holds(report, file.form, asked.language)]
    again = FormatFile.objects.filter(Q(state=FileState.FAILED) | Q(pk__in=gone), set=asked)
    return again.update(state=FileState.QUEUED, attempts=0, size=0, error_code="", rung_at=None)


def current(report: Report, *, language: str) -> FormatSet | None:
    """The set that was last asked for, as long as its files look as they would today."""
    rows = FormatSet.objects.filter(report=report, language=language, look=shelf.look_of(report))
    found: FormatSet | None = rows.first()
    return found


def why_failed(file: FormatFile) -> str:
    """One or two sentences for a file that failed."""
    return SENTENCES.get(file.error_code, OTHERWISE)


# --- Ringing ----------------------------------------------------------------------------------------------


def ring(asked: FormatSet) -> bool:
    """Tell the broker of every file that waits. False when it did not hear; then the sweep rings again."""
    waiting = FormatFile.every_org.filter(set=asked, state=FileState.QUEUED)
    files = list(waiting.order_by("pk").values_list("pk", flat=True))
    if not files:
        return True
    try:
        with current_app.connection_for_write() as connection:
            connection.ensure_connection(max_retries=1, interval_start=0.2)
            _send(asked, files, connection=connection)
    except (BrokerError, RedisError, OSError) as error:
        logger.warning("files of report %s wait, the broker did not answer: %s", asked.report_id, error)
        return False
    waiting.filter(pk__in=files).update(rung_at=Now())
    return True


def _send(asked: FormatSet, files: Sequence[int], *, connection: object) -> None:
    """All files at once, as a chord where the place for results can count, else as a group."""
    organization = asked.organization_id
    parts = [current_app.signature(FILE_TASK, (organization, file), immutable=True) for file in files]
    how = {"connection": connection, "retry": False, "ignore_result": True}
    if current_app.backend.supports_native_join and len(parts) > 1:
        closing = current_app.signature(CLOSING_TASK, (organization, asked.pk), immutable=True)
        chord(parts, closing, app=current_app).apply_async(**how)
    else:
        group(parts, app=current_app).apply_async(**how)


# --- Holding ----------------------------------------------------------------------------------------------


def claim(file_id: int) -> FormatFile | None:
    """Take a file that waits or whose lease ran out; None when there is nothing to take."""
    free = Q(state=FileState.QUEUED) | Q(state=FileState.RENDERING, lease_until__lt=Now())
    with transaction.atomic():
        taken = FormatFile.objects.filter(free, pk=file_id, attempts__lt=ATTEMPTS).update(
            state=FileState.RENDERING, attempts=F("attempts") + 1, lease_until=from_now(LEASE)
        )
        if taken != 1:
            return None
        rows = FormatFile.objects.select_related("set__report__organization", "set__report__wave")
        held: FormatFile = rows.get(pk=file_id)
        return held


def settle(file: FormatFile, **values: object) -> None:
    """Change the file this worker holds and let go of it. Raises LeaseLost when it holds it no longer."""
    mine: QuerySet[FormatFile] = FormatFile.objects.filter(
        pk=file.pk, state=FileState.RENDERING, attempts=file.attempts
    )
    if mine.update(lease_until=None, **values) != 1:
        raise LeaseLost(f"file {file.pk} was taken over after attempt {file.attempts}")


def attempt(file: FormatFile) -> bool:
    """Make a claimed file and record how it ended; False when it is to be tried again soon.

    A database that went away leaves the row to its lease, since nothing can be recorded.
    """
    try:
        return _make(file)
    except LeaseLost as error:
        logger.warning("%s", error)
        return True


def _make(file: FormatFile) -> bool:
    try:
        content = shelf.rendered(file.set.report, file.form, file.set.language)
    except (OperationalError, InterfaceError):
        raise
    except (TransientError, OSError) as error:
        logger.warning("file %s of report %s: %s", file.form, file.set.report_id, error)
        return release(file)
    except SoftTimeLimitExceeded:
        settle(file, state=FileState.FAILED, error_code="too_slow")
    except CxError as error:
        settle(file, state=FileState.FAILED, error_code=error.code)
    except Exception:
        # The other files of the set are made all the same; the trace is for whoever runs this installation.
        logger.exception("file %s of report %s was not made", file.form, file.set.report_id)
        settle(file, state=FileState.FAILED, error_code="render_failed")
    else:
        settle(file, state=FileState.READY, size=len(content))
    return True


def release(file: FormatFile) -> bool:
    """Give a claimed file back to the queue; True when that was its last attempt and it has failed."""
    if file.attempts >= ATTEMPTS:
        settle(file, state=FileState.FAILED, error_code="gave_up")
        return True
    settle(file, state=FileState.QUEUED)
    return False


# --- Closing ----------------------------------------------------------------------------------------------


def close(sets: QuerySet[FormatSet]) -> int:
    """Note the end of those sets of which no file is open any more; how many ended just now."""
    is_open = FormatFile.every_org.filter(set=OuterRef("pk"), state__in=OPEN)
    return sets.filter(~Exists(is_open), finished_at=None).update(finished_at=Now())


def close_after(file_id: int) -> int:
    """Close the set of this file if it was the last one."""
    return close(FormatSet.objects.filter(pk__in=FormatFile.objects.filter(pk=file_id).values("set")))


# --- Sweeping ---------------------------------------------------------------------------------------------


def sweep() -> int:
    """Bring back what killed workers left, close what nobody closed and forget what has left the shelf.

    Rings for every set with files that wait unheard, and returns how many. For all organizations.
    """
    over = FormatFile.every_org.filter(state=FileState.RENDERING, lease_until__lt=Now())
    over.filter(attempts__gte=ATTEMPTS).update(state=FileState.FAILED, error_code="gave_up", lease_until=None)
    over.update(state=FileState.QUEUED, lease_until=None, rung_at=None)
    FormatSet.every_org.filter(finished_at__lt=from_now(-dt.timedelta(seconds=shelf.KEEP_SECONDS))).delete()
    close(FormatSet.every_org.all())
    unheard = Q(rung_at__isnull=True) | Q(rung_at__lt=from_now(-RING_AGAIN))
    waiting = FormatFile.every_org.filter(unheard, state=FileState.QUEUED)
    sets = FormatSet.every_org.filter(Exists(waiting.filter(set=OuterRef("pk"))))
    return sum(ring(asked) for asked in sets.order_by("pk"))
