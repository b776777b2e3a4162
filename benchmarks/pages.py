"""Every page of members, and every list of the interface, in an installation of a hundred clients.

100 clients with ten closed waves each, 100,000 submissions, a published report of every wave; one client with
thirty of everything that is listed; a consultant who is a member of them all. The pages are those of the
roll-call of addresses, so that none is forgotten. Times are the server's: from the request to the whole
answer in one process, without a socket. The yardstick is a view that does nothing.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from benchmarks.installation import copy_rows, installation, made_up_answers

CLIENTS, WAVES, PEOPLE = 100, 10, 100
LONG = 30
"""Rows of a list in the client with long lists; that 300 cost as many queries is a matter of tests."""

ROUNDS = 12
LIMIT_MS = 50
SHOWN = 12
KEYS = ("executive", "sales", "marketing", "service", "operations", "finance", "hr", "it")


@dataclass(frozen=True)
class Row:
    """A page: milliseconds of the first view of the process, and of those after it.

    best  what the page costs when nothing else is in the way.
    """

    path: str
    first: float
    later: list[float]

    @property
    def best(self) -> float:
        return min(self.later)

    @property
    def usual(self) -> float:
        return statistics.median(self.later)

    def __str__(self) -> str:
        figures = f"{self.best:6.1f} {self.usual:6.1f} {max(self.later):6.1f} {self.first:6.0f}"
        return f"{figures}   {self.path}"


def main() -> int:
    ids = clients()
    rows = [*measured(ids)]
    report(rows)
    over = [row for row in rows if row.best > LIMIT_MS]
    for row in over:
        print(f"over {LIMIT_MS} ms: {row.path}", file=sys.stderr)
    return 1 if over else 0


def report(rows: list[Row]) -> None:
    usual = [row.usual for row in rows]
    nothing, *pages = rows
    print(f"a view that does nothing: {nothing.usual:.1f} ms")
    print(f"{len(pages)} pages; half of them within {statistics.median(usual):.1f} ms")
    print(f"slowest, of {ROUNDS} views each: best, median, worst, first view of the process, in ms")
    for row in sorted(rows, key=lambda each: -each.usual)[:SHOWN]:
        print(row)


# --- Asking -----------------------------------------------------------------------------------------------


def measured(ids: dict[str, Any]) -> Iterator[Row]:
    from django.test import Client

    bearer = {"authorization": f"Bearer {ids['api_key']}"}
    person = Client(SERVER_NAME="localhost")
    program = Client(SERVER_NAME="localhost", headers=bearer)
    person.force_login(ids["consultant"])
    yield timed(person, "/healthz")
    for path in paths(ids):
        client = program if path.startswith("/api/") else person
        # What is not there in this state of a wave, or leads on, is no page.
        if client.get(path).status_code == 200:
            yield timed(client, path)


def paths(ids: dict[str, Any]) -> list[str]:
    """The addresses of every page, with each id that fits."""
    from tests.test_doors import ACCOUNT_ROUTES, EVERYTHING, MEMBER_ROUTES

    api = [route for route in EVERYTHING if route.audience == "token"]
    found = {"/": None}
    for route in (*MEMBER_ROUTES, *ACCOUNT_ROUTES, *api):
        for wave in ids["waves"] if "wave_id" in route.takes else (0,):
            if set(route.takes) <= ids.keys() | {"wave_id"}:
                found[route.url(ids | {"wave_id": wave})] = None
    return list(found)


def timed(client: Any, path: str) -> Row:
    from django.db import connection

    connection.close()
    first, *later = [milliseconds(client, path) for _ in range(ROUNDS + 1)]
    return Row(path, first, later)


def milliseconds(client: Any, path: str) -> float:
    start = time.perf_counter()
    client.get(path).content  # noqa: B018  what comes in pieces is made now
    return (time.perf_counter() - start) * 1000


# --- The installation -------------------------------------------------------------------------------------


def clients() -> dict[str, Any]:
    """All clients; ids by parameter of the addresses, of the one with long lists."""
    from organizations.models import Member, Organization, Role, User
    from organizations.portfolio import join
    from organizations.scope import org_scope
    from reports.builds import build_now

    consultant = User.objects.create_user("consultant@example.com", name="Cora")
    first = None
    for number in range(CLIENTS):
        organization = Organization.objects.create(slug=f"client-{number}", name=f"Client {number}")
        with org_scope(organization):
            # Owner of one alone: whoever owns them all is one owner, and no portfolio tells of that.
            Member.objects.create(user=consultant, role=Role.ANALYST if number else Role.OWNER)
            join(organization, by=None)
            waves = closed_waves(organization, number=number)
            first = first or (organization, waves, build_now(waves[-1]))
    assert first is not None
    organization, waves, made = first
    spread(made.pk)
    with org_scope(organization):
        ids = long_lists(organization, waves, made, consultant)
    analyze()
    return ids | {"consultant": consultant}


def closed_waves(organization: Any, *, number: int) -> list[Any]:
    """Waves that people answered, the last of them closed last."""
    from datetime import timedelta

    import numpy as np
    from django.utils import timezone

    from surveys.models import Assessment, Wave
    from surveys.queries import codebook_of

    assessment = Assessment.objects.create(name="Customers", market="b2b")
    waves = [
        Wave.objects.create(
            assessment=assessment,
            name=f"Wave {place}",
            state="closed",
            closed_at=timezone.now() - timedelta(days=30 * (WAVES - place)),
            instrument_key="cx-ownership-maturity",
            instrument_version="1.0",
            functions=[{"key": key, "name": key.title(), "headcount": 16} for key in KEYS],
        )
        for place in range(WAVES)
    ]
    chance = np.random.default_rng(number)
    for wave in waves:
        codebook = codebook_of(wave)
        functions = chance.integers(0, len(codebook.functions), PEOPLE)
        levels = chance.choice(3, PEOPLE, p=(0.1, 0.2, 0.7))
        copy_rows(wave, functions, levels, made_up_answers(codebook, functions, levels, chance))
    return waves


def spread(report_id: int) -> None:
    """The same document as the published report of every wave; to build each would take minutes."""
    from django.db import connection

    from reports.models import Report

    names = [
        field.column for field in Report._meta.local_concrete_fields if field.column not in COPIED_OTHERWISE
    ]
    columns = ", ".join(names)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO reports_report (organization_id, wave_id, {columns}) "
            f"SELECT w.organization_id, w.id, {', '.join('r.' + name for name in names)} "
            "FROM surveys_wave w, reports_report r WHERE r.id = %s AND w.id <> r.wave_id",
            [report_id],
        )
        cursor.execute(
            "INSERT INTO reports_publication (organization_id, report_id, published_at) "
            "SELECT organization_id, id, now() FROM reports_report"
        )


COPIED_OTHERWISE = ("id", "organization_id", "wave_id")


def long_lists(organization: Any, waves: list[Any], made: Any, consultant: Any) -> dict[str, Any]:
    """Every list of this client long, and one id of each."""
    from django.utils import timezone

    from organizations import people, portfolio
    from organizations.access_tokens import MOST_TOKENS, make
    from organizations.hook_models import HookDelivery, HookEvent
    from organizations.models import AuditEntry, Member, Role, Scope, User
    from reports import formats, remarks_writing, share, shelf
    from reports import portfolio as places
    from reports.adopted_models import AdoptedAction
    from tests.organizations.hooked import a_public_hook

    assert portfolio.takes_part(organization)
    own = places.scores_of_reports([places.Entry(report=made.pk, organization=organization.pk)])
    places.place(places.kind_of(made.wave), organization=0, own=next(iter(own.values())), renew=True)
    formats.prepare(made, language=made.language)
    document, last_day = shelf.document_of(made), timezone.localdate()
    me = Member.objects.get(user=consultant)
    tokens = [make(me, name=f"Program {n}", scopes=list(Scope), days=30) for n in range(MOST_TOKENS)]
    told = a_public_hook(organization)
    for number in range(LONG):
        link, _key = share.share(
            made, name=f"Board {number}", last_day=last_day, by=consultant, languages=["en"]
        )
        action = AdoptedAction.objects.create(wave=waves[number % WAVES], title=f"Action {number}")
        remark = remarks_writing.write(
            made, document=document, page=document.pages[0].key, text=f"Remark {number}.", by=consultant
        )
        event = HookEvent.objects.create(
            message_id=f"msg_{number}", kind="wave.closed", day=last_day, data={}, path="/"
        )
        HookDelivery.objects.create(event=event, endpoint=told.endpoint)
        user = User.objects.create_user(f"colleague{number}@example.com", name=f"Colleague {number}")
        member = Member.objects.create(user=user, role=Role.READER)
        if number < people.MOST_INVITED:
            email = f"asked{number}@example.com"
            invitation, _key = people.invite(organization, email=email, role=Role.READER, by=consultant)
        AuditEntry.objects.create(actor=consultant, action="viewed", object_type="report", object_id="1")
    return {
        "slug": organization.slug,
        "waves": [waves[-1].pk, *unfinished()],
        "assessment_id": made.wave.assessment_id,
        "report_id": made.pk,
        "link_id": link.pk,
        "action_id": action.pk,
        "remark_id": remark.pk,
        "hook_id": told.endpoint_id,
        "member_id": member.pk,
        "invitation_id": invitation.pk,
        "fmt": "html",
        "kind": "invitation",
        "language": "en",
        "key": made.wave.instrument_key,
        "version": made.wave.instrument_version,
        "api_key": tokens[0][1],
    }


def unfinished() -> Iterator[int]:
    """A wave that is being set up and one that people answer, with long lists of people."""
    from surveys import actions
    from surveys.actions import Invitee
    from tests.surveys.fieldwork import a_wave

    for name, opened in (("Drafted", False), ("Open", True)):
        wave = a_wave(opened=False, name=name)
        people = [
            Invitee(function=wave.function_keys[n % 2], level="contributor", email=f"p{n}@example.com")
            for n in range(LONG)
        ]
        actions.create_invitations(wave, people=people)
        actions.create_open_link(wave)
        if opened:
            actions.open_wave(wave)
        yield wave.pk


def analyze() -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


if __name__ == "__main__":
    with installation():
        sys.exit(main())
