"""Webhooks: where an organization wants to be told, what happened, and how the telling goes."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.db import models
from django.db.models import Q
from django.utils import timezone

from organizations.scope import OrganizationOwned


class HookState(models.TextChoices):
    ACTIVE = "active", "Active"
    PAUSED = "paused", "Paused"
    OFF = "off", "Switched off"


class OffReason(models.TextChoices):
    """Why the product itself switched an endpoint off."""

    GONE = "gone", "its receiver answered 410: gone"
    FAILING = "failing", "nothing arrived for three days"


class HookEndpoint(OrganizationOwned):
    """An address of the client's that is told what happens here.

    url            as it was checked when it was saved; it is checked again before every request. Its path may
                   be a secret of the receiver, so only `host` is written into logs, mails and the trail.
    events         names of kinds in `hook_kinds`.
    secret         with which messages are signed, encrypted (`hook_secrets`).
    former_secret  signs beside it until `former_until`, so that a receiver can change over; "" for none.
    origin         scheme and host that links lead to, as the member's browser knew it.
    failing_since  when the first attempt failed after which none succeeded; null while all is well.
    told_at        when owners were told that it was switched off; null until a mail server took the mail.
    """

    url = models.CharField(max_length=500)
    events = models.JSONField(default=list)
    secret = models.TextField(editable=False)
    former_secret = models.TextField(blank=True, editable=False)
    former_until = models.DateTimeField(null=True, editable=False)
    origin = models.CharField(max_length=300, editable=False)
    state = models.CharField(max_length=8, choices=HookState, default=HookState.ACTIVE)
    off_reason = models.CharField(max_length=8, choices=OffReason, blank=True)
    failing_since = models.DateTimeField(null=True, editable=False)
    told_at = models.DateTimeField(null=True, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["created_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["organization", "id"], name="hook_endpoint_of_organization"),
            models.CheckConstraint(condition=Q(state__in=HookState.values), name="hook_state_known"),
            models.CheckConstraint(
                condition=Q(state=HookState.OFF, off_reason__in=OffReason.values)
                | (~Q(state=HookState.OFF) & Q(off_reason="")),
                name="hook_off_says_why",
            ),
            models.CheckConstraint(
                condition=Q(former_secret="", former_until__isnull=True)
                | (~Q(former_secret="") & Q(former_until__isnull=False)),
                name="hook_former_secret_ends",
            ),
        ]

    def __str__(self) -> str:
        return self.host

    @property
    def host(self) -> str:
        """The host with its port, without the path."""
        return urlsplit(self.url).netloc

    @property
    def former_signs(self) -> bool:
        return self.former_until is not None and self.former_until > timezone.now()


class HookEvent(OrganizationOwned):
    """Something that happened and that somebody wanted to be told. Never changed.

    message_id  "msg_…", the same at every attempt and every endpoint.
    day         and nothing finer, like everything that leaves about when a wave was answered.
    data        ids and names of what it happened to; never a score, a count or a person.
    path        where it can be seen, below an endpoint's origin.
    """

    message_id = models.CharField(max_length=40, unique=True, editable=False)
    kind = models.CharField(max_length=40)
    day = models.DateField()
    data = models.JSONField()
    path = models.CharField(max_length=300)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organization", "id"], name="hook_event_of_organization"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.message_id}"


class DeliveryState(models.TextChoices):
    WAITING = "waiting", "Waiting"
    SENDING = "sending", "Being sent"
    TAKEN = "taken", "Delivered"
    GIVEN_UP = "given_up", "Given up"


class HookDelivery(OrganizationOwned):
    """One event on its way to one endpoint. The row is the truth; the broker is only its doorbell.

    claims    rises whenever a worker takes the row, and tells one holder from the next.
    attempts  of the present round; a delivery that is asked for again by hand begins a new one.
    asked_at  when the round began.
    retry_at  not before then; null for at once.
    status, code, excerpt, milliseconds, tried_at
              of the last attempt: the status that was answered, or a code of ours where none was; the first
              words of a refusal; how long it took.
    """

    event = models.ForeignKey(HookEvent, on_delete=models.CASCADE, related_name="deliveries")
    endpoint = models.ForeignKey(HookEndpoint, on_delete=models.CASCADE, related_name="deliveries")
    state = models.CharField(max_length=8, choices=DeliveryState, default=DeliveryState.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    claims = models.PositiveIntegerField(default=0)
    lease_until = models.DateTimeField(null=True, blank=True)
    asked_at = models.DateTimeField(default=timezone.now)
    retry_at = models.DateTimeField(null=True, blank=True)
    rung_at = models.DateTimeField(null=True, blank=True)
    status = models.PositiveSmallIntegerField(null=True, blank=True)
    code = models.CharField(max_length=20, blank=True)
    excerpt = models.CharField(max_length=200, blank=True)
    milliseconds = models.PositiveIntegerField(null=True, blank=True)
    tried_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-asked_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["event", "endpoint"], name="hook_delivery_once"),
            models.CheckConstraint(condition=Q(state__in=DeliveryState.values), name="hook_delivery_known"),
            models.CheckConstraint(
                condition=Q(state=DeliveryState.SENDING, lease_until__isnull=False, claims__gte=1)
                | (~Q(state=DeliveryState.SENDING) & Q(lease_until__isnull=True)),
                name="hook_lease_only_while_sending",
            ),
        ]
        indexes = [
            models.Index(
                fields=["state", "retry_at"], condition=Q(state__in=("waiting", "sending")), name="hook_live"
            ),
            models.Index(fields=["endpoint", "-asked_at"], name="hook_latest"),
        ]

    def __str__(self) -> str:
        return f"{self.event_id} to {self.endpoint_id}, {self.state}"

    @property
    def is_live(self) -> bool:
        return self.state in LIVE


LIVE = (DeliveryState.WAITING, DeliveryState.SENDING)
