"""A report is asked for once, claimed by one worker, and stored whole or not at all."""

from __future__ import annotations

import datetime as dt
import json
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from organizations.scope import org_scope
from reports import builds
from reports.models import Report, State
from reports.queries import latest_ready
from reports.shelf import document_of
from surveys.actions import close_wave
from surveys.models import Wave
from tests.reports.staging import closed_wave, open_wave

pytestmark = pytest.mark.django_db


def asked_for(wave: Wave) -> Report:
    """The report that closing the wave asked for."""
    report: Report = Report.every_org.get(wave=wave)
    return report


def claimed(wave: Wave) -> Report:
    report = builds.claim(asked_for(wave).pk)
    assert report is not None
    return report


def let_lease_run_out(report: Report) -> None:
    Report.every_org.filter(pk=report.pk).update(lease_until=timezone.now() - dt.timedelta(seconds=1))


# --- Asking -----------------------------------------------------------------------------------------


def test_closing_a_wave_asks_for_its_report() -> None:
    assert asked_for(closed_wave()).state == State.QUEUED


def test_a_close_that_is_taken_back_asks_for_nothing() -> None:
    wave = open_wave()
    with org_scope(wave.organization_id), transaction.atomic():
        close_wave(wave)
        transaction.set_rollback(True)
    assert not Report.every_org.exists()


def test_asking_again_while_it_waits_is_the_same_request() -> None:
    wave = closed_wave()
    with org_scope(wave.organization_id):
        assert builds.request_report(wave) == asked_for(wave)


def test_an_open_wave_has_no_report() -> None:
    wave = open_wave()
    with org_scope(wave.organization_id), pytest.raises(builds.WaveNotClosed):
        builds.request_report(wave)
    with org_scope(wave.organization_id), pytest.raises(builds.WaveNotClosed):
        builds.build_now(wave)


def test_the_database_knows_one_live_report_per_wave() -> None:
    wave = closed_wave()
    with org_scope(wave.organization_id), pytest.raises(IntegrityError), transaction.atomic():
        Report.objects.create(wave=wave)


@pytest.mark.parametrize(
    "values",
    [
        {"document": "{}"},
        {"state": State.READY},
        {"state": State.BUILDING},
        {"state": State.FAILED},
        {"state": "almost"},
        {"lease_until": timezone.now()},
        {"progress_done": 3, "progress_total": 2},
    ],
)
def test_the_database_refuses_a_row_that_is_two_things_at_once(values: dict[str, Any]) -> None:
    report = asked_for(closed_wave())
    with pytest.raises(IntegrityError), transaction.atomic():
        Report.every_org.filter(pk=report.pk).update(**values)


def test_a_report_and_its_wave_are_of_one_organization() -> None:
    mine, theirs = closed_wave(), open_wave()
    Report.every_org.filter(wave=mine).update(wave=theirs)
    with pytest.raises(IntegrityError), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


# --- Holding ----------------------------------------------------------------------------------------


def test_a_held_report_cannot_be_claimed() -> None:
    wave = closed_wave()
    with org_scope(wave.organization_id):
        held = claimed(wave)
        assert builds.claim(held.pk) is None


def test_a_report_whose_lease_ran_out_goes_to_the_next_worker() -> None:
    wave = closed_wave()
    with org_scope(wave.organization_id):
        let_lease_run_out(claimed(wave))
        assert claimed(wave).attempts == 2


def test_a_worker_that_was_given_up_stores_nothing() -> None:
    wave = closed_wave()
    with org_scope(wave.organization_id):
        slow = claimed(wave)
        let_lease_run_out(slow)
        quick = claimed(wave)
        with pytest.raises(builds.LeaseLost):
            builds.build(slow)
        slow.refresh_from_db()
        assert (slow.state, slow.document) == (State.BUILDING, "")
        assert builds.build(quick).state == State.READY


def test_a_heartbeat_lengthens_the_lease_and_tells_how_far_the_work_is() -> None:
    wave = closed_wave()
    with org_scope(wave.organization_id):
        report = claimed(wave)
        before = report.lease_until
        builds.Heartbeat(report)(3, 8)
        report.refresh_from_db()
        assert (report.progress_done, report.progress_total) == (3, 8)
        assert report.lease_until > before


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_of_many_workers_that_claim_at_once_one_gets_the_report() -> None:
    wave = closed_wave()
    report, ready = asked_for(wave), Barrier(8)

    def claim_together(_: int) -> bool:
        try:
            with org_scope(wave.organization_id):
                Report.objects.exists()  # the connection is open before the start
                ready.wait(timeout=30)
                return builds.claim(report.pk) is not None
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as workers:
        assert sorted(workers.map(claim_together, range(8))) == [False] * 7 + [True]


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_of_many_requests_at_once_one_makes_the_row() -> None:
    wave = closed_wave()
    Report.every_org.all().delete()
    ready = Barrier(8)

    def request_together(_: int) -> int:
        try:
            with org_scope(wave.organization_id):
                Report.objects.exists()
                ready.wait(timeout=30)
                return builds.request_report(wave).pk
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as people:
        assert set(people.map(request_together, range(8))) == {asked_for(wave).pk}


# --- Building ---------------------------------------------------------------------------------------


def test_a_built_report_is_its_document_and_nothing_is_left_to_do() -> None:
    wave = closed_wave()
    with org_scope(wave.organization_id):
        report = builds.build(claimed(wave))
    assert (report.state, report.lease_until, report.error_code) == (State.READY, None, "")
    assert report.progress_done == report.progress_total > 0
    assert document_of(report).fingerprint == report.fingerprint


def test_the_same_evidence_is_told_by_the_stored_document() -> None:
    wave = closed_wave()
    with org_scope(wave.organization_id):
        first = builds.build(claimed(wave))
        builds.request_report(wave)
        waiting = Report.objects.get(state=State.QUEUED)
        again = builds.claim(waiting.pk)
        assert again is not None
        assert builds.build(again) == first
        assert Report.objects.get() == first


def test_other_facts_make_another_report_and_the_old_one_stays() -> None:
    wave = closed_wave()
    with org_scope(wave.organization_id):
        first = builds.build(claimed(wave))
        Wave.objects.filter(pk=wave.pk).update(facts={"cx_lead": "full_with_mandate"})
        wave.refresh_from_db()
        second = builds.build_now(wave)
        assert second.fingerprint != first.fingerprint
        assert (Report.objects.count(), latest_ready(wave)) == (2, second)


def test_evidence_that_returns_is_told_by_the_report_that_told_it_before() -> None:
    wave = closed_wave()
    with org_scope(wave.organization_id):
        first = builds.build_now(wave)
        Wave.objects.filter(pk=wave.pk).update(facts={"cx_lead": "full_with_mandate"})
        builds.build_now(Wave.objects.get())
        Wave.objects.filter(pk=wave.pk).update(facts={})
        assert builds.build_now(Wave.objects.get()) == first
        assert latest_ready(wave) == first


def test_a_report_built_here_and_now_answers_the_request_that_still_waits() -> None:
    wave = closed_wave()
    with org_scope(wave.organization_id):
        built = builds.build_now(wave)
        assert builds.build(claimed_live(wave)) == built
        assert Report.objects.count() == 1


def claimed_live(wave: Wave) -> Report:
    report = builds.claim(Report.objects.get(wave=wave, state=State.QUEUED).pk)
    assert report is not None
    return report


@pytest.mark.parametrize(
    ("people", "units"),
    [
        ({}, []),
        ({"sales": 1}, []),
        ({"sales": 4, "service": 4}, ["other:sales+service"]),
        ({"sales": 20}, ["sales"]),
    ],
    ids=["nobody", "one person", "two functions of four", "one function"],
)
def test_a_wave_that_says_little_is_reported_without_an_invented_number(
    people: dict[str, int], units: list[str]
) -> None:
    wave = closed_wave(people=people)
    with org_scope(wave.organization_id):
        report = builds.build(claimed(wave))
    assert "NaN" not in report.document
    assert "Infinity" not in report.document
    assert json.loads(report.document)["results"]["reporting_units"] == units
