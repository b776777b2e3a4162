"""A closed wave on SQLite, as a laptop has it: three workers want its report at once while others write.

A program, because the tests' own database is PostgreSQL: `python -m tests.reports.on_sqlite`, in an
environment whose database is a file. Prints one line of JSON: what each worker found, and the report's row.
"""

from __future__ import annotations

import json
import multiprocessing
import sys
from typing import Any

WORKERS = 3


def set_up() -> None:
    import django

    django.setup()


def work(arguments: tuple[int, int]) -> bool:
    """Whether this worker got the report; if so, it builds it."""
    set_up()
    from organizations.scope import org_scope
    from reports import builds

    organization_id, report_id = arguments
    with org_scope(organization_id):
        report = builds.claim(report_id)
        return report is not None and builds.attempt(report) is not None


def write_on(stop: Any) -> None:
    """Somebody who writes all the time, so that no reader's picture of the file stays the latest."""
    set_up()
    from organizations.models import Organization

    number = 0
    while not stop.is_set():
        Organization.objects.create(slug=f"other-{number}", name="Other")
        number += 1
        stop.wait(0.002)


def main() -> dict[str, Any]:
    set_up()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    from reports.models import Report
    from tests.reports.staging import closed_wave

    wave = closed_wave(people={"sales": 60, "service": 60}, customers=40)
    report = Report.every_org.get(wave=wave)
    processes = multiprocessing.get_context("spawn")
    stop = processes.Event()
    writer = processes.Process(target=write_on, args=(stop,))
    writer.start()
    with processes.Pool(WORKERS) as workers:
        got = workers.map(work, [(report.organization_id, report.pk)] * WORKERS)
    stop.set()
    writer.join()
    report.refresh_from_db()
    return {"got": sorted(got), "state": report.state, "attempts": report.attempts, "writer": writer.exitcode}


if __name__ == "__main__":
    json.dump(main(), sys.stdout)
