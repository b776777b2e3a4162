"""What a page of the questionnaire costs the database, with few answers stored and with many."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from organizations.scope import org_scope
from surveys import actions
from surveys.models import Submission, Wave
from tests.reports import staging
from tests.surveys.fieldwork import a_wave, an_organization, begun, invited

pytestmark = pytest.mark.django_db
JSON = {"HTTP_ACCEPT": "application/json"}

AT_THE_DOOR = 1
"""Draft, wave and client come in one."""

HELD_AND_KEPT = 2
"""The draft is held, and what was given is kept."""


@pytest.fixture
def wave() -> Any:
    with org_scope(an_organization()):
        yield a_wave()


def queries(work: Callable[[], Any]) -> list[str]:
    """The statements of a request without the beginning and the end of transactions."""
    with CaptureQueriesContext(connection) as caught:
        work()
    return [query["sql"] for query in caught if "SAVEPOINT" not in query["sql"]]


def costs(client: Client, wave: Wave) -> dict[str, int]:
    fresh, (_draft, token) = invited(wave), begun(wave)
    page = f"/r/{token}/2/"
    given = {"VIEW1": "2", "VIEW2": "4"}
    return {
        "first screen": len(queries(lambda: client.get(f"/r/{fresh}/"))),
        "page": len(queries(lambda: client.get(page))),
        "save": len(queries(lambda: client.post(page, given, **JSON))),
        "next": len(queries(lambda: client.post(page, given | {"go": "next"}))),
        "review": len(queries(lambda: client.get(f"/r/{token}/review/"))),
    }


def test_a_page_is_one_query_and_keeping_it_two_more(client: Client, wave: Wave) -> None:
    assert costs(client, wave) == {
        "first screen": AT_THE_DOOR + 2,  # found at the second try; and whether the outcome will be told
        "page": AT_THE_DOOR,
        "save": AT_THE_DOOR + HELD_AND_KEPT,
        "next": AT_THE_DOOR + HELD_AND_KEPT,
        "review": AT_THE_DOOR,
    }


def test_no_statement_of_somebody_who_answers_reads_what_others_sent(client: Client, wave: Wave) -> None:
    _draft, token = begun(wave)
    asked = queries(lambda: client.post(f"/r/{token}/2/", {"VIEW1": "2", "go": "next"}))
    asked += queries(lambda: client.get(f"/r/{token}/3/"))
    asked += queries(lambda: client.post(f"/r/{token}/send/"))
    reading = [sql for sql in asked if sql.startswith("SELECT") and Submission._meta.db_table in sql]
    assert reading == []
    assert Submission.objects.count() == 1


def test_answers_that_are_stored_cost_those_who_answer_nothing(client: Client, wave: Wave) -> None:
    before = costs(client, wave)
    other = staging.open_wave()
    with org_scope(other.organization_id):
        actions.close_wave(other)
    assert costs(client, wave) == before
