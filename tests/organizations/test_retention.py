"""The retention period: announced, then deleted by itself, and nothing else with it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from organizations.models import AuditEntry, MemberInvitation, Organization, RetentionNotice, Role
from organizations.retention import keep, months_before
from organizations.scope import org_scope
from organizations.tasks import clear_away, keep_retention
from reports.models import Report
from surveys import actions
from surveys.models import Comment, Submission, Wave, WaveVersion
from tests import builders

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 22)


@pytest.fixture
def wave() -> Wave:
    """A wave with answers, closed 25 months before TODAY, of an organization that keeps two years."""
    made = builders.imported_wave()
    Wave.every_org.update(closed_at=timezone.now().replace(year=2024, month=10, day=20))
    Organization.objects.update(retention_months=24)
    made.organization.refresh_from_db()
    return made


def on(day: date, organization: Organization) -> None:
    organization.refresh_from_db()
    keep(organization, today=day)


def notices() -> list[tuple[str, date | None]]:
    return list(RetentionNotice.every_org.values_list("label", "due_on"))


@pytest.mark.parametrize(
    ("day", "months", "before"),
    [
        (date(2026, 11, 22), 24, date(2024, 11, 22)),
        (date(2026, 1, 31), 2, date(2025, 11, 30)),
        (date(2024, 2, 29), 12, date(2023, 2, 28)),
        (date(2026, 3, 1), 3, date(2025, 12, 1)),
    ],
)
def test_months_are_those_of_the_calendar(day: date, months: int, before: date) -> None:
    assert months_before(day, months) == before


def test_what_is_over_is_announced_first_and_deleted_after_fourteen_days(wave: Wave) -> None:
    acme = wave.organization

    on(TODAY, acme)
    announced, kept = notices(), Wave.every_org.count()
    on(TODAY + timedelta(days=13), acme)
    still = Wave.every_org.count()
    on(TODAY + timedelta(days=14), acme)

    assert announced == [(f"{wave.assessment.name}, {wave.name}", TODAY + timedelta(days=14))]
    assert (kept, still, Wave.every_org.count()) == (1, 1, 0)


def test_with_the_wave_go_answers_comments_and_reports(wave: Wave) -> None:
    with org_scope(wave.organization):
        Report.objects.create(wave=wave)
        Comment.objects.create(wave=wave, function=0, text="We answer too late.")
    before = [model.every_org.exists() for model in (Submission, Comment, Report)]

    on(TODAY, wave.organization)
    on(TODAY + timedelta(days=14), wave.organization)

    assert before == [True, True, True]
    assert not any(model.every_org.exists() for model in (Submission, Comment, Report, RetentionNotice))


def test_a_wave_that_was_opened_again_goes_with_all_its_versions(wave: Wave) -> None:
    with org_scope(wave.organization):
        actions.close_wave(actions.reopen_wave(wave))
    Wave.every_org.update(closed_at=timezone.now().replace(year=2024, month=10, day=20))
    before = WaveVersion.every_org.count()

    on(TODAY, wave.organization)
    on(TODAY + timedelta(days=14), wave.organization)

    assert (before, WaveVersion.every_org.count(), Wave.every_org.count()) == (2, 0, 0)


def test_the_trail_says_that_it_was_deleted_and_by_nobody(wave: Wave) -> None:
    on(TODAY, wave.organization)
    on(TODAY + timedelta(days=14), wave.organization)

    entry = AuditEntry.every_org.latest("pk")
    assert (entry.action, entry.object_type, entry.object_id) == ("deleted", "wave", str(wave.pk))
    assert entry.actor_id is None


def test_owners_are_told_once_by_mail_and_on_the_page(wave: Wave, client: Client) -> None:
    olga = builders.olga(wave.organization)
    builders.ann(wave.organization)

    on(TODAY, wave.organization)
    on(TODAY + timedelta(days=1), wave.organization)
    client.force_login(olga)
    page = client.get(f"/o/{wave.organization.slug}/settings/").content.decode()

    assert [message.to for message in mail.outbox] == [["olga@example.com"]]
    assert f"2026-12-06  {wave.assessment.name}, {wave.name}" in str(mail.outbox[0].body)
    assert "Will be deleted:" in page


def test_a_mail_server_that_is_away_is_asked_again(wave: Wave, settings: Any) -> None:
    builders.olga(wave.organization)
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    on(TODAY, wave.organization)
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"

    on(TODAY + timedelta(days=1), wave.organization)

    assert len(mail.outbox) == 1
    assert RetentionNotice.every_org.get().told_at is not None


def test_a_longer_period_takes_the_announcement_back(wave: Wave) -> None:
    on(TODAY, wave.organization)
    Organization.objects.update(retention_months=36)

    on(TODAY + timedelta(days=14), wave.organization)

    assert (notices(), Wave.every_org.count()) == ([], 1)


def test_no_period_keeps_everything(wave: Wave) -> None:
    on(TODAY, wave.organization)
    Organization.objects.update(retention_months=None)

    on(TODAY + timedelta(days=400), wave.organization)

    assert (notices(), Wave.every_org.count()) == ([], 1)


def test_a_wave_that_is_not_old_or_not_closed_stays(wave: Wave) -> None:
    Wave.every_org.update(closed_at=timezone.now().replace(year=2024, month=11, day=23))

    on(TODAY, wave.organization)

    assert notices() == []


def test_another_organization_keeps_what_is_its_own(wave: Wave) -> None:
    theirs = builders.imported_wave("harbor-lane")
    Wave.every_org.update(closed_at=timezone.now().replace(year=2020))

    on(TODAY, wave.organization)
    on(TODAY + timedelta(days=14), wave.organization)

    assert list(Wave.every_org.all()) == [theirs]


@pytest.mark.parametrize("months", ["0", "2", "121", "-1", "many"])
def test_a_period_is_three_months_to_ten_years(client: Client, months: str) -> None:
    client.force_login(builders.olga(builders.organization()))

    assert client.post("/o/acme/settings/retention/", {"months": months}).status_code == 400
    assert Organization.objects.get().retention_months is None


def test_an_owner_sets_it_and_the_trail_says_from_what_to_what(client: Client) -> None:
    client.force_login(builders.olga(builders.organization()))

    client.post("/o/acme/settings/retention/", {"months": "24"})

    assert Organization.objects.get().retention_months == 24
    assert AuditEntry.every_org.get().detail == "months: None → 24"


def test_it_happens_by_itself(wave: Wave, settings: Any) -> None:
    task = settings.CELERY_BEAT_SCHEDULE["clear away what is over"]
    assert (task["task"], task["schedule"]) == (clear_away.name, 3600.0)

    keep_retention(wave.organization_id)

    assert RetentionNotice.every_org.get().due_on == timezone.localdate() + timedelta(days=14)


def test_invitations_nobody_accepted_are_cleared_away() -> None:
    acme = builders.organization()
    MemberInvitation.every_org.create(
        organization=acme, email="ivy@example.com", role=Role.READER, expires_at=timezone.now()
    )

    clear_away()

    assert not MemberInvitation.every_org.exists()


def test_a_wave_that_was_set_up_is_never_over(wave: Wave) -> None:
    with org_scope(wave.organization):
        fresh = Wave.objects.create(
            assessment=wave.assessment,
            name="next",
            instrument_key=wave.instrument_key,
            instrument_version=wave.instrument_version,
            functions=wave.functions,
        )
        actions.open_wave(fresh)

    on(TODAY + timedelta(days=4000), wave.organization)

    assert [notice.object_id for notice in RetentionNotice.every_org.all()] == [str(wave.pk)]
