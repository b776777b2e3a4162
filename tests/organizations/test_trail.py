"""The audit trail as owners read it: what was done, what was refused, what was rolled back."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from organizations.models import AuditEntry, Member, Organization, Role, User
from organizations.scope import org_scope
from organizations.spreadsheet import as_csv, safe_cell
from reports.builds import build_now
from tests import builders

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _nothing_refused_before() -> None:
    cache.clear()


@pytest.fixture
def acme() -> Organization:
    return builders.organization()


@pytest.fixture
def olga(acme: Organization) -> User:
    return builders.olga(acme)


@pytest.fixture
def owner(olga: User, client: Client) -> Client:
    client.force_login(olga)
    return client


def note(acme: Organization, *, by: User | None = None, action: str = "viewed", **more: Any) -> AuditEntry:
    with org_scope(acme):
        values = {"actor": by, "action": action, "object_type": "wave", "object_id": "7"} | more
        entry: AuditEntry = AuditEntry.objects.create(**values)
        return entry


def entries(**about: Any) -> list[tuple[str, str]]:
    rows = AuditEntry.every_org.filter(**about).order_by("pk")
    return list(rows.values_list("action", "outcome"))


def attempts() -> list[tuple[str, str, str, str]]:
    rows = AuditEntry.every_org.exclude(outcome="done").order_by("pk")
    return list(rows.values_list("action", "object_type", "outcome", "detail"))


def shown(owner: Client, query: str = "") -> list[str]:
    return [line.action for line in owner.get(f"/o/acme/trail/{query}").context["lines"]]


# --- What was refused and what was rolled back ----------------------------------------------------------


def test_what_a_member_may_not_do_is_recorded_as_refused(acme: Organization, client: Client) -> None:
    client.force_login(builders.max_(acme))

    client.post("/o/acme/people/invite/", {"email": "eve@example.com"})

    assert attempts() == [("tried to send", "organizations:invite", "refused", "not_allowed")]


def test_an_id_that_is_not_there_is_recorded_with_the_id(owner: Client) -> None:
    owner.get("/o/acme/reports/4711/")

    entry = AuditEntry.every_org.get()
    assert (entry.outcome, entry.object_id, entry.detail) == ("refused", "4711", "not_found")


def test_what_failed_leaves_its_line_though_everything_else_was_rolled_back(
    owner: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_arguments: Any, **_values: Any) -> None:
        raise OSError("the disk is full")

    monkeypatch.setattr("organizations.settings_views.record", fails)
    owner.raise_request_exception = False

    answered = owner.post("/o/acme/settings/name/", {"name": "Changed"})

    assert answered.status_code == 500
    assert Organization.objects.get().name == "Acme"
    assert attempts() == [("tried to send", "organizations:rename", "failed", "OSError")]


def test_half_a_change_leaves_neither_the_half_nor_a_line_that_says_it_was_done(owner: Client) -> None:
    logo = SimpleUploadedFile("logo.svg", b"<svg/>")

    owner.post("/o/acme/settings/looks/", {"accent": "#8a1c4a", "logo": logo})

    assert Organization.objects.get().accent == ""
    assert entries(outcome="done") == []


def test_the_last_owner_who_tries_to_leave_is_recorded(owner: Client) -> None:
    owner.post("/o/acme/leave/")

    assert attempts() == [("tried to send", "organizations:leave", "refused", "last_owner")]


def test_the_same_refusal_is_one_line_a_minute(acme: Organization, client: Client) -> None:
    client.force_login(builders.max_(acme))

    for _time in range(5):
        client.get("/o/acme/trail/")
    client.get("/o/acme/people/")

    assert [name for _action, name, _outcome, _detail in attempts()] == [
        "organizations:trail",
        "organizations:people",
    ]


def test_a_stranger_leaves_no_line_so_that_time_tells_nothing(acme: Organization, client: Client) -> None:
    client.force_login(builders.sam())

    with CaptureQueriesContext(connection) as foreign:
        client.get("/o/acme/")
    with CaptureQueriesContext(connection) as missing:
        client.get("/o/no-such-organization/")

    assert entries() == []
    assert len(foreign) == len(missing)


# --- What was seen and taken away -----------------------------------------------------------------------


@pytest.mark.slow
def test_reading_a_report_and_every_download_is_recorded(client: Client) -> None:
    wave = builders.imported_wave()
    with org_scope(wave.organization):
        report = builders.published(build_now(wave))
    client.force_login(builders.max_(wave.organization))
    base = f"/o/{wave.organization.slug}/reports/{report.pk}"

    for path in (f"{base}/", f"{base}.json", f"{base}.pdf"):
        client.get(path)

    assert [action for action, _outcome in entries(object_type="report")] == [
        "viewed",
        "downloaded json",
        "downloaded pdf",
    ]


# --- The page -------------------------------------------------------------------------------------------


def test_the_latest_line_stands_first_in_words(owner: Client, acme: Organization, olga: User) -> None:
    note(acme, by=olga, action="opened")
    note(acme, by=olga, action="changed role", object_type="user", object_id=str(olga.pk), detail="a → b")

    line = owner.get("/o/acme/trail/").context["lines"][0]

    assert (line.person, line.action, line.subject, line.detail) == ("Olga", "changed role", "Olga", "a → b")


def test_it_is_sifted_by_kind(owner: Client, acme: Organization, olga: User) -> None:
    for action in ("viewed", "opened", "downloaded pdf"):
        note(acme, by=olga, action=action)
    note(acme, by=olga, action="tried to send", outcome="refused")

    kinds = ("seen", "changed", "exported", "refused")
    sifted = [shown(owner, f"?kind={kind}") for kind in kinds]

    assert sifted == [["viewed"], ["opened"], ["downloaded pdf"], ["tried to send"]]


def test_it_is_sifted_by_person_and_by_day(owner: Client, acme: Organization, olga: User) -> None:
    max_ = builders.max_(acme)
    old = datetime.now(UTC) - timedelta(days=3)
    note(acme, by=max_, action="viewed", at=old)
    note(acme, by=olga, action="opened")

    assert shown(owner, f"?person={max_.pk}") == ["viewed"]
    assert shown(owner, f"?until={old:%Y-%m-%d}") == ["viewed"]
    assert shown(owner, f"?since={old + timedelta(days=1):%Y-%m-%d}") == ["opened"]
    assert shown(owner, "?since=0001-01-01&until=9999-12-31") == ["opened", "viewed"]


@pytest.mark.parametrize("query", ["?since=yesterday", "?person=999", "?kind=other", "?person=1;DROP"])
def test_a_filter_that_cannot_be_read_is_said_and_harms_nothing(owner: Client, query: str) -> None:
    assert owner.get(f"/o/acme/trail/{query}").status_code == 400
    assert owner.get(f"/o/acme/trail.csv{query}").status_code == 400


def test_a_long_trail_is_turned_over_page_by_page(owner: Client, acme: Organization, olga: User) -> None:
    for number in range(150):
        note(acme, by=olga, action=f"step {number}")

    assert (shown(owner)[0], len(shown(owner))) == ("step 149", 100)
    assert (shown(owner, "?page=2")[-1], len(shown(owner, "?page=2"))) == ("step 0", 50)


def test_a_page_costs_the_same_with_one_line_and_with_a_hundred(
    owner: Client, acme: Organization, olga: User
) -> None:
    note(acme, by=olga, object_type="user", object_id=str(olga.pk))
    one = queries(owner)
    for _line in range(120):
        note(acme, by=olga, object_type="user", object_id=str(olga.pk))

    assert queries(owner) == one


def queries(client: Client) -> int:
    with CaptureQueriesContext(connection) as captured:
        client.get("/o/acme/trail/")
    return len(captured)


def test_the_trail_of_another_organization_is_not_in_it(owner: Client) -> None:
    theirs = builders.organization("Theirs")
    note(theirs, by=builders.max_(theirs), action="opened")

    assert shown(owner) == []
    assert "Max" not in owner.get("/o/acme/trail/").content.decode()


def test_somebody_erased_is_called_by_a_number(owner: Client, acme: Organization) -> None:
    max_ = builders.max_(acme)
    note(acme, by=max_)
    number = max_.pk
    max_.delete()

    page = owner.get("/o/acme/trail/").content.decode()

    assert f"Person {number}, erased" in page
    assert "Max" not in page


# --- As a file ------------------------------------------------------------------------------------------


def test_as_csv_it_holds_the_same_lines_and_is_recorded(
    owner: Client, acme: Organization, olga: User
) -> None:
    note(acme, by=olga, action="opened")

    answered = owner.get("/o/acme/trail.csv")

    rows = list(csv.reader(io.StringIO(answered.content.decode("utf-8-sig"))))
    assert [row[1:4] for row in rows[1:]] == [["Olga", "opened", "wave 7"]]
    assert answered["Content-Disposition"] == 'attachment; filename="acme-trail.csv"'
    assert AuditEntry.every_org.latest("pk").action == "exported the trail"


def test_a_name_that_is_a_formula_stays_text_in_a_spreadsheet(owner: Client, acme: Organization) -> None:
    eve = User.objects.create_user("eve@example.com", name='=HYPERLINK("https://evil.example")')
    Member.every_org.create(organization=acme, user=eve, role=Role.READER)
    note(acme, by=eve)

    rows = list(csv.reader(io.StringIO(owner.get("/o/acme/trail.csv").content.decode("utf-8-sig"))))

    assert rows[1][1] == """'=HYPERLINK("https://evil.example")"""


@pytest.mark.parametrize("begin", ["=", "+", "-", "@", " =", "＝"])
def test_no_cell_begins_a_formula(begin: str) -> None:
    assert safe_cell(f"{begin}1") == f"'{begin}1"
    assert as_csv([f"{begin}1"], []).decode("utf-8-sig").startswith("\"'")


@pytest.mark.parametrize("begin", ["\t", "\r", "\n"])
def test_no_cell_begins_with_what_ends_a_line_or_a_cell(begin: str) -> None:
    assert safe_cell(f"{begin}1") == " 1"
    assert safe_cell(f"{begin}=1") == "' =1"


@pytest.mark.parametrize("text", ["", "Olga", "a=b", "1-2"])
def test_other_cells_stay_as_they_are(text: str) -> None:
    assert safe_cell(text) == text


def test_an_analyst_reads_no_trail(acme: Organization, client: Client) -> None:
    client.force_login(builders.ann(acme))

    assert [client.get(f"/o/acme/trail{end}").status_code for end in ("/", ".csv")] == [403, 403]
