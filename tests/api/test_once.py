"""Idempotency keys: what is sent again, because its answer was lost, does nothing again."""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from organizations.models import AuditEntry, KeptAnswer, Organization, Role
from organizations.tasks import clear_away
from surveys.models import Invitation, Wave
from tests import builders
from tests.api.program import Program, program
from tests.api.test_waves import FIRST, made

KEY = "8f14e45f-ceea-467f-a8b4-1c7c5a0f8d2c"


def again(program: Program, path: str, body: Any, *, key: str = KEY) -> Any:
    return program.post(path, body, idempotency_key=key)


def test_the_same_request_again_is_answered_again_and_done_once(ann: Program) -> None:
    first, second = again(ann, "waves/", FIRST), again(ann, "waves/", FIRST)

    assert (first.status_code, second.status_code) == (201, 201)
    assert first.json() == second.json()
    assert Wave.every_org.count() == AuditEntry.every_org.count() == 1
    assert (first.headers.get("Idempotent-Replayed"), second["Idempotent-Replayed"]) == (None, "true")


@pytest.mark.parametrize(("path", "body"), [("waves/", FIRST | {"name": "Autumn"}), ("waves/?a=1", FIRST)])
def test_the_same_key_for_another_request_is_refused(ann: Program, path: str, body: Any) -> None:
    again(ann, "waves/", FIRST)

    refused = again(ann, path, body)

    assert (refused.status_code, refused.json()["code"]) == (409, "idempotency_key_used")
    assert Wave.every_org.count() == 1


def test_what_was_refused_may_be_sent_again_with_its_key(ann: Program) -> None:
    assert again(ann, "waves/", {}).status_code == 400

    assert again(ann, "waves/", FIRST).status_code == 201


def test_a_key_belongs_to_its_token(acme: Organization, ann: Program) -> None:
    again(ann, "waves/", FIRST)

    other = program("Zoe", of=acme, role=Role.ANALYST)

    assert again(other, "waves/", FIRST).json()["code"] == "wave_name"


def test_a_key_is_forgotten_after_a_day(ann: Program) -> None:
    again(ann, "waves/", FIRST)
    KeptAnswer.every_org.update(created_at=timezone.now() - timedelta(hours=25))

    assert again(ann, "waves/", FIRST).json()["code"] == "wave_name"


def test_what_no_program_asks_again_is_cleared_away(ann: Program) -> None:
    again(ann, "waves/", FIRST)
    clear_away()
    assert KeptAnswer.every_org.exists()

    KeptAnswer.every_org.update(created_at=timezone.now() - timedelta(hours=25))
    clear_away()

    assert not KeptAnswer.every_org.exists()


@pytest.mark.parametrize("key", ["", " ", "x" * 201, "ö", "a b"])
def test_a_key_is_short_and_plain(ann: Program, key: str) -> None:
    refused = again(ann, "waves/", FIRST, key=key)

    assert (refused.status_code, refused.json()["code"]) == (400, "idempotency_key")


def test_links_told_once_are_not_stored_where_they_can_be_read(ann: Program) -> None:
    wave_id = made(ann)
    people = {"people": [{"email": "ida@acme.example", "function": "sales", "level": "manager"}]}
    path = f"waves/{wave_id}/participants/?show_links=true"

    told = again(ann, path, people).json()["links"][0]["link"]

    kept = KeptAnswer.every_org.get()
    assert told.rsplit("/", 2)[1].encode() not in bytes(kept.answer)
    assert KEY not in f"{kept.key_hash}{kept.fingerprint}"
    assert again(ann, path, people).json()["links"][0]["link"] == told
    assert Invitation.every_org.count() == 1


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_of_many_at_the_same_moment_one_is_done_and_all_are_told_the_same(transactional_db: None) -> None:
    ann = program("Ann", of=builders.organization(), role=Role.ANALYST)
    told: list[tuple[int, bytes]] = []
    gate = threading.Barrier(6)

    def send() -> None:
        gate.wait()
        response = again(Program(ann.key, of=ann.organization), "waves/", FIRST)
        told.append((response.status_code, response.content))
        connection.close()

    threads = [threading.Thread(target=send) for _program in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert {status for status, _body in told} == {201}
    assert len(told) == 6
    assert len({body for _status, body in told}) == 1
    assert Wave.every_org.count() == AuditEntry.every_org.count() == 1
