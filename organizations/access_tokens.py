"""What happens to access tokens: made, opened, used, revoked."""

from __future__ import annotations

import re
import secrets
from collections.abc import Collection
from datetime import timedelta

from django.db import models, transaction
from django.utils import timezone

from cxassess.errors import Conflict, CxError, NotFound
from organizations.models import Member, Role
from organizations.token_models import AccessToken, KeptAnswer, Scope
from organizations.tokens import key_hash, new_key

LONGEST_DAYS = 365
ANSWERS_KEPT_FOR = timedelta(hours=24)
MOST_TOKENS = 50
"""Living tokens of one member: more are a sign that nobody revokes what is no longer used."""

_SHAPE = re.compile(r"cxa_[0-9a-f]{8}_[A-Za-z0-9_-]{43}")


class TokenRefused(CxError):
    code = "token_refused"
    status = 400


@transaction.atomic
def make(member: Member, *, name: str, scopes: Collection[Scope], days: int) -> tuple[AccessToken, str]:
    """A new token and its key, which is stored nowhere. Raises TokenRefused and Conflict."""
    if not scopes:
        raise TokenRefused("Say what the token is for.", details={"field": "scopes"})
    if not 1 <= days <= LONGEST_DAYS:
        raise TokenRefused(f"A token lives from 1 to {LONGEST_DAYS} days.", details={"field": "days"})
    held = Member.objects.select_for_update(of=("self",)).get(pk=member.pk)
    if living(held).count() >= MOST_TOKENS:
        raise Conflict(f"You have {MOST_TOKENS} tokens that still open. Revoke some first.")
    prefix = f"cxa_{secrets.token_hex(4)}"
    key = f"{prefix}_{new_key()}"
    now = timezone.now()
    token: AccessToken = AccessToken.objects.create(
        member=held,
        name=name,
        prefix=prefix,
        token_hash=key_hash(key),
        scopes=[scope.value for scope in Scope if scope in scopes],
        created_at=now,
        expires_at=now + timedelta(days=days),
    )
    return token, key


def living(member: Member) -> models.QuerySet[AccessToken]:
    """The member's tokens that are neither revoked nor over."""
    rows: models.QuerySet[AccessToken] = AccessToken.objects.filter(member=member)
    return rows.filter(revoked_at=None, expires_at__gt=timezone.now())


def shown_to(member: Member) -> models.QuerySet[AccessToken]:
    """A member's own tokens; an owner sees everybody's."""
    rows: models.QuerySet[AccessToken] = AccessToken.objects.select_related("member__user")
    return rows if member.may(Role.OWNER) else rows.filter(member=member)


def revoke(member: Member, token_id: int) -> AccessToken:
    """End a token for good. NotFound alike for a missing one and for a colleague's, unless one is owner."""
    token = shown_to(member).filter(pk=token_id).first()
    if token is None:
        raise NotFound
    AccessToken.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=timezone.now())
    return token


def opened_by(key: str) -> AccessToken | None:
    """The token of a key, with its member, person and organization; None for one that opens nothing today."""
    if not _SHAPE.fullmatch(key):
        return None
    # The key is the door: before it is passed there is no scope to look in.
    rows = AccessToken.every_org.select_related("member__user", "organization")
    found: AccessToken | None = rows.filter(token_hash=key_hash(key)).first()
    if found is None or found.is_over or not found.member.user.is_active:
        return None
    return found


def forget_answers() -> None:
    """Delete what requests with an idempotency key were answered more than a day ago."""
    KeptAnswer.every_org.filter(created_at__lt=timezone.now() - ANSWERS_KEPT_FOR).delete()


def note_use(token: AccessToken) -> None:
    """Remember the day; one write a day and token."""
    today = timezone.localdate()
    if token.last_used_on != today:
        AccessToken.every_org.filter(pk=token.pk).update(last_used_on=today)
