"""What was acknowledged stays, whatever dies: web processes, workers, the database, the broker, the disk."""

from __future__ import annotations

import collections
import http.client
import json
import queue
import random
import re
import resource
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import psutil
import pytest
from django.conf import settings
from django.db import connection, connections
from django.test import Client
from django.urls import reverse

from organizations.scope import org_scope
from reports import builds
from reports.models import State
from surveys.models import Draft, Submission, Wave
from surveys.queries import codebook_of
from tests import builders, services
from tests.reports import staging
from tests.reports.test_tasks import answers_locked, asked_for, let_lease_run_out
from tests.surveys.fieldwork import a_wave, an_organization, invited

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]

CHOICE = re.compile(r'<input type="(?:radio|checkbox)" name="([^"]+)" value="([^"]*)"')
PEOPLE = 150
AT_ONCE = 6
PATIENCE_S = 25


# --- People who answer and write down what was acknowledged -----------------------------------------------


@dataclass
class Person:
    """Somebody with a link of their own, who tries again until the server says that it has what was given."""

    port: int
    token: str
    acknowledged: dict[str, str] = field(default_factory=dict)
    has_sent: bool = False
    attempts: int = 0

    def answer_everything(self) -> None:
        page = self.sure("POST", f"/r/{self.token}/")[1]
        while not page.endswith("/review/"):
            page = self.answer_page(page)
        status = self.sure("POST", f"/r/{self.token}/send/", also=(409,))[0]
        self.has_sent = status in (302, 409)  # sent now, or by an attempt whose acknowledgment was lost

    def answer_page(self, path: str) -> str:
        offered: dict[str, list[str]] = collections.defaultdict(list)
        for name, value in CHOICE.findall(self.sure("GET", path)[2]):
            if value not in ("move", "stay"):
                offered[name].append(value)
        given = {name: random.choice(values) for name, values in offered.items()}
        for name, value in list(given.items())[:2]:
            self.sure("POST", path, {name: value}, accept="application/json")
            self.acknowledged[name] = value
        following = self.sure("POST", path, given | {"go": "next"})[1]
        self.acknowledged |= given
        return following

    def sure(
        self,
        method: str,
        path: str,
        fields: dict[str, str] | None = None,
        *,
        accept: str = "text/html",
        also: tuple[int, ...] = (),
    ) -> tuple[int, str, str]:
        """Ask until the answer is one: status, path that it leads to, text."""
        deadline = time.monotonic() + PATIENCE_S
        while time.monotonic() < deadline:
            self.attempts += 1
            try:
                status, location, text = self.ask(method, path, fields or {}, accept=accept)
            except (OSError, http.client.HTTPException):
                status = 0
            if 200 <= status < 400 or status in also:
                return status, location, text
            assert status in (0, 500, 503), f"{method} {path} answered {status}"
            time.sleep(0.1)
        raise AssertionError(f"{method} {path} was not answered within {PATIENCE_S} s")

    def ask(self, method: str, path: str, fields: dict[str, str], *, accept: str) -> tuple[int, str, str]:
        asking = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        headers = {"Accept": accept, "Content-Type": "application/x-www-form-urlencoded"}
        try:
            asking.request(method, path, urlencode(fields) if method == "POST" else None, headers)
            reply = asking.getresponse()
            return reply.status, reply.headers.get("Location", ""), reply.read().decode()
        finally:
            asking.close()


class Fieldwork:
    """So many people at once, each after the other, until it is over; what they saw is kept."""

    def __init__(self, port: int, tokens: list[str]) -> None:
        self.waiting: queue.Queue[str] = queue.Queue()
        for token in tokens:
            self.waiting.put(token)
        self.people: list[Person] = []
        self.errors: list[Exception] = []
        self.is_over = threading.Event()
        self.threads = [threading.Thread(target=self.work, args=(port,)) for _ in range(AT_ONCE)]

    def __enter__(self) -> Fieldwork:
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.is_over.set()
        for thread in self.threads:
            thread.join()

    def work(self, port: int) -> None:
        try:
            while not (self.is_over.is_set() or self.waiting.empty()):
                person = Person(port, self.waiting.get())
                self.people.append(person)
                person.answer_everything()
        except (AssertionError, ValueError, KeyError) as error:
            self.errors.append(error)

    def wait_for_more(self, people: int) -> None:
        """Until so many more have sent than had before."""
        goal = self.sent() + people
        staging.wait_until(lambda: self.sent() >= goal or bool(self.errors), seconds=PATIENCE_S)
        assert self.errors == []

    def sent(self) -> int:
        return sum(person.has_sent for person in self.people)


@contextmanager
def web_server() -> Iterator[tuple[int, psutil.Process]]:
    """The web server of production, on the test database."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "gunicorn", "-c", "python:cxassess.gunicorn", "cxassess.wsgi"]
    environment = staging.worker_environment() | {"CXASSESS_LOG_LEVEL": "ERROR"}
    with subprocess.Popen(
        [*command, "--bind", f"127.0.0.1:{port}"], env=environment, stderr=subprocess.DEVNULL
    ) as server:
        try:
            staging.wait_until(lambda: is_alive(port), seconds=30)
            yield port, psutil.Process(server.pid)
        finally:
            server.terminate()


def is_alive(port: int) -> bool:
    asking = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        asking.request("GET", "/healthz")
        return asking.getresponse().status == 200
    except OSError:
        return False
    finally:
        asking.close()


@pytest.fixture
def remembering_postgresql(postgresql: Any) -> Iterator[Any]:
    """The database server as production runs it: acknowledged means written. Afterwards it runs again."""
    name = connection.settings_dict["NAME"]
    with connection.cursor() as cursor:
        cursor.execute(f'ALTER DATABASE "{name}" SET synchronous_commit = on')
        # What other tests wrote is put away, so that recovery has to go through this one's writing only.
        cursor.execute("CHECKPOINT")
    yield postgresql
    start_again(postgresql)
    with connection.cursor() as cursor:
        cursor.execute(f'ALTER DATABASE "{name}" RESET synchronous_commit')


def stop_at_once(server: Any) -> None:
    """What `pg_ctl stop -m immediate` does: no checkpoint, no farewell, recovery at the next start."""
    process = psutil.Process(server.get_pid())
    process.send_signal(signal.SIGQUIT)
    process.wait(20)


def start_again(server: Any) -> None:
    """Start the server, or wait for it: it gives up waiting after ten seconds, and goes on recovering."""
    give_up = time.monotonic() + 60
    while True:
        try:
            return server.ensure_postgres_running()
        except subprocess.TimeoutExpired:
            assert time.monotonic() < give_up, "PostgreSQL did not start again"


# --- Answers ------------------------------------------------------------------------------------------------


def test_every_acknowledged_answer_survives_killed_web_processes_and_a_database_restarted_under_load(
    remembering_postgresql: Any,
) -> None:
    with org_scope(an_organization()):
        wave = a_wave()
        tokens = [invited(wave, function=("sales", "service", "legal")[at % 3]) for at in range(PEOPLE)]
    with web_server() as (port, server), Fieldwork(port, tokens) as fieldwork:
        fieldwork.wait_for_more(4)
        server.children()[0].kill()
        fieldwork.wait_for_more(4)
        for process in server.children():
            process.kill()
        fieldwork.wait_for_more(4)
        connections.close_all()
        stop_at_once(remembering_postgresql)
        start_again(remembering_postgresql)
        fieldwork.wait_for_more(6)
        fieldwork.is_over.set()
        for thread in fieldwork.threads:
            thread.join()
    assert fieldwork.errors == []
    with org_scope(wave.organization_id):
        assert stored(wave) == collections.Counter(said(person) for person in fieldwork.people)
        assert Draft.objects.count() == 0


def stored(wave: Wave) -> collections.Counter[str]:
    """The submissions, each as what somebody said; twice the same counts twice."""
    codebook = codebook_of(wave)
    rows = Submission.objects.filter(wave=wave).values_list("answers", flat=True)
    return collections.Counter(in_order(codebook.decode(bytes(row))) for row in rows)


def said(person: Person) -> str:
    """Who should answer for a part of the customer's time is who does, where nothing else was said."""
    assert person.has_sent
    today = {name: value for name, value in person.acknowledged.items() if name.endswith("_today")}
    should = {name.replace("_today", "_should"): value for name, value in today.items()}
    return in_order(person.acknowledged | should)


def in_order(answers: dict[str, str]) -> str:
    return json.dumps({name: value for name, value in sorted(answers.items()) if value})


# --- Reports ------------------------------------------------------------------------------------------------


def test_a_worker_killed_while_it_builds_is_followed_by_another_and_the_report_comes_once(
    monkeypatch: pytest.MonkeyPatch, redis_url: str
) -> None:
    services.use_broker(monkeypatch, services.DEAF_BROKER)
    wave = staging.closed_wave()
    services.use_broker(monkeypatch, redis_url)
    with answers_locked(), killed_worker(redis_url) as worker:
        assert builds.sweep() == 1
        staging.wait_until(lambda: asked_for(wave).state == State.BUILDING, seconds=60)
        worker.kill()
        worker.wait()
    left = asked_for(wave)
    assert (left.state, left.document, left.attempts) == (State.BUILDING, "", 1)
    let_lease_run_out(left)
    with staging.celery_worker(redis_url):
        assert builds.sweep() == 1
        staging.wait_until(lambda: asked_for(wave).state == State.READY, seconds=60)
    assert asked_for(wave).attempts == 2


@contextmanager
def killed_worker(broker: str) -> Iterator[subprocess.Popen[bytes]]:
    command = [sys.executable, "-m", "celery", "-A", "cxassess", "worker", "--pool", "solo", "-l", "critical"]
    with subprocess.Popen(command, env=staging.worker_environment(broker)) as worker:
        try:
            yield worker
        finally:
            worker.kill()


def test_waves_closed_while_the_broker_is_away_are_reported_by_the_worker_that_waited_for_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with services.running_redis(tmp_path) as url:
        services.use_broker(monkeypatch, url)
    waves = [staging.closed_wave() for _ in range(2)]  # nobody hears of them
    assert [asked_for(wave).rung_at for wave in waves] == [None, None]
    with staging.celery_worker(url):
        time.sleep(2)  # the worker looks for its broker, and must not give up
        with services.running_redis(tmp_path):
            assert builds.sweep() == 2
            staging.wait_until(lambda: all(asked_for(w).state == State.READY for w in waves), seconds=60)


# --- The disk -----------------------------------------------------------------------------------------------


@contextmanager
def full_disk(room: int = 1024) -> Iterator[None]:
    """No file of this process grows beyond `room` bytes, which is what a full disk looks like from inside."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (room, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_on_a_full_disk_a_report_is_still_read_and_nothing_half_is_kept(client: Client) -> None:
    wave = staging.closed_wave()
    with org_scope(wave.organization_id):
        report = builders.published(builds.build_now(wave))
    client.force_login(builders.max_(wave.organization))
    address = reverse("reports:download", args=(wave.organization.slug, report.pk, "pdf"))
    before = kept_files()
    with full_disk():
        reply = client.get(address)
        assert (reply.status_code, reply.content[:5]) == (200, b"%PDF-")
        assert kept_files() == before
    assert client.get(address).content[-6:].strip() == b"%%EOF"
    assert len(kept_files() - before) == 1


def kept_files() -> set[Path]:
    """What lies in the cache folder, without the counts of sign-in attempts."""
    return set((settings.VAR / "cache").glob("*"))


def test_a_report_that_does_not_fit_on_the_disk_is_refused_in_a_sentence_and_fits_later(
    manage: list[str], tmp_path: Path
) -> None:
    wave = staging.closed_wave()
    target = tmp_path / "report.pdf"
    target.write_bytes(b"the one of last year")
    command = [*manage, "report", str(wave.pk), "--format", "pdf", "--out", str(target)]
    environment = staging.worker_environment()
    tight = subprocess.run(
        ["bash", "-c", 'ulimit -f 8; exec "$@"', "tight", *command],
        env=environment,
        capture_output=True,
        text=True,
    )
    assert tight.returncode == 2
    assert tight.stderr.splitlines()[-1] == f"CommandError: '{target}' could not be written: File too large."
    assert [path.name for path in tmp_path.iterdir()] == ["report.pdf"]
    assert target.read_bytes() == b"the one of last year"
    subprocess.run(command, env=environment, check=True)
    assert target.read_bytes().startswith(b"%PDF-")
