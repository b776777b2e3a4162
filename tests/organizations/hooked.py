"""Acme with a webhook, and a receiver that this machine trusts and may reach, in the words of the tests."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from ipaddress import ip_network
from typing import Any

from django.utils import timezone

from organizations import hook_deliveries, hook_events, webhooks
from organizations.hook_kinds import Kind
from organizations.hook_models import HookDelivery, HookEndpoint
from organizations.models import Organization
from tests.organizations.receiver import Receiver

OURS, INSIDE = "127.0.0.2", "127.0.0.3"
"""Where receivers are, and a machine of ours that nobody opened."""

ORIGIN = "https://cx.example.com/"
EVENTS = ("wave.opened", "wave.closed", "report.ready")
CLOSED = Kind("wave.closed", "a wave is closed")


def found(host: str, port: int) -> Sequence[str]:
    return (OURS,)


def open_to(receiver: Receiver, settings: Any) -> None:
    """The installation may reach the receiver's address and port, and nothing else that is not public."""
    settings.WEBHOOK_NETWORKS = (ip_network(OURS),)
    settings.WEBHOOK_PORTS = (receiver.port,)


def a_hook(
    organization: Organization, receiver: Receiver, *, events: Sequence[str] = EVENTS
) -> tuple[HookEndpoint, str]:
    """An endpoint of the organization in scope at this receiver, and its secret."""
    address = webhooks.check_address(receiver.url(), resolver=found)
    return webhooks.make(organization, address=address, events=events, origin=ORIGIN)


def something_happens(name: str = "2026") -> HookDelivery:
    """A wave closes; the delivery of what the only endpoint is told."""
    assert hook_events.announce(CLOSED, data={"wave": {"id": 7, "name": name}}, path="/o/acme/waves/7/") == 1
    latest: HookDelivery = HookDelivery.objects.latest("pk")
    return latest


def worked_on(row: HookDelivery) -> HookDelivery:
    """The delivery after a worker has taken it, if one could."""
    held = hook_deliveries.claim(row.pk)
    if held is not None:
        hook_deliveries.attempt(held, resolver=found)
    row.refresh_from_db()
    return row


def time_passes(row: HookDelivery) -> None:
    """The pause before the next attempt is over."""
    HookDelivery.every_org.filter(pk=row.pk).update(retry_at=timezone.now() - dt.timedelta(seconds=1))


def let_lease_run_out(row: HookDelivery) -> None:
    over = timezone.now() - dt.timedelta(seconds=1)
    HookDelivery.every_org.filter(pk=row.pk, lease_until__isnull=False).update(lease_until=over)


def a_public_hook(organization: Organization) -> HookDelivery:
    """A test on its way to a public address, of the organization in scope; no name has to be resolved."""
    address = webhooks.check_address("https://93.184.215.14/in")
    endpoint, _secret = webhooks.make(organization, address=address, events=EVENTS, origin=ORIGIN)
    return webhooks.send_test(endpoint.pk)
