"""The roll-call of the interface: who has no business at an address learns nothing there, nor by its cost."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from organizations.models import AccessToken, Role, Scope, User
from organizations.scope import org_scope
from organizations.tokens import key_hash
from reports.models import Report
from reports.publishing import withdraw
from reports.shelf import document_of
from tests import builders
from tests.api.program import Program
from tests.api.tenants import IDS, OF_CLIENTS, ROUTES, Tenant, operations, tenant, with_scopes
from tests.test_doors import MEMBER_ROUTES

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


CHANGING = ("UPDATE", "DELETE", "INSERT")


@pytest.fixture
def ours(db: None, settings: Any) -> Tenant:
    settings.API_REQUESTS_A_MINUTE = 10_000
    return tenant()


@pytest.fixture
def theirs(ours: Tenant) -> Tenant:
    return tenant("harbor-lane")


def asked(program: Program, method: str, url: str) -> tuple[int, bytes, int]:
    """Status, body, and how many queries it took."""
    with CaptureQueriesContext(connection) as queries:
        response = program.ask(method, url, {} if method in ("POST", "PUT", "PATCH") else None)
    return response.status_code, response.content, len(queries)


def test_the_interface_has_an_address_for_everything() -> None:
    assert len(ROUTES) > 50
    assert {name for route in OF_CLIENTS for name in route.takes} >= set(IDS)


def test_without_a_token_every_address_is_shut(ours: Tenant) -> None:
    nobody = Program("", of=ours.organization)

    for route, method in operations():
        status, body, _queries = asked(nobody, method, ours.url(route))
        assert (route.name, method, status) == (route.name, method, 401)
        assert b"not_authenticated" in body


def test_another_client_s_slug_answers_like_one_that_does_not_exist(ours: Tenant, theirs: Tenant) -> None:
    ours.owner.get("/api/v1/me/")  # the day of use is noted

    for route, method in operations(OF_CLIENTS):
        foreign = asked(ours.owner, method, ours.url(route, slug=theirs.organization.slug))
        absent = asked(ours.owner, method, ours.url(route, slug="no-such-organization"))

        assert (route.name, method, foreign) == (route.name, method, absent)
        assert foreign[0] == 404


def test_another_client_s_id_answers_like_one_that_does_not_exist(ours: Tenant, theirs: Tenant) -> None:
    ours.owner.get("/api/v1/me/")
    seen = set()

    for route, method in operations(OF_CLIENTS):
        for name in set(IDS) & set(route.takes):
            asked(ours.owner, method, ours.url(route, **{name: 999_999}))  # its line in the trail is written
            foreign = asked(ours.owner, method, ours.url(route, **{name: theirs.ids[name]}))
            absent = asked(ours.owner, method, ours.url(route, **{name: 999_998}))

            assert (route.name, method, name, foreign) == (route.name, method, name, absent)
            assert (route.name, method, name, foreign[0]) == (route.name, method, name, 404)
            seen.add(name)
    assert seen == set(IDS)


def test_another_client_s_id_in_a_body_or_query_finds_nothing(ours: Tenant, theirs: Tenant) -> None:
    def answers(wave: int, member: int, assessment: int) -> list[tuple[int, bytes]]:
        program = ours.owner
        found = [
            program.post("actions/", {"wave": wave, "title": "Ask"}),
            program.patch(f"actions/{ours.ids['action_id']}/", {"member": member}),
            program.get(f"waves/?assessment={assessment}"),
            program.get(f"reports/?wave={wave}"),
            program.get(f"actions/?wave={wave}"),
            program.get(f"trail/?person={member}"),
        ]
        return [(response.status_code, response.content) for response in found]

    foreign = answers(*(theirs.ids[name] for name in ("wave_id", "member_id", "assessment_id")))

    assert foreign == answers(999_999, 999_999, 999_999)
    assert [status for status, _body in foreign] == [404, 400, 200, 200, 200, 200]


def test_a_link_of_another_report_is_not_found_below_this_one(ours: Tenant, theirs: Tenant) -> None:
    url = f"reports/{ours.ids['report_id']}/links/{theirs.ids['link_id']}/"

    assert ours.owner.get(url).status_code == 404


def test_a_reader_is_refused_where_more_is_wanted(ours: Tenant) -> None:
    refused = 0

    for route, method in operations(OF_CLIENTS):
        if route.view.cls.role_for(method) != Role.READER:
            status, body, _queries = asked(ours.reader, method, ours.url(route))
            assert (route.name, method, status) == (route.name, method, 403)
            assert b"not_allowed" in body
            refused += 1
    assert refused > 40


def test_a_token_is_refused_what_it_was_not_made_for(ours: Tenant) -> None:
    for route, method in operations(OF_CLIENTS):
        needed = route.view.cls.scope_for(method)
        others = with_scopes(ours, [scope for scope in Scope if scope != needed])
        status, body, _queries = asked(others, method, ours.url(route))

        assert (route.name, method, status) == (route.name, method, 403)
        assert needed.value.encode() in body
        AccessToken.every_org.filter(name="Night run").exclude(token_hash=key_hash(ours.owner.key)).delete()


def test_methods_that_are_not_needed_are_refused(ours: Tenant) -> None:
    for route in ROUTES:
        known = {method for each, method in operations() if each is route}
        for method in {"POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"} - known:
            response = ours.owner.ask(method, ours.url(route))
            assert (route.name, method, response.status_code) == (route.name, method, 405)
            assert response.json()["code"] == "method_not_allowed"
            assert set(response["Allow"].split(", ")) - {"HEAD"} == known


def test_looking_changes_nothing_but_the_trail(ours: Tenant) -> None:
    ours.owner.get("/api/v1/me/")

    for route, method in operations():
        if method == "GET":
            with CaptureQueriesContext(connection) as queries:
                ours.owner.get(ours.url(route))
            written = [each["sql"] for each in queries if each["sql"].startswith(CHANGING)]
            assert all("organizations_auditentry" in sql for sql in written), (route.name, written)


def test_nothing_of_a_withdrawn_report_is_anywhere_on_a_reader_s_pages_or_in_answers_to_programs(
    ours: Tenant,
) -> None:
    with org_scope(ours.organization):
        report = Report.objects.get(pk=ours.ids["report_id"])
        withdraw(report, by=builders.person("Ann"))
        secrets = [report.fingerprint, "".join(span.text for span in document_of(report).headline)]
    person = Client()
    person.force_login(User.objects.get(name__startswith="Max"))

    for route in (*MEMBER_ROUTES, *ROUTES):
        for wave in ours.waves.values():
            ids = ours.ids | {"wave_id": wave}
            if set(route.takes) <= ids.keys():
                asker = ours.reader if route.audience == "token" else person
                said = asker.get(route.url(ids)).content.decode(errors="replace")
                assert [each for each in secrets if each in said] == [], route.name
    assert secrets[1] not in person.get("/").text
