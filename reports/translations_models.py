"""A ready report in the languages that are not its own."""

from __future__ import annotations

from django.db import models

from organizations.scope import OrganizationOwned


class ReportTranslation(OrganizationOwned):
    """The document of a ready report in one more language, of the same evidence; triggers keep it as stored.

    document  the ReportDocument as JSON text, exactly as it was stored.
    """

    report = models.ForeignKey("reports.Report", on_delete=models.CASCADE, related_name="translations")
    language = models.CharField(max_length=8)
    document = models.TextField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["report", "language"], name="report_translation_once"),
            models.CheckConstraint(
                condition=~models.Q(document="") & ~models.Q(language=""), name="report_translation_is_whole"
            ),
        ]

    def __str__(self) -> str:
        return f"Report {self.report_id} in {self.language}"
