"""An action's history on SQLite, as a laptop has it: it refuses to change, and goes with its wave.

A program, because the tests' own database is PostgreSQL: `python -m tests.reports.adopted_on_sqlite`, in an
environment whose database is a file. Prints one line of JSON: what was refused, and how many lines are left.
"""

from __future__ import annotations

import json
from typing import Any


def main() -> dict[str, Any]:
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import DatabaseError, connection, transaction

    call_command("migrate", verbosity=0)
    from organizations.scope import org_scope
    from reports.adopted_models import AdoptedAction, AdoptedChange
    from reports.adopting import change, write
    from surveys import retention
    from tests import builders
    from tests.reports.staging import closed_wave

    wave, refused = closed_wave(people={"sales": 12}), []
    ann = builders.person("Ann")
    with org_scope(wave.organization_id):
        action = write(wave, values={"title": "Cards of who answers"}, by=ann)
        change(action, values={"status": "done"}, by=ann)
    for statement in (
        "UPDATE reports_adoptedchange SET status = 'open'",
        "DELETE FROM reports_adoptedchange",
    ):
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(statement)
        except DatabaseError as error:
            refused.append(str(error))
    kept = AdoptedChange.every_org.count()
    with org_scope(wave.organization_id):
        retention.delete(str(wave.pk))
    left = AdoptedAction.every_org.count() + AdoptedChange.every_org.count()
    return {"refused": refused, "kept": kept, "left": left}


if __name__ == "__main__":
    print(json.dumps(main()))
