"""Adopted actions: from the report to a decision with an owner and a day, and what became of it."""

from __future__ import annotations

import datetime as dt
import html
import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from cxassess.env import BASE_DIR
from cxassess.errors import Conflict
from organizations.models import AuditEntry, Member, Organization
from organizations.personal import everything_about
from organizations.scope import org_scope
from reports.adopted_models import AdoptedAction, AdoptedChange, CalendarFeed
from reports.builds import build_now
from reports.calendars import calendar, escaped, folded
from reports.models import Report
from surveys import retention
from tests import builders
from tests.test_house_serving import laptop

pytestmark = pytest.mark.django_db

SETTINGS = {"DJANGO_SETTINGS_MODULE": "cxassess.settings"}
YESTERDAY, TOMORROW = (timezone.localdate() + dt.timedelta(days=days) for days in (-1, 1))


@pytest.fixture
def report() -> Report:
    wave = builders.imported_wave("torchlight-systems")
    with org_scope(wave.organization):
        return build_now(wave)


@pytest.fixture
def ours(report: Report) -> Organization:
    return report.wave.organization


@pytest.fixture
def ann(client: Client, ours: Organization) -> Client:
    client.force_login(builders.ann(ours))
    return client


def address(name: str, organization: Organization, *rest: object) -> str:
    return reverse(f"reports:{name}", args=(organization.slug, *rest))


def adopted(report: Report, **values: Any) -> AdoptedAction:
    with org_scope(report.organization_id):
        action: AdoptedAction = AdoptedAction.objects.create(
            wave=report.wave, **({"title": "Cards of who answers"} | values)
        )
    return action


def fields(**values: str) -> dict[str, str]:
    empty = dict.fromkeys(("text", "owner", "member", "due_on", "note", "measure"), "")
    return empty | {"title": "Cards of who answers", "status": "open"} | values


def text_of(reply: Any) -> str:
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", reply.content.decode())))


# --- From the report --------------------------------------------------------------------------------------


def test_the_report_leads_to_its_proposals_and_one_click_adopts(ann: Client, report: Report) -> None:
    page = ann.get(address("show", report.organization, report.pk)).content.decode()
    proposals = address("proposals", report.organization, report.pk)
    assert proposals in page

    first = re.search(r'name="action" value="(A\d\d)"', ann.get(proposals).content.decode())
    assert first is not None
    reply = ann.post(address("adopt", report.organization, report.pk), {"action": first[1]})

    action = AdoptedAction.every_org.get()
    assert reply["Location"] == address("action", report.organization, action.pk)
    assert (action.catalog_id, action.status, action.wave) == (first[1], "open", report.wave)
    assert action.measure
    assert AuditEntry.every_org.filter(action="adopted", detail=first[1]).count() == 1
    assert "Adopted: open" in text_of(ann.get(proposals))


def test_what_is_adopted_is_in_the_words_of_the_report(ann: Client, report: Report) -> None:
    said = text_of(ann.get(address("proposals", report.organization, report.pk)))
    ann.post(address("adopt", report.organization, report.pk), {"action": "A13"})
    action = AdoptedAction.every_org.get()

    for words in (action.title, action.owner, action.moves):
        assert words in said


def test_an_action_is_adopted_once(ann: Client, report: Report) -> None:
    for _time in range(2):
        reply = ann.post(address("adopt", report.organization, report.pk), {"action": "A13"})

    assert reply.status_code == 409
    assert AdoptedAction.every_org.count() == 1


@pytest.mark.parametrize("catalog_id", ["", "A99", "x" * 5000])
def test_what_the_report_does_not_propose_is_not_adopted(
    ann: Client, report: Report, catalog_id: str
) -> None:
    assert (
        ann.post(address("adopt", report.organization, report.pk), {"action": catalog_id}).status_code == 404
    )
    assert not AdoptedAction.every_org.exists()


def test_an_organization_writes_an_action_of_its_own(ann: Client, report: Report) -> None:
    values = fields(title="Ask renewal", owner="Service", due_on=str(TOMORROW), measure="score:SHARE")
    ann.post(address("write_action", report.organization, report.wave_id), values)
    action = AdoptedAction.every_org.get()

    assert (action.title, action.owner, action.due_on, action.measure) == (
        "Ask renewal",
        "Service",
        TOMORROW,
        "score:SHARE",
    )


def test_mistakes_are_marked_and_nothing_is_stored(ann: Client, report: Report) -> None:
    reply = ann.post(
        address("write_action", report.organization, report.wave_id), fields(title="", due_on="never")
    )

    assert reply.status_code == 400
    assert reply.content.decode().count("aria-invalid") == 2
    assert not AdoptedAction.every_org.exists()


# --- What becomes of it -----------------------------------------------------------------------------------


def test_a_change_is_kept_in_the_history_and_in_the_audit_trail(ann: Client, report: Report) -> None:
    action = adopted(report)
    values = fields(status="under_way", due_on=str(TOMORROW), note="Begun in two teams")
    ann.post(address("change_action", report.organization, action.pk), values)
    action.refresh_from_db()
    line = AdoptedChange.every_org.get()

    assert (action.status, action.note) == ("under_way", "Begun in two teams")
    assert (line.status, line.due_on, line.detail) == ("under_way", TOMORROW, "changed: due, status, note")
    assert "Begun" not in line.detail
    assert AuditEntry.every_org.filter(action="changed", object_type="adoptedaction").count() == 1


def test_saving_without_a_change_adds_no_line(ann: Client, report: Report) -> None:
    action = adopted(report)
    ann.post(address("change_action", report.organization, action.pk), fields())

    assert not AdoptedChange.every_org.exists()


def test_a_line_of_the_history_never_changes(ann: Client, report: Report) -> None:
    action = adopted(report)
    ann.post(address("change_action", report.organization, action.pk), fields(status="done"))
    line = AdoptedChange.every_org.get()

    with pytest.raises(Conflict):
        line.save()
    for statement in (
        "UPDATE reports_adoptedchange SET status = 'open'",
        "DELETE FROM reports_adoptedchange",
    ):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


def test_a_wave_that_is_deleted_takes_its_actions_along(ann: Client, report: Report) -> None:
    action = adopted(report)
    ann.post(address("change_action", report.organization, action.pk), fields(status="done"))
    with org_scope(report.organization_id):
        retention.delete(str(report.wave_id))

    assert not AdoptedAction.every_org.exists()
    assert not AdoptedChange.every_org.exists()


def test_only_what_waits_is_overdue(report: Report) -> None:
    states = {
        (status, day): adopted(report, status=status, due_on=day).is_overdue
        for status in ("open", "under_way", "done", "dropped")
        for day in (YESTERDAY, timezone.localdate(), TOMORROW, None)
    }

    assert {key for key, is_overdue in states.items() if is_overdue} == {
        ("open", YESTERDAY),
        ("under_way", YESTERDAY),
    }


def test_the_organization_s_page_says_what_is_overdue(
    ann: Client, report: Report, ours: Organization
) -> None:
    adopted(report, due_on=YESTERDAY)
    adopted(report, due_on=TOMORROW)
    adopted(report, status="done", due_on=YESTERDAY)
    said = text_of(ann.get(reverse("waves:organization", args=(ours.slug,))))

    assert "1 action is overdue." in said
    assert "2 adopted actions are not finished." in said


def test_the_page_of_actions_shows_one_status_or_all(ann: Client, report: Report, ours: Organization) -> None:
    adopted(report, title="Waiting thing")
    adopted(report, title="Finished thing", status="done")

    for query, shown, hidden in (
        ("", ("Waiting thing", "Finished thing"), ()),
        ("?status=done", ("Finished thing",), ("Waiting thing",)),
        ("?status=dropped", ("No action has this status.",), ("Waiting thing", "Finished thing")),
        ("?status=nonsense", ("Waiting thing", "Finished thing"), ()),
    ):
        said = text_of(ann.get(address("actions", ours) + query))
        assert all(words in said for words in shown), query
        assert not any(words in said for words in hidden), query


def test_three_hundred_actions_cost_as_many_queries_as_one(
    ann: Client, report: Report, ours: Organization
) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert ann.get(address("actions", ours)).status_code == 200
        return len(asked)

    with org_scope(ours):
        member = Member.objects.get()
    adopted(report, member=member)
    queries()
    one = queries()
    with org_scope(ours):
        AdoptedAction.objects.bulk_create(
            AdoptedAction(wave=report.wave, title=f"Action {at}", member=member) for at in range(300)
        )

    assert queries() == one


def test_a_reader_sees_everything_and_changes_nothing(
    client: Client, report: Report, ours: Organization
) -> None:
    action = adopted(builders.published(report))
    client.force_login(builders.max_(ours))

    for page in (
        address("actions", ours),
        address("action", ours, action.pk),
        address("proposals", ours, report.pk),
    ):
        assert 'method="post" action="/o/' not in client.get(page).content.decode().replace("logout", "")
    assert client.post(address("change_action", ours, action.pk), fields(status="done")).status_code == 403


def test_an_owner_is_a_member_of_the_same_organization(ann: Client, report: Report) -> None:
    action = adopted(report)
    other = builders.organization("Other")
    builders.max_(other)
    foreign = Member.every_org.get(organization=other)
    reply = ann.post(address("change_action", report.organization, action.pk), fields(member=str(foreign.pk)))

    assert reply.status_code == 400


def test_what_somebody_is_to_do_is_among_what_is_stored_about_them(
    report: Report, ours: Organization
) -> None:
    max_ = builders.max_(ours)
    member = Member.every_org.get(user=max_)
    adopted(report, member=member)

    assert everything_about(max_.email, user=max_)["adopted actions"] == [
        {"organization": ours.name, "action": "Cards of who answers", "status": "open", "due on": None}
    ]
    max_.delete()
    assert AdoptedAction.every_org.get().member is None


# --- Calendar ---------------------------------------------------------------------------------------------


def subscribed(client: Client, organization: Organization) -> str:
    reply = client.post(address("make_calendar", organization))
    found = re.search(r"http://testserver(/o/\S+\.ics)", reply.content.decode())
    assert found is not None
    return found[1]


def test_a_member_s_calendar_holds_what_waits_and_has_a_day(
    ann: Client, report: Report, ours: Organization
) -> None:
    adopted(report, title="Due thing", due_on=TOMORROW)
    adopted(report, title="Undated thing")
    adopted(report, title="Finished thing", due_on=TOMORROW, status="done")
    reply = Client().get(subscribed(ann, ours))
    lines = reply.content.decode().split("\r\n")

    assert reply["Content-Type"] == "text/calendar; charset=utf-8"
    assert [line for line in lines if line.startswith("SUMMARY:")] == ["SUMMARY:Due thing"]
    assert f"DTSTART;VALUE=DATE:{TOMORROW:%Y%m%d}" in lines
    assert (lines[0], lines[-2], lines[-1]) == ("BEGIN:VCALENDAR", "END:VCALENDAR", "")


def test_a_revoked_address_a_new_one_and_a_member_who_left_end_the_old_one(
    ann: Client, ours: Organization, report: Report
) -> None:
    first = subscribed(ann, ours)
    second = subscribed(ann, ours)
    assert (Client().get(first).status_code, Client().get(second).status_code) == (404, 200)

    ann.post(address("revoke_calendar", ours))
    assert Client().get(second).status_code == 404

    third = subscribed(ann, ours)
    Member.every_org.all().delete()
    assert Client().get(third).status_code == 404


def test_a_calendar_of_one_organization_is_none_of_another(
    ann: Client, ours: Organization, report: Report
) -> None:
    other = builders.organization("Other")
    theirs = subscribed(ann, ours).replace(ours.slug, other.slug)

    assert Client().get(theirs).status_code == 404


def test_the_address_itself_is_stored_nowhere(ann: Client, ours: Organization, report: Report) -> None:
    key = subscribed(ann, ours).rsplit("/", 1)[1].removesuffix(".ics")
    feed = CalendarFeed.every_org.get()

    assert key not in feed.token_hash
    assert key not in ann.get(address("calendar", ours)).content.decode()


def test_text_in_a_calendar_is_escaped_and_long_lines_are_folded_between_characters(
    report: Report,
) -> None:
    title = "Ask; then tell, twice\\once\nand “Größe” " + "ü" * 120
    action = adopted(report, title=title, due_on=TOMORROW, owner="BEGIN:VEVENT\r\nSUMMARY:forged")
    raw = calendar("Acme, Inc.", [(action, "https://example.com/1")], host="example.com")
    lines = raw.split(b"\r\n")

    assert all(len(line) <= 75 for line in lines)
    for line in lines:
        line.decode()
    unfolded = raw.decode().replace("\r\n ", "")
    summary = next(line for line in unfolded.split("\r\n") if line.startswith("SUMMARY:"))
    assert summary == "SUMMARY:" + "Ask\\; then tell\\, twice\\\\once\\nand “Größe” " + "ü" * 120
    assert unfolded.count("\r\nBEGIN:VEVENT\r\n") == 1
    assert "\r\nSUMMARY:forged" not in unfolded


def test_a_short_line_is_left_alone() -> None:
    assert folded("A" * 75) == "A" * 75
    assert folded("A" * 76) == "A" * 75 + "\r\n A"
    assert escaped("a\x00b\tc") == "abc"


@pytest.mark.slow
def test_on_sqlite_as_well_the_history_only_grows_and_goes_with_its_wave(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "tests.reports.adopted_on_sqlite"]
    found = json.loads(subprocess.check_output(command, env=laptop(tmp_path) | SETTINGS, cwd=BASE_DIR))

    assert found == {
        "refused": ["a line of an action's history does not change"] * 2,
        "kept": 2,
        "left": 0,
    }
