"""How customers come to the four statements: a public link a wave, and codes that work once.

What they answer lies in `PulseSubmission`, and nothing here leads there.
"""

from __future__ import annotations

from django.db import models

from organizations.scope import OrganizationOwned


class PulseLink(OrganizationOwned):
    """The public address of a wave's customer pulse; readable, because it stands on receipts and walls.

    origins     websites that may show the page in a frame, such as "https://shop.example"; none at first.
    only_codes  whether nobody answers without a code.
    codes_made  codes handed out since the wave was opened last; how many were used is not kept.
    """

    wave = models.OneToOneField("surveys.Wave", on_delete=models.CASCADE, related_name="pulse_link")
    token = models.CharField(max_length=64, unique=True, editable=False)
    origins = models.JSONField(default=list, blank=True)
    only_codes = models.BooleanField(default=False)
    codes_made = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return "link for customers"


class PulseCode(OrganizationOwned):
    """A code that has not been used: gone with the answer it lets in, and at the close at the latest."""

    wave = models.ForeignKey("surveys.Wave", on_delete=models.CASCADE, related_name="pulse_codes")
    code_hash = models.CharField(max_length=64, unique=True, editable=False)

    def __str__(self) -> str:
        return "code for a customer"


class PulseUpload(OrganizationOwned):
    """A file of customers' answers that was brought in, so that none counts twice.

    fingerprint  keyed hash of the file: of a short file a plain one would give the answers away.
    """

    wave = models.ForeignKey("surveys.Wave", on_delete=models.CASCADE, related_name="pulse_uploads")
    fingerprint = models.CharField(max_length=64, editable=False)
    rows = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["wave", "fingerprint"], name="pulse_upload_once"),
        ]

    def __str__(self) -> str:
        return f"{self.rows} customers' answers"
