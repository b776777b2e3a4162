"""A report is for those who judge it, until one of them publishes it to the organization's readers."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cxassess.errors import NotFound
from organizations.models import AuditEntry, Member, Role
from organizations.scope import org_scope
from reports import adopting, publishing, queries, shelf
from reports.adopted_models import AdoptedAction
from reports.builds import build_now
from reports.models import Publication, Report
from reports.renderers import RENDERERS
from tests import builders
from tests.api.program import program
from tests.reports.staging import closed_wave

pytestmark = pytest.mark.django_db


@pytest.fixture
def report() -> Report:
    wave = closed_wave()
    with org_scope(wave.organization_id):
        Report.objects.all().delete()
        return build_now(wave)


@pytest.fixture
def ann(report: Report) -> Client:
    return browser_of(builders.ann(report.organization))


@pytest.fixture
def max_(report: Report) -> Client:
    return browser_of(builders.max_(report.organization))


def browser_of(user: Any) -> Client:
    client = Client(headers={"accept": "text/html"})
    client.force_login(user)
    return client


def address(name: str, report: Report, *rest: object) -> str:
    return reverse(f"reports:{name}", args=(report.organization.slug, report.pk, *rest))


def everything(report: Report) -> list[str]:
    """Every address at which a member meets this report."""
    files = [address("download", report, form) for form in RENDERERS]
    return [address("show", report), *files, address("proposals", report), address("readers", report)]


# --- Who sees it ------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_before_it_is_published_a_reader_meets_what_a_missing_report_shows(
    max_: Client, report: Report
) -> None:
    for path in everything(report):
        found, missing = max_.get(path), max_.get(path.replace(f"reports/{report.pk}", "reports/4711"))

        assert (path, found.status_code, missing.status_code) == (path, 404, 404)
        assert found.content == missing.content


@pytest.mark.slow
def test_an_analyst_and_an_owner_see_it_at_once(ann: Client, report: Report) -> None:
    olga = browser_of(builders.olga(report.organization))

    assert {client.get(path).status_code for client in (ann, olga) for path in everything(report)} == {200}


@pytest.mark.slow
def test_once_it_is_published_a_reader_sees_it_in_every_form(
    ann: Client, max_: Client, report: Report
) -> None:
    ann.post(address("publish", report))

    assert {max_.get(path).status_code for path in everything(report)} == {200}


def test_what_was_withdrawn_is_gone_even_for_a_browser_that_holds_it(
    ann: Client, max_: Client, report: Report
) -> None:
    ann.post(address("publish", report))
    held = {
        path: max_.get(path)["ETag"]
        for path in (address("show", report), address("download", report, "json"))
    }
    ann.post(address("withdraw", report))

    for path, tag in held.items():
        assert max_.get(path, headers={"If-None-Match": tag}).status_code == 404


def test_nothing_of_it_is_on_a_reader_s_first_page_before(ann: Client, max_: Client, report: Report) -> None:
    before = max_.get("/").context["rows"][0]
    ann.post(address("publish", report))
    after = max_.get("/").context["rows"][0]

    assert (before.report, before.headline) == (None, "")
    assert (after.report, bool(after.headline)) == (report, True)


def test_a_reader_who_waits_for_it_is_told_who_decides(ann: Client, max_: Client, report: Report) -> None:
    path = reverse("reports:latest", args=(report.organization.slug, report.wave_id))

    assert "has not been published to readers" in max_.get(path, follow=True).text
    ann.post(address("publish", report))
    assert max_.get(path)["Location"] == address("show", report)


def test_a_wave_that_was_evaluated_again_shows_readers_what_was_published(report: Report) -> None:
    reader = Member.every_org.get(user=builders.max_(report.organization))
    with org_scope(report.organization_id):
        publishing.publish(report, by=None)
        Report.objects.filter(pk=report.pk).update(fingerprint="0" * 64)
        newer = build_now(report.wave)

        assert queries.latest_ready(report.wave) == newer
        assert queries.latest_ready(report.wave, to=reader) == report
        with pytest.raises(NotFound):
            queries.report_row(newer.pk, to=reader)


# --- Who decides ------------------------------------------------------------------------------------------


def test_who_published_and_when_is_on_the_page_and_in_the_trail(ann: Client, report: Report) -> None:
    for _twice in range(2):
        ann.post(address("publish", report))
    ann.post(address("withdraw", report))
    trail = AuditEntry.every_org.filter(object_type="report", object_id=str(report.pk))

    assert [line.action for line in trail.order_by("pk")] == ["published", "withdrew"]
    row = Publication.every_org.get()
    assert (row.published_by.name, row.withdrawn_by.name) == ("Ann", "Ann")
    assert "Withdrawn before" in ann.get(address("readers", report)).text


def test_a_reader_publishes_nothing(max_: Client, report: Report) -> None:
    assert max_.post(address("publish", report)).status_code == 403
    assert max_.post(address("withdraw", report)).status_code == 403
    assert not Publication.every_org.exists()


def test_looking_publishes_nothing(ann: Client, report: Report) -> None:
    assert ann.get(address("publish", report)).status_code == 405


def test_a_report_that_is_not_ready_is_not_published(ann: Client, report: Report) -> None:
    with org_scope(report.organization_id):
        waiting = Report.objects.create(wave=report.wave)

    assert ann.post(address("publish", waiting)).status_code == 409
    assert not Publication.every_org.exists()


@pytest.mark.parametrize(
    "change",
    [{"published_at": "2020-01-01T00:00Z"}, {"withdrawn_at": None}, {"withdrawn_at": "2030-01-01T00:00Z"}],
)
def test_the_database_keeps_a_publication_as_it_was(report: Report, change: dict[str, Any]) -> None:
    with org_scope(report.organization_id):
        row = publishing.publish(report, by=None)
        publishing.withdraw(report, by=builders.person("Ann"))
    with pytest.raises(DatabaseError), transaction.atomic():
        Publication.every_org.filter(pk=row.pk).update(**change)


def test_a_publication_stays_when_the_account_behind_it_goes(report: Report) -> None:
    user = builders.ann(report.organization)
    with org_scope(report.organization_id):
        publishing.publish(report, by=user)
    user.delete()

    assert Publication.every_org.get().published_by is None


def test_reports_of_an_installation_from_before_stay_where_readers_found_them(
    max_: Client, report: Report
) -> None:
    import_module("reports.migrations.0005_publishing").publish(apps, None)

    assert max_.get(address("show", report)).status_code == 200
    assert (Publication.every_org.get().published_by, Publication.every_org.get().published_at) == (
        None,
        report.finished_at,
    )


# --- What came out of it ----------------------------------------------------------------------------------


@pytest.fixture
def adopted(ann: Client, report: Report) -> AdoptedAction:
    """Adopted from the report while it was a draft, with a day."""
    with org_scope(report.organization_id):
        item = next(adopting.proposals(shelf.document_of(report)))
    ann.post(address("adopt", report), {"action": item.action_id})
    AdoptedAction.every_org.update(due_on=timezone.localdate())
    return AdoptedAction.every_org.get()


def test_what_was_adopted_from_a_draft_is_not_a_reader_s_yet(
    ann: Client, max_: Client, report: Report, adopted: AdoptedAction
) -> None:
    listed = reverse("reports:actions", args=(report.organization.slug,))
    one = reverse("reports:action", args=(report.organization.slug, adopted.pk))

    assert (adopted.title in max_.get(listed).text, max_.get(one).status_code) == (False, 404)
    assert (adopted.title in ann.get(listed).text, ann.get(one).status_code) == (True, 200)
    ann.post(address("publish", report))
    assert (adopted.title in max_.get(listed).text, max_.get(one).status_code) == (True, 200)
    ann.post(address("withdraw", report))
    assert (adopted.title in max_.get(listed).text, max_.get(one).status_code) == (False, 404)


def test_a_reader_s_calendar_says_nothing_of_a_draft_either(
    ann: Client, max_: Client, report: Report, adopted: AdoptedAction
) -> None:
    made = reverse("reports:make_calendar", args=(report.organization.slug,))
    feed = max_.post(made).context["address"]

    assert b"BEGIN:VEVENT" not in Client().get(feed).content
    ann.post(address("publish", report))
    assert b"BEGIN:VEVENT" in Client().get(feed).content


def test_a_reader_s_program_is_told_nothing_of_a_draft_either(report: Report, adopted: AdoptedAction) -> None:
    max_ = program("Max", of=report.organization, role=Role.READER)

    assert max_.get("actions/").json()["results"] == []
    assert max_.get(f"actions/{adopted.pk}/").status_code == 404


def test_what_was_written_by_hand_is_a_reader_s_at_once(max_: Client, report: Report) -> None:
    with org_scope(report.organization_id):
        AdoptedAction.objects.create(wave=report.wave, title="Ask renewal who owns it")

    listed = reverse("reports:actions", args=(report.organization.slug,))
    assert "Ask renewal who owns it" in max_.get(listed).text
