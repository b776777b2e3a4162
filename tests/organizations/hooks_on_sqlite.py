"""A webhook on SQLite, as a laptop has it: three workers want the same delivery at once, and one sends it.

A program, because the tests' own database is PostgreSQL: `python -m tests.organizations.hooks_on_sqlite URL`,
in an environment whose database is a file and whose rules let URL be reached. Prints one line of JSON.
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
    """Whether this worker got the delivery; if so, it sends it."""
    set_up()
    from organizations import hook_deliveries
    from organizations.scope import org_scope

    organization_id, delivery_id = arguments
    with org_scope(organization_id):
        row = hook_deliveries.claim(delivery_id)
        if row is not None:
            hook_deliveries.attempt(row)
        return row is not None


def main(url: str) -> dict[str, Any]:
    set_up()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    from organizations import webhooks
    from organizations.scope import org_scope
    from tests import builders
    from tests.organizations.hooked import EVENTS, ORIGIN, something_happens

    acme = builders.organization()
    with org_scope(acme):
        webhooks.make(acme, address=webhooks.check_address(url), events=EVENTS, origin=ORIGIN)
        row = something_happens()
        with multiprocessing.get_context("spawn").Pool(WORKERS) as workers:
            got = workers.map(work, [(acme.pk, row.pk)] * WORKERS, chunksize=1)
        row.refresh_from_db()
    return {"got": sorted(got), "state": row.state, "attempts": row.attempts}


if __name__ == "__main__":
    json.dump(main(sys.argv[1]), sys.stdout)
