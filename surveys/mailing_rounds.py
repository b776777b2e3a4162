"""When a wave writes to its people: rounds planned, called off, paused, and what the close leaves of them."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from typing import Any

from django.db import transaction
from django.db.models import Max, Q, QuerySet
from django.db.models.functions import Now
from django.utils import timezone

from cxassess.errors import Conflict
from surveys.mail_models import Kind, MailKey, MailPlan, MailRound, Message, MessageState, RoundState
from surveys.models import Invitation, InvitationState, Wave, WaveState
from surveys.queries import last_version

BETWEEN = dt.timedelta(hours=20)
"""Least time between two mails to the same person: a day, less the hours by which clocks and offices move."""

UNFINISHED = (RoundState.PLANNED, RoundState.RUNNING)


class RoundRefused(Conflict):
    """A round of mail that cannot be planned; the sentence says why."""

    code = "mail_round_refused"


def plan_of(wave: Wave) -> MailPlan:
    """How this wave writes; the usual way until somebody says otherwise."""
    plan: MailPlan = MailPlan.objects.filter(wave=wave).first() or MailPlan(wave=wave)
    return plan


def moment(wave: Wave, local: dt.datetime) -> dt.datetime:
    """The moment a wall clock of the client shows this. An hour that comes twice means its first time.

    Raises RoundRefused for an hour that does not come: clocks jump over it in spring.
    """
    at = local.replace(tzinfo=wave.zone, fold=0).astimezone(dt.UTC)
    if at.astimezone(wave.zone).replace(tzinfo=None) != local.replace(tzinfo=None):
        raise RoundRefused("The clocks jump over that hour on that day. Take another.")
    return at


# --- Planning ---------------------------------------------------------------------------------------------


@transaction.atomic
def plan_round(wave: Wave, *, kind: Kind, origin: str, due_at: dt.datetime | None = None) -> MailRound:
    """A round of mail that leaves at a moment, now without one. Raises RoundRefused.

    origin  scheme and host the links lead to.
    """
    locked: Wave = Wave.objects.select_for_update(no_key=True).get(pk=wave.pk)
    at = due_at or timezone.now()
    _refuse_wrong_time(locked, at)
    if kind == Kind.INVITATION:
        _refuse_needless_invitation(locked)
    else:
        _refuse_reminder(locked, at)
    MailPlan.objects.update_or_create(wave=locked, defaults={"origin": origin})
    last = MailRound.objects.filter(wave=locked, kind=kind).aggregate(last=Max("number"))["last"] or 0
    row: MailRound = MailRound.objects.create(wave=locked, kind=kind, number=last + 1, due_at=at)
    return row


def _refuse_wrong_time(wave: Wave, at: dt.datetime) -> None:
    if wave.state == WaveState.CLOSED or wave.is_over:
        raise RoundRefused("This wave takes no more answers, so nobody is written to.")
    if at < timezone.now() - dt.timedelta(minutes=5):
        raise RoundRefused("That moment has passed.")
    if at > timezone.now() + dt.timedelta(days=366):
        raise RoundRefused("That is more than a year ahead.")
    if wave.closes_on is not None and at.astimezone(wave.zone).date() > wave.closes_on:
        raise RoundRefused("That is after the last day for answers.")


def _refuse_needless_invitation(wave: Wave) -> None:
    if MailRound.objects.filter(wave=wave, kind=Kind.INVITATION, state__in=UNFINISHED).exists():
        raise RoundRefused("Invitations are planned or being sent already.")
    if not not_yet_invited(wave).exists():
        raise RoundRefused("There is nobody with an e-mail address who has not been invited yet.")


def _refuse_reminder(wave: Wave, at: dt.datetime) -> None:
    if not MailRound.objects.filter(wave=wave, kind=Kind.INVITATION).exists():
        raise RoundRefused("Invite people first; there is nothing to remind them of yet.")
    reminders = [row for row in MailRound.objects.filter(wave=wave) if row.kind == Kind.REMINDER]
    if len(_of_this_fieldwork(wave, reminders)) >= plan_of(wave).at_most:
        raise RoundRefused(f"No more than {plan_of(wave).at_most} reminders are sent in this wave.")
    for other in MailRound.objects.filter(wave=wave):
        if abs((other.started_at or other.due_at) - at) < BETWEEN:
            raise RoundRefused("Leave a day between two mails to the same people.")


def _of_this_fieldwork(wave: Wave, rounds: list[MailRound]) -> list[MailRound]:
    """Without those of a fieldwork that was closed before the wave was opened again."""
    closed = last_version(wave)
    return [row for row in rounds if closed is None or row.due_at > closed.closed_at]


@transaction.atomic
def call_off(wave: Wave, *, kind: str, number: int) -> None:
    """Take back a round that has not begun. Raises RoundRefused for one that has."""
    planned = MailRound.objects.filter(wave=wave, kind=kind, number=number, state=RoundState.PLANNED)
    if not planned.filter(Q(lease_until__isnull=True) | Q(lease_until__lt=Now())).delete()[0]:
        raise RoundRefused("That round has begun or is gone already. It can be paused.")


def pause(wave: Wave, *, paused: bool) -> None:
    """Let nothing more leave, or go on. A mail whose conversation with the server has begun still leaves."""
    MailPlan.objects.update_or_create(wave=wave, defaults={"paused": paused})


# --- To whom ----------------------------------------------------------------------------------------------


def not_yet_invited(wave: Wave) -> QuerySet[Invitation]:
    """People with an address to whom no invitation was ever begun.

    Whether they have begun by a link handed to them counts for nothing here: it could be watched.
    """
    people: QuerySet[Invitation] = Invitation.objects.filter(wave=wave).exclude(email="")
    return people.exclude(pk__in=_messages(wave, kind=Kind.INVITATION))


def still_to_answer(wave: Wave) -> QuerySet[Invitation]:
    """People whose invitation left, or may have, and whose link has not been used to send. Never shown."""
    left = _messages(wave, kind=Kind.INVITATION).filter(state__in=[MessageState.SENT, MessageState.UNCERTAIN])
    rows: QuerySet[Invitation] = Invitation.objects.filter(
        wave=wave, pk__in=left, contact__silent=False, contact__unreachable=False
    )
    return rows.exclude(email="").exclude(state=InvitationState.SUBMITTED)


def _messages(wave: Wave, *, kind: Kind) -> QuerySet[Message, Any]:
    """Whose messages of a kind there are, as a list of invitations for a query."""
    return Message.objects.filter(wave=wave, kind=kind, invitation__isnull=False).values("invitation")


# --- The end of the fieldwork -----------------------------------------------------------------------------


def when_wave_closed(sender: object, *, wave: Wave, **kwargs: object) -> None:
    """Receiver of `wave_closed`: of a wave's mail nothing stays but sums by round, and no key to any link."""
    MailRound.objects.filter(wave=wave, state=RoundState.PLANNED).delete()
    for row in MailRound.objects.filter(wave=wave, state=RoundState.RUNNING):
        for name, value in sums(row).items():
            setattr(row, name, value)
        row.state, row.finished_at, row.lease_until = RoundState.ENDED, timezone.now(), None
        row.save()
    Message.objects.filter(wave=wave).delete()
    MailKey.objects.filter(wave=wave).delete()


def sums(row: MailRound) -> dict[str, int]:
    """What has become of a round's messages, by field of the round; one being handed over is uncertain."""
    by_state = Counter(Message.objects.filter(round=row).values_list("state", flat=True))
    return {
        "sent": by_state[MessageState.SENT],
        "refused": by_state[MessageState.REFUSED],
        "uncertain": by_state[MessageState.UNCERTAIN] + by_state[MessageState.SENDING],
        "dropped": by_state[MessageState.DROPPED] + by_state[MessageState.WAITING],
    }
