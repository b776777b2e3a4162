"""What is written to people during the fieldwork: rounds of mail, and one row for each message.

A message is known by its invitation, its kind and its number, and the database allows it once. While the wave
is open its row says how far it is; at close every row of a person goes, and a round keeps nothing but sums.
"""

from __future__ import annotations

import secrets

from django.db import models
from django.db.models import Q
from django.utils import timezone

from organizations.scope import OrganizationOwned
from surveys.models import Invitation, Wave

MOST_REMINDERS = 5
"""More reminders than this change nothing but the mood."""


def new_secret() -> bytes:
    return secrets.token_bytes(32)


def new_nonce() -> str:
    return secrets.token_hex(16)


class MailKey(OrganizationOwned):
    """From this and the installation's own key the links in a wave's mail are made again; gone at close."""

    wave = models.OneToOneField(Wave, on_delete=models.CASCADE, related_name="mail_key")
    secret = models.BinaryField(default=new_secret, editable=False)

    def __str__(self) -> str:
        return "key of a wave's mail"


class Contact(OrganizationOwned):
    """How an invited person is written to; gone with the invitation at close.

    nonce        chance from which, with the wave's key, the person's link is derived.
    silent       they asked for no more mail about this questionnaire.
    unreachable  a mail server refused the address for good, or mail came back from it for good.
    """

    invitation = models.OneToOneField(Invitation, on_delete=models.CASCADE, related_name="contact")
    nonce = models.CharField(max_length=32, default=new_nonce, editable=False)
    silent = models.BooleanField(default=False)
    unreachable = models.BooleanField(default=False)

    def __str__(self) -> str:
        return "contact"


class MailPlan(OrganizationOwned):
    """How a wave writes to people.

    origin        scheme and host that links lead to, as the member's browser knew it.
    reply_to      where answers to the mail go, "" for the sender's address.
    at_most       reminders that may go out in all.
    paused        nothing leaves until somebody says go on.
    """

    wave = models.OneToOneField(Wave, on_delete=models.CASCADE, related_name="mail_plan")
    origin = models.CharField(max_length=300, blank=True)
    reply_to = models.EmailField(blank=True)
    at_most = models.PositiveSmallIntegerField(default=3)
    paused = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(at_most__lte=MOST_REMINDERS), name="mail_plan_few_reminders")
        ]

    def __str__(self) -> str:
        return "plan of a wave's mail"


class Kind(models.TextChoices):
    INVITATION = "invitation", "invitation"
    REMINDER = "reminder", "reminder"


class MailText(OrganizationOwned):
    """A wave's own words for one kind of mail in one language; without a row the product's words hold."""

    wave = models.ForeignKey(Wave, on_delete=models.CASCADE, related_name="mail_texts")
    kind = models.CharField(max_length=10, choices=Kind)
    language = models.CharField(max_length=12)
    subject = models.CharField(max_length=150)
    body = models.TextField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["wave", "kind", "language"], name="mail_text_once"),
            models.CheckConstraint(condition=Q(kind__in=Kind.values), name="mail_text_kind_known"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} in {self.language}"


class RoundState(models.TextChoices):
    PLANNED = "planned", "planned"
    RUNNING = "running", "being sent"
    DONE = "done", "sent"
    ENDED = "ended", "ended with the wave"


class MailRound(OrganizationOwned):
    """One occasion on which a wave writes to its people: the invitation, or a reminder.

    due_at       from when on it may leave.
    written      people it was for when it began.
    sent, refused, uncertain, dropped
                 what became of them, known when the round is over. Uncertain: the worker or the line died
                 between handing a message over and hearing that it was taken; it is not sent again.
    claims       how often a worker took the round; what one does counts only while it was the last.
    trouble      in a row, how often the mail server did not work; the next try is at `retry_at`.
    """

    wave = models.ForeignKey(Wave, on_delete=models.CASCADE, related_name="mail_rounds")
    kind = models.CharField(max_length=10, choices=Kind)
    number = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10, choices=RoundState, default=RoundState.PLANNED)
    due_at = models.DateTimeField(default=timezone.now)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    lease_until = models.DateTimeField(null=True)
    rung_at = models.DateTimeField(null=True)
    retry_at = models.DateTimeField(null=True)
    claims = models.PositiveIntegerField(default=0)
    trouble = models.PositiveSmallIntegerField(default=0)
    written = models.PositiveIntegerField(default=0)
    sent = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)
    uncertain = models.PositiveIntegerField(default=0)
    dropped = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["due_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["wave", "kind", "number"], name="mail_round_once"),
            models.UniqueConstraint(fields=["organization", "id"], name="mail_round_of_organization"),
            models.CheckConstraint(condition=Q(kind__in=Kind.values), name="mail_round_kind_known"),
            models.CheckConstraint(condition=Q(state__in=RoundState.values), name="mail_round_state_known"),
            models.CheckConstraint(condition=Q(number__gte=1), name="mail_round_from_one"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.number}"


class MessageState(models.TextChoices):
    """Waiting turns into sending before the mail server hears of a message; nothing turns sending back into
    waiting but the worker that knows it was not taken."""

    WAITING = "waiting", "waiting"
    SENDING = "sending", "being sent"
    SENT = "sent", "sent"
    REFUSED = "refused", "refused"
    UNCERTAIN = "uncertain", "uncertain"
    DROPPED = "dropped", "no longer needed"


class CameBack(models.TextChoices):
    """Of a mail that was taken and could not be delivered: whether its address may work another time."""

    SOFT = "soft", "for now"
    HARD = "hard", "for good"


class Message(OrganizationOwned):
    """One mail to one person. It has no address and no time: the address is the invitation's.

    number     1 for the invitation, for a reminder that of its round.
    attempts   times it was begun; `retry_at` is when a server that said "later" is asked again.
    came_back  what a report of non-delivery said afterwards.
    """

    wave = models.ForeignKey(Wave, on_delete=models.CASCADE, related_name="messages")
    round = models.ForeignKey(MailRound, on_delete=models.CASCADE, related_name="messages")
    invitation = models.ForeignKey(Invitation, null=True, on_delete=models.SET_NULL, related_name="messages")
    kind = models.CharField(max_length=10, choices=Kind)
    number = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10, choices=MessageState, default=MessageState.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    retry_at = models.DateTimeField(null=True)
    came_back = models.CharField(max_length=4, choices=CameBack, blank=True, default="")

    class Meta:
        indexes = [models.Index(fields=["round", "state"], name="message_next")]
        constraints = [
            models.UniqueConstraint(fields=["wave", "invitation", "kind", "number"], name="message_once"),
            models.CheckConstraint(
                condition=Q(kind=Kind.REMINDER, number__gte=1) | Q(kind=Kind.INVITATION, number=1),
                name="message_number_known",
            ),
            models.CheckConstraint(condition=Q(state__in=MessageState.values), name="message_state_known"),
            models.CheckConstraint(
                condition=Q(came_back__in=["", *CameBack.values]), name="message_came_back_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.number}"
