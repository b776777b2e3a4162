"""Many people answering at once: the real forms, the production server, PostgreSQL.

`python -m benchmarks.load [SECONDS]`, by default so many for each row. Respondents neither read nor think, so
eight at once are some hundred people at their screens. The yardsticks of the same run are a view that does
nothing, asked by the same client, and the database alone doing the same writes through psycopg2. The
respondents run on the same cores as the server and the database.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psutil
import psycopg2

from benchmarks.installation import fill, installation, made_up_wave
from benchmarks.page import free_port, wait_for
from benchmarks.walking import FUNCTIONS, Connection, Log, Walker

SECONDS = 5.0
AT_ONCE = (8, 32)
STORED = (0, 100_000)
YARDSTICK = 8
"""How many ask at once where a yardstick is taken."""

ANSWERS = 80
PAGES_OF_A_PERSON = 12
"""Answers of a person in the yardstick, and the pages they stand on."""

DRAFT = """
    INSERT INTO surveys_draft (organization_id, wave_id, open_link_id, token_hash, function, level, answers,
        comment, page, language, seed, page_seconds, visits)
    VALUES (%s, %s, %s, %s, 'sales', 'contributor', '{}', '', '', 'en', 1, '{}', '[]')
"""
SAVE = "UPDATE surveys_draft SET answers = %s WHERE token_hash = %s"
SEND = """
    WITH sent AS (INSERT INTO surveys_submission
        (id, organization_id, wave_id, day, function, level, answers)
        VALUES (%s, %s, %s, current_date, 1, 2, %s))
    DELETE FROM surveys_draft WHERE token_hash = %s
"""
PAGES = ("first screen", "page", "save", "next", "review", "send")


def main(seconds: float) -> int:
    errors = 0
    with gunicorn() as (port, server):
        nothing = bare_view(port, seconds=seconds / 3)
        for stored in STORED:
            link, wave = open_wave(stored)
            total = Log()
            for at_once in AT_ONCE:
                for scripted in (False, True):
                    total.add(walk(port, link, at_once=at_once, scripted=scripted, seconds=1.0))
                    before = computed(server)
                    log = walk(port, link, at_once=at_once, scripted=scripted, seconds=seconds)
                    tell(stored, at_once, scripted, log, seconds=seconds, computed=computed(server) - before)
                    total.add(log)
            errors += len(total.errors) + lost(wave, stored=stored, sent=total.sent)
        peak = memory(server)
    bare = bare_writes(wave, seconds=seconds / 3)
    print(f"a view that does nothing: {nothing:,.0f} requests/s, {YARDSTICK} at once")
    print(f"the database alone, the same writes: {bare:,.0f} answers/s, {YARDSTICK} at once")
    print(f"memory of the web server at its peak: {peak:.0f} MB")
    print(f"errors and lost submissions: {errors}")
    return 1 if errors else 0


def open_wave(stored: int) -> tuple[str, Any]:
    """Path of an open link to a wave that so many have answered already."""
    from django.urls import reverse

    from organizations.scope import org_scope
    from surveys import actions
    from surveys.models import Assessment, Wave

    made = made_up_wave(0)
    with org_scope(made.organization_id):
        wave = Wave.objects.create(
            assessment=Assessment.objects.create(name="Load"),
            name="open",
            instrument_key=made.instrument_key,
            instrument_version=made.instrument_version,
            functions=[{"key": key, "name": key.title(), "headcount": 50_000} for key in FUNCTIONS],
        )
        if stored:
            fill(wave, stored, seed=1)
        link = actions.create_open_link(wave)
        actions.open_wave(wave)
    return reverse("surveys:start", args=[link.token]), wave


def walk(port: int, link: str, *, at_once: int, scripted: bool, seconds: float) -> Log:
    until = time.monotonic() + seconds
    offers: dict[Any, Any] = {}
    walkers = [Walker(port, link, scripted, seed, offers) for seed in range(at_once)]
    together([lambda each=each: each.walk(until=until) for each in walkers])  # type: ignore[misc]
    log = Log()
    for walker in walkers:
        log.add(walker.log)
        walker.connection.close()
    return log


def together(works: list[Any]) -> None:
    threads = [threading.Thread(target=work) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def tell(stored: int, at_once: int, scripted: bool, log: Log, *, seconds: float, computed: float) -> None:
    """computed  seconds of a core that the web server spent: what other work on the machine changes least."""
    way = "as the page's script sends" if scripted else "plain forms"
    print(
        f"{stored:>7,} stored, {at_once:>2} at once, {way}: {log.answers / seconds:,.0f} answers/s, "
        f"{log.sent / seconds:.1f} submissions/s, {log.requests / seconds:,.0f} requests/s, "
        f"{len(log.errors)} errors, {1000 * computed / max(1, log.requests):.2f} ms of a core a request",
        flush=True,
    )
    for kind in PAGES:
        if taken := sorted(log.seconds[kind]):
            p50, p95, p99 = (1000 * taken[int((len(taken) - 1) * share)] for share in (0.5, 0.95, 0.99))
            print(f"{kind:>20}: p50 {p50:5.1f}  p95 {p95:5.1f}  p99 {p99:5.1f} ms  ({len(taken)})")
    for error in sorted(set(log.errors))[:5]:
        print(f"{'':8}{error}")


def lost(wave: Any, *, stored: int, sent: int) -> int:
    """How many of the submissions the server acknowledged are not in the database."""
    from organizations.scope import org_scope
    from surveys.models import Submission

    with org_scope(wave.organization_id):
        return abs(Submission.objects.filter(wave=wave).count() - stored - sent)


# --- The server --------------------------------------------------------------------------------------------


@contextmanager
def gunicorn() -> Iterator[tuple[int, psutil.Process]]:
    """The web server as production runs it: its own configuration, the number of processes it has there."""
    port = free_port()
    command = [sys.executable, "-m", "gunicorn", "-c", "python:cxassess.gunicorn", "cxassess.wsgi"]
    with subprocess.Popen([*command, "--bind", f"127.0.0.1:{port}"], env=dict(os.environ)) as server:
        try:
            wait_for(port)
            yield port, psutil.Process(server.pid)
        finally:
            server.terminate()


def computed(server: psutil.Process) -> float:
    """Seconds of a core that the server's processes have spent so far."""
    spent = [each.cpu_times() for each in server.children()]
    return float(sum(times.user + times.system for times in spent))


def memory(server: psutil.Process) -> float:
    """MB of all processes of the server, each page of memory counted once."""
    return float(sum(each.memory_full_info().pss for each in (server, *server.children()))) / 1e6


# --- Yardsticks --------------------------------------------------------------------------------------------


def bare_view(port: int, *, seconds: float) -> float:
    """Requests a second of a view that does nothing."""
    logs = [Log() for _ in range(YARDSTICK)]
    until = time.monotonic() + seconds

    def ask(log: Log) -> None:
        connection = Connection(port, log)
        while time.monotonic() < until:
            connection.get("nothing", "/healthz")
        connection.close()

    together([lambda log=log: ask(log) for log in logs])  # type: ignore[misc]
    return sum(log.requests for log in logs) / seconds


def bare_writes(wave: Any, *, seconds: float) -> float:
    """Answers a second of the database alone: a draft made, written once a page, turned into a submission."""
    from surveys.models import OpenLink
    from surveys.queries import codebook_of

    width, link = codebook_of(wave).width, OpenLink.every_org.get(wave=wave).pk
    counts: list[int] = []
    until = time.monotonic() + seconds

    def write() -> None:
        connection = psycopg2.connect(os.environ["CXASSESS_DATABASE_URL"])
        connection.autocommit = True
        cursor, answers = connection.cursor(), 0
        while time.monotonic() < until:
            bare_person(cursor, wave=wave, link=link, width=width)
            answers += ANSWERS
        connection.close()
        counts.append(answers)

    together([write] * YARDSTICK)
    return sum(counts) / seconds


def bare_person(cursor: Any, *, wave: Any, link: int, width: int) -> None:
    place = (wave.organization_id, wave.pk)
    token = uuid.uuid4().hex
    cursor.execute(DRAFT, [*place, link, token])
    for page in range(1, PAGES_OF_A_PERSON + 1):
        given = {f"COLUMN{number}": "3" for number in range(page * ANSWERS // PAGES_OF_A_PERSON)}
        cursor.execute(SAVE, [json.dumps(given), token])
    cursor.execute(SEND, [str(uuid.uuid4()), *place, bytes(width), token])


if __name__ == "__main__":
    with installation():
        sys.exit(main(float(sys.argv[1]) if sys.argv[1:] else SECONDS))
