"""How the interface answers: errors in one shape, limits that are told, pages, documents already known."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from organizations.models import AuditEntry, Member, MemberInvitation, User
from organizations.scope import org_scope
from reports.adopted_models import AdoptedAction
from reports.models import Report
from surveys.models import Assessment, Wave
from tests.api.program import Program
from tests.surveys.fieldwork import a_wave

INSTRUMENT = "/api/v1/instruments/cx-ownership-maturity/1.0/"


def problem(response: Any) -> tuple[int, str]:
    said = response.json()
    assert sorted(said) == ["code", "details", "message"]
    assert response["Content-Type"] == "application/json"
    return response.status_code, said["code"]


# --- Errors ---------------------------------------------------------------------------------------------


def test_what_is_not_there_is_told_in_the_same_shape_everywhere(ann: Program) -> None:
    paths = (
        "/api/",
        "/api/v2/me/",
        "/api/v1/nothing",
        "/api/v1/organizations/acme/waves/x/",
        "/api/v1/a%0Ab",
    )

    assert {problem(ann.get(path)) for path in paths} == {(404, "not_found")}
    assert problem(Client().post("/api/v1/nothing/")) == (404, "not_found")


@pytest.mark.parametrize(
    "body", [b"{", b"\xff", b'{"a": NaN}', b"[" * 100_000, b'{"name": "\\ud800"}', b"[]", b"1"]
)
def test_what_cannot_be_read_is_refused(ann: Program, body: bytes) -> None:
    refused = ann.ask("POST", "waves/", body, content_type="application/json")

    assert problem(refused)[0] == 400
    assert problem(refused)[1] in ("unreadable", "invalid")


def test_a_body_of_another_kind_is_refused(ann: Program) -> None:
    assert problem(ann.ask("POST", "waves/", b"<x/>", content_type="text/xml")) == (
        415,
        "unsupported_media_type",
    )


def test_an_answer_of_another_kind_cannot_be_had(ann: Program) -> None:
    assert problem(ann.get("waves/", accept="text/html")) == (406, "not_acceptable")


def test_a_head_is_told_what_a_get_would_be_and_no_body(ann: Program) -> None:
    asked = ann.ask("HEAD", "waves/")

    assert (asked.status_code, asked.content) == (200, b"")


def test_a_method_that_is_not_needed_is_refused(ann: Program) -> None:
    assert problem(ann.delete("waves/")) == (405, "method_not_allowed")


def test_more_bytes_than_are_taken_are_refused_unread(ann: Program) -> None:
    refused = ann.ask("POST", "waves/", b" " * 1_000_001, content_type="application/json")

    assert problem(refused) == (413, "too_large")


def test_our_own_mistakes_are_told_without_their_insides(ann: Program, caplog: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE surveys_assessment RENAME TO hidden")

    refused = ann.get("assessments/")

    assert problem(refused) == (500, "server_error")
    assert b"surveys_assessment" not in refused.content
    assert "surveys_assessment" in caplog.text


def test_an_id_larger_than_any_is_not_found(ann: Program) -> None:
    assert problem(ann.get(f"waves/{10**40}/")) == (404, "not_found")


@pytest.mark.parametrize(
    "query",
    [
        "page_size=0",
        "page_size=201",
        "page_size=x",
        "cursor=!",
        "cursor=YmVmb3JlIC0x",
        "state=lost",
        "nope=1",
    ],
)
def test_a_question_that_makes_no_sense_is_refused(ann: Program, query: str) -> None:
    assert problem(ann.get(f"waves/?{query}")) == (400, "invalid")


# --- Limits ---------------------------------------------------------------------------------------------


def test_a_token_is_told_how_much_it_may_still_ask(ann: Program, settings: Any) -> None:
    settings.API_REQUESTS_A_MINUTE = 3

    answers = [ann.get("/api/v1/me/") for _request in range(4)]

    assert [answer["RateLimit-Remaining"] for answer in answers] == ["2", "1", "0", "0"]
    assert problem(answers[3]) == (429, "too_many_requests")
    assert 1 <= int(answers[3]["Retry-After"]) <= 60
    assert answers[0]["RateLimit-Limit"] == "3"


def test_one_token_s_haste_is_not_another_s(ann: Program, max_: Program, settings: Any) -> None:
    settings.API_REQUESTS_A_MINUTE = 1
    statuses = [program.get("/api/v1/me/").status_code for program in (ann, ann, max_)]

    assert statuses == [200, 429, 200]


# --- Pages ----------------------------------------------------------------------------------------------


def test_pages_lead_through_everything_once_whatever_comes_meanwhile(ann: Program) -> None:
    with org_scope(ann.organization):
        made = [Assessment.objects.create(name=f"No {number}").pk for number in range(7)]
    found: list[int] = []
    page = ann.get("assessments/?page_size=3").json()
    while True:
        found += [each["id"] for each in page["results"]]
        with org_scope(ann.organization):
            Assessment.objects.create(name=f"Later {len(found)}")
        if page["next"] is None:
            break
        page = ann.get(page["next"].removeprefix("http://testserver")).json()

    assert found == sorted(made, reverse=True)


@pytest.mark.parametrize(
    "path", ["waves/", "assessments/", "reports/", "actions/", "members/", "trail/", "invitations/"]
)
def test_a_list_costs_the_same_however_long_it_is(olga: Program, path: str) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert olga.get(path + "?page_size=200").status_code == 200
        return len(queries)

    fill(olga, 1)
    cost()
    few = cost()
    fill(olga, 300)

    assert cost() == few
    assert few <= 5


def fill(program: Program, count: int) -> None:
    """So many more of everything that is listed."""
    with org_scope(program.organization):
        before = Wave.objects.count()
        wave = Wave.objects.first() or a_wave()
        names = [f"{before + number}" for number in range(count)]
        Assessment.objects.bulk_create([Assessment(name=name) for name in names])
        waves = Wave.objects.bulk_create(
            [
                Wave(
                    assessment=wave.assessment,
                    name=name,
                    state="closed",
                    closed_at=wave.created_at,
                    instrument_key=wave.instrument_key,
                    instrument_version=wave.instrument_version,
                )
                for name in names
            ]
        )
        Report.objects.bulk_create([Report(wave=each) for each in waves])
        AdoptedAction.objects.bulk_create([AdoptedAction(wave=each, title="Ask") for each in waves])
        people = User.objects.bulk_create([User(email=f"p{name}@acme.example") for name in names])
        Member.objects.bulk_create([Member(user=person) for person in people])
        MemberInvitation.objects.bulk_create(
            [
                MemberInvitation(email=f"i{name}@acme.example", token_hash=name, expires_at=wave.created_at)
                for name in names
            ]
        )
        AuditEntry.objects.bulk_create(
            [
                AuditEntry(actor=person, action="viewed", object_type="report", object_id="1")
                for person in people
            ]
        )


# --- Documents ------------------------------------------------------------------------------------------


def test_a_document_that_is_known_already_is_not_sent_again(ann: Program) -> None:
    first = ann.get(INSTRUMENT)

    again = ann.get(INSTRUMENT, if_none_match=first["ETag"])

    assert (first.status_code, again.status_code, again.content) == (200, 304, b"")
    assert first.json()["languages"][0] == "en"


def test_instruments_are_listed_with_their_languages(ann: Program) -> None:
    (instrument,) = ann.get("/api/v1/instruments/").json()["results"]

    assert (instrument["key"], "de" in instrument["languages"]) == ("cx-ownership-maturity", True)
    assert problem(ann.get("/api/v1/instruments/..%2F..%2Fsettings/1.0/"))[0] == 404


def test_answers_are_kept_by_nobody_on_the_way(ann: Program) -> None:
    assert ann.get("waves/")["Cache-Control"] == "private, no-store"
