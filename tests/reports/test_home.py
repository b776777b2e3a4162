"""The first page: a stranger is told what this is, a member sees their organizations and what reports say."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.html import escape

from organizations.models import Member, Organization, Role, User
from organizations.scope import org_scope
from reports import builds
from reports.models import Report, State
from surveys.actions import close_wave
from surveys.models import Wave
from tests import builders
from tests.reports import staging
from tests.reports.sample_document import sample_document

pytestmark = pytest.mark.django_db


@pytest.fixture
def max_() -> User:
    return builders.person("Max")


def joined(user: User, organization: Organization, role: Role = Role.READER) -> None:
    with org_scope(organization):
        Member.objects.create(user=user, role=role)


def ready(wave: Wave) -> Report:
    """A finished report with the headline of the sample document; what asked for it at closing is gone."""
    with org_scope(wave.organization_id):
        Report.objects.filter(wave=wave).delete()
        report: Report = Report.objects.create(
            wave=wave,
            state=State.READY,
            fingerprint="f" * 64,
            document=sample_document().model_dump_json(),
            finished_at=wave.closed_at,
            confirmed_at=wave.closed_at,
        )
    return builders.published(report)


HEADLINE = "".join(span.text for span in sample_document().headline)


def rows(client: Client, user: User) -> list[Any]:
    client.force_login(user)
    found: list[Any] = client.get("/").context["rows"]
    return found


def test_somebody_without_an_account_is_told_what_this_is_and_where_to_sign_in(client: Client) -> None:
    page = client.get("/").content.decode()
    assert "Who answers for it?" in page
    assert 'href="/accounts/login/"' in page
    assert "Continue as" not in page


def test_a_member_of_nothing_is_told_whom_to_ask(client: Client, max_: User) -> None:
    staging.closed_wave()
    client.force_login(max_)
    reply = client.get("/")
    assert list(reply.context["rows"]) == []
    assert "Ask its owner to add you." in reply.content.decode()


def test_only_ones_own_organizations_are_there_by_name(client: Client, max_: User) -> None:
    for name in ("Zenith", "Borealis", "Acme"):
        builders.organization(name)
    for name in ("Zenith", "Acme"):
        joined(max_, Organization.objects.get(name=name))
    assert [row.organization.name for row in rows(client, max_)] == ["Acme", "Zenith"]


def test_an_organization_says_what_its_report_says(client: Client, max_: User) -> None:
    wave = staging.closed_wave()
    report = ready(wave)
    joined(max_, wave.organization)
    [row] = rows(client, max_)
    assert (row.wave, row.report, row.headline) == (wave, report, HEADLINE)


def test_the_headline_is_the_one_of_the_report_that_was_built(client: Client, max_: User) -> None:
    wave = staging.closed_wave()
    joined(max_, wave.organization)
    with org_scope(wave.organization_id):
        report = builders.published(builds.build_now(wave))
    [row] = rows(client, max_)
    says = "".join(span["text"] for span in json.loads(report.document)["headline"])
    assert (row.report, row.headline) == (report, says)
    assert escape(says) in client.get("/").content.decode()


def test_the_last_report_stays_while_the_next_wave_is_set_up(client: Client, max_: User) -> None:
    wave = staging.closed_wave()
    report = ready(wave)
    joined(max_, wave.organization)
    following = staging.open_wave(of=wave.organization)
    [row] = rows(client, max_)
    assert (row.wave, row.report) == (following, report)


def test_the_report_of_the_wave_that_closed_last_is_the_one(client: Client, max_: User) -> None:
    first = staging.open_wave()
    second = staging.open_wave(of=first.organization)
    with org_scope(first.organization_id):
        close_wave(second)
        close_wave(first)
    ready(Wave.every_org.get(pk=first.pk))
    ready(Wave.every_org.get(pk=second.pk))
    joined(max_, first.organization)
    assert [row.report.wave for row in rows(client, max_)] == [first]


def test_a_report_that_failed_says_nothing(client: Client, max_: User) -> None:
    wave = staging.closed_wave()
    Report.every_org.update(state=State.FAILED, error_code="gave_up")
    joined(max_, wave.organization)
    assert [(row.report, row.headline) for row in rows(client, max_)] == [(None, "")]


def test_the_list_costs_the_same_with_one_organization_and_with_thirty(client: Client, max_: User) -> None:
    client.force_login(max_)
    with_report(max_)
    client.get("/")  # what a document says is read when it is listed first
    one = queries_of(client)
    for _more in range(29):
        with_report(max_)
    assert len(client.get("/").context["rows"]) == 30
    assert queries_of(client) == one


def test_a_document_is_read_once_for_the_list(client: Client, max_: User) -> None:
    client.force_login(max_)
    with_report(max_)
    first = client.get("/").context["rows"][0].headline
    Report.every_org.update(document="{}")

    assert first
    assert client.get("/").context["rows"][0].headline == first


def with_report(user: User) -> None:
    wave = staging.closed_wave(people={"sales": 1})
    ready(wave)
    joined(user, wave.organization)


def queries_of(client: Client) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert client.get("/").status_code == 200
    return len(queries)
