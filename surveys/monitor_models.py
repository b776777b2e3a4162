"""How many have taken part, as it was last told: what the monitor of an open wave shows."""

from __future__ import annotations

from django.db import models

from organizations.scope import OrganizationOwned


class Stock(OrganizationOwned):
    """What was last counted of a wave's participation, and told; `surveys.monitoring` says when it moves.

    answered    submissions of the wave when the total last moved.
    functions   {function key: submissions when its band last moved}, of functions whose band may be told.
    counted_at  when somebody last looked, to the hour; not when anybody answered.
    """

    wave = models.OneToOneField("surveys.Wave", on_delete=models.CASCADE, related_name="stock")
    answered = models.PositiveIntegerField(default=0)
    functions = models.JSONField(default=dict)
    counted_at = models.DateTimeField()

    def __str__(self) -> str:
        return "participation"
