"""Remarks as they are stored: one writer, one page of one report, plain text."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from organizations.models import User
from organizations.scope import OrganizationOwned

LONGEST = 2000


class PageRemark(OrganizationOwned):
    """A remark on a page of a report. Its writer may change it; what it said before is not kept.

    page    key of the page in the report's document.
    author  null once that account is gone; nobody else's name ever stands at it.
    """

    report = models.ForeignKey("reports.Report", on_delete=models.CASCADE, related_name="remarks")
    page = models.CharField(max_length=40)
    text = models.CharField(max_length=LONGEST)
    author = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    written_at = models.DateTimeField(default=timezone.now, editable=False)
    edited_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        ordering = ["written_at", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="remark_says_something"),
            models.CheckConstraint(
                condition=Q(edited_at__isnull=True) | Q(edited_at__gte=F("written_at")),
                name="remark_edited_later",
            ),
        ]

    def __str__(self) -> str:
        return f"remark on {self.page} of report {self.report_id}"
