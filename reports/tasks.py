"""What the workers do: build one report, and sweep up after workers that died."""

from __future__ import annotations

from celery import shared_task

from organizations.scope import org_scope
from reports import builds, shelf


@shared_task(name=builds.TASK, ignore_result=True)
def build_report(organization_id: int, report_id: int) -> None:
    """Build the report if it is still to be built; delivered twice, it is built once."""
    with org_scope(organization_id):
        report = builds.claim(report_id)
        ready = builds.attempt(report) if report is not None else None
        if ready is not None:
            # The first reader should not be the one who waits for the rendering.
            shelf.page(ready)


@shared_task(name="reports.tasks.sweep", ignore_result=True)
def sweep() -> int:
    """Every thirty seconds, by the beat."""
    return builds.sweep()
