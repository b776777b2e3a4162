"""What must never happen to a wave, tried on SQLite, as a laptop has it.

A program, because the tests' own database is PostgreSQL: `python -m tests.surveys.on_sqlite`, in an
environment whose database is a file. Prints one line of JSON: of each attempt whether the database refused
it, and the versions of a wave that was opened again.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from typing import Any

PEOPLE = {"executive": 3, "sales": 20, "marketing": 12, "service": 24}


def refused(change: Callable[[], Any]) -> bool:
    from django.db import IntegrityError, transaction

    try:
        with transaction.atomic():
            change()
    except IntegrityError:
        return True
    return False


def attempts() -> Iterator[tuple[str, Callable[[], Any]]]:
    """Name of an attempt, and the attempt; one that is named `may …` has to succeed."""
    from surveys.models import Draft, Invitation, OpenLink, Submission, Wave, WaveVersion
    from tests.reports.staging import closed_wave, open_wave

    opened, closed = open_wave(people=PEOPLE), closed_wave(people=PEOPLE)
    waves, others = Wave.every_org.filter(pk=opened.pk), Wave.every_org.filter(pk=closed.pk)
    for minimum in (0, -1, 4, 11, None, 6):
        yield f"minimum group {minimum} after launch", lambda k=minimum: waves.update(minimum_group=k)
    yield "other functions after launch", lambda: waves.update(functions=[])
    yield "another form after launch", lambda: waves.update(form="short")
    yield "a draft again", lambda: waves.update(state="draft")
    versions = WaveVersion.every_org.filter(wave=closed)
    yield "a version changed", lambda: versions.update(published=False)
    yield "a version deleted", versions.delete
    answers = Submission.every_org.filter(wave=closed)
    yield "an answer of another version", lambda: answers.update(version=2)
    yield "an answer of no version", lambda: answers.update(version=None)
    yield "may open again once the version is kept", lambda: others.update(state="open", closed_at=None)
    yield "may go with its wave", lambda: Wave.every_org.get(pk=closed.pk).delete()
    asking = _asking(opened)
    for model, name in ((Invitation, "person"), (OpenLink, "link"), (Draft, "draft")):
        rows = model.every_org.filter(wave=asking)
        yield f"a {name} moved after launch", lambda rows=rows: rows.update(function="service")
    drafts = Wave.every_org.filter(pk=_draft(opened).pk)
    for said in (0, -1, 4, 11, None, "off"):
        yield f"minimum group {said} before launch", lambda k=said: _raw(drafts, k)


def _asking(wave: Any) -> Any:
    """The open wave, with one person invited, one link, and one who has begun."""
    from organizations.scope import org_scope
    from surveys import actions

    with org_scope(wave.organization_id):
        actions.create_invitations(wave, people=[actions.Invitee("sales", "manager")])
        link = actions.create_open_link(wave, function="sales")
        actions.begin_open(link, function="sales", level="manager")
    return wave


def _draft(wave: Any) -> Any:
    from surveys.models import Wave

    values = {"assessment_id": wave.assessment_id, "organization_id": wave.organization_id}
    return Wave.every_org.create(
        name="next", instrument_key="x", instrument_version="1.0", functions=wave.functions, **values
    )


def _raw(waves: Any, minimum: int | str | None) -> None:
    """By hand: Django would turn some of these down before the database sees them."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("UPDATE surveys_wave SET minimum_group = %s WHERE id = %s", [minimum, waves.get().pk])


def opened_again() -> list[list[object]]:
    """Number of each version of a wave that six people more have answered, and whether it is shown."""
    from organizations.scope import org_scope
    from reports.builds import build_now
    from reports.models import Report, State
    from surveys import actions
    from surveys.models import WaveVersion
    from tests.reports.staging import answer, closed_wave

    wave = closed_wave(people=PEOPLE)
    with org_scope(wave.organization_id):
        build_now(wave)
        Report.objects.exclude(state=State.READY).delete()
        actions.reopen_wave(wave)
        answer(wave, {"sales": 6}, seed=9)
        actions.close_wave(wave)
        rows = WaveVersion.objects.filter(wave=wave).values_list("number", "published")
        return [list(row) for row in rows]


def main() -> dict[str, Any]:
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    tried = {name: refused(change) for name, change in attempts()}
    return {"refused": tried, "versions": opened_again()}


if __name__ == "__main__":
    json.dump(main(), sys.stdout)
