"""What the workers do: build a report, make its files, and sweep up after workers that died."""

from __future__ import annotations

from typing import Any

from celery import shared_task

from organizations.scope import org_scope
from reports import builds, formats, shelf
from reports.models import FormatSet


@shared_task(name=builds.TASK, ignore_result=True)
def build_report(organization_id: int, report_id: int) -> None:
    """Build the report if it is still to be built; delivered twice, it is built once."""
    with org_scope(organization_id):
        report = builds.claim(report_id)
        ready = builds.attempt(report) if report is not None else None
        if ready is not None:
            # The first reader should not be the one who waits for the rendering.
            shelf.page(ready)


@shared_task(
    name=formats.FILE_TASK,
    bind=True,
    ignore_result=True,
    max_retries=formats.ATTEMPTS,
    default_retry_delay=formats.PAUSE_S,
    soft_time_limit=formats.SLOW_S,
    time_limit=formats.TOO_SLOW_S,
)
def render_file(self: Any, organization_id: int, file_id: int) -> None:
    """Make one file if it is still to be made; delivered twice, it is made once."""
    with org_scope(organization_id):
        file = formats.claim(file_id)
        if file is not None and not formats.attempt(file):
            raise self.retry()
        if not self.request.chord:
            formats.close_after(file_id)


@shared_task(name=formats.CLOSING_TASK, ignore_result=True)
def close_files(organization_id: int, set_id: int) -> None:
    """The chord's callback: every file of the set has been settled."""
    with org_scope(organization_id):
        formats.close(FormatSet.objects.filter(pk=set_id))


@shared_task(name="reports.tasks.sweep", ignore_result=True)
def sweep() -> int:
    """Every thirty seconds, by the beat."""
    return builds.sweep() + formats.sweep()
