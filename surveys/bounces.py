"""Mail that came back: whose it was, what follows for the next mails, and addresses put right.

Every mail bears a mark: its number and an HMAC over it under the wave's key, so a report that was made up
finds nothing, and after the close, when the key is gone, none does. Of invitations that came back members see
the address, as they typed it. Of reminders nobody sees anything: who is reminded has not answered.
"""

from __future__ import annotations

import hmac
from base64 import b32encode
from dataclasses import dataclass
from enum import Enum

from django.db import transaction
from django.db.models import Q

from cxassess.errors import Conflict, NotFound
from organizations.scope import org_scope
from surveys.bounce_reports import Returned, read_report
from surveys.mail_models import CameBack, Contact, Kind, MailKey, Message, MessageState, new_nonce
from surveys.mailing_links import derived_token, wave_key
from surveys.models import Invitation, InvitationState, Wave
from surveys.tokens import token_hash

PURPOSE = b"mark of mail "
LENGTH = 20


class Taken(Enum):
    """What became of a mail that was read."""

    HARD = "hard"
    SOFT = "soft"
    STRANGE = "strange"


def mark_of(message: Message, *, key: bytes) -> str:
    """What the mail of a message bears; key: the wave's."""
    number = f"{message.pk:x}"
    signed = hmac.digest(key, PURPOSE + number.encode(), "sha256")
    return f"{number}-{b32encode(signed).decode().lower()[:LENGTH]}"


def sender_with(mark: str, address: str) -> str:
    """The envelope's sender of one mail: the address for returned mail, the mark where its `*` stands."""
    local, _at, domain = address.rpartition("@")
    return f"{local.replace('*', mark)}@{domain}"


# --- What came back -----------------------------------------------------------------------------------------


def take(content: bytes) -> Taken:
    """Read one mail that came back and note whom it concerns; nothing of the mail itself is kept."""
    returned = read_report(content)
    if returned is None:
        return Taken.STRANGE
    message = next((found for mark in returned.marks if (found := _message_of(mark))), None)
    if message is None:
        return Taken.STRANGE
    with org_scope(message.organization_id), transaction.atomic():
        _note(message, returned)
    return Taken(returned.verdict)


def _message_of(mark: str) -> Message | None:
    """The message that bears this mark; None for one nobody sent, and for every one after the close."""
    number = int(mark.partition("-")[0], 16)
    if number >= 2**63:
        return None
    rows = Message.every_org.filter(pk=number, invitation__isnull=False)
    message: Message | None = rows.select_related("wave").first()
    if message is None:
        return None
    with org_scope(message.organization_id):
        if not MailKey.objects.filter(wave=message.wave).exists():
            return None
        is_ours = hmac.compare_digest(mark_of(message, key=wave_key(message.wave)), mark)
    return message if is_ours else None


def _note(message: Message, returned: Returned) -> None:
    """For good outweighs for now, and no order in which reports come in says otherwise."""
    rows = Message.objects.filter(pk=message.pk)
    if returned.verdict == "hard":
        rows.update(came_back=CameBack.HARD)
        Contact.objects.filter(invitation=message.invitation_id).update(unreachable=True)
    else:
        rows.filter(came_back="").update(came_back=CameBack.SOFT)


# --- Addresses that fail ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Failing:
    """An address to which the invitation did not get. is_final: nothing more is sent there."""

    person: int
    address: str
    is_final: bool
    reason: str


_FAILED = Q(state=MessageState.REFUSED) | Q(came_back__in=CameBack.values)


def failing(wave: Wave) -> list[Failing]:
    """Addresses of a wave that the invitation did not reach, in the order of the alphabet."""
    rows = Message.objects.filter(_FAILED, wave=wave, kind=Kind.INVITATION, invitation__isnull=False)
    found = [_failing(row) for row in rows.exclude(invitation__email="").select_related("invitation")]
    return sorted(found, key=lambda one: one.address)


def _failing(message: Message) -> Failing:
    assert message.invitation is not None
    reasons = {
        CameBack.HARD.value: "came back: there is no such address",
        CameBack.SOFT.value: "came back for now: a reminder may still reach it",
    }
    return Failing(
        person=message.invitation.pk,
        address=message.invitation.email,
        is_final=message.came_back != CameBack.SOFT,
        reason=reasons.get(message.came_back, "was refused by the mail server"),
    )


@transaction.atomic
def correct(wave: Wave, *, person: int, address: str) -> None:
    """Another address for somebody whom the invitation did not reach; they can be invited anew.

    The link in the mail that failed opens nothing from then on, unless somebody has begun with it.
    Raises NotFound for anybody else, Conflict for an address that is on the list already.
    """
    if person not in {one.person for one in failing(wave)}:
        raise NotFound
    if Invitation.objects.filter(wave=wave, email__iexact=address).exclude(pk=person).exists():
        raise Conflict("This address is on the list of this wave already.", code="address_listed")
    locked: Invitation = Invitation.objects.select_for_update().get(pk=person)
    Message.objects.filter(wave=wave, invitation=locked, kind=Kind.INVITATION).delete()
    contact = Contact.objects.filter(invitation=locked)
    contact.update(unreachable=False)
    if locked.state == InvitationState.INVITED:
        nonce = new_nonce()
        if contact.update(nonce=nonce):
            locked.token_hash = token_hash(derived_token(wave_key(wave), nonce))
    locked.email = address
    locked.save(update_fields=["email", "token_hash"])
