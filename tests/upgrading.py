"""A database with data in it, as an earlier version left it, and what is in it after an upgrade.

A program, because the tests' own database is made at once and empty: `python -m tests.upgrading`, in an
environment whose database holds nothing yet. Prints one line of JSON.
"""

from __future__ import annotations

import json
import sys
from typing import Any

EARLIER = [
    ("organizations", "0003_colleagues"),
    ("surveys", "0007_pulse"),
    ("reports", "0004_playback"),
]
"""As of the version that had no interface for programs and published nothing to readers."""

FUNCTIONS = [{"key": key, "name": key.title(), "headcount": 20} for key in ("sales", "service")]


def main() -> dict[str, Any]:
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    executor.migrate(EARLIER)
    fill(executor.loader.project_state(EARLIER).apps)
    call_command("migrate", verbosity=0)
    return left()


def fill(apps: Any) -> None:
    """A closed wave with a report, and an open one that somebody was invited to and began."""
    from django.utils import timezone

    def make(label: str, **values: Any) -> Any:
        return apps.get_model(label)._base_manager.create(**values)

    now = timezone.now()
    acme = make("organizations.Organization", slug="acme", name="Acme")
    mine = {"organization_id": acme.pk}
    max_ = make("organizations.User", email="max@example.com", name="Max")
    make("organizations.Member", user_id=max_.pk, role="reader", **mine)
    assessment = make("surveys.Assessment", name="Customers", market="b2b", **mine)
    asked = {"instrument_key": "cx-ownership-maturity", "instrument_version": "1.0", "functions": FUNCTIONS}
    wave = {"assessment_id": assessment.pk, **asked, **mine}
    closed = make("surveys.Wave", name="2025", state="closed", closed_at=now, **wave)
    opened = make("surveys.Wave", name="2026", state="open", **wave)
    ready = {"state": "ready", "finished_at": now, "confirmed_at": now, "fingerprint": "f" * 64}
    make("reports.Report", wave_id=closed.pk, document='{"as": "stored"}', **ready, **mine)
    make("reports.Report", wave_id=closed.pk, state="failed", error_code="gave_up", **mine)
    make("reports.AdoptedAction", wave_id=closed.pk, title="Ask renewal", catalog_id="A04", **mine)
    person = {"function": "sales", "level": "manager", "email": "ivy@example.com", "token_hash": "a" * 64}
    ivy = make("surveys.Invitation", wave_id=opened.pk, **person, **mine)
    make("surveys.Contact", invitation_id=ivy.pk, **mine)
    begun = {"invitation_id": ivy.pk, "token_hash": "b" * 64, "function": "sales", "level": "manager"}
    make("surveys.Draft", wave_id=opened.pk, seed=1, answers={"VIEW1": "3"}, **begun, **mine)


def left() -> dict[str, Any]:
    """What somebody finds of it today."""
    from organizations.models import Member
    from organizations.scope import org_scope
    from reports import adopting, queries
    from reports.models import Publication, Report
    from surveys.mail_models import Contact
    from surveys.models import Draft, Invitation, Wave

    max_ = Member.every_org.get()
    with org_scope(max_.organization_id):
        read = queries.seen_by(max_).get()
        report = Report.objects.get(state="ready")
        return {
            "reads": read.pk == report.pk and read.document,
            "language": report.language,
            "published": list(Publication.objects.values_list("report_id", flat=True)) == [report.pk],
            "actions": [each.title for each in adopting.seen_by(max_)],
            "forms": sorted(Wave.objects.values_list("name", "form")),
            "invited": list(Invitation.objects.values_list("email", "language")),
            "contacts": Contact.objects.count(),
            "answers": Draft.objects.get().answers,
        }


if __name__ == "__main__":
    json.dump(main(), sys.stdout)
