"""What became of an attempt, in words."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from organizations.hook_models import HookDelivery

WHY = {
    "address_refused": gettext_noop("the address does not lead to public machines alone"),
    "certificate": gettext_noop("the certificate is not valid for this name"),
    "tls": gettext_noop("no encrypted connection came about"),
    "timeout": gettext_noop("it took too long"),
    "unreachable": gettext_noop("nobody can be reached there"),
    "closed": gettext_noop("the connection was closed without an answer"),
    "no_http": gettext_noop("what was answered is not HTTP"),
    "too_long": gettext_noop("the answer did not end"),
    "secret_lost": gettext_noop("the secret cannot be read any more: make a new one"),
    "switched_off": gettext_noop("the webhook was switched off"),
    "too_late": gettext_noop("it had waited for a week"),
    "gave_up": gettext_noop("the last attempt was broken off"),
}
"""Codes of `outgoing` and of deliveries."""


def answer_of(delivery: HookDelivery) -> str:
    """The status that was answered, else why there was none; "" before the first attempt."""
    if delivery.code:
        return _(WHY[delivery.code])
    if delivery.status is None:
        return ""
    if 300 <= delivery.status < 400:
        return _("{status}: redirects are not followed").format(status=delivery.status)
    return str(delivery.status)
