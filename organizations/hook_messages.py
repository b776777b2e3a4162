"""What a webhook says: a body of ids and names, and headers by which a receiver knows who says it."""

from __future__ import annotations

import json

from organizations.hook_models import HookDelivery, HookEndpoint
from organizations.hook_secrets import SecretLost, opened, signature

AGENT = "cxassess-webhooks/1"


def body_of(delivery: HookDelivery) -> bytes:
    """The same bytes at every attempt."""
    event = delivery.event
    told = {
        "type": event.kind,
        "day": event.day.isoformat(),
        "data": {**event.data, "link": delivery.endpoint.origin.rstrip("/") + event.path},
    }
    return json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()


def headers_of(delivery: HookDelivery, body: bytes, *, timestamp: int) -> dict[str, str]:
    """timestamp: of this attempt, so that a receiver may refuse what is old. Raises SecretLost."""
    message_id = delivery.event.message_id
    signatures = [
        signature(secret, message_id=message_id, timestamp=timestamp, body=body)
        for secret in _living_secrets(delivery.endpoint)
    ]
    return {
        "Content-Type": "application/json",
        "User-Agent": AGENT,
        "webhook-id": message_id,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": " ".join(signatures),
    }


def _living_secrets(endpoint: HookEndpoint) -> list[str]:
    """The secret, and the former one for as long as it signs too. Raises SecretLost for the first alone."""
    secrets = [opened(endpoint.secret)]
    if endpoint.former_signs:
        try:
            secrets.append(opened(endpoint.former_secret))
        except SecretLost:
            return secrets
    return secrets
