"""The files of a report that are made ahead, before somebody asks for one: a set, and a row for each file."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone

from organizations.scope import OrganizationOwned


class FileState(models.TextChoices):
    QUEUED = "queued", "Waiting"
    RENDERING = "rendering", "Being made"
    READY = "ready", "Ready"
    FAILED = "failed", "Could not be made"


OPEN = (FileState.QUEUED, FileState.RENDERING)


class FormatSet(OrganizationOwned):
    """All formats of one report in one language and one look.

    look         the edition of the renderers and the version of the client's looks; others are another set.
    asked_at     when somebody, or the report that became ready, asked last.
    finished_at  when the last of its files was settled, made or failed; null while any is open.
    """

    report = models.ForeignKey("reports.Report", on_delete=models.CASCADE, related_name="format_sets")
    language = models.CharField(max_length=8)
    look = models.CharField(max_length=80)
    asked_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["report", "language", "look"], name="format_set_once"),
            models.UniqueConstraint(fields=["organization", "id"], name="format_set_of_organization"),
        ]
        indexes = [models.Index(fields=["id"], condition=Q(finished_at__isnull=True), name="format_set_open")]

    def __str__(self) -> str:
        return f"Files of report {self.report_id} in {self.language}"


class FormatFile(OrganizationOwned):
    """One file of a set. The row says how far the work is; the bytes lie on the shelf.

    A worker holds it between `claim` and `lease_until`; `attempts` tells one holder from the next.

    size      bytes of the file, 0 unless ready.
    rung_at   when the broker last heard that it waits; null when it did not.
    """

    set = models.ForeignKey(FormatSet, on_delete=models.CASCADE, related_name="files")
    form = models.CharField(max_length=10)
    state = models.CharField(max_length=9, choices=FileState, default=FileState.QUEUED)
    attempts = models.PositiveSmallIntegerField(default=0)
    lease_until = models.DateTimeField(null=True, blank=True)
    rung_at = models.DateTimeField(null=True, blank=True)
    size = models.PositiveIntegerField(default=0)
    error_code = models.CharField(max_length=40, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["set", "form"], name="format_file_once"),
            models.CheckConstraint(condition=Q(state__in=FileState.values), name="format_file_state_known"),
            models.CheckConstraint(
                condition=Q(state=FileState.RENDERING, lease_until__isnull=False, attempts__gte=1)
                | (~Q(state=FileState.RENDERING) & Q(lease_until__isnull=True)),
                name="format_file_lease_only_while_rendering",
            ),
            models.CheckConstraint(
                condition=(Q(state=FileState.FAILED) & ~Q(error_code=""))
                | (~Q(state=FileState.FAILED) & Q(error_code="")),
                name="format_file_failed_says_why",
            ),
            models.CheckConstraint(
                condition=(Q(state=FileState.READY, size__gt=0)) | (~Q(state=FileState.READY) & Q(size=0)),
                name="format_file_size_only_when_ready",
            ),
        ]
        indexes = [
            models.Index(
                fields=["state", "lease_until"], condition=Q(state__in=OPEN), name="format_file_open"
            )
        ]

    def __str__(self) -> str:
        return f"{self.form} of set {self.set_id}, {self.state}"
