"""Owners are told by mail that a webhook was switched off; the page says it too, mail server or not."""

from __future__ import annotations

from django.db.models.functions import Now
from django.urls import reverse

from organizations import mail
from organizations.hook_models import HookEndpoint, HookState
from organizations.models import Member, Role


def tell(endpoint_id: int) -> None:
    """One mail to each owner. Of two that try at once one does; what nobody took is tried again later."""
    untold = HookEndpoint.every_org.filter(pk=endpoint_id, state=HookState.OFF, told_at=None)
    if untold.update(told_at=Now()) != 1:
        return
    endpoint = HookEndpoint.every_org.select_related("organization").get(pk=endpoint_id)
    owners = Member.every_org.filter(
        organization=endpoint.organization_id, role=Role.OWNER, user__is_active=True
    )
    subject = f"{endpoint.organization.name}: a webhook was switched off"
    addresses = list(owners.values_list("user__email", flat=True))
    body = _letter(endpoint)
    taken = [mail.send_notice(endpoint.organization, to=to, subject=subject, body=body) for to in addresses]
    if not any(taken):
        HookEndpoint.every_org.filter(pk=endpoint_id).update(told_at=None)


def tell_all() -> None:
    """In every organization, once an hour."""
    untold = HookEndpoint.every_org.filter(state=HookState.OFF, told_at=None)
    for endpoint_id in untold.values_list("pk", flat=True):
        tell(endpoint_id)


def _letter(endpoint: HookEndpoint) -> str:
    here = reverse("organizations:hook", args=[endpoint.organization.slug, endpoint.pk])
    return (
        f"Nothing is sent to {endpoint.host} any more: {endpoint.get_off_reason_display()}.\n\n"
        "When the receiver works again, switch it on and send what was missed once more:\n"
        f"{endpoint.origin.rstrip('/')}{here}\n"
    )
