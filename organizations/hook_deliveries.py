"""Delivering: at least once, and the same id each time, so that a receiver can drop what it knows.

The row is the truth. A worker takes it by one conditional UPDATE for as long as its lease runs; of two that
try at once one gets it. A killed worker costs its lease: the sweep brings the row back, and if the message
had gone out already it goes out again under its id. Nobody can do better without asking the receiver. What
was not taken is tried again with growing pauses over three days; then it is given up, and an endpoint that
has taken nothing in that time is switched off. Times are the database's.
"""

from __future__ import annotations

import datetime as dt
import logging
import random
import time
from typing import Any

from celery import current_app
from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Now
from django.utils import timezone
from kombu.exceptions import OperationalError as BrokerError

from cxassess.clock import from_now
from organizations import hook_notices
from organizations.audit import record_by_itself
from organizations.hook_kinds import TEST
from organizations.hook_messages import body_of, headers_of
from organizations.hook_models import (
    LIVE,
    DeliveryState,
    HookDelivery,
    HookEndpoint,
    HookEvent,
    HookState,
    OffReason,
)
from organizations.hook_secrets import SecretLost
from organizations.outgoing import Answer, NoAnswer, Resolver, post, resolve
from organizations.outgoing_rules import AddressRefused, rules_here

TASK = "organizations.tasks.deliver_webhook"
LEASE = dt.timedelta(seconds=60)
"""Longer than resolving and the whole of a request can take."""

PAUSES = (
    dt.timedelta(seconds=5),
    dt.timedelta(minutes=5),
    dt.timedelta(minutes=30),
    dt.timedelta(hours=2),
    dt.timedelta(hours=5),
    dt.timedelta(hours=10),
    dt.timedelta(hours=14),
    dt.timedelta(hours=20),
    dt.timedelta(hours=24),
)
"""Before the second attempt and those after it: three days and four hours in all."""

ATTEMPTS = len(PAUSES) + 1
JITTER = 0.1
"""A pause is up to so much longer, so that what failed together does not come back together."""

OFF_AFTER = dt.timedelta(days=3)
"""An endpoint that took nothing for so long is switched off when a message to it is given up."""

TOO_LATE = dt.timedelta(days=7)
"""What has waited for so long because its endpoint is paused is not sent any more."""

KEPT = dt.timedelta(days=30)
"""After so long what became of a delivery is forgotten."""

RING_AGAIN = dt.timedelta(minutes=2)
GONE = 410

logger = logging.getLogger(__name__)


# --- Being told -------------------------------------------------------------------------------------------


def ring(row: HookDelivery) -> bool:
    """Tell the broker that a delivery waits. False when it did not hear; then the sweep rings again."""
    try:
        with current_app.connection_for_write() as connection:
            connection.ensure_connection(max_retries=1, interval_start=0.2)
            arguments = (row.organization_id, row.pk)
            current_app.send_task(TASK, args=arguments, connection=connection, retry=False)
    except (BrokerError, OSError) as error:
        logger.warning("webhook delivery %s waits, the broker did not answer: %s", row.pk, error)
        return False
    HookDelivery.every_org.filter(pk=row.pk, state=DeliveryState.WAITING).update(rung_at=Now())
    return True


# --- Holding ----------------------------------------------------------------------------------------------


def claim(delivery_id: int) -> HookDelivery | None:
    """Take a delivery that is due, or whose worker died; None when there is nothing to take."""
    due = Q(state=DeliveryState.WAITING) & (Q(retry_at__isnull=True) | Q(retry_at__lte=Now()))
    left = Q(state=DeliveryState.SENDING, lease_until__lt=Now())
    # A subquery and no join: the conditions on the row itself must be asked again once it is free.
    active = HookEndpoint.objects.filter(state=HookState.ACTIVE).values("pk")
    free = HookDelivery.objects.filter(due | left, pk=delivery_id, attempts__lt=ATTEMPTS, endpoint__in=active)
    with transaction.atomic():
        taken = free.update(
            state=DeliveryState.SENDING,
            claims=F("claims") + 1,
            attempts=F("attempts") + 1,
            lease_until=from_now(LEASE),
            retry_at=None,
        )
        if taken != 1:
            return None
        rows = HookDelivery.objects.select_related("event", "endpoint")
        held: HookDelivery = rows.get(pk=delivery_id)
        return held


# --- Sending ----------------------------------------------------------------------------------------------


def attempt(row: HookDelivery, *, resolver: Resolver = resolve) -> None:
    """Send a claimed delivery and note what became of it. Call it outside any transaction.

    A database that went away leaves the row to its lease, since nothing can be recorded.
    """
    begun = time.monotonic()
    answer, code = _asked(row, resolver=resolver)
    outcome = {
        "status": answer.status if answer else None,
        "code": code,
        "excerpt": answer.excerpt if answer else "",
        "milliseconds": round(1000 * (time.monotonic() - begun)),
        "tried_at": Now(),
    }
    _note(row, outcome, answer=answer)


def _asked(row: HookDelivery, *, resolver: Resolver) -> tuple[Answer | None, str]:
    """What was answered, or a code that says why nothing was."""
    body = body_of(row)
    try:
        headers = headers_of(row, body, timestamp=int(time.time()))
        answer = post(row.endpoint.url, body=body, headers=headers, rules=rules_here(), resolver=resolver)
    except AddressRefused as refused:
        return None, refused.code
    except SecretLost:
        return None, "secret_lost"
    except NoAnswer as nothing:
        return None, nothing.code
    return answer, ""


@transaction.atomic
def _note(row: HookDelivery, outcome: dict[str, Any], *, answer: Answer | None) -> None:
    # Endpoint first, then its deliveries: whoever changes both does it in this order.
    endpoint = HookEndpoint.objects.select_for_update(no_key=True).filter(pk=row.endpoint_id).first()
    if endpoint is None:
        return
    if answer is not None and answer.is_success:
        _change_mine(row, state=DeliveryState.TAKEN, **outcome)
        HookEndpoint.objects.filter(pk=endpoint.pk).update(failing_since=None)
        return
    is_gone = answer is not None and answer.status == GONE
    is_last = row.attempts >= ATTEMPTS or row.event.kind == TEST.name
    is_over = is_gone or is_last or endpoint.state == HookState.OFF
    later = {} if is_over else {"retry_at": from_now(pause_after(row.attempts)), "rung_at": None}
    state = DeliveryState.GIVEN_UP if is_over else DeliveryState.WAITING
    if _change_mine(row, state=state, **later, **outcome):
        _count_failure(endpoint, is_test=row.event.kind == TEST.name, is_over=is_over, is_gone=is_gone)


def _change_mine(row: HookDelivery, **values: Any) -> bool:
    """Let go of the row this worker holds; False when it holds it no longer, and knows nothing better."""
    mine = HookDelivery.objects.filter(pk=row.pk, state=DeliveryState.SENDING, claims=row.claims)
    if mine.update(lease_until=None, **values) == 1:
        return True
    logger.warning("webhook delivery %s was taken over after claim %s", row.pk, row.claims)
    return False


def pause_after(attempts: int) -> dt.timedelta:
    """How long to wait after so many attempts."""
    return PAUSES[attempts - 1] * random.SystemRandom().uniform(1, 1 + JITTER)


def _count_failure(endpoint: HookEndpoint, *, is_test: bool, is_over: bool, is_gone: bool) -> None:
    """Remember since when an endpoint takes nothing; switch it off where it is gone or that is too long."""
    if is_gone:
        switch_off(endpoint, reason=OffReason.GONE)
        return
    if is_test:
        return
    HookEndpoint.objects.filter(pk=endpoint.pk, failing_since=None).update(failing_since=Now())
    failing = HookEndpoint.objects.filter(pk=endpoint.pk, failing_since__lte=from_now(-OFF_AFTER))
    if is_over and failing.exists():
        switch_off(endpoint, reason=OffReason.FAILING)


def switch_off(endpoint: HookEndpoint, *, reason: OffReason) -> None:
    """Send nothing there any more until an owner says so, and tell the owners. The endpoint is locked."""
    off = {"state": HookState.OFF, "off_reason": reason, "told_at": None}
    if not HookEndpoint.objects.filter(pk=endpoint.pk).exclude(state=HookState.OFF).update(**off):
        return
    waiting = HookDelivery.objects.filter(endpoint=endpoint, state=DeliveryState.WAITING)
    waiting.update(state=DeliveryState.GIVEN_UP, code="switched_off", retry_at=None)
    record_by_itself(
        "switched off a webhook",
        object_type="hookendpoint",
        object_id=str(endpoint.pk),
        detail=f"{endpoint.host}: {reason.label}"[:200],
    )
    transaction.on_commit(lambda: hook_notices.tell(endpoint.pk), robust=True)


# --- Sweeping ---------------------------------------------------------------------------------------------


def sweep() -> int:
    """Bring back what killed workers left and ring for whatever is due unheard, in every organization.

    Returns how many deliveries the broker was told about.
    """
    given_up = {"state": DeliveryState.GIVEN_UP, "lease_until": None, "retry_at": None}
    left = HookDelivery.every_org.filter(state=DeliveryState.SENDING, lease_until__lt=Now())
    left.filter(attempts__gte=ATTEMPTS).update(code="gave_up", **given_up)
    left.update(state=DeliveryState.WAITING, lease_until=None, rung_at=None)
    waiting = HookDelivery.every_org.filter(state=DeliveryState.WAITING)
    waiting.filter(asked_at__lt=from_now(-TOO_LATE)).update(code="too_late", **given_up)
    unheard = Q(rung_at__isnull=True) | Q(rung_at__lt=from_now(-RING_AGAIN))
    due = Q(retry_at__isnull=True) | Q(retry_at__lte=Now())
    heard = waiting.filter(unheard, due, endpoint__state=HookState.ACTIVE).only("pk", "organization_id")
    return sum(ring(row) for row in heard.order_by("pk"))


def tidy() -> None:
    """Forget what is long over, and tell owners what no mail server took; in every organization."""
    over = timezone.now() - KEPT
    HookDelivery.every_org.filter(asked_at__lt=over).exclude(state__in=LIVE).delete()
    told = HookDelivery.every_org.filter(event=OuterRef("pk"))
    HookEvent.every_org.filter(~Exists(told), created_at__lt=over).delete()
    hook_notices.tell_all()
