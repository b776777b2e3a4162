"""Links by which people without an account read one report, and how often each was used."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from organizations.models import User
from organizations.scope import OrganizationOwned


class ShareLink(OrganizationOwned):
    """A secret address of one published report, with an end. What it opens stays as it was made (triggers).

    It belongs to the organization and not to who made it: it goes on when that person leaves, every analyst
    sees it in the list, and every analyst can revoke it.

    name        what it was made for, for members alone; whoever holds the link does not see it.
    token_hash  of the key in the address, which is shown once.
    password    as Django's hashers write it, "" where the link alone opens the report.
    languages   codes the report may be read in, the first where none is asked for.
    formats     of RENDERERS, as files to take away; the page can always be read.
    """

    report = models.ForeignKey("reports.Report", on_delete=models.CASCADE, related_name="share_links")
    name = models.CharField(max_length=120)
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    password = models.CharField(max_length=128, blank=True, editable=False)
    languages = models.JSONField(default=list)
    formats = models.JSONField(default=list, blank=True)
    made_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    made_at = models.DateTimeField(default=timezone.now, editable=False)
    expires_at = models.DateTimeField()
    revoked_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    revoked_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["organization", "id"], name="share_link_of_organization"),
            models.CheckConstraint(condition=Q(expires_at__gt=F("made_at")), name="share_link_has_a_time"),
        ]

    def __str__(self) -> str:
        return f"share link of report {self.report_id}"

    @property
    def last_day(self) -> date:
        return timezone.localdate(self.expires_at - timedelta(seconds=1))

    @property
    def is_over(self) -> bool:
        return bool(self.revoked_at is not None or self.expires_at <= timezone.now())


class ShareOpening(OrganizationOwned):
    """How often something was opened by a link on one day, and nothing about who did.

    what  "page", a format of RENDERERS, or "password" for one that was wrong.
    """

    link = models.ForeignKey(ShareLink, on_delete=models.CASCADE, related_name="openings")
    day = models.DateField()
    what = models.CharField(max_length=10)
    times = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["-day", "what"]
        constraints = [
            models.UniqueConstraint(fields=["link", "day", "what"], name="share_opening_once_a_day")
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.what}: {self.times}"
