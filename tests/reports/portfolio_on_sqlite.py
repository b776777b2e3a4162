"""The portfolio on SQLite, as a laptop has it: a place is told, and an edition refuses to change.

A program, because the tests' own database is PostgreSQL: `python -m tests.reports.portfolio_on_sqlite`, in an
environment whose database is a file. Prints one line of JSON: the place, and what was refused.
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
    from reports.portfolio import SCORES, Kind, place
    from tests import builders
    from tests.reports import portfolio

    portfolio.many(9)
    client = builders.organization()
    own = dict.fromkeys(SCORES, (68.0, 4.0))
    kind = Kind("cx-ownership-maturity", "1", "full")
    found = place(kind, organization=client.pk, own=own, renew=True)
    refused = []
    for statement in (
        "UPDATE reports_portfolioedition SET entries = '[]'",
        "DELETE FROM reports_portfolioedition",
    ):
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(statement)
        except DatabaseError as error:
            refused.append(str(error))
    return {"others": found.others, "band": found.standings[0].band, "refused": refused}


if __name__ == "__main__":
    print(json.dumps(main()))
