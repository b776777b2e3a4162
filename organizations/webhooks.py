"""What owners do about webhooks: added, changed, given a new secret, paused, tried, taken away."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

from django.db import models, transaction
from django.db.models import OuterRef, Subquery
from django.urls import reverse
from django.utils import timezone

from cxassess.errors import Conflict, CxError, NotFound
from organizations import hook_deliveries
from organizations.hook_events import write
from organizations.hook_kinds import TEST, kinds
from organizations.hook_models import DeliveryState, HookDelivery, HookEndpoint, HookState
from organizations.hook_secrets import new_secret, sealed
from organizations.models import Organization
from organizations.outgoing import Resolver, addresses_of, resolve
from organizations.outgoing_rules import rules_here, target_of

MOST_ENDPOINTS = 10
OVERLAP = timedelta(days=7)
"""For so long a former secret signs beside the new one."""

BETWEEN_TESTS = timedelta(seconds=10)
SHOWN = 50
"""Deliveries on the page of an endpoint."""


class HookRefused(CxError):
    code = "webhook_refused"
    status = 400


@dataclass(frozen=True)
class CheckedAddress:
    """An address whose every machine was public a moment ago; `check_address` makes them."""

    url: str


def check_address(url: str, *, resolver: Resolver = resolve) -> CheckedAddress:
    """Ask whether requests may go there. Takes seconds at worst: call it outside any transaction.

    Raises AddressRefused.
    """
    rules = rules_here()
    addresses_of(target_of(url, rules=rules), rules=rules, resolver=resolver)
    return CheckedAddress(url)


# --- Looking ----------------------------------------------------------------------------------------------


def endpoints() -> models.QuerySet[HookEndpoint]:
    """All of the organization in scope; `last_state` is how its latest delivery stands, None without one."""
    latest = HookDelivery.objects.filter(endpoint=OuterRef("pk")).order_by("-asked_at", "-pk")
    rows: models.QuerySet[HookEndpoint] = HookEndpoint.objects.all()
    return rows.annotate(last_state=Subquery(latest.values("state")[:1]))


def endpoint_of(hook_id: int) -> HookEndpoint:
    found: HookEndpoint | None = HookEndpoint.objects.filter(pk=hook_id).first()
    if found is None:
        raise NotFound
    return found


def latest(endpoint: HookEndpoint) -> list[HookDelivery]:
    rows = HookDelivery.objects.filter(endpoint=endpoint).select_related("event")
    return list(rows.order_by("-asked_at", "-pk")[:SHOWN])


def delivery_of(delivery_id: int) -> HookDelivery:
    rows = HookDelivery.objects.select_related("event", "endpoint")
    found: HookDelivery | None = rows.filter(pk=delivery_id).first()
    if found is None:
        raise NotFound
    return found


# --- Changing ---------------------------------------------------------------------------------------------


@transaction.atomic
def make(
    organization: Organization, *, address: CheckedAddress, events: Collection[str], origin: str
) -> tuple[HookEndpoint, str]:
    """A new endpoint and its secret, which is shown this once. Raises HookRefused and Conflict.

    origin  scheme and host that links in messages lead to.
    """
    Organization.objects.select_for_update(no_key=True).get(pk=organization.pk)
    if HookEndpoint.objects.count() >= MOST_ENDPOINTS:
        raise Conflict(f"There are {MOST_ENDPOINTS} webhooks already. Delete one that is no longer used.")
    secret = new_secret()
    endpoint: HookEndpoint = HookEndpoint.objects.create(
        url=address.url, events=_known(events), origin=origin, secret=sealed(secret)
    )
    return endpoint, secret


def _known(events: Collection[str]) -> list[str]:
    chosen = [kind.name for kind in kinds() if kind.name in events]
    if not chosen or len(chosen) != len(set(events)):
        raise HookRefused("Choose at least one of the events.", details={"field": "events"})
    return chosen


@transaction.atomic
def change(hook_id: int, *, address: CheckedAddress, events: Collection[str]) -> HookEndpoint:
    """Another address or other events; what waits goes to the new address."""
    endpoint = _held(hook_id)
    endpoint.url, endpoint.events = address.url, _known(events)
    endpoint.save(update_fields=["url", "events"])
    return endpoint


@transaction.atomic
def rotate(hook_id: int) -> tuple[HookEndpoint, str]:
    """A new secret, shown this once; the one before signs beside it for a week, one before that no longer."""
    endpoint = _held(hook_id)
    secret = new_secret()
    endpoint.former_secret, endpoint.former_until = endpoint.secret, timezone.now() + OVERLAP
    endpoint.secret = sealed(secret)
    endpoint.save(update_fields=["secret", "former_secret", "former_until"])
    return endpoint, secret


@transaction.atomic
def end_former(hook_id: int) -> HookEndpoint:
    """From now on the former secret signs nothing: somebody may have read it."""
    endpoint = _held(hook_id)
    endpoint.former_secret, endpoint.former_until = "", None
    endpoint.save(update_fields=["former_secret", "former_until"])
    return endpoint


@transaction.atomic
def pause(hook_id: int) -> HookEndpoint:
    """Send nothing until it is resumed; what happens meanwhile waits, a week at most."""
    endpoint = _held(hook_id)
    if endpoint.state != HookState.ACTIVE:
        raise Conflict("It is not active.")
    endpoint.state = HookState.PAUSED
    endpoint.save(update_fields=["state"])
    return endpoint


@transaction.atomic
def resume(hook_id: int) -> HookEndpoint:
    """Send again; what waits goes out at the next sweep."""
    endpoint = _held(hook_id)
    if endpoint.state == HookState.ACTIVE:
        raise Conflict("It is active.")
    endpoint.state, endpoint.off_reason = HookState.ACTIVE, ""
    endpoint.failing_since = endpoint.told_at = None
    endpoint.save(update_fields=["state", "off_reason", "failing_since", "told_at"])
    HookDelivery.objects.filter(endpoint=endpoint, state=DeliveryState.WAITING).update(rung_at=None)
    return endpoint


@transaction.atomic
def remove(hook_id: int) -> None:
    """Take it away with everything that was to be told there."""
    # The stronger lock waits for whoever is just writing a delivery, so that none is left behind.
    held = HookEndpoint.objects.select_for_update().filter(pk=hook_id).first()
    if held is None:
        raise NotFound
    held.delete()


# --- Sending by hand --------------------------------------------------------------------------------------


@transaction.atomic
def send_test(hook_id: int) -> HookDelivery:
    """Tell an endpoint that somebody tries it; once, without further attempts. Raises Conflict."""
    endpoint = _active(hook_id)
    recent = HookDelivery.objects.filter(
        endpoint=endpoint, event__kind=TEST.name, asked_at__gt=timezone.now() - BETWEEN_TESTS
    )
    if recent.exists():
        raise Conflict("A test was sent just now. Wait ten seconds.")
    path = reverse("organizations:hook", args=[endpoint.organization.slug, endpoint.pk])
    return write(TEST, to=[endpoint], data={}, path=path)[0]


@transaction.atomic
def send_again(delivery_id: int) -> HookDelivery:
    """Deliver once more, under the same id, with all attempts a new message has. Raises Conflict."""
    row = delivery_of(delivery_id)
    _active(row.endpoint_id)
    now = timezone.now()
    asked = HookDelivery.objects.filter(pk=row.pk).exclude(state=DeliveryState.SENDING)
    fresh = {"attempts": 0, "asked_at": now, "retry_at": None, "rung_at": None}
    if asked.update(state=DeliveryState.WAITING, **fresh) != 1:
        raise Conflict("It is being sent at this moment.")
    transaction.on_commit(partial(hook_deliveries.ring, row), robust=True)
    return row


def _active(hook_id: int) -> HookEndpoint:
    endpoint = _held(hook_id)
    if endpoint.state != HookState.ACTIVE:
        raise Conflict("Nothing is sent there at present. Switch it on first.")
    return endpoint


def _held(hook_id: int) -> HookEndpoint:
    rows = HookEndpoint.objects.select_for_update(of=("self",), no_key=True).select_related("organization")
    held: HookEndpoint | None = rows.filter(pk=hook_id).first()
    if held is None:
        raise NotFound
    return held
