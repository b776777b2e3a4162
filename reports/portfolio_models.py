"""Editions of the installation's portfolio: which reports stood in it together, from which day on."""

from __future__ import annotations

import datetime as dt

from django.db import models
from django.utils import timezone


def _today() -> dt.date:
    return timezone.now().date()


class PortfolioEdition(models.Model):
    """The organizations against which places are reckoned, until the next edition; never changed again.

    It belongs to the installation, not to an organization, and holds no score: those are read from the
    reports for as long as their organization takes part.

    instrument, major, form  what all of them were asked.
    number                   1 for the first of that kind.
    entries                  [organization, report] of each, as numbers that outlive their rows.
    """

    instrument = models.CharField(max_length=60)
    major = models.CharField(max_length=10)
    form = models.CharField(max_length=40)
    number = models.PositiveIntegerField()
    made_on = models.DateField(default=_today, editable=False)
    entries = models.JSONField()

    class Meta:
        ordering = ["instrument", "major", "form", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["instrument", "major", "form", "number"], name="portfolio_edition_numbered"
            ),
        ]

    def __str__(self) -> str:
        return f"portfolio {self.number} of {self.instrument} {self.major} {self.form}"
