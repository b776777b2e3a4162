"""A report of a closed wave: asked for, being built, ready or failed."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from organizations.scope import OrganizationOwned


class State(models.TextChoices):
    QUEUED = "queued", "Waiting for a worker"
    BUILDING = "building", "Being built"
    READY = "ready", "Ready"
    FAILED = "failed", "Could not be built"


LIVE = (State.QUEUED, State.BUILDING)


class Report(OrganizationOwned):
    """One building of a report, and the document that came out of it.

    The row is the truth about the work; the broker is only its doorbell. A worker holds the row between
    `claim` and `lease_until`, and `attempts`, which rises with every claim, tells one holder from the next.

    fingerprint   SHA-256 of everything the document was composed from; empty until the answers are folded.
    language      the report's own; ReportTranslation has the document in the others.
    document      the ReportDocument as JSON text, exactly as it was stored; empty unless ready.
    rung_at       when the doorbell was last heard by the broker; null when it was not.
    confirmed_at  when this document was last found to be what the wave's answers say.
    """

    wave = models.ForeignKey("surveys.Wave", on_delete=models.CASCADE, related_name="reports")
    state = models.CharField(max_length=8, choices=State, default=State.QUEUED)
    progress_done = models.PositiveIntegerField(default=0)
    progress_total = models.PositiveIntegerField(default=0)
    lease_until = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    rung_at = models.DateTimeField(null=True, blank=True)
    fingerprint = models.CharField(max_length=64, blank=True)
    language = models.CharField(max_length=8, default="en")
    document = models.TextField(blank=True)
    error_code = models.CharField(max_length=40, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    finished_at = models.DateTimeField(null=True, blank=True)
    confirmed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organization", "id"], name="report_of_organization"),
            models.CheckConstraint(condition=Q(state__in=State.values), name="report_state_known"),
            models.UniqueConstraint(
                fields=["wave"], condition=Q(state__in=LIVE), name="report_one_live_per_wave"
            ),
            models.UniqueConstraint(
                fields=["wave", "fingerprint"],
                condition=Q(state=State.READY),
                name="report_one_ready_per_evidence",
            ),
            models.CheckConstraint(
                condition=Q(state=State.BUILDING, lease_until__isnull=False, attempts__gte=1)
                | (~Q(state=State.BUILDING) & Q(lease_until__isnull=True)),
                name="report_lease_only_while_building",
            ),
            models.CheckConstraint(
                condition=(
                    Q(state=State.READY, finished_at__isnull=False, confirmed_at__isnull=False)
                    & ~Q(document="")
                    & ~Q(fingerprint="")
                )
                | (~Q(state=State.READY) & Q(document="")),
                name="report_document_only_when_ready",
            ),
            models.CheckConstraint(
                condition=(Q(state=State.FAILED) & ~Q(error_code=""))
                | (~Q(state=State.FAILED) & Q(error_code="")),
                name="report_failed_says_why",
            ),
            models.CheckConstraint(
                condition=Q(progress_done__lte=F("progress_total")), name="report_progress_within_total"
            ),
        ]
        indexes = [
            models.Index(fields=["wave", "-confirmed_at"], name="report_latest_ready"),
            models.Index(fields=["state", "lease_until"], condition=Q(state__in=LIVE), name="report_live"),
        ]

    def __str__(self) -> str:
        return f"Report {self.pk} of wave {self.wave_id}, {self.state}"

    @property
    def is_live(self) -> bool:
        return self.state in LIVE

    @property
    def is_ready(self) -> bool:
        return self.state == State.READY


# Django finds a model where its app's models are imported.
from reports import adopted_models as adopted_models  # noqa: E402
from reports.formats_models import FormatFile as FormatFile  # noqa: E402
from reports.formats_models import FormatSet as FormatSet  # noqa: E402
from reports.playback_models import Playback as Playback  # noqa: E402
from reports.portfolio_models import PortfolioEdition as PortfolioEdition  # noqa: E402
from reports.publishing_models import Publication as Publication  # noqa: E402
from reports.remarks_models import PageRemark as PageRemark  # noqa: E402
from reports.share_models import ShareLink as ShareLink  # noqa: E402
from reports.share_models import ShareOpening as ShareOpening  # noqa: E402
from reports.translations_models import ReportTranslation as ReportTranslation  # noqa: E402
