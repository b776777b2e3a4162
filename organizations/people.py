"""Colleagues: invited by an owner, joining by themselves, given another role, removed.

An organization always keeps an owner. Whatever could take the last one away first locks the organization's
row, so two owners who demote each other at the same moment come one after the other.
"""

from __future__ import annotations

from datetime import timedelta
from typing import cast

from allauth.account.models import EmailAddress
from django.db import transaction
from django.utils import timezone

from cxassess.errors import Conflict, CxError, NotFound
from organizations.doors import UnknownInvitation
from organizations.models import Member, MemberInvitation, Organization, Role, User
from organizations.tokens import counted, key_hash, new_key

VALID_FOR = timedelta(days=14)
MOST_SENDS = 5
BETWEEN_SENDS = timedelta(minutes=10)
MOST_INVITED = 200
"""Open invitations of one organization: the mail server is not for writing to strangers."""


class LastOwner(Conflict):
    code = "last_owner"
    sentence = "An organization needs an owner. Make somebody else an owner first."


class SentEnough(CxError):
    code = "sent_enough"
    status = 429


# --- Inviting -------------------------------------------------------------------------------------------


@transaction.atomic
def invite(
    organization: Organization, *, email: str, role: Role, by: User | None = None
) -> tuple[MemberInvitation, str]:
    """A new invitation and the key for its link, which is stored nowhere.

    Raises Conflict where the person is a member or asked already, or too many others are.
    """
    _hold(organization)
    email = email.strip().lower()
    MemberInvitation.objects.filter(expires_at__lte=timezone.now()).delete()
    if Member.objects.filter(user__email__iexact=email).exists():
        raise Conflict("This person is a member already.", code="is_member")
    if MemberInvitation.objects.filter(email__iexact=email).exists():
        raise Conflict("This person is invited already; send the invitation again.", code="is_invited")
    if MemberInvitation.objects.count() >= MOST_INVITED:
        raise Conflict(f"{MOST_INVITED} people are invited and have not come. Withdraw some first.")
    _count_mail(organization, email)
    key = new_key()
    made = MemberInvitation.objects.create(
        email=email,
        role=role,
        token_hash=key_hash(key),
        invited_by=by,
        sends=1,
        expires_at=timezone.now() + VALID_FOR,
    )
    return cast("MemberInvitation", made), key


@transaction.atomic
def send_again(invitation_id: int) -> tuple[MemberInvitation, str]:
    """The invitation with a new key; the key before it ends. Raises SentEnough for too often, too soon."""
    invitation = _held_invitation(invitation_id)
    if invitation.sends >= MOST_SENDS:
        raise SentEnough(f"Sent {MOST_SENDS} times. Check the address, withdraw it and invite anew.")
    if invitation.sent_at is not None and timezone.now() - invitation.sent_at < BETWEEN_SENDS:
        raise SentEnough("Sent a moment ago. It can be sent again after ten minutes.")
    _count_mail(invitation.organization, invitation.email)
    key = new_key()
    invitation.token_hash = key_hash(key)
    invitation.expires_at = timezone.now() + VALID_FOR
    invitation.sends += 1
    invitation.sent_at = None
    invitation.save(update_fields=["token_hash", "expires_at", "sends", "sent_at"])
    return invitation, key


def _count_mail(organization: Organization, email: str) -> None:
    """At most so many mails a day to one address, also when it is withdrawn and invited anew."""
    name = f"invitations:{organization.pk}:{key_hash(email.lower())}"
    if counted(name, seconds=24 * 3600) > MOST_SENDS:
        raise SentEnough("This address got enough mails for today.")


def note_sent(invitation: MemberInvitation) -> None:
    """The mail server has taken the mail. Nothing happens if the invitation is gone by now."""
    MemberInvitation.objects.filter(pk=invitation.pk).update(sent_at=timezone.now())


@transaction.atomic
def withdraw(invitation_id: int) -> MemberInvitation:
    """End an invitation; its row keeps its id in memory for the trail."""
    invitation = _held_invitation(invitation_id)
    MemberInvitation.objects.filter(pk=invitation.pk).delete()
    return invitation


def _held_invitation(invitation_id: int) -> MemberInvitation:
    found = MemberInvitation.objects.select_for_update().filter(pk=invitation_id).first()
    if found is None:
        raise NotFound
    return cast("MemberInvitation", found)


# --- Joining --------------------------------------------------------------------------------------------


def is_address_of(user: User, email: str) -> bool:
    """Whether a person has shown that mail to this address reaches them."""
    rows = EmailAddress.objects.filter(user=user, email__iexact=email, verified=True)
    return bool(rows.exists())


def account_of(email: str) -> User | None:
    """The account that an address belongs to: who confirmed it, else whose own it is."""
    confirmed = EmailAddress.objects.select_related("user").filter(email__iexact=email, verified=True).first()
    if confirmed is not None:
        return cast("User", confirmed.user)
    return User.objects.filter(email__iexact=email).first()


@transaction.atomic
def join(invitation: MemberInvitation, *, user: User) -> Member:
    """Make the invited person a member and use the invitation up.

    Raises UnknownInvitation if somebody used it in the meantime, NotFound for another person than the one it
    was sent to. Somebody who is a member by now keeps their role.
    """
    _use(invitation)
    if not is_address_of(user, invitation.email):
        raise NotFound
    member, _made = Member.objects.get_or_create(user=user, defaults={"role": invitation.role})
    return cast("Member", member)


@transaction.atomic
def join_anew(invitation: MemberInvitation, *, name: str, password: str) -> Member:
    """Make an account for the invited person, with the role they were invited for.

    Whoever holds the key reads the mail of that address, so the address is confirmed; claims of other
    accounts that never confirmed it end. An account that was made for the person and never had a password
    is completed. Raises UnknownInvitation or Conflict.
    """
    held = MemberInvitation.objects.select_for_update().filter(pk=invitation.pk).first()
    if held is None:
        raise UnknownInvitation
    user = account_of(invitation.email)
    if user is not None and not is_unused(user):
        raise Conflict("There is an account with this address. Sign in to accept.")
    if user is None:
        user = User.objects.create_user(invitation.email, name=name)
    user.name = name
    user.set_password(password)
    user.save(update_fields=["name", "password"])
    _confirm(user, invitation.email)
    return join(invitation, user=user)


def is_unused(user: User) -> bool:
    """An account somebody made for a person who never came: no password, never signed in."""
    never_used = not user.has_usable_password() and user.last_login is None
    return never_used and user.is_active and not user.is_staff


def _confirm(user: User, email: str) -> None:
    EmailAddress.objects.filter(email__iexact=email, verified=False).exclude(user=user).delete()
    EmailAddress.objects.update_or_create(
        user=user, email=email.lower(), defaults={"verified": True, "primary": True}
    )


def _use(invitation: MemberInvitation) -> None:
    """Delete the invitation; of two at the same moment one finds it gone."""
    deleted, _rows = MemberInvitation.objects.filter(pk=invitation.pk).delete()
    if not deleted:
        raise UnknownInvitation


# --- Members --------------------------------------------------------------------------------------------


@transaction.atomic
def change_role(organization: Organization, member_id: int, *, role: Role) -> tuple[Member, Role]:
    """The member with the new role, and the role before. Raises LastOwner or NotFound."""
    _hold(organization)
    member = member_of(member_id)
    before = Role(member.role)
    if before == Role.OWNER and role != Role.OWNER:
        _refuse_last_owner(member)
    member.role = role
    member.save(update_fields=["role"])
    return member, before


@transaction.atomic
def remove(organization: Organization, member_id: int) -> Member:
    """End a membership; what the person did stays. Raises LastOwner or NotFound."""
    _hold(organization)
    member = member_of(member_id)
    if member.role == Role.OWNER:
        _refuse_last_owner(member)
    Member.objects.filter(pk=member.pk).delete()
    return member


def _hold(organization: Organization) -> None:
    """Until the transaction ends nobody else changes who belongs here."""
    Organization.objects.select_for_update().get(pk=organization.pk)


def member_of(member_id: int) -> Member:
    """A member of the organization in scope; NotFound alike for a foreign and a missing one."""
    found = Member.objects.select_related("user").filter(pk=member_id).first()
    if found is None:
        raise NotFound
    return cast("Member", found)


def _refuse_last_owner(member: Member) -> None:
    if not Member.objects.filter(role=Role.OWNER, user__is_active=True).exclude(pk=member.pk).exists():
        raise LastOwner
