"""A message is delivered at least once, under one id, signed anew each time; and it ends."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import hmac
import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.core import mail
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from organizations import hook_deliveries, hook_events, hook_tasks, webhooks
from organizations.hook_deliveries import ATTEMPTS, PAUSES
from organizations.hook_models import (
    DeliveryState,
    HookDelivery,
    HookEndpoint,
    HookEvent,
    HookState,
    OffReason,
)
from organizations.hook_secrets import opened
from organizations.models import AuditEntry, Organization
from organizations.scope import org_scope
from tests import builders
from tests.organizations.hooked import (
    CLOSED,
    INSIDE,
    a_hook,
    found,
    let_lease_run_out,
    open_to,
    something_happens,
    time_passes,
    worked_on,
)
from tests.organizations.receiver import Authority, Receiver, authority_for, receiving
from tests.services import DEAF_BROKER, use_broker

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return authority_for(tmp_path_factory.mktemp("authority"))


@pytest.fixture
def receiver(authority: Authority, monkeypatch: pytest.MonkeyPatch, settings: Any) -> Iterator[Receiver]:
    monkeypatch.setenv("SSL_CERT_FILE", str(authority.trusted))
    with receiving(authority) as receiver:
        open_to(receiver, settings)
        yield receiver


@pytest.fixture
def acme() -> Iterator[Organization]:
    organization = builders.organization()
    with org_scope(organization):
        yield organization


@pytest.fixture
def hook(acme: Organization, receiver: Receiver) -> HookEndpoint:
    return a_hook(acme, receiver)[0]


def is_signed(received: Any, secret: str) -> bool:
    """Whether one of the signatures of a message is this secret's, worked out from the standard."""
    headers = received.headers
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + received.body
    digest = hmac.new(base64.b64decode(secret.removeprefix("whsec_")), signed, hashlib.sha256).digest()
    return f"v1,{base64.b64encode(digest).decode()}" in headers["webhook-signature"].split(" ")


# --- What arrives -----------------------------------------------------------------------------------------


def test_a_message_says_what_happened_to_whom_and_where_to_look(
    hook: HookEndpoint, receiver: Receiver
) -> None:
    row = worked_on(something_happens())

    assert json.loads(receiver.received[0].body) == {
        "type": "wave.closed",
        "day": timezone.localdate().isoformat(),
        "data": {
            "organization": {"slug": "acme", "name": "Acme"},
            "wave": {"id": 7, "name": "2026"},
            "link": "https://cx.example.com/o/acme/waves/7/",
        },
    }
    assert (row.state, row.status, row.attempts, row.excerpt) == (DeliveryState.TAKEN, 204, 1, "")


def test_a_message_is_signed_as_the_standard_says(acme: Organization, receiver: Receiver) -> None:
    _hook, secret = a_hook(acme, receiver)
    worked_on(something_happens())

    arrived = receiver.received[0]
    assert is_signed(arrived, secret)
    assert not is_signed(arrived, webhooks.new_secret())
    assert 24 <= len(base64.b64decode(secret.removeprefix("whsec_"))) <= 64
    assert arrived.headers["content-type"] == "application/json"


def test_the_database_alone_can_sign_nothing(acme: Organization, receiver: Receiver) -> None:
    hook, secret = a_hook(acme, receiver)
    hook.refresh_from_db()

    assert secret not in str(HookEndpoint.objects.values().get())
    assert opened(hook.secret) == secret


def test_while_a_secret_is_changed_both_sign_and_afterwards_one(
    acme: Organization, receiver: Receiver
) -> None:
    hook, first = a_hook(acme, receiver)
    _, second = webhooks.rotate(hook.pk)
    worked_on(something_happens())
    HookEndpoint.objects.update(former_until=timezone.now())
    worked_on(something_happens())

    during, after = receiver.received
    assert [is_signed(during, secret) for secret in (first, second)] == [True, True]
    assert [is_signed(after, secret) for secret in (first, second)] == [False, True]


def test_a_former_secret_can_be_ended_at_once(acme: Organization, receiver: Receiver) -> None:
    hook, first = a_hook(acme, receiver)
    webhooks.rotate(hook.pk)
    webhooks.end_former(hook.pk)
    worked_on(something_happens())

    assert not is_signed(receiver.received[0], first)


def test_a_secret_of_a_lost_key_signs_nothing_until_there_is_a_new_one(
    hook: HookEndpoint, receiver: Receiver, settings: Any
) -> None:
    settings.SECRET_KEY = "another-key-" * 5
    row = worked_on(something_happens())
    assert (row.code, receiver.received) == ("secret_lost", [])

    _, secret = webhooks.rotate(hook.pk)
    time_passes(row)
    worked_on(row)
    assert is_signed(receiver.received[0], secret)


def test_a_former_key_of_the_installation_still_opens_secrets(
    acme: Organization, receiver: Receiver, settings: Any
) -> None:
    _hook, secret = a_hook(acme, receiver)
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another-key-" * 5
    worked_on(something_happens())

    assert is_signed(receiver.received[0], secret)


# --- For whom ---------------------------------------------------------------------------------------------


def test_only_who_asked_for_an_event_is_told(acme: Organization, receiver: Receiver) -> None:
    a_hook(acme, receiver, events=["report.ready"])

    assert hook_events.announce(CLOSED, data={}, path="/") == 0
    assert not HookEvent.objects.exists()


def test_what_is_taken_back_is_not_told(hook: HookEndpoint) -> None:
    with transaction.atomic():
        something_happens()
        transaction.set_rollback(True)

    assert not HookDelivery.objects.exists()


def test_another_organization_is_not_told(hook: HookEndpoint) -> None:
    with org_scope(builders.organization("Harbor")):
        assert hook_events.announce(CLOSED, data={}, path="/") == 0


def test_the_database_knows_an_event_once_for_each_endpoint(hook: HookEndpoint) -> None:
    row = something_happens()

    with pytest.raises(IntegrityError), transaction.atomic():
        HookDelivery.objects.create(event=row.event, endpoint=hook)


def test_the_database_keeps_a_delivery_with_its_organization(hook: HookEndpoint) -> None:
    row = something_happens()
    harbor = builders.organization("Harbor")
    moved = "UPDATE organizations_hookdelivery SET organization_id = %s WHERE id = %s"
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(moved, [harbor.pk, row.pk])
        with pytest.raises(IntegrityError):
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        transaction.set_rollback(True)


def test_a_task_reaches_no_delivery_of_another_organization(hook: HookEndpoint) -> None:
    row, harbor = something_happens(), builders.organization("Harbor")
    hook_tasks.deliver_webhook(harbor.pk, row.pk)
    row.refresh_from_db()

    assert row.state == DeliveryState.WAITING


# --- Again ------------------------------------------------------------------------------------------------


def test_the_same_message_comes_again_under_its_id_with_a_signature_of_its_own_moment(
    acme: Organization, receiver: Receiver
) -> None:
    _hook, secret = a_hook(acme, receiver)
    receiver.answers(503)
    row = worked_on(something_happens())
    receiver.answers(200)
    time_passes(row)
    worked_on(row)

    first, second = receiver.received
    assert first.headers["webhook-id"] == second.headers["webhook-id"] == row.event.message_id
    assert first.body == second.body
    assert is_signed(first, secret)
    assert is_signed(second, secret)
    age = timezone.now().timestamp() - int(second.headers["webhook-timestamp"])
    assert age < 300  # the window in which receivers let a message in
    assert (row.state, row.attempts) == (DeliveryState.TAKEN, 2)


def test_pauses_grow_to_a_day_and_end_after_three() -> None:
    pauses = [hook_deliveries.pause_after(attempt) for attempt in range(1, ATTEMPTS)]

    assert pauses == sorted(pauses)
    assert dt.timedelta(days=3) < sum(PAUSES, dt.timedelta()) < dt.timedelta(days=4)
    assert all(named <= pause <= named * 1.1 for named, pause in zip(PAUSES, pauses, strict=True))


def test_before_its_pause_is_over_nobody_can_take_it(hook: HookEndpoint, receiver: Receiver) -> None:
    receiver.answers(500)
    row = worked_on(something_happens())

    assert (row.state, row.attempts) == (DeliveryState.WAITING, 1)
    assert row.retry_at - timezone.now() < dt.timedelta(seconds=6)
    assert hook_deliveries.claim(row.pk) is None


@pytest.mark.parametrize("status", [199, 301, 302, 304, 307, 400, 401, 404, 429, 500, 503])
def test_nothing_but_2xx_is_taken_for_a_yes(hook: HookEndpoint, receiver: Receiver, status: int) -> None:
    receiver.answers(status, Location="https://127.0.0.3/")
    row = worked_on(something_happens())

    assert (row.state, row.status) == (DeliveryState.WAITING, status)


@pytest.mark.parametrize("status", [200, 201, 202, 204, 299])
def test_every_2xx_is(hook: HookEndpoint, receiver: Receiver, status: int) -> None:
    receiver.answers(status)

    assert worked_on(something_happens()).state == DeliveryState.TAKEN


def test_after_the_last_attempt_it_is_given_up(hook: HookEndpoint, receiver: Receiver) -> None:
    receiver.answers(500, b"<script>alert(1)</script>" * 100)
    row = something_happens()
    for _ in range(ATTEMPTS):
        time_passes(row)
        worked_on(row)

    assert (row.state, row.attempts, len(receiver.received)) == (DeliveryState.GIVEN_UP, ATTEMPTS, ATTEMPTS)
    assert len(row.excerpt) == 200
    assert hook_deliveries.claim(row.pk) is None


def test_an_address_that_has_turned_inward_is_not_asked(hook: HookEndpoint, receiver: Receiver) -> None:
    row = something_happens()
    held = hook_deliveries.claim(row.pk)
    assert held is not None
    hook_deliveries.attempt(held, resolver=lambda host, port: [INSIDE])
    row.refresh_from_db()

    assert (row.state, row.code, receiver.received) == (DeliveryState.WAITING, "address_refused", [])


def test_a_setting_that_is_taken_back_holds_for_what_waits(
    hook: HookEndpoint, receiver: Receiver, settings: Any
) -> None:
    row = something_happens()
    settings.WEBHOOK_NETWORKS = ()

    assert (worked_on(row).code, receiver.received) == ("address_refused", [])


# --- Switched off -----------------------------------------------------------------------------------------


def test_a_receiver_that_is_gone_is_not_asked_again_and_owners_are_told(
    hook: HookEndpoint, acme: Organization, receiver: Receiver, django_capture_on_commit_callbacks: Any
) -> None:
    builders.olga(acme)
    builders.ann(acme)
    receiver.answers(410)
    other = something_happens()
    with django_capture_on_commit_callbacks(execute=True):
        row = worked_on(something_happens())
    hook.refresh_from_db()
    other.refresh_from_db()

    assert (hook.state, row.state, other.state) == (HookState.OFF, "given_up", "given_up")
    assert [message.to for message in mail.outbox] == [["olga@example.com"]]
    assert "hooks.example.com" in mail.outbox[0].body
    assert f"https://cx.example.com/o/acme/webhooks/{hook.pk}/" in mail.outbox[0].body
    assert "/in" not in mail.outbox[0].body
    assert hook_events.announce(CLOSED, data={}, path="/") == 0


def test_an_endpoint_that_takes_nothing_for_three_days_is_switched_off_and_the_trail_says_so(
    hook: HookEndpoint, receiver: Receiver
) -> None:
    receiver.answers(500)
    row = worked_on(something_happens())
    long_ago = timezone.now() - dt.timedelta(days=3, minutes=1)
    HookEndpoint.objects.update(failing_since=long_ago)
    HookDelivery.objects.update(attempts=ATTEMPTS - 1)
    time_passes(row)
    worked_on(row)
    hook.refresh_from_db()

    assert (hook.state, hook.off_reason) == (HookState.OFF, "failing")
    line = AuditEntry.objects.get()
    assert (line.actor_id, line.action) == (None, "switched off a webhook")
    assert line.detail == f"{hook.host}: nothing arrived for three days"


def test_a_first_failure_months_after_another_switches_nothing_off(
    hook: HookEndpoint, receiver: Receiver
) -> None:
    receiver.answers(500)
    HookEndpoint.objects.update(failing_since=timezone.now() - dt.timedelta(days=90))
    worked_on(something_happens())
    hook.refresh_from_db()

    assert hook.state == HookState.ACTIVE


def test_one_message_that_arrives_makes_everything_well(hook: HookEndpoint, receiver: Receiver) -> None:
    receiver.answers(500)
    worked_on(something_happens())
    receiver.answers(200)
    worked_on(something_happens())
    hook.refresh_from_db()

    assert hook.failing_since is None


def test_owners_whom_no_mail_server_took_a_mail_for_are_told_later(
    hook: HookEndpoint, acme: Organization, settings: Any
) -> None:
    builders.olga(acme)
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    hook_deliveries.switch_off(hook, reason=OffReason.GONE)
    hook_tasks.tidy_webhooks()
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    hook_tasks.tidy_webhooks()
    hook_tasks.tidy_webhooks()

    assert [message.subject for message in mail.outbox] == ["Acme: a webhook was switched off"]


def test_while_it_is_paused_nothing_is_sent_and_afterwards_what_waited(
    hook: HookEndpoint, receiver: Receiver
) -> None:
    webhooks.pause(hook.pk)
    row = worked_on(something_happens())
    assert (row.state, receiver.received) == (DeliveryState.WAITING, [])

    webhooks.resume(hook.pk)
    assert worked_on(row).state == DeliveryState.TAKEN


def test_what_waited_for_a_week_is_not_sent_any_more(hook: HookEndpoint, receiver: Receiver) -> None:
    webhooks.pause(hook.pk)
    row = something_happens()
    HookDelivery.objects.update(asked_at=timezone.now() - dt.timedelta(days=7, minutes=1))
    hook_deliveries.sweep()
    webhooks.resume(hook.pk)

    assert (worked_on(row).code, receiver.received) == ("too_late", [])


def test_what_was_being_sent_when_it_was_switched_off_is_over_too(
    hook: HookEndpoint, receiver: Receiver
) -> None:
    row = something_happens()
    held = hook_deliveries.claim(row.pk)
    assert held is not None
    hook_deliveries.switch_off(hook, reason=OffReason.GONE)
    receiver.answers(500)
    hook_deliveries.attempt(held, resolver=found)
    row.refresh_from_db()

    assert row.state == DeliveryState.GIVEN_UP


# --- By hand ----------------------------------------------------------------------------------------------


def test_a_test_is_sent_once_and_counts_for_nothing(hook: HookEndpoint, receiver: Receiver) -> None:
    receiver.answers(500)
    row = worked_on(webhooks.send_test(hook.pk))
    hook.refresh_from_db()

    assert json.loads(receiver.received[0].body)["type"] == "webhook.test"
    assert (row.state, hook.failing_since) == (DeliveryState.GIVEN_UP, None)


def test_tests_do_not_come_faster_than_one_in_ten_seconds(hook: HookEndpoint) -> None:
    webhooks.send_test(hook.pk)

    with pytest.raises(webhooks.Conflict):
        webhooks.send_test(hook.pk)


def test_by_hand_the_same_message_is_sent_again_with_all_its_attempts(
    hook: HookEndpoint, receiver: Receiver
) -> None:
    row = worked_on(something_happens())
    HookDelivery.objects.update(attempts=ATTEMPTS, state=DeliveryState.GIVEN_UP)
    webhooks.send_again(row.pk)
    worked_on(row)

    assert len({arrived.headers["webhook-id"] for arrived in receiver.received}) == 1
    assert (len(receiver.received), row.state, row.attempts) == (2, DeliveryState.TAKEN, 1)


def test_what_is_being_sent_is_not_asked_for_again(hook: HookEndpoint) -> None:
    row = something_happens()
    hook_deliveries.claim(row.pk)

    with pytest.raises(webhooks.Conflict):
        webhooks.send_again(row.pk)


# --- Workers ----------------------------------------------------------------------------------------------


def test_a_worker_that_was_taken_for_dead_changes_nothing_any_more(
    hook: HookEndpoint, receiver: Receiver
) -> None:
    row = something_happens()
    slow = hook_deliveries.claim(row.pk)
    assert slow is not None
    let_lease_run_out(row)
    quick = hook_deliveries.claim(row.pk)
    receiver.answers(500)
    hook_deliveries.attempt(slow, resolver=found)
    row.refresh_from_db()

    assert quick is not None
    assert (row.state, row.claims, row.status) == (DeliveryState.SENDING, 2, None)


def test_what_a_killed_worker_left_is_brought_back_and_ends(hook: HookEndpoint) -> None:
    row = something_happens()
    for _ in range(ATTEMPTS):
        assert hook_deliveries.claim(row.pk) is not None
        let_lease_run_out(row)
        hook_deliveries.sweep()
    row.refresh_from_db()

    assert (row.state, row.code) == (DeliveryState.GIVEN_UP, "gave_up")


def test_a_broker_that_is_away_delays_and_loses_nothing(
    hook: HookEndpoint,
    receiver: Receiver,
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: Any,
) -> None:
    with monkeypatch.context() as away, django_capture_on_commit_callbacks(execute=True):
        use_broker(away, DEAF_BROKER)
        row = something_happens()
    assert HookDelivery.objects.get().rung_at is None

    assert hook_deliveries.sweep() == 1
    assert hook_deliveries.sweep() == 0  # it was heard; the bell is rung again in two minutes
    assert worked_on(row).state == DeliveryState.TAKEN


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_of_many_workers_at_once_one_delivers(hook: HookEndpoint, receiver: Receiver) -> None:
    row, ready = something_happens(), Barrier(8)

    def deliver_together(_: int) -> bool:
        try:
            with org_scope(row.organization_id):
                HookDelivery.objects.exists()  # the connection is open before the start
                ready.wait(timeout=30)
                held = hook_deliveries.claim(row.pk)
                if held is not None:
                    hook_deliveries.attempt(held, resolver=found)
                return held is not None
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as workers:
        assert sorted(workers.map(deliver_together, range(8))) == [False] * 7 + [True]
    assert len(receiver.received) == 1


def test_what_became_of_a_message_is_forgotten_after_a_month(hook: HookEndpoint) -> None:
    old, waiting, young = (worked_on(something_happens(name)) for name in ("old", "waiting", "young"))
    long_ago = timezone.now() - dt.timedelta(days=31)
    HookEvent.objects.filter(pk__in=[old.event_id, waiting.event_id]).update(created_at=long_ago)
    HookDelivery.objects.filter(pk__in=[old.pk, waiting.pk]).update(asked_at=long_ago)
    HookDelivery.objects.filter(pk=waiting.pk).update(state=DeliveryState.WAITING)
    hook_tasks.tidy_webhooks()

    assert set(HookEvent.objects.values_list("pk", flat=True)) == {waiting.event_id, young.event_id}
