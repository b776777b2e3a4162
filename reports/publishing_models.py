"""That a report was given to readers: by whom, when, and when it was taken back."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from organizations.models import User
from organizations.scope import OrganizationOwned


class Publication(OrganizationOwned):
    """A report was published to the organization's readers; triggers keep the row as it was written.

    It stands until it is withdrawn. Publishing again is a new row, so that who read when can be told.

    published_by  null once that person's account is gone, and for reports that are older than publishing.
    """

    report = models.ForeignKey("reports.Report", on_delete=models.CASCADE, related_name="publications")
    published_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    published_at = models.DateTimeField(default=timezone.now, editable=False)
    withdrawn_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        ordering = ["published_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["report"], condition=Q(withdrawn_at__isnull=True), name="publication_one_stands"
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True) | Q(withdrawn_at__gte=F("published_at")),
                name="publication_withdrawn_later",
            ),
        ]

    def __str__(self) -> str:
        return f"publication of report {self.report_id}"
