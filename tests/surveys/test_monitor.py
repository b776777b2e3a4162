"""The monitor of an open wave: what may be told, when it moves, and the day on which the wave ends."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from cxassess.errors import Conflict
from organizations.models import AuditEntry, Organization
from organizations.scope import org_scope
from reports.models import Report
from surveys import actions, closing, monitor_tasks
from surveys.errors import WaveClosed, WaveNotReady
from surveys.models import Submission, Wave
from surveys.monitoring import Monitor, monitor, take_stock
from surveys.queries import Band, codebook_of
from tests import builders
from tests.surveys.fieldwork import a_wave

pytestmark = pytest.mark.django_db


@pytest.fixture
def acme() -> Organization:
    return builders.organization()


def answered(wave: Wave, people: dict[str, int]) -> None:
    codebook = codebook_of(wave)
    Submission.objects.bulk_create(
        Submission(wave=wave, function=codebook.functions.index(key), level=2, answers=bytes(codebook.width))
        for key, n in people.items()
        for _person in range(n)
    )


def look(wave: Wave) -> tuple[int, dict[str, Band | None]]:
    """What the page shows after the next full hour."""
    take_stock(wave)
    told = monitor(wave).participation
    return told.answered, told.bands


# --- What may be told -----------------------------------------------------------------------------------


def test_nothing_moves_between_two_counts(acme: Organization) -> None:
    with org_scope(acme):
        wave = a_wave()
        answered(wave, {"service": 20})
        assert monitor(wave).participation.answered == 0
        take_stock(wave)
        answered(wave, {"service": 9})
        assert monitor(wave).participation.answered == 20


@pytest.mark.parametrize("function", ["sales", "service", "legal"])
@pytest.mark.parametrize("before", [0, 4, 5, 9])
def test_one_more_answer_changes_nothing_that_a_count_tells(
    acme: Organization, function: str, before: int
) -> None:
    """Polling before and after one person: whatever was told stays, wherever the edge of a band lies."""
    with org_scope(acme):
        wave = a_wave()
        answered(wave, {"sales": before, "service": 10})
        seen = look(wave)
        answered(wave, {function: 1})
        assert look(wave) == seen


def test_whoever_looks_after_every_answer_sees_groups_of_five_at_least(acme: Organization) -> None:
    with org_scope(acme):
        wave = a_wave()
        looks = []
        moved_at: dict[str, list[int]] = {"total": [0], "sales": [0]}
        seen = look(wave)
        for number in range(1, 13):
            answered(wave, {"sales": 1})
            looks.append(look(wave))
            if looks[-1][0] != seen[0]:
                moved_at["total"].append(number)
            if looks[-1][1]["sales"] != seen[1]["sales"]:
                moved_at["sales"].append(number)
            seen = looks[-1]

    for moments in moved_at.values():
        assert all(later - earlier >= 5 for earlier, later in pairwise(moments))
    assert len(moved_at["total"]) == 3
    assert {bands["legal"] for _total, bands in looks} == {None}


def test_a_wave_with_a_larger_smallest_group_moves_in_larger_steps(acme: Organization) -> None:
    with org_scope(acme):
        wave = a_wave(minimum_group=8)
        answered(wave, {"service": 7})
        assert look(wave)[0] == 0
        answered(wave, {"service": 1})
        assert look(wave)[0] == 8


def test_a_wave_opened_again_goes_on_from_what_its_report_told(acme: Organization) -> None:
    with org_scope(acme):
        wave = a_wave()
        answered(wave, {"service": 13})
        wave = actions.close_wave(wave)
        Report.objects.all().delete()  # nobody builds it here
        wave = actions.reopen_wave(wave)
        answered(wave, {"service": 4})
        assert look(wave)[0] == 13
        answered(wave, {"service": 1})
        assert look(wave)[0] == 18


@pytest.mark.parametrize(
    ("n", "needs_caution", "reached"), [(28, True, False), (30, False, False), (37, False, True)]
)
def test_below_sixty_percent_asks_for_caution_and_seventy_five_is_the_target(
    acme: Organization, n: int, needs_caution: bool, reached: bool
) -> None:
    with org_scope(acme):
        wave = a_wave()  # 49 people
        answered(wave, {"service": n})
        take_stock(wave)
        shown: Monitor = monitor(wave)
    assert (shown.needs_caution, shown.reached) == (needs_caution, reached)


def test_the_beat_counts_every_open_wave_and_no_other(acme: Organization) -> None:
    harbor = builders.organization("Harbor")
    waves = []
    for organization in (acme, harbor):
        with org_scope(organization):
            wave = a_wave()
            answered(wave, {"service": 6})
            waves.append(wave)
    for each in waves:
        monitor_tasks.count_wave(each.organization_id, each.pk)
    for each in waves:
        with org_scope(each.organization_id):
            assert monitor(each).participation.answered == 6
            assert monitor(each).counted_at.minute == 0


# --- The last day ---------------------------------------------------------------------------------------


def at(monkeypatch: pytest.MonkeyPatch, moment: datetime) -> None:
    monkeypatch.setattr(timezone, "now", lambda: moment)


@pytest.mark.parametrize(
    ("zone", "last_moment", "first_moment_after"),
    [
        ("UTC", "2026-03-28 23:59:59", "2026-03-29 00:00:00"),
        # The night in which the clocks go forward, the one in which they go back, and the ends of the world.
        ("Europe/Berlin", "2026-03-29 21:59:59", "2026-03-29 22:00:00"),
        ("Europe/Berlin", "2026-10-25 22:59:59", "2026-10-25 23:00:00"),
        ("America/New_York", "2026-11-02 04:59:59", "2026-11-02 05:00:00"),
        ("Pacific/Kiritimati", "2026-06-01 09:59:59", "2026-06-01 10:00:00"),
        ("Etc/GMT+12", "2026-06-02 11:59:59", "2026-06-02 12:00:00"),
        ("Asia/Kathmandu", "2026-06-01 18:14:59", "2026-06-01 18:15:00"),
        # No midnight at all: on this day the clocks of Beirut go from 23:59 to 1:00.
        ("Asia/Beirut", "2026-03-28 21:59:59", "2026-03-28 22:00:00"),
    ],
)
def test_a_wave_is_over_when_its_last_day_ends_where_the_client_is(
    acme: Organization, monkeypatch: pytest.MonkeyPatch, zone: str, last_moment: str, first_moment_after: str
) -> None:
    last = datetime.fromisoformat(last_moment).replace(tzinfo=UTC)
    after = datetime.fromisoformat(first_moment_after).replace(tzinfo=UTC)
    with org_scope(acme):
        wave = a_wave(opened=False, time_zone=zone)
        wave.closes_on = timezone.localdate(last, timezone=wave.zone)
        wave.state = "open"
        wave.save()
        at(monkeypatch, last)
        actions.check_open(wave)
        assert closing.close_over(wave.pk) is False
        at(monkeypatch, after)
        with pytest.raises(WaveClosed):
            actions.check_open(wave)
        assert closing.close_over(wave.pk) is True
        assert Wave.objects.get().state == "closed"


def over(acme: Organization, name: str = "2026") -> Wave:
    """An open wave whose last day was yesterday."""
    with org_scope(acme):
        wave = a_wave(name=name)
        Wave.objects.filter(pk=wave.pk).update(closes_on=wave.today() - timedelta(days=1))
    return wave


def test_a_wave_closed_by_the_clock_says_so_in_the_trail_and_only_once(acme: Organization) -> None:
    wave = over(acme)
    for _delivered in range(2):
        monitor_tasks.close_over(acme.pk, wave.pk)

    entries = list(AuditEntry.every_org.values_list("action", "actor", "object_id"))
    assert entries == [("closed", None, str(wave.pk))]
    assert Wave.every_org.get().closed_at is not None


def test_the_clock_asks_only_for_waves_that_are_over(
    acme: Organization, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone = over(acme)
    with org_scope(acme):
        a_wave(name="without a day")
        a_wave(name="until today", closes_on=timezone.localdate())
        a_wave(name="being set up", opened=False, closes_on=date(2020, 1, 1))
    asked: list[int] = []
    monkeypatch.setattr(
        monitor_tasks.close_over, "delay", lambda _organization, wave_id: asked.append(wave_id)
    )
    monitor_tasks.close_waves()
    assert asked == [gone.pk]


def test_a_wave_extended_before_the_clock_comes_stays_open(acme: Organization) -> None:
    wave = over(acme)
    with org_scope(acme):
        closing.extend(wave.pk, until=wave.today() + timedelta(days=3))
    monitor_tasks.close_over(acme.pk, wave.pk)
    assert Wave.every_org.get().state == "open"


@pytest.mark.parametrize("days", [-1, 0, 4, 5])
def test_a_last_day_moves_only_to_a_later_one(acme: Organization, days: int) -> None:
    with org_scope(acme):
        wave = a_wave(closes_on=timezone.localdate() + timedelta(days=5))
        with pytest.raises(Conflict):
            closing.extend(wave.pk, until=wave.today() + timedelta(days=days))


def test_a_wave_that_is_not_open_is_not_extended(acme: Organization) -> None:
    with org_scope(acme):
        wave = a_wave(opened=False)
        with pytest.raises(WaveNotReady):
            closing.extend(wave.pk, until=wave.today() + timedelta(days=9))


def test_a_wave_does_not_open_after_its_last_day_nor_with_one_function(acme: Organization) -> None:
    with org_scope(acme):
        for name, fields in {
            "over": {"closes_on": timezone.localdate() - timedelta(days=1)},
            "alone": {"functions": [{"key": "sales", "name": "Sales", "headcount": 9}]},
        }.items():
            with pytest.raises(WaveNotReady):
                actions.open_wave(a_wave(name=name, opened=False, **fields))


# --- The page -------------------------------------------------------------------------------------------


@pytest.fixture
def max_(client: Client, acme: Organization) -> Client:
    """The browser of Max, who reads."""
    client.force_login(builders.max_(acme))
    return client


def test_the_page_asks_for_the_monitor_alone_and_leaves_when_the_wave_closes(
    max_: Client, acme: Organization
) -> None:
    with org_scope(acme):
        wave = a_wave()
    asking = {"HX-Request": "true"}
    page, whole = (reverse(f"waves:{name}", args=("acme", wave.pk)) for name in ("monitor", "wave"))
    assert f'hx-get="{page}"' in max_.get(whole).content.decode()
    fragment = max_.get(page, headers=asking).content.decode()
    assert fragment.lstrip().startswith('<div id="monitor"')
    assert max_.get(page)["Location"] == whole

    with org_scope(acme):
        actions.close_wave(wave)
    assert max_.get(page, headers=asking)["HX-Redirect"] == whole


def test_a_wave_of_eight_functions_and_one_of_two_are_watched_at_the_same_cost(
    max_: Client, acme: Organization
) -> None:
    counts = []
    for name, keys in (("small", "ab"), ("large", "abcdefgh")):
        with org_scope(acme):
            wave = a_wave(name=name, functions=[{"key": key, "name": key, "headcount": 20} for key in keys])
            take_stock(wave)
        with CaptureQueriesContext(connection) as queries:
            max_.get(reverse("waves:monitor", args=("acme", wave.pk)), headers={"HX-Request": "true"})
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_an_analyst_gives_people_more_time_and_the_trail_says_so(client: Client, acme: Organization) -> None:
    client.force_login(builders.ann(acme))
    today = timezone.localdate()
    with org_scope(acme):
        wave = a_wave(closes_on=today + timedelta(days=2))
    page = reverse("waves:extend", args=("acme", wave.pk))
    early = client.post(page, {"closes_on": (today + timedelta(days=1)).isoformat()})
    later = client.post(page, {"closes_on": (today + timedelta(days=5)).isoformat()})

    assert (early.status_code, later.status_code) == (400, 302)
    assert Wave.every_org.get().closes_on == today + timedelta(days=5)
    assert AuditEntry.every_org.filter(action="extended").count() == 1
