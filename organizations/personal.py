"""A person's own data: everything stored about them, and its end.

Higher floors register what they hold about an address: surveys, for instance, know whom they have invited.
Answers are not among it. They were separated from the person when they were sent, and nobody can find them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.db import transaction

from organizations.models import AuditEntry, Member, MemberInvitation, Organization, Role, User
from organizations.people import LastOwner
from organizations.scope import org_scope


@dataclass(frozen=True)
class Holding:
    """What an app holds about an e-mail address: how to list it, and how to make it nobody's."""

    name: str
    about: Callable[[str], list[dict[str, Any]]]
    forget: Callable[[str], None]


_holdings: dict[str, Holding] = {}


def register(holding: Holding) -> None:
    _holdings[holding.name] = holding


# --- What is stored -------------------------------------------------------------------------------------


def everything_about(email: str, *, user: User | None) -> dict[str, Any]:
    """All that is stored about an address and the account it belongs to, as JSON can hold it.

    Secrets are named, not given: a password's hash and the key of a second factor help nobody but a thief.
    """
    found: dict[str, Any] = {"e-mail address": email}
    if user is not None:
        found |= _account(user)
    invited = MemberInvitation.every_org.select_related("organization").filter(email__iexact=email)
    found["open invitations"] = [
        {"organization": one.organization.name, "role": one.role, "expires": one.expires_at}
        for one in invited
    ]
    return found | {name: holding.about(email) for name, holding in _holdings.items()}


def _account(user: User) -> dict[str, Any]:
    return {
        "account": {
            "id": user.pk,
            "e-mail address": user.email,
            "name": user.name,
            "since": user.date_joined,
            "last signed in": user.last_login,
            "has a password": user.has_usable_password(),
        },
        "addresses": list(EmailAddress.objects.filter(user=user).values("email", "verified", "primary")),
        "second factors": [
            {"kind": one.type, "name": str(one), "since": one.created_at, "last used": one.last_used_at}
            for one in Authenticator.objects.filter(user=user)
        ],
        "memberships": [
            {"organization": one.organization.name, "role": one.role, "since": one.since}
            for one in Member.every_org.select_related("organization").filter(user=user)
        ],
        "audit trail": list(_trail(user)),
    }


def _trail(user: User) -> Any:
    """The lines that name the person, as actor or as the one it was done to."""
    names = ("organization__name", "at", "action", "object_type", "object_id", "outcome", "detail")
    mine = AuditEntry.every_org.filter(actor=user)
    about = AuditEntry.every_org.filter(object_type="user", object_id=str(user.pk))
    return (mine | about).order_by("at", "pk").values(*names)


# --- Its end --------------------------------------------------------------------------------------------


@transaction.atomic
def erase(email: str, *, user: User | None) -> None:
    """Delete the account with all that hangs on it, and every trace of the address.

    The audit trail stays and calls the person by a number that leads nowhere any more. Raises LastOwner,
    naming the organizations, for somebody who is the only owner of one.
    """
    if user is not None:
        _leave_everything(user)
        addresses = {email, *EmailAddress.objects.filter(user=user).values_list("email", flat=True)}
        user.delete()
    else:
        addresses = {email}
    for address in addresses:
        MemberInvitation.every_org.filter(email__iexact=address).delete()
        for holding in _holdings.values():
            holding.forget(address)


def _leave_everything(user: User) -> None:
    """A line in the trail of every organization the person leaves; the memberships go with the account."""
    memberships = list(Member.every_org.select_related("organization").filter(user=user))
    ids = sorted(member.organization_id for member in memberships)
    list(Organization.objects.select_for_update().filter(pk__in=ids).order_by("pk"))
    if alone := [member.organization.name for member in memberships if _is_last_owner(member)]:
        names = ", ".join(sorted(alone))
        raise LastOwner(f"The only owner of {names} cannot go. Make somebody else an owner first.")
    for member in memberships:
        with org_scope(member.organization_id):
            AuditEntry.objects.create(
                actor_id=user.pk,
                action="erased the account",
                object_type="user",
                object_id=str(user.pk),
                detail=member.role,
            )


def _is_last_owner(member: Member) -> bool:
    if member.role != Role.OWNER:
        return False
    owners = Member.every_org.filter(organization=member.organization_id, role=Role.OWNER)
    return not owners.filter(user__is_active=True).exclude(pk=member.pk).exists()
