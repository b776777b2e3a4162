"""What is told: that waves open and close and reports are ready, by id and name; nothing about answers."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone

from organizations import webhooks
from organizations.hook_messages import body_of
from organizations.hook_models import HookDelivery, HookEvent
from organizations.models import Organization
from organizations.scope import org_scope
from reports import builds
from reports.models import Report
from surveys.actions import close_wave, open_wave, reopen_wave
from surveys.models import Wave
from tests.organizations.hooked import EVENTS, ORIGIN
from tests.reports import staging
from tests.surveys.fieldwork import a_wave

pytestmark = pytest.mark.django_db


@pytest.fixture
def acme() -> Iterator[Organization]:
    """Acme in scope, with a webhook that is told everything."""
    organization = staging.organization()
    with org_scope(organization):
        address = webhooks.check_address("https://93.184.215.14/in")
        webhooks.make(organization, address=address, events=EVENTS, origin=ORIGIN)
        yield organization


def told() -> list[str]:
    return list(HookEvent.objects.order_by("pk").values_list("kind", flat=True))


def last_body() -> dict[str, Any]:
    body: dict[str, Any] = json.loads(body_of(HookDelivery.objects.latest("pk")))
    return body


def built(wave: Wave) -> Report:
    waiting = Report.objects.get(wave=wave, state="queued")
    held = builds.claim(waiting.pk)
    assert held is not None
    return builds.build(held)


def test_from_the_opening_to_the_report_each_step_is_told_once(acme: Organization) -> None:
    wave = staging.closed_wave(of=acme)
    built(wave)

    assert told() == ["wave.closed", "report.ready"]


def test_opening_is_told_and_so_is_opening_again(acme: Organization) -> None:
    wave = open_wave(a_wave(opened=False))
    close_wave(wave)
    Report.objects.all().delete()
    reopen_wave(wave)

    assert told() == ["wave.opened", "wave.closed", "wave.opened"]


def test_a_wave_is_told_by_id_and_name_and_day(acme: Organization) -> None:
    wave = a_wave()

    assert last_body() == {
        "type": "wave.opened",
        "day": timezone.localdate().isoformat(),
        "data": {
            "organization": {"slug": acme.slug, "name": acme.name},
            "wave": {"id": wave.pk, "name": "2026", "assessment": "Ownership"},
            "link": f"https://cx.example.com/o/{acme.slug}/waves/{wave.pk}/",
        },
    }


def test_a_report_is_told_by_id_and_where_members_read_it(acme: Organization) -> None:
    report = built(staging.closed_wave(of=acme))
    data = last_body()["data"]

    assert sorted(data) == ["link", "organization", "report", "wave"]
    assert data["report"] == {"id": report.pk}
    assert data["link"] == f"https://cx.example.com/o/{acme.slug}/reports/{report.pk}/"


def test_nothing_told_depends_on_how_many_answered_or_what(acme: Organization) -> None:
    stories = []
    for people in ({"sales": 5, "service": 5}, {"sales": 40, "service": 11, "executive": 3}):
        HookEvent.objects.all().delete()
        built(staging.closed_wave(of=acme, people=people))
        bodies = [body_of(row).decode() for row in HookDelivery.objects.order_by("pk")]
        # Ids, and the number by which these tests tell assessments apart.
        stories.append([re.sub(r"\d+(?=[,}/\"])", "#", body) for body in bodies])

    assert stories[0] == stories[1]
    assert len(stories[0]) == 2


def test_a_close_that_is_taken_back_is_not_told(acme: Organization) -> None:
    wave = staging.open_wave(of=acme)
    with transaction.atomic():
        close_wave(wave)
        transaction.set_rollback(True)

    assert told() == []


def test_a_report_that_cannot_be_built_is_not_ready(acme: Organization) -> None:
    wave = staging.closed_wave(of=acme)
    held = builds.claim(Report.objects.get(wave=wave).pk)
    assert held is not None
    builds.fail(held, code="build_failed")

    assert told() == ["wave.closed"]


def test_who_asks_again_is_told_of_the_report_that_says_the_same(acme: Organization) -> None:
    wave = staging.closed_wave(of=acme)
    first = built(wave)
    builds.request_report(wave)
    built(wave)

    assert told() == ["wave.closed", "report.ready", "report.ready"]
    assert last_body()["data"]["report"] == {"id": first.pk}


def test_looking_at_a_report_that_is_stored_tells_nothing(acme: Organization) -> None:
    wave = staging.closed_wave(of=acme)
    Report.objects.all().delete()
    builds.build_now(wave)
    builds.build_now(wave)

    assert told() == ["wave.closed", "report.ready"]


def test_where_nobody_listens_nothing_is_written() -> None:
    staging.closed_wave()

    assert not HookEvent.every_org.exists()
