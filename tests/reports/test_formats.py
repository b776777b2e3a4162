"""All files of a report are made ahead, each once, and the page says honestly how far they are."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from celery.exceptions import SoftTimeLimitExceeded
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cxassess.errors import TransientError
from organizations.models import AuditEntry, Role
from organizations.scope import org_scope
from reports import builds, formats, shelf, tasks
from reports.formats_models import FileState, FormatFile, FormatSet
from reports.models import Report, State
from reports.renderers import RENDERERS
from surveys.models import Wave
from tests.reports.staging import celery_worker, closed_wave, wait_until
from tests.reports.test_views import max_of, ready, signed_in
from tests.services import DEAF_BROKER, use_broker

pytestmark = pytest.mark.django_db


def asked_for() -> FormatSet:
    """The files of a report that was built here and now, all of them waiting."""
    report = ready(closed_wave())
    with org_scope(report.organization_id):
        return formats.prepare(report, language="en")


def file_of(asked: FormatSet, form: str) -> FormatFile:
    found: FormatFile = FormatFile.every_org.get(set=asked, form=form)
    return found


def make(asked: FormatSet, *forms: str) -> None:
    for form in forms:
        tasks.render_file(asked.organization_id, file_of(asked, form).pk)


def states(asked: FormatSet) -> dict[str, str]:
    return dict(FormatFile.every_org.filter(set=asked).values_list("form", "state"))


def is_closed(asked: FormatSet) -> bool:
    return FormatSet.every_org.get(pk=asked.pk).finished_at is not None


def claimed(asked: FormatSet, form: str) -> FormatFile:
    with org_scope(asked.organization_id):
        held = formats.claim(file_of(asked, form).pk)
    assert held is not None
    return held


def let_lease_run_out(file: FormatFile) -> None:
    passed = timezone.now() - dt.timedelta(seconds=1)
    FormatFile.every_org.filter(pk=file.pk).update(lease_until=passed)


def spoil(monkeypatch: pytest.MonkeyPatch, form: str, error: BaseException) -> None:
    """From now on this format cannot be made on this machine."""

    def refuse(*_: Any, **__: Any) -> bytes:
        raise error

    monkeypatch.setitem(RENDERERS, form, refuse)


# --- Asking -----------------------------------------------------------------------------------------------


def test_a_report_that_becomes_ready_asks_for_all_its_files() -> None:
    wave = closed_wave()
    with org_scope(wave.organization_id):
        held = builds.claim(Report.objects.get().pk)
        assert held is not None
        report = builds.build(held)
        asked = formats.current(report, language="en")
    assert asked is not None
    assert states(asked) == dict.fromkeys(RENDERERS, FileState.QUEUED)


def test_asking_twice_is_asking_once() -> None:
    asked = asked_for()
    with org_scope(asked.organization_id):
        assert formats.prepare(asked.report, language="en") == asked
    assert FormatFile.every_org.count() == len(RENDERERS)


def test_the_file_that_takes_longest_is_begun_first() -> None:
    asked = asked_for()
    forms = FormatFile.every_org.filter(set=asked).order_by("pk").values_list("form", flat=True)
    assert list(forms)[:2] == ["pdf", "pptx"]
    assert set(forms) == set(formats.ORDER) == set(RENDERERS)


def test_new_looks_of_a_client_are_other_files() -> None:
    asked = asked_for()
    report = asked.report
    type(report.organization).objects.filter(pk=asked.organization_id).update(accent="#224466")
    again = Report.every_org.select_related("organization", "wave").get(pk=report.pk)
    with org_scope(asked.organization_id):
        assert formats.current(again, language="en") is None
        assert formats.prepare(again, language="en") != asked
    assert not FormatSet.every_org.filter(pk=asked.pk).exists()


def test_a_file_that_left_the_shelf_is_made_again_when_somebody_asks() -> None:
    asked = asked_for()
    make(asked, "json", "csv")
    cache.clear()
    with org_scope(asked.organization_id):
        shelf.rendered(asked.report, "csv", "en")
        formats.prepare(asked.report, language="en")
    assert (states(asked)["json"], states(asked)["csv"]) == (FileState.QUEUED, FileState.READY)


# --- Making -----------------------------------------------------------------------------------------------


def test_what_was_made_ahead_is_what_is_downloaded() -> None:
    asked = asked_for()
    make(asked, "json")
    path = reverse("reports:download", args=(asked.report.organization.slug, asked.report_id, "json"))
    content = max_of(asked.report.wave).get(path).content
    assert (states(asked)["json"], file_of(asked, "json").size) == (FileState.READY, len(content))


def test_a_file_whose_task_is_delivered_twice_is_made_once() -> None:
    asked = asked_for()
    make(asked, "json")
    make(asked, "json")
    assert file_of(asked, "json").attempts == 1


def test_a_download_does_not_wait_for_the_set() -> None:
    asked = asked_for()
    path = reverse("reports:download", args=(asked.report.organization.slug, asked.report_id, "csv"))
    assert max_of(asked.report.wave).get(path).status_code == 200
    assert states(asked)["csv"] == FileState.QUEUED


def test_a_task_reaches_no_file_of_another_organization() -> None:
    asked, other = asked_for(), closed_wave()
    tasks.render_file(other.organization_id, file_of(asked, "json").pk)
    assert states(asked)["json"] == FileState.QUEUED


# --- Closing ----------------------------------------------------------------------------------------------


def test_whoever_makes_the_last_file_closes_the_set() -> None:
    asked = asked_for()
    first, *others = RENDERERS
    make(asked, *others)
    assert not is_closed(asked)
    make(asked, first)
    assert is_closed(asked)


def test_the_callback_of_a_chord_closes_nothing_that_is_open() -> None:
    asked = asked_for()
    tasks.close_files(asked.organization_id, asked.pk)
    assert not is_closed(asked)


# --- Failing ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("error", "code", "words"),
    [
        (ValueError("no such shape"), "render_failed", "Something went wrong"),
        (SoftTimeLimitExceeded(), "too_slow", "longer than 30 seconds"),
        (shelf.Unreadable(), "report_unreadable", "later version"),
    ],
)
def test_a_file_that_cannot_be_made_says_why_and_the_others_are_made(
    monkeypatch: pytest.MonkeyPatch, error: Exception, code: str, words: str
) -> None:
    asked = asked_for()
    spoil(monkeypatch, "xlsx", error)
    make(asked, *RENDERERS)
    failed = file_of(asked, "xlsx")
    assert (failed.state, failed.error_code, words in formats.why_failed(failed)) == ("failed", code, True)
    assert [form for form, state in states(asked).items() if state != FileState.READY] == ["xlsx"]
    assert is_closed(asked)


@pytest.mark.parametrize("error", [TransientError(), OSError("no space left")])
def test_what_passes_is_tried_three_times(monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    asked = asked_for()
    spoil(monkeypatch, "csv", error)
    with org_scope(asked.organization_id):
        ends = [formats.attempt(claimed(asked, "csv")) for _ in range(formats.ATTEMPTS)]
    assert ends == [False, False, True]
    assert file_of(asked, "csv").error_code == "gave_up"


def test_what_failed_is_tried_again_and_what_is_ready_is_not(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = asked_for()
    with monkeypatch.context() as broken:
        spoil(broken, "xlsx", ValueError("no such shape"))
        make(asked, *RENDERERS)
    with org_scope(asked.organization_id):
        formats.prepare(asked.report, language="en")
    assert not is_closed(asked)
    make(asked, *RENDERERS)
    assert set(states(asked).values()) == {FileState.READY}
    assert (is_closed(asked), file_of(asked, "pdf").attempts) == (True, 1)


# --- Workers that die -------------------------------------------------------------------------------------


def test_the_sweep_brings_back_a_file_whose_worker_died() -> None:
    asked = asked_for()
    held = claimed(asked, "pdf")
    formats.sweep()
    assert states(asked)["pdf"] == FileState.RENDERING
    let_lease_run_out(held)
    formats.sweep()
    assert states(asked)["pdf"] == FileState.QUEUED


def test_a_file_that_kills_every_worker_is_given_up_and_the_set_closed() -> None:
    asked = asked_for()
    make(asked, *(form for form in RENDERERS if form != "pdf"))
    for _ in range(formats.ATTEMPTS):
        let_lease_run_out(claimed(asked, "pdf"))
        formats.sweep()
    assert (file_of(asked, "pdf").error_code, is_closed(asked)) == ("gave_up", True)


def test_a_worker_that_was_given_up_settles_nothing() -> None:
    asked = asked_for()
    slow = claimed(asked, "json")
    let_lease_run_out(slow)
    quick = claimed(asked, "json")
    with org_scope(asked.organization_id):
        formats.attempt(slow)
        assert states(asked)["json"] == FileState.RENDERING
        formats.attempt(quick)
    assert states(asked)["json"] == FileState.READY


def test_what_has_left_the_shelf_is_forgotten() -> None:
    asked = asked_for()
    make(asked, *RENDERERS)
    past = timezone.now() - dt.timedelta(seconds=shelf.KEEP_SECONDS + 1)
    FormatSet.every_org.update(finished_at=past)
    formats.sweep()
    assert not FormatFile.every_org.exists()


# --- The broker -------------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_a_broker_that_is_away_loses_no_file(monkeypatch: pytest.MonkeyPatch, redis_url: str) -> None:
    use_broker(monkeypatch, DEAF_BROKER)
    asked = asked_for()
    assert not FormatFile.every_org.exclude(rung_at=None).exists()
    use_broker(monkeypatch, redis_url)
    assert [formats.sweep(), formats.sweep()] == [1, 0]
    assert not FormatFile.every_org.filter(set=asked, rung_at=None).exists()


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("broker", ["redis", "files"])
def test_workers_make_all_files_of_a_report_they_have_built(
    monkeypatch: pytest.MonkeyPatch, redis_url: str, broker: str
) -> None:
    """On Redis as a chord; on files, which cannot count, whoever comes last closes the set."""
    if broker == "redis":
        use_broker(monkeypatch, redis_url)
    url = redis_url if broker == "redis" else ""
    with celery_worker(url), celery_worker(url):
        wave = closed_wave(customers=30)
        wait_until(lambda: FormatSet.every_org.exclude(finished_at=None).exists(), seconds=90)
    asked = FormatSet.every_org.get(report__wave=wave)
    assert states(asked) == dict.fromkeys(RENDERERS, FileState.READY)
    assert {file.attempts for file in FormatFile.every_org.filter(set=asked)} == {1}


# --- The page ---------------------------------------------------------------------------------------------


def page_of(asked: FormatSet, client: Client, **headers: str) -> str:
    path = reverse("reports:files", args=(asked.report.organization.slug, asked.report_id))
    return client.get(path, headers=headers).content.decode()


def test_the_page_counts_what_is_ready_and_asks_again_by_itself() -> None:
    asked = asked_for()
    make(asked, "json", "csv", "docx", "xlsx", "html")
    page = page_of(asked, max_of(asked.report.wave), hx_request="true")
    assert f"5 of {len(RENDERERS)} ready" in page
    assert page.lstrip().startswith('<div id="files"')
    assert 'hx-trigger="every 500ms"' in page


def test_the_page_stops_asking_when_all_is_ready() -> None:
    asked = asked_for()
    make(asked, *RENDERERS)
    page = page_of(asked, max_of(asked.report.wave))
    assert f"All {len(RENDERERS)} files are ready." in page
    assert ("hx-trigger" in page, "Prepare all files" in page) == (False, False)


def test_the_page_names_the_file_that_failed_and_why_and_offers_another_try(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked = asked_for()
    spoil(monkeypatch, "xlsx", ValueError("no such shape"))
    make(asked, *RENDERERS)
    page = page_of(asked, max_of(asked.report.wave))
    assert f"{len(RENDERERS) - 1} of {len(RENDERERS)} ready; the others could not be made." in page
    assert "Something went wrong while this file was made." in page
    assert "Try again what could not be made" in page


def test_a_reader_has_all_files_prepared_and_it_is_written_down() -> None:
    report = ready(closed_wave())
    client = max_of(report.wave)
    files, prepare = (
        reverse(f"reports:{name}", args=(report.organization.slug, report.pk))
        for name in ("files", "prepare")
    )
    assert "Prepare all files" in client.get(files).content.decode()
    assert not FormatSet.every_org.exists()
    assert client.post(prepare)["Location"] == files
    assert FormatFile.every_org.filter(state=FileState.QUEUED).count() == len(RENDERERS)
    assert AuditEntry.every_org.filter(action="prepared files", object_id=str(report.pk)).count() == 1


def test_files_are_not_asked_for_by_looking() -> None:
    report = ready(closed_wave())
    path = reverse("reports:prepare", args=(report.organization.slug, report.pk))
    assert signed_in(Role.ANALYST, report.organization).get(path).status_code == 405


def test_a_report_that_is_not_ready_has_no_files() -> None:
    wave: Wave = closed_wave()
    report = Report.every_org.get(state=State.QUEUED)
    ann = signed_in(Role.ANALYST, wave.organization)
    files, prepare = (
        reverse(f"reports:{name}", args=(wave.organization.slug, report.pk)) for name in ("files", "prepare")
    )
    assert ann.get(files)["Location"] == reverse("reports:progress", args=(wave.organization.slug, wave.pk))
    assert ann.post(prepare).status_code == 404


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_the_page_counts_up_by_itself_and_can_be_read_by_everybody(
    page_at: Any, live_server: Any, axe: Any
) -> None:
    asked = asked_for()
    cookie = max_of(asked.report.wave).cookies["sessionid"].value
    page = page_at(390)
    page.context.add_cookies([{"name": "sessionid", "value": cookie, "url": live_server.url}])
    page.goto(reverse("reports:files", args=(asked.report.organization.slug, asked.report_id)))
    page.get_by_text(f"0 of {len(RENDERERS)} ready").wait_for()
    assert axe(page) == []
    make(asked, *RENDERERS)
    page.get_by_text(f"All {len(RENDERERS)} files are ready.").wait_for()
    assert axe(page) == []
