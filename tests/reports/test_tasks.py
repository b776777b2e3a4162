"""Workers die, brokers go deaf, messages come twice: the report comes once."""

from __future__ import annotations

import datetime as dt
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg2
import pytest
from django.conf import settings
from django.utils import timezone

from organizations.scope import org_scope
from reports import builds, tasks
from reports.models import Report, State
from reports.queries import why_failed
from reports.shelf import document_of
from surveys.models import Submission, Wave
from tests.reports.staging import celery_worker, closed_wave, wait_until, worker_environment
from tests.services import DEAF_BROKER, use_broker

A_WORKER = "import django, sys; django.setup(); from reports.tasks import build_report; build_report({}, {})"


def asked_for(wave: Wave) -> Report:
    report: Report = Report.every_org.get(wave=wave)
    return report


def work_on(report: Report) -> None:
    tasks.build_report(report.organization_id, report.pk)


def let_lease_run_out(report: Report) -> None:
    Report.every_org.filter(pk=report.pk).update(lease_until=timezone.now() - dt.timedelta(seconds=1))


# --- Once -------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_task_that_is_delivered_twice_builds_once() -> None:
    report = asked_for(closed_wave())
    work_on(report)
    first = asked_for(report.wave)
    work_on(report)
    again = asked_for(report.wave)
    assert (first.state, again.finished_at, again.attempts) == (State.READY, first.finished_at, 1)


@pytest.mark.django_db
def test_a_task_for_a_report_that_is_gone_does_nothing() -> None:
    report = asked_for(closed_wave())
    Report.every_org.all().delete()
    work_on(report)
    assert not Report.every_org.exists()


@pytest.mark.django_db
def test_a_task_reaches_no_report_of_another_organization() -> None:
    report, other = asked_for(closed_wave()), closed_wave()
    tasks.build_report(other.organization_id, report.pk)
    report.refresh_from_db()
    assert report.state == State.QUEUED


# --- Failing ----------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_answers_that_cannot_be_read_fail_the_report_with_a_sentence_and_a_trace_in_the_log() -> None:
    wave = closed_wave()
    with org_scope(wave.organization_id):
        row = Submission.objects.filter(wave=wave).first()
        Submission.objects.filter(pk=row.pk).update(answers=b"\xff" * len(row.answers))
    with pytest.raises(ValueError, match="byte 255"):
        work_on(asked_for(wave))
    report = asked_for(wave)
    assert (report.state, report.error_code, report.document) == (State.FAILED, "build_failed", "")
    assert "answers are safe" in why_failed(report)


@pytest.mark.django_db
def test_a_failed_report_can_be_asked_for_again() -> None:
    wave = closed_wave()
    Report.every_org.update(state=State.FAILED, error_code="build_failed")
    with org_scope(wave.organization_id):
        again = builds.request_report(wave)
    work_on(again)
    again.refresh_from_db()
    assert again.state == State.READY


@pytest.mark.django_db
def test_a_report_given_back_waits_and_after_the_last_attempt_has_failed() -> None:
    wave = closed_wave()
    with org_scope(wave.organization_id):
        states = []
        for _ in range(builds.ATTEMPTS):
            report = builds.claim(asked_for(wave).pk)
            assert report is not None
            builds.release(report)
            states.append(asked_for(wave).state)
    assert states == [State.QUEUED, State.QUEUED, State.FAILED]
    assert asked_for(wave).error_code == "gave_up"


# --- Sweeping ---------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_the_sweep_brings_back_what_a_dead_worker_held() -> None:
    wave = closed_wave()
    with org_scope(wave.organization_id):
        held = builds.claim(asked_for(wave).pk)
        assert held is not None
    builds.sweep()
    assert asked_for(wave).state == State.BUILDING
    let_lease_run_out(held)
    builds.sweep()
    assert asked_for(wave).state == State.QUEUED


@pytest.mark.django_db
def test_the_sweep_gives_up_on_a_report_that_kills_every_worker() -> None:
    wave = closed_wave()
    for _ in range(builds.ATTEMPTS):
        with org_scope(wave.organization_id):
            held = builds.claim(asked_for(wave).pk)
            assert held is not None
        let_lease_run_out(held)
        builds.sweep()
    report = asked_for(wave)
    assert (report.state, report.error_code) == (State.FAILED, "gave_up")
    assert "three times" in why_failed(report)


@pytest.mark.django_db
def test_the_sweep_does_not_ring_twice_for_what_was_just_heard() -> None:
    closed_wave()
    assert [builds.sweep(), builds.sweep()] == [1, 0]
    Report.every_org.update(rung_at=timezone.now() - builds.RING_AGAIN - dt.timedelta(seconds=1))
    assert builds.sweep() == 1


# --- The broker -------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_a_broker_that_is_away_loses_no_request(monkeypatch: pytest.MonkeyPatch, redis_url: str) -> None:
    use_broker(monkeypatch, DEAF_BROKER)
    start = time.monotonic()
    wave = closed_wave()
    assert time.monotonic() - start < 5
    assert (asked_for(wave).state, asked_for(wave).rung_at) == (State.QUEUED, None)
    assert builds.sweep() == 0
    use_broker(monkeypatch, redis_url)
    assert builds.sweep() == 1
    assert asked_for(wave).rung_at is not None


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_closed_wave_is_reported_by_a_worker(monkeypatch: pytest.MonkeyPatch, redis_url: str) -> None:
    use_broker(monkeypatch, redis_url)
    with celery_worker(redis_url):
        wave = closed_wave(customers=30)
        wait_until(lambda: asked_for(wave).state == State.READY, seconds=60)
    assert document_of(asked_for(wave)).wave == "2026"


# --- The worker -------------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_worker_killed_in_the_middle_leaves_no_half_report_and_the_next_one_finishes() -> None:
    wave = closed_wave()
    with answers_locked():
        worker = start_worker(asked_for(wave))
        wait_until(lambda: asked_for(wave).state == State.BUILDING, seconds=60)
        worker.send_signal(signal.SIGKILL)
        assert worker.wait() == -signal.SIGKILL
    left = asked_for(wave)
    assert (left.state, left.document, left.fingerprint) == (State.BUILDING, "", "")
    work_on(left)
    assert asked_for(wave).state == State.BUILDING  # the lease still runs
    let_lease_run_out(left)
    builds.sweep()
    work_on(left)
    assert (asked_for(wave).state, asked_for(wave).attempts) == (State.READY, 2)


@pytest.mark.slow
def test_on_a_file_database_one_of_many_workers_builds_while_others_write(tmp_path: Path) -> None:
    own = {"CXASSESS_VAR": str(tmp_path), "CXASSESS_DATABASE_URL": f"sqlite:///{tmp_path}/cx.sqlite3"}
    command = [sys.executable, "-m", "tests.reports.on_sqlite"]
    done = subprocess.run(
        command, env={**os.environ, **own}, cwd=settings.BASE_DIR, capture_output=True, text=True, check=True
    )
    assert json.loads(done.stdout) == {
        "got": [False, False, True],
        "state": State.READY,
        "attempts": 1,
        "writer": 0,
    }


def start_worker(report: Report) -> subprocess.Popen[bytes]:
    code = A_WORKER.format(report.organization_id, report.pk)
    return subprocess.Popen([sys.executable, "-c", code], env=worker_environment(), cwd=settings.BASE_DIR)


@contextmanager
def answers_locked() -> Iterator[None]:
    """Nobody can read answers inside the block, so a build that has begun cannot get any further."""
    from django.db import connection

    name, folder = connection.settings_dict["NAME"], connection.settings_dict["HOST"]
    other = psycopg2.connect(dbname=name, host=folder, user=connection.settings_dict["USER"])
    try:
        with other.cursor() as cursor:
            cursor.execute("LOCK TABLE surveys_submission IN ACCESS EXCLUSIVE MODE")
            yield
    finally:
        other.close()
