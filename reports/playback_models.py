"""The sponsor's word that whoever was asked may read page one of the report."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q

from cxassess.errors import Conflict
from organizations.scope import OrganizationOwned


class Playback(OrganizationOwned):
    """Given before a wave is opened and named on its first screen; triggers keep it as it was given.

    key         secret of the public address, the same for everybody; readable, because thanking shows it.
    days        page one can be read for so long after it was published.
    stopped_at  when the word was taken back; it is not given again.
    """

    wave = models.OneToOneField("surveys.Wave", on_delete=models.CASCADE, related_name="playback")
    key = models.CharField(max_length=64, unique=True, editable=False)
    days = models.PositiveSmallIntegerField(default=90)
    stopped_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(days__gte=7, days__lte=365), name="playback_days_7_to_365"),
        ]

    def __str__(self) -> str:
        return "playback"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self._state.adding and self.wave.state != "draft":
            raise Conflict("Whether people get to read the outcome is decided before the wave is opened.")
        super().save(*args, **kwargs)
