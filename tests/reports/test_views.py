"""Who sees a report, in which form, and what they see while it is being built."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from organizations.models import AuditEntry, Member, Organization, Role, User
from organizations.scope import org_scope
from reports import builds, shelf
from reports.models import Report, State
from reports.renderers import docx, xlsx
from surveys.models import Wave
from tests import builders
from tests.reports.staging import closed_wave, open_wave, organization

pytestmark = pytest.mark.django_db


def signed_in(role: Role | None, of: Organization) -> Client:
    """The browser of Ann (analyst), Max (reader) or, without a role, Sam the stranger."""
    user = User.objects.create_user(f"{role or 'sam'}-{of.pk}@example.com")
    if role is not None:
        with org_scope(of):
            Member.objects.create(user=user, role=role)
    client = Client(headers={"accept": "text/html"})
    client.force_login(user)
    return client


def max_of(wave: Wave) -> Client:
    return signed_in(Role.READER, wave.organization)


def ann_of(wave: Wave) -> Client:
    return signed_in(Role.ANALYST, wave.organization)


def ready(wave: Wave) -> Report:
    """A report that readers see, as its analyst has published it."""
    with org_scope(wave.organization_id):
        Report.objects.all().delete()
        return builders.published(builds.build_now(wave))


def address(name: str, wave: Wave, *rest: object) -> str:
    return reverse(f"reports:{name}", args=(wave.organization.slug, *rest))


# --- The report -------------------------------------------------------------------------------------


def test_a_reader_reads_the_report() -> None:
    wave = closed_wave()
    reply = max_of(wave).get(address("show", wave, ready(wave).pk))
    assert reply.status_code == 200
    assert wave.organization.name in reply.content.decode()


def test_the_page_is_drawn_once_and_then_kept(django_assert_max_num_queries: Any) -> None:
    wave = closed_wave()
    client, path = max_of(wave), address("show", wave, ready(wave).pk)
    cache.clear()
    first = client.get(path)
    with django_assert_max_num_queries(7) as queries:
        again = client.get(path)
    assert again.content == first.content
    assert not [query for query in queries.captured_queries if '"document"' in query["sql"]]


def test_a_report_of_a_later_version_says_so_and_leaves_the_list_open() -> None:
    wave = closed_wave()
    report = ready(wave)
    with org_scope(wave.organization_id):
        Report.objects.filter(pk=report.pk).update(document='{"format": 99}', fingerprint="e" * 64)
    client = max_of(wave)
    reply = client.get(address("show", wave, report.pk))
    assert (reply.status_code, "cannot read" in reply.content.decode()) == (410, True)
    assert client.get("/").status_code == 200


def test_everything_that_decides_how_a_report_looks_is_part_of_its_edition() -> None:
    seen = {
        file for folder, pattern in shelf.LOOKS for file in Path(settings.BASE_DIR, folder).rglob(pattern)
    }
    folders = (
        "reports/figures",
        "reports/renderers",
        "reports/typst",
        "templates/reports",
        "static/css",
        "static/js",
    )
    files = {file for folder in folders for file in Path(settings.BASE_DIR, folder).rglob("*.*")}
    assert {file.name for file in files - seen if "__pycache__" not in file.parts} == set()


def test_a_stranger_meets_nothing_there() -> None:
    wave = closed_wave()
    report = ready(wave)
    sam = signed_in(None, wave.organization)
    for path in (address("show", wave, report.pk), address("download", wave, report.pk, "pdf")):
        assert sam.get(path).status_code == 404


def test_a_report_of_another_organization_answers_like_a_missing_one() -> None:
    mine, theirs = closed_wave(), closed_wave()
    foreign, client = ready(theirs), max_of(mine)
    for name, rest in (("show", ()), ("download", ("json",))):
        found = client.get(address(name, mine, foreign.pk, *rest))
        missing = client.get(address(name, mine, 4711, *rest))
        assert (found.status_code, found.content) == (missing.status_code, missing.content)
        assert found.status_code == 404


def test_looking_at_a_report_leaves_a_line_in_the_audit_trail() -> None:
    wave = closed_wave()
    report, client = ready(wave), max_of(wave)
    client.get(address("show", wave, report.pk))
    client.get(address("download", wave, report.pk, "pdf"))
    entries = AuditEntry.every_org.filter(object_id=str(report.pk)).order_by("pk")
    assert [entry.action for entry in entries] == ["viewed", "downloaded pdf"]


def test_a_wave_leads_to_its_latest_report() -> None:
    wave = closed_wave()
    report = ready(wave)
    reply = max_of(wave).get(address("latest", wave, wave.pk))
    assert (reply.status_code, reply["Location"]) == (302, address("show", wave, report.pk))


@pytest.mark.parametrize("name", ["latest", "progress"])
def test_an_open_wave_has_no_report_to_look_at(name: str) -> None:
    wave = open_wave()
    assert max_of(wave).get(address(name, wave, wave.pk)).status_code == 404


# --- Files ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fmt", "kind", "start"),
    [
        ("html", "text/html; charset=utf-8", b"<!doctype html>"),
        ("pdf", "application/pdf", b"%PDF-"),
        ("docx", docx.MEDIA_TYPE, b"PK"),
        ("xlsx", xlsx.MEDIA_TYPE, b"PK"),
        ("csv", "application/zip", b"PK"),
        ("json", "application/json", b"{"),
    ],
)
def test_a_report_is_downloaded_under_a_name_that_says_what_it_is(fmt: str, kind: str, start: bytes) -> None:
    wave = closed_wave()
    reply = max_of(wave).get(address("download", wave, ready(wave).pk, fmt))
    ending = "csv.zip" if fmt == "csv" else fmt
    name = f"{wave.organization.slug}-2026-report.{ending}"
    assert reply["Content-Disposition"] == f'attachment; filename="{name}"'
    assert reply["Content-Type"] == kind
    assert reply.content.startswith(start)


def test_every_format_is_of_the_same_report() -> None:
    wave = closed_wave()
    report, client = ready(wave), max_of(wave)
    document = json.loads(client.get(address("download", wave, report.pk, "json")).content)
    pdf = client.get(address("download", wave, report.pk, "pdf")).content
    words = "".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)
    assert document["fingerprint"] == report.fingerprint
    assert [
        name for name in (document["organization"], document["instrument_title"]) if name not in words
    ] == []


@pytest.mark.parametrize("fmt", ["exe", "pdf2", "json-x"])
def test_an_unknown_format_is_not_there(fmt: str) -> None:
    wave = closed_wave()
    assert max_of(wave).get(address("download", wave, ready(wave).pk, fmt)).status_code == 404


@pytest.mark.parametrize(("name", "rest"), [("show", ()), ("download", ("pdf",))])
def test_a_browser_that_has_the_report_is_told_so_and_nobody_else_keeps_it(name: str, rest: Any) -> None:
    wave = closed_wave()
    client, path = max_of(wave), address(name, wave, ready(wave).pk, *rest)
    reply = client.get(path)
    assert reply["Cache-Control"] == "private, no-cache"
    again = client.get(path, headers={"if-none-match": reply["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


# --- While it is built ------------------------------------------------------------------------------


def test_who_comes_too_early_sees_how_far_the_report_is() -> None:
    wave = closed_wave()
    report, client = Report.every_org.get(), ann_of(wave)
    early = client.get(address("show", wave, report.pk), follow=True)
    assert early.redirect_chain == [(address("progress", wave, wave.pk), 302)]
    assert "Waiting for a worker" in early.content.decode()
    with org_scope(wave.organization_id):
        held = builds.claim(report.pk)
        assert held is not None
        builds.Heartbeat(held)(3, 8)
    assert 'max="8" value="3"' in client.get(address("progress", wave, wave.pk)).content.decode()


def test_a_browser_without_scripts_asks_again_by_itself() -> None:
    wave = closed_wave()
    page = max_of(wave).get(address("progress", wave, wave.pk)).content.decode()
    assert '<noscript><meta http-equiv="refresh" content="3"></noscript>' in page


def test_htmx_gets_the_fragment_alone_and_is_led_to_the_report_when_it_is_there() -> None:
    wave = closed_wave()
    client, path = max_of(wave), address("progress", wave, wave.pk)
    fragment = client.get(path, headers={"hx-request": "true"})
    assert fragment.content.decode().lstrip().startswith('<div id="progress"')
    report = ready(wave)
    assert client.get(path, headers={"hx-request": "true"})["HX-Redirect"] == address("show", wave, report.pk)
    assert client.get(path)["Location"] == address("show", wave, report.pk)


def test_a_failed_report_says_so_stops_asking_and_offers_another_try_to_an_analyst() -> None:
    wave = closed_wave()
    Report.every_org.update(state=State.FAILED, error_code="gave_up")
    path = address("progress", wave, wave.pk)
    seen = max_of(wave).get(path).content.decode()
    assert "started three times and never finished" in seen
    assert "hx-trigger" not in seen
    assert "Build the report" not in seen
    assert "Build the report" in signed_in(Role.ANALYST, wave.organization).get(path).content.decode()


def test_an_analyst_asks_again_and_a_reader_may_not() -> None:
    wave = closed_wave()
    Report.every_org.update(state=State.FAILED, error_code="gave_up")
    path = address("request", wave, wave.pk)
    assert max_of(wave).post(path).status_code == 403
    assert Report.every_org.count() == 1
    assert signed_in(Role.ANALYST, wave.organization).post(path).status_code == 302
    assert Report.every_org.filter(state=State.QUEUED).count() == 1


def test_nothing_is_asked_for_by_looking() -> None:
    wave = closed_wave()
    ann = signed_in(Role.ANALYST, wave.organization)
    assert ann.get(address("request", wave, wave.pk)).status_code == 405


def test_a_wave_of_another_organization_cannot_be_asked_about() -> None:
    wave, mine = closed_wave(), organization()
    ann = signed_in(Role.ANALYST, mine)
    path = reverse("reports:request", args=(mine.slug, wave.pk))
    assert ann.post(path).status_code == 404


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_the_page_moves_on_to_the_report_by_itself(page_at: Any, live_server: Any, axe: Any) -> None:
    wave = closed_wave()
    cookie = ann_of(wave).cookies["sessionid"].value
    page = page_at(390)
    page.context.add_cookies([{"name": "sessionid", "value": cookie, "url": live_server.url}])
    page.goto(address("progress", wave, wave.pk))
    page.get_by_text("Waiting for a worker to begin.").wait_for()
    assert axe(page) == []
    with org_scope(wave.organization_id):
        held = builds.claim(Report.objects.get().pk)
        assert held is not None
        page.get_by_text("The answers are being counted").wait_for()
        report = builds.build(held)
    page.wait_for_url(f"**{address('show', wave, report.pk)}")
