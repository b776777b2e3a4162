"""Actions an organization adopted from a report, what became of them, and who follows them by calendar."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cxassess.errors import Conflict
from organizations.models import Member, User
from organizations.scope import OrganizationOwned


class ActionStatus(models.TextChoices):
    OPEN = "open", _("open")
    UNDER_WAY = "under_way", _("under way")
    DONE = "done", _("done")
    DROPPED = "dropped", _("dropped")


PENDING = (ActionStatus.OPEN, ActionStatus.UNDER_WAY)


class AdoptedAction(OrganizationOwned):
    """Something an organization decided to do about what a wave showed. It is dropped, never deleted.

    catalog_id  of the action the report proposed, "" for one that was written here.
    moves       the number that should move, as the report worded it; `measure` names it for the next wave.
    owner       a function or a name; `member` where the owner is a member, whose name then stands for it.
    """

    wave = models.ForeignKey("surveys.Wave", on_delete=models.CASCADE, related_name="adopted")
    catalog_id = models.CharField(max_length=8, blank=True, editable=False)
    title = models.CharField(max_length=200)
    text = models.TextField(blank=True)
    moves = models.CharField(max_length=200, blank=True, editable=False)
    measure = models.CharField(max_length=60, blank=True)
    owner = models.CharField(max_length=120, blank=True)
    member = models.ForeignKey(
        Member, null=True, blank=True, on_delete=models.SET_NULL, related_name="adopted"
    )
    due_on = models.DateField(null=True, blank=True)
    status = models.CharField(max_length=10, choices=ActionStatus, default=ActionStatus.OPEN)
    note = models.TextField(blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["due_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["wave", "catalog_id"], condition=~Q(catalog_id=""), name="action_adopted_once"
            ),
            models.UniqueConstraint(fields=["organization", "id"], name="adopted_of_organization"),
            models.CheckConstraint(condition=Q(status__in=ActionStatus.values), name="adopted_status_known"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_pending(self) -> bool:
        return self.status in PENDING

    @property
    def is_overdue(self) -> bool:
        """Past its day by the calendar of the request's time zone, and neither done nor dropped."""
        return self.is_pending and self.due_on is not None and self.due_on < timezone.localdate()

    @property
    def owner_name(self) -> str:
        return self.member.user.get_full_name() if self.member else self.owner


class AdoptedChange(OrganizationOwned):
    """One line of an action's history: who changed what, and how it stood then. Never changed again.

    actor   outlives the account it names, like an actor of the audit trail.
    detail  which fields changed, without what stood in them: a name could then not be erased.
    """

    action = models.ForeignKey(AdoptedAction, on_delete=models.CASCADE, related_name="history")
    actor = models.ForeignKey(
        User, null=True, on_delete=models.DO_NOTHING, db_constraint=False, related_name="+"
    )
    status = models.CharField(max_length=10, choices=ActionStatus)
    due_on = models.DateField(null=True)
    detail = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.status}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise Conflict("A line of an action’s history does not change.")
        super().save(*args, **kwargs)


class CalendarFeed(OrganizationOwned):
    """The secret address at which a member's calendar reads the organization's actions; gone when revoked."""

    member = models.OneToOneField(Member, on_delete=models.CASCADE, related_name="calendar_feed")
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    def __str__(self) -> str:
        return "calendar feed"
