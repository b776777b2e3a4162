"""A list of people that is being looked at: kept until it is taken, a week at most, never past the launch."""

from __future__ import annotations

from django.db import models

from organizations.scope import OrganizationOwned
from surveys.models import Wave


class KeptList(OrganizationOwned):
    """The lines of a wave's list that nobody has taken yet, so that leaving the page loses nothing.

    lines  [[number, address, function, level, language]] as they were typed last.
    """

    wave = models.OneToOneField(Wave, on_delete=models.CASCADE, related_name="kept_list")
    lines = models.JSONField(default=list)
    kept_at = models.DateTimeField()

    def __str__(self) -> str:
        return "list of people"
