"""Sending a wave's mail: each message once at most, whatever dies in between.

The row is the truth. A worker takes a round for as long as its lease runs; a message turns from waiting into
sending, and that is committed, before the mail server hears of it. A worker that knows the server did not
take it turns it back. One that dies leaves it in sending: whoever takes the round next calls it uncertain,
and an uncertain message is told about and never sent again, since a second mail would be a fact and a missing
one is only possible; its reader gets the reminders like everybody else. Times are the database's.
"""

from __future__ import annotations

import datetime as dt
import logging
import secrets
from typing import Any

from celery import current_app
from django.db import transaction
from django.db.models import F, Min, Q, QuerySet
from django.db.models.functions import Now
from django.utils import timezone
from kombu.exceptions import OperationalError as BrokerError

from cxassess.clock import from_now
from organizations.audit import record_by_itself
from surveys.mail_models import (
    Contact,
    Kind,
    MailPlan,
    MailRound,
    Message,
    MessageState,
    RoundState,
)
from surveys.mailing_history import told
from surveys.mailing_letters import Letters, LinkLost
from surveys.mailing_links import contact_of, wave_key
from surveys.mailing_post import Outcome, Postbox, ServerTrouble, is_usable
from surveys.mailing_rounds import UNFINISHED, not_yet_invited, plan_of, still_to_answer, sums
from surveys.models import Invitation, InvitationState, Wave, WaveState

TASK = "surveys.tasks.send_round"
LEASE = dt.timedelta(minutes=6)
"""Longer than one conversation with the slowest server: eight answers of a minute at most but one."""

AT_ONCE = 100
"""Messages a task sends before it makes way for other work."""

ATTEMPTS = 6
"""Times a server may say "later" to one message: over an hour and a half in all."""

FIRST_PAUSE, LONGEST_PAUSE = dt.timedelta(minutes=2), dt.timedelta(minutes=45)
"""Before a message is tried again, doubled from time to time."""

TROUBLE_PAUSE, LONGEST_TROUBLE = dt.timedelta(seconds=30), dt.timedelta(minutes=15)
"""Before a server that did not work is tried again, doubled from time to time, until the wave closes."""

RING_AGAIN = dt.timedelta(minutes=2)

logger = logging.getLogger(__name__)


class LeaseLost(RuntimeError):
    """Another worker has taken the round, or the wave has closed; this one must not go on."""


# --- Being told -------------------------------------------------------------------------------------------


def ring(row: MailRound) -> bool:
    """Tell the broker that a round waits. False when it did not hear; then the row waits for the sweep."""
    try:
        with current_app.connection_for_write() as connection:
            connection.ensure_connection(max_retries=1, interval_start=0.2)
            arguments = (row.organization_id, row.pk)
            current_app.send_task(TASK, args=arguments, connection=connection, retry=False)
    except (BrokerError, OSError) as error:
        logger.warning("mail round %s waits, the broker did not answer: %s", row.pk, error)
        return False
    MailRound.every_org.filter(pk=row.pk).update(rung_at=Now())
    return True


def sweep() -> int:
    """Ring for every round that may go and is in nobody's hands; returns how many the broker was told of."""
    unheard = Q(rung_at__isnull=True) | Q(rung_at__lt=from_now(-RING_AGAIN)) | Q(rung_at__lt=F("retry_at"))
    waiting = MailRound.every_org.filter(unheard, _free(), pk__in=_allowed(MailRound.every_org.all()))
    return sum(ring(row) for row in waiting.only("pk", "organization_id").order_by("pk"))


def _free() -> Q:
    """Due, not given back for later, and held by no living worker."""
    return (
        Q(state__in=UNFINISHED, due_at__lte=Now())
        & (Q(retry_at__isnull=True) | Q(retry_at__lte=Now()))
        & (Q(lease_until__isnull=True) | Q(lease_until__lt=Now()))
    )


def _allowed(rows: QuerySet[MailRound]) -> QuerySet[MailRound, Any]:
    """Rounds of open waves whose mail is not paused."""
    paused = MailPlan.every_org.filter(paused=True).values("wave")
    return rows.filter(wave__state=WaveState.OPEN).exclude(wave__in=paused).values("pk")


# --- Holding ----------------------------------------------------------------------------------------------


def claim(round_id: int) -> MailRound | None:
    """Take a round that waits or whose worker died; None when there is nothing to take.

    What the dead worker was handing over is uncertain from here on.
    """
    with transaction.atomic():
        rows = MailRound.objects.filter(_free(), pk=round_id)
        allowed = list(_allowed(MailRound.objects.filter(pk=round_id)))
        taken = rows.update(lease_until=from_now(LEASE), claims=F("claims") + 1) if allowed else 0
        if not taken:
            return None
        Message.objects.filter(round=round_id, state=MessageState.SENDING).update(
            state=MessageState.UNCERTAIN
        )
        row: MailRound = MailRound.objects.select_related("wave__assessment", "wave__organization").get(
            pk=round_id
        )
    return None if row.wave.is_over else row


def change_mine(row: MailRound, **values: Any) -> None:
    """Change the round this worker holds. Raises LeaseLost when it holds it no longer."""
    mine = MailRound.objects.filter(pk=row.pk, claims=row.claims, state__in=UNFINISHED)
    if mine.update(**values) != 1:
        raise LeaseLost(f"mail round {row.pk} was taken over or has ended")


# --- Sending ----------------------------------------------------------------------------------------------


def send(row: MailRound) -> None:
    """Send what may be sent of a claimed round, and note how far it is. Call it outside any transaction."""
    try:
        if row.state == RoundState.PLANNED:
            begin(row)
        with Postbox() as box:
            _send_some(row, box)
    except ServerTrouble as trouble:
        _wait_for_server(row, trouble)
    except LeaseLost as lost:
        logger.info("%s", lost)


def begin(row: MailRound) -> None:
    """Write down whom the round is for: one message each, in an order that says nothing."""
    key = wave_key(row.wave)
    people = not_yet_invited(row.wave) if row.kind == Kind.INVITATION else still_to_answer(row.wave)
    messages = []
    for person in people:
        messages.append(_message(row, person, contact_of(person, key=key)))
        if len(messages) % AT_ONCE == 0:
            change_mine(row, lease_until=from_now(LEASE))
    secrets.SystemRandom().shuffle(messages)
    with transaction.atomic():
        Message.objects.bulk_create(messages, ignore_conflicts=True)
        written = Message.objects.filter(round=row).count()
        change_mine(row, state=RoundState.RUNNING, started_at=Now(), written=written)
        record_by_itself(
            f"sent {row.kind}",
            object_type="wave",
            object_id=str(row.wave_id),
            detail=f"{row.kind} {row.number}: {told(row.kind, written)}",
        )


def _message(row: MailRound, person: Invitation, contact: Contact | None) -> Message:
    """The message of a round to a person; not needed by who has begun with a link mail never carried."""
    return Message(
        wave=row.wave,
        round=row,
        invitation=person,
        kind=row.kind,
        number=1 if row.kind == Kind.INVITATION else row.number,
        state=MessageState.WAITING if contact else MessageState.DROPPED,
    )


def _send_some(row: MailRound, box: Postbox) -> None:
    # Also where nobody is to be written to: a server's trouble must not tell whether somebody is.
    box.open()
    letters = Letters(row.wave, plan=plan_of(row.wave))
    for _turn in range(AT_ONCE):
        if not _may_go_on(row):
            break
        message = _next(row)
        if message is None:
            _finish(row)
            return
        _send_one(message, letters=letters, box=box)
        change_mine(row, lease_until=from_now(LEASE), trouble=0)
    change_mine(row, lease_until=None, rung_at=None)
    ring(row)


def _may_go_on(row: MailRound) -> bool:
    """Whether the wave is still open and its mail not paused; the last day may have ended meanwhile."""
    return _allowed(MailRound.objects.filter(pk=row.pk)).exists() and not row.wave.is_over


def _next(row: MailRound) -> Message | None:
    ready = Q(retry_at__isnull=True) | Q(retry_at__lte=Now())
    waiting = Message.objects.filter(ready, round=row, state=MessageState.WAITING)
    found: Message | None = waiting.select_related("invitation__contact").order_by("pk").first()
    return found


def _send_one(message: Message, *, letters: Letters, box: Postbox) -> None:
    """Hand one message over and note what became of it. Raises ServerTrouble, with the message waiting."""
    if not _is_wanted(message):
        _settle(message, MessageState.WAITING, state=MessageState.DROPPED)
        return
    assert message.invitation is not None
    contact: Contact = message.invitation.contact
    if not is_usable(message.invitation.email):
        _settle(message, MessageState.WAITING, state=MessageState.REFUSED)
        return
    try:
        mail = letters.letter(message, contact=contact)
    except LinkLost:
        logger.warning("message %s is not sent: its link cannot be made again", message.pk)
        _settle(message, MessageState.WAITING, state=MessageState.DROPPED)
        return
    box.open()
    attempts = message.attempts + 1
    # Committed before the server hears of it: whoever finds this mark after a crash does not send again.
    if not _settle(message, MessageState.WAITING, state=MessageState.SENDING, attempts=attempts):
        return
    message.attempts = attempts
    try:
        outcome = box.hand_over(mail)
    except ServerTrouble:
        _settle(message, MessageState.SENDING, state=MessageState.WAITING, attempts=attempts - 1)
        raise
    _record(message, outcome)


def _is_wanted(message: Message) -> bool:
    """Whether the person is still asked, can be reached and wants to be."""
    invitation = message.invitation
    if invitation is None or not invitation.email or invitation.state == InvitationState.SUBMITTED:
        return False
    return not (invitation.contact.silent or invitation.contact.unreachable)


def _settle(message: Message, *before: MessageState, **values: Any) -> bool:
    """Change a message that is in one of these states; False when it is not, or gone with the wave."""
    found = Message.objects.filter(pk=message.pk, state__in=before, attempts=message.attempts)
    return bool(found.update(**values) == 1)


def _record(message: Message, outcome: Outcome) -> None:
    # A worker that was taken for dead still knows better than "uncertain" what became of its message.
    ours = (MessageState.SENDING, MessageState.UNCERTAIN)
    if outcome is Outcome.TAKEN:
        _settle(message, *ours, state=MessageState.SENT)
    elif outcome is Outcome.UNCERTAIN:
        _settle(message, MessageState.SENDING, state=MessageState.UNCERTAIN)
    elif outcome is Outcome.LATER and message.attempts < ATTEMPTS:
        pause = min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** (message.attempts - 1))
        later = {"state": MessageState.WAITING, "retry_at": from_now(pause)}
        _settle(message, MessageState.SENDING, **later)
    else:
        _settle(message, *ours, state=MessageState.REFUSED)
    if outcome is Outcome.UNKNOWN_ADDRESS:
        Contact.objects.filter(invitation=message.invitation_id).update(unreachable=True)


def _finish(row: MailRound) -> None:
    """Close the books of a round, or lay it aside until a server that said "later" is asked again."""
    waiting = Message.objects.filter(round=row, state=MessageState.WAITING)
    next_try = waiting.aggregate(at=Min("retry_at"))["at"]
    if next_try is not None:
        change_mine(row, lease_until=None, retry_at=next_try)
        return
    change_mine(row, state=RoundState.DONE, finished_at=Now(), lease_until=None, retry_at=None, **sums(row))


def _wait_for_server(row: MailRound, trouble: ServerTrouble) -> None:
    """Lay the round aside until the server is tried again."""
    pause = min(LONGEST_TROUBLE, TROUBLE_PAUSE * 2 ** min(row.trouble, 10))
    logger.warning("mail round %s waits for the mail server: %s", row.pk, trouble)
    try:
        change_mine(row, lease_until=None, retry_at=from_now(pause), trouble=row.trouble + 1)
    except LeaseLost as lost:
        logger.info("%s", lost)


def in_trouble(wave: Wave) -> bool:
    """Whether the mail server did not work at the last try of a round that is not over."""
    rows = MailRound.objects.filter(wave=wave, state__in=UNFINISHED, trouble__gt=0)
    return bool(rows.filter(retry_at__gt=timezone.now()).exists())
