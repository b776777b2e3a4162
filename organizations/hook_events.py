"""What happens here, written down for whoever wants to be told, in the transaction in which it happens."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from django.db import transaction
from django.utils import timezone

from organizations import hook_deliveries
from organizations.hook_kinds import Kind
from organizations.hook_models import HookDelivery, HookEndpoint, HookEvent, HookState
from organizations.models import Organization
from organizations.scope import scoped_organization_id


def announce(kind: Kind, *, data: Mapping[str, Any], path: str) -> int:
    """Tell the endpoints of the organization in scope; to how many that will be.

    Call it inside the transaction of what happened: the rows commit with it and the bell rings afterwards, so
    nothing is told that was taken back, and nothing is forgotten when a process dies in between.

    data  ids and names. Never a score, a count or anything about a person: it leaves the house.
    path  where it can be seen; the reader signs in there as everywhere.
    """
    wanted = [
        endpoint
        for endpoint in HookEndpoint.objects.exclude(state=HookState.OFF)
        if kind.name in endpoint.events
    ]
    if wanted:
        write(kind, to=wanted, data=data, path=path)
    return len(wanted)


@transaction.atomic
def write(
    kind: Kind, *, to: Sequence[HookEndpoint], data: Mapping[str, Any], path: str
) -> list[HookDelivery]:
    """An event with a delivery to each of these endpoints; it keeps the names of today."""
    organization = Organization.objects.get(pk=scoped_organization_id())
    event = HookEvent.objects.create(
        message_id=f"msg_{secrets.token_urlsafe(18)}",
        kind=kind.name,
        day=timezone.localdate(),
        data={"organization": {"slug": organization.slug, "name": organization.name}, **data},
        path=path,
    )
    rows = [HookDelivery.objects.create(event=event, endpoint=endpoint) for endpoint in to]
    for row in rows:
        transaction.on_commit(partial(hook_deliveries.ring, row), robust=True)
    return rows
